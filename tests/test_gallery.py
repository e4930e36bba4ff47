"""The gallery shows every result card, under the chapter that loads it."""

import re
import sys
from pathlib import Path

import nbformat
from nbformat import v4
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from skbook import results
from tools.chapter import ROOT, Chapter, read_toc

sys.path.insert(0, str(ROOT / "_ext"))
import gallery

SETTINGS = {"extensions": ["myst_nb", "gallery"], "nb_execution_mode": "off"}


def test_every_card_is_shown_by_a_chapter():
    shown = {name for path in read_toc() for name in gallery.loaded(Chapter.load(path))}
    assert set(results.names()) <= shown


def test_a_card_stands_under_the_chapter_that_loads_it_and_the_others_at_the_end(tmp_path):
    source = tmp_path / "book"
    (source / "chapters").mkdir(parents=True)
    (source / "_toc.yml").write_text("root: index\nchapters: [{file: chapters/trial}]", encoding="utf-8")
    (source / "index.md").write_text("# Gallery\n\n```{result-cards}\n```\n\n```{toctree}\nchapters/trial\n```\n",
                                     encoding="utf-8")
    cells = [v4.new_markdown_cell("# Machines"), v4.new_code_cell("card = results.load('machines_4_2')")]
    nbformat.write(v4.new_notebook(cells=cells), source / "chapters" / "trial.ipynb")
    with docutils_namespace():
        Sphinx(source, None, tmp_path / "html", tmp_path / "doctrees", "html", SETTINGS, status=None).build()
    page = Path(tmp_path / "html" / "index.html").read_text()
    here, _, rest = page.partition("On no page yet")
    assert '<a class="reference internal" href="chapters/trial.html">Machines</a>' in here
    for name in results.names():
        card = results.load(name)
        assert (card.says in here) == (name == "machines_4_2") and (card.says in rest) == (name != "machines_4_2")
        assert f"python -m skbook.experiments run {name} --scale full" in re.sub("<[^>]*>", "", page)
        assert card.commit in page
