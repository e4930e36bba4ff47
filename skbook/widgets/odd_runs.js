// Live figure "what a run more or less does to an exponent": live.js stands before it.
// state() is the twin of state() in odd_runs.py, descend() that of descend() in chinchilla.py: their words agree.

const SHARPNESS = [1, 2, 4, Infinity], JOINS = ["a sum", "sharpness 2", "sharpness 4", "a max"];
const SIZES = ["0.19 billion", "0.37 billion", "0.76 billion", "1.3 billion", "3.2 billion"];
const TIMES = ["half", "one", "two", "five", "ten"];
const DELTA = 1e-3, STEPS = 400, PATIENCE = 8;

// ---- the fit; theta = [log E, log A', log B', log α, log β], where A' and B' are the terms at the centre ----

const huber = (r) => (Math.abs(r) <= DELTA ? (r * r) / 2 : DELTA * (Math.abs(r) - DELTA / 2));

// Loss at (x, y), and its slopes.
function law([e, a, b, la, lb], x, y, q) {
  const alpha = Math.exp(la), beta = Math.exp(lb), size = Math.exp(a - alpha * x), data = Math.exp(b - beta * y), floor = Math.exp(e);
  const top = Math.max(size, data), ratio = Math.min(size, data) / top, gap = Math.abs(Math.log(size / data));
  const joined = top * (1 + ratio ** q) ** (1 / q), less = Math.exp(-q * gap) / (1 + Math.exp(-q * gap));
  const share = size >= data ? 1 - less : less, total = floor + joined, s = (joined * share) / total, t = (joined * (1 - share)) / total;
  return { total, slopes: [floor / total, s, t, -s * alpha * x, -t * beta * y] };
}

function misfit(theta, rows, q) {
  const at = rows.map(([x, y, loss]) => {
    const { total, slopes } = law(theta, x, y, q);
    return { r: Math.log(total) - loss, slopes };
  });
  return { at, cost: at.reduce((sum, { r }) => sum + huber(r), 0) };
}

// Gaussian elimination of a small system, with pivots.
function solve(matrix, right) {
  const m = matrix.map((row, i) => [...row, right[i]]), n = m.length;
  for (let i = 0; i < n; i++) {
    let p = i;
    for (let j = i + 1; j < n; j++) if (Math.abs(m[j][i]) > Math.abs(m[p][i])) p = j;
    [m[i], m[p]] = [m[p], m[i]];
    for (let j = i + 1; j < n; j++) {
      const f = m[j][i] / m[i][i];
      for (let k = i; k <= n; k++) m[j][k] -= f * m[i][k];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) m[i][n] -= m[i][k] * m[k][n];
    m[i][n] /= m[i][i];
  }
  return m.map((row) => row[n]);
}

function descend(start, rows, q) {
  let theta = start.slice(0, 5), { at, cost } = misfit(theta, rows, q), damping = 1e-2, still = 0;
  for (let step = 0; step < STEPS && still < PATIENCE; step++) {
    const hessian = Array.from({ length: 5 }, () => Array(5).fill(0)), downhill = Array(5).fill(0);
    for (const { r, slopes } of at) {
      const weight = Math.min(1, DELTA / Math.max(Math.abs(r), 1e-300));
      for (let i = 0; i < 5; i++) {
        downhill[i] += slopes[i] * weight * r;
        for (let j = 0; j < 5; j++) hessian[i][j] += slopes[i] * weight * slopes[j];
      }
    }
    const ridge = hessian.map((row, i) => row.map((value, j) => (i === j ? value + damping * (value + 1e-12) : value)));
    const tried = solve(ridge, downhill).map((move, i) => theta[i] - Math.min(1, Math.max(-1, move)));
    const then = misfit(tried, rows, q), better = then.cost < cost;
    still = better && cost - then.cost > 1e-10 * cost ? 0 : still + 1;
    if (better) ({ at, cost } = then), (theta = tried);
    damping = Math.min(1e9, Math.max(1e-9, better ? damping / 4 : damping * 5));
  }
  return { theta, cost };
}

