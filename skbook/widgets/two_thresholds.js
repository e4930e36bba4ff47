// Live figure "two thresholds": live.js stands before it.
// state() is the twin of state() in two_thresholds.py: equal up to the rounding of floats, in its words exactly.

const SCALE = 6 / Math.PI ** 2; // popularity of the first fact of the other source
const NEEDED = 5, STEPS = 50;
const MEMORIES = Array.from({ length: 9 }, (_, k) => 10 * 2 ** k);
const GOOD = Array.from({ length: 8 }, (_, k) => 2 ** k);
const READINGS = [3, 4, 5, 6, 7].flatMap((e) => [1, 3].map((m) => m * 10 ** e));

// A positive number to two digits, without exponent.
function short(x) {
  const [mantissa, exponent] = x.toExponential(1).split("e"), digits = mantissa.replace(".", ""), e = Number(exponent);
  if (e >= 1) return thousands(Number(digits) * 10 ** (e - 1));
  return e === 0 ? mantissa : "0." + "0".repeat(-e - 1) + digits;
}

// ---- the state ----

function state({ ratio, memory, good, reading }) {
  const step = Math.min(ratio, STEPS);
  [memory, good, reading] = [[memory, MEMORIES], [good, GOOD], [reading, READINGS]].map(([at, offered]) => Math.min(at, offered.length - 1));
  const k = MEMORIES[memory], n = GOOD[good], read = READINGS[reading];
  const ticks = Array.from({ length: STEPS + 1 }, (_, at) => 10 ** (at / 10 - 5)), start = (n * SCALE) / k ** 2;
  const edges = n > k ? [start] : [start, ((n * SCALE) / (k - n + 1) ** 2) * (1 + 1e-6)]; // none up to the first, all at the second
  const curve = [...ticks, ...edges].sort((a, b) => a - b).map((odds) => known(odds, k, n, read)).map((point) => [point.ratio, point.share]);
  const now = { k, n, read, ...known(ticks[step], k, n, read), curve, start: start / (1 + start), enough: (n * NEEDED) / read };
  const sliders = { ratio: [step, STEPS, `${short(100 * now.ratio)} %`], memory: [memory, MEMORIES.length - 1, count(k, "fact")],
    good: [good, GOOD.length - 1, count(n, "fact")], reading: [reading, READINGS.length - 1, count(read, "sentence")] };
  return { ...now, sentence: sentence(now), sliders };
}

// What stands before the good facts, how many of them are stored, how often each is mentioned, what is known.
function known(odds, k, n, read) {
  const ratio = odds / (1 + odds), before = Math.floor(Math.sqrt((SCALE * n) / odds) + 1e-9); // i with c i^-2 >= odds / n
  const mentions = (read * ratio) / n, stored = Math.min(n, Math.max(0, k - before));
  return { ratio, before, mentions, stored, share: (stored / n) * atLeast(mentions) };
}

function atLeast(mean) {
  let term = Math.exp(-mean), few = 0;
  for (let j = 0; j < NEEDED; j++) {
    few += term;
    term *= mean / (j + 1);
  }
  return Math.max(0, 1 - few);
}

function sentence({ k, n, before, mentions, share }) {
  const places = Math.max(0, k - before);
  const told = `On average each good fact is met ${short(mentions)} times. Ahead of them in the queue for ${thousands(k)} places: ${count(before, "fact")}.`;
  const known = `Known: ${Math.floor(100 * share + 0.5)} per cent.`;
  if (n > k) return `${told} The memory is too small for all ${count(n, "good fact")}, at any ratio. ${known}`;
  const held = !places ? "No place is left: the memory keeps them out"
    : places < n ? `${count(places, "place")} for ${count(n, "good fact")}: they are coming in` : "There is room for all";
  const heard = mentions >= NEEDED ? (places < n ? "though they are read often enough." : "and they are read often enough.")
    : places ? "but they are mentioned too rarely." : "and they are mentioned too rarely as well.";
  return `${told} ${held}, ${heard} ${known}`;
}

