"""Checks for the chapter on the Pitman–Yor process: a partition by hand, its price, a forecast, a word model.

Knows the typical mistakes (one partition for all of its kind, a table counted before it is opened, nats for bits, the
average restaurant for one's own, frequencies for contexts) and what each deserves to hear. Two answers are digests;
the functions are compared with the same quantity worked out on another road.
"""

import math
from fractions import Fraction

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

LN2 = math.log(2)

PAIR = Sealed("pitman_yor-1", "7da2bbf22692ea03", {
    "18c651521f2370ba": "That is one stated pair. Any of the three customers may be the single one.",
    "d287a50bf4e8df91": "You let a table attract by its customers alone. It gives away d: the weight is n_j − d.",
    "49c162c4dc281d75": "You counted the new table before it was opened. K is the number of tables that the customer"
                        " finds.",
    "ea738e2e8aafc65e": "You counted the customer before he sat down. The denominator is θ + n with the n who sit "
                        "already: 2, then 3.",
    "c35fc4468138237e": "Two ways? Follow the single customer: he may come first, second or last.",
    "275a531d2b4a3e57": "Rounded too far for this check: give three decimals.",
}, step=0.001)


@exercise("pitman_yor-1")
def pair_and_single(answer):
    value = one_number(answer)
    if PAIR.is_right(value):
        return "Three partitions of one kind, and all equally likely, in whatever order the customers came."
    if PAIR.is_right(value / 100):
        raise NotYet("A probability lies between 0 and 1: divide your percentage by 100.")
    raise NotYet(PAIR.hint(value) or "Draw the tree: the second customer joins or opens, then the third. Multiply "
                 "along each branch that ends in a pair and a single, and add.")


@exercise("pitman_yor-2")
def partition_bits(answer):
    bits = one_function(answer, "partition_bits(counts, d, theta)")
    _compare_partition(bits, [3, 1, 2, 1], Fraction(1, 4), Fraction(5, 2))
    _compare_partition(bits, [2, 1], Fraction(1, 2), Fraction(1))
    _compare_partition(bits, [1, 1, 4], Fraction(3, 4), Fraction(-1, 2))
    _compare_partition(bits, [2, 3], Fraction(1, 2), Fraction(0))
    if not math.isclose(bits([1], 0.5, 1.0), 0, abs_tol=1e-12):
        raise NotYet("One customer has no choice: that partition is certain and costs 0 bits.")
    compare(bits([100] * 100, 0.5, 1.0, infinite=True), _large(), [
        (math.inf, "A partition of ten thousand customers came out infinite. Its probability is so small that a float "
                   "rounds it to 0: take the logarithm of each factor first, then add.")],
        "Right for a handful of customers, but not for ten thousand at a hundred tables.")
    return "The order of arrival has dropped out: any order of your loop gives this price."


def _factors(counts, d, theta):
    """Numerators for opening and for joining, and denominators, of the seating rule in exact fractions."""
    opens = [theta + d * k for k in range(1, len(counts))]
    joins = [m - d for size in counts for m in range(1, size)]
    return opens, joins, [theta + m for m in range(1, sum(counts))]


def _bits(top, bottom) -> float:
    return sum(math.log2(x) for x in bottom) - sum(math.log2(x) for x in top)


def _large() -> float:
    """Bits for a hundred tables of a hundred at d = 1/2, θ = 1, by gamma functions."""
    opens = sum(math.log(1 + k / 2) for k in range(1, 100))
    joins = 100 * (math.lgamma(99.5) - math.lgamma(0.5))
    return (math.lgamma(10_001) - math.lgamma(2) - opens - joins + math.lgamma(2)) / LN2


def _compare_partition(bits, counts, d, theta):
    opens, joins, below = _factors(counts, d, theta)
    truth, n, k = _bits(opens + joins, below), sum(counts), len(counts)
    ways = math.log2(math.factorial(n) / math.prod(map(math.factorial, counts))
                     / math.prod(math.factorial(counts.count(c)) for c in set(counts)))
    mistakes = [
        (truth * LN2, "These are nats: use the logarithm to base 2."),
        (-truth, "The sign is wrong: a probability below 1 costs a positive number of bits."),
        (2.0 ** -truth, "That is the probability. Asked are the bits that it costs, log₂ 1/p."),
        (truth - ways, "That is the price of all partitions of these sizes together. Asked is one stated partition."),
        (_bits([*opens, theta + d * k, *joins], below), "One opening too many: K tables are opened, but the first of "
         "them for certain, so the product has K − 1 factors."),
        (_bits([*opens, *(m for size in counts for m in range(1, size))], below), "Joining a table of m customers has "
         "weight m − d: every table gives away d."),
        (_bits(opens + joins, [*below, theta + n]), "One factor too many below: the customers number 2, …, n bring "
         "θ + 1, …, θ + n − 1."),
        (_bits([*opens, *(m - d for size in counts for m in range(1, size + 1))], below), "One factor too many a "
         "table: who opens it does not join it, so n_j customers bring n_j − 1 factors."),
    ]
    if theta > 0:
        mistakes.append((_bits([theta, *opens, *joins], below), "The first customer sits down with probability 1. Your "
                         "product counts θ for him, but not the denominator θ that it would cancel."))
    compare(bits(list(counts), float(d), float(theta)), truth, mistakes,
            f"For {counts} with d = {float(d)} and θ = {float(theta)} the sum is not right. Seat the customers one by "
            "one, and charge log₂ 1/p for each but the first.")


