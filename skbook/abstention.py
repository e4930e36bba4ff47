r"""To answer or not: a temperature from held-out questions, and the score of one who may say that he does not know.

A right answer counts 1, *I do not know* counts 0, and a wrong answer costs :math:`t/(1-t)`, where t is the *confidence
target*: answering pays for whoever is right with a probability above t. Knows forecasts, not who makes them. Serves
chapter 14.
"""

import math

import numpy as np

from skbook.checks import plain

HOTTEST, COLDEST = 100.0, 0.01


def fit_temperature(logits, values) -> float:
    r"""The temperature at which held-out answers cost the fewest bits.

    .. math:: T = \arg\min_T \frac1n \sum_i -\log_2 q_i(a_i), \qquad q_i \propto e^{z_i/T}

    The price is convex in β = 1/T; its slope there is the mean logit under q minus that of the truth, and its zero is
    found by halving.

    Parameters
    ----------
    logits : shape (n, V), of n questions that were not trained on.
    values : the true ones, shape (n,), from 0 to V − 1.

    Raises
    ------
    ValueError
        If shapes do not fit, a logit is not finite, there is no question, or no temperature between 0.01 and 100 is
        best: so if every answer is right, or the true values score no better than the others.

    Examples
    --------
    >>> logits = np.log([[0.75, 0.25]] * 4)
    >>> round(fit_temperature(logits, [0, 0, 0, 1]), 3), round(fit_temperature(3 * logits, [0, 0, 0, 1]), 3)
    (1.0, 3.0)

    Source: Guo, Pleiss, Sun and Weinberger, On calibration of modern neural networks, ICML 2017.
    """
    z, values = np.asarray(logits, dtype=float), np.asarray(values)
    if z.ndim != 2 or values.shape != z.shape[:1] or not len(z):
        raise ValueError(f"logits have shape {z.shape} and values {values.shape}; give (n, V) and (n,), n from 1.")
    if values.dtype.kind not in "iu" or values.min() < 0 or values.max() >= z.shape[1] or not np.isfinite(z).all():
        raise ValueError(f"values must be whole numbers from 0 to {z.shape[1] - 1}, and all logits finite.")
    z = z - z.max(axis=1, keepdims=True)
    truth = z[np.arange(len(z)), values].mean()

    def slope(beta):
        q = np.exp(beta * z)
        return ((q * z).sum(axis=1) / q.sum(axis=1)).mean() - truth

    low, high = 1 / HOTTEST, 1 / COLDEST
    if not slope(low) < 0 < slope(high):
        raise ValueError("no temperature is best: either every held-out answer is right, and colder is always better, "
                         "or the truth scores no better than other values. Give more held-out questions.")
    for _ in range(60):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return 1 / math.sqrt(low * high)


def penalty(target):
    r"""What a wrong answer costs under a confidence target, in right answers: :math:`t/(1-t)`.

    Raises
    ------
    ValueError
        If a target is outside [0, 1).

    Examples
    --------
    >>> penalty(0.0), penalty(0.75)
    (0.0, 3.0)
    """
    t = np.asarray(target, dtype=float)
    if not t.size or not ((t >= 0) & (t < 1)).all():
        raise ValueError(f"target is {target!r}; it is a probability from 0 to below 1.")
    return plain(t / (1 - t))


def expected_score(confidence, right, target: float, weights=None) -> float:
    r"""Points a question for one who answers iff it is more confident than the target.

    .. math:: S_t = \sum_i w_i\, \mathbf 1[c_i > t]\, \Bigl( r_i - (1 - r_i)\, \frac{t}{1-t} \Bigr)

    Parameters
    ----------
    confidence : of the best answer to each question, shape (n,), in [0, 1].
    right : whether it is right, shape (n,), booleans or 0 and 1.
    target : t in [0, 1), for the decision and for the penalty.
    weights : how often each question is asked, shape (n,), at least 0 and with a sum of 1; equal if not given.

    Raises
    ------
    ValueError
        If there is no question, a value is out of range or shapes differ.

    Examples
    --------
    >>> expected_score([0.9, 0.6], [True, False], 0.5), expected_score([0.9, 0.6], [True, False], 0.75)
    (0.0, 0.5)

    Source: Kalai, Nachum, Vempala and Zhang, Why language models hallucinate, arXiv 2509.04664 (2025).
    """
    c, r = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    w = np.full(c.shape, 1 / max(c.size, 1)) if weights is None else np.asarray(weights, dtype=float)
    if c.ndim != 1 or not c.size or not c.shape == r.shape == w.shape:
        raise ValueError(f"confidence, right and weights have shapes {c.shape}, {r.shape}, {w.shape}; each needs one "
                         "value for each question, and there must be a question.")
    if not ((c >= 0) & (c <= 1)).all() or not np.isin(r, (0, 1)).all():
        raise ValueError("confidence must hold probabilities in [0, 1] and right only 0 and 1 (or booleans).")
    if not (w >= 0).all() or not math.isclose(w.sum(), 1, rel_tol=1e-6):
        raise ValueError("weights must be at least 0 and sum to 1: how often each question is asked.")
    return float(w @ ((c > target) * (r - (1 - r) * penalty(target))))
