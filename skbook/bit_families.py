r"""Families of models of bit strings, each with a prefix code for its models that is written down here.

Knows the uniform model, repeats with exceptions, Markov forecasts with rounded probabilities, and doubling by
complements. All numbers of bits are whole: a string that a model gives probability :math:`q(x)` costs its Shannon code
word of :math:`\lceil\log_2 1/q(x)\rceil` bits. The length n of the string is known to both sides. Does not know
what is done with the models (:mod:`skbook.structure`). Serves the chapter on the structure function.
"""

import math
from collections.abc import Iterator
from functools import cache

import numpy as np

from skbook.checks import whole
from skbook.letters import FRACTION_BITS, log2_fixed
from skbook.structure import Model

MAX_ORDER, MAX_PRECISION = 6, 6  # of the Markov models: symbols of context, bits for each probability


def number(n: int) -> str:
    """A whole number from 1 as a word of a prefix code: its binary digits behind as many zeros as follow the first.

    Examples
    --------
    >>> [number(n) for n in (1, 2, 3, 6)]
    ['1', '010', '011', '00110']

    Raises
    ------
    ValueError
        If n is below 1: such a number has no word.

    Source: Elias, Universal codeword sets and representations of the integers (1975), his code gamma.
    """
    if whole(n, "n", -math.inf) < 1:
        raise ValueError(f"a number must be at least 1 to have a word, got {n}: add one before writing it.")
    digits = f"{n:b}"
    return "0" * (len(digits) - 1) + digits


def nothing_known(x: str) -> Iterator[Model]:
    """The model that gives all strings of n symbols the same probability; its word is ``0``."""
    yield Model(1, len(_symbols(x)), "nothing", "0")


def periodic(x: str) -> Iterator[Model]:
    r"""For each period p up to n/2, the strings that repeat a pattern and differ from that in exactly e places.

    The word is ``10``, p, the pattern, e + 1. There are :math:`\binom ne` such strings. At a given p all patterns cost
    the same, so only the one with the fewest exceptions is offered: at each place what most of its symbols are.

    Raises
    ------
    ValueError
        If x is not a string of 0 and 1 with at least one symbol.
    """
    bits = _symbols(x)
    for period in range(1, len(bits) // 2 + 1):
        pattern, exceptions = _vote(bits, np.arange(len(bits)) % period, period)
        yield _with_exceptions(f"10{number(period)}", pattern, exceptions, len(bits), f"period {period}, pattern")


def doubling(x: str) -> Iterator[Model]:
    r"""For each length w up to n/2, what comes of w symbols when complements are appended over and over, e exceptions.

    The word is ``111``, w, the w symbols, e + 1. Thue–Morse is w = 1, the symbol 0, and no exceptions.

    Raises
    ------
    ValueError
        If x is not a string of 0 and 1 with at least one symbol.
    """
    bits = _symbols(x)
    for size in range(1, len(bits) // 2 + 1):
        block, place = np.divmod(np.arange(len(bits)), size)
        flipped = np.array([int(b).bit_count() % 2 for b in range(block[-1] + 1)], dtype=np.uint8)[block]
        seed, exceptions = _vote(bits ^ flipped, place, size)
        yield _with_exceptions(f"111{number(size)}", seed, exceptions, len(bits), "complements appended to")


def markov(x: str) -> Iterator[Model]:
    r"""Forecasts from the last k symbols, with b bits for each of the 2ᵏ probabilities; k up to 6, b from 1 to 6.

    The word is ``110``, k + 1, b, and for each context a level j of b bits: after this context a one has probability
    :math:`(2j+1)/2^{b+1}`. Before the start stand zeros. At a given k and b all levels cost the same, so only the best
    are offered. Logarithms are whole multiples of 2⁻²⁰, rounded so that a code word is never too short.

    Raises
    ------
    ValueError
        If x is not a string of 0 and 1 with at least one symbol.
    """
    bits = _symbols(x).astype(np.int64)
    padded = np.concatenate([np.zeros(MAX_ORDER, dtype=np.int64), bits])
    for order in range(MAX_ORDER + 1):
        context = sum(padded[MAX_ORDER - back:len(padded) - back] << (back - 1) for back in range(1, order + 1))
        counts = np.bincount(2 * (context + np.zeros_like(bits)) + bits, minlength=2 << order).reshape(-1, 2)
        for precision in range(1, MAX_PRECISION + 1):
            prices = counts @ _prices(precision)  # (contexts, levels), in units of 2⁻²⁰ bits
            levels, units = prices.argmin(axis=1), int(prices.min(axis=1).sum())
            word = f"110{number(order + 1)}{number(precision)}" + "".join(f"{j:0{precision}b}" for j in levels)
            shares = f"{_count(1 << order, 'probability')} of {_count(precision, 'bit')}"
            yield Model(len(word), -(-units // (1 << FRACTION_BITS)), f"Markov, order {order}, {shares}", word)


def simple(x: str) -> Iterator[Model]:
    """The family that most of the chapter is about: nothing known, periodic with exceptions, Markov."""
    for family in (nothing_known, periodic, markov):
        yield from family(x)


def richer(x: str) -> Iterator[Model]:
    """``simple`` and one rule more, :func:`doubling`."""
    yield from simple(x)
    yield from doubling(x)


def _count(n: int, noun: str) -> str:
    return f"1 {noun}" if n == 1 else f"{n} {noun.removesuffix('y')}{'ies' if noun.endswith('y') else 's'}"


def _symbols(x: str) -> np.ndarray:
    if not isinstance(x, str) or not x or set(x) - {"0", "1"}:
        raise ValueError(f"these families describe strings of 0 and 1 with at least one symbol, got {x!r:.40}.")
    return np.frombuffer(x.encode(), dtype=np.uint8) - ord("0")


def _text(bits: np.ndarray) -> str:
    return "".join(map(str, bits.astype(int)))


def _vote(bits: np.ndarray, place: np.ndarray, size: int) -> tuple[str, int]:
    """At each place the symbol that stands there more often (a tie is 0), and how many symbols differ from it."""
    ones, all_ = (np.bincount(place, weights, minlength=size) for weights in (bits, None))
    return _text(2 * ones > all_), int(np.minimum(ones, all_ - ones).sum())


def _with_exceptions(head: str, pattern: str, exceptions: int, n: int, says: str) -> Model:
    word = head + pattern + number(exceptions + 1)
    how_many = f"{exceptions or 'no'} exception{'s' if exceptions != 1 else ''}"
    return Model(len(word), (math.comb(n, exceptions) - 1).bit_length(), f"{says} {pattern}, {how_many}", word)


@cache
def _prices(precision: int) -> np.ndarray:
    """What a zero and a one cost at each level, in units of 2⁻²⁰ bits, rounded up; shape (2, levels)."""
    whole, odd = 2 << precision, range(1, 2 << precision, 2)
    return np.array([[log2_fixed(whole) - log2_fixed(share) for share in row]
                     for row in ([whole - j for j in odd], list(odd))])
