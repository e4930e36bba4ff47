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


# --- 3: which curve is this, from sums over a million people ----------------------------------------------------------
P = np.arange(1, 10**6 + 1) ** (-1 / 0.4) / (np.arange(1, 10**6 + 1) ** (-1 / 0.4)).sum()


def average_of_values(n):
    """What the table of the exercise shows under values."""
    return 6 * float(-np.expm1(n * np.log1p(-P)).sum()) / n


def next_of_values(n):
    return 6 * float((P * np.exp(n * np.log1p(-P))).sum())


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


# --- 5: a power law fitted to no tail ---------------------------------------------------------------------------------
def one_formula(n_facts, low, high):
    return (high - low) * math.log1p(-1 / n_facts) / math.log(high / low)


def excess_of_next(n_facts, n):
    return 6 * (1 - 1 / n_facts) ** n


def both_ends(n_facts, low, high):
    return (math.log2(excess_of_next(n_facts, high)) - math.log2(excess_of_next(n_facts, low))) / math.log2(high / low)


def rises(n_facts, low, high):
    return -one_formula(n_facts, low, high)


def discount_reported(n_facts, low, high):
    return 1 + one_formula(n_facts, low, high)


def half_logarithmic(n_facts, low, high):
    return math.log(1 - 1 / n_facts)


def no_logarithm(n_facts, low, high):
    return (excess_of_next(n_facts, high) - excess_of_next(n_facts, low)) / (high - low)


def two_bases(n_facts, low, high):
    return (high - low) * math.log(1 - 1 / n_facts) / math.log10(high / low)


def tangent_right(n_facts, low, high):
    return high * math.log(1 - 1 / n_facts)


def tangent_left(n_facts, low, high):
    return low * math.log(1 - 1 / n_facts)


def exponential(n_facts, low, high):
    return -(high - low) / n_facts / math.log(high / low)


def of_the_average(n_facts, low, high):
    average = [(1 - (1 - 1 / n_facts) ** n) / n for n in (low, high)]
    return math.log(average[1] / average[0]) / math.log(high / low)


RIGHT = {
    "ideal_learner-1": [5.08, 4 * MET, np.float64(4 * (2 - 0.1**3 - 0.9**3))],
    "ideal_learner-2": [1200, (GRAMMAR / (6 * CONSTANT)) ** (1 / 0.6), 1.2e3],
    "ideal_learner-3": [0.8, 1000 * next_of_values(10**6), 400 * average_of_values(10**6), 0.809],
    "ideal_learner-4": [forecast_pay_count, from_counts],
    "ideal_learner-5": [one_formula, both_ends],
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
        (1.993, "price of the next"), (2.0, "price of the next"), (1.2, "1 − d"), (4.98, "divided by d"),
        (1.33, "between the last two rows"), (0.83, "first rows"), (3.612, "column of grammar"),
        (0.0008, "one sentence"), (1000, "Find out from the grammar"), (0.77, "Find out from the grammar"),
    ],
    "ideal_learner-4": [
        (names_in_nats, "nats"), (names_on_average, "mean per sentence"), (sign_lost, "sign"),
        (variant(left="none"), "*which* name"), (variant(left="whole"), "whole register"),
        (variant(left="late"), "Off by one"), (variant(certain=True), "chance that one is new"),
        (variant(discount=0), "gets n_i − d"), (lambda names, d, theta, n_register: 7.0, "By hand"),
        (first_not_certain, "θ = 0"),
    ],
    "ideal_learner-5": [
        (rises, "sign"), (discount_reported, "discount"), (half_logarithmic, "too"), (no_logarithm, "numbers"),
        (two_bases, "same base"), (tangent_right, "right end"), (tangent_left, "left end"), (exponential, "Almost"),
        (of_the_average, "average so far"), (lambda *window: one_formula(*window) + 0.01, "Tried"),
    ],
}
