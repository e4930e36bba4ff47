// Live figure "worth stating": live.js stands before it.
// state() is the twin of state() in worth_stating.py: equal up to the rounding of floats, in its words exactly.

const VALUES = 64, STATED = 10, RANKS = 1 << 20;
const SENTENCES = [0, 1, 2, 3, 4, 5, 6, 7].map((e) => (e ? 10 ** e : 0));
const QUESTIONS = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((e) => [1, 3].map((m) => m * 10 ** e));
const FIRST = [0, 1, 2, 3, 4, 5].flatMap((e) => [1, 2, 5].map((m) => m * 10 ** e));

// A positive number to two digits, without exponent.
function short(x) {
  const [mantissa, exponent] = x.toExponential(1).split("e"), digits = mantissa.replace(".", ""), e = Number(exponent);
  if (e >= 1) return thousands(Number(digits) * 10 ** (e - 1));
  return e === 0 ? mantissa : "0." + "0".repeat(-e - 1) + digits;
}

// What a fact saves over m questions, and its price; its popularity falls with the square of the rank.
const saving = (p, n, m) => m * p * (1 - p) ** n * Math.log2(VALUES);
const price = (p) => Math.log2(1 / p) + Math.log2(VALUES);

function state({ sentences, questions, first }, { scale }) {
  const n = SENTENCES[Math.min(sentences, SENTENCES.length - 1)], m = QUESTIONS[Math.min(questions, QUESTIONS.length - 1)];
  const rank = FIRST[Math.min(first, FIRST.length - 1)];
  let saved = 0, cost = 0;
  for (let i = rank; i < rank + STATED; i++) {
    saved += saving(scale / i ** 2, n, m);
    cost += price(scale / i ** 2);
  }
  const now = { c: scale, n, m, rank, saved, cost, worth: worthStating(scale, n, m) };
  const sliders = { sentences: [SENTENCES.indexOf(n), SENTENCES.length - 1, thousands(n)],
    questions: [QUESTIONS.indexOf(m), QUESTIONS.length - 1, thousands(m)],
    first: [FIRST.indexOf(rank), FIRST.length - 1, `ranks ${thousands(rank)} to ${thousands(rank + STATED - 1)}`] };
  return { ...now, sentence: sentence(now), sliders };
}

// The first and the last rank of the facts that save more than they cost.
function worthStating(scale, n, m) {
  const net = (rank) => saving(scale / rank ** 2, n, m) - price(scale / rank ** 2);
  let top = Math.max(1, Math.round(Math.sqrt(scale * (n + 1))));
  const near = [-2, -1, 0, 1, 2].map((k) => top + k).filter((rank) => rank >= 1);
  top = near.reduce((best, rank) => (net(rank) > net(best) ? rank : best));
  if (net(top) <= 0) return [];
  const halve = (bad, good) => {
    while (Math.abs(bad - good) > 1) {
      const middle = Math.floor((bad + good) / 2);
      if (net(middle) > 0) good = middle;
      else bad = middle;
    }
    return good;
  };
  return [halve(0, top), halve(RANKS, top)];
}

function sentence({ n, m, rank, saved, cost, worth }) {
  const which = `ranks ${thousands(rank)} to ${thousands(rank + STATED - 1)}`, gain = saved - cost;
  const told = saved >= 0.001 ? `After ${thousands(n)} sentences, the ten facts of ${which} cost ${short(cost)} bits to state and save ${short(saved)} over ${thousands(m)} questions: ` +
    `${short(Math.abs(gain))} bits ${gain >= 0 ? "net" : "lost"}.`
    : `After ${thousands(n)} sentences the ten facts of ${which} are known: stating them costs ${short(cost)} bits and saves nothing.`;
  if (!worth.length) return `${told} For so few questions no fact is worth stating.`;
  return `${told} Worth stating are the facts of ranks ${thousands(worth[0])} to ${thousands(worth[1])}.`;
}

const MANY = Array.from({ length: 181 }, (_, i) => 10 ** (i / 30));

function drawRanks(now, wide) {
  const { svg, x, y, curve, base, top } = axes(wide, 250, { from: 1, to: 1e6, log: true, name: "rank of the fact" },
    { from: 0.1, to: 1e5, log: true, name: "bits" }, 46);
  if (now.worth.length) {
    const [low, high] = now.worth.map((rank) => x(Math.min(rank, 1e6)));
    svg.append(make("rect", { x: low - 1, y: top, width: high - low + 2, height: base - top, class: "worth" }));
  }
  const p = MANY.map((rank) => now.c / rank ** 2);
  curve(MANY, p.map(price), "knowledge");
  curve(MANY, p.map((one) => saving(one, now.n, now.m)), "measured");
  for (const edge of [now.rank, now.rank + STATED - 1]) svg.append(make("line", { x1: x(edge), x2: x(edge), y1: top, y2: base, class: "now" }));
  return svg;
}

export { state };
export const prepare = (model) => model.get("constants");
export default live({
  look: "sk-ws", label: "which facts are worth stating in a prompt", prepare, state,
  controls: [{ name: "sentences", label: "Sentences read N" }, { name: "questions", label: "Questions m" }, { name: "first", label: "Stated" }],
  body: ({ line, part }) => [line.sentences, line.questions, line.first, part("ranks"),
    legend(["measured", "saved by stating a fact"], ["knowledge", "its price"],
      [make("line", { x1: 1, x2: 33, y1: 6, y2: 6, class: "now" }), "the ten facts stated"],
      [make("rect", { x: 1, y: 1, width: 32, height: 10, class: "worth" }), "facts worth stating"])],
  draw: (now, wide, parts) => parts.ranks.replaceChildren(drawRanks(now, wide)),
});
