"""The live figure of the race of small compressors: every code can be undone, the browser agrees with Python."""

import json
from fractions import Fraction

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from live_page import quiet, stored, write

from skbook.letters import log2_fixed
from skbook.widgets import CompressorRace
from skbook.widgets.compressor_race import CODES, DEFAULT, LIMIT, PRESETS, TOSSES, counts, phrases, read, runs, state

TEXTS = [*PRESETS.values(), "", "a", "aa", "ab", "é", "ééé", "🙂🙂", "\ud800 alone", "a\nb\tc", "x" * 500, "ab" * 230,
         "to be or not to be, that is the question; " * 12]
STATES = [(text, step) for text in TEXTS for step in range(0, LIMIT + 10, 1 if len(text) < 160 else 9)
          if step <= min(len(read(text)), LIMIT) + 1]
SHOWN = """root => ({
  value: root.querySelector('output').textContent, sentence: root.querySelector('.said').textContent,
  note: root.querySelector('.remark').textContent,
  spoken: root.querySelector('[type=range]').getAttribute('aria-valuetext'),
  table: [...root.querySelectorAll('.totals tbody tr')].map(
    row => [...row.children].slice(0, 3).map(cell => cell.textContent)),
  won: [...root.querySelectorAll('.totals tbody tr')].findIndex(row => row.className === 'won') })"""


@pytest.fixture
def page(browser):
    with quiet(browser) as page:
        yield page


@pytest.fixture
def figure(page, tmp_path):
    """Opens the figure with the given traits; further options go to the page."""

    def show(**options):
        traits = {key: options.pop(key) for key in ("text", "step") if key in options}
        widget = CompressorRace(**traits)
        page.goto(write(tmp_path, stored(widget), widget.model_id, **options).as_uri())
        page.wait_for_selector("[data-live=yes] .sk-cr")
        return page.locator(".sk-cr")

    return show


def said(figure) -> str:
    return figure.locator(".said").inner_text()


# ---- the codes are codes: what they say they spend, a decoder can read back ------------------------------------------


def gamma(n: int) -> str:
    return "0" * (n.bit_length() - 1) + f"{n:b}"


def encode_runs(data: bytes) -> str:
    bits, t = "", 0
    while t < len(data):
        end = next((i for i in range(t, len(data)) if data[i] != data[t]), len(data))
        bits, t = bits + f"{data[t]:08b}" + gamma(end - t), end
    return bits


def decode_runs(bits: str) -> bytes:
    data, at = b"", 0
    while at < len(bits):
        byte, at = int(bits[at:at + 8], 2), at + 8
        zeros = bits.index("1", at) - at
        data, at = data + bytes([byte]) * int(bits[at + zeros:at + 2 * zeros + 1], 2), at + 2 * zeros + 1
    return data


def encode_phrases(data: bytes) -> str:
    bits, known, phrase = "", {b"": 0}, b""
    for byte in data:
        if phrase + bytes([byte]) in known:
            phrase += bytes([byte])
            continue
        bits += digits(known[phrase], len(known)) + f"{byte:08b}"
        known[phrase + bytes([byte])], phrase = len(known), b""
    return bits + (digits(known[phrase], len(known)) if phrase else "")


def decode_phrases(bits: str, n: int) -> bytes:
    data, known, at = b"", [b""], 0
    while len(data) < n:
        size = (len(known) - 1).bit_length()
        phrase, at = known[int(bits[at:at + size] or "0", 2)], at + size
        data += phrase
        if len(data) < n:
            phrase, at = phrase + bytes([int(bits[at:at + 8], 2)]), at + 8
            data += phrase[-1:]
            known.append(phrase)
    return data


def digits(number: int, among: int) -> str:
    size = (among - 1).bit_length()
    return f"{number:0{size}b}" if size else ""


SAMPLES = [*(read(text)[:LIMIT] for text in TEXTS), *(np.random.default_rng(k).integers(0, 3, 60).astype("u1").tobytes()
                                                      for k in range(20))]


@pytest.mark.parametrize("data", SAMPLES, ids=lambda data: data[:12].hex() or "empty")
def test_runs_and_phrases_are_as_long_as_a_code_that_decodes(data):
    for t in range(0, len(data) + 1, 1 if len(data) < 100 else 37):
        prefix = data[:t]
        by_runs, by_phrases = encode_runs(prefix), encode_phrases(prefix)
        assert decode_runs(by_runs) == decode_phrases(by_phrases, t) == prefix
        assert (runs(data)[t], phrases(data)[t]) == (len(by_runs), len(by_phrases))


@pytest.mark.parametrize("order", [0, 1])
def test_forecasts_from_counts_sum_to_one_and_cost_their_surprise(order):
    """A forecast that sums to one is a code within two bits a message: the next chapter's theorem."""
    data = b"abracadabra abracadabra"
    for t in (0, 1, 5, len(data) - 1):
        shares = [forecast(data[:t], byte, order) for byte in range(256)]
        assert sum(shares) == 1
    total = Fraction(1)
    for t, byte in enumerate(data):
        total *= forecast(data[:t], byte, order)
        exact = (log2_fixed(total.denominator) - log2_fixed(total.numerator)) / 2**20
        assert counts(data, order)[t + 1] / 2**20 == pytest.approx(exact, abs=1e-4)


