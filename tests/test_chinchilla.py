"""The fit of loss against size and data: known laws recovered, units, outliers, dependent rows, refusals; tables."""

import math

import numpy as np
import pytest

from skbook import datasets, run_tables, scaling
from skbook.chinchilla import NAMES, descend, _residuals, _starts

GRID = [grid.ravel() for grid in np.meshgrid(np.logspace(7.5, 10, 5), np.logspace(9, 11.5, 5))]
TRUE = dict(E=2.5, A=300.0, alpha=0.32, B=700.0, beta=0.28)


def table(q=1.0, noise=0.0, seed=0):
    """A table that a known law made."""
    n, d = GRID
    size, data = TRUE["A"] * n ** -TRUE["alpha"], TRUE["B"] * d ** -TRUE["beta"]
    joined = np.maximum(size, data) if math.isinf(q) else (size**q + data**q) ** (1 / q)
    scatter = np.exp(noise * np.random.default_rng(seed).standard_normal(len(n)))
    return {"params": n, "tokens": d, "loss": (TRUE["E"] + joined) * scatter}


def numbers(fit):
    return np.array([getattr(fit, name) for name in NAMES[:5]])


@pytest.mark.parametrize("q", [1.0, 2.0, 4.0, math.inf])
def test_a_known_law_comes_back(q):
    fit = scaling.fit_chinchilla(table(q), q, n_bootstrap=0)
    assert numbers(fit) == pytest.approx(list(TRUE.values()), rel=1e-3)
    assert fit(*GRID) == pytest.approx(table(q)["loss"], rel=1e-6)


@pytest.mark.parametrize("q", [1.5, 3.0, 6.0])
def test_a_known_sharpness_comes_back(q):
    fit = scaling.fit_chinchilla(table(q), sharpness=None, n_bootstrap=0)
    assert fit.sharpness == pytest.approx(q, rel=0.01)
    assert fit.alpha == pytest.approx(TRUE["alpha"], rel=0.01)


def test_slopes_are_the_derivatives_of_the_residuals():
    rng = np.random.default_rng(1)
    problem = (rng.normal(size=9), rng.normal(size=9), rng.normal(size=9), None)
    theta = np.array([[0.3, -0.2, 0.1, -1.0, -0.8, 0.4]])
    slopes = _residuals(theta, problem)[1]
    for k in range(6):
        step = np.eye(6)[k] * 1e-6
        central = (_residuals(theta + step, problem)[0] - _residuals(theta - step, problem)[0]) / 2e-6
        assert slopes[0, :, k] == pytest.approx(central[0], abs=1e-8), k


def test_no_start_finds_a_lower_loss_on_the_ladder():
    fit, rows = scaling.fit_chinchilla(run_tables.olmo_ladder(), n_bootstrap=0), run_tables.olmo_ladder()
    x, y, loss = (np.log(rows[name]) for name in ("params", "tokens", "loss"))
    scattered = np.concatenate([_starts(loss) + np.random.default_rng(k).normal(0, 0.5, (1, 6)) for k in range(4)])
    _, cost = descend(scattered, (x - x.mean(), y - y.mean(), loss, 1.0), np.ones((1, 25)), steps=1000)
    assert cost.min() == pytest.approx(fit.objective, rel=1e-5)


def test_the_order_of_rows_does_not_matter():
    rows, order = table(noise=0.01), np.random.default_rng(2).permutation(25)
    one = scaling.fit_chinchilla(rows, n_bootstrap=0)
    other = scaling.fit_chinchilla({name: column[order] for name, column in rows.items()}, n_bootstrap=0)
    assert numbers(other) == pytest.approx(numbers(one), rel=1e-4)


def test_units_change_constants_only():
    rows = table(noise=0.01)
    other = rows | {"params": rows["params"] / 1e6, "tokens": rows["tokens"] / 1e9, "loss": rows["loss"] * math.log(2)}
    one, two = (scaling.fit_chinchilla(t, n_bootstrap=0) for t in (rows, other))
    assert (two.alpha, two.beta, two.objective) == pytest.approx((one.alpha, one.beta, one.objective), rel=1e-4)
    assert two.E == pytest.approx(one.E * math.log(2), rel=1e-4)
    assert two.A == pytest.approx(one.A * math.log(2) * 1e6**-one.alpha, rel=1e-3)


def test_an_outlier_hardly_moves_the_fit():
    rows = table()
    rows["loss"] = rows["loss"].copy()
    rows["loss"][7] *= 1.5
    fit = scaling.fit_chinchilla(rows, n_bootstrap=0)
    assert (fit.alpha, fit.beta, fit.E) == pytest.approx((TRUE["alpha"], TRUE["beta"], TRUE["E"]), rel=0.02)


def test_intervals_hold_the_truth_and_shrink_with_the_noise():
    loose, tight = (scaling.fit_chinchilla(table(noise=noise, seed=3), n_bootstrap=100) for noise in (0.01, 0.001))
    for name in ("alpha", "beta", "E"):
        low, high = tight.intervals[name]
        assert low <= TRUE[name] <= high
        assert high - low < np.diff(loose.intervals[name])[0]


def test_rows_of_one_group_are_resampled_together():
    rows = {name: np.repeat(column, 4) for name, column in table(noise=0.005, seed=4).items()}
    alone, together = (scaling.fit_chinchilla(rows, groups=g, n_bootstrap=100) for g in (None, np.repeat(range(25), 4)))
    assert (alone.groups, together.groups) == (100, 25)
    width = [np.diff(fit.intervals["alpha"])[0] for fit in (alone, together)]
    assert width[1] > 1.4 * width[0]


