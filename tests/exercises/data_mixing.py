"""Right and wrong answers to the exercises on mixing data.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import numpy as np


# --- 2: the critical ratio of any list -------------------------------------------------------------------------------
def by_sorting(popularity, n, capacity):
    odds = n * sorted(popularity, reverse=True)[capacity - 1]
    return odds / (1 + odds)


def by_solving(popularity, n, capacity):
    last = -np.partition(-np.asarray(popularity), capacity - 1)[capacity - 1]
    return 1 - 1 / (1 + n * last)


def by_sorting_in_place(popularity, n, capacity):
    popularity.sort(reverse=True)
    return by_sorting(popularity, n, capacity)


def odds(popularity, n, capacity):
    return n * sorted(popularity, reverse=True)[capacity - 1]


def without_n(popularity, n, capacity):
    return by_sorting(popularity, 1, capacity)


def as_it_comes(popularity, n, capacity):
    last = popularity[capacity - 1]
    return n * last / (1 + n * last)


def rarest_first(popularity, n, capacity):
    return as_it_comes(np.sort(popularity), n, capacity)


def the_end(popularity, n, capacity):
    return as_it_comes(np.sort(popularity)[::-1], n, capacity - n + 1)


def one_too_far(popularity, n, capacity):
    return as_it_comes(np.sort(popularity)[::-1], n, min(capacity + 1, len(popularity)))


# --- 3: how much reading until the memory is to blame ----------------------------------------------------------------
def by_thresholds(popularity, n, capacity, sightings):
    o = n * popularity[capacity - 1]
    return n * sightings / (o / (1 + o))


def by_the_frontier(popularity, n, capacity, sightings):
    return sightings * (1 / popularity[capacity - 1] + n)


def seen_in_the_web(popularity, n, capacity, sightings):
    return sightings / popularity[capacity - 1]


def one_sighting(popularity, n, capacity, sightings):
    return by_the_frontier(popularity, n, capacity, 1)


def all_at_once(popularity, n, capacity, sightings):
    return by_the_frontier(popularity, n, capacity, sightings) / n


def upside_down(popularity, n, capacity, sightings):
    return 1 / by_the_frontier(popularity, n, capacity, sightings)


def one_rank_too_far(popularity, n, capacity, sightings):
    return by_the_frontier(popularity, n, capacity + 1, sightings)


RIGHT = {
    "data_mixing-1": [181, 8**2.5, 2**7.5],
    "data_mixing-2": [by_sorting, by_solving, by_sorting_in_place],
    "data_mixing-3": [by_thresholds, by_the_frontier],
    "data_mixing-4": [0.0006, 1 / 1667, 6.01e-4 - 1e-6],
}

WRONG = {
    "data_mixing-1": [
        (8, "further down"), (8**0.4, "power d"), (8**1.5, "*excess*"), (20, "divided by d"), (64, "d = 1/2"),
        (1 / 181, "*fall*"), ("181", "quotation marks"), (178, "grows eightfold"),
    ],
    "data_mixing-2": [
        (odds, "odds"), (without_n, "n belongs"), (as_it_comes, "any order"), (rarest_first, "wrong end"),
        (the_end, "transition ends"), (one_too_far, "Off by one"),
    ],
    "data_mixing-3": [
        (one_sighting, "more than one"), (all_at_once, "good facts needs"), (upside_down, "Upside down"),
        (one_rank_too_far, "Off by one"), (seen_in_the_web, "share 1 − r"),
    ],
    "data_mixing-4": [
        (1.2e-5, "of the memory"), (3e-5, "thirty good sentences"), (2e-5, "one sighting"), (1.5, "between 0 and 1"),
        (0.02, "Which of them"), (0.000612, "do not add up"),
    ],
}