OWN = Sealed("pitman_yor-3", "66c551f5333880a4", {
    "425c532033041661": "That is a hundred times as many: the crowd grows by a hundred, the tables only by 100 to "
                        "the power d.",
    "74cf4548ca4023e7": "You used the exponent 1 − d. That is how the chance of a new table falls; their number "
                        "grows with d.",
    "3ca945c0902ebaef": "That is what the average restaurant has. Yours has shown its own constant, and keeps it.",
    "1a23f835e79884a0": "That is what the average restaurant has. Yours has shown its own constant, and keeps it.",
    "c9988b840c460b34": "You let the tables grow with the logarithm of the crowd. That is the process without "
                        "discount.",
    "66420f9b947d5c2a": "Those are the tables still to come. Asked is how many there are then.",
}, step=100)


@exercise("pitman_yor-3")
def own_restaurant(answer):
    value = one_number(answer)
    if OWN.is_right(value):
        return "The exponent is law and carries over; the constant is luck, and yours has already been drawn."
    raise NotYet(OWN.hint(value) or "Ten million is a hundred times a hundred thousand. By which factor do the tables "
                 "grow, and from which number of tables do they start?")


@exercise("pitman_yor-4")
def forecast(answer):
    function = one_function(answer, "forecast(pairs, u, x, d)")
    text = [("san", "francisco")] * 5 + [("a", "cat"), ("the", "cat"), ("the", "dog")]
    for u, x in [("san", "francisco"), ("the", "francisco"), ("the", "cat"), ("a", "dog")]:
        _compare_forecast(function, text, u, x, 0.5)
    rng = np.random.default_rng([7, 4])
    for _ in range(3):
        drawn = [("abcd"[i], "vwxyz"[j]) for i, j in zip(rng.integers(0, 4, 30), rng.zipf(1.6, 30) % 5, strict=True)]
        for x in "vz":
            _compare_forecast(function, drawn, drawn[0][0], x, 0.7)
    if not math.isclose(sum(function(text, "the", x, 0.5) for x in ("francisco", "cat", "dog")), 1):
        raise NotYet("The forecasts of all words after *the* should sum to 1; yours do not.")
    return "A word is as likely elsewhere as it has different neighbours, however often it came."


def _compare_forecast(function, pairs, u, x, d):
    here = {b: pairs.count((u, b)) for b in dict.fromkeys(b for a, b in pairs if a == u)}
    n, k, seen = sum(here.values()), len(here), here.get(x, 0)
    kinds = set(pairs)
    other = sum(b == x for _, b in kinds) / len(kinds)
    often = sum(b == x for _, b in pairs) / len(pairs)
    own = max(seen - d, 0) / n
    where = f"Tried with u = {u!r}, x = {x!r}, d = {d}."
    mistakes = [
        (own + d * k / n * often, "The shorter context counts how often x came. It should count after how many "
         "different words: one customer for each different pair."),
        (own, "You ask the shorter context not at all, or only if x is new here. It has a share in every forecast: the "
         "d that each of K_u tables gave away."),
        ((seen - d) / n + d * k / n * other, "A word that was never seen here has no table to give a discount: its "
         "own share is 0, not below."),
        (own + d / n * other, "Each of the K_u tables gives d, not all of them together."),
        (own + (1 - d) * other, "What is handed down depends on the context: it is d K_u / n_u."),
        (own + d * other, "What is handed down depends on the context: it is d K_u / n_u."),
        (seen / n, "That is the plain frequency after u. Nothing is left for words that are new there."),
        (max(seen - d, 0) / len(pairs) + d * k / len(pairs) * other, "Divide by the customers in the restaurant of u, "
         "not by all of them."),
        (own + d * k / n / len({b for _, b in pairs}), "The shorter context is not even: it has counts of its own."),
    ]
    compare(function(list(pairs), u, x, d), own + d * k / n * other,
            [(value, f"{hint} {where}") for value, hint in mistakes],
            "Work out n_u, K_u and n_ux for this context first, then the share of different pairs that end in x. "
            f"{where}")
