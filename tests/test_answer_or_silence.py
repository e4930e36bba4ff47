"""The figure on answering and silence: its table, what it keeps of the network, what temperature may not do."""

import numpy as np
import pytest

from skbook import results
from skbook.experiments.hallucination import TARGETS as CARD_TARGETS
from skbook.widgets import answer_or_silence as figure
from skbook.widgets.base import source


def softmax(questions, temperature):
    q = np.exp(-questions.gaps / temperature)
    return q / q.sum(axis=1, keepdims=True)


def test_a_table_is_read_as_it_was_written():
    rng = np.random.default_rng(0)
    logits = np.round(30 * rng.normal(size=(50, 8))) * figure.UNIT
    popularity = rng.dirichlet(np.ones(50))
    values = np.where(rng.random(50) < 0.7, logits.argmax(axis=1), rng.integers(0, 8, 50))
    table = figure.pack(logits, values, popularity)
    questions = figure.unpack(table)
    wrong = popularity[logits.argmax(axis=1) != values].sum()
    assert questions.weight.sum() == pytest.approx(1)
    assert questions.weight[~questions.right].sum() == pytest.approx(wrong, abs=1e-5)
    by_gaps = {tuple(np.round(np.sort(row.max() - row), 6)): row.max() - row[v]
               for row, v in zip(logits, values, strict=True)}
    for gaps, truth in zip(questions.gaps, questions.truth, strict=True):
        assert by_gaps[tuple(np.round(gaps, 6))] == pytest.approx(truth)


def test_a_question_stands_for_its_share_of_its_kind():
    popularity = np.array([0.5, 0.3, 0.15, 0.05])
    logits = np.array([[3.0, 0.0], [2.0, 0.0], [1.0, 0.0], [1.0, 0.0]])
    questions = figure.unpack(figure.pack(logits, [0, 0, 0, 1], popularity))
    assert questions.weight[questions.right] == pytest.approx([0.5, 0.3, 0.15], abs=0.95 / figure.RIGHT)
    assert questions.weight[~questions.right] == pytest.approx([0.05])


@pytest.mark.parametrize("table", ["", "a", "a\n", "a\nab", "a\nabc\nabcd", "a\nab c", "\nabc", "a\nABC", "7\nabc"])
def test_a_damaged_table_is_refused(table):
    with pytest.raises(ValueError, match="build"):
        figure.unpack(table)


def test_temperature_acts_on_the_logits_and_keeps_every_answer():
    questions = figure.asked()
    for temperature in figure.TEMPERATURES:
        q = softmax(questions, temperature)
        confidence, bits = figure.forecast(temperature)
        assert confidence == pytest.approx(q[:, 0]) and (q.max(axis=1) == q[:, 0]).all()
        place = (questions.gaps == questions.truth[:, None]).argmax(axis=1)
        assert 2.0**-bits == pytest.approx(q[np.arange(len(q)), place])
    rights = {figure.state(hot, 0)["right"] for hot in range(len(figure.TEMPERATURES))}
    assert len(rights) == 1  # the share of right answers does not move


def test_the_questions_stand_for_the_network_of_the_card(monkeypatch):
    """As trained and at the fitted temperature: the error exactly, what depends on confidence about so."""
    row = results.load("two_errors").points[0]
    assert (row.config["lacks"], row.config["seed"]) == ("data", 0)
    card = row.metrics
    monkeypatch.setattr(figure, "TEMPERATURES", (1.0, card["temperature"]))
    at = [figure.TARGETS.index(t) for t in CARD_TARGETS]
    for when in range(2):
        now = figure.state(when, 0)
        assert now["right"] == pytest.approx(1 - card["error"], abs=1e-5)
        assert now["bits"] == pytest.approx(card["price"][when], abs=0.02)
        assert np.array(now["scores"])[at] == pytest.approx(card["score"][when], abs=0.01)
        assert np.array(now["always"])[at] == pytest.approx(card["always"], abs=1e-3)
        said, came, mass = (np.array(card[key][when]) for key in ("said", "came", "mass"))
        assert now["error"] == pytest.approx(mass @ abs(said - came), abs=0.005)


def test_true_values_are_cheapest_where_the_page_found_them_so():
    bits = [figure.state(hot, 0)["bits"] for hot in range(len(figure.TEMPERATURES))]
    fitted = results.load("two_errors").points[0].metrics["temperature"]
    assert abs(figure.TEMPERATURES[int(np.argmin(bits))] - fitted) <= 0.25


def test_the_table_is_of_the_network_that_the_page_trains():
    pytest.importorskip("torch")
    from tools import build_network_answers

    new, old = figure.unpack(build_network_answers.build().strip()), figure.asked()
    assert source("answer_or_silence.txt").endswith("\n")
    for kind in (True, False):  # digits of a training differ between processors: whole distributions are compared
        a, b = (np.sort(np.repeat(q.gaps[q.right == kind], np.round(q.weight[q.right == kind] * 1e4).astype(int),
                                  axis=0)[:, 1:].mean(axis=1)) for q in (new, old))
        assert np.quantile(a, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(b, [0.1, 0.5, 0.9]), rel=0.1)
