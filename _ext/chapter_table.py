"""The directive ``chapter-table``: what each chapter builds on, and how long it takes to read and to run.

A chapter builds on those that its goals link to in the sentence that begins “You need”; the times are those of its
metadata. Serves the page for instructors.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.chapter import Chapter, read_toc

NEEDS = re.compile(r"You need(.*?)\.(?=\s|\Z)", re.DOTALL)
LINK = re.compile(r"\{doc\}`(?:[^`<]*<)?([\w/]+)>?`")


class ChapterTable(SphinxDirective):
    """All chapters, in the order of the book."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        paths = read_toc(Path(self.env.srcdir))
        for path in [Path(self.env.srcdir) / "_toc.yml", *paths]:
            self.env.note_dependency(str(path))
        return self.parse_text_to_nodes(table([Chapter.load(path) for path in paths]))


def builds_on(chapter: Chapter) -> list[str]:
    """The chapters that a chapter says its reader needs."""
    needs = " ".join(words for cell in chapter.tagged("goals") for words in NEEDS.findall(cell.source))
    return list(dict.fromkeys(slug for slug in LINK.findall(needs) if "/" not in slug))


def table(chapters: list[Chapter]) -> str:
    """One row a chapter, as Markdown; ``ValueError`` if one builds on a chapter that does not come before it."""
    number = {chapter.slug: i for i, chapter in enumerate(chapters, 1)}
    rows = ["| chapter | builds on | minutes of reading | seconds of running | trains networks |",
            "| :--- | :--- | ---: | ---: | :--- |"]
    for chapter in chapters:
        on = builds_on(chapter)
        if late := [slug for slug in on if number.get(slug, len(chapters)) >= number[chapter.slug]]:
            raise ValueError(f"{chapter.slug} builds on {late[0]}, which does not come before it: mend its goals.")
        about = chapter.metadata
        rows.append(f"| {number[chapter.slug]}. {{doc}}`/chapters/{chapter.slug}` | "
                    f"{', '.join(map(str, sorted(number[slug] for slug in on))) or '–'} | {about['minutes']} | "
                    f"{about['cpu_seconds']} | {'yes' if 'torch' in about['needs'] else '–'} |")
    return "\n".join(rows)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("chapter-table", ChapterTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
