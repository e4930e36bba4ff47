// Live figure "what all machines with three states write". No dependency, no kernel.
// state() is the twin of state() in output_explorer.py. render() draws a state.

const LETTERS = "ABC";
const FRACTION_BITS = 20n; // of a logarithm

function log2(n) {
  let whole = BigInt(n.toString(2).length - 1), mantissa = (n << 63n) >> whole;
  for (let i = 0n; i < FRACTION_BITS; i++) {
    mantissa = (mantissa * mantissa) >> 63n;
    whole = 2n * whole + (mantissa >> 64n);
    mantissa >>= mantissa >> 64n;
  }
  return whole;
}
function bits(total, weight) {
  const fixed = log2(BigInt(total)) - log2(BigInt(weight));
  const units = (2n * fixed * 100n + (1n << FRACTION_BITS)) >> (FRACTION_BITS + 1n);
  return `${units / 100n}.${String(units % 100n).padStart(2, "0")}`;
}

// "string weight blank table, …" as rows, with what does not change.
function reader(text) {
  const rows = text.split(",").map((row) => {
    const [string, weight, blank, table] = row.trim().split(" ");
    return { string, weight: Number(weight), blank, table };
  });
  const total = rows.reduce((sum, row) => sum + row.weight, 0);
  return { rows, total };
}

function run(table, blank) {
  let [tape, head, now] = [blank, 0, "A"];
  const seen = [[tape, head, now]];
  while (now !== "H") {
    const at = 6 * LETTERS.indexOf(now) + 3 * Number(tape[head]), [write, move, next] = table.slice(at, at + 3);
    tape = tape.slice(0, head) + write + tape.slice(head + 1);
    head += { R: 1, L: -1, N: 0 }[move];
    if (head < 0) [tape, head] = [blank + tape, 0];
    else if (head === tape.length) tape += blank;
    now = next;
    seen.push([tape, head, now]);
  }
  return seen;
}

function state(length, rank, step, { rows, total }) {
  const here = rows.filter((row) => row.string.length === length);
  rank = Math.min(rank, here.length);
  const { string, weight, blank, table } = here[rank - 1], seen = run(table, blank);
  step = Math.min(step, seen.length - 1);
  const now = {
    length, rank, of: here.length, string, bits: bits(total, weight), one_in: Math.floor((2 * total + weight) / (2 * weight)),
    heights: here.map((row) => Math.floor((2000 * row.weight + here[0].weight) / (2 * here[0].weight))), strings: here.map((row) => row.string), blank: Number(blank), table,
    filled: table.replaceAll("...", ""), steps: seen.length - 1, step, tape: seen[step][0], head: seen[step][1], state: seen[step][2],
  };
  return { ...now, sentence: sentence(now), rank_value: `${string}, ${rank} of ${here.length}`, step_value: `${step} of ${now.steps}` };
}

const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
const thousands = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const entry = (now) => {
  const at = 6 * LETTERS.indexOf(now.state) + 3 * Number(now.tape[now.head]);
  return now.table.slice(at, at + 3);
};

function sentence(now) {
  const head = `Length ${now.length}, place ${now.rank} of ${now.of}: one halting machine in ${thousands(now.one_in)} ` +
    `writes ${now.string}, ${now.bits} bits. Its smallest machine fills ${now.filled.length / 3} of 6 entries and starts ` +
    `on a tape of ${now.blank}s. `;
  const place = `he tape is ${now.tape}, the head on cell ${now.head + 1}`;
  if (now.state === "H") return `${head}T${place}; after ${count(now.steps, "step")} it has halted.`;
  const [write, move, next] = entry(now), way = { R: "moves right", L: "moves left", N: "stays" }[move];
  const then = next === "H" ? "halts" : `goes to state ${next}`;
  return `${head}After ${now.step} of ${count(now.steps, "step")}: t${place}, state ${now.state}. ` +
    `It reads ${now.tape[now.head]}, writes ${write}, ${way} and ${then}.`;
}

// ---- the drawing ----

const SVG = "http://www.w3.org/2000/svg";
function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "rect", "line", "path", "text"].includes(tag);
  const node = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [key, text] of Object.entries(attributes)) node.setAttribute(key, text);
  node.append(...children);
  return node;
}

