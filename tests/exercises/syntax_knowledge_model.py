"""Right and wrong answers to the exercises on the syntax–knowledge model.

``RIGHT`` and ``WRONG`` are as in ``tests/exercises/entropy_and_coding.py``.
"""

import math

import numpy as np


def h(p):
    return -sum(x * math.log2(x) for x in np.ravel(p) if x > 0)


# --- 3: the bits of a sentence ----------------------------------------------------------------------------------------
def slot_by_slot(template, words, popularity):
    return h(template) + sum(t * h(row) for t, row in zip(template, words, strict=True)) + h(popularity)


def all_at_once(template, words, popularity):
    """One big distribution over pairs of template and word, and the subject apart."""
    return h(np.array(template)[:, None] * np.array(words)) + h(popularity)


def in_nats(template, words, popularity):
    return slot_by_slot(template, words, popularity) * math.log(2)


def sign_lost(template, words, popularity):
    return -slot_by_slot(template, words, popularity)


def templates_alike(template, words, popularity):
    return h(template) + np.mean([h(row) for row in words]) + h(popularity)


def words_summed(template, words, popularity):
    return h(template) + sum(h(row) for row in words) + h(popularity)


def words_mixed(template, words, popularity):
    return h(template) + h(np.dot(template, words)) + h(popularity)


def template_free(template, words, popularity):
    return slot_by_slot(template, words, popularity) - h(template)


def subject_free(template, words, popularity):
    return slot_by_slot(template, words, popularity) - h(popularity)


def words_free(template, words, popularity):
    return h(template) + h(popularity)


def zero_times_log_zero(template, words, popularity):
    rows = [float(-np.sum(row * np.log2(row))) for row in np.asarray(words)]
    return h(template) + np.dot(template, rows) + h(popularity)


# --- 4: brother and sister --------------------------------------------------------------------------------------------
def second_is_a_coin(p, same, n):
    return 1 + (1 - p**n - (1 - p) ** n) * h([same, 1 - same]) if n else 0.0


def who_was_met(p, same, n):
    """The entropy of the trades of those met, over the three cases."""
    only_him, only_her = (p**n, (1 - p) ** n) if n else (0.0, 0.0)
    pair = h([same / 2, same / 2, (1 - same) / 2, (1 - same) / 2]) if n else 0.0
    return only_him + only_her + (1 - only_him - only_her) * pair


def siblings_in_nats(p, same, n):
    return second_is_a_coin(p, same, n) * math.log(2)


def independent(p, same, n):
    return 2 - p**n - (1 - p) ** n


def second_free(p, same, n):
    return 1.0 if n else 0.0


def both_for_certain(p, same, n):
    return 1 + h([same, 1 - same])


def only_if_both(p, same, n):
    return (1 - p**n - (1 - p) ** n) * (1 + h([same, 1 - same]))


def share_that_differs(p, same, n):
    return 1 + (1 - p**n - (1 - p) ** n) * (1 - same)


def share_that_agrees(p, same, n):
    return 1 + (1 - p**n - (1 - p) ** n) * same


def every_further_sentence(p, same, n):
    return 1 + (n - 1) * h([same, 1 - same])


def every_sentence_a_bit(p, same, n):
    return n


def siblings_per_sentence(p, same, n):
    return second_is_a_coin(p, same, n) / max(n, 1)


def siblings_and_subjects(p, same, n):
    return second_is_a_coin(p, same, n) + n * h([p, 1 - p])


def nobody_is_somebody(p, same, n):
    return 1 + (1 - p**n - (1 - p) ** n) * h([same, 1 - same])


def never_the_sister(p, same, n):
    return second_is_a_coin(p, same, n) if p < 1 else 0.0


def zero_times_log_zero_again(p, same, n):
    coin = float(-np.sum(np.array([same, 1 - same]) * np.log2(np.array([same, 1 - same]))))
    return 1 + (1 - p**n - (1 - p) ** n) * coin if n else 0.0


# --- 5: a town that gossips -------------------------------------------------------------------------------------------
def coin_then_value(error, n_values):
    return h([error, 1 - error]) + error * math.log2(n_values - 1)


