"""Checks for the chapter on universal prediction: two prices by formula, what two tosses tell, a coin that is nearly
fair, and one that is exchanged.

Knows the typical mistakes (nats for bits, one parameter too many, constants forgotten, a toss counted before it is paid
for, messages counted once that come in many orders, the best member charged for the mixture) and what each deserves to
hear. The right answers are not here: numbers are digests, programs are compared with exact fractions, worked out
forecast by forecast.
"""

import math
from fractions import Fraction

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

LN2 = math.log(2)
NATS = "These are nats: use the logarithm to base 2."
SIGN = "The sign is wrong: a length is positive."

HAND = Sealed("universal_prediction-1", "4c158005aba31786", {
    "b369f4443e5add20": NATS,
    "4a4a1f784fa4f7b6": "This is Laplace's rule, which adds one to each count. KT adds one half.",
    "0e68f50718c68e0b": "This is what the best coin in hindsight pays. KT has to find it out.",
    "3e9753205e6b93f4": "Only a forecaster who never learns pays one bit for each toss.",
    "526aefc030fe18d8": "Off by one: the toss that is to be forecast stands already in your counts. Count it after it "
                        "is paid for.",
    "9afb030e55ab5963": "Your forecasts do not sum to one: two halves are added to the total, which makes one, not "
                        "two.",
    "63a7ed076413f6f8": "That is the mean per toss. Asked is what it pays in all.",
    "d1cef60e67b0ed41": SIGN,
    "070fe036d2c5d02f": "Rounded too far for this check: give two decimals.",
}, step=0.01)


@exercise("universal_prediction-1")
def one_half_by_hand(answer):
    value = one_number(answer)
    if HAND.is_right(value):
        return "More than a bit a toss: five tosses are too few to learn a coin from, and the bound allows seven bits."
    raise NotYet(HAND.hint(value) or "Write the five forecasts of what came, each from the tosses before it, and "
                 "multiply: the first two are 1/2 and then 1/4.")


EIGHT = Sealed("universal_prediction-2", "fe5368d405621fd8", {
    "c1f8be2fa0fa9a4d": NATS,
    "70e745bfd70097a2": "You count eight free numbers. The probabilities sum to one, so seven settle the eighth.",
    "b956c0f12cdb34d7": "That is the leading term alone. The constant of the theorem is not small here.",
    "e2ced19869b91535": "Two slips at once: nats for bits, and the constant is left out.",
    "243f831f536e1622": "You charge a full log for each free number. It is half of one.",
    "5f5fd617e9f626d2": "You charge a full log for each free number, and leave out the constant.",
    "391ad223b6d84fb5": "The part of the constant with π and Γ is missing.",
    "0dbd2998154e8310": "That is the regret, above the best frequencies in hindsight. Above the entropy it is k/2 "
                        "nats less: the e under the logarithm.",
    "bf9e4f2817feba5b": "Eight free numbers are one too many, and the constant is left out.",
}, step=0.1)


@exercise("universal_prediction-2")
def eight_letters(answer):
    value = one_number(answer)
    if EIGHT.is_right(value):
        return "Less than six bytes for seven unknown numbers, each known in the end to two or three digits."
    raise NotYet(EIGHT.hint(value) or "Count the free numbers first, then put them, n and the number of letters into "
                 "the average of the theorem, constant included.")


TOLD = Sealed("universal_prediction-3", "36386ba8bab6d049", {
    "2a16e8831cb812cb": "You doubled what one toss tells. The second toss says in part what the first has said "
                        "already.",
    "62ae42cad7b82156": NATS,
    "b2e75cef1c60f565": "That is the mean per toss. Asked is what both tell together.",
    "c283325b917200ea": "That is what one toss tells. There are two.",
    "6c542d7fe81ecfe4": "That is what the second toss adds to the first. Asked is what both tell together.",
    "21a16fed51eba764": "That is what the mixture pays in all. Subtract what two tosses cost one who knows the coin.",
    "76533b1be5057ca9": "That is what two tosses cost one who knows the coin. What does the mixture pay above it?",
    "9c6daec6e5636f26": "That is all there is to know about the coin, which two tosses do not tell.",
    "3a8b89adf9338aed": "The sign is wrong: the mixture never pays less on average than one who knows the coin.",
}, step=0.001)


@exercise("universal_prediction-3")
def two_tosses_tell(answer):
    value = one_number(answer)
    if TOLD.is_right(value):
        return "Less than twice what one toss tells: what the second says was in part known from the first."
    raise NotYet(TOLD.hint(value) or "Give each of the four messages its probability under the mixture. What the "
                 "mixture pays on average, less what two tosses of a known coin cost, is what the tosses tell.")


@exercise("universal_prediction-4")
def average_excess(answer):
    excess = one_function(answer, "average_excess(added, coins, n)")
    for added, coins, n in [(2, [0.3, 0.45, 0.8], 3), (0.25, [0.4, 0.55], 6), (30, [0.45, 0.6, 0.5, 0.4], 9)]:
        _compare_excess(excess, added, coins, n)
    return "What is known beforehand is worth counts to begin with: thirty and more, if the coin is nearly fair."


