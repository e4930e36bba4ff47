"""Checks for the chapter on Kolmogorov complexity: programs counted, zeros described, two short programs.

Knows the typical mistakes (one length counted for all shorter ones, a constant or n for log n, the cost of the number
forgotten, the smaller length where the larger divides) and what each deserves to hear. The chapter's last exercise is
a proof and has no check.
"""

import math
from fractions import Fraction

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

MOST = Sealed("kolmogorov-1", "a7a03ec6994182cd", {
    "467e995887242769": "Count again from the empty program on: the sum stops one short of the next power of two.",
    "826d3d80c6ac2460": "These are the programs of one length only. Every shorter program describes a string, too.",
    "800a83996d081c92": "Saving five bits or more leaves programs of at most 20 − 5 bits; yours stop one bit earlier.",
    "1a35bcc2329bf0ce": "You counted one length too many: a program of 16 bits saves four bits.",
    "1a1c1bc2ec1866a7": "That is the share of the strings. Asked is how many there are.",
    "88bcd3ce320b1931": "That is the number of all strings. Count the programs that are short enough.",
}, step=0.25)


@exercise("kolmogorov-1")
def most(answer):
    value = one_number(answer)
    if MOST.is_right(value):
        return "Each of these programs describes one string at most, whatever the machine does with it."
    raise NotYet(MOST.hint(value) or "List the lengths that a program may have, with the empty program as the first. "
                 "How many programs has each length?")


ZEROS = Sealed("kolmogorov-2", "8c986d0ad086f649", {
    "314a620d7971c8a0": "These are nats: take the logarithm to base 2.",
    "3302de87a483d085": "These are decimal digits. A bit is a binary digit.",
}, step=1)


@exercise("kolmogorov-2")
def zeros(answer):
    value = one_number(answer)
    if ZEROS.is_right(value):
        return "The rule “write zeros” is free up to a constant; what has to be said is how many."
    if value == 10**6:
        raise NotYet("That is the string read out, symbol by symbol. It has a much shorter description: say how many.")
    if 0 <= value <= 2:
        raise NotYet("A constant would do if there were one such string. A program that writes a million zeros must "
                     "know that it is a million: how many bits does that take?")
    if 60 <= value < 10**6:
        raise NotYet("That may be what some compressor makes of it. A compressor gives an upper bound and no more.")
    raise NotYet(ZEROS.hint(value) or "How many binary digits has the number of zeros?")


def _ways(x: str) -> list[tuple[int, int]]:
    """All (times, size) with which a pattern of that size, repeated, gives x."""
    sizes = [d for d in range(1, len(x) + 1) if len(x) % d == 0]
    return [(len(x) // d, d) for d in sizes if all(a == b for a, b in zip(x, x[d:], strict=False))]


@exercise("kolmogorov-3")
def repeat_bits(answer):
    bits = one_function(answer, "repeat_bits(x)")
    rng = np.random.default_rng([1, 3])
    drawn = ["".join(rng.choice(["0", "1"], size)) * times for size, times in rng.integers(1, 9, (12, 2)).tolist()]
    for x in ["01" * 6, "0", "01101", "0110100", "0" * 64, "00", "0101", "10101", *drawn]:
        _compare_repeat(bits(x), x)
    return "The number has to pay for itself, so a short pattern wins only when it comes often enough."


def _compare_repeat(value, x):
    ways = _ways(x)
    digits = {times: 1 + int(math.log2(times)) for times, _ in ways}
    truth = min(size + 2 * digits[times] - 1 for times, size in ways)
    smallest = min(ways, key=lambda way: way[1])
    compare(value, truth, [
        (smallest[1] + 2 * digits[smallest[0]] - 1, f"For `{x}` you took the shortest pattern. A longer one may need "
         "so much less for its number that it wins: try all."),
        (min(size for _, size in ways), "That is the pattern alone. The number in front has to be written, too."),
        (min(size + digits[times] for times, size in ways), "You charge the digits of the number, but not the zeros "
         "in front that tell where it ends."),
        (min(size + 2 * digits[times] for times, size in ways), "One bit too many: of zeros there is one fewer than "
         "the number has digits."),
        (len(x), "That is the string itself. Even to write it once costs a number, the digit 1."),
    ], f"For `{x}` it is not right. Cut the string into equal pieces in every way there is; where all pieces are the "
       "same there is a program. By hand: `00` costs 3 bits, `010101010101` costs 7.")


@exercise("kolmogorov-4")
def distance(answer):
    far = one_function(answer, "distance(x, y, size)")
    for x, y, size in (("aaaa", "zyx", _weighted), ("zyx", "aaaa", _weighted), ("aab", "bcd", _letters),
                       ("abc", "defgh", len)):
        _compare_distance(far(x, y, size), x, y, size)
    return "Any compressor will do, and each sees the likeness that it is able to use."


def _letters(text: str) -> int:
    """A compressor that only notices which letters there are."""
    return 3 + 2 * len(set(text))


def _weighted(text: str) -> float:
    """A compressor for which the order matters: what stands further back costs less."""
    return 4 + sum(ord(letter) / (t + 1) for t, letter in enumerate(text))


def _compare_distance(value, x, y, size):
    one, other, both = (Fraction(size(text)) for text in (x, y, x + y))
    low, high = sorted((one, other))
    swapped = Fraction(size(y + x))
    compare(value, float((both - low) / high), [
        (float((both - low) / low), "You divide by the smaller length. With the larger one, long and short texts are "
         "comparable."),
        (float((both - high) / high), "You subtract the larger length. Subtract the smaller, so that the number says "
         "what the more expensive of the two adds."),
        (float((both - one) / other), "Which of the two is subtracted must not depend on their order: take the "
         "smaller one."),
        (float((both - high) / low), "Smaller and larger are exchanged."),
        (float(both / (one + other)), "That is the share of the two sizes that is left. The distance subtracts the "
         "smaller length first."),
        (float(both - low), "The numerator is right. Divide by the larger length."),
        (float((one + other - both) / high), "That is a likeness: it is large when the texts share much. A distance "
         "is large when they do not."),
        (float((swapped - low) / high), "You compressed the texts in the other order: first x, then y."),
        (float((both - min(len(x), len(y))) / max(len(x), len(y))), "You used the lengths of the texts themselves. "
         "Everything here is a compressed size."),
    ], "Work it out for sizes by hand: if one text has size 7, the other 5 and both together 10, the distance is "
       "(10 − 5) / 7.")
