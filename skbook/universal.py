r"""Forecasters that need not know the source: add one half to each count, mix all models, weigh all trees of contexts.

Knows Krichevsky and Trofimov's rule (KT), Bayes mixtures of any models, what ignorance costs in theory and exactly, and
context-tree weighting (:mod:`skbook.context_trees`, whose functions can be had from here, too). Everything is a code
length in **bits**, computed from counts in logarithms, so that no probability is ever too small for a float. Does not
know where counts come from, nor how bits become a file (:mod:`skbook.coding` does that). Serves chapter 3.
"""

import math
from dataclasses import dataclass

import numpy as np

from skbook import checks
from skbook.checks import whole
from skbook.context_trees import context_counts, context_trees, ctw_code_length, tree_bits, tree_code_length
from skbook.special import log2_rising

__all__ = ["Excess", "context_counts", "context_trees", "ctw_code_length", "expected_redundancy", "half_log_bits",
           "half_log_excess", "kt_code_length", "kt_probability", "mixture_code_length", "tree_bits",
           "tree_code_length"]


def kt_probability(counts) -> np.ndarray:
    r"""Forecast of the next letter after Krichevsky and Trofimov: one half is added to each count.

    .. math:: q(x) = \frac{n_x + \frac12}{n + \frac m2}, \qquad n = \sum_x n_x

    Parameters
    ----------
    counts : shape (..., m), how often each of m letters has come; whole numbers.

    Returns
    -------
    Array of shape (..., m), each row a distribution.

    Raises
    ------
    ValueError
        If there is no letter, or a count is negative or no whole number.

    Examples
    --------
    >>> kt_probability([2, 0])
    array([0.83333333, 0.16666667])

    Source: Krichevsky and Trofimov, The performance of universal encoding, IEEE Transactions on Information Theory 27
    (1981).
    """
    counts = _letter_counts(counts)
    return (counts + 0.5) / (counts.sum(axis=-1, keepdims=True) + counts.shape[-1] / 2)


def kt_code_length(counts, added: float = 0.5):
    r"""Bits that KT has spent on any sequence with these counts; the order of the letters does not matter.

    .. math:: L = \log_2 \frac{\Gamma(n + ma)\,/\,\Gamma(ma)}{\prod_x \Gamma(n_x + a)\,/\,\Gamma(a)}

    Parameters
    ----------
    counts : shape (..., m), as for :func:`kt_probability`.
    added : a > 0, what is added to each count: 1/2 is KT, 1 is Laplace's rule. It is a Dirichlet mixture in each case.

    Returns
    -------
    A float, or an array of shape (...) for several sequences at once.

    Raises
    ------
    ValueError
        If the counts are none, or nothing is added.

    Examples
    --------
    >>> kt_code_length([1, 1]), round(kt_code_length([1000, 0]), 2)
    (3.0, 5.81)
    """
    counts = _letter_counts(counts)
    bits = (log2_rising(added * counts.shape[-1], counts.sum(axis=-1)) - log2_rising(added, counts).sum(axis=-1))
    return float(bits) if np.ndim(bits) == 0 else bits


def mixture_code_length(code_lengths, weights):
    r"""Bits that a Bayes mixture spends, given what each of its members would spend.

    .. math:: L = -\log_2 \sum_i \rho_i\, 2^{-L_i} \le L_i + \log_2 \tfrac1{\rho_i} \quad \text{for every } i

    Parameters
    ----------
    code_lengths : shape (..., k), bits of each of k members; ``inf`` for a member that calls the message impossible.
    weights : shape (k,), belief in each member beforehand; they sum to 1.

    Returns
    -------
    A float, or an array of shape (...).

    Raises
    ------
    ValueError
        If the weights are no distribution over the members, or a length is NaN.

    Examples
    --------
    >>> mixture_code_length([3.0, 3.0], [0.5, 0.5])
    3.0
    >>> mixture_code_length([0.0, 1000.0], [0.25, 0.75])
    2.0
    """
    lengths, weights = np.asarray(code_lengths, dtype=float), np.asarray(weights, dtype=float)
    if weights.ndim != 1 or lengths.shape[-1:] != weights.shape or not weights.size:
        raise ValueError(f"code_lengths has shape {lengths.shape} and weights {weights.shape}: give one weight for "
                         "each member, along the last axis.")
    if not (weights >= 0).all() or abs(weights.sum() - 1) > 1e-9:
        raise ValueError(f"the weights sum to {weights.sum():.9g} and the least is {weights.min():.3g}: beliefs are "
                         "not negative and sum to 1.")
    if np.isnan(lengths).any():
        raise ValueError("a code length is NaN (not a number); a member that finds the message impossible has inf.")
    with np.errstate(divide="ignore"):
        bits = -np.logaddexp2.reduce(np.log2(weights) - lengths, axis=-1)
    return float(bits) if np.ndim(bits) == 0 else bits


