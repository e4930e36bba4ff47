// Live figure "read on, and count what is new": live.js stands before it.
// state() is the twin of state() in new_words.py; the counts come with the figure.

const ORDERS = ["as printed", "shuffled"];

// ---- the state ----

function state({ book, order, read }, table) {
  const { name, block, parts, types: allTypes, once: allOnce } = table[book];
  const types = allTypes[order], once = allOnce[order], most = types.length - 2;
  read = Math.min(read, most);
  const next = types.slice(1, -1).map((before, i) => types[i + 2] - before), words = read * block;
  const now = {
    book: name, order: ORDERS[order], block, read, words, types: types[read], once: once[read], curve: types,
    other: allTypes[1 - order], new: next, expected: next.map((_, i) => once[i + 1] / (i + 1)), came: next[read - 1],
    part: order ? "" : parts.filter(([start]) => start <= words).at(-1)[1],
  };
  return { ...now, sentence: sentence(now), sliders: { read: [read, most, count(words, "word")] } };
}

function sentence({ book, order, part, block, words, types, once, came }) {
  const ratio = (top, bottom, places) => decimal(BigInt(top), BigInt(bottom), places);
  const where = `${book}, ${order}${part ? `, ${part}` : ""}`;
  const times = once ? `, ${ratio(came * words, once * block, 2)} times the forecast` : "";
  return `${where}: after ${count(words, "word")} the list has ${count(types, "type")}, ${thousands(once)} of them seen once, ` +
    `which is ${ratio(100 * once, types, 0)} per cent. Good–Turing expects ${ratio(once * block, words, 0)} new ones in the next ` +
    `${count(block, "word")}; ${thousands(came)} came${times}.`;
}

// ---- the drawing ----

const blocks = (values, block) => values.map((_, i) => (i * block) / 1000); // thousands of words, as the axes say

function drawCurve(now, wide) {
  const { block, curve, types, once } = now, words = now.words / 1000, end = blocks(curve, block).at(-1);
  const frame = axes(wide, 240, { from: 0, to: end, name: "thousand words read" }, { from: 0, to: Math.max(...curve) * 1.12, name: "types" }, 50);
  const { svg, x, y } = frame;
  frame.curve(blocks(now.other, block), now.other, "noise");
  frame.curve(blocks(curve, block), curve, "measured");
  frame.curve([words, end], [types, types + ((end - words) * once) / words], "ray theory");
  svg.append(make("line", { x1: x(words), x2: x(words), y1: frame.top, y2: frame.base, class: "now" }));
  svg.append(make("circle", { cx: x(words), cy: y(types), r: 4.5, class: "dot" }));
  return svg;
}

function drawBlocks(now, wide) {
  const { block, read } = now, [, ...at] = blocks(now.curve, block), words = now.words / 1000;
  // The first blocks are nearly all new; they would flatten the rest, and leave the frame at its top.
  const top = 1.6 * Math.max(...now.new.slice(7), ...now.expected.slice(7));
  const frame = axes(wide, 190, { from: 0, to: at.at(-1), name: "thousand words read" }, { from: 0, to: top, name: `new in the next ${thousands(block)}: forecast (line), came (dots)` }, 50);
  const { svg, x, y } = frame;
  frame.curve(at.slice(0, -1), now.expected, "theory");
  now.new.forEach((came, i) => {
    if (came <= top) svg.append(make("circle", { cx: x(at[i]), cy: y(came), r: i === read - 1 ? 5 : 2.6, class: i === read - 1 ? "came on" : "came" }));
  });
  svg.append(make("line", { x1: x(words), x2: x(words), y1: frame.top, y2: frame.base, class: "now" }));
  return svg;
}

const key = () => make("p", { class: "tell" }, "Line: types on the list. Dotted: the same words in the other order. Straight: Good–Turing’s forecast, the tangent.");

export { state };
export const prepare = (model) => JSON.parse(model.get("table"));
export default live({
  look: "sk-nw", label: "new words along a book", prepare, state,
  controls: [{ name: "book", label: "Book", options: ["Austen", "King James"] }, { name: "order", label: "Order", options: ORDERS }, { name: "read", label: "Read", min: 1 }],
  body: ({ line, part }) => [line.book, line.order, line.read, part("curve"), key(), part("blocks")],
  draw(now, wide, parts) {
    parts.curve.replaceChildren(drawCurve(now, wide));
    parts.blocks.replaceChildren(drawBlocks(now, wide));
  },
});
