"""Checks for the chapter on data: a factor, a price of not knowing what one does not know, the level of a slow reader,
what such a reader misses.

Knows the typical mistakes (the discount for the exponent, half for a third, one part of a sum for all of it, an empty
product that is not empty) and what each deserves to hear. The numbers are digests; the function is compared with a sum
of Gamma functions, which is another road to the same product, or with all corpora one by one.
"""

import itertools
import math

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

THIRD = Sealed("data_scaling-1", "340c8b46b5766ed6", {
    "fa6611afae3eb5f1": "You took the power 1/d. The loss falls with the exponent 1 − d, so the power is 1/(1 − d).",
    "244eb669218b3887": "You took the power d. Solve times^(−(1 − d)) = 1/3 for times.",
    "894f0b1e8a067a77": "That is 3 to the power 1 − d: what tripling the *data* does to the loss. Solve for the data.",
    "3f6c3365a504e2df": "You multiplied by 1/(1 − d). It is a power: the loss is divided by 3 at each factor of 3^5.",
    "f8ba04d4ead4d9a1": "That halves the loss. Asked is a third.",
    "76a11aa6854170a2": "That is the power itself, 1/(1 − d). The factor is 3 to that power.",
    "509aa0f47a5b08f4": "That is the inverse: the data must grow.",
}, step=0.01)


@exercise("data_scaling-1")
def third(answer):
    value = one_number(answer, "times")
    if THIRD.is_right(value):
        return "Every further third costs as many times the data again: that is what a power law means."
    raise NotYet(THIRD.hint(value) or "The price of facts is A N^(−(1 − d)). By what factor must N grow until this is "
                 "a third of what it was?")


ONE_PART = "That counts one part of the price only: the doubt, H(e), and which other value it is, e log2(V − 1)."
SURE = Sealed("data_scaling-2", "41a0169d89f13fa1", {
    "ba4c96af39732cf8": "That is what it pays, in bits. Asked is how many times what the ideal learner pays.",
    "2e628e14becf8305": "Almost: the ideal learner guesses right in one of 64 questions about facts it has not met, so "
                        "its missing mass is a little more than its error.",
    "67672e8e2154295f": ONE_PART,
    "ba3f1152eeb95867": ONE_PART,
    "2280d1f92834846f": ONE_PART,
    "9382f4bd3acb418b": "The price is in nats and the ideal one in bits: use the logarithm to base 2 in both.",
    "0633d5653b8d5cf5": "That is the inverse: divide by what the ideal learner pays.",
    "412c6e0d419d729d": "You divided by the error. The ideal learner pays log2 V bits for each fact it has not met.",
}, step=0.01)


@exercise("data_scaling-2")
def equally_sure(answer):
    value = one_number(answer, "ratio")
    if SURE.is_right(value):
        return "It makes no more mistakes than the ideal learner, and pays more than double for not knowing where."
    raise NotYet(SURE.hint(value) or "First H(0.01) + 0.01 log2 63. Then what the ideal learner pays: log2 64 times a "
                 "missing mass of which 63 in 64 questions go wrong.")


@exercise("data_scaling-3")
def level(answer):
    of = one_function(answer, "level(m, d)")
    compare(of(1, 0.5), 1, [(0, "For one sighting the product is empty, and an empty product is 1, not 0.")],
            "One sighting is what the ideal learner needs: its level is 1, and the product is empty.")
    for m, d in ((2, 0.5), (4, 0.5), (3, 0.2), (7, 0.9), (1000, 0.35)):
        _compare(of, m, d)
    return "For many sightings it grows like m^(1 − d)/Γ(2 − d): to need m of them is to have m times fewer data."


def _compare(of, m, d):
    """The truth as a sum: the probabilities of 0, 1, …, m − 1 sightings, each weighted by the world."""
    parts = [math.exp(math.lgamma(j + 1 - d) - math.lgamma(j + 1) - math.lgamma(1 - d)) for j in range(m)]
    steps = np.arange(1, m)
    compare(of(m, d), sum(parts), [
        (np.prod(1 + (1 - d) / np.arange(1, m + 1)), "One factor too many: j goes to m − 1."),
        (np.prod(1 + (1 - d) / np.arange(1, m - 1)), "One factor too few: j goes to m − 1, and that is included."),
        (np.prod(1 + d / steps), "You took d where the product has 1 − d."),
        (1 + np.sum((1 - d) / steps), "You added what is to be multiplied."),
        (np.prod((1 - d) / steps), "The 1 in each factor is missing."),
        (np.prod(1 + (1 - d) * steps[:20]), "You multiplied by j where the product divides by it."),
        (m ** (1 - d), "That is how it grows for many sightings, up to a constant; the product is asked for."),
    ], "By hand: for d = 1/2 two sightings have the level 1 + 1/2, and three that times 1 + 1/4.")


@exercise("data_scaling-4")
def missed(answer):
    of = one_function(answer, "missed(popularity, n, m)")
    _compare_missed(of, np.array([0.75, 0.25]), 3, 2)
    for p, n, m in (([0.75, 0.25], 4, 1), ([0.5, 0.3, 0.2], 4, 2), ([0.6, 0.3, 0.1], 5, 3)):
        _compare_missed(of, np.array(p), n, m)
    compare(of(np.array([0.5, 0.5]), 2, 5), 1, [], "Right up to here, but who needs five sightings knows nothing after "
            "two sentences: then all is missed.")
    return "With m = 1 it is the missing mass, the loss of the ideal learner."


def _compare_missed(of, p, n, m):
    """The truth by brute force: all corpora of n sentences."""
    share = few = exactly = up_to = 0.0
    for corpus in itertools.product(range(len(p)), repeat=n):
        chance, counts = math.prod(p[i] for i in corpus), np.bincount(corpus, minlength=len(p))
        share, few = share + chance * p[counts < m].sum(), few + chance * (counts < m).sum()
        exactly, up_to = exactly + chance * p[counts == m - 1].sum(), up_to + chance * p[counts <= m].sum()
    compare(of(p, n, m), share, [
        (1 - share, "That is the share it knows. Asked is what it misses."),
        (few, "You count facts met too seldom. Weight each by how often it is asked for: the factor p is missing."),
        (few / len(p), "You average over facts as if all were asked for equally often. Weight each by p."),
        (exactly, "You took those met exactly m − 1 times. Those met less often are missed, too: sum over j < m."),
        (up_to, "Off by one: a fact met m times is known."),
        (sum(float(p @ (np.exp(-n * p) * (n * p) ** j)) / math.factorial(j) for j in range(m)),
         "These are Poisson counts. For exactly n sentences take the binomial ones."),
        (float(p @ (1 - p) ** n), "That is the missing mass, for one sighting. Here m are needed."),
    ], "By hand: of two facts with 3/4 and 1/4, after three sentences, two sightings needed: the first is missed with "
       "probability 1/64 + 9/64, the second with 27/64 + 27/64; weight them by 3/4 and 1/4.")
