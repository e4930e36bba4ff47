"""Right and wrong answers to the exercises on hallucination.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math
from collections import Counter

import numpy as np


# --- 2: a forecast from singletons -----------------------------------------------------------------------------------
def with_unique(facts, n_values):
    _, counts = np.unique(facts, return_counts=True)
    return (1 - 1 / n_values) * (counts == 1).sum() / len(facts)


def with_counter(facts, n_values):
    once = [fact for fact, times in Counter(facts).items() if times == 1]
    return len(once) * (n_values - 1) / (n_values * len(facts))


def no_luck(facts, n_values):
    return with_unique(facts, n_values) / (1 - 1 / n_values)


def over_facts(facts, n_values):
    return with_unique(facts, n_values) * len(facts) / len(set(facts))


def singleton_ratio(facts, n_values):
    return no_luck(facts, n_values) * len(facts) / len(set(facts))


def lucky(facts, n_values):
    return no_luck(facts, n_values) / n_values


def all_facts(facts, n_values):
    return (1 - 1 / n_values) * len(set(facts)) / len(facts)


def right_ones(facts, n_values):
    return 1 - with_unique(facts, n_values)


def how_many(facts, n_values):
    return float(no_luck(facts, n_values) * len(facts))


def one_sentence_more(facts, n_values):
    return with_unique(facts, n_values) * len(facts) / (len(facts) + 1)


# --- 4: the bits of a memory -----------------------------------------------------------------------------------------
def under_one_logarithm(n, n_values, false_alarms):
    return n * math.log2(n_values / false_alarms)


def two_prices(n, n_values, false_alarms):
    return n * (np.log2(n_values) - np.log2(false_alarms))


def answers_alone(n, n_values, false_alarms):
    return n * math.log2(n_values)


def members_alone(n, n_values, false_alarms):
    return n * math.log2(1 / false_alarms)


def cheaper_if_strict(n, n_values, false_alarms):
    return n * math.log2(n_values * false_alarms)


def one_fact(n, n_values, false_alarms):
    return math.log2(n_values / false_alarms)


def in_nats(n, n_values, false_alarms):
    return n * math.log(n_values / false_alarms)


def one_value_more(n, n_values, false_alarms):
    return n * math.log2(n_values + 1)


def added_inside(n, n_values, false_alarms):
    return n * math.log2(n_values + 1 / false_alarms)


def rounded_up(n, n_values, false_alarms):
    return n * math.ceil(math.log2(n_values) * 100 - 100 * math.log2(false_alarms)) / 100 + 0.01


RIGHT = {
    "hallucination-1": [0.027, 0.0271, 27 / 1000],
    "hallucination-2": [with_unique, with_counter],
    "hallucination-3": [4, 0.8 / 0.2, 4.0],
    "hallucination-4": [under_one_logarithm, two_prices],
}

WRONG = {
    "hallucination-1": [
        (0.03, "One guess in ten"), (0.003, "lucky guesses"), (0.3, "ten thousand"), (0.9, "must the learner guess"),
        (0.973, "right answers"), (0.033, "take it away"), (2.7, "between 0 and 1"), (0.029, "Singletons over"),
    ],
    "hallucination-2": [
        (no_luck, "multiply by"), (over_facts, "by that of sentences"), (singleton_ratio, "mind the lucky"),
        (lucky, "lucky guesses"), (all_facts, "mentioned once"), (right_ones, "right answers"),
        (how_many, "how many facts"), (one_sentence_more, "By hand"),
    ],
    "hallucination-3": [
        (0.8, "target itself"), (1.25, "1/t"), (5, "earn something"), (0.25, "Upside down"), (0.2, "balance"),
        (-4, "minus sign"), (3.9, "indifferent"),
    ],
    "hallucination-4": [
        (answers_alone, "every stranger"), (members_alone, "membership test alone"), (cheaper_if_strict, "*more* bits"),
        (one_fact, "for one fact"), (in_nats, "base 2"), (one_value_more, "one value more"),
        (added_inside, "logarithms add"), (rounded_up, "By hand"),
    ],
}
