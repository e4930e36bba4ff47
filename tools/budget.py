"""The budget of a chapter: words, cells, equations, figures, claims, seconds.

What is counted. *Words* and *display equations* are those of what is read: titles, paragraphs, lists, captions, tables,
proofs and further reading, without code, formulas and addresses, and without exercises, solutions and quizzes, which
are done rather than read. *Cells* are all code cells of which the page shows code or output, exercises included;
*lines* are the lines that are not empty in cells whose code the page shows. *Figures* are those that code draws with
``plots.finish`` and those of the directive ``figure``. *Claims* are the records in the stored outputs. *Minutes* are
for reading once and following: 130 words a minute, and a stop at every display equation, figure and claim.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from tools.chapter import Cell, Chapter, Piece
from tools.findings import Finding, is_work, refuse

WORDS, CELLS, EQUATIONS, FIGURES = (2000, 2800), (20, 28), (8, 16), (5, 8)
WIDTH = 85  # characters of a line that the page shows without scrolling, measured at 1280 px
MEDIAN_LINES, LINES, CLAIMS, CONTROLS, CPU_SECONDS = 5, 25, 5, 2, 60
ALT_CHARACTERS, CAPTION_CHARACTERS = 60, 15
WORDS_A_MINUTE, MINUTES_AN_EQUATION, MINUTES_A_FIGURE, MINUTES_A_CLAIM = 130, 1.5, 1, 0.5
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True)
class Counts:
    """What a chapter spends."""

    words: int
    cells: int
    median_lines: float
    longest: int
    equations: int
    figures: int
    claims: int
    controls: int

    @property
    def minutes(self) -> int:
        """How long reading takes, in steps of five minutes."""
        return 5 * math.ceil((self.words / WORDS_A_MINUTE + MINUTES_AN_EQUATION * self.equations
                              + MINUTES_A_FIGURE * self.figures + MINUTES_A_CLAIM * self.claims) / 5)

    def __str__(self) -> str:
        return (f"{self.minutes} minutes: {self.words} words, {self.cells} visible cells (median {self.median_lines:g} "
                f"lines, longest {self.longest}), {self.equations} display equations, {self.figures} figures, "
                f"{self.claims} claims ({self.controls} with a control)")


def counts(chapter: Chapter) -> Counts:
    """Count what the budget limits."""
    read = [piece for piece in chapter.pieces if not is_work(piece)]
    lines = [line_count(cell) for cell in chapter.code if shows_code(cell)]
    return Counts(words=sum(len(_words(piece)) for piece in read),
                  cells=sum(map(is_visible, chapter.code)),
                  median_lines=median(lines) if lines else 0, longest=max(lines, default=0),
                  equations=sum(piece.kind == "math" and piece.name == "block" for piece in read),
                  figures=len(chapter.figures) + sum(map(_is_figure, chapter.pieces)),
                  claims=len(chapter.claims),
                  controls=sum(bool(claim.record.get("control")) for claim in chapter.claims))


def shows_code(cell: Cell) -> bool:
    """Whether the page shows this cell's code without a click."""
    return bool(cell.source.strip()) and not {"remove-cell", "remove-input", "hide-input"} & set(cell.tags)


def is_visible(cell: Cell) -> bool:
    """Whether the page shows this cell's code or its output."""
    hidden = {"remove-cell", "remove-output", "hide-output"} & set(cell.tags)
    return cell.type == "code" and (shows_code(cell) or bool(cell.outputs and not hidden))


def line_count(cell: Cell) -> int:
    """Lines of code that are not empty."""
    return sum(bool(line.strip()) for line in cell.source.splitlines())


def _words(piece: Piece) -> list[str]:
    """The words that a reader reads in one piece; a heading's words come again as its text."""
    if piece.kind == "role":
        return _WORD.findall(re.sub(r"<.*>", "", piece.content)) if piece.name == "term" else [piece.content]
    return _WORD.findall(re.sub(r"https?://\S+", "", piece.content)) if piece.kind == "text" else []


def _is_figure(piece: Piece) -> bool:
    return piece.kind == "directive" and piece.name == "figure"


