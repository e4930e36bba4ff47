"""Checks for the chapter on entropy and coding: an interval by hand, a wrong model's price, three short programs.

Knows the typical mistakes (nats for bits, an average for a total, the divergence turned round, code words rounded up
one letter at a time) and what each deserves to hear. The right answers are not here: the first two are digests, the
others are compared with what must be true of them, worked out on another road.
"""

import math
from fractions import Fraction

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number, one_word

LN2 = math.log(2)
NATS = "These are nats: use the logarithm to base 2."

HUFFMAN = ("This is Huffman's answer: a code word for every letter, one after the other. "
           "Arithmetic coding gives the word as a whole one interval.")
HUFFMAN_OR_SORTED = ("Two roads lead here. One gives every letter a code word of its own, as Huffman does, but here "
                     "the word as a whole has one interval. The other lays the letters out by probability; the model "
                     "lays them out in the order a, b, c.")
WORD = Sealed("entropy_and_coding-1", "97c715a429298ebe", {
    "b712095fa2d3036c": "The number that your word writes lies in the interval, but any bits may follow it: all numbers"
                        " that begin with your word must lie inside, and some of yours stick out above.",
    "dd30da7099f83bc0": "Your intervals are laid out from the wrong end, c first. The model's first letter owns the "
                        "lowest part, at every step.",
    "e7275f64a5b08e3e": "You took the letters from right to left. The first letter cuts [0, 1), the second cuts what "
                        "is left.",
    "58a7e992158d5558": "Your word is the lower end of the interval, cut off. Cutting rounds down, so it begins below "
                        "the interval: round up instead.",
    "719cab22b3e35e6d": "Some numbers that begin with your word lie below the interval. Look for a multiple of 1/2, "
                        "1/4, 1/8, … that lies inside, and then ask whether the next multiple does too.",
    "c6bbec4a585f423b": HUFFMAN,
    "1e9caa35180d7470": HUFFMAN,
    "3b93a6d5d203ab16": HUFFMAN_OR_SORTED,
    "06f926176b461630": HUFFMAN_OR_SORTED,
})


@exercise("entropy_and_coding-1")
def interval_word(answer):
    word = one_word(answer)
    if WORD.is_right(word):
        return "Every number that begins with your word lies in the interval, so the decoder needs no more bits."
    if any(WORD.is_right(word[:n]) for n in range(1, len(word))):
        raise NotYet("Your word works: every number that begins with it lies inside. But a shorter one works too.")
    raise NotYet(WORD.hint(word) or "Follow the letters: each keeps its part of the interval that is left, laid out in "
                 "the order a, b, c. Then find the shortest word such that all numbers that begin with it lie inside.")


ONE_SIDE = "That is one side of the coin alone. The excess is a mean over both sides, each weighted by the truth."
EXCESS = Sealed("entropy_and_coding-2", "ed280ebc0bd8b4a0", {
    "2085baa51b0a740f": "You have the divergence the wrong way round. The coin does the tossing, so its own 3/4 "
                        "weights the mean; the 15/16 of the code stands only under the logarithm.",
    "3a615b89383e1fdf": NATS,
    "f27c55edbb4094da": "Two slips at once: these are nats, and the divergence is the wrong way round.",
    "ebfb96d949a00b62": "You subtracted one entropy from the other. The second is what a coin of 15/16 would cost; "
                        "this coin is still a coin of 3/4, only badly coded.",
    "e196041cdc12c36d": "That is the whole bill, the cross-entropy. Asked is what is paid in excess of the entropy.",
    "3ddce9e28161a7df": "That is the entropy of the coin, which even the best code has to pay. How much more is paid?",
    "7946efa9dfea2c27": "That is the entropy of the coin that the code was built for. Nobody tosses that coin here.",
    "dfe454d5b116ea7a": "That is the excess over one plain bit a toss. The best code for this coin needs less.",
    "8f58c15f047fa91f": "Rounded too far for this check: give three decimals.",
    "694fa81c226d1d87": ONE_SIDE,
    "a3727d881f6b1031": ONE_SIDE,
    "40f1a1f8ede2c557": "The sign is wrong: a code built for another coin is never shorter on average.",
}, step=0.001)


@exercise("entropy_and_coding-2")
def wrong_coin(answer):
    value = one_number(answer)
    if EXCESS.is_right(value):
        return "With the entropy it is more than a bit a toss: writing down one bit for each would have been cheaper."
    raise NotYet(EXCESS.hint(value) or "Write the bill of one toss twice, once for each code: what heads cost and what "
                 "tails cost, weighted by how often they come. The excess is the difference.")


