r"""How popular things are in the long run: the shares of a Pitman–Yor process, before and after customers are seen.

Knows shares only, not who sits where (:mod:`skbook.pitman_yor` does, and offers the functions of this module, too).
Holds the checks of the two parameters, discount d in [0, 1) and concentration θ > −d. Serves chapters 7 to 9.
"""

import math

import numpy as np

from skbook.checks import whole


def stick_breaking(n_sticks: int, discount: float, concentration: float, rng: np.random.Generator) -> np.ndarray:
    r"""The shares of the tables in the long run, in order of appearance: a stick broken again and again.

    .. math:: p_j = v_j \prod_{l<j} (1 - v_l), \qquad v_j \sim \mathrm{Beta}(1 - d,\ \theta + jd), \quad j = 1, 2, \dots

    Parameters
    ----------
    n_sticks : how many shares, ≥ 0.
    discount, concentration : d and θ.

    Returns
    -------
    shape (n_sticks,); the sum is below 1 by what has not been broken off yet.

    Raises
    ------
    ValueError
        If n_sticks is negative or no whole number, d is outside [0, 1), or θ is not above −d.

    Examples
    --------
    >>> stick_breaking(3, 0.5, 1.0, np.random.default_rng(0)).round(3)
    array([0.179, 0.163, 0.117])

    Source: Pitman and Yor, Annals of Probability 25 (1997), proposition 2.
    """
    n_sticks, (d, theta) = whole(n_sticks, "n_sticks"), as_parameters(discount, concentration)
    broken = rng.beta(1 - d, theta + d * np.arange(1, n_sticks + 1))
    left = np.cumprod(1 - broken)
    return broken * np.append(1.0, left[:-1])[:n_sticks]


def posterior_weights(counts, discount: float, concentration: float, rng: np.random.Generator) -> np.ndarray:
    r"""The long-run shares of the tables, drawn given who sits where; last, the share of all tables yet to come.

    .. math:: (p_1, \dots, p_K, p_{\text{new}}) \sim \mathrm{Dirichlet}(n_1 - d, \dots, n_K - d,\ \theta + dK)

    Exact: no stick is cut off.

    Parameters
    ----------
    counts : shape (K,), customers at each table, whole numbers from 1.
    discount, concentration : d and θ.

    Returns
    -------
    shape (K + 1,), sums to 1.

    Raises
    ------
    ValueError
        If d is outside [0, 1), θ is not above −d, or a count is not a whole number from 1.

    Examples
    --------
    >>> posterior_weights([3, 1], 0.5, 1.0, np.random.default_rng(0)).round(3)
    array([0.688, 0.   , 0.311])

    Source: Pitman (1996), Some developments of the Blackwell–MacQueen urn scheme.
    """
    d, theta = as_parameters(discount, concentration)
    counts = as_counts(counts)
    if not len(counts):
        return np.ones(1)
    return rng.dirichlet(np.append(counts - d, theta + d * len(counts)))


def zipf_weights(n_facts: int, discount: float) -> np.ndarray:
    r"""A finite world with the rank law of the process and no luck in it.

    .. math:: p_i = \frac{i^{-1/d}}{\sum_{j=1}^{M} j^{-1/d}}, \qquad i = 1, \dots, M

    Parameters
    ----------
    n_facts : M, ≥ 1.
    discount : d in (0, 1).

    Returns
    -------
    shape (M,), largest first, sums to 1.

    Raises
    ------
    ValueError
        If n_facts is below 1 or no whole number, or d is outside (0, 1).

    Examples
    --------
    >>> zipf_weights(3, 0.5).round(3)
    array([0.735, 0.184, 0.082])
    """
    n_facts, (d, _) = whole(n_facts, "n_facts"), as_parameters(discount, 0.0 if discount else 1.0)
    if n_facts < 1 or d == 0:
        raise ValueError(f"zipf_weights() needs n_facts from 1 and a discount above 0, got {n_facts} and {d}: with "
                         "discount 0 the exponent 1/d is infinite.")
    weights = np.arange(1, n_facts + 1) ** (-1 / d)
    return weights / weights.sum()


def as_parameters(discount, concentration) -> tuple[float, float]:
    """d and θ as floats, or a refusal."""
    try:
        d, theta = float(discount), float(concentration)
    except (TypeError, ValueError):
        raise ValueError(f"discount and concentration must be numbers, got {discount!r} and {concentration!r}; "
                         "a common choice is 0.5 and 1.") from None
    if not 0 <= d < 1:
        raise ValueError(f"discount is {d:g}, but it must lie in [0, 1): 0 gives the Dirichlet process, and near 1 "
                         "almost every customer opens a table. Were discount and concentration swapped?")
    if not -d < theta < math.inf:
        raise ValueError(f"concentration is {theta:g}, but it must be above −discount, here {-d:g}, and finite: "
                         "otherwise the second customer opens a table with a probability that is not above 0.")
    return d, theta


def as_power(discount, scale=1.0) -> tuple[float, float]:
    r"""d and c of a power law :math:`p_i = c\,i^{-1/d}` as floats, or a refusal."""
    d, _ = as_parameters(discount, 1.0)
    if d == 0 or not 0 < scale <= 1:
        raise ValueError(f"a power law needs a discount in (0, 1) and a scale in (0, 1], got {d:g} and {scale!r}: the "
                         "scale is the popularity of the most popular subject.")
    return d, float(scale)


def as_counts(counts) -> np.ndarray:
    """Counts of customers as an int array, or a refusal that names the first bad one."""
    x = np.asarray(counts)
    if x.ndim != 1:
        raise ValueError(f"counts has shape {x.shape}; it needs one number for each table.")
    if not x.size:
        return np.zeros(0, dtype=np.int64)
    if x.dtype.kind not in "iuf" or not (np.isfinite(x) & (x == np.floor(x)) & (x >= 1)).all():
        raise ValueError(f"counts is {_head(x)}, but every table that is taken has 1, 2, 3, … customers: leave tables "
                         "without customers out, and give counts, not shares.")
    return x.astype(np.int64)


def _head(x: np.ndarray) -> str:
    return str(x.tolist()) if len(x) <= 8 else f"{x[:8].tolist()} …"