def budget_findings(chapter: Chapter) -> Iterator[Finding]:
    """Refuse a chapter that spends too much or gives too little."""
    have = counts(chapter)
    for number, (low, high), what, more, less in (
            (have.words, WORDS, "words of prose", "say what the figures show and why it must be so",
             "cut, or move a proof into the background appendix"),
            (have.cells, CELLS, "visible code cells", "split long cells at their ideas", "merge or hide plumbing"),
            (have.equations, EQUATIONS, "display equations", "set the main statements apart", "set short ones in line"),
            (have.figures, FIGURES, "figures", "draw what the text compares", "keep one figure for one message")):
        if not low <= number <= high:
            yield refuse(chapter, f"{number} {what}, the budget is {low} to {high}", more if number < low else less)
    yield from _claim_findings(chapter, have)
    yield from _line_findings(chapter, have)
    yield from _time_findings(chapter, have)


def _claim_findings(chapter: Chapter, have: Counts) -> Iterator[Finding]:
    if have.claims < CLAIMS:
        yield refuse(chapter, f"{have.claims} claims shown, a chapter has at least {CLAIMS}",
                     f"end cells with claim(...), then `make run CH={chapter.slug}`")
    if have.controls < CONTROLS:
        yield refuse(chapter, f"{have.controls} claims with a control, a chapter has at least {CONTROLS}",
                     "change one condition of the measurement so that it must fail: control=…, control_says=…")
    ids = [claim.record.get("id") for claim in chapter.claims]
    for claim in [claim for i, claim in enumerate(chapter.claims) if ids[i] in ids[:i]]:
        yield refuse(chapter, f"the claim {claim.record['id']!r} is there twice", "give each claim its own id",
                     chapter.cells[claim.cell])


def _line_findings(chapter: Chapter, have: Counts) -> Iterator[Finding]:
    if have.median_lines > MEDIAN_LINES:
        yield refuse(chapter, f"half of the cells have {have.median_lines:g} lines or more, the median may be "
                     f"{MEDIAN_LINES}", "split cells at their ideas, and move plumbing into skbook")
    for cell in chapter.code:
        if line_count(cell) > LINES and "remove-cell" not in cell.tags:
            yield refuse(chapter, f"a cell of {line_count(cell)} lines, none may have more than {LINES}",
                         "move what is not the idea into skbook", cell)
        for line in filter(lambda line: len(line) > WIDTH, cell.source.splitlines() if shows_code(cell) else ()):
            yield refuse(chapter, f"a line of {len(line)} characters in code that is shown, the box holds {WIDTH}",
                         "break it", cell, line.strip())


def _time_findings(chapter: Chapter, have: Counts) -> Iterator[Finding]:
    minutes = chapter.metadata.get("minutes")
    if isinstance(minutes, int | float) and abs(minutes - have.minutes) > 5:
        yield refuse(chapter, f"{minutes:g} minutes of reading declared, the text takes {have.minutes}",
                     f"set skbook.minutes in the metadata, and what the goals say, to {have.minutes}")
    seconds = chapter.metadata.get("cpu_seconds")
    if isinstance(seconds, int | float) and seconds > CPU_SECONDS:
        yield refuse(chapter, f"{seconds:g} s of CPU, the budget is {CPU_SECONDS}",
                     "make the quick scale smaller (scale.pick), and show the full one as a result card")


def figure_findings(chapter: Chapter) -> Iterator[Finding]:
    """Refuse figures without caption or without an alternative text that says what they show."""
    for figure in chapter.figures:
        yield from _figure(chapter, figure.name, figure.caption, figure.alt, figure.cell)
    for piece in filter(_is_figure, chapter.pieces):
        yield from _figure(chapter, piece.content, piece.body, piece.options.get("alt", ""), piece.cell)
    for cell in chapter.code:
        drawn = any("image/png" in output.get("data", {}) for output in cell.outputs)
        if drawn and "figure" not in cell.metadata.get("mystnb", {}) and "play" not in cell.tags:
            yield refuse(chapter, "a picture without caption and alternative text",
                         "show it with plots.finish(fig, title=…, values=…)", cell)


def _figure(chapter: Chapter, name: str, caption: str, alt: str, cell: int) -> Iterator[Finding]:
    mend = "plots.finish(fig, title=…, values=…) makes both from the plotted values; the directive takes :alt: and text"
    for text, least, what in ((caption, CAPTION_CHARACTERS, "caption"), (alt, ALT_CHARACTERS, "alternative text")):
        if len(text.strip()) < least:
            yield refuse(chapter, f"the figure {name!r} has {'too short an' if text else 'no'} {what} "
                         f"({len(text.strip())} characters, at least {least})", mend, chapter.cells[cell])
