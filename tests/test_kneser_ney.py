"""Word models are probabilities, agree with a count by hand, and Kneser–Ney is the restaurant it claims to be."""

from collections import Counter

import numpy as np
import pytest

from skbook import kneser_ney as kn
from skbook.pitman_yor import sample, seating_probabilities

TEXT = "to be or not to be that is the question".split()
OTHER = "whether it is nobler to suffer or not to be".split()


def by_hand(text, context, word, continuation=True):
    """Interpolated Kneser–Ney on sets and dictionaries, read off the definition."""
    order = len(context) + 1

    def counts(length):
        grams = [tuple(text[i:i + length]) for i in range(len(text) - length + 1)]
        if length < order and continuation:
            longer = {tuple(text[i:i + length + 1]) for i in range(len(text) - length)}
            grams = [gram[1:] for gram in longer]
        return Counter(grams)

    q = 2.0 ** (-5 * (len(word) + 1))
    for length in range(1, order + 1):
        table = counts(length)
        once, twice = (list(table.values()).count(m) for m in (1, 2))
        d, u = once / (once + 2 * twice), tuple(context[len(context) - length + 1:])
        here = {gram: n for gram, n in table.items() if gram[:-1] == u}
        if here:
            total = sum(here.values())
            q = max(here.get((*u, word), 0) - d, 0) / total + d * len(here) / total * q
    return q




@pytest.fixture
def long_text():
    """Words of a long tail, four in ten fixed by the word before: n-grams of every length come once, twice, often."""
    rng = np.random.default_rng(1)
    drawn = sample(3000, 0.6, 5.0, rng).tolist()
    for i in np.flatnonzero(rng.random(3000) < 0.4)[1:].tolist():
        drawn[i] = drawn[i - 1] // 2 + 1
    return [f"{chr(97 + i // 26 % 26)}{chr(97 + i % 26)}{chr(97 + i // 676)}" for i in drawn]


@pytest.mark.parametrize("continuation", [True, False])
def test_kneser_ney_is_its_definition(long_text, continuation):
    model = kn.fit_kneser_ney(long_text, 3, continuation)
    rng = np.random.default_rng(2)
    for _ in range(25):
        i = rng.integers(len(long_text) - 3)
        words = [*long_text[i:i + 2], rng.choice(["unheard", long_text[i + 2], "aba"])]
        assert model.probabilities(words)[0] == pytest.approx(by_hand(long_text, words[:2], words[2], continuation))


@pytest.mark.parametrize("fit", ["kneser_ney", "discounted", "plain"])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_forecasts_of_all_words_and_all_spellings_sum_to_one(long_text, fit, order):
    model = (kn.fit_plain(long_text, long_text[:500], order) if fit == "plain"
             else kn.fit_kneser_ney(long_text, order, continuation=fit == "kneser_ney"))
    contexts = [long_text[:order - 1], ["never", "heard"][:order - 1]]
    for context in contexts:
        counted = sum(model.probabilities([*context, word])[0] for word in model.numbers)
        strange = "zzzzzz"  # its share of what is handed down to spelling tells how much that is
        handed_down = model.probabilities([*context, strange])[0] / kn.spelling_probability([strange])[0]
        spelt = handed_down * (1 - kn.spelling_probability(list(model.numbers)).sum())
        assert counted + spelt == pytest.approx(1)


def test_without_context_kneser_ney_is_a_restaurant_with_no_concentration(long_text):
    model = kn.fit_kneser_ney(long_text, 1)
    level = model.levels[0]
    seats = seating_probabilities(level.counts, level.discount, 0.0)
    spelt = kn.spelling_probability(list(model.numbers))
    assert np.allclose(model.probabilities(list(model.numbers)), seats[:-1] + seats[-1] * spelt)


def test_a_word_that_follows_one_word_only_is_not_expected_elsewhere(long_text):
    text = long_text + ["san", "francisco"] * 100
    smart, naive = (kn.fit_kneser_ney(text, 2, continuation) for continuation in (True, False))
    elsewhere = ["aba", "francisco"]
    assert smart.probabilities(elsewhere)[0] < 0.1 * naive.probabilities(elsewhere)[0]


def test_the_weights_of_plain_interpolation_are_the_best_on_the_held_out_text(long_text):
    held_out = long_text[1000:1600]
    model = kn.fit_plain(long_text[:1000], held_out, 2)
    best = model.bits(held_out).sum()
    for k in range(2):
        for change in (-0.005, 0.005):
            level = model.levels[k]
            moved = kn.Level(**{**vars(level), "weight": level.weight + change})
            levels = [*model.levels[:k], moved, *model.levels[k + 1:]]
            assert kn.WordModel(tuple(levels), model.numbers).bits(held_out).sum() > best


def test_spelling_is_a_probability_over_all_strings():
    by_length = [31**n * kn.spelling_probability(["x" * n])[0] for n in range(200)]
    assert by_length[1] / by_length[0] == pytest.approx(31 / 32)
    assert sum(by_length) / (1 - (31 / 32) ** 200) == pytest.approx(1)


def test_bits_are_logarithms_and_the_first_words_are_context(long_text):
    model = kn.fit_kneser_ney(long_text, 3)
    assert model.probabilities(long_text).shape == (len(long_text) - 2,)
    assert np.allclose(2.0 ** -model.bits(long_text), model.probabilities(long_text))
    whole, part = model.probabilities(long_text[:20]), model.probabilities(long_text[10:20])
    assert np.allclose(whole[-8:], part)  # two words of context are all that matters


@pytest.mark.parametrize(("call", "says"), [
    (lambda: kn.fit_kneser_ney(TEXT, 4), "order is 4"), (lambda: kn.fit_kneser_ney(TEXT, 0), "order is 0"),
    (lambda: kn.fit_kneser_ney(TEXT, True), "order is True"), (lambda: kn.fit_kneser_ney(["a"], 2), "at least 2"),
    (lambda: kn.fit_kneser_ney("a b c", 2), "split the text"),
    (lambda: kn.fit_kneser_ney(["a", "b", "c"], 1), "3 n-grams of 1 words came once and 0 twice"),
    (lambda: kn.fit_plain(TEXT, ["a"], 2), "at least 2"), (lambda: kn.fit_plain([], TEXT, 1), "at least 1"),
    (lambda: kn.fit_plain(TEXT, OTHER, 3).probabilities(["a"]), "at least 3")])
def test_bad_input_is_refused_with_its_cure(call, says):
    with pytest.raises(ValueError, match=says):
        call()
