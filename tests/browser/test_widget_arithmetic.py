"""The live figure of arithmetic coding in a browser: the numbers of Python, keys, words, phones, both themes."""

from fractions import Fraction

from live_page import put, said

from skbook import coding
from skbook.letters import TOTAL, encode_letters
from skbook.widgets.arithmetic_coding import DEFAULT, austen_letters, state
from tests.figures.arithmetic_coding import STATES

SHOWN = """root => ({
  code: root.querySelectorAll('.digits td')[2].textContent.trim(),
  table: [...root.querySelectorAll('.totals tbody tr')].map(
    row => [...row.children].slice(0, 3).map(cell => cell.textContent)),
})"""


# ---- the drawing ---------------------------------------------------------------------------------------------------


def test_drawing_shows_the_state(figure):
    root = figure("arithmetic_coding")
    for text, step in STATES[::6]:
        put(root, text.replace("\n", " "), step)
        now, shown = state(text, step), root.evaluate(SHOWN)
        assert shown["table"] == now["table"], (text, step)
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
    root, letters = figure("arithmetic_coding", step=0), len(DEFAULT)
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
    root = figure("arithmetic_coding", text="", step=0)
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
    root = figure("arithmetic_coding")
    root.locator("[type=text]").fill("to be or not to be " * 20)
    assert "Only the first 200 of 379 letters" in root.locator(".remark").inner_text()
    assert root.locator("output").inner_text() == "200 of 200 letters"
