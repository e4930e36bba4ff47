// What all live figures share: numbers in words, SVG, axes, and the frame with its controls. No dependency, no kernel.
// This text stands before that of the figure (LiveFigure in base.py joins them), so the two are one module.

// ---- numbers; the twins of fixed-point logarithms are in skbook/letters.py, of the others in base.py ----

const FRACTION_BITS = 20n; // of a logarithm: costs are counted in units of 2^-20 bits

function log2(n) {
  let whole = BigInt(n.toString(2).length - 1), mantissa = (n << 63n) >> whole;
  for (let i = 0n; i < FRACTION_BITS; i++) {
    mantissa = (mantissa * mantissa) >> 63n;
    whole = 2n * whole + (mantissa >> 64n);
    mantissa >>= mantissa >> 64n;
  }
  return whole;
}

// A ratio of whole numbers, rounded half up with integers alone.
function decimal(numerator, denominator, places) {
  const one = 10n ** BigInt(places), units = (2n * numerator * one + denominator) / (2n * denominator);
  return places ? `${units / one}.${String(units % one).padStart(places, "0")}` : String(units);
}
const bits = (fixed, letters = 1, places = 2) => decimal(BigInt(fixed), BigInt(letters) << FRACTION_BITS, places);
const real = (fixed) => Number(fixed) / 2 ** Number(FRACTION_BITS);

const thousands = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const count = (n, noun) => `${thousands(n)} ${noun}${n === 1 ? "" : "s"}`;

// ---- nodes ----

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "rect", "line", "path", "text", "circle", "polyline", "clipPath"]);

function make(tag, attributes = {}, ...children) {
  const node = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [key, text] of Object.entries(attributes)) node.setAttribute(key, text);
  node.append(...children);
  return node;
}
// A drawing: a screen reader passes it over, since the figure says its state in words.
const canvas = (wide, high, ...children) =>
  make("svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, "aria-hidden": "true" }, ...children);

// A line as a curve is drawn, or a shape of 34 by 12, to stand before its name in a key or a table.
const swatch = (look) => make("svg", { width: 34, height: 12, viewBox: "0 0 34 12", class: "swatch", "aria-hidden": "true" },
  typeof look === "string" ? make("line", { x1: 1, x2: 33, y1: 6, y2: 6, class: `curve ${look}` }) : look);

// The key of a drawing, from pairs of a look and its name, or names alone. It stands below the drawing, where no curve
// can cross it, and a swatch is never parted from its name.
const legend = (...entries) =>
  make("p", { class: "tell key" }, ...entries.map((entry) => make("span", {}, ...(Array.isArray(entry) ? [swatch(entry[0]), entry[1]] : [entry]))));

function say(node, text) {
  if (node.textContent !== text) node.textContent = text; // a screen reader speaks what changes
}

// ---- axes ----

let clips = 0;

// Axes with grid, ticks and names; an axis is { from, to, log, name }. Returns the drawing, the maps from values to
// pixels, and curve(xs, ys, look), which draws a line inside the frame. Values that a logarithm cannot take are left out.
function axes(wide, high, across, up, left = 46) {
  const right = wide - 10, top = 20, base = high - 36, clip = `sk-clip-${++clips}`;
  const x = scale(across, left, right), y = scale(up, base, top);
  const svg = canvas(wide, high, make("clipPath", { id: clip }, make("rect", { x: left, y: top - 3, width: right - left, height: base - top + 6 })));
  for (const t of ticks(up, 5)) {
    svg.append(make("line", { x1: left, x2: right, y1: y(t), y2: y(t), class: "grid" }));
    svg.append(make("text", { x: left - 6, y: y(t) + 4, class: "tick end" }, shown(t)));
  }
  for (const t of ticks(across, wide < 420 ? 4 : 7)) {
    svg.append(make("line", { x1: x(t), x2: x(t), y1: base, y2: base + 4, class: "line" }));
    const text = shown(t), half = 3.6 * text.length; // the last one must not leave the drawing
    svg.append(make("text", { x: Math.min(x(t), wide - half), y: base + 17, class: "tick mid" }, text));
  }
  svg.append(make("line", { x1: left, x2: right, y1: base, y2: base, class: "line" }));
  svg.append(make("text", { x: right, y: high - 5, class: "tick end" }, across.name), make("text", { x: 2, y: 12, class: "tick" }, up.name));
  const curve = (xs, ys, look) => {
    const inside = xs.map((value, i) => [value, ys[i]]).filter(([a, b]) => (!across.log || a > 0) && (!up.log || b > 0) && isFinite(b));
    const line = make("polyline", { points: inside.map(([a, b]) => `${x(a)},${y(b)}`).join(" "), class: `curve ${look}`, "clip-path": `url(#${clip})` });
    svg.append(line);
    return line;
  };
  return { svg, x, y, curve, left, right, top, base };
}

function scale({ from, to, log }, low, high) {
  const at = log ? Math.log10 : (value) => value;
  return (value) => low + ((at(value) - at(from)) / (at(to) - at(from))) * (high - low);
}

function ticks({ from, to, log }, most) {
  if (log) {
    const short = to / from < 100, found = []; // two decades or fewer: their twos and fives, too
    for (let k = Math.floor(Math.log10(from) + 1e-9); 10 ** k <= to * (1 + 1e-9); k++)
      for (const m of short ? [1, 2, 5] : [1]) found.push([k, k < 0 ? m / 10 ** -k : m * 10 ** k]);
    const inside = found.filter(([, t]) => t >= from * (1 - 1e-9) && t <= to * (1 + 1e-9)), every = short ? 1 : Math.ceil(inside.length / most);
    return inside.filter(([k]) => k % every === 0).map(([, t]) => t);
  }
  const rough = (to - from) / most, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((m) => m * power >= rough) * power, found = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + 1e-9 * step; k++) found.push(k * step);
  return found;
}