@exercise("entropy_and_coding-3")
def code_length(answer):
    length = one_function(answer, "code_length(symbols, probabilities)")
    rng = np.random.default_rng([2, 3])
    _compare_length(length, "abca", {"a": 0.5, "b": 0.25, "c": 0.25})
    for size in (2, 7, 30):
        shares = dict(zip("abcd", rng.dirichlet(np.ones(4)).tolist(), strict=True))
        _compare_length(length, "".join(rng.choice(list("abcd"), size)), shares)
    if length("", {"a": 1.0}) != 0:
        raise NotYet("An empty message costs nothing: `code_length(\"\", …)` must be 0.")
    if length("aza", {"a": 1.0, "z": 0.0}, infinite=True) != math.inf:
        raise NotYet("The letter z has probability 0 and yet it came. No finite code can say so: the length is "
                     "`math.inf`; the letter may not be skipped or made a little likelier.")
    _compare_long(length("ab" * 2000, {"a": 0.5, "b": 0.5}, infinite=True))
    return "One logarithm for each letter, added up: this sum is what the rest of the book calls loss."


def _exact_length(symbols, probabilities) -> float:
    """Bits, from the exact product of the probabilities and one logarithm of each half of the fraction."""
    product = math.prod(Fraction(probabilities[s]) for s in symbols)
    return math.log2(product.denominator) - math.log2(product.numerator)


def _compare_length(length, symbols, probabilities):
    truth, n = _exact_length(symbols, probabilities), len(symbols)
    alone = {s: _exact_length(s, probabilities) for s in probabilities}
    compare(length(symbols, probabilities), truth, [
        (truth * LN2, NATS),
        (truth / n, "That is the mean per letter. Asked is the length of the whole message."),
        (truth * LN2 / n, "Nats for bits, and a mean per letter for the total: two slips at once."),
        (-truth, "The sign is wrong: a probability below 1 has a negative logarithm, and a length is positive."),
        (sum(math.ceil(alone[s]) for s in symbols), "You rounded up each letter, as a code with a word for every "
         "letter has to. Arithmetic coding rounds only once, at the end of the message, and the ideal length never."),
        (math.ceil(truth), "Do not round: the ideal length is seldom a whole number."),
        (n * sum(p * alone[s] for s, p in probabilities.items()), "That is what a message of this length costs on "
         "average. Charge this message: the letters that stand in it, as often as they stand in it."),
        (sum(alone[s] for s in set(symbols)), "You charge each letter once. A letter that comes twice is paid twice."),
    ], f"For `{symbols}` the sum is not right. Work out `abca` with probabilities 1/2, 1/4, 1/4 by hand: all its costs "
       "are whole numbers.")


def _compare_long(value):
    """Four thousand tosses of a fair coin; their probability is below the smallest float."""
    if value == math.inf:
        raise NotYet("A message of four thousand letters came out infinite. Its probability is so small that a float "
                     "rounds it to 0: take the logarithm of each letter first, then add.")
    compare(value, 4000, [], "Right for short messages, but not for one of four thousand letters.")


@exercise("entropy_and_coding-4")
def calibration_bits(answer):
    bits = one_function(answer, "calibration_bits(said, rained, days)")
    rng = np.random.default_rng([2, 4])
    _compare_calibration(bits, np.array([0.25, 0.5]), np.array([50, 60]), np.array([100, 80]))
    for n_forecasts in (1, 3, 6):
        days = rng.integers(20, 200, n_forecasts)
        _compare_calibration(bits, rng.uniform(0.05, 0.95, n_forecasts), rng.integers(1, days), days)
    compare(bits(np.array([0.25, 0.5, 0.75]), np.array([10, 30, 30]), np.array([40, 60, 40])), 0, [],
            "A forecaster whose points lie on the diagonal pays nothing; yours comes out different from 0.")
    sure = np.array([0.1, 0.9]), np.array([0, 50]), np.array([50, 50])
    compare(bits(*sure), _excess(*sure), [], "Think of a forecast after which it never rained, or always did: there "
            "0 · log 0 counts as 0, but the other half of the sum remains.")
    return "It is the divergence of each point from the diagonal, weighted by the days, and it is paid in bits."


def _surprise(count, probability) -> float:
    """Bits for ``count`` events announced with ``probability``; what never happens costs nothing."""
    return -count * math.log2(probability) if count else 0.0


def _excess(said, rained, days) -> float:
    """Bits a day: log loss as announced, less the log loss after each forecast is moved to its own frequency."""
    announced, redrawn = (
        sum(_surprise(r, q) + _surprise(n - r, 1 - q) for q, r, n in zip(forecast, rained, days, strict=True))
        for forecast in (said, rained / days))
    return (announced - redrawn) / days.sum()