def forecast(before: bytes, byte: int, order: int) -> Fraction:
    """The share by its definition, with the whole past counted anew."""
    p = Fraction(2 * before.count(byte) + 1, 2 * len(before) + 256)
    if order:
        last = before[-1:]
        followed = [before[i:i + 1] for i in range(len(before)) if before[max(0, i - 1):i] == last]
        p = (followed.count(bytes([byte])) + p) / (len(followed) + 1)
    return p


def test_the_random_preset_is_what_the_generator_of_the_chapter_gives():
    tosses = np.random.default_rng([1, 0]).integers(0, 2, len(TOSSES))
    assert "".join(map(str, tosses)) == TOSSES
    assert len({len(text) for name, text in PRESETS.items() if name != "English"}) == 1


# ---- the twin --------------------------------------------------------------------------------------------------------


def test_browser_and_python_agree_to_the_bit(page, figure):
    figure()
    seen = page.evaluate("""async states => {
      const block = document.querySelector('script[type*="widget-state"]');
      const stored = Object.values(JSON.parse(block.textContent).state).map(m => m.state).find(s => s._esm);
      const url = URL.createObjectURL(new Blob([stored._esm], { type: 'text/javascript' }));
      const { state } = await import(url);
      return states.map(([text, step]) => JSON.stringify(state(text, step)));
    }""", STATES)
    assert len(STATES) >= 500
    for (text, step), browser_state in zip(STATES, seen, strict=True):
        assert json.loads(browser_state) == state(text, step), (text, step)


def test_drawing_shows_the_state(page, figure):
    root = figure()
    for text, step in STATES[::7]:
        if "\ud800" in text:
            continue
        page.evaluate("""([text, step]) => {
          const put = (node, value) => {
            node.value = value;
            node.dispatchEvent(new Event('input', { bubbles: true }));
          };
          put(document.querySelector('.sk-cr textarea'), text);
          put(document.querySelector('.sk-cr [type=range]'), step);
        }""", [text, step])
        now, shown = state(text, step), root.evaluate(SHOWN)
        for name in ("value", "sentence", "note", "table"):
            assert shown[name] == now[name], (text, step)
        assert shown["spoken"] == now["value"]
        assert shown["won"] == (now["winner"] if now["step"] else -1)
        assert root.locator("polyline").count() == len(CODES)


# ---- keys and words --------------------------------------------------------------------------------------------------


def test_keys_reach_everything_and_every_step_is_said(page, figure):
    root = figure(step=0)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    for name in PRESETS:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == name
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "range"
    sentences = [said(root)]
    for _ in DEFAULT:
        page.keyboard.press("ArrowRight")
        sentences.append(said(root))
    assert sentences == [state(DEFAULT, step)["sentence"] for step in range(len(DEFAULT) + 1)]
    assert len(set(sentences)) == len(sentences)
    page.keyboard.press("Home")
    assert said(root) == state(DEFAULT, 0)["sentence"]


@pytest.mark.parametrize("name", PRESETS)
def test_a_button_puts_its_string(page, figure, name):
    root = figure()
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")
    text = PRESETS[name]
    assert page.get_by_label("Your text").input_value() == text
    assert said(root) == state(text, len(text))["sentence"]


def test_typing_pays_for_every_letter_as_it_comes(page, figure):
    root = figure(text="", step=0)
    page.get_by_label("Your text").focus()
    for n in range(1, 5):
        page.keyboard.type("a")
        assert said(root) == state("a" * n, n)["sentence"]


def test_text_beyond_the_limit_is_cut_and_said(figure):
    root = figure()
    root.locator("textarea").fill("to be or not to be " * 30)
    assert f"Only the first {LIMIT} of 570 bytes" in root.locator(".remark").inner_text()


# ---- where it is seen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_finding_of_accessibility(page, figure, theme):
    figure(theme=theme)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("width", [320, 360, 620, 1200])
@pytest.mark.parametrize("text", [DEFAULT, "", "x" * 400, TOSSES])
def test_fits_its_width_and_the_space_kept_for_it(page, figure, width, text):
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script("""window.shift = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value; })
        .observe({ type: 'layout-shift', buffered: true });""")
    root = figure(text=text, step=len(text), after="<p>What comes after.</p>")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for node in root.locator("svg, table, textarea, input, button, p").all():
        box = node.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    page.wait_for_timeout(50)
    assert page.evaluate("window.shift") == 0


def test_figure_stays_light_in_the_page():
    assert len(json.dumps([m["state"] for m in stored(CompressorRace()).values()])) < 30_000


def test_figure_keeps_its_words_in_step_with_its_traits():
    widget = CompressorRace(text="aaaa", step=2)
    assert widget.in_words == state("aaaa", 2)["sentence"]
    widget.step = 4
    assert widget.in_words == state("aaaa", 4)["sentence"]
    assert repr(widget) == "CompressorRace(text='aaaa', step=4)"


@pytest.mark.parametrize(("call", "cure"), [
    (lambda: state("a", -1), "whole number of bytes from 0"), (lambda: state("a", 1.0), "whole number of bytes"),
    (lambda: state(None, 0), "runs on a text"),
])
def test_bad_input_is_refused_with_the_cure(call, cure):
    with pytest.raises(ValueError, match=cure):
        call()
