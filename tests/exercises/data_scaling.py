"""Right and wrong answers to the exercises on data.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math

import numpy as np

from skbook import sightings

DOUBT = 0.01 * math.log2(100) + 0.99 * math.log2(1 / 0.99)
PRICE = DOUBT + 0.01 * math.log2(63)
IDEAL = 6 * 0.01 * 64 / 63


def in_a_loop(m, d):
    found = 1.0
    for j in range(1, m):
        found *= 1 + (1 - d) / j
    return found


def with_gammas(m, d):
    return math.exp(math.lgamma(m + 1 - d) - math.lgamma(m) - math.lgamma(2 - d))


def with_arrays(m, d):
    return np.prod(1 + (1 - d) / np.arange(1, m))


def starts_at_zero(m, d):
    return 0.0 if m == 1 else in_a_loop(m, d)


def one_too_many(m, d):
    return in_a_loop(m + 1, d) if m > 1 else 1.0


def one_too_few(m, d):
    return in_a_loop(max(m - 1, 1), d)


def discount_for_exponent(m, d):
    return in_a_loop(m, 1 - d)


def added(m, d):
    return 1 + sum((1 - d) / j for j in range(1, m))


def without_ones(m, d):
    return math.prod(((1 - d) / j for j in range(1, m)), start=1.0)


def times_j(m, d):
    return float(np.prod(1 + (1 - d) * np.arange(1.0, m)))


def overflows(m, d):
    return 1.0 if m == 1 else math.gamma(m + 1 - d) / (math.gamma(m) * math.gamma(2 - d))


def as_it_grows(m, d):
    return m ** (1 - d)


def nearly(m, d):
    return in_a_loop(m, d) * (1 + 1e-6 * (m > 1))


# --- 4: met too seldom ------------------------------------------------------------------------------------------------
def with_binomials(popularity, n, m):
    p = np.asarray(popularity)
    return (p * sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(min(m, n + 1)))).sum()


def fact_by_fact(popularity, n, m):
    total = 0.0
    for p in popularity:
        term = few = (1 - p) ** n
        for j in range(1, min(m, n + 1)):
            term *= (n - j + 1) / j * p / (1 - p)
            few += term
        total += p * few
    return total


def known(popularity, n, m):
    return 1 - with_binomials(popularity, n, m)


def unweighted(popularity, n, m):
    p = popularity
    return sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(m)).sum()


def averaged(popularity, n, m):
    return unweighted(popularity, n, m) / len(popularity)


def exactly_one_less(popularity, n, m):
    p = popularity
    return p @ (math.comb(n, m - 1) * p ** (m - 1) * (1 - p) ** (n - m + 1))


def one_more(popularity, n, m):
    return with_binomials(popularity, n, m + 1)


def poissonised(popularity, n, m):
    return sightings.loss(popularity, n, sightings.needs(m))


def missing_mass(popularity, n, m):
    return with_binomials(popularity, n, 1)


def never_enough(popularity, n, m):
    return with_binomials(popularity, n, m) if m <= n else 0.0


RIGHT = {
    "data_scaling-1": [243, 3**5, np.float64(3 ** (1 / (1 - 0.8)))],
    "data_scaling-2": [2.31, PRICE / IDEAL, np.float32(2.306)],
    "data_scaling-3": [in_a_loop, with_gammas, with_arrays, sightings.level],
    "data_scaling-4": [with_binomials, fact_by_fact],
}

WRONG = {
    "data_scaling-1": [
        (3 ** (1 / 0.8), "1/d"), (3**0.8, "power d"), (3**0.2, "tripling"), (15, "It is a power"), (32, "halves"),
        (5, "the power itself"), (3**-5, "inverse"), (100, "a third of what it was"), ("243", "quotation marks"),
        (242, "a third of what it was"),
    ],
    "data_scaling-2": [
        (PRICE, "in bits"), (DOUBT / IDEAL, "one part"), (0.01 * math.log2(63) / IDEAL, "one part"),
        (DOUBT / 0.06, "one part"), (PRICE * math.log(2) / IDEAL, "nats"), (IDEAL / PRICE, "inverse"),
        (PRICE / 0.01, "divided by the error"), (3.0, "log2 63"), (PRICE / 0.06, "Almost"),
    ],
    "data_scaling-3": [
        (starts_at_zero, "empty"), (lambda m, d: 2.0, "product is empty"), (one_too_many, "too many"),
        (one_too_few, "too few"), (discount_for_exponent, "1 − d"), (added, "added"), (without_ones, "missing"),
        (times_j, "divides"), (overflows, "OverflowError"), (as_it_grows, "how it grows"), (nearly, "By hand"),
    ],
    "data_scaling-4": [
        (known, "it knows"), (unweighted, "factor p"), (averaged, "equally often"), (exactly_one_less, "exactly m − 1"),
        (one_more, "Off by one"), (missing_mass, "for one sighting"), (lambda popularity, n, m: 2.0, "By hand"),
        (never_enough, "Right up to here"), (poissonised, "Poisson"),
    ],
}
