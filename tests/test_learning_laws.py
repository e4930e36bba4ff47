"""The laws of learning against sums, integrals and draws; what they refuse."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skbook import learning_laws as laws
from skbook import occupancy, pitman_yor
from skbook.special import digamma

DISCOUNTS = st.floats(0.1, 0.9)


def test_scale_of_an_endless_world_is_one_over_zeta():
    assert math.isclose(laws.zipf_scale(1 / 2), 6 / math.pi**2, rel_tol=1e-10)
    assert math.isclose(laws.zipf_scale(1 / 4), 90 / math.pi**4, rel_tol=1e-10)
    assert math.isclose(laws.zipf_scale(0.6), pitman_yor.zipf_weights(10**6, 0.6)[0], rel_tol=1e-3)


@pytest.mark.parametrize("d", [0.3, 0.4, 0.5])
def test_occupancy_laws_are_the_sums_over_many_facts(d):
    p = pitman_yor.zipf_weights(10**6, d)
    for n in (1000, 30_000):
        assert math.isclose(laws.missing_mass_law(n, d, p[0]), occupancy.expected_missing_mass(p, n), rel_tol=0.01)
        less = laws.distinct_law(n, d, p[0]) - occupancy.expected_types(p, n)  # the sum begins at 1, the integral at 0
        assert abs(less - 1 / 2) < 0.01 + 0.002 * laws.distinct_law(n, d, p[0])


@pytest.mark.parametrize("d", [0.3, 0.5, 0.7])
def test_the_integral_of_the_proof_is_a_gamma_function(d):
    log_v = np.linspace(-60 / (1 - d), 4, 400_001)  # v = u^(−1/d); the integrand v^(−d) e^(−v) dv, in log v
    v = np.exp(log_v)
    assert math.isclose(np.trapezoid(v ** (1 - d) * np.exp(-v), log_v), math.gamma(1 - d), rel_tol=1e-6)


@given(st.integers(1, 10**5), DISCOUNTS, st.floats(0.05, 1), st.integers(2, 10**4))
def test_the_two_laws_are_equal_at_the_crossing(k, d, c, n_values):
    at = laws.crossing(k, d, c, n_values)
    assert math.isclose(laws.syntax_excess(at, k), laws.knowledge_excess(at, d, c, n_values), rel_tol=1e-6)


def test_the_example_of_the_chapter_and_its_mixed_units():
    assert round(laws.crossing(496, 0.6, laws.zipf_scale(0.6), 64), -2) == 1200
    mixed = (496 / 2 / laws.knowledge_excess(1, 0.6, laws.zipf_scale(0.6), 64)) ** (1 / 0.6)
    assert round(mixed, -1) == 650


def test_ten_times_the_data():
    assert math.isclose(laws.syntax_excess(10, 7) / laws.syntax_excess(100, 7), 10)
    assert math.isclose(laws.knowledge_excess(10, 0.5, 0.6, 8) / laws.knowledge_excess(100, 0.5, 0.6, 8), math.sqrt(10))


def test_total_of_a_slot_with_two_words_is_what_laplace_pays():
    n = 3000  # under a uniform prior every count of heads is equally likely, and then every order
    choose = [math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) for k in range(n + 1)]
    paid = math.log2(n + 1) + np.mean(choose) / math.log(2)
    entropy = (digamma(3) - digamma(2)) / math.log(2)  # of a coin, on average over a uniform prior
    assert math.isclose(laws.word_slot_total(n, 2), paid - n * entropy, abs_tol=0.01)


@pytest.mark.parametrize("d", [0.3, 0.5, 0.7])
def test_price_of_a_name_is_what_the_posterior_draws_say(d):
    """Two parts by simulation: what is lost on subjects met, and on those not met, a share of a broken stick."""
    rng, n, theta, names = np.random.default_rng(9), 30_000, 2.0, 10**9
    counts = np.bincount(pitman_yor.sample(n, d, theta, rng))
    k, told, new = len(counts), (counts - d) / (n + theta), (theta + d * len(counts)) / (n + theta)
    excess = []
    for _ in range(300):
        *p, p_new = pitman_yor.posterior_weights(counts, d, theta, rng)
        stick = rng.beta(1 - d, theta + d * k + d)
        excess.append(np.sum(p * np.log2(p / told)) + p_new * np.log2(p_new * stick * (names - k) / new))
    error = np.std(excess) / math.sqrt(len(excess)) / new
    assert abs(np.mean(excess) / new - laws.name_price(k, names, d, theta)) < 5 * error + 0.1


def test_exact_expectations_cross_a_little_before_the_two_laws():
    """Near N = k the law of grammar is high, by a term in m log N / N, so the laws cross late, by some per cent."""
    p, n = pitman_yor.zipf_weights(10**5, 0.6), np.arange(900, 1400)
    grammar = 16 * np.diff([_slot_total(m, 32) for m in np.append(n, 1400)])
    facts = 6 * occupancy.expected_missing_mass(p, n)
    exact, law = n[np.argmin(np.abs(grammar - facts))], laws.crossing(496, 0.6, p[0], 64)
    assert 0.9 < exact / law < 0.97


def _slot_total(n, s):
    """Exact redundancy, in bits, of Laplace's rule on n words of a slot with s, on average over the uniform prior."""
    count = np.arange(n + 1)
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + s)))])
    log_choose = log_factorial[n - count + s - 2] - log_factorial[n - count] - log_factorial[s - 2]
    log_all = log_factorial[n + s - 1] - log_factorial[n] - log_factorial[s - 1]
    shares = np.exp(log_choose - log_all)  # of one word's count; all sequences of counts are equally likely
    paid = log_all + log_factorial[n] - s * shares @ log_factorial[: n + 1]
    return (paid - n * (digamma(s + 1) - digamma(2))) / math.log(2)


