"""Networks that learn facts: names and sentences, ensembles, and what is measured of them."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from skbook.nn import evaluate, mlp, sentences, train
from skbook.nn.ensemble import Ensemble
from skbook.nn.gpt import GPT, Config
from skbook.syntax_knowledge import KINDS, Corpus, Syntax, World

torch.set_num_threads(1)
TINY = Config(alphabet=5, context=8, width=16, layers=2, heads=2)


def town(n_facts=20, n_values=4, slots=3, seed=0):
    rng = np.random.default_rng(seed)
    world, syntax = World.zipf(n_facts, 0.5, n_values, rng), Syntax.random(3, slots, 4, rng)
    return sentences.Spelling(world, syntax, sentences.draw_names(n_facts, rng)), rng


def tiny_rows(step, networks=3):
    """Another batch for each network: letters that go up by the network's own step."""
    starts = np.random.default_rng([step, 7]).integers(0, 5, (networks, 4, 1))
    return torch.from_numpy((starts + np.arange(8) * np.arange(1, networks + 1)[:, None, None]) % 5)


def same_weights(a, b, **tolerance):
    return all(torch.allclose(v, w, **tolerance) for v, w in zip(a.parameters(), b.parameters(), strict=True))


# --- names and sentences ----------------------------------------------------------------------------------------------
@settings(max_examples=50, deadline=None)
@given(n_facts=st.integers(1, 200), seed=st.integers(0, 10**6))
def test_no_name_is_given_twice_and_few_tokens_do(n_facts, seed):
    names = sentences.draw_names(n_facts, np.random.default_rng(seed))
    assert names.shape == (n_facts, 2) and len(np.unique(names, axis=0)) == n_facts
    assert names.min() >= 0 and names.max() < math.ceil(math.sqrt(n_facts))


def test_a_name_does_not_tell_how_popular_its_fact_is():
    firsts = [sentences.draw_names(100, np.random.default_rng(s))[:10, 0].mean() for s in range(300)]
    assert np.mean(firsts) == pytest.approx(4.5, abs=4 * np.std(firsts) / math.sqrt(300))


def test_too_few_tokens_for_the_names_are_refused():
    with pytest.raises(ValueError, match="let side be at least 4"):
        sentences.draw_names(10, np.random.default_rng(0), side=3)


@settings(max_examples=30, deadline=None)
@given(slots=st.integers(1, 4), n_values=st.integers(1, 9), seed=st.integers(0, 10**6))
def test_a_corpus_can_be_read_back_from_its_rows(slots, n_values, seed):
    spelling, rng = town(n_values=n_values, slots=slots, seed=seed)
    corpus = Corpus.draw(spelling.world, spelling.syntax, 30, rng)
    rows = spelling.rows(corpus)
    assert rows.shape == (30, len(spelling.kinds)) and rows.max() < spelling.alphabet
    plain = rows - spelling.ends[:-1]
    assert (0 <= plain).all() and (rows < spelling.ends[1:]).all()  # no two places share a token
    facts = [spelling.names.tolist().index(name) for name in plain[:, 1:3].tolist()]
    assert facts == corpus.facts.tolist() and (plain[:, 0] == corpus.template).all()
    assert (np.delete(plain, [0, 1, 2, spelling.value_at], axis=1) == corpus.words).all()
    assert (rows[:, spelling.value_at] - spelling.value_tokens.start == corpus.values).all()


def test_every_fact_is_asked_once_with_its_own_value():
    spelling, rng = town()
    asked = spelling.questions(rng) - spelling.ends[:-1]
    assert (asked[:, 1:3] == spelling.names).all()
    assert (asked[:, spelling.value_at] == spelling.world.values(np.arange(20))).all()


