"""Checks for the chapter on the ideal learner: a bill by hand, a crossing, a table to read, two short programs.

Knows the typical mistakes (nats for bits, the next sentence for all of them, an average for the next, a register that
never gets shorter) and what each deserves to hear. The numbers are digests; programs are compared with sums worked out
on another road, from the missing mass or from the probability of a partition.
"""

import math

import numpy as np

from skbook import occupancy, pitman_yor
from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

LN2 = math.log(2)
NATS = "These are nats: use the logarithm to base 2."

TOTAL = Sealed("ideal_learner-1", "93508a97b8b87232", {
    "95109bd734406d32": NATS,
    "1c9dcda1b33d640d": "That is what the *fourth* sentence costs. Asked is what the first three cost in all.",
    "11ea252d0461de0f": "That is the expected number of people met. How many bits does each of them cost?",
    "b0558934b4521aa5": "That is the average of one sentence. Asked is the total of three.",
    "6265461c1f6605f1": "You charge both people for certain. The second is not met in every corpus of three sentences.",
    "65b481b68cb6ae6b": "You pay in each sentence. A trade that is known costs nothing when it comes again.",
    "502d04fdb7950c27": "That is for people met exactly once. All are paid for, at the first mention.",
}, step=0.01)


@exercise("ideal_learner-1")
def three_sentences(answer):
    value = one_number(answer, "total_bits")
    if TOTAL.is_right(value):
        return "It is also the information that three sentences hold about the two trades, on average."
    raise NotYet(TOTAL.hint(value) or "For each person: with what probability is that person met at all in three "
                 "sentences? Add the two, and charge the bits of one trade for each.")


SCALE = "The popularity's scale c is missing, or stands without its power: A has c to the power d."
ROUND = "One digit only: two are asked for."
MEASURED = "That is where the measured curves cross, a little early. Asked is where the two *laws* do."
PLACE = Sealed("ideal_learner-2", "153e64999856b2fa", {
    "7080247f2d9035f8": "Mixed units: k/2N is in nats, and your A is in bits. In bits grammar costs k/(2N ln 2).",
    "3835e036cede951a": "Mixed units: your grammar is in bits, and your A is in nats. Use log2 V.",
    "630c383407b0764f": "You set the cumulative curves equal. The next sentence costs k/(2N ln 2) and A N^(d−1), "
                        "without ln N and without 1/d.",
    "81a41eaf527eaa02": "Almost: that is the ratio of the constants, and the laws are equal where N to the d is that.",
    "51c3da38c85b3bb1": "You took the power 1/(1 − d). Divide one law by the other: N^(−1) over N^(−(1−d)) is N^(−d).",
    "de47697a5b574cce": "You charge V bits for a fact. It costs log2 V.",
    "f81b7a6e0a5a87bf": SCALE,
    "221ed7467ddfecbe": SCALE,
    "0de5774f394adb76": ROUND,
    "d558efddf46c32fb": MEASURED,
    "b6ddd9eab67c2e14": MEASURED,
    "44cdc2e5ea7f9e2e": "Near k itself, which says from where on the first law may be used, not where the two laws "
                        "meet. Or is the factor d missing in A?",
}, step=10)


@exercise("ideal_learner-2")
def crossing(answer):
    value = one_number(answer, "sentences")
    if value <= 0:
        raise NotYet("A number of sentences is above 0.")
    if PLACE.is_right(float(f"{value:.1e}")):  # two digits are asked for
        return ("It is little more than twice the number of parameters, where the first law is still some per cent too "
                "high: the exact curves cross a little earlier.")
    raise NotYet(PLACE.hint(value) or "Write both laws in bits, with their numbers, and set them equal. "
                 "Then solve for N.")


NEXT = Sealed("ideal_learner-3", "bee0b136d5b8c349", {
    "fe64904e7cd9deb4": "You took the table for the price of the next sentence. Multiply the column of grammar by the "
                        "number of sentences: does the product settle, or does it grow?",
    "de6cae73ca714edd": "You multiplied by 1 − d, the slope of both. The average is 1/d times the price of the next.",
    "62b41902132bff54": "You divided by d. The average remembers dearer times: it is above the price of the next.",
    "feb7c703f9a7116a": "That is the mean price between the last two rows. At the last row a sentence costs less.",
    "134fe85ac42d91f4": "Almost: you read d off the first rows, where the law has not yet settled. Take the last.",
    "35999fd6f895db97": "That is the column of grammar. Asked are the values.",
}, step=0.01)


