"""Right and wrong answers to the exercises on model scaling.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math
from fractions import Fraction

import numpy as np

from skbook import allocation

THREE = np.array([0.6, 0.3, 0.1])


# --- 3: what no memory can beat ---------------------------------------------------------------------------------------
def fact_by_fact(p, capacity_bits, n_values):
    full, left = math.log2(n_values), 0.0
    for popularity in sorted(p, reverse=True):
        stored = min(full, capacity_bits)
        capacity_bits -= stored
        left += popularity * (full - stored)
    return left


def with_clip(p, capacity_bits, n_values):
    full = math.log2(n_values)
    ranked = np.sort(p)[::-1]
    return ranked @ (full - np.clip(capacity_bits - full * np.arange(len(ranked)), 0, full))


def in_nats(p, capacity_bits, n_values):
    return math.log(2) * fact_by_fact(p, capacity_bits, n_values)


def whole_facts(p, capacity_bits, n_values):
    full = math.log2(n_values)
    return full * sum(sorted(p, reverse=True)[int(capacity_bits / full):])


def one_too_many(p, capacity_bits, n_values):
    full = math.log2(n_values)
    return full * sum(sorted(p, reverse=True)[int(capacity_bits / full) + 1:])


def as_they_come(p, capacity_bits, n_values):
    full, left = math.log2(n_values), 0.0
    for popularity in p:
        stored = min(full, capacity_bits)
        capacity_bits -= stored
        left += popularity * (full - stored)
    return left


def bit_a_fact(p, capacity_bits, n_values):
    return math.log2(n_values) * sum(sorted(p, reverse=True)[capacity_bits:])


def only_popularity(p, capacity_bits, n_values):
    return sum(sorted(p, reverse=True)[int(capacity_bits / math.log2(n_values)):])


def all_the_same(p, capacity_bits, n_values):
    return max(0.0, math.log2(n_values) - capacity_bits / len(p))


def v_bits(p, capacity_bits, n_values):
    return fact_by_fact(p, capacity_bits, n_values) * n_values / math.log2(n_values)


def below_nothing(p, capacity_bits, n_values):
    found = fact_by_fact(p, capacity_bits, n_values)
    return found if found else math.log2(n_values) - capacity_bits / len(p)


def length_of_a_number(p, capacity_bits, n_values):
    return fact_by_fact(p, capacity_bits, 2 ** (n_values - 1).bit_length())


def whole_bits(p, capacity_bits, n_values):
    return fact_by_fact(p, math.floor(capacity_bits), n_values)


# --- 4: pour ----------------------------------------------------------------------------------------------------------
def from_the_largest(p, capacity_bits):
    p = sorted((x for x in p if x > 0), reverse=True)
    for k in range(len(p), 0, -1):
        level = 2 ** (sum(map(math.log2, p[:k])) / k - capacity_bits / k)
        if k == 1 or level <= p[k - 1]:
            return k * level + sum(p[k:])


def with_the_book(p, capacity_bits):
    return allocation.water_filling(p, capacity_bits).redundancy_bits


def only_the_wet(p, capacity_bits):
    kept = allocation.water_filling(p, capacity_bits)
    return kept.excess[kept.bits > 0].sum()


def equal_bits(p, capacity_bits):
    p = [x for x in p if x > 0]
    return sum(x * 2 ** (-capacity_bits / len(p)) for x in p)


def negative_water(p, capacity_bits):
    p = [x for x in p if x > 0]
    return len(p) * 2 ** (sum(map(math.log2, p)) / len(p) - capacity_bits / len(p))


def proportional(p, capacity_bits):
    return sum(x * 2 ** (-capacity_bits * x) for x in p)


def pour_in_nats(p, capacity_bits):
    return math.log(2) * with_the_book(p, capacity_bits)


def breaks_at_zero(p, capacity_bits):
    return from_the_largest(p, capacity_bits) if min(p) > 0 else math.log2(min(p))


def sums_to_one(p, capacity_bits):
    return with_the_book([x / sum(p) for x in p], capacity_bits)


def nothing_without_memory(p, capacity_bits):
    return with_the_book(p, capacity_bits) if capacity_bits else 0.0


RIGHT = {
    "model_scaling-1": [0.4, Fraction(2, 5), float(THREE @ 2.0 ** -np.array([2, 1, 0]))],
    "model_scaling-2": [0.00365, 6 * 0.6079 / 1000, allocation.look_up_law(6000, 0.5, 0.6079)],
    "model_scaling-3": [fact_by_fact, with_clip],
    "model_scaling-4": [from_the_largest, with_the_book],
}

WRONG = {
    "model_scaling-1": [
        (0.5, "one bit to each"), (0.475, "first fact"), (float(THREE @ 2.0 ** (-3 * THREE)), "proportion"),
        (0.3, "first two"), (0, "facts whole"), (1, "without any memory"), ("0.4", "quotation marks"),
        (0.45, "most to lose"), (0.41, "most to lose"),
    ],
    "model_scaling-2": [
        (6 * 0.6079 / 6000, "6000 facts"), (0.6079 / 1000, "6000 facts"), (0.006, "scale c"),
        (6 * 0.6079 / math.sqrt(1000), "power −1/2"), (math.log(64) * 0.6079 / 1000, "nats"),
        (64 * 0.6079 / 1000, "not V"), (allocation.water_filling_law(6000, 0.5, 0.6079, 1, 6), "each bit halves"),
        (0, "above 0"), (0.0037, "How many facts"),
    ],
    "model_scaling-3": [
        (in_nats, "nats"), (whole_facts, "whole facts only"), (one_too_many, "one fact more"),
        (as_they_come, "sort them"), (bit_a_fact, "not one"), (only_popularity, "popularity of what"),
        (all_the_same, "all facts the same"), (v_bits, "not V"), (lambda p, capacity_bits, n_values: 0.123, "By hand"),
        (below_nothing, "not less than nothing"), (length_of_a_number, "whole number"), (whole_bits, "Half a bit"),
    ],
    "model_scaling-4": [
        (only_the_wet, "in memory only"), (equal_bits, "same number of bits"), (negative_water, "cannot be negative"),
        (proportional, "proportion"), (pour_in_nats, "No logarithm"), (lambda p, capacity_bits: 0.3, "By hand"),
        (nothing_without_memory, "Without memory"), (breaks_at_zero, "stopped with"),
        (sums_to_one, "need not sum"),
    ],
}
