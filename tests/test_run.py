"""A run gives the same bytes twice, leaves what the page needs, and refuses what must not be shown."""

import asyncio
import json
import re
from queue import Empty

import nbformat
import pytest
from bad import code, notebook, shows, text
from jupyter_client.channels import AsyncZMQSocketChannel
from nbformat import v4

from tools import run
from tools.chapter import Chapter, RunFailed
from tools.normalise import PLAY_NOTE, STATE_MIME, VIEW_MIME, bootstrap, normalise

FIGURE = """from skbook import plots
def line(x=2):
    fig, ax = plots.subplots()
    plots.theory(ax, [0, 1], [0, x], "line")
    ax.set_xlabel("time"); ax.set_ylabel("place")
    plots.finish(fig, title="A line", values={"line": ([0, 1], [0, x])}, name="fig-line")
line()"""
LIVE = """import anywidget, traitlets
class Dial(anywidget.AnyWidget):
    _esm = "export default {render({model, el}) {el.textContent = model.get('n')}}"
    n = traitlets.Int(3).tag(sync=True)
Dial(); dial = Dial(); dial"""
CLAIM = """from skbook.claims import claim, exactly
claim("halves", "Two halves make a whole.", "proved", lambda: {}, exactly(1, "whole"), "binary fractions add exactly")
"""
WHERE = "import os, sys; print(os.environ['PYTHONHASHSEED'], os.environ['SKBOOK_SCALE'], os.listdir(), file=sys.stdout)"


@pytest.fixture
def chapter(tmp_path):
    """Write cells as the chapter ``trial``; returns its path."""

    def write(*cells, **metadata):
        path = tmp_path / "trial.ipynb"
        nb = notebook(*cells, hashed=False, **metadata)
        for cell in nb.cells:
            cell.execution_count = None if cell.cell_type == "code" else cell.pop("execution_count", None)
        path.write_text(nbformat.writes(nb), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """A chapter with every kind of output, run two times: the bytes of both runs, and the chapter."""
    path = tmp_path_factory.mktemp("run") / "trial.ipynb"
    cells = [text("# T"), code("old", "setup", "remove-cell"), code(FIGURE), code(LIVE, "live"),
             code("from ipywidgets import interact\ninteract(line, x=(0, 5))", "play"), code(CLAIM.format("1.0")),
             code("print(object()); {}", "aside"), code(WHERE), code("1/0", "raises-exception"), code("")]
    nb = notebook(*cells, hashed=False)
    for cell in nb.cells:
        del cell["id"]
    path.write_text(json.dumps(nb), encoding="utf-8")
    both = [(run.run(path), path.read_bytes())[1] for _ in range(2)]
    return both, Chapter.load(path)


def test_two_runs_give_the_same_bytes(twice):
    (first, second), _ = twice
    assert first == second and first.endswith(b"}\n") and b"\n \"cells\"" in first


def test_a_run_leaves_what_the_page_trusts(twice):
    _, chapter = twice
    assert chapter.metadata["code_sha256"] == chapter.code_sha256
    assert [cell.execution_count for cell in chapter.code] == [*range(1, 9), None]
    assert [cell.id for cell in chapter.cells][:2] == ["trial-000", "trial-001"]
    assert chapter.cells[1].source == bootstrap()
    assert [claim.record["holds"] for claim in chapter.claims] == [True]


def test_a_figure_gets_name_caption_and_alternative_text(twice):
    _, chapter = twice
    figure, = chapter.figures
    assert (figure.cell, figure.name) == (2, "fig-line")
    assert figure.alt.startswith("A line.") and "2 at 1" in figure.alt and figure.caption == "Place against time."


def test_a_play_cell_shows_its_first_state_and_says_so(twice):
    _, chapter = twice
    cell = chapter.tagged("play")[0]
    assert set(cell.tags) == {"play", "nbval-ignore-output"}
    drawn, note = cell.outputs
    assert "image/png" in drawn["data"]
    assert note["data"]["text/plain"] == PLAY_NOTE and PLAY_NOTE in note["data"]["text/html"]
    assert cell.metadata["mystnb"] == {"image": {"alt": drawn["data"]["text/plain"]}}


def test_only_live_figures_on_the_page_stay_in_the_widget_state(twice):
    _, chapter = twice
    state = chapter.notebook.metadata.widgets[STATE_MIME]["state"]
    assert [model["model_name"] for model in state.values()] == ["AnyModel", "LayoutModel"]
    assert list(state) == [f"{n:032x}" for n in (1, 2)]
    view = chapter.tagged("live")[0].outputs[0]["data"][VIEW_MIME]["model_id"]
    assert state[view]["state"]["layout"] == f"IPY_MODEL_{2:032x}"


def test_nothing_of_this_machine_remains(twice):
    (first, _), chapter = twice
    assert not re.search(rb"0x[0-9a-f]*[1-9a-f][0-9a-f]{5,} ?>", first) and b"version\": \"3." not in first
    assert chapter.cells[8].outputs[0]["traceback"] == ["ZeroDivisionError: division by zero"]
    assert chapter.cells[7].outputs[0]["text"] == "0 quick []\n"


# ---- refusals --------------------------------------------------------------------------------------------------------


def test_a_failing_claim_stops_the_run_and_leaves_the_file(chapter, monkeypatch, capsys):
    path = chapter(text("# T"), code(CLAIM.format("0.75")))
    before = path.read_bytes()
    monkeypatch.setattr(run, "find", lambda name: path)
    assert run.main(["trial"]) == 1
    said = capsys.readouterr().err
    assert "trial, cell 2 (from skbook.claims import claim, exactly): ClaimFailed" in said
    assert "“Two halves make a whole.” Expected exactly 1 whole, measured 0.75 whole." in said
    assert "Nothing was written" in said and path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_an_error_inside_a_control_stops_the_run(chapter):
    path = chapter(code("from ipywidgets import interact\ninteract(lambda x: 1 / x, x=(0, 3, 1))", "play"))
    path.write_text(path.read_text().replace("x=(0, 3, 1)", "x=[0, 1]"))
    with pytest.raises(RunFailed, match=r"trial, cell 1 .*the control's function failed with ZeroDivisionError"):
        run.run(path)


def test_a_cell_that_does_not_end_is_named(chapter, monkeypatch):
    monkeypatch.setattr(run, "CELL_TIMEOUT_SECONDS", 1)
    with pytest.raises(RunFailed, match=r"trial, cell 1 \(while True: pass\): still running after 1 s"):
        run.run(chapter(code("while True: pass")))


def test_a_slow_chapter_is_told_so_and_kept(chapter, monkeypatch, capsys):
    path = chapter(code("x = 1"), cpu_seconds=2)
    monkeypatch.setattr(run, "find", lambda name: path)
    monkeypatch.setattr(run, "run", lambda *_, **__: 3.0)
    assert run.main(["trial"]) == 0
    said = capsys.readouterr()
    assert said.out == "trial: 3.0 s of CPU\n" and "trial promises its readers 2 s" in said.err


def test_an_unknown_chapter_is_answered_with_those_that_exist(tmp_path, capsys):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "trial.ipynb").touch()
    with pytest.raises(ValueError, match="no chapter 'trail'; there are: trial"):
        run.find("trail", tmp_path)
    assert run.find("trial", tmp_path) == run.find("chapters/trial.ipynb", tmp_path)
    assert run.main(["no_such_chapter"]) == 1 and "no chapter 'no_such_chapter'" in capsys.readouterr().err