// How often each string of the length is written, the commonest as 1.
function drawBars(now, wide, choose) {
  const high = 136, left = 26, base = high - 22, slot = (wide - left - 4) / now.of;
  const svg = make("svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, "aria-hidden": "true" });
  const y = (height) => base - (height / 1000) * (base - 8);
  for (const b of [0, 500, 1000]) {
    svg.append(make("line", { x1: left, x2: wide, y1: y(b), y2: y(b), class: "grid" }));
    svg.append(make("text", { x: left - 5, y: y(b) + 4, class: "tick end" }, b / 1000));
  }
  now.heights.forEach((height, i) => {
    const x = left + i * slot, on = i === now.rank - 1, gap = Math.min(2, slot * 0.15);
    const bar = make("rect", { x: x + gap, width: Math.max(1, Math.min(40, slot - 2 * gap)), y: y(height), height: base - y(height), class: on ? "bar on" : "bar" });
    bar.addEventListener("click", () => choose(i + 1));
    svg.append(bar);
    if (on) {
      const middle = x + gap + Math.min(40, slot - 2 * gap) / 2, end = middle > wide - 60 ? "end" : middle < 60 ? "start" : "mid";
      svg.append(make("text", { x: end === "mid" ? middle : end === "end" ? wide - 2 : left, y: base + 16, class: `label ${end}` }, now.string));
    }
  });
  return svg;
}

function drawTape(now, wide) {
  const cells = now.tape.length, cell = Math.min(34, (wide - 8) / (cells + 2)), left = (wide - cells * cell) / 2;
  const svg = make("svg", { viewBox: `0 0 ${wide} 84`, width: wide, height: 84, "aria-hidden": "true" });
  [...now.tape].forEach((symbol, i) => {
    const x = left + i * cell;
    svg.append(make("rect", { x, y: 8, width: cell, height: 34, class: symbol === "1" ? "cell one" : "cell" }));
    svg.append(make("text", { x: x + cell / 2, y: 31, class: "symbol" }, symbol));
    if (i === now.head) {
      svg.append(make("rect", { x: x + 1.5, y: 9.5, width: cell - 3, height: 31, class: "head" }));
      svg.append(make("path", { d: `M${x + cell / 2},44l-7,10h14z`, class: "pointer" }));
      svg.append(make("text", { x: x + cell / 2, y: 72, class: "label mid" }, now.state === "H" ? "halted" : `state ${now.state}`));
    }
  });
  return svg;
}

function drawTable(now) {
  return [...LETTERS].map((letter, s) => {
    const row = make("tr", {}, make("th", { scope: "row" }, letter));
    for (const symbol of [0, 1]) {
      const text = now.table.slice(6 * s + 3 * symbol, 6 * s + 3 * symbol + 3);
      const on = now.state === letter && now.tape[now.head] === String(symbol);
      row.append(make("td", on ? { class: "on" } : {}, text === "..." ? "–" : text));
    }
    return row;
  });
}

let serial = 0;
function render({ model, el }) {
  const data = reader(model.get("table")), id = `sk-oe-${++serial}`, names = ["length", "rank", "step"];
  const slider = (name, min) => // JupyterLab would take the arrow keys for itself
    make("input", { id: `${id}-${name}`, type: "range", min, step: 1, "data-lm-suppress-shortcuts": "true" });
  const sliders = { length: slider("length", 1), rank: slider("rank", 1), step: slider("step", 0) };
  const values = Object.fromEntries(names.map((name) => [name, make("output", { for: `${id}-${name}` })]));
  const line = (name, label) => make("div", { class: "steps" }, make("label", { for: `${id}-${name}` }, label), sliders[name], values[name]);
  const bars = make("div"), of = make("p", { class: "tell" }), tape = make("div"), body = make("tbody");
  const said = make("p", { class: "said", role: "status", "aria-live": "polite" });
  const head = make("tr", {}, make("th", { scope: "col" }, "state"), make("th", { scope: "col" }, "reads 0"), make("th", { scope: "col" }, "reads 1"));
  const root = make("div", { class: "sk-oe", role: "group", "aria-label": "Live figure: what all machines with three states write" },
    line("length", "Length"), line("rank", "String"), bars, of, line("step", "Step"), tape,
    make("p", { class: "tell" }, "The smallest machine that writes it: what it writes, where it moves (R, L, or N for not at all), and the next state (H halts)."),
    make("table", {}, make("thead", {}, head), body), said);

  function draw() {
    const now = state(model.get("length"), model.get("rank"), model.get("step"), data), wide = root.clientWidth;
    const ends = { length: 7, rank: now.of, step: now.steps }, shown = { length: String(now.length), rank: now.rank_value, step: now.step_value };
    for (const name of names) {
      sliders[name].max = ends[name];
      sliders[name].value = now[name];
      sliders[name].setAttribute("aria-valuetext", shown[name]);
      values[name].textContent = shown[name];
    }
    if (said.textContent !== now.sentence) said.textContent = now.sentence; // a screen reader speaks what changes
    if (wide) bars.replaceChildren(drawBars(now, wide, (rank) => set({ rank, step: 0 })));
    if (wide) tape.replaceChildren(drawTape(now, wide));
    of.textContent = `How often each of ${now.of} strings of this length is written, the commonest = 1.`;
    body.replaceChildren(...drawTable(now));
  }
  function set(changes) {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
  }
  sliders.length.addEventListener("input", () => set({ length: Number(sliders.length.value), rank: 1, step: 0 }));
  sliders.rank.addEventListener("input", () => set({ rank: Number(sliders.rank.value), step: 0 }));
  sliders.step.addEventListener("input", () => set({ step: Number(sliders.step.value) }));
  for (const name of names) model.on(`change:${name}`, draw);
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
    for (const name of names) model.off(`change:${name}`, draw);
  };
}

export { reader, state };
export default { render };