def test_a_longer_register_costs_its_logarithm():
    assert math.isclose(laws.name_price(100, 2 * 10**6 + 100, 0.5) - laws.name_price(100, 10**6 + 100, 0.5), 1)
    assert np.diff(laws.name_price([10, 100, 1000], 10**4, 0.5)).max() < 0


def test_arrays_keep_their_shape():
    assert laws.knowledge_excess(np.ones((2, 3)), 0.5, 0.6, 8).shape == (2, 3)
    assert isinstance(laws.knowledge_excess(10, 0.5, 0.6, 8), float)


@pytest.mark.parametrize(("call", "says"), [
    (lambda: laws.syntax_excess(0, 5), "above 0"),
    (lambda: laws.syntax_excess(math.nan, 5), "finite"),
    (lambda: laws.syntax_excess("many", 5), "number of sentences"),
    (lambda: laws.syntax_excess(10, -1), "counts parameters"),
    (lambda: laws.missing_mass_law(10, 0, 0.5), "discount in"),
    (lambda: laws.missing_mass_law(10, 1, 0.5), "discount is 1"),
    (lambda: laws.missing_mass_law(10, 0.5, 1.5), "scale in"),
    (lambda: laws.distinct_law(10, 0.5, 0), "scale in"),
    (lambda: laws.knowledge_excess(10, 0.5, 0.5, 0), "at least 1 possible value"),
    (lambda: laws.crossing(10, 0.5, 0.5, 1), "from 2 values"),
    (lambda: laws.zipf_scale(0), "discount in"),
    (lambda: laws.word_slot_total(10, 0), "at least 1 word"),
    (lambda: laws.name_price(10, 10, 0.5), "no name is left"),
    (lambda: laws.name_price(0, 10, 0.5), "no name is left"),
    (lambda: laws.name_price(1000, 1001, 0.5), "many more names"),
    (lambda: laws.name_price(1, 10, 0, 1.0), "discount above 0"),
    (lambda: laws.name_price(1, 10, 0.5, -0.6), "concentration"),
])
def test_bad_input_is_refused_with_its_cure(call, says):
    with pytest.raises(ValueError, match=says):
        call()
