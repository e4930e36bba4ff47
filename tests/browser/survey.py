"""One careful look at a page: what it asks for, what it weighs, what breaks, how wide it is, and what axe finds."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

from tools import weigh

CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
DESKTOP = {"width": 1280, "height": 900}
FORMULAS = "() => window.MathJax?.startup?.promise?.then(() => document.querySelectorAll('mjx-merror').length) ?? 0"
OPEN = "() => { document.querySelectorAll('details').forEach((box) => (box.open = true)); }"
# Of the coloured words in code one of each kind is enough, and axe is ten times quicker for it.
FLATTEN = """() => {
  const seen = new Set();
  for (const word of document.querySelectorAll(".highlight span")) {
    const kind = word.className + (word.closest(".cell_output") ? " output" : "");
    if (seen.has(kind)) word.replaceWith(...word.childNodes);
    seen.add(kind);
  }
}"""
TO_THE_END = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
    scrollTo({ top: y, behavior: "instant" });
    await new Promise(requestAnimationFrame);
  }
  scrollTo({ top: 0, behavior: "instant" });
}"""


@dataclass
class Survey:
    """What was seen on one page."""

    bytes: int = 0
    width: int = 0
    formula_errors: int = 0
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


def watch(page, address: str, seen: Survey):
    """Note requests to other hosts, and everything that the console calls an error."""
    host = urlsplit(address).netloc
    page.on("request", lambda r: urlsplit(r.url).netloc not in ("", host) and seen.outside.append(r.url))
    page.on("console", lambda m: m.type in ("error", "warning") and seen.errors.append(f"{m.text} {m.location['url']}"))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))


def audit(page, theme: str, options: dict | None = None) -> list[str]:
    """What axe finds in one theme."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.wait_for_function("theme => document.documentElement.dataset.theme === theme", arg=theme)
    options = {"preload": False, "resultTypes": ["violations"], **(options or {})}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']} ({theme}, {page.viewport_size['width']} px): {node['html'][:160]}"
            for rule in found for node in rule["nodes"][:5]]


def look_at(browser, address: str) -> Survey:
    """Open a page as a phone would, then wide and dark."""
    seen = Survey()
    context = browser.new_context(**weigh.PHONE, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    watch(page, address, seen)
    weights = weigh.scale(page)
    page.goto(address, wait_until="networkidle")
    seen.bytes = weights.total()
    seen.formula_errors = page.evaluate(FORMULAS)
    page.evaluate(OPEN)
    page.evaluate(TO_THE_END)
    page.wait_for_load_state("networkidle")
    seen.width = page.evaluate("document.documentElement.scrollWidth")
    page.evaluate(FLATTEN)
    seen.findings += audit(page, "light")
    seen.findings += audit(page, "dark", CONTRAST)
    page.set_viewport_size(DESKTOP)
    seen.findings += audit(page, "dark", CONTRAST) + audit(page, "light")
    context.close()
    return seen
