"""The numbers of the chapter on model scaling: given in its prose, asked in its quiz; its networks in small."""

import itertools
import math

import numpy as np
import pytest
import yaml

from skbook import allocation, datasets, info, pitman_yor
from skbook.experiments.model_scaling import Crammed, Frozen, crammed_network, frozen_network, rank_edges
from tools.chapter import ROOT


def test_names_of_two_tokens():
    assert Frozen(0.5, 2, 0).side ** 2 == 16_384


def test_values_a_fact_can_have_and_bits_of_a_float():
    torch = pytest.importorskip("torch")
    from skbook.nn.mlp import MLP, Config

    network = MLP(Config(side=64, width=16, hidden=40), seed=0)
    assert math.log2(network(torch.zeros(1, 2, dtype=torch.int64)).shape[-1]) == 6
    assert {weight.element_size() * 8 for weight in network.parameters()} == {32}


def test_weights_of_a_crammed_network():
    pytest.importorskip("torch")
    from skbook.nn.mlp import Config

    assert Config(side=64, width=16, hidden=40).n_weights == 5992
    assert Config(side=64, width=24, hidden=64).n_weights == 10_368
    assert Config(side=128, width=16, hidden=12, learn_names=False).n_weights == 97 * 12 + 64


def test_ways_to_write_eight_worlds_into_one_bit():
    worlds = list(itertools.product((0, 1), repeat=3))
    assert len(list(itertools.product((0, 1), repeat=len(worlds)))) == 256


def test_gemstones_count_two_tables():
    """Two depths of one width give a straight line; without layers two tables and one last row are left."""
    table = datasets.load("gemstones_loss")
    shapes = {(w, d): n for w, d, n in zip(table["width"].tolist(), table["depth"].tolist(), table["params"].tolist(),
                                           strict=True)}
    several = [w for w in {w for w, _ in shapes} if sum(w == v for v, _ in shapes) > 1]
    assert len(several) >= 6
    for w in several:
        (first, n), (last, m) = (lambda s: (s[0], s[-1]))(sorted((d, n) for (v, d), n in shapes.items() if v == w))
        layer, rest = divmod(m - n, last - first)
        assert rest == 0
        assert n - first * layer == (2 * 50_304 + 1) * w


def test_fano_at_three_of_six_bits():
    e = np.linspace(0.3, 0.4, 10_001)
    least = e[info.binary_entropy(e) + e * math.log2(63) >= 3][0]
    assert 0.34 < least < 0.35


def test_majority_of_three():
    assert round(info.binary_entropy(0.25), 2) == 0.81


def test_bend_of_a_finite_world():
    p = pitman_yor.zipf_weights(10**6, 0.8)
    k = 10**5
    local = k * p[k] / p[k:].sum()
    assert math.isclose(local, 0.25 / (1 - 0.1**0.25), rel_tol=1e-3)
    assert round(local, 2) == 0.57


def test_numbers_of_the_quiz():
    questions = yaml.safe_load((ROOT / "skbook" / "quizzes" / "model_scaling.yml").read_text(encoding="utf-8"))
    twice = next(q for q in questions["questions"] if q["id"] == "twice-the-memory")
    (right,) = [option["value"] for option in twice["options"] if option.get("correct")]
    ratio = allocation.look_up_law(100 * right, 0.8, 0.2) / allocation.look_up_law(100, 0.8, 0.2)
    assert math.isclose(ratio, 0.5)
    assert math.isclose(2 ** (1 / 0.2), 32)
    assert math.isclose(2 ** (1 / 0.8), 2.38, abs_tol=0.005)
    assert 6 * 10_000 / 10**6 == 0.06


def test_bins_of_ranks_hold_every_fact_once():
    edges = rank_edges(16_384)
    assert edges[0] == 0
    assert edges[-1] == 16_384
    assert (np.diff(edges) > 0).all()


def test_a_small_frozen_network_keeps_the_popular_facts():
    pytest.importorskip("torch")
    found = frozen_network(Frozen(0.5, 8, 0, side=16, steps=300, batch=128))
    held, edges = found["held"], rank_edges(256)
    assert 0 < found["excess"] < 6
    assert 0 < found["error"] < 1
    assert math.isclose(found["bits"], held @ np.diff(edges), abs_tol=0.1)
    assert held[:4].mean() > held[-4:].mean() + 1
    assert found["excess"] > 0.9 * allocation.least_excess(pitman_yor.zipf_weights(256, 0.5), found["bits"])


def test_a_small_crammed_network_holds_no_more_than_it_was_told():
    pytest.importorskip("torch")
    found = crammed_network(Crammed(20, 0, exposures=200, side=8))
    assert found["right"] == 1
    assert 119 < found["bits"] <= 120
