"""Checks for the chapter on the structure function: a code word by hand, two readings of a curve, a power, a precision.

Knows the typical mistakes (a part of the code forgotten, the data bits minimised alone, the dearest model taken for the
best, an exponent upside down, model bits that cost nothing) and what each deserves to hear.
"""

import math

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

PATTERN = Sealed("structure_function-1", "1c7cf566fea21dcf", {
    "60368c099b7f9ee5": "The exceptions have to be announced in the word, too: without their number the decoder "
                        "cannot read the data part.",
    "b108f92cfbf37923": "The pattern itself stands in the word, symbol by symbol.",
    "8b85297a8cd85abb": "Three numbers and a pattern make the word: the kind, 10, and the period with the zeros "
                        "that make it a prefix code word. One of them is missing or too short.",
    "3b6f3ae323a4c895": "Data bits are whole: the data part is a code word, and its length is rounded up.",
    "84acc5dae1b67adb": "You say where the first exception is and where the second: that pays for their order, "
                        "too. A set of two places has no order.",
    "73063b3aa77655c0": "That is the model's word alone. The data part says which two places are meant.",
    "b15ad219a085e685": "That is the data part alone. The model has to be named first.",
    "8c043b83fe155cfe": "That is the code with nothing known. Use the pattern.",
    "d1b05c8e9542c105": "Here no field for literal bits is paid.",
}, step=0.01)


@exercise("structure_function-1")
def pattern_with_specks(answer):
    value = one_number(answer)
    if PATTERN.is_right(value):
        return "Less than half of what the string costs with nothing known: this structure pays for itself."
    raise NotYet(PATTERN.hint(value) or "Spell the word: the kind, the period, the pattern, the number of exceptions "
                 "plus one. Then count in how many ways two of 64 places can be chosen, and take whole bits.")


@exercise("structure_function-2")
def border(answer):
    find = one_function(answer, "border(alpha_bits, h_bits)")
    curves = [([1, 8, 26, 88], [256, 240, 109, 95]), ([10, 11, 12, 13], [5, 4, 3, 2]), ([1], [64]),
              ([1, 20, 40, 55, 90], [200, 160, 140, 125, 125 - 40]), ([5, 30], [90, 64])]
    for alpha_bits, h_bits in curves:
        total = [a + h for a, h in zip(alpha_bits, h_bits, strict=True)]
        lowest = [a for a, t in zip(alpha_bits, total, strict=True) if t == min(total)]
        falls = [h_bits[i] - h_bits[i + 1] for i in range(len(h_bits) - 1)] or [0]
        compare(find(np.array(alpha_bits), np.array(h_bits)), lowest[0], [
            (lowest[-1], "You found the last model on the sufficiency line. With the first nothing is lost, either, "
             "and it is cheaper."),
            (alpha_bits[-1], "You took the fewest data bits. They are always at the end, where the noise is bought, "
             "too: add the model bits."),
            (min(total), "That is the length of the shortest two-part code. Asked are the model bits in it."),
            (h_bits[alpha_bits.index(lowest[0])], "That is the data part of the right model; give its model bits."),
            (alpha_bits.index(lowest[0]), "That is the place of the corner in the list. Asked are its model bits."),
            (alpha_bits[int(np.argmax(falls)) + 1 if len(alpha_bits) > 1 else 0], "You took the end of the highest "
             "cliff. A cliff need not be the last structure that pays."),
            (alpha_bits[0], "You took the cheapest model. Structure that pays is still missing."),
        ], f"Tried with model bits {alpha_bits} and data bits {h_bits}: add both parts and look for the smallest sum.")
    return "Before this corner structure is missing; after it noise is stored as if it were structure."


GROWTH = Sealed("structure_function-3", "6678b8d90fe43cec", {
    "fc5971b944c6a10c": "A model twice as large would pay if what the added text teaches were as frequent as what "
                        "is stored. It is rarer.",
    "57f00bf143092844": "With more text, rarer things pay, so the best model does grow.",
    "357b9363681393f4": "You have the exponent upside down: the best size goes like n to the power d, not 1/d.",
    "eb808b3c35f1cd0f": "That is how many times the share of bits for the model shrinks, two to the power 1 − d. "
                        "Asked is the model itself.",
    "63029cddbdc07ac7": "That is d times two. It is two to the power d.",
    "c4081917874c522b": "That is two to the power γ. Set the derivative of the whole code length, model bits "
                        "included, to zero.",
    "2983a5dec4bbc7eb": "The best model grows with the text; yours shrinks. The sign of the exponent is wrong.",
}, step=0.01)


@exercise("structure_function-3")
def twice_the_corpus(answer):
    value = one_number(answer)
    if GROWTH.is_right(value):
        return "It grows, and more slowly than the corpus, as the number of different words does."
    raise NotYet(GROWTH.hint(value) or "Write the code length as a function of the model bits, set its derivative to "
                 "zero, and ask what happens to the solution when n is doubled.")


