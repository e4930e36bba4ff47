"""Right and wrong answers to the exercises on joint scaling.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import numpy as np


# --- 3: seen and stored -----------------------------------------------------------------------------------------------
def sliced(popularity, n, k):
    p = np.sort(popularity)[::-1]
    return (p[:k] * (1 - p[:k]) ** n).sum() + p[k:].sum()


def one_minus_known(popularity, n, k):
    p = sorted(popularity, reverse=True)
    return 1 - sum(q * (1 - (1 - q) ** n) for q in p[:k])


def by_rank(popularity, n, k):
    rank = np.argsort(np.argsort(-np.asarray(popularity)))
    return float(np.where(rank < k, popularity * (1 - popularity) ** n, popularity).sum())


def lacks(popularity, n, k):
    p = np.sort(popularity)[::-1]
    return p @ (1 - p) ** n, p[k:].sum()


def unsorted(popularity, n, k):
    p = np.asarray(popularity)
    return (p[:k] * (1 - p[:k]) ** n).sum() + p[k:].sum()


def rarest(popularity, n, k):
    p = np.sort(popularity)
    return (p[:k] * (1 - p[:k]) ** n).sum() + p[k:].sum()


def never_empty(popularity, n, k):
    return sliced(popularity, n, max(k, 1))


def never_too_large(popularity, n, k):
    return sliced(popularity, n, k) if k <= len(popularity) else 0.0


# --- 4: what is worth writing down ------------------------------------------------------------------------------------
def strictly_cheaper(counts, bits_per_fact, value_bits):
    return int((np.asarray(counts, dtype=float) * value_bits > bits_per_fact).sum())


def shortest(counts, bits_per_fact, value_bits):
    ordered = sorted(counts, reverse=True)
    lengths = [k * bits_per_fact + value_bits * sum(ordered[k:]) for k in range(len(ordered) + 1)]
    return lengths.index(min(lengths))


def in_a_loop(counts, bits_per_fact, value_bits):
    k = 0
    for c in counts:
        k += c * value_bits > bits_per_fact
    return k


def at_a_tie_the_larger(counts, bits_per_fact, value_bits):
    return int((np.asarray(counts, dtype=float) * value_bits >= bits_per_fact).sum())


RIGHT = {
    "joint_scaling-1": [0.389, 0.28 / 0.72, np.float64(1 / 0.72 - 1)],
    "joint_scaling-2": [75, 1000 ** (1 / 1.6), 74.99],
    "joint_scaling-3": [sliced, one_minus_known, by_rank],
    "joint_scaling-4": [strictly_cheaper, shortest, in_a_loop],
}

WRONG = {
    "joint_scaling-1": [
        (0.28, "not beta"), (0.28 / 1.28, "Inverted"), (0.72, "That is d"), (1 / 0.72, "1/d − 1"),
        (1 / 0.28 - 1, "beta for d"), (0.72 / 1.72, "best size"), (0.34, "measured"), ("0.389", "quotation marks"),
        (0.4, "one d"),
    ],
    "joint_scaling-2": [
        (1000 ** (0.6 / 1.6), "for memory"), (1000**0.5, "halves"), (1000**0.6, "power d"),
        (1000, "nothing into memory"), (1000**0.4, "1 − d"), (1000**0.25, "turned round"), (-1, "product of both"),
        (70, "product of both"),
    ],
    "joint_scaling-3": [
        (lambda popularity, n, k: sum(lacks(popularity, n, k)), "counted twice"),
        (lambda popularity, n, k: max(lacks(popularity, n, k)), "larger of the two"), (unsorted, "first k facts"),
        (lambda popularity, n, k: 1 - sliced(popularity, n, k), "known"),
        (lambda popularity, n, k: lacks(popularity, n, k)[0], "data alone"),
        (lambda popularity, n, k: lacks(popularity, n, k)[1], "room alone"),
        (lambda popularity, n, k: sliced(popularity, n, k) - lacks(popularity, n, k)[1], "have none"),
        (rarest, "By hand"), (never_empty, "k = 0"), (never_too_large, "more facts than there are"),
        (lambda popularity, n, k: sliced(popularity, n - 1, k) if n else 1.0, "Off by one"),
    ],
    "joint_scaling-4": [
        (lambda counts, b, v: sum(c > 0 for c in counts), "every fact that came"),
        (lambda counts, b, v: sum(c > b for c in counts), "bits with bits"),
        (lambda counts, b, v: min(k * b + v * sum(sorted(counts, reverse=True)[k:]) for k in range(len(counts) + 1)),
         "length of the code"),
        (lambda counts, b, v: sum(c > 1 for c in counts), "Twice"), (lambda counts, b, v: len(counts), "all facts"),
        (lambda counts, b, v: -1, "By hand"), (at_a_tie_the_larger, "tie"),
    ],
}
