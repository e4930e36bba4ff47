"""The exercises of a chapter: how many, how hard, with solutions, and with checks that answer back.

Part of the chapter contract (``tools.contract``). That the checks are right is tested in ``tests/exercises``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.chapter import Chapter, Piece
from tools.findings import Finding, calls, refuse, trees

EXERCISES, CHECKS = (4, 6), 2


def exercise_findings(chapter: Chapter) -> Iterator[Finding]:
    """Four to six exercises with label and stars, each with a solution in a dropdown; at least two with a check."""
    exercises = [p for p in chapter.pieces if p.kind == "directive" and p.name == "exercise"]
    low, high = EXERCISES
    if not low <= (n := len(exercises)) <= high:
        yield refuse(chapter, f"{n} exercises, a chapter has {low} to {high}", "add some or keep the best")
    for number, piece in enumerate(exercises, 1):
        yield from _exercise(chapter, piece, f"{chapter.slug}-{number}")
    yield from _checks(chapter, [piece.options.get("label") for piece in exercises])


def _exercise(chapter: Chapter, piece: Piece, expected: str) -> Iterator[Finding]:
    cell, label = chapter.cells[piece.cell], piece.options.get("label", "")
    if label != expected:
        yield refuse(chapter, f"the exercise's label is {label!r}", f"number them in order: `:label: {expected}`", cell)
    if not re.search(r"(?<!★)★{1,3}(?!★)", piece.content):
        yield refuse(chapter, "an exercise without its difficulty", "put ★, ★★ or ★★★ into its title", cell)
    if "exercise" not in cell.tags:
        yield refuse(chapter, "an exercise in a cell that is not tagged exercise", "tag the cell exercise", cell)
    solutions = [p for p in chapter.pieces if p.kind == "directive" and p.name == "solution" and p.content == label]
    if len(solutions) != 1:
        yield refuse(chapter, f"{len(solutions)} solutions of {label!r}", f"write one ```{{solution}} {label}", cell)
    for solution in solutions:
        if "dropdown" not in solution.options.get("class", "") or "solution" not in solution.tags:
            yield refuse(chapter, "a solution that is open to see", "give it `:class: dropdown`, in a cell tagged "
                         "solution", chapter.cells[solution.cell], label)


def _checks(chapter: Chapter, labels: list[str | None]) -> Iterator[Finding]:
    checked = set()
    for cell, tree in trees(chapter):
        for call in calls(tree, "check"):
            label = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            checked.add(label)
            if label not in labels:
                yield refuse(chapter, f"check({label!r}, …) belongs to no exercise", "use the exercise's label", cell)
            if "exercise" not in cell.tags:
                yield refuse(chapter, "a check in a cell that is not tagged exercise", "tag the cell exercise", cell)
    if len(checked & set(labels)) < CHECKS:
        yield refuse(chapter, f"{len(checked & set(labels))} exercises with a check, a chapter has at least {CHECKS}",
                     'add a cell (tag exercise) with a blank and check("' + f'{chapter.slug}-1", answer)')
