"""The page build refuses outputs that were never made, failed, or came from other code, and says how to mend them."""

import sys

import nbformat
import pytest
from bad import claim_cell, code, notebook, record, shows, text
from nbformat import v4
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import docutils_namespace

from tools.chapter import ROOT, Chapter
from tools.normalise import STATE_MIME, stored_models

sys.path.insert(0, str(ROOT / "_ext"))
import ledger
import trust

MEND = "make run CH=trial"
ERROR = v4.new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=[])
SETTINGS = {"extensions": ["myst_nb", "trust", "ledger", "roles"], "nb_execution_mode": "off",
            "suppress_warnings": ["mystnb.unknown_mime_type"]}
CARD = {"text/html": '<div class="sk-claim" id="claim-halves"></div>', "text/plain": "card"}


def findings(*cells, **metadata):
    return trust.findings(Chapter(notebook(*cells, **metadata), "chapters/trial.ipynb"))


def only(found):
    assert len(found) == 1
    return found[0]


def test_a_sound_chapter_is_trusted():
    bootstrap, empty = code("import sys", "setup", "remove-cell"), code("", ran=False)
    assert findings(bootstrap, text("# T"), code("x = 1"), claim_cell(), empty) == []


def test_a_cell_that_was_never_run_is_refused():
    message = only(findings(text("# T"), code("x = 1\ny = 2", ran=False)))
    assert message == f"trial, cell 2 (x = 1) was never run; run it again: {MEND}"


def test_an_error_is_refused_unless_it_is_the_point():
    message = only(findings(code("1/0", outputs=[ERROR])))
    assert "trial, cell 1 (1/0) ended in ZeroDivisionError: division by zero" in message and MEND in message
    assert findings(code("1/0", "raises-exception", outputs=[ERROR])) == []


def test_a_claim_that_does_not_hold_is_refused_with_its_sentence():
    message = only(findings(claim_cell(holds=False)))
    assert "“Two halves make a whole.” Expected exactly 1 whole, measured 1 whole" in message
    assert "claim 'halves' does not hold" in message and MEND in message


def test_a_control_that_does_not_fail_is_refused_with_its_sentence():
    message = only(findings(claim_cell(control_fails=False)))
    assert "the control of claim 'halves' did not fail: “Two halves make a whole.”" in message
    assert "With a quarter for a half it is 0.75 whole" in message and MEND in message


def test_code_that_changed_after_its_run_is_refused():
    nb = notebook(code("x = 1"))
    nb.cells[0].source = "x = 2"
    message = only(trust.findings(Chapter(nb, "trial.ipynb")))
    assert message == f"trial: its code was changed after its outputs were made; run it again: {MEND}"


def test_outputs_without_a_fingerprint_are_refused():
    message = only(findings(code("x = 1"), hashed=False))
    assert "trial has no metadata skbook.code_sha256" in message and MEND in message


def test_two_claims_of_one_name_are_refused():
    chapters = [Chapter(notebook(claim_cell()), f"{slug}.ipynb") for slug in ("a", "b")]
    message = only(trust.duplicate_claims(chapters))
    assert message.startswith("b, cell 1") and "'halves' has the name of the one in a, cell 1" in message
    assert trust.duplicate_claims([Chapter(notebook(claim_cell(), claim_cell(id="other")))]) == []


def test_a_colab_cell_with_another_address_is_refused():
    chapter = Chapter(notebook(code("%pip install elsewhere", "setup", "remove-cell")), "trial.ipynb")
    message = only(trust.findings(chapter, ROOT))
    assert "does not install from the Repository of pyproject.toml" in message
    assert "make address" in message


def test_a_live_figure_whose_script_has_changed_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(trust, "_data", lambda identity: {})
    nb = notebook(code("Dial()"))
    state = {"_anywidget_id": "skbook.widgets.dial.Dial", "_esm": "old", "_css": "style"}
    nb.metadata["widgets"] = {STATE_MIME: {"state": {"1": {"model_name": "AnyModel", "state": state}}}}
    (tmp_path / "skbook" / "widgets").mkdir(parents=True)
    for name, content in [("dial.js", "new"), ("dial.css", "style")]:
        (tmp_path / "skbook" / "widgets" / name).write_text(content, encoding="utf-8")
    message = only(trust.findings(Chapter(nb, "trial.ipynb"), tmp_path))
    assert message == f"trial: its live figure Dial was changed after its outputs were made; run it again: {MEND}"
    nb.metadata.widgets[STATE_MIME]["state"]["1"]["state"]["_esm"] = "new"
    assert trust.findings(Chapter(nb, "trial.ipynb"), tmp_path) == []
    (tmp_path / "skbook" / "widgets" / "live.js").write_text("shared\n", encoding="utf-8")  # joined to each
    nb.metadata.widgets[STATE_MIME]["state"]["1"]["state"]["_esm"] = "shared\nnew"
    assert trust.findings(Chapter(nb, "trial.ipynb"), tmp_path) == []
    nb.metadata.widgets[STATE_MIME]["state"]["1"]["state"]["_esm"] = "shared of old\nnew"
    assert len(trust.findings(Chapter(nb, "trial.ipynb"), tmp_path)) == 1


