"""Numbers that the chapter on the Pitman–Yor process and its quiz state by hand, worked out again."""

import math

import pytest

from skbook import quiz
from skbook.pitman_yor import (expected_singletons, expected_tables, log_eppf, new_table_probability,
                               seating_probabilities)
from skbook.special import log_gamma_step


def question(name):
    return next(q for q in quiz.load("pitman_yor").questions if q.id == name)


def test_the_next_customer_of_the_quiz():
    n, k, d, theta = 6, 3, 0.5, 1.0
    values = [option.value for option in question("next-customer").options]
    assert values == pytest.approx([new_table_probability(n, k, d, theta), theta / (theta + n), (theta + d * k) / n,
                                    (theta + d * (k + 1)) / (theta + n), (theta + d * n) / (theta + n)], abs=5e-4)


def test_tenfold_and_singles_of_the_quiz():
    n = 1e9
    assert round(expected_tables(10 * n, 0.8, 1.0) / expected_tables(n, 0.8, 1.0), 1) == 6.3
    tenfold, singles = question("tenfold").options, question("singles")
    assert next("6.3 times" in option.feedback for option in tenfold if option.correct)
    assert "40,000" in singles.prompt and "30,000" in singles.prompt
    share = expected_singletons(int(n), 30_000 / 40_000, 1.0) / expected_tables(n, 30_000 / 40_000, 1.0)
    assert share == pytest.approx(0.75, abs=1e-3)
    assert next(option.text for option in singles.options if option.correct) == "Three quarters."


@pytest.mark.parametrize(("d", "theta"), [(0.0, 1.0), (0.5, 1.0), (0.7, -0.2)])
def test_partitions_of_the_quiz(d, theta):
    assert log_eppf([3, 1], d, theta) == pytest.approx(log_eppf([1, 3], d, theta))
    assert log_eppf([2, 2], d, theta) != pytest.approx(log_eppf([3, 1], d, theta))


def test_twenty_sevenths_of_the_text():
    d, theta = 1 / 3, 1.0
    assert seating_probabilities([1], d, theta) == pytest.approx([1 / 3, 2 / 3])
    assert seating_probabilities([2], d, theta) == pytest.approx([5 / 9, 4 / 9])
    assert seating_probabilities([1, 1], d, theta) == pytest.approx([2 / 9, 2 / 9, 5 / 9])
    assert math.exp(log_eppf([2, 1], d, theta)) == pytest.approx(4 / 27)
    assert math.exp(log_eppf([3], d, theta)) == pytest.approx(5 / 27)


def test_molecules_of_the_exercise():
    d, theta = 0.5, 1.0
    for m, moment in [(2, 3), (4, 15)]:
        log_moment = log_gamma_step(1 + theta / d, m) - log_gamma_step(1 + theta, m * d)
        assert math.exp(log_moment) == pytest.approx(2 ** (m / 2) * moment)
