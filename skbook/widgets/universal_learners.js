// Live figure "what a learner pays above the source": live.js stands before it.
// state() is the twin of state() in universal_learners.py: the same messages to the bit, prices equal up to rounding.

const SOURCES = [ // leaves of the tree of contexts: in how many of ten tosses a one follows
  ["a coin", { "": 9 }],
  ["one toss back", { 0: 8, 1: 3 }],
  ["two back, or one", { "00": 9, 10: 4, 1: 1 }],
  ["third toss back", { "000": 1, "001": 1, "010": 1, "011": 1, 100: 9, 101: 9, 110: 9, 111: 9 }],
];
const LEARNERS = ["KT, no contexts", "one full tree", "all trees, mixed"], LOOKS = ["contrast", "third", "measured"];
const RUNS = 16, DEEPEST = 6;
const SIZES = Array.from({ length: 23 }, (_, i) => 2 ** ((i + 2) >> 1) + (i % 2) * 2 ** (((i + 2) >> 1) - 1));

// ---- messages: xorshift of 32 bits against tenths of 2^32 ----

function tosses(source, run) {
  const leaves = Object.entries(SOURCES[source][1]), bits = [], price = [0];
  const table = Array.from({ length: 8 }, (_, past) => leaves.find(([leaf]) => past.toString(2).padStart(3, "0").endsWith(leaf))[1]);
  let number = (2654435769 * (run + 1)) % 2 ** 32, past = 0;
  for (let t = 0; t < SIZES.at(-1); t++) {
    number = (number ^ (number << 13)) >>> 0;
    number = (number ^ (number >>> 17)) >>> 0;
    number = (number ^ (number << 5)) >>> 0;
    const one = Number(number * 10 < table[past] * 2 ** 32);
    bits.push(one);
    price.push(price[t] - Math.log2((one ? table[past] : 10 - table[past]) / 10));
    past = ((past << 1) | one) & 7;
  }
  return { bits, price };
}

// ---- learners: the context of the last d tosses is node 2^d + those tosses, the last worth 1 ----

function learners(bits, price, depth) {
  const seen = [new Float64Array(2 << depth), new Float64Array(2 << depth)];
  const kt = new Float64Array(2 << depth), mixed = new Float64Array(2 << depth); // logarithms of probabilities
  const paid = [];
  let past = 0, full = 0, at = 0;
  bits.forEach((x, t) => {
    for (let d = depth; d >= 0; d--) {
      const node = (1 << d) + (past & ((1 << d) - 1)), older = node + (1 << d);
      const cost = -Math.log2((seen[x][node] + 0.5) / (seen[0][node] + seen[1][node] + 1));
      kt[node] -= cost;
      seen[x][node] += 1;
      if (d === depth) [mixed[node], full] = [kt[node], full + cost];
      else mixed[node] = logSum(kt[node], mixed[older] + mixed[older + (1 << d)]) - 1;
    }
    past = (past << 1) | x;
    if (t + 1 === SIZES[at]) {
      paid.push([-kt[1], full, -mixed[1]].map((spent) => spent - price[t + 1]));
      at += 1;
    }
  });
  return paid; // size by size
}
const logSum = (a, b) => Math.max(a, b) + Math.log2(1 + 2 ** -Math.abs(a - b));

const known = new Map(); // moving along a curve does not compute it again
function curves(source, depth) {
  const key = source * 10 + depth;
  if (!known.has(key)) {
    const runs = Array.from({ length: RUNS }, (_, run) => tosses(source, run)).map(({ bits, price }) => learners(bits, price, depth));
    known.set(key, LEARNERS.map((_, i) => SIZES.map((_, at) => runs.reduce((sum, paid) => sum + paid[at][i], 0) / RUNS)));
  }
  return known.get(key);
}

// ---- the state ----

function state({ source, depth, step }) {
  step = Math.min(step, SIZES.length - 1);
  const n = SIZES[step], contexts = Object.keys(SOURCES[source][1]).length;
  const now = { source, depth, step, n, contexts, curves: curves(source, depth), line: SIZES.map((size) => (contexts / 2) * Math.log2(size)) };
  const sliders = { depth: [depth, DEEPEST, depth === 1 ? "1 toss" : `${depth} tosses`], step: [step, SIZES.length - 1, `${thousands(n)} tosses`] };
  const rows = [...LEARNERS.map((name, i) => [name, now.curves[i][step]]), [halfLogs(contexts), now.line[step]]];
  const table = rows.map(([name, spent]) => [name, inBits(spent), decimals(spent / n, 3)]);
  return { ...now, table, sentence: sentence(now, table), sliders };
}

const halfLogs = (contexts) => (contexts === 1 ? "half a log" : `${contexts} half logs`);
const decimals = (value, places) => (value + 1e-9).toFixed(places).replace("-", "−"); // so that ties go up, in Python too
const inBits = (value) => (value < 100 ? decimals(value, 1) : thousands(decimals(value, 0)));

function sentence({ n, depth, contexts }, table) {
  const [kt, full, mixed, logs] = table.map((row) => row[1]);
  return `After ${thousands(n)} tosses, in bits above the source, which has ${count(contexts, "context")}: KT without contexts ` +
    `pays ${kt}; one full tree, with ${count(2 ** depth, "context")}, ${full}; all trees of that depth, mixed, ${mixed}. ` +
    `Leading term, ${halfLogs(contexts)}: ${logs}.`;
}

// ---- the drawing ----

function drawCurves(now, wide) {
  const across = { from: 2, to: 4096, log: true, name: "tosses" }, up = { from: 0, to: 4 * now.line.at(-1), name: "bits above the source" };
  const frame = axes(wide, 250, across, up);
  frame.curve(SIZES, now.line, "theory");
  now.curves.forEach((curve, i) => frame.curve(SIZES, curve, LOOKS[i]));
  const here = frame.x(now.n);
  frame.svg.append(make("line", { x1: here, x2: here, y1: frame.top, y2: frame.base, class: "now" }));
  now.curves.forEach((curve, i) => {
    const spent = curve[now.step];
    if (spent >= 0 && spent <= up.to) frame.svg.append(make("circle", { cx: here, cy: frame.y(spent), r: 4, class: `dot ${LOOKS[i]}` }));
  });
  return frame.svg;
}

function drawTable({ table }) {
  return table.map(([name, spent, each], i) =>
    make("tr", {}, make("th", { scope: "row" }, swatch(LOOKS[i] ?? "theory"), name), make("td", {}, spent), make("td", {}, each)));
}
const head = () => ["learner", "bits above", "a toss"].map((text) => make("th", { scope: "col" }, text));

export { state };
export default live({
  look: "sk-ul", label: "what learners pay above the source", state,
  controls: [
    { name: "source", label: "Source", options: SOURCES.map(([name]) => name) },
    { name: "depth", label: "Looking back" }, { name: "step", label: "Tosses read" },
  ],
  body: ({ line, part }) => [
    line.source, line.depth, line.step, part("curves"),
    make("table", {}, make("thead", {}, make("tr", {}, ...head())), part("rows", "tbody")),
  ],
  draw(now, wide, parts) {
    parts.curves.replaceChildren(drawCurves(now, wide));
    parts.rows.replaceChildren(...drawTable(now));
  },
});