def _compare_calibration(bits, said, rained, days):
    truth, seen, share = _excess(said, rained, days), rained / days, days / days.sum()
    each = [_excess(*(np.array([x]) for x in row)) for row in zip(said, rained, days, strict=True)]
    reverse = said * np.log2(said / seen) + (1 - said) * np.log2((1 - said) / (1 - seen))
    bill = -seen * np.log2(said) - (1 - seen) * np.log2(1 - said)
    compare(bits(said, rained, days), truth, [
        (truth * LN2, NATS),
        (truth * days.sum(), "That is the total. Asked is bits a day: divide by the number of days."),
        (sum(each), "You added up the forecasts as if each was made on one day. Weight each by its share of the days."),
        (float(np.mean(each)), "Every forecast counts the same in your mean. Weight each by its share of the days."),
        (share @ reverse, "You have the divergence the wrong way round. The rain does the falling: the frequency that "
         "was seen weights the mean, and the forecast stands only under the logarithm."),
        (share @ (seen * np.log2(seen / said)), "You charge only the days with rain. On a dry day the other half of "
         "the forecast is paid for as well."),
        (share @ abs(seen - said), "That is the mean distance from the diagonal, the expected calibration error, and "
         "not a number of bits. The same distance costs more near 0 and 1 than in the middle."),
        (share @ (seen - said) ** 2, "That is a mean of squared distances, not of bits."),
        (share @ bill, "That is the whole bill. Subtract what is paid by a forecaster who says, each time, the "
         "frequency that was seen."),
        (-truth, "The sign is wrong: badly calibrated forecasts cost more, never less."),
    ], "For each forecast compare two coins: the one that was announced and the one that was seen. How many extra bits "
       "does it cost to code the second with a code built for the first? Then weight by days.")


@exercise("entropy_and_coding-5")
def learning_length(answer):
    length = one_function(answer, "learning_length(tosses)")
    rng = np.random.default_rng([2, 5])
    for heads, n in [(2, 3), (2, 12), (9, 12), (20, 40), (0, 5), (30, 30)]:
        tosses = rng.permutation([1] * heads + [0] * (n - heads)).tolist()
        _compare_learner(length(tosses), heads, n, f"Tried with {heads} heads in {n} tosses.")
    if length([]) != 0:
        raise NotYet("Before the first toss there is nothing to pay: the length of no tosses is 0.")
    return "The price of not knowing the coin: a thousand heads in a row cost this learner just under ten bits."


def _mixture_bits(heads, n, coins, weights) -> float:
    """Bits of a message under the mean of many coins: heads with probabilities ``coins``, believed by ``weights``."""
    return -math.log2(np.sum(weights * coins**heads * (1 - coins) ** (n - heads)))


def _uniform_mixture_bits(heads, n) -> float:
    """Every coin believed alike; Gauss and Legendre's nodes make the integral exact for these polynomials."""
    nodes, weights = np.polynomial.legendre.leggauss(n // 2 + 1)
    return _mixture_bits(heads, n, (1 + nodes) / 2, weights / 2)


def _arcsine_mixture_bits(heads, n) -> float:
    """Extreme coins believed more, which is what adding one half for one does."""
    nodes = np.cos(np.pi * (np.arange(n // 2 + 1) + 0.5) / (n // 2 + 1))
    return _mixture_bits(heads, n, (1 + nodes) / 2, 1 / len(nodes))


def _compare_learner(value, heads, n, where):
    truth = _uniform_mixture_bits(heads, n)
    in_hindsight, softened = (_mixture_bits(heads, n, np.array([p]), 1) for p in (heads / n, (heads + 1) / (n + 2)))
    mistakes = [
        (truth * LN2, NATS),
        (truth / n, "That is the mean per toss. Asked is the length of the whole message."),
        (-truth, "The sign is wrong: a length is positive."),
        (in_hindsight, "You forecast with the frequency of the whole message. The decoder does not have it yet: "
         "forecast each toss from the tosses before it."),
        (softened, "You add one to each count, but count the whole message. The decoder has only the tosses before."),
        (math.log2(math.comb(n + 2, heads + 1)) - 1, "Off by one: the toss that is to be forecast stands already in "
         "your counts. Count it after it is paid for."),
        (_arcsine_mixture_bits(heads, n), "You add one half to each count. That is a good forecaster too, and the next "
         "chapter's; but here one is added."),
        (n, "You pay one bit for each toss. The forecast must change with the counts."),
    ]
    compare(value, truth, [(typical, f"{hint} {where}") for typical, hint in mistakes],
            "Charge heads with the forecast of heads, and tails with the rest. By hand: heads, heads, tails are "
            f"forecast with 1/2, then 2/3, then 1/4. {where}")
