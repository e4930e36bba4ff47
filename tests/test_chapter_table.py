"""The table of chapters says what the notebooks say of themselves, and refuses an order that cannot be read."""

import pytest
from good import chapter

from _ext.chapter_table import builds_on, table
from tools.chapter import Chapter, read_toc


def needs(*slugs):
    """Replace the prerequisites of the good chapter by links."""
    def spoil(parts):
        links = " and ".join(f"{{doc}}`{slug}`" for slug in slugs)
        goals = parts["goals"][0]
        goals.source = goals.source.replace("You need probability.", f"You need {links}.")
    return spoil


def test_a_row_gives_what_a_chapter_builds_on_and_its_times():
    first, second = chapter(path="first.ipynb"), chapter(needs("first", "../appendices/mathematics"), "second.ipynb",
                                                         needs=["torch"])
    *_, one, two = table([first, second]).splitlines()
    assert one == "| 1. {doc}`/chapters/first` | – | 50 | 30 | – |"
    assert two == "| 2. {doc}`/chapters/second` | 1 | 50 | 30 | yes |"


@pytest.mark.parametrize("slug", ["first", "later", "nowhere"])
def test_no_chapter_builds_on_itself_on_a_later_one_or_on_none(slug):
    with pytest.raises(ValueError, match=f"first builds on {slug}, which does not come before"):
        table([chapter(needs(slug), "first.ipynb"), chapter(path="later.ipynb")])


def test_the_book_can_be_read_in_its_order():
    assert len(table([Chapter.load(path) for path in read_toc()]).splitlines()) == 2 + len(read_toc())


def test_every_chapter_but_those_that_begin_a_subject_builds_on_another():
    alone = [path.stem for path in read_toc() if not builds_on(Chapter.load(path))]
    assert alone == ["kolmogorov", "entropy_and_coding"]