def test_spellings_that_do_not_fit_are_refused():
    spelling, rng = town()
    endless = World.pitman_yor(0.5, 1.0, 4, rng)
    for world, names in ((endless, spelling.names), (spelling.world, spelling.names[1:])):
        with pytest.raises(ValueError, match="finitely many facts"):
            sentences.Spelling(world, spelling.syntax, names)
    with pytest.raises(ValueError, match="no pair may stand for two facts"):
        sentences.Spelling(spelling.world, spelling.syntax, np.zeros((20, 2), int))
    other, _ = town(seed=1)
    with pytest.raises(ValueError, match="another world"):
        spelling.rows(Corpus.draw(other.world, other.syntax, 3, rng))


# --- from a name to a value -------------------------------------------------------------------------------------------
@settings(max_examples=20, deadline=None)
@given(side=st.integers(1, 9), values=st.integers(1, 9), width=st.integers(1, 9), hidden=st.integers(1, 9),
       learn_names=st.booleans())
def test_what_is_learnt_is_counted(side, values, width, hidden, learn_names):
    config = mlp.Config(side, values, width, hidden, learn_names)
    assert config.n_weights == sum(weight.numel() for weight in mlp.MLP(config, 0).parameters())


def test_the_network_is_its_formula():
    net = mlp.MLP(mlp.Config(side=3, values=4, width=5, hidden=6), seed=0)
    with torch.no_grad():
        for weight in net.parameters():
            weight.normal_(generator=torch.Generator().manual_seed(1))
    w = {name: weight.detach().numpy() for name, weight in net.named_parameters()}
    seen = np.concatenate([w["tables"][0, 2], w["tables"][1, 1]])
    hidden = np.maximum(0, w["into"] @ seen + w["into_bias"])
    with torch.no_grad():
        assert np.allclose(net(torch.tensor([2, 1])), w["out"] @ hidden + w["out_bias"], atol=1e-5)


def test_a_network_without_size_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        mlp.Config(side=4, hidden=0)
    with pytest.raises(ValueError, match="at least 1"):
        mlp.Config(side=0, learn_names=False)


def test_a_weight_of_three_is_three_sentences():
    net = mlp.MLP(mlp.Config(side=4, values=4), seed=0)
    nn.init.normal_(net.out, generator=torch.Generator().manual_seed(0))
    names, values = np.array([[0, 1], [2, 3], [1, 1]]), np.array([3, 0, 2])
    once, counts = np.array([1, 1, 1, 1]), np.array([3, 0, 1])
    repeated = np.repeat([0, 1, 2], counts)
    a, b = mlp.told(names, values, counts), mlp.told(names[repeated], values[repeated], once)
    assert net.loss(a).item() == pytest.approx(net.loss(b).item(), rel=1e-6)


def test_shorter_lists_are_filled_up_with_facts_that_do_not_count():
    names = np.stack([sentences.draw_names(9, np.random.default_rng(s)) for s in range(2)])
    values, counts = np.arange(18).reshape(2, 9) % 4, np.array([[1, 0, 2, 0, 0, 0, 0, 0, 3], [0] * 8 + [5]])
    together = mlp.told(names, values, counts)
    assert together[0].shape == (2, 3)
    networks = [mlp.MLP(mlp.Config(side=3, values=4), seed) for seed in range(2)]
    losses = Ensemble(networks).loss(together)
    for e, net in enumerate(networks):
        assert losses[e].item() == pytest.approx(net.loss(mlp.told(names[e], values[e], counts[e])).item(), rel=1e-6)


@pytest.mark.parametrize("weights", [[0, 0], [1, -1], [1, math.nan], [1, math.inf], [1], [1, 1, 1]])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        mlp.told([[0, 0], [0, 1]], [1, 2], weights)


