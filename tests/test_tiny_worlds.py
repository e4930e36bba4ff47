"""Worlds that can be enumerated: probabilities that add up, the identity of redundancy and information, refusals."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook import info, tiny_worlds


def random_worlds(seed, n_worlds=4, n_sentences=3):
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.ones(n_worlds)), rng.dirichlet(np.ones(n_sentences), size=n_worlds), rng


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_a_corpus_is_as_likely_as_the_product_of_its_sentences(n):
    _, worlds, _ = random_worlds(1)
    table = tiny_worlds.likelihoods(worlds, n)
    corpora = list(itertools.product(range(3), repeat=n))
    assert table.shape == (4, len(corpora))
    for column, corpus in enumerate(corpora):
        assert np.allclose(table[:, column], math.prod((worlds[:, x] for x in corpus), start=np.ones(4)))


@given(st.integers(0, 10_000), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_redundancy_is_information_and_a_divergence(seed, n):
    prior, worlds, rng = random_worlds(seed)
    table = tiny_worlds.likelihoods(worlds, n)
    q = rng.dirichlet(np.ones(table.shape[1]))
    told, mixture = tiny_worlds.information(prior, table), prior @ table
    assert math.isclose(tiny_worlds.redundancy(prior, table, q), told + info.kl(mixture, q), abs_tol=1e-9)
    assert math.isclose(tiny_worlds.redundancy(prior, table, mixture), told, abs_tol=1e-9)


def test_information_of_worlds_that_one_sentence_tells_apart():
    assert tiny_worlds.information(np.full(4, 1 / 4), tiny_worlds.likelihoods(np.eye(4), 2)) == 2
    assert tiny_worlds.information([1.0, 0.0], tiny_worlds.likelihoods(np.eye(2), 2)) == 0


def test_a_world_that_cannot_be_costs_nothing():
    assert tiny_worlds.redundancy([1, 0], [[1, 0], [0, 1]], [1, 0]) == 0


def test_who_excludes_what_comes_pays_without_limit():
    assert tiny_worlds.redundancy([1.0], [[0.5, 0.5]], [1.0, 0.0]) == math.inf


@pytest.mark.parametrize(("call", "says"), [
    (lambda: tiny_worlds.likelihoods([[0.5, 0.4]], 2), "sum to 1"),
    (lambda: tiny_worlds.likelihoods([0.5, 0.5], 2), "two axes"),
    (lambda: tiny_worlds.likelihoods([[0.5, 0.5], [1.0]], 2), "regular"),
    (lambda: tiny_worlds.likelihoods([[-0.5, 1.5]], 2), "sum to 1"),
    (lambda: tiny_worlds.likelihoods([[0.5, 0.5]], -1), "from 0"),
    (lambda: tiny_worlds.likelihoods([[0.5, 0.5]], 1.5), "from 0"),
    (lambda: tiny_worlds.likelihoods(np.full((2, 10), 0.1), 12), "fewer sentences"),
    (lambda: tiny_worlds.information([0.5, 0.5], [[1.0, 0.0]]), "2 entries for 1 worlds"),
    (lambda: tiny_worlds.redundancy([1.0], [[0.5, 0.5]], [1.0]), "1 entries for 2 corpora"),
])
def test_bad_input_is_refused_with_its_cure(call, says):
    with pytest.raises(ValueError, match=says):
        call()
