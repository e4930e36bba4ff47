"""The order of learning against integrals, differential equations, sums and draws; what it refuses."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skbook import learning_order as order
from skbook import occupancy, pitman_yor, quiz, results
from skbook.learning_laws import missing_mass_law, zipf_scale

DISCOUNTS = st.floats(0.1, 0.9)
CURVES = {"step": lambda y: order.argmax(order.gradient_flow(y), 0.9), "flow": order.gradient_flow,
          "deep": order.deep_gradient_flow}


@pytest.mark.parametrize("p", [1e-2, 1e-4])
def test_half_learning_time_is_where_an_even_chance_is(p):
    assert math.isclose((1 - p) ** order.half_learning_time(p), 0.5, rel_tol=p)


@given(st.floats(1, 1e9), DISCOUNTS, st.floats(0.01, 1), st.floats(0.01, 100))
def test_the_fact_at_the_frontier_has_had_its_sightings(t, d, c, y):
    rank = order.frontier_rank(t, d, c, y)
    assert math.isclose(c * rank ** (-1 / d) * t, y, rel_tol=1e-6)


@given(st.floats(1, 1e6), DISCOUNTS)
def test_the_frontier_moves_as_the_power_d(t, d):
    assert math.isclose(order.frontier_rank(10 * t, d, 0.5) / order.frontier_rank(t, d, 0.5), 10**d)


@pytest.mark.parametrize(("curve", "slope"), [(order.gradient_flow, lambda w: 1 - w),
                                              (order.deep_gradient_flow, lambda w: 2 * w * (1 - w))])
def test_flows_solve_their_equations(curve, slope):
    y = np.linspace(0.01, 8, 200)
    change = (curve(y + 1e-5) - curve(y - 1e-5)) / 2e-5
    assert np.allclose(change, slope(curve(y)), atol=1e-6)


def test_two_weights_that_follow_their_gradients_give_the_deep_flow():
    a = b = math.sqrt(0.01)
    for _ in range(40_000):  # Euler's steps of 1e-4 in y, on the loss (1 − ab)² / 2
        a, b = a + 1e-4 * b * (1 - a * b), b + 1e-4 * a * (1 - a * b)
    assert math.isclose(a * b, order.deep_gradient_flow(4.0, 0.01), rel_tol=1e-3)


def test_gradient_flow_is_the_chance_that_the_ideal_learner_knows():
    p = pitman_yor.zipf_weights(1000, 0.5)
    assert math.isclose(order.excess(p, 500), occupancy.expected_missing_mass(p, 500, poisson=True))


@pytest.mark.parametrize(("d", "y"), [(0.1, 0.05), (0.5, 1.0), (0.9, 50.0), (0.99, 2.0), (0.999, 2.0)])
def test_moments_of_steps_and_of_the_flow(d, y):
    assert math.isclose(order.moment(lambda z: (z >= y).astype(float), d), y ** (1 - d), rel_tol=1e-3)
    assert math.isclose(order.moment(order.gradient_flow, d), math.gamma(2 - d), rel_tol=1e-6)


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("d", [0.3, 0.5])
def test_the_law_is_the_sum_whatever_the_curve(name, d):
    p = pitman_yor.zipf_weights(10**6, d)
    t = 10.0 ** np.array([5, 6])
    law = order.excess_law(t, d, p[0], order.moment(CURVES[name], d))
    assert np.allclose(order.excess(p, t, CURVES[name]), law, rtol=0.05 if d < 0.5 else 0.01)  # few ranks for small d


@given(st.floats(1, 1e6), DISCOUNTS)
def test_the_law_of_the_flow_is_the_law_of_the_missing_mass(t, d):
    law = order.excess_law(t, d, zipf_scale(d), math.gamma(2 - d))
    assert math.isclose(law, missing_mass_law(t, d, zipf_scale(d)))


def test_a_curve_may_be_one_number_for_all():
    assert math.isclose(order.excess([0.75, 0.25], 4, lambda y: 0.4), 0.6)


def test_an_average_of_steps_is_a_smooth_curve():
    y = np.array([0.2, order.HALF, 3.0])
    waits = np.random.default_rng([13, 90]).exponential(size=100_000)
    assert np.allclose((waits[:, None] <= y).mean(axis=0), order.gradient_flow(y), atol=0.01)
    assert math.isclose(order.gradient_flow(order.HALF), 0.5)


def test_crossing_time_lies_on_the_line_in_log_time():
    assert math.isclose(order.crossing_time([1, 4], [0.4, 0.6]), 2)
    assert math.isnan(order.crossing_time([1, 4], [0.1, 0.2]))
    assert math.isnan(order.crossing_time([1, 4], [0.6, 0.7]))
    assert math.isclose(order.crossing_time([1, 2, 4, 8], [0, 1, 0, 1], 0.5), math.sqrt(2))  # the first time counts


@pytest.mark.parametrize(("call", "words"), [
    (lambda: order.half_learning_time(0), "never mentioned"), (lambda: order.half_learning_time(1.5), "popularity"),
    (lambda: order.half_learning_time([0.1, math.nan]), "popularity"),
    (lambda: order.half_learning_time(0.1, 0), "sightings"), (lambda: order.frontier_rank(0, 0.5, 0.5), "t must"),
    (lambda: order.frontier_rank(10, 0, 0.5), "power law"), (lambda: order.frontier_rank(10, 1, 0.5), "discount"),
    (lambda: order.frontier_rank(10, 0.5, 2), "scale"), (lambda: order.gradient_flow(-1), "negative"),
    (lambda: order.deep_gradient_flow(1, 0), "never move"), (lambda: order.argmax(0.5, 1), "no answer can win"),
    (lambda: order.excess([0.5, 2], 1), "probability"), (lambda: order.excess([], 1), "p is empty"),
    (lambda: order.excess([0.5], 1, lambda y: y + 2), "leaves"), (lambda: order.excess_law(10, 0.5, 0.5, 0), "moment"),
    (lambda: order.moment(lambda y: 1 - (1 + y) ** -0.3, 0.5), "infinite"),
    (lambda: order.moment(lambda y: np.exp(-y), 0.5), "must rise"),
    (lambda: order.crossing_time([1, 2], [0.1]), "equal length"), (lambda: order.crossing_time([2, 1], [0, 1]), "rise"),
    (lambda: order.crossing_time([0, 1], [0, 1]), "above 0"),
    (lambda: order.crossing_time([1, 2], [math.nan, 1]), "NaN"),
])
def test_refuses(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# ---- the quiz -------------------------------------------------------------------------------------------------------
def test_numbers_of_the_quiz_are_true():
    asked = {question.id: question for question in quiz.load("order_of_learning").questions}
    assert [option.value for option in asked["later-rank"].options] == pytest.approx(
        [1000 * 3**2, 1000 * 3, 1000 * math.sqrt(3), 1000], rel=1e-3)


def test_the_lags_of_the_quiz_are_those_of_the_card():
    film = results.load("order_of_learning").table()
    rare, popular = (np.mean([order.crossing_time(film["stops"][0], known[:, b])
                              / order.crossing_time(film["stops"][0], -paid, -paid[0] / 10)
                              for known, paid in zip(film["accuracy"], film["syntax"], strict=True)]) for b in (5, 10))
    pair = 20_000 / (4 * 16)
    assert rare > 20 and abs(popular - 2) < 0.1
    assert abs(film["counts"][:, 10].mean() / pair - 6) < 0.5
