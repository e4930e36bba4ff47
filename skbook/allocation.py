r"""How to spend a memory of C bits on facts of unequal popularity, and what then remains to be paid.

A fact of popularity :math:`p_i` to which a memory gives m bits still costs :math:`p_i D(m)` bits a sentence. For a
value from a list of V each bit saves one bit, so facts are stored whole or not at all (:func:`look_up`). For a
measurement each bit halves what is left, or nearly, so many facts are stored a little (:func:`water_filling`). No
memory whatever pays less than :func:`least_excess`, if values are independent. The laws for an endless world with
:math:`p_i = c\,i^{-1/d}` stand beside the sums. Popularities need not sum to 1: where a list is the head of an endless
one, add ``initial_bits`` times what is missing.

Knows nothing of networks, nor of how a memory comes to hold what it holds. Serves *What does a bigger model buy?* and
every chapter that spends a budget after it.
"""

import math
from dataclasses import dataclass

import numpy as np

from skbook.checks import number, plain, positive, positives
from skbook.popularity import as_power


@dataclass(frozen=True, eq=False, repr=False)
class Allotment:
    """A memory spent on facts.

    Attributes
    ----------
    bits : m, what each fact gets, in the order of the popularities; shape (M,).
    excess : what each fact still costs, in bits a sentence; shape (M,).
    """

    bits: np.ndarray
    excess: np.ndarray

    @property
    def n_active(self) -> int:
        """K, how many facts get anything at all."""
        return int(np.count_nonzero(self.bits))

    @property
    def redundancy_bits(self) -> float:
        """The excess of all facts, in bits a sentence."""
        return float(self.excess.sum())

    def __repr__(self) -> str:
        return (f"Allotment({self.bits.sum():.6g} bits on {self.n_active:,} of {len(self.bits):,} facts, "
                f"excess {self.redundancy_bits:.4g} bits a sentence)")


def water_filling(p, capacity_bits: float, bits_scale: float = 1.0, initial_bits: float = 1.0) -> Allotment:
    r"""The best allotment where each bit takes away a fixed share of what is left.

    .. math:: \min_{m \ge 0} \sum_i p_i D_0\, 2^{-m_i/r} \ \text{ with } \sum_i m_i = C: \qquad
              m_i = r \log_2^+ \frac{p_i}{\lambda}

    All facts that get bits are left with the same excess, :math:`D_0\lambda`.

    Parameters
    ----------
    p : popularities, shape (M,), in any order, 0 or more; they need not sum to 1.
    capacity_bits : C, 0 or more.
    bits_scale : r, bits that halve what is left of a fact; a half for a real number under squared error.
    initial_bits : D₀, what a fact costs of which nothing is stored.

    Raises
    ------
    ValueError
        If a popularity is negative or no number, or none is above 0; if the memory is negative or endless; if a scale
        is not above 0.

    Examples
    --------
    >>> water_filling([4/7, 2/7, 1/7], 2).bits
    array([1.5, 0.5, 0. ])
    >>> water_filling([4/7, 2/7, 1/7], 2)
    Allotment(2 bits on 2 of 3 facts, excess 0.5469 bits a sentence)

    Source: Kolmogorov, IRE Transactions on Information Theory 2 (1956), for Gaussian sources; Cover and Thomas,
    section 10.3.
    """
    p, capacity = _popularities(p), number(capacity_bits, "capacity_bits", 0)
    r, start = positive(bits_scale, "bits_scale"), positive(initial_bits, "initial_bits")
    ranked, order = _ranked(p)
    height = np.log2(ranked)
    raised = np.cumsum(height)
    k = _active(r * (raised - np.arange(1, len(ranked) + 1) * height), capacity)
    bits, excess = np.zeros(len(p)), start * p
    if k:
        level = (raised[k - 1] - capacity / r) / k  # log₂ λ, so that the k bits sum to C
        bits[order[:k]], excess[order[:k]] = r * (height[:k] - level), start * 2**level
    return Allotment(bits, excess)


def slow_filling(p, capacity_bits: float, power: float, initial_bits: float = 1.0) -> Allotment:
    r"""The best allotment where what is left of a fact falls like a power of its bits.

    .. math:: \min_{m \ge 0} \sum_i p_i D_0\, (1 + m_i)^{-s} \ \text{ with } \sum_i m_i = C: \qquad
              m_i = \Bigl[\bigl(p_i / \lambda\bigr)^{1/(s+1)} - 1\Bigr]^+

    Parameters and errors as for :func:`water_filling`; ``power`` is s, above 0.

    Examples
    --------
    >>> slow_filling([8/9, 1/9], 1.0, power=0.5).bits  # the rare fact would be dearer to improve
    array([1., 0.])
    """
    p, capacity = _popularities(p), number(capacity_bits, "capacity_bits", 0)
    s, start = positive(power, "power"), positive(initial_bits, "initial_bits")
    ranked, order = _ranked(p)
    width = ranked ** (1 / (s + 1))
    spread = np.cumsum(width)
    k = _active(spread / width - np.arange(1, len(ranked) + 1), capacity)
    bits = np.zeros(len(p))
    if k:
        bits[order[:k]] = width[:k] * (capacity + k) / spread[k - 1] - 1
    return Allotment(bits, start * p * (1 + bits) ** -s)


