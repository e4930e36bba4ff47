"""The process obeys its rule: samplers against the EPPF and each other, expectations against brute force."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook import pitman_yor as py
from skbook.special import digamma, log_gamma_step

PARAMETERS = [(0.5, 1.0), (0.5, -0.3), (0.5, 0.0), (0.8, 5.0), (0.25, -0.2), (0.0, 2.0), (0.95, 0.5)]
SAMPLERS = [py.sample, py.restaurant]
thorough = settings(deadline=None, max_examples=100)
valid = st.floats(0, 0.99).flatmap(lambda d: st.tuples(st.just(d), st.floats(0.01, 20).map(lambda above: above - d)))


def partitions(n):
    """All ways to seat n customers, as labels in order of appearance: 1, 2, 5, 15, 52, … of them."""
    seatings = [()]
    for _ in range(n):
        seatings = [(*s, table) for s in seatings for table in range(max(s, default=-1) + 2)]
    return seatings


def by_the_rule(labels, d, theta):
    """Probability of a seating, customer by customer, in exact fractions."""
    p, counts = Fraction(1), []
    for i, table in enumerate(labels):
        new = table == len(counts)
        if i:
            p *= ((theta + d * len(counts)) if new else (counts[table] - d)) / (theta + i)
        counts = [*counts, 1] if new else [c + (t == table) for t, c in enumerate(counts)]
    return p


# --- the probability of a partition --------------------------------------------------------------------------------

def test_the_eppf_by_hand_for_three_customers():
    d, theta = 0.5, 1.0
    assert [math.exp(py.log_eppf(c, d, theta)) for c in ([3], [2, 1], [1, 2], [1, 1, 1])] == pytest.approx(
        [0.125, 0.125, 0.125, 0.5])
    assert 3 * math.exp(py.log_eppf([2, 1], d, theta)) == pytest.approx(0.375)


@pytest.mark.parametrize(("d", "theta"), PARAMETERS)
@pytest.mark.parametrize("n", range(8))
def test_the_eppf_sums_to_one_over_all_partitions(n, d, theta):
    total = math.fsum(math.exp(py.log_eppf(np.bincount(np.array(s, dtype=int)), d, theta)) for s in partitions(n))
    assert total == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(("d", "theta"), [(Fraction(1, 2), Fraction(1)), (Fraction(3, 4), Fraction(-1, 2)),
                                          (Fraction(0), Fraction(2))])
def test_the_eppf_is_the_product_of_the_rule_in_whatever_order_customers_came(d, theta):
    for seating in partitions(6):
        exact = by_the_rule(seating, d, theta)
        assert math.exp(py.log_eppf(np.bincount(seating), d, theta)) == pytest.approx(float(exact), rel=1e-12)


@thorough
@given(valid, st.lists(st.integers(1, 50), min_size=1, max_size=12))
def test_seating_one_more_multiplies_the_eppf_by_the_rule(parameters, counts):
    d, theta = parameters
    p = py.seating_probabilities(counts, d, theta)
    assert p.sum() == pytest.approx(1) and p.min() >= 0
    for table in range(len(counts) + 1):
        more = [*counts, 0]
        more[table] += 1
        grown = py.log_eppf([c for c in more if c], d, theta) - py.log_eppf(counts, d, theta)
        assert math.exp(grown) == pytest.approx(p[table], rel=1e-7, abs=1e-12)


# --- samplers --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize(("d", "theta"), PARAMETERS)
def test_samplers_draw_partitions_as_often_as_the_eppf_says(sampler, d, theta):
    rng, runs, n = np.random.default_rng(7), 6000, 4
    seatings = partitions(n)
    seen = dict.fromkeys(seatings, 0)
    for _ in range(runs):
        seen[tuple(sampler(n, d, theta, rng).tolist())] += 1
    expected = np.array([runs * math.exp(py.log_eppf(np.bincount(s), d, theta)) for s in seatings])
    chi_square = float(((np.array([seen[s] for s in seatings]) - expected) ** 2 / expected).sum())
    assert chi_square < 36.1  # 14 degrees of freedom: exceeded once in a thousand; 14 tests


class Darts:
    """Stands in for a generator: each customer's dart is told beforehand, as a share of his line."""

    def __init__(self, shares):
        self.shares = np.array(shares)

    def random(self, n):
        return self.shares[:n]


