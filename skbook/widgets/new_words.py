"""Live figure "read on, and count what is new": Heaps' curve of two books, its tangent, and what came of the forecast.

The counts of both books, in print and shuffled once, are read from ``new_words.json``, which
``python -m tools.build_new_words`` writes; the twin of ``state`` is in ``new_words.js``. Serves *Zipf and Heaps*.
"""

import json
from functools import lru_cache
from itertools import pairwise

import traitlets

from skbook import plots
from skbook.widgets.base import LiveFigure, count, decimal, module, source, style, whole

ORDERS = ("as printed", "shuffled")


@lru_cache(maxsize=1)
def table() -> list[dict]:
    """For each book: its name, words a block, where its parts begin, and types and singletons after each block.

    >>> [book["name"] for book in table()], table()[0]["parts"][0]
    (['Austen', 'King James'], [0, 'Emma'])
    """
    return json.loads(source("new_words.json"))


def state(book: int, order: int, read: int) -> dict:
    """Everything that the figure shows when ``read`` blocks of a book have been read.

    ``forecast`` is Good–Turing's for the next block, in hundredths of a type: singletons over words, times the words of
    a block, held constant. ``came`` is how many new types the block brought.

    Raises
    ------
    ValueError
        If there is no such book or order, or nothing was read; a place beyond the last block but one counts as that.

    Examples
    --------
    >>> now = state(0, 0, 1)
    >>> now["words"], now["types"], now["once"], now["came"]
    (10000, 1796, 969, 784)
    """
    books = table()
    if whole(book, "book") >= len(books) or whole(order, "order") >= len(ORDERS):
        raise ValueError(f"there are {len(books)} books and {len(ORDERS)} orders, counted from 0; got {book}, {order}.")
    kept = books[book]
    block, types, once = kept["block"], kept["types"][order], kept["once"][order]
    most = len(types) - 2  # the last place from which a whole block is left
    read = min(whole(read, "read", 1), most)
    new = [after - before for before, after in pairwise(types[1:])]  # in the block after each
    now = {"book": kept["name"], "order": ORDERS[order], "block": block, "read": read, "words": read * block,
           "types": types[read], "once": once[read], "curve": types, "other": kept["types"][1 - order], "new": new,
           "expected": [once[at] / at for at in range(1, most + 1)], "came": new[read - 1],
           "part": "" if order else _part(kept["parts"], read * block)}
    return now | {"sentence": _sentence(now), "sliders": {"read": [read, most, count(now["words"], "word")]}}


def _part(parts: list, words: int) -> str:
    return [name for start, name in parts if start <= words][-1]


def _sentence(now: dict) -> str:
    words, block, came = now["words"], now["block"], now["came"]
    where = f"{now['book']}, {now['order']}" + (f", {now['part']}" if now["part"] else "")
    forecast = decimal(now["once"] * block, words, 0)
    ratio = f", {decimal(came * words, now['once'] * block, 2)} times the forecast" if now["once"] else ""
    share = decimal(100 * now["once"], now["types"], 0)
    return (f"{where}: after {count(words, 'word')} the list has {count(now['types'], 'type')}, "
            f"{now['once']:,} of them seen once, which is {share} per cent. Good–Turing expects {forecast} new ones in "
            f"the next {count(block, 'word')}; {came:,} came{ratio}.")


def static_frame(book: int = 0, order: int = 0, read: int = 36):
    """One state of the figure for print: the curve with its tangent, and below it every block.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(book, order, read)
    block = now["block"]
    at = [block * i for i in range(len(now["curve"]))]
    fig, (top, bottom) = plots.subplots(2, 1, height=4.6, sharex=True)
    top.plot(at, now["other"], color=plots.COLORS["noise"], linestyle=":", label=ORDERS[1 - order])
    top.plot(at, now["curve"], color=plots.COLORS["measured"], label=now["order"])
    ahead = at[-1] - now["words"]
    plots.theory(top, [now["words"], at[-1]], [now["types"], now["types"] + ahead * now["once"] / now["words"]],
                 "forecast")
    top.set(ylabel="types")
    top.legend()
    plots.theory(bottom, at[1:-1], now["expected"], "forecast")
    plots.measured(bottom, at[1:-1], now["new"], "came", markersize=4)
    bottom.axvline(now["words"], color=plots.COLORS["noise"], linewidth=0.8)
    bottom.set(xlabel="words read", ylabel="new in next block")
    return fig


class NewWords(LiveFigure):
    """Read on in a book, in print or shuffled, and compare what is new with what Good–Turing foresaw.

    Attributes
    ----------
    book : 0 for Austen, 1 for the King James Bible; ``order`` : 0 as printed, 1 shuffled; ``read`` : blocks read.
    """

    controls = ("book", "order", "read")
    state = staticmethod(state)
    _esm = module("new_words.js")
    _css = style("new_words.css")
    book = traitlets.Int(0, min=0).tag(sync=True)
    order = traitlets.Int(0, min=0).tag(sync=True)
    read = traitlets.Int(36, min=1).tag(sync=True)
    table = traitlets.Unicode(source("new_words.json")).tag(sync=True)
    reserve = traitlets.Unicode("clamp(44rem, 59rem - 22vw, 53rem)").tag(sync=True)
