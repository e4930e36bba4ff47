"""The terms of the book: every one in the glossary, defined in one chapter, and before it is used.

Part of the chapter contract (``tools.contract``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from tools.chapter import ROOT, Chapter, walk
from tools.findings import Finding, refuse


def term_findings(chapter: Chapter) -> Iterator[Finding]:
    """Every term is in the glossary, and the metadata says whether it is defined here or before."""
    terms, meta = glossary(), {key: _strings(chapter.metadata.get(key)) for key in ("defines", "uses")}
    for key in ("defines", "uses"):
        for term in [term for term in meta[key] if term.lower() not in terms]:
            yield refuse(chapter, f"the term {term!r} of `{key}` is not in the glossary", "define it in "
                         "appendices/glossary.md, or correct the metadata")
    text = " ".join(chapter_text(chapter).split())
    for term in [term for term in meta["defines"] if term.lower() not in text]:
        yield refuse(chapter, f"the term {term!r} is said to be defined here, but no sentence uses it",
                     "define it in the chapter, or take it out of `defines`")
    declared = {term.lower() for key in meta for term in meta[key]}
    for piece in [piece for piece in chapter.pieces if piece.kind == "role" and piece.name == "term"]:
        target = re.sub(r".*<(.*)>", r"\1", piece.content, flags=re.DOTALL).strip().lower()
        if target not in terms or target not in declared:
            where = "the glossary" if target not in terms else "`uses` or `defines` of the metadata"
            yield refuse(chapter, f"the term {target!r} is not in {where}", "add it there, or write plain words",
                         chapter.cells[piece.cell], piece.sentence)


def _strings(values: object) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def chapter_text(chapter: Chapter) -> str:
    """The words of a chapter, in small letters."""
    return " ".join(p.content for p in chapter.pieces if p.kind == "text" or p.name == "term").lower()


@lru_cache(maxsize=2)
def glossary(path: Path = ROOT / "appendices" / "glossary.md") -> frozenset[str]:
    """The terms of the glossary, in small letters."""
    bodies = [p.body for p in walk(path.read_text(encoding="utf-8")) if p.kind == "directive" and p.name == "glossary"]
    return frozenset(line.strip().lower() for body in bodies for line in body.splitlines()
                     if line.strip() and not line[0].isspace() and not line.startswith(":"))


def book_findings(chapters: Sequence[Chapter]) -> Iterator[Finding]:
    """Between chapters, in the order of the book: a term is defined once, and before it is used."""
    home: dict[str, str] = {}
    for chapter in chapters:
        for term in [term for term in _strings(chapter.metadata.get("uses")) if term not in home]:
            yield refuse(chapter, f"it uses {term!r}, which no earlier chapter defines", "define it here, or link back")
        for term in _strings(chapter.metadata.get("defines")):
            if home.setdefault(term, chapter.slug) != chapter.slug:
                yield refuse(chapter, f"{term!r} is defined in {home[term]} already", "move it to `uses`")
