// Live figure "a restaurant fills, table by table": live.js stands before it.
// state() is the twin of state() in restaurant.py: who sits where is decided with integers alone.

const PARTS = 20, EVENINGS = 12, LAST = 3000; // weights in twentieths of a customer
const SIZES = [1];
while (SIZES.at(-1) < LAST) SIZES.push(Math.min(Math.max(SIZES.at(-1) + 1, Math.floor((SIZES.at(-1) * 11) / 10)), LAST));

// ---- the evenings ----

function dice(evening) {
  let x = Math.imul(evening, 2654435761) >>> 0;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>>= 0);
  };
}

function seats(discount, concentration, evening) {
  const alone = (PARTS / 4) * concentration, throwDice = dice(evening), labels = [], opened = [];
  let tables = 0;
  for (let i = 0; i < LAST; i++) {
    const dart = Math.floor((throwDice() * (alone + PARTS * i)) / 2 ** 32) - alone; // below 2 ** 53, so exact
    const friend = Math.floor(dart / PARTS), rest = dart - PARTS * friend;
    const opens = i === 0 || dart < 0 || (rest < discount && opened[friend]);
    labels.push(opens ? tables++ : labels[friend]);
    opened.push(opens);
  }
  return labels;
}

// ---- the state ----

let last = { key: "" }; // the size of the crowd changes nothing in the evenings
function evenings(discount, concentration) {
  const key = `${discount} ${concentration}`;
  if (last.key !== key) {
    const all = Array.from({ length: EVENINGS }, (_, e) => seats(discount, concentration, e + 1));
    last = { key, all, curves: all.map(curve), expected: expectation(discount / PARTS, concentration / 4) };
  }
  return last;
}

function curve(labels) {
  const tables = [];
  let most = 0;
  labels.forEach((table, i) => {
    most = Math.max(most, table + 1);
    if (i + 1 === SIZES[tables.length]) tables.push(most);
  });
  return tables;
}

function expectation(d, theta) {
  const at = [];
  for (let n = 1, mean = 1; n <= LAST; n++) {
    if (n === SIZES[at.length]) at.push(mean);
    mean += (theta + d * mean) / (theta + n);
  }
  return at;
}

function state({ look, evening, discount, concentration }) {
  look = Math.min(look, SIZES.length);
  const n = SIZES[look - 1], { all, curves, expected } = evenings(discount, concentration);
  const counts = Array(curves[evening - 1][look - 1]).fill(0);
  for (const table of all[evening - 1].slice(0, n)) counts[table] += 1;
  const now = { n, look, evening, counts, alone: counts.filter((c) => c === 1).length, curves, expected };
  const sliders = {
    look: [look, SIZES.length, count(n, "customer")],
    evening: [evening, EVENINGS, `${evening} of ${EVENINGS}`],
    discount: [discount, PARTS - 1, `d = ${decimal(BigInt(discount), BigInt(PARTS), 2)}`],
    concentration: [concentration, 40, `θ = ${decimal(BigInt(concentration), 4n, 2)}`],
  };
  return { ...now, sentence: sentence(now), sliders };
}

function sentence({ n, look, evening, counts, alone, curves, expected }) {
  const others = curves.map((one) => one[look - 1]), share = decimal(BigInt(100 * alone), BigInt(counts.length), 0);
  const tenths = BigInt(Math.floor(10 * expected[look - 1] + 0.5));
  return `Evening ${evening}: ${count(n, "customer")} at ${count(counts.length, "table")}. The fullest has ${thousands(Math.max(...counts))}; ` +
    `${thousands(alone)} have a single customer, ${share} in a hundred. The twelve evenings have from ${thousands(Math.min(...others))} ` +
    `to ${thousands(Math.max(...others))} tables; ${decimal(tenths, 10n, 1)} were expected.`;
}

// ---- the drawing ----

// Tables in order of appearance, as large as they are full; those with a single customer are filled.
function room(counts, wide) {
  const high = 150, gap = 3, svg = canvas(wide, high), largest = Math.min(34, wide / 9);
  const unit = Math.min(9, largest / Math.sqrt(Math.max(...counts)));
  const radius = (c) => Math.max(2.5, unit * Math.sqrt(c));
  let x = 0, y = 0, row = 0, drawn = 0;
  for (const c of counts) {
    const r = radius(c);
    if (x + 2 * r > wide) [x, y, row] = [0, y + row + gap, 0];
    if (y + 2 * r > high - 18) break;
    svg.append(make("circle", { cx: x + r, cy: y + r, r: r - 0.75, class: c === 1 ? "table alone" : "table" }));
    if (r > 11) svg.append(make("text", { x: x + r, y: y + r + 4, class: "tick mid" }, c));
    [x, row, drawn] = [x + 2 * r + gap, Math.max(row, 2 * r), drawn + 1];
  }
  const more = counts.length - drawn;
  svg.append(make("text", { x: 0, y: high - 4, class: "tick" }, more ? `and ${count(more, "table")} more` : "filled: a single customer"));
  return svg;
}

function growth({ n, look, evening, curves, expected }, wide) {
  const top = Math.max(10, expected.at(-1), ...curves.map((one) => one.at(-1)));
  const plot = axes(wide, 230, { from: 1, to: LAST, log: true, name: "customers" }, { from: 1, to: top, log: true, name: "tables" });
  curves.forEach((one, e) => e + 1 !== evening && plot.curve(SIZES, one, "other"));
  plot.curve(SIZES, expected, "theory");
  plot.curve(SIZES.slice(0, look), curves[evening - 1].slice(0, look), "mine");
  const x = plot.x(n), y = plot.y(curves[evening - 1][look - 1]);
  plot.svg.append(make("line", { x1: x, x2: x, y1: plot.top, y2: plot.base, class: "now" }), make("circle", { cx: x, cy: y, r: 4, class: "dot" }));
  return plot.svg;
}

export { state };
export const prepare = () => null;
export default live({
  look: "sk-rs", label: "a restaurant fills, table by table", prepare, state,
  controls: [
    { name: "look", label: "Crowd", min: 1 }, { name: "evening", label: "Evening", min: 1 },
    { name: "discount", label: "Discount" }, { name: "concentration", label: "Concentration", min: 1 },
  ],
  body: ({ line, part }) => [
    line.look, line.evening, part("room"), line.discount, line.concentration, part("growth"),
    make("p", { class: "tell" }, "Thick: this evening. Dotted: the other eleven. Thin: the expected number of tables."),
  ],
  draw(now, wide, parts) {
    parts.room.replaceChildren(room(now.counts, wide));
    parts.growth.replaceChildren(growth(now, wide));
  },
});
