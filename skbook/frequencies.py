"""What the arithmetic coder is told before each symbol: positive whole frequencies with a total of at most 2¹⁶.

A *model* is any callable from the symbols so far (a list of ints, not to be changed) to one frequency for each possible
next symbol. Both ends of a code must compute the same frequencies, which is why they are integers: two processors may
differ in the last digit of a float. Asking a callable costs at least the length of its answer, each time. A model may
therefore also have a method ``start()`` that returns a fresh *table*, and the coder then asks the table instead:

- ``table.total``: the sum of the current frequencies, read once before each symbol;
- ``table.span(symbol)``: ``(start, frequency)``, the symbol's share [start, start + frequency) of [0, total);
- ``table.find(target)``: ``(symbol, start, frequency)`` of the share in which ``target`` lies.

``span`` and ``find`` also let the table learn the symbol. A model with a known alphabet says so in ``n_symbols``.
Knows two such models, one that learns nothing and one that counts. Serves chapter 2, through :mod:`skbook.coding`.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import index

import numpy as np

from skbook.checks import numbers, whole

MAX_TOTAL = 2**16


class Static:
    r"""The same frequencies before every symbol; O(1) a symbol in both directions.

    .. math:: q(x \mid \text{anything}) = f_x / F, \qquad F = \sum_x f_x \le 2^{16}

    Parameters
    ----------
    frequencies : one positive int for each symbol. :func:`quantise` makes them from probabilities or large counts.

    Raises
    ------
    ValueError
        If a frequency is not a positive whole number, or the total exceeds 2¹⁶.

    Examples
    --------
    >>> Static([3, 1])([0, 1, 1])
    [3, 1]
    """

    def __init__(self, frequencies: Sequence[int]):
        self.frequencies = checked(frequencies)
        self.n_symbols = len(self.frequencies)
        self.total = sum(self.frequencies)
        starts = [0, *np.cumsum(self.frequencies).tolist()]
        self._spans = list(zip(starts, self.frequencies, strict=False))
        self._owner = np.repeat(np.arange(self.n_symbols), self.frequencies).tolist()  # of each unit in [0, total)

    def __call__(self, prefix: list[int]) -> list[int]:
        return list(self.frequencies)

    def __repr__(self):
        return f"Static({self.frequencies})" if self.n_symbols <= 8 else f"Static(<{self.n_symbols} frequencies>)"

    def start(self) -> "Static":
        return self  # it learns nothing, so it is its own table

    def span(self, symbol: int) -> tuple[int, int]:
        return self._spans[symbol]

    def find(self, target: int) -> tuple[int, int, int]:
        symbol = self._owner[target]
        return symbol, *self._spans[symbol]


class Adaptive:
    r"""Laplace's rule: each symbol's count so far, plus one; the decoder counts along and needs no table in advance.

    .. math:: q(x \mid x_{1:n}) = \frac{n_x + 1}{n + m}, \qquad m \text{ symbols}

    When n + m would exceed 2¹⁶ all counts are halved, rounding up, and the model starts to forget the distant past.
    Counts stand at the leaves of a binary tree, so a symbol costs log₂ m steps however long the message is.

    Parameters
    ----------
    n_symbols : size m of the alphabet, 1 to 2¹⁵ (beyond, halving would leave no room to count).

    Raises
    ------
    ValueError
        If n_symbols is out of range.

    Examples
    --------
    >>> Adaptive(3)([0, 0, 2])
    [3, 1, 2]

    Source: the tree is that of Fenwick, A new data structure for cumulative frequency tables, Software: Practice and
    Experience 24 (1994), with left sums in the nodes.
    """

    def __init__(self, n_symbols: int):
        self.n_symbols = whole(n_symbols, "n_symbols", 1)
        if self.n_symbols > 2**15:
            raise ValueError(f"n_symbols is {n_symbols}, above {2**15}; split the symbols into two smaller ones.")

    def __call__(self, prefix: list[int]) -> list[int]:
        table = self.start()
        for symbol in prefix:
            table.span(symbol)
        return list(table.counts)

    def __repr__(self):
        return f"Adaptive({self.n_symbols})"

    def start(self) -> "_CountTree":
        return _CountTree([1] * self.n_symbols)


class _CountTree:
    """Counts at the leaves of a binary tree. ``left[node]`` is what lies under the node's left child: one number at
    each fork answers "left or right?" while decoding and "how much lies before?" while encoding."""

    def __init__(self, counts: list[int]):
        self._plant(counts)

    def _plant(self, counts: list[int]):
        self.counts = counts
        self.total = sum(counts)
        self.size = 1 << (len(counts) - 1).bit_length()  # leaves; node 1 is the root, 2k and 2k + 1 are k's children
        sums = [0] * self.size + counts + [0] * (self.size - len(counts))
        for node in range(self.size - 1, 0, -1):
            sums[node] = sums[2 * node] + sums[2 * node + 1]
        self.left = sums[::2]

    def span(self, symbol: int) -> tuple[int, int]:
        left, start, node = self.left, 0, symbol + self.size
        while node > 1:  # from the leaf up
            parent = node >> 1
            if node & 1:
                start += left[parent]
            else:
                left[parent] += 1
            node = parent
        return start, self._count(symbol)

    def find(self, target: int) -> tuple[int, int, int]:
        left, start, node, size = self.left, 0, 1, self.size
        while node < size:  # from the root down
            below = left[node]
            if target < start + below:
                left[node] = below + 1
                node = 2 * node
            else:
                start += below
                node = 2 * node + 1
        return node - size, start, self._count(node - size)

    def _count(self, symbol: int) -> int:
        """Count the symbol once more and return what it had before."""
        frequency = self.counts[symbol]
        self.counts[symbol] = frequency + 1
        self.total += 1
        if self.total > MAX_TOTAL:  # rare: 2¹⁴ symbols or more pass between two halvings
            self._plant([(count + 1) // 2 for count in self.counts])
        return frequency


class PrefixTable:
    """The table of a plain callable: asks it once for each symbol, and checks every answer."""

    def __init__(self, model):
        self.model = model
        self.prefix: list[int] = []

    @property
    def total(self) -> int:
        self._frequencies = checked(self.model(self.prefix))
        return sum(self._frequencies)

    def span(self, symbol: int) -> tuple[int, int]:
        if symbol >= len(self._frequencies):
            raise ValueError(f"symbol {symbol} at position {len(self.prefix)} is unknown: the model gave frequencies "
                             f"for 0 to {len(self._frequencies) - 1} only.")
        self.prefix.append(symbol)
        return sum(self._frequencies[:symbol]), self._frequencies[symbol]

    def find(self, target: int) -> tuple[int, int, int]:
        symbol = bisect_right(list(accumulate(self._frequencies)), target)
        return symbol, *self.span(symbol)


def quantise(weights, total: int = MAX_TOTAL) -> list[int]:
    r"""Positive frequencies with the given total, as near to proportional to the weights as the floor of 1 allows.

    .. math:: f_x = 1 + \lfloor (F-m)\,p_x \rfloor \ (+1), \qquad D(p\,\|\,f/F) \le -\log_2(1 - m/F)

    Parameters
    ----------
    weights : shape (m,), probabilities or counts, not negative, not all 0; weight 0 still gets frequency 1, so that
        nothing is impossible. The units left by rounding down go to the largest remainders, first come first served.
    total : F, from m to 2¹⁶.

    Raises
    ------
    ValueError
        If a weight is negative or not finite, all are 0, or total is out of range.

    Examples
    --------
    >>> quantise([0.7, 0.2, 0.1], total=16)
    [10, 4, 2]
    """
    weights, total = _weights(weights), whole(total, "total", 1)
    m = len(weights)
    if not m <= total <= MAX_TOTAL:
        raise ValueError(f"total is {total}; it must lie between the {m} symbols, each at least 1, and {MAX_TOTAL}.")
    share = (total - m) * (weights / math.fsum(weights))  # fsum: the same on every machine, in any order
    frequencies = 1 + np.floor(share).astype(int)
    short = total - int(frequencies.sum())
    largest_first = np.argsort(np.floor(share) - share, kind="stable")
    frequencies[largest_first[:short]] += 1
    return frequencies.tolist()


def _weights(weights) -> np.ndarray:
    """The weights as floats, the largest of them 1."""
    weights = numbers(weights, "weights")
    if weights.ndim != 1 or weights.min() < 0 or not weights.max() > 0:
        raise ValueError(f"weights of shape {weights.shape} must be one number ≥ 0 for each symbol, not all 0.")
    return weights / weights.max()


def checked(frequencies) -> list[int]:
    """The frequencies as a list of ints, or a refusal that says how to mend them."""
    values = frequencies.tolist() if isinstance(frequencies, np.ndarray) else frequencies
    try:
        values = [index(value) for value in values]
    except TypeError:
        raise ValueError(f"frequencies must be whole numbers, got {frequencies!r:.80}; "
                         "quantise() makes them from probabilities.") from None
    if not values or min(values) < 1:
        raise ValueError(f"frequencies must hold at least one number and none below 1, got {frequencies!r:.80}: "
                         "a symbol with frequency 0 could never be coded.")
    if sum(values) > MAX_TOTAL:
        raise ValueError(f"frequencies sum to {sum(values)}, above {MAX_TOTAL}; scale them with quantise().")
    return values
