"""The contract accepts a chapter that keeps it, and names each part that is missing, misplaced or out of budget."""

import good
import pytest
from bad import code, shows, text
from good import FILLER, chapter, claim_cell, figure_cell

from tools import budget, contract, terms
from tools.chapter import ROOT, Chapter, read_toc
from tools.contract import findings

CHAPTERS = [path for path in read_toc() if path.is_file()]


def said(spoil=None, **metadata) -> list[str]:
    """The findings on a spoilt chapter, as an author reads them."""
    return [str(finding) for finding in findings(chapter(spoil, **metadata))]


def test_a_chapter_that_keeps_the_contract_is_accepted():
    assert said() == []


def changed(part: str, index: int, old: str, new: str):
    """Replace words in the source of one cell."""
    def spoil(parts):
        cell = parts[part][index]
        assert old in cell.source
        cell.source = cell.source.replace(old, new)
    return spoil


def without(part: str, *indices: int):
    """Leave cells out; the whole part if none is named."""
    def spoil(parts):
        parts[part] = [cell for i, cell in enumerate(parts[part]) if indices and i not in indices]
    return spoil


def untagged(part: str, index: int = 0):
    """Take the tags of a cell away."""
    return lambda parts: parts[part][index].metadata.update(tags=[])


def added(part: str, *cells):
    """Append cells to a part."""
    return lambda parts: parts[part].extend(cells)


def moved(part: str, behind: str):
    """Put a part behind another."""
    def spoil(parts):
        cells = parts.pop(part)
        parts[behind] = parts[behind] + cells
        parts[part] = []
    return spoil


def no_caption(parts):
    parts["signature"][1].metadata.mystnb.figure.caption = ""


def short_alt(parts):
    parts["signature"][1].metadata.mystnb.image.alt = "A curve."


