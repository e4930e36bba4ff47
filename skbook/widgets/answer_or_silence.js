// Live figure "answer or silence": live.js stands before it.
// state() is the twin of state() in answer_or_silence.py: equal up to the rounding of floats, in its words exactly.

const TEMPERATURES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.5, 5, 6, 8];
const TARGETS = Array.from({ length: 20 }, (_, i) => i / 20), BINS = 10, UNIT = 0.1, RIGHT = 200, WRONG = 80;
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

// ---- the questions: weight, whether right, how far each logit and the true one lie below the largest ----

// Numbers to base 26; all letters of a number but the last are capitals.
const numbers = (line) => line.match(/[A-Z]*[a-z]/g).map((word) => [...word.toLowerCase()].reduce((n, c) => 26 * n + c.charCodeAt(0) - 97, 0));

function questions(table) {
  const [[wrong], ...rows] = table.split("\n").map(numbers), error = wrong / 1e5;
  return rows.map(([parts, place, ...steps]) => {
    let below = 0;
    const gaps = [0, ...steps.map((step) => (below += step) * UNIT)];
    return { weight: place ? (parts / WRONG) * error : (parts / RIGHT) * (1 - error), right: place ? 0 : 1, gaps, truth: gaps[place] };
  });
}

// ---- the state ----

function forecast(asked, temperature) {
  return asked.map(({ gaps, truth }) => {
    const all = sum(gaps.map((gap) => Math.exp(-gap / temperature)));
    return { confidence: 1 / all, bits: (truth / temperature + Math.log(all)) / Math.LN2 };
  });
}

const penalty = (target) => target / (1 - target);

// Points a question of one who answers iff its confidence is above the bar.
const score = (asked, said, bar, target) =>
  sum(asked.map(({ weight, right }, i) => (said[i].confidence > bar ? weight * (right - (1 - right) * penalty(target)) : 0)));

function state({ temperature, target }, asked) {
  temperature = Math.min(temperature, TEMPERATURES.length - 1);
  target = Math.min(target, TARGETS.length - 1);
  const T = TEMPERATURES[temperature], t = TARGETS[target], said = forecast(asked, T), trained = forecast(asked, 1);
  const mean = (of) => sum(asked.map((question, i) => question.weight * of(question, said[i])));
  const bins = Array.from({ length: BINS }, () => ({ said: 0, came: 0, mass: 0 }));
  asked.forEach(({ weight, right }, i) => {
    const bin = bins[Math.min(BINS - 1, Math.floor(said[i].confidence * BINS))];
    bin.said += weight * said[i].confidence;
    bin.came += weight * right;
    bin.mass += weight;
  });
  const full = bins.filter(({ mass }) => mass > 0);
  const now = { T, t, bits: mean((_, { bits }) => bits), confidence: mean((_, { confidence }) => confidence), right: mean(({ right }) => right),
    error: sum(full.map((bin) => Math.abs(bin.said - bin.came))), said: full.map((bin) => bin.said / bin.mass),
    came: full.map((bin) => bin.came / bin.mass), mass: full.map((bin) => bin.mass),
    answered: mean((_, { confidence }) => (confidence > t ? 1 : 0)), sound: mean(({ right }, { confidence }) => (confidence > t ? right : 0)),
    scores: TARGETS.map((at) => score(asked, said, at, at)), trained: TARGETS.map((at) => score(asked, trained, at, at)),
    always: TARGETS.map((at) => score(asked, said, -1, at)) };
  const sliders = { temperature: [temperature, TEMPERATURES.length - 1, String(T)], target: [target, TARGETS.length - 1, t.toFixed(2)] };
  return { ...now, sentence: sentence(now, target), sliders };
}

function sentence({ T, t, bits, confidence, right, error, answered, sound, scores, always }, target) {
  const told = `At temperature ${T} a true value costs ${bits.toFixed(2)} bits. Confidence is, on the whole, too ${confidence > right ? "high" : "low"}; ` +
    `it lies ${(100 * error).toFixed(1)} in a hundred from what comes true (calibration error). With target ${t.toFixed(2)} a wrong answer costs ${penalty(t).toFixed(2)} points: the network `;
  const does = answered ? `answers ${(100 * answered).toFixed(1)} of 100 questions, ${((100 * sound) / answered).toFixed(1)} of 100 answers are right, and it earns ${scores[target].toFixed(2)} points a question.` : "is always silent and earns nothing.";
  return `${told}${does} Always answering earns ${always[target].toFixed(2)}, knowing what it knows ${right.toFixed(2)}.`;
}

// ---- the drawings ----

const radius = (mass) => 2.5 + 6.5 * Math.sqrt(mass);

// What comes true against what is said; left of the target nothing is answered. Both drawings have one horizontal axis.
function drawDiagram(now, wide) {
  const { svg, x, y, curve, left, top, base } = axes(wide, 236, { from: 0, to: 1, name: "confidence" }, { from: 0, to: 1, name: "share right" }, 34);
  svg.append(make("rect", { x: left, y: top, width: x(now.t) - left, height: base - top, class: "silent" }));
  svg.append(make("line", { x1: x(now.t), x2: x(now.t), y1: top, y2: base, class: "now" }));
  curve([0, 1], [0, 1], "theory");
  now.said.forEach((said, i) => svg.append(make("circle", { cx: x(said), cy: y(now.came[i]), r: radius(now.mass[i]), class: "bin" })));
  return svg;
}

function drawScores(now, wide) {
  const { svg, x, y, curve, top, base } = axes(wide, 216, { from: 0, to: 1, name: "confidence target t" }, { from: 0, to: 1, name: "points a question" }, 34);
  svg.append(make("line", { x1: x(now.t), x2: x(now.t), y1: top, y2: base, class: "now" }));
  curve([0, 1], [now.right, now.right], "theory");
  curve(TARGETS, now.always, "noise");
  curve(TARGETS, now.scores, "measured");
  curve(TARGETS, now.trained, "contrast");
  svg.append(make("circle", { cx: x(now.t), cy: y(now.scores[TARGETS.indexOf(now.t)]), r: 4.5, class: "dot" }));
  return svg;
}

export { state };
export const prepare = (model) => questions(model.get("table"));
export default live({
  look: "sk-as", label: "how sure a network is, how often it is right, and what silence below a target earns", prepare, state,
  controls: [{ name: "temperature", label: "Temperature T" }, { name: "target", label: "Target t" }],
  body: ({ line, part }) => [line.temperature, line.target, part("diagram"),
    legend([make("circle", { cx: 17, cy: 6, r: 5, class: "bin" }), "questions (larger: more)"], ["theory", "calibrated"],
      [make("rect", { x: 1, y: 1, width: 32, height: 10, class: "silent" }), "kept silent"]),
    part("scores"), legend(["measured", "at this T"], ["contrast", "as trained, T = 1"], ["noise", "always answers"], ["theory", "knows what it knows"])],
  draw(now, wide, parts) {
    parts.diagram.replaceChildren(drawDiagram(now, wide));
    parts.scores.replaceChildren(drawScores(now, wide));
  },
});
