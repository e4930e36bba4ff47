"""Checks for the chapter on teaching a model more: a rent, a best memory, a fair comparison, a limit of replay.

Knows the typical mistakes (the straight line for the power, weights for popularities, interpolating over what rises and
falls, a limit turned round) and what each deserves to hear. The numbers are digests; the best memory is compared with
brute force over all memories.
"""

import itertools

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

RENT = Sealed("fine_tuning-1", "14589ee31ac25e91", {
    "499002d2f249305f": "That is the straight line. Take the power: 19 of 20 facts stay.",
    "2649bbcd16aa2154": "That is the new excess in per cent of the old one. How far has it risen?",
    "ff709e6ae7f73a77": "That divides by 21/20. The memory for facts shrinks to 19/20.",
    "c383ba119bdc3505": "That is the share of the memory. Asked are per cent of excess.",
    "017e7219ef887505": "That is the square root: d is one half, and the exponent is 1/d − 1.",
    "24d9a19a0555dd8f": "That is the power 1/d. The excess is the *sum* of the tail, which falls with 1/d − 1.",
    "127e781d44e5a7ec": "That is the share of the memory that is left for facts.",
}, step=0.01)


@exercise("fine_tuning-1")
def rent_of_a_tone(answer):
    value = one_number(answer, "per_cent")
    if value < 0:
        raise NotYet("With less room the excess does not fall.")
    if RENT.is_right(value):
        return "A little more than the twentieth that the straight line gives."
    raise NotYet(RENT.hint(value) or "The excess falls like the number of stored facts to the power −(1/d − 1), and "
                 "d is one half here. How many are stored with the format, how many without?")


@exercise("fine_tuning-2")
def popularity_kept(answer):
    kept = one_function(answer, "popularity_kept(p, stored, new, replay)")
    rng = np.random.default_rng([15, 2])
    cases = [(np.array([0.4, 0.3, 0.2, 0.1]), 3, 1, 0.5), (np.array([0.1, 0.5, 0.15, 0.25]), 3, 2, 0.7),
             (np.array([0.5, 0.3, 0.2]), 2, 2, 0.9)]
    for p, stored, new, replay in cases + [(rng.dirichlet(np.ones(5)), 3, 2, r) for r in (0.05, 0.4, 0.75, 0.95)]:
        truth, weights, mean = _by_brute_force(p, stored, new, replay), np.sort(p)[::-1], p[:stored - new].sum()
        compare(kept(p, stored, new, replay), truth, [
            (replay * truth, "That is the weight in the mixture. Asked is the popularity among old sentences: do not "
             "multiply by `replay` in the end."),
            (weights[:stored].sum(), "Some places go to the new facts: count how many."),
            (1 - truth, "That is the popularity that is lost."),
            (mean, "The popularities come in any order, so sort them first, the largest in front."),
            (weights[:stored - new].sum(), "Too much replay: here some old facts weigh more than a new one and keep "
             "their place. Compare `replay * p` with `(1 - replay) / new`."),
        ], "By hand: for p = 0.4, 0.3, 0.2, 0.1, three places, one new fact and replay 1/2, the new fact has its place "
           "and two old ones stay, 0.7.")
    return "Up to the limit the answer does not depend on the replay at all."


def _by_brute_force(p, stored, new, replay) -> float:
    """All memories of that size, the one of the greatest weight; among equals that with more new facts."""
    weights = np.append(replay * p, np.full(new, (1 - replay) / new))
    best = max(itertools.combinations(range(len(weights)), stored),
               key=lambda chosen: (round(weights[list(chosen)].sum(), 12), sum(i >= len(p) for i in chosen)))
    return float(sum(p[i] for i in best if i < len(p)))


@exercise("fine_tuning-3")
def kept_when(answer):
    kept = one_function(answer, "kept_when(new, old, target)")
    for new, old, target in (([0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.35, 0.45, 0.5, 0.7, 0.9],
                              [1.0, 0.98, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.3, 0.1], 0.55),
                             ([0.0, 0.5, 1.0], [1.0, 0.8, 0.2], 0.75),
                             ([0.0, 0.2, 0.8, 0.6, 1.0], [1.0, 0.7, 0.5, 0.4, 0.3], 0.7),
                             ([0.0, 0.6], [0.9, 0.3], 0.6)):
        t = int(np.argmax(np.array(new) >= target))  # the look after the moment
        before, after = np.array([new[t] - target, target - new[t - 1]]) / (new[t] - new[t - 1])
        compare(kept(new, old, target), before * old[t - 1] + after * old[t], [
            (old[t], "That is at the first look *after* the moment. Draw a straight line from the look before."),
            (old[t - 1], "That is at the last look *before* the moment. Draw a straight line to the look after."),
            (after * old[t - 1] + before * old[t], "Your line runs backwards: at the look before, the part is 0."),
            ((old[t] + old[t - 1]) / 2, "The middle of the two looks; where on the line does `new` reach the target?"),
            (old[-1], "That is at the end. Look at the moment at which `new` first reaches the target."),
            (float(np.interp(target, new, old)), "`np.interp` wants `new` to rise all the way. It falls somewhere, so "
             "look for the *first* crossing."),
        ], "By hand: new 0, 0.5, 1 and old 1, 0.8, 0.2; the target 0.75 lies half way between the last two looks, 0.5.")
    return "Every network is now looked at when it has learnt equally much."


LIMIT = Sealed("fine_tuning-4", "d5ffaceef5159f1e", {
    "93b1aa8285ef3f2b": "That is the share of *new* sentences at the limit.",
    "2c198ae6d98fb651": "That is m times p. The limit is 1 / (1 + m p).",
    "e549cd752a259d9a": "1 − m p is only a first approximation of 1 / (1 + m p).",
    "4674a7a21dce71cd": "You took the size of the memory for m, the number of new facts.",
    "f408c4d401b10b5a": "That compares 1 − ρ with ρ p. The new sentences are shared among 250 facts: (1 − ρ)/250.",
    "16296dd25986222d": "That is 1/(1 + 1/250). The old fact has popularity 1/1000, so it weighs ρ/1000.",
}, step=0.001)


@exercise("fine_tuning-4")
def too_much_replay(answer):
    value = one_number(answer, "replay")
    if not 0 <= value <= 1:
        raise NotYet("A share of sentences lies between 0 and 1.")
    if LIMIT.is_right(value):
        return "For large memories p is far smaller, and the limit nearly one."
    raise NotYet(LIMIT.hint(value) or "A new fact weighs (1 − ρ)/250, the old one ρ/1000. When are they equal?")
