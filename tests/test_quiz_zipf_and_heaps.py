"""The numbers in the quiz on Zipf and Heaps are true."""

import math
import re

import numpy as np
import pytest

from skbook import datasets, lexical, quiz

ASKED = {question.id: question for question in quiz.load("zipf_and_heaps").questions}


def texts(question):
    """All that is said, but for the values of options, which have a test of their own."""
    yield question.prompt
    yield question.otherwise or ""
    for option in question.options:
        yield option.feedback
        if option.value is None:
            yield option.text


@pytest.mark.parametrize(("name", "values"), [
    ("next-word", [100 * 300 / 10_000, 100 * 300 / 2_000, 100 * 2_000 / 10_000, 100 * 1 / 10_000]),
    ("tenfold", [1000 * 10 ** (1 / 1.25), 1000 * 10**1.25, 1000 * 10 / 1.25, 1000 * 10, 1000 * 10**0.25]),
])
def test_options_are_what_their_reasons_say(name, values):
    found = [option.value for option in ASKED[name].options]
    assert found == pytest.approx(values, rel=5e-4)
    assert ASKED[name].options[0].correct


@pytest.mark.parametrize(("name", "decimals"), [
    ("next-word", set()), ("shuffled-text", set()), ("which-exponent", set()), ("straight-line", {"0.88"}),
    ("tenfold", {"1.25", "0.25", f"{1 / 1.25}", f"{10**0.8:.2f}"}), ("one-type", {f"{1 - math.exp(-1):.3f}"}),
])
def test_every_decimal_number_is_computed(name, decimals):
    assert {n for text in texts(ASKED[name]) for n in re.findall(r"\d+\.\d+", text)} == decimals


def test_slope_of_ten_bases():
    tokens = lexical.kmers(datasets.load("ecoli536_NC_008253"), 10)
    assert round(lexical.estimate_discount(tokens, "heaps"), 2) == 0.88


def test_what_changes_when_a_text_is_shuffled():
    novel = lexical.words(datasets.novels()["Persuasion"])
    cards = np.random.default_rng([6, 0]).permutation(lexical.type_ids(novel))
    assert lexical.heaps_curve(cards)[1][len(novel) // 2] > lexical.heaps_curve(novel)[1][len(novel) // 2]
    for method, same in (("singletons", True), ("zipf", True), ("heaps", False)):
        assert (lexical.estimate_discount(cards, method) == lexical.estimate_discount(novel, method)) == same
