"""Spending a memory: against brute force, the conditions of an optimum, random reallocations, sums and laws."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook import allocation as al
from skbook import learning_laws as laws
from skbook import pitman_yor
from skbook.stats import fit_power_law

POPULARITIES = st.lists(st.floats(1e-6, 1), min_size=1, max_size=8).map(np.array)
BITS = st.floats(0, 40)
SCALES = st.floats(0.1, 3)


def endless(d: float, n_facts: int = 200_000) -> tuple[np.ndarray, float]:
    """The head of an endless world, and the popularity of all that is not listed."""
    p = laws.zipf_scale(d) * np.arange(1, n_facts + 1) ** (-1 / d)
    return p, 1 - p.sum()


# --- water -----------------------------------------------------------------------------------------------------------
def test_three_facts_by_hand():
    p = np.array([4, 2, 1]) / 7
    assert np.allclose(al.water_filling(p, 1).bits, [1, 0, 0])
    assert np.allclose(al.water_filling(p, 2).bits, [1.5, 0.5, 0])
    assert np.allclose(al.water_filling(p, 3).bits, [2, 1, 0])
    assert np.allclose(al.water_filling(p, 6).bits, [3, 2, 1])


@settings(deadline=None, max_examples=60)
@given(POPULARITIES, BITS, SCALES)
def test_water_spends_all_and_meets_the_conditions_of_an_optimum(p, capacity, r):
    """No fact in memory has a smaller gain than another, and none outside has a larger one."""
    found = al.water_filling(p, capacity, r, initial_bits=6.0)
    assert math.isclose(found.bits.sum(), capacity, rel_tol=1e-9, abs_tol=1e-9)
    assert (found.bits >= 0).all()
    left = 6 * p * 2 ** (-found.bits / r)  # the gain of the next bit is ln 2 / r times this
    assert np.allclose(found.excess, left, rtol=1e-9)
    inside = found.bits > 0
    if inside.any():
        level = left[inside]
        assert np.allclose(level, level[0], rtol=1e-8)
        assert (left[~inside] <= level[0] * (1 + 1e-8)).all()


@settings(deadline=None, max_examples=60)
@given(POPULARITIES, st.floats(0.1, 40), st.integers(0, 2**32 - 1))
def test_no_reallocation_improves_on_water(p, capacity, seed):
    best, rng = al.water_filling(p, capacity), np.random.default_rng(seed)
    for other in capacity * rng.dirichlet(np.ones(len(p)), size=20):
        for mixed in (other, 0.99 * best.bits + 0.01 * other):
            assert p @ 2.0**-mixed >= best.redundancy_bits * (1 - 1e-12)


@settings(deadline=None, max_examples=60)
@given(POPULARITIES, st.floats(0.1, 40), st.floats(0.1, 4), st.integers(0, 2**32 - 1))
def test_no_reallocation_improves_on_slow_filling(p, capacity, s, seed):
    best, rng = al.slow_filling(p, capacity, s), np.random.default_rng(seed)
    assert math.isclose(best.bits.sum(), capacity, rel_tol=1e-9)
    assert (best.bits >= 0).all()
    for other in capacity * rng.dirichlet(np.ones(len(p)), size=20):
        for mixed in (other, 0.99 * best.bits + 0.01 * other):
            assert p @ (1 + mixed) ** -s >= best.redundancy_bits * (1 - 1e-12)


@pytest.mark.parametrize("rule", [al.water_filling, al.look_up, lambda p, c: al.slow_filling(p, c, 0.7)])
def test_order_does_not_matter_and_more_memory_never_harms(rule):
    rng = np.random.default_rng(11)
    p = rng.dirichlet(np.ones(50))
    shuffled = rng.permutation(50)
    for capacity in (0, 3, 40, 400, 4000):
        a, b = rule(p, capacity), rule(p[shuffled], capacity)
        assert np.allclose(a.bits[shuffled], b.bits)
        assert np.allclose(a.excess[shuffled], b.excess)
    left = [rule(p, capacity).redundancy_bits for capacity in range(0, 600, 7)]
    assert (np.diff(left) <= 1e-12).all()


def test_no_memory_and_facts_nobody_asks_for():
    for rule in (al.water_filling, al.look_up, lambda p, c: al.slow_filling(p, c, 1.0)):
        assert rule([0.5, 0.0, 0.5], 0).n_active == 0
        assert rule([0.5, 0.0, 0.5], 1000).bits[1] == 0
    assert al.water_filling([0.5, 0.5], 0, initial_bits=6.0).redundancy_bits == 6


# --- look-up and the bound --------------------------------------------------------------------------------------------
@settings(deadline=None, max_examples=60)
@given(POPULARITIES, st.integers(0, 60), st.integers(1, 9))
def test_table_is_the_best_knapsack(p, capacity, entry):
    fits = [kept for n in range(len(p) + 1) for kept in itertools.combinations(range(len(p)), n)
            if n * entry <= capacity]
    best = min(6 * (p.sum() - p[list(kept)].sum()) for kept in fits)
    found = al.look_up(p, capacity, entry, 6.0)
    assert math.isclose(found.redundancy_bits, best, abs_tol=1e-9)
    assert found.bits.sum() <= capacity


@settings(deadline=None, max_examples=60)
@given(POPULARITIES, BITS, st.floats(0.5, 12))
def test_table_touches_the_bound_where_facts_fit_and_is_never_below(p, capacity, value):
    bound = al.least_excess(p, capacity, value)
    assert al.look_up(p, capacity, value, value).redundancy_bits >= bound - 1e-12
    whole = value * math.floor(capacity / value)
    assert math.isclose(al.least_excess(p, whole, value), al.look_up(p, whole, value, value).redundancy_bits,
                        abs_tol=1e-9)


@settings(deadline=None, max_examples=60)
@given(POPULARITIES, BITS, st.integers(0, 2**32 - 1))
def test_bound_is_below_every_split_of_the_bits(p, capacity, seed):
    rng = np.random.default_rng(seed)
    for bits in capacity * rng.dirichlet(np.ones(len(p)), size=50):
        assert p @ np.maximum(6 - bits, 0) >= al.least_excess(p, capacity) - 1e-12


def test_bound_is_reached_by_the_best_of_all_memories_of_two_bits():
    """Every way to write three facts of two values into four states; the reader knows the way."""
    p = np.array([0.5, 0.3, 0.2])
    facts = np.array(list(itertools.product((0, 1), repeat=3)))
    best = math.inf
    for first in itertools.product(range(4), repeat=7):
        state = np.array((0, *first))  # states are names: world 0 may be called 0
        cost = 0.0
        for s in set(state.tolist()):
            share = facts[state == s].mean(axis=0)
            weight = (state == s).mean()
            cost -= weight * sum(q * x * math.log2(x) for q, one in zip(p, share, strict=True)
                                 for x in (one, 1 - one) if x > 0)
        best = min(best, cost)
    assert math.isclose(best, al.least_excess(p, 2, 1.0), abs_tol=1e-12)


# --- laws -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("d", [0.4, 0.6, 0.8])
def test_laws_are_the_sums_of_an_endless_world(d):
    p, tail = endless(d)
    for capacity in (20_000, 60_000):
        water = al.water_filling(p, capacity, 1.0, 6.0)
        assert math.isclose(water.n_active, al.frontier_law(capacity, d), rel_tol=2e-3)
        assert math.isclose(water.redundancy_bits + 6 * tail,
                            al.water_filling_law(capacity, d, p[0], 1.0, 6.0), rel_tol=3e-3)
        table = al.look_up(p, capacity)
        assert math.isclose(table.redundancy_bits + 6 * tail, al.look_up_law(6 * table.n_active, d, p[0]), rel_tol=1e-3)
        share = water.excess[water.bits > 0].sum() / (water.redundancy_bits + 6 * tail)
        assert math.isclose(share, 1 - d, abs_tol=2e-3)


def test_slow_facts_set_the_exponent_themselves():
    p, tail = endless(0.5)
    capacity = np.logspace(3, 5, 5)
    left = np.array([al.slow_filling(p, c, 0.2).redundancy_bits + tail for c in capacity])
    assert (left >= p[0] * (1 + capacity) ** -0.2).all()  # all memory on the first fact leaves as much of that fact
    assert abs(fit_power_law(capacity, left).slope + 0.2) < 0.01


def test_millions_of_facts():
    p = pitman_yor.zipf_weights(5_000_000, 0.7)
    assert al.water_filling(p, 1e5).n_active == 48_526
    assert al.look_up(p, 1e5).n_active == 16_666


def test_numbers_of_the_exercise():
    assert round(al.look_up_law(6000, 0.5, 6 / math.pi**2), 5) == 0.00365
    p, tail = endless(0.5)
    assert round(al.look_up(p, 6000).redundancy_bits + 6 * tail, 5) == 0.00365


# --- refusals ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rule", [al.water_filling, al.look_up, al.least_excess, lambda p, c: al.slow_filling(p, c, 1)])
@pytest.mark.parametrize(("p", "capacity", "words"), [
    ([], 1, "one row"), ([[0.5, 0.5]], 1, "one row"), ([0.5, -0.1], 1, "0 or more"), ([0.5, math.nan], 1, "finite"),
    ([0.0, 0.0], 1, "not all 0"), (["many"], 1, "numbers"), ([0.5, 0.5], -1, "from 0"),
    ([0.5, 0.5], math.inf, "finite"),
    ([0.5, 0.5], math.nan, "from 0"), ([0.5, 0.5], "6", "from 0"), ([0.5, 0.5], True, "from 0"),
])
def test_bad_input_is_refused(rule, p, capacity, words):
    with pytest.raises(ValueError, match=words):
        rule(p, capacity)


@pytest.mark.parametrize(("call", "words"), [
    (lambda: al.water_filling([1.0], 1, bits_scale=0), "bits_scale"),
    (lambda: al.water_filling([1.0], 1, initial_bits=-1), "initial_bits"),
    (lambda: al.look_up([1.0], 1, bits_per_fact=0), "bits_per_fact"),
    (lambda: al.look_up([1.0], 1, value_bits=math.nan), "value_bits"),
    (lambda: al.slow_filling([1.0], 1, power=0), "power"),
    (lambda: al.frontier_law(0, 0.5), "above 0"),
    (lambda: al.frontier_law("many", 0.5), "capacity_bits must be numbers"),
    (lambda: al.frontier_law(10, 0), "discount in"),
    (lambda: al.look_up_law(10, 1.0, 0.6), r"\[0, 1\)"),
    (lambda: al.water_filling_law(10, 0.5, 0), "scale"),
])
def test_bad_scales_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