def test_a_figure_shares_its_cell_with_nothing():
    figure = shows({"image/png": "", "text/plain": "A."}, skbook={"name": "fig-a", "caption": "C.", "alt": "A."})
    nb = notebook(code("finish(); 3", outputs=[figure, shows({"text/plain": "3"})]))
    with pytest.raises(RunFailed, match=r"trial, cell 1 \(finish\(\); 3\) shows a figure and something else"):
        normalise(nb, "trial")


def test_a_control_that_is_dead_without_a_kernel_is_refused():
    nb = notebook(code("slider", outputs=[shows({VIEW_MIME: {"model_id": "a"}, "text/plain": "IntSlider"})]))
    nb.metadata["widgets"] = {STATE_MIME: {"state": {"a": {"model_name": "IntSliderModel", "state": {}}}}}
    with pytest.raises(RunFailed, match=r"cell 1 \(slider\) shows a control that is dead without a kernel: tag"):
        normalise(nb, "trial")


def test_a_reply_whose_notice_was_lost_is_found(monkeypatch):
    waits = []

    async def get_msg(self, timeout):
        waits.append(timeout)
        if len(waits) < 3:
            raise Empty
        return {"reply": 1}

    monkeypatch.setattr(AsyncZMQSocketChannel, "get_msg", get_msg)
    channel = object.__new__(run._WatchfulChannel)
    assert asyncio.run(channel.get_msg(300)) == {"reply": 1}
    assert waits == [channel.LOOK_EVERY_SECONDS] * 3
    del waits[:]
    with pytest.raises(Empty):
        asyncio.run(channel.get_msg(0.01))
    assert len(waits) == 1 and waits[0] <= 0.01


# ---- details ---------------------------------------------------------------------------------------------------------


def test_a_figure_that_is_no_longer_drawn_loses_its_caption():
    cell = code("x = 1")
    cell.metadata["mystnb"] = {"figure": {"name": "fig-a", "caption": "C."}, "image": {"alt": "A."}}
    assert "mystnb" not in normalise(notebook(cell), "trial").cells[0].metadata


def test_ids_are_kept_and_the_missing_or_doubled_ones_filled():
    nb = v4.new_notebook(cells=[v4.new_markdown_cell(str(n)) for n in range(4)])
    for cell, id in zip(nb.cells, ["trial-001", None, "kept", "kept"], strict=True):
        cell["id"] = id
    run.fill_ids(nb, "trial")
    assert [cell.id for cell in nb.cells] == ["trial-001", "trial-001-1", "kept", "trial-003"]
