"""From repeated measurements to honest statements: seeds to a mean with an interval, points to a power law.

Knows Student's interval over seeds, straight lines in log–log coordinates with a bootstrap over seeds, and logarithmic
bins. Knows nothing of any model. Serves every chapter: the interval of a claim comes from here. NumPy alone, so
Student's quantile is computed from its finite series.
"""

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

from skbook.checks import numbers, positives, whole

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
    x = numbers(values, "values")
    if x.ndim != 1 or len(x) < 2:
        raise ValueError(f"interval() needs a 1-D array of at least 2 values, got shape {x.shape}: "
                         "run more seeds, or state the single number without an interval.")
    if x.min() == x.max():  # equal values average to themselves, without rounding
        return Estimate(float(x[0]), float(x[0]), float(x[0]), len(x))
    mean = float(x.mean())
    half = student_t(len(x) - 1) * float(x.std(ddof=1)) / math.sqrt(len(x))
    return Estimate(mean, mean - half, mean + half, len(x))


@cache
def student_t(df: int, level: float = 0.95) -> float:
    """The t for which a Student variable with ``df`` degrees of freedom lies in [−t, t] with probability ``level``.

    Raises
    ------
    ValueError
        If there is no degree of freedom, or the level is not between 0 and 1.

    Examples
    --------
    >>> [round(student_t(df), 3) for df in (1, 4, 9, 1000)]
    [12.706, 2.776, 2.262, 1.962]

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3–26.7.5.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: give a probability between 0 and 1, such as 0.95.")
    if df < 1:
        raise ValueError(f"Student's t needs at least 1 degree of freedom, got {df}: use two or more values.")
    if df > 200:  # the expansion's next term is below 2e-9 here, and the series would be long
        z, v = NormalDist().inv_cdf((1 + level) / 2), 4 * df
        return z + (z**3 + z) / v + (5 * z**5 + 16 * z**3 + 3 * z) / (6 * v**2) \
            + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (6 * v**3)
    low, high = 0.0, math.pi / 2  # bisect the angle whose tangent is t / √df
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _student_mass(middle, df) < level else (low, middle)
    return math.sqrt(df) * math.tan((low + high) / 2)


def _student_mass(angle: float, df: int) -> float:
    """P(|T| ≤ √df tan angle): a sum of df // 2 powers of the cosine."""
    cos, sin = math.cos(angle), math.sin(angle)
    term, total = (cos if df % 2 else 1.0), 0.0
    for k in range(2 + df % 2, df + 1, 2):  # powers 1, 3, … of the cosine for odd df, 0, 2, … for even
        total += term
        term *= cos * cos * (k - 1) / k
    return 2 / math.pi * (angle + sin * total) if df % 2 else sin * total


@dataclass(frozen=True)
class PowerLaw:
    """y ≈ exp(intercept) · x^slope; ``interval`` is the 95 % interval of the slope."""

    slope: float
    interval: tuple[float, float]
    intercept: float  # natural logarithm of y at x = 1

    def __call__(self, x):
        """The fitted y at x."""
        return np.exp(self.intercept) * np.asarray(x, dtype=float) ** self.slope

    def __repr__(self):
        low, high = self.interval
        return f"slope {self.slope:.4g} (95 % interval {low:.4g} to {high:.4g}), y at x = 1: {self(1.0):.4g}"


def fit_power_law(x, y, seeds_axis: int | None = None) -> PowerLaw:
    r"""Least-squares line through the points in log–log coordinates, with a 95 % bootstrap interval of its slope.

    .. math:: \log y_s(x) = a + b\log x + \text{error}_s(x), \qquad s = \text{seed}

    Parameters
    ----------
    x : shape (n,), positive. Choose the window before looking: a power law with an offset or an end bends.
    y : shape (n,), or with one more axis, ``seeds_axis``, that counts seeds; positive, in any unit.
    seeds_axis : which axis of y counts seeds. Seeds are resampled whole, so errors that a seed carries from one x to
        the next widen the interval as they should. ``None``: residuals are resampled instead, which assumes that
        they are independent and equally large at every x; in one run's learning curve they are not.
        All seeds weigh the same, so the level is that of their geometric mean.

    Returns
    -------
    PowerLaw with ``.slope``, ``.interval`` and ``.intercept`` (natural log). The bootstrap percentiles are stretched
    by :math:`(t_{m-k}/z)\sqrt{m/(m-k)}`, with m seeds and k = 1 (or m points and k = 2), since few seeds understate
    their own spread. The resampling has its own generator, so the same data give the same interval.

    Raises
    ------
    ValueError
        If x or y is not positive, shapes do not match, or there are too few points (3, or 2 with seeds) or seeds (3).

    Examples
    --------
    >>> fit_power_law([1, 10, 100], [5.0, 0.5, 0.05])
    slope -1 (95 % interval -1 to -1), y at x = 1: 5

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993); Hesterberg, What teachers should know about
    the bootstrap, The American Statistician 69 (2015), for the stretching.
    """
    x, runs = _points(x, y, seeds_axis)
    slopes, intercepts = _log_line(x, runs)
    slope, intercept = slopes.mean(), intercepts.mean()
    rng = np.random.default_rng(0)
    if seeds_axis is None:
        residuals = runs[0] / (np.exp(intercept) * x**slope)
        drawn = slope + _log_line(x, rng.choice(residuals, size=(2000, len(x))))[0]
        stretch = _stretch(len(x), 2)
    else:
        drawn = rng.choice(slopes, size=(2000, len(slopes))).mean(axis=1)
        stretch = _stretch(len(slopes), 1)
    low, high = slope + stretch * (np.quantile(drawn, (0.025, 0.975)) - slope)
    return PowerLaw(float(slope), (float(low), float(high)), float(intercept))


