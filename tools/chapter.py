"""A chapter notebook as the gates see it: cells with tags, claims, figures, and the prose piece by piece.

Every gate (lint, contract, trust, ledger) asks this module, so that all of them see one and the same chapter. It parses
Markdown with the parser of the page itself (MyST's), directive bodies included. It knows nothing of what is allowed:
that is for the gates. It does not execute anything either: see ``tools.run``.

>>> [(p.kind, p.name, p.content, p.inside) for p in walk("Think {cite}`pan` of $x$.")]
[('text', '', 'Think ', ()), ('role', 'cite', 'pan', ()), ('text', '', ' of ', ()), ('math', '', 'x', ()), ('text', '', '.', ())]
"""  # noqa: E501

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.options import options_to_items
from nbformat import NotebookNode, v4

ROOT = Path(__file__).resolve().parent.parent
CLAIM_MIME = "application/vnd.skbook.claim+json"
# The same list stands in _config.yml; tests/test_chapter.py compares the two.
EXTENSIONS = ("amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath")
# Tags that change what a run does; the others may be edited without a new run.
RUN_TAGS = ("play", "raises-exception")
# Directives whose body is not Markdown, and those whose argument is a title in Markdown.
VERBATIM = ("code", "code-block", "code-cell", "eval-rst", "literalinclude", "raw")
TITLED = re.compile(r"admonition|dropdown|exercise|prf:.*")
ABBREVIATION = re.compile(r"(\b(e\.g|i\.e|cf|al|vs|Fig|Eq|No|pp?|ch|sec|St|Mr|Mrs|Dr)|\b[A-Z])\.$")
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(\s+)(?=[\"'“‘(\[]*[A-Z0-9])")


@dataclass(frozen=True)
class Piece:
    """One piece of prose: what it is, where it stands, and the sentence around it.

    ``kind`` is one of: text, math, role, directive, heading, code, link, image, target, html, other.
    ``name`` is the role's or directive's name, the heading's level (``"1"``), a code block's language, or for other
    the name of the parser's token.
    ``content`` is the text, the formula, the role's content, the directive's argument, the heading's plain text, the
    code, the link's or image's address, or the target's label. A newline in a text is a line break in the source.
    ``sentence`` is the whole sentence in source form (roles as ``{cite}`key```, formulas as ``$x$``), on one line.
    ``inside`` names the directives around it, outermost first. A heading, or a directive with a title, is followed by
    the pieces of that title; a directive then by those of its body.
    """

    cell: int
    line: int
    kind: str
    content: str
    sentence: str = ""
    name: str = ""
    inside: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)
    body: str = ""
    tags: tuple[str, ...] = ()


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


def walk(source: str, cell: int = 0, tags: Iterable[str] = ()) -> Iterator[Piece]:
    """Yield the pieces of a Markdown text, directive bodies included; ``line`` counts from 1 within the text."""
    yield from _Walker(cell, tuple(tags)).block(source, 1, ())


@lru_cache(maxsize=1)
def _parser():
    return create_md_parser(MdParserConfig(enable_extensions=set(EXTENSIONS)), RendererHTML)


def _cell(index: int, raw: dict[str, Any]) -> Cell:
    metadata = raw.get("metadata", {})
    return Cell(index, raw["cell_type"], raw["source"], tuple(metadata.get("tags", ())), metadata,
                raw.get("outputs", []), raw.get("execution_count"), raw.get("id", ""))


def _figure(cell: Cell) -> Figure:
    shown = cell.metadata["mystnb"]
    return Figure(cell.index, shown["figure"].get("name", ""), shown["figure"].get("caption", ""),
                  shown.get("image", {}).get("alt", ""))


def split_options(content: str) -> tuple[dict[str, str], str, int]:
    """Split a directive's content into options, body, and the number of lines before the body.

    >>> split_options(":class: dropdown\\n\\nIdea.")
    ({'class': 'dropdown'}, 'Idea.', 2)
    """
    lines, block = content.splitlines(), []
    if content.startswith("---"):
        end = next((i for i, line in enumerate(lines[1:], 1) if line.startswith("---")), len(lines))
        block, lines = lines[1:end], lines[end + 1:]
    else:
        while lines and lines[0].startswith(":") and not lines[0].startswith(":::"):
            block.append(lines.pop(0)[1:])
    while lines and not lines[0].strip():
        lines.pop(0)
    options = dict(options_to_items("\n".join(block))[0])
    return options, "\n".join(lines), len(content.splitlines()) - len(lines)


@dataclass(frozen=True)
class _Atom:
    """A part of one line of prose before it is cut into sentences; ``source`` is how the author wrote it."""

    line: int
    kind: str
    name: str
    content: str
    source: str