@pytest.mark.parametrize(("d", "theta"), [(0.5, 1.0), (0.5, -0.4), (0.2, 0.0)])
def test_the_darts_of_the_sampler_follow_the_rule_exactly(d, theta):
    """After any four customers, a comb of darts for the fifth joins each table as often as the rule says."""
    combs = (np.arange(6000) + 0.5) / 6000
    for shares in np.random.default_rng(0).random((6, 4)):
        before = py.sample(4, d, theta, Darts(shares))
        seated = [py.sample(5, d, theta, Darts([*shares, comb])) for comb in combs]
        assert all(np.array_equal(seats[:4], before) for seats in seated)
        last = np.bincount([seats[4] for seats in seated], minlength=before.max() + 2)
        assert last / len(combs) == pytest.approx(py.seating_probabilities(np.bincount(before), d, theta), abs=1e-3)


def test_the_stretches_of_the_line_add_up_to_the_rule():
    """The proof behind sample()'s one dart, for every history of five customers, in exact fractions."""
    for d, theta in [(Fraction(1, 2), Fraction(1)), (Fraction(1, 2), Fraction(-2, 5)), (Fraction(1, 5), Fraction(0))]:
        for seating in (s for s in partitions(5)):
            openers = [seating.index(t) for t in range(max(seating) + 1)]
            i, join = len(seating), {}
            new = max(theta, Fraction(0))
            for j, table in enumerate(seating):
                left = max(Fraction(j), -theta)  # the line starts at −θ
                cut = j + d if j in openers else left
                new += cut - left if j in openers else 0
                join[table] = join.get(table, 0) + j + 1 - max(cut, left)
            assert new == theta + d * len(openers)
            assert all(join[t] == seating.count(t) - d for t in join)
            assert new + sum(join.values()) == theta + i


@pytest.mark.parametrize(("d", "theta"), PARAMETERS)
def test_samplers_agree_with_each_other_and_with_the_expected_number_of_tables(d, theta):
    n, runs = 200, 400
    for k, sampler in enumerate(SAMPLERS):
        rng = np.random.default_rng([7, k])
        labels = [sampler(n, d, theta, rng) for _ in range(runs)]
        for found, theory in [([x.max() + 1 for x in labels], py.expected_tables(n, d, theta)),
                              ([(np.bincount(x) == 1).sum() for x in labels], py.expected_singletons(n, d, theta))]:
            assert abs(np.mean(found) - theory) < 4 * np.std(found) / math.sqrt(runs) + 1e-9


@thorough
@given(valid, st.integers(0, 400), st.integers(0, 2**32 - 1))
def test_labels_number_tables_in_order_of_appearance(parameters, n, seed):
    labels = py.sample(n, *parameters, np.random.default_rng(seed))
    assert labels.shape == (n,) and labels.dtype == np.int64
    highest = np.maximum.accumulate(labels) if n else labels
    assert (labels[:1] == 0).all() and (labels[1:] <= highest[:-1] + 1).all()


def test_the_same_generator_gives_the_same_restaurant_and_samplers_change_nothing_global():
    before = np.random.get_state()[1].copy()
    a, b = (py.sample(1000, 0.5, 1.0, np.random.default_rng(3)) for _ in range(2))
    assert (a == b).all() and (np.random.get_state()[1] == before).all()


def test_a_dart_rounded_onto_the_end_of_its_line_is_still_somebodys():
    class Edge:
        def random(self, n):
            return np.full(n, np.nextafter(1.0, 0.0))

    labels = py.sample(50, 0.5, 1e12, Edge())
    assert labels.min() >= 0


def test_extremes_of_the_parameters_do_what_they_must():
    rng = np.random.default_rng(0)
    assert py.sample(1000, 0.0, 1e-9, rng).max() == 0  # next to no concentration, no discount: one table
    assert py.sample(1000, 0.5, -0.5 + 1e-9, rng).max() == 0
    assert py.sample(1000, 0.0, 1e9, rng).max() == 999  # all alone