def _points(x, y, seeds_axis: int | None) -> tuple[np.ndarray, np.ndarray]:
    """x of shape (n,) and y of shape (seeds, n), checked."""
    x, y = positives(x, "x"), positives(y, "y")
    runs = y[None, :] if seeds_axis is None and y.ndim == 1 else _seeds_first(y, seeds_axis)
    if x.ndim != 1 or runs.shape[1:] != x.shape:
        raise ValueError(f"x has shape {x.shape} and y has shape {y.shape}; y needs one value for each x (and seed).")
    needed = 3 if seeds_axis is None else 2
    if len(np.unique(x)) < needed:
        raise ValueError(f"a power law needs at least {needed} different x here, got {len(np.unique(x))}: add points.")
    return x, runs


def _log_line(x: np.ndarray, y: np.ndarray):
    """Slope and intercept of log y on log x along the last axis of y."""
    log_x, log_y = np.log(x), np.log(y)
    centred = log_x - log_x.mean()
    slope = log_y @ centred / (centred @ centred)
    return slope, log_y.mean(axis=-1) - slope * log_x.mean()


def _stretch(m: int, fitted: int) -> float:
    """How much wider than the bootstrap's an interval from m things must be, of whose freedom ``fitted`` are used."""
    return student_t(m - fitted) / Z95 * math.sqrt(m / (m - fitted))


def _seeds_first(y: np.ndarray, seeds_axis: int | None) -> np.ndarray:
    if seeds_axis is None or y.ndim != 2 or not -2 <= seeds_axis < 2:
        raise ValueError(f"y has shape {y.shape} and seeds_axis is {seeds_axis}: give y two axes and say which of them "
                         "counts seeds, or one axis and seeds_axis=None.")
    runs = np.moveaxis(y, seeds_axis, 0)
    if len(runs) < 3:
        raise ValueError(f"a bootstrap over seeds needs at least 3 seeds, got {len(runs)}: run more.")
    return runs


@dataclass(frozen=True)
class LogBins:
    """Points gathered in bins of equal width in log x: geometric mean of x, mean of y, number of points."""

    x: np.ndarray
    y: np.ndarray
    count: np.ndarray


def log_bins(x, y, per_decade: int = 5) -> LogBins:
    r"""Average y in bins whose edges are the powers of :math:`10^{1/\text{per\_decade}}`; empty bins are left out.

    The edges do not depend on the data, so that seeds and experiments share their bins.

    Parameters
    ----------
    x, y : shape (n,); x positive, y finite.

    Raises
    ------
    ValueError
        If x is not positive, the shapes differ, or per_decade is below 1.

    Examples
    --------
    >>> log_bins([1, 2, 20, 50], [1.0, 3.0, 5.0, 7.0], per_decade=1).y
    array([2., 6.])
    """
    x, y = positives(x, "x"), numbers(y, "y")
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"x has shape {x.shape} and y has shape {y.shape}; both need one value for each point.")
    _, which = np.unique(np.floor(np.log10(x) * whole(per_decade, "per_decade", 1) + 1e-9), return_inverse=True)
    count = np.bincount(which)
    return LogBins(np.exp(np.bincount(which, np.log(x)) / count), np.bincount(which, y) / count, count)


def ranks(values) -> np.ndarray:
    """Ranks from 1, smallest first; equal values share the mean of their ranks.

    Raises
    ------
    ValueError
        If the values are not finite numbers in one dimension.

    Examples
    --------
    >>> ranks([10, 30, 20, 20]).tolist()
    [1.0, 4.0, 2.5, 2.5]
    """
    x = numbers(values, "values")
    if x.ndim != 1:
        raise ValueError(f"ranks() needs a 1-D array, got shape {x.shape}.")
    _, place, times = np.unique(x, return_inverse=True, return_counts=True)
    return (np.cumsum(times) - (times - 1) / 2)[place]


def rank_correlation(x, y, groups=None) -> float:
    r"""Spearman's correlation of ranks; with ``groups``, of ranks taken within each group.

    .. math:: \rho = \frac{\sum_i \tilde r_i \tilde s_i}{\sqrt{\sum_i \tilde r_i^2 \sum_i \tilde s_i^2}}

    where the ranks r of x and s of y are taken within the group and its mean rank is subtracted, so that what differs
    between groups does not count.

    Parameters
    ----------
    x, y : shape (n,), finite.
    groups : one label for each pair, such as the length of a string; one group if not given.

    Raises
    ------
    ValueError
        If shapes differ, or one side never varies within a group.

    Examples
    --------
    >>> rank_correlation([1, 2, 3, 4], [1, 4, 9, 16])
    1.0
    >>> rank_correlation([1, 2, 8, 9], [2, 1, 9, 8], groups=["short", "short", "long", "long"])
    -1.0

    Source: Spearman, American Journal of Psychology 15 (1904).
    """
    x, y = numbers(x, "x"), numbers(y, "y")
    groups = np.zeros(len(x)) if groups is None else np.asarray(groups)
    if not x.shape == y.shape == groups.shape or x.ndim != 1:
        raise ValueError(f"x, y and groups must be 1-D and equally long, got {x.shape}, {y.shape}, {groups.shape}.")
    r, s = np.zeros(len(x)), np.zeros(len(x))
    for group in np.unique(groups):
        here = groups == group
        r[here], s[here] = (ranks(v[here]) - (here.sum() + 1) / 2 for v in (x, y))
    if not (r.any() and s.any()):
        raise ValueError("one side never varies within a group, so there is no correlation: give values that differ.")
    return float(r @ s / math.sqrt((r @ r) * (s @ s)))


