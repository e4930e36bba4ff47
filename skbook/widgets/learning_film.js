// Live figure "rare facts are learnt last": live.js stands before it.
// state() is the twin of state() in learning_film.py: equal in all numbers and words.

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const ratio = (numerator, denominator, places) => decimal(BigInt(numerator), BigInt(denominator), places);

// ---- the state; film holds the card in whole numbers, [town][stop][bucket] ----

function state({ stop, bucket, town }, film) {
  const { stops, batch, sentences, counts, mentions } = film, last = stops.length - 1, buckets = mentions.length;
  stop = Math.min(stop, last);
  const towns = town ? [town - 1] : film.network.map((_, i) => i), step = stops[stop], n = towns.length;
  const shares = (learner) => mentions.map((_, b) => sum(towns.map((i) => film[learner][i][stop][b])));
  const network = shares("network"), frontier = mentions.find((_, b) => network.slice(b).every((share) => share >= 50 * n)) ?? "";
  const now = { step, n, bucket, mentions: mentions[bucket], read: ratio(step * batch, sentences, 1), last: stop === last,
    seen: ratio(sum(towns.map((i) => counts[i][bucket])) * step * batch, 10 * n * sentences, 1), network, ideal: shares("ideal"),
    syntax: ratio(sum(towns.map((i) => film.syntax[i][stop])), 100 * n, 2), frontier };
  const sliders = { stop: [stop, last, `${thousands(step)} steps`], bucket: [bucket, buckets - 1, now.mentions],
    town: [town, film.network.length, town ? `town ${town}` : `mean of ${film.network.length}`] };
  return { ...now, sentence: sentence(now, town), sliders };
}

function sentence(now, town) {
  const where = town ? `Town ${town}` : `Mean of ${now.n} towns`;
  const [network, ideal] = [now.network, now.ideal].map((shares) => ratio(shares[now.bucket], now.n, 0));
  const wave = now.frontier ? `At least half is known of the bucket “${now.frontier}” and of every more frequent one.`
    : "No bucket is half known yet, with all more frequent ones.";
  return `${where}, after ${thousands(now.step)} steps: the corpus has been read ${now.read} times over. Of the facts ` +
    `mentioned ${now.mentions}, which have had ${now.seen} sightings, the network knows ${network} per cent, ` +
    `the ideal learner ${ideal}. ${wave} Grammar costs ${now.syntax} bits too many.`;
}

// ---- the drawing ----

// Bars for the network and a stroke for the ideal learner, rare facts on the left; the bucket in words has an outline.
function drawBuckets(now, wide, names) {
  const high = 270, left = 34, right = wide - 6, top = 24, base = high - 56, room = (right - left) / names.length;
  const y = (percent) => base - (percent / 100) * (base - top), svg = canvas(wide, high);
  for (const percent of [0, 25, 50, 75, 100]) {
    svg.append(make("line", { x1: left, x2: right, y1: y(percent), y2: y(percent), class: percent === 50 ? "line" : "grid" }));
    svg.append(make("text", { x: left - 6, y: y(percent) + 4, class: "tick end" }, percent));
  }
  names.forEach((name, b) => {
    const x = left + b * room, network = y(now.network[b] / now.n), ideal = y(now.ideal[b] / now.n);
    svg.append(make("rect", { x: x + room * 0.16, y: network, width: room * 0.68, height: base - network, class: b === now.bucket ? "known on" : "known" }));
    svg.append(make("line", { x1: x + room * 0.06, x2: x + room * 0.94, y1: ideal, y2: ideal, class: "wise" }));
    svg.append(make("text", { x: x + room / 2 + 4, y: base + 14, class: b === now.bucket ? "tick end on" : "tick end",
      transform: `rotate(-38 ${x + room / 2 + 4} ${base + 14})` }, name.replace("more than ", ">")));
  });
  svg.append(make("text", { x: right, y: high - 4, class: "tick end" }, "mentions in the corpus"), make("text", { x: 2, y: 12, class: "tick" }, "per cent of the facts known"));
  return svg;
}

const legend = () => make("p", { class: "tell" },
  make("svg", { width: 22, height: 12, viewBox: "0 0 22 12", "aria-hidden": "true" }, make("rect", { x: 3, y: 1, width: 16, height: 10, class: "known" })), make("span", {}, "network"),
  make("svg", { width: 22, height: 12, viewBox: "0 0 22 12", "aria-hidden": "true" }, make("line", { x1: 0, x2: 22, y1: 6, y2: 6, class: "wise" })), make("span", {}, "ideal learner"));

export { state };
export const prepare = (model) => model.get("film");
export default live({
  look: "sk-lf", label: "which facts a network knows at each step of its training, by how often they are mentioned", prepare, state,
  controls: [{ name: "stop", label: "Step" }, { name: "bucket", label: "Facts mentioned" }, { name: "town", label: "Town" }],
  body: ({ line, part, prepared }) => {
    const drawing = part("buckets");
    drawing.names = prepared.buckets;
    return [line.stop, drawing, legend(), line.bucket, line.town];
  },
  draw: (now, wide, parts) => parts.buckets.replaceChildren(drawBuckets(now, wide, parts.buckets.names)),
});
