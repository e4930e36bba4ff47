"""The directive ``notation``: the table of symbols, from appendices/notation.yml, as sections with a table each.

It shows what ``tools.notation`` reads and judges nothing: the lint does. Serves the appendix Notation.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.notation import TABLE, Entry, Table

HEADS = ("Symbol", "Meaning", "Unit", "In the package", "Chapter")
WIDTHS = (15, 40, 15, 15, 15)


class NotationDirective(SphinxDirective):
    """Shows the table of notation, one section for each group in the order of the file."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(TABLE))
        entries = Table.load().entries
        return [self.section(group, [entry for entry in entries if entry.group == group])
                for group in dict.fromkeys(entry.group for entry in entries)]

    def section(self, title: str, entries: list[Entry]) -> nodes.section:
        """A heading and the table of one group."""
        section = nodes.section("", nodes.title(title, title), names=[nodes.fully_normalize_name(title)])
        self.state.document.note_implicit_target(section, section)
        section += self.parse_text_to_nodes(as_markdown(entries))
        return section


def as_markdown(entries: list[Entry]) -> str:
    """The rows of a group as a list-table in Markdown."""
    rows = [HEADS, *map(row, entries)]
    cells = [f"{'*' if i == 0 else ' '} - {cell}" for cells in rows for i, cell in enumerate(cells)]
    widths = " ".join(map(str, WIDTHS))
    return "\n".join(["::::{list-table}", ":header-rows: 1", f":widths: {widths}", "", *cells, "::::"])


def row(entry: Entry) -> tuple[str, ...]:
    """One entry as the cells of its row.

    >>> row(Entry("n", "length", "symbols sent", "symbols", ("coding.decode.n",), "entropy_and_coding", "Messages"))
    ('$n$', '**length**: symbols sent', 'symbols', '`coding.decode.n`', '{doc}`/chapters/entropy_and_coding`')
    """
    code = ", ".join(f"`{name}`" for name in entry.code) or "–"
    return (f"${entry.symbol}$", f"**{entry.name}**: {entry.meaning}", entry.unit, code,
            f"{{doc}}`/chapters/{entry.chapter}`{' alone' if entry.local else ''}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("notation", NotationDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
