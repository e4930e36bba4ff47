"""The joint law against sums over facts, the best split against a search, and the numbers of the chapter's quiz."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skbook import learning_laws, quiz, scaling
from skbook.popularity import zipf_weights
from skbook.special import upper_gamma

DISCOUNTS = (0.1, 0.3, 0.5, 0.7, 0.9)


def integral(s, x, steps=200_000):
    """Γ(s, x) by the midpoint rule in the logarithm of y."""
    edges = np.linspace(math.log(x), math.log(x + 80), steps)
    y = np.exp((edges[1:] + edges[:-1]) / 2)
    return float((y**s * np.exp(-y)).sum() * (edges[1] - edges[0]))


@pytest.mark.parametrize("s", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("x", [1e-3, 0.3, 1.0, 1.999, 2.001, 7.0, 40.0])
def test_upper_gamma_is_its_integral(s, x):
    assert upper_gamma(s, x) == pytest.approx(integral(s, x), rel=1e-7)


def test_upper_gamma_is_smooth_where_series_and_fraction_meet():
    assert upper_gamma(0.3, 2 - 1e-12) == pytest.approx(upper_gamma(0.3, 2.0), rel=1e-11)


def test_upper_gamma_ends_at_nothing():
    assert upper_gamma(0.5, np.array([800.0, 1e9, math.inf])).tolist() == [0.0, 0.0, 0.0]
    assert isinstance(upper_gamma(0.5, 1.0), float) and upper_gamma(0.5, math.inf) == 0


@pytest.mark.parametrize(("s", "x"), [(0, 1.0), (1, 1.0), (0.5, -1.0), (0.5, math.nan)])
def test_upper_gamma_refuses(s, x):
    with pytest.raises(ValueError, match="needs s within 0 and 1"):
        upper_gamma(s, x)


@given(st.floats(0.05, 0.95), st.floats(1, 9), st.floats(0, 7))
def test_exact_lies_between_max_and_sum(d, log_n, log_k):
    smallest, exact, largest = (scaling.joint_law(10**log_n, 10**log_k, d, form=f) for f in ("max", "exact", "sum"))
    assert smallest * (1 - 1e-9) <= exact <= largest * (1 + 1e-9)
    assert largest <= 2 * smallest * (1 + 1e-12)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=8), st.integers(0, 20), st.integers(0, 9))
def test_the_sum_over_facts_lies_between_max_and_sum_for_any_popularity(weights, n, k):
    p = np.sort(weights)[::-1] / np.sum(weights)
    table = scaling.look_up_excess(p, [n, 10**9], [k, len(p)])
    exact, no_data, no_room = table[0, 0], table[0, 1], table[1, 0]
    assert max(no_data, no_room) - 1e-9 <= exact <= no_data + no_room + 1e-9


def test_look_up_excess_by_hand():
    assert scaling.look_up_excess([0.5, 0.3, 0.2], [2], [2])[0, 0] == pytest.approx(0.125 + 0.147 + 0.2)
    assert scaling.look_up_excess([0.5, 0.3, 0.2], [2], [2], value_bits=6)[0, 0] == pytest.approx(6 * 0.472)


@pytest.mark.parametrize(("p", "n", "k"), [([0.3, 0.7], [1], [1]), ([0.5, 0.4], [1], [1]), ([], [1], [1]),
                                           ([1.0], [-1], [1]), ([1.0], [1], [-1]),
                                           ([1.0], [], [0]), ([1.0], [1], []), ([1.0], [math.nan], [1]),
                                           ([1.0], [1], [math.nan]), ([1.0], [1], [1.9]), ([1.0], [[1]], [1])])
def test_look_up_excess_refuses(p, n, k):
    with pytest.raises(ValueError):
        scaling.look_up_excess(p, n, k)


@pytest.mark.parametrize("d", [0.3, 0.5])
def test_joint_law_is_the_sum_in_the_limit(d):
    p, n, k = zipf_weights(10**6, d), np.array([10**5, 10**6]), np.array([200, 500])
    law = scaling.joint_law(n[:, None], k, d, scale=p[0])
    assert law == pytest.approx(scaling.look_up_excess(p, n, k), rel=0.01)


@pytest.mark.parametrize("d", DISCOUNTS)
def test_each_lack_alone_is_a_limit_of_the_joint_law(d):
    assert scaling.joint_law(1e4, 1e30, d) == pytest.approx(scaling.data_law(1e4, d), rel=1e-3, abs=1e-12)
    assert scaling.joint_law(1e60, 1e4, d) == pytest.approx(scaling.model_law(1e4, d), rel=1e-6)


def test_data_law_is_that_of_the_ideal_learner():
    c = learning_laws.zipf_scale(0.6)
    assert scaling.data_law(1e5, 0.6, 6.0) == pytest.approx(learning_laws.knowledge_excess(1e5, 0.6, c, 64))


@pytest.mark.parametrize("d", DISCOUNTS)
def test_both_lacks_are_equal_on_the_ridge(d):
    k = scaling.size_at(1e6, scaling.ridge_sightings(d), d)
    assert scaling.data_law(1e6, d) == pytest.approx(scaling.model_law(k, d))


@pytest.mark.parametrize("d", DISCOUNTS)
def test_no_split_of_a_budget_is_better_than_the_best(d):
    best = scaling.compute_optimal(1e9, d)
    assert best.sentences * best.facts == pytest.approx(1e9)
    for factor in (0.5, 0.9, 0.99, 1.01, 1.1, 2):
        n = best.sentences * factor
        assert scaling.joint_law(n, 1e9 / n, d) > best.excess


@pytest.mark.parametrize("d", DISCOUNTS)
def test_the_best_split_has_its_exponents(d):
    small, large = scaling.compute_optimal(1e6, d), scaling.compute_optimal(1e10, d)
    assert math.log10(large.facts / small.facts) / 4 == pytest.approx(d / (1 + d))
    assert math.log10(large.sentences / small.sentences) / 4 == pytest.approx(1 / (1 + d))
    assert math.log10(large.excess / small.excess) / 4 == pytest.approx(-(1 - d) / (1 + d))


def test_the_two_part_code_is_shortest_at_the_mdl_size():
    d, n, stored, value = 0.7, 1e6, 26, 6
    best = scaling.mdl_size(n, d, stored, value)

    def length(k):
        return stored * k + n * scaling.model_law(k, d, value)

    assert length(best) < min(length(0.9 * best), length(1.1 * best))
    assert length(best) == pytest.approx(stored * best / (1 - d))
    assert scaling.mdl_size(2 * n, d, stored, value) / best == pytest.approx(2**0.7)


@pytest.mark.parametrize("call", [
    lambda: scaling.joint_law(100, 100, 0.5, form="mean"), lambda: scaling.joint_law(0, 100, 0.5),
    lambda: scaling.joint_law(100, 0, 0.5), lambda: scaling.data_law(100, 1.0), lambda: scaling.data_law(100, 0.0),
    lambda: scaling.data_law(100, 0.5, value_bits=0), lambda: scaling.model_law(100, 0.5, scale=2.0),
    lambda: scaling.size_at(100, 0, 0.5), lambda: scaling.compute_optimal(-1, 0.5),
    lambda: scaling.compute_optimal(math.nan, 0.5), lambda: scaling.best_sightings(1.5),
    lambda: scaling.mdl_size(100, 0.5, 0, 6), lambda: scaling.size_at(100, math.inf, 0.5),
    lambda: scaling.joint_law(1e5, 0.5, 0.7), lambda: scaling.joint_law(1e5, math.nan, 0.7),
    lambda: scaling.model_law(0.5, 0.7), lambda: scaling.compute_optimal(1, 0.7)])
def test_bad_input_is_refused(call):
    with pytest.raises(ValueError):
        call()


def test_the_numbers_of_the_quiz():
    asked = {question.id: question for question in quiz.load("joint_scaling").questions}
    right = scaling.look_up_excess([0.75, 0.25], [1], [1])[0, 0]
    no_data, no_room = scaling.look_up_excess([0.75, 0.25], [1], [2])[0, 0], 0.25
    assert [option.value for option in asked["both-lacks"].options] == [
        right, no_data + no_room, no_data, no_room, right - no_room]
    assert (100 ** (0.4 / 1.4), 100 ** (1 / 1.4)) == pytest.approx((3.7, 27), rel=0.01)
    assert (100**0.4, 100**0.6) == pytest.approx((6.3, 16), rel=0.01)
    assert 0.37 / 0.63 > 0.5
