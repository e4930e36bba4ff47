"""What a gate says when it refuses: where, which words, what is wrong, and how to mend it.

Shared by the lint and the contract. Knows Python code cells with IPython magics, and the pages that are not chapters.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.chapter import ROOT, Cell, Chapter, Piece, walk

WORK = ("exercise", "solution", "quiz")  # tags and directives of what the reader does, not reads
MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)


@dataclass(frozen=True)
class Finding:
    """One refusal. ``place`` is ``cell 4`` (counted from 1) or ``line 12``; ``shown`` the sentence or code.

    >>> print(Finding("intro.md", "line 3", "It took 7 seconds.", "a typed number", "use a claim"))
    intro.md:line 3: "It took 7 seconds." — a typed number — use a claim
    """

    file: str
    place: str
    shown: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        shown = f' "{self.shown}" —' if self.shown else ""
        return f"{self.file}{f':{self.place}' if self.place else ''}:{shown} {self.wrong} — {self.mend}"


@dataclass(frozen=True)
class Page:
    """A page of the book as the lint reads it: its prose in pieces and, if it is a notebook, the chapter."""

    path: Path
    pieces: list[Piece]
    chapter: Chapter | None = None

    @classmethod
    def load(cls, path: Path | str) -> Page:
        """Read a chapter (``.ipynb``) or a Markdown page; ``ValueError`` for anything else."""
        path = Path(path)
        if path.suffix == ".ipynb":
            return cls.of(Chapter.load(path))
        if path.suffix != ".md" or not path.is_file():
            raise ValueError(f"{path} is no page: expected a chapter (.ipynb) or a Markdown page (.md) that exists")
        return cls(path, list(walk(path.read_text(encoding="utf-8"))))

    @classmethod
    def of(cls, chapter: Chapter) -> Page:
        """The page that shows a chapter."""
        return cls(chapter.path, chapter.pieces, chapter)

    @property
    def name(self) -> str:
        """The file as messages name it: from the repository's root where it lies there."""
        return short(self.path)

    def finding(self, piece: Piece, wrong: str, mend: str, shown: str = "") -> Finding:
        """A refusal of one piece of this page."""
        place = f"cell {piece.cell + 1}" if self.chapter else f"line {piece.line}"
        return Finding(self.name, place, shown or piece.sentence or piece.content, wrong, mend)


def short(path: Path) -> str:
    """A path as messages name it."""
    return str(path.resolve().relative_to(ROOT)) if path.resolve().is_relative_to(ROOT) else str(path)


def sentences(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """The pieces of running text, grouped by sentence; headings, titles, table cells and captions included.

    >>> [[p.kind for p in group] for group in sentences(list(walk("One $x$. Two.")))]
    [['text', 'math', 'text'], ['text']]
    """
    group: list[Piece] = []
    for piece in pieces:
        inline = piece.sentence and piece.kind != "heading"
        if group and (not inline or _place(piece) != _place(group[-1])):
            yield group
            group = []
        if inline:
            group.append(piece)
    if group:
        yield group


def _place(piece: Piece) -> tuple:
    return piece.cell, piece.sentence, piece.inside


def is_work(piece: Piece) -> bool:
    """Whether this piece belongs to an exercise, a solution or a quiz."""
    return bool({*piece.tags, *piece.inside} & set(WORK))


def parsed(cell: Cell) -> ast.Module:
    """The syntax tree of a code cell; magics (``%pip``) are read as ``pass``, a cell magic as an empty cell.

    Raises ``SyntaxError`` when the rest is not Python.
    """
    return ast.parse("" if cell.source.lstrip().startswith("%%") else MAGIC.sub(r"\1pass", cell.source))


def trees(chapter: Chapter) -> Iterator[tuple[Cell, ast.Module]]:
    """The code cells that are Python, each with its syntax tree; the contract names those that are not."""
    for cell in chapter.code:
        try:
            yield cell, parsed(cell)
        except SyntaxError:
            continue


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """The calls of a function, however it was imported: ``claim(...)`` and ``claims.claim(...)``."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node for node in found if name == (getattr(node.func, "attr", None) or getattr(node.func, "id", None))]


def refuse(chapter: Chapter, wrong: str, mend: str, cell: Cell | None = None, shown: str = "") -> Finding:
    """A refusal of a chapter or of one of its cells."""
    place, shown = (f"cell {cell.index + 1}", shown or cell.first_line[:80]) if cell else ("", shown)
    return Finding(short(chapter.path), place, shown, wrong, mend)
