"""Checks for the chapter on the order of learning: a half-learning time, a frontier, a clockwork learner, a score.

Knows the typical mistakes (one whole sighting, a power turned upside down, expected for actual mentions, a straight
line) and what each deserves to hear. The numbers are digests; the program is compared with a sum over all corpora.
"""

import itertools
import math

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

TIME = Sealed("order_of_learning-1", "c73404f5ac2c19f5", {
    "8e7efd72c21dbbdc": "Half a sighting is expected by then, and the fact is known with probability 1 − e^(−1/2), "
                        "which is below one half.",
    "5af910c7284661eb": "By then one sighting is expected, and the fact is known with probability 1 − 1/e, which is "
                        "above one half. Or is your logarithm to base 2? The one in e^(−Np) is natural.",
    "1f6b517e520dda21": "1 − 1/e is the probability after one expected sighting. Asked is when it is one half.",
    "82f685ed4c42aea0": "Use the natural logarithm: the chance to miss the fact is about e^(−Np).",
    "f23b63a62fbc9523": "That is a number of expected sightings. How many sentences bring so many?",
    "2b9c7ab04fee8bef": "That is for nine chances in ten. Asked is one in two.",
    "9ae922392c77ca78": "That is how long it takes to meet *all* of many facts of this popularity. Asked is one fact.",
    "6fbe9419e67d11b6": "The factor one half stands inside the logarithm already: ln 2 comes from ½ = e^(−Np).",
}, step=1000)


@exercise("order_of_learning-1")
def half_learning_time(answer):
    value = one_number(answer, "sentences")
    if value < 0:
        raise NotYet("A number of sentences is not below 0.")
    if TIME.is_right(value):
        return "Less than the 100,000 sentences that bring one expected sighting."
    raise NotYet(TIME.hint(value) or "Set the probability to miss the fact, e^(−Np), equal to one half, and "
                 "solve for N.")


@exercise("order_of_learning-2")
def more_reading(answer):
    factor = one_function(answer, "more_reading(now, wanted, d)")
    for now, wanted, d in ((10, 30, 0.5), (200, 3000, 0.5), (7, 70, 0.8), (50, 60, 0.3)):
        ratio = wanted / now
        compare(factor(now, wanted, d), ratio ** (1 / d), [
            (ratio, "That is the factor between the ranks. The frontier moves like a power of N."),
            (ratio**d, "Upside down: the rank is like N to the d, so N is like the rank to the 1/d."),
            (ratio / d, "A factor to the power 1/d is asked for, not times 1/d."),
            (ratio ** (-1 / d), "That is the ratio of the popularities. Rarer facts take longer, so turn it over."),
            (wanted ** (1 / d), "You forget where the frontier stands now: divide by its rank to the power 1/d."),
            (ratio ** (1 / (1 - d)), "1 − d is the exponent of the loss. The frontier moves like N to the d."),
        ], "The frontier is a constant times N to the power d. Divide two of them: for d = 1/2 and three times the "
           "rank the factor is nine.")
    return "How many sightings the learner needs moves its frontier, and cancels in the ratio."


@exercise("order_of_learning-3")
def missing_after(answer):
    missing = one_function(answer, "missing_after(popularity, n, sightings)")
    rng = np.random.default_rng([13, 3])
    _compare(missing, np.array([0.75, 0.25]), 3, 1)
    for facts, n, sightings in ((2, 3, 2), (3, 5, 3), (2, 6, 2), (4, 4, 4)):
        _compare(missing, rng.dirichlet(np.ones(facts)), n, sightings)
    compare(missing(np.array([0.5, 0.5]), 2, 5), 1, [], "Whoever has read two sentences cannot have five mentions of "
            "anything: then all of the popularity is missing, 1.")
    compare(missing(np.array([0.5, 0.5]), 0, 1), 1, [], "Before the first sentence nothing is known: 1.")
    return "Luck with the mentions rounds the step that a fixed number of expected sightings would make."


def _compare(missing, p, n, sightings):
    """The truth by brute force: all corpora of n sentences, and what is not known after each."""
    truth, strict, unweighted, exactly = 0.0, 0.0, 0.0, 0.0
    for corpus in itertools.product(range(len(p)), repeat=n):
        chance, counts = math.prod(p[i] for i in corpus), np.bincount(corpus, minlength=len(p))
        truth += chance * p[counts < sightings].sum()
        strict += chance * p[counts <= sightings].sum()
        exactly += chance * p[counts == sightings - 1].sum()
        unweighted += chance * (counts < sightings).sum()
    few = sum(np.exp(-n * p) * (n * p) ** k / math.factorial(k) for k in range(sightings))
    compare(missing(p, n, sightings), truth, [
        (1 - truth, "That is the chance that the next fact *is* known. Asked is that it is not."),
        (strict, "Off by one: from `sightings` mentions on the fact is known, so it is unknown with fewer."),
        (unweighted, "You count facts. Weight each by the chance that the next sentence is about it."),
        (exactly, "That is for facts that lack just one mention. Those that lack more are not known either."),
        (float(p @ (1 - p) ** n), "That is the missing mass, for a learner who needs one mention."),
        (float(p[n * p < sightings].sum()), "You compare *expected* mentions with `sightings`. Asked are actual ones, "
         "which are binomial."),
        (float(p @ few), "That is the Poissonised sum, close for rare facts. Asked is the binomial one."),
    ], "By hand: of two facts with 3/4 and 1/4, after three sentences and with one sighting needed, "
       "3/4 · 1/64 + 1/4 · 27/64.")


SCORE = Sealed("order_of_learning-4", "c0bd359391a4f3cb", {
    "68bacb8636f6d1b4": "At one half a letter the score is 2^(−10), below one in a thousand.",
    "9b42d85658c3c9cf": "Probabilities of independent letters multiply; they do not add up to ten times one.",
    "3f6d1151212659e3": "Almost: you let ten small errors add up to one half. They multiply, q to the tenth.",
    "7ec2dcffdbf35f60": "That is the score at q = 1/2. Asked is the q at which the score is 1/2.",
    "de7558e81de11e5b": "That is the chance of a *wrong* letter.",
    "42765d702be50eb8": "That is for two letters. The answer has ten.",
}, step=0.001)


@exercise("order_of_learning-4")
def score_of_ten_letters(answer):
    value = one_number(answer, "q")
    if not 0 <= value <= 1:
        raise NotYet("A probability lies between 0 and 1.")
    if SCORE.is_right(value):
        return "Whoever looks at the score sees nothing for most of the training, and then a jump."
    raise NotYet(SCORE.hint(value) or "Ten independent letters are all right with probability q to the tenth.")
