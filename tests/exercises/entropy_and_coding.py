"""Right and wrong answers to the exercises on entropy and coding.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import product

import numpy as np


def cost_of_coin(p, q):
    """Bits a toss of a coin p under a code built for q."""
    return -p * math.log2(q) - (1 - p) * math.log2(1 - q)


# --- 3: the length of a message ---------------------------------------------------------------------------------------
def sum_of_logs(symbols, probabilities):
    return sum(-math.log2(probabilities[s]) if probabilities[s] else math.inf for s in symbols)


def with_numpy(symbols, probabilities):
    return -np.log2([probabilities[s] for s in symbols]).sum()


def by_counting(symbols, probabilities):
    total = 0.0
    for letter in set(symbols):
        p = probabilities[letter]
        total += symbols.count(letter) * (math.log(1 / p, 2) if p > 0 else float("inf"))
    return total


def in_nats(symbols, probabilities):
    return -sum(math.log(probabilities[s]) for s in symbols)


def per_letter(symbols, probabilities):
    return sum_of_logs(symbols, probabilities) / len(symbols)


def nats_per_letter(symbols, probabilities):
    return in_nats(symbols, probabilities) / len(symbols)


def sign_lost(symbols, probabilities):
    return sum(math.log2(probabilities[s]) for s in symbols)


def letters_rounded_up(symbols, probabilities):
    return sum(math.ceil(-math.log2(probabilities[s])) for s in symbols)


def message_rounded_up(symbols, probabilities):
    return math.ceil(sum_of_logs(symbols, probabilities))


def entropy_times_length(symbols, probabilities):
    return len(symbols) * sum(p * -math.log2(p) for p in probabilities.values())


def each_letter_once(symbols, probabilities):
    return sum_of_logs(set(symbols), probabilities)


def zeros_skipped(symbols, probabilities):
    return sum(-math.log2(probabilities[s]) for s in symbols if probabilities[s] > 0)


def zeros_softened(symbols, probabilities):
    return sum(-math.log2(probabilities[s] + 1e-12) for s in symbols)


def empty_forgotten(symbols, probabilities):
    return max(sum_of_logs(symbols, probabilities), 1.0)


def product_first(symbols, probabilities):
    share = math.prod(probabilities[s] for s in symbols)
    return -math.log2(share) if share else math.inf


# --- 4: what miscalibration costs -------------------------------------------------------------------------------------
def extra_bits(p, q):
    """Divergence of two coins, with 0 · log 0 = 0."""
    return sum(a * math.log2(a / b) for a, b in ((p, q), (1 - p, 1 - q)) if a > 0)


def weighted_divergence(said, rained, days):
    return sum(n * extra_bits(r / n, q) for q, r, n in zip(said, rained, days, strict=True)) / sum(days)


def two_bills(said, rained, days):
    """Log loss as said, less log loss redrawn on the diagonal; with arrays."""
    def bill(q):
        with np.errstate(divide="ignore", invalid="ignore"):
            rain, dry = -rained * np.log2(q), -(days - rained) * np.log2(1 - q)
        return np.nansum(rain) + np.nansum(dry)
    return (bill(said) - bill(rained / days)) / days.sum()


def calibration_nats(said, rained, days):
    return weighted_divergence(said, rained, days) * math.log(2)


def calibration_total(said, rained, days):
    return weighted_divergence(said, rained, days) * sum(days)


def forecasts_added(said, rained, days):
    return sum(extra_bits(r / n, q) for q, r, n in zip(said, rained, days, strict=True))


def forecasts_unweighted(said, rained, days):
    return forecasts_added(said, rained, days) / len(days)


def divergence_reversed(said, rained, days):
    return sum(n * extra_bits(q, r / n) for q, r, n in zip(said, rained, days, strict=True)) / sum(days)


def rainy_days_only(said, rained, days):
    return sum(r * math.log2(r / n / q) for q, r, n in zip(said, rained, days, strict=True)) / sum(days)


def mean_distance(said, rained, days):
    return np.average(abs(rained / days - said), weights=days)


def squared_distance(said, rained, days):
    return np.average((rained / days - said) ** 2, weights=days)


def whole_bill(said, rained, days):
    return sum(r * -math.log2(q) + (n - r) * -math.log2(1 - q)
               for q, r, n in zip(said, rained, days, strict=True)) / sum(days)


def redrawn_minus_said(said, rained, days):
    return -weighted_divergence(said, rained, days)


def zero_times_log_zero(said, rained, days):
    seen = rained / days
    each = seen * np.log2(seen / said) + (1 - seen) * np.log2((1 - seen) / (1 - said))
    return np.average(each, weights=days)


def sure_points_free(said, rained, days):
    return sum(n * extra_bits(r / n, q) for q, r, n in zip(said, rained, days, strict=True) if 0 < r < n) / sum(days)


# --- 5: Huffman's code for blocks -------------------------------------------------------------------------------------
def blocks_of(p, k):
    return [p ** sum(block) * (1 - p) ** (k - sum(block)) for block in product((0, 1), repeat=k)]


def sum_of_merges(p, k):
    """Each merge puts one more bit before everything below it."""
    heap, bits = blocks_of(p, k), 0.0
    heapify(heap)
    while len(heap) > 1:
        merged = heappop(heap) + heappop(heap)
        heappush(heap, merged)
        bits += merged
    return bits / k


def with_code_words(p, k):
    """Keep the blocks below each node and lengthen their words at each merge."""
    weights = blocks_of(p, k)
    length = [0] * len(weights)
    nodes = [(w, [i]) for i, w in enumerate(weights)]
    while len(nodes) > 1:
        nodes.sort()
        (w, below), (v, also) = nodes[:2]
        for i in below + also:
            length[i] += 1
        nodes = [*nodes[2:], (w + v, below + also)]
    return np.dot(weights, length) / k


def bits_per_block(p, k):
    return k * sum_of_merges(p, k)


def entropy_instead(p, k):
    return cost_of_coin(p, p)


def block_entropy(p, k):
    return k * cost_of_coin(p, p)


def costs_rounded_up(p, k):
    return sum(w * math.ceil(-math.log2(w)) for w in blocks_of(p, k)) / k


def sorted_only_once(p, k):
    weights, bits = sorted(blocks_of(p, k)), 0.0
    while len(weights) > 1:
        weights = [*weights[2:], weights[0] + weights[1]]
        bits += weights[-1]
    return bits / k


def last_merge_forgotten(p, k):
    return sum_of_merges(p, k) - 1 / k


def lengths_unweighted(p, k):
    """Mean length of the words, each block counted alike."""
    weights = blocks_of(p, k)
    nodes, total = [(w, 1) for w in weights], 0
    while len(nodes) > 1:
        nodes.sort()
        (w, below), (v, also) = nodes[:2]
        total += below + also
        nodes = [*nodes[2:], (w + v, below + also)]
    return total / len(weights) / k


def split_from_the_root(p, k):
    """Shannon and Fano's way: halve the probability from the top down."""
    def bits(weights):
        if len(weights) == 1:
            return 0.0
        upper = np.cumsum(weights)
        cut = int(np.argmin(abs(2 * upper[:-1] - upper[-1]))) + 1
        return upper[-1] + bits(weights[:cut]) + bits(weights[cut:])
    return bits(sorted(blocks_of(p, k), reverse=True)) / k


