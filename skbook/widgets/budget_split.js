// Live figure "how to spend a budget": live.js stands before it.
// state() is the twin of state() in budget_split.py: equal up to the rounding of floats, in its words exactly.

const LEAST = 2, MOST = 18; // the discount in twentieths
const decades = (from, to) => Array.from({ length: to - from }, (_, i) => from + i).flatMap((e) => [1, 2, 5].map((m) => m * 10 ** e)).concat(10 ** to);
const SENTENCES = decades(1, 8), FACTS = decades(0, 6);

// A positive number to two digits, without exponent.
function short(x) {
  const [mantissa, exponent] = x.toExponential(1).split("e"), digits = mantissa.replace(".", ""), e = Number(exponent);
  if (e >= 1) return thousands(Number(digits) * 10 ** (e - 1));
  return e === 0 ? mantissa : "0." + "0".repeat(-e - 1) + digits;
}

// Upper incomplete Gamma function for 0 < s < 1, as skbook.special.upper_gamma computes it.
function upperGamma(s, x, gamma) {
  if (x < 2) {
    let below = 0, term = 1;
    for (let k = 0; k < 40; k++) {
      below += term / (s + k);
      term *= -x / (k + 1);
    }
    return gamma - x ** s * below;
  }
  let rest = 0;
  for (let k = 90; k > 0; k--) rest = (k * (k - s)) / (x + 2 * k + 1 - s - rest);
  return (Math.exp(-x) * x ** s) / (x + 1 - s - rest);
}

// ---- the state; a world is [c, x on the ridge, x at the best split, Γ(1 − d)] ----

const dataLaw = (n, d, [c, , , gamma]) => d * gamma * c ** d * n ** (d - 1);
const modelLaw = (k, d, [c]) => ((c * d) / (1 - d)) * k ** (1 - 1 / d);
const joint = (n, k, d, world) => (dataLaw(n, d, world) * upperGamma(1 - d, world[0] * n * k ** (-1 / d), world[3])) / world[3] + modelLaw(k, d, world);

function state({ discount, sentences, facts }, worlds) {
  sentences = Math.min(sentences, SENTENCES.length - 1);
  facts = Math.min(facts, FACTS.length - 1);
  const d = discount / 20, n = SENTENCES[sentences], k = FACTS[facts], world = worlds[discount - LEAST], [c, , best] = world;
  const bestN = ((n * k) / (c / best) ** d) ** (1 / (1 + d)), bestK = (n * k) / bestN;
  const now = { d, n, k, exact: joint(n, k, d, world), data: dataLaw(n, d, world), model: modelLaw(k, d, world), x: c * n * k ** (-1 / d),
    best: { n: bestN, k: bestK, exact: joint(bestN, Math.max(bestK, 1), d, world) } };
  const sliders = { discount: [discount, MOST, decimal(BigInt(discount), 20n, 2)], sentences: [sentences, SENTENCES.length - 1, thousands(n)],
    facts: [facts, FACTS.length - 1, thousands(k)] };
  return { ...now, sentence: sentence(now), sliders };
}

function sentence({ n, k, exact, data, model, best }) {
  const point = `${thousands(n)} sentences and room for ${count(k, "fact")}`;
  if (k > 1e3 * n || model > 1) return `${point}: too far from any sensible split for the laws of large numbers to hold.`;
  const told = `${point} leave ${short(exact)} of the answers missing: mostly for lack of ${model > data ? "room" : "data"}. ` +
    `The sum of both laws would say ${short(data + model)}.`;
  if (best.n < 10 || best.k < 1) return `${told} The budget is too small to split better by these laws.`;
  return `${told} The same budget is best spent on ${short(best.n)} sentences and ${short(best.k)} facts, which leaves ${short(best.exact)}.`;
}

// ---- the drawing ----

// Points of equal excess. With t = log10 K / (cN)^d given, the excess is N^(d-1) times a number, and N follows.
function contour(level, d, world) {
  const ns = [], ks = [], [c, , , gamma] = world;
  for (let t = -6; t <= 6; t += 0.1) {
    const kappa = 10 ** t, x = kappa ** (-1 / d);
    const unit = c ** d * (d * upperGamma(1 - d, Math.min(x, 600), gamma) + (d / (1 - d)) * kappa ** (1 - 1 / d));
    const n = (unit / level) ** (1 / (1 - d));
    ns.push(n);
    ks.push(kappa * (c * n) ** d);
  }
  return [ns, ks];
}

function drawSplit(now, wide, worlds) {
  const high = 300, world = worlds[Math.round(now.d * 20) - LEAST], [c, ridge, best] = world;
  const { svg, x, y, curve } = axes(wide, high, { from: 10, to: 1e8, log: true, name: "sentences read, N" },
    { from: 1, to: 1e6, log: true, name: "facts that fit, K" }, 52);
  const steps = (1 - now.d) * 7 * Math.log2(10), every = 2 ** Math.max(0.5, steps / 8);
  for (let level = joint(20, 1e9, now.d, world), i = 0; i < 9; i++, level /= every) {
    const [ns, ks] = contour(level, now.d, world);
    curve(ns, ks, "level");
  }
  const line = (sightings, look) => curve([10, 1e8], [10, 1e8].map((n) => ((c * n) / sightings) ** now.d), look);
  line(ridge, "theory");
  line(best, "capacity-limited");
  curve([10, 1e8], [now.n * now.k / 10, now.n * now.k / 1e8], "noise");
  svg.append(make("circle", { cx: x(now.n), cy: y(now.k), r: 5, class: "dot" }));
  if (now.best.n > 10 && now.best.n < 1e8 && now.best.k > 1 && now.best.k < 1e6)
    svg.append(make("circle", { cx: x(now.best.n), cy: y(now.best.k), r: 7, class: "meets" }));
  return svg;
}

export { state };
export const prepare = (model) => model.get("worlds");
export default live({
  look: "sk-bs", label: "what a split between sentences and facts leaves unanswered, and the best split of the same budget", prepare, state,
  controls: [{ name: "discount", label: "Discount d", min: LEAST }, { name: "sentences", label: "Sentences N" }, { name: "facts", label: "Facts K" }],
  body: ({ line, part, prepared }) => {
    const place = part("split");
    place.worlds = prepared;
    return [line.discount, line.sentences, line.facts, place,
      legend(["level", "equal loss"], ["theory", "ridge"], ["capacity-limited", "best splits"], ["noise", "same budget"], "dot: yours, ring: best")];
  },
  draw: (now, wide, parts) => parts.split.replaceChildren(drawSplit(now, wide, parts.split.worlds)),
});
