// state() is the twin of state() in forgetting_map.py. live.js stands before it.

const percent = (mille) => decimal(BigInt(mille), 10n, 0);

// card: per mille kept as [replay][level][bucket], its lowest and highest, tenths of a step

function state({ replay, level, bucket }, card) {
  const { shares, levels, names, mean, low, high, steps } = card;
  const now = { replay, level, bucket, cells: mean[replay], kept: percent(mean[replay][level][bucket]),
    low: percent(low[replay][level][bucket]), high: percent(high[replay][level][bucket]),
    bare: percent(mean[0][level][bucket]), steps: percent(steps[replay]) };
  const sliders = { replay: [replay, shares.length - 1, `${shares[replay]} % replay`],
    level: [level, levels.length - 1, `${levels[level]} % of the new`], bucket: [bucket, names.length - 1, `${names[bucket]} times`] };
  return { ...now, sentence: sentence(now, card), sliders };
}

function sentence(now, { shares, levels, names, towns }) {
  const share = shares[now.replay];
  return `${share ? `With ${share} per cent of the sentences old ones` : "Without replay"}, when ${levels[now.level]} per cent of the new facts are known: ` +
    `of the old facts told ${names[now.bucket]} times ${now.kept} per cent are still known, from ${now.low} to ${now.high} in the ${towns} towns.` +
    `${share ? ` Without replay it would be ${now.bare}.` : ""} To learn nine tenths of the new took ${now.steps} steps.`;
}

// the drawing

// Rare facts below, frequent above; a cell is the fuller the more is kept, and says its per cent.
function drawMap(now, wide, { levels, names }) {
  const high = 246, left = 84, right = wide - 4, top = 24, base = high - 40;
  const across = (right - left) / levels.length, up = (base - top) / names.length, svg = canvas(wide, high);
  names.forEach((name, b) => {
    const y = base - (b + 1) * up;
    svg.append(make("text", { x: left - 8, y: y + up / 2 + 4, class: b === now.bucket ? "tick end on" : "tick end" }, name));
    levels.forEach((_, k) => {
      const x = left + k * across, mille = now.cells[k][b], here = b === now.bucket && k === now.level;
      svg.append(make("rect", { x: x + 1, y: y + 1, width: across - 2, height: up - 2, class: "kept", "fill-opacity": (0.05 + (0.6 * mille) / 1000).toFixed(3) }));
      if (here) svg.append(make("rect", { x: x + 1.5, y: y + 1.5, width: across - 3, height: up - 3, class: "here" }));
      svg.append(make("text", { x: x + across / 2, y: y + up / 2 + 4, class: here ? "tick mid on" : "tick mid" }, percent(mille)));
    });
  });
  levels.forEach((level, k) => svg.append(make("text", { x: left + (k + 0.5) * across, y: base + 16, class: k === now.level ? "tick mid on" : "tick mid" }, level)));
  svg.append(make("text", { x: right, y: high - 5, class: "tick end" }, "per cent of the new facts known"), make("text", { x: 2, y: 12, class: "tick" }, "old facts told so often: per cent still known"));
  return svg;
}

export { state };
export const prepare = (model) => JSON.parse(model.get("card"));
export default live({
  look: "sk-fm", label: "which old facts a network still knows while it is taught new ones", prepare, state,
  controls: [{ name: "replay", label: "Replay" }, { name: "level", label: "Known" }, { name: "bucket", label: "Told" }],
  body: ({ line, part, prepared }) => {
    const drawing = part("map");
    drawing.card = prepared;
    return [line.replay, drawing, line.level, line.bucket];
  },
  draw: (now, wide, parts) => parts.map.replaceChildren(drawMap(now, wide, parts.map.card)),
});