# --- expectations ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("d", "theta"), PARAMETERS)
def test_expected_tables_and_singletons_are_those_of_all_partitions(d, theta):
    for n in range(1, 8):
        weighed = [(math.exp(py.log_eppf(np.bincount(s), d, theta)), np.bincount(s)) for s in partitions(n)]
        assert py.expected_tables(n, d, theta) == pytest.approx(math.fsum(p * len(c) for p, c in weighed), rel=1e-10)
        singletons = math.fsum(p * (c == 1).sum() for p, c in weighed)
        assert py.expected_singletons(n, d, theta) == pytest.approx(singletons, rel=1e-10)


@thorough
@given(valid, st.integers(1, 3000))
def test_expected_tables_obey_the_rule_step_by_step(parameters, n):
    d, theta = parameters
    tables = 1.0
    for m in range(1, n):
        tables += (theta + d * tables) / (theta + m)
    assert py.expected_tables(n, d, theta) == pytest.approx(tables, rel=1e-8)


def test_expected_tables_of_the_formula_with_absolute_gammas_would_have_the_wrong_sign():
    assert py.expected_tables(2000, 0.5, -0.3) == pytest.approx(25.8863, abs=1e-4)
    assert py.expected_tables(2000, 0.5, 0.0) == pytest.approx(
        math.exp(math.lgamma(2000.5) - math.lgamma(2000) - math.lgamma(0.5)) / 0.5, rel=1e-9)


def test_no_discount_is_the_limit_of_a_small_one():
    for n in (2, 50, 10**6):
        none, small = py.expected_tables(n, 0.0, 3.0), py.expected_tables(n, 1e-7, 3.0)
        assert small == pytest.approx(none, rel=1e-5) and small > none
    harmonic = math.fsum(3 / (3 + m) for m in range(1000))
    assert py.expected_tables(1000, 0.0, 3.0) == pytest.approx(harmonic, rel=1e-12)


def test_the_power_law_of_the_expectation_and_its_constant():
    for d, theta in [(0.3, 1.0), (0.5, -0.2), (0.8, 5.0)]:
        constant = math.gamma(theta + 1) / (d * math.gamma(theta + d))
        assert py.expected_tables(10**15, d, theta) / 10 ** (15 * d) == pytest.approx(constant, rel=1e-3)
        assert py.expected_singletons(10**15, d, theta) / py.expected_tables(10**15, d, theta) == pytest.approx(
            d, rel=1e-3)


def test_published_values_of_the_expectation():
    for d, theta, values in [(0.3, 1, (11.5, 26.2, 55.5, 114.1, 231.0)), (0.7, 1, (38.3, 196.6, 990.6, 4970.4, 24916))]:
        for exponent, value in enumerate(values, start=2):
            assert py.expected_tables(10**exponent, d, theta) == pytest.approx(value, rel=5e-3)


def test_gamma_helpers_against_products_and_sums():
    for x in (0.01, 0.7, 3.0, 39.5, 1e4, 1e9):
        assert log_gamma_step(x, 1.0) == pytest.approx(math.log(x), rel=1e-12, abs=1e-14)  # Γ(x + 1) = x Γ(x)
        assert log_gamma_step(x, 0.3) + log_gamma_step(x + 0.3, 0.7) == pytest.approx(math.log(x), rel=1e-11, abs=1e-12)
        assert digamma(x + 1) - digamma(x) == pytest.approx(1 / x, rel=1e-6)
    for x in (0.5, 39.5, 1e10, 1e17):
        assert log_gamma_step(x, 4) == pytest.approx(sum(math.log(x + i) for i in range(4)), rel=1e-14, abs=1e-14)
    assert log_gamma_step(0.5, 20_000) == pytest.approx(np.log(0.5 + np.arange(20_000)).sum(), rel=1e-13)


