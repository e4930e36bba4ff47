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
    """One entry for each bin that holds a forecast: what was said, what came, its 95 % interval, how many."""

    confidence: np.ndarray
    frequency: np.ndarray
    low: np.ndarray
    high: np.ndarray
    count: np.ndarray


def reliability(confidence, correct, n_bins: int = 10) -> Reliability:
    r"""The table behind a reliability diagram: forecasts in bins of equal width, against what then happened.

    .. math:: \text{calibrated:}\quad \Pr(\text{event}\mid \text{forecast}=c) = c

    Parameters
    ----------
    confidence : shape (n,), forecast probabilities of an event.
    correct : shape (n,), whether the event came: booleans, or 0 and 1.
    n_bins : bins of equal width on [0, 1]; bins without a forecast are left out.

    Returns
    -------
    Reliability. The interval of each frequency is Wilson's, which stays honest for few forecasts and near 0 and 1. It
    takes the forecasts of a bin as independent; of dependent ones (letters of one text) it is somewhat too narrow.

    Raises
    ------
    ValueError
        If a confidence is outside [0, 1], an outcome is not 0 or 1, shapes differ or n_bins is below 1.

    Examples
    --------
    >>> table = reliability([0.2, 0.2, 0.9, 0.9], [0, 1, 1, 1], n_bins=2)
    >>> table.confidence, table.frequency
    (array([0.2, 0.9]), array([0.5, 1. ]))

    Source: Wilson, Probable inference, Journal of the American Statistical Association 22 (1927).
    """
    confidence, correct = numbers(confidence, "confidence"), numbers(correct, "correct")
    if confidence.ndim != 1 or confidence.shape != correct.shape:
        raise ValueError(f"confidence has shape {confidence.shape} and correct has shape {correct.shape}; "
                         "both need one value for each forecast.")
    if confidence.min() < 0 or confidence.max() > 1 or not np.isin(correct, (0, 1)).all():
        raise ValueError("confidence must hold probabilities in [0, 1] and correct only 0 and 1 (or booleans).")
    n_bins = whole(n_bins, "n_bins", 1)
    _, which = np.unique(np.minimum(np.floor(confidence * n_bins), n_bins - 1), return_inverse=True)
    count, came = np.bincount(which), np.bincount(which, correct)
    low, high = _wilson(came, count)
    return Reliability(np.bincount(which, confidence) / count, came / count, low, high, count)


def _wilson(k: np.ndarray, n: np.ndarray):
    """95 % score interval of a frequency k/n: the p that lie within z standard errors of it."""
    centre = (k + Z95**2 / 2) / (n + Z95**2)
    half = Z95 / (n + Z95**2) * np.sqrt(k * (n - k) / n + Z95**2 / 4)
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
