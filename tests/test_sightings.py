"""Learners that need sightings: sums against laws, laws against integrals, the price of being equally sure."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skbook import learning_laws as laws
from skbook import occupancy, results, sightings
from skbook.popularity import zipf_weights
from skbook.quiz import load
from skbook.stats import fit_power_law

discounts = st.floats(0.05, 0.95)


def test_one_sighting_is_the_poissonised_missing_mass():
    p = zipf_weights(1000, 0.5)
    n = np.array([0, 10, 1000])
    mass = occupancy.expected_missing_mass(p, n, poisson=True)
    assert sightings.loss(p, n, sightings.needs(1)) == pytest.approx(mass)


@pytest.mark.parametrize("m", [1, 2, 3, 5])
def test_needs_is_the_probability_of_fewer_than_m_draws(m):
    """Against binomial counts with a small probability, which are nearly Poisson."""
    n, p = 10**6, 2e-6
    binomial = sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(m))
    assert float(sightings.needs(m)(n * p)) == pytest.approx(binomial, rel=1e-5)


@pytest.mark.parametrize(("x", "wanted"), [(800.0, 1), (1000.0, 0.5), (1200.0, 0), (0.0, 1)])
def test_needs_a_thousand_sightings(x, wanted):
    """A Poisson count of mean x has a standard deviation of about 32, and its median near x."""
    assert float(sightings.needs(1000)(x)) == pytest.approx(wanted, abs=0.02)


@given(st.integers(1, 40), discounts)
def test_level_is_the_integral(m, d):
    """∫ x^(−d) f_m(x) dx / Γ(1 − d), term by term with the definition of Γ."""
    terms = (math.exp(math.lgamma(j + 1 - d) - math.lgamma(j + 1) - math.lgamma(1 - d)) for j in range(m))
    assert sightings.level(m, d) == pytest.approx(sum(terms), rel=1e-9)


@given(discounts)
def test_level_by_numbers(d):
    """The same integral by the trapezoidal rule in log x."""
    x = np.exp(np.linspace(-400, 5, 40_001))
    y = x ** (1 - d) * sightings.needs(3)(x)
    integral = ((y[1:] + y[:-1]) / 2).sum() * (np.log(x[1]) - np.log(x[0]))
    assert sightings.level(3, d) == pytest.approx(integral / math.gamma(1 - d), rel=1e-3)


@pytest.mark.parametrize("m", [1, 3, 8])
@pytest.mark.parametrize("d", [0.4, 0.6])
def test_loss_follows_slope_and_level(m, d):
    p, n = zipf_weights(10**6, d), np.array([3000, 30_000])
    law = sightings.level(m, d) * laws.missing_mass_law(n, d, p[0])
    assert sightings.loss(p, n, sightings.needs(m)) == pytest.approx(law, rel=0.03)


@pytest.mark.parametrize("s", [0.1, 0.3])
def test_a_slow_learner_has_a_slope_of_its_own(s):
    p, n = zipf_weights(10**5, 0.4), np.logspace(5, 7, 5)
    assert fit_power_law(n, sightings.loss(p, n, lambda x: (1 + x) ** -s)).slope == pytest.approx(-s, abs=0.02)


@given(discounts, st.floats(1.5, 100))
def test_so_many_times_the_data_divide_the_law_by_the_factor(d, factor):
    times = sightings.times_the_data(d, factor)
    if times < 1e250:
        ratio = laws.missing_mass_law(1, d, 0.5) / laws.missing_mass_law(times, d, 0.5)
        assert ratio == pytest.approx(factor, rel=1e-6)


@given(st.floats(0.001, 0.9), st.integers(2, 100), st.floats(0.001, 0.999))
def test_equally_sure_is_the_least_that_such_a_learner_can_pay(e, n_values, q):
    pays = (1 - e) * math.log2(1 / (1 - q)) + e * math.log2((n_values - 1) / q)
    assert sightings.equally_sure(e, n_values) <= pays + 1e-9


@given(st.floats(0.001, 0.9), st.integers(2, 100))
def test_equally_sure_is_reached(e, n_values):
    pays = (1 - e) * math.log2(1 / (1 - e)) + e * math.log2((n_values - 1) / e)
    assert sightings.equally_sure(e, n_values) == pytest.approx(pays)


def test_the_floor_of_a_tiny_world_by_all_answers():
    """The best answers to two sentences about two facts with two values err as often as half the mass."""
    p, weight = (0.75, 0.25), {}
    for world in itertools.product((0, 1), repeat=2):
        for facts in itertools.product((0, 1), repeat=2):
            for asked in (0, 1):
                key = facts, tuple(world[f] for f in facts), asked
                weight.setdefault(key, [0.0, 0.0])[world[asked]] += p[facts[0]] * p[facts[1]] * p[asked] / 4
    assert sum(map(min, weight.values())) == pytest.approx(occupancy.expected_missing_mass(p, 2) / 2)


@pytest.mark.parametrize(("call", "says"), [
    (lambda: sightings.loss([], 3, sightings.needs(1)), "p is empty"),
    (lambda: sightings.loss([0.5, 1.5], 3, sightings.needs(1)), "probability"),
    (lambda: sightings.loss([0.5], -1, sightings.needs(1)), "at least 0"),
    (lambda: sightings.needs(0), "from 1"), (lambda: sightings.needs(1.5), "whole number"),
    (lambda: sightings.level(2, 0.0), "discount in"), (lambda: sightings.level(2, 1.0), "discount"),
    (lambda: sightings.level(0, 0.5), "from 1"), (lambda: sightings.times_the_data(0.5, 0), "above 0"),
    (lambda: sightings.times_the_data(0.9999), "further below 1"),
    (lambda: sightings.equally_sure(1.5, 64), "probability"),
    (lambda: sightings.equally_sure(float("nan"), 64), "probability"),
    (lambda: sightings.equally_sure(0.1, 1), "one value"),
])
def test_refuses(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_numbers_of_the_quiz():
    questions = {question.id: question for question in load("data_scaling").questions}
    values = {option.value: option.correct for option in questions["sixteenfold"].options}
    assert values[sightings.times_the_data(0.75)] and values.keys() >= {sightings.times_the_data(0.5), 2.52, 8}
    assert 2 ** (1 / 0.75) == pytest.approx(2.52, abs=0.01)
    runs = results.load("data_scaling").table()
    for design in ("one pass", "fixed steps"):
        chosen = (runs["design"] == design) & (runs["discount"] == 0.5)
        slopes = [fit_power_law(runs["sentences"][0], run).slope for run in runs["cross_entropy"][chosen]]
        assert f"{np.mean(slopes):.2f}" in questions["steeper-than-bayes"].prompt
