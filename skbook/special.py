r"""Functions of the gamma family that Python's ``math`` and NumPy lack, for positive arguments.

Knows rising factorials for an array of counts,

.. math:: a^{\overline n} = a (a + 1) \cdots (a + n - 1) = \frac{\Gamma(a + n)}{\Gamma(a)} ,

the step from log Γ(x) to log Γ(x + d) for one number, ψ, and the upper incomplete Γ. Serves the learners of chapter 3,
the process of chapter 7 and the laws of chapter 12.
"""

import math

import numpy as np

from skbook.checks import plain


STIRLING_FROM = 40  # from here on the series below, cut where they are, err by less than 1e-15
NOTHING_FROM = 1000  # from here on exp(−x) is 0 in floats, and infinity may not be multiplied by it


def log2_rising(a: float, n) -> np.ndarray:
    r"""Logarithm to base 2 of the rising factorial of a with n factors, for an array of whole n.

    A table of sums of logarithms: as fast as log Γ would be, and as exact as the sums are.

    Raises
    ------
    ValueError
        If a is not a positive, finite number, or some n is negative.

    Examples
    --------
    >>> log2_rising(1, np.array([0, 1, 2, 4])).round(3).tolist()
    [0.0, 0.0, 1.0, 4.585]
    """
    if not 0 < a < np.inf:
        raise ValueError(f"what is added to each count is {a!r}; it must be above 0, such as 1/2 (KT) or 1 (Laplace).")
    n = np.asarray(n)
    if n.min(initial=0) < 0:
        raise ValueError(f"a product cannot have {n.min()} factors.")
    table = np.zeros(int(n.max(initial=0)) + 1)
    np.cumsum(np.log2(np.arange(len(table) - 1) + a), out=table[1:])
    return table[n]


def log_gamma_step(x: float, d: float) -> float:
    """log Γ(x + d) − log Γ(x), for x > 0 and d ≥ 0, to about 13 digits.

    For a whole d it is the log of the rising factorial x (x + 1) … (x + d − 1).

    Stepped up to where Stirling's series is good. The difference of two calls of ``math.lgamma`` would have lost half
    of its digits at x = 10⁷, where both are huge and nearly equal.

    Raises
    ------
    ValueError
        If x is not above 0, or d is negative.

    Examples
    --------
    >>> round(math.exp(log_gamma_step(3.0, 2.0)), 12)
    12.0
    """
    if not (x > 0 and d >= 0):
        raise ValueError(f"log_gamma_step() needs x above 0 and a step from 0, got {x!r} and {d!r}.")
    steps = 0.0
    while x < STIRLING_FROM:
        steps, x = steps + math.log1p(d / x), x + 1
    y = x + d
    series = -d / (12 * x * y) - (y**-3 - x**-3) / 360 + (y**-5 - x**-5) / 1260
    return (y - 0.5) * math.log1p(d / x) + d * (math.log(x) - 1) + series - steps


def digamma(x: float) -> float:
    """ψ(x), the derivative of log Γ, for x > 0, to about 14 digits; ``ValueError`` for other x.

    Examples
    --------
    >>> round(digamma(1.0), 12)  # minus Euler's constant
    -0.577215664902
    """
    if not x > 0:
        raise ValueError(f"digamma() needs x above 0, got {x!r}.")
    steps = 0.0
    while x < STIRLING_FROM:
        steps, x = steps + 1 / x, x + 1
    series = 1 / (12 * x**2) - 1 / (120 * x**4) + 1 / (252 * x**6) - 1 / (240 * x**8)
    return math.log(x) - 1 / (2 * x) - series - steps


def upper_gamma(s: float, x) -> float | np.ndarray:
    r"""The upper incomplete Gamma function, to eleven digits.

    .. math:: \Gamma(s, x) = \int_x^\infty y^{s-1} e^{-y}\, dy, \qquad 0 < s < 1,\ x \ge 0

    A power series of what is below x where x is below 2, a continued fraction beyond.

    Raises
    ------
    ValueError
        If s is not within 0 and 1, or an x is negative or not a number.

    Examples
    --------
    >>> round(upper_gamma(0.5, 0.0) ** 2, 6)  # π
    3.141593
    >>> upper_gamma(0.5, np.array([0.25, 4.0])).round(6).tolist()  # √π erfc(1/2), √π erfc(2)
    [0.849892, 0.008291]

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 6.5.29 and 6.5.31.
    """
    x = np.asarray(x, dtype=float)
    if not 0 < s < 1 or not (x >= 0).all():
        raise ValueError(f"upper_gamma() needs s within 0 and 1 and every x from 0, got s = {s!r}.")
    low, high = np.minimum(x, 2), np.clip(x, 2, NOTHING_FROM)
    below, term = np.zeros_like(x), np.ones_like(x)
    for k in range(40):
        below, term = below + term / (s + k), -term * low / (k + 1)
    rest = np.zeros_like(x)
    for k in range(90, 0, -1):  # from the inside out
        rest = k * (k - s) / (high + 2 * k + 1 - s - rest)
    return plain(np.where(x < 2, math.gamma(s) - low**s * below, np.exp(-high) * high**s / (high + 1 - s - rest)))
