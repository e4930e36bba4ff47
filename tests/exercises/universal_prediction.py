"""Right and wrong answers to the exercises on universal prediction.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math
from fractions import Fraction

import numpy as np

from skbook.universal import half_log_bits, kt_code_length, mixture_code_length


# --- 4: any alphabet, any belief --------------------------------------------------------------------------------------
def pay_as_you_go(symbols, m, added):
    counts, bits = [added] * m, 0.0
    for t, x in enumerate(symbols):
        bits -= math.log2(counts[x] / (t + m * added))
        counts[x] += 1
    return bits


def from_counts(symbols, m, added):
    return kt_code_length(np.bincount(np.array(symbols, dtype=int), minlength=m), added)


def with_gamma(symbols, m, added):
    nats = math.lgamma(len(symbols) + m * added) - math.lgamma(m * added)
    for x in range(m):
        nats -= math.lgamma(symbols.count(x) + added) - math.lgamma(added)
    return nats / math.log(2)


def in_nats(symbols, m, added):
    return pay_as_you_go(symbols, m, added) * math.log(2)


def per_symbol(symbols, m, added):
    return pay_as_you_go(symbols, m, added) / max(len(symbols), 1)


def sign_lost(symbols, m, added):
    return -pay_as_you_go(symbols, m, added)


def counted_first(symbols, m, added):
    counts, bits = [added] * m, 0.0
    for t, x in enumerate(symbols):
        counts[x] += 1
        bits -= math.log2(counts[x] / (t + 1 + m * added))
    return bits


def hindsight(symbols, m, added):
    return -sum(math.log2(symbols.count(x) / len(symbols)) for x in symbols)


def added_once(symbols, m, added):
    counts, bits = [added] * m, 0.0
    for t, x in enumerate(symbols):
        bits -= math.log2(counts[x] / (t + added))
        counts[x] += 1
    return bits


def all_alike(symbols, m, added):
    return len(symbols) * math.log2(m)


def always_half(symbols, m, added):
    return pay_as_you_go(symbols, m, 0.5)


def always_one(symbols, m, added):
    return pay_as_you_go(symbols, m, 1)


def empty_costs(symbols, m, added):
    return pay_as_you_go(symbols, m, added) if symbols else 1.0


def letters_seen(symbols, m, added):
    """Takes the letters that came for the alphabet."""
    return pay_as_you_go(symbols, len(set(symbols)), added)


# --- 5: the coin is exchanged once ------------------------------------------------------------------------------------
def kt(tosses):
    return kt_code_length([tosses.count(0), tosses.count(1)])


def each_time(tosses, first=1, last=0):
    return [kt(tosses[:t]) + kt(tosses[t:]) for t in range(first, len(tosses) + 1 - last)]


def mixed(tosses):
    return mixture_code_length(each_time(tosses), np.full(len(tosses), 1 / len(tosses)))


def in_plain_probabilities(tosses):
    return -math.log2(sum(2.0**-bits for bits in each_time(tosses)) / len(tosses))


def toss_by_toss(tosses):
    """The same mixture as a forecaster: stakes on each time, multiplied by what each forecasts."""
    n = len(tosses)
    stakes, before, after, spent = np.full(n, 1 / n), np.zeros((n, 2)), np.zeros((n, 2)), 0.0
    for now, x in enumerate(tosses):
        counts = np.where((now < np.arange(1, n + 1))[:, None], before, after)
        chance = (counts[:, x] + 0.5) / (counts.sum(axis=1) + 1)
        spent -= math.log2(stakes @ chance)
        stakes = stakes * chance / (stakes @ chance)
        early = now < np.arange(1, n + 1)
        before[early, x] += 1
        after[~early, x] += 1
    return spent


def mixed_nats(tosses):
    return mixed(tosses) * math.log(2)


def mixed_mean(tosses):
    return mixed(tosses) / len(tosses)


def mixed_sign(tosses):
    return -mixed(tosses)


def best_time(tosses):
    return min(each_time(tosses))


def best_time_named(tosses):
    return min(each_time(tosses)) + math.log2(len(tosses))


def lengths_averaged(tosses):
    return float(np.mean(each_time(tosses)))


def counts_go_on(tosses):
    return kt(tosses)


def never_is_left_out(tosses):
    each = each_time(tosses, last=1) or [math.inf]
    return -math.log2(sum(2.0**-bits for bits in each) / len(each))


def never_counted_twice(tosses):
    each = each_time(tosses, first=0)
    return -math.log2(sum(2.0**-bits for bits in each) / len(each))


def weights_forgotten(tosses):
    return -math.log2(sum(2.0**-bits for bits in each_time(tosses)))


def laplace_inside(tosses):
    each = [sum(kt_code_length([part.count(0), part.count(1)], added=1) for part in (tosses[:t], tosses[t:]))
            for t in range(1, len(tosses) + 1)]
    return mixture_code_length(each, np.full(len(tosses), 1 / len(tosses)))


MIXTURE = 2 * 5 / 16 * math.log2(16 / 5) + 2 * 3 / 16 * math.log2(16 / 3)
COIN = -0.25 * math.log2(0.25) - 0.75 * math.log2(0.75)

RIGHT = {
    "universal_prediction-1": [6.42, math.log2(256 / 3), kt_code_length([3, 2]), np.float32(6.415)],
    "universal_prediction-2": [47.8, half_log_bits(8, 100_000), Fraction(478, 10)],
    "universal_prediction-3": [0.332, MIXTURE - 2 * COIN, np.float64(0.3319)],
    "universal_prediction-4": [pay_as_you_go, from_counts, with_gamma],
    "universal_prediction-5": [mixed, in_plain_probabilities, toss_by_toss],
}

LEADING = 7 / 2 * math.log2(100_000)
GAMMA = 4 * math.log2(math.pi) - math.log2(6)

WRONG = {
    "universal_prediction-1": [
        (4.45, "nats"), (5.91, "Laplace"), (4.85, "hindsight"), (5, "never learns"), (3.87, "Off by one"),
        (9, "do not sum to one"), (1.28, "mean per toss"), (-6.42, "sign"), ("6.42", "quotation marks"),
        (7, "the first two"), (6.4, "two decimals"),
    ],
    "universal_prediction-2": [
        (33.1, "nats"), (54.1, "seven settle the eighth"), (LEADING, "leading term"), (40.3, "Two slips"),
        (half_log_bits(8, 100_000) * 2 - GAMMA, "half of one"), (2 * LEADING, "leave out the constant"),
        (43.8, "π and Γ"), (52.9, "the regret"), (66.4, "one too many"), (40, "free numbers first"),
        (48.5, "free numbers first"),
    ],
    "universal_prediction-3": [
        (2 * (1 - COIN), "doubled"), (0.230, "nats"), (0.166, "mean per toss"), (1 - COIN, "There are two"),
        (MIXTURE - COIN - 1, "second toss adds"), (MIXTURE, "pays in all"), (2 * COIN, "What does the mixture pay"),
        (1, "all there is to know"), (-0.332, "sign"), (0.5, "four messages"), (0.34, "four messages"),
    ],
    "universal_prediction-4": [
        (in_nats, "nats"), (per_symbol, "mean per symbol"), (sign_lost, "sign"), (counted_first, "Off by one"),
        (hindsight, "whole list"), (added_once, "do not sum to one"), (all_alike, "change with the counts"),
        (always_half, "one half, whatever"), (always_one, "one, whatever"), (empty_costs, "empty list"),
        (letters_seen, "By hand"),
    ],
    "universal_prediction-5": [
        (mixed_nats, "nats"), (mixed_mean, "mean per toss"), (mixed_sign, "sign"), (best_time, "best time of exchange"),
        (lengths_averaged, "averages *probabilities*"), (counts_go_on, "a fresh one starts"),
        (never_is_left_out, "leave out t = n"), (never_counted_twice, "twice"), (weights_forgotten, "weight 1/n"),
        (laplace_inside, "For each t"), (best_time_named, "name the best time"),
    ],
}
