// Live figure "two ways to be wrong": live.js stands before it.
// state() is the twin of state() in error_kinds.py: equal up to the rounding of floats, in its words exactly.

const VALUES = 64, STEPS = [1, 1.5, 2, 3, 5, 7];
const decades = (from, to) => Array.from({ length: to - from }, (_, i) => STEPS.map((m) => Math.round(m * 10 ** (from + i)))).flat().concat(10 ** to);
const SENTENCES = decades(2, 7), ROOM = decades(1, 5);

// ---- the state; the table holds bins of ranks: where each begins, its facts, their mean popularity ----

function state({ sentences, room }, bins) {
  sentences = Math.min(sentences, SENTENCES.length - 1);
  room = Math.min(room, ROOM.length - 1);
  const n = SENTENCES[sentences], k = ROOM[room], now = { n, k, rank: bins.rank, told: [], known: [], unmet: 0, no_room: 0 };
  let left = k;
  bins.facts.forEach((facts, j) => {
    const p = bins.popularity[j], told = 1 - Math.exp(-n * p), known = told * Math.min(1, left / (facts * told));
    left = Math.max(0, left - facts * told);
    now.told.push(told);
    now.known.push(known);
    now.unmet += 1000 * (1 - 1 / VALUES) * facts * p * (1 - told);
    now.no_room += 1000 * (1 - 1 / VALUES) * facts * p * (told - known);
  });
  const sliders = { sentences: [sentences, SENTENCES.length - 1, thousands(n)], room: [room, ROOM.length - 1, thousands(k)] };
  return { ...now, sentence: sentence(now), sliders };
}

function sentence({ n, k, unmet, no_room }) {
  const said = `Of 1,000 questions ${(unmet + no_room).toFixed(1)} get a false answer: ${unmet.toFixed(1)} about facts that ` +
    `${thousands(n)} sentences do not mention, ${no_room.toFixed(1)} about facts that they mention and for which a memory ` +
    `of ${thousands(k)} facts has no room. `;
  if (no_room < unmet / 9) return said + "The errors are for lack of data: more room would hardly help.";
  if (unmet < no_room / 9) return said + "The errors are for lack of room: more data would hardly help.";
  return said + "Both data and room are short.";
}

// ---- the drawings ----

// What is told and what is known, by rank; between the two lies what has no room, above both what was never told.
function drawRanks(now, wide) {
  const { svg, x, y, curve } = axes(wide, 250, { from: 1, to: 1e6, log: true, name: "rank of the fact" }, { from: 0, to: 1.05, name: "share of facts" }, 40);
  const area = (low, high, look) => svg.append(make("polyline", { class: look,
    points: [...now.rank.map((r, j) => `${x(r)},${y(low[j])}`), ...now.rank.map((r, j) => `${x(r)},${y(high[j])}`).reverse()].join(" ") }));
  area(now.told, now.told.map(() => 1), "never");
  area(now.known, now.told, "full");
  curve(now.rank, now.told, "data-limited");
  curve(now.rank, now.known, "knowledge");
  return svg;
}

// Where the false answers come from, as one bar; each part is as long as its share.
function drawBar(now, wide) {
  const left = 2, right = wide - 4, all = now.unmet + now.no_room, cut = left + ((right - left) * now.unmet) / all;
  return canvas(wide, 44, make("text", { x: 2, y: 12, class: "tick" }, "where the false answers come from"),
    make("rect", { x: left, y: 20, width: cut - left, height: 20, class: "never" }), make("rect", { x: cut, y: 20, width: Math.max(0, right - cut), height: 20, class: "full" }));
}

const patch = (look) => make("rect", { x: 1, y: 1, width: 32, height: 10, class: look });

export { state };
export const prepare = (model) => model.get("bins");
export default live({
  look: "sk-ek", label: "which facts a memory lacks for want of data, and which for want of room", prepare, state,
  controls: [{ name: "sentences", label: "Sentences N" }, { name: "room", label: "Room, facts" }],
  body: ({ line, part }) => [line.sentences, line.room, part("ranks"),
    legend(["data-limited", "told"], ["knowledge", "known"], [patch("never"), "never told"], [patch("full"), "told, no room"]), part("bar")],
  draw(now, wide, parts) {
    parts.ranks.replaceChildren(drawRanks(now, wide));
    parts.bar.replaceChildren(drawBar(now, wide));
  },
});
