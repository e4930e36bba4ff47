// Live figure "data buys the tail": live.js stands before it.
// state() is the twin of state() in data_tail.py: equal up to the rounding of floats, in its words exactly.

const LEAST = 2, MOST = 18; // the discount in twentieths
const LEVELS = [2, 3, 4, 5, 6, 7].flatMap((e) => [1, 2, 5].map((m) => m * 10 ** e)).concat(1e8);
const NEEDED = [1, 2, 4, 8, 16];

// A positive number to two digits, without exponent.
function short(x) {
  const [mantissa, exponent] = x.toExponential(1).split("e"), digits = mantissa.replace(".", ""), e = Number(exponent);
  if (e >= 1) return thousands(Number(digits) * 10 ** (e - 1));
  return e === 0 ? mantissa : "0." + "0".repeat(-e - 1) + digits;
}

// The probability that a fact with x expected sightings has come fewer than m times.
function fewer(m, x) {
  let term = Math.exp(-x), total = term;
  for (let j = 1; j < m; j++) total += term *= x / j;
  return total;
}

// ---- the state; the table holds c and the law at one sentence by discount, and where half is known by sightings ----

function state({ discount, sentences, needed }, table) {
  sentences = Math.min(sentences, LEVELS.length - 1);
  needed = Math.min(needed, NEEDED.length - 1);
  const d = discount / 20, n = LEVELS[sentences], m = NEEDED[needed], c = table.scale[discount - LEAST], unit = table.mass[discount - LEAST];
  let level = 1;
  for (let j = 1; j < m; j++) level *= 1 + (1 - d) / j;
  const times = 2 ** (1 / (1 - d)), frontier = ((c * n) / table.half[needed]) ** d;
  const now = { d, n, m, c, unit, level, times, frontier, further: times ** d, missing: unit * level * n ** (d - 1) };
  const sliders = { discount: [discount, MOST, decimal(BigInt(discount), 20n, 2)], sentences: [sentences, LEVELS.length - 1, thousands(n)],
    needed: [needed, NEEDED.length - 1, count(m, "sighting")] };
  return { ...now, sentence: sentence(now), sliders };
}

const early = (now) => now.c * now.n < 4 * now.m || now.frontier < 2;

function sentence(now) {
  const told = `After ${thousands(now.n)} sentences a learner that needs ${count(now.m, "sighting")}`;
  if (early(now)) return `${told} knows hardly anything yet, and the law does not hold.`;
  return `${told} knows every second fact near rank ${short(now.frontier)}, and misses ${short(100 * now.missing)} per cent of all questions. ` +
    `To halve this it must read ${short(now.times)} times as much, and get ${short(now.further)} times as far down the list.`;
}

// ---- the drawings ----

const RANKS = Array.from({ length: 181 }, (_, i) => 10 ** (i / 30));

// Which facts are known, by rank; filled: where in the list the loss comes from, its highest point drawn at one.
function drawRanks(now, wide) {
  const { svg, x, y, curve, top, base } = axes(wide, 236, { from: 1, to: 1e6, log: true, name: "rank of the fact" },
    { from: 0, to: 1.05, name: "share of facts known" }, 40);
  const seen = (n) => RANKS.map((r) => n * now.c * r ** (-1 / now.d)), here = seen(now.n);
  const costs = RANKS.map((r, i) => r * now.c * r ** (-1 / now.d) * fewer(now.m, here[i])), most = Math.max(...costs);
  const outline = RANKS.map((r, i) => `${x(r)},${y(costs[i] / most)}`).join(" ");
  svg.append(make("polyline", { points: `${x(1)},${base} ${outline} ${x(1e6)},${base}`, class: "loss" }));
  curve(RANKS, here.map((s) => 1 - fewer(now.m, s)), "knowledge");
  curve(RANKS, seen(now.n * now.times).map((s) => 1 - fewer(now.m, s)), "measured later");
  if (now.frontier > 1 && now.frontier < 1e6)
    svg.append(make("line", { x1: x(now.frontier), x2: x(now.frontier), y1: top, y2: base, class: "now" }));
  return svg;
}

function drawLoss(now, wide) {
  const { svg, x, y, curve } = axes(wide, 220, { from: 100, to: 1e8, log: true, name: "sentences read" },
    { from: 1e-6, to: 1, log: true, name: "share of questions missed" }, 46);
  const law = (n, level) => Math.min(1, now.unit * level * n ** (now.d - 1)), many = Array.from({ length: 61 }, (_, i) => 10 ** (2 + i / 10));
  curve(many, many.map((n) => law(n, 1)), "ideal");
  curve(many, many.map((n) => law(n, now.level)), "knowledge");
  const after = now.n * now.times;
  if (after <= 1e8 && now.missing < 1)
    svg.append(make("polyline", { points: `${x(now.n)},${y(now.missing)} ${x(now.n)},${y(now.missing / 2)} ${x(after)},${y(now.missing / 2)}`, class: "now step" }));
  for (const [n, missing] of [[now.n, now.missing], [after, now.missing / 2]])
    if (n <= 1e8 && missing > 1e-6 && missing < 1) svg.append(make("circle", { cx: x(n), cy: y(missing), r: 4, class: "dot" }));
  return svg;
}

export { state };
export const prepare = (model) => model.get("constants");
export default live({
  look: "sk-dt", label: "which facts a learner knows after so many sentences, and what it misses", prepare, state,
  controls: [{ name: "discount", label: "Discount d", min: LEAST }, { name: "sentences", label: "Sentences N" }, { name: "needed", label: "A fact takes" }],
  body: ({ line, part }) => [line.discount, line.sentences, line.needed, part("ranks"), part("loss"),
    legend(["knowledge", "above: known now; below: its loss"], ["measured later", "known when the loss is half"], ["ideal", "loss of the ideal learner"],
      [make("rect", { x: 1, y: 1, width: 32, height: 10, class: "loss" }), "where in the list the loss comes from"])],
  draw: (now, wide, parts) => {
    parts.ranks.replaceChildren(drawRanks(now, wide));
    parts.loss.replaceChildren(drawLoss(now, wide));
  },
});
