"""Words of a text in the order of reading: what is new, what was seen before, and how often.

Knows how to cut a text into words, once for the whole book, and how to count them along the way (Heaps) and by rank
(Zipf); reads the discount off these counts in three ways, which agree on independent draws and not on a text. Tokens
may be words, numbers or anything else of which two can be equal. Does not know what to expect of random draws; that is
for :mod:`skbook.occupancy`, and letters are for :mod:`skbook.letters`. Serves the chapter *Zipf and Heaps*.
"""

import re
from collections.abc import Sequence

import numpy as np

from skbook.stats import fit_power_law

METHODS = ("singletons", "heaps", "zipf")
POINTS = 21  # of a fitted line, evenly spaced in the logarithm
SETTLED = 10  # a count below ten is off by a third by chance alone, and so is the height of a rank below the tenth
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def words(text: str) -> list[str]:
    """Cut a text into words: runs of letters of any alphabet, in small letters, apostrophes inside a word kept.

    Everything else separates words: spaces, stops, digits, hyphens, dashes, underscores, apostrophes at either end.
    Different forms are different words (*go*, *goes*, *went*), and the same form is one word whatever it means.

    Raises
    ------
    ValueError
        If ``text`` is not a string.

    Examples
    --------
    >>> words("Don't well-bred people say 'Reina-Valera' in 1909? Él sí.")
    ["don't", 'well', 'bred', 'people', 'say', 'reina', 'valera', 'in', 'él', 'sí']
    """
    if not isinstance(text, str):
        raise ValueError(f"words() expects a string, got {type(text).__name__}: decode or join it first.")
    return _WORD.findall(text.lower().replace("’", "'"))


def kmers(bases: str, k: int) -> np.ndarray:
    """The words of a genome: every stretch of ``k`` bases, overlapping, each as a number to base 4 (A, C, G, T).

    Returns
    -------
    integers from 0 to 4**k − 1, shape (len(bases) − k + 1,).

    Raises
    ------
    ValueError
        If there are other characters than A, C, G and T, or fewer than ``k`` of them, or k is not from 1 to 31.

    Examples
    --------
    >>> kmers("ACGT", 2).tolist()  # AC, CG, GT
    [1, 6, 11]
    """
    if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= 31:
        raise ValueError(f"k must be a whole number of bases from 1 to 31, got {k!r}.")
    strange = sorted(set(bases) - set("ACGT"))
    if strange or len(bases) < k:
        raise ValueError(f"kmers() expects at least {k} bases, A, C, G or T alone; got {len(bases)} characters"
                         + (f", {strange[0]!r} among them." if strange else "."))
    digits = np.searchsorted([ord(base) for base in "ACGT"], np.frombuffer(bases.encode("ascii"), np.uint8))
    return sum(digits[j:len(digits) - k + 1 + j] * 4**(k - 1 - j) for j in range(k))


def type_ids(tokens: Sequence) -> np.ndarray:
    """A whole number for each token, equal for equal tokens.

    Words are numbered 0, 1, 2, … in order of first appearance; an array of whole numbers is returned as it is.

    Raises
    ------
    ValueError
        If there are no tokens, or an array has more than one axis.

    Examples
    --------
    >>> type_ids("a rose is a rose".split()).tolist()
    [0, 1, 2, 0, 1]
    """
    if isinstance(tokens, str):
        raise ValueError("a text is no list of tokens: cut it with words() first.")
    if np.ndim(tokens) > 1 or len(tokens) == 0:
        raise ValueError(f"tokens must be a sequence of at least one, in one dimension; got {len(tokens)} of shape "
                         f"{np.shape(tokens)}.")
    if isinstance(tokens, np.ndarray) and tokens.dtype.kind in "iu":
        return tokens
    known: dict = {}
    return np.array([known.setdefault(token, len(known)) for token in tokens])


def occurrence(tokens: Sequence) -> np.ndarray:
    """For each token, the how manieth of its type it is: 1 where it is new, 2 where it was seen once before, and so on.

    Returns
    -------
    integers ≥ 1, shape (N,).

    Examples
    --------
    >>> occurrence("a rose is a rose is a rose".split()).tolist()
    [1, 1, 1, 2, 2, 2, 3, 3]
    """
    ids = type_ids(tokens)
    if 0 <= ids.min() and ids.max() < 2**16:
        ids = ids.astype(np.uint16)  # numpy sorts these four times as fast
    order = np.argsort(ids, kind="stable")  # equal tokens side by side, each group in the order of reading
    starts = np.flatnonzero(np.r_[True, ids[order[1:]] != ids[order[:-1]]])
    place = np.arange(len(ids))
    which = np.empty(len(ids), dtype=np.int64)
    which[order] = 1 + place - np.repeat(starts, np.diff(starts, append=len(ids)))
    return which


