"""Checks for the chapter on the order of learning: a half-learning time, a frontier, a film, a score.

Knows the typical mistakes (one whole sighting, a power turned upside down, steps for sentences, a straight line) and
what each deserves to hear. Numbers are digests; what is read off a film is found again by bisection.
"""

import math

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
def sightings_when_half(answer):
    sightings = one_function(answer, "sightings_when_half(steps, known, batch, sentences, count)")
    for steps, known, batch, sentences, count in (
            ([10, 1000], [0.25, 0.75], 64, 20_000, 50), ([8, 16, 40, 64], [0.0, 0.1, 0.8, 0.9], 32, 5000, 12),
            ([8, 11, 16, 23, 32], [0.1, 0.2, 0.7, 0.4, 0.9], 64, 20_000, 190),
            ([4, 8, 16], [0.1, 0.5, 0.9], 16, 800, 7)):
        _compare_film(sightings, steps, known, batch, sentences, count)
    return "So the chapter made its table: steps times batch are sentences, and a fact stands in its share of them."


def _compare_film(sightings, steps, known, batch, sentences, count):
    """The truth by bisection of the straight line, in the logarithm of the step, between the first two stops around."""
    k = next(k for k, share in enumerate(known) if share >= 0.5)
    low, high = math.log(steps[k - 1]), math.log(steps[k])
    rise = (known[k] - known[k - 1]) / (high - low)
    left, right = low, high
    for _ in range(60):
        middle = (left + right) / 2
        left, right = (middle, right) if known[k - 1] + rise * (middle - low) < 0.5 else (left, middle)
    half, each = math.exp(right), batch / sentences * count
    part = (0.5 - known[k - 1]) / (known[k] - known[k - 1])
    last = max(k for k in range(1, len(known)) if known[k - 1] < 0.5 <= known[k])
    later = (0.5 - known[last - 1]) / (known[last] - known[last - 1])
    compare(sightings(steps, known, batch, sentences, count), half * each, [
        ((steps[k - 1] + part * (steps[k] - steps[k - 1])) * each, "That line is straight in the step. Between two "
         "stops take it straight in the *logarithm* of the step."),
        (steps[k] * each, "That is the first stop at which half is known. The line reaches one half before it."),
        (steps[k - 1] * each, "That is the last stop before half is known. Follow the line on to one half."),
        (half, "That is the step. How many sentences are read by then, and in what share of them is the fact?"),
        (half * batch, "That is how many sentences are read. The fact stands in `count` of every `sentences` of them."),
        (half * count / sentences, "A step reads `batch` sentences, not one."),
        (half * batch * count, "Divide by `sentences`: `count` mentions are spread over all of the corpus."),
        (half * batch * sentences / count, "Upside down: the share of sentences about the fact is count / sentences."),
        (half * batch / sentences, "That is how often the corpus has been read. Each reading brings `count` mentions."),
        (steps[last - 1] * (steps[last] / steps[last - 1]) ** later * each, "The film falls below one half once more "
         "and rises again. Asked is when it *first* shows half."),
    ], "By hand: a quarter known at step 10, three quarters at step 1000. One half is reached at step 100; with 64 of "
       "20,000 sentences a step and 50 mentions that is 16 sightings.")


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
