r"""What a prediction costs, in **bits**: entropy, cross-entropy, divergence, mutual information, code lengths.

Everything is computed from probabilities that are given; nothing is estimated from data here, and no code is built
(:mod:`skbook.coding` does that). Conventions, once for all functions: logarithms are to base 2; :math:`0\log 0 = 0`;
an event that happens although it was given probability 0 costs infinitely many bits, and the function returns ``inf``;
the last axis of an array is the alphabet; a distribution may miss a total of 1 by ``TOLERANCE``, enough for the
output of a 32-bit softmax, and is then divided by its total. Serves chapter 2 first, and every chapter after it.
"""

import numpy as np

from skbook.checks import TOLERANCE, distribution, nonnegative, plain



def self_information(p):
    r"""Bits of surprise at an event of probability p.

    .. math:: I(p) = -\log_2 p

    Parameters
    ----------
    p : a probability, or an array of them in any shape.

    Raises
    ------
    ValueError
        If a value is not in [0, 1].

    Examples
    --------
    >>> self_information(1 / 8)
    3.0

    Source: Shannon, A mathematical theory of communication, Bell System Technical Journal 27 (1948).
    """
    p = nonnegative(p, "p")
    if (p > 1 + TOLERANCE).any():
        raise ValueError(f"p holds {p.max():.6g}, which is above 1: give probabilities, not counts or percentages.")
    with np.errstate(divide="ignore"):
        return plain(np.maximum(-np.log2(p), 0.0))


def code_length(probabilities) -> float:
    r"""Bits that an ideal code spends on a sequence: the sum of its surprises, the log loss in bits.

    .. math:: L_q(x_{1:n}) = -\log_2 q(x_{1:n}) = \sum_{t=1}^n -\log_2 q(x_t \mid x_{<t})

    Parameters
    ----------
    probabilities : shape (n,); what the predictor had given, each time, to the letter that then came. An empty
        sequence costs 0 bits.

    Raises
    ------
    ValueError
        If a value is not in [0, 1].

    Examples
    --------
    >>> code_length([1 / 2, 1 / 4, 1 / 2])
    4.0
    """
    return float(np.sum(self_information(probabilities))) if np.size(probabilities) else 0.0


def entropy(p):
    r"""Average surprise of a draw from p: the floor of every prefix code, reached in the limit of long blocks.

    .. math:: H(p) = -\sum_x p(x)\log_2 p(x)

    Parameters
    ----------
    p : shape (..., m), a distribution over m letters along the last axis.

    Returns
    -------
    A float, or an array of shape (...) for several distributions at once.

    Raises
    ------
    ValueError
        If p is empty, negative, not finite, or does not sum to 1.

    Examples
    --------
    >>> entropy([0.5, 0.25, 0.25])
    1.5
    >>> entropy([[0.5, 0.5], [1.0, 0.0]])
    array([1., 0.])

    Source: Shannon (1948), as above.
    """
    p = distribution(p, "p")
    return plain(np.maximum(_expected_bits(p, p), 0.0))


def binary_entropy(p):
    r"""Entropy in bits of a coin that shows heads with probability p.

    .. math:: h(p) = -p\log_2 p - (1-p)\log_2(1-p)

    Parameters
    ----------
    p : a probability, or an array of them in any shape.

    Raises
    ------
    ValueError
        If a value is not in [0, 1].

    Examples
    --------
    >>> round(binary_entropy(0.9), 3)
    0.469
    """
    p = nonnegative(p, "p")
    if (p > 1 + TOLERANCE).any():
        raise ValueError(f"p holds {p.max():.6g}, which is above 1: give the probability of heads.")
    p = np.minimum(p, 1.0)
    return entropy(np.stack([p, 1 - p], axis=-1))


def cross_entropy(p, q):
    r"""Bits that a code built for q spends on average on a draw from p.

    .. math:: H(p, q) = -\sum_x p(x)\log_2 q(x) = H(p) + D(p\|q)

    Parameters
    ----------
    p, q : the same shape (..., m); p is the source, q the model.

    Returns
    -------
    A float or an array of shape (...); ``inf`` where q gives 0 to a letter that p can produce.

    Raises
    ------
    ValueError
        If p or q is no distribution, or their shapes differ.

    Examples
    --------
    >>> cross_entropy([0.5, 0.5], [0.25, 0.75]) > entropy([0.5, 0.5])
    True
    """
    p, q = _pair(p, q)
    return plain(np.maximum(_expected_bits(p, q), 0.0))


def kl(p, q):
    r"""Bits per draw that are lost by coding p with the code for q: the divergence, or redundancy.

    .. math:: D(p\|q) = \sum_x p(x)\log_2\frac{p(x)}{q(x)} \ge 0

    Parameters
    ----------
    p, q : the same shape (..., m); p is the source, q the model. Not symmetric.

    Returns
    -------
    A float or an array of shape (...); ``inf`` where q gives 0 to a letter that p can produce.

    Raises
    ------
    ValueError
        If p or q is no distribution, or their shapes differ.

    Examples
    --------
    >>> round(kl([0.9, 0.1], [0.99, 0.01]), 3), round(kl([0.99, 0.01], [0.9, 0.1]), 3)
    (0.208, 0.103)
    >>> kl([0.5, 0.5], [1.0, 0.0])
    inf

    Source: Kullback and Leibler, On information and sufficiency, Annals of Mathematical Statistics 22 (1951).
    """
    p, q = _pair(p, q)
    with np.errstate(divide="ignore"):
        lost = np.log2(np.where(p > 0, p, 1.0)) - np.log2(np.where(p > 0, q, 1.0))
    return plain(np.maximum((p * lost).sum(axis=-1), 0.0))  # rounding could leave −1e-17


def mutual_information(joint) -> float:
    r"""Bits that one of two variables tells about the other.

    .. math:: I(X;Y) = D\bigl(p(x,y)\,\|\,p(x)\,p(y)\bigr)

    Parameters
    ----------
    joint : shape (m, k), the probability of each pair; the total is 1.

    Raises
    ------
    ValueError
        If joint is no distribution in two dimensions.

    Examples
    --------
    >>> mutual_information([[0.5, 0.0], [0.0, 0.5]])
    1.0
    """
    joint = nonnegative(joint, "joint")
    if joint.ndim != 2:
        raise ValueError(f"joint has shape {joint.shape}; it needs one row for each x and one column for each y.")
    table = distribution(joint.ravel(), "joint").reshape(joint.shape)
    x, y = np.nonzero(table)  # logarithms of the factors: their product may be too small for a float
    both, alone_x, alone_y = table[x, y], table.sum(axis=1)[x], table.sum(axis=0)[y]
    return max(float(both @ (np.log2(both) - np.log2(alone_x) - np.log2(alone_y))), 0.0)


def _expected_bits(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """−Σ p log₂ q along the last axis, with 0 · log 0 = 0."""
    with np.errstate(divide="ignore"):
        return -(p * np.log2(np.where(p > 0, q, 1.0))).sum(axis=-1)


def _pair(p, q) -> tuple[np.ndarray, np.ndarray]:
    p, q = distribution(p, "p"), distribution(q, "q")
    if p.shape != q.shape:
        raise ValueError(f"p has shape {p.shape} and q has shape {q.shape}; both need one entry for each letter.")
    return p, q
