// Brings the stored live figures of a page to life, without a kernel and without a library.
// A figure is an anywidget: the state of its model, with its module in `_esm`, lies in the page as JSON, and a view
// block marks its place. The module is imported when the reader comes near. Views without `_esm` (plain ipywidgets)
// are left to the standard manager, fetched only then. A classic script: it works from file:// too.
(() => {
  const STATE = "application/vnd.jupyter.widget-state+json", VIEW = "application/vnd.jupyter.widget-view+json";
  const VENDOR = new URL("vendor/", document.currentScript.src);
  const NEAR = "400px";

  // What anywidget promises to a module. There is no kernel to save to.
  class Model {
    constructor({ state, buffers = [] }) {
      this.values = { ...state };
      this.listeners = [];
      for (const { path, data, encoding } of buffers) {
        const owner = path.slice(0, -1).reduce((value, key) => value[key], this.values);
        owner[path.at(-1)] = new DataView(bytes(data, encoding).buffer);
      }
      this.widget_manager = { get_model: async (id) => modelOf(id.replace("IPY_MODEL_", "")) };
    }
    get(key) { return this.values[key]; }
    set(key, value) {
      if (this.values[key] === value) return;
      this.values[key] = value;
      this.fire(`change:${key}`, value);
      this.fire("change");
    }
    save_changes() {}
    send() {}
    on(event, call) { this.listeners.push({ event, call }); }
    off(event, call) {
      this.listeners = this.listeners.filter((l) => (event && l.event !== event) || (call && l.call !== call));
    }
    fire(event, value) {
      for (const l of [...this.listeners]) if (l.event === event) l.call(this, value);
    }
  }

  const bytes = (data, encoding) => encoding === "hex"
    ? Uint8Array.from(data.match(/../g) ?? [], (pair) => parseInt(pair, 16))
    : Uint8Array.from(atob(data), (c) => c.charCodeAt(0));

  const blocks = (type) => [...document.querySelectorAll(`script[type="${type}"]`)];
  const stored = Object.assign({}, ...blocks(STATE).map((block) => JSON.parse(block.textContent).state));
  const models = new Map(), modules = new Map(), styled = new Set();

  function modelOf(id) {
    if (!stored[id]) throw new Error(`the page holds no state for ${id}`);
    if (!models.has(id)) models.set(id, new Model(stored[id]));
    return models.get(id);
  }

  // The module of a model, imported and initialized once however many views there are.
  function moduleOf(id, model) {
    if (!modules.has(id)) modules.set(id, (async () => {
      const address = URL.createObjectURL(new Blob([model.get("_esm")], { type: "text/javascript" }));
      const found = (await import(address)).default;
      URL.revokeObjectURL(address);
      const widget = typeof found === "function" ? await found() : found;
      await widget.initialize?.({ model, signal: new AbortController().signal, experimental: {} });
      return widget;
    })());
    return modules.get(id);
  }

  function dress(css) {
    if (!css || styled.has(css)) return;
    styled.add(css);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }

  // The figure takes the place of the words that stand there.
  async function bring(id, place) {
    const el = document.createElement("div"), before = [...place.childNodes];
    try {
      const model = modelOf(id);
      const widget = await moduleOf(id, model);
      dress(model.get("_css"));
      place.append(el);
      await widget.render?.({ model, el, signal: new AbortController().signal, experimental: {} });
      before.forEach((node) => node.remove());
      place.dataset.live = "yes";
    } catch (error) {
      el.remove();
      say(place, `This figure could not start: ${error.message}.`);
    }
  }

  function say(place, sentence) {
    const p = document.createElement("p");
    p.setAttribute("role", "status");
    p.textContent = sentence;
    place.append(p);
    place.style.minHeight = "";
    place.dataset.live = "no";
  }

  // The standard manager draws all blocks that it finds, so it is shown only the plain ones.
  function hand(views) {
    const plain = Object.fromEntries(Object.entries(stored).filter(([, { state }]) => !state._esm));
    blocks(STATE).forEach((block) => (block.type += ".read"));
    const state = document.createElement("script");
    state.type = STATE;
    state.textContent = JSON.stringify({ version_major: 2, version_minor: 0, state: plain });
    document.body.append(state);
    views.forEach(({ block }) => (block.type = VIEW));
    const fetch = (file) => new Promise((resolve, reject) => document.head.append(
      Object.assign(document.createElement("script"), { src: new URL(file, VENDOR), onload: resolve, onerror: reject })));
    fetch("require.js").then(() => fetch("embed-amd.js")).catch(() => views.forEach(({ place }) =>
      say(place, "This control needs a running kernel: open the chapter in Colab.")));
  }

  const plainViews = [];
  const observer = new IntersectionObserver((entries) => {
    for (const { target: place } of entries.filter((entry) => entry.isIntersecting)) {
      observer.unobserve(place);
      const id = place.dataset.model;
      if (!stored[id] || stored[id].state._esm) bring(id, place);
      else if (plainViews.length) hand(plainViews.splice(0));
    }
  }, { rootMargin: NEAR });

  for (const block of blocks(VIEW)) {
    const id = JSON.parse(block.textContent).model_id, state = stored[id]?.state;
    let place = block.previousElementSibling;
    if (!place?.classList.contains("sk-live")) {
      place = Object.assign(document.createElement("div"), { className: "sk-live" });
      block.before(place);
    }
    if (state?.reserve) place.style.minHeight = state.reserve;
    place.dataset.model = id;
    block.type += ".read";
    if (state && !state._esm) plainViews.push({ block, place });
    observer.observe(place);
  }
})();
