"""Checks for the chapter on networks as compressors: attention by hand, a bill with weights, two short programs.

Knows the typical mistakes (weights forgotten, bits for bytes, a held-out rate taken for a code, losses that no decoder
could have paid) and what each deserves to hear. Numbers are digests; the programs are compared with the sum done on
another road.
"""

import math

import numpy as np

from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number

TAKEN = Sealed("networks_as_compressors-1", "6734e4fa1e1fb54a", {
    "2cce0544bc6ced01": "You let steps back be free. Each step takes the price off the score, and the first letter is "
                        "two steps back.",
    "d2e4fca9788aa519": "You rewarded steps back: the price is subtracted from the score.",
    "7f8475b5463af542": "That is the plain mean of the offers. The shares follow the scores.",
    "0a240e11e9a805ae": "You took the offer with the highest score alone. A softmax is soft: the others keep a share.",
    "637f972efb81eaf7": "You weighted the offers with the scores themselves. Take exponentials, and divide by their "
                        "sum.",
    "93bb045d599a36e2": "You took powers of two. The softmax of this chapter has the base e.",
    "f303b0909b3df3b0": "The exponentials are right; now divide by their sum, so that the shares add up to one.",
    "bace48acd54e2a8a": "The letter that asks counts, too: s runs up to t.",
}, step=0.001)


@exercise("networks_as_compressors-1")
def taken_home(answer):
    value = one_number(answer)
    if TAKEN.is_right(value):
        return "Most of its attention goes to itself, which offers nothing, so it takes little home."
    raise NotYet(TAKEN.hint(value) or "Three scores, each with the price of its steps back taken off; three "
                 "exponentials; divide by their sum; mix the offers with these shares.")


KILOBYTES = Sealed("networks_as_compressors-2", "efc5f536e82d1e92", {
    "48402d118432ff0a": "That is the text alone. Whoever opens the file needs the weights, too.",
    "a08ff06870216bc5": "That is the weights alone. The text has to be sent as well.",
    "2c5208623183395e": "Bits for bytes: the text costs 1.961 bits, an eighth of that many bytes, for each byte.",
    "c6c6920c0bb6a69b": "These are thousands of bits. Asked is thousands of bytes.",
    "052d00b518685df3": "You charged only the last tenth of the text. A rate on held-out text is no code for the rest: "
                        "the decoder needs all of it.",
    "9d8ab84dbfb6a59e": "You sent four bytes for each weight. Here a weight is sent in eight bits.",
    "71e1f2c02e069ecf": "You sent one bit for each weight. Here a weight is sent in eight bits.",
}, step=1)


@exercise("networks_as_compressors-2")
def kilobytes(answer):
    value = one_number(answer)
    if KILOBYTES.is_right(value):
        return "With its weights the network is the largest of the three; without them it would seem to beat zlib."
    raise NotYet(KILOBYTES.hint(value) or "Two parts, in the same unit: the weights, and a million bytes of text at "
                 "the network's rate. There are eight bits in a byte.")


@exercise("networks_as_compressors-3")
def prequential_bits(answer):
    bits = one_function(answer, "prequential_bits(losses, batch_sizes)")
    rng = np.random.default_rng([5, 3])
    _compare_bits(bits, np.array([math.log(2), math.log(4)]), np.array([3, 1]))
    for n in (1, 4, 30):
        _compare_bits(bits, np.linspace(3.3, 1.8, n) + rng.uniform(0, 0.1, n), rng.integers(1, 600, n))
    for bad in (math.nan, math.inf):
        try:
            answer(np.array([3.2, bad, 2.9]), np.array([8, 8, 8]))
        except ValueError:
            continue
        except Exception as error:
            raise NotYet(f"A loss of {bad} stopped your function with {type(error).__name__}. Say it with a "
                         "`ValueError`.") from None
        raise NotYet(f"Among the losses was {bad}, and your function returned all the same. No decoder can follow a "
                     "forecast that is no number: raise a `ValueError`.")
    return "The area under the loss curve, in bits: the length of a file that holds no weights."


