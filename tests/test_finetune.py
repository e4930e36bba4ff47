"""Teaching a full memory more: brute force over all memories, laws against sums, fair comparison, and bad input."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook import finetune, quiz, results
from skbook.experiments import find
from skbook.experiments import fine_tuning as teaching
from skbook.experiments import new_grammar
from skbook.learning_laws import zipf_scale
from skbook.nn.anchor import fisher, pull
from skbook.nn.ensemble import Ensemble
from skbook.nn.mlp import MLP, Config, told
from skbook.nn.train import Learner

P = np.array([0.4, 0.3, 0.2, 0.1])


# --- rent ------------------------------------------------------------------------------------------------------------
def test_rent_is_the_popularity_of_the_rarest_stored_facts():
    lost = finetune.rent(P, capacity_bits=18, room_bits=12)
    assert lost.displaced == 2 and lost.popularity == pytest.approx(0.5)
    assert lost.after - lost.before == pytest.approx(6 * 0.5) and lost.rise == pytest.approx(3.6 / 0.6 - 1)


def test_no_room_wanted_no_rent():
    assert finetune.rent(P, 18, 0).after == finetune.rent(P, 18, 0).before


@pytest.mark.parametrize("d", [0.4, 0.7])
def test_the_law_of_rent_is_that_of_the_sums(d):
    p = zipf_scale(d) * np.arange(1, 20_001) ** (-1 / d)
    risen = p[9_000:10_000].sum() / (1 - p[:10_000].sum())
    assert finetune.rent_law(0.1, d) == pytest.approx(risen, rel=0.002)


def test_the_example_of_the_chapter():
    assert round(100 * finetune.rent_law(600 / 60_000, 0.7), 2) == 0.43


@pytest.mark.parametrize("arguments", [(P, 18, -1), (P, 18, 19), (P, 18, np.nan), ([], 18, 6), ([0.5, np.inf], 6, 6)])
def test_bad_rent_is_refused(arguments):
    with pytest.raises(ValueError):
        finetune.rent(*arguments)


@pytest.mark.parametrize("arguments", [(1, 0.5), (-0.1, 0.5), (0.1, 1), (0.1, 0), (np.nan, 0.5)])
def test_a_share_or_a_discount_out_of_range_is_refused(arguments):
    with pytest.raises(ValueError):
        finetune.rent_law(*arguments)


def test_a_memory_that_held_everything_has_no_excess_to_rise():
    with pytest.raises(ValueError, match="held every fact"):
        _ = finetune.rent(P, 24, 6).rise


# --- real estate -----------------------------------------------------------------------------------------------------
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.floats(0.01, 0.99))
def test_the_best_table_is_the_best_of_all(seed, new, replay):
    p = np.random.default_rng(seed).dirichlet(np.ones(6))
    weights = np.append(replay * p, np.full(new, (1 - replay) / new))
    best = max(weights[list(chosen)].sum() for chosen in itertools.combinations(range(6 + new), 4))
    kept = finetune.inject(p, stored=4, new=new, replay=replay)
    assert kept.old.sum() + kept.new == 4
    assert replay * p[kept.old].sum() + kept.new * (1 - replay) / new == pytest.approx(best)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_up_to_the_limit_all_new_facts_stay_and_beyond_it_not(seed, new):
    p = np.random.default_rng(seed).dirichlet(np.ones(6))
    limit = finetune.replay_limit(p, stored=4, new=new)
    assert finetune.inject(p, 4, new, 0.999 * limit).new == new
    assert finetune.inject(p, 4, new, min(1, 1.001 * limit)).new < new


def test_below_the_limit_replay_does_not_matter():
    tables = [finetune.inject(P, 3, 1, replay).old for replay in (0.01, 0.3, 0.7)]
    assert all((table == [True, True, False, False]).all() for table in tables)


def test_without_replay_nothing_is_decided():
    assert not finetune.inject(P, 3, 1, 0).decided and finetune.inject(P, 3, 1, 0.01).decided


@pytest.mark.parametrize("changed", [
    {"replay": -0.1}, {"replay": 1.1}, {"replay": np.nan}, {"replay": True}, {"new": 0}, {"new": 5}, {"stored": 9},
    {"p": [0.5, 0.0]}, {"p": []}, {"p": [[0.5, 0.5]]}])
def test_a_bad_mixture_is_refused(changed):
    with pytest.raises(ValueError):
        finetune.inject(**{"p": P, "stored": 3, "new": 1, "replay": 0.5} | changed)


# --- batches, buckets, matched comparison ----------------------------------------------------------------------------
def test_a_batch_has_its_share_of_old_sentences():
    for replay, old in ((0, 0), (0.25, 2), (1, 8)):
        facts = finetune.mixed_batch([0, 1, 1], 10, 3, replay, 8, np.random.default_rng(0))
        assert (facts < 10).sum() == old and set(facts[facts >= 10]) <= {10, 11, 12}


@pytest.mark.parametrize("changed", [{"replay": 1.5}, {"replay": -1}, {"deck": []}, {"size": 0}, {"new": 0},
                                     {"replay": 0.01}, {"replay": 0.99}])
def test_a_bad_batch_is_refused(changed):
    fine = {"deck": [0, 1], "first_new": 5, "new": 2, "replay": 0.5, "size": 4, "rng": np.random.default_rng(0)}
    with pytest.raises(ValueError):
        finetune.mixed_batch(**fine | changed)


def test_an_empty_bucket_is_named():
    with pytest.raises(ValueError, match="3 to 8 times"):
        finetune.shares([True, False], [1, 2], ((1, 2), (3, 8)))


@pytest.mark.parametrize(("right", "counts"), [([1, 0], [1, 2]), ([True], [1, 2]), ([[True, False]], [[1, 2]])])
def test_shares_of_what_is_no_truth_are_refused(right, counts):
    with pytest.raises(ValueError):
        finetune.shares(right, counts, ((1, 2),))


def test_the_first_crossing_counts():
    new, old = [0.1, 0.5, 0.3, 0.9], np.array([[1.0, 0.0], [0.8, 0.2], [0.5, 0.5], [0.0, 1.0]])
    assert finetune.kept_at(new, old, 0.3).tolist() == pytest.approx([0.9, 0.1])


@pytest.mark.parametrize(("new", "target"), [([0.1, 0.5], 0.6), ([0.5, 0.9], 0.4), ([0.1, 0.5], 1.2), ([], 0.5),
                                             ([float("nan"), 0.5, 0.9], 0.6)])
def test_a_target_that_is_not_crossed_is_refused(new, target):
    with pytest.raises(ValueError):
        finetune.kept_at(new, new, target)


# --- the anchor ------------------------------------------------------------------------------------------------------
def test_fisher_is_the_curvature_of_the_divergence():
    """Half the sum of F times squared steps is the mean bits by which forecasts move, for one weight at a time."""
    net = MLP(Config(side=2, values=3, width=2, hidden=4), seed=1)
    with torch.no_grad():
        net.out.copy_(torch.randn(3, 4, generator=torch.Generator().manual_seed(2)))
    names, p = torch.tensor([[0, 1], [1, 0]]), torch.tensor([0.75, 0.25])
    information = fisher(net, names, p)
    q = torch.log_softmax(net(names), dim=-1).detach()
    for name, at in (("out", (1, 2)), ("out_bias", (0,)), ("into", (3, 1))):
        moved = Ensemble([net]).networks()[0]
        with torch.no_grad():
            moved.get_parameter(name)[at] += 0.02
            divergence = (p * (q.exp() * (q - torch.log_softmax(moved(names), dim=-1))).sum(dim=1)).sum() / np.log(2)
        assert float(information[name][at]) * 0.02**2 / 2 == pytest.approx(float(divergence), rel=0.05, abs=1e-7)


def test_fisher_of_a_sure_network_is_no_matter_of_luck():
    """Nearly all of it lies in values of probability below a thousandth: a few draws would have missed them."""
    net = MLP(Config(side=2, values=3, width=2, hidden=4), seed=1)
    with torch.no_grad():
        net.out_bias.copy_(torch.tensor([8.0, 0.0, 0.0]))
    names, p = torch.tensor([[0, 1]]), torch.ones(1)
    q = torch.softmax(net(names), dim=-1)[0].detach()
    assert q[0] > 0.999
    np.testing.assert_allclose(fisher(net, names, p)["out_bias"], q * (1 - q) / np.log(2), rtol=1e-3)


def test_who_has_not_moved_pays_nothing_and_strength_counts():
    net, names = MLP(Config(side=2, values=3, width=2, hidden=4), seed=1), torch.tensor([[0, 1]])
    both, information = Ensemble([net, net]), fisher(net, names, torch.ones(1))
    assert pull(both, net, information, torch.tensor([1.0, 5.0])).tolist() == [0, 0]
    with torch.no_grad():
        for weight in both.parameters():
            weight += 0.1
    paid = pull(both, net, information, torch.tensor([1.0, 5.0]))
    assert paid[0] > 0 and float(paid[1] / paid[0]) == pytest.approx(5)


def test_a_bad_anchor_is_refused():
    net = MLP(Config(side=2, values=3, width=2, hidden=4), seed=1)
    for names, p in ((torch.zeros(0, 2, dtype=int), torch.zeros(0)), (torch.tensor([[0, 1]]), torch.tensor([0.5]))):
        with pytest.raises(ValueError):
            fisher(net, names, p)
    with pytest.raises(ValueError, match="strength"):
        pull(Ensemble([net]), net, fisher(net, torch.tensor([[0, 1]]), torch.ones(1)), torch.tensor([-1.0]))


# --- the cards and the quiz ------------------------------------------------------------------------------------------
def test_the_cards_hold_the_points_of_the_full_scale():
    for name, seeds in (("injection", 12), ("new_grammar", 6)):
        assert results.load(name).seeds == [point.seed for point in find(name).at("full")] == list(range(seeds))
    assert [point.seed for point in find("injection").at("quick")] == [0]


def test_a_small_town_is_taught_again(monkeypatch):
    monkeypatch.setattr(teaching, "PULLS", (1.0, 100.0))
    found = teaching.injection(teaching.Injection(old=80, new=12, values=8, sentences=2000, first_steps=150, batch=32,
                                                  hidden=24, width=8))
    ways = len(teaching.REPLAYS) + 1 + len(teaching.PULLS)
    assert found["kept"].shape == (ways, 9, 4) and len(found["needed"]) == ways and len(found["equal"]) == ways
    taught, others = found["taught"], found["others"]
    assert taught.shape == others.shape == (4, len(found["looks"])) and found["wrong"] > 0
    assert (taught[:3, 0] == 0).all() and (others[:3, 0] == 0).all()  # what is taught again was answered wrongly
    assert taught[0, -1] == 1


def test_a_fresh_network_names_many_values_while_each_still_costs_nearly_all_its_bits():
    """From even forecasts the first steps put the right value first by a hair: a score that says little."""
    rng = np.random.default_rng(15)
    names, values = np.stack(np.divmod(rng.permutation(32**2)[:75], 32), axis=1), rng.integers(0, 64, 75)
    facts = told(names, values, np.ones(75))
    for seed in range(3):
        network = MLP(Config(side=32), seed)
        learner = Learner(network, 0.005)
        for _ in range(4):
            learner.step(facts)
        with torch.no_grad():
            right = (network(facts[1]).argmax(dim=1) == facts[0]).float().mean()
            assert right > 0.2 and network.loss(facts) > 5.8


def test_a_small_town_is_taught_and_asked():
    small = new_grammar.NewGrammar(old=60, new=12, sentences=1500, values=8, first_steps=150, steps=240, again=4,
                                   width=16)
    found = new_grammar.new_grammar(small)
    assert found["kept"].shape == (4, 4) and len(found["grammar"]) == 4 and len(found["others"]) == 3


def test_the_numbers_of_the_quiz():
    asked = {question.id: question for question in quiz.load("fine_tuning").questions}
    right = {key: [option.value for option in question.options if option.correct] for key, question in asked.items()
             if question.kind == "number"}
    p = zipf_scale(0.5) * np.arange(1, 2001) ** -2.0
    assert right["rent-in-bits"] == [finetune.rent(p, 10_000, 3000, bits_per_fact=10).displaced]
