// Live figure "what a budget stores": live.js stands before it.
// The families are those of skbook/bit_families.py; state() is the twin of state() in structure_budget.py.

const N = 256, MOST = 300, ORDER = 6, FIELD = 9; // bits that say how many literal bits there are
const NAMES = ["random", "noisy pattern", "Markov source", "Thue–Morse"];
const FAMILIES = ["without literal bits", "with literal bits", "with the doubling rule, too"];

const digits = (n) => n.toString(2).length;
const numberBits = (n) => 2 * digits(n) - 1; // a number as a word of a prefix code
const ones = (n) => [...n.toString(2)].filter((bit) => bit === "1").length;

// ⌈log₂ C(N, e)⌉ for all e.
const CHOOSE = (() => {
  const found = [];
  for (let e = 0, ways = 1n; e <= N; ways = (ways * BigInt(N - e)) / BigInt(e + 1), e++) found.push(ways === 1n ? 0 : digits(ways - 1n));
  return found;
})();
// What a one costs at each level and precision, in units of 2^-20 bits; a zero costs what a one costs at the mirrored level.
const PRICES = Array.from({ length: ORDER + 1 }, (_, precision) => {
  const full = log2(BigInt(2 << precision));
  return Array.from({ length: 1 << precision }, (_, j) => Number(full - log2(BigInt(2 * j + 1))));
});

// A pattern by vote: `place` says for each symbol where in the pattern it stands, `flip` whether it is complemented.
function voted(x, size, place, flip) {
  const votes = new Array(size).fill(0);
  x.forEach((bit, i) => (votes[place(i)] += bit ^ flip(i) ? 1 : -1));
  const pattern = votes.map((vote) => (vote > 0 ? 1 : 0)), missed = [];
  x.forEach((bit, i) => (bit ^ flip(i)) !== pattern[place(i)] && missed.push(i));
  return { pattern: pattern.join(""), missed };
}
function withExceptions(head, size, { pattern, missed }, says) {
  const e = missed.length, many = `${e || "no"} exception${e === 1 ? "" : "s"}`;
  return { cost: head + numberBits(size) + size + numberBits(e + 1), left: CHOOSE[e], says: `${says} ${pattern}, ${many}`, missed };
}

function* markov(x) {
  for (let order = 0; order <= ORDER; order++) {
    const counts = Array.from({ length: 1 << order }, () => [0, 0]), contexts = [];
    for (let t = 0, context = 0; t < x.length; t++) {
      contexts.push(context);
      counts[context][x[t]]++;
      context = (2 * context + x[t]) % (1 << order);
    }
    for (let precision = 1; precision <= ORDER; precision++) {
      const price = PRICES[precision], most = price.length, chosen = [];
      let units = 0;
      for (const [zeros, some] of counts) {
        let best = Infinity, level = 0;
        for (let j = 0; j < most; j++) {
          const cost = zeros * price[most - 1 - j] + some * price[j];
          if (cost < best) [best, level] = [cost, j];
        }
        units += best;
        chosen.push(level >= most / 2 ? 1 : 0); // which symbol is likelier
      }
      yield {
        cost: 3 + numberBits(order + 1) + numberBits(precision) + precision * (1 << order), left: Math.ceil(units / 2 ** Number(FRACTION_BITS)),
        says: `Markov, order ${order}, ${order ? `${1 << order} probabilities` : "1 probability"} of ${count(precision, "bit")}`,
        missed: contexts.flatMap((context, t) => (x[t] !== chosen[context] ? [t] : [])),
      };
    }
  }
}

function* simple(x) {
  yield { cost: 1, left: x.length, says: "nothing", missed: [] };
  for (let p = 1; p <= x.length / 2; p++) yield withExceptions(2, p, voted(x, p, (i) => i % p, () => 0), `period ${p}, pattern`);
  yield* markov(x);
}
function* richer(x) {
  yield* simple(x);
  for (let w = 1; w <= x.length / 2; w++)
    yield withExceptions(3, w, voted(x, w, (i) => i % w, (i) => ones(Math.floor(i / w)) % 2), "complements appended to");
}

// The models that no other one beats.
function unbeaten(models) {
  const best = [];
  for (const model of [...models].sort((a, b) => a.cost - b.cost || a.left - b.left))
    if (!best.length || model.left < best.at(-1).left) best.push(model);
  return best;
}
function withLiterals(models) {
  return models.flatMap((model) => Array.from({ length: model.left + 1 }, (_, i) => ({ ...model, cost: model.cost + FIELD + i, left: model.left - i, literal: i })));
}

// The corners of every curve, computed when it is first asked for.
function reader(text) {
  const strings = text.split(" ").map((hex) => [...hex].flatMap((digit) => [...parseInt(digit, 16).toString(2).padStart(4, "0")].map(Number)));
  const known = new Map();
  const corners = (index, family) => {
    const key = 3 * index + family;
    if (!known.has(key)) {
      const models = unbeaten((family === 2 ? richer : simple)(strings[index]));
      known.set(key, family ? unbeaten(withLiterals(models)) : models);
    }
    return known.get(key);
  };
  return { strings, corners };
}

