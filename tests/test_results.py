"""Result cards: complete, unharmed, made by the recipes that the repository holds, and refused otherwise."""

import json
import shutil
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from skbook import datasets, machines, results, trees
from tools import cards

DATA = Path(datasets.__file__).resolve().parent.parent / "data"


@pytest.mark.parametrize("name", results.names())
def test_every_card_has_its_recipe_and_its_provenance(name):
    card, recipe = results.load(name), cards.RECIPES[name]
    assert (card.says, card.config, tuple(card.data)) == (recipe.says, recipe.config, recipe.data)
    assert card.seeds == recipe.seeds and card.metrics and card.wall_seconds > 0 and len(card.commit) >= 7
    for data, checksum in card.data.items():
        assert cards.checksum(datasets.describe(data).file) == checksum, f"{data} changed: make the card again"


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
    assert card.metrics == raw["metrics"] and "machines_4_2" in repr(card) and card.hardware in card._repr_html_()


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


@pytest.mark.parametrize("field", ["says", "config", "seeds", "hardware", "wall_seconds", "data", "commit", "metrics"])
def test_a_card_without_provenance_is_not_shown(field):
    raw = json.loads((DATA / "results/machines_4_2.json").read_text())
    for wrong in ({key: value for key, value in raw.items() if key != field}, raw | {field: None}):
        with pytest.raises(ValueError, match=f"lacks {field}"):
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


# ---- the maker -------------------------------------------------------------------------------------------------------


def test_making_writes_a_card_that_loads_with_its_checksum(tmp_path, monkeypatch):
    (tmp_path / "SHA256SUMS").write_text("0  results/small.json\n1  text/a.txt\n")
    shutil.copy(DATA / "datasets.json", tmp_path)
    monkeypatch.setattr(cards, "DATA", tmp_path)
    recipe = cards.Recipe("Two states.", {"n_states": 2, "max_steps": 6},
                          lambda config: {"weights": machines.output_weights(**config)})
    monkeypatch.setitem(cards.RECIPES, "small", recipe)
    cards.write("small", cards.make("small"))
    card = results.load("small", root=tmp_path)
    assert card.metrics["weights"] == machines.output_weights(2, 6) and card.config == recipe.config
    assert results.names(tmp_path) == ["small"]
    assert (tmp_path / "SHA256SUMS").read_text().endswith("1  text/a.txt\n")


def test_an_unknown_card_is_named_with_the_known_ones(capsys):
    assert cards.main(["moon"]) == 2
    assert "choose from machines_4_2" in capsys.readouterr().err