def _forecasts(symbols, m, added, counted=0, whole=None) -> float:
    """Bits from exact forecasts; ``counted`` symbols too many stand in the counts, ``whole`` replaces m · added."""
    added = Fraction(added)
    total, product = m * added if whole is None else Fraction(whole), Fraction(1)
    for at, letter in enumerate(symbols):
        product *= (symbols[: at + counted].count(letter) + added) / (at + counted + total)
    return _bits(product)


def _bits(probability: Fraction) -> float:
    return math.log2(probability.denominator) - math.log2(probability.numerator)


def _compare_excess(excess, added, coins, n):
    spent = [_forecasts([1] * k + [0] * (n - k), 2, added) for k in range(n + 1)]
    once = np.array([[p**k * (1 - p) ** (n - k) for k in range(n + 1)] for p in coins])  # (coin, heads)
    chance = once * [math.comb(n, k) for k in range(n + 1)]
    own = n * np.array([_coin_bits(p) for p in coins])
    hindsight = chance @ [n * _coin_bits(k / n) for k in range(n + 1)]
    each = chance @ spent - own
    truth = each.mean()
    other = {a: (chance @ [_forecasts([1] * k + [0] * (n - k), 2, a) for k in range(n + 1)] - own).mean()
             for a in (0.5, 1)}
    compare(excess(added, np.array(coins), n), truth, [
        (truth * LN2, NATS),
        (truth / n, "That is the mean per toss. Asked is the excess of the whole message."),
        (-truth, "The sign is wrong: nobody pays less on average than one who knows the coin."),
        (truth * len(coins), "You add the excess over the coins up. They are believed alike: take the mean."),
        (each.max(), "That is the excess for the dearest coin. Take the mean over all coins."),
        ((each + own).mean(), "That is what the forecaster pays in all. Subtract what one pays who knows the coin."),
        ((each + own - hindsight).mean(), "You compare with the best coin in hindsight, whose share is that of the "
         "message. Compare with the coin that tosses: n times its entropy."),
        ((once @ spent - own).mean(), "The chance of each message is right, but there are many messages with k heads. "
         "How many?"),
        (np.mean(spent) - own.mean(), "You take all numbers of heads for equally likely. The coin decides how likely "
         "each is."),
        (other[0.5], "You add one half, whatever `added` says."),
        (other[1], "You add one, whatever `added` says."),
    ], f"For {added} added, coins {coins} and {n} tosses the mean is not right. By hand: the first toss costs one bit "
       "whatever is added, so for one toss of the coins 0.4 and 0.6 the excess is 1 less the entropy of 0.4.")


def _coin_bits(p: float) -> float:
    return -sum(q * math.log2(q) for q in (p, 1 - p) if q > 0)


@exercise("universal_prediction-5")
def change_length(answer):
    length = one_function(answer, "change_length(tosses)")
    rng = np.random.default_rng([3, 5])
    for before, after in [(3, 2), (5, 7), (12, 12), (30, 3), (0, 16)]:
        tosses = np.concatenate([rng.random(before) < 0.9, rng.random(after) < 0.15]).astype(int).tolist()
        _compare_change(length, tosses)
    compare(length([1]), 1, [], "One toss can be forecast only with one half, so it costs one bit, whatever the "
            "mixture.")
    return "A whole log for the time, two halves for the coins: what is not smooth is dear."


def _compare_change(length, tosses):
    size = len(tosses)
    each = {t: _forecasts(tosses[:t], 2, 0.5) + _forecasts(tosses[t:], 2, 0.5) for t in range(size + 1)}
    times = [each[t] for t in range(1, size + 1)]
    truth, best = _mixed(times), min(times)
    compare(length(tosses), truth, [
        (truth * LN2, NATS),
        (truth / size, "That is the mean per toss. Asked is the length of the whole message."),
        (-truth, SIGN),
        (best, "You charge the best time of exchange. Nobody knows it beforehand: mix, and pay for that."),
        (best + math.log2(size), "You name the best time, log₂ n bits, and then use it: a fair code, but a longer one. "
         "The mixture adds the probabilities of all times, since times beside the best forecast nearly as well."),
        (float(np.mean(times)), "You average lengths. A mixture averages *probabilities*, "
         "and takes one logarithm at the end."),
        (each[size], "This is one KT for all tosses. After the exchange a fresh one starts, with no counts."),
        (_mixed(times[:-1]), "You leave out t = n, a coin that is never exchanged."),
        (_mixed([each[0], *times]), "You count the coin that is never exchanged twice: at t = 0 and at t = n."),
        (truth - math.log2(size), "Your weights sum to n: each time has the weight 1/n."),
    ], f"For {tosses} the length is not right. For each t from 1 to n take one KT for the first t tosses and another "
       "for the rest, turn lengths into probabilities, and mix them with weights 1/n.")


def _mixed(lengths) -> float:
    return -math.log2(sum(2.0**-bits for bits in lengths) / len(lengths))
