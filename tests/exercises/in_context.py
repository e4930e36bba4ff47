"""Right and wrong answers to the exercises on prompts.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math

import numpy as np

WITHOUT = 0.625 * math.log2(1.6) + 3 * 0.125 * 3


# --- 2: net bits -----------------------------------------------------------------------------------------------------
def in_one_line(known, asked, later, name_bits, value_bits):
    saved = sum(value_bits * n for k, n in zip(known, asked, strict=True) if not k)
    return saved - len(known) * (name_bits + value_bits)


def fact_by_fact(known, asked, later, name_bits, value_bits):
    net = 0.0
    for knew, times in zip(known, asked, strict=True):
        net -= name_bits + value_bits
        if not knew:
            net += times * value_bits
    return net


def savings_alone(known, asked, later, name_bits, value_bits):
    return in_one_line(known, asked, later, name_bits, value_bits) + len(known) * (name_bits + value_bits)


def turned_round(known, asked, later, name_bits, value_bits):
    return -in_one_line(known, asked, later, name_bits, value_bits)


def weight_update(known, asked, later, name_bits, value_bits):
    return in_one_line(known, [a + b for a, b in zip(asked, later, strict=True)], later, name_bits, value_bits)


def known_count_too(known, asked, later, name_bits, value_bits):
    return in_one_line([False] * len(known), asked, later, name_bits, value_bits)


def without_names(known, asked, later, name_bits, value_bits):
    return in_one_line(known, asked, later, name_bits, value_bits) + len(known) * name_bits


def known_are_free(known, asked, later, name_bits, value_bits):
    return in_one_line(known, asked, later, name_bits, value_bits) + sum(known) * (name_bits + value_bits)


def each_time(known, asked, later, name_bits, value_bits):
    return savings_alone(known, asked, later, name_bits, value_bits) - sum(asked) * (name_bits + value_bits)


def only_the_first(known, asked, later, name_bits, value_bits):
    return in_one_line(known, [1] * len(known), later, name_bits, value_bits)


def names_saved(known, asked, later, name_bits, value_bits):
    saved = sum((name_bits + value_bits) * n for k, n in zip(known, asked, strict=True) if not k)
    return saved - len(known) * (name_bits + value_bits)


def empty_costs(known, asked, later, name_bits, value_bits):
    return in_one_line(known, asked, later, name_bits, value_bits) if known else -name_bits


# --- 3: the average saving of a reader who is wrong ------------------------------------------------------------------
def term_by_term(joint, given):
    return (joint * np.log2(given / joint.sum(axis=0))).sum()


def cost_less_cost(joint, given):
    without = sum(-m * math.log2(m) for m in joint.sum(axis=0))
    return without + sum(p * math.log2(q) for p, q in zip(joint.ravel(), given.ravel(), strict=True))


def reversed_sign(joint, given):
    return -term_by_term(joint, given)


def in_nats(joint, given):
    return term_by_term(joint, given) * math.log(2)


def prompts_alike(joint, given):
    right = joint / joint.sum(axis=1, keepdims=True)
    return (right * np.log2(given / joint.sum(axis=0))).sum(axis=1).mean()


def as_the_reader_expects(joint, given):
    return (joint.sum(axis=1, keepdims=True) * given * np.log2(given / joint.sum(axis=0))).sum()


def of_a_right_reader(joint, given):
    right = np.where(joint > 0, joint, 1) / joint.sum(axis=1, keepdims=True)
    return (joint * np.log2(right / joint.sum(axis=0))).sum()


def cost_with_it(joint, given):
    return -(joint * np.log2(given)).sum()


def equal_without(joint, given):
    return (joint * np.log2(given * joint.shape[1])).sum()


RIGHT = {
    "in_context-1": [0.549, WITHOUT - 1, 0.5488],
    "in_context-2": [in_one_line, fact_by_fact],
    "in_context-3": [term_by_term, cost_less_cost],
    "in_context-4": [48, 48.0],
}

WRONG = {
    "in_context-1": [
        (1, "still costs"), (WITHOUT, "*without*"), ((WITHOUT - 1) * math.log(2), "nats"), (-0.549, "not below"),
        ("0.549", "quotation marks"), (0.6, "Entropy of the message"),
    ],
    "in_context-2": [
        (savings_alone, "savings alone"), (turned_round, "Turned round"), (weight_update, "weight update"),
        (known_count_too, "knew already"), (without_names, "whose it is"), (known_are_free, "stated as well"),
        (each_time, "stated once"), (only_the_first, "not only the first"), (names_saved, "names the fact already"),
        (empty_costs, "states nothing"),
    ],
    "in_context-3": [
        (reversed_sign, "Turned round"), (in_nats, "nats"), (prompts_alike, "alike"),
        (as_the_reader_expects, "*reader* expects"), (of_a_right_reader, "mutual information"),
        (cost_with_it, "did it cost"), (equal_without, "need not be equal"),
    ],
    "in_context-4": [
        (44, "every question"), (5, "one in ten"), (12, "price of the value"), (271_828, "as rare as mentions"),
        (47, "not yet saved"), (0, "above 0"), (100, "divided by"), (47.8, "whole number"),
        (47.95, "whole number"), (48.1, "whole number"),
    ],
}