@pytest.mark.parametrize("concentration", [1e-3, 1.0, 1e6, 1e12])
def test_the_partition_s_probability_keeps_its_digits_at_every_concentration(concentration):
    d, theta = Fraction(1, 2), Fraction(concentration)
    exact = (theta + d) * (1 - d) / (theta + 1) / (theta + 2)  # two customers at one table, the third at another
    assert py.log_eppf([2, 1], 0.5, concentration) == pytest.approx(math.log(exact), rel=1e-12)


@pytest.mark.parametrize("call", [lambda: digamma(0), lambda: digamma(-1.5), lambda: digamma(math.nan),
                                  lambda: log_gamma_step(0, 0.5), lambda: log_gamma_step(1, -0.5)])
def test_gamma_helpers_refuse_what_is_not_positive(call):
    with pytest.raises(ValueError, match="above 0"):
        call()


# --- shares ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("d", "theta"), PARAMETERS)
def test_two_customers_meet_as_often_on_sticks_as_in_the_restaurant(d, theta):
    rng, n_sticks, runs = np.random.default_rng(1), 300, 4000
    met = [(py.stick_breaking(n_sticks, d, theta, rng) ** 2).sum() for _ in range(runs)]
    together = (1 - d) / (theta + 1)
    assert abs(np.mean(met) - together) < 4 * np.std(met) / math.sqrt(runs) + 1e-3 * (d > 0.9)


def test_sticks_use_up_the_stick_and_never_more():
    p = py.stick_breaking(5000, 0.3, 1.0, np.random.default_rng(0))
    assert p.min() >= 0 and 0.999 < p.sum() <= 1 + 1e-12
    assert py.stick_breaking(0, 0.3, 1.0, np.random.default_rng(0)).shape == (0,)


@pytest.mark.parametrize(("d", "theta"), [p for p in PARAMETERS if p[0] < 0.9])
def test_posterior_shares_average_to_the_seating_probabilities(d, theta):
    rng, counts, runs = np.random.default_rng(2), [5, 2, 1], 4000
    drawn = np.array([py.posterior_weights(counts, d, theta, rng) for _ in range(runs)])
    assert np.allclose(drawn.sum(axis=1), 1)
    off = np.abs(drawn.mean(axis=0) - py.seating_probabilities(counts, d, theta))
    assert (off < 4 * drawn.std(axis=0) / math.sqrt(runs)).all()


def test_a_restaurant_continued_from_its_posterior_is_the_restaurant():
    """Shares drawn given four customers predict the fifth as often as the EPPF does: sitting and drawing commute."""
    rng, d, theta = np.random.default_rng(4), 0.6, 0.5
    new = [py.posterior_weights(np.bincount(py.sample(4, d, theta, rng)), d, theta, rng)[-1] for _ in range(4000)]
    theory = py.expected_tables(5, d, theta) - py.expected_tables(4, d, theta)
    assert abs(np.mean(new) - theory) < 4 * np.std(new) / math.sqrt(4000)


@pytest.mark.parametrize(("d", "theta"), PARAMETERS)
def test_the_posterior_share_of_a_table_is_beta(d, theta):
    """The next m customers all join one table as often as a Beta variable says, for every m: its moments."""
    counts, n = [5, 2, 1], 8
    for j, size in enumerate(counts):
        a, b = size - d, theta + n - size + d
        for m in range(1, 5):
            more = [c + m * (i == j) for i, c in enumerate(counts)]
            moment = math.exp(log_gamma_step(a, m) - log_gamma_step(a + b, m))
            assert math.exp(py.log_eppf(more, d, theta) - py.log_eppf(counts, d, theta)) == pytest.approx(moment)


@pytest.mark.parametrize("d", [0.3, 0.5, 0.8])
def test_shares_of_tables_with_one_two_three_customers_tend_to_their_limits(d):
    rng, runs = np.random.default_rng(5), 40
    counts = [np.bincount(np.bincount(py.sample(100_000, d, 1.0, rng)), minlength=4) for _ in range(runs)]
    shares = np.array([c[1:4] / c.sum() for c in counts])
    limit = np.array([d * math.exp(log_gamma_step(1 - d, j - 1)) / math.factorial(j) for j in (1, 2, 3)])
    error = shares.std(axis=0) / math.sqrt(runs)
    tables = py.expected_tables(100_000, d, 1.0)  # what is missing from the limit is of the order of one over them
    assert (np.abs(shares.mean(axis=0) - limit) < 4 * error + 2 / tables).all()