@exercise("ideal_learner-3")
def next_thousand(answer):
    value = one_number(answer, "next_thousand")
    if NEXT.is_right(value):
        return "Facts cannot tell an average from the next price, but grammar can: its logarithm gives it away."
    if 0.0007 <= value < 0.0009:
        raise NotYet("That is one sentence. Asked are a thousand.")
    raise NotYet(NEXT.hint(value) or "Find out from the grammar whether these are averages. From the last rows of the "
                 "values read how fast they fall, and so d. Then the table of the chapter says what the next one "
                 "costs.")


@exercise("ideal_learner-4")
def name_bits(answer):
    bits = one_function(answer, "name_bits(names, d, theta, n_register)")
    rng = np.random.default_rng([9, 4])
    _compare_names(bits, ["Ann", "Bob", "Ann"], 0.5, 1.0, 8)
    for n, d, theta, register in ((6, 0.3, 2.0, 20), (12, 0.7, 0.5, 30), (25, 0.5, 5.0, 1000)):
        names = rng.choice(["Ann", "Bob", "Cyd", "Dan", "Eve", "Flo", "Gus"], n).tolist()
        _compare_names(bits, names, d, theta, register)
    compare(bits(["Ann"], 0.5, 0.0, 4), 2, [], "With θ = 0 the first sentence is new all the same, for certain: one of "
            "four names costs 2 bits.")
    if bits([], 0.5, 1.0, 4) != 0:
        raise NotYet("An empty list costs nothing.")
    return "The total does not depend on the order of the names, only on how often each comes."


def _compare_names(bits, names, d, theta, register):
    """The truth from the probability of the partition, and of the names given to its groups in order."""
    counts = np.array([names.count(name) for name in dict.fromkeys(names)])
    partition, met = -pitman_yor.log_eppf(counts, d, theta) / LN2, len(counts)
    picks = sum(math.log2(register - j) for j in range(met))
    truth, n = partition + picks, len(names)
    undiscounted = truth - sum(math.log2((m - 1) / (m - 1 - d)) for c in counts for m in range(2, c + 1))
    compare(bits(names, d, theta, register), truth, [
        (truth * LN2, NATS),
        (truth / n, "That is the mean per sentence. Asked is the total."),
        (-truth, "The sign is wrong: a surprise is positive."),
        (partition, "You charge *that* a subject is new, and forget to charge *which* name it is: one of those that "
         "have not come yet."),
        (partition + met * math.log2(register), "You pick each new name from the whole register. Names that have come "
         "are no longer among the new ones."),
        (partition + sum(math.log2(register - j) for j in range(1, met + 1)), "Off by one: when K names have come, "
         "n_register − K are left, and before the first sentence K is 0."),
        (picks, "You charge which name it is, and forget the chance that one is new, and the names that come again."),
        (undiscounted, "Somebody met n_i times gets n_i − d, not n_i."),
    ], "By hand: Ann, Bob, Ann with d = 1/2, θ = 1 and eight names: 1/8, then (1 + 1/2)/2 · 1/7, then (1 − 1/2)/3.")


@exercise("ideal_learner-5")
def fitted(answer):
    slope = one_function(answer, "fitted(n_facts, low, high)")
    for facts, low, high in ((1000, 100, 1000), (1000, 1000, 10_000), (50, 7, 300)):
        _compare_fitted(slope, facts, low, high)
    return "A slope for every window: a world without a tail has no exponent, and anyone can report one."


def _compare_fitted(slope, facts, low, high):
    """The truth from the missing mass at both ends."""
    sizes, equal = np.array([low, high]), np.full(facts, 1 / facts)
    mass, met = occupancy.expected_missing_mass(equal, sizes), occupancy.expected_types(equal, sizes)
    width = math.log(high) - math.log(low)

    def rise(y):
        return float(np.log(y[1]) - np.log(y[0]))

    truth, base = rise(mass) / width, "Both logarithms must have the same base."
    compare(slope(facts, low, high), truth, [
        (-truth, "The sign is wrong: the excess falls."),
        (truth + 1, "That is the discount that somebody would report, 1 plus the slope. Asked is the slope."),
        (rise(mass) / (high - low), "On log–log paper the sizes are logarithms, too."),
        (6 * float(mass[1] - mass[0]) / (high - low), "You drew the line through the numbers themselves."),
        *((truth * factor, base) for factor in (LN2, 1 / LN2, math.log(10), 1 / math.log(10))),
        (high * math.log1p(-1 / facts), "That is the tangent at the right end. Asked is the line through both ends."),
        (low * math.log1p(-1 / facts), "That is the tangent at the left end. Asked is the line through both ends."),
        (-(high - low) / facts / width, "Almost: e^(−N/M) is close to (1 − 1/M)^N, and the exact number is asked for."),
        (rise(met / sizes) / width, "That is the slope of the average so far. Asked is that of the next sentence."),
    ], f"Tried with n_facts = {facts}, low = {low}, high = {high}. The rise of ln r_N, divided by the rise of ln N.")