@pytest.mark.parametrize("learn_names", [True, False])
def test_a_network_learns_what_it_is_told_and_guesses_the_rest(learn_names):
    names, values = sentences.draw_names(60, np.random.default_rng(0)), np.arange(60) * 7 % 8
    weights = np.where(np.arange(60) < 30, 1, 0)
    net = mlp.MLP(mlp.Config(side=8, values=8, learn_names=learn_names), seed=0)
    tables = net.tables.detach().clone()
    batch = mlp.told(names, values, weights)
    run = train.fit(net, lambda step: batch, 150)
    with torch.no_grad():
        logits = net(torch.from_numpy(names)).numpy()
    forecast = evaluate.value_forecast(logits, values, np.full(60, 1 / 60))
    assert forecast.right[:30].all() and forecast.right[30:].mean() < 0.5
    assert run.losses[0] == pytest.approx(3) and run.symbols[0] == 30
    assert torch.equal(net.tables, tables) != learn_names


# --- many networks in one go ------------------------------------------------------------------------------------------
def test_networks_trained_in_one_go_are_those_trained_one_by_one():
    together = Ensemble([GPT(TINY, seed) for seed in range(3)])
    run = train.fit(together, tiny_rows, 25)
    assert run.losses.shape == (25, 3) and run.symbols.tolist() == [32] * 25
    for e, net in enumerate(together.networks()):
        alone = GPT(TINY, e)
        its = train.fit(alone, lambda step, e=e: tiny_rows(step)[e], 25)
        assert np.allclose(run.losses[:, e], its.losses, atol=1e-3)
        assert np.allclose(run.code_length_bits[:, e], its.code_length_bits, rtol=1e-3)
        assert same_weights(net, alone, atol=2e-3)


def test_the_first_step_in_one_go_is_the_step_alone_to_the_last_digits():
    together = Ensemble([GPT(TINY, seed, letter_size=0.1) for seed in range(3)])
    train.fit(together, tiny_rows, 2)
    for e, net in enumerate(together.networks()):
        alone = GPT(TINY, e, letter_size=0.1)
        train.fit(alone, lambda step, e=e: tiny_rows(step)[e], 2)
        assert same_weights(net, alone, atol=1e-6)


def test_networks_of_an_ensemble_do_not_hear_of_each_other():
    def other_second(step):
        rows = tiny_rows(step)
        rows[1] = (rows[1] * 2 + 1) % 5
        return rows

    one, two = (Ensemble([GPT(TINY, seed) for seed in range(3)]) for _ in range(2))
    train.fit(one, tiny_rows, 10)
    train.fit(two, other_second, 10)
    for e, (a, b) in enumerate(zip(one.networks(), two.networks(), strict=True)):
        assert same_weights(a, b, atol=1e-6) == (e != 1)


def test_an_ensemble_leaves_the_networks_alone_and_gives_copies():
    networks = [GPT(TINY, seed) for seed in range(2)]
    together = Ensemble(networks)
    first = together.networks()
    train.fit(together, lambda step: tiny_rows(step, 2), 3)
    assert all(same_weights(net, GPT(TINY, seed), rtol=0, atol=0) for seed, net in enumerate(networks))
    assert all(same_weights(net, GPT(TINY, seed), rtol=0, atol=0) for seed, net in enumerate(first))
    assert len(together) == 2 and together.networks()[1](tiny_rows(0)[0]).shape == (4, 8, 5)


def test_frozen_tables_stay_each_network_s_own():
    config = mlp.Config(side=3, values=4, learn_names=False)
    networks = [mlp.MLP(config, seed) for seed in range(3)]
    back = Ensemble(networks).networks()
    assert all(torch.equal(a.tables, b.tables) for a, b in zip(networks, back, strict=True))


def test_an_interrupted_ensemble_ends_with_the_same_bits(tmp_path):
    fresh = lambda: Ensemble([GPT(TINY, seed) for seed in range(3)])  # noqa: E731
    whole, pieces = fresh(), fresh()
    run = train.fit(whole, tiny_rows, 12)
    train.fit(pieces, tiny_rows, 5, checkpoint=tmp_path / "nets")
    resumed = train.fit(pieces := fresh(), tiny_rows, 12, checkpoint=tmp_path / "nets")
    assert np.array_equal(run.losses, resumed.losses) and same_weights(whole, pieces, rtol=0, atol=0)


