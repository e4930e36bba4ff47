r"""When each fact is learnt, and what many of them give in sum.

The clock of a fact is its number of **expected sightings** y = p t: popularity times sentences read, or times steps. A
learning curve says how well a fact is known at y; the functions below are those of an ideal learner, of a gradient
flow with one layer and with two, and of a score that only asks whether the best answer is the right one. Whatever the
curve, the sum over a power law of popularities has one exponent, and :func:`excess_law` its constant. Knows no network:
what networks do is measured in ``skbook.experiments``. Serves chapter 13.

Conditions of the laws: popularities :math:`p_i = c\,i^{-1/d}` with 0 < d < 1, and t ≪ 1/p of the rarest fact.
"""

import math
from collections.abc import Callable

import numpy as np

from skbook.checks import plain, positives
from skbook.popularity import as_power
from skbook.sightings import loss

HALF = math.log(2)  # expected sightings after which the ideal learner knows a fact with probability ½


def half_learning_time(popularity, sightings: float = HALF):
    r"""The time at which a fact has had so many expected sightings; unless told otherwise, those for an even chance.

    .. math:: N_{1/2} = \frac{\ln 2}{p}, \qquad \text{from } 1 - \mathrm e^{-Np} = \tfrac12

    Parameters
    ----------
    popularity : p in (0, 1], or an array.
    sightings : expected sightings needed, > 0.

    Returns
    -------
    sentences (or steps, if p is a chance in a step), of the shape of ``popularity``.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(half_learning_time(1e-5), -3)
    69000.0
    """
    p = np.asarray(popularity, dtype=float)
    if not p.size or not ((p > 0) & (p <= 1)).all():
        raise ValueError("popularity must lie in (0, 1]: a fact that is never mentioned is never learnt.")
    return plain(positives(sightings, "sightings") / p)


def frontier_rank(t, discount: float, scale: float, sightings: float = HALF):
    r"""How far down the list learning has come: the rank whose fact has just had so many expected sightings.

    .. math:: p_i\,t = y \quad\Longleftrightarrow\quad i = \Bigl(\frac{c\,t}{y}\Bigr)^{d}

    Parameters
    ----------
    t : sentences read, > 0, or an array.
    discount, scale : d in (0, 1) and c in (0, 1], of the popularity :math:`p_i = c\,i^{-1/d}`.
    sightings : y > 0.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> [round(frontier_rank(t, 0.5, 0.6079)) for t in (100, 10_000)]  # a hundred times as much, ten times as far
    [9, 94]
    """
    d, c = as_power(discount, scale)
    return plain((c * positives(t, "t") / positives(sightings, "sightings")) ** d)


def gradient_flow(y):
    r"""How much of a fact a gradient flow knows: one weight a fact, squared loss.

    .. math:: \frac{dw}{dt} = p\,(1 - w), \quad w(0) = 0 \quad\Longrightarrow\quad w = 1 - \mathrm e^{-y}, \quad y = pt

    The chance that the ideal learner knows the fact is the same function of y.

    Parameters
    ----------
    y : expected sightings, ≥ 0, or an array.

    Raises
    ------
    ValueError
        If y is negative.

    Examples
    --------
    >>> round(gradient_flow(HALF), 3)
    0.5
    """
    return plain(-np.expm1(-_sightings(y)))


def deep_gradient_flow(y, start: float = 1e-3):
    r"""The same with two weights a fact, multiplied: a long wait, and then a rise.

    .. math:: w = a\,b, \; a = b: \quad \frac{dw}{dt} = 2p\,w\,(1 - w)
              \quad\Longrightarrow\quad w = \frac1{1 + (1/w_0 - 1)\,\mathrm e^{-2y}}

    Parameters
    ----------
    y : expected sightings, ≥ 0, or an array.
    start : :math:`w_0` in (0, 1), the product of the first weights.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> [round(deep_gradient_flow(y, 0.001), 3) for y in (0, 3.45, 7)]
    [0.001, 0.498, 0.999]

    Source: Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of learning in deep linear neural
    networks (2014).
    """
    if not 0 < start < 1:
        raise ValueError(f"start is {start!r}; it must lie in (0, 1): from 0 two layers never move.")
    return plain(1 / (1 + (1 / start - 1) * np.exp(-2 * _sightings(y))))


def argmax(known, rival: float):
    r"""Accuracy in place of knowledge: 1 where the right answer scores higher than its best rival, else 0.

    .. math:: \mathbf 1[\,w > m\,]

    Parameters
    ----------
    known : w, the score of the right answer, or an array.
    rival : m in [0, 1), the highest score among the wrong answers.

    Raises
    ------
    ValueError
        If the rival is out of range.

    Examples
    --------
    >>> argmax(np.array([0.1, 0.3, 0.9]), rival=0.25).tolist()
    [0.0, 1.0, 1.0]
    """
    if not 0 <= rival < 1:
        raise ValueError(f"rival is {rival!r}; it must lie in [0, 1): from 1 on no answer can win.")
    return plain((np.asarray(known, dtype=float) > rival).astype(float))