@exercise("structure_function-4")
def with_literal_bits(answer):
    left = one_function(answer, "with_literal_bits(budget, alpha_bits, h_bits)")
    curves = [([7, 12], [30, 2]), ([1, 9, 26, 88], [256, 240, 109, 95]), ([1, 17, 120], [256, 250, 246])]
    for alpha_bits, h_bits in curves:
        for budget in (3, 9, 25, 26, 60, 100, 130, 200, 400):
            _compare_left(left(budget, np.array(alpha_bits), np.array(h_bits), infinite=True),
                          budget, alpha_bits, h_bits)
    return "From the border on it is a straight line down to nothing."


def _compare_left(value, budget, alpha_bits, h_bits):
    """Walk along the budget bit by bit: keep one more literal bit, or change to a model that has come into reach."""
    truth = math.inf
    for spent in range(budget + 1):
        offered = [h for a, h in zip(alpha_bits, h_bits, strict=True) if a == spent]
        truth = min([max(truth - 1, 0), *offered])
    affordable = [(a, h) for a, h in zip(alpha_bits, h_bits, strict=True) if a <= budget]
    where = f"Tried with a budget of {budget}, model bits {alpha_bits} and data bits {h_bits}."
    if not affordable:
        if value != math.inf:
            raise NotYet(f"No model is cheap enough, so the answer is np.inf. {where}")
        return
    a, h = affordable[-1]
    first = max(h_bits[0] - (budget - alpha_bits[0]), 0)
    mistakes = [
        (h, "That is the curve without literal bits. What the model does not need may buy some."),
        (min(h - (budget - a) for a, h in affordable), "Fewer data bits than none: no more can be bought than there "
         "are."),
        (max(h - (budget - a), 0), "You spend what the dearest affordable model leaves over. A cheaper model and more "
         "literal bits may leave less."),
        (max(h - budget, 0), "You pay for the literal bits with the whole budget. The model has taken its part first."),
        (first, "You buy literal bits on top of the cheapest model only. A model that knows more may leave less."),
    ]
    if value == math.inf:
        raise NotYet(f"Some model is cheap enough here, so the answer is finite. {where}")
    compare(value, truth, [(typical, f"{hint} {where}") for typical, hint in mistakes],
            f"For each affordable model, spend the rest of the budget on literal bits; then take the best. {where}")


@exercise("structure_function-5")
def best_precision(answer):
    best = one_function(answer, "best_precision(k, n)")
    for k, n in [(3, 10), (90, 100), (331, 1000), (12, 2000), (7001, 20_000), (0, 30), (123_456, 400_000), (30, 60)]:
        costs = [_coin_bits(k, n, b) for b in range(1, 13)]
        totals = [b + cost for b, cost in enumerate(costs, 1)]
        nats = [b + cost * math.log(2) for b, cost in enumerate(costs, 1)]
        each = [b + cost / n for b, cost in enumerate(costs, 1)]
        middle = [b + _level_bits(k, n, b, (1 << b) // 2) for b in range(1, 13)]
        where = f"Tried with {k} heads in {n} tosses."
        compare(best(k, n), _first_best(totals), [(_first_best(typical), f"{hint} {where}") for typical, hint in [
            (costs, "You minimise the cost of the tosses alone, and so the finest scale wins. The model's bits count."),
            (nats, "The tosses are counted in nats and the model in bits: use the logarithm to base 2."),
            (each, "You add b to the cost of one toss. It is paid once for the whole message."),
            (middle, "Choose the best j for each b, not a fixed one."),
            (totals[::-1], "Of equal sums the smallest b is meant, and b counts from 1 to 12."),
        ]] + [(min(totals), f"That is the number of bits in all. Asked is the b that gives it. {where}"),
              (_first_best(totals) - 1, f"Off by one: b counts from 1. {where}")],
            f"For each b from 1 to 12 find the cheapest j, add b, and take the b with the smallest sum. {where}")
    return "Roughly half a bit for each doubling of the tosses: the price of a parameter."


def _level_bits(k, n, b, j) -> float:
    heads, whole = 2 * j + 1, 2 ** (b + 1)
    return k * math.log2(whole / heads) + (n - k) * math.log2(whole / (whole - heads))


def _coin_bits(k, n, b) -> float:
    """Cheapest level: the cost is convex in q, so only the two levels around the frequency can be the best."""
    below = int(k / n * 2**b - 0.5)
    near = {min(max(j, 0), 2**b - 1) for j in (below - 1, below, below + 1, below + 2)}
    return min(_level_bits(k, n, b, j) for j in near)


def _first_best(values) -> int:
    return 1 + min(range(len(values)), key=values.__getitem__)