function state({ text, family, budget }, { strings, corners }) {
  const all = corners(text, family);
  const best = all.reduce((a, b) => (b.cost + b.left < a.cost + a.left ? b : a)); // the cheapest comes first
  const now = {
    name: NAMES[text], family: FAMILIES[family], string: strings[text].join(""), budget, costs: all.map((m) => m.cost), lefts: all.map((m) => m.left), best: [best.cost, best.left],
    says: "", named: 0, literal: 0, left: N, missed: [],
  };
  const stored = all.filter((m) => m.cost <= budget).at(-1);
  if (stored) {
    const literal = stored.literal ?? 0;
    Object.assign(now, { says: stored.says, named: stored.cost - literal, literal, left: stored.left, missed: stored.missed });
  }
  return { ...now, sentence: sentence(now), sliders: { budget: [budget, MOST, count(budget, "bit")] } };
}

function sentence(now) {
  const who = `${now.name[0].toUpperCase()}${now.name.slice(1)}, ${now.family}`;
  if (!now.says) return `${who}: no model can be named with ${count(now.budget, "bit")}; the cheapest takes ${now.costs[0]}.`;
  const says = now.says.replace(/([01]{12})[01]{5,}/, "$1…");
  const used = now.named + now.literal, over = used + now.left - now.best[0] - now.best[1];
  const literal = now.literal ? `, and ${count(now.literal, "literal bit")}` : "";
  const verdict = over ? `${count(over, "bit")} above the shortest` : "the shortest that there is";
  const place = used < now.best[0] ? "Structure is still missing."
    : used === now.best[0] ? "This is the minimal sufficient statistic: all structure, no noise."
    : !over ? "Past the structure: each further bit stored saves one bit."
    : "Past the structure: what is stored now costs more than it saves.";
  return `${who}, ${count(now.budget, "bit")} allowed. Stored with ${count(now.named, "bit")}: ${says}${literal}. ` +
    `Left: ${count(now.left, "data bit")}. Together ${count(used + now.left, "bit")}, ${verdict}. ${place}`;
}

// ---- the drawing ----

function drawCurve(now, wide, put) {
  const high = Math.min(300, 140 + wide / 4), total = now.best[0] + now.best[1];
  const { svg, x, y, curve, left, top, base } = axes(wide, high, { from: 0, to: MOST + 8, name: "budget for the model, bits" }, { from: 0, to: 280, name: "data bits left" });
  const xs = [], ys = [];
  now.costs.forEach((cost, i) => {
    xs.push(cost, now.costs[i + 1] ?? MOST);
    ys.push(now.lefts[i], now.lefts[i]);
  });
  curve([0, total], [total, 0], "theory").setAttribute("stroke-dasharray", "5 4");
  curve(xs, ys, "measured");
  svg.append(make("line", { x1: x(now.budget), x2: x(now.budget), y1: base, y2: top, class: "now" }));
  svg.append(make("rect", { x: x(now.best[0]) - 5, y: y(now.best[1]) - 5, width: 10, height: 10, class: "best" }));
  if (now.says) svg.append(make("circle", { cx: x(now.budget), cy: y(now.left), r: 5, class: "dot" }));
  svg.addEventListener("click", (event) => {
    const at = ((event.clientX - svg.getBoundingClientRect().left - left) / (x(MOST) - left)) * MOST;
    put({ budget: Math.max(0, Math.min(MOST, Math.round(at))) });
  });
  return svg;
}

// The two-part code as a bar: the model, literal bits, data bits.
function drawBar(now, wide) {
  const scale = (wide - 4) / 340, svg = canvas(wide, 44);
  let at = 2;
  for (const [name, size] of [["model", now.named], ["literal", now.literal], ["data", now.says ? now.left : 0]]) {
    if (!size) continue;
    svg.append(make("rect", { x: at, y: 20, width: size * scale, height: 22, class: `part ${name}` }));
    if (size * scale > 12 + 8 * name.length) svg.append(make("text", { x: at + 3, y: 14, class: "tick" }, name));
    at += size * scale;
  }
  return svg;
}

// The string, 32 symbols a line; what the stored model did not expect has a frame.
function drawString(now, wide) {
  const cell = Math.min(18, (wide - 4) / 32), svg = canvas(wide, 8 * cell + 4), missed = new Set(now.missed);
  [...now.string].forEach((symbol, i) => {
    const x = 2 + (i % 32) * cell, y = 2 + Math.floor(i / 32) * cell;
    svg.append(make("rect", { x, y, width: cell - 1, height: cell - 1, class: symbol === "1" ? "cell one" : "cell" }));
    if (missed.has(i)) svg.append(make("rect", { x: x + 0.5, y: y + 0.5, width: cell - 2, height: cell - 2, class: "cell missed" }));
  });
  return svg;
}

export { reader, state };
export const prepare = (model) => reader(model.get("strings"));
export default live({
  look: "sk-sb", label: "what a budget stores", prepare, state,
  controls: [
    { name: "text", label: "String", options: NAMES },
    { name: "family", label: "Family", options: FAMILIES },
    { name: "budget", label: "Budget" },
  ],
  body: ({ line, part }) => [
    line.text, line.family, line.budget, part("curve"),
    make("p", { class: "tell" }, "Square: the minimal sufficient statistic. Dashed: one bit for one bit. Below, the two-part code to scale: model blue, literal bits grey, data bits empty. Then the string, 32 symbols a line, ones filled; framed is what the stored model did not expect."),
    part("bar"), part("string"),
  ],
  draw(now, wide, parts, put) {
    parts.curve.replaceChildren(drawCurve(now, wide, put));
    parts.bar.replaceChildren(drawBar(now, wide));
    parts.string.replaceChildren(drawString(now, wide));
  },
});