def bound_instead(p, k):
    return cost_of_coin(p, p) + 0.9 / k


RIGHT = {
    "entropy_and_coding-1": ["0101", [0, 1, 0, 1], "01 01", np.array([0, 1, 0, 1])],
    "entropy_and_coding-2": [0.208, cost_of_coin(0.9, 0.99) - cost_of_coin(0.9, 0.9), np.float32(0.2084),
                             Fraction(2084, 10_000)],
    "entropy_and_coding-3": [sum_of_logs, with_numpy, by_counting],
    "entropy_and_coding-4": [weighted_divergence, two_bills],
    "entropy_and_coding-5": [sum_of_merges, with_code_words],
}

WRONG = {
    "entropy_and_coding-1": [
        ("1010", "wrong end"), ("1011", "right to left"), ("0011", "Huffman"), ("1100", "Huffman"),
        ("0010", "Two roads"), ("1101", "Two roads"), ("0100", "round up"), ("010", "lie below"),
        ("01011", "a shorter one"), ("1111", "Follow the letters"), ("0.0101", "after the point"),
        (101, "in quotation marks"), ("abba", "digits 0 and 1"), ("011", "stick out above"),
    ],
    "entropy_and_coding-2": [
        (cost_of_coin(0.99, 0.9) - cost_of_coin(0.99, 0.99), "wrong way round"), (0.144, "nats"), (0.071, "Two slips"),
        (cost_of_coin(0.9, 0.9) - cost_of_coin(0.99, 0.99), "subtracted one entropy"),
        (cost_of_coin(0.9, 0.99), "whole bill"), (0.469, "even the best code"), (0.081, "Nobody tosses"),
        (0.9 * math.log2(0.9 / 0.99), "one side"), (0.1 * math.log2(0.1 / 0.01), "one side"), (-0.208, "sign"),
        (0.5, "Write the bill"), ("0.208", "quotation marks"), (0.2, "Rounded too far"), (0.21, "Rounded too far"),
    ],
    "entropy_and_coding-3": [
        (in_nats, "nats"), (per_letter, "mean per letter"), (nats_per_letter, "two slips"), (sign_lost, "sign"),
        (letters_rounded_up, "rounded up each letter"), (message_rounded_up, "Do not round"),
        (entropy_times_length, "on average"), (each_letter_once, "each letter once"),
        (zeros_skipped, "may not be skipped"), (zeros_softened, "little likelier"), (empty_forgotten, "empty message"),
        (lambda symbols, probabilities: 7.0, "by hand"), (product_first, "take the logarithm of each letter first"),
    ],
    "entropy_and_coding-4": [
        (calibration_nats, "nats"), (calibration_total, "bits a day"), (forecasts_added, "added up the forecasts"),
        (forecasts_unweighted, "counts the same"), (divergence_reversed, "wrong way round"),
        (rainy_days_only, "only the days with rain"), (mean_distance, "distance from the diagonal"),
        (squared_distance, "squared"), (whole_bill, "whole bill"), (redrawn_minus_said, "sign"),
        (lambda said, rained, days: 0.0, "compare two coins"), (sure_points_free, "the other half of the sum remains"),
        (zero_times_log_zero, "0 · log 0"),
    ],
    "entropy_and_coding-5": [
        (bits_per_block, "Divide by k"), (entropy_instead, "the floor"), (block_entropy, "entropy of a block"),
        (costs_rounded_up, "rounded up"), (sorted_only_once, "two lightest"),
        (last_merge_forgotten, "less than the entropy"), (lengths_unweighted, "Weigh the length"),
        (lambda p, k: 1.0 if k == 1 else 2.0, "more than the entropy plus"),
        (bound_instead, "within the bound"), (split_from_the_root, "starts at the leaves"),
    ],
}
