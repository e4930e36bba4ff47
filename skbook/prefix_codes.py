"""Codes that spend whole bits on each symbol: Kraft's inequality, words of given lengths, Huffman's best ones.

Knows lengths and probabilities of single symbols. Does not know messages: a block of symbols is coded by calling it one
symbol of a larger alphabet, and :mod:`skbook.coding` does without whole bits altogether. Serves chapter 2.
"""

import heapq
from fractions import Fraction
from operator import index

from skbook.checks import distribution


def kraft_sum(lengths) -> Fraction:
    r"""The share of all bit strings that codewords of these lengths use up; at most 1 for every prefix code.

    .. math:: \sum_x 2^{-\ell_x} \le 1

    Parameters
    ----------
    lengths : the length in bits of each codeword, whole and not negative.

    Raises
    ------
    ValueError
        If there are no lengths, or one is not a whole number ≥ 0.

    Examples
    --------
    >>> kraft_sum([1, 2, 3, 3]), kraft_sum([1, 1, 2])
    (Fraction(1, 1), Fraction(5, 4))

    Source: Kraft, A device for quantizing, grouping, and coding amplitude-modulated pulses, MIT thesis (1949).
    """
    return sum(Fraction(1, 2**length) for length in _lengths(lengths))


def prefix_code(lengths) -> list[str]:
    """Codewords of the given lengths, none the beginning of another; they exist whenever Kraft's sum allows.

    Shorter words are given out first, and each takes the leftmost free place in the tree of bit strings.

    Parameters
    ----------
    lengths : the wanted length in bits for each symbol.

    Raises
    ------
    ValueError
        If Kraft's sum exceeds 1, or a length is not a whole number ≥ 0.

    Examples
    --------
    >>> prefix_code([2, 1, 3, 3])
    ['10', '0', '110', '111']
    """
    lengths = _lengths(lengths)
    if kraft_sum(lengths) > 1:
        raise ValueError(f"lengths {lengths!r:.60} use {float(kraft_sum(lengths)):.6g} of the tree, above 1: "
                         "no prefix code has them; make some longer.")
    words, free, depth = [""] * len(lengths), 0, 0
    for symbol in sorted(range(len(lengths)), key=lengths.__getitem__):
        free, depth = free << (lengths[symbol] - depth), lengths[symbol]
        words[symbol] = f"{free:0{depth}b}" if depth else ""
        free += 1
    return words


def huffman(probabilities) -> list[str]:
    r"""The prefix code of smallest mean length: merge the two least likely, again and again.

    .. math:: H(p) \le \sum_x p_x \ell_x < H(p) + 1 \qquad (p_x > 0)

    Equal probabilities are merged in order of appearance, what was merged last goes last; so the code is the same
    on every run, and its longest word as short as ties allow. A single symbol gets the empty word: there is nothing
    to say. A symbol of probability 0 gets a word, too.

    Parameters
    ----------
    probabilities : shape (m,), a distribution.

    Returns
    -------
    One string of ``0`` and ``1`` for each symbol.

    Raises
    ------
    ValueError
        If probabilities is no distribution over at least one symbol.

    Examples
    --------
    >>> huffman([0.5, 0.25, 0.125, 0.125])
    ['0', '10', '110', '111']

    Source: Huffman, A method for the construction of minimum-redundancy codes, Proceedings of the IRE 40 (1952).
    """
    p = distribution(probabilities, "probabilities")
    if p.ndim != 1:
        raise ValueError(f"probabilities has shape {p.shape}; give one probability for each symbol, in one dimension.")
    words = [""] * len(p)
    heap = [(weight, symbol, [symbol]) for symbol, weight in enumerate(p.tolist())]
    heapq.heapify(heap)
    for order in range(len(p), 2 * len(p) - 1):
        (light, _, zeros), (heavy, _, ones) = heapq.heappop(heap), heapq.heappop(heap)
        for bit, branch in (("0", zeros), ("1", ones)):
            for symbol in branch:
                words[symbol] = bit + words[symbol]
        heapq.heappush(heap, (light + heavy, order, zeros + ones))
    return words


def _lengths(lengths) -> list[int]:
    try:
        values = [index(length) for length in lengths]
    except TypeError:
        raise ValueError(f"lengths must be whole numbers of bits, got {lengths!r:.60}.") from None
    if not values or min(values) < 0:
        raise ValueError(f"lengths must hold at least one number and none below 0, got {lengths!r:.60}.")
    return values
