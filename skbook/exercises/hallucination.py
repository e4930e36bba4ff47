"""Checks for the chapter on hallucination: a forecast from singletons, the price of a wrong answer, a memory's bits.

Knows the typical mistakes (no lucky guesses, facts counted for sentences, a share for odds, a membership test alone)
and what each deserves to hear. The numbers are digests; the programs are compared with the formulas.
"""

import math

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

SHARE = Sealed("hallucination-1", "e0909d8b3647fc62", {
    "d7ee5700fa40e10e": "That is the share of questions about facts not told. One guess in ten is lucky.",
    "47f43348126ae674": "That is the share of lucky guesses. Asked is that of false answers.",
    "63a628205dc2040f": "300 of what? The thumb lies on sentences, of which there are ten thousand.",
    "5c7788ab24103090": "That is the chance that a guess is false. How often must the learner guess?",
    "a06f65ba21d73060": "That is the share of right answers.",
    "9c64991c5e9e38a9": "A tenth of the guesses is lucky: take it away, do not add it.",
}, step=0.0005)


@exercise("hallucination-1")
def three_hundred_singletons(answer):
    value = one_number(answer, "share")
    if not 0 <= value <= 1:
        raise NotYet("A share lies between 0 and 1.")
    if SHARE.is_right(value):
        return "It holds for questions as the world asks them; of facts asked equally often far more would be missed."
    raise NotYet(SHARE.hint(value) or "Singletons over sentences, times the chance that a guess among ten is false.")


@exercise("hallucination-2")
def forecast(answer):
    false = one_function(answer, "forecast(facts, n_values)")
    for facts, n_values in (([3, 1, 3, 2], 8), ([0, 0, 0, 5, 5, 7], 2), ([9] * 7 + [1, 2, 4], 64), ([1, 1], 3),
                            ([8, 6, 8, 6, 2, 2, 2, 0, 11], 10)):
        counts = [facts.count(fact) for fact in sorted(set(facts))]
        once, n, wrong = counts.count(1), len(facts), 1 - 1 / n_values
        compare(false(list(facts), n_values), wrong * once / n, [
            (once / n, "One guess in V is lucky: multiply by 1 − 1/V."),
            (wrong * once / len(counts), "You divide by the number of facts. Divide by that of sentences."),
            (once / len(counts), "You divide by the number of facts. Divide by that of sentences, and mind the lucky "
                                 "guesses."),
            (once / n / n_values, "That is the share of lucky guesses. Asked is that of false answers."),
            (wrong * len(counts) / n, "You count all facts. Good–Turing counts those mentioned once."),
            (1 - wrong * once / n, "That is the share of right answers."),
            (float(once), "That is how many facts are mentioned once. Divide by the number of sentences, and mind the "
                          "lucky guesses."),
        ], "By hand: in [3, 1, 3, 2] two sentences of four are about facts mentioned once; with eight values seven "
           "guesses of eight are false: 7/16.")
    return "All that is needed to forecast the errors of whoever learns this corpus by heart."


POINTS = Sealed("hallucination-3", "7d4b590224a8e956", {
    "7c83e65b24d3e7fc": "That is the target itself. With a loss of 0.8 answering pays from four ninths on.",
    "f97ab79537ed40df": "That is 1/t. Set p − (1 − p)·loss to zero at p = t.",
    "3074daeecb567fca": "That is 1/(1 − t). The right answers earn something as well: t/(1 − t).",
    "761b74b6c220c2f5": "Upside down: the surer one must be, the *more* a wrong answer costs.",
    "0e2b09526d8affd5": "That is the chance to be wrong at the target. What must it cost to balance the "
                        "chance to be right?",
}, step=0.01)


@exercise("hallucination-3")
def price_of_a_wrong_answer(answer):
    value = one_number(answer, "points")
    if value < 0:
        raise NotYet("Give what a wrong answer costs as a number from 0; the minus sign is in the word.")
    if POINTS.is_right(value):
        return "At the target, four chances to win one point balance one chance to lose four."
    raise NotYet(POINTS.hint(value) or "Whoever is right with probability 0.8 must be indifferent between answering "
                 "and silence.")


@exercise("hallucination-4")
def memory_bits(answer):
    bits = one_function(answer, "memory_bits(n, n_values, false_alarms)")
    for n, n_values, alarms in ((1, 8, 0.5), (500, 64, 1 / 16), (1000, 10, 0.01), (7, 3, 1.0)):
        answers, check = n * math.log2(n_values), n * math.log2(1 / alarms)
        compare(bits(n, n_values, alarms), answers + check, [
            (answers, "That is for the answers alone: such a memory answers every stranger."),
            (check, "That is for the membership test alone. The answers cost bits, too."),
            (answers - check, "A smaller share of false alarms costs *more* bits: log₂(1/ε) is not below zero."),
            (answers * max(check / n, 1e-300), "The two prices are added: a state must do both jobs."),
            ((answers + check) / n, "That is for one fact; there are n."),
            ((answers + check) * math.log(2), "Take logarithms to base 2: asked are bits."),
            (n * math.log2(n_values + 1 / alarms), "Values and alarms multiply under the logarithm; their logarithms "
             "add."),
            (n * math.log2(n_values + 1), "You give every fact one value more, *I do not know*. But strangers are not "
             "among the n facts, and are endlessly many."),
        ], "By hand: one fact with eight values, and silence on half of the strangers: 3 + 1 = 4 bits.")
    return "Halving the false alarms costs one bit a fact, however many values there are."
