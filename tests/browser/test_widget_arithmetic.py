"""The live figure of arithmetic coding in a browser: the numbers of Python, keys, words, phones, both themes."""

import json
from fractions import Fraction

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from live_page import quiet, stored, write

from skbook import coding
from skbook.letters import TOTAL, encode_letters
from skbook.widgets import ArithmeticCoding
from skbook.widgets.arithmetic_coding import DEFAULT, austen_letters, code_word, state

TEXTS = [
    DEFAULT, "", "   ", "e", "zzzzzz", "It is a truth, universally acknowledged, that 1 man…", "the the the the the",
    "Wer reitet so spät durch Nacht und Wind?", "qqqq xjzq vwvw kkk", "To be — or not to be: that is the question!",
    "a" * 60, "sir\n\tthomas\u00a0bertram", "🙂 emoji 🙂 and İ K \u212a ſ", "no word of a lie " * 20, "x y z " * 50,
    "mississippi", "pride and prejudice", " spaced  out ", "thz", "z" * 200,
    "the quick brown fox jumps over the lazy dog", "a man of large fortune must be in want of a wife",
]
STATES = [(text, step) for text in TEXTS for step in range(0, 210, 1 if len(text) < 100 else 5)
          if step <= len(state(text, 0)["letters"]) + 1]
SHOWN = """root => ({
  value: root.querySelector('output').textContent, sentence: root.querySelector('.said').textContent,
  note: root.querySelector('.remark').textContent,
  spoken: root.querySelector('[type=range]').getAttribute('aria-valuetext'),
  code: root.querySelectorAll('.digits td')[2].textContent.trim(),
  table: [...root.querySelectorAll('.totals tbody tr')].map(
    row => [...row.children].slice(0, 3).map(cell => cell.textContent)),
})"""


@pytest.fixture
def page(browser):
    with quiet(browser) as page:
        yield page


@pytest.fixture
def figure(page, tmp_path):
    """Opens the figure with the given traits; further options go to the page."""

    def show(**options):
        traits = {key: options.pop(key) for key in ("text", "step") if key in options}
        widget = ArithmeticCoding(**traits)
        page.goto(write(tmp_path, stored(widget), widget.model_id, **options).as_uri())
        page.wait_for_selector("[data-live=yes] .sk-ac")
        return page.locator(".sk-ac")

    return show


def said(figure) -> str:
    return figure.locator(".said").inner_text()


# ---- the twin ------------------------------------------------------------------------------------------------------


def test_browser_and_python_agree_to_the_bit(page, figure):
    figure()
    seen = page.evaluate("""async states => {
      const block = document.querySelector('script[type*="widget-state"]');
      const stored = Object.values(JSON.parse(block.textContent).state).map(m => m.state).find(s => s._esm);
      const url = URL.createObjectURL(new Blob([stored._esm], { type: 'text/javascript' }));
      const { state, reader } = await import(url), forecast = reader(stored.table);
      const plain = (key, value) => typeof value === 'bigint' ? Number(value) : value;
      return states.map(([text, step]) => JSON.stringify(state(text, step, forecast), plain));
    }""", STATES)
    assert len(STATES) >= 500
    for (text, step), browser_state in zip(STATES, seen, strict=True):
        assert json.loads(browser_state) == state(text, step), (text, step)


def test_drawing_shows_the_state(page, figure):
    root = figure()
    for text, step in STATES[::6]:
        page.evaluate("""([text, step]) => {
          const [input, slider] = document.querySelectorAll('.sk-ac input');
          const put = (node, value) => {
            node.value = value;
            node.dispatchEvent(new Event('input', { bubbles: true }));
          };
          put(input, text);
          put(slider, step);
        }""", [text.replace("\n", " "), step])
        now, shown = state(text, step), root.evaluate(SHOWN)
        for name in ("value", "sentence", "note", "table"):
            assert shown[name] == now[name], (text, step)
        assert shown["spoken"] == now["value"]
        assert shown["code"] == f"0.{now['code']}" or now["code"].endswith(shown["code"].removeprefix("0.…"))


def test_interval_is_the_one_of_exact_fractions():
    model, low, width = austen_letters(), Fraction(0), Fraction(1)
    symbols = encode_letters(DEFAULT)
    for step in range(len(symbols) + 1):
        now = state(DEFAULT, step)
        one = 2 ** now["places"]
        assert (Fraction(int(now["low"]), one), Fraction(int(now["width"]), one)) == (low, width)
        assert now["code"] == coding.shortest_binary(low, width)
        assert now["bits"] / 2**20 <= len(now["code"]) < now["bits"] / 2**20 + 2
        if step < len(symbols):
            cut = model(symbols[:step])
            low += width * Fraction(sum(cut[:symbols[step]]), TOTAL)
            width *= Fraction(cut[symbols[step]], TOTAL)


