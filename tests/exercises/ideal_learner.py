"""Right and wrong answers to the exercises on the ideal learner.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math
from collections import Counter
from fractions import Fraction

import numpy as np

MET = 2 - Fraction(1, 1000) - Fraction(729, 1000)  # people met in three sentences
CONSTANT = 0.6 * math.gamma(0.4) * 0.471**0.6
GRAMMAR = 496 / (2 * math.log(2))


# --- 3: what the next value costs -------------------------------------------------------------------------------------
def one_line(popularity, n, n_values):
    p = np.asarray(popularity)
    return math.log2(n_values) * (p * (1 - p) ** n).sum()


def in_a_loop(popularity, n, n_values):
    return sum(p * (1 - p) ** n * math.log(n_values, 2) for p in popularity)


def with_logarithms(popularity, n, n_values):
    return float(popularity @ np.exp(n * np.log1p(-popularity)) * np.log2(n_values))


def in_nats(popularity, n, n_values):
    return one_line(popularity, n, n_values) * math.log(2)


def missing_mass(popularity, n, n_values):
    return one_line(popularity, n, 2)


def all_values(popularity, n, n_values):
    return n_values * one_line(popularity, n, 2)


def people_not_met(popularity, n, n_values):
    return math.log2(n_values) * ((1 - popularity) ** n).sum()


def total(popularity, n, n_values):
    return math.log2(n_values) * (1 - (1 - popularity) ** n).sum()


def average(popularity, n, n_values):
    return total(popularity, n, n_values) / max(n, 1)


def one_too_many(popularity, n, n_values):
    return one_line(popularity, n + 1, n_values)


def one_too_few(popularity, n, n_values):
    return one_line(popularity, n - 1, n_values)


def good_turing(popularity, n, n_values):
    return one_line(popularity, n - 1, n_values) if n else 0.0


def never_empty(popularity, n, n_values):
    return one_line(popularity, max(n, 1), n_values)


def poissonised(popularity, n, n_values):
    return math.log2(n_values) * float(popularity @ np.exp(-n * popularity))


def only_small_worlds(popularity, n, n_values):
    return one_line(popularity[:1000], n, n_values)


# --- 4: the bill of a list of names -----------------------------------------------------------------------------------
def forecast_pay_count(names, d, theta, n_register):
    counts, bits = {}, 0.0
    for n, name in enumerate(names):
        if name in counts:
            q = (counts[name] - d) / (n + theta)
        else:
            q = ((theta + d * len(counts)) / (n + theta) if n else 1) / (n_register - len(counts))
        bits -= math.log2(q)
        counts[name] = counts.get(name, 0) + 1
    return bits


def from_counts(names, d, theta, n_register):
    bits, n = 0.0, 0
    for k, times in enumerate(Counter(names).values()):
        for m in range(times):
            share = m - d if m else (theta + d * k if n else 1) / (n_register - k)
            bits -= math.log2(share) - (math.log2(n + theta) if n else 0)
            n += 1
    return bits


def variant(**change):
    """The right loop with one thing changed."""
    def bill(names, d, theta, n_register):
        counts, bits = {}, 0.0
        for n, name in enumerate(names):
            k = len(counts)
            left = {"whole": n_register, "late": n_register - k - 1, "none": 1}.get(change.get("left"), n_register - k)
            new = (theta + d * k) / (n + theta) if n else 1
            if name in counts:
                q = (counts[name] - change.get("discount", d)) / (n + theta)
            else:
                q = (1 if change.get("certain") else new) / left
            bits -= 0 if change.get("certain") and name in counts else math.log2(q)
            counts[name] = counts.get(name, 0) + 1
        return bits
    bill.__name__ = "_".join(map(str, change.values()))
    return bill


def names_in_nats(names, d, theta, n_register):
    return forecast_pay_count(names, d, theta, n_register) * math.log(2)


def names_on_average(names, d, theta, n_register):
    return forecast_pay_count(names, d, theta, n_register) / max(len(names), 1)


def sign_lost(names, d, theta, n_register):
    return -forecast_pay_count(names, d, theta, n_register)


def first_not_certain(names, d, theta, n_register):
    return forecast_pay_count(names, d, theta, n_register) + (0 if theta else 1)


RIGHT = {
    "ideal_learner-1": [5.08, 4 * MET, np.float64(4 * (2 - 0.1**3 - 0.9**3))],
    "ideal_learner-2": [1200, (GRAMMAR / (6 * CONSTANT)) ** (1 / 0.6), 1.2e3],
    "ideal_learner-3": [one_line, in_a_loop, with_logarithms],
    "ideal_learner-4": [forecast_pay_count, from_counts],
}

WRONG = {
    "ideal_learner-1": [
        (4 * float(MET) * math.log(2), "nats"), (4 * (0.9 * 0.1**3 + 0.1 * 0.9**3), "fourth"), (1.27, "people met"),
        (4 * MET / 3, "average"), (8, "for certain"), (12, "each sentence"),
        (4 * sum(3 * p * (1 - p) ** 2 for p in (0.9, 0.1)), "exactly once"), ("5.08", "quotation marks"),
        (5.2, "at all in three"),
    ],
    "ideal_learner-2": [
        ((248 / (6 * CONSTANT)) ** (1 / 0.6), "Mixed units: k/2N"), (650, "Mixed units: k/2N"),
        ((GRAMMAR / (math.log(64) * CONSTANT)) ** (1 / 0.6), "your A is in nats"), (24_142, "cumulative"),
        (GRAMMAR / (6 * CONSTANT), "ratio of the constants"), ((GRAMMAR / (6 * CONSTANT)) ** 2.5, "1/(1 − d)"),
        ((GRAMMAR / (64 * CONSTANT)) ** (1 / 0.6), "log2 V"),
        ((GRAMMAR / (6 * 0.6 * math.gamma(0.4))) ** (1 / 0.6), "scale c"),
        ((GRAMMAR / (6 * 0.6 * math.gamma(0.4) * 0.471)) ** (1 / 0.6), "scale c"), (496, "k itself"),
        (0, "above 0"), (1000, "One digit"), (1100, "measured curves"), (1120, "measured curves"),
        (900, "set them equal"),
    ],
    "ideal_learner-3": [
        (in_nats, "nats"), (missing_mass, "missing mass"), (all_values, "not V"), (people_not_met, "factor p"),
        (total, "in total"), (average, "average"), (one_too_many, "Off by one"), (one_too_few, "Off by one"),
        (good_turing, "Off by one"), (lambda popularity, n, n_values: 1.0, "By hand"), (never_empty, "n = 0"),
        (only_small_worlds, "a million"), (poissonised, "Poissonised"),
    ],
    "ideal_learner-4": [
        (names_in_nats, "nats"), (names_on_average, "mean per sentence"), (sign_lost, "sign"),
        (variant(left="none"), "*which* name"), (variant(left="whole"), "whole register"),
        (variant(left="late"), "Off by one"), (variant(certain=True), "chance that one is new"),
        (variant(discount=0), "gets n_i − d"), (lambda names, d, theta, n_register: 7.0, "By hand"),
        (first_not_certain, "θ = 0"),
    ],
}
