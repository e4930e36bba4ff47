r"""What a learner pays that is ruled by how often each fact was told: the slope is the world's, the level its own.

A learner is a function f: after n sentences it still gets wrong, or pays for, the share f(n p) of a fact of popularity
p, which was told n p times on average. Its loss is one sum over the world,

.. math:: L_f(N) = \sum_i p_i\, f(N p_i)

as a probability; times :math:`\log_2 V` it is in bits, for one that pays as much for a fact as not knowing it is worth.
Here are learners that need m sightings of a fact, their level above the ideal learner, and what not knowing what one
does not know costs. Knows no network. Serves *What does more data buy?* and the chapters on scaling after it.
"""

import math
from collections.abc import Callable

import numpy as np

from skbook import info
from skbook.checks import nonnegative, numbers, whole
from skbook.popularity import as_power


def loss(p, n, f: Callable[[np.ndarray], np.ndarray]):
    r"""The share of a world that a learner gets wrong after n sentences.

    .. math:: L_f(N) = \sum_i p_i\, f(N p_i)

    Parameters
    ----------
    p : probabilities of the facts, shape (M,).
    n : number of sentences, or an array.
    f : from expected sightings, an array, to the share that is still wrong, in [0, 1].

    Raises
    ------
    ValueError
        If p is empty or holds what is no probability, or n is negative.

    Examples
    --------
    >>> round(loss([0.75, 0.25], 3, needs(1)), 3)  # e^(−Np) in place of (1 − p)^N
    0.197
    """
    p, n = nonnegative(p, "p"), numbers(n, "n")
    if p.ndim != 1 or p.max() > 1:
        raise ValueError("p must be a list of at least one probability, each from 0 to 1.")
    if n.min() < 0:
        raise ValueError(f"n holds {n.min()}; a number of sentences is at least 0.")
    sums = np.array([p @ f(sentences * p) for sentences in n.ravel()])
    return float(sums[0]) if n.ndim == 0 else sums.reshape(n.shape)


def needs(m: int) -> Callable[[np.ndarray], np.ndarray]:
    r"""The learner that knows a fact from its m-th sighting on, in a corpus of a Poisson number of sentences.

    .. math:: f_m(x) = \sum_{j<m} e^{-x} \frac{x^j}{j!}

    The ideal learner is ``needs(1)``.

    Raises
    ------
    ValueError
        If m is not a whole number from 1.

    Examples
    --------
    >>> needs(2)(np.array([0.0, 1.0])).round(3)
    array([1.   , 0.736])
    """
    m = _sightings(m)

    def fewer_than_m(x):
        x = nonnegative(x, "the expected number of sightings")
        total = np.exp(-x)
        with np.errstate(divide="ignore"):
            log_x = np.log(x)  # in logs, since exp(−x) is 0 from x = 746 on, where many sightings may still be missing
        for j in range(1, m):
            total = total + np.exp(j * log_x - x - math.lgamma(j + 1))
        return total

    return fewer_than_m


def level(m: int, discount: float) -> float:
    r"""How many times the ideal learner's loss a learner has that needs m sightings, in an endless power law.

    .. math:: \ell_m = \frac{1}{\Gamma(1-d)} \int_0^\infty x^{-d} f_m(x)\,dx
              = \sum_{j<m} \frac{\Gamma(j + 1 - d)}{j!\;\Gamma(1-d)} = \prod_{j=1}^{m-1} \Bigl(1 + \frac{1-d}{j}\Bigr)

    Parameters
    ----------
    m : sightings needed, from 1.
    discount : d in (0, 1), of the popularity :math:`p_i = c\,i^{-1/d}`.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> [round(level(m, 0.5), 3) for m in (1, 2, 3, 4)]
    [1.0, 1.5, 1.875, 2.188]
    """
    d = as_power(discount)[0]
    return math.prod((1 + (1 - d) / j for j in range(1, _sightings(m))), start=1.0)


def times_the_data(discount: float, factor: float = 2.0) -> float:
    r"""How many times the data divide the price of facts by ``factor``: :math:`\text{factor}^{1/(1-d)}`.

    Raises
    ------
    ValueError
        If d is outside (0, 1), or so near 1 that no float holds the answer, or the factor is not above 0.

    Examples
    --------
    >>> round(times_the_data(0.5), 3), round(times_the_data(0.9))
    (4.0, 1024)
    """
    if not 0 < factor < math.inf:
        raise ValueError(f"factor is {factor!r}; a loss is divided by a number above 0, such as 2.")
    power = 1 / (1 - as_power(discount)[0])
    if power * math.log2(factor) >= 1024:
        raise ValueError(f"{factor}^{power:.4g} is too large for a float: give a discount further below 1.")
    return factor**power


def equally_sure(error, n_values: int):
    r"""The least cross-entropy, in bits, of a learner that errs with probability e, as sure of each fact as of any.

    .. math:: H(e) + e \log_2 (V - 1), \qquad H(e) = e \log_2 \tfrac1e + (1 - e) \log_2 \tfrac1{1-e}

    It gives its favourite value the probability 1 − e, and shares out e among the others.

    Parameters
    ----------
    error : e in [0, 1], or an array.
    n_values : V, whole, ≥ 2.

    Raises
    ------
    ValueError
        If e is no probability or V below 2.

    Examples
    --------
    >>> round(equally_sure(0.01, 64), 4)
    0.1406

    Source: Fano, Transmission of Information (1961): the right side of his inequality.
    """
    e = np.asarray(error, dtype=float)
    if not ((e >= 0) & (e <= 1)).all():
        raise ValueError(f"error is {error!r}; it is a probability, from 0 to 1.")
    if whole(n_values, "n_values") < 2:
        raise ValueError(f"n_values is {n_values}; with one value nobody can be wrong.")
    bits = info.entropy(np.stack([e, 1 - e], axis=-1)) + e * math.log2(n_values - 1)
    return float(bits) if e.ndim == 0 else bits


def _sightings(m) -> int:
    if whole(m, "m") < 1:
        raise ValueError("m is 0, but nobody knows a fact before it was told: give a whole number from 1.")
    return int(m)