def look_up(p, capacity_bits: float, bits_per_fact: float = 6.0, value_bits: float = 6.0) -> Allotment:
    r"""The best table of whole facts: the most popular ones, as many as fit.

    .. math:: K = \lfloor C / b \rfloor, \qquad \text{excess} = \log_2 V \sum_{i > K} p_i

    Parameters
    ----------
    p, capacity_bits : as for :func:`water_filling`. Among equals the first are stored.
    bits_per_fact : b, what an entry takes: log₂ V, and more if the table must say whose it is.
    value_bits : log₂ V, what an entry saves.

    Raises
    ------
    ValueError
        As for :func:`water_filling`.

    Examples
    --------
    >>> table = look_up([0.5, 0.25, 0.125, 0.125], 13)  # two facts of six bits; the last bit buys nothing
    >>> table.n_active, table.redundancy_bits
    (2, 1.5)
    """
    p, capacity = _popularities(p), number(capacity_bits, "capacity_bits", 0)
    entry, value = positive(bits_per_fact, "bits_per_fact"), positive(value_bits, "value_bits")
    _, order = _ranked(p)
    stored = order[:int(min(capacity / entry + 1e-9, len(order)))]
    bits, excess = np.zeros(len(p)), value * p
    bits[stored], excess[stored] = entry, 0.0
    return Allotment(bits, excess)


def least_excess(p, capacity_bits: float, value_bits: float = 6.0) -> float:
    r"""Bits a sentence that every memory of C bits leaves, if values are independent and even over V.

    .. math:: \min_{m \ge 0,\ \sum_i m_i \le C} \sum_i p_i (\log_2 V - m_i)^+

    Like :func:`look_up` with :math:`b = \log_2 V`, but the fact at the frontier counts in part.

    Parameters and errors as for :func:`look_up`.

    Examples
    --------
    >>> least_excess([0.5, 0.25, 0.125, 0.125], 13)  # 0.125 less than the table above needs, one bit of 1/8
    1.375
    """
    p, value = _popularities(p), positive(value_bits, "value_bits")
    ranked, _ = _ranked(p)
    bits = np.clip(number(capacity_bits, "capacity_bits", 0) - value * np.arange(len(ranked)), 0, value)
    return float(ranked @ (value - bits))


def frontier_law(capacity_bits, discount: float, bits_scale: float = 1.0):
    r"""How many facts of an endless world water reaches.

    .. math:: K \sim \frac{d \ln 2}{r}\, C

    Parameters
    ----------
    capacity_bits : C, above 0, or an array.
    discount : d in (0, 1), of popularities :math:`p_i = c\,i^{-1/d}`.
    bits_scale : r.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(frontier_law(1000, 0.5))
    347
    """
    return as_power(discount)[0] * math.log(2) / positive(bits_scale, "bits_scale") * _capacity(capacity_bits)


def water_filling_law(capacity_bits, discount: float, scale: float, bits_scale: float = 1.0, initial_bits: float = 1.0):
    r"""What water-filling leaves in an endless world.

    .. math:: \frac{D_0\, c}{1-d}\, K^{-(1/d - 1)}, \qquad K = \frac{d \ln 2}{r}\, C

    Parameters and errors as for :func:`frontier_law`; ``scale`` is c, ``initial_bits`` D₀.

    Examples
    --------
    >>> round(water_filling_law(1000, 0.5, 0.6079), 6)
    0.003508
    """
    d, k = as_power(discount)[0], frontier_law(capacity_bits, discount, bits_scale)
    return positive(initial_bits, "initial_bits") * positive(scale, "scale") / (1 - d) * k ** (1 - 1 / d)


def look_up_law(capacity_bits, discount: float, scale: float, bits_per_fact: float = 6.0, value_bits: float = 6.0):
    r"""What a table of whole facts leaves in an endless world.

    .. math:: \log_2 V\, \frac{c\,d}{1-d}\, K^{-(1/d - 1)}, \qquad K = C / b

    Parameters and errors as for :func:`frontier_law`; ``scale`` is c, ``bits_per_fact`` b, ``value_bits`` log₂ V.

    Examples
    --------
    >>> round(look_up_law(6000, 0.5, 0.6079), 5)
    0.00365
    """
    d, k = as_power(discount)[0], _capacity(capacity_bits) / positive(bits_per_fact, "bits_per_fact")
    return positive(value_bits, "value_bits") * positive(scale, "scale") * d / (1 - d) * k ** (1 - 1 / d)


def _active(needed: np.ndarray, capacity: float) -> int:
    """How many facts get bits; ``needed[i]``, never falling, is what all before fact i get when the level is at i."""
    return int(np.searchsorted(needed, capacity, side="left"))


def _ranked(p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The popularities above 0, largest first, and where they stand in p."""
    falling = (p[:-1] >= p[1:]).all()  # millions of facts mostly come in order, and a check is cheaper than a sort
    order = np.arange(len(p)) if falling else np.argsort(-p, kind="stable")
    order = order[:np.count_nonzero(p)]
    return p[order], order


def _popularities(p) -> np.ndarray:
    try:
        p = np.asarray(p, dtype=float)
    except (TypeError, ValueError):
        raise ValueError("p must be numbers, the popularity of each fact.") from None
    if p.ndim != 1 or not p.size:
        raise ValueError(f"p has shape {p.shape}; give one row, a popularity for each fact.")
    if not (np.isfinite(p) & (p >= 0)).all() or not p.any():
        raise ValueError("p must be finite and 0 or more, and not all 0: it says how often each fact is asked for.")
    return p


def _capacity(bits):
    return plain(positives(bits, "capacity_bits"))