def test_networks_of_other_shapes_and_no_networks_are_refused():
    for networks in ([], [GPT(TINY, 0), GPT(Config(alphabet=6, context=8, width=16), 0)]):
        with pytest.raises(ValueError, match="same shape"):
            Ensemble(networks)


def test_one_network_that_diverges_stops_the_ensemble():
    together = Ensemble([GPT(TINY, seed) for seed in range(2)])
    with torch.no_grad():
        together.weight0[1] = math.nan
    with pytest.raises(ValueError, match="nan at step 0"):
        train.fit(together, lambda step: tiny_rows(step, 2), 3)


# --- how it is trained ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("device", [None, "cpu", torch.device("cpu")])
def test_two_trainings_give_the_same_bits(device):
    nets = [GPT(TINY, 0), GPT(TINY, 0)]
    runs = [train.fit(net, lambda step: tiny_rows(step)[0], 15, cosine=True, device=device) for net in nets]
    assert np.array_equal(runs[0].losses, runs[1].losses) and same_weights(*nets, rtol=0, atol=0)


def test_losses_are_full_floats_even_where_layers_are_not():
    gpt, net = GPT(TINY, 0), mlp.MLP(mlp.Config(side=3, values=4), 0)
    batch = mlp.told([[0, 0], [1, 2]], [1, 3], [1, 2])
    with torch.autocast("cpu", torch.bfloat16):
        losses = [gpt.loss(tiny_rows(0)[0]), net.loss(batch), Ensemble([gpt, gpt]).loss(tiny_rows(0, 2))]
    assert all(loss.dtype == torch.float32 for loss in losses)
    assert losses[0].item() == pytest.approx(math.log2(5)) and losses[1].item() == pytest.approx(2)


def test_the_cosine_rises_then_falls_to_nothing():
    learner = train.Learner(GPT(TINY, 0), 0.02, warm_up=10, cosine_to=100)
    rates = [learner.rate(step) for step in range(1, 102)]
    assert rates[0] == 0.002 and max(rates) == pytest.approx(0.02, rel=0.03) and rates[50] == pytest.approx(0.01)
    assert all(a >= b for a, b in pairwise(rates[10:])) and rates[100] == 0


# --- what is measured -------------------------------------------------------------------------------------------------
@settings(max_examples=40, deadline=None)
@given(n_facts=st.integers(1, 8), n_values=st.integers(1, 5), seed=st.integers(0, 10**6))
def test_loss_and_error_are_the_sums_over_all_facts(n_facts, n_values, seed):
    rng = np.random.default_rng(seed)
    logits, values = 5 * rng.normal(size=(n_facts, n_values)), rng.integers(0, n_values, n_facts)
    p = rng.dirichlet(np.ones(n_facts))
    bits = error = 0.0
    for i in range(n_facts):
        q = [math.exp(z) / math.fsum(map(math.exp, logits[i])) for z in logits[i]]
        bits -= p[i] * math.log2(q[values[i]])
        error += p[i] * (max(q) > q[values[i]])
    forecast = evaluate.value_forecast(logits, values, p)
    assert forecast.cross_entropy == pytest.approx(bits) and forecast.error == pytest.approx(error)
    several = evaluate.value_forecast(np.stack([logits, -logits]), values, p)
    assert several.cross_entropy[0] == pytest.approx(bits) and several.error.shape == (2,)


def test_who_knows_nothing_pays_all_bits_and_who_knows_all_pays_none():
    values, p = np.arange(16) % 4, np.full(16, 1 / 16)
    assert evaluate.value_forecast(np.zeros((16, 4)), values, p).cross_entropy == pytest.approx(2)
    sure = evaluate.value_forecast(1000 * np.eye(4)[values], values, p)
    assert sure.cross_entropy == sure.error == 0 and sure.right.all() and (sure.confidence == 1).all()