@pytest.mark.parametrize(("slug", "data"), [("order_of_learning", "film"), ("data_scaling", "constants"),
                                            ("joint_scaling", "worlds"), ("zipf_and_heaps", "table")])
def test_a_live_figure_whose_data_have_changed_is_refused(slug, data):
    chapter = Chapter.load(ROOT / "chapters" / f"{slug}.ipynb")
    assert trust.findings(chapter, ROOT) == []
    states = [model["state"] for model in stored_models(chapter.notebook).values()]
    stale = next(state for state in states if data in state and state["_anywidget_id"].startswith("skbook."))
    stale[data] = '{"stale": true}'
    name = stale["_anywidget_id"].rpartition(".")[2]
    assert f"its live figure {name} was changed after its outputs were made" in only(trust.findings(chapter, ROOT))


# ---- in a real build -------------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    """A book of one chapter and a ledger; returns a function that builds it and hands back its pages."""
    source = tmp_path / "book"
    (source / "chapters").mkdir(parents=True)
    (source / "_toc.yml").write_text("root: index\nchapters: [{file: chapters/trial}]", encoding="utf-8")
    (source / "index.md").write_text("# Ledger\n\n```{ledger}\n```\n\n```{toctree}\nchapters/trial\n```\n",
                                     encoding="utf-8")

    def build(nb):
        nbformat.write(nb, source / "chapters" / "trial.ipynb")
        with docutils_namespace():
            Sphinx(source, None, tmp_path / "html", tmp_path / "doctrees", "html", SETTINGS, status=None,
                   warningiserror=True).build()
        return {page: (tmp_path / "html" / f"{page}.html").read_text() for page in ("index", "chapters/trial")}

    return build


def test_the_build_stops_and_lists_everything_at_once(book):
    with pytest.raises(ExtensionError) as refusal:
        book(notebook(code("x = 1", ran=False), claim_cell(holds=False)))
    assert "trial, cell 1 (x = 1) was never run" in str(refusal.value)
    assert "claim 'halves' does not hold" in str(refusal.value)


def test_a_chapter_that_is_changed_during_the_build_is_refused(book, monkeypatch):
    looks = []

    def seen(chapter, root):
        looks.append(chapter.slug)
        return ["changed meanwhile"] if len(looks) == 2 else []

    monkeypatch.setattr(trust, "findings", seen)
    with pytest.raises(ExtensionError, match="changed meanwhile"):
        book(notebook(text("# T")))


def test_a_missing_chapter_is_named(book, tmp_path):
    book(notebook(text("# T")))
    (tmp_path / "book" / "_toc.yml").write_text("root: index\nchapters: [{file: chapters/lost}]", encoding="utf-8")
    with pytest.raises(ExtensionError, match=r"no notebook at .*chapters/lost\.ipynb"):
        book(notebook(text("# T")))


def test_the_ledger_links_every_sentence_to_its_card(book):
    pages = book(notebook(
        text("# Halves and wholes\n\nOf {given}`729,533 <test_austen_words>` words, {given}`0.9`."),
        code("claim('halves')", outputs=[shows({"application/vnd.skbook.claim+json": record(), **CARD})]),
        claim_cell(id="seen", kind="observed", sentence="Long words are rarer.", confounds="One author only.",
                   control_fails=None)))
    page = " ".join(pages["index"].split())
    assert '<a class="reference internal" href="chapters/trial.html#claim-halves">Two halves make a whole.</a>' in page
    assert 'id="claim-halves"' in pages["chapters/trial"]
    for shown in ["2 claims in 1 chapter: 1 proved, 0 intervened, 1 observed. 1 has a control", "Halves and wholes",
                  "exactly 1 whole", "binary fractions add without rounding", "a quarter for a half: 0.75 whole",
                  "One author only.", "Long words are rarer."]:
        assert shown in page
    assert "729,533</span> words" in pages["chapters/trial"] and "test_austen" not in pages["chapters/trial"]


def test_the_ledger_follows_a_changed_chapter(book):
    book(notebook(text("# T"), claim_cell()))
    pages = book(notebook(text("# T"), claim_cell(sentence="Two halves still make a whole.")))
    assert "Two halves still make a whole." in pages["index"]


def test_counts_agree_with_grammar():
    one = Chapter(notebook(claim_cell()))
    assert ledger.summary([one]).startswith("1 claim in 1 chapter: 1 proved, ")
    assert ledger.summary([one, one]).endswith("2 have a control that was seen to fail.")
