"""Intervals cover as often as they say, fits find what was put in, and tables lose nobody."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook.calibration import _wilson, reliability
from skbook.stats import Estimate, fit_power_law, interval, log_bins, rank_correlation, ranks, student_t

thorough = settings(deadline=None, max_examples=150)
NAN, INF = float("nan"), float("inf")


def coverage_is_95(hits):
    """Whether the share of hits is 0.95 within 4 standard errors."""
    return abs(np.mean(hits) - 0.95) < 4 * math.sqrt(0.95 * 0.05 / len(hits))


# --- Student -------------------------------------------------------------------------------------------------------

# Two-sided 95 % points, as in NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2 (3 decimals).
TABLE = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228,
         15: 2.131, 20: 2.086, 30: 2.042, 60: 2.000, 100: 1.984}


@pytest.mark.parametrize(("df", "t"), TABLE.items())
def test_student_quantile_agrees_with_the_printed_table(df, t):
    assert student_t(df) == pytest.approx(t, abs=5.1e-4)


def test_student_quantile_has_closed_forms_for_one_and_two_degrees():
    assert student_t(1) == pytest.approx(math.tan(0.95 * math.pi / 2), rel=1e-12)
    assert student_t(2) == pytest.approx(0.95 * math.sqrt(2 / (1 - 0.95**2)), rel=1e-12)


@pytest.mark.parametrize("df", [3, 8, 50, 200, 201, 1000])
def test_student_quantile_leaves_5_percent_outside_by_numerical_integration(df):
    t = student_t(df)
    x = np.linspace(0, t, 200_001)
    log_constant = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi)
    density = np.exp(log_constant - (df + 1) / 2 * np.log1p(x * x / df))
    assert 2 * np.trapezoid(density, x) == pytest.approx(0.95, abs=1e-8)


@pytest.mark.parametrize("df", [4, 7, 400])
@pytest.mark.parametrize("level", [0.5, 0.999, 0.9999])
def test_student_quantile_of_other_levels_by_numerical_integration(df, level):
    x = np.linspace(0, student_t(df, level), 400_001)
    log_constant = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi)
    density = np.exp(log_constant - (df + 1) / 2 * np.log1p(x * x / df))
    assert 2 * np.trapezoid(density, x) == pytest.approx(level, abs=1e-8)


@pytest.mark.parametrize("level", [0, 1, 95, math.nan])
def test_a_level_is_a_probability(level):
    with pytest.raises(ValueError, match="level is"):
        student_t(3, level)


def test_student_quantile_falls_towards_the_normal_one_without_a_step():
    t = [student_t(df) for df in range(1, 400)]
    assert all(a > b > 1.959963984540054 for a, b in pairwise(t))


def test_interval_of_known_values():
    found = interval([1.0, 2.0, 3.0, 4.0])
    half = 3.182446305284263 * math.sqrt(5 / 3) / 2
    assert (found.mean, found.n) == (2.5, 4)
    assert (found.low, found.high) == pytest.approx((2.5 - half, 2.5 + half), rel=1e-12)


@pytest.mark.parametrize("n", [2, 3, 5, 20])
def test_interval_covers_a_normal_mean_95_times_in_100(n):
    rng = np.random.default_rng([2, 20, n])
    found = [interval(rng.normal(7, 3, n)) for _ in range(4000)]
    assert coverage_is_95([e.low <= 7 <= e.high for e in found])


@thorough
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_interval_follows_shifts_and_changes_of_unit(values, shift, scale):
    a, b = interval(values), interval(shift + scale * np.array(values))
    assert a.low <= a.mean <= a.high
    for name in ("mean", "low", "high"):
        assert getattr(b, name) == pytest.approx(shift + scale * getattr(a, name), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e300, 0.0])
def test_equal_values_have_an_interval_of_no_width(value):
    assert interval([value] * 7) == Estimate(value, value, value, 7)


@pytest.mark.parametrize("values", [[], [1.0], 1.0, [1.0, NAN], [1.0, INF], [[1.0, 2.0]], ["a", "b"], None,
                                    [[1], [2, 3]]])
def test_interval_refuses_what_has_none(values):
    with pytest.raises(ValueError, match=r"at least|finite|numbers|values holds"):
        interval(values)


def test_the_refusal_names_the_bad_seed():
    with pytest.raises(ValueError, match=r"values holds nan at index \(2,\)"):
        interval([1.0, 2.0, NAN])


# --- power laws ----------------------------------------------------------------------------------------------------

X = np.geomspace(10, 1e4, 8)


@thorough
@given(st.floats(-3, 3), st.floats(0.01, 100), st.integers(3, 9))
def test_an_exact_power_law_is_found_with_and_without_seeds(slope, level, n):
    x = np.geomspace(1, 1e4, n)
    y = level * x**slope
    for fit in (fit_power_law(x, y), fit_power_law(x, np.tile(y, (3, 1)), seeds_axis=0)):
        assert fit.slope == pytest.approx(slope, abs=1e-9)
        assert fit.intercept == pytest.approx(math.log(level), abs=1e-9)
        assert fit.interval == pytest.approx((slope, slope), abs=1e-9)
        assert fit(x) == pytest.approx(y, rel=1e-9)


def noisy_runs(rng, seeds):
    """Slope −0.5; each seed has its own level, its own drift, and scatter from point to point."""
    drift = rng.normal(0, 0.05, (seeds, 1)) * np.log(X)
    return X**-0.5 * np.exp(rng.normal(0, 0.3, (seeds, 1)) + drift + rng.normal(0, 0.1, (seeds, 8)))


@pytest.mark.parametrize("seeds", [3, 5, 10])
def test_the_interval_over_seeds_covers_the_slope_95_times_in_100(seeds):
    rng = np.random.default_rng([2, 21, seeds])
    fits = [fit_power_law(X, noisy_runs(rng, seeds), seeds_axis=0) for _ in range(2000)]
    assert coverage_is_95([f.interval[0] <= -0.5 <= f.interval[1] for f in fits])


def test_the_interval_over_points_covers_the_slope_for_independent_scatter_but_not_for_drift():
    rng = np.random.default_rng([2, 22])
    fits = [fit_power_law(X, X**-0.5 * np.exp(rng.normal(0, 0.1, 8))) for _ in range(2000)]
    assert coverage_is_95([f.interval[0] <= -0.5 <= f.interval[1] for f in fits])
    drifting = [fit_power_law(X, noisy_runs(rng, 1)[0]) for _ in range(500)]  # what the documentation warns of
    assert not coverage_is_95([f.interval[0] <= -0.5 <= f.interval[1] for f in drifting])


def test_which_axis_counts_seeds_does_not_matter_and_units_move_only_the_level():
    y = noisy_runs(np.random.default_rng([2, 23]), 5)
    fit = fit_power_law(X, y, seeds_axis=0)
    assert fit == fit_power_law(X, y.T, seeds_axis=1) == fit_power_law(X, y.T, seeds_axis=-1)
    other = fit_power_law(X * 7, y * 1000, seeds_axis=0)
    assert other.slope == pytest.approx(fit.slope, abs=1e-9)
    assert other.interval == pytest.approx(fit.interval, abs=1e-9)
    assert other(7.0) == pytest.approx(1000 * fit(1.0), rel=1e-9)
    assert fit.interval[0] < fit.slope < fit.interval[1]


@pytest.mark.parametrize(("x", "y", "axis"), [
    ([1, 2], [1, 2], None), ([1, 2, 2], [1, 2, 3], None), ([1, 2, 3], [1, 2], None), ([0, 1, 2], [1, 2, 3], None),
    ([1, 2, 3], [1, 0, 3], None), ([1, 2, 3], [1, -1, 3], None), ([1, 2, 3], [1, NAN, 3], None), ([], [], None),
    ([1, 2, INF], [1, 2, 3], None), ([1, 2, 3], np.ones((4, 3)), None), ([1, 2, 3], np.ones((2, 3)), 0),
    ([1, 2, 3], np.ones((3, 4)), 0), ([1, 2, 3], np.ones((4, 3)), 2), ([1, 2, 3], np.ones(3), 0),
    ([2, 2, 2], np.ones((4, 3)), 0), (np.ones((2, 2)), np.ones((2, 2)), None), ("abc", [1, 2, 3], None),
])
def test_what_has_no_power_law_is_refused(x, y, axis):
    with pytest.raises(ValueError, match=r"\bx\b|\by\b|seeds"):
        fit_power_law(x, y, seeds_axis=axis)


# --- bins ----------------------------------------------------------------------------------------------------------

@thorough
@given(st.lists(st.tuples(st.floats(1e-3, 1e6), st.floats(-10, 10)), min_size=1, max_size=60), st.integers(1, 9))
def test_log_bins_lose_no_point_and_keep_the_mean(points, per_decade):
    x, y = np.array(points).T
    bins = log_bins(x, y, per_decade)
    assert bins.count.sum() == len(x) and bins.count.min() >= 1
    assert (bins.count * bins.y).sum() == pytest.approx(y.sum(), abs=1e-9)
    assert (np.diff(bins.x) > 0).all()
    assert (np.diff(np.floor(np.log10(bins.x) * per_decade + 1e-9)) >= 1).all()  # one bin each, in order


def test_log_bins_do_not_depend_on_the_data():
    edges = 10 ** np.arange(-3, 7, 0.2)
    inside = edges[:-1] * 1.1
    assert log_bins(inside, inside).count.tolist() == [1] * len(inside)
    assert log_bins(inside[10:20], inside[10:20]).x == pytest.approx(inside[10:20])
    assert log_bins([1, 10, 100, 1000], [1, 2, 3, 4], per_decade=1).y.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(("x", "y", "k"), [([], [], 5), ([0, 1], [1, 2], 5), ([1, 2], [1], 5), ([1, 2], [1, NAN], 5),
                                           ([1, 2], [1, 2], 0), ([1, 2], [1, 2], 2.5), ([[1]], [[1]], 5)])
def test_log_bins_refuse_bad_points(x, y, k):
    with pytest.raises(ValueError, match=r"\bx\b|\by\b|per_decade"):
        log_bins(x, y, k)


# --- reliability ---------------------------------------------------------------------------------------------------

def test_a_calibrated_forecaster_lies_in_its_intervals_and_an_overconfident_one_does_not():
    rng = np.random.default_rng([2, 24])
    inside, outside = [], []
    for _ in range(300):
        confidence = rng.random(400)
        table = reliability(confidence, rng.random(400) < confidence)
        inside += ((table.low <= table.confidence) & (table.confidence <= table.high)).tolist()
        table = reliability(confidence, rng.random(400) < 0.25 + confidence / 2)
        outside += [table.low[-1] <= table.confidence[-1] <= table.high[-1]]
    assert np.mean(inside) > 0.95 - 4 * math.sqrt(0.95 * 0.05 / len(inside))
    assert np.mean(outside) < 0.5


@pytest.mark.parametrize(("p", "n"), [(0.05, 20), (0.2, 5), (0.5, 30), (0.9, 100), (0.99, 100)])
def test_the_interval_of_a_frequency_covers_close_to_95_times_in_100(p, n):
    k = np.arange(n + 1)
    chance = np.array([math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in k])
    covered = [bool(t.low[0] <= p <= t.high[0])
               for t in (reliability(np.full(n, p), np.arange(n) < i) for i in k)]
    assert 0.91 < chance @ covered < 1  # Wilson's interval swings about 95 % as p runs through the grid k/n


@thorough
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80), st.integers(1, 20))
def test_reliability_loses_no_forecast(forecasts, n_bins):
    confidence, correct = np.array(forecasts, dtype=float).T
    table = reliability(confidence, correct, n_bins)
    assert table.count.sum() == len(confidence) and table.count.min() >= 1 and len(table.count) <= n_bins
    assert (table.count * table.frequency).sum() == pytest.approx(correct.sum())
    assert (table.count * table.confidence).sum() == pytest.approx(confidence.sum())
    assert (np.diff(table.confidence) > 0).all()
    assert ((0 <= table.low) & (table.low <= table.frequency + 1e-12)).all()
    assert ((table.frequency - 1e-12 <= table.high) & (table.high <= 1)).all()


def test_certainty_falls_into_the_outer_bins_and_booleans_count_as_outcomes():
    table = reliability([0.0, 1.0, 1.0], np.array([False, True, False]), n_bins=10)
    assert table.confidence.tolist() == [0.0, 1.0]
    assert table.frequency.tolist() == [0.0, 0.5]
    assert table.count.tolist() == [1, 2]


@pytest.mark.parametrize(("confidence", "correct", "n_bins"), [
    ([], [], 10), ([0.5], [1, 0], 10), ([1.2], [1], 10), ([-0.1], [1], 10), ([NAN], [1], 10), ([0.5], [2], 10),
    ([0.5], [0.5], 10), ([0.5], [NAN], 10), ([0.5], [1], 0), ([0.5], [1], 2.5), ([[0.5]], [[1]], 10), ([0.5], "a", 10)])
def test_reliability_refuses_what_is_no_forecast(confidence, correct, n_bins):
    with pytest.raises(ValueError, match=r"confidence|correct|n_bins"):
        reliability(confidence, correct, n_bins)


@thorough
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80), st.integers(1, 20),
       st.floats(1e-300, 1e300))
def test_equal_weights_change_no_bit_of_a_reliability_table(forecasts, n_bins, weight):
    confidence, correct = np.array(forecasts, dtype=float).T
    plain, weighted = (reliability(confidence, correct, n_bins, w) for w in (None, np.full(len(confidence), weight)))
    count = plain.count
    _, which = np.unique(np.minimum(np.floor(confidence * n_bins), n_bins - 1), return_inverse=True)
    came = np.bincount(which, correct)
    by_count = (np.bincount(which, confidence) / count, came / count, *_wilson(came, count), count)
    for table in (plain, weighted):
        seen = (table.confidence, table.frequency, table.low, table.high, table.count)
        assert all(np.array_equal(a, b) for a, b in zip(seen, by_count, strict=True))
    assert np.array_equal(plain.share, weighted.share) and plain.share == pytest.approx(count / count.sum())


@thorough
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.integers(0, 5)), min_size=1, max_size=40)
       .filter(lambda forecasts: any(w for _, _, w in forecasts)), st.integers(1, 20))
def test_a_weighted_forecast_counts_as_if_it_stood_there_so_often(forecasts, n_bins):
    confidence, correct, weights = np.array(forecasts, dtype=float).T
    often = np.repeat(np.arange(len(weights)), weights.astype(int))
    weighted, repeated = reliability(confidence, correct, n_bins, weights), reliability(*np.array(
        (confidence[often], correct[often])), n_bins)
    for name in ("confidence", "frequency", "share"):
        assert getattr(weighted, name) == pytest.approx(getattr(repeated, name))
    assert np.array_equal(weighted.bin, repeated.bin) and weighted.count.sum() == (weights > 0).sum()
    assert (weighted.high - weighted.low >= repeated.high - repeated.low - 1e-12).all()  # fewer, and unequal


def test_fortynine_equal_weights_change_no_bit_of_the_interval():  # 1 / 49 * 49 is not 1
    plain, weighted = (reliability(np.full(49, 0.1), np.arange(49) < 1, weights=w) for w in (None, np.full(49, 0.1)))
    assert (plain.low, plain.high) == (weighted.low, weighted.high) == _wilson(np.array([1.0]), np.array([49]))


def test_a_bin_may_weigh_next_to_nothing():
    table = reliability([0.2, 0.8], [0, 1], weights=[1, 1e-200])
    assert table.share.tolist() == [1, 1e-200] and np.isfinite(table.low).all()


def test_each_bin_says_where_it_lies():
    assert reliability([0.05, 0.95, 1.0, 0.5], [0, 1, 1, 0]).bin.tolist() == [0, 5, 9]


@pytest.mark.parametrize("weights", [[-1, 2], [0, 0], [NAN, 1], [np.inf, 1], [1], [[1, 1]], [], "ab"])
def test_reliability_refuses_weights_that_are_none(weights):
    with pytest.raises(ValueError, match="weights"):
        reliability([0.2, 0.8], [0, 1], weights=weights)


# --- ranks ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=30))
def test_ranks_are_mean_places_in_sorted_order(values):
    ordered = sorted(values)
    for value, rank in zip(values, ranks(values), strict=True):
        places = [i for i, other in enumerate(ordered, start=1) if other == value]
        assert rank == sum(places) / len(places)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=20, unique=True), st.randoms(use_true_random=False))
def test_rank_correlation_without_ties_is_spearmans_formula(x, random):
    y = random.sample(range(len(x)), len(x))
    n, d = len(x), ranks(x) - ranks(y)
    assert rank_correlation(x, y) == pytest.approx(1 - 6 * (d @ d) / (n * (n * n - 1)), abs=1e-9)


def test_groups_take_away_what_differs_between_them():
    rng = np.random.default_rng(8)
    size = np.repeat(np.arange(50), 10)
    x, y = size + 0.1 * rng.random(500), size + 0.1 * rng.random(500)
    assert rank_correlation(x, y) > 0.99 > 0.2 > abs(rank_correlation(x, y, groups=size))
    assert rank_correlation(x, x, groups=size) == pytest.approx(1)


@pytest.mark.parametrize(("call", "cure"), [
    (lambda: rank_correlation([1, 2], [1, 2, 3]), "equally long"),
    (lambda: rank_correlation([1, 2], [1, 2], groups=[1]), "equally long"),
    (lambda: rank_correlation([1, 2], [3, 3]), "never varies"),
    (lambda: rank_correlation([1, 2], [3, 4], groups=[0, 1]), "never varies"),
    (lambda: rank_correlation([1, NAN], [3, 4]), "finite"),
    (lambda: ranks([[1, 2]]), "1-D"),
])
def test_bad_ranks_are_refused(call, cure):
    with pytest.raises(ValueError, match=cure):
        call()
