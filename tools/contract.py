"""The chapter contract: what every chapter contains, in which order, and how much of it. ``python -m tools.contract``.

The parts that the design of the book requires (question, goals, a guess before its answer, a check below every theorem,
a signature figure, a live figure, a play cell, real data, limits, summary, exercises, quiz, reading), their order, the
metadata, seeds and imports, terms and the budget (``tools.budget``). What stands in the sentences is not its matter:
see ``tools.lint``; nor whether outputs are fresh: see ``_ext/trust.py``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from tools import parts
from tools.budget import budget_findings, counts, figure_findings
from tools.chapter import ROOT, Cell, Chapter, read_toc
from tools.code_rules import code_findings, lead_in_findings, seed_findings
from tools.exercises import exercise_findings
from tools.findings import WORK, Finding, refuse, short
from tools.terms import book_findings, term_findings

TAGS = ("setup", "goals", "cold-open", "predict", "signature", "live", "play", "real-data", "limits", "summary",
        "exercise", "solution", "quiz", "reading", "provenance")
BUILDER_TAGS = ("remove-input", "remove-output", "remove-cell", "hide-input", "hide-output", "raises-exception",
                "nbval-ignore-output", "nbval-skip")
NEEDS = ("numpy", "numba", "torch", "llm")


def findings(chapter: Chapter) -> list[Finding]:
    """Everything that keeps a chapter from keeping the contract."""
    rules = (metadata_findings, tag_findings, parts.question_findings, parts.goal_findings, parts.predict_findings,
             parts.part_findings, parts.order_findings, parts.theorem_findings, parts.ending_findings,
             exercise_findings, code_findings, seed_findings, lead_in_findings, term_findings, figure_findings,
             budget_findings)
    return [finding for rule in rules for finding in rule(chapter)]


def metadata_findings(chapter: Chapter) -> Iterator[Finding]:
    """The metadata that every later edition reads."""
    have, parts = chapter.metadata, part_captions()
    for key, ok, must in (
            ("slug", have.get("slug") == chapter.slug, f"the file's name, {chapter.slug!r}"),
            ("part", have.get("part") in parts, f"a caption of _toc.yml: {', '.join(map(repr, parts))}"),
            ("minutes", _is_count(have.get("minutes")), "whole minutes of reading, above 0"),
            ("cpu_seconds", _is_count(have.get("cpu_seconds")), "whole seconds on one core, above 0"),
            ("needs", bool(have.get("needs")) and _are(have["needs"], NEEDS), f"a list from {', '.join(NEEDS)}"),
            ("uses", _are(have.get("uses")), "a list of terms that earlier chapters define (may be [])"),
            ("defines", bool(have.get("defines")) and _are(have["defines"]), "a list of the terms defined here"),
            ("code_sha256", _is_hash(have.get("code_sha256")), "what `make run` writes")):
        if not ok:
            yield refuse(chapter, f"the metadata skbook.{key} is {have.get(key)!r}", f"it must be {must}")


def _is_count(value: object) -> bool:
    return type(value) is int and value > 0


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{64}", value))


def _are(values: object, among: Sequence[str] = ()) -> bool:
    return isinstance(values, list) and all(isinstance(v, str) and (not among or v in among) for v in values)


@lru_cache(maxsize=1)
def part_captions(root: Path = ROOT) -> list[str]:
    """The captions of the parts in _toc.yml that hold chapters."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    return [part["caption"] for part in toc["parts"]
            if any(str(page.get("file", "")).startswith("chapters/") for page in part["chapters"])]


def tag_findings(chapter: Chapter) -> Iterator[Finding]:
    """Only tags that mean something, and exercise, solution and quiz only on cells that are one."""
    for cell in chapter.cells:
        for tag in [tag for tag in cell.tags if tag not in TAGS + BUILDER_TAGS]:
            known = ", ".join(TAGS + BUILDER_TAGS)
            yield refuse(chapter, f"the tag {tag!r} means nothing", f"use one of {known}", cell)
        for tag in set(cell.tags) & set(WORK) if cell.type == "markdown" else ():
            inside = [p for p in chapter.pieces if p.cell == cell.index and p.kind == "directive" and p.name in WORK]
            if not inside and words_of(cell) > 40:
                yield refuse(chapter, f"prose tagged {tag!r} that holds no {', '.join(WORK)}",
                             "put it into the directive, or take the tag away: the lint does not read such cells", cell)


def words_of(cell: Cell) -> int:
    """Words in the source of a cell, roughly."""
    return len(cell.source.split())


def main(files: Sequence[str] = ()) -> int:
    """Print counts and findings of the chapters named, or of all; 1 if there are any findings."""
    chapters = [Chapter.load(path) for path in files or [path for path in read_toc() if path.is_file()]]
    found = [finding for chapter in chapters for finding in findings(chapter)]
    found += [] if files else book_findings(chapters)
    print(*found, *(f"{short(c.path)}: {counts(c)}" for c in chapters), f"{len(found)} findings", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
