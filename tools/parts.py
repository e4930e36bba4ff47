"""The parts of a chapter and their order: question, goals, guess, figures, theorems with checks, limits, endings.

Part of the chapter contract (``tools.contract``). Exercises are looked at in ``tools.exercises``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from tools.budget import is_visible
from tools.chapter import Cell, Chapter, Piece, is_bootstrap
from tools.findings import Finding, calls, parsed, refuse
from tools.normalise import VIEW_MIME

# Stages in the order of the page; what shares a stage may stand in any order within it.
STAGES = (("goals",), ("cold-open",), ("predict", "signature", "live", "play", "real-data"), ("limits",), ("summary",),
          ("exercise", "solution"), ("quiz",), ("reading",))
GOALS, SUMMARY_LINES, READING_ITEMS = (3, 5), 7, 6
LINE = 120  # characters of source that count as one line of the summary


def question_findings(chapter: Chapter) -> Iterator[Finding]:
    """The first cell holds the title and one sentence, the question; no other cell has a title."""
    titles = [p for p in chapter.pieces if p.kind == "heading" and p.name == "1"]
    mend = "let the first cell be `# Title` and one sentence, the question that the chapter answers"
    if [p.cell for p in titles] != [0]:
        yield refuse(chapter, f"{len(titles)} titles, in cells {[p.cell + 1 for p in titles]}", mend)
        return
    below = [p for p in chapter.pieces if p.cell == 0 and p.kind == "text" and p.line > titles[0].line]
    said = dict.fromkeys(piece.sentence for piece in below)
    if len(said) != 1 or not next(iter(said)).rstrip(" *_").endswith("?"):
        yield refuse(chapter, "the title is not followed by one question", mend, chapter.cells[0])


def goal_findings(chapter: Chapter) -> Iterator[Finding]:
    """Three to five goals, what the reader must know, and how long it takes, as the metadata says it."""
    cells = chapter.tagged("goals")
    if len(cells) != 1 or cells[0].type != "markdown":
        yield refuse(chapter, f"{len(cells)} cells tagged goals", "tag one Markdown cell: goals, prerequisites, "
                     "minutes, seconds")
        return
    if not GOALS[0] <= (n := item_count(cells[0])) <= GOALS[1]:
        yield refuse(chapter, f"{n} goals in the list", f"list {GOALS[0]} to {GOALS[1]} that one can examine", cells[0])
    if not re.search(r"prerequisite|\byou need\b", cells[0].source, re.IGNORECASE):
        yield refuse(chapter, "the goals do not say what the reader must know", "write “You need …”, with chapters "
                     "as {doc} links", cells[0])
    for key, unit in (("minutes", "minutes"), ("cpu_seconds", "seconds")):
        said = re.findall(rf"(\d+)\s*{unit}\b", cells[0].source)
        if said != [str(chapter.metadata.get(key))]:
            yield refuse(chapter, f"the goals give {', '.join(said) or 'no'} {unit}, the metadata {key} is "
                         f"{chapter.metadata.get(key)!r}", f"write “{chapter.metadata.get(key)} {unit}” once", cells[0])


def item_count(cell: Cell) -> int:
    """Items of the lists of a Markdown cell, nested ones not counted."""
    return len(re.findall(r"^(?:[-*+]|\d+[.)])\s+\S", cell.source, flags=re.MULTILINE))


def predict_findings(chapter: Chapter) -> Iterator[Finding]:
    """The reader guesses at least once, before the cell that shows the answer."""
    cells = chapter.tagged("predict")
    if not cells:
        yield refuse(chapter, "nothing to predict", "ask for a guess in an admonition of class predict, in a cell "
                     "tagged predict, right before the code cell that shows the answer")
    for cell in cells:
        here = [p for p in chapter.pieces if p.cell == cell.index and p.name == "admonition"]
        if not any("predict" in p.options.get("class", "").split() and "?" in p.body for p in here):
            yield refuse(chapter, "a cell tagged predict that asks nothing", "ask in an admonition of class predict, "
                         "with a question mark", cell)
        if not any(map(is_visible, chapter.cells[cell.index + 1: cell.index + 3])):
            yield refuse(chapter, "no cell shows the answer to this guess", "let the code cell that shows it follow, "
                         "with at most one text cell between", cell)


def part_findings(chapter: Chapter) -> Iterator[Finding]:
    """Set-up, signature, live figure, play cell, real data, limits: each tag is there, on a cell that is it."""
    for tag, (ok, what) in _PARTS.items():
        cells = chapter.tagged(tag)
        if not cells:
            yield refuse(chapter, f"no cell tagged {tag}", f"tag the cell that {what}")
        elif not any(map(ok, cells)):
            yield refuse(chapter, f"no cell tagged {tag} is what the tag says", f"tag the cell that {what}", cells[0])
    first, second = (*chapter.code[:2], None, None)[:2]
    if not (first and second and is_bootstrap(first) and "setup" in second.tags):
        yield refuse(chapter, "the first two code cells are not the set-up", "begin with the Colab cell (tags setup, "
                     "remove-cell), then the imports (tags setup, hide-input)")


def _draws_theory(cell: Cell) -> bool:
    try:
        tree = parsed(cell) if cell.type == "code" else None
    except SyntaxError:
        return False
    return tree is not None and all(calls(tree, name) for name in ("theory", "measured", "band", "finish"))


def _shows_widget(cell: Cell) -> bool:
    return any(VIEW_MIME in output.get("data", {}) for output in cell.outputs)


def _is_code(cell: Cell) -> bool:
    return cell.type == "code"


def _has_heading(cell: Cell) -> bool:
    return cell.type == "markdown" and bool(re.search(r"^#+ ", cell.source, re.MULTILINE))


_PARTS: dict[str, tuple[Callable[[Cell], bool], str]] = {
    "signature": (_draws_theory, "draws theory, measurement and spread with plots.theory, plots.measured, plots.band, "
                                 "plots.finish"),
    "live": (_shows_widget, "shows a live figure of skbook.widgets, then `make run`"),
    "play": (_is_code, "moves sliders over the chapter's functions, with ipywidgets"),
    "real-data": (_is_code, "measures something real, not only draws of our own"),
    "limits": (_has_heading, "says under a heading what this does not show, and what would change our mind"),
}


def order_findings(chapter: Chapter) -> Iterator[Finding]:
    """The parts come in the order of the design; a cell with tags of two stages stands in the earlier one."""
    staged = [(min(stages), cell) for cell in chapter.cells if (stages := _stages(cell))]
    for (before, first), (now, cell) in pairwise(staged):
        if now < before:
            yield refuse(chapter, f"{' / '.join(STAGES[now])} after {' / '.join(STAGES[before])} "
                         f"(cell {first.index + 1})",
                         "keep the order: " + ", ".join(" / ".join(stage) for stage in STAGES), cell)


def _stages(cell: Cell) -> list[int]:
    return [number for number, stage in enumerate(STAGES) if set(stage) & set(cell.tags)]


def theorem_findings(chapter: Chapter) -> Iterator[Finding]:
    """Every theorem has a claim below it, before the next theorem and before its section ends."""
    level = 1
    for i, piece in enumerate(chapter.pieces):
        level = int(piece.name) if piece.kind == "heading" else level
        if piece.kind == "directive" and piece.name == "prf:theorem":
            end = next((p.cell for p in chapter.pieces[i + 1:] if _ends(p, level)), len(chapter.cells))
            if not any(_claims(c) for c in chapter.cells[piece.cell + 1: end]):
                yield refuse(chapter, "a theorem without a numeric check below it", "put a code cell with claim(…) "
                             "before the next theorem and before the section ends", chapter.cells[piece.cell],
                             piece.content or piece.options.get("label", ""))


def _ends(piece: Piece, level: int) -> bool:
    ends = piece.kind == "heading" and int(piece.name) <= level
    return ends or (piece.kind == "directive" and piece.name == "prf:theorem")


def _claims(cell: Cell) -> bool:
    try:
        return cell.type == "code" and bool(calls(parsed(cell), "claim"))
    except SyntaxError:
        return False


def ending_findings(chapter: Chapter) -> Iterator[Finding]:
    """Summary, quiz and further reading, each in one cell."""
    for tag in ("summary", "quiz", "reading"):
        if len(cells := [c for c in chapter.tagged(tag) if c.type == "markdown"]) != 1:
            yield refuse(chapter, f"{len(cells)} Markdown cells tagged {tag}", "a chapter has one")
    for cell in chapter.tagged("summary"):
        lines = [line for line in cell.source.splitlines() if line.strip() and not line.startswith("#")]
        if (n := sum(-(-len(line) // LINE) for line in lines)) > SUMMARY_LINES:
            yield refuse(chapter, f"a summary of {n} lines", f"say it in {SUMMARY_LINES}", cell)
    if not any(p.kind == "directive" and p.name == "quiz" and "quiz" in p.tags for p in chapter.pieces):
        yield refuse(chapter, "no quiz in a cell tagged quiz", f"write ```{{quiz}} {chapter.slug}``` into it")
    for cell in chapter.tagged("reading"):
        if not 1 <= (n := item_count(cell)) <= READING_ITEMS:
            yield refuse(chapter, f"{n} items of further reading", f"list 1 to {READING_ITEMS}, each with why", cell)