def from_the_list(error, n_values):
    return h([1 - error] + [error / (n_values - 1)] * (n_values - 1))


def gossip_in_nats(error, n_values):
    return coin_then_value(error, n_values) * math.log(2)


def coin_only(error, n_values):
    return h([error, 1 - error])


def wrong_value_only(error, n_values):
    return error * math.log2(n_values - 1)


def all_values(error, n_values):
    return h([error, 1 - error]) + error * math.log2(n_values)


def both_slips(error, n_values):
    return error * math.log2(n_values)


def always_wrong(error, n_values):
    return h([error, 1 - error]) + math.log2(n_values - 1)


def world_unknown(error, n_values):
    return math.log2(n_values)


def what_is_told(error, n_values):
    return math.log2(n_values) - coin_then_value(error, n_values)


def no_care_at_zero(error, n_values):
    p = np.array([1 - error, error])
    return float(-np.sum(p * np.log2(p)) + error * np.log2(n_values - 1))


def sure_towns_free(error, n_values):
    return coin_then_value(error, n_values) if 0 < error < 1 else 0.0


RIGHT = {
    "syntax_knowledge_model-1": [6, 1 + 2 / 2 + 4, np.float32(6.0), math.log2(2 * 2 * 16)],
    "syntax_knowledge_model-2": [4605, 1000 * math.log(100), math.log(0.01) / math.log(0.999), 4600, 4500, 4700],
    "syntax_knowledge_model-3": [slot_by_slot, all_at_once],
    "syntax_knowledge_model-4": [second_is_a_coin, who_was_met],
    "syntax_knowledge_model-5": [coin_then_value, from_the_list],
}

WRONG = {
    "syntax_knowledge_model-1": [
        (9, "never heard the fact"), (3, "what a value is worth"), (54, "whole world"),
        (7, "half of the sentences"), (5, "One choice is missing"),
        (2, "syntax alone"), (4, "subject alone"), (8, "chose among eight"), (6 * math.log(2), "nats"),
        (48, "whole world is worth"), ("6", "quotation marks"), (5.5, "four steps"), (6.05, "four steps"),
    ],
    "syntax_knowledge_model-2": [
        (990, "repeat a fact"), (100_000, "exponentially"), (2000, "not 10"), (6644, "not 2"),
        (6908, "one fact in a thousand"),
        (4.605, "How many sentences"), (10, "*has* been heard"), (-5, "For which N"),
        (4300, "For which N"), (4800, "For which N"),
    ],
    "syntax_knowledge_model-3": [
        (in_nats, "nats"), (sign_lost, "sign"), (templates_alike, "Weight each"), (words_summed, "has one template"),
        (words_mixed, "already known"), (template_free, "a choice, too"), (subject_free, "subject is missing"),
        (words_free, "words are missing"), (lambda t, w, p: 5.0, "first exercise"), (zero_times_log_zero, "0 · log 0"),
    ],
    "syntax_knowledge_model-4": [
        (siblings_in_nats, "nats"), (independent, "were independent"), (second_free, "not free"),
        (both_for_certain, "whole world"), (only_if_both, "One alone"), (share_that_differs, "not 1 − s bits"),
        (share_that_agrees, "not s bits"), (every_further_sentence, "each further sentence"),
        (every_sentence_a_bit, "bit in every sentence"), (siblings_per_sentence, "mean per sentence"),
        (siblings_and_subjects, "nothing of the values"), (nobody_is_somebody, "n = 0"),
        (never_the_sister, "p = 1"), (zero_times_log_zero_again, "0 · log 0"),
        (lambda p, same, n: second_is_a_coin(p, same, n) + 0.001, "By hand"),
    ],
    "syntax_knowledge_model-5": [
        (gossip_in_nats, "nats"), (coin_only, "V − 1"), (wrong_value_only, "not for the news"), (all_values, "Almost"),
        (both_slips, "news, too"), (always_wrong, "Only a wrong sentence"), (world_unknown, "does not know the world"),
        (what_is_told, "third question"), (no_care_at_zero, "0 · log 0"), (sure_towns_free, "still chooses"),
    ],
}
