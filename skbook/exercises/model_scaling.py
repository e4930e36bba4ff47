"""Checks for the chapter on model scaling: a tank by hand, a table, and two short programs.

Knows the typical mistakes (equal shares, a fact for a bit, a missing constant, an unsorted list, a frontier that counts
whole facts only) and what each deserves to hear. Numbers are digests; programs are compared with answers found on
another road, over all whole allotments or by bisection for the level.
"""

import itertools
import math

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

LN2 = math.log(2)

LEFT = Sealed("model_scaling-1", "9a651f2c9e81a4ed", {
    "afd825f7d845dd74": "You gave one bit to each fact. The next bit should go where it saves most.",
    "8bf2c0943452df43": "All bits went to the first fact. After one of them the second has as much to lose.",
    "3e9f425809157685": "You shared the bits in proportion to popularity. Water finds one level: equal prices, not "
                        "equal shares.",
    "4d2ca07355411e1e": "That is what the first two leave. The third fact, of which nothing is stored, counts too.",
    "8dfaeea7325cc352": "You stored facts whole. Here each bit halves what is left, and nothing is known for certain.",
    "7549d9d17515f349": "That is without any memory. You have three bits.",
}, step=0.002)


@exercise("model_scaling-1")
def three_bits(answer):
    value = one_number(answer, "left_bits")
    if LEFT.is_right(value):
        return "Two facts stand at one level, and the third is still dry."
    raise NotYet(LEFT.hint(value) or "Give one bit after the other to the fact that has most to lose; when two are "
                 "level, they share.")


EXCESS = Sealed("model_scaling-2", "baa2f9b08f1028bd", {
    "50a39b754d6f12b7": "Either you let 6000 bits hold 6000 facts, where a fact takes log2 V = 6 of them, or you "
                        "forgot that an unknown fact costs 6 bits.",
    "def2179c3596d07a": "The popularity's scale c is missing.",
    "116a3fa6e3e15fde": "You took the power −1/2. The exponent is 1/d − 1, and d is one half.",
    "1af336abd862f9e0": "These are nats: use the logarithm to base 2.",
    "0c86d05cab01ff73": "An unknown fact costs log2 V bits, not V.",
    "cdd915f118a62726": "That is what water would leave, where each bit halves. A value from a list is known or not.",
}, step=0.00001)


@exercise("model_scaling-2")
def six_thousand_bits(answer):
    value = one_number(answer, "excess")
    if value <= 0:
        raise NotYet("Something is always left of an endless world: the excess is above 0.")
    if EXCESS.is_right(value):
        return "Twice the memory would halve it: with d = 1/2 the exponent is 1."
    raise NotYet(EXCESS.hint(value) or "How many facts fit? Sum the popularity of all others, c/K here, and charge "
                 "log2 V bits for each.")


@exercise("model_scaling-3")
def least_excess(answer):
    least = one_function(answer, "least_excess(p, capacity_bits, n_values)")
    rng = np.random.default_rng([11, 3])
    _compare_least(least, [0.5, 0.3, 0.2], 1, 2)
    for facts, capacity, n_values in ((5, 3, 4), (4, 5, 8), (5, 7, 16)):
        _compare_least(least, rng.dirichlet(np.ones(facts)).tolist(), capacity, n_values)
    compare(least([0.75, 0.25], 0, 64), 6, [], "Without memory all of log2 V is left, here 6 bits.")
    compare(least([0.75, 0.25], 0, 10), math.log2(10), [(4, "Of ten values one costs log2(10) bits, not a whole "
            "number of them.")], "The number of values need not be a power of two: take its logarithm.")
    compare(least([0.75, 0.25], 100, 4), 0, [], "When everything fits, nothing is left, and not less than nothing.")
    compare(least([0.5, 0.5], 0.5, 2), 0.75, [], "Half a bit is memory, too: the fact at the frontier counts in part.")
    return "No network, and no program whatever, leaves less of independent facts with so many bits."