def heaps_curve(tokens: Sequence) -> tuple[np.ndarray, np.ndarray]:
    """The number of types after each token, ``K_n`` for n = 1, …, N: what Heaps' law is about.

    Returns
    -------
    n, types : integers, shape (N,) each.

    Raises
    ------
    ValueError
        If there are no tokens.

    Examples
    --------
    >>> n, types = heaps_curve("a rose is a rose is a rose".split())
    >>> types.tolist()
    [1, 2, 3, 3, 3, 3, 3, 3]

    Source: Herdan, Type-Token Mathematics (1960); Heaps, Information Retrieval (1978).
    """
    new = occurrence(tokens) == 1
    return np.arange(1, len(new) + 1), np.cumsum(new)


def seen_exactly(tokens: Sequence, times: int) -> np.ndarray:
    """How many types have been seen exactly ``times`` times after each token, ``K_{n,r}``: for one, the singletons.

    Returns
    -------
    integers, shape (N,).

    Raises
    ------
    ValueError
        If there are no tokens, or ``times`` is not a whole number of at least 1.

    Examples
    --------
    >>> seen_exactly("a rose is a rose is a rose".split(), times=1).tolist()
    [1, 2, 3, 2, 1, 0, 0, 0]
    """
    if isinstance(times, bool) or not isinstance(times, int | np.integer) or times < 1:
        raise ValueError(f"times must be a whole number, at least 1; got {times!r}.")
    which = occurrence(tokens)
    return np.cumsum((which == times).astype(np.int64) - (which == times + 1))


def zipf_curve(tokens: Sequence) -> tuple[np.ndarray, np.ndarray]:
    """How often each type came, the most frequent first: what Zipf's law is about.

    Returns
    -------
    rank, count : integers, shape (K,) each; ranks from 1, counts falling.

    Raises
    ------
    ValueError
        If there are no tokens.

    Examples
    --------
    >>> zipf_curve("a rose is a rose is a rose".split())
    (array([1, 2, 3]), array([3, 3, 2]))

    Source: Zipf, Human Behavior and the Principle of Least Effort (1949).
    """
    _, counts = np.unique(type_ids(tokens), return_counts=True)
    return np.arange(1, len(counts) + 1), np.sort(counts)[::-1]


def estimate_discount(tokens: Sequence, method: str = "singletons",
                      window: tuple[float, float] | None = None) -> float:
    r"""The discount d read off a sequence of tokens: in independent draws from a power law all three are near it.

    .. math:: \hat d = \frac{K_{N,1}}{K_N} \quad\text{or}\quad \frac{\Delta\log K_n}{\Delta\log n}
              \quad\text{or}\quad -\frac{\Delta\log\text{rank}}{\Delta\log\text{count}}

    Parameters
    ----------
    tokens : the words, in order (the order matters to ``heaps`` alone).
    method : ``singletons``, the share of types that came once; ``heaps``, the slope of the fitted line through the
        number of types; ``zipf``, one over the slope of the fitted line through the counts by rank. Lines are fitted
        by least squares in the logarithms, at points that are evenly spaced there.
    window : from where to where the line is fitted, in tokens (``heaps``; the last two decades if not given) or in
        ranks (``zipf``; from the tenth to the last rank that came ten times if not given). Choose it before you look.

    Returns
    -------
    the estimate, a number above 0 (or 0 if no type came once). Nothing keeps it below 1: a slope is a slope.

    Raises
    ------
    ValueError
        If there are no tokens, the method is not one of the three, or the window holds fewer than three points.

    Examples
    --------
    >>> from skbook import occupancy, popularity
    >>> tokens = occupancy.draw(popularity.zipf_weights(1_000_000, 0.5), 100_000, np.random.default_rng(0))
    >>> [round(estimate_discount(tokens, method), 1) for method in METHODS]
    [0.5, 0.5, 0.5]
    """
    if method not in METHODS:
        raise ValueError(f"method is {method!r}; it must be one of {', '.join(METHODS)}.")
    if method == "singletons":
        _, counts = zipf_curve(tokens)
        return float(np.mean(counts == 1))
    if method == "heaps":
        n, types = heaps_curve(tokens)
        return _slope(n, types, window or (len(n) / 100, len(n)))
    rank, count = zipf_curve(tokens)
    return -1 / _slope(rank, count, window or (SETTLED, np.sum(count >= SETTLED)))


def _slope(x: np.ndarray, y: np.ndarray, window: tuple[float, float]) -> float:
    """Slope of log y on log x at points evenly spaced in log x; x counts 1, 2, 3, …"""
    low, high = max(window[0], 1), min(window[1], len(x))
    at = np.unique(np.geomspace(low, high, POINTS).round().astype(int)) if low < high else np.array([])
    if len(at) < 3:
        raise ValueError(f"the window from {window[0]:g} to {window[1]:g} holds {len(at)} points of {len(x)}, and a "
                         "line needs three: give more tokens, or a wider window.")
    return fit_power_law(x[at - 1], y[at - 1]).slope
