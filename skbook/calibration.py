"""Does a forecaster mean what it says: confidence beside frequency, the table behind a reliability diagram.

Knows forecasts of yes-or-no events and what then happened. Does not know who forecast, nor how to mend a forecaster.
Serves chapter 2, and chapter 14, where confidence and truth part.
"""

from dataclasses import dataclass

import numpy as np

from skbook.checks import numbers, whole
from skbook.stats import Z95


@dataclass(frozen=True)
class Reliability:
    """One entry for each bin that holds a forecast.

    Attributes
    ----------
    confidence, frequency : what was said and what came, on average.
    low, high : 95 % interval of the frequency.
    count : how many forecasts.
    share : their part of all weight; of all forecasts, if none weighs more than another.
    bin : place of the bin, from 0.
    """

    confidence: np.ndarray
    frequency: np.ndarray
    low: np.ndarray
    high: np.ndarray
    count: np.ndarray
    share: np.ndarray
    bin: np.ndarray


def reliability(confidence, correct, n_bins: int = 10, weights=None) -> Reliability:
    r"""The table behind a reliability diagram: forecasts in bins of equal width, against what then happened.

    .. math:: \text{calibrated:}\quad \Pr(\text{event}\mid \text{forecast}=c) = c

    Parameters
    ----------
    confidence : shape (n,), forecast probabilities of an event.
    correct : shape (n,), whether the event came: booleans, or 0 and 1.
    n_bins : bins of equal width on [0, 1]; bins without a forecast are left out.
    weights : how much each forecast counts, shape (n,), at least 0, such as how often a question is asked; only ratios
        matter, and a forecast of weight 0 is left out. All alike if not given.

    Returns
    -------
    Reliability. The interval of each frequency is Wilson's, which stays honest for few forecasts and near 0 and 1. It
    takes the forecasts of a bin as independent; of dependent ones (letters of one text) it is somewhat too narrow.
    Weighted forecasts tell as much as :math:`(\sum_i w_i)^2 / \sum_i w_i^2` of equal weight (Kish).

    Raises
    ------
    ValueError
        If a confidence is outside [0, 1], an outcome is not 0 or 1, a weight is negative or no number, no weight is
        above 0, shapes differ or n_bins is below 1.

    Examples
    --------
    >>> table = reliability([0.2, 0.2, 0.9, 0.9], [0, 1, 1, 1], n_bins=2)
    >>> table.confidence, table.frequency
    (array([0.2, 0.9]), array([0.5, 1. ]))
    >>> reliability([0.2, 0.2, 0.9, 0.9], [0, 1, 1, 1], n_bins=2, weights=[3, 1, 2, 2]).frequency
    array([0.25, 1.  ])

    Sources: Wilson, Probable inference, Journal of the American Statistical Association 22 (1927); Kish, Survey
    Sampling (1965).
    """
    confidence, correct = numbers(confidence, "confidence"), numbers(correct, "correct")
    if confidence.ndim != 1 or confidence.shape != correct.shape:
        raise ValueError(f"confidence has shape {confidence.shape} and correct has shape {correct.shape}; "
                         "both need one value for each forecast.")
    if confidence.min() < 0 or confidence.max() > 1 or not np.isin(correct, (0, 1)).all():
        raise ValueError("confidence must hold probabilities in [0, 1] and correct only 0 and 1 (or booleans).")
    n_bins, w = whole(n_bins, "n_bins", 1), _weights(weights, confidence.shape)
    confidence, correct, w = confidence[w > 0], correct[w > 0], w[w > 0]
    bins, which = np.unique(np.minimum(np.floor(confidence * n_bins), n_bins - 1), return_inverse=True)
    mass, came = np.bincount(which, w), np.bincount(which, w * correct)
    alike = _as_many_alike(which, w)
    low, high = _wilson(came * (alike / mass), alike)
    return Reliability(np.bincount(which, w * confidence) / mass, came / mass, low, high, np.bincount(which),
                       mass / mass.sum(), bins.astype(int))


def _weights(weights, shape: tuple) -> np.ndarray:
    """Weights up to 1; the largest is 1 exactly, so that equal ones leave no trace of rounding."""
    w = np.ones(shape) if weights is None else numbers(weights, "weights")
    if w.shape != shape:
        raise ValueError(f"weights has shape {w.shape} and confidence has shape {shape}; give one weight a forecast.")
    if w.min() < 0 or w.max() == 0:
        raise ValueError("weights must be at least 0, and one of them above 0: how much each forecast counts.")
    return w / w.max()


def _as_many_alike(which: np.ndarray, w: np.ndarray) -> np.ndarray:
    """How many forecasts of equal weight would tell as much, in each bin."""
    top = np.zeros(which.max() + 1)
    np.maximum.at(top, which, w)
    w = w / top[which]  # else the square of a small weight is 0
    return np.bincount(which, w) ** 2 / np.bincount(which, w**2)


def _wilson(k: np.ndarray, n: np.ndarray):
    """95 % score interval of a frequency k/n: the p that lie within z standard errors of it."""
    centre = (k + Z95**2 / 2) / (n + Z95**2)
    half = Z95 / (n + Z95**2) * np.sqrt(k * (n - k) / n + Z95**2 / 4)
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
