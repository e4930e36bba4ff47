"""The table of the live figure on new words is what the build writes."""

from skbook.widgets.base import source
from skbook.widgets.new_words import table
from tools import build_new_words


def test_the_table_is_built_from_the_books():
    assert source("new_words.json") == build_new_words.build()


def test_counts_of_the_whole_book_do_not_depend_on_the_order():
    for book in table():
        printed, shuffled = book["types"]
        assert len(printed) == len(shuffled) and printed[0] == shuffled[0] == 0
        assert abs(printed[-1] - shuffled[-1]) < 100  # less than a block is left after the last
