"""Expectations of independent draws, against every sample that can be drawn, against draws, against their bounds."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook import occupancy, popularity

weights = st.lists(st.floats(0.001, 1), min_size=1, max_size=4)


def law(values):
    return np.array(values) / np.sum(values)


@settings(deadline=None)
@given(weights, st.integers(0, 4))
def test_expectations_are_means_over_all_samples(values, n):
    p = law(values)
    types = singletons = unseen = 0.0
    for sample in itertools.product(range(len(p)), repeat=n):
        chance = math.prod(p[i] for i in sample)
        counts = np.bincount(sample, minlength=len(p)) if sample else np.zeros(len(p))
        types += chance * np.sum(counts > 0)
        singletons += chance * np.sum(counts == 1)
        unseen += chance * occupancy.missing_mass(p, np.array(sample, dtype=int))
    assert occupancy.expected_types(p, n) == pytest.approx(types)
    assert occupancy.expected_singletons(p, n) == pytest.approx(singletons)
    assert occupancy.expected_missing_mass(p, n) == pytest.approx(unseen)


@settings(deadline=None)
@given(weights, st.integers(1, 300))
def test_good_turing_is_exact_with_one_more_draw_and_high_by_at_most_one_in_n(values, n):
    p = law(values)
    missing = occupancy.expected_missing_mass(p, n)
    assert occupancy.expected_singletons(p, n + 1) / (n + 1) == pytest.approx(missing, abs=1e-12)
    assert occupancy.expected_types(p, n + 1) - occupancy.expected_types(p, n) == pytest.approx(missing, abs=1e-9)
    assert -1e-12 <= occupancy.expected_singletons(p, n) / n - missing <= 1 / n + 1e-12


@settings(deadline=None)
@given(weights, st.integers(0, 300))
def test_poissonising_loses_less_than_half_a_type(values, n):
    p = law(values)
    assert -1e-9 <= occupancy.expected_types(p, n) - occupancy.expected_types(p, n, poisson=True) <= 1 / math.e + 1e-9


def test_the_poisson_bound_is_reached():
    assert occupancy.expected_types([1.0], 1) - occupancy.expected_types([1.0], 1, poisson=True) \
        == pytest.approx(1 / math.e)


@settings(deadline=None)
@given(weights, st.floats(0.1, 100))
def test_singletons_are_the_slope_of_poissonised_types(values, n):
    p, step = law(values), 1e-4
    up, down = (occupancy.expected_types(p, n * math.exp(s), poisson=True) for s in (step, -step))
    assert (up - down) / (2 * step) == pytest.approx(occupancy.expected_singletons(p, n, poisson=True), abs=1e-5)
    assert n * occupancy.expected_missing_mass(p, n, poisson=True) \
        == pytest.approx(occupancy.expected_singletons(p, n, poisson=True))


@pytest.mark.parametrize("discount", [0.3, 0.5])
@pytest.mark.parametrize("n", [100, 10_000])
def test_karlin_within_one_type(discount, n):
    p = popularity.zipf_weights(1_000_000, discount)
    limit = math.gamma(1 - discount) * (p[0] * n) ** discount
    assert -1.1 <= occupancy.expected_types(p, n) - limit <= 1 / math.e


def test_draws_have_their_expectation():
    p = popularity.zipf_weights(1000, 0.7)
    samples = [occupancy.draw(p, 500, np.random.default_rng([6, seed])) for seed in range(200)]
    types = [len(np.unique(sample)) for sample in samples]
    assert np.mean(types) == pytest.approx(occupancy.expected_types(p, 500), abs=4 * np.std(types) / math.sqrt(200))
    missing = [occupancy.missing_mass(p, sample) for sample in samples]
    assert np.mean(missing) == pytest.approx(occupancy.expected_missing_mass(p, 500),
                                             abs=4 * np.std(missing) / math.sqrt(200))


def test_many_n_at_once_keep_their_shape():
    p = popularity.zipf_weights(10, 0.5)
    n = np.array([[1, 2, 3], [10, 100, 1000]])
    for expected in (occupancy.expected_types, occupancy.expected_singletons, occupancy.expected_missing_mass):
        together = expected(p, n)
        assert together.shape == n.shape and together[1, 0] == expected(p, 10)
        assert isinstance(expected(p, 10), float)


@pytest.mark.parametrize(("call", "says"), [
    (lambda: occupancy.expected_types([], 3), "at least one"),
    (lambda: occupancy.expected_types([0.5, -0.1], 3), "below 0"),
    (lambda: occupancy.expected_types([float("nan")], 3), "NaN"),
    (lambda: occupancy.expected_singletons([0.5, 0.5], -1), "at least 0"),
    (lambda: occupancy.missing_mass([0.5, 0.5], [2]), "positions from 0 to 1"),
    (lambda: occupancy.missing_mass([0.5, 0.5], [0.0]), "positions from 0 to 1"),
    (lambda: occupancy.draw([0.5, 0.2], 3, np.random.default_rng(0)), "sum to 1"),
])
def test_bad_input_is_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()
