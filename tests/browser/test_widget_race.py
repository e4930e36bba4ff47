"""The live figure of the race of small compressors: every code can be undone, the browser agrees with Python."""

from fractions import Fraction

import numpy as np
import pytest
from live_page import put, said

from skbook.letters import log2_fixed
from skbook.widgets.compressor_race import CODES, DEFAULT, LIMIT, PRESETS, TOSSES, counts, phrases, read, runs, state
from tests.figures.compressor_race import STATES, TEXTS

SHOWN = """root => ({
  table: [...root.querySelectorAll('.totals tbody tr')].map(
    row => [...row.children].slice(0, 3).map(cell => cell.textContent)),
  won: [...root.querySelectorAll('.totals tbody tr')].findIndex(row => row.className === 'won') })"""


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


# ---- the drawing -----------------------------------------------------------------------------------------------------


def test_drawing_shows_the_state(figure):
    root = figure("compressor_race")
    for text, step in STATES[::7]:
        if "\ud800" in text:
            continue
        put(root, text, step)
        now, shown = state(text, step), root.evaluate(SHOWN)
        assert shown["table"] == now["table"], (text, step)
        assert shown["won"] == (now["winner"] if now["step"] else -1)
        assert root.locator("polyline").count() == len(CODES)


# ---- keys and words --------------------------------------------------------------------------------------------------


def test_keys_reach_everything_and_every_step_is_said(page, figure):
    root = figure("compressor_race", step=0)
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
    root = figure("compressor_race")
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")
    text = PRESETS[name]
    assert page.get_by_label("Your text").input_value() == text
    assert said(root) == state(text, len(text))["sentence"]


def test_typing_pays_for_every_letter_as_it_comes(page, figure):
    root = figure("compressor_race", text="", step=0)
    page.get_by_label("Your text").focus()
    for n in range(1, 5):
        page.keyboard.type("a")
        assert said(root) == state("a" * n, n)["sentence"]


def test_text_beyond_the_limit_is_cut_and_said(figure):
    root = figure("compressor_race")
    root.locator("textarea").fill("to be or not to be " * 30)
    assert f"Only the first {LIMIT} of 570 bytes" in root.locator(".remark").inner_text()
