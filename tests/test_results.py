"""Result cards: complete, unharmed, made by the experiments that the repository holds, and refused otherwise."""

import json
import shutil
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from skbook import datasets, experiments, machines, results, trees
from skbook.experiments import cards, registry

DATA = Path(datasets.__file__).resolve().parent.parent / "data"


@pytest.mark.parametrize("name", results.names())
def test_every_card_has_its_experiment_and_its_provenance(name):
    card, experiment = results.load(name), experiments.find(name)
    assert (card.says, tuple(card.data)) == (experiment.says, experiment.data)
    assert card.wall_seconds > 0 and len(card.commit) >= 7
    assert card._repr_html_().count("<dt>") == len(card.provenance())
    known = [registry.settings(config) for config in experiment.at("gpu")]
    assert all(point.config in known for point in card.points), "the experiment has other points: make the card again"


@pytest.fixture
def copy(tmp_path):
    """A copy of the data with one card, which a test may harm."""
    (tmp_path / "results").mkdir()
    for file in ("datasets.json", "SHA256SUMS", "results/machines_4_2.json"):
        shutil.copy(DATA / file, tmp_path / file)
    return tmp_path


def test_a_card_is_what_the_file_says(copy):
    raw = json.loads((DATA / "results/machines_4_2.json").read_text())
    card = results.load("machines_4_2", root=copy)
    assert card.metrics == raw["points"][0]["metrics"] and card.config == raw["points"][0]["config"]
    assert "machines_4_2" in repr(card) and card.hardware in card._repr_html_()


def test_damage_and_loss_are_named(copy):
    file = copy / "results" / "machines_4_2.json"
    file.write_text(file.read_text().replace("107", "108", 1))
    with pytest.raises(ValueError, match="damaged"):
        results.load("machines_4_2", root=copy)
    file.unlink()
    with pytest.raises(ValueError, match="missing"):
        results.load("machines_4_2", root=copy)
    with pytest.raises(ValueError, match=r"no result card 'machines_4_3'.*Did you mean 'machines_4_2'"):
        results.load("machines_4_3", root=copy)


@pytest.mark.parametrize("field", ["says", "seeds", "hardware", "wall_seconds", "data", "commit", "points"])
def test_a_card_without_provenance_is_not_shown(field):
    raw = json.loads((DATA / "results/machines_4_2.json").read_text())
    for wrong in ({key: value for key, value in raw.items() if key != field}, raw | {field: None}):
        with pytest.raises(ValueError, match=f"lacks {field}"):
            results.read("x", wrong)


def test_a_card_of_other_data_is_refused(copy):
    raw = json.loads((DATA / "results/machines_4_2.json").read_text())
    raw["data"] = {"austen_en": "0" * 64}
    cards.write("stale", raw, copy)
    with pytest.raises(ValueError, match="'stale' was made from another austen_en"):
        results.load("stale", root=copy)


# ---- cards of many points --------------------------------------------------------------------------------------------


SEEDED = {"says": "Noise.", "seeds": [0, 1, 2], "hardware": "one core", "wall_seconds": 1, "data": {},
          "commit": "1234567", "points": [
              {"config": {"n": n, "seed": seed}, "metrics": {"x": n + seed, "curve": [0, seed]}}
              for n in (10, 20) for seed in range(3)]}


def test_a_table_has_a_row_for_every_point():
    columns = results.read("x", SEEDED).table()
    assert columns["n"].tolist() == [10] * 3 + [20] * 3 and columns["x"].tolist() == [10, 11, 12, 20, 21, 22]
    assert columns["curve"].shape == (6, 2)


def test_lists_of_several_lengths_and_dicts_make_columns_too():
    points = [results.Point({"n": n}, {"grown": list(range(n)), "named": {"a": n}}) for n in (2, 3)]
    columns = results.table(points)
    assert columns["grown"].tolist() == [[0, 1], [0, 1, 2]] and columns["named"].tolist() == [{"a": 2}, {"a": 3}]
    assert results.table([]) == {}


def test_a_card_shows_what_its_points_share():
    card = results.read("x", SEEDED)
    assert card.config == {} and dict(card.provenance())["run"] == "6 points; n 10, 20"
    with pytest.raises(ValueError, match="has 6 points: use table"):
        _ = card.metrics


def test_the_band_is_the_prediction_interval_of_student():
    band = results.read("x", SEEDED).band()
    half = 4.302653 * np.sqrt(1 + 1 / 3)  # three seeds of standard deviation one, two degrees of freedom
    np.testing.assert_allclose(band["x"], [11, 21])
    np.testing.assert_allclose(band["x_high"], [11 + half, 21 + half], rtol=1e-5)
    np.testing.assert_allclose(band["curve_low"], [[0, 1 - half]] * 2, rtol=1e-5)
    assert band["seeds"].tolist() == [3, 3] and "seed" not in band


