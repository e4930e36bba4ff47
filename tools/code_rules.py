"""The code of a chapter: Python that names what it imports, randomness that is ours, a sentence before every cell.

Part of the chapter contract (``tools.contract``). Whether the code ran is not its matter: see ``_ext/trust.py``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from tools.budget import is_visible
from tools.chapter import Cell, Chapter
from tools.findings import Finding, calls, parsed, refuse, trees

SEEDED = "rng = np.random.default_rng([CHAPTER, k]) with a new whole number k for every experiment"


def code_findings(chapter: Chapter) -> Iterator[Finding]:
    """Code that is Python, and imports that name what they import."""
    for cell in chapter.code:
        try:
            tree = parsed(cell)
        except SyntaxError as error:
            yield refuse(chapter, f"this cell is not Python ({error.msg}, line {error.lineno})", "mend it", cell)
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names):
                yield refuse(chapter, f"`from {node.module} import *`", "import the names that the chapter uses", cell)


def seed_findings(chapter: Chapter) -> Iterator[Finding]:
    """Randomness that is ours: every generator seeded by chapter and experiment, nothing global."""
    used: dict[int, Cell] = {}
    for cell, tree in trees(chapter):
        for name in _global_randomness(tree):
            yield refuse(chapter, f"{name} depends on a global state", f"use {SEEDED}", cell)
        for call in calls(tree, "default_rng"):
            k = _experiment(call)
            if k is None:
                yield refuse(chapter, "a generator that is not seeded by chapter and experiment", f"use {SEEDED}", cell,
                             ast.unparse(call))
            elif used.setdefault(k, cell) is not cell or _seen_before(tree, call, k):
                yield refuse(chapter, f"experiment {k} has two generators (also in cell {used[k].index + 1})",
                             f"use {SEEDED}", cell, ast.unparse(call))


def _experiment(call: ast.Call) -> int | None:
    """The whole number k of ``default_rng([CHAPTER, k, ...])``."""
    seeds = call.args[0].elts if len(call.args) == 1 and isinstance(call.args[0], ast.List | ast.Tuple) else []
    named = len(seeds) >= 2 and isinstance(seeds[0], ast.Name) and seeds[0].id == "CHAPTER"
    return seeds[1].value if named and isinstance(seeds[1], ast.Constant) and type(seeds[1].value) is int else None


def _seen_before(tree: ast.AST, call: ast.Call, k: int) -> bool:
    return any(_experiment(other) == k for other in calls(tree, "default_rng") if other.lineno < call.lineno)


def _global_randomness(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module]
            yield from ("the module random" for name in names if name == "random")
        elif isinstance(node, ast.Call) and re.fullmatch(r"(?:np|numpy)\.random\.[a-z_]+", ast.unparse(node.func)):
            name = ast.unparse(node.func)
            yield from () if name.endswith(".default_rng") else (name,)


def lead_in_findings(chapter: Chapter) -> Iterator[Finding]:
    """A text cell stands right before every code cell that the page shows."""
    for before, cell in pairwise(chapter.cells):
        if is_visible(cell) and before.type != "markdown" and "setup" not in cell.tags:
            yield refuse(chapter, "no text before this cell", "say in one sentence what to look for", cell)
