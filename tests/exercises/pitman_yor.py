"""Right and wrong answers to the exercises on the Pitman–Yor process.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math
from collections import Counter

import numpy as np

from skbook.pitman_yor import expected_tables, log_eppf


def seated_one_by_one(counts, d, theta):
    bits, n = 0.0, 0
    for k, size in enumerate(counts):
        for m in range(size):
            if n > 0:
                bits -= math.log2((theta + d * k if m == 0 else m - d) / (theta + n))
            n += 1
    return bits


def in_turns(counts, d, theta):
    """Round after round, one customer to every table that is not full yet: another order of arrival."""
    bits, n, seated = 0.0, 0, [0] * len(counts)
    while n < sum(counts):
        for j, size in enumerate(counts):
            if seated[j] < size:
                weight = seated[j] - d if seated[j] else theta + d * sum(s > 0 for s in seated)
                bits += math.log2((theta + n) / weight) if n else 0
                seated[j], n = seated[j] + 1, n + 1
    return bits


def by_the_package(counts, d, theta):
    return -log_eppf(counts, d, theta) / math.log(2)


def product_first(counts, d, theta):
    p, n = 1.0, 0
    for k, size in enumerate(counts):
        for m in range(size):
            p *= 1 if n == 0 else (theta + d * k if m == 0 else m - d) / (theta + n)
            n += 1
    return -math.log2(p) if p > 0 else math.inf


def of_its_kind(counts, d, theta):
    n, kinds = sum(counts), Counter(counts).values()
    ways = math.factorial(n) / math.prod(map(math.factorial, counts)) / math.prod(map(math.factorial, kinds))
    return seated_one_by_one(counts, d, theta) - math.log2(ways)


def pieces(opens, join, below):
    """A wrong formula: openings k from and to, weight of joining, denominators."""
    def bits(counts, d, theta):
        n, k = sum(counts), len(counts)
        top = [theta + d * i for i in range(*opens(k))] + [join(m, d) for size in counts for m in range(1, size)]
        return sum(math.log2(theta + m) for m in range(1, below(n))) - sum(math.log2(x) for x in top)
    return bits


joins_whole_tables = pieces(lambda k: (1, k), lambda m, d: m, lambda n: n)
opens_one_more = pieces(lambda k: (1, k + 1), lambda m, d: m - d, lambda n: n)
divides_once_more = pieces(lambda k: (1, k), lambda m, d: m - d, lambda n: n + 1)


def joins_once_more(counts, d, theta):
    return seated_one_by_one(counts, d, theta) - sum(math.log2(m - d) for m in counts)


def first_counted(counts, d, theta):
    return seated_one_by_one(counts, d, theta) - (math.log2(theta) if theta > 0 else 0)


def first_divides(counts, d, theta):
    """The near miss: 0 / 0 for the first customer where θ is 0."""
    bits, n = 0.0, 0
    for k, size in enumerate(counts):
        for m in range(size):
            bits -= math.log2((theta + d * k if m == 0 else m - d) / (theta + n))
            n += 1
    return bits


def kneser_ney(pairs, u, x, d):
    after = [b for a, b in pairs if a == u]
    different = set(pairs)
    shorter = sum(b == x for _, b in different) / len(different)
    return max(after.count(x) - d, 0) / len(after) + d * len(set(after)) / len(after) * shorter


def kneser_ney_by_tables(pairs, u, x, d):
    tables = Counter(pairs)
    n = sum(count for (a, _), count in tables.items() if a == u)
    k = sum(a == u for a, _ in tables)
    sent = Counter(b for _, b in tables)
    own = (tables[u, x] - d) / n if (u, x) in tables else 0.0
    return own + d * k / n * sent[x] / sent.total()


def with_parts(own=None, rest=None, shorter=None):
    """Kneser–Ney with one of its parts replaced."""
    def forecast(pairs, u, x, d):
        after = [b for a, b in pairs if a == u]
        n, k, seen = len(after), len(set(after)), after.count(x)
        different = set(pairs)
        share = sum(b == x for _, b in different) / len(different)
        a = max(seen - d, 0) / n if own is None else own(seen, n, d)
        r = d * k / n if rest is None else rest(n, k, d)
        return a + r * (share if shorter is None else shorter(pairs, x))
    return forecast


def backs_off(pairs, u, x, d):
    after = [b for a, b in pairs if a == u]
    if x in after:
        return (after.count(x) - d) / len(after)
    return kneser_ney(pairs, u, x, d)


RIGHT = {
    "pitman_yor-1": [0.375, 3 / 8, 3 * math.exp(log_eppf([2, 1], 0.5, 1.0)), np.float32(0.375)],
    "pitman_yor-2": [seated_one_by_one, in_turns, by_the_package],
    "pitman_yor-3": [50_200, 2000 * 100**0.7, 2000 * 10 ** (0.7 * 2), 50_238],
    "pitman_yor-4": [kneser_ney, kneser_ney_by_tables],
}
WRONG = {
    "pitman_yor-1": [
        (0.125, "one stated pair"), (0.75, "gives away d"), (0.5, "before it was opened"), (0.1875, "before he sat"),
        (0.25, "first, second or last"), (37.5, "divide your percentage"), (0.6, "Draw the tree"),
        ("3/8", "quotation marks"), (0.4, "Rounded too far"), (0.37, "Draw the tree"),
    ],
    "pitman_yor-2": [
        (lambda c, d, theta: seated_one_by_one(c, d, theta) * math.log(2), "nats"),
        (lambda c, d, theta: -seated_one_by_one(c, d, theta), "sign"),
        (lambda c, d, theta: 2.0 ** -seated_one_by_one(c, d, theta), "That is the probability"),
        (of_its_kind, "all partitions of these sizes"), (opens_one_more, "One opening too many"),
        (joins_whole_tables, "gives away d"), (divides_once_more, "One factor too many below"),
        (joins_once_more, "One factor too many a table"), (lambda c, d, theta: 1.0, "one by one"),
        (product_first, "take the logarithm of each factor first"), (first_divides, "stopped with"),
    ],
    "pitman_yor-3": [
        (200_000, "hundred times as many"), (2000 * 100**0.3, "exponent 1 − d"),
        (expected_tables(10**7, 0.7, 1.0), "average restaurant"), (expected_tables(10**7, 0.7, 0.0), "average"),
        (2000 * 7 / 5, "logarithm"), (2000 * (100**0.7 - 1), "still to come"), (2000, "By which factor"),
        (50_000, "By which factor"),
    ],
    "pitman_yor-4": [
        (with_parts(shorter=lambda pairs, x: sum(b == x for _, b in pairs) / len(pairs)), "how often x came"),
        (with_parts(rest=lambda n, k, d: 0.0), "not at all"), (backs_off, "only if x is new here"),
        (with_parts(own=lambda seen, n, d: (seen - d) / n), "no table to give a discount"),
        (with_parts(rest=lambda n, k, d: d / n), "not all of them together"),
        (with_parts(rest=lambda n, k, d: d), "depends on the context"),
        (with_parts(own=lambda seen, n, d: seen / n, rest=lambda n, k, d: 0.0), "plain frequency"),
        (with_parts(shorter=lambda pairs, x: 1 / len({b for _, b in pairs})), "counts of its own"),
        (lambda pairs, u, x, d: 0.1, "Work out n_u"),
        (with_parts(rest=lambda n, k, d: d * k / (n + 1)), "Work out n_u"),
    ],
}
