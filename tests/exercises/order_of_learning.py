"""Right and wrong answers to the exercises on the order of learning.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math

import numpy as np


# --- 2: how much more to read ----------------------------------------------------------------------------------------
def a_power(now, wanted, d):
    return (wanted / now) ** (1 / d)


def from_popularities(now, wanted, d):
    return now ** (-1 / d) / wanted ** (-1 / d)


def ratio_of_ranks(now, wanted, d):
    return wanted / now


def upside_down(now, wanted, d):
    return (wanted / now) ** d


def no_power(now, wanted, d):
    return wanted / now / d


def rarer_is_sooner(now, wanted, d):
    return (wanted / now) ** (-1 / d)


def from_nothing(now, wanted, d):
    return wanted ** (1 / d)


def of_the_loss(now, wanted, d):
    return (wanted / now) ** (1 / (1 - d))


def by_adding(now, wanted, d):
    return (wanted - now) ** (1 / d)


# --- 3: what a clockwork learner still misses ------------------------------------------------------------------------
def binomial(popularity, n, sightings):
    p = np.asarray(popularity)
    few = sum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(min(sightings, n + 1)))
    return (p * few).sum()


def one_sentence_at_a_time(popularity, n, sightings):
    """The chance of each number of mentions, updated n times."""
    total = 0.0
    for p in popularity:
        chance = [1.0] + [0.0] * sightings
        for _ in range(n):
            chance = [(chance[k - 1] * p if k else 0) + chance[k] * (1 - p) for k in range(sightings)] + [0.0]
        total += p * sum(chance[:sightings])
    return total


def known(popularity, n, sightings):
    return 1 - binomial(popularity, n, sightings)


def one_too_many(popularity, n, sightings):
    return binomial(popularity, n, sightings + 1)


def facts_not_known(popularity, n, sightings):
    p = np.asarray(popularity)
    return sum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(min(sightings, n + 1))).sum()


def missing_mass(popularity, n, sightings):
    p = np.asarray(popularity)
    return (p * (1 - p) ** n).sum()


def one_mention_short(popularity, n, sightings):
    p, k = np.asarray(popularity), sightings - 1
    return (p * math.comb(n, k) * p**k * (1 - p) ** (n - k)).sum()


def expected_mentions(popularity, n, sightings):
    p = np.asarray(popularity)
    return p[n * p < sightings].sum()


def poissonised(popularity, n, sightings):
    p = np.asarray(popularity)
    return sum(p * np.exp(-n * p) * (n * p) ** k / math.factorial(k) for k in range(sightings)).sum()


def never_all(popularity, n, sightings):
    return binomial(popularity, n, min(sightings, n)) if n else 1.0


RIGHT = {
    "order_of_learning-1": [69_000, math.log(2) / 1e-5, 6.9e4],
    "order_of_learning-2": [a_power, from_popularities],
    "order_of_learning-3": [binomial, one_sentence_at_a_time],
    "order_of_learning-4": [0.933, 2**-0.1, math.exp(math.log(0.5) / 10)],
}

WRONG = {
    "order_of_learning-1": [
        (50_000, "Half a sighting"), (100_000, "base 2"), (0.69, "expected sightings"), (30_103, "natural"),
        (230_000, "nine chances"), (1_200_000, "*all*"), (34_657, "inside the logarithm"), (-1, "not below"),
        ("69000", "quotation marks"), (63_000, "1 − 1/e"), (80_000, "solve for N"),
    ],
    "order_of_learning-2": [
        (ratio_of_ranks, "between the ranks"), (upside_down, "Upside down"), (no_power, "not times 1/d"),
        (rarer_is_sooner, "turn it over"), (from_nothing, "stands now"), (by_adding, "Divide two"),
        (of_the_loss, "exponent of the loss"),
    ],
    "order_of_learning-3": [
        (known, "*is* known"), (facts_not_known, "count facts"), (missing_mass, "missing mass"),
        (one_mention_short, "lack just one"), (expected_mentions, "*expected* mentions"), (poissonised, "Poissonised"),
        (never_all, "five mentions"), (one_too_many, "Off by one"),
    ],
    "order_of_learning-4": [
        (0.5, "below one in a thousand"), (0.05, "multiply"), (2**-10, "score at q"), (1 - 2**-0.1, "*wrong* letter"),
        (math.sqrt(0.5), "two letters"), (1.2, "between 0 and 1"), (0.8, "to the tenth"), (0.95, "add up"),
    ],
}
