"""What prompts save and cost, a network that looks things up, and the cards of SmolLM2's prompts."""

import itertools
import math

import numpy as np
import pytest

from skbook import occupancy, prompts, quiz, results
from skbook.experiments import in_context
from skbook.widgets import worth_stating

RNG = np.random.default_rng([17, 200])


def test_the_three_terms_are_the_average_message_by_message():
    for _ in range(20):
        joint, without = RNG.dirichlet(np.ones(12)).reshape(3, 4), RNG.dirichlet(np.ones(4))
        given = RNG.dirichlet(np.ones(4), size=3)
        direct = sum(joint[c, x] * math.log2(given[c, x] / without[x]) for c in range(3) for x in range(4))
        assert prompts.gain(joint, without, given).saved == pytest.approx(direct)


def test_a_right_reader_gains_the_mutual_information():
    joint = np.outer([0.5, 0.5], [0.25, 0.75])
    assert prompts.gain(joint).saved == pytest.approx(0, abs=1e-12)  # independent
    assert prompts.gain([[0.5, 0.0], [0.0, 0.5]]).saved == pytest.approx(1)
    assert prompts.gain([[0.5, 0.5], [0.0, 0.0]]).saved == pytest.approx(0, abs=1e-12)  # a prompt that never comes


@pytest.mark.parametrize(("joint", "more", "says"), [
    ([[0.5, 0.6]], {}, "sum"), ([0.5, 0.5], {}, "row"), ([[0.5, 0.5]], {"without": [1.0]}, "shape"),
    ([[0.5, 0.5]], {"given": [0.5, 0.5]}, "after each prompt"), ([[0.5, 0.5]], {"without": [1.0, 0.0]}, "without a"),
    ([[0.5, 0.5]], {"given": [[1.0, 0.0]]}, "after a"), ([], {}, "empty"),
])
def test_bad_tables_are_refused(joint, more, says):
    with pytest.raises(ValueError, match=says):
        prompts.gain(joint, **more)


def test_stated_facts_by_brute_force():
    """Average over all corpora of three sentences about two facts."""
    p, n, saved = np.array([0.7, 0.3]), 3, np.zeros(2)
    for corpus in itertools.product(range(2), repeat=n):
        saved += p[list(corpus)].prod() * 4 * ~np.isin([0, 1], corpus)
    assert prompts.saved_when_asked(p, n, 16) == pytest.approx(saved)
    assert prompts.saved_on_average(p, n, 16).sum() == pytest.approx(4 * occupancy.expected_missing_mass(p, n))


@pytest.mark.parametrize("n", [1, 10, 1000])
def test_the_frontier_saves_most_and_the_price_bounds_the_questions(n):
    p = np.linspace(1e-6, 1, 200_001)[:-1]
    saved = prompts.saved_on_average(p, n, 64)
    assert p[saved.argmax()] == pytest.approx(1 / (n + 1), abs=1e-5)
    assert (prompts.price(p, 64) > (n + 1) * (1 + 1 / n) ** n * saved).all()


@pytest.mark.parametrize(("call", "says"), [
    (lambda: prompts.saved_when_asked(1.5, 1, 64), "popularity"),
    (lambda: prompts.saved_when_asked(0, 1, 64), "above 0"),
    (lambda: prompts.saved_when_asked([], 1, 64), "p is empty"),
    (lambda: prompts.saved_when_asked(0.5, -1, 64), "whole"),
    (lambda: prompts.price(0.5, 1), "nothing to tell"),
])
def test_bad_facts_are_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()


# ---- the live figure ----


@pytest.mark.parametrize("n", worth_stating.SENTENCES[::2])
@pytest.mark.parametrize("m", worth_stating.QUESTIONS[::3])
def test_facts_worth_stating_by_brute_force(n, m):
    p = worth_stating.popularity(np.arange(1, 200_000))
    worth = 1 + np.flatnonzero(m * prompts.saved_on_average(p, n, 64) > prompts.price(p, 64))
    assert worth_stating.worth_stating(n, m) == ([int(worth[0]), int(worth[-1])] if len(worth) else [])
    assert len(worth) == 0 or len(worth) == worth[-1] - worth[0] + 1  # one stretch, no gaps


# ---- the network ----


