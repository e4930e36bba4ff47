r"""How fast an ideal learner can learn, as formulas: the two excesses, where they cross, what a name costs.

Everything is in **bits a sentence**, instantaneous (what the next sentence costs above its entropy, after N sentences)
unless the name says otherwise. Knows popularities and parameters only; the learner whose bills these laws predict is
:mod:`skbook.bayes`, and sums over a list of popularities are in :mod:`skbook.occupancy`. Serves chapter 9 first, and
the scaling laws after it.

Conditions. Syntax: k fixed, :math:`N p(x) \gg 1` for every word; on average over grammars drawn evenly N ≫ k will do,
for rarer words are few. Knowledge: independent draws of subjects with popularity
:math:`p_i = c\,i^{-1/d}`, noiseless facts, 1 ≪ N ≪ 1/p_M in a world of M facts.
"""

import math

import numpy as np

from skbook.checks import plain, positives
from skbook.popularity import as_parameters, as_power
from skbook.special import digamma


def zipf_scale(discount: float) -> float:
    r"""The popularity of the most popular subject in an endless world.

    .. math:: c = \frac1{\zeta(1/d)}, \qquad p_i = c\,i^{-1/d}, \quad i = 1, 2, \dots

    Parameters
    ----------
    discount : d in (0, 1).

    Raises
    ------
    ValueError
        If d is out of range.

    Examples
    --------
    >>> round(zipf_scale(0.5), 4), round(zipf_scale(0.6), 3)  # 6/π², and the world of the chapter
    (0.6079, 0.471)

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 23.2 (Euler and Maclaurin's sum).
    """
    d, _ = as_power(discount, 1.0)
    s, n = 1 / d, 20  # the first 19 terms one by one; the next term of the tail is below 1e-10 for every d
    tail = n ** (1 - s) / (s - 1) + n**-s / 2 + s * n ** (-s - 1) / 12 - s * (s + 1) * (s + 2) * n ** (-s - 3) / 720
    return 1 / (sum(i**-s for i in range(1, n)) + tail)


def missing_mass_law(n, discount: float, scale: float):
    r"""The missing mass under a power law of popularity.

    .. math:: \mathbb E M_N \sim d\,\Gamma(1-d)\,c^d\,N^{-(1-d)}

    Parameters
    ----------
    n : number of sentences, > 0, or an array.
    discount : d in (0, 1), of the popularity :math:`p_i = c\,i^{-1/d}`.
    scale : c, the popularity of the most popular subject, in (0, 1].

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(missing_mass_law(10_000, 0.5, 0.6079), 5)  # 0.6079… = 6/π², the scale that makes i⁻² sum to 1
    0.00691

    Source: Karlin, Journal of Mathematics and Mechanics 17 (1967), for regularly varying popularity.
    """
    d, c = as_power(discount, scale)
    return plain(d * math.gamma(1 - d) * c**d * _sentences(n) ** (d - 1.0))


def distinct_law(n, discount: float, scale: float):
    r"""The number of different subjects under a power law of popularity: Heaps' law with its constant.

    .. math:: \mathbb E K_N \sim \Gamma(1-d)\,(cN)^d

    Parameters and errors as for :func:`missing_mass_law`.

    Examples
    --------
    >>> round(distinct_law(10_000, 0.5, 0.6079), 1)
    138.2
    """
    d, c = as_power(discount, scale)
    return plain(math.gamma(1 - d) * (c * _sentences(n)) ** d)


def syntax_excess(n, n_parameters: int):
    r"""Bits a sentence that k unknown parameters of the grammar still cost after n sentences.

    .. math:: r_{\text{words}}(N) \approx \frac{k}{2N\ln 2} \quad\text{bits}

    if :math:`N p(x) \gg 1` for every word x; on average over grammars drawn evenly, if N ≫ k.

    Parameters
    ----------
    n : number of sentences, > 0, or an array.
    n_parameters : k, ≥ 0; a slot with m words has m − 1.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(syntax_excess(10_000, 496), 4)
    0.0358
    """
    if not 0 <= n_parameters < math.inf:
        raise ValueError(f"n_parameters is {n_parameters!r}; it counts parameters, so give a number from 0.")
    return plain(n_parameters / (2 * math.log(2)) / _sentences(n))


