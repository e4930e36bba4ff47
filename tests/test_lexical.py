"""Words and their counts along a text: what a word is, Heaps and Zipf against plain counting, three estimators."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook import datasets, lexical, occupancy, popularity

sequences = st.lists(st.integers(-3, 12), min_size=1, max_size=80)


# --- what a word is ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("text", "cut"), [
    ("", []), ("1909", []), ("It's  it’s ITS", ["it's", "it's", "its"]), ("'quoted'", ["quoted"]),
    ("well-bred — _very_", ["well", "bred", "very"]), ("y fué la luz.", ["y", "fué", "la", "luz"]),
    ("o'clock's", ["o'clock's"]), ("dogs' tails", ["dogs", "tails"]), ("a1b", ["a", "b"]), ("ſtraße", ["ſtraße"]),
])
def test_words_are_runs_of_letters(text, cut):
    assert lexical.words(text) == cut


@settings(deadline=None)
@given(st.text())
def test_cutting_words_again_changes_nothing(text):
    once = lexical.words(text)
    assert lexical.words(" ".join(once)) == once


def test_words_of_the_novels():
    """The fact {given} in the chapter: how long Austen is, in words."""
    assert sum(len(lexical.words(novel)) for novel in datasets.novels().values()) == 724_858


@settings(deadline=None)
@given(st.text("ACGT", min_size=3, max_size=40), st.integers(1, 3))
def test_kmers_read_back(bases, k):
    spelt = ["".join("ACGT"[number // 4**j % 4] for j in reversed(range(k))) for number in lexical.kmers(bases, k)]
    assert spelt == [bases[i:i + k] for i in range(len(bases) - k + 1)]


# --- counting against plain counting ----------------------------------------------------------------------------------
@settings(deadline=None)
@given(sequences)
def test_occurrence_counts_up_by_type(tokens):
    seen = Counter()
    for token, which in zip(tokens, lexical.occurrence(tokens), strict=True):
        seen[token] += 1
        assert which == seen[token]


@settings(deadline=None)
@given(sequences, st.integers(1, 4))
def test_curves_are_counts_of_every_beginning(tokens, times):
    n, types = lexical.heaps_curve(tokens)
    exactly = lexical.seen_exactly(tokens, times)
    assert n.tolist() == list(range(1, len(tokens) + 1))
    for end in n:
        counts = Counter(tokens[:end])
        assert types[end - 1] == len(counts)
        assert exactly[end - 1] == sum(count == times for count in counts.values())


@settings(deadline=None)
@given(sequences)
def test_numbers_strings_and_arrays_count_alike(tokens):
    for same in (list(map(str, tokens)), np.array(tokens), tuple(tokens), lexical.type_ids(list(map(str, tokens)))):
        assert np.array_equal(lexical.occurrence(same), lexical.occurrence(tokens))
        assert np.array_equal(lexical.zipf_curve(same)[1], lexical.zipf_curve(tokens)[1])


@settings(deadline=None)
@given(sequences)
def test_zipf_curve_is_the_counter_in_order(tokens):
    rank, count = lexical.zipf_curve(tokens)
    assert count.tolist() == [c for _, c in Counter(tokens).most_common()]
    assert rank.tolist() == list(range(1, len(count) + 1))


@settings(deadline=None)
@given(sequences, st.randoms())
def test_order_matters_to_heaps_and_not_to_zipf(tokens, random):
    other = random.sample(tokens, len(tokens))
    assert np.array_equal(lexical.zipf_curve(other)[1], lexical.zipf_curve(tokens)[1])
    assert lexical.heaps_curve(other)[1][-1] == lexical.heaps_curve(tokens)[1][-1]
    assert lexical.estimate_discount(other) == lexical.estimate_discount(tokens)


# --- the discount -----------------------------------------------------------------------------------------------------
def test_singletons_are_the_share_of_types_seen_once():
    assert lexical.estimate_discount("a rose is not a rose".split()) == 1 / 2


def test_heaps_slope_of_an_exact_power():
    """A new type whenever the whole part of √n grows: K_n = floor(√n)."""
    n = np.arange(1, 1_000_001)
    roots = np.sqrt(n).astype(int)
    new = np.diff(roots, prepend=0) > 0
    tokens = np.where(new, roots, 1)
    assert lexical.estimate_discount(tokens, "heaps") == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("discount", [0.4, 0.5, 0.8])
def test_zipf_slope_of_exact_counts(discount):
    counts = (1e6 * np.arange(1, 2001) ** (-1 / discount)).round().astype(int)
    tokens = np.repeat(np.arange(2000), counts)
    assert lexical.estimate_discount(tokens, "zipf") == pytest.approx(discount, abs=0.02)


@pytest.mark.parametrize("method", lexical.METHODS)
@pytest.mark.parametrize("discount", [0.3, 0.5, 0.7])
def test_estimators_find_the_discount_of_draws(method, discount):
    law = popularity.zipf_weights(1_000_000, discount)
    found = [lexical.estimate_discount(occupancy.draw(law, 50_000, np.random.default_rng([6, seed])), method)
             for seed in range(4)]
    assert np.mean(found) == pytest.approx(discount, abs=0.1)


def test_window_is_where_the_line_is_fitted():
    tokens = [*range(1000), *[0] * 1000]  # all new, then nothing new
    assert lexical.estimate_discount(tokens, "heaps", window=(10, 1000)) == pytest.approx(1)
    assert lexical.estimate_discount(tokens, "heaps", window=(1000, 2000)) == pytest.approx(0)


# --- what is refused --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("call", "says"), [
    (lambda: lexical.words(b"bytes"), "expects a string"),
    (lambda: lexical.heaps_curve([]), "at least one"),
    (lambda: lexical.heaps_curve("a text"), "cut it with words"),
    (lambda: lexical.zipf_curve(np.zeros((2, 2), int)), "one dimension"),
    (lambda: lexical.seen_exactly([1, 2], 0), "at least 1"),
    (lambda: lexical.seen_exactly([1, 2], 1.5), "whole number"),
    (lambda: lexical.kmers("ACGN", 2), "'N' among them"),
    (lambda: lexical.kmers("AC", 3), "at least 3 bases"),
    (lambda: lexical.kmers("ACGT", 0), "from 1 to 31"),
    (lambda: lexical.estimate_discount([1, 2, 1], "median"), "singletons, heaps, zipf"),
    (lambda: lexical.estimate_discount([], "singletons"), "at least one"),
    (lambda: lexical.estimate_discount([1, 2, 1], "zipf"), "give more tokens"),
    (lambda: lexical.estimate_discount(range(100), "heaps", window=(90, 91)), "wider window"),
])
def test_bad_input_is_refused_with_its_cure(call, says):
    with pytest.raises(ValueError, match=says):
        call()
