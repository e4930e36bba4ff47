"""Right and wrong answers to the exercises on universal prediction.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math
from fractions import Fraction
from itertools import product

import numpy as np

from skbook.universal import half_log_bits, kt_code_length, mixture_code_length


# --- 4: a coin that is nearly fair ------------------------------------------------------------------------------------
def chances(p, n):
    """Of each number of heads."""
    return np.array([math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)])


def prices(n, added):
    """What each number of heads costs."""
    return np.array([kt_code_length([n - k, k], added) for k in range(n + 1)])


def entropy(p):
    return -p * math.log2(p) - (1 - p) * math.log2(1 - p)


def each_coin(added, coins, n):
    return np.array([chances(p, n) @ prices(n, added) - n * entropy(p) for p in coins])


def by_heads(added, coins, n):
    return each_coin(added, coins, n).mean()


def by_messages(added, coins, n):
    """Every message by itself, paid for toss by toss."""
    total = 0.0
    for message in product([0, 1], repeat=n):
        counts, bits = [added, added], 0.0
        for t, x in enumerate(message):
            bits -= math.log2(counts[x] / (t + 2 * added))
            counts[x] += 1
        for p in coins:
            own = math.prod(p if x else 1 - p for x in message)
            total += own * (bits + math.log2(own)) / len(coins)
    return total


def by_divergence(added, coins, n):
    """The divergence of coin and forecaster, toss by toss."""
    total = 0.0
    for p in coins:
        for t in range(n):
            for k, chance in enumerate(chances(p, t)):
                q = (k + added) / (t + 2 * added)
                total += chance * (p * math.log2(p / q) + (1 - p) * math.log2((1 - p) / (1 - q)))
    return total / len(coins)


def excess_nats(added, coins, n):
    return by_heads(added, coins, n) * math.log(2)


def excess_a_toss(added, coins, n):
    return by_heads(added, coins, n) / n


def excess_sign(added, coins, n):
    return -by_heads(added, coins, n)


def coins_added_up(added, coins, n):
    return each_coin(added, coins, n).sum()


def dearest_coin(added, coins, n):
    return each_coin(added, coins, n).max()


def paid_in_all(added, coins, n):
    return np.mean([chances(p, n) @ prices(n, added) for p in coins])


def above_hindsight(added, coins, n):
    best = np.array([0.0, *(n * entropy(k / n) for k in range(1, n)), 0.0])
    return np.mean([chances(p, n) @ (prices(n, added) - best) for p in coins])


def orders_forgotten(added, coins, n):
    once = [np.array([p**k * (1 - p) ** (n - k) for k in range(n + 1)]) for p in coins]
    return np.mean([own @ prices(n, added) - n * entropy(p) for own, p in zip(once, coins, strict=True)])


def heads_alike(added, coins, n):
    return prices(n, added).mean() - n * np.mean([entropy(p) for p in coins])


def adds_a_half(added, coins, n):
    return by_heads(0.5, coins, n)


def adds_one(added, coins, n):
    return by_heads(1, coins, n)


def mean_coin(added, coins, n):
    """Takes the coins for one, their mean."""
    return by_heads(added, [np.mean(coins)], n)


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
    "universal_prediction-4": [by_heads, by_messages, by_divergence],
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
        (excess_nats, "nats"), (excess_a_toss, "mean per toss"), (excess_sign, "sign"),
        (coins_added_up, "take the mean"), (dearest_coin, "dearest coin"), (paid_in_all, "pays in all"),
        (above_hindsight, "hindsight"), (orders_forgotten, "How many"), (heads_alike, "equally likely"),
        (adds_a_half, "one half, whatever"), (adds_one, "one, whatever"), (mean_coin, "By hand"),
    ],
    "universal_prediction-5": [
        (mixed_nats, "nats"), (mixed_mean, "mean per toss"), (mixed_sign, "sign"), (best_time, "best time of exchange"),
        (lengths_averaged, "averages *probabilities*"), (counts_go_on, "a fresh one starts"),
        (never_is_left_out, "leave out t = n"), (never_counted_twice, "twice"), (weights_forgotten, "weight 1/n"),
        (laplace_inside, "For each t"), (best_time_named, "name the best time"),
    ],
}
