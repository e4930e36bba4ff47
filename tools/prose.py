"""The prose of the book piece by piece: text in sentences, formulas, roles, directives with their bodies.

It parses Markdown with the parser of the page itself (MyST's), so that a gate sees what a reader sees. It knows nothing
of what is allowed: that is for the gates.

>>> for piece in walk("Think {cite}`pan` of $x$."):
...     print(piece.kind, piece.name, repr(piece.content))
text  'Think '
role cite 'pan'
text  ' of '
math  'x'
text  '.'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.options import options_to_items

# The same list stands in _config.yml; tests/test_chapter.py compares the two.
EXTENSIONS = ("amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath")
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


def walk(source: str, cell: int = 0, tags: Iterable[str] = ()) -> Iterator[Piece]:
    """Yield the pieces of a Markdown text, directive bodies included; ``line`` counts from 1 within the text."""
    yield from _Walker(cell, tuple(tags)).block(source, 1, ())


@lru_cache(maxsize=1)
def _parser():
    return create_md_parser(MdParserConfig(enable_extensions=set(EXTENSIONS)), RendererHTML)


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