def half_log_bits(n_letters: int, n):
    r"""What KT pays in theory, on average above the entropy, for not knowing the frequencies of independent letters.

    .. math:: \frac k2 \log_2 \frac{n}{2\pi\mathrm e} + \log_2 \frac{\pi^{m/2}}{\Gamma(m/2)}, \qquad k = m - 1

    Parameters
    ----------
    n_letters : m ≥ 2, letters that can come, every one with positive probability.
    n : positive, symbols so far; a number or an array. Holds for n large beside every 1/p(x).

    Returns
    -------
    Bits, of the shape of n; below 0 where n is so small that the formula means nothing.

    Raises
    ------
    ValueError
        If there are fewer than two letters, or n is not positive.

    Examples
    --------
    >>> round(half_log_bits(8, 100_000), 1)
    47.8

    Source: Clarke and Barron, Information-theoretic asymptotics of Bayes methods, IEEE Transactions on Information
    Theory 36 (1990); for KT it follows from Stirling's formula.
    """
    m, n = whole(n_letters, "n_letters", 2), np.asarray(n, dtype=float)
    if not (n > 0).all():
        raise ValueError(f"n holds {n.min()}, but there must be at least one symbol.")
    constant = m / 2 * math.log2(math.pi) - math.lgamma(m / 2) / math.log(2)
    bits = (m - 1) / 2 * np.log2(n / (2 * math.pi * math.e)) + constant
    return float(bits) if bits.ndim == 0 else bits


def expected_redundancy(p, n: int, added: float = 0.5) -> float:
    r"""Exact average of what :func:`kt_code_length` spends above the entropy, for n independent letters from p.

    .. math:: D(p^n \| q) = \mathbb E\, L(n_1, \ldots, n_m) - n H(p)

    The length is a sum with one term for each count, and each count is binomial, so m sums of n + 1 terms suffice.

    Parameters
    ----------
    p : shape (m,), the source; n : symbols, not negative; added : as for :func:`kt_code_length`.

    Raises
    ------
    ValueError
        If p is no distribution, or n is no whole number.

    Examples
    --------
    >>> expected_redundancy([0.5, 0.5], 1), round(expected_redundancy([0.5, 0.5], 2), 4)
    (0.0, 0.2075)
    """
    n, p = whole(n, "n"), np.asarray(p, dtype=float)
    if p.ndim != 1 or not (p >= 0).all() or abs(p.sum() - 1) > 1e-9:
        raise ValueError("p must be one distribution: probabilities in one row, not negative, with sum 1.")
    letters, seen, scale = np.log2(p[p > 0])[:, None], np.arange(n + 1), n * math.log2(n / math.e) if n else 0.0
    choose = log2_rising(1, n) - log2_rising(1, seen) - log2_rising(1, n - seen)
    with np.errstate(divide="ignore", invalid="ignore"):
        others = np.where(seen < n, (n - seen) * np.log2(1 - p[p > 0])[:, None], 0.0)
    chance = np.exp2(choose + seen * letters + others)                       # (letter, count)
    saved = log2_rising(added, seen) - seen * (letters + scale / max(n, 1))  # near 0 where there is any chance:
    return float(log2_rising(added * len(p), n) - scale - (chance * saved).sum())  # large numbers would not cancel


@dataclass(frozen=True)
class Excess:
    """What k unknown numbers cost after n symbols, leading terms: ``total``, ``average`` and ``next``, all in bits."""

    n_parameters: int
    n: int
    total: float    # over all n symbols
    average: float  # a symbol, over all n: the cumulative loss divided by n
    next: float     # the next symbol alone: the instantaneous loss

    def rows(self) -> list[tuple[str, float, float]]:
        """Name, bits and nats of each of the three."""
        named = (("total", self.total), ("cumulative", self.average), ("instantaneous", self.next))
        return [(name, bits, bits * math.log(2)) for name, bits in named]

    def __repr__(self):
        lines = [f"{self.n_parameters} unknown numbers after {self.n:,} symbols", f"{'':<13}{'bits':>10}{'nats':>10}"]
        return "\n".join(lines + [f"{name:<13}{bits:>10.4g}{nats:>10.4g}" for name, bits, nats in self.rows()])


def half_log_excess(n_parameters: int, n: int) -> Excess:
    r"""The three ways to state the same price, in bits; constants and smaller terms are left out.

    .. math:: \frac k2 \log_2 n, \qquad \frac{k \log_2 n}{2n}, \qquad \frac{k}{2 n \ln 2}

    The last is the derivative of the first: what the next symbol adds.

    Parameters
    ----------
    n_parameters : k ≥ 1, free numbers that are not known; n : symbols, at least 1.

    Raises
    ------
    ValueError
        If one of them is not a whole number from 1.

    Examples
    --------
    >>> half_log_excess(2, 1024)
    2 unknown numbers after 1,024 symbols
                       bits      nats
    total                10     6.931
    cumulative     0.009766  0.006769
    instantaneous  0.001409 0.0009766
    """
    k, n = whole(n_parameters, "n_parameters", 1), whole(n, "n", 1)
    total = k / 2 * math.log2(n)
    return Excess(k, n, total, total / n, k / (2 * n * math.log(2)))


def _letter_counts(counts) -> np.ndarray:
    """Counts, one for each letter along the last axis."""
    found = checks.counts(counts)
    if found.ndim == 0:
        raise ValueError("counts is a single number; give one count for each letter, zeros included.")
    return found
