"""What every live figure promises: the numbers of Python, keys, words, phones, both themes, little weight.

Its states come from ``tests/figures``; what is peculiar to one figure is tested in a file of its own.
"""

import importlib
import json
import math
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_page import WIDE, listening, put, said, stored, write
from playwright.sync_api import expect

from skbook import widgets
from skbook.widgets.base import style

CLASSES = {module: getattr(widgets, name) for name, module in widgets.FIGURES.items()}
SAMPLES = {module: importlib.import_module(f"tests.figures.{module}") for module in CLASSES}
MODULES = list(CLASSES)
STATES_IN_BROWSER = """async states => {
  const block = document.querySelector('script[type*="widget-state"]');
  const stored = Object.values(JSON.parse(block.textContent).state).map(m => m.state).find(s => s._esm);
  const url = URL.createObjectURL(new Blob([stored._esm], { type: 'text/javascript' }));
  const { state, prepare } = await import(url), prepared = prepare?.({ get: name => stored[name] });
  const plain = (key, value) => typeof value === 'bigint' ? Number(value) : value;
  return states.map(values => JSON.stringify(state(values, prepared), plain));
}"""
SHOWN = """root => {
  const texts = (css) => [...root.querySelectorAll(css)].map((node) => node.innerText);
  const heard = [...root.querySelectorAll('[type=range]')].map((node) => node.ariaValueText);
  return { said: texts('.said'), words: texts('output'), heard, remarks: texts('.remark') };
}"""
MEASURED = """async (root, width) => {
  let shift = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value; })
    .observe({ type: 'layout-shift', buffered: true });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const outside = [...root.querySelectorAll('svg, table, textarea, input, select, button, p')].filter((node) => {
    const { left, right } = node.getBoundingClientRect();
    return left < 0 || right > width;
  });
  return { width: document.documentElement.scrollWidth, outside: outside.map((n) => n.outerHTML.slice(0, 200)), shift };
}"""


@pytest.fixture(scope="module")
def tab(browser):
    """One page for all tests here, and what its console says: a new window costs more than most of them."""
    with listening(browser) as (page, errors):
        yield page, errors


@pytest.fixture
def page(tab):
    page, errors = tab
    page.set_viewport_size(WIDE)
    errors.clear()
    yield page
    assert errors == []


def named(module, values) -> dict:
    return dict(zip(CLASSES[module].controls, values, strict=True))


def alike(seen, meant) -> bool:
    """Equal; floats up to rounding, since the browser's library of functions is another one."""
    if isinstance(meant, dict):
        return seen.keys() == meant.keys() and all(alike(seen[key], meant[key]) for key in meant)
    if isinstance(meant, list | tuple):
        return len(seen) == len(meant) and all(map(alike, seen, meant))
    if isinstance(meant, float):
        return math.isclose(seen, meant, rel_tol=1e-9, abs_tol=1e-12)
    return seen == meant


def test_every_figure_has_its_states():
    for module, sample in SAMPLES.items():
        sliders = CLASSES[module].state(*sample.STATES[0])["sliders"].values()
        there_are = math.prod(most + 1 for _, most, _ in sliders)  # a little map has fewer than three hundred
        assert len(set(sample.STATES)) >= min(300, there_are) and sample.EXTREMES and sample.BAD, module


@pytest.mark.parametrize("module", MODULES)
def test_browser_and_python_agree(page, figure, module):
    figure(module)
    states = SAMPLES[module].STATES
    seen = page.evaluate(STATES_IN_BROWSER, [named(module, values) for values in states])
    for values, browser_state in zip(states, seen, strict=True):
        assert alike(json.loads(browser_state), CLASSES[module].state(*values)), values


