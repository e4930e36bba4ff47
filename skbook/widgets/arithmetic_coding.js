// Live figure "type a sentence, watch arithmetic coding": live.js stands before it.
// state() is the twin of state() in arithmetic_coding.py: integers alone, equal to the bit.

const ALPHABET = " abcdefghijklmnopqrstuvwxyz";
const TOTAL_BITS = 16n, TOTAL = 1n << TOTAL_BITS; // of every forecast
const ORDER = 3, LIMIT = 200;

// ---- letters and forecasts (twin of skbook/letters.py and letter_table.py) ----

const readLetters = (text) =>
  text.replace(/[A-Z]/g, (c) => c.toLowerCase()).replace(/[^a-z]+/g, " ").replace(/^ | $/g, "");

const sum = (xs) => xs.reduce((a, b) => a + b, 0n);

// 2^16 shared out in proportion to the weights, at least 1 each, by the largest remainder.
function apportion(weights) {
  const spare = TOTAL - BigInt(weights.length), whole = sum(weights);
  const shares = weights.map((w) => 1n + (w * spare) / whole);
  const rest = weights.map((w) => (w * spare) % whole);
  const order = weights.map((_, i) => i).sort((i, j) => (rest[i] < rest[j]) - (rest[i] > rest[j]) || i - j);
  for (const i of order.slice(0, Number(TOTAL - sum(shares)))) shares[i] += 1n;
  return shares;
}

const power = (level) => 1n << BigInt(level.charCodeAt(0) - 65); // A = 1, B = 2, C = 4, …
const EVEN = apportion(Array(27).fill(1n));

// The table of rows "context, stake, letter count letter count …" as a function: text so far -> 27 frequencies.
function reader(table) {
  const rows = new Map(), known = new Map();
  let context = "";
  for (const row of table.split(",")) {
    const [, letters, rest] = /^([a-z_]*)(.*)$/.exec(row), head = letters.replaceAll("_", " ");
    context = head.length === 1 && context.length > 1 ? context.slice(0, -1) + head : head;
    rows.set(context, rest);
  }
  function mix(row, shorter) {
    const counts = Array(27).fill(0n), stake = power(row[0]);
    for (let i = 1; i < row.length; i += 2) counts[ALPHABET.indexOf(row[i].replace("_", " "))] = power(row[i + 1]);
    const unseen = sum(shorter.filter((_, i) => !counts[i]));
    return apportion(unseen ? counts.map((n, i) => (n ? n * unseen : stake * shorter[i])) : counts);
  }
  function after(context) {
    if (!known.has(context)) {
      const shorter = context ? after(context.slice(1)) : EVEN;
      known.set(context, rows.has(context) ? mix(rows.get(context), shorter) : shorter);
    }
    return known.get(context);
  }
  return (text) => after((" " + text).slice(-ORDER));
}

// ---- numbers ----

const cost = (frequency) => (TOTAL_BITS << FRACTION_BITS) - log2(frequency);
const EQUAL = log2(27n);

function codeWord(low, width, places) {
  for (let length = places - BigInt(width.toString(2).length) + 1n; ; length++) {
    const step = places - length, first = -(-low >> step);
    if ((first + 1n) << step <= low + width) return length ? binary(first, length) : "";
  }
}
const binary = (n, length) => n.toString(2).padStart(Number(length), "0");

function firstDigits(low, width, places, shown) {
  const longer = shown > places ? shown - places : 0n, shift = places + longer - shown;
  return [low << longer, ((low + width) << longer) - 1n].map((point) => binary(point >> shift, shown));
}

// ---- the state ----

function state({ text, step }, forecast) {
  const read = readLetters(text), letters = read.slice(0, LIMIT);
  step = Math.min(step, letters.length);
  let low = 0n, width = 1n;
  const costs = [];
  [...letters].forEach((letter, t) => {
    const cut = forecast(letters.slice(0, t)), x = ALPHABET.indexOf(letter);
    costs.push(cost(cut[x]));
    if (t < step) [low, width] = [(low << TOTAL_BITS) + width * sum(cut.slice(0, x)), width * cut[x]];
  });
  const places = TOTAL_BITS * BigInt(step), code = codeWord(low, width, places);
  const [lowDigits, highDigits] = firstDigits(low, width, places, BigInt(code.length + 4));
  const apart = [...lowDigits].findIndex((digit, i) => digit !== highDigits[i]);
  const now = {
    letters, remark: remark(text, read), step,
    low: String(low), width: String(width), places: Number(places), bits: (places << FRACTION_BITS) - log2(width), costs,
    code, low_digits: lowDigits, high_digits: highDigits, settled: apart < 0 ? lowDigits.length : apart,
    first_cut: forecast(""), cut: forecast(letters.slice(0, step)),
  };
  return { ...now, table: table(now), sentence: sentence(now), sliders: { step: [step, letters.length, value(now)] } };
}

