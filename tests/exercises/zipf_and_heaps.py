"""Right and wrong answers to the exercises on Zipf and Heaps.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math
from collections import Counter
from fractions import Fraction

import numpy as np


# --- 2: the forecast on the way ---------------------------------------------------------------------------------------
def by_counting(words, n):
    read = words[:n]
    return sum(read.count(word) == 1 for word in read) / n


def with_a_counter(words, n):
    return list(Counter(words[:n]).values()).count(1) / n


def in_one_pass(words, n):
    seen, once = set(), set()
    for word in words[:n]:
        if word in seen:
            once.discard(word)
        else:
            seen.add(word)
            once.add(word)
    return len(once) / n


def over_types(words, n):
    counts = Counter(words[:n])
    return sum(c == 1 for c in counts.values()) / len(counts)


def all_types(words, n):
    return len(set(words[:n])) / n


def a_count(words, n):
    return by_counting(words, n) * n


def whole_length(words, n):
    return by_counting(words, n) * n / len(words)


def at_the_end(words, n):
    return by_counting(words, len(words))


def from_the_future(words, n):
    return sum(words.count(word) == 1 for word in words[:n]) / n


def all_singletons(words, n):
    return sum(c == 1 for c in Counter(words).values()) / n


def old_ones(words, n):
    return 1 - by_counting(words, n)


def never_nothing(words, n):
    return max(by_counting(words, n), 1e-6)


def one_more_place(words, n):
    return by_counting(words, n) * n / (n + 1)


# --- 4: the next pages ------------------------------------------------------------------------------------------------
def missing_then_seen(p, n, m):
    p = np.asarray(p)
    return np.sum((1 - p) ** n * (1 - (1 - p) ** m))


def difference(p, n, m):
    return sum((1 - q) ** n - (1 - q) ** (n + m) for q in p)


def step_by_step(p, n, m):
    return sum(sum(q * (1 - q) ** k for q in p) for k in range(n, n + m))


def rate_held(p, n, m):
    return m * sum(q * (1 - q) ** n for q in p)


def all_in_the_end(p, n, m):
    return sum(1 - (1 - q) ** (n + m) for q in p)


def past_forgotten(p, n, m):
    return sum(1 - (1 - q) ** m for q in p)


def next_word_only(p, n, m):
    return sum(q * (1 - q) ** n for q in p)


def complement(p, n, m):
    return sum(1 - (1 - q) ** n * (1 - (1 - q) ** m) for q in p)


def still_missing(p, n, m):
    return sum((1 - q) ** (n + m) for q in p)


def one_draw_less(p, n, m):
    return missing_then_seen(p, n, m - 1)


def poissonised(p, n, m):
    return sum(math.exp(-n * q) * (1 - math.exp(-m * q)) for q in p)


# --- 5: the series ----------------------------------------------------------------------------------------------------
def term_by_term(counts, m):
    x = m / sum(counts)
    return sum((-1) ** (r + 1) * x**r * counts.count(r) for r in set(counts))


def type_by_type(counts, m):
    x = m / sum(counts)
    return -sum((-x) ** c for c in counts)


def with_bins(counts, m):
    many = np.bincount(counts)
    r = np.arange(len(many))
    return float(-np.sum(many[1:] * (-m / sum(counts)) ** r[1:]))


def first_term(counts, m):
    return m * counts.count(1) / sum(counts)


def two_terms(counts, m):
    x = m / sum(counts)
    return x * counts.count(1) - x**2 * counts.count(2)


def all_plus(counts, m):
    return sum((m / sum(counts)) ** c for c in counts)


def sign_lost(counts, m):
    return -type_by_type(counts, m)


def upside_down(counts, m):
    return -sum((-sum(counts) / m) ** c for c in counts)


def not_a_share(counts, m):
    return -sum((-m) ** c for c in counts)


def each_count_once(counts, m):
    return -sum((-m / sum(counts)) ** c for c in set(counts))


def per_word(counts, m):
    return type_by_type(counts, m) / m


def old_ones_added(counts, m):
    return type_by_type(counts, m) + len(counts)


def from_the_second(counts, m):
    return type_by_type([c for c in counts if c > 1] or [1], m)


RIGHT = {
    "zipf_and_heaps-1": [0.556, 5 / 9, Fraction(5, 9), np.float32(0.5556)],
    "zipf_and_heaps-2": [by_counting, with_a_counter, in_one_pass],
    "zipf_and_heaps-3": [0.582, 1 / (math.e - 1), math.exp(-1) / (1 - math.exp(-1))],
    "zipf_and_heaps-4": [missing_then_seen, difference, step_by_step],
    "zipf_and_heaps-5": [term_by_term, type_by_type, with_bins],
}

WRONG = {
    "zipf_and_heaps-1": [
        (5 / 6, "local exponent"), (6 / 9, "all types"), (4 / 9, "old one"), (1 / 6, "number of types"),
        (1 / 9, "Five words came once"), (5, "divide by the number of words"), ("5/9", "quotation marks"),
        (0.7, "List the different words"), (5 / 10, "off by one"),
    ],
    "zipf_and_heaps-2": [
        (over_types, "local exponent"), (all_types, "exactly once"), (a_count, "how many were read"),
        (whole_length, "whole text"), (at_the_end, "Cut it"), (from_the_future, "future"),
        (all_singletons, "whole text"), (old_ones, "an old one"), (never_nothing, "a b a b"),
        (lambda words, n: 0.123, "By hand"), (one_more_place, "Off by one"),
    ],
    "zipf_and_heaps-3": [
        (math.exp(-1), "not yet divided"), (1 - math.exp(-1), "at least once"), (1, "at the very beginning"),
        (0, "in the end"), (1 - 1 / (math.e - 1), "more than once"), (math.e - 1, "upside down"),
        (0.25, "Poissonise"), (0.5, "Poissonise"), (0.6, "three decimals"),
    ],
    "zipf_and_heaps-4": [
        (rate_held, "constant"), (all_in_the_end, "first n are not new"), (past_forgotten, "first n draws"),
        (next_word_only, "very next word"), (complement, "complement"), (still_missing, "still missing"),
        (one_draw_less, "missing from the next m"), (poissonised, "Poissonised"),
    ],
    "zipf_and_heaps-5": [
        (first_term, "first term"), (two_terms, "second term"), (all_plus, "alternate"), (sign_lost, "wrong way round"),
        (upside_down, "upside down"), (not_a_share, "not of m"), (each_count_once, "number of types"),
        (per_word, "for each word"), (old_ones_added, "already known"), (from_the_second, "By hand"),
    ],
}
