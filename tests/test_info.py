"""Entropy and its family obey the laws that define them, and typical sets are counted exactly."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skbook.info import (
    TOLERANCE,
    binary_entropy,
    code_length,
    cross_entropy,
    entropy,
    kl,
    mutual_information,
    self_information,
)
from skbook.typical import typical_set

thorough = settings(deadline=None, max_examples=200)
weights = st.lists(st.floats(0, 1) | st.sampled_from([0.0, 1e-300, 1e-12]), min_size=1, max_size=9).filter(
    lambda w: sum(w) > 1e-250)


def normal(w):
    return np.array(w) / math.fsum(w)


@st.composite
def pairs(draw):
    p = draw(weights)
    q = draw(st.lists(st.floats(1e-9, 1), min_size=len(p), max_size=len(p)))
    return normal(p), normal(q)


# --- values --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("p", "bits"), [([1.0], 0.0), ([0.5, 0.5], 1.0), ([1 / 8] * 8, 3.0), ([0.0, 1.0], 0.0),
                                         ([0.5, 0.25, 0.125, 0.125], 1.75), ([0.9, 0.1], 0.4689955935892812)])
def test_entropy_of_known_sources(p, bits):
    assert entropy(p) == pytest.approx(bits, abs=1e-15)


def test_divergence_of_the_two_coins_of_chapter_2_in_both_directions():
    p, q = [0.9, 0.1], [0.99, 0.01]
    assert kl(p, q) == pytest.approx(0.9 * math.log2(0.9 / 0.99) + 0.1 * math.log2(10), abs=1e-15)
    assert kl(q, p) == pytest.approx(0.99 * math.log2(0.99 / 0.9) - 0.01 * math.log2(10), abs=1e-15)
    assert (round(kl(p, q), 3), round(kl(q, p), 3)) == (0.208, 0.103)


def test_what_was_called_impossible_costs_infinitely_much():
    assert kl([0.5, 0.5], [1, 0]) == cross_entropy([0.5, 0.5], [1, 0]) == self_information(0) == math.inf
    assert code_length([0.5, 0.0]) == math.inf
    assert kl([1, 0], [0.5, 0.5]) == cross_entropy([1, 0], [0.5, 0.5]) == 1.0  # 0 · log 0 = 0
    assert kl([1, 0], [1, 0]) == 0.0


def test_code_length_adds_up_surprises_and_nothing_costs_nothing():
    assert code_length([0.5, 0.25]) == 3.0
    assert code_length([]) == 0.0
    assert str(code_length([1.0])) == str(entropy([1.0])) == str(self_information(1)) == "0.0"  # never -0.0


def test_single_numbers_come_back_as_floats_and_arrays_in_their_shape():
    assert type(entropy([0.5, 0.5])) is type(kl([1.0], [1.0])) is type(self_information(0.5)) is float
    assert binary_entropy(np.zeros((2, 3))).shape == (2, 3)
    assert entropy(np.full((2, 3, 4), 0.25)).tolist() == [[2.0] * 3] * 2


def test_a_softmax_in_32_bits_counts_as_normalised():
    x = np.random.default_rng([2, 10]).normal(size=(50, 5000)).astype(np.float32)
    p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    assert (kl(p, p) == 0).all()
    assert np.isfinite(entropy(p)).all()


def test_what_is_nearly_normalised_is_normalised():
    slightly_over = np.full(2, 0.5 + TOLERANCE / 4)
    assert entropy(slightly_over) == cross_entropy([0.5, 0.5], slightly_over) == 1.0
    assert kl([0.5, 0.5], slightly_over) == 0.0


# --- laws ----------------------------------------------------------------------------------------------------------

@thorough
@given(pairs())
def test_cross_entropy_is_entropy_plus_divergence_and_divergence_is_not_negative(pair):
    p, q = pair
    assert kl(p, q) >= 0
    assert cross_entropy(p, q) == pytest.approx(entropy(p) + kl(p, q), abs=1e-12)
    assert kl(p, p) == 0


@thorough
@given(weights)
def test_entropy_lies_between_nothing_and_the_log_of_the_alphabet(w):
    p = normal(w)
    assert 0 <= entropy(p) <= math.log2(len(p)) + 1e-12
    assert entropy(p) == pytest.approx(kl(p, np.full(len(p), 1 / len(p))) * -1 + math.log2(len(p)), abs=1e-12)
    assert entropy(p[::-1]) == pytest.approx(entropy(p), abs=1e-12)


@thorough
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32))
def test_mutual_information_is_the_entropy_that_the_other_takes_away(m, k, seed):
    joint = np.random.default_rng(seed).dirichlet(np.full(m * k, 0.3)).reshape(m, k)
    x, y = joint.sum(axis=1), joint.sum(axis=0)
    bits = mutual_information(joint)
    assert bits == pytest.approx(entropy(x) + entropy(y) - entropy(joint.ravel()), abs=1e-9)
    assert 0 <= bits <= min(entropy(x), entropy(y)) + 1e-9
    assert mutual_information(joint.T) == pytest.approx(bits, abs=1e-12)
    assert mutual_information(np.outer(x, y)) == pytest.approx(0, abs=1e-12)


@thorough
@given(pairs(), st.integers(0, 2**32))
def test_processing_cannot_raise_divergence(pair, seed):
    p, q = pair
    assume(len(p) > 1)
    channel = np.random.default_rng(seed).dirichlet(np.ones(3), size=len(p))
    assert kl(p @ channel, q @ channel) <= kl(p, q) + 1e-9


@thorough
@given(st.lists(weights.filter(lambda w: len(w) == 3), min_size=1, max_size=4))
def test_several_distributions_at_once_are_several_calls(rows):
    p = np.array([normal(w) for w in rows])
    q = np.full_like(p, 1 / 3)
    assert entropy(p).tolist() == [entropy(row) for row in p]
    assert kl(p, q).tolist() == [kl(a, b) for a, b in zip(p, q, strict=True)]


# --- refusals ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("p", "cure"), [
    ([], "is empty"), ([0.5, float("nan")], "0/0"), ([-0.1, 1.1], "logarithms"), ([0.5, 0.4], "divide it by its total"),
    ([3, 1], "divide it by its total"), ([0.5, 0.5 + 3 * TOLERANCE], "divide it by its total"),
    ([math.inf, 1], "holds inf"), (0.5, "one probability for each letter"), ("ab", "must be numbers"),
    ([[0.5, 0.5], [1.0]], "regular array"), (None, "NaN"),
    ([[0.25, 0.25], [0.25, 0.25]], "flatten"),
])
def test_what_is_no_distribution_is_refused_with_a_cure(p, cure):
    fair = [0.5, 0.5]
    for call in (lambda: entropy(p), lambda: kl(p, fair), lambda: kl(fair, p), lambda: cross_entropy(fair, p)):
        with pytest.raises(ValueError, match=cure):
            call()


@pytest.mark.parametrize("function", [kl, cross_entropy])
def test_different_alphabets_are_refused(function):
    with pytest.raises(ValueError, match=r"shape \(2,\) and q has shape \(3,\)"):
        function([0.5, 0.5], [0.25, 0.25, 0.5])


@pytest.mark.parametrize("joint", [[0.5, 0.5], [[0.5, 0.6]], [[-0.5, 1.5]], [[float("nan"), 1]], [], [[[1.0]]]])
def test_what_is_no_joint_table_is_refused(joint):
    with pytest.raises(ValueError, match="joint"):
        mutual_information(joint)


@pytest.mark.parametrize("p", [1.1, -0.1, float("nan"), [0.5, 2], "a", None])
def test_what_is_no_probability_is_refused(p):
    for function in (self_information, binary_entropy, code_length):
        with pytest.raises(ValueError, match=r"above 1|below 0|NaN|must be numbers"):
            function(p)


# --- typical sets --------------------------------------------------------------------------------------------------

@settings(deadline=None, max_examples=60)
@given(st.integers(1, 9), st.floats(0.03, 0.97), st.floats(0.01, 1.5))
def test_typical_set_agrees_with_listing_every_sequence(n, p, tolerance):
    surprise = {x: code_length([p if toss else 1 - p for toss in x]) for x in product((0, 1), repeat=n)}
    distance = [abs(bits / n - binary_entropy(p)) for bits in surprise.values()]
    assume(min(abs(d - tolerance) for d in distance) > 1e-9)  # no sequence on the border
    members = [bits for bits, d in zip(surprise.values(), distance, strict=True) if d <= tolerance]
    found = typical_set(n, p, tolerance)
    assert found.size == len(members)
    assert found.probability == pytest.approx(sum(2.0**-bits for bits in members), abs=1e-9)


@pytest.mark.parametrize(("n", "p", "tolerance"), [(10, 0.9, 0.1), (1000, 0.9, 0.05), (5000, 0.3, 0.01)])
def test_typical_set_keeps_the_bounds_of_equipartition(n, p, tolerance):
    found, h = typical_set(n, p, tolerance), binary_entropy(p)
    assert n * (h - tolerance) + math.log2(found.probability) <= found.size_bits <= n * (h + tolerance)


def test_typical_sets_grow_certain_while_their_share_of_all_sequences_vanishes():
    sets = [typical_set(n, 0.9, 0.1) for n in (10, 100, 1000, 10_000)]
    assert sets[-1].probability > 0.9999 > sets[1].probability
    assert [s.n - s.size_bits for s in sets] == sorted(s.n - s.size_bits for s in sets)


def test_the_whole_of_a_fair_coin_is_typical_and_a_narrow_window_may_hold_nothing():
    assert typical_set(200, 0.5, 1e-9).size == 2**200
    assert typical_set(200, 0.5, 1e-9).probability == pytest.approx(1, abs=1e-9)
    nothing = typical_set(3, 0.9, 1e-6)
    assert (nothing.size, nothing.probability, nothing.size_bits) == (0, 0.0, -math.inf)


@pytest.mark.parametrize(("n", "p", "tolerance"), [(0, 0.5, 0.1), (2.5, 0.5, 0.1), (True, 0.5, 0.1), (10, 0.0, 0.1),
                                                   (10, 1.0, 0.1), (10, float("nan"), 0.1), (10, 0.5, 0.0),
                                                   (10, 0.5, math.inf), (10, 0.5, float("nan"))])
def test_typical_set_refuses_what_is_out_of_range(n, p, tolerance):
    with pytest.raises(ValueError, match="must"):
        typical_set(n, p, tolerance)