class _Walker:
    """Turns the parser's tokens into pieces; one walker a cell."""

    def __init__(self, cell: int, tags: tuple[str, ...]):
        self.cell, self.tags = cell, tags

    def piece(self, line: int, kind: str, content: str, inside: tuple[str, ...], **more: Any) -> Piece:
        return Piece(self.cell, line, kind, content, inside=inside, tags=self.tags, **more)

    def block(self, source: str, first_line: int, inside: tuple[str, ...]) -> Iterator[Piece]:
        line, tokens = first_line, _parser().parse(source)
        for i, token in enumerate(tokens):
            line = first_line + token.map[0] if token.map else line
            if token.type == "heading_open":
                text = _plain(tokens[i + 1])
                yield self.piece(line, "heading", text, inside, name=token.tag[1:], sentence=text)
            elif token.type == "inline":
                yield from self.inline(token, line, inside)
            elif token.type in ("fence", "colon_fence"):
                yield from self.fence(token, line, inside)
            else:
                yield from self.other(token, line, inside)

    def other(self, token: Token, line: int, inside: tuple[str, ...]) -> Iterator[Piece]:
        if token.type in ("math_block", "math_block_label", "amsmath"):
            label = {"label": token.info} if token.info else {}
            yield self.piece(line, "math", token.content.strip(), inside, name="block", options=label)
        elif token.type == "code_block":
            yield self.piece(line, "code", token.content, inside)
        elif token.type == "html_block":
            yield self.piece(line, "html", token.content, inside)
        elif token.type == "myst_target":
            yield self.piece(line, "target", token.content, inside)
        elif not token.type.endswith("_close") and token.type not in _STRUCTURE:
            yield self.piece(line, "other", token.content, inside, name=token.type.removesuffix("_open"))

    def fence(self, token: Token, line: int, inside: tuple[str, ...]) -> Iterator[Piece]:
        found = re.match(r"\{([^\s}]+)\}\s*(.*)$", token.info.strip())
        if not found:
            yield self.piece(line, "code", token.content, inside, name=token.info.strip())
            return
        name, argument = found[1], found[2].strip()
        options, body, skipped = split_options(token.content)
        yield self.piece(line, "directive", argument, inside, name=name, options=options, body=body)
        within = (*inside, name)
        if argument and TITLED.fullmatch(name):
            yield from self.block(argument, line, within)
        if name == "math":
            label = {k: v for k, v in options.items() if k == "label"}
            yield self.piece(line + 1 + skipped, "math", body.strip(), within, name="block", options=label)
        elif name in VERBATIM:
            yield self.piece(line + 1 + skipped, "code", body, within, name=argument)
        elif body:
            yield from self.block(body, line + 1 + skipped, within)

    def inline(self, token: Token, line: int, inside: tuple[str, ...]) -> Iterator[Piece]:
        atoms = _merge(_atoms(token, line))
        for sentence in _sentences(atoms):
            whole = " ".join("".join(atom.source for atom in sentence).split())
            for atom in sentence:
                yield self.piece(atom.line, atom.kind, atom.content, inside, name=atom.name, sentence=whole)


# Tokens that only group what follows: paragraphs and lists. Tables and quotations are named, for the gates to judge.
_STRUCTURE = ("paragraph_open", "bullet_list_open", "ordered_list_open", "list_item_open", "heading_open", "inline",
              "thead_open", "tbody_open", "tr_open", "th_open", "td_open", "dt_open", "dd_open",
              "myst_line_comment", "attrs_block")
_EMPHASIS = ("em_open", "em_close", "strong_open", "strong_close", "link_close", "span_open", "span_close")


def _atoms(token: Token, line: int) -> Iterator[_Atom]:
    for child in token.children or ():
        if child.type in ("text", "text_special", "softbreak", "hardbreak"):
            text = "\n" if child.type.endswith("break") else child.content
            yield _Atom(line, "text", "", text, text)
        elif child.type == "myst_role":
            yield _Atom(line, "role", child.meta["name"], child.content, f"{{{child.meta['name']}}}`{child.content}`")
        elif child.type.startswith("math_inline"):
            yield _Atom(line, "math", "", child.content, f"${child.content}$")
        elif child.type == "code_inline":
            yield _Atom(line, "code", "", child.content, f"`{child.content}`")
        elif child.type in ("link_open", "image"):
            kind, key = ("link", "href") if child.type == "link_open" else ("image", "src")
            yield _Atom(line, kind, child.content, str(child.attrs.get(key, "")), "")
        elif child.type == "html_inline":
            yield _Atom(line, "html", "", child.content, child.content)
        elif child.type not in _EMPHASIS:
            yield _Atom(line, "other", child.type, child.content, child.content)
        line += child.type in ("softbreak", "hardbreak")
        line += child.content.count("\n") if child.type == "myst_role" or child.type.startswith("math") else 0


def _merge(atoms: Iterable[_Atom]) -> list[_Atom]:
    """Join neighbouring texts, so that emphasis and line breaks hide nothing: ``**3** bits`` is one text."""
    merged: list[_Atom] = []
    for atom in atoms:
        if merged and merged[-1].kind == atom.kind == "text":
            last = merged.pop()
            atom = _Atom(last.line, "text", "", last.content + atom.content, last.source + atom.source)
        merged.append(atom)
    return merged


def _sentences(atoms: list[_Atom]) -> Iterator[list[_Atom]]:
    """Cut a run of atoms at the ends of sentences; only texts are cut, and what is not text counts as a word."""
    masked = "".join(a.content if a.kind == "text" else "X" * len(a.source) for a in atoms)
    ends = [m.end() for m in SENTENCE_END.finditer(masked) if not ABBREVIATION.search(masked[: m.start() + 1])]
    sentence, at = [], 0
    for atom in atoms:
        stop = at + len(atom.source)
        cuts = [at, *(e for e in ends if at < e < stop), stop] if atom.kind == "text" else [at, stop]
        for lo, hi in pairwise(cuts):
            if lo in ends and sentence:
                yield sentence
                sentence = []
            sentence.append(_part(atom, lo - at, hi - at))
        at = stop
    if sentence:
        yield sentence


def _part(atom: _Atom, lo: int, hi: int) -> _Atom:
    if atom.kind != "text":
        return atom
    line = atom.line + atom.content[:lo].count("\n")
    return _Atom(line, "text", "", atom.content[lo:hi], atom.source[lo:hi])


def _plain(token: Token) -> str:
    return "".join(atom.content for atom in _merge(_atoms(token, 0)) if atom.kind not in ("link", "image"))
