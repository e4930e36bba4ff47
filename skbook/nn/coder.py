r"""A network as a lossless compressor: its forecasts drive the arithmetic coder of :mod:`skbook.coding`.

Knows how to turn logits into whole frequencies, in which order to code the letters of several rows at once, and how to
let encoder *and* decoder make exactly the same calls to the network. That is the cure for the float trap: on paper a
whole row at once and letter by letter give the same forecast, in floats they do not, and one frequency that differs is
enough to lose the rest of the file. With a :class:`skbook.nn.exact.ExactNetwork` even the calls may differ. Does not
know how a network is trained; ``learn`` lets one train while it codes. NumPy alone. Serves chapter 5.

A network is anything with ``config.alphabet``, ``config.context``, ``begin(n_rows)`` and ``step(last, memory)``.
The file: the number of symbols (4 bytes), then what :func:`skbook.coding.encode` writes, its checksum included.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator

import numpy as np

from skbook.checks import whole
from skbook import coding
from skbook.frequencies import MAX_TOTAL
from skbook.nn.exact import softmax_weights

HEADER = 4
AT_ONCE = 4096  # rows of known frequencies that are prepared together: twenty times as fast as one by one


def frequencies(logits, total: int = MAX_TOTAL) -> np.ndarray:
    r"""Positive whole frequencies with the given total, as near to the softmax as one in 2⁸ allows.

    .. math:: f_x = 1 + \Bigl\lfloor (F-m)\,\frac{w_x}{\sum_y w_y} \Bigr\rfloor, \qquad
              w_x = \mathrm{round}\bigl(2^{30}\, e^{\mathrm{round}_{1/256}(z_x - \max z)}\bigr)

    What rounding down leaves over goes to the likeliest letter. After the one rounding of z all is integer arithmetic.

    Parameters
    ----------
    logits : shape (..., m). A float network's are rounded, too: then two forecasts that differ in the last digit differ
        here seldom, but not never.
    total : F, from 2 m to 2¹⁶.

    Raises
    ------
    ValueError
        If a logit is not a number, or the total is out of range.

    Examples
    --------
    >>> frequencies([0.0, 1.0, 2.0], total=100).tolist()
    [9, 24, 67]
    """
    weights = softmax_weights(logits)
    m = weights.shape[-1]
    if not 2 * m <= total <= MAX_TOTAL:
        raise ValueError(f"total is {total}; it must lie between twice the {m} letters and {MAX_TOTAL}.")
    shares = 1 + weights * (total - m) // weights.sum(axis=-1, keepdims=True)  # below 2⁴⁶, exact
    over = total - shares.sum(axis=-1, keepdims=True)
    return shares + over * (np.arange(m) == weights.argmax(axis=-1)[..., None])


def code_lengths(rows_of_frequencies, symbols) -> np.ndarray:
    """What each symbol costs, log2(F / f) bits, when the coder is told these frequencies.

    >>> code_lengths([[1, 3], [2, 2]], [1, 0]).round(3).tolist()
    [0.415, 1.0]
    """
    f = np.asarray(rows_of_frequencies)
    taken = np.take_along_axis(f, np.asarray(symbols)[..., None], axis=-1)[..., 0]
    return np.log2(f.sum(axis=-1)) - np.log2(taken)


def encode(symbols, network, n_rows: int = 32, learn: Callable[[np.ndarray], object] | None = None) -> bytes:
    r"""Code a message with a network that is asked letter by letter, ``n_rows`` rows of the text side by side.

    Parameters
    ----------
    symbols : n whole numbers below ``network.config.alphabet``; may be empty.
    network : see above. It is told of each row's letters as the decoder will be, and starts every row afresh.
    n_rows : rows of ``context`` letters that are coded side by side, which only makes it faster; the decoder needs the
        same number if the network computes in floats.
    learn : called with each finished group of rows, shape (n_rows, context); it may train the network, so that the
        file needs no weights. The decoder must then begin with an equal network.

    Raises
    ------
    ValueError
        If a symbol is no whole number or unknown to the network, n_rows is below 1, or the forecasts are not numbers.
    """
    symbols = _whole(symbols)
    order = coding_order(len(symbols), network.config.context, n_rows)
    return len(symbols).to_bytes(HEADER, "little") + coding.encode(
        symbols[order].tolist(), Steps(network, len(symbols), n_rows, learn))


def decode(data: bytes, network, n_rows: int = 32, learn: Callable[[np.ndarray], object] | None = None) -> np.ndarray:
    """The message that :func:`encode` was given, with an equal network and the same ``n_rows`` and ``learn``.

    Raises
    ------
    ValueError
        If n_rows is below 1, the data are damaged or cut off, or the network forecasts anything else than the encoder's
        did.
    """
    whole(n_rows, "n_rows", 1)
    if len(data) < HEADER:
        raise ValueError(f"Truncated data: {len(data)} bytes cannot hold the {HEADER} bytes of the length.")
    n = int.from_bytes(data[:HEADER], "little")
    coded = coding.decode(data[HEADER:], n, Steps(network, n, n_rows, learn))
    symbols = np.empty(n, dtype=np.int64)
    symbols[coding_order(n, network.config.context, n_rows)] = coded
    return symbols


def sample(network, n_rows: int, rng: np.random.Generator) -> np.ndarray:
    """Rows that the network writes itself, letter by letter from its own forecasts; shape (n_rows, context).

    It is what a decoder makes of coin tosses in place of a file. ``ValueError`` if n_rows is below 1.
    """
    whole(n_rows, "n_rows", 1)
    rows, last = [], np.full(n_rows, network.config.alphabet)
    memory = network.begin(n_rows)
    for _ in range(network.config.context):
        f = frequencies(network.step(last, memory))
        last = (rng.integers(f.sum(axis=-1))[:, None] >= f.cumsum(axis=-1)).sum(axis=-1)
        rows.append(last)
    return np.stack(rows, axis=1)


def in_rows(symbols, context: int) -> np.ndarray:
    """Cut a message into rows of ``context`` letters, the last filled up with zeros; ``ValueError`` if it is below 1.

    >>> in_rows([1, 2, 3, 4, 5], context=3).tolist()
    [[1, 2, 3], [4, 5, 0]]
    """
    symbols = np.asarray(symbols)
    whole(context, "context", 1)
    return np.pad(symbols, (0, -len(symbols) % context)).reshape(-1, context)


def coding_order(n: int, context: int, n_rows: int) -> np.ndarray:
    """Places of the message in the order in which they are coded: the first letter of each row, then the second, …

    ``ValueError`` if context or n_rows is below 1.

    >>> coding_order(7, context=3, n_rows=2).tolist()
    [0, 3, 1, 4, 2, 5, 6]
    """
    whole(context, "context", 1)
    whole(n_rows, "n_rows", 1)
    place = np.arange(n)
    row, column = place // context, place % context
    return np.lexsort((row, column, row // n_rows))


def _whole(symbols) -> np.ndarray:
    symbols = np.asarray(symbols).ravel()
    if symbols.size and symbols.dtype.kind not in "iu":  # cut to whole numbers, they would come back as others
        raise ValueError(f"the symbols are of type {symbols.dtype}, but only whole numbers come back as they were: "
                         "number the letters of your alphabet from 0.")
    return symbols.astype(np.int64)


class Steps:
    """A network as a model for :func:`skbook.coding.encode`: both ends ask it letter by letter, with the same calls."""

    def __init__(self, network, n: int, n_rows: int, learn=None):
        self.network, self.n, self.n_rows, self.learn = network, n, n_rows, learn
        self.n_symbols = network.config.alphabet

    def start(self) -> "_Columns":
        return _Columns(self._columns())

    def _columns(self) -> Iterator[tuple[np.ndarray, list[int]]]:
        """The frequencies of a column of letters, and a list that holds them once they are known."""
        T, B, begins = self.network.config.context, self.n_rows, self.network.config.alphabet
        for first in range(0, self.n, B * T):
            memory, rows = self.network.begin(B), np.zeros((B, T), dtype=np.int64)
            last = np.full(B, begins)
            for t in range(T):
                here = len(range(first + t, min(self.n, first + B * T), T))  # the last group may have fewer rows
                if not here:
                    break
                told: list[int] = []
                yield frequencies(self.network.step(last, memory))[:here], told
                rows[:here, t] = told
                last = rows[:, t]
            if self.learn is not None and first + B * T <= self.n:
                self.learn(rows)


class Played:
    """Frequencies that are known beforehand, shape (n, m), as a model: an encoder can have them all at once."""

    def __init__(self, rows_of_frequencies):
        self.frequencies = np.asarray(rows_of_frequencies)
        self.n_symbols = self.frequencies.shape[-1]

    def start(self) -> "_Columns":
        return _Columns((self.frequencies[i : i + AT_ONCE], []) for i in range(0, len(self.frequencies), AT_ONCE))


class _Columns:
    """The coder's table: hands out the shares of one column after the other, and notes what was coded."""

    total = MAX_TOTAL

    def __init__(self, columns: Iterator):
        self.columns, self.starts, self.told = columns, [], []

    def _next(self) -> list[int]:
        if len(self.told) == len(self.starts):
            f, self.told = next(self.columns)
            self.starts = np.cumsum(np.pad(f, ((0, 0), (1, 0))), axis=1).tolist()
        return self.starts[len(self.told)]

    def span(self, symbol: int) -> tuple[int, int]:
        starts = self._next()
        self.told.append(symbol)
        return starts[symbol], starts[symbol + 1] - starts[symbol]

    def find(self, target: int) -> tuple[int, int, int]:
        starts = self._next()
        symbol = bisect_right(starts, target) - 1
        return symbol, *self.span(symbol)
