"""The lint of the prose: numbers, markup, notation, kinds of claims, style. ``python -m tools.lint [files]``.

Every rule names the place and the sentence, says what is wrong and how to mend it; one finding is enough to fail.
Without files it reads all chapters, the introduction and the appendices. It executes nothing and imports no chapter.
What a chapter must contain, and in which order, is not its matter: see ``tools.contract``.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from skbook.claims import OBSERVED_MAY_NOT_SAY
from tools.chapter import ROOT, VERBATIM, Piece
from tools.findings import Finding, Page, calls, refuse, short, trees
from tools.notation import Table, chapter_findings, table_findings
from tools.numerals import given_findings, number_findings

# The closed list of markup. Every later edition (Colab, coursework, print, concept map) reads it.
DIRECTIVES = ("prf:definition", "prf:theorem", "prf:proof", "exercise", "solution", "quiz", "figure", "admonition",
              "dropdown", "math")
ROLES = ("cite", "cite:t", "cite:p", "term", "eq", "ref", "numref", "prf:ref", "doc", "given")
ADMONITIONS = ("predict", "claim", "caution", "aside")
# The introduction and the appendices may use these as well.
PAGE_DIRECTIVES = ("list-table", "glossary", "eval-rst", "bibliography", "ledger", "result-cards", "notation",
                   "dataset-table", "chapter-table")
PLAIN = ("table", "blockquote")  # plain Markdown that the reader of chapters names
PLAIN_ON_PAGES = (*PLAIN, "dl")
CODE_ALLOWED = {*VERBATIM, "solution"}  # what tests/exercises proves right is not run on the page
# Attributes, such as {.wide}: the reader of chapters drops them, so they are looked for in the source.
ATTRIBUTES = re.compile(r"^\{[.#][A-Za-z][^}]*\}\s*$|[\])`]\{\s*(?:[.#][A-Za-z]|[a-z]+=)[^}]*\}", re.MULTILINE)
CAUSAL = (*OBSERVED_MAY_NOT_SAY, "makes", "leads to")
STYLE = (
    (re.compile(r"!(?!=)"), "an exclamation mark", "end the sentence with a full stop; a factorial belongs in $…$"),
    (re.compile(r"\bit(?: is|['’]s) (?:important|worth|interesting|useful) (?:to note|noting)\b", re.IGNORECASE),
     "throat-clearing", "say the thing itself"),
    (re.compile("[\U0001f000-\U0001faff\ufe0f\u2705\u274c\u2728\u2757\u2b50\u26a0]"), "an emoji", "say it in words"),
)


def findings(page: Page, table: Table) -> list[Finding]:
    """All refusals of one page, in the order of the rules."""
    rules = [number_findings(page), given_findings(page), markup_findings(page), style_findings(page)]
    if page.chapter:
        rules += [chapter_findings(page, table), kind_findings(page)]
    return [finding for rule in rules for finding in rule]


def markup_findings(page: Page) -> Iterator[Finding]:
    """Refuse what is not on the closed list of markup, and admonitions and classes without a meaning."""
    directives = DIRECTIVES if page.chapter else DIRECTIVES + PAGE_DIRECTIVES
    for piece in page.pieces:
        if piece.kind == "directive" and piece.name not in directives:
            yield page.finding(piece, "a directive that is not on the list", f"use one of {', '.join(directives)}",
                               f"{{{piece.name}}}")
        elif piece.kind == "role" and piece.name not in ROLES:
            yield page.finding(piece, f"the role {{{piece.name}}} is not on the list", f"use one of {', '.join(ROLES)}")
        elif piece.kind == "directive":
            yield from _class_findings(page, piece)
        else:
            yield from _other_markup(page, piece)
    for cell in page.chapter.prose if page.chapter else ():
        for found in ATTRIBUTES.finditer(cell.source):
            yield refuse(page.chapter, "attributes are not on the list of markup", "take them away", cell, found[0])


def _class_findings(page: Page, piece: Piece) -> Iterator[Finding]:
    classes = piece.options.get("class", "").split()
    shown = f"{{{piece.name}}} {piece.content}".strip()
    if piece.name == "admonition" and sum(name in ADMONITIONS for name in classes) != 1:
        yield page.finding(piece, "an admonition without one of the four meanings",
                           f"give it one class: `:class:` {', '.join(ADMONITIONS)}", shown)
    allowed = ("dropdown", *(ADMONITIONS if piece.name == "admonition" else ()))
    for name in [name for name in classes if name not in allowed]:
        yield page.finding(piece, f"the class {name!r} is not on the list", f"use {', '.join(allowed)}, or none", shown)


def _other_markup(page: Page, piece: Piece) -> Iterator[Finding]:
    allowed = "use headings, paragraphs, lists, tables, $…$, and the directives " + ", ".join(DIRECTIVES)
    if piece.kind == "html":
        yield page.finding(piece, "raw HTML", allowed, piece.content.strip())
    elif piece.kind == "image":
        yield page.finding(piece, "an image without caption", "use the directive figure, with :alt: and a caption",
                           piece.content)
    elif piece.kind == "other" and piece.name not in (PLAIN if page.chapter else PLAIN_ON_PAGES):
        yield page.finding(piece, f"markup that is not on the list ({piece.name.replace('_', ' ')})", allowed,
                           piece.content)
    elif page.chapter and piece.kind == "code" and not piece.sentence and not set(piece.inside) & CODE_ALLOWED:
        yield page.finding(piece, "code on the page that no run executes", "put it into a code cell, or into `…`",
                           piece.content.strip().partition("\n")[0])


def style_findings(page: Page) -> Iterator[Finding]:
    """Refuse exclamation marks, throat-clearing and emoji in prose."""
    for piece in page.pieces:
        for pattern, wrong, mend in STYLE if piece.kind == "text" else ():
            if pattern.search(piece.content):
                yield page.finding(piece, wrong, mend)


def kind_findings(page: Page) -> Iterator[Finding]:
    """Refuse a claim whose sentence or kind cannot be read, and an observed one that speaks of causes."""
    for cell, tree in trees(page.chapter):
        for call in calls(tree, "claim"):
            for shown, wrong, mend in _wrong_with_claim(call):
                yield Finding(page.name, f"cell {cell.index + 1}", shown, wrong, mend)


def _wrong_with_claim(call: ast.Call) -> Iterator[tuple[str, str, str]]:
    sentence, kind = _argument(call, 1, "sentence"), _argument(call, 2, "kind")
    if not (isinstance(sentence, str) and isinstance(kind, str)):
        yield (ast.unparse(call)[:80], "a claim whose sentence or kind is computed",
               "write both as plain strings, so that they are fixed before the measurement")
    elif kind == "observed":
        for word in [word for word in CAUSAL if re.search(rf"\b{word}\b", sentence, re.IGNORECASE)]:
            yield (sentence, f"an observed claim may not say {word!r}",
                   "state an association (“goes with”, “is higher where”), or intervene: set the cause yourself")


def _argument(call: ast.Call, position: int, name: str) -> object:
    """The constant that is passed, or None."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == name]
    node = named[0] if named else call.args[position] if len(call.args) > position else None
    return node.value if isinstance(node, ast.Constant) else None


def pages(root: Path = ROOT) -> list[Path]:
    """Every page of the book that stands in the repository."""
    patterns = ("chapters/*.ipynb", "intro.md", "appendices/*.md")
    return [path for pattern in patterns for path in sorted(root.glob(pattern))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every finding; 1 if there are any."""
    parser = argparse.ArgumentParser(prog="python -m tools.lint", description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, help="chapters (.ipynb) or pages (.md); all if none is named")
    files = parser.parse_args(arguments).files
    table, read = Table.load(), [Page.load(path) for path in files or pages()]
    found = [finding for page in read for finding in findings(page, table)]
    found += [] if files else table_findings(table, read)
    print(*found, f"{len(found)} findings in {', '.join(short(page.path) for page in read)}", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