function remark(text, read) {
  const notes = [];
  if (text.replace(/^ +| +$/g, "") !== read)
    notes.push("Read as the letters a to z and single spaces: capitals count as small, anything else as a space.");
  if (read.length > LIMIT) notes.push(`Only the first ${LIMIT} of ${read.length} letters are coded.`);
  return notes.join(" ");
}

const table = ({ step, bits: spent }) => [
  ["this model", bits(spent, 1, 1), step ? bits(spent, step) : "–"],
  ["27 equal letters", bits(BigInt(step) * EQUAL, 1, 1), bits(EQUAL)],
  ["8-bit characters", `${8 * step}.0`, "8.00"],
];
const value = (now) => `${now.step} of ${count(now.letters.length, "letter")}`;
const name = (letter) => (letter === " " ? "a space" : `“${letter}”`);

function sentence(now) {
  if (!now.letters) return "No letters yet: the interval is the whole of [0, 1) and has cost 0 bits. Type a sentence.";
  if (!now.step) return `After ${value(now)} the interval is the whole of [0, 1) and has cost 0 bits. ${next(now)}`;
  const said = now.letters.slice(0, now.step), tail = said.length <= 24 ? said : "…" + said.slice(-24);
  return `After ${value(now)}, “${tail}”, the interval has been halved ${bits(now.bits, 1, 1)} times: ${name(said.at(-1))} cost ` +
    `${bits(now.costs[now.step - 1])} bits, in all ${bits(now.bits)} bits, ${bits(now.bits, now.step)} a letter. ` +
    `The shortest code word that fits has ${count(now.code.length, "digit")}, ${now.settled} of them settled. ${next(now)}`;
}

function next({ letters, step, cut }) {
  if (step === letters.length) return "That is the whole text.";
  const x = ALPHABET.indexOf(letters[step]), rank = 1 + cut.filter((f, i) => f > cut[x] || (f === cut[x] && i < x)).length;
  const chance = 1000n * cut[x] < TOTAL ? "less than 0.001" : decimal(cut[x], TOTAL, 3);
  return `Next comes ${name(letters[step])}: the model gives it ${chance}, as its guess number ${rank}, ${bits(cost(cut[x]))} bits.`;
}

// ---- the drawing ----

const show = (letter) => (letter === " " ? "␣" : letter);

// One bar cut by 27 frequencies; the piece of the chosen letter is filled and framed, and has a pointer beneath.
function bar(cut, chosen, y, height, width) {
  const group = make("g");
  let at = 0;
  cut.forEach((frequency, i) => {
    const x = (at / 65536) * width, w = (Number(frequency) / 65536) * width, on = ALPHABET[i] === chosen;
    const piece = { x, y, width: Math.max(w, 0.5), height, class: on ? "piece on" : i % 2 ? "piece" : "piece even" };
    group.append(make("rect", piece));
    if (w >= 11) group.append(make("text", { x: x + w / 2, y: y + height / 2 + 5, class: on ? "mid on" : "mid" }, show(ALPHABET[i])));
    if (on) group.append(make("path", { d: `M${x + w / 2},${y + height + 1}l-6,9h12z`, class: "pointer" }));
    at += Number(frequency);
  });
  return group;
}

function drawIntervals(now, width) {
  const svg = canvas(width, 150);
  const places = BigInt(now.places), left = Number((BigInt(now.low) << 40n) >> places) / 2 ** 40 * width;
  const right = left + 2 ** -real(now.bits) * width;
  svg.append(make("text", { x: 0, y: 11, class: "tick" }, "0"), make("text", { x: width, y: 11, class: "tick end" }, "1"));
  svg.append(bar(now.first_cut, now.step ? "" : now.letters[0], 16, 34, width));
  if (now.step) {
    const x = Math.min(left, width - 2);
    svg.append(make("path", { d: `M${left},50L0,96H${width}L${right},50z`, class: "zoom" }));
    svg.append(make("rect", { x, y: 12, width: Math.max(right - left, 2), height: 42, class: "here" }));
  } else svg.append(make("path", { d: `M0,62V96M${width},62V96`, class: "zoom" }));
  svg.append(bar(now.cut, now.letters[now.step], 96, 40, width));
  return svg;
}

