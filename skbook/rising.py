r"""Rising factorials in base two: what learners that add to their counts need, and nothing else.

.. math:: a^{\overline n} = a (a + 1) \cdots (a + n - 1) = \frac{\Gamma(a + n)}{\Gamma(a)}

NumPy has no logarithm of the Gamma function; a table of sums of logarithms is as fast, and as exact as the sums are.
Serves :mod:`skbook.universal` and :mod:`skbook.context_trees`.
"""

import numpy as np


def log2_rising(a: float, n) -> np.ndarray:
    r"""Logarithm to base 2 of the rising factorial of a with n factors, for an array of whole n.

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


def whole_counts(counts) -> np.ndarray:
    """Counts as whole numbers, one for each letter along the last axis, or a refusal."""
    try:
        given = np.asarray(counts, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"counts must be whole numbers in a regular array: {error}.") from None
    if given.ndim == 0 or given.shape[-1] == 0:
        raise ValueError(f"counts has shape {given.shape}; give one count for each letter, zeros included.")
    if not (np.isfinite(given) & (given >= 0) & (given == np.floor(given))).all():
        raise ValueError("a count is how often a letter has come: a whole number, not negative. Were these shares?")
    return given.astype(np.int64)
