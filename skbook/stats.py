"""From repeated measurements to honest statements: seeds to a mean with an interval, points to a power law.

Knows Student's interval over seeds, straight lines in log–log coordinates with a bootstrap over seeds, logarithmic
bins and the reliability table of a forecaster. Knows nothing of any model. Serves every chapter (the interval of a
claim comes from here) and chapter 2 for the reliability diagram. NumPy alone: Student's quantile comes from its series.
"""

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

Z95 = NormalDist().inv_cdf(0.975)  # two-sided 95 % of a normal law, 1.95996…


@dataclass(frozen=True)
class Estimate:
    """A mean over ``n`` independent values, with its 95 % interval ``[low, high]``, in the values' unit."""

    mean: float
    low: float
    high: float
    n: int

    def __repr__(self):
        return f"{self.mean:.4g} (95 % interval {self.low:.4g} to {self.high:.4g}, n = {self.n})"


def interval(values) -> Estimate:
    r"""Mean of independent values (one a seed) and its 95 % Student-t interval.

    .. math:: \bar x \pm t_{n-1}\, s/\sqrt n , \qquad s^2 = \frac1{n-1}\sum_i (x_i-\bar x)^2

    Parameters
    ----------
    values : shape (n,), n ≥ 2, finite, in any unit. The interval is exact for normal values, and too narrow for values
        that are not independent (letters of one text, steps of one run): give it one value a seed.

    Raises
    ------
    ValueError
        If there are fewer than two values, or they are not finite numbers in one dimension.

    Examples
    --------
    >>> interval([1.0, 2.0, 3.0])
    2 (95 % interval -0.4841 to 4.484, n = 3)

    Source: Student, The probable error of a mean, Biometrika 6 (1908).
    """
    x = _finite(values, "values")
    if x.ndim != 1 or len(x) < 2:
        raise ValueError(f"interval() needs a 1-D array of at least 2 values, got shape {x.shape}: "
                         "run more seeds, or state the single number without an interval.")
    if x.min() == x.max():  # equal values average to themselves, without rounding
        return Estimate(float(x[0]), float(x[0]), float(x[0]), len(x))
    mean = float(x.mean())
    half = student_t95(len(x) - 1) * float(x.std(ddof=1)) / math.sqrt(len(x))
    return Estimate(mean, mean - half, mean + half, len(x))


@cache
def student_t95(df: int) -> float:
    """The t for which a Student variable with ``df`` degrees of freedom lies in [−t, t] with probability 0.95.

    Examples
    --------
    >>> [round(student_t95(df), 3) for df in (1, 4, 9, 1000)]
    [12.706, 2.776, 2.262, 1.962]

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3–26.7.5.
    """
    if df < 1:
        raise ValueError(f"Student's t needs at least 1 degree of freedom, got {df}: use two or more values.")
    if df > 200:  # the expansion's next term is below 2e-9 here, and the series would be long
        z, v = Z95, 4 * df
        return z + (z**3 + z) / v + (5 * z**5 + 16 * z**3 + 3 * z) / (6 * v**2) \
            + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (6 * v**3)
    low, high = 0.0, math.pi / 2  # bisect the angle whose tangent is t / √df
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _student_mass(middle, df) < 0.95 else (low, middle)
    return math.sqrt(df) * math.tan((low + high) / 2)


def _student_mass(angle: float, df: int) -> float:
    """P(|T| ≤ √df tan angle): a sum of df // 2 powers of the cosine."""
    cos, sin = math.cos(angle), math.sin(angle)
    term, total = (cos if df % 2 else 1.0), 0.0
    for k in range(2 + df % 2, df + 1, 2):  # powers 1, 3, … of the cosine for odd df, 0, 2, … for even
        total += term
        term *= cos * cos * (k - 1) / k
    return 2 / math.pi * (angle + sin * total) if df % 2 else sin * total


def _finite(values, name: str) -> np.ndarray:
    """``values`` as floats, or a refusal that names the first bad one."""
    try:
        x = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be numbers in a regular array: {error}.") from None
    if x.size == 0:
        raise ValueError(f"{name} is empty; give at least one number.")
    if not np.isfinite(x).all():
        at = tuple(int(i) for i in np.argwhere(~np.isfinite(x))[0])
        raise ValueError(f"{name} holds {x[at]} at index {at}; drop or mend values that are not finite.")
    return x