GUESS = ":::{admonition} Predict\n:class: predict\nWhat?\n:::"
BAD = {
    "two titles": (changed("limits", 0, "## What", "# What"), "2 titles, in cells [1,"),
    "no question": (changed("title", 0, "What does a trial show?", "A trial."), "not followed by one question"),
    "two sentences below the title": (changed("title", 0, "*What", "A book. *What"), "not followed by one question"),
    "no goals cell": (untagged("goals"), "0 cells tagged goals"),
    "two goals": (changed("goals", 0, "- do it;\n", ""), "2 goals in the list"),
    "no prerequisites": (changed("goals", 0, "You need probability.", ""), "do not say what the reader must know"),
    "other minutes": (changed("goals", 0, "50 minutes", "25 minutes"), "give 25 minutes, the metadata minutes is 50"),
    "no seconds": (changed("goals", 0, ", 30 seconds to run", ""), "give no seconds, the metadata cpu_seconds is 30"),
    "nothing to predict": (untagged("predict"), "nothing to predict"),
    "a guess without question": (changed("predict", 0, "How many?", "Guess."), "asks nothing"),
    "an answer that never comes": (added("predict", text(GUESS, "predict"), *[text("Words.") for _ in range(3)]),
                                   "no cell shows the answer to this guess"),
    "a theorem without check": (without("theorem", 1), "a theorem without a numeric check below it"),
    "a check in the next section": (lambda parts: parts["theorem"].insert(1, text("## Elsewhere")),
                                    "a theorem without a numeric check"),
    "two theorems and one check": (lambda parts: parts["theorem"].insert(0, text(parts["theorem"][0].source)),
                                   "a theorem without a numeric check"),
    "no signature figure": (untagged("signature", 1), "no cell tagged signature — tag the cell that draws theory"),
    "a signature without theory": (changed("signature", 1, "plots.theory", "ax.plot"), "no cell tagged signature is"),
    "a signature without band": (changed("signature", 1, "plots.band", "ax.plot"), "no cell tagged signature is"),
    "no live figure": (untagged("live", 1), "no cell tagged live"),
    "a live figure that was not run": (lambda parts: parts["live"][1].update(outputs=[]), "no cell tagged live is"),
    "no play cell": (untagged("play", 1), "no cell tagged play"),
    "no real data": (untagged("real-data", 1), "no cell tagged real-data"),
    "no limits": (untagged("limits"), "no cell tagged limits"),
    "limits without heading": (changed("limits", 0, "## ", ""), "no cell tagged limits is"),
    "no Colab cell": (without("setup", 0), "the first two code cells are not the set-up"),
    "exercises before the summary": (moved("summary", "exercises"), "summary after exercise / solution"),
    "a live figure after the limits": (moved("live", "limits"), "live / play / real-data after limits"),
    "reading before the quiz": (moved("quiz", "reading"), "quiz after reading"),
    "no summary": (without("summary"), "0 Markdown cells tagged summary"),
    "a long summary": (changed("summary", 0, "It is short.", "A line.\n\n" * 8), "a summary of 8 lines"),
    "a summary in one long line": (changed("summary", 0, "It is short.", "word " * 200), "a summary of 9 lines"),
    "no quiz": (changed("quiz", 0, "```{quiz} trial\n```", "Later."), "no quiz in a cell tagged quiz"),
    "seven books": (changed("reading", 0, "- {cite", "- A.\n" * 6 + "- {cite"), "7 items of further reading"),
    "no books": (changed("reading", 0, "- {cite", "{cite"), "0 items of further reading"),
    "three exercises": (without("exercises", 8, 9), "3 exercises, a chapter has 4 to 6"),
    "a wrong label": (changed("exercises", 0, "trial-1", "trial-one"), "the exercise's label is 'trial-one'"),
    "no stars": (changed("exercises", 0, "★ ", ""), "an exercise without its difficulty"),
    "four stars": (changed("exercises", 0, "★", "★★★★"), "an exercise without its difficulty"),
    "no solution": (without("exercises", 2), "0 solutions of 'trial-1'"),
    "an open solution": (changed("exercises", 2, ":class: dropdown", ""), "a solution that is open to see"),
    "one check": (without("exercises", 1), "1 exercises with a check, a chapter has at least 2"),
    "a check of nothing": (changed("exercises", 1, "trial-1", "trial-9"), "check('trial-9', …) belongs to no exercise"),
    "an exercise cell without tag": (untagged("exercises", 1), "a check in a cell that is not tagged exercise"),
    "a star import": (changed("setup", 1, "import plots", "import *"), "`from skbook import *` — import the names"),
    "broken Python": (changed("play", 1, "interact(f)", "interact(f"), "this cell is not Python ("),
    "a bare generator": (changed("predict", 1, "[CHAPTER, 1]", ""), '"np.random.default_rng()" — a generator that is'),
    "a plain seed": (changed("predict", 1, "[CHAPTER, 1]", "42"), "not seeded by chapter and experiment"),
    "a computed seed": (changed("predict", 1, "[CHAPTER, 1]", "[CHAPTER, k]"), "not seeded by chapter"),
    "a seed used twice": (changed("play", 1, "interact(f)", "np.random.default_rng([CHAPTER, 1])"),
                          "experiment 1 has two generators"),
    "twice in one cell": (changed("predict", 1, "rng.random()", "np.random.default_rng([CHAPTER, 1])"),
                          "experiment 1 has two generators"),
    "global seeding": (changed("predict", 1, "rng.random()", "np.random.seed(1)"), "np.random.seed depends on"),
    "the module random": (changed("setup", 1, "import numpy", "import random\nimport numpy"), "the module random"),
    "an orphan cell": (without("play", 0), "no text before this cell — say in one sentence"),
    "a term that is nowhere": (changed("cold-open", 0, "`entropy`", "`phlogiston`"), "'phlogiston' is not in"),
    "a term of another chapter": (changed("cold-open", 0, "{term}`entropy`", "entropy, {term}`codes <code>`"),
                                  "the term 'code' is not in `uses` or `defines`"),
    "no caption": (no_caption, "has no caption"),
    "a short alternative text": (short_alt, "has too short an alternative text"),
    "a bare picture": (added("body", text("Look."), code("fig", outputs=[shows({"image/png": ""})])),
                       "a picture without caption and alternative text"),
    "a figure file without words": (added("body", text("```{figure} a.png\n```")), "has no alternative text"),
    "few words": (lambda parts: [cell.update(source=cell.source.replace(FILLER, "")) for cell in parts["body"]],
                  "words of prose, the budget is 2000 to 2800 — say"),
    "many words": (changed("limits", 0, "Much.", "word " * 900), "words of prose, the budget is 2000 to 2800 — cut"),
    "few cells": (lambda parts: [cell.metadata.update(tags=["remove-cell"]) for cell in parts["body"][1::2]
                                 if cell.source.startswith("y")], "visible code cells, the budget is 20 to 28 — split"),
    "many cells": (added("body", *[c for _ in range(9) for c in (text("So."), code("y = 1"))]), "visible code cells"),
    "no equations": (lambda parts: [cell.update(source=cell.source.replace("$$", "")) for cell in parts["body"]],
                     "0 display equations, the budget is 8 to 16"),
    "few figures": (without("body", 1, 9), "3 figures, the budget is 5 to 8"),
    "many figures": (added("body", *[c for n in range(4) for c in (text("So."), figure_cell(f"more-{n}"))]),
                     "9 figures, the budget is 5 to 8"),
    "four claims": (without("theorem"), "4 claims shown, a chapter has at least 5"),
    "a claim id used twice": (added("body", text("Again."), claim_cell("law")), "the claim 'law' is there twice"),
    "no controls": (lambda parts: [out.data["application/vnd.skbook.claim+json"].update(control=None)
                                   for part in parts.values() for cell in part for out in cell.get("outputs", [])
                                   if "application/vnd.skbook.claim+json" in out.data], "0 claims with a control"),
    "long cells": (lambda parts: [cell.update(source="y = 1\n" * 6) for cell in parts["body"]
                                  if cell.cell_type == "code"], "the median may be 5"),
    "a very long cell": (changed("play", 1, "interact(f)", "y = 1\n" * 26), "a cell of 26 lines, none may have more"),
    "a wide line": (changed("play", 1, "interact(f)", f"y = {'1' * 82}"), "a line of 86 characters"),
    "a tag of nobody": (lambda parts: parts["limits"][0].metadata.tags.append("loud"), "the tag 'loud' means nothing"),
    "prose hidden from the lint": (added("exercises", text(FILLER, "exercise")), "prose tagged 'exercise'"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_spoilt_chapter_is_refused_by_name(case):
    spoil, message = BAD[case]
    found = said(spoil)
    assert any(message in finding for finding in found), found
    assert all(" — " in finding and finding.startswith("trial.ipynb") for finding in found)


@pytest.mark.parametrize("key, value", [
    ("slug", "other"), ("part", "Part I"), ("minutes", 0), ("minutes", 12.5), ("cpu_seconds", None), ("needs", []),
    ("needs", ["scipy"]), ("uses", "entropy"), ("defines", []), ("defines", [1])])
def test_metadata_that_later_editions_could_not_read_is_refused(key, value):
    assert any(f"the metadata skbook.{key} is {value!r} — it must be " in finding for finding in said(**{key: value}))


def test_a_chapter_never_run_is_refused():
    trial = chapter()
    del trial.notebook["metadata"]["skbook"]["code_sha256"]
    assert ["skbook.code_sha256 is None" in str(f) for f in findings(trial)] == [True]


def test_more_than_a_minute_of_cpu_is_refused():
    assert any("61 s of CPU, the budget is 60" in finding for finding in said(cpu_seconds=61))


def test_minutes_are_those_that_the_text_takes():
    """2,395 words, 16 equations, 5 figures, 5 claims: 18.4 + 24 + 5 + 2.5 minutes."""
    assert any("15 minutes of reading declared, the text takes 50" in finding for finding in said(minutes=15))
    assert not any("of reading declared" in finding for finding in said(minutes=45))


@pytest.mark.parametrize("key", ["defines", "uses"])
def test_terms_missing_from_the_glossary_are_refused(key):
    found = said(**{key: ["entropy", "phlogiston"]})
    assert any(f"the term 'phlogiston' of `{key}` is not in the glossary" in finding for finding in found)


def test_a_term_that_the_chapter_never_says_is_not_defined_there():
    assert any("'typical set' is said to be defined here" in f for f in said(defines=["entropy", "typical set"]))


def test_a_term_is_used_after_it_is_defined_and_defined_once():
    first, second = chapter(), chapter(path="second.ipynb", uses=["entropy"], defines=["code"])
    assert list(terms.book_findings([first, second])) == []
    assert "which no earlier chapter defines" in str(*terms.book_findings([second, chapter(uses=["code"], defines=[])]))
    assert "'entropy' is defined in trial already" in str(*terms.book_findings([first, chapter(path="second.ipynb")]))


def test_exercises_solutions_and_quizzes_are_not_counted_as_reading():
    before = budget.counts(chapter())
    after = budget.counts(chapter(changed("exercises", 2, "As many", f"{FILLER}\n\n$$\nn\n$$\n\nAs many")))
    assert (before.words, before.equations) == (after.words, after.equations)


def test_formulas_code_and_addresses_are_no_words():
    before = budget.counts(chapter()).words
    after = budget.counts(chapter(changed("limits", 0, "Much.", "Much $a b c$ `d e f` <https://a.org/g-h-i>.")))
    assert after.words == before


def test_hidden_cells_are_not_counted():
    cells = [text("So."), code("y = 1", "remove-cell"), text("So."), code("y = 1", "hide-input")]
    assert budget.counts(chapter(added("body", *cells))).cells == budget.counts(chapter()).cells


def test_the_report_prints_counts_and_fails_on_findings(capsys, tmp_path):
    import nbformat

    nbformat.write(good.chapter().notebook, tmp_path / "trial.ipynb")
    assert contract.main([tmp_path / "trial.ipynb"]) == 0
    assert "words" in capsys.readouterr().out
    nbformat.write(good.chapter(without("summary")).notebook, tmp_path / "trial.ipynb")
    assert contract.main([tmp_path / "trial.ipynb"]) == 1
    assert "0 Markdown cells tagged summary" in capsys.readouterr().out


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_keeps_the_contract(path):
    assert [str(finding) for finding in findings(Chapter.load(path))] == []


def test_the_terms_of_the_book_are_in_order():
    assert [str(finding) for finding in terms.book_findings([Chapter.load(path) for path in CHAPTERS])] == []


def test_every_chapter_in_the_folder_is_in_the_table_of_contents():
    assert {path.stem for path in (ROOT / "chapters").glob("*.ipynb")} <= {path.stem for path in read_toc()}
