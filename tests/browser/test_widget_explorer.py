"""The live figure of what machines write: rows of the enumeration, runs of the machines, the same in a browser."""

import pytest
from live_page import put, said

from skbook import machines
from skbook.widgets.base import source
from skbook.widgets.output_explorer import TABLE, build, rows, run, shorthand, state
from tests.figures.output_explorer import LENGTHS, STATES

SHOWN = """root => ({
  cells: [...root.querySelectorAll('.symbol')].map(node => node.textContent).join(''),
  bars: root.querySelectorAll('.bar').length, on: root.querySelectorAll('td.on').length,
  table: [...root.querySelectorAll('tbody td')].map(node => node.textContent).join('') })"""


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


# ---- the drawing -----------------------------------------------------------------------------------------------------


def test_drawing_shows_the_state(figure):
    root = figure("output_explorer")
    for length, rank, step in STATES[::9]:
        put(root, length, rank, step)
        now, shown = state(length, rank, step), root.evaluate(SHOWN)
        assert shown["cells"] == now["tape"] and shown["bars"] == now["of"]
        assert shown["table"] == now["table"].replace("...", "–")
        assert shown["on"] == (now["state"] != "H")


# ---- keys and words --------------------------------------------------------------------------------------------------


def test_sliders_obey_keys_and_every_step_is_said(page, figure):
    root = figure("output_explorer", length=5, rank=1, step=0)
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


def test_a_click_on_a_bar_chooses_its_string(figure):
    root = figure("output_explorer", length=4)
    root.locator(".bar").nth(6).click()
    assert said(root) == state(4, 7, 0)["sentence"]
