"""The directive ``dataset-table``: the catalogue of data/, as a table of datasets per folder, or of their sources.

It shows what ``skbook.datasets`` reads and judges nothing. Serves the appendix on the data.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from skbook import datasets
from skbook.datasets import Dataset, Source

FOLDERS = {"text": "Texts", "genome": "Genomes", "wordfreq": "Word frequencies", "names": "Names", "facts": "Facts",
           "scaling": "Measurements on language models", "lm_results": "Our own measurement"}


class DatasetTable(SphinxDirective):
    """``{dataset-table}`` shows the datasets, folder by folder; ``{dataset-table} sources`` where they come from."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(datasets.PLACES[0] / "datasets.json"))
        wanted = self.arguments[0] if self.arguments else "datasets"
        if wanted not in ("datasets", "sources"):
            raise self.error(f"dataset-table shows 'datasets' or 'sources', not {wanted!r}")
        entries = [datasets.describe(name) for name in datasets.names()]
        if wanted == "sources":
            return self.parse_text_to_nodes(sources_table(entries))
        return [self.section(folder, title, entries) for folder, title in FOLDERS.items()]

    def section(self, folder: str, title: str, entries: list[Dataset]) -> nodes.section:
        """A heading and the table of one folder."""
        section = nodes.section("", nodes.title(title, title), names=[nodes.fully_normalize_name(title)])
        self.state.document.note_implicit_target(section, section)
        section += self.parse_text_to_nodes(datasets_table([e for e in entries if e.file.startswith(f"{folder}/")]))
        return section


def datasets_table(entries: list[Dataset]) -> str:
    """One row a dataset: its name and what it holds, from where, under which licence."""
    rows = [(f"`{e.name}` \\\n    {e.description} *{e.size}*", "; ".join(map(link, e.sources)), e.licence)
            for e in entries]
    return list_table(("Name, and what it holds", "From", "Licence"), (60, 25, 15), rows)


def sources_table(entries: list[Dataset]) -> str:
    """One row a source: its licence, whom to credit, what to cite."""
    sources = dict.fromkeys(source for entry in entries for source in entry.sources)
    rows = [(link(s), s.licence, ". ".join(part for part in (s.credit, s.cite) if part) or "–") for s in sources]
    return list_table(("Source", "Licence", "Credit and citation"), (30, 15, 55), rows)


def link(source: Source) -> str:
    """A source as a Markdown link.

    >>> link(Source("wordfreq", "https://pypi.org/project/wordfreq/", "CC BY-SA 4.0"))
    '[wordfreq](https://pypi.org/project/wordfreq/)'
    """
    return f"[{source.title}]({source.url})"


def list_table(heads: tuple[str, ...], widths: tuple[int, ...], rows: list[tuple[str, ...]]) -> str:
    """Rows of Markdown cells as a list-table."""
    cells = [f"{'*' if i == 0 else ' '} - {cell}" for row in (heads, *rows) for i, cell in enumerate(row)]
    return "\n".join(["::::{list-table}", ":header-rows: 1", f":widths: {' '.join(map(str, widths))}", "", *cells,
                      "::::"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("dataset-table", DatasetTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
