// Live figure "four small compressors race on your text": live.js stands before it.
// state() is the twin of state() in compressor_race.py: integers alone, equal to the bit.

const LIMIT = 400; // bytes
const CODES = ["as it is", "runs", "letter counts", "counts after a letter", "phrases"];

// ---- numbers ----

const known = new Map(); // most fractions come again and again
function log2Of(n) {
  if (!known.has(n)) known.set(n, Number(log2(BigInt(n))));
  return known.get(n);
}
const width = (n) => (n ? n.toString(2).length : 0); // binary digits of a whole number

// ---- the codes: the cost of every prefix ----

function runs(data) {
  const costs = [0];
  let before = 0, length = 0;
  data.forEach((byte, t) => {
    if (t && byte === data[t - 1]) length += 1;
    else [before, length] = [costs.at(-1), 1];
    costs.push(before + 8 + 2 * (width(length) - 1) + 1);
  });
  return costs;
}

function phrases(data) {
  const costs = [0], seen = new Set([""]);
  let phrase = "", spent = 0;
  data.forEach((byte) => {
    phrase += String.fromCharCode(byte);
    const pointer = width(seen.size - 1);
    if (seen.has(phrase)) costs.push(spent + pointer);
    else {
      seen.add(phrase);
      [spent, phrase] = [spent + pointer + 8, ""];
      costs.push(spent);
    }
  });
  return costs;
}

function counts(data, order) {
  const costs = [0], seen = new Map(), after = new Map();
  let before = -1;
  data.forEach((byte, t) => {
    let top = 2 * (seen.get(byte) ?? 0) + 1, bottom = 2 * t + 256;
    if (order) {
      if (!after.has(before)) after.set(before, { total: 0, of: new Map() });
      const row = after.get(before), count = row.of.get(byte) ?? 0;
      [top, bottom] = [count * bottom + top, (row.total + 1) * bottom];
      row.of.set(byte, count + 1);
      row.total += 1;
    }
    costs.push(costs.at(-1) + log2Of(bottom) - log2Of(top));
    seen.set(byte, (seen.get(byte) ?? 0) + 1);
    before = byte;
  });
  return costs;
}

// ---- the state ----

function state({ text, step }) {
  const whole = [...new TextEncoder().encode(text)], data = whole.slice(0, LIMIT), one = 2 ** 20;
  step = Math.min(step, data.length);
  const costs = [Array.from({ length: data.length + 1 }, (_, t) => 8 * t * one), runs(data).map((b) => b * one),
    counts(data, 0), counts(data, 1), phrases(data).map((b) => b * one)];
  const spent = costs.map((curve) => curve[step]);
  const now = { length: data.length, step, costs, spent, winner: spent.indexOf(Math.min(...spent)),
    remark: whole.length > LIMIT ? `Only the first ${LIMIT} of ${whole.length} bytes take part.` : "" };
  const sliders = { step: [step, data.length, `${step} of ${count(data.length, "byte")}`] };
  return { ...now, table: table(now), sentence: sentence(now), sliders };
}

const table = ({ step, spent }) => CODES.map((name, i) => [name, total(spent[i]), step ? bits(spent[i], step) : "–"]);
const total = (fixed) => bits(fixed, 1, 1);

function sentence({ step, length, spent, winner }) {
  if (!step) return "Nothing read yet, and nothing to pay. Type a text, or take one of the strings.";
  const order = CODES.map((_, i) => i).sort((i, j) => spent[i] - spent[j] || i - j);
  const others = order.filter((i) => i !== winner).map((i) => `“${CODES[i]}” ${total(spent[i])}`).join(", ");
  const ahead = winner
    ? `“${CODES[winner]}” needs the fewest bits, ${total(spent[winner])}, ${bits(spent[winner], step)} a byte`
    : `no code beats the text as it is, ${total(spent[0])} bits`;
  return `After ${step} of ${count(length, "byte")} ${ahead}. The others: ${others}.`;
}

// ---- the drawing ----

function drawRace(now, wide) {
  const high = 210, left = 40, base = high - 34, right = wide - 8;
  const top = Math.max(64, real(Math.max(...now.costs.map((curve) => curve.at(-1)))) * 1.02);
  const x = (t) => left + (t / Math.max(now.length, 1)) * (right - left), y = (b) => base - (b / top) * (base - 10);
  const svg = canvas(wide, high);
  const step = 10 ** Math.floor(Math.log10(top)) / (top / 10 ** Math.floor(Math.log10(top)) < 3 ? 2 : 1);
  for (let b = 0; b <= top; b += step) {
    svg.append(make("line", { x1: left, x2: right, y1: y(b), y2: y(b), class: "grid" }));
    svg.append(make("text", { x: left - 5, y: y(b) + 4, class: "tick end" }, b));
  }
  svg.append(make("text", { x: right, y: high - 6, class: "tick end" }, `bytes read (${now.length} in all)`));
  svg.append(make("text", { x: left + 6, y: 14, class: "tick" }, "bits"));
  now.costs.forEach((curve, i) => {
    const points = curve.map((fixed, t) => `${x(t)},${y(real(fixed))}`).join(" ");
    svg.append(make("polyline", { points, class: `curve c${i}${i === now.winner && now.step ? " won" : ""}` }));
  });
  svg.append(make("line", { x1: x(now.step), x2: x(now.step), y1: 10, y2: base, class: "now" }));
  now.spent.forEach((fixed, i) => svg.append(make("circle", { cx: x(now.step), cy: y(real(fixed)), r: 3.5, class: `dot c${i}` })));
  return svg;
}

function drawTable(now) {
  const most = Math.max(...now.spent, 1);
  return now.table.map(([label, total, rate], i) => {
    const length = make("span", { class: "length", style: `width:${(100 * now.spent[i]) / most}%` });
    const row = make("tr", {}, make("th", { scope: "row" }, swatch(`c${i}`), label), make("td", {}, total), make("td", {}, rate),
      make("td", { class: "lengths", "aria-hidden": "true" }, length));
    if (i === now.winner && now.step) row.className = "won";
    return row;
  });
}

const head = () => ["code", "bits", "a byte", ""].map((text) => make(text ? "th" : "td", text ? { scope: "col" } : {}, text));
const read = (text) => ({ step: Math.min(LIMIT, new TextEncoder().encode(text).length) });

export { state };
export const prepare = (model) => model.get("presets");
export default live({
  look: "sk-cr", label: "a race of small compressors", prepare, state,
  controls: [{ name: "text", label: "Your text", text: "area", sets: read }, { name: "step", label: "Bytes read" }],
  body: ({ line, part, put, prepared }) => [
    line.text, presets(prepared, put), line.step, part("race"),
    make("table", { class: "totals" }, make("thead", {}, make("tr", {}, ...head())), part("table", "tbody")),
  ],
  draw(now, wide, parts) {
    parts.race.replaceChildren(drawRace(now, wide));
    parts.table.replaceChildren(...drawTable(now));
  },
});

function presets(strings, put) {
  const group = make("div", { class: "presets", role: "group", "aria-label": "Strings to try" });
  for (const [name, text] of strings) {
    const button = make("button", { type: "button" }, name);
    button.addEventListener("click", () => put({ text, ...read(text) }));
    group.append(button);
  }
  return group;
}