@pytest.mark.parametrize("bad, match", [(dict(logits=np.full((2, 3), math.nan)), "NaN"),
                                        (dict(probabilities=[0.5, 0.4]), "sum to 1"),
                                        (dict(probabilities=[1.5, -0.5]), "sum to 1"),
                                        (dict(values=[0, 1, 2]), "shape"), (dict(logits=np.zeros(3)), "shape"),
                                        (dict(values=[0, 3]), "from 0 to 2"), (dict(values=[0, -1]), "from 0 to 2")])
def test_forecasts_that_do_not_fit_are_refused(bad, match):
    good = dict(logits=np.zeros((2, 3)), values=[0, 1], probabilities=[0.5, 0.5])
    with pytest.raises(ValueError, match=match):
        evaluate.value_forecast(**(good | bad))


def test_bits_by_kind_add_up_to_the_loss_of_the_sentences():
    spelling, rng = town()
    net = GPT(spelling.config(width=16), seed=0)
    nn.init.normal_(net.forecast.weight, generator=torch.Generator().manual_seed(0))
    corpus = Corpus.draw(spelling.world, spelling.syntax, 100, rng)
    bits = evaluate.by_slot(net, spelling, corpus)
    loss = net.loss(torch.from_numpy(spelling.rows(corpus))).item()
    assert tuple(bits) == KINDS and sum(bits.values()) == pytest.approx(loss * len(spelling.kinds), rel=1e-5)


def test_the_bits_of_a_kind_are_those_of_its_own_places():
    spelling, rng = town()
    blind = GPT(spelling.config(width=16), seed=0)  # says 1 / m everywhere
    bits = evaluate.by_slot(blind, spelling, Corpus.draw(spelling.world, spelling.syntax, 10, rng))
    one = math.log2(spelling.alphabet)
    assert bits == pytest.approx({"syntax": 4 * one, "subject": 2 * one, "value": one}, rel=1e-5)


def test_a_transformer_is_asked_for_the_value_of_every_fact():
    spelling, rng = town(n_facts=300)
    corpus = Corpus.draw(spelling.world, spelling.syntax, 400, rng)
    rows, net = torch.from_numpy(spelling.rows(corpus)), GPT(spelling.config(width=16), 0, letter_size=0.1)
    train.fit(net, lambda step: rows[step % 8::8], 120)
    logits = evaluate.value_logits(net, spelling, rng)
    assert logits.shape == (300, 4)
    values, p = spelling.world.values(np.arange(300)), spelling.world.popularity.probabilities
    assert evaluate.value_forecast(logits, values, p).cross_entropy < 1.5 < 2  # the most popular facts are learnt
    again = evaluate.value_logits(net, spelling, np.random.default_rng(5))
    assert np.array_equal(again, evaluate.value_logits(net, spelling, np.random.default_rng(5)))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 1000)), min_size=1, max_size=40))
def test_success_by_frequency_is_counted_fact_by_fact(facts):
    right, counts = np.array([r for r, _ in facts]), np.array([n for _, n in facts])
    found = evaluate.by_frequency(right, counts)
    for low, high in evaluate.BUCKETS:
        inside = [r for r, n in facts if low <= n <= high]
        assert found.get((low, high)) == (np.mean(inside) if inside else None)
    assert all(0 <= share <= 1 for share in found.values())


def test_buckets_meet_without_overlap():
    for (_, high), (low, _) in pairwise(evaluate.BUCKETS):
        assert low == high + 1


@pytest.mark.parametrize("right, counts, buckets", [
    ([True], [1, 2], evaluate.BUCKETS), ([1.0], [1], evaluate.BUCKETS), ([True], [-1], evaluate.BUCKETS),
    ([True], [1.5], evaluate.BUCKETS), ([True], [math.nan], evaluate.BUCKETS), ([True], [1], [(2, 1)]),
    ([[True]], [[1]], evaluate.BUCKETS)])
def test_counts_that_are_none_are_refused(right, counts, buckets):
    with pytest.raises(ValueError):
        evaluate.by_frequency(right, counts, buckets)
