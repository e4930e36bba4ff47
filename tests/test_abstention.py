"""Temperature against a grid, scores against all ways of answering, and what both refuse."""

import itertools
import math

import numpy as np
import pytest

from skbook import abstention as a


def price(logits, values, temperature):
    z = logits / temperature
    return -(z[np.arange(len(z)), values] - np.log(np.exp(z).sum(axis=1))).mean()


def test_fitted_temperature_is_the_cheapest_of_a_grid():
    rng = np.random.default_rng(0)
    logits = 4 * rng.normal(size=(300, 5))
    values = np.where(rng.random(300) < 0.6, logits.argmax(axis=1), rng.integers(0, 5, 300))
    best = a.fit_temperature(logits, values)
    grid = np.geomspace(0.05, 50, 2000)
    assert best == pytest.approx(grid[np.argmin([price(logits, values, t) for t in grid])], rel=0.01)


def test_temperature_takes_out_a_scale_and_no_shift():
    rng = np.random.default_rng(1)
    logits, values = rng.normal(size=(200, 4)), rng.integers(0, 4, 200)
    values[:120] = logits[:120].argmax(axis=1)
    t = a.fit_temperature(logits, values)
    assert a.fit_temperature(7 * logits, values) == pytest.approx(7 * t)
    assert a.fit_temperature(logits + rng.normal(size=(200, 1)), values) == pytest.approx(t)


@pytest.mark.parametrize("logits, values", [
    ([[1.0, 0.0]], [0]), ([[1.0, 0.0]], [1]), (np.zeros((0, 2)), []), ([[1.0, 0.0]], [2]), ([[math.nan, 0.0]], [0]),
    ([1.0, 0.0], [0]), ([[1.0, 0.0]], [0.0])])
def test_temperature_refuses_questions_that_fix_none(logits, values):
    with pytest.raises(ValueError):
        a.fit_temperature(logits, values)


@pytest.mark.parametrize("target", [0.0, 0.3, 0.5, 0.9])
def test_no_rule_beats_answering_above_the_target(target):
    chance = np.array([0.0, 0.2, 0.45, 0.6, 0.95])
    worth = chance - (1 - chance) * a.penalty(target)
    best = max(sum(w for w, answers in zip(worth, rule, strict=True) if answers)
               for rule in itertools.product((False, True), repeat=len(chance)))
    assert worth[chance > target].sum() == pytest.approx(best)


def test_marking_right_or_wrong_never_rewards_silence():
    rng = np.random.default_rng(2)
    confidence, right = rng.random(50), rng.random(50) < 0.3
    assert a.expected_score(confidence, right, 0.0) == pytest.approx(right.mean())


def test_score_weighs_questions():
    assert a.expected_score([0.9, 0.9], [True, False], 0.5, [0.75, 0.25]) == pytest.approx(0.5)


@pytest.mark.parametrize("target", [-0.1, 1.0, math.nan, []])
def test_targets_that_are_no_probability_are_refused(target):
    with pytest.raises(ValueError, match="target"):
        a.penalty(target)


@pytest.mark.parametrize("bad", [
    {"confidence": [1.1, 0.5]}, {"confidence": [math.nan, 0.5]}, {"right": [0.5, 1]}, {"right": [1]},
    {"confidence": [], "right": []}, {"weights": [0.5, 0.6]}, {"weights": [1.5, -0.5]}, {"weights": [1.0]}])
def test_score_refuses_what_it_cannot_weigh(bad):
    with pytest.raises(ValueError):
        a.expected_score(**{"confidence": [0.9, 0.5], "right": [1, 0], "target": 0.5} | bad)
