"""The memory without questions: it returns what was stored, answers strangers as it should, and costs what it says."""

import math
from itertools import combinations, product

import numpy as np
import pytest

from skbook.answer_memory import SPARE, AnswerMemory, least_bits


@pytest.mark.parametrize("check_bits", [0, 1, 8])
@pytest.mark.parametrize("n", [1, 2, 60])
def test_every_stored_answer_comes_back(n, check_bits):
    facts = {f"question {i}": int(v) for i, v in enumerate(np.random.default_rng(n).integers(0, 64, n))}
    memory = AnswerMemory.store(facts, 6, check_bits, key=n)
    assert {question: memory.ask(question) for question in facts} == facts
    assert memory.bits_per_fact == (n + SPARE) * (6 + check_bits) / n


def test_strangers_get_answers_of_the_right_form_and_a_share_passes_the_check():
    facts = {i: i % 64 for i in range(100)}
    cheap, careful = (AnswerMemory.store(facts, 6, bits) for bits in (0, 3))
    said = [cheap.ask(i) for i in range(100, 4100)]
    assert all(0 <= answer < 64 for answer in said)
    assert np.mean([answer == i % 64 for i, answer in enumerate(said, 100)]) == pytest.approx(1 / 64, abs=0.008)
    passed = np.mean([careful.ask(i) is not None for i in range(100, 4100)])
    assert passed == pytest.approx(1 / 8, abs=0.02)


@pytest.mark.parametrize("facts, bits", [({}, 3), ({"a": 8}, 3), ({"a": -1}, 3), ({"a": 0.5}, 3), ({"a": 1}, -1)])
def test_what_cannot_be_stored_is_refused(facts, bits):
    with pytest.raises(ValueError):
        AnswerMemory.store(facts, bits)


def test_hashes_that_depend_on_each_other_are_refused(monkeypatch):
    monkeypatch.setattr("skbook.answer_memory.SPARE", -1)
    with pytest.raises(ValueError, match="another key"):
        AnswerMemory.store({"a": 1, "b": 2}, 3)


def test_no_set_of_states_serves_all_collections_with_fewer_bits():
    """Brute force: three questions, two values, one fact, and one stranger of two may be answered."""
    collections = [{q: v} for q in range(3) for v in range(2)]
    states = [dict(zip(asked, said, strict=True)) for size in (1, 2) for asked in combinations(range(3), size)
              for said in product(range(2), repeat=size)]

    def serves(chosen):
        return all(any(c.items() <= state.items() for state in chosen) for c in collections)

    fewest = next(k for k in range(1, 9) if any(map(serves, combinations(states, k))))
    assert math.log2(fewest) >= least_bits(1, 3, 2, 0.5) - 1e-12
    assert fewest == 3  # the bound is met: log2 of 3 · 2 / 2


def test_bits_lie_above_the_bound_of_the_theorem_and_near_it():
    for n, u, v, eps in ((10, 1000, 4, 0.1), (500, 10**9, 64, 1 / 16), (3, 3, 2, 0.0)):
        theorem = n * (math.log2(v) - math.log2(eps + (1 - eps) * n / u))
        assert theorem - 1e-9 <= least_bits(n, u, v, eps) <= 1.5 * theorem + 5


def test_always_answering_costs_the_answers_alone():
    assert least_bits(7, 1000, 8, 1.0) == pytest.approx(21)


def test_a_share_that_floats_cannot_hold_is_not_rounded_down():
    assert least_bits(1, 101, 2, 0.29) == pytest.approx(math.log2(2 * 101 / 30))


def test_two_questions_of_one_name_are_refused():
    with pytest.raises(ValueError, match="same str"):
        AnswerMemory.store({1: 1, "1": 2}, 3)


@pytest.mark.parametrize("bad", [(0, 5, 2, 0.1), (6, 5, 2, 0.1), (1, 5, 0, 0.1), (1, 5, 2, 1.1), (1, 5, 2, -0.1),
                                 (1, 5, 2, math.nan), (1.5, 5, 2, 0.1)])
def test_numbers_out_of_range_are_refused(bad):
    with pytest.raises(ValueError):
        least_bits(*bad)
