r"""Strings whose structure we set ourselves, and a family in which any allowed structure function can be ordered.

Knows how to plant a pattern under noise, how to draw from a Markov source, and how to lay patterns end to end so that
the structure function takes a given shape. The family is :func:`repeats`: it tells the beginning of a string as
patterns with numbers of repetitions, one after the other, and leaves the rest open. Its best descriptions are found
exactly, by dynamic programming. Serves the chapter on the structure function.
"""

from collections.abc import Iterator

import numpy as np

from skbook.bit_families import _symbols, _text, number
from skbook.four_strings import thue_morse
from skbook.structure import Model


def cast(rng: np.random.Generator, n: int = 256) -> dict[str, str]:
    """The four strings of the chapter, by name: no structure, a pattern under noise, a Markov source, Thue–Morse.

    The pattern is 01101110, and each symbol is flipped with probability 0.08. The source asks for the last two symbols:
    after 00 a one comes with probability 0.1, after 10 with 0.9, else with one half.

    Examples
    --------
    >>> list(cast(np.random.default_rng(1)))
    ['random', 'noisy pattern', 'Markov source', 'Thue–Morse']
    """
    return {"random": _text(rng.integers(0, 2, n)), "noisy pattern": noisy_pattern("01101110", n, 0.08, rng),
            "Markov source": markov_string([0.1, 0.5, 0.9, 0.5], n, rng), "Thue–Morse": thue_morse(n)}


def noisy_pattern(pattern: str, n: int, noise: float, rng: np.random.Generator) -> str:
    """A pattern repeated to n symbols, each of which is then flipped with probability ``noise``.

    Raises
    ------
    ValueError
        If the pattern is not made of 0 and 1, noise is no probability, or n is negative.
    """
    _check_length(n)
    if not 0 <= noise <= 1:
        raise ValueError(f"noise is the probability of a flip, from 0 to 1, got {noise!r}.")
    clean = np.resize(_symbols(pattern), n)
    return _text(clean ^ (rng.random(n) < noise))


def markov_string(p_one, n: int, rng: np.random.Generator) -> str:
    """A string in which a one follows the last k symbols with probability ``p_one[context]``.

    ``p_one`` has shape (2ᵏ,); a context is read as a binary number, the latest symbol last. Before the start stand
    zeros.

    Raises
    ------
    ValueError
        If p_one does not hold 2ᵏ probabilities, or n is negative.

    Examples
    --------
    >>> markov_string([1, 0], 6, np.random.default_rng(1))
    '101010'
    """
    _check_length(n)
    p_one = np.asarray(p_one, dtype=float)
    if p_one.ndim != 1 or p_one.size & (p_one.size - 1) or not p_one.size or not ((p_one >= 0) & (p_one <= 1)).all():
        raise ValueError(f"p_one needs 2ᵏ probabilities, one for each context, got {p_one!r}.")
    context, symbols = 0, []
    for toss in rng.random(n):
        symbols.append(int(toss < p_one[context]))
        context = (2 * context + symbols[-1]) % p_one.size
    return "".join(map(str, symbols))


def ordered(widths, times, n: int, rng: np.random.Generator) -> tuple[str, np.ndarray]:
    r"""A string made of random patterns, the j-th with ``widths[j]`` symbols and repeated ``times[j]`` times.

    What is left of the n symbols is random. While a pattern comes for the first time, each symbol is news; its
    repetitions are not. So the structure function should fall by one bit a bit, and at the end of each pattern by a
    cliff of :math:`(r_j-1)\,w_j` bits.

    Returns
    -------
    (string, news): ``news[t]`` counts the random bits that went into the first t symbols, shape (n + 1,). The ordered
    curve is :math:`h(\alpha) = n - \max\{t : \mathrm{news}(t) \le \alpha\}`.

    Raises
    ------
    ValueError
        If widths and times are not whole numbers from 1 in equal number, or need more than n symbols.

    Examples
    --------
    >>> x, news = ordered([2], [3], 8, np.random.default_rng(1))
    >>> x[:2] * 3 == x[:6], news.tolist()
    (True, [0, 1, 2, 2, 2, 2, 2, 3, 4])
    """
    if len(widths) != len(times) or any(v != int(v) or v < 1 for v in (*widths, *times)):
        raise ValueError(f"widths and times must be whole numbers from 1, as many of each, got {widths} and {times}.")
    widths, times = [int(w) for w in widths], [int(r) for r in times]
    if (needed := sum(w * r for w, r in zip(widths, times, strict=True))) > n:
        raise ValueError(f"these patterns fill {needed} symbols, more than n = {n}: order fewer or shorter ones.")
    pieces, fresh = [], []
    for width, repeat in zip([*widths, n - needed], [*times, 1], strict=True):
        pieces.append(np.tile(rng.integers(0, 2, width), repeat))
        fresh.append(np.arange(width * repeat) < width)
    return _text(np.concatenate(pieces)), np.concatenate([[0], np.cumsum(np.concatenate(fresh))])


def told_bits(x: str) -> np.ndarray:
    r"""Fewest bits with which :func:`repeats` tells exactly the first t symbols, for t from 0 to n.

    A piece is a one, the width w and the times r as prefix code words, and the pattern; after the last piece stands a
    zero. With :math:`|w|` for the length of the word of a number,

    .. math:: B(0) = 1, \qquad B(t) = \min_{w r \le t} \bigl[B(t - wr) + 1 + |w| + |r| + w\bigr]

    over the pieces that end at t and are there in x. Takes about n² log n steps where everything repeats.

    Examples
    --------
    >>> told_bits("01" * 8)[[0, 2, 16]]
    array([ 1,  8, 14])
    """
    bits = _symbols(x)
    n = len(bits)
    length = np.array([0, *(len(number(k)) for k in range(1, n + 1))])
    best = np.full(n + 1, np.iinfo(np.int64).max // 2)
    best[0] = 1
    for t, times in enumerate(_repetitions(bits)):
        width = np.repeat(np.arange(1, n - t + 1), times)
        repeat = np.arange(1, len(width) + 1) - np.repeat(np.cumsum(times) - times, times)
        np.minimum.at(best, t + width * repeat, best[t] + 1 + length[width] + length[repeat] + width)
    return best


def repeats(x: str) -> Iterator[Model]:
    """Tell the first t symbols as patterns with repetitions, from left to right, and leave all others open.

    Raises
    ------
    ValueError
        If x is not a string of 0 and 1 with at least one symbol.

    Examples
    --------
    >>> list(repeats("01" * 8))[-1]
    Model(model_bits=14, data_bits=0, says='the first 16 symbols', word='')
    """
    for t, cost in enumerate(told_bits(x).tolist()):
        yield Model(cost, len(x) - t, f"the first {t} symbols")


def _check_length(n: int) -> None:
    if n < 0:
        raise ValueError(f"n counts symbols and cannot be negative, got {n}.")


def _repetitions(bits: np.ndarray) -> list[np.ndarray]:
    """For every start t and width w from 1 to n − t, how many times the w symbols stand there in a row."""
    n = len(bits)
    same = np.zeros(n + 1, dtype=np.int64)  # for each w: how many symbols from t on equal the one w places later
    rows = []
    for t in range(n - 1, -1, -1):
        widths = np.arange(1, n - t)
        same[widths] = np.where(bits[t] == bits[t + 1:], same[widths] + 1, 0)
        rows.append(1 + same[1:n - t + 1] // np.arange(1, n - t + 1))
    return rows[::-1]