def test_zipf_weights_fall_by_the_exponent():
    p = py.zipf_weights(1000, 0.5)
    assert p.sum() == pytest.approx(1) and p[0] / p[9] == pytest.approx(100)
    assert py.zipf_weights(1, 0.5).tolist() == [1.0]


def test_probability_of_a_new_table_takes_arrays():
    assert py.new_table_probability(np.array([0, 1, 3]), np.array([0, 1, 2]), 0.5, 0.0).tolist() == pytest.approx(
        [1, 0.5, 1 / 3])
    assert py.seating_probabilities([], 0.5, -0.2).tolist() == [1.0]
    assert py.posterior_weights([], 0.5, -0.2, np.random.default_rng(0)).tolist() == [1.0]


# --- what is refused -------------------------------------------------------------------------------------------------

CALLS = {
    "sample": lambda n, d, theta: py.sample(n, d, theta, np.random.default_rng(0)),
    "restaurant": lambda n, d, theta: py.restaurant(n, d, theta, np.random.default_rng(0)),
    "expected_tables": py.expected_tables,
    "expected_singletons": py.expected_singletons,
    "log_eppf": lambda n, d, theta: py.log_eppf([n], d, theta),
    "seating_probabilities": lambda n, d, theta: py.seating_probabilities([n], d, theta),
    "new_table_probability": lambda n, d, theta: py.new_table_probability(n, 1, d, theta),
    "stick_breaking": lambda n, d, theta: py.stick_breaking(n, d, theta, np.random.default_rng(0)),
    "posterior_weights": lambda n, d, theta: py.posterior_weights([n], d, theta, np.random.default_rng(0)),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize(("n", "d", "theta", "says"), [
    (3, 1.0, 1.0, r"discount is 1, but it must lie in \[0, 1\)"), (3, -0.1, 1.0, "discount is -0.1"),
    (3, math.nan, 1.0, "discount is nan"), (3, 0.5, -0.5, "concentration is -0.5, but it must be above −discount"),
    (3, 0.0, 0.0, "concentration is 0"), (3, 0.5, math.inf, "concentration is inf"), (3, "a", 1.0, "must be numbers"),
    (-1, 0.5, 1.0, "-1|counts is"), (3, 0.5, math.nan, "concentration is nan")])
def test_bad_parameters_are_refused_with_what_was_wrong(call, n, d, theta, says):
    with pytest.raises(ValueError, match=says):
        call(n, d, theta)


@pytest.mark.parametrize("n", [2.5, "many", None, math.inf, math.nan])
def test_a_number_of_customers_is_whole(n):
    for call in ("sample", "restaurant", "expected_tables", "stick_breaking"):
        with pytest.raises(ValueError, match="must be a whole number from 0"):
            CALLS[call](n, 0.5, 1.0)


@pytest.mark.parametrize(("counts", "says"), [([2, 0], "leave tables without customers out"), ([1.5], "1, 2, 3"),
                                              ([[1, 2]], "one number for each table"), (["a"], "1, 2, 3"),
                                              ([0.5, 0.5], "not shares"), ([math.nan], "1, 2, 3")])
def test_counts_are_counts(counts, says):
    with pytest.raises(ValueError, match=says):
        py.log_eppf(counts, 0.5, 1.0)


def test_tables_fit_customers():
    for n, k in [(3, 4), (3, 0), (0, 1)]:
        with pytest.raises(ValueError, match="does not fit"):
            py.new_table_probability(n, k, 0.5, 1.0)


@pytest.mark.parametrize(("n_facts", "d"), [(0, 0.5), (10, 0.0), (10, 1.0), (2.5, 0.5)])
def test_zipf_weights_refuse_empty_worlds_and_exponents_without_end(n_facts, d):
    with pytest.raises(ValueError):
        py.zipf_weights(n_facts, d)
