r"""Three functions of the gamma family that Python's ``math`` lacks, for positive arguments.

Knows rising factorials, the step from log Γ(x) to log Γ(x + d), and ψ. Serves chapter 7 and what is built on it.
"""

import math

STIRLING_FROM = 40  # from here on the series below, cut where they are, err by less than 1e-15


def log_rising(x: float, m: int) -> float:
    """log of the rising factorial x (x + 1) … (x + m − 1), for x > 0 and a whole number m ≥ 0.

    Examples
    --------
    >>> round(math.exp(log_rising(0.5, 2)), 12)
    0.75
    """
    return math.lgamma(x + m) - math.lgamma(x)


def log_gamma_step(x: float, d: float) -> float:
    """log Γ(x + d) − log Γ(x), for x > 0 and d ≥ 0, to about 13 digits.

    Stepped up to where Stirling's series is good. The difference of two calls of ``math.lgamma`` would have lost half
    of its digits at x = 10⁷, where both are huge and nearly equal.

    Examples
    --------
    >>> round(math.exp(log_gamma_step(3.0, 2.0)), 12)
    12.0
    """
    steps = 0.0
    while x < STIRLING_FROM:
        steps, x = steps + math.log1p(d / x), x + 1
    y = x + d
    series = -d / (12 * x * y) - (y**-3 - x**-3) / 360 + (y**-5 - x**-5) / 1260
    return (y - 0.5) * math.log1p(d / x) + d * (math.log(x) - 1) + series - steps


def digamma(x: float) -> float:
    """ψ(x), the derivative of log Γ, for x > 0, to about 14 digits.

    Examples
    --------
    >>> round(digamma(1.0), 12)  # minus Euler's constant
    -0.577215664902
    """
    steps = 0.0
    while x < STIRLING_FROM:
        steps, x = steps + 1 / x, x + 1
    series = 1 / (12 * x**2) - 1 / (120 * x**4) + 1 / (252 * x**6) - 1 / (240 * x**8)
    return math.log(x) - 1 / (2 * x) - series - steps
