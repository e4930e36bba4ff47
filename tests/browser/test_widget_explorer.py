"""The live figure of what machines write: rows of the enumeration, runs of the machines, the same in a browser."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_page import quiet, stored, write

from skbook import machines
from skbook.widgets import OutputExplorer
from skbook.widgets.base import source
from skbook.widgets.output_explorer import TABLE, build, rows, run, shorthand, state

LENGTHS = {length: sum(len(row[0]) == length for row in rows()) for length in range(1, 8)}
STATES = [(length, rank, step) for length, n in LENGTHS.items() for rank in range(1, n + 1)
          for step in range(state(length, rank, 0)["steps"] + 1)]
SHOWN = """root => ({
  said: root.querySelector('.said').textContent,
  values: [...root.querySelectorAll('output')].map(node => node.textContent),
  spoken: [...root.querySelectorAll('[type=range]')].map(node => node.getAttribute('aria-valuetext')),
  cells: [...root.querySelectorAll('.symbol')].map(node => node.textContent).join(''),
  bars: root.querySelectorAll('.bar').length, on: root.querySelectorAll('td.on').length,
  table: [...root.querySelectorAll('tbody td')].map(node => node.textContent).join('') })"""


@pytest.fixture
def page(browser):
    with quiet(browser) as page:
        yield page


@pytest.fixture
def figure(page, tmp_path):
    """Opens the figure with the given traits; further options go to the page."""

    def show(**options):
        traits = {key: options.pop(key) for key in ("length", "rank", "step") if key in options}
        widget = OutputExplorer(**traits)
        page.goto(write(tmp_path, stored(widget), widget.model_id, **options).as_uri())
        page.wait_for_selector("[data-live=yes] .sk-oe")
        return page.locator(".sk-oe")

    return show


def said(figure) -> str:
    return figure.locator(".said").inner_text()


# ---- the rows and the runs -------------------------------------------------------------------------------------------


def test_the_file_is_what_the_enumeration_gives():
    assert source(TABLE) == build() + "\n"


def test_runs_are_those_of_the_machines():
    smallest = machines.smallest_programs(3, 21)
    for string, _, blank, table in rows():
        program = smallest[string]
        history = machines.history(program.table, 21, program.blank)
        assert (table, blank) == (shorthand(program.table), program.blank)
        assert run(table, blank) == [(c.tape, c.head, "ABCH"[c.state]) for c in history]


def test_bits_and_places_are_those_of_the_distribution():
    m = machines.output_distribution(3, 21)
    for length, n in LENGTHS.items():
        states = [state(length, rank, 0) for rank in range(1, n + 1)]
        shares = [m[now["string"]] for now in states]
        assert shares == sorted(shares, reverse=True)
        for now, share in zip(states, shares, strict=True):
            assert 2 ** -float(now["bits"]) == pytest.approx(share, rel=0.005)
            assert now["one_in"] == pytest.approx(1 / share, rel=1, abs=0.51)


# ---- the twin --------------------------------------------------------------------------------------------------------


def test_browser_and_python_agree(page, figure):
    figure()
    beyond = [(5, 99, 0), (3, 2, 500), (7, 99, 99)]
    seen = page.evaluate("""async states => {
      const block = document.querySelector('script[type*="widget-state"]');
      const stored = Object.values(JSON.parse(block.textContent).state).map(m => m.state).find(s => s._esm);
      const url = URL.createObjectURL(new Blob([stored._esm], { type: 'text/javascript' }));
      const { state, reader } = await import(url), data = reader(stored.table);
      return states.map(([length, rank, step]) => JSON.stringify(state(length, rank, step, data)));
    }""", STATES + beyond)
    assert len(STATES) >= 500
    for (length, rank, step), browser_state in zip(STATES + beyond, seen, strict=True):
        assert json.loads(browser_state) == state(length, rank, step), (length, rank, step)


def test_drawing_shows_the_state(page, figure):
    root = figure()
    for length, rank, step in STATES[::9]:
        page.evaluate("""values => document.querySelectorAll('.sk-oe [type=range]').forEach((node, i) => {
          node.value = values[i];
          node.dispatchEvent(new Event('input', { bubbles: true }));
        })""", [length, rank, step])
        now, shown = state(length, rank, step), root.evaluate(SHOWN)
        assert shown["said"] == now["sentence"]
        assert shown["values"] == shown["spoken"] == [str(length), now["rank_value"], now["step_value"]]
        assert shown["cells"] == now["tape"] and shown["bars"] == now["of"]
        assert shown["table"] == now["table"].replace("...", "–")
        assert shown["on"] == (now["state"] != "H")


# ---- keys and words --------------------------------------------------------------------------------------------------


def test_sliders_obey_keys_and_every_step_is_said(page, figure):
    root = figure(length=5, rank=1, step=0)
    for _ in range(3):
        page.keyboard.press("Tab")
    steps, sentences = state(5, 1, 0)["steps"], [said(root)]
    for _ in range(steps):
        page.keyboard.press("ArrowRight")
        sentences.append(said(root))
    assert sentences == [state(5, 1, step)["sentence"] for step in range(steps + 1)]
    assert len(set(sentences)) == steps + 1
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")  # the next string starts at step 0
    assert said(root) == state(5, 2, 0)["sentence"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")  # the greatest length starts at its commonest string
    assert said(root) == state(7, 1, 0)["sentence"]


def test_a_click_on_a_bar_chooses_its_string(page, figure):
    root = figure(length=4)
    root.locator(".bar").nth(6).click()
    assert said(root) == state(4, 7, 0)["sentence"]


def test_controls_have_names(page, figure):
    figure()
    for name in ("Length", "String", "Step"):
        slider = page.get_by_label(name, exact=True)
        assert slider.get_attribute("data-lm-suppress-shortcuts") == "true"  # else JupyterLab takes the arrow keys


# ---- where it is seen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_finding_of_accessibility(page, figure, theme):
    figure(theme=theme)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("width", [320, 360, 620, 1200])
@pytest.mark.parametrize("state_of", [(5, 1, 0), (1, 1, 1), (6, 50, 3), (7, 14, 99)])
def test_fits_its_width_and_the_space_kept_for_it(page, figure, width, state_of):
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script("""window.shift = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
        .observe({ type: 'layout-shift', buffered: true });""")
    root = figure(**dict(zip(("length", "rank", "step"), state_of, strict=True)), after="<p>What comes after.</p>")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for node in root.locator("svg, table, input, p").all():
        box = node.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    page.wait_for_timeout(50)
    assert page.evaluate("window.shift") == 0


def test_figure_stays_light_in_the_page():
    assert len(json.dumps([m["state"] for m in stored(OutputExplorer()).values()])) < 30_000


def test_figure_keeps_its_words_in_step_with_its_traits():
    widget = OutputExplorer(length=4, rank=2, step=1)
    assert widget.in_words == state(4, 2, 1)["sentence"]
    widget.step = 2
    assert widget.in_words == state(4, 2, 2)["sentence"]
    assert repr(widget) == "OutputExplorer(length=4, rank=2, step=2)"


@pytest.mark.parametrize(("call", "cure"), [
    (lambda: state(8, 1, 0), "choose from 1 to 7"), (lambda: state(0, 1, 0), "choose from 1 to 7"),
    (lambda: state(3, 0, 0), "whole numbers from 1 and from 0"), (lambda: state(3, 1, -1), "whole numbers"),
    (lambda: state(3, 1.0, 0), "whole numbers"),
])
def test_bad_input_is_refused_with_the_cure(call, cure):
    with pytest.raises(ValueError, match=cure):
        call()