// ---- the state ----

function state({ join, size, times, run }, { rows, starts, table }) {
  const kept = rows.map((_, i) => Math.floor(i / 5) + 1 !== size && (i % 5) + 1 !== times && i + 1 !== run), q = SHARPNESS[join];
  const fits = starts.map((start) => descend(start, rows.filter((_, i) => kept[i]), q));
  const { theta } = fits.reduce((best, fit) => (fit.cost < best.cost ? fit : best)), alpha = Math.exp(theta[3]), beta = Math.exp(theta[4]);
  const now = { kept, alpha: alpha.toFixed(2), beta: beta.toFixed(2), floor: Math.exp(theta[0]).toFixed(1), size_exponent: (beta / (alpha + beta)).toFixed(2) };
  const left = run ? `${(table[run - 1][0] / 1e9).toFixed(2)} billion on ${(table[run - 1][1] / 1e9).toFixed(0)}` : "none";
  const all = { ...now, sentence: sentence(now, join), sliders: { run: [run, 25, left] } };
  return Object.defineProperty(all, "fit", { value: { theta, q } }); // for the drawing; not a part of what is said
}

function sentence({ kept, alpha, beta, floor, size_exponent }, join) {
  const share = Number(size_exponent);
  const side = share < 0.5 ? "below one half, as the theory demands" : share > 0.5 ? "above one half, against the theory" : "one half";
  const flat = Math.min(Number(alpha), Number(beta)) < 0.05 || Number(floor) < 0.5;
  return `${kept.filter(Boolean).length} of 25 runs, joined as ${JOINS[join]}: α is ${alpha}, β is ${beta}, and ${floor} bits a token never go away. ` +
    `The best size grows with exponent ${size_exponent} of the budget, ${side}.${flat ? " The table hardly determines this: floor or exponent run to the edge." : ""}`;
}

// ---- the drawing ----

function drawRuns(now, wide, { rows, table, centre }) {
  const { svg, x, y, curve } = axes(wide, 280, { from: 1e9, to: 2e12, log: true, name: "tokens" }, { from: 3.6, to: 5.6, name: "loss, bits a token" }, 36);
  for (let size = 0; size < 5; size++) {
    const tokens = Array.from({ length: 31 }, (_, i) => 10 ** (9 + i / 10));
    curve(tokens, tokens.map((t) => law(now.fit.theta, rows[5 * size][0], Math.log(t) - centre[1], now.fit.q).total), "theory");
  }
  table.forEach(([, tokens, loss], i) => svg.append(make("circle", { cx: x(tokens), cy: y(loss), r: 4, class: now.kept[i] ? "in" : "out" })));
  return svg;
}

function prepare(model) {
  const table = model.get("runs"), mean = (k) => table.reduce((sum, run) => sum + Math.log(run[k]), 0) / table.length, centre = [mean(0), mean(1)];
  return { table, centre, starts: model.get("starts"), rows: table.map(([n, d, loss]) => [Math.log(n) - centre[0], Math.log(d) - centre[1], Math.log(loss)]) };
}

export { prepare, state };
export default live({
  look: "sk-or", label: "a law fitted to twenty-five runs, of which some can be left out", prepare, state,
  controls: [{ name: "join", label: "Joined as", options: JOINS }, { name: "size", label: "Leave out the size", options: ["none", ...SIZES] },
    { name: "times", label: "Leave out the amount", options: ["none", ...TIMES.map((t) => `${t} times 20 a parameter`)] }, { name: "run", label: "Leave out one run" }],
  body: ({ line, part, prepared }) => {
    const place = part("runs");
    place.prepared = prepared;
    return [line.join, line.size, line.times, line.run, place, make("p", { class: "tell" }, "Lines: the fit, a line a size, the smallest on top. Filled: left in. Hollow: left out.")];
  },
  draw: (now, wide, parts) => parts.runs.replaceChildren(drawRuns(now, wide, parts.runs.prepared)),
});