const raised = (k) => [...String(k)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("");
function shown(t) {
  const size = Math.abs(t), k = Math.round(Math.log10(size || 1));
  if (size >= 1e5 || (size && size < 1e-3)) return Math.abs(size / 10 ** k - 1) < 1e-9 ? `10${raised(k)}` : Number(t.toPrecision(3)).toExponential().replace("e+", "e");
  return size >= 1000 ? thousands(Math.round(t)) : String(Number(t.toPrecision(6)));
}

// ---- the frame ----

// A live figure, from
//   look      its own class, beside sk-figure
//   label     what it shows, for a screen reader
//   prepare   (model) -> what does not change, such as a table read once
//   state     (values of the controls by name, prepared) -> all that is shown: `sentence`, `sliders`
//             ({ name: [value, most, words] }), `remark` if there is a text to remark on, and what draw() needs
//   controls  [{ name, label, min, options, text, sets }]: a slider from `min`; a choice if there are `options`; a field
//             for text if `text` says of which kind ("line" or "area"). `sets(value)` gives traits to change along with it
//   body      ({ line, part, put, prepared }) -> nodes in order. line[name] is a control with its label, part(name, tag,
//             attributes) a node that draw() fills, put(traits) changes the state
//   draw      (now, wide, parts, put) fills the parts
function live({ look, label, prepare = () => null, state, controls, body, draw }) {
  function render({ model, el }) {
    const prepared = prepare(model), id = `${look}-${++figures}`, names = controls.map((control) => control.name);
    const put = (traits) => {
      for (const [name, value] of Object.entries(traits)) model.set(name, value);
      model.save_changes();
    };
    const held = controls.map((control) => KINDS[control.options ? "choice" : control.text ? "text" : "slider"](control, `${id}-${control.name}`, put));
    const line = Object.fromEntries(held.map((one, i) => [names[i], one.line])), parts = {};
    const part = (name, tag = "div", attributes = {}) => (parts[name] = make(tag, attributes));
    const said = make("p", { class: "said", role: "status", "aria-live": "polite" });
    const root = make("div", { class: `sk-figure ${look}`, role: "group", "aria-label": `Live figure: ${label}` }, ...body({ line, part, put, prepared }), said);

    function show() {
      const now = state(Object.fromEntries(names.map((name) => [name, model.get(name)])), prepared), wide = root.clientWidth;
      held.forEach((one, i) => one.show(model.get(names[i]), now));
      say(said, now.sentence);
      if (wide) draw(now, wide, parts, put);
    }
    for (const name of names) model.on(`change:${name}`, show);
    el.append(root);
    show();
    let drawn = root.clientWidth;
    const watch = new ResizeObserver(() => {
      if (root.clientWidth !== drawn) show();
      drawn = root.clientWidth;
    });
    watch.observe(root);
    return () => {
      watch.disconnect();
      for (const name of names) model.off(`change:${name}`, show);
    };
  }
  return { render };
}

let figures = 0;
const QUIET = { "data-lm-suppress-shortcuts": "true" }; // JupyterLab would take the arrow keys for itself
const KINDS = {
  slider({ name, label, min = 0, sets }, id, put) {
    const input = make("input", { id, type: "range", min, step: 1, ...QUIET }), output = make("output", { for: id });
    input.addEventListener("input", () => put({ [name]: Number(input.value), ...sets?.(Number(input.value)) }));
    return {
      line: make("div", { class: "steps" }, make("label", { for: id }, label), input, output),
      show(_, { sliders: { [name]: [value, most, words] } }) {
        input.max = most;
        input.value = value;
        input.setAttribute("aria-valuetext", words);
        output.textContent = words;
      },
    };
  },
  choice({ name, label, options, sets }, id, put) {
    const input = make("select", { id, ...QUIET }, ...options.map((text, i) => make("option", { value: i }, text)));
    input.addEventListener("input", () => put({ [name]: Number(input.value), ...sets?.(Number(input.value)) }));
    return { line: make("div", { class: "steps" }, make("label", { for: id }, label), input), show: (value) => (input.value = value) };
  },
  text({ name, label, text, sets }, id, put) {
    const plain = { id, autocomplete: "off", autocapitalize: "none", spellcheck: "false" };
    const input = text === "area" ? make("textarea", { rows: 3, ...plain }) : make("input", { type: "text", ...plain });
    const remark = make("p", { class: "remark", role: "status" });
    input.addEventListener("input", () => put({ [name]: input.value, ...sets?.(input.value) }));
    return {
      line: make("div", {}, make("label", { for: id }, label), input, remark),
      show(value, now) {
        if (document.activeElement !== input) input.value = value;
        say(remark, now.remark);
      },
    };
  },
};
