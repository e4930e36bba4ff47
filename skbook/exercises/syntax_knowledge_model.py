"""Checks of the exercises on the syntax–knowledge model."""

import itertools
import math

import numpy as np

from skbook import info
from skbook.exercises import exercise
from skbook.exercises._answers import NotYet, Sealed, compare, one_function, one_number
from skbook.world import Fixed

NATS = "These are nats. Bits are asked for: take logarithms to base 2."

RATE = Sealed("syntax_knowledge_model-1", "6ccbcff3dd41c57c", {
    "48eee21125624a11": "You added the value's bits. They are paid by a reader who has never heard the fact; given "
    "the world the value follows from the subject.",
    "ad0fa61356694b3f": "You added the bits of the whole world. They are paid once, however long the corpus, and so "
    "they are no rate; and here the world is given.",
    "d68e768663734522": "You charge a word in every sentence. Only half of the sentences have a word to choose.",
    "35382a6324c023f5": "One choice is missing. A sentence chooses a template, perhaps a word, and a subject.",
    "e6a7fbfa1558dae9": "That is the syntax alone. Who is spoken of is news in every sentence, to those who know the "
    "world, too.",
    "2171c4598d6b1785": "That is the subject alone. The syntax is news in every sentence, too.",
    "c7c040f490533e9e": "The template has one bit, and the word one on average. Do not charge for four words and two "
    "templates as if every sentence chose among eight.",
    "41032f8e9c3db532": "That is what a value is worth to a reader who has never heard the fact. Given is the world, "
    "and asked is the whole sentence.",
    "652c48786816d5e6": NATS,
    "22109bd71ed6a173": "That is what the whole world is worth. Given is the world; asked is what one sentence adds.",
}, step=0.01)


@exercise("syntax_knowledge_model-1")
def entropy_rate(answer):
    value = one_number(answer)
    if RATE.is_right(value):
        return "Syntax and subject, and nothing for the value: the world was given."
    raise NotYet(RATE.hint(value) or "Go through the four steps of a sentence, and ask of each how many bits it is "
                 "worth to somebody who knows the world.")


@exercise("syntax_knowledge_model-2")
def sentences_needed(answer):
    n = one_number(answer)
    if abs(n - 1000 * math.log(100)) <= 110:  # asked is "about": the unheard share is a hundredth, give or take a tenth
        return "Each further factor of ten costs as many sentences again as half of this."
    typical = [
        (990, 10, "So many facts are to be heard, but some sentences repeat a fact: more are needed."),
        (100_000, 0, "The unheard share falls exponentially, not as one over the number of sentences."),
        (1000 * math.log10(100), 10, "Natural logarithm: e, not 10, is what (1 − 1/M)^M tends to."),
        (1000 * math.log2(100), 20, "Natural logarithm: e, not 2, is what (1 − 1/M)^M tends to."),
        (1000 * math.log(1000), 20, "By then only one fact in a thousand is unheard, which is a single one. Asked is "
         "one in a hundred."),
        (math.log(100), 0.1, "In multiples of the number of facts that is right. How many sentences is it?"),
        (10, 5, "That is how long until one fact in a hundred *has* been heard."),
    ]
    raise NotYet(next((hint for value, off, hint in typical if abs(n - value) <= off),
                      "After N sentences a fact is unheard with probability (1 − 1/1000)^N. For which N is that one in "
                      "a hundred?"))


@exercise("syntax_knowledge_model-3")
def sentence_bits(answer):
    bits = one_function(answer, "sentence_bits(template, words, popularity)")
    rng = np.random.default_rng([8, 3])
    _compare_sentence(bits, [0.5, 0.3, 0.2], [[0.7, 0.3], [0.9, 0.1], [0.6, 0.4]], [0.8, 0.2])
    for templates, words, facts in ((3, 4, 2), (4, 8, 50), (1, 2, 3)):
        _compare_sentence(bits, *(rng.dirichlet(np.ones(shape[-1]), shape[:-1] or None)
                                  for shape in ((templates,), (templates, words), (facts,))))
    _compare_sentence(bits, [0.5, 0.5], [[0.25] * 4, [1.0, 0.0, 0.0, 0.0]], [1 / 16] * 16)
    return "Surprises add, slot by slot, each averaged over what was chosen before it."


def _compare_sentence(bits, template, words, popularity):
    """Against the list of all sentences."""
    template, words, popularity = map(np.asarray, (template, words, popularity))
    pairs = template[:, None] * words
    everything = (pairs[..., None] * popularity).ravel()
    truth = info.entropy(everything)
    rows, mixture = info.entropy(words), template @ words
    heads, subject = info.entropy(template), info.entropy(popularity)
    compare(bits(template, words, popularity), truth, [
        (truth * math.log(2), NATS),
        (-truth, "The sign is wrong: an entropy is not negative."),
        (heads + subject + rows.mean(), "You average the templates' word entropies as if all templates were equally "
         "likely. Weight each with the probability of its template."),
        (heads + subject + rows.sum(), "You add up the words of all templates. A sentence has one template, so weight "
         "each entropy with the probability of its template."),
        (heads + subject + info.entropy(mixture), "You mix the words of all templates and take one entropy. When the "
         "word comes, the template is already known: one entropy for each template, then the average."),
        (truth - heads, "The template is a choice, too, and has its price."),
        (truth - subject, "The subject is missing: who is spoken of is news even to those who know the world."),
        (heads + subject, "The words are missing."),
    ], "Work out the first exercise with your function: it comes to a whole number of bits.")