def test_conversations_repeat_themselves_and_residents_are_constant():
    pytest.importorskip("torch")
    from skbook.nn.induction import Town

    town = Town.draw(np.random.default_rng(1), residents=20)
    rows = town.rows(300, np.random.default_rng(2))
    who, said = rows[:, ::2], rows[:, 1::2] - town.names
    assert (said[who < 20] == town.values[who[who < 20]]).all()
    for row_who, row_said, before in zip(who, said, town.stated_before(rows), strict=True):
        told = {}
        for name, value, times in zip(row_who.tolist(), row_said.tolist(), before, strict=True):
            assert (name in told) == (times > 0) and told.setdefault(name, value) == value


def test_questions_differ_by_one_pair_that_tells_the_answer():
    pytest.importorskip("torch")
    from skbook.nn.induction import Town

    town = Town.draw(np.random.default_rng(1), residents=20)
    who = np.array([0, 5, 21, 30])
    unstated, stated = town.questions(who, np.random.default_rng(3))
    assert (town.stated_before(unstated)[:, -1] == 0).all() and (town.stated_before(stated)[:, -1] == 1).all()
    assert ((unstated != stated).reshape(4, -1, 2).any(axis=2).sum(axis=1) == 1).all()
    assert (unstated[:, -2] == who).all() and (unstated[:, -1] == stated[:, -1]).all()


def test_a_network_sees_no_future_and_its_looks_sum_to_one():
    torch = pytest.importorskip("torch")
    from skbook.nn.induction import Listener, Town

    town = Town.draw(np.random.default_rng(1), residents=20)
    net, rows = Listener(town, layers=2, seed=0), town.rows(2, np.random.default_rng(4))
    with torch.no_grad():
        net.forecast += torch.randn(net.forecast.shape, generator=torch.Generator().manual_seed(1))
        whole, part = net(torch.as_tensor(rows)), net(torch.as_tensor(rows[:, :9]))
    assert torch.allclose(whole[:, :9], part, atol=1e-5)
    for look in net.looks(rows):
        assert np.allclose(look.sum(axis=-1), 1, atol=1e-5) and np.allclose(np.triu(look, 1), 0)


@pytest.mark.parametrize(("prompt", "says"), [
    ([], "empty"), ([0] * 25, "25 tokens"), ([999], "does not know"), ([-1], "does not know"),
    ([0.5], "does not know"), ([0, 40], "end with the"), ([40], "end with the"),
])
def test_bad_prompts_are_refused(prompt, says):
    pytest.importorskip("torch")
    from skbook.nn.induction import Listener, Town, forecast

    net = Listener(Town.draw(np.random.default_rng(1), residents=20), layers=1, seed=0)
    with pytest.raises(ValueError, match=says):
        forecast(net, prompt)


def test_bad_towns_are_refused():
    pytest.importorskip("torch")
    from skbook.nn.induction import Listener, Town, listen

    town = Town.draw(np.random.default_rng(1), residents=20)
    for call in (lambda: Town.draw(np.random.default_rng(1), residents=20, people=1), lambda: Listener(town, 0, 0),
                 lambda: town.questions([99], np.random.default_rng(1)),
                 lambda: town.questions([], np.random.default_rng(1)),
                 lambda: town.rows(0, np.random.default_rng(1)),
                 lambda: Town.draw(np.random.default_rng(1), residents=20, n_values=1),
                 lambda: Town(np.array([0.5, 0.2]), np.array([0, 1])),
                 lambda: Town(np.array([0.5, 0.5]), np.array([0, 99])),
                 lambda: listen([town, Town.draw(np.random.default_rng(1), residents=9)], 1, 1,
                                np.random.default_rng(1)),
                 lambda: listen([town], 1, 2, np.random.default_rng(1), stops=[5]),
                 lambda: listen([], 1, 1, np.random.default_rng(1))):
        with pytest.raises(ValueError):
            call()


# ---- the cards ----


def test_the_card_asks_for_so_many():
    for point in results.load("smollm2_prompts").points:
        assert len(point.metrics["bits"]) == len(set(point.metrics["subject"])) == in_context.N_ASKED == 120


def test_examples_are_never_about_the_countries_asked_for():
    asked = {fact.subject for fact in in_context.countries()[:in_context.N_ASKED]}
    for draw in range(3):
        true, false = in_context.examples(draw), in_context.examples(draw, exchanged=True)
        assert not asked & {fact.subject for fact in true}
        assert {fact.truth for fact in true} == {fact.truth for fact in false}
        assert all(a.subject == b.subject and a.truth != b.truth for a, b in zip(true, false, strict=True))


# ---- the quiz ----


def test_three_questions_pay_the_price():
    asked = next(question for question in quiz.load("in_context").questions if question.id == "stated-thrice")
    assert [option.value for option in asked.options] == [12 / 4, 1, 12, 12 * 4]
