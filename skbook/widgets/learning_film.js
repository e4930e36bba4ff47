// state() is the twin of state() in learning_film.py. live.js stands before it.

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const ratio = (a, b, places) => decimal(BigInt(a), BigInt(b), places);
const few = (a, b) => thousands(ratio(a, b, a < 100 * b ? 1 : 0)); // one decimal below a hundred

// film: the card in whole numbers; known and met as [town][stop][bucket]

function state({ stop, bucket, town }, film) {
  const { stops, batch, sentences, mentions } = film, last = stops.length - 1;
  stop = Math.min(stop, last);
  const towns = town ? [town - 1] : film.known.map((_, i) => i), step = stops[stop], n = towns.length;
  const add = (of) => mentions.map((_, b) => sum(towns.map((i) => of(i)[b])));
  const facts = add((i) => film.facts[i]), told = add((i) => film.told[i]);
  const known = add((i) => film.known[i][stop]), met = add((i) => film.met[i][Math.min(stop, film.met[i].length - 1)]);
  const frontier = mentions.find((_, b) => known.slice(b).every((these, c) => 2 * these >= facts[b + c])) ?? "";
  const now = { step, n, bucket, mentions: mentions[bucket], facts, known, met, read: ratio(step * batch, sentences, 1), frontier,
    seen: few(told[bucket] * step * batch, facts[bucket] * sentences), syntax: ratio(sum(towns.map((i) => film.syntax[i][stop])), 100 * n, 2) };
  const sliders = { stop: [stop, last, `${thousands(step)} steps`], bucket: [bucket, mentions.length - 1, now.mentions],
    town: [town, film.known.length, town ? `town ${town}` : `all ${film.known.length}`] };
  return { ...now, sentence: sentence(now, town), sliders };
}

function sentence(now, town) {
  const [known, met] = [now.known, now.met].map((these) => ratio(100 * these[now.bucket], now.facts[now.bucket], 0));
  const wave = now.frontier ? `“${now.frontier}” and every more frequent bucket` : "no bucket yet";
  return `${town ? `Town ${town}` : "All towns"} after ${thousands(now.step)} steps, the corpus read ${now.read} times. ` +
    `Facts mentioned ${now.mentions} have had ${now.seen} sightings each: the network knows ${known} per cent of them, ` +
    `the ideal learner ${met}. At least half known: ${wave}. Grammar costs ${now.syntax} bits too many.`;
}

// the drawing

// Bars for the network and a stroke for the ideal learner, rare facts on the left; the bucket in words has an outline.
function drawBuckets(now, wide, names) {
  const high = 286, left = 34, right = wide - 6, top = 24, base = high - 72, room = (right - left) / names.length;
  const y = (percent) => base - (percent / 100) * (base - top), svg = canvas(wide, high);
  for (const percent of [0, 25, 50, 75, 100]) {
    svg.append(make("line", { x1: left, x2: right, y1: y(percent), y2: y(percent), class: percent === 50 ? "line" : "grid" }));
    svg.append(make("text", { x: left - 6, y: y(percent) + 4, class: "tick end" }, percent));
  }
  names.forEach((name, b) => {
    const x = left + b * room, network = y((100 * now.known[b]) / now.facts[b]), ideal = y((100 * now.met[b]) / now.facts[b]);
    svg.append(make("rect", { x: x + room * 0.16, y: network, width: room * 0.68, height: base - network, class: b === now.bucket ? "known on" : "known" }));
    svg.append(make("line", { x1: x + room * 0.06, x2: x + room * 0.94, y1: ideal, y2: ideal, class: "wise" }));
    svg.append(make("text", { x: x + room / 2 + 4, y: base + 14, class: b === now.bucket ? "tick end on" : "tick end",
      transform: `rotate(-38 ${x + room / 2 + 4} ${base + 14})` }, name.replace("more than ", ">")));
  });
  svg.append(make("text", { x: right, y: high - 4, class: "tick end" }, "mentions in the corpus"), make("text", { x: 2, y: 12, class: "tick" }, "per cent of the facts known"));
  return svg;
}

export { state };
export const prepare = (model) => JSON.parse(model.get("film"));
export default live({
  look: "sk-lf", label: "which facts a network knows at each step of its training, by how often they are mentioned", prepare, state,
  controls: [{ name: "stop", label: "Step" }, { name: "bucket", label: "Mentioned" }, { name: "town", label: "Town" }],
  body: ({ line, part, prepared }) => {
    const drawing = part("buckets");
    drawing.names = prepared.buckets;
    return [line.stop, drawing, legend([make("rect", { x: 9, y: 1, width: 16, height: 10, class: "known" }), "network"], ["wise", "ideal learner"]), line.bucket, line.town];
  },
  draw: (now, wide, parts) => parts.buckets.replaceChildren(drawBuckets(now, wide, parts.buckets.names)),
});
