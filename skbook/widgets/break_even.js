// Live figure "when do the weights pay?": live.js stands before it.
// state() is the twin of state() in break_even.py: integers alone, equal to the bit.

const SIZES = Array.from({ length: 9 }, (_, k) => [1, 2, 3, 5, 7].map((mantissa) => mantissa * 10 ** (k + 3))).flat();
const BITS = [1, 16], RATE = [20, 475];
const AUSTEN = 3871378; // letters of the six novels

const ratio = (numerator, denominator, places) => decimal(BigInt(numerator), BigInt(denominator), places);
const times = (numerator, denominator) => (numerator < 100 * denominator ? ratio(numerator, denominator, 2) : thousands(ratio(numerator, denominator, 0)));

function state({ size, bits, own, rival }) {
  const total = SIZES[size] * bits; // at most 1.2e13, a hundred times that is exact
  const pays = own < rival ? Math.floor((100 * total) / (rival - own)) + 1 : 0;
  const now = { weights: SIZES[size], bits, own, rival, total, pays };
  const sliders = {
    size: [size, SIZES.length - 1, count(SIZES[size], "weight")],
    bits: [bits, BITS[1], count(bits, "bit")],
    own: [own, RATE[1], `${ratio(own, 100, 2)} bits a letter`],
    rival: [rival, RATE[1], `${ratio(rival, 100, 2)} bits a letter`],
  };
  return { ...now, sentence: sentence(now), sliders };
}

function sentence({ own, rival, total, pays }) {
  const sent = `The weights fill ${sizeInWords(total)}.`;
  if (!pays) {
    return `${sent} The network spends ${ratio(own - rival, 100, 2)} bits a letter more than its rival, or as many: it never pays, however long the text.`;
  }
  return `${sent} The network saves ${ratio(rival - own, 100, 2)} bits a letter, so it pays from ${thousands(pays)} letters on: ${times(pays, AUSTEN)} times the six novels of Austen.`;
}

function sizeInWords(bits) {
  for (const [unit, size] of [["gigabytes", 1e9], ["megabytes", 1e6], ["kilobytes", 1e3]]) {
    if (bits >= 8 * size) return `${ratio(bits, 8 * size, 1)} ${unit}`;
  }
  return `${ratio(bits, 8, 0)} bytes`;
}

function drawCurves(now, wide) {
  const { svg, x, curve, left, right, top, base } = axes(wide, 250,
    { from: 1e3, to: 1e13, log: true, name: "letters in the text" }, { from: 0, to: 8, name: "bits a letter, weights counted" });
  const letters = Array.from({ length: 201 }, (_, i) => 10 ** (3 + i / 20));
  curve(letters, letters.map((n) => now.total / n + now.own / 100), "measured");
  curve([1e3, 1e13], [now.rival / 100, now.rival / 100], "contrast");
  if (now.pays && now.pays <= 1e13) {
    const at = x(Math.max(now.pays, 1e3));
    svg.append(make("line", { x1: at, x2: at, y1: top, y2: base, class: "now" }));
    const flip = at > (left + right) / 2;
    svg.append(make("text", { x: at + (flip ? -6 : 6), y: top + 12, class: `tick over${flip ? " end" : ""}` }, "paid from here"));
  }
  return svg;
}

export { state };
export default live({
  look: "sk-be", label: "when the weights of a network pay", state,
  controls: [
    { name: "size", label: "Weights" }, { name: "bits", label: "Bits a weight", min: BITS[0] },
    { name: "own", label: "Network spends", min: RATE[0] }, { name: "rival", label: "Rival spends", min: RATE[0] },
  ],
  body: ({ line, part }) => [line.size, line.bits, line.own, line.rival, part("curves"), legend(["measured", "network, its weights sent"], ["contrast", "rival without weights"])],
  draw(now, wide, parts) {
    parts.curves.replaceChildren(drawCurves(now, wide));
  },
});
