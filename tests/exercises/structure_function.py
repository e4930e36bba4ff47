"""Right and wrong answers to the exercises on the structure function.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math

import numpy as np


# --- 2: find the border -----------------------------------------------------------------------------------------------
def first_of_the_smallest(alpha_bits, h_bits):
    return alpha_bits[np.argmin(alpha_bits + h_bits)]


def by_sorting(alpha_bits, h_bits):
    return sorted((a + h, a) for a, h in zip(alpha_bits, h_bits, strict=True))[0][1]


def last_of_the_smallest(alpha_bits, h_bits):
    return max((-(a + h), a) for a, h in zip(alpha_bits, h_bits, strict=True))[1]


def fewest_data_bits(alpha_bits, h_bits):
    return alpha_bits[np.argmin(h_bits)]


def shortest_code(alpha_bits, h_bits):
    return min(alpha_bits + h_bits)


def data_part(alpha_bits, h_bits):
    return h_bits[np.argmin(alpha_bits + h_bits)]


def place_of_the_corner(alpha_bits, h_bits):
    return np.argmin(alpha_bits + h_bits)


def highest_cliff(alpha_bits, h_bits):
    return alpha_bits[1 + np.argmin(np.diff(h_bits))] if len(h_bits) > 1 else alpha_bits[0]


def cheapest_model(alpha_bits, h_bits):
    return alpha_bits[0]


# --- 4: literal bits without a field ----------------------------------------------------------------------------------
def all_candidates(budget, alpha_bits, h_bits):
    left = [max(h - (budget - a), 0) for a, h in zip(alpha_bits, h_bits, strict=True) if a <= budget]
    return min(left, default=math.inf)


def with_arrays(budget, alpha_bits, h_bits):
    left = np.maximum(alpha_bits + h_bits - budget, 0)[alpha_bits <= budget]
    return left.min() if left.size else np.inf


def without_literals(budget, alpha_bits, h_bits):
    return min((h for a, h in zip(alpha_bits, h_bits, strict=True) if a <= budget), default=math.inf)


def below_nothing(budget, alpha_bits, h_bits):
    return min((h - (budget - a) for a, h in zip(alpha_bits, h_bits, strict=True) if a <= budget), default=math.inf)


def on_the_dearest(budget, alpha_bits, h_bits):
    left = [max(h - (budget - a), 0) for a, h in zip(alpha_bits, h_bits, strict=True) if a <= budget]
    return left[-1] if left else math.inf


def on_the_cheapest(budget, alpha_bits, h_bits):
    return max(h_bits[0] - (budget - alpha_bits[0]), 0) if budget >= alpha_bits[0] else math.inf


def budget_spent_twice(budget, alpha_bits, h_bits):
    return min((max(h - budget, 0) for a, h in zip(alpha_bits, h_bits, strict=True) if a <= budget), default=math.inf)


def unaffordable_allowed(budget, alpha_bits, h_bits):
    return min(max(h - max(budget - a, 0), 0) for a, h in zip(alpha_bits, h_bits, strict=True))


def literal_with_an_off_by_one(budget, alpha_bits, h_bits):
    left = [max(h - (budget - a) + 1, 0) for a, h in zip(alpha_bits, h_bits, strict=True) if a <= budget]
    return min(left, default=math.inf)


# --- 5: how finely ----------------------------------------------------------------------------------------------------
def cost(k, n, b):
    q = (2 * np.arange(2**b) + 1) / 2 ** (b + 1)
    return np.min(-k * np.log2(q) - (n - k) * np.log2(1 - q))


def try_everything(k, n):
    return min(range(1, 13), key=lambda b: b + cost(k, n, b))


def nearest_level(k, n):
    best, bits = 0, math.inf
    for b in range(1, 13):
        for j in range(2**b):
            q = (j + 0.5) / 2**b
            if abs(q - k / n) < 2.0**-b:
                total = b - k * math.log2(q) - (n - k) * math.log2(1 - q)
                if total < bits - 1e-9:
                    best, bits = b, total
    return best


def model_for_nothing(k, n):
    return min(range(1, 13), key=lambda b: cost(k, n, b))


def precision_in_nats(k, n):
    return min(range(1, 13), key=lambda b: b + cost(k, n, b) * math.log(2))


def for_one_toss(k, n):
    return min(range(1, 13), key=lambda b: b + cost(k, n, b) / n)


def bits_in_all(k, n):
    return min(b + cost(k, n, b) for b in range(1, 13))


def counted_from_zero(k, n):
    return int(np.argmin([b + cost(k, n, b) for b in range(1, 13)]))


def half_a_logarithm(k, n):
    return round(math.log2(n) / 2)


RIGHT = {
    "structure_function-1": [2 + 5 + 4 + 3 + 11, 14 + math.ceil(math.log2(math.comb(64, 2))), np.float64(25.0)],
    "structure_function-2": [first_of_the_smallest, by_sorting],
    "structure_function-3": [2**0.7, 1.62, math.exp(0.7 * math.log(2))],
    "structure_function-4": [all_candidates, with_arrays],
    "structure_function-5": [try_everything, nearest_level],
}

WRONG = {
    "structure_function-1": [
        (22, "announced"), (21, "symbol by symbol"), (23, "missing or too short"), (26, "no order"), (14, "word alone"),
        (11, "data part alone"), (65, "nothing known"), (32, "no field"), ("25", "quotation marks"),
        (27, "Spell the word"), (14 + math.log2(math.comb(64, 2)), "rounded up"),
    ],
    "structure_function-2": [
        (fewest_data_bits, "noise is bought"), (shortest_code, "Asked are the model bits in it"),
        (data_part, "data part of the right model"), (place_of_the_corner, "place of the corner"),
        (highest_cliff, "cliff"), (cheapest_model, "still missing"), (lambda a, h: 3.5, "smallest sum"),
        (last_of_the_smallest, "cheaper"),
    ],
    "structure_function-3": [
        (2, "It is rarer"), (1, "does grow"), (2 ** (1 / 0.7), "upside down"), (2**0.3, "the model itself"),
        (1.4, "d times two"), (2 ** (1 / 0.7 - 1), "power γ"), (2**-0.7, "shrinks"), ("1.62", "quotation marks"),
        (1.5, "derivative"), (1.6, "derivative"),
    ],
    "structure_function-4": [
        (without_literals, "curve without literal bits"), (below_nothing, "Fewer data bits than none"),
        (on_the_cheapest, "cheapest model only"), (budget_spent_twice, "model has taken its part"),
        (unaffordable_allowed, "np.inf"), (lambda budget, alpha_bits, h_bits: 0.5, "the answer is np.inf"),
        (lambda budget, alpha_bits, h_bits: math.inf, "finite"), (literal_with_an_off_by_one, "spend the rest"),
        (on_the_dearest, "more literal bits may leave less"),
    ],
    "structure_function-5": [
        (model_for_nothing, "model's bits count"), (precision_in_nats, "nats"), (for_one_toss, "whole message"),
        (bits_in_all, "bits in all"), (counted_from_zero, "Off by one"), (lambda k, n: 6.5, "find the cheapest j"),
        (half_a_logarithm, "Tried with"),
    ],
}
