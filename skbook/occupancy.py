r"""What to expect of N independent draws from a list of probabilities: types, singletons, and what is still unseen.

Every expectation here is one sum over the list: a type of probability p is missing after N draws with probability
:math:`(1-p)^N`, seen once with :math:`Np(1-p)^{N-1}`, and so on. *Poissonised*, these become :math:`e^{-Np}` and
:math:`Np\,e^{-Np}`, which are easier to add up, at a cost that is never as much as half a type. Knows no text: that is
for :mod:`skbook.lexical`. Serves the chapter *Zipf and Heaps*.
"""

import math

import numpy as np

from skbook.checks import nonnegative, numbers, whole


def expected_types(p, n, poisson: bool = False):
    r"""Expected number of different types in n draws.

    .. math:: \mathbb E K_n = \sum_i \bigl[1 - (1 - p_i)^n\bigr] \approx \sum_i \bigl[1 - e^{-n p_i}\bigr]

    Parameters
    ----------
    p : probabilities, shape (types,), each from 0 to 1. They sum to 1 if one type comes at a draw. They need not: with
        a draw that shows several types, each independently of the other draws, p_i is the chance that it shows i.
    n : number of draws, or an array of them; any shape.
    poisson : with the second formula, that is for a Poisson number of draws with mean n.

    Returns
    -------
    a number, or an array of the shape of n.

    Raises
    ------
    ValueError
        If p is empty or not within 0 and 1, or n is negative.

    Examples
    --------
    >>> expected_types([0.75, 0.25], [1, 2, 3]).tolist()
    [1.0, 1.375, 1.5625]
    """
    return _sum(p, n, lambda p, n: 1 - _unseen(p, n, poisson))


def expected_singletons(p, n, poisson: bool = False):
    r"""Expected number of types seen exactly once in n draws.

    .. math:: \mathbb E K_{n,1} = \sum_i n p_i (1 - p_i)^{n-1} \approx \sum_i n p_i\, e^{-n p_i}

    Parameters, shape and refusals as for :func:`expected_types`.

    Examples
    --------
    >>> expected_singletons([0.75, 0.25], [1, 2, 3]).tolist()
    [1.0, 0.75, 0.5625]
    """
    return _sum(p, n, lambda p, n: n * p * _unseen(p, n if poisson else np.maximum(n - 1, 0), poisson))


def expected_missing_mass(p, n, poisson: bool = False):
    r"""Expected probability, after n draws, that the next one is new.

    .. math:: \mathbb E M_n = \sum_i p_i (1 - p_i)^n \approx \sum_i p_i\, e^{-n p_i}

    Parameters, shape and refusals as for :func:`expected_types`.

    Examples
    --------
    >>> expected_missing_mass([0.75, 0.25], [0, 1, 2]).tolist()
    [1.0, 0.375, 0.1875]
    """
    return _sum(p, n, lambda p, n: p * _unseen(p, n, poisson))


def missing_mass(p, drawn) -> float:
    """The probability of all types that do not stand in one sample: what Good–Turing estimates.

    Parameters
    ----------
    p : shape (types,).
    drawn : the sample, as positions in p.

    Examples
    --------
    >>> missing_mass([0.5, 0.25, 0.125, 0.125], [0, 1, 0])
    0.25
    """
    p, drawn = _probabilities(p), np.asarray(drawn)
    if drawn.size and (drawn.dtype.kind not in "iu" or drawn.min() < 0 or drawn.max() >= len(p)):
        raise ValueError(f"a sample holds positions from 0 to {len(p) - 1} in p; got {drawn.min()} to {drawn.max()}.")
    unseen = np.ones(len(p), dtype=bool)
    unseen[drawn.astype(np.int64)] = False
    return float(p[unseen].sum())


def draw(p, n: int, rng: np.random.Generator) -> np.ndarray:
    """n independent draws from p, as positions; by halving the cumulative sum, so a million types are no burden.

    Examples
    --------
    >>> draw([0.0, 1.0, 0.0], 3, np.random.default_rng(0)).tolist()
    [1, 1, 1]
    """
    cumulative = np.cumsum(_probabilities(p))
    if not math.isclose(cumulative[-1], 1, rel_tol=1e-9):
        raise ValueError(f"p sums to {cumulative[-1]:.6g}; draws need probabilities that sum to 1.")
    return np.searchsorted(cumulative, rng.random(whole(n, "n")) * cumulative[-1], side="right")


def _unseen(p, n, poisson: bool):
    """Probability that a type is not among n draws."""
    return np.exp(-n * p) if poisson else (1 - p) ** n


def _sum(p, n, of):
    """Add ``of(p, n)`` over all types, for one n or for each of many."""
    p, n = _probabilities(p), numbers(n, "n")
    if not n.min() >= 0:
        raise ValueError(f"n holds {n.min()}; a number of draws is at least 0.")
    sums = np.array([of(p, float(draws)).sum() for draws in n.ravel()])
    return float(sums[0]) if n.ndim == 0 else sums.reshape(n.shape)


def _probabilities(p) -> np.ndarray:
    p = nonnegative(p, "p")
    if p.ndim != 1 or p.max() > 1:
        raise ValueError("p must be a list of at least one probability, each from 0 to 1.")
    return p
