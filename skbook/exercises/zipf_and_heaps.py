"""Checks for the chapter on Zipf and Heaps: a short text, a forecast on the way, a false law, new words to come.

Knows the typical mistakes (types for words, a look into the future, a rate taken to be constant, the Poisson
formula for the exact one, signs that do not alternate) and what each deserves to hear. The right answers are not here:
numbers are digests, functions are compared with what must be true of them, worked out on another road.
"""

from collections import Counter

import numpy as np

from skbook import occupancy
from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

SHORT = Sealed("zipf_and_heaps-1", "c50e7462a0c42942", {
    "c1f22bd4fafeefbd": "That is singletons over types, the local exponent. The thumb lies on words, so divide by "
                        "the number of words.",
    "88e6a2c217dc8809": "You counted all types. Good–Turing counts only those that came exactly once.",
    "1639fd0f57f5af5b": "That is the probability that the next word is an old one.",
    "c4606b758446ccaa": "You divided one word by the number of types. Count the words that came once, and divide "
                        "by all words.",
    "45774a43a6b54e73": "Five words came once, not one: every one of them may be under the thumb.",
    "0e3fc6935e0d1108": "That is how many words came once; divide by the number of words.",
    "f315a9e9a5b77271": "Almost: off by one below the line. The text has one word less than you divide by.",
}, step=0.001)
LAW = Sealed("zipf_and_heaps-3", "5b387ec64547b0bc", {
    "d7423d13a7c5b620": "That is the probability of exactly once, not yet divided by that of at least once. (It "
                        "is also the share still unseen.)",
    "a8a893b5d602561f": "That is the share of types seen at least once. Which part of these was seen exactly "
                        "once?",
    "bff56cf8b34ca9e8": "So it is at the very beginning, when everything seen was seen once. Here as many words "
                        "were read as there are types.",
    "1657be1de46bac88": "So it is in the end, when everything was seen often. Here as many words were read as "
                        "there are types.",
    "21dcbf37d0da181d": "That is the share of the seen types that came more than once.",
    "10e2ac7e889e3424": "You have the ratio upside down: types over singletons.",
    "a80916265ae44c15": "Rounded too far for this check: give three decimals.",
}, step=0.001)


@exercise("zipf_and_heaps-1")
def short_text(answer):
    value = one_number(answer)
    if SHORT.is_right(value):
        return "The thumb covers a singleton in more than half of the places: of a text so short, one expects novelty."
    raise NotYet(SHORT.hint(value) or "List the different words with how often each came. Good–Turing takes the number "
                 "of those that came once, and divides by the number of places where the thumb can lie.")


@exercise("zipf_and_heaps-2")
def forecast(answer):
    said = one_function(answer, "forecast(words, n)")
    rng = np.random.default_rng([6, 2])
    telling = list("abacdeafabcdgghg")  # every mistake below gives another number
    _compare_forecast(said(telling, 9), telling, 9)
    for length, n in [(5, 5), (12, 6), (40, 25), (60, 59), (3, 1)]:
        words = [f"w{int(i)}" for i in np.floor(rng.pareto(0.9, length))]
        _compare_forecast(said(words, n), words, n)
    if said(["a", "b", "a", "b"], 4) != 0:
        raise NotYet("Where no word came once, Good–Turing says 0: tried with a b a b.")
    return "It needs only what has been read, and yet it speaks of what has not."


def _compare_forecast(value, words, n):
    read, whole = Counter(words[:n]), Counter(words)
    once = sum(times == 1 for times in read.values())
    in_all = sum(times == 1 for times in whole.values())
    kept = sum(whole[word] == 1 for word in read)
    compare(value, once / n, [
        (once / len(read), "That is singletons over types, the local exponent. A probability that the next word is new "
         "has the number of words below the line."),
        (len(read) / n, "You count all types. Good–Turing counts those that came exactly once."),
        (once, "That is a count of words; divide by how many were read."),
        (once / len(words), "You divide by the length of the whole text, but only n words have been read."),
        (in_all / len(words), "That is the forecast at the end of the whole text. Cut it after n words first."),
        (kept / n, "You look into the future: a word that came once among the first n is a singleton there, whatever "
         "it does later."),
        (in_all / n, "You count the singletons of the whole text. Only n words have been read."),
        (once / (n + 1), "Off by one below the line: n words have been read, so the thumb has n places."),
        (1 - once / n, "That is the probability that the next word is an old one."),
    ], f"For the first {n} of {' '.join(words[:12])}{' …' if len(words) > 12 else ''} it is not right. By hand: "
       "after a rose is a rose, one of five words is a singleton.")


