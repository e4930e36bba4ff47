"""Checks for the chapter on mixing data: a power of the capacity, a critical ratio, and a reading that is long enough.

Knows the typical mistakes (a factor for a power, odds for a ratio, the fact after the frontier, the good facts left
out) and what each deserves to hear. The number is a digest; functions are compared on random lists.
"""

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

FACTOR = Sealed("data_mixing-1", "f579a758a7fde2f1", {
    "f5a75dbc4abfc628": "The memory reaches eight times further down the list, but popularity falls faster than one "
                        "over the rank.",
    "0cf88f933324d713": "That is eight to the power d. The rank goes into popularity with the power 1/d.",
    "7d5d070378ad5e5c": "That is how the *excess* of a memory falls, with 1/d − 1. Asked is the popularity at the "
                        "frontier, not the sum beyond it.",
    "7c8b93e83bd3f576": "A power is asked for, 8 to the 1/d, not 8 divided by d.",
    "12859dba1ba98111": "That is for d = 1/2. Here d = 0.4.",
}, step=1)


@exercise("data_mixing-1")
def eight_times_the_capacity(answer):
    value = one_number(answer, "factor")
    if 0 < value < 1:
        raise NotYet("By which factor does it *fall*: a number above 1.")
    if FACTOR.is_right(value):
        return "Two and a half doublings for each doubling of the capacity."
    raise NotYet(FACTOR.hint(value) or "The critical odds are n times the popularity at rank K. How does c·i^(−1/d) "
                 "change when i grows eightfold?")


@exercise("data_mixing-2")
def critical_ratio(answer):
    ratio = one_function(answer, "critical_ratio(popularity, n, capacity)")
    rng = np.random.default_rng([16, 6])
    lists = [(rng.dirichlet(np.ones(9)), int(rng.integers(2, 4)), int(rng.integers(4, 9))) for _ in range(5)]
    for p, n, k in [*lists, (np.array([1, 8, 2, 4]) / 15, 2, 3)]:
        falling = np.sort(p)[::-1]
        last = falling[k - 1]
        truth = n * last / (1 + n * last)
        compare(ratio(p.tolist(), n, k), truth, [
            (n * last, "Those are the odds, r / (1 − r). Solve them for r."),
            (last / (1 + last), "One good fact is mentioned r/n of the time, so n belongs into it."),
            (n * p[k - 1] / (1 + n * p[k - 1]), "The list may come in any order: sort it, most popular first."),
            (n * np.sort(p)[k - 1] / (1 + n * np.sort(p)[k - 1]), "Sorted from the wrong end: the memory keeps the "
             "most popular facts."),
            (n * _at(falling, k) / (1 + n * _at(falling, k)), "Off by one: the last fact that fits has rank K, and "
             "Python counts from 0."),
            (n * _at(falling, k - n) / (1 + n * _at(falling, k - n)), "That is where the transition ends. "
             "Asked is where it starts."),
        ], "A good fact gets in when r/n exceeds (1 − r) times the popularity of the last fact that fits. For the four "
           "facts of the text, n = 2 and K = 3, that is 4/19.")
    return "No power law is needed: any list of popularities has its critical ratio."


@exercise("data_mixing-3")
def enough_reading(answer):
    reading = one_function(answer, "enough_reading(popularity, n, capacity, sightings)")
    rng = np.random.default_rng([16, 3])
    for _ in range(5):
        p, n, k, m = np.sort(rng.dirichlet(np.ones(9)))[::-1], int(rng.integers(2, 5)), int(rng.integers(5, 9)), 7
        last = p[k - 1]
        compare(reading(p.tolist(), n, k, m), m * (1 + n * last) / last, [
            (m / last, "Close where n·p_K is small: but only a share 1 − r of the sentences is about the web."),
            ((1 + n * last) / last, "The learner needs more than one sighting."),
            (m * (1 + n * last) / (n * last), "Each of the n good facts needs its sightings, so n stands in the "
             "threshold of the reading, too."),
            (m * (1 + n * p[k]) / p[k], "Off by one: the last fact that fits has rank K, and Python counts from 0."),
            (last / (m * (1 + n * last)), "Upside down: a rarer fact takes more sentences."),
        ], "Set n·m/N equal to n·p_K / (1 + n·p_K), and solve for N.")
    return "By then the fact at the frontier has been met, on average, as often as a learner needs."


def _at(falling, i):
    return falling[min(i, len(falling) - 1)]


RATIO = Sealed("data_mixing-4", "81e347b17d62a0a3", {
    "a66bf953e5c1b67b": "That is the threshold of the memory. Do the good facts get thirty sightings there?",
    "5bd2f86b5ce2dd79": "That brings thirty good sentences in all, for twenty facts. Each needs thirty.",
    "9681575cbcb4f407": "That brings each good fact one sighting. It needs thirty.",
    "3d7ba2dba4558e99": "The thresholds do not add up. A fact is known when it has passed both, so the higher counts.",
}, step=2e-6)


@exercise("data_mixing-4")
def the_higher_threshold(answer):
    value = one_number(answer, "ratio")
    if not 0 <= value <= 1:
        raise NotYet("A ratio lies between 0 and 1.")
    if RATIO.is_right(value):
        return "The reading is to blame, fifty times over. A larger memory would buy nothing."
    raise NotYet(RATIO.hint(value) or "Work out both thresholds, n·m/N and n·p_K. Which of them is passed last?")
