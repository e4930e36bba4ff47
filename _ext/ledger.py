"""The directive ``{ledger}``: all claims of all chapters in one place, made from the records in their outputs.

Every sentence links to its card in the chapter. The table is made anew whenever a chapter's notebook changes.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from skbook.claims import KINDS
from tools.chapter import Chapter, read_toc

HEADS = {"Claim": 30, "Kind": 9, "Expected": 23, "Measured": 19, "Control": 19}


class Ledger(SphinxDirective):
    """All claims, a table for every chapter, with their number by kind on top."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        root = Path(self.env.srcdir)
        self.env.note_dependency(str(root / "_toc.yml"))
        chapters = []
        for path in read_toc(root):
            self.env.note_dependency(str(path))
            chapters.append(Chapter.load(path))
        with_claims = [chapter for chapter in chapters if chapter.claims]
        counts = nodes.paragraph("", summary(with_claims), classes=["sk-ledger-counts"])
        return [counts, *(_table(chapter) for chapter in with_claims)]


def summary(chapters: list[Chapter]) -> str:
    """The counts above the tables."""
    records = [claim.record for chapter in chapters for claim in chapter.claims]
    kinds = Counter(record["kind"] for record in records)
    by_kind = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS)
    controls = sum(record["control"] is not None for record in records)
    return (f"{_counted(len(records), 'claim')} in {_counted(len(chapters), 'chapter')}: {by_kind}. "
            f"{controls} {'has' if controls == 1 else 'have'} a control that was seen to fail.")


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" + ("" if n == 1 else "s")


def _table(chapter: Chapter) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in HEADS.values()), cols=len(HEADS))
    group += nodes.thead("", _row([[nodes.paragraph("", head)] for head in HEADS]))
    group += nodes.tbody("", *(_row(_cells(chapter, claim.record)) for claim in chapter.claims))
    caption = nodes.title("", "", link(chapter, "", title(chapter)))
    return nodes.table("", caption, group, classes=["sk-ledger", "colwidths-given"])


def _row(cells: list[list[nodes.Node]]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))


def _cells(chapter: Chapter, record: dict) -> list[list[nodes.Node]]:
    sentence = nodes.paragraph("", "", link(chapter, f"#claim-{record['id']}", record["sentence"]))
    confounds = [_small("Confounds", record["confounds"])] if record["confounds"] else []
    control = record["control"]
    controlled = [nodes.paragraph("", f"{control['says']}: {control['shown']}")] if control else \
        [nodes.paragraph("", "none")]
    return [[sentence, *confounds], [nodes.paragraph("", record["kind"])],
            [nodes.paragraph("", record["expect"]["shown"]), _small("Because", record["because"])],
            [nodes.paragraph("", record["measured"]["shown"])], controlled]


def title(chapter: Chapter) -> str:
    """The chapter's first heading."""
    return next((piece.content for piece in chapter.pieces if piece.kind == "heading"), chapter.slug)


def _small(label: str, text: str) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.emphasis("", f"{label}: "), nodes.Text(text), classes=["sk-ledger-more"])


def link(chapter: Chapter, anchor: str, text: str) -> nodes.reference:
    """A link to a place on a chapter's page, whose address is filled in when the page is written."""
    return nodes.reference("", text, internal=True, sk_page=f"chapters/{chapter.slug}", sk_anchor=anchor, refuri="")


def _resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fill in the addresses: they depend on the kind of output, and a card's anchor is known to HTML alone."""
    for link in list(doctree.findall(nodes.reference)):
        if "sk_page" not in link:
            continue
        if app.builder.format == "html":
            link["refuri"] = app.builder.get_relative_uri(docname, link["sk_page"]) + link["sk_anchor"]
        else:
            link.replace_self(nodes.Text(link.astext()))


def setup(app: Sphinx) -> dict:
    app.add_directive("ledger", Ledger)
    app.connect("doctree-resolved", _resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
