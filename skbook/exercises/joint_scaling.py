"""Checks for the chapter on joint scaling: an exponent from an exponent, a larger budget, two short programs.

Knows the typical mistakes (one exponent taken for the other, the inverse relation, memory for data, facts counted
twice, everything stored that came) and what each deserves to hear. The numbers are digests; programs are compared with
sums over all corpora, and with all memories of a small corpus.
"""

import itertools
import math

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

ALPHA = Sealed("joint_scaling-1", "d19d8a6f394d6d5b", {
    "a514dab94992cdd9": "Alpha is not beta: one fact more costs memory once, and data in proportion to how rare it is.",
    "83355d52f72a1c85": "Inverted: you solved for the beta that belongs to this alpha. Divide beta by 1 − beta.",
    "2cb7880801369130": "That is d. Asked is α_N = 1/d − 1.",
    "ab0c91cac03e011d": "That is 1/d. Asked is 1/d − 1.",
    "5a175568e4d294d3": "You took beta for d: d is 1 − beta.",
    "5dcb40f507787dcf": "That is the exponent of the best size, d/(1 + d). Asked first is α_N.",
    "b02218fdd95cb045": "That is what the table's authors measured. What does the theory predict from beta?",
}, step=0.001)


@exercise("joint_scaling-1")
def other_exponent(answer):
    value = one_number(answer, "alpha")
    if ALPHA.is_right(value):
        return "It is above beta, as the theory demands always; an alpha surely below beta would refute it."
    raise NotYet(ALPHA.hint(value) or "Both follow from one d: beta is 1 − d, and alpha is 1/d − 1.")


FACTOR = Sealed("joint_scaling-2", "0d2a8f6bf42b363c", {
    "2c1d561373acb494": "That is the factor for memory. Asked is the one for data.",
    "d4b516edafdaa597": "You split the exponent in halves. Data get 1/(1 + d) of it.",
    "b93e6939cc0c4cf9": "You took N to the power d of the budget. Put K ∝ N^d into N K = budget, and solve for N.",
    "fa4a7809221e94e0": "All of the budget went into data, and nothing into memory.",
    "56e042c9bfaffac9": "You took 1 − d. Put K ∝ N^d into N K = budget, and solve for N.",
    "25609ec7cdcd5da9": "That is how much less is missing, turned round. Asked is the factor for data.",
}, step=1)


@exercise("joint_scaling-2")
def more_money(answer):
    value = one_number(answer, "factor")
    if FACTOR.is_right(value):
        return "Memory grows by the rest, a good dozen: the larger the budget, the more data a fact."
    raise NotYet(FACTOR.hint(value) or "Memory goes with N to the power d, and the product of both is the budget.")


@exercise("joint_scaling-3")
def seen_and_stored(answer):
    missing = one_function(answer, "missing(popularity, n, k)")
    rng = np.random.default_rng([12, 3])
    _compare_missing(missing, np.array([0.3, 0.5, 0.2]), 2, 2)
    for facts, n, k in ((2, 3, 1), (3, 2, 1), (4, 3, 2), (3, 1, 2)):
        _compare_missing(missing, rng.permutation(rng.dirichlet(np.ones(facts))), n, k)
    even = np.full(4, 0.25)
    compare(missing(even, 5, 0), 1, [], "With k = 0 nothing is stored, and every answer is missing.")
    compare(missing(even, 2, 9), 0.5625, [], "With room for more facts than there are, only the unseen are missing.")
    compare(missing(even, 0, 2), 1, [], "With n = 0 nothing has been read, and every answer is missing.")
    return "Between the max and the sum, as it must be."


def _compare_missing(missing, p, n, k):
    """The truth by brute force over all corpora of n sentences."""
    stored = set(np.argsort(-p, kind="stable")[:k].tolist())
    truth, firsts = 0.0, set(range(k))
    unsorted = 0.0
    for corpus in itertools.product(range(len(p)), repeat=n):
        chance, seen = math.prod(p[i] for i in corpus), set(corpus)
        truth += chance * sum(p[i] for i in range(len(p)) if not (i in stored and i in seen))
        unsorted += chance * sum(p[i] for i in range(len(p)) if not (i in firsts and i in seen))
    no_data, no_room = float(p @ (1 - p) ** n), float(sum(p[i] for i in range(len(p)) if i not in stored))
    compare(missing(p, n, k), truth, [
        (no_data + no_room, "That is the sum of both lacks. What is neither seen nor stored is counted twice in it."),
        (unsorted, "You store the first k facts of the array. Room is for the k most popular, and the array is not "
         "sorted."),
        (1 - truth, "That is the chance that the answer is known. Asked is the chance that it is missing."),
        (no_data, "That is the lack of data alone, or the larger of the two lacks. Facts without room are missing even "
         "if they were seen."),
        (no_room, "That is the lack of room alone, or the larger of the two lacks. A fact with room that was never "
         "seen is missing, too."),
        (truth - no_room, "Those are the facts with room. Add the ones that have none."),
        (float(sum(p[i] * (1 - p[i]) ** (n - 1) for i in stored)) + no_room, "Off by one: all n sentences were read."),
    ], "By hand: for popularities 0.5, 0.3, 0.2, two sentences and room for two, the chapter finds 0.472.")


@exercise("joint_scaling-4")
def worth_writing(answer):
    best = one_function(answer, "best_memory(counts, bits_per_fact, value_bits)")
    rng = np.random.default_rng([12, 4])
    _compare_memory(best, [9, 5, 4, 1, 1, 0], 26.0, 6.0)
    _compare_memory(best, [3, 2, 2, 1], 12.0, 6.0)  # a tie
    for facts in (1, 4, 7):
        _compare_memory(best, rng.integers(0, 8, facts).tolist(), float(rng.integers(1, 30)), float(rng.integers(1, 9)))
    compare(best([], 26.0, 6.0), 0, [], "In an empty corpus no fact is worth storing.")
    return "Each fact decides for itself; that is why the best size grows like the facts that came often enough."


def _compare_memory(best, counts, stored_bits, value_bits):
    """The truth by trying every memory, most frequent facts first."""
    told = np.append(0, np.cumsum(np.sort(counts)))[::-1]  # mentions left when the k most frequent are stored
    lengths = (stored_bits * np.arange(len(counts) + 1) + value_bits * told).tolist()
    truth, met = int(np.argmin(lengths)), sum(c > 0 for c in counts)
    compare(best(list(counts), stored_bits, value_bits), truth, [
        (len(lengths) - 1 - int(np.argmin(lengths[::-1])), "Right but for a tie: of two codes equally short take the "
         "smaller memory, so store only what is strictly cheaper."),
        (met, "You store every fact that came. One that came once costs less if it is told each time."),
        (sum(c > stored_bits for c in counts), "Compare bits with bits: a fact that is not stored costs value_bits "
         "each time it comes."),
        (min(lengths), "That is the length of the code. Asked is how many facts its memory holds."),
        (sum(c > 1 for c in counts), "Twice is not always enough: compare what storing costs with what it saves."),
        (len(counts), "You store all facts, even those that never came."),
    ], "By hand: with 26 bits to store a fact and 6 bits a value, storing pays from the fifth time on.")
