"""What functions ask of their arguments: numbers that are numbers, counts that count, probabilities that sum to 1.

Each check returns the argument in the form that is computed with, or raises ``ValueError`` with the name of the
argument, what was found, and what to give instead. Truth values are no numbers here. Knows nothing of any model; what
a discount or a table of customers must be stands beside those. NumPy alone. Serves every module.
"""

import math

import numpy as np

TOLERANCE = 1e-6  # by which probabilities may miss their total of 1, enough for those computed in 32 bits


def whole(x, name: str, least: int = 0, most: float = math.inf) -> int:
    """A whole number from ``least``, which may be written as a float, as an int.

    >>> whole(3.0, "n")
    3
    """
    try:
        found = None if isinstance(x, bool | np.bool_) or np.ndim(x) else int(x)
    except (TypeError, ValueError, OverflowError):
        found = None
    if found is None or found != x or not least <= found <= most:
        raise ValueError(f"{name} must be a whole number {_range(least, most)}, got {x!r}.")
    return found


def number(x, name: str, least: float = -math.inf, most: float = math.inf) -> float:
    """One finite number between two bounds that belong to it, as a float.

    >>> number(1, "share", 0, 1)
    1.0
    """
    found = _float(x)
    if not (math.isfinite(found) and least <= found <= most):
        raise ValueError(f"{name} must be a finite number{_range(least, most, ' ')}, got {x!r}.")
    return found


def positive(x, name: str) -> float:
    """One finite number above 0, as a float.

    >>> positive(2, "bits")
    2.0
    """
    found = _float(x)
    if not (math.isfinite(found) and found > 0):
        raise ValueError(f"{name} must be a finite number above 0, got {x!r}.")
    return found


def numbers(values, name: str) -> np.ndarray:
    """At least one finite number, in a regular array of any shape, as floats.

    >>> numbers([1, 2], "n")
    array([1., 2.])
    """
    found = _floats(values, name)
    if not np.isfinite(found).all():
        at = tuple(int(i) for i in np.argwhere(~np.isfinite(found))[0])
        raise ValueError(f"{name} holds {found[at]}{f' at index {at}' if at else ''}; drop or mend values that are not "
                         "finite.")
    return found


def positives(values, name: str) -> np.ndarray:
    """Finite numbers above 0, in an array of any shape, as floats.

    >>> positives(8, "n")
    array(8.)
    """
    found = numbers(values, name)
    if found.min() <= 0:
        raise ValueError(f"{name} must be above 0, but holds {found.min():.6g}.")
    return found


def counts(values, name: str = "counts") -> np.ndarray:
    """Whole numbers from 0, in an array of any shape, as ints.

    >>> counts([0, 2.0])
    array([0, 2])
    """
    found = numbers(values, name)
    if not ((found >= 0) & (found == np.floor(found))).all():
        raise ValueError(f"{name} holds {found[(found < 0) | (found != np.floor(found))].flat[0]:.6g}, but it counts: "
                         "give whole numbers, not negative. Were these shares?")
    return found.astype(np.int64)


def nonnegative(values, name: str) -> np.ndarray:
    """Finite numbers from 0, as floats; what rounding left below 0 becomes 0.

    >>> nonnegative([0, 0.5], "p")
    array([0. , 0.5])
    """
    found = _floats(values, name)
    if np.isnan(found).any():
        raise ValueError(f"{name} holds NaN (not a number); look for a division 0/0 where it was computed.")
    if np.isinf(found).any():
        raise ValueError(f"{name} holds {found[np.isinf(found)].flat[0]}; give finite numbers.")
    if (found < -TOLERANCE).any():
        raise ValueError(f"{name} holds {found.min():.6g}, which is below 0; were these logarithms?")
    return np.maximum(found, 0.0)


def distribution(values, name: str) -> np.ndarray:
    """Probabilities along the last axis, each row divided by its total, which must be 1 but for rounding.

    >>> distribution([0.25, 0.75], "p")
    array([0.25, 0.75])
    """
    found = nonnegative(values, name)
    if found.ndim == 0:
        raise ValueError(f"{name} is the single number {float(found):.6g}; give one probability for each letter.")
    total = found.sum(axis=-1, keepdims=True)
    if not np.abs(total - 1).max() <= TOLERANCE:
        worst = float(total.flat[np.abs(total - 1).argmax()])
        raise ValueError(f"{name} sums to {worst:.9g} along its last axis, not to 1 within {TOLERANCE:g}; "
                         "divide it by its total (or flatten a joint table) first.")
    return found / total


def plain(x):
    """A float in place of an array without axes; anything else as it is.

    >>> plain(np.array(0.5))
    0.5
    """
    return float(x) if np.ndim(x) == 0 else x


def _float(x) -> float:
    """A number as a float, anything else as NaN."""
    try:
        return math.nan if isinstance(x, bool | np.bool_ | str) or np.ndim(x) else float(x)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def _floats(values, name: str) -> np.ndarray:
    try:
        found = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be numbers in a regular array: {error}.") from None
    if found.size == 0:
        raise ValueError(f"{name} is empty; give at least one number.")
    return found


def _range(least: float, most: float, before: str = "") -> str:
    """A range in words, of which the ends belong to it."""
    if math.isinf(least) and math.isinf(most):
        return ""
    return f"{before}from {least:,.12g}" + ("" if math.isinf(most) else f" to {most:,.12g}")
