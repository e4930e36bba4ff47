// Live figure "a corpus machine, with the bill": live.js stands before it.
// state() is the twin of state() in corpus_machine.py: floats up to rounding, words to the letter.

const BILL = ["syntax", "subjects", "values"];
const LOOKS = ["syntax", "third", "knowledge"]; // a curve each, as in skbook/plots.py
const LOOK_OF = { subject: "third", value: "knowledge" };

function accumulate(numbers) {
  let total = 0;
  return numbers.map((x) => (total += x));
}

function popularities(discount, n) {
  const weights = Array.from({ length: n }, (_, i) => (i + 1) ** (-10 / discount));
  const total = accumulate(weights).at(-1);
  return weights.map((weight) => weight / total);
}

// ---- the state ----

function state({ sentence, discount }, t) {
  const all = t.dice.length;
  sentence = Math.min(sentence, all);
  const p = popularities(discount, t.people.length), ends = accumulate(p), seen = new Map();
  const facts = t.dice.map((u) => Math.min(ends.filter((end) => end <= u).length, p.length - 1));
  const costs = facts.map((fact, i) => {
    if (!seen.has(fact)) seen.set(fact, i);
    const syntax = wordBits(t, i).reduce((sum, x) => sum + x, 0);
    return [t.templateBits[t.template[i]] + syntax, -Math.log2(p[fact]), seen.get(fact) === i ? Math.log2(t.trades.length * t.cities.length) : 0];
  });
  const curves = BILL.map((_, kind) => [0, ...accumulate(costs.map((cost) => cost[kind]))]);
  const i = sentence - 1, met = [...seen.values()].filter((s) => s <= i).length;
  const now = { number: sentence, slots: slots(t, i, facts[i], costs[i]), cost: costs[i], name: t.people[facts[i]],
    first: seen.get(facts[i]) + 1, met, curves, spent: curves.map((curve) => curve[sentence]) };
  const sliders = { sentence: [sentence, all, `${sentence} of ${all}`], discount: [discount, 9, `d = 0.${discount}`] };
  return { ...now, table: table(now), sentence: words(now, all), sliders };
}

const wordBits = (t, i) => t.words[i].map((word, j) => t.wordBits[t.template[i]][j][word]);

function slots(t, i, fact, cost) {
  const template = t.template[i], [opening, verb] = t.words[i], value = t.values[fact], n = t.trades.length;
  const fill = { opening: t.openings[opening] || "(nothing)", verb: t.verbs[template][verb], subject: t.people[fact],
    trade: t.trades[value % n], city: t.cities[Math.floor(value / n)] };
  const [openingBits, verbBits] = wordBits(t, i);
  const price = { opening: openingBits, verb: verbBits, subject: cost[1], trade: cost[2], city: cost[2] };
  const found = [["template", `no. ${template + 1}`, t.templateBits[template].toFixed(2)]];
  let paid = false;
  for (const part of t.patterns[template]) {
    if (!(part in fill)) {
      found.at(-1)[1] += ",.".includes(part) ? part : ` ${part}`;
      continue;
    }
    const name = part === "trade" || part === "city" ? "value" : part, again = name === "value" && paid;
    paid = paid || name === "value";
    found.push([name, fill[part], again ? "" : price[part].toFixed(2)]);
  }
  return found;
}

const table = ({ cost, spent, number }) =>
  BILL.map((kind, k) => [kind, cost[k].toFixed(2), spent[k].toFixed(1), (spent[k] / number).toFixed(2)]);

function words({ number, cost, name, first, met, spent }, all) {
  const [syntax, subject, value] = cost.map((x) => x.toFixed(2));
  const news = cost[2] ? `the value ${value}, since ${name} is spoken of for the first time` : `the value nothing, since ${name} was spoken of in sentence ${first}`;
  const total = spent.reduce((sum, x) => sum + x, 0);
  return `In sentence ${number} of ${all} the syntax costs ${syntax} bits, the subject ${subject}, and ${news}. ` +
    `So far ${met === 1 ? "1 person" : `${met} people`} met; values have cost ${spent[2].toFixed(1)} of ${total.toFixed(1)} bits.`;
}

// ---- the drawing ----

const drawSlots = ({ slots }) => slots.map(([name, text, price]) =>
  make("span", { class: `slot ${LOOK_OF[name] ?? "syntax"}` }, make("b", {}, price ? `${price} bits` : "\u00a0"), make("span", {}, text), make("small", {}, name)));

function drawBill(now, wide) {
  const n = now.curves[0].length - 1, most = Math.max(...now.curves.map((curve) => curve.at(-1)));
  const frame = axes(wide, 220, { from: 0, to: 1.06 * n, name: "sentences read" }, { from: 0, to: most * 1.02, name: "bits so far" });
  now.curves.forEach((curve, k) => {
    frame.curve(curve.map((_, i) => i), curve, LOOKS[k]);
    frame.svg.append(make("circle", { cx: frame.x(now.number), cy: frame.y(curve[now.number]), r: 3.5, class: "dot" }));
  });
  frame.svg.append(make("line", { x1: frame.x(now.number), x2: frame.x(now.number), y1: frame.top, y2: frame.base, class: "now" }));
  return frame.svg;
}

const drawTable = (now) => now.table.map(([kind, ...numbers], k) =>
  make("tr", {}, make("th", { scope: "row" }, swatch(LOOKS[k]), kind), ...numbers.map((text) => make("td", {}, text))));

const head = () => make("tr", {}, ...["bits for", "this one", "so far", "a sentence"].map((text) => make("th", { scope: "col" }, text)));

export { state };
export const prepare = (model) => model.get("tables");
export default live({
  look: "sk-cm", label: "a corpus machine, with the bill", prepare, state,
  controls: [{ name: "sentence", label: "Sentence", min: 1 }, { name: "discount", label: "Discount", min: 1 }],
  body: ({ line, part }) => [
    line.sentence, line.discount, part("slots", "p", { class: "slots" }), part("bill"),
    make("table", { class: "bill" }, make("thead", {}, head()), part("table", "tbody")),
  ],
  draw(now, wide, parts) {
    parts.slots.replaceChildren(...drawSlots(now));
    parts.bill.replaceChildren(drawBill(now, wide));
    parts.table.replaceChildren(...drawTable(now));
  },
});