def _compare_bits(bits, losses, sizes):
    truth = sum(float(n) * float(loss) for loss, n in zip(losses, sizes, strict=True)) / math.log(2)
    nats, letters = truth * math.log(2), int(sizes.sum())
    compare(bits(losses, sizes), truth, [
        (nats, "These are nats: training prints natural logarithms, and a length is counted in bits."),
        (nats * math.log(2), "You multiplied by ln 2. A nat is more than a bit, so there are more bits than nats."),
        (truth / letters, "That is the mean per letter. Asked is the length of the whole text."),
        (float(losses.sum()) / math.log(2), "You added up the means of the batches. A mean counts as often as its "
         "batch has letters."),
        (float(losses.mean()) * letters / math.log(2), "Every batch counts the same in your mean. A mean counts as "
         "often as its batch has letters."),
        (float(losses[-1]) * letters / math.log(2), "You charge every letter the last loss. The first letters were "
         "paid for when the network knew little."),
        (float(losses.min()) * letters / math.log(2), "You charge every letter the best loss. Each batch costs what "
         "it cost when it was new."),
    ], "For each step: its mean loss times the letters of its batch; add up, and turn nats into bits.")


FINER = Sealed("networks_as_compressors-4", "50768208d559083b", {
    "4c3db27297a331b4": "You charged the finer weights in full. The coarser ones have to be sent otherwise, so only "
                        "the difference counts.",
    "4beb99c389901ff8": "You divided the cost of the coarser weights by what the finer ones save. What do the finer "
                        "ones cost *more*?",
    "215d8b0b001f35a7": "You divided by the rate of the finer network. What pays for the bits is what it saves on each "
                        "letter.",
    "4ac5d5407f457175": "You divided by the rate of the coarser network. What pays for the bits is what the finer one "
                        "saves on each letter.",
    "7c22e43f7d3cd348": "You divided bytes by bits. Count both in bits.",
    "1b726c258749c001": "You charged one bit more for each weight. There are three.",
    "cd044a284416c60c": "These are the bits that the finer weights cost more. How many letters save them again?",
}, step=100)


@exercise("networks_as_compressors-4")
def letters_needed(answer):
    value = one_number(answer)
    if FINER.is_right(value):
        return "Precision is structure only as far as the text can pay for it."
    raise NotYet(FINER.hint(value) or "One network is the other's rival: what do the finer weights cost more, and what "
                 "do they save on each letter?")


@exercise("networks_as_compressors-5")
def honest_bits(answer):
    bits = one_function(answer, "honest_bits(steps)")
    rng = np.random.default_rng([5, 5])
    _compare_honest(bits, [(0, 4.0, 10), (0, 2.0, 10), (1, 3.5, 4), (0, 3.0, 10), (1, 2.5, 4)])
    for n in (1, 3, 12):
        steps, known = [], []
        for batch in rng.permutation(100)[:n].tolist():
            known.append((batch, int(rng.integers(2, 600))))
            for again, size in [known[-1], *(known[i] for i in rng.integers(len(known), size=3))]:
                steps.append((again, float(4.7 - 0.1 * len(steps) ** 0.5 + rng.uniform(0, 0.2)), size))
        _compare_honest(bits, steps)
    if bits([]) != 0:
        raise NotYet("A training without steps has paid for nothing: `honest_bits([])` must be 0.")
    return "Only a batch that is new to the decoder is paid for; what is trained again afterwards is free."


def _compare_honest(bits, steps):
    first, last, least = {}, {}, {}
    for number, price, size in steps:
        first.setdefault(number, price * size)
        last[number] = price * size
        least[number] = min(price * size, least.get(number, math.inf))
    truth = math.fsum(first.values())
    compare(bits(steps), truth, [
        (math.fsum(rate * n for _, rate, n in steps), "You added up all steps. A batch that is trained again is known "
         "to the decoder and need not be sent again."),
        (math.fsum(last.values()), "You took each batch's last loss, measured by a network that had trained on this "
         "batch. The decoder, when it needs the batch, has not."),
        (math.fsum(least.values()), "You took each batch's smallest loss, measured by a network that had trained on "
         "this batch. The decoder, when it needs the batch, has not."),
        (truth / max(1, sum({batch: n for batch, _, n in steps}.values())), "That is the mean per letter. Asked is "
         "the length."),
        (math.fsum(rate for rate in {batch: rate for batch, rate, _ in reversed(steps)}.values()), "You added up "
         "means. A mean counts as often as its batch has letters."),
        (truth / math.log(2), "The rates are in bits already."),
    ], "Which steps show the decoder letters that it does not have yet? Add up bits a letter times letters for these.")