def excess(popularity, t, curve: Callable = gradient_flow):
    r"""What is not known yet, weighted by popularity.

    .. math:: E(t) = \sum_i p_i\,\bigl[1 - w(p_i t)\bigr]

    Parameters
    ----------
    popularity : shape (facts,), each in [0, 1].
    t : sentences read, ≥ 0, or an array.
    curve : w, from expected sightings (an array) to what is known, in [0, 1].

    Returns
    -------
    a number, or an array of the shape of t; 1 − w(0) at t = 0 if the popularities sum to 1.

    Raises
    ------
    ValueError
        If popularities are not in [0, 1], t is negative, or the curve leaves [0, 1].

    Examples
    --------
    >>> round(excess([0.75, 0.25], 4), 3)  # 3/4 e⁻³ + 1/4 e⁻¹
    0.129
    """
    def unknown(y):
        known = np.broadcast_to(curve(y), y.shape)
        if not ((known >= 0) & (known <= 1)).all():
            raise ValueError("the curve leaves [0, 1]: it says what share of a fact is known.")
        return 1 - known

    return loss(popularity, t, unknown)


def excess_law(t, discount: float, scale: float, moment: float):
    r"""The sum over an endless power law, whatever the learning curve.

    .. math:: E(t) \sim \frac{d}{1-d}\, c^d\; \mathbb E[Y^{1-d}]\; t^{-(1-d)}

    where :math:`Y \ge 0` is a random number of sightings with :math:`\Pr(Y > y) = 1 - w(y)`.

    Parameters
    ----------
    t : sentences read, > 0, or an array.
    discount, scale : d in (0, 1) and c in (0, 1].
    moment : :math:`\mathbb E[Y^{1-d}]`, above 0, as from :func:`moment`.

    Raises
    ------
    ValueError
        If a parameter is out of range; a moment that is infinite has no law with this exponent.

    Examples
    --------
    >>> from skbook.learning_laws import missing_mass_law
    >>> law = excess_law(10_000, 0.5, 0.6079, moment(gradient_flow, 0.5))
    >>> math.isclose(law, missing_mass_law(10_000, 0.5, 0.6079), rel_tol=1e-6)
    True

    Source: Karlin (1967) for the exponential case; Michaud and others (2023) for steps.
    """
    d, c = as_power(discount, scale)
    return plain(d / (1 - d) * c**d * positives(moment, "moment") * positives(t, "t") ** (d - 1))


def moment(curve: Callable, discount: float) -> float:
    r"""The moment that :func:`excess_law` asks for, of any learning curve, by the trapezoidal rule in log y.

    .. math:: \mathbb E[Y^{1-d}] = (1-d) \int_0^\infty y^{-d}\,[1 - w(y)]\,dy

    For steps at y it is :math:`y^{1-d}`, for :func:`gradient_flow` :math:`\Gamma(2-d)`.

    Parameters
    ----------
    curve : w, from expected sightings (an array) to what is known, rising to 1 within ten thousand sightings.
    discount : d in (0, 1).

    Raises
    ------
    ValueError
        If the curve falls, leaves [0, 1], or does not come near 1 within ten thousand sightings: where
        :math:`1 - w` falls like :math:`y^{-s}` with :math:`s \le 1 - d` the moment is infinite.

    Examples
    --------
    >>> round(moment(gradient_flow, 0.5), 4)  # Γ(3/2)
    0.8862
    """
    d, _ = as_power(discount, 1.0)
    log_y = np.linspace(-25 / (1 - d), math.log(1e4), 200_001)  # what lies below contributes e^(−25)
    y = np.exp(log_y)
    unknown = 1 - np.asarray(curve(y), dtype=float)
    if unknown.max() > 1 or unknown.min() < 0 or (np.diff(unknown) > 1e-12).any():
        raise ValueError("the curve must rise within [0, 1]: the share of a fact that is known.")
    if unknown[-1] > 1e-9:
        raise ValueError(f"after ten thousand sightings {unknown[-1]:.2g} of the fact is still unknown: the curve "
                         "rises too slowly for this integral, which may be infinite.")
    return float((1 - d) * np.trapezoid(unknown * np.exp((1 - d) * log_y), log_y) + math.exp(-25) * unknown[0])


def crossing_time(times, curve, level: float = 0.5) -> float:
    r"""When a measured curve first reaches a level: a straight line in log time between two measurements.

    Parameters
    ----------
    times : shape (n,), rising, > 0.
    curve : shape (n,), measured at these times.
    level : to be reached from below.

    Returns
    -------
    a time; NaN if the level is not reached, or is exceeded from the first measurement on, so that nobody can say when.

    Raises
    ------
    ValueError
        If shapes do not fit, a measurement is NaN, or times do not rise from above 0.

    Examples
    --------
    >>> crossing_time([10, 100, 1000], [0.0, 0.25, 0.75])
    316.22776601683796
    """
    times, curve = np.asarray(times, dtype=float), np.asarray(curve, dtype=float)
    if times.ndim != 1 or times.shape != curve.shape or not times.size:
        raise ValueError(f"times has shape {times.shape} and curve {curve.shape}; give two lists of equal length.")
    if np.isnan(curve).any():
        raise ValueError("the curve has a NaN: a level may have been reached where nothing was measured.")
    if times[0] <= 0 or not (np.diff(times) > 0).all():
        raise ValueError("times must rise and start above 0, since the line is drawn in log time.")
    above = curve >= level
    if not above.any() or above[0]:
        return math.nan
    k = int(above.argmax())
    share = (level - curve[k - 1]) / (curve[k] - curve[k - 1])
    return float(times[k - 1] * (times[k] / times[k - 1]) ** share)


def _sightings(y) -> np.ndarray:
    y = np.asarray(y, dtype=float)
    if not y.size or not (y >= 0).all():
        raise ValueError("expected sightings, or a time, cannot be negative.")
    return y
