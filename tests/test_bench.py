"""The bench measures what it says, and refuses to time a coder that does not read back its own code."""

import numpy as np
import pytest

from skbook.syntax_knowledge import Syntax, World
from tools import bench


def test_every_group_says_what_it_measures():
    assert all(group.__doc__.splitlines()[0].endswith(".") for group in bench.GROUPS.values())


def test_the_coder_group_yields_a_row_for_each_promise(monkeypatch):
    monkeypatch.setattr(bench, "N_LETTERS", 2000)
    rows = {row.what: row for row in bench.coder()}
    assert list(rows) == ["Static: encode", "Static: decode", "Static: length",
                          "Adaptive: encode", "Adaptive: decode", "Adaptive: length"]
    for model in ("Static", "Adaptive"):
        above = float(rows[f"{model}: length"].beside.split(": ")[1].split(" ")[0])
        assert 0 <= above <= 9  # two bits, and at most seven to fill the last byte


def test_without_the_library_the_bench_still_runs_and_says_what_to_install(monkeypatch):
    monkeypatch.setattr(bench, "N_LETTERS", 500)
    monkeypatch.setitem(__import__("sys").modules, "constriction", None)
    assert "skbook[coding]" in next(iter(bench.coder())).beside


def test_a_coder_that_loses_its_message_is_not_timed():
    with pytest.raises(RuntimeError, match="did not read back"):
        bench.Coder([1, 2], lambda: b"", lambda code: [1, 3], len).measure()


def test_the_machines_group_times_and_makes_its_card_again(monkeypatch):
    monkeypatch.setattr(bench, "SAMPLED_TABLES", 50)
    for same, words in ((True, "equal to the stored one"), (False, "NOT equal to the stored one")):
        monkeypatch.setattr(bench.cards, "compare", lambda name, same=same: (same, 1.0))
        rows = {row.what: row for row in bench.small_machines()}
        assert list(rows) == ["(3,2), both blanks", "(4,2), both blanks", "card machines_4_2"]
        assert rows["card machines_4_2"].beside == words
        others = list(bench.other_cards())
        assert len(others) >= 4 and {row.beside for row in others} == {words}


def test_the_corpus_group_draws_in_every_world_and_its_loop_follows_the_same_law(monkeypatch):
    monkeypatch.setattr(bench, "N_SENTENCES", 2000)
    rows = {row.what: row for row in bench.corpus()}
    assert list(rows) == ["equal: draw", "Zipf: draw", "Pitman–Yor: draw", "text"]
    rng = np.random.default_rng(1)
    world, syntax = World.zipf(3, 0.5, 4, rng), Syntax.random(2, 2, 3, rng)
    said = np.array(bench._one_by_one(world, syntax, 20_000))
    np.testing.assert_allclose(np.bincount(said[:, 3]) / 20_000, world.popularity.probabilities, atol=0.02)
    np.testing.assert_array_equal(said[:, 4], world.values(said[:, 3]))


def test_an_unknown_group_is_named_with_the_known_ones(capsys):
    assert bench.main(["speed"]) == 2
    assert "choose from coder" in capsys.readouterr().err


def test_the_restaurants_group_times_both_samplers(monkeypatch):
    monkeypatch.setattr(bench, "CUSTOMERS", 20_000)
    monkeypatch.setattr(bench, "FEW", 200)
    assert [row.what for row in bench.restaurants()] == ["discount 0.5", "discount 0.8"]