# ---- keys and words ------------------------------------------------------------------------------------------------


def test_slider_obeys_keys_and_every_step_is_said(page, figure):
    root, letters = figure(step=0), len(DEFAULT)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "range"
    sentences = [said(root)]
    for _ in range(letters):
        page.keyboard.press("ArrowRight")
        sentences.append(said(root))
    assert sentences == [state(DEFAULT, step)["sentence"] for step in range(letters + 1)]
    assert len(set(sentences)) == letters + 1
    for key, step in (("Home", 0), ("End", letters), ("ArrowLeft", letters - 1)):
        page.keyboard.press(key)
        assert said(root) == state(DEFAULT, step)["sentence"]


def test_typing_codes_every_letter_as_it_comes(page, figure):
    root = figure(text="", step=0)
    assert "No letters yet" in said(root)
    page.keyboard.press("Tab")
    for n, key in enumerate("bet", start=1):
        page.keyboard.type(key)
        assert said(root) == state("bet"[:n], n)["sentence"]
    page.keyboard.type("!")
    assert "anything else as a space" in root.locator(".remark").inner_text()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    assert said(root) == state("", 0)["sentence"]


def test_text_beyond_the_limit_is_cut_and_said(figure):
    root = figure()
    root.locator("[type=text]").fill("to be or not to be " * 20)
    assert "Only the first 200 of 379 letters" in root.locator(".remark").inner_text()
    assert root.locator("output").inner_text() == "200 of 200 letters"


def test_controls_have_names_and_speak_their_value(page, figure):
    figure()
    assert page.get_by_label("Your sentence").input_value() == DEFAULT
    slider = page.get_by_label("Letters coded")
    assert slider.get_attribute("aria-valuetext") == "7 of 21 letters"
    assert slider.get_attribute("data-lm-suppress-shortcuts") == "true"  # else JupyterLab takes the arrow keys
    assert page.get_by_role("group", name="Live figure: arithmetic coding").count() == 1


# ---- where it is seen ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_finding_of_accessibility(page, figure, theme):
    figure(theme=theme)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("width", [320, 360, 620, 1200])
@pytest.mark.parametrize("text", [DEFAULT, "", "It is a truth universally acknowledged; " * 6])
def test_fits_its_width_and_the_space_kept_for_it(page, figure, width, text):
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script("""window.shift = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
        .observe({ type: 'layout-shift', buffered: true });""")
    root = figure(text=text, step=len(text), after="<p>What comes after.</p>")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for node in root.locator("svg, table, input, p").all():
        box = node.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    page.wait_for_timeout(50)
    assert page.evaluate("window.shift") == 0


def test_a_narrower_window_draws_it_anew(page, figure):
    root = figure()
    page.set_viewport_size({"width": 400, "height": 900})
    expect(root.locator("svg").first).to_have_attribute("width", "368")


def test_reader_without_javascript_has_the_words(browser, tmp_path):
    widget = ArithmeticCoding()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(write(tmp_path, stored(widget), widget.model_id).as_uri())
    assert state(DEFAULT, 7)["sentence"] in page.locator(".sk-live").inner_text()
    context.close()


# ---- outside the browser -------------------------------------------------------------------------------------------


def test_figure_stays_light_in_the_page():
    figure = json.dumps([m["state"] for m in stored(ArithmeticCoding()).values()])
    assert len(figure) < 100_000


def test_figure_keeps_its_words_in_step_with_its_traits():
    widget = ArithmeticCoding(text="a bet", step=2)
    assert widget.in_words == state("a bet", 2)["sentence"]
    widget.step = 5
    assert widget.in_words == state("a bet", 5)["sentence"]
    assert repr(widget) == "ArithmeticCoding(text='a bet', step=5)"


@pytest.mark.parametrize(("call", "cure"), [
    (lambda: state("a bet", -1), "whole number of letters from 0"),
    (lambda: state("a bet", 1.0), "whole number of letters from 0"),
    (lambda: state(None, 1), "expects a string"),
    (lambda: code_word(0, 0, 4), "give width"),
])
def test_bad_input_is_refused_with_the_cure(call, cure):
    with pytest.raises(ValueError, match=cure):
        call()
