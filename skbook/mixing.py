r"""Two sources in one memory: how much of the good one does it take until it is kept?

A *mixture* takes a sentence from the good source with probability r, the ratio, and else from the other. The good
source has n facts, each mentioned as often as the others; the other has facts of popularity :math:`p_1 \ge p_2 \ge
\dots` A memory holds K whole facts, and the best one holds those that the mixture mentions most. So good facts wait for
places until they are mentioned as often as the rarest fact that is kept. Ratios are compared as *odds*,

.. math:: o = \frac{r}{1 - r}, \qquad \frac{r}{n} \ge (1 - r)\, p_i \iff o \ge n\, p_i .

Knows best memories and readers who count; networks are in ``skbook.experiments.data_mixing``. Serves *How much of
the good data is enough?*
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from skbook.checks import number, plain, positives, whole
from skbook.popularity import as_power

EQUAL = 1e-12  # popularities that differ less, as parts of each other, count as equal


def odds(ratio):
    r"""The odds of a ratio, :math:`r / (1 - r)`; infinite at 1.

    Raises
    ------
    ValueError
        If a ratio is outside [0, 1].

    Examples
    --------
    >>> odds(0.2), odds(1.0)
    (0.25, inf)
    """
    r = _ratio(ratio)
    with np.errstate(divide="ignore"):
        return plain(r / (1 - r))


def ratio(odds):
    r"""The ratio of some odds, :math:`o / (1 + o)`; 1 for infinite ones.

    Raises
    ------
    ValueError
        If odds are negative or no numbers.

    Examples
    --------
    >>> ratio(0.25)
    0.2
    """
    o = _numbers(odds)
    if not o.size or not (o >= 0).all():
        raise ValueError("odds are numbers from 0: one to four are 0.25. Did you give a percentage or a logarithm?")
    finite = np.isfinite(o)
    return plain(np.where(finite, o, 1.0) / np.where(finite, 1 + o, 1.0))


def stored(popularity, n_good: int, ratio, capacity: int):
    r"""How many good facts the best memory of K facts holds.

    .. math:: s(r) = \min\bigl(n,\ \max(0,\ K - \#\{i : (1 - r)\,p_i \ge r / n\})\bigr)

    Parameters
    ----------
    popularity : of the other source's facts, shape (M,), in any order; above 0, with sum at most 1.
    n_good : n, facts of the good source, from 1.
    ratio : r in [0, 1], or an array. Among equals, up to the rounding of floats, the other source's facts come first,
        and at r = 0 none is stored.
    capacity : K, whole facts that fit.

    Returns
    -------
    a whole number, or an array of them.

    Raises
    ------
    ValueError
        If a source has no facts, a popularity is not above 0 or their sum is above 1, a ratio is outside [0, 1], or the
        memory is no whole number of facts.

    Examples
    --------
    >>> stored([8/15, 4/15, 2/15, 1/15], n_good=2, ratio=[0.1, 0.3, 0.4], capacity=3)
    array([0, 1, 2])
    """
    p, n, k, r = _sorted(popularity), _good(n_good), whole(capacity, "capacity"), _ratio(ratio)
    before = np.searchsorted(-p, -odds(r) / n * (1 - EQUAL), side="right")  # facts of the other source that come first
    held = np.where(r > 0, np.clip(k - before, 0, n), 0)
    return int(held) if held.ndim == 0 else held


@dataclass(frozen=True)
class Transition:
    """Where the good facts come in, as odds: none up to ``start_odds``, all above ``end_odds``."""

    start_odds: float
    end_odds: float

    @property
    def start(self) -> float:
        """The critical ratio."""
        return ratio(self.start_odds)

    @property
    def end(self) -> float:
        """The ratio above which all good facts are in."""
        return ratio(self.end_odds)


def transition(popularity, n_good: int, capacity: int) -> Transition:
    r"""Where the best memory begins to store good facts, and where it has all of them.

    .. math:: \frac{r_{\mathrm c}}{1 - r_{\mathrm c}} = n\,p_K, \qquad
              \frac{r_{\text{end}}}{1 - r_{\text{end}}} = n\,p_{K-n+1}

    Parameters
    ----------
    popularity, n_good, capacity : as for :func:`stored`, with :math:`n \le K \le M`.

    Raises
    ------
    ValueError
        As for :func:`stored`; if the memory holds all of the other source and has places left, so that nothing has to
        give way; or if it cannot hold all good facts.

    Examples
    --------
    >>> where = transition([8/15, 4/15, 2/15, 1/15], n_good=2, capacity=3)
    >>> round(where.start_odds, 4), round(where.start, 4), round(where.end, 4)
    (0.2667, 0.2105, 0.3478)
    """
    p, n, k = _sorted(popularity), _good(n_good), whole(capacity, "capacity")
    if not n <= k <= len(p):
        raise ValueError(f"a memory for {k} facts, {n} good ones and {len(p)} others: all good facts get in at some "
                         "ratio only if they fit (n ≤ K) and the others fill the memory without them (K ≤ M).")
    return Transition(float(n * p[k - 1]), float(n * p[k - n]))


def critical_odds(capacity_bits, discount: float, scale: float, n_good: int, bits_per_fact: float = 6.0):
    r"""Where the transition starts if popularity is a power law, as odds.

    .. math:: \frac{r_{\mathrm c}}{1 - r_{\mathrm c}} = n\,c\,\Bigl(\frac{C}{b}\Bigr)^{-1/d}

    Parameters
    ----------
    capacity_bits : C, above 0, or an array; exact where C/b is a whole number.
    discount, scale : d and c of popularities :math:`p_i = c\,i^{-1/d}`.
    n_good : n.
    bits_per_fact : b.

    Raises
    ------
    ValueError
        If a parameter is out of range, or the memory holds less than the n good facts.

    Examples
    --------
    >>> small, large = critical_odds([600.0, 6000.0], 0.7, 0.4, n_good=10)
    >>> round(float(small / large), 2)
    26.83
    """
    (d, c), n = as_power(discount, number(scale, "scale")), _good(n_good)
    k = positives(capacity_bits, "capacity_bits") / positives(bits_per_fact, "bits_per_fact")
    if (k < n).any():
        raise ValueError(f"a memory of {capacity_bits!r} bits, {bits_per_fact!r} a fact, must hold the {n} good facts.")
    return plain(n * c * k ** (-1 / d))


def exposure_ratio(n_good: int, sentences, sightings: float = 1.0):
    r"""The ratio at which each good fact is expected to be mentioned so often: the second threshold.

    .. math:: \frac{N r}{n} = m \iff r_{\mathrm x} = \frac{n\,m}{N}

    Parameters
    ----------
    n_good : n.
    sentences : N, read in all, above 0, or an array.
    sightings : m, above 0; one for the ideal learner, several for a network.

    Raises
    ------
    ValueError
        If a number is out of range, or no ratio brings so many mentions.

    Examples
    --------
    >>> exposure_ratio(16, 20_000, sightings=30)
    0.024
    """
    n, read, m = _good(n_good), positives(sentences, "sentences"), positives(sightings, "sightings")
    found = n * m / read
    if (found > 1).any():
        raise ValueError(f"{n} facts with {sightings} mentions each need {n * m} sentences: read more.")
    return plain(found)


def counting_reader(popularity, n_good: int, ratio: float, sentences: int, capacity: int, sightings: int,
                    rng: np.random.Generator) -> float:
    r"""The share of good facts that a reader holds who has read N sentences of a mixture.

    The reader counts mentions, forgets facts mentioned fewer than m times, and of the others keeps the K most often
    mentioned; ties are broken by chance. Both thresholds are in it: K is the memory, N the reading.

    Parameters
    ----------
    popularity, n_good, ratio, capacity : as for :func:`stored`; the popularities are scaled to sum to 1.
    sentences : N.
    sightings : m, from 1.

    Raises
    ------
    ValueError
        As for :func:`stored`, or if a number of sentences or sightings is none.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> counting_reader([8/15, 4/15, 2/15, 1/15], 2, 0.5, sentences=1000, capacity=3, sightings=1, rng=rng)
    1.0
    """
    p, n, r = _sorted(popularity), _good(n_good), _ratio(ratio)
    if r.ndim:
        raise ValueError("a reader reads one mixture: give one ratio, and call again for the next.")
    total, k, m = whole(sentences, "sentences"), whole(capacity, "capacity"), whole(sightings, "sightings")
    if not m:
        raise ValueError("sightings must be at least 1: nothing is known that was never mentioned.")
    weights = np.append((1 - r) * p / p.sum(), np.full(n, r / n))
    counts = rng.multinomial(total, weights / weights.sum())
    order = np.lexsort((rng.random(len(counts)), -counts))[:k]  # the most often mentioned, in random order among equals
    return float(((order >= len(p)) & (counts[order] >= m)).sum() / n)


def bisect(share: Callable[[float], float], low: float, high: float, trials: int = 8, level: float = 0.5) -> dict:
    r"""Find where a share that rises with its argument crosses a level, on a logarithmic scale.

    .. math:: x = \sqrt{\ell h}: \qquad h \leftarrow x \text{ if } f(x) \ge \text{level, else } \ell \leftarrow x

    Each trial halves the bracket, in logarithms. The ends are not tried: only trials on both sides of the level show
    that the crossing is inside.

    Parameters
    ----------
    share : f, from a positive number to a share; each call may be a whole training.
    low, high : the bracket, 0 < low < high.
    trials : how often f is called, from 1.

    Returns
    -------
    dict with ``at``, the middle of the last bracket; ``tried`` and ``share``, what was tried and found, in order.

    Raises
    ------
    ValueError
        If the bracket, the level or the number of trials is none, f gives no number, or all trials lie on one side.

    Examples
    --------
    >>> found = bisect(lambda x: float(x > 3), 1, 100, trials=20)
    >>> round(found["at"], 3), [round(x, 2) for x in found["tried"][:3]]
    (3.0, [10.0, 3.16, 1.78])
    """
    ends = positives((low, high), "a bracket")
    if not ends[0] < ends[1] or whole(trials, "trials") < 1:
        raise ValueError(f"a bracket has 0 < low < high and takes a trial or more; got {low!r}, {high!r}, {trials!r}.")
    level, tried, found = number(level, "the level"), [], []
    for _ in range(trials):
        tried.append(math.sqrt(low * high))
        found.append(number(share(tried[-1]), f"the share at {tried[-1]:g}"))
        low, high = (low, tried[-1]) if found[-1] >= level else (tried[-1], high)
    if not min(found) < level <= max(found):
        raise ValueError(f"all shares, from {min(found):g} to {max(found):g}, lie on one side of {level:g}: widen the "
                         "bracket, or try more often.")
    return {"at": math.sqrt(low * high), "tried": tried, "share": found}


def _sorted(popularity) -> np.ndarray:
    p = _numbers(popularity)
    if p.ndim != 1 or not p.size:
        raise ValueError(f"popularity has shape {p.shape}; give one row of numbers, for at least one fact of the "
                         "other source.")
    if not (np.isfinite(p) & (p > 0)).all() or p.sum() > 1 + 1e-9:
        raise ValueError("popularities must be above 0, with sum at most 1: divide counts by their sum.")
    return p if (p[:-1] >= p[1:]).all() else np.sort(p)[::-1]


def _good(n) -> int:
    if not (n := whole(n, "n_good")):
        raise ValueError("the good source has no facts; give n_good from 1.")
    return n


def _ratio(r) -> np.ndarray:
    r = _numbers(r)
    if not r.size or not ((r >= 0) & (r <= 1)).all():
        raise ValueError("a ratio is the share of sentences from the good source, a number from 0 to 1: five per cent "
                         "are 0.05.")
    return r


def _numbers(x) -> np.ndarray:
    """An array of floats; an empty one for what is none."""
    try:
        return np.asarray(x, dtype=float)
    except (TypeError, ValueError):
        return np.empty(0)
