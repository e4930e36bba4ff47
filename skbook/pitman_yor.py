r"""The Pitman–Yor process: a restaurant whose tables fill by a power law.

Knows the seating rule and what follows from it: samplers, the probability of a partition, exact expectations. The
long-run shares of the tables come from :mod:`skbook.popularity` and can be had from here, too. Does not know what the
tables stand for (words, facts), and estimates nothing. Serves chapter 7 first, and chapters 8 and 9.

Conventions, once for all functions: ``discount`` is d in [0, 1) and ``concentration`` is θ > −d, so θ may be negative
if d is not 0; d = 0 is the Dirichlet process. Customers and tables are counted from 0 in code, from 1 in the text.
"""

import math

import numpy as np

from skbook.checks import numbers, whole
from skbook.popularity import as_counts, as_parameters, posterior_weights, stick_breaking, zipf_weights
from skbook.special import digamma, log_gamma_step

__all__ = ["expected_singletons", "expected_tables", "log_eppf", "new_table_probability", "posterior_weights",
           "restaurant", "sample", "seating_probabilities", "stick_breaking", "zipf_weights"]


def seating_probabilities(counts, discount: float, concentration: float) -> np.ndarray:
    r"""Where the next customer sits: at each table that is taken, and last, at a new one.

    .. math:: \Pr(\text{table } j) = \frac{n_j - d}{\theta + n}, \qquad
              \Pr(\text{new}) = \frac{\theta + dK}{\theta + n}, \qquad n = \textstyle\sum_j n_j

    Parameters
    ----------
    counts : shape (K,), customers at each table, whole numbers from 1; empty before the first customer.
    discount, concentration : d and θ.

    Returns
    -------
    shape (K + 1,), probabilities.

    Raises
    ------
    ValueError
        If d is outside [0, 1), θ is not above −d, or a count is not a whole number from 1.

    Examples
    --------
    >>> seating_probabilities([2], 0.5, 1.0)
    array([0.5, 0.5])

    Source: Pitman and Yor, Annals of Probability 25 (1997).
    """
    d, theta = as_parameters(discount, concentration)
    counts = as_counts(counts)
    new = new_table_probability(counts.sum(), len(counts), d, theta)
    return np.append((counts - d) / (theta + counts.sum()), new)


def new_table_probability(n, k, discount: float, concentration: float):
    r"""Probability that the next customer opens a table, when n customers sit at k tables; 1 for n = 0.

    .. math:: \Pr(\text{new}) = \frac{\theta + dK}{\theta + n}

    Parameters
    ----------
    n, k : numbers or arrays of them, with k ≤ n, and k ≥ 1 where n ≥ 1; k may be an average, since p is linear in it.

    Raises
    ------
    ValueError
        If n is negative, k does not fit n, or d or θ is out of range.

    Examples
    --------
    >>> new_table_probability(2, 1, 0.5, 1.0), new_table_probability(2, 2, 0.5, 1.0)
    (0.5, 0.6666666666666666)
    """
    d, theta = as_parameters(discount, concentration)
    n, k = np.broadcast_arrays(numbers(n, "n"), numbers(k, "k"))
    if (n < 0).any():
        raise ValueError(f"n holds {n.min():g}, but a number of customers is not below 0.")
    if (k > n).any() or (k < np.minimum(n, 1)).any():
        raise ValueError("k does not fit n: n customers sit at 1 to n tables (none for n = 0); were they swapped?")
    p = np.where(n == 0, 1.0, (theta + d * k) / np.where(n == 0, 1.0, theta + n))
    return float(p) if p.ndim == 0 else p


def restaurant(n: int, discount: float, concentration: float, rng: np.random.Generator) -> np.ndarray:
    """The seating rule to the letter, one customer after the other: readable and slow. :func:`sample` is quick.

    Same parameters, result, errors and source as :func:`sample`; other draws from the same generator.

    Examples
    --------
    >>> restaurant(8, 0.5, 1.0, np.random.default_rng(1)).tolist()
    [0, 1, 0, 2, 1, 1, 3, 1]
    """
    n, (d, theta) = whole(n, "n"), as_parameters(discount, concentration)
    counts, labels = [], []
    for i in range(n):
        place = rng.random() * (theta + i)
        table = 0
        while table < len(counts) and place >= counts[table] - d:
            place -= counts[table] - d
            table += 1
        if table == len(counts):
            counts.append(0)
        counts[table] += 1
        labels.append(table)
    return np.array(labels, dtype=np.int64)


