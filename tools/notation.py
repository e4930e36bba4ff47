"""The table of notation as data: what stands in it, which symbols a formula uses, and whether the two agree.

``appendices/notation.yml`` has two keys. ``symbols`` is a list of entries (symbol, name, meaning, unit, code, chapter,
group, and ``local: true`` where a meaning holds in its chapter alone); ``indices`` lists letters that only count or run
over something and need no entry. Every identifier in a formula of a chapter must be one or the other; an entry that its
own chapter never uses, and a name in ``code`` that ``skbook`` does not have, are refused too. Reads formulas and source
text; imports nothing of ``skbook``. Serves every chapter.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from tools.chapter import ROOT, read_toc
from tools.findings import Finding, Page, short
from tools.latex import atoms, canonical, identifiers

TABLE = ROOT / "appendices" / "notation.yml"
FIELDS = ("symbol", "name", "meaning", "unit", "code", "chapter", "group")


@dataclass(frozen=True)
class Entry:
    """One row of the table. ``symbol`` is LaTeX; ``code`` holds names in ``skbook``; ``chapter`` introduces it.

    A ``local`` meaning holds in that chapter alone, where it goes before the one that the letter may have elsewhere.
    """

    symbol: str
    name: str
    meaning: str
    unit: str
    code: tuple[str, ...]
    chapter: str
    group: str
    local: bool = False

    @property
    def key(self) -> str:
        """What is looked up in formulas: the first identifier of the symbol with its scripts, ``H`` of ``H(p, q)``."""
        return next((atom.spelling for atom in atoms(self.symbol) if atom.base), "")


@dataclass(frozen=True)
class Table:
    """The table of notation, as the file has it."""

    entries: tuple[Entry, ...]
    indices: tuple[str, ...]

    def known(self, chapter: str | None) -> set[str]:
        """The symbols and indices that a formula of a chapter may use; ``None`` for any other page."""
        here = {entry.key for entry in self.entries if not entry.local or entry.chapter == chapter}
        return here | set(self.indices)

    @classmethod
    def load(cls, path: Path = TABLE) -> Table:
        """Read the table; ``ValueError`` names the entry that is not complete."""
        raw = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for number, row in enumerate(raw.get("symbols", ()), 1):
            if lacking := [field for field in FIELDS if row.get(field) is None]:
                raise ValueError(f"{short(path)}, entry {number} ({row.get('symbol', 'no symbol')}): lacks "
                                 f"{', '.join(lacking)}; every entry has {', '.join(FIELDS)} (code may be [])")
        rows = [Entry(**{**row, "code": tuple(row["code"])}) for row in raw.get("symbols", ())]
        return cls(tuple(rows), tuple(canonical(index) for index in raw.get("indices", ())))


def chapter_findings(page: Page, table: Table) -> Iterator[Finding]:
    """Refuse symbols of a chapter's formulas that the table does not have."""
    known = table.known(page.chapter.slug if page.chapter else None)
    for piece in page.pieces:
        if piece.kind == "math":
            for name in sorted(identifiers(piece.content, known) - known):
                yield page.finding(piece, f"the symbol ${name}$ is not in the table of notation",
                                   f"add it to {short(TABLE)}, use the symbol that is there, or put words in \\text",
                                   f"${' '.join(piece.content.split())}$")


def table_findings(table: Table, pages: Iterable[Page], package: Path = ROOT / "skbook") -> Iterator[Finding]:
    """Refuse entries that are twice there, that no formula uses, or that name code which does not exist."""
    names, slugs = public_names(package), [path.stem for path in read_toc()]
    used = {p.chapter.slug: set().union(*(identifiers(x.content, table.known(p.chapter.slug)) for x in p.pieces
                                          if x.kind == "math")) for p in pages if p.chapter}
    for number, entry in enumerate(table.entries):
        for wrong, mend in _wrong_with(entry, table, number, names, slugs, used):
            yield Finding(short(TABLE), "", f"${entry.symbol}$ {entry.name}", wrong, mend)


def _wrong_with(entry: Entry, table: Table, number: int, names: set[str], slugs: list[str],
                used: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    if not entry.key:
        yield "the symbol holds no letter that a formula could use", "write the symbol in LaTeX, without dollar signs"
    if any(_clash(entry, other) for other in table.entries[:number]) or entry.key in table.indices:
        yield "this symbol is in the table twice", ("one symbol, one meaning: rename one of them, remove it, or say "
                                                    "`local: true` if the meaning holds in its chapter alone")
    for name in [name for name in entry.code if name not in names]:
        yield (f"skbook has no public function, parameter or attribute {name!r}",
               "correct `code`, or rename in skbook so that code and page say the same")
    if entry.chapter not in slugs:
        yield f"no chapter {entry.chapter!r} in _toc.yml", f"name one of {', '.join(slugs)}"
    if entry.chapter in used and entry.key not in used[entry.chapter]:
        yield f"no formula of {entry.chapter} uses it", "remove the entry, or name the chapter that introduces it"


def _clash(entry: Entry, other: Entry) -> bool:
    """Whether a reader could take one for the other: both for the whole book, or both for one chapter."""
    alike = entry.chapter == other.chapter if entry.local or other.local else True
    return entry.symbol == other.symbol and entry.local == other.local and alike


@lru_cache(maxsize=4)
def public_names(package: Path) -> set[str]:
    """Public names of a package: ``entropy``, ``info.entropy``, ``info.entropy.p``, classes with their attributes."""
    names = set()
    for path in sorted(package.rglob("*.py")):
        module = ".".join(path.relative_to(package).with_suffix("").parts)
        for name in _names(ast.parse(path.read_text(encoding="utf-8")), ""):
            names |= {name.removeprefix("."), name.rpartition(".")[2], module + name}
    return names


def _names(scope: ast.AST, prefix: str) -> Iterator[str]:
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and (node.name == "__init__" or node.name[0] != "_"):
            yield from _defined(node, f"{prefix}.{node.name}".removesuffix(".__init__"))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (f"{prefix}.{t.id}" for t in targets if isinstance(t, ast.Name) and t.id[0] != "_")


def _defined(node: ast.FunctionDef | ast.ClassDef, name: str) -> Iterator[str]:
    yield name
    if isinstance(node, ast.ClassDef):
        yield from _names(node, name)
        return
    yield from (f"{name}.{argument.arg}" for argument in ast.walk(node.args) if isinstance(argument, ast.arg))
    yield from (f"{name.rpartition('.')[0]}.{a.attr}" for a in ast.walk(node)
                if isinstance(a, ast.Attribute) and isinstance(a.ctx, ast.Store) and a.attr[0] != "_"
                and isinstance(a.value, ast.Name) and a.value.id == "self")
