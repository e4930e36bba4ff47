"""A chapter notebook as the gates see it: cells with tags, claims, figures, and the fingerprint of its code.

Every gate (lint, contract, trust, ledger) asks this module, so that all of them see one and the same chapter; its prose
comes from ``tools.prose``. It executes nothing: see ``tools.run``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from nbformat import NotebookNode, v4

from skbook.claims import MIME as CLAIM_MIME
from tools.prose import VERBATIM, Piece, walk

__all__ = ["CLAIM_MIME", "ROOT", "VERBATIM", "Cell", "Chapter", "Claim", "Figure", "Piece", "RunFailed",
           "is_bootstrap", "read_toc", "walk", "where"]

ROOT = Path(__file__).resolve().parent.parent
# Tags that change what a run does; the others may be edited without a new run.
RUN_TAGS = ("play", "raises-exception")


@dataclass(frozen=True)
class Cell:
    """One cell: its place in the notebook (from 0), type, source, tags and what a run left in it."""

    index: int
    type: str
    source: str
    tags: tuple[str, ...]
    metadata: dict[str, Any]
    outputs: list[dict[str, Any]]
    execution_count: int | None
    id: str

    @property
    def first_line(self) -> str:
        """The first line that is not empty, for messages."""
        return next((line.strip() for line in self.source.splitlines() if line.strip()), "")


@dataclass(frozen=True)
class Claim:
    """A claim's record as it stands in the outputs of one cell."""

    cell: int
    record: dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """A figure drawn by one cell, with what the page will know about it."""

    cell: int
    name: str
    caption: str
    alt: str


class Chapter:
    """A chapter notebook, read once and never changed.

    >>> Chapter.load(ROOT / "no" / "such.ipynb")
    Traceback (most recent call last):
        ...
    ValueError: no notebook at ...such.ipynb: expected a chapter such as chapters/entropy_and_coding.ipynb
    """

    def __init__(self, notebook: NotebookNode, path: Path | str = "chapter.ipynb"):
        """Take a notebook (version 4) and the path, or the slug, it came from."""
        self.path = Path(path)
        self.notebook = notebook
        self.cells = [_cell(i, raw) for i, raw in enumerate(notebook.cells)]

    @classmethod
    def load(cls, path: Path | str) -> Chapter:
        """Read a notebook file; ``ValueError`` when it is not there or is no notebook."""
        path = Path(path)
        if not path.is_file():
            raise ValueError(f"no notebook at {path}: expected a chapter such as chapters/entropy_and_coding.ipynb")
        try:
            # Not nbformat.read: that would fill missing cell ids with random ones.
            return cls(v4.reads(path.read_text(encoding="utf-8")), path)
        except json.JSONDecodeError as error:
            raise ValueError(f"{path} is not JSON ({error}): restore it, or save it again from Jupyter") from None
        except (AttributeError, KeyError, TypeError):
            raise ValueError(f"{path} is not a notebook of version 4: save it again from Jupyter") from None

    @property
    def slug(self) -> str:
        """The chapter's name in addresses: the file's name without its ending."""
        return self.path.stem

    @property
    def metadata(self) -> dict[str, Any]:
        """What the notebook says of itself under ``skbook`` (slug, minutes, needs, uses, defines, code_sha256 …)."""
        return self.notebook.get("metadata", {}).get("skbook", {})

    @property
    def code(self) -> list[Cell]:
        """The code cells, in order."""
        return [cell for cell in self.cells if cell.type == "code"]

    @property
    def prose(self) -> list[Cell]:
        """The Markdown cells, in order."""
        return [cell for cell in self.cells if cell.type == "markdown"]

    def tagged(self, tag: str) -> list[Cell]:
        """The cells that carry a tag."""
        return [cell for cell in self.cells if tag in cell.tags]

    @cached_property
    def claims(self) -> list[Claim]:
        """The records of all claims, in order of the page."""
        records = [(c.index, out["data"][CLAIM_MIME]) for c in self.code for out in c.outputs
                   if CLAIM_MIME in out.get("data", {})]
        return [Claim(index, record) for index, record in records]

    @cached_property
    def figures(self) -> list[Figure]:
        """The figures that cells draw, with name, caption and alt text as ``make run`` has written them."""
        return [_figure(cell) for cell in self.code if "figure" in cell.metadata.get("mystnb", {})]

    @property
    def code_sha256(self) -> str:
        """Fingerprint of everything that a run executes: sources of the code cells, and the tags that change a run.

        The Colab cell is left out: it does nothing elsewhere, and its address comes from pyproject.toml.
        """
        parts = [[cell.source, sorted(set(cell.tags) & set(RUN_TAGS))] for cell in self.code if not is_bootstrap(cell)]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

    @cached_property
    def pieces(self) -> list[Piece]:
        """All prose of the chapter, piece by piece."""
        return [piece for cell in self.prose for piece in walk(cell.source, cell.index, cell.tags)]


class RunFailed(ValueError):
    """A chapter that could not be run, or whose outputs the page could not show; names the cell."""


def where(slug: str, cell: Cell) -> str:
    """How messages name a cell: chapter, number from 1 (text cells counted), first line.

    >>> where("zipf_and_heaps", Cell(4, "code", "\\ncurve = zipf(words)", (), {}, [], None, ""))
    'zipf_and_heaps, cell 5 (curve = zipf(words))'
    """
    return f"{slug}, cell {cell.index + 1} ({cell.first_line[:60]})"


def is_bootstrap(cell: Cell) -> bool:
    """Whether this is the hidden cell that installs ``skbook`` in Colab."""
    return {"setup", "remove-cell"} <= set(cell.tags)


def read_toc(root: Path = ROOT) -> list[Path]:
    """The files of ``_toc.yml`` below chapters/, in the order of the book."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    names = [name.removesuffix(".ipynb") for name in _files(toc)]
    return [root / f"{name}.ipynb" for name in names if name.startswith("chapters/")]


def _files(toc: Any) -> Iterator[str]:
    if isinstance(toc, dict) and "file" in toc:
        yield toc["file"]
    for inner in toc.values() if isinstance(toc, dict) else toc if isinstance(toc, list) else ():
        yield from _files(inner)


def _cell(index: int, raw: dict[str, Any]) -> Cell:
    metadata = raw.get("metadata", {})
    return Cell(index, raw["cell_type"], raw["source"], tuple(metadata.get("tags", ())), metadata,
                raw.get("outputs", []), raw.get("execution_count"), raw.get("id", ""))


def _figure(cell: Cell) -> Figure:
    shown = cell.metadata["mystnb"]
    return Figure(cell.index, shown["figure"].get("name", ""), shown["figure"].get("caption", ""),
                  shown.get("image", {}).get("alt", ""))
