r"""Models of a text by context trees of growing size: which letter comes next, told by the longest stored context.

Knows every context of up to a given number of letters that stands in the text, what it costs to store, and what it then
saves. The cost of a tree and what it saves are sums over its contexts, so for every price the best tree is found
exactly: a branch is kept when it saves more bits than it costs. Does not know probabilities of contexts that were not
stored; numbers of bits are ideal code lengths. Serves the chapter on the structure function.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from skbook.bit_families import number
from skbook.letters import ALPHABET, encode_letters
from skbook.structure import Model

LETTERS = len(ALPHABET)
LEVEL_BITS, STEPS = 4, 2  # a share is 2^(−level / STEPS) of the largest share in its row
LEVELS = 1 << LEVEL_BITS
BRANCH_BITS, NO_BRANCH_BITS = 4.0, -math.log2(1 - 1 / 16)  # one possible child in sixteen is there


@dataclass(frozen=True)
class Depth:
    """All contexts of one length that stand in a text, in the order of their numbers."""

    parent: np.ndarray  # shape (contexts,): which context of the depth above is this one without its oldest letter
    cost_bits: np.ndarray  # what storing this context adds to the model
    saved_bits: np.ndarray  # what that takes off the data, where the parent is stored, too


class ContextTrees:
    r"""All context trees of a text, and the best of them at every price.

    A tree is a set of contexts that holds, with each, the context without its oldest letter. The next letter is
    forecast by the longest stored context that fits. A stored context tells which letters follow it in the text, and
    for each of them a share :math:`2^{-l/2}` of the largest with a level l of four bits. Its price is the word of the
    number of followers, :math:`\lceil\log_2\binom{27}{s}\rceil` bits for which s they are, four bits for each level
    (none if there is only one follower), and ideal code lengths for which of its 27 possible children are stored,
    :math:`\log_2 16` for each that is and :math:`\log_2\frac{16}{15}` for each that is not.

    Parameters
    ----------
    text : letters a to z and spaces (:func:`skbook.letters.letters`).
    max_order : the longest context, in letters.

    Raises
    ------
    ValueError
        If the text is empty or holds other characters, or max_order is not a whole number from 0 to 10.

    Examples
    --------
    >>> trees = ContextTrees("abracadabra" * 40, max_order=3)
    >>> trees.best(price=1.0).says, round(trees.best(price=1.0).total_bits)
    ('10 contexts', 282)
    """

    def __init__(self, text: str, max_order: int):
        if isinstance(max_order, bool) or not isinstance(max_order, int) or not 0 <= max_order <= 10:
            raise ValueError(f"max_order must be a whole number of letters from 0 to 10, got {max_order!r}.")
        if not text:
            raise ValueError("the text is empty: give it at least one letter.")
        self.text, self.max_order = text, max_order
        self.depths = list(_grow(np.array(encode_letters(text)), max_order))
        self.root_bits = float(-self.depths[0].saved_bits[0])  # data bits of the tree that is the empty context alone

    def best(self, price: float) -> Model:
        """The tree for which price · (model bits) + (data bits) is smallest; exact.

        ``price`` is what one stored bit must save to be stored. At 1 the two-part code is shortest. The pairs of all
        prices are the corners of the lower convex hull of the structure function, where its slope passes −price.

        Raises
        ------
        ValueError
            If price is negative or no number.
        """
        if not price >= 0:
            raise ValueError(f"price is what a stored bit must save, from 0 up, got {price!r}.")
        worth = [np.zeros(0)]  # of each context's best branch, from the deepest up
        for k in range(self.max_order, 0, -1):
            here = self.depths[k].saved_bits - price * self.depths[k].cost_bits
            below = np.bincount(self.depths[k + 1].parent, worth[-1], len(here)) if k < self.max_order else 0
            worth.append(np.maximum(here + below, 0))
        kept, model_bits, data_bits, contexts = np.ones(1, bool), self.depths[0].cost_bits[0], self.root_bits, 1
        for depth, value in zip(self.depths[1:], worth[:0:-1], strict=True):
            kept = kept[depth.parent] & (value > 0)
            model_bits += depth.cost_bits[kept].sum()
            data_bits -= depth.saved_bits[kept].sum()
            contexts += int(kept.sum())
        return Model(float(model_bits), float(data_bits), f"{contexts:,} context{'s' if contexts > 1 else ''}")

    def family(self, text: str) -> Iterator[Model]:
        """The best trees at prices from 2¹⁵ down to 2⁻⁵, as a family for ``structure_function``."""
        if text != self.text:
            raise ValueError("these trees were grown on another text.")
        for power in np.arange(15, -5.01, -0.25):
            yield self.best(2.0**power)


def _grow(numbers: np.ndarray, max_order: int) -> Iterator[Depth]:
    """The contexts depth by depth, each with its row of followers; before the text stand spaces (number 0).

    An entry is a context and a letter that follows it, written as one number to base 27: the oldest letter of the
    context is the first digit, the letter that follows the last. Arrays over entries are in the order of these numbers.
    """
    padded = np.concatenate([np.zeros(max_order, dtype=np.int64), numbers])
    context = np.zeros(len(numbers), dtype=np.int64)
    above = above_share = np.zeros(0)  # entries of the depth above and the logarithms of their shares
    for k in range(max_order + 1):
        if k:
            context = context + padded[max_order - k:len(padded) - k] * LETTERS ** (k - 1)
        entries, times = np.unique(context * LETTERS + numbers, return_counts=True)
        contexts, at = np.unique(entries // LETTERS, return_inverse=True)
        share = _shares(at, times)
        saved, parent = -np.bincount(at, -times * share), np.zeros(1, dtype=np.int64)
        if k:
            suffix = contexts % LETTERS ** (k - 1)
            parent = np.searchsorted(np.unique(above // LETTERS), suffix)
            there = np.searchsorted(above, suffix[at] * LETTERS + entries % LETTERS)
            saved = saved + np.bincount(at, -times * above_share[there])
        yield Depth(parent, _cost(at, k, max_order), saved)
        above, above_share = entries, share


def _shares(at: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Log2 of the forecast that a rounded row gives each of its entries; ``at`` says which row an entry is in."""
    most = np.zeros(at[-1] + 1)
    np.maximum.at(most, at, times)
    level = np.clip(np.rint(STEPS * np.log2(most[at] / times)), 0, LEVELS - 1)
    return -level / STEPS - np.log2(np.bincount(at, 2.0 ** (-level / STEPS)))[at]


def _cost(at: np.ndarray, k: int, max_order: int) -> np.ndarray:
    """Bits to store each context of k letters: that it is there, its row, which children it has."""
    row = [0, *(len(number(s)) + (math.comb(LETTERS, s) - 1).bit_length() + (s > 1) * s * LEVEL_BITS
                for s in range(1, LETTERS + 1))]  # by the number of followers
    branches = (k > 0) * (BRANCH_BITS - NO_BRANCH_BITS) + (k < max_order) * LETTERS * NO_BRANCH_BITS
    return np.array(row)[np.bincount(at)] + branches
