"""The film of the order of learning: what its stops, buckets and clocks are, and that a short one is a film."""

from itertools import pairwise

import numpy as np
import pytest

from skbook import results
from skbook.experiments import find
from skbook.experiments import order_of_learning as film

SMALL = film.Config(n_facts=64, n_values=4, sentences=512, steps=120, batch=32)


def test_each_epoch_reads_every_sentence_once():
    order = film.reading_order(film.Config(sentences=96, steps=7, batch=32), np.random.default_rng(0))
    assert order.shape == (7, 32)
    for epoch in (order[:3], order[3:6]):
        assert sorted(epoch.ravel()) == list(range(96))
    assert not np.array_equal(order[:3], order[3:6])


@pytest.mark.parametrize("steps", [9, 100, 2500])
def test_stops_rise_by_about_the_root_of_two_to_the_end(steps):
    at = film.stops(steps)
    assert at[0] == 8 and at[-1] == steps
    assert all(1 < b / a < 1.5 for a, b in pairwise(at))


def test_buckets_hold_the_counts_that_they_are_named_for():
    assert len(film.BUCKETS) == len(film.EDGES)
    for (low, high), name in zip(pairwise(film.EDGES), film.BUCKETS, strict=False):
        assert name == (str(low) if high == low + 1 else f"{low}–{high - 1}")
    assert film.BUCKETS[-1] == f"more than {film.EDGES[-1] - 1}"
    assert film.BUCKETS[film.WINDOW][0] == "9–16" and film.BUCKETS[film.WINDOW][-1] == "129–256"


def test_shares_are_means_over_groups():
    known, group = np.array([[1, 0, 1, 1]]), np.array([0, 0, 2, 2])
    assert film._shares(known, group, 4).tolist() == [[0.5, 0, 1, 0]]


def test_a_bucket_that_is_never_half_known_is_refused():
    with pytest.raises(ValueError, match="train for longer"):
        film._halves([8, 16], np.array([[0.1], [0.4]]))


def test_a_fact_that_jumps_climbs_fast_and_one_that_never_arrives_is_left_out():
    at = [10, 20, 40]
    assert film._climb(at, np.array([[0.0, 0.0], [0.0, 0.2], [1.0, 0.3]])) == pytest.approx(2**0.8)


def test_quick_points_are_among_those_of_the_card():
    experiment = find("order_of_learning")
    assert [point.seed for point in experiment.at("quick")] == [0]
    assert [point.seed for point in experiment.at("full")] == results.load("order_of_learning").seeds == list(range(8))


def test_the_ideal_learner_of_the_card_knows_what_has_been_read():
    table = results.load("order_of_learning").table()
    assert np.allclose(table["ideal"][:, -1, 1:], 1)  # after a whole reading all that is mentioned
    assert np.allclose(table["ideal"][:, :, 0], 1 / 64, atol=1e-4)  # never mentioned: a guess
    assert (np.diff(table["ideal"], axis=1) >= 0).all()
    assert (table["facts"].sum(axis=1) == 4096).all()
    assert np.allclose((table["facts"] * table["counts"]).sum(axis=1), 20_000)


def test_the_blind_forecaster_pays_what_the_template_says_about_the_words():
    _, syntax, _ = film.town(film.Config(seed=3))
    told = 0.0
    for t, j, s in np.ndindex(*syntax.words.shape):  # information between template and word, term by term
        alone = sum(syntax.template[u] * syntax.words[u, j, s] for u in range(4))
        told += syntax.template[t] * syntax.words[t, j, s] * np.log2(syntax.words[t, j, s] / alone)
    assert film.blind_bits(film.Config(seed=3)) == pytest.approx(told)


def test_a_small_town_is_learnt(monkeypatch):
    pytest.importorskip("torch")
    monkeypatch.setattr(film, "WINDOW", slice(6, 8))
    monkeypatch.setattr(film, "CLOCKWORK", 3)
    monkeypatch.setattr(film, "_halves", lambda at, curves: curves[-1].tolist())
    monkeypatch.setattr(film, "_climb", lambda at, chance: 1.0)  # too few facts for a median
    made = film.point(SMALL)
    assert len(made["accuracy"]) == len(made["stops"]) == len(made["syntax"])
    assert made["syntax"][-1] < made["syntax"][0] / 3
    assert made["value"][-1] < 0.5 < made["value"][0]