// ---- the drawings ----

// All facts in the order of their mentions: what is left of K and above the fifth mention is known.
function drawQueue(now, wide) {
  const { n, k, before, read, ratio, mentions } = now, last = 10000;
  const { svg, x, y, curve, left, top, right, base } = axes(wide, 230, { from: 1, to: last, log: true, name: "place in the queue" },
    { from: 0.01, to: 1e7, log: true, name: "expected mentions" });
  const high = (i) => (read * (1 - ratio) * SCALE) / i ** 2, many = Array.from({ length: 81 }, (_, i) => 10 ** (i / 20));
  const inside = (value) => Math.min(base, Math.max(top, y(value)));
  if (y(NEEDED) > top) svg.append(make("rect", { x: left, y: top, width: Math.max(0, x(Math.min(k, last)) - left), height: y(NEEDED) - top, class: "room" }));
  const ahead = many.filter((i) => i <= before), behind = many.filter((i) => i > before);
  curve([...ahead, Math.max(1, before)], [...ahead, Math.max(1, before)].map(high), "theory");
  curve([before + n, ...behind.map((i) => i + n)], [high(before + 1), ...behind.map(high)], "theory");
  if (mentions > 0.01 && before < last) {
    const from = x(Math.max(1, before + 0.5)), to = Math.min(right, x(before + n + 0.5));
    svg.append(make("rect", { x: from, y: inside(mentions) - 4, width: Math.max(4, to - from), height: 8, class: "good" }));
  }
  svg.append(make("line", { x1: x(k), x2: x(k), y1: top, y2: base, class: "now" }), make("line", { x1: left, x2: right, y1: y(NEEDED), y2: y(NEEDED), class: "now" }));
  svg.append(make("text", { x: x(k) + (k > 600 ? -5 : 5), y: top + 10, class: k > 600 ? "tick end over" : "tick over" }, "memory"));
  svg.append(make("text", { x: right, y: y(NEEDED) - 5, class: "tick end over" }, "5 mentions"));
  return svg;
}

function drawShare(now, wide) {
  const { svg, x, y, curve, left, right, top, base } = axes(wide, 190, { from: 0.001, to: 50, log: true, name: "ratio r, %" }, { from: 0, to: 1, name: "known" });
  for (const [at, look, name, row] of [[now.start, "capacity-limited", "memory", 10], [now.enough, "data-limited", "reading", 24]]) {
    if (at > 1e-5 && at < 0.5) svg.append(make("line", { x1: x(100 * at), x2: x(100 * at), y1: top, y2: base, class: `curve ${look}` }));
    else svg.append(at < 0.5 ? make("text", { x: left + 4, y: top + row, class: "tick over" }, `← ${name}`) : make("text", { x: right, y: top + row, class: "tick end over" }, `${name} →`));
  }
  curve(now.curve.map(([ratio]) => 100 * ratio), now.curve.map(([, share]) => share), "knowledge");
  svg.append(make("circle", { cx: x(100 * now.ratio), cy: y(now.share), r: 4.5, class: "dot" }));
  return svg;
}

export { state };
export default live({
  look: "sk-tt", label: "which of two thresholds keeps the good facts out", state,
  controls: [{ name: "ratio", label: "Ratio r" }, { name: "memory", label: "Memory K" },
    { name: "good", label: "Good facts n" }, { name: "reading", label: "Reading N" }],
  body: ({ line, part }) => [line.ratio, line.memory, line.good, line.reading, part("queue"), part("share"), legend(
    [make("rect", { x: 1, y: 2, width: 32, height: 8, class: "good" }), "good facts"],
    [make("rect", { x: 1, y: 1, width: 32, height: 10, class: "room" }), "room for what is known"],
    ["capacity-limited", "threshold of the memory"], ["data-limited", "threshold of the reading"], ["knowledge", "good facts known"])],
  draw(now, wide, parts) {
    parts.queue.replaceChildren(drawQueue(now, wide));
    parts.share.replaceChildren(drawShare(now, wide));
  },
});