def word_slot_total(n, n_words: int):
    r"""Bits that a slot with unknown word probabilities costs above its entropy over its first n sentences, in all.

    .. math:: R_{\text{slot}}(N) \approx \frac{S-1}2 \log_2\frac N{2\pi\mathrm e}
              + \frac{S\,[\psi(S) - \psi(1)]}{2 \ln 2} - \log_2\,(S-1)!

    for the learner who adds one to each count, on average over the uniform prior: half a log for each parameter, and
    the constant of Clarke and Barron.

    Parameters
    ----------
    n : number of sentences, or an array, large beside S².
    n_words : S ≥ 1.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(word_slot_total(1000, 2), 2)  # one unknown probability, half a log: 4.98 and a constant
    4.38

    Source: Clarke and Barron, IEEE Transactions on Information Theory 36 (1990).
    """
    if not n_words >= 1:
        raise ValueError(f"n_words is {n_words!r}; a slot has at least 1 word.")
    constant = n_words * (digamma(n_words) - digamma(1)) / 2 - math.lgamma(n_words)
    return plain((n_words - 1) / 2 * np.log2(_sentences(n) / (2 * math.pi * math.e)) + constant / math.log(2))


def knowledge_excess(n, discount: float, scale: float, n_values: int):
    r"""Bits a sentence that unknown facts still cost after n sentences, when the subject is given.

    .. math:: r_{\text{value}}(N) = \log_2 V \cdot \mathbb E M_N \approx A\,N^{-(1-d)}, \qquad
              A = d\,\Gamma(1-d)\,c^d \log_2 V \quad\text{bits}

    Parameters
    ----------
    n, discount, scale : as for :func:`missing_mass_law`.
    n_values : V, how many values a fact can have, all equally likely, ≥ 1.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(knowledge_excess(10_000, 0.5, 0.6079, 64), 4)
    0.0415
    """
    return missing_mass_law(n, discount, scale) * _value_bits(n_values)


def crossing(n_parameters: int, discount: float, scale: float, n_values: int) -> float:
    r"""The number of sentences after which unknown facts cost more than unknown grammar, by the two laws above.

    .. math:: N_\times = \Bigl(\frac{k}{2 \ln 2\; A}\Bigr)^{1/d}

    An order of magnitude: the first law is good only for N ≫ k, so little is to be expected of a crossing near k.
    Parameters and errors as for :func:`syntax_excess` and :func:`knowledge_excess`, but V must be 2 or more: a fact
    that can have only one value costs nothing, at every N.

    Examples
    --------
    >>> round(crossing(496, 0.6, 0.471, 64), -2)
    1200.0
    """
    if not n_values >= 2:
        raise ValueError(f"n_values is {n_values!r}; a fact costs something from 2 values on, else nothing crosses.")
    return float((syntax_excess(1, n_parameters) / knowledge_excess(1, discount, scale, n_values)) ** (1 / discount))


def name_price(n_seen, n_names: int, discount: float, concentration: float = 0.0):
    r"""The excess of predicting subjects, of all of them, for each new one; what is said about it is not counted.

    .. math:: \log_2\frac{U-K}{\theta+dK} + c_d, \qquad
              c_d = \frac{1}{\ln 2}\Bigl(\psi(1-d) + \frac1d\sum_{r\ge1} f_r\,g(r-d)\Bigr), \quad
              f_r = \frac{d\,(1-d)_{r-1}}{r!}, \quad g(x) = x\,[\psi(x+1)-\ln x]

    When the next subject is new it costs the logarithm and :math:`\psi(1-d)/\ln 2` above what a reader who knows the
    world pays; the sum is what the shares of those met still cost, divided among the new. Names must abound, U ≫ K:
    the formula is refused where it falls below 0.

    Parameters
    ----------
    n_seen : K, names used so far, or an array; 1 ≤ K, and far below U.
    n_names : U, names in the register.
    discount, concentration : d in (0, 1) and θ of the learner.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(name_price(1000, 1_000_000, 0.5), 2)
    9.35
    """
    d, theta = as_parameters(discount, concentration)
    if d == 0:
        raise ValueError("name_price() needs a discount above 0: without a power law, new names hardly ever come.")
    k = np.asarray(n_seen, dtype=float)
    if not (np.isfinite(k) & (k >= 1) & (k < n_names)).all():
        raise ValueError(f"n_seen must lie from 1 to below n_names, {n_names}: no name is left for a new subject.")
    price = np.log2((n_names - k) / (theta + d * k)) + _shares_constant(d)
    if (price < 0).any():
        raise ValueError(f"n_seen is too near n_names, {n_names}: the formula needs many more names than were used.")
    return plain(price)


def _shares_constant(d: float, terms: int = 2000) -> float:
    """c_d of :func:`name_price`; g tends to ½, which serves for the counts above ``terms``."""
    share, total, left = d, 0.0, 1.0
    for r in range(1, terms + 1):
        x = r - d
        total, left = total + share * x * (digamma(x + 1) - math.log(x)), left - share
        share *= x / (r + 1)
    return (digamma(1 - d) + (total + left / 2) / d) / math.log(2)


def _sentences(n) -> np.ndarray:
    return positives(n, "the number of sentences n")


def _value_bits(n_values) -> float:
    if not n_values >= 1:
        raise ValueError(f"n_values is {n_values!r}; a fact has at least 1 possible value.")
    return math.log2(n_values)
