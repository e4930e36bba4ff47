// Live figure "first how to speak, then what to say": live.js stands before it.
// state() is the twin of state() in crossing.py: equal up to the rounding of floats, in its words exactly.

const LEAST = 2, MOST = 18; // the discount in twentieths
const LEVELS = [1, 2, 3, 4, 5, 6, 7].flatMap((e) => [1, 2, 5].map((m) => m * 10 ** e)).concat(1e8);
const PARAMETERS = LEVELS.filter((k) => k <= 1e6);
const MOST_VALUE_BITS = 10;

// A positive number to two digits, without exponent.
function short(x) {
  const [mantissa, exponent] = x.toExponential(1).split("e"), digits = mantissa.replace(".", ""), e = Number(exponent);
  if (e >= 1) return thousands(Number(digits) * 10 ** (e - 1));
  return e === 0 ? mantissa : "0." + "0".repeat(-e - 1) + digits;
}

// ---- the state; mass is what the occupancy sum says for one sentence, by discount ----

function state({ discount, parameters, values, sentences }, mass) {
  parameters = Math.min(parameters, PARAMETERS.length - 1);
  sentences = Math.min(sentences, LEVELS.length - 1);
  const d = discount / 20, k = PARAMETERS[parameters], n = LEVELS[sentences];
  const unit = [k / (2 * Math.LN2), values * mass[discount - LEAST]];
  const now = { d, k, n, unit, crossing: (unit[0] / unit[1]) ** (1 / d), grammar: unit[0] / n, facts: unit[1] * n ** (d - 1) };
  const sliders = { discount: [discount, MOST, decimal(BigInt(discount), 20n, 2)], parameters: [parameters, PARAMETERS.length - 1, thousands(k)],
    values: [values, MOST_VALUE_BITS, thousands(2 ** values)], sentences: [sentences, LEVELS.length - 1, thousands(n)] };
  return { ...now, sentence: sentence(now), sliders };
}

function sentence(now) {
  const n = thousands(now.n), k = thousands(now.k), facts = `${short(now.facts)} bits for its facts`;
  if (now.n < now.k)
    return `After ${n} sentences, fewer than the ${k} parameters, the law for grammar says nothing yet. ` +
      `The next sentence costs ${facts}. ${crosses(now)}`;
  const [dear, cheap] = now.facts > now.grammar ? ["facts", "grammar"] : ["grammar", "facts"];
  return `After ${n} sentences the next one costs ${short(now.grammar)} bits for its grammar and ${facts}: ` +
    `${dear} ${short(now[dear] / now[cheap])} times as much as ${cheap}. ${crosses(now)}`;
}

function crosses({ crossing, k }) {
  if (crossing > 1e12) return "The two laws cross only beyond a million million sentences.";
  const after = crossing >= 10 ? `after about ${short(crossing)} sentences` : "at the start";
  return `The two laws cross ${after}${crossing < k ? ", too few for the law of grammar to hold" : ""}.`;
}

// ---- the drawing ----

function drawLaws(now, wide) {
  const high = 270, narrow = wide < 420;
  const { svg, x, y, curve, left, top, base } = axes(wide, high,
    { from: 10, to: 1e8, log: true, name: "sentences read" }, { from: 1e-6, to: 1e4, log: true, name: "bits above the entropy, next sentence" }, 40);
  const grammar = (n) => now.unit[0] / n, facts = (n) => now.unit[1] * n ** (now.d - 1);
  if (now.k > 10) {
    svg.append(make("rect", { x: left, y: top, width: x(now.k) - left, height: base - top, class: "early" }));
    if (x(now.k) - left > 90) svg.append(make("text", { x: left + 6, y: base - 8, class: "tick" }, narrow ? "N < k" : "fewer than k sentences"));
  }
  curve([10, now.k], [grammar(10), grammar(now.k)], "syntax void");
  curve([now.k, 1e8], [grammar(now.k), grammar(1e8)], "syntax");
  curve([10, 1e8], [facts(10), facts(1e8)], "knowledge");
  svg.append(make("line", { x1: x(now.n), x2: x(now.n), y1: top, y2: base, class: "now" }));
  if (now.crossing > 10 && now.crossing < 1e8 && grammar(now.crossing) > 1e-6)
    svg.append(make("circle", { cx: x(now.crossing), cy: y(grammar(now.crossing)), r: 6, class: "meets" }));
  for (const price of [now.grammar, now.facts])
    if (price > 1e-6 && price < 1e4) svg.append(make("circle", { cx: x(now.n), cy: y(price), r: 3.5, class: "dot" }));
  return svg;
}

export { state };
export const prepare = (model) => model.get("mass");
export default live({
  look: "sk-cx", label: "what grammar and facts cost a learner, and where the two laws cross", prepare, state,
  controls: [{ name: "discount", label: "Discount d", min: LEAST }, { name: "parameters", label: "Parameters k" },
    { name: "values", label: "Values V", min: 1 }, { name: "sentences", label: "Sentences N" }],
  body: ({ line, part }) => [line.discount, line.parameters, line.values, line.sentences, part("laws"),
    legend(["syntax", "grammar"], ["knowledge", "facts"], "ring: crossing")],
  draw: (now, wide, parts) => parts.laws.replaceChildren(drawLaws(now, wide)),
});
