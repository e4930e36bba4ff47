"""The directive ``{result-cards}``: all result cards, under the chapters that show their numbers.

A card belongs to the first chapter whose code loads it. What stands on the page is the card's own provenance.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ledger import link, title

from skbook import datasets, results
from skbook.results import Card
from tools.chapter import Chapter, read_toc

LOADS = re.compile(r"""results\.load\(\s*["'](\w+)["']""")


class Gallery(SphinxDirective):
    """All result cards, chapter by chapter."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(datasets.PLACES[0] / "SHA256SUMS"))
        self.env.note_dependency(str(Path(self.env.srcdir) / "_toc.yml"))
        chapters = []
        for path in read_toc(Path(self.env.srcdir)):
            self.env.note_dependency(str(path))
            chapters.append(Chapter.load(path))
        left = results.names()
        sections = []
        for chapter in chapters:
            shown = [name for name in loaded(chapter) if name in left]
            left = [name for name in left if name not in shown]
            sections += [self.section(title(chapter), shown, chapter)] if shown else []
        return sections + ([self.section("On no page yet", left)] if left else [])

    def section(self, words: str, names: list[str], chapter: Chapter | None = None) -> nodes.section:
        """A heading, which links to the chapter, and its cards."""
        heading = nodes.title(words, "", link(chapter, "", words) if chapter else nodes.Text(words))
        section = nodes.section("", heading, names=[nodes.fully_normalize_name(words)])
        self.state.document.note_implicit_target(section, section)
        section += [shown_card(results.load(name)) for name in names]
        return section


def loaded(chapter: Chapter) -> list[str]:
    """The cards that the code of a chapter loads, in order of the page."""
    return list(dict.fromkeys(name for cell in chapter.code for name in LOADS.findall(cell.source)))


def shown_card(card: Card) -> nodes.container:
    """A card as chapters show it, with the command that makes it again."""
    again = f"python -m skbook.experiments run {card.name} --scale full"
    rows = [("name", nodes.literal("", card.name)), *((label, nodes.Text(text)) for label, text in card.provenance()),
            ("again", nodes.literal("", again))]
    items = [nodes.definition_list_item("", nodes.term("", label), nodes.definition("", words))
             for label, words in rows]
    return nodes.container("", nodes.paragraph("", "Result card", classes=["sk-claim-head"]),
                           nodes.paragraph("", card.says, classes=["sk-claim-sentence"]),
                           nodes.definition_list("", *items), classes=["sk-claim", "sk-holds"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive; its links are resolved by the ledger's extension."""
    app.setup_extension("ledger")
    app.add_directive("result-cards", Gallery)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