def test_the_band_of_many_samples_holds_a_new_draw_as_often_as_it_says():
    rng = np.random.default_rng(0)
    draws = rng.normal(size=(2000, 6))
    inside = 0
    for row in draws:
        group = [results.Point({"seed": seed}, {"x": float(x)}) for seed, x in enumerate(row[:5])]
        band = results._row("x", group)
        inside += band["x_low"] <= row[5] <= band["x_high"]
    assert abs(inside / 2000 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 2000)


def test_a_band_asks_for_three_seeds():
    few = SEEDED | {"seeds": [0, 1], "points": [p for p in SEEDED["points"] if p["config"]["seed"] < 2]}
    with pytest.raises(ValueError, match="2 of the three seeds"):
        results.read("x", few).band()


def changed(path, value):
    """The card with one place in it changed."""
    raw = json.loads(json.dumps(SEEDED))
    *way, last = path
    inner = raw
    for step in way:
        inner = inner[step]
    inner[last] = value
    return raw


@pytest.mark.parametrize(("wrong", "words"), [
    (changed(["seeds"], [0, 1, "2"]), "wrong in seeds: expected a list of whole numbers"),
    (changed(["seeds"], [0, 1]), "they have the seeds"),
    (changed(["wall_seconds"], -1), "wrong in wall_seconds: expected a positive number"),
    (changed(["wall_seconds"], True), "wrong in wall_seconds"),
    (changed(["data"], {"austen_en": "abc"}), "wrong in data: expected names of datasets with their SHA-256"),
    (changed(["commit"], "12"), "wrong in commit"),
    (changed(["says"], 3), "wrong in says: expected a sentence"),
    (changed(["points"], []), "wrong in points: expected a list of one or more"),
    (changed(["points", 0], {"config": {}}), "wrong in points"),
    (changed(["points", 3, "metrics", "x"], float("nan")), "metrics/x of point 3 is no finite number"),
    (changed(["points", 3, "metrics", "curve", 1], None), "metrics/curve/1 of point 3"),
    (changed(["points", 2, "metrics"], {"y": 1}), "metrics of point 2 has y, that of the first x, curve"),
    (changed(["points", 2, "config"], {"n": 10, "seed": 1}), "two have the same config"),
    (changed(["points", 2, "metrics"], {"n": 1, "curve": [0, 0]}), "of point"),
    ([1, 2], "is no JSON object"),
])
def test_a_field_of_the_wrong_kind_is_named(wrong, words):
    with pytest.raises(ValueError, match=words):
        results.read("x", wrong)


# ---- what the stored numbers must satisfy ----------------------------------------------------------------------------


def test_weights_of_four_states_are_whole_symmetric_and_below_the_number_of_tables():
    metrics = results.load("machines_4_2").metrics
    weights = metrics["weights"]
    assert sum(weights.values()) == metrics["halting"] < metrics["of"] == 2 * 18**8
    assert all(weights[x] == weights[x[::-1]] == weights[x.translate(machines._FLIP)] for x in weights)
    assert set(machines.output_weights(3, 21)) < set(weights)


def test_short_runs_of_four_states_are_a_part_of_the_stored_table():
    """Machines that halt within 12 steps, enumerated here, can only write less often than all that halt."""
    weights, early = results.load("machines_4_2").metrics["weights"], machines.output_weights(4, 12)
    assert all(early[x] <= weights[x] for x in early)
    assert early["0"] == weights["0"]  # who writes one cell halts at once


def test_the_stored_trees_have_the_leaves_and_heights_of_trees():
    metrics = results.load("language_tree").metrics
    for key, codes in metrics["codes"].items():
        joins = [trees.Join(*join) for join in metrics["joins"][key]]
        assert len(joins) == len(codes) - 1 == len(set(codes)) - 1
        assert sorted(trees.leaf_order(joins)) == list(range(len(codes)))
        assert np.all(np.diff([join.height for join in joins]) >= -1e-6)


def test_labels_belong_to_declarations_and_scripts_are_counted():
    table, texts = datasets.load("language_families"), datasets.declarations()
    assert set(table["code"].tolist()) <= set(texts)
    for code, script in list(zip(table["code"].tolist(), table["script"].tolist(), strict=True))[::11]:
        letters = (unicodedata.name(c, "?").split()[0].split("-")[0] for c in texts[code] if c.isalpha())
        assert Counter(letters).most_common(1)[0][0] == script, code


@pytest.mark.parametrize(("code", "family"), [
    ("eng", "Indo-European"), ("fin", "Uralic"), ("tur", "Turkic"), ("swh", "Atlantic-Congo"), ("eus", "Basque"),
    ("arb", "Afro-Asiatic"), ("tam", "Dravidian"), ("mri", "Austronesian"), ("yua", "Mayan"), ("est", "Uralic"),
])
def test_families_that_everybody_knows(code, family):
    table = datasets.load("language_families")
    assert table["family"][table["code"] == code].tolist() == [family]