def _compare_least(least, p, capacity, n_values):
    """The truth by brute force: all ways to give whole bits to facts, where log2 V is whole."""
    full, p = round(math.log2(n_values)), list(p)

    def left(bits):
        return sum(x * (full - b) for x, b in zip(p, bits, strict=True))

    fits = [bits for bits in itertools.product(range(full + 1), repeat=len(p)) if sum(bits) <= capacity]
    truth, whole = min(map(left, fits)), capacity // full
    ranked = sorted(p, reverse=True)
    compare(least(p, capacity, n_values), truth, [
        (truth * LN2, "These are nats: use the logarithm to base 2."),
        (full * sum(ranked[whole:]), "You store whole facts only. The bits left over still save something at the "
         "frontier: the bound is about every memory."),
        (full * sum(ranked[whole + 1:]), "You store one fact more than fits."),
        (left(_poured(p, capacity, full)), "The facts do not come in order of popularity: sort them first."),
        (full * sum(ranked[capacity:]), "A fact takes log2 V bits, not one."),
        (sum(ranked[whole:]), "That is the popularity of what is not stored. Each unknown fact costs log2 V bits."),
        (max(0, full - capacity / len(p)), "You gave all facts the same. A bit on a popular fact saves more."),
        (n_values * truth / full, "An unknown fact costs log2 V bits, not V."),
    ], "By hand: popularities 1/2, 3/10, 1/5, two values, one bit. The first fact is stored, 1/2 bit is left.")


def _poured(p, capacity, full):
    bits = []
    for _ in p:
        bits.append(min(full, capacity))
        capacity -= bits[-1]
    return bits


@exercise("model_scaling-4")
def pour(answer):
    left = one_function(answer, "pour(p, capacity_bits)")
    rng = np.random.default_rng([11, 4])
    _compare_pour(left, [0.6, 0.3, 0.1], 2)
    for facts, capacity in ((3, 0.5), (5, 4), (8, 30), (40, 12)):
        _compare_pour(left, rng.dirichlet(np.ones(facts)).tolist(), capacity)
    compare(left([0.75, 0.25], 0), 1, [], "Without memory all is left: popularities sum to 1.")
    _compare_pour(left, [0.0, 0.7, 0.3, 0.0], 3)
    _compare_pour(left, [0.3, 0.2, 0.1], 1)
    return "Every fact in memory is left with the same price; only the shore tells rare from common."


def _compare_pour(left, p, capacity):
    """The truth by bisection for the level, on a scale of logarithms."""
    x = np.array([v for v in p if v > 0])
    low, high = math.log2(x.min()) - capacity - 1, math.log2(x.max())
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if np.maximum(np.log2(x) - middle, 0).sum() < capacity else (middle, high)
    truth = float(np.minimum(x, 2**high).sum())
    every = len(x) * 2 ** (float(np.log2(x).mean()) - capacity / len(x))
    compare(left(p, capacity), truth, [
        (truth - float(x[x <= 2**high].sum()), "You count the facts in memory only. Those that stay dry cost all of "
         "their popularity."),
        (float((x * 2.0 ** (-capacity / len(x))).sum()), "You gave all facts the same number of bits. Equal is what is "
         "*left* of those in memory, not what they get."),
        (every, "Water cannot be negative: your level takes bits from the rarest facts to give them to others."),
        (float((x * 2.0 ** (-capacity * x / x.sum())).sum()), "You shared the bits in proportion to popularity. Water "
         "goes with its logarithm."),
        (truth / float(x.sum()), "You made the popularities sum to 1. They need not sum to 1."),
        (truth * LN2, "No logarithm belongs to what is left: it is the sum of popularity times 2^(−bits)."),
    ], "By hand: 0.6, 0.3, 0.1 with two bits gives (1.5, 0.5, 0), and 2 · 0.3 · 2^(−1/2) + 0.1 is left.")
