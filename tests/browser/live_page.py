"""Pages with stored live figures, written by hand as Jupyter Book writes them, around the shipped loader."""

import json
import shutil
from contextlib import contextmanager
from pathlib import Path

from docutils import nodes
from ipywidgets.embed import dependency_state

from _ext import live

ROOT = Path(__file__).resolve().parent.parent.parent
WIDE = {"width": 1200, "height": 900}
LOADER = ROOT / "_extra" / "_static" / "awload.js"
SPACER = '<div style="height:6000px">far above</div>'
PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Trial</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>body {{ margin: 16px; font-family: sans-serif; }}
html[data-theme="dark"] {{ background: #121212; color: #ced6dd; color-scheme: dark; }}</style>
<script defer src="awload.js"></script></head><body><main><h1>Trial</h1>{body}</main>
<script type="application/vnd.jupyter.widget-state+json">{state}</script></body></html>"""


def stored(*widgets) -> dict:
    """The models of widgets as a notebook stores them."""
    return {key: value for widget in widgets for key, value in dependency_state(widget, drop_defaults=False).items()}


def module(esm: str, **state) -> dict:
    """A model of a few lines, for what the loader itself promises."""
    buffers = state.pop("buffers", [])
    return {"model_name": "AnyModel", "model_module": "anywidget", "state": {"_esm": esm, **state}, "buffers": buffers}


def view(models: dict, model_id: str) -> str:
    """The block of one view, with the place that the page keeps for it."""
    block = json.dumps({"version_major": 2, "version_minor": 0, "model_id": model_id})
    box: nodes.Node = live.place(models, model_id)
    return f'{box.astext()}<script type="application/vnd.jupyter.widget-view+json">{block}</script>'


def write(folder: Path, models: dict, *views: str, before: str = "", after: str = "", theme: str = "light") -> Path:
    """A page with these models and views; the loader lies beside it."""
    state = json.dumps({"version_major": 2, "version_minor": 0, "state": models}).replace("</script>", r"<\/script>")
    body = before + "".join(view(models, model_id) for model_id in views) + after
    shutil.copy(LOADER, folder)
    page = folder / "page.html"
    page.write_text(PAGE.format(theme=theme, body=body, state=state), encoding="utf-8")
    return page


def said(figure) -> str:
    """The state of a live figure, in its own words."""
    return figure.locator(".said").inner_text()


def put(figure, *values) -> None:
    """Move the controls of a live figure, one after the other, to these values."""
    figure.evaluate("""(root, values) => values.forEach((value, i) => {
      const node = root.querySelectorAll('input, select, textarea')[i];
      node.value = value;
      node.dispatchEvent(new Event('input', { bubbles: true }));
    })""", values)


@contextmanager
def listening(browser):
    """A page of 1200 px, and the errors and warnings that come on its console."""
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    page, errors = context.new_page(), []
    page.on("console", lambda message: message.type in ("error", "warning") and errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page, errors
    context.close()


@contextmanager
def quiet(browser):
    """A page of 1200 px on which an error or a warning on the console is a failure."""
    with listening(browser) as (page, errors):
        yield page
    assert errors == []
