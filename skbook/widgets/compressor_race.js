// Live figure "four small compressors race on your text". No dependency, no kernel.
// state() is the twin of state() in compressor_race.py: integers alone, equal to the bit. render() draws a state.

const LIMIT = 400; // bytes
const FRACTION_BITS = 20n; // of a logarithm: costs are counted in units of 2^-20 bits
const CODES = ["as it is", "runs", "letter counts", "counts after a letter", "phrases"];

// ---- numbers ----

function log2(n) {
  let whole = BigInt(n.toString(2).length - 1), mantissa = (n << 63n) >> whole;
  for (let i = 0n; i < FRACTION_BITS; i++) {
    mantissa = (mantissa * mantissa) >> 63n;
    whole = 2n * whole + (mantissa >> 64n);
    mantissa >>= mantissa >> 64n;
  }
  return whole;
}
const known = new Map(); // most fractions come again and again
function log2Of(n) {
  if (!known.has(n)) known.set(n, Number(log2(BigInt(n))));
  return known.get(n);
}
const width = (n) => (n ? n.toString(2).length : 0); // binary digits of a whole number

function decimal(numerator, denominator, places) {
  const one = 10n ** BigInt(places), units = (2n * numerator * one + denominator) / (2n * denominator);
  return `${units / one}.${String(units % one).padStart(places, "0")}`;
}
const bits = (fixed, letters = 1, places = 1) => decimal(BigInt(fixed), BigInt(letters) << FRACTION_BITS, places);

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

function state(text, step) {
  const whole = [...new TextEncoder().encode(text)], data = whole.slice(0, LIMIT), one = 2 ** 20;
  step = Math.min(step, data.length);
  const costs = [Array.from({ length: data.length + 1 }, (_, t) => 8 * t * one), runs(data).map((b) => b * one),
    counts(data, 0), counts(data, 1), phrases(data).map((b) => b * one)];
  const spent = costs.map((curve) => curve[step]);
  const now = { length: data.length, step, costs, spent, winner: spent.indexOf(Math.min(...spent)),
    note: whole.length > LIMIT ? `Only the first ${LIMIT} of ${whole.length} bytes take part.` : "" };
  return { ...now, table: table(now), value: `${step} of ${count(data.length, "byte")}`, sentence: sentence(now) };
}

const table = ({ step, spent }) => CODES.map((name, i) => [name, bits(spent[i]), step ? bits(spent[i], step, 2) : "–"]);
const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

function sentence({ step, length, spent, winner }) {
  if (!step) return "Nothing read yet, and nothing to pay. Type a text, or take one of the strings.";
  const order = CODES.map((_, i) => i).sort((i, j) => spent[i] - spent[j] || i - j);
  const others = order.filter((i) => i !== winner).map((i) => `“${CODES[i]}” ${bits(spent[i])}`).join(", ");
  const ahead = winner
    ? `“${CODES[winner]}” needs the fewest bits, ${bits(spent[winner])}, ${bits(spent[winner], step, 2)} a byte`
    : `no code beats the text as it is, ${bits(spent[0])} bits`;
  return `After ${step} of ${count(length, "byte")} ${ahead}. The others: ${others}.`;
}

// ---- the drawing ----

const SVG = "http://www.w3.org/2000/svg";
function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "rect", "line", "path", "text", "circle", "polyline"].includes(tag);
  const node = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [key, text] of Object.entries(attributes)) node.setAttribute(key, text);
  node.append(...children);
  return node;
}
const real = (fixed) => fixed / 2 ** 20;

function drawRace(now, wide) {
  const high = 210, left = 40, base = high - 34, right = wide - 8;
  const top = Math.max(64, real(Math.max(...now.costs.map((curve) => curve.at(-1)))) * 1.02);
  const x = (t) => left + (t / Math.max(now.length, 1)) * (right - left), y = (b) => base - (b / top) * (base - 10);
  const svg = make("svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, "aria-hidden": "true" });
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
    const look = make("svg", { width: 34, height: 12, viewBox: "0 0 34 12", "aria-hidden": "true" },
      make("line", { x1: 1, x2: 33, y1: 6, y2: 6, class: `curve c${i}` }));
    const length = make("span", { class: "length", style: `width:${(100 * now.spent[i]) / most}%` });
    const row = make("tr", {}, make("th", { scope: "row" }, look, label), make("td", {}, total), make("td", {}, rate),
      make("td", { class: "lengths", "aria-hidden": "true" }, length));
    if (i === now.winner && now.step) row.className = "won";
    return row;
  });
}

let serial = 0;
function render({ model, el }) {
  const id = `sk-cr-${++serial}`, presets = model.get("presets");
  const parts = {
    input: make("textarea", { id: `${id}-text`, rows: 3, autocomplete: "off", autocapitalize: "none", spellcheck: "false" }),
    note: make("p", { class: "remark", role: "status" }),
    // JupyterLab would take the arrow keys for itself
    slider: make("input", { id: `${id}-step`, type: "range", min: 0, step: 1, "data-lm-suppress-shortcuts": "true" }),
    value: make("output", { for: `${id}-step` }),
    race: make("div"), table: make("tbody"), said: make("p", { class: "said", role: "status", "aria-live": "polite" }),
    presets: make("div", { class: "presets", role: "group", "aria-label": "Strings to try" }),
  };
  const head = ["code", "bits", "a byte", ""].map((text) => make(text ? "th" : "td", text ? { scope: "col" } : {}, text));
  const root = make("div", { class: "sk-cr", role: "group", "aria-label": "Live figure: a race of small compressors" },
    make("label", { for: `${id}-text` }, "Your text"), parts.input, parts.presets, parts.note,
    make("div", { class: "steps" }, make("label", { for: `${id}-step` }, "Bytes read"), parts.slider, parts.value),
    parts.race, make("table", { class: "totals" }, make("thead", {}, make("tr", {}, ...head)), parts.table), parts.said);
  for (const [name, text] of presets) {
    const button = make("button", { type: "button" }, name);
    button.addEventListener("click", () => {
      parts.input.value = text;
      set(text, text.length);
    });
    parts.presets.append(button);
  }

  function draw() {
    const now = state(model.get("text"), model.get("step")), wide = root.clientWidth;
    if (document.activeElement !== parts.input) parts.input.value = model.get("text");
    parts.slider.max = now.length;
    parts.slider.value = now.step;
    parts.slider.setAttribute("aria-valuetext", now.value);
    parts.value.textContent = now.value;
    for (const [part, text] of [[parts.note, now.note], [parts.said, now.sentence]])
      if (part.textContent !== text) part.textContent = text; // a screen reader speaks what changes
    if (wide) parts.race.replaceChildren(drawRace(now, wide));
    parts.table.replaceChildren(...drawTable(now));
  }
  function set(text, step) {
    model.set("text", text);
    model.set("step", step);
    model.save_changes();
  }
  parts.input.addEventListener("input", () => set(parts.input.value, Math.min(LIMIT, new TextEncoder().encode(parts.input.value).length)));
  parts.slider.addEventListener("input", () => set(model.get("text"), Number(parts.slider.value)));
  model.on("change:text", draw);
  model.on("change:step", draw);
  el.append(root);
  draw();
  let drawn = root.clientWidth;
  const watch = new ResizeObserver(() => {
    if (root.clientWidth !== drawn) draw();
    drawn = root.clientWidth;
  });
  watch.observe(root);
  return () => {
    watch.disconnect();
    model.off("change:text", draw);
    model.off("change:step", draw);
  };
}

export { state };
export default { render };