function drawCosts(now, width) {
  const n = now.letters.length, top = Math.max(9, 1.04 * Math.max(0, ...now.costs.map(real))), left = 24, base = 122;
  const slot = Math.min(30, (width - left - 4) / Math.max(n, 1)), y = (b) => base - (b / top) * 112;
  const svg = canvas(width, 146);
  for (let b = 0; b <= top; b += top > 12 ? 4 : 2) {
    svg.append(make("line", { x1: left, x2: width, y1: y(b), y2: y(b), class: "grid" }));
    svg.append(make("text", { x: left - 5, y: y(b) + 4, class: "tick end" }, b));
  }
  const line = [];
  let total = 0;
  now.costs.forEach((fixed, t) => {
    const x = left + t * slot, b = real(fixed), paid = t < now.step, gap = slot > 4 ? 1.5 : 0.2;
    const look = `cost${paid ? " paid" : ""}${t === now.step - 1 ? " last" : ""}`;
    svg.append(make("rect", { x: x + gap, width: slot - 2 * gap, y: y(b), height: base - y(b), class: look }));
    if (slot >= 9) svg.append(make("text", { x: x + slot / 2, y: base + 15, class: paid ? "mid" : "mid later" }, show(now.letters[t])));
    total += b;
    if (paid) line.push(`${x + slot / 2},${y(total / (t + 1))}`);
  });
  svg.append(make("line", { x1: left, x2: width, y1: y(real(EQUAL)), y2: y(real(EQUAL)), class: "equal" }));
  svg.append(make("polyline", { points: line.join(" "), class: "mean" }));
  if (line.length) {
    const [cx, cy] = line.at(-1).split(",");
    svg.append(make("circle", { cx, cy, r: 4, class: "mean dot" }));
  }
  return svg;
}

// The last digits that fit on a line; settled ones are underlined.
function drawDigits(label, digits, settled, fit) {
  const from = Math.max(0, digits.length - fit), cut = Math.max(from, settled);
  const point = from ? "0.…" : "0.", rest = make("u", {}, digits.slice(from, cut));
  return make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, point, rest, digits.slice(cut)));
}

function drawTable(now) {
  const most = Math.max(8 * now.step, real(now.bits), 1);
  return now.table.map(([label, total, rate]) => {
    const length = make("span", { class: "length", style: `width:${(100 * Number(total)) / most}%` });
    return make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, total), make("td", {}, rate),
      make("td", { class: "lengths", "aria-hidden": "true" }, length));
  });
}

const head = () => ["code", "bits", "a letter", ""].map((text) => make(text ? "th" : "td", text ? { scope: "col" } : {}, text));

export { reader, state };
export const prepare = (model) => reader(model.get("table"));
export default live({
  look: "sk-ac", label: "arithmetic coding", prepare, state,
  controls: [
    { name: "text", label: "Your sentence", text: "line", sets: (text) => ({ step: Math.min(LIMIT, readLetters(text).length) }) },
    { name: "step", label: "Letters coded" },
  ],
  body: ({ line, part }) => [
    line.text, line.step,
    make("p", { class: "tell" }, "The unit interval, cut for the first letter; the mark is the interval of your text."),
    part("intervals"), part("cut", "p", { class: "tell says" }), part("costs"), part("mean", "p", { class: "tell says" }),
    make("div", { class: "pair" },
      make("table", { class: "digits" }, make("caption", {}, "In binary; underlined digits are settled"), part("digits", "tbody")),
      make("table", { class: "totals" }, make("thead", {}, make("tr", {}, ...head())), part("table", "tbody"))),
  ],
  draw(now, wide, parts) {
    const letter = now.letters[now.step];
    const stretched = now.step ? ["stretched 2", make("sup", {}, bits(now.bits, 1, 1)), " times"] : ["not yet stretched"];
    parts.cut.replaceChildren("The same interval, ", ...stretched, " and cut for the next letter",
      letter ? `: the pointer is at ${name(letter)}.` : ".");
    parts.mean.textContent = "Bits paid for each letter. " +
      (now.step ? `Line: their mean so far, ${now.table[0][2]} bits. ` : "") + `Dashes: 27 equal letters, ${now.table[1][2]} bits.`;
    parts.intervals.replaceChildren(drawIntervals(now, wide));
    parts.costs.replaceChildren(drawCosts(now, wide));
    const fit = Math.max(16, Math.floor((parts.digits.parentNode.clientWidth - 120) / 8)); // digits in a line
    parts.digits.replaceChildren(drawDigits("from", now.low_digits, now.settled, fit),
      drawDigits("to", now.high_digits, now.settled, fit),
      drawDigits("code word", now.code.padEnd(now.low_digits.length), now.settled, fit));
    parts.table.replaceChildren(...drawTable(now));
  },
});