@pytest.mark.parametrize("module", MODULES)
def test_the_page_shows_the_state(page, figure, module):
    states = SAMPLES[module].STATES
    root, controls = figure(module), CLASSES[module].controls
    for values in states[::max(1, len(states) // 40)]:
        if any(isinstance(value, str) and ("\ud800" in value or "\n" in value) for value in values):
            continue  # a field cannot hold these
        put(root, *values)
        now = CLASSES[module].state(*values)
        words = [now["sliders"][name][2] for name in controls if name in now["sliders"]]
        remarks = [now["remark"]] if "remark" in now else []
        shown = {"said": [" ".join(now["sentence"].split())], "words": words, "heard": words, "remarks": remarks}
        assert root.evaluate(SHOWN) == shown, values


@pytest.mark.parametrize("module", MODULES)
def test_keys_reach_every_control_and_move_the_words(page, figure, module):
    root = figure(module)
    for field in root.locator("input[type=text], textarea").all():
        page.keyboard.press("Tab")
        assert field.evaluate("node => node === document.activeElement")
        for button in root.locator("button").all():
            page.keyboard.press("Tab")
            assert button.evaluate("node => node === document.activeElement")
    for control in root.locator("input[type=range], select").all():
        page.keyboard.press("Tab")
        assert control.evaluate("node => node === document.activeElement")
        keys = ("Home", "End", "ArrowLeft") if control.get_attribute("type") == "range" else ("ArrowDown", "ArrowUp")
        heard = [said(root)]
        for key in keys:
            page.keyboard.press(key)
            heard.append(said(root))
        assert len(set(heard)) >= 2, "no key changes the words"


@pytest.mark.parametrize("module", MODULES)
def test_controls_have_names_and_keep_their_keys(figure, module):
    root = figure(module)
    assert root.get_attribute("role") == "group" and root.get_attribute("aria-label").startswith("Live figure: ")
    for control in root.locator("input, select, textarea").all():
        assert root.locator(f"label[for={control.get_attribute('id')}]").inner_text()
    for control in root.locator("input[type=range], select").all():
        assert control.get_attribute("data-lm-suppress-shortcuts") == "true"  # else JupyterLab takes the arrow keys


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("module", MODULES)
def test_no_finding_of_accessibility(page, figure, module, theme):
    figure(module, theme=theme)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("width", [320, 360, 620, 1200])
@pytest.mark.parametrize("module", MODULES)
def test_fits_its_width_and_the_space_kept_for_it(page, figure, module, width):
    page.set_viewport_size({"width": width, "height": 800})
    for values in SAMPLES[module].EXTREMES:
        root = figure(module, after="<p>What comes after.</p>", **named(module, values))
        seen = root.evaluate(MEASURED, width)
        assert seen["width"] <= width and seen["outside"] == [], (values, seen)
        assert seen["shift"] == 0, (values, root.bounding_box()["height"])


@pytest.mark.parametrize("module", MODULES)
def test_a_narrower_window_draws_it_anew(page, figure, module):
    root = figure(module)
    page.set_viewport_size({"width": 400, "height": 900})
    wide = root.evaluate("node => String(node.clientWidth)")
    expect(root.locator("svg[viewBox]").first).to_have_attribute("width", wide)


@pytest.mark.parametrize("module", MODULES)
def test_a_reader_without_javascript_has_the_words(browser, tmp_path, module):
    widget = CLASSES[module]()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(write(tmp_path, stored(widget), widget.model_id).as_uri())
    assert widget.in_words in page.locator(".sk-live").inner_text()
    context.close()


@pytest.mark.parametrize("module", MODULES)
def test_the_words_keep_step_with_the_traits(module):
    for values in SAMPLES[module].STATES[::97]:
        widget = CLASSES[module]()
        for name, value in named(module, values).items():
            setattr(widget, name, value)
        assert widget.in_words == widget.state(*values)["sentence"]


@pytest.mark.parametrize("module", MODULES)
def test_it_names_itself_shortly(module):
    for values in SAMPLES[module].EXTREMES:
        shown = repr(CLASSES[module](**named(module, values)))
        assert shown.startswith(f"{CLASSES[module].__name__}({CLASSES[module].controls[0]}=") and len(shown) < 200


@pytest.mark.parametrize("module", MODULES)
def test_it_is_light_in_the_page(module):
    weight = len(json.dumps([m["state"] for m in stored(CLASSES[module]()).values()]))
    assert weight < getattr(SAMPLES[module], "BYTES", 30_000)


@pytest.mark.parametrize(("module", "values"), [(m, values) for m in MODULES for values in SAMPLES[m].BAD])
def test_bad_input_is_refused(module, values):
    with pytest.raises(ValueError):
        CLASSES[module].state(*values)


@pytest.mark.parametrize("module", MODULES)
def test_its_own_style_outweighs_the_shared_one_that_another_figure_repeats(module):
    own = CLASSES[module]._css.removeprefix(style())
    selectors = re.findall(r"^\s*([^@}\s][^{]*?)\s*\{", re.sub(r"@[^{]*\{", "", own), re.M)
    assert [s for s in selectors if not s.startswith(".sk-figure.sk-")] == []


@pytest.mark.parametrize("module", MODULES)
def test_it_has_a_frame_for_print(module):
    fig = importlib.import_module(f"skbook.widgets.{module}").static_frame()
    assert fig.axes
