"""One careful look at a page: what it asks for, what it weighs, what breaks, how wide it is, and what axe finds."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

from tools import weigh

CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
DESKTOP = {"width": 1280, "height": 900}
AROUND = ["#pst-primary-sidebar", ".bd-sidebar-secondary"]  # what a phone hides
# Formulas drawn, types loaded, near pictures there; how many formulas could not be drawn.
SETTLED = """async () => {
  await window.MathJax?.startup?.promise;
  await document.fonts.ready;
  const near = [...document.images].filter((i) => i.checkVisibility() && i.getBoundingClientRect().top < innerHeight);
  await Promise.all(near.map((i) => i.decode().catch(() => null)));
  return document.querySelectorAll("mjx-merror").length;
}"""
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
  for (let y = 0; y < document.documentElement.scrollHeight; y += 2000) {
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


def audit(page, theme: str, options: dict | None = None, within: list[str] | None = None) -> list[str]:
    """What axe finds in one theme, on the whole page or within some elements of it."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.wait_for_function("theme => document.documentElement.dataset.theme === theme", arg=theme)
    options = {"preload": False, "resultTypes": ["violations"], **(options or {})}
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [f"{rule['id']} ({theme}, {page.viewport_size['width']} px): {node['html'][:160]}"
            for rule in found for node in rule["nodes"][:5]]


def audit_all(page) -> list[str]:
    """What axe finds on a phone in light, on a desktop in dark, and around the text of a desktop in light."""
    page.evaluate(FLATTEN)
    found = audit(page, "light")
    page.set_viewport_size(DESKTOP)
    around = [part for part in AROUND if page.locator(part).count()]
    return found + audit(page, "dark") + audit(page, "light", CONTRAST, around)


def look_at(browser, address: str, axe: bool = True) -> Survey:
    """Open a page as a phone would, light, and go through it; with axe, then on a desktop, dark."""
    seen = Survey()
    context = browser.new_context(viewport=weigh.PHONE["viewport"], color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    watch(page, address, seen)
    weights = weigh.scale(page)
    page.goto(address)
    seen.formula_errors = page.evaluate(SETTLED)
    seen.bytes = weights.total()
    page.evaluate(OPEN)
    page.evaluate(TO_THE_END)
    seen.width = page.evaluate("document.documentElement.scrollWidth")
    if axe:
        seen.findings += audit_all(page)
    context.close()
    return seen
