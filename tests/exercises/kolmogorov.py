"""Right and wrong answers to the exercises on Kolmogorov complexity.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math


# --- 3: the best way to repeat ----------------------------------------------------------------------------------------
def cut_into_pieces(x):
    costs = []
    for size in range(1, len(x) + 1):
        times, rest = divmod(len(x), size)
        if not rest and times * x[:size] == x:
            costs.append(size + len(bin(times)) - 2 + len(bin(times)) - 3)
    return min(costs)


def search_by_times(x):
    best = math.inf
    for times in range(1, len(x) + 1):
        pieces = [x[i:i + len(x) // times] for i in range(0, len(x), max(1, len(x) // times))]
        if len(x) % times == 0 and len(set(pieces)) == 1:
            best = min(best, len(pieces[0]) + 2 * math.floor(math.log2(times)) + 1)
    return best


def ways(x):
    return [(len(x) // d, d) for d in range(1, len(x) + 1) if len(x) % d == 0 and x[:d] * (len(x) // d) == x]


def shortest_pattern(x):
    times, size = ways(x)[0]
    return 2 * times.bit_length() - 1 + size


def pattern_alone(x):
    return ways(x)[0][1]


def no_zeros_in_front(x):
    return min(times.bit_length() + size for times, size in ways(x))


def one_zero_too_many(x):
    return min(2 * times.bit_length() + size for times, size in ways(x))


def read_out(x):
    return len(x)


def rest_allowed(x):
    """Takes a period that does not divide the length."""
    sizes = [d for d in range(1, len(x) + 1) if (x[:d] * len(x))[:len(x)] == x]
    return min(2 * -(-len(x) // d).bit_length() - 1 + d for d in sizes)


# --- 4: the distance --------------------------------------------------------------------------------------------------
def as_defined(x, y, size):
    return (size(x + y) - min(size(x), size(y))) / max(size(x), size(y))


def larger_addition(x, y, size):
    adds = max(size(x + y) - size(x), size(x + y) - size(y))
    return adds / sorted([size(x), size(y)])[-1]


def by_the_smaller(x, y, size):
    return (size(x + y) - min(size(x), size(y))) / min(size(x), size(y))


def minus_the_larger(x, y, size):
    return (size(x + y) - max(size(x), size(y))) / max(size(x), size(y))


def exchanged(x, y, size):
    return (size(x + y) - max(size(x), size(y))) / min(size(x), size(y))


def share_left(x, y, size):
    return size(x + y) / (size(x) + size(y))


def first_subtracted(x, y, size):
    return (size(x + y) - size(x)) / size(y)


def numerator_alone(x, y, size):
    return size(x + y) - min(size(x), size(y))


def likeness(x, y, size):
    return (size(x) + size(y) - size(x + y)) / max(size(x), size(y))


def plain_lengths(x, y, size):
    return (size(x + y) - min(len(x), len(y))) / max(len(x), len(y))


def other_order(x, y, size):
    return (size(y + x) - min(size(x), size(y))) / max(size(x), size(y))


RIGHT = {
    "kolmogorov-1": [2**16 - 1, sum(2**length for length in range(16)), 65535.0],
    "kolmogorov-2": [20, math.log2(10**6), len(f"{10**6:b}")],
    "kolmogorov-3": [cut_into_pieces, search_by_times],
    "kolmogorov-4": [as_defined, larger_addition],
}

WRONG = {
    "kolmogorov-1": [
        (2**15, "one length only"), (2**15 - 1, "stop one bit earlier"), (2**17 - 1, "one length too many"),
        (2**-4, "share"), (2**20, "all strings"), (16, "List the lengths"), ("65535", "quotation marks"),
        (2**16, "one short of the next power"),
    ],
    "kolmogorov-2": [
        (10**6, "read out"), (1, "A constant"), (0, "A constant"), (math.log(10**6), "nats"),
        (math.log10(10**6), "decimal digits"), (1136, "some compressor"), (40, "How many binary digits"),
        (22, "How many binary digits"),
    ],
    "kolmogorov-3": [
        (pattern_alone, "the pattern alone"), (no_zeros_in_front, "not the zeros in front"), (read_out, "itself"),
        (one_zero_too_many, "One bit too many"), (rest_allowed, "not right"), (lambda x: 7, "`00` costs 3 bits"),
        (shortest_pattern, "shortest pattern"),
    ],
    "kolmogorov-4": [
        (by_the_smaller, "by the smaller"), (minus_the_larger, "subtract the larger"), (exchanged, "exchanged"),
        (share_left, "share of the two sizes"), (first_subtracted, "depend on their order"),
        (numerator_alone, "Divide by the larger"), (likeness, "likeness"), (plain_lengths, "lengths of the texts"),
        (lambda x, y, size: 0.5, "by hand"), (other_order, "in the other order"),
    ],
}
