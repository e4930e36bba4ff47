// Live figure "what all machines with three states write": live.js stands before it.
// state() is the twin of state() in output_explorer.py.

const LETTERS = "ABC";

function shareBits(total, weight) {
  return bits(log2(BigInt(total)) - log2(BigInt(weight)));
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

function state({ length, rank, step }, { rows, total }) {
  const here = rows.filter((row) => row.string.length === length);
  rank = Math.min(rank, here.length);
  const { string, weight, blank, table } = here[rank - 1], seen = run(table, blank);
  step = Math.min(step, seen.length - 1);
  const now = {
    length, rank, of: here.length, string, bits: shareBits(total, weight), one_in: Math.floor((2 * total + weight) / (2 * weight)),
    heights: here.map((row) => Math.floor((2000 * row.weight + here[0].weight) / (2 * here[0].weight))), strings: here.map((row) => row.string), blank: Number(blank), table,
    filled: table.replaceAll("...", ""), steps: seen.length - 1, step, tape: seen[step][0], head: seen[step][1], state: seen[step][2],
  };
  const sliders = { length: [length, rows.at(-1).string.length, String(length)], rank: [rank, here.length, `${string}, ${rank} of ${here.length}`],
    step: [step, now.steps, `${step} of ${now.steps}`] };
  return { ...now, sentence: sentence(now), sliders };
}

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

// How often each string of the length is written, the commonest as 1.
function drawBars(now, wide, choose) {
  const high = 136, left = 26, base = high - 22, slot = (wide - left - 4) / now.of;
  const svg = canvas(wide, high);
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
  const svg = canvas(wide, 84);
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

const head = () => make("tr", {}, ...["state", "reads 0", "reads 1"].map((text) => make("th", { scope: "col" }, text)));

export { reader, state };
export const prepare = (model) => reader(model.get("table"));
export default live({
  look: "sk-oe", label: "what all machines with three states write", prepare, state,
  controls: [
    { name: "length", label: "Length", min: 1, sets: () => ({ rank: 1, step: 0 }) },
    { name: "rank", label: "String", min: 1, sets: () => ({ step: 0 }) },
    { name: "step", label: "Step" },
  ],
  body: ({ line, part }) => [
    line.length, line.rank, part("bars"), part("of", "p", { class: "tell" }), line.step, part("tape"),
    make("p", { class: "tell" }, "The smallest machine that writes it: what it writes, where it moves (R, L, or N for not at all), and the next state (H halts)."),
    make("table", {}, make("thead", {}, head()), part("table", "tbody")),
  ],
  draw(now, wide, parts, put) {
    parts.bars.replaceChildren(drawBars(now, wide, (rank) => put({ rank, step: 0 })));
    parts.of.textContent = `How often each of ${now.of} strings of this length is written, the commonest = 1.`;
    parts.tape.replaceChildren(drawTape(now, wide));
    parts.table.replaceChildren(...drawTable(now));
  },
});