@exercise("syntax_knowledge_model-4")
def world_bits(answer):
    bits = one_function(answer, "world_bits(p, same, n)")
    for p, same, n in ((0.5, 0.75, 3), (0.3, 0.9, 4), (0.8, 0.2, 3), (0.6, 0.5, 6)):
        _compare_siblings(bits, p, same, n)
    compare(bits(0.5, 0.75, 0), 0, [], "Without a sentence nothing is told: n = 0 must give 0.")
    compare(bits(1.0, 0.75, 3), 1, [], "At p = 1 the sister is never spoken of, and three sentences tell one bit.")
    compare(bits(0.5, 0.0, 2), 1, [], "For s = 0 she always differs from him: the second trade follows from the first. "
            "Take 0 · log 0 = 0.")
    return "What follows in part from another value costs only the rest: here the entropy of a coin, and not a bit."


def _compare_siblings(bits, p, same, n):
    """Against the list of all corpora in all four worlds."""
    worlds = {(him, her): (same if him == her else 1 - same) / 2 for him, her in itertools.product((0, 1), repeat=2)}
    subjects, told = info.entropy([p, 1 - p]), {}
    for about in itertools.product((0, 1), repeat=n):
        for world, weight in worlds.items():
            corpus = about, tuple(world[z] for z in about)
            told[corpus] = told.get(corpus, 0.0) + weight * math.prod((p, 1 - p)[z] for z in about)
    truth, coin = info.entropy([*told.values()]) - n * subjects, info.entropy([same, 1 - same])
    met = Fixed([p, 1 - p]).expected_met(n)
    compare(bits(p, same, n), truth, [
        (truth * math.log(2), NATS),
        (met, "As if the two trades were independent. When one is known, the other is no longer even."),
        (1, "The second trade is not free: it agrees with the first only with probability s."),
        (1 + coin, "That is the whole world. After n sentences one of the two may still be unheard."),
        ((met - 1) * (1 + coin), "You charge only when both have been heard of. One alone tells a bit already."),
        (1 + (met - 1) * (1 - same), "A trade that differs with probability 1 − s costs the entropy of that coin, not "
         "1 − s bits."),
        (1 + (met - 1) * same, "A trade that agrees with probability s costs the entropy of that coin, not s bits."),
        (1 + (n - 1) * coin, "You charge for each further sentence. A trade that was heard before says nothing new."),
        (n, "You charge a bit in every sentence. A trade that was heard before says nothing new."),
        (truth / n, "That is the mean per sentence. Asked is the total."),
        (truth + n * subjects, "You added what the subjects are worth. They tell nothing of the values."),
    ], "By hand, with p = 1/2, s = 3/4 and two sentences: the first tells one bit. With probability 1/2 the second is "
       "about the other one, who has the same trade three times in four.")


@exercise("syntax_knowledge_model-5")
def gossip_bits(answer):
    bits = one_function(answer, "gossip_bits(error, n_values)")
    for error, n_values in ((0.1, 3), (0.25, 64), (0.9, 10), (0.5, 2)):
        _compare_gossip(bits, error, n_values)
    compare(bits(0.0, 64), 0, [], "A town that is always right has nothing to tell those who know the world: for error "
            "0 the answer is 0. Take 0 · log 0 = 0.")
    compare(bits(1.0, 65), 6, [(0, "A town that always errs still chooses among V − 1 wrong values."),
                               (math.log2(65), "Of the V values one, the right one, is never stated.")],
            "At error = 1 the V − 1 wrong values are equally likely.")
    return "A coin for right or wrong, and in the wrong case a draw among the rest."


def _compare_gossip(bits, error, n_values):
    said = [1 - error, *[error / (n_values - 1)] * (n_values - 1)]
    coin = info.entropy([1 - error, error])
    compare(bits(error, n_values), info.entropy(said), [
        (info.entropy(said) * math.log(2), NATS),
        (coin, "That is the coin that decides between right and wrong. If wrong, one of the V − 1 other values is "
         "chosen, and that is news as well."),
        (error * math.log2(n_values - 1), "You charge for the wrong value, but not for the news that the sentence is "
         "wrong."),
        (coin + error * math.log2(n_values), "Almost: of the V values one is right, so an error chooses among V − 1."),
        (error * math.log2(n_values), "An error chooses among V − 1 values, and whether there is an error is news, "
         "too."),
        (coin + math.log2(n_values - 1), "Only a wrong sentence chooses among the wrong values: weight that part with "
         "the probability of an error."),
        (math.log2(n_values), "That is what the value is worth to a reader who does not know the world."),
        (math.log2(n_values) - info.entropy(said), "That is what the first sentence tells, the third question. Asked "
         "here is what the slot costs a reader who knows the world."),
    ], f"Tried with error = {error} and n_values = {n_values}. List the V probabilities with which values are stated.")