def sample(n: int, discount: float, concentration: float, rng: np.random.Generator) -> np.ndarray:
    r"""Seat n customers, all at once.

    Customer i (i others sit already) throws a dart x, uniform on the line from −θ to i. On it, earlier customer j owns
    the stretch from j to j + 1. Left of 0, the dart opens a table. On the stretch of j it joins the table of j, unless
    j opened that table and the dart is within d of the stretch's left end: then it opens a new one. So

    .. math:: \Pr(\text{new}) = \frac{\theta + dK}{\theta + i}, \qquad \Pr(\text{table } t) = \frac{n_t - d}{\theta + i}

    For θ < 0 the line starts inside the first stretch, whose owner opened the first table: the part of it that opens a
    table is θ + d long, above 0, and both probabilities stand as they are. No dart depends on the others, so all are
    thrown in one call; who opened a table, and whose table is joined, follows by pointer doubling.

    Parameters
    ----------
    n : number of customers, ≥ 0.
    discount, concentration : d and θ.

    Returns
    -------
    shape (n,), int64: the table of each customer, numbered 0, 1, 2, … in order of appearance.

    Raises
    ------
    ValueError
        If n is negative or no whole number, d is outside [0, 1), or θ is not above −d.

    Examples
    --------
    >>> sample(8, 0.5, 1.0, np.random.default_rng(4)).tolist()
    [0, 1, 1, 2, 1, 3, 1, 4]

    Source: the rule is Pitman and Yor's (1997); that one dart serves both draws is worked out here.
    """
    n, (d, theta) = whole(n, "n"), as_parameters(discount, concentration)
    customer = np.arange(n)
    dart = rng.random(n) * (theta + customer) - theta  # uniform on [−θ, i)
    friend = np.minimum(np.floor(dart).astype(np.int64), customer - 1)  # whose stretch; a rounded dart may hit i
    alone = friend < 0  # left of everybody's stretch: opens a table for certain
    alone[:1] = True
    friend[:1] = 0  # the first customer has no choice, and for θ < 0 no line to throw at
    asks = ~alone & (dart - friend < d)  # opens a table if the friend opened one, joins the friend's table if not
    opens = alone[_roots(np.where(asks, friend, customer))]  # asking on and on ends at someone who does not ask
    table_opener = _roots(np.where(opens, customer, np.maximum(friend, 0)))
    return (np.cumsum(opens) - 1)[table_opener]


def _roots(parent: np.ndarray) -> np.ndarray:
    """The last ancestor of everybody. Each round doubles the steps taken, so a chain of 40 is done after 6 rounds."""
    while True:
        grandparent = parent[parent]
        if np.array_equal(grandparent, parent):
            return parent
        parent = grandparent


def log_eppf(counts, discount: float, concentration: float) -> float:
    r"""Log-probability, in **nats**, that n customers part into these groups, for one stated partition of them.

    .. math:: \log p(n_1, \dots, n_K) = \log\Biggl[
              \frac{\prod_{k=1}^{K-1} (\theta + kd)}{(\theta + 1)_{n-1}} \prod_{j=1}^{K} (1 - d)_{n_j - 1} \Biggr],
              \qquad (x)_m = x (x + 1) \cdots (x + m - 1)

    The order of the counts does not matter (the function is exchangeable).

    Parameters
    ----------
    counts : shape (K,), customers at each table, whole numbers from 1. Empty: nobody came, which is certain.
    discount, concentration : d and θ.

    Raises
    ------
    ValueError
        If d is outside [0, 1), θ is not above −d, or a count is not a whole number from 1.

    Examples
    --------
    >>> round(math.exp(log_eppf([2, 1], 0.5, 1.0)), 6)
    0.125

    Source: Pitman, Probability Theory and Related Fields 102 (1995).
    """
    d, theta = as_parameters(discount, concentration)
    counts = as_counts(counts)
    if not len(counts):
        return 0.0
    size, times = np.unique(counts, return_counts=True)
    joined = np.array([log_gamma_step(1 - d, m - 1) for m in size.tolist()])
    opened = np.log(theta + d * np.arange(1, len(counts))).sum()
    return float(opened - log_gamma_step(theta + 1, int(counts.sum()) - 1) + times @ joined)


def expected_tables(n: int, discount: float, concentration: float) -> float:
    r"""Expected number of tables that n customers take.

    .. math:: \mathbb E K_n = \frac{\Gamma(\theta+1)\,\Gamma(\theta+d+n)}{d\,\Gamma(\theta+d)\,\Gamma(\theta+n)}
              - \frac{\theta}{d} \quad (d > 0), \qquad
              \mathbb E K_n = \theta\,[\psi(\theta + n) - \psi(\theta)] \quad (d = 0)

    Computed as :math:`e^L + \theta\,(e^L - 1)/d` with :math:`e^L = \prod_{m=1}^{n-1} (1 + d/(\theta+m))`, which neither
    cancels for θ < 0 or small d nor is undefined for θ = 0.

    Parameters
    ----------
    n : number of customers, ≥ 0.
    discount, concentration : d and θ.

    Raises
    ------
    ValueError
        If n is negative or no whole number, d is outside [0, 1), or θ is not above −d.

    Examples
    --------
    >>> round(expected_tables(3, 0.5, 1.0), 6), round(expected_tables(2000, 0.5, -0.3), 1)
    (2.375, 25.9)

    Source: Pitman, Combinatorial Stochastic Processes (2006), section 3.3.
    """
    n, (d, theta) = whole(n, "n"), as_parameters(discount, concentration)
    if n == 0:
        return 0.0
    if d < 1e-9:  # below, dividing by d would cost more digits than leaving it out
        return 1 + theta * (digamma(theta + n) - digamma(theta + 1))
    growth = log_gamma_step(theta + n, d) - log_gamma_step(theta + 1, d)
    return math.exp(growth) + theta / d * math.expm1(growth)


def expected_singletons(n: int, discount: float, concentration: float) -> float:
    r"""Expected number of tables with exactly one customer.

    .. math:: \mathbb E K_{n,1} = n\,\frac{\theta + d\,\mathbb E K_{n-1}}{\theta + n - 1}

    since all customers are alike: each sits alone as probably as the last one, who has to open a table.

    Parameters and errors as for :func:`expected_tables`.

    Examples
    --------
    >>> round(expected_singletons(3, 0.5, 1.0), 6)
    1.875
    """
    n, (d, theta) = whole(n, "n"), as_parameters(discount, concentration)
    if n < 2:
        return float(n)
    return n * (theta + d * expected_tables(n - 1, d, theta)) / (theta + n - 1)
