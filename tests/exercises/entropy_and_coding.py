"""Right and wrong answers to the exercises on entropy and coding.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math
from fractions import Fraction

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


# --- 5: a coder that learns the coin ----------------------------------------------------------------------------------
def pay_as_you_go(tosses):
    heads, bits = 0, 0.0
    for t, x in enumerate(tosses):
        forecast = (heads + 1) / (t + 2)
        bits -= math.log2(forecast if x else 1 - forecast)
        heads += x
    return bits


def closed_form(tosses):
    n, heads = len(tosses), sum(tosses)
    return math.log2(n + 1) + math.log2(math.comb(n, heads))


def cumulative(tosses):
    x = np.array(tosses, dtype=float)
    before = np.arange(len(x))
    forecast = (np.cumsum(x) - x + 1) / (before + 2)
    return float(-np.log2(np.where(x == 1, forecast, 1 - forecast)).sum())


def learner_in_nats(tosses):
    return pay_as_you_go(tosses) * math.log(2)


def learner_per_toss(tosses):
    return pay_as_you_go(tosses) / len(tosses)


def learner_sign_lost(tosses):
    return -pay_as_you_go(tosses)


def hindsight(tosses):
    share = sum(tosses) / len(tosses)
    return -sum(math.log2(share if x else 1 - share) for x in tosses)


def hindsight_softened(tosses):
    share = (sum(tosses) + 1) / (len(tosses) + 2)
    return -sum(math.log2(share if x else 1 - share) for x in tosses)


def half_for_one(tosses):
    heads, bits = 0, 0.0
    for t, x in enumerate(tosses):
        forecast = (heads + 0.5) / (t + 1)
        bits -= math.log2(forecast if x else 1 - forecast)
        heads += x
    return bits


def nothing_added(tosses):
    heads, bits = 0, 0.0
    for t, x in enumerate(tosses):
        bits -= math.log2((heads if x else t - heads) / t)
        heads += x
    return bits


def heads_forecast_charged(tosses):
    heads, bits = 0, 0.0
    for t, x in enumerate(tosses):
        bits -= math.log2((heads + 1) / (t + 2))
        heads += x
    return bits


def fair_for_ever(tosses):
    return len(tosses)


def first_toss_free(tosses):
    return pay_as_you_go(tosses) - 1


def current_toss_counted(tosses):
    heads, bits = 0, 0.0
    for t, x in enumerate(tosses):
        heads += x
        forecast = (heads + 1) / (t + 3)
        bits -= math.log2(forecast if x else 1 - forecast)
    return bits


def best_code_given_the_count(tosses):
    """Says how many heads come, then which message of these; forgets that n tosses allow n + 1 counts, not n."""
    return math.log2(max(len(tosses), 1)) + math.log2(math.comb(len(tosses), sum(tosses)))


RIGHT = {
    "entropy_and_coding-1": ["0101", [0, 1, 0, 1], "01 01", np.array([0, 1, 0, 1])],
    "entropy_and_coding-2": [0.259, cost_of_coin(3 / 4, 15 / 16) - cost_of_coin(3 / 4, 3 / 4), np.float32(0.2586),
                             Fraction(2586, 10_000)],
    "entropy_and_coding-3": [sum_of_logs, with_numpy, by_counting],
    "entropy_and_coding-4": [weighted_divergence, two_bills],
    "entropy_and_coding-5": [pay_as_you_go, closed_form, cumulative],
}

WRONG = {
    "entropy_and_coding-1": [
        ("1010", "wrong end"), ("1011", "right to left"), ("0011", "Huffman"), ("1100", "Huffman"),
        ("0010", "Two roads"), ("1101", "Two roads"), ("0100", "round up"), ("010", "lie below"),
        ("01011", "a shorter one"), ("1111", "Follow the letters"), ("0.0101", "after the point"),
        (101, "in quotation marks"), ("abba", "digits 0 and 1"), ("011", "stick out above"),
    ],
    "entropy_and_coding-2": [
        (cost_of_coin(15 / 16, 3 / 4) - cost_of_coin(15 / 16, 15 / 16), "wrong way round"), (0.179, "nats"),
        (0.123, "Two slips"), (cost_of_coin(3 / 4, 3 / 4) - cost_of_coin(15 / 16, 15 / 16), "subtracted one entropy"),
        (cost_of_coin(3 / 4, 15 / 16), "whole bill"), (0.811, "even the best code"), (0.337, "Nobody tosses"),
        (cost_of_coin(3 / 4, 15 / 16) - 1, "one plain bit"), (3 / 4 * math.log2(12 / 15), "one side"),
        (1 / 4 * math.log2(4), "one side"), (-0.259, "sign"), (0.9, "Write the bill"), ("0.259", "quotation marks"),
        (0.3, "Rounded too far"), (0.265, "Write the bill"),
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
        (learner_in_nats, "nats"), (learner_per_toss, "mean per toss"), (learner_sign_lost, "sign"),
        (hindsight, "does not have it yet"), (hindsight_softened, "only the tosses before"),
        (half_for_one, "one half"), (nothing_added, "stopped with"), (heads_forecast_charged, "tails with the rest"),
        (fair_for_ever, "one bit for each toss"), (first_toss_free, "1/2, then 2/3"),
        (best_code_given_the_count, "1/2, then 2/3"), (current_toss_counted, "Off by one"),
    ],
}
