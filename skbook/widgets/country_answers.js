// Live figure "SmolLM2's answers by country": live.js stands before it.
// state() is the twin of state() in country_answers.py; the stored answers come with the figure.

const AXES = ["people of the country", "its name in a billion words"];
const BITS = 3, RIGHT = 6, ACROSS = 7; // columns of a row; the values of the two axes stand last

// ---- the state ----

function state({ axis, place }, table) {
  const order = table.order[axis];
  place = Math.min(place, order.length - 1);
  const [country, truth, answer, bits, tokens, sure, right, people, often] = table.rows[order[place]];
  const now = { axis, row: order[place], country, truth, said: answer ?? truth, bits, tokens, sure, right, people, often };
  return { ...now, sentence: sentence(now), sliders: { place: [place, order.length - 1, `${country}, ${place + 1} of ${order.length}`] } };
}

function sentence({ country, truth, said, bits, tokens, sure, right, people, often }) {
  const hundredths = (value) => decimal(BigInt(value), 100n, 2);
  return `${country}: ${count(people, "inhabitant")}, its name comes ${count(often, "time")} in a billion words. The capital is ${truth}. ` +
    `SmolLM2 says ${said || "nothing"}, ${right ? "which is right" : "which is wrong"}, and gives this answer a probability of ${hundredths(sure)}. ` +
    `The truth costs it ${hundredths(bits)} bits in ${count(tokens, "token")}.`;
}

// ---- the drawing: filled where the answer is right, a ring where it is wrong ----

function drawCountries({ axis, row }, wide, rows) {
  const across = rows.map((one) => one[ACROSS + axis]), cost = rows.map((one) => one[BITS] / 100);
  const from = 10 ** Math.floor(Math.log10(Math.min(...across))), to = 10 ** Math.ceil(Math.log10(Math.max(...across)));
  const { svg, x, y, top, base } = axes(wide, 300, { from, to, log: true, name: AXES[axis] }, { from: 0, to: 1.05 * Math.max(...cost), name: "bits that the truth costs" }, 34);
  rows.forEach((one, i) => svg.append(make("circle", { cx: x(across[i]), cy: y(cost[i]), r: 3.2, class: one[RIGHT] ? "right" : "wrong" })));
  svg.append(make("line", { x1: x(across[row]), x2: x(across[row]), y1: top, y2: base, class: "now" }));
  svg.append(make("circle", { cx: x(across[row]), cy: y(cost[row]), r: 7.5, class: "here" }));
  return svg;
}

const dot = (look, r) => make("circle", { cx: 17, cy: 6, r, class: look });

export { state };
export const prepare = (model) => JSON.parse(model.get("answers"));
export default live({
  look: "sk-ca", label: "what SmolLM2 says are the capitals of 246 countries", prepare, state,
  controls: [{ name: "axis", label: "Order by", options: AXES }, { name: "place", label: "Country" }],
  body: ({ line, part, prepared }) => [line.axis, line.place, Object.assign(part("countries"), { rows: prepared.rows }),
    legend([dot("right", 3.2), "right answer"], [dot("wrong", 3.2), "wrong answer"], [dot("here", 5), "the country below"])],
  draw: (now, wide, { countries }) => countries.replaceChildren(drawCountries(now, wide, countries.rows)),
});
