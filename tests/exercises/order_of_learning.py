"""Right and wrong answers to the exercises on the order of learning.

``RIGHT[label]`` holds answers that must be accepted, written differently; ``WRONG[label]`` holds pairs of a typical
mistake and words of the hint that it must get. The last pair of each list is a near miss: almost the right answer.
"""

import math

import numpy as np


# --- 2: how much more to read ----------------------------------------------------------------------------------------
def a_power(now, wanted, d):
    return (wanted / now) ** (1 / d)


def from_popularities(now, wanted, d):
    return now ** (-1 / d) / wanted ** (-1 / d)


def ratio_of_ranks(now, wanted, d):
    return wanted / now


def upside_down(now, wanted, d):
    return (wanted / now) ** d


def no_power(now, wanted, d):
    return wanted / now / d


def rarer_is_sooner(now, wanted, d):
    return (wanted / now) ** (-1 / d)


def from_nothing(now, wanted, d):
    return wanted ** (1 / d)


def of_the_loss(now, wanted, d):
    return (wanted / now) ** (1 / (1 - d))


def by_adding(now, wanted, d):
    return (wanted - now) ** (1 / d)


# --- 3: sightings from a film ----------------------------------------------------------------------------------------
def film(log=math.log, exp=math.exp, first=True, part=None):
    """The step at which a film shows half; every argument but the default is a mistake."""
    def step(steps, known):
        crossed = [k for k in range(1, len(known)) if known[k - 1] < 0.5 <= known[k]]
        k = crossed[0] if first else crossed[-1]
        share = (0.5 - known[k - 1]) / (known[k] - known[k - 1]) if part is None else part
        return exp(log(steps[k - 1]) + share * (log(steps[k]) - log(steps[k - 1])))
    return step


def times(step, factor=lambda batch, sentences, count: batch / sentences * count):
    return lambda steps, known, batch, sentences, count: step(steps, known) * factor(batch, sentences, count)


def stop_by_stop(steps, known, batch, sentences, count):
    """With the ratio of two stops, and no logarithm."""
    before = None
    for step, share in zip(steps, known, strict=True):
        if share >= 0.5:
            part = (0.5 - before[1]) / (share - before[1])
            return before[0] * (step / before[0]) ** part * batch * count / sentences
        before = step, share


def by_interpolation(steps, known, batch, sentences, count):
    k = int((np.asarray(known) >= 0.5).argmax())
    return 2 ** np.interp(0.5, known[k - 1:k + 1], np.log2(steps[k - 1:k + 1])) * batch / sentences * count


def same(x):
    return x


def interpolated_backwards(steps, known, batch, sentences, count):
    k = int((np.asarray(known) >= 0.5).argmax())
    part = (known[k] - 0.5) / (known[k] - known[k - 1])
    return steps[k - 1] * (steps[k] / steps[k - 1]) ** part * batch / sentences * count


RIGHT = {
    "order_of_learning-1": [69_000, math.log(2) / 1e-5, 6.9e4],
    "order_of_learning-2": [a_power, from_popularities],
    "order_of_learning-3": [times(film()), stop_by_stop, by_interpolation],
    "order_of_learning-4": [0.933, 2**-0.1, math.exp(math.log(0.5) / 10)],
}

WRONG = {
    "order_of_learning-1": [
        (50_000, "Half a sighting"), (100_000, "base 2"), (0.69, "expected sightings"), (30_103, "natural"),
        (230_000, "nine chances"), (1_200_000, "*all*"), (34_657, "inside the logarithm"), (-1, "not below"),
        ("69000", "quotation marks"), (63_000, "1 − 1/e"), (80_000, "solve for N"),
    ],
    "order_of_learning-2": [
        (ratio_of_ranks, "between the ranks"), (upside_down, "Upside down"), (no_power, "not times 1/d"),
        (rarer_is_sooner, "turn it over"), (from_nothing, "stands now"), (by_adding, "Divide two"),
        (of_the_loss, "exponent of the loss"),
    ],
    "order_of_learning-3": [
        (times(film(same, same)), "*logarithm*"), (times(film(part=1)), "first stop at which"),
        (times(film(part=0)), "last stop before"),
        (times(film(), lambda batch, sentences, count: 1), "That is the step"),
        (times(film(), lambda batch, sentences, count: batch), "how many sentences are read"),
        (times(film(), lambda batch, sentences, count: count / sentences), "not one"),
        (times(film(), lambda batch, sentences, count: batch * count), "Divide by"),
        (times(film(), lambda batch, sentences, count: batch * sentences / count), "Upside down"),
        (times(film(), lambda batch, sentences, count: batch / sentences), "how often the corpus"),
        (times(film(first=False)), "*first*"), (interpolated_backwards, "By hand"),
    ],
    "order_of_learning-4": [
        (0.5, "below one in a thousand"), (0.05, "multiply"), (2**-10, "score at q"), (1 - 2**-0.1, "*wrong* letter"),
        (math.sqrt(0.5), "two letters"), (1.2, "between 0 and 1"), (0.8, "to the tenth"), (0.95, "add up"),
    ],
}
