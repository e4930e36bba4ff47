// Live figure "a full memory has a frontier": live.js stands before it.
// state() is the twin of state() in tank.py: equal up to the rounding of floats, in its words exactly.

const LEAST = 6, MOST = 18; // the discount in twentieths
const STEP = 20, STEPS = 30; // bits of memory
const FACT_BITS = 6, SHOWN = 100;
const FACTS = ["values from a list", "measurements"];

// A positive number to two digits, without exponent.
function short(x) {
  const [mantissa, exponent] = x.toExponential(1).split("e"), digits = mantissa.replace(".", ""), e = Number(exponent);
  if (e >= 1) return thousands(Number(digits) * 10 ** (e - 1));
  return e === 0 ? mantissa : "0." + "0".repeat(-e - 1) + digits;
}

// ---- the state; scale is the popularity of the first fact, by discount ----

function state({ kind, discount, memory }, scale) {
  memory = Math.min(memory, STEPS);
  const d = discount / 20, curve = [];
  for (let step = 0; step <= STEPS; step++) curve.push(stored(kind, d, scale[discount - LEAST], STEP * step));
  const now = { kind, d, bits: STEP * memory, ...curve[memory], curve: curve.map((point) => point.excess) };
  const sliders = { discount: [discount, MOST, decimal(BigInt(discount), 20n, 2)], memory: [memory, STEPS, count(now.bits, "bit")] };
  return { ...now, sentence: sentence(now), sliders };
}

const floorOf = (i, d) => Math.log2(i) / d; // how much rarer fact i is than the first, in bits

// Facts in memory, height of the water, excess in all, and how much of it is on facts in memory.
function stored(kind, d, c, bits) {
  if (kind === 0) {
    const k = Math.floor(bits / FACT_BITS);
    return { active: k, level: 0, excess: FACT_BITS * tail(d, c, k), inside: 0 };
  }
  const water = bits / FACT_BITS; // it stands so high that r = 6 bits halve what is left
  let k = 0, below = 0;
  while ((k + 1) * floorOf(k + 1, d) - (below + floorOf(k + 1, d)) < water - 1e-9) below += floorOf(++k, d);
  const level = k ? (water + below) / k : 0, inside = FACT_BITS * k * c * 2 ** -level;
  return { active: k, level, excess: inside + FACT_BITS * tail(d, c, k), inside };
}

function tail(d, c, k) {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += i ** (-1 / d);
  return 1 - c * sum;
}

function sentence({ kind, d, bits, active, level, excess, inside }) {
  const cost = `${short(excess)} bits above what they need`;
  if (!active) return `With no memory for facts, sentences cost ${cost}: all that a fact says.`;
  const law = `By the law, twice the memory leaves ${(2 ** (1 - 1 / d)).toFixed(2)} of that.`;
  if (kind === 0) {
    const spare = bits - FACT_BITS * active, rest = spare ? `, and ${count(spare, "bit")} left over` : "";
    return `${count(bits, "bit")} hold ${count(active, "fact")} whole${rest}; of the others nothing is stored. ` +
      `Sentences cost ${cost}, all of it for facts beyond the frontier. ${law}`;
  }
  const share = Math.floor((100 * inside) / excess + 0.5);
  return `${count(bits, "bit")} reach ${count(active, "fact")}; the first gets ${(FACT_BITS * level).toFixed(1)} of them. Sentences ` +
    `cost ${cost}, ${share} per cent of it for facts within the frontier. ${law}`;
}

// ---- the drawings ----

function drawTank(now, wide) {
  const ranks = Array.from({ length: SHOWN }, (_, i) => i + 1), floor = ranks.map((i) => floorOf(i, now.d));
  const top = ranks.map((i, j) => (now.kind ? Math.max(floor[j], now.level) : floor[j] + (i <= now.active ? FACT_BITS : 0)));
  const high = Math.max(floor.at(-1), ...top) * 1.05;
  const { svg, x, y, curve, base, top: roof } = axes(wide, 230, { from: 0, to: SHOWN, name: "facts, most popular first" }, { from: 0, to: high, name: "bits" });
  // Each fact is a column one rank wide, so that areas are bits.
  const edge = (heights) => heights.flatMap((h, j) => [[j, h], [j + 1, h]]);
  const line = (points) => points.map(([a, b]) => `${x(a)},${y(b)}`).join(" ");
  const shown = Math.min(now.active, SHOWN);
  svg.append(make("polyline", { class: "ground", points: line([[0, 0], ...edge(floor), [SHOWN, 0]]) }));
  svg.append(make("polyline", { class: "water", points: line([...edge(floor.slice(0, shown)), ...edge(top.slice(0, shown)).reverse()]) }));
  curve(...[0, 1].map((axis) => edge(floor).map((point) => point[axis])), "theory");
  if (now.active && now.active <= SHOWN) {
    svg.append(make("line", { x1: x(now.active), x2: x(now.active), y1: roof, y2: base, class: "now" }));
    const left = now.active > SHOWN * 0.6;
    svg.append(make("text", { x: x(now.active) + (left ? -5 : 5), y: roof + 8, class: left ? "tick end" : "tick" }, "frontier"));
  }
  return svg;
}

function drawLaw(now, wide) {
  const { svg, x, y, curve, top, base } = axes(wide, 190, { from: STEP, to: STEP * STEPS, log: true, name: "bits of memory" },
    { from: 1e-5, to: 10, log: true, name: "excess, bits a sentence" });
  curve(now.curve.map((_, step) => STEP * step), now.curve, "measured");
  if (now.bits) {
    svg.append(make("line", { x1: x(now.bits), x2: x(now.bits), y1: top, y2: base, class: "now" }));
    if (now.excess > 1e-5) svg.append(make("circle", { cx: x(now.bits), cy: y(now.excess), r: 4, class: "dot" }));
  }
  return svg;
}

export { state };
export const prepare = (model) => model.get("scale");
export default live({
  look: "sk-tk", label: "a memory is spent on facts, and what is left to pay", prepare, state,
  controls: [{ name: "kind", label: "Facts are", options: FACTS }, { name: "discount", label: "Discount d", min: LEAST }, { name: "memory", label: "Memory C" }],
  body: ({ line, part }) => [line.kind, line.discount, line.memory, part("tank"),
    make("p", { class: "tell" }, "The floor rises with rarity; the area above it, times six where it is water, is the memory."), part("law")],
  draw(now, wide, parts) {
    parts.tank.replaceChildren(drawTank(now, wide));
    parts.law.replaceChildren(drawLaw(now, wide));
  },
});