@exercise("zipf_and_heaps-3")
def law_from_nowhere(answer):
    value = one_number(answer)
    if LAW.is_right(value):
        return "A respectable exponent from a world without any. One moment of one curve says nothing about a law."
    raise NotYet(LAW.hint(value) or "Poissonise: with as many words as types, each type has come a Poisson number of "
                 "times with mean one. How probable is exactly once, and how probable is at least once?")


@exercise("zipf_and_heaps-4")
def expected_new(answer):
    new = one_function(answer, "expected_new(p, n, m)")
    rng = np.random.default_rng([6, 4])
    _compare_new(new, [0.75, 0.25], 2, 1)
    for types, n, m in [(3, 5, 7), (20, 10, 10), (20, 0, 5), (50, 30, 100), (8, 4, 1)]:
        _compare_new(new, rng.dirichlet(np.full(types, 0.5)).tolist(), n, m)
    return "It is lower than the missing mass times m, since every new word leaves less that is missing."


def _compare_new(new, p, n, m):
    types, missing = occupancy.expected_types, occupancy.expected_missing_mass(p, n)
    compare(new(p, n, m), types(p, n + m) - types(p, n), [
        (m * missing, "You hold the missing mass constant while m words are read. It falls with every word that is new."
         ),
        (types(p, n + m, True) - types(p, n, True), "That is the Poissonised number, close to it. Asked is the exact "
         "one, with powers of 1 − p."),
        (types(p, n + m), "That counts all types after n + m draws. Those of the first n are not new."),
        (types(p, m), "You forgot the first n draws: a type is new only if it was missing from them."),
        (missing, "That is the probability that the very next word is new. Asked is a number of types in m draws."),
        (sum(1 - (1 - np.asarray(p)) ** n * (1 - (1 - np.asarray(p)) ** m)), "You took the complement: the probability "
         "of not being new, added up over types."),
        (sum((1 - np.asarray(p)) ** (n + m)), "That is the number of types still missing at the end."),
    ], f"For n = {n} and m = {m} it is not right. A type counts if it was missing from the first n draws, and is not "
       "missing from the next m.")


@exercise("zipf_and_heaps-5")
def good_toulmin(answer):
    ahead = one_function(answer, "good_toulmin(counts, m)")
    rng = np.random.default_rng([6, 5])
    _compare_series(ahead, [1, 1, 1, 2, 2, 3, 5], 6)
    for types, share in [(4, 1.0), (12, 0.5), (40, 0.25), (9, 0.8)]:
        counts = (1 + np.floor(rng.pareto(1.0, types))).astype(int).clip(1, 40).tolist()
        _compare_series(ahead, counts, share * sum(counts))
    return "Good–Turing is its first term; the others correct for words that come again while you read on."


def _compare_series(ahead, counts, m):
    """The series in another form: summed over types it is −Σ (−x)^n_i."""
    n, x = np.array(counts, dtype=float), m / sum(counts)
    once, twice = np.sum(n == 1), np.sum(n == 2)
    compare(ahead(counts, m), -np.sum((-x) ** n), [
        (x * once, "That is Good–Turing alone, the first term: it forgets that a word may come twice in the new text."),
        (x * once - x**2 * twice, "You stop after the second term. The series has one for every count."),
        (np.sum(x**n), "All your signs are plus. They alternate: what singletons promise, doubletons take back."),
        (np.sum((-x) ** n), "All signs are the wrong way round: singletons must count as plus."),
        (-np.sum((-1 / x) ** n), "You have x upside down: it is the new length over the old one, m / N."),
        (-np.sum((-m) ** n), "The power is of x = m / N, not of m."),
        (-np.sum((-x) ** np.unique(n)), "Each power of x is multiplied by the number of types with that count."),
        (-np.sum((-x) ** n) / m, "That is a number for each word. Asked is the number of new types in all m."),
        (-np.sum((-x) ** n) + len(n), "You added the types that are already known. Only new ones are asked for."),
    ], f"For counts {counts[:6]}{' …' if len(counts) > 6 else ''} and m = {m:g} it is not right. By hand: for counts "
       "1, 1, 2 and m = 2, x is one half, and the series has two terms.")