@pytest.mark.parametrize("q", [1.0, math.inf])
def test_a_given_sharpness_has_no_interval_and_the_fitted_numbers_have_finite_ones(q):
    fit = scaling.fit_chinchilla(table(q, noise=0.01), q, n_bootstrap=20)
    assert fit.intervals.keys() == {*NAMES[:5], "size_exponent", "size_minus_data"}
    assert np.isfinite(list(fit.intervals.values())).all()
    assert "sharpness" in scaling.fit_chinchilla(table(q, noise=0.01), None, n_bootstrap=20).intervals


def test_equal_tables_give_equal_intervals():
    one, two = (scaling.fit_chinchilla(table(noise=0.01), n_bootstrap=20) for _ in range(2))
    assert one.intervals == two.intervals


def test_a_table_without_an_effect_of_size_says_so():
    n, d = GRID
    fit = scaling.fit_chinchilla({"params": n, "tokens": d, "loss": 2 + 700 * d**-0.28}, n_bootstrap=0)
    assert fit.warning


def test_size_exponent_is_where_the_fitted_law_is_least():
    fit = scaling.fit_chinchilla(table(2.0), 2.0, n_bootstrap=0)
    sizes = np.logspace(6, 12, 20_001)
    best = [sizes[np.argmin(fit(sizes, budget / sizes))] for budget in (1e18, 1e22)]
    assert math.log10(best[1] / best[0]) / 4 == pytest.approx(fit.size_exponent, abs=1e-3)


@pytest.mark.parametrize(("change", "says"), [
    ({"loss": np.r_[np.full(24, 3.0), np.nan]}, "row 24"), ({"loss": np.r_[0.0, np.full(24, 3.0)]}, "row 0"),
    ({"loss": np.r_[np.full(3, 3.0), -1.0, np.full(21, 3.0)]}, "row 3"), ({"params": np.full(25, 1e8)}, "different"),
    ({"tokens": GRID[1][:20]}, "equally long"), ({"tokens": np.ones((5, 5))}, "shape"),
    ({"loss": ["three"] * 25}, "numbers")])
def test_bad_tables_are_refused(change, says):
    with pytest.raises(ValueError, match=says):
        scaling.fit_chinchilla(table() | change)


def test_too_few_runs_a_missing_column_and_bad_arguments_are_refused():
    rows = table()
    with pytest.raises(ValueError, match="at least 6"):
        scaling.fit_chinchilla({name: column[:5] for name, column in rows.items()})
    with pytest.raises(ValueError, match="at least 7"):
        scaling.fit_chinchilla({name: column[[0, 6, 12, 18, 24, 3]] for name, column in rows.items()}, sharpness=None)
    with pytest.raises(ValueError, match="no column 'tokens'"):
        scaling.fit_chinchilla({"params": rows["params"], "loss": rows["loss"]})
    for sharpness in (0.5, math.nan, "a"):
        with pytest.raises(ValueError, match="sharpness"):
            scaling.fit_chinchilla(rows, sharpness=sharpness)
    for count in (-3, 2.5, math.inf, "a"):
        with pytest.raises(ValueError, match="n_bootstrap"):
            scaling.fit_chinchilla(rows, n_bootstrap=count)
    with pytest.raises(ValueError, match="one label"):
        scaling.fit_chinchilla(rows, groups=[1, 2])


def test_the_ladder_has_five_sizes_on_five_amounts_of_data():
    rows, raw = run_tables.olmo_ladder(), datasets.load("olmo_ladder_loss")
    assert len(np.unique(rows["params"].round(-5))) == 5 and len(rows["loss"]) == 25
    for i in range(25):  # each row is the last evaluation of its run, in bits
        run = raw["tokens"] == rows["tokens"][i]
        assert rows["loss"][i] == pytest.approx(raw["c4_en"][run][-1] / math.log(2))
    nominal = {0.19e9, 0.37e9, 0.76e9, 1.28e9, 3.17e9}  # which the names round to 190M, 370M, 760M, 1B and 3B
    assert all(min(abs(n / m - 1) for m in nominal) < 0.01 for n in rows["params"])


def test_tables_are_whole():
    assert {name: len(t["loss"]) for name, t in run_tables.all_tables().items()} == {
        "OLMo ladder": 25, "over-training, C4": 34, "over-training, RedPajama": 35, "over-training, RefinedWeb": 35,
        "C4, one pass": 41}


def test_the_grid_is_scored_on_text_of_its_own_kind_unless_asked_otherwise():
    raw = datasets.load("overtraining_104_models")
    here = raw["train_set"] == "rpj"
    assert run_tables.overtraining("rpj")["loss"] == pytest.approx(raw["loss_paloma_redpajama"][here] / math.log(2))
    assert run_tables.overtraining("rpj", "loss_c4_val")["loss"] == pytest.approx(
        raw["loss_c4_val"][here] / math.log(2))


def test_the_grid_counts_parameters_without_the_tables_of_tokens_if_asked():
    raw = datasets.load("overtraining_104_models")
    every, bare = (run_tables.overtraining("rpj", size=size) for size in run_tables.SIZES)
    assert bare["params"].tolist() == raw["params_no_embed"][raw["train_set"] == "rpj"].tolist()
    assert (bare["params"] < every["params"]).all() and bare["loss"].tolist() == every["loss"].tolist()


@pytest.mark.parametrize("call", [lambda: run_tables.olmo_ladder("poems"), lambda: run_tables.overtraining("poems"),
                                  lambda: run_tables.overtraining("rpj", "nope"),
                                  lambda: run_tables.overtraining("rpj", "params"),
                                  lambda: run_tables.overtraining("rpj", size="tokens"),
                                  lambda: run_tables.published("Kaplan L(N)", "beta")])
def test_unknown_names_are_refused(call):
    with pytest.raises(ValueError):
        call()
