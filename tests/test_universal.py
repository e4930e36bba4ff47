"""KT, mixtures and context trees against brute force, exact fractions, closed forms and other roads to the same."""

import itertools
import math
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook import info, quiz, universal
from skbook.special import log2_rising
from skbook.universal import (
    context_counts,
    context_trees,
    ctw_code_length,
    expected_redundancy,
    half_log_bits,
    half_log_excess,
    kt_code_length,
    kt_probability,
    mixture_code_length,
    tree_bits,
    tree_code_length,
)

messages = st.lists(st.integers(0, 1), max_size=40)
counts_of_letters = st.lists(st.integers(0, 60), min_size=2, max_size=6)


def one_by_one(symbols, m, added):
    """Exact probability of a sequence, forecast by forecast."""
    counts, product = [Fraction(added)] * m, Fraction(1)
    for x in symbols:
        product *= counts[x] / sum(counts)
        counts[x] += 1
    return product


def bits_of(probability: Fraction) -> float:
    return math.log2(probability.denominator) - math.log2(probability.numerator)


# --- KT ---------------------------------------------------------------------------------------------------------------
@given(counts_of_letters)
def test_forecasts_sum_to_one_and_follow_the_formula(counts):
    forecast = kt_probability(counts)
    assert math.isclose(forecast.sum(), 1)
    n, m = sum(counts), len(counts)
    assert forecast.tolist() == [(c + 0.5) / (n + m / 2) for c in counts]


def test_forecasts_come_row_by_row():
    counts = np.array([[[0, 0], [2, 0]], [[1, 3], [5, 5]]])
    assert kt_probability(counts).shape == counts.shape
    assert kt_probability(counts)[1, 0].tolist() == [1.5 / 5, 3.5 / 5]


@given(st.lists(st.integers(0, 3), max_size=30), st.sampled_from([0.5, 1, 0.25]))
def test_code_length_is_the_product_of_the_forecasts(symbols, added):
    length = kt_code_length(np.bincount(np.array(symbols, dtype=int), minlength=4), added)
    assert math.isclose(length, bits_of(one_by_one(symbols, 4, added)), rel_tol=1e-12, abs_tol=1e-12)


@given(counts_of_letters, st.sampled_from([0.5, 1, 2.5]))
def test_code_length_is_that_of_the_gamma_function(counts, added):
    n, m = sum(counts), len(counts)
    nats = math.lgamma(n + m * added) - math.lgamma(m * added) \
        - sum(math.lgamma(c + added) - math.lgamma(added) for c in counts)
    assert math.isclose(kt_code_length(counts, added), nats / math.log(2), rel_tol=1e-9, abs_tol=1e-9)


@given(messages, st.integers(0, 10))
def test_order_does_not_matter(tosses, seed):
    shuffled = np.random.default_rng(seed).permutation(tosses).astype(int).tolist()
    assert ctw_code_length(tosses, 0) == ctw_code_length(shuffled, 0)


@pytest.mark.parametrize("n", [1, 2, 3, 10, 333, 4096])
def test_no_coin_is_regretted_beyond_half_a_log_and_a_bit(n):
    heads = np.arange(n + 1)
    regret = kt_code_length(np.stack([n - heads, heads], axis=-1)) - n * info.binary_entropy(heads / n)
    assert regret.max() <= math.log2(n) / 2 + 1 + 1e-9
    assert regret.min() >= math.log2(n) / 2  # and from below: the constant lies between


def test_a_thousand_heads():
    assert round(kt_code_length([1000, 0]), 1) == 5.8


@pytest.mark.parametrize("bad", [[], [[]], 3, [-1, 2], [0.5, 1], [math.nan, 1], [math.inf, 1], ["a", 1], [[1, 2], [3]]])
def test_counts_that_are_none_are_refused(bad):
    for refused in (kt_probability, kt_code_length):
        with pytest.raises(ValueError, match="count"):
            refused(bad)


@pytest.mark.parametrize("added", [0, -1, math.nan, math.inf])
def test_something_must_be_added(added):
    with pytest.raises(ValueError, match="must be above 0"):
        kt_code_length([1, 2], added)


# --- what ignorance costs ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("p", [[0.5, 0.5], [0.9, 0.1], [0.2, 0.3, 0.5], [0.7, 0.3, 0.0], [1.0]])
@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_redundancy_is_the_divergence_over_all_messages(p, n):
    total = 0.0
    for message in itertools.product(range(len(p)), repeat=n):
        chance = math.prod(p[x] for x in message)
        if chance:
            q = float(one_by_one(message, len(p), Fraction(1, 2)))
            total += chance * math.log2(chance / q)
    assert math.isclose(expected_redundancy(p, n), total, abs_tol=1e-12)


@pytest.mark.parametrize("m", [2, 3, 8, 27])
def test_redundancy_tends_to_half_a_log_each_with_the_constant(m):
    p = np.arange(1, m + 1) / (m * (m + 1) / 2)
    gaps = [abs(expected_redundancy(p, n) - half_log_bits(m, n)) for n in (2_000, 20_000, 200_000)]
    assert gaps[0] > 5 * gaps[1] > 25 * gaps[2] and gaps[2] < 0.01


def test_without_a_possible_letter_the_formula_is_wrong():
    assert expected_redundancy([0.5, 0.5, 0.0], 100_000) - half_log_bits(3, 100_000) > 1


def test_half_log_is_an_array_for_an_array():
    assert half_log_bits(2, [10, 1000]).tolist() == [half_log_bits(2, 10), half_log_bits(2, 1000)]
    assert math.isclose(half_log_bits(2, 1000), 0.5 * math.log2(1000 * math.pi / (2 * math.e)))


@pytest.mark.parametrize(("call", "says"), [
    (lambda: half_log_bits(1, 10), "from 2"), (lambda: half_log_bits(2, 0), "at least one"),
    (lambda: half_log_bits(2.5, 10), "whole number"), (lambda: expected_redundancy([0.5, 0.6], 3), "sum 1"),
    (lambda: expected_redundancy([1.5, -0.5], 3), "not negative"), (lambda: expected_redundancy([[1.0]], 3), "one row"),
    (lambda: expected_redundancy([0.5, 0.5], -1), "from 0"), (lambda: expected_redundancy([0.5, 0.5], 2.5), "whole"),
    (lambda: half_log_excess(0, 10), "from 1"), (lambda: half_log_excess(1, 0), "from 1"),
])
def test_bad_questions_about_prices_are_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_the_next_symbol_costs_the_derivative_of_the_total():
    k, n = 5, 10_000
    excess, later = half_log_excess(k, n), half_log_excess(k, n + 1)
    assert math.isclose(later.total - excess.total, excess.next, rel_tol=1e-3)
    assert math.isclose(excess.average * n, excess.total)
    assert [nats / bits for _, bits, nats in excess.rows()] == pytest.approx([math.log(2)] * 3)


# --- mixtures ---------------------------------------------------------------------------------------------------------
@given(st.lists(st.tuples(st.floats(0, 2000), st.floats(0.01, 1)), min_size=1, max_size=6))
def test_a_mixture_pays_once_and_gains_at_most_all_of_its_members(members):
    lengths = np.array([length for length, _ in members])
    weights = np.array([weight for _, weight in members]) / sum(weight for _, weight in members)
    paid = mixture_code_length(lengths, weights)
    assert paid <= (lengths - np.log2(weights)).min() + 1e-9
    assert paid >= lengths.min() - 1e-9


def test_a_mixture_of_short_messages_is_the_sum_of_probabilities():
    lengths = np.array([[1.0, 3.0], [2.0, math.inf]])
    assert mixture_code_length(lengths, [0.25, 0.75]) == pytest.approx([-math.log2(1 / 8 + 3 / 32), 4])
    assert mixture_code_length([5.0, 2.0], [0.0, 1.0]) == 2.0


def test_kt_is_the_mixture_of_all_coins_by_the_arcsine_belief():
    nodes = np.cos((np.arange(50) + 0.5) * math.pi / 50) / 2 + 0.5  # exact for polynomials of degree below 100
    for heads, n in [(0, 5), (3, 7), (20, 60)]:
        lengths = -heads * np.log2(nodes) - (n - heads) * np.log2(1 - nodes)
        assert math.isclose(mixture_code_length(lengths, np.full(50, 1 / 50)), kt_code_length([n - heads, heads]))


@pytest.mark.parametrize(("lengths", "weights", "says"), [
    ([1.0, 2.0], [0.5], "one weight"), ([1.0, 2.0], [0.5, 0.6], "sum to"), ([1.0, 2.0], [1.5, -0.5], "not negative"),
    ([1.0, math.nan], [0.5, 0.5], "NaN"), ([], [], "one weight"), (3.0, [1.0], "one weight"),
])
def test_bad_mixtures_are_refused(lengths, weights, says):
    with pytest.raises(ValueError, match=says):
        mixture_code_length(lengths, weights)


# --- context trees ----------------------------------------------------------------------------------------------------
def recursion(bits, depth, context=()):
    """The definition, word for word, in exact fractions."""
    past = [0] * len(context) + list(bits)
    after = [x for t, x in enumerate(bits) if tuple(past[t:t + len(context)]) == context]
    stop = one_by_one(after, 2, Fraction(1, 2))
    if len(context) == depth:
        return stop
    return (stop + recursion(bits, depth, (0, *context)) * recursion(bits, depth, (1, *context))) / 2


@given(messages, st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_weighting_is_the_recursion_in_fractions(bits, depth):
    assert math.isclose(ctw_code_length(bits, depth), bits_of(recursion(bits, depth)), rel_tol=1e-12, abs_tol=1e-12)


@given(st.lists(st.integers(0, 1), min_size=1, max_size=25), st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_weighting_is_the_mixture_of_all_trees(bits, depth):
    trees = list(context_trees(depth))
    by_hand = mixture_code_length([tree_code_length(bits, tree) for tree in trees],
                                  [2.0 ** -tree_bits(tree, depth) for tree in trees])
    assert math.isclose(ctw_code_length(bits, depth), by_hand, rel_tol=1e-12)


@pytest.mark.parametrize(("depth", "number"), [(0, 1), (1, 2), (2, 5), (3, 26), (4, 677)])
def test_trees_are_all_there_once_and_their_names_fill_kraft(depth, number):
    trees = list(context_trees(depth))
    assert len(set(trees)) == len(trees) == number
    assert math.isclose(sum(2.0 ** -tree_bits(tree, depth) for tree in trees), 1)
    assert all(tree_bits(tree, depth) <= 2 * len(tree) - 1 for tree in trees)
    for tree in trees:
        assert math.isclose(sum(0.5 ** len(leaf) for leaf in tree), 1)


@given(st.integers(1, 6), st.integers(0, 4))
@settings(deadline=None)
def test_probabilities_of_all_messages_sum_to_one(n, depth):
    total = sum(2.0 ** -ctw_code_length(bits, depth) for bits in itertools.product([0, 1], repeat=n))
    assert math.isclose(total, 1)


@given(messages, st.integers(0, 8))
@settings(deadline=None)
def test_every_toss_costs_something(bits, depth):
    lengths = [ctw_code_length(bits[:t], depth) for t in range(len(bits) + 1)]
    assert lengths[0] == 0 and all(b > a for a, b in itertools.pairwise(lengths))


@given(st.lists(st.integers(0, 1), min_size=1, max_size=40), st.integers(0, 5))
def test_a_full_tree_is_one_kt_for_each_context(bits, depth):
    full = tuple("".join(leaf) for leaf in itertools.product("01", repeat=depth))
    each = kt_code_length(context_counts(bits, depth)[1])
    assert math.isclose(tree_code_length(bits, full), each.sum(), abs_tol=1e-9)


def test_contexts_before_the_start_read_as_zeros():
    contexts, counts = context_counts([1, 0], depth=3)
    assert contexts.tolist() == [0, 1] and counts.tolist() == [[0, 1], [1, 0]]


def test_weighting_finds_the_period_at_the_price_of_its_tree():
    bits = [0, 1, 1] * 400
    assert ctw_code_length(bits, 10) < 60 < 1000 < ctw_code_length(bits, 0)


def test_deep_contexts_of_a_long_message_are_no_trouble():
    bits = np.random.default_rng(0).integers(0, 2, 5000)
    assert 5000 < ctw_code_length(bits, 62) < 5000 + math.log2(5000) + 2  # no context helps, and a bit says so


@pytest.mark.parametrize("same", [np.array([1, 0, 1], dtype=bool), np.array([1, 0, 1], dtype=np.uint8), (1, 0, 1),
                                  [1.0, 0.0, 1.0]])
def test_any_kind_of_zeros_and_ones_will_do(same):
    assert ctw_code_length(same, 2) == ctw_code_length([1, 0, 1], 2)


@pytest.mark.parametrize("bad", ["0110", [0, 2], [0.5], [[0, 1]], [None], [math.nan], 1, [[0], [1, 0]]])
def test_messages_of_anything_else_are_refused(bad):
    with pytest.raises(ValueError, match="zeros and ones"):
        ctw_code_length(bad, 2)


@pytest.mark.parametrize("depth", [-1, 63, 1.5, "3", None])
def test_depths_that_are_none_are_refused(depth):
    with pytest.raises(ValueError, match="depth must be"):
        ctw_code_length([0, 1], depth)


@pytest.mark.parametrize("tree", [(), ("0",), ("0", "0"), ("0", "1", "11"), ("", "1"), ("00", "1"), ("a", "b")])
@pytest.mark.parametrize("bits", [[0, 1, 1, 0, 1, 0, 0, 1, 1, 1], [0, 0, 0], []])  # even where no past would show it
def test_leaves_that_make_no_tree_are_refused(tree, bits):
    with pytest.raises(ValueError, match="exactly one of its leaves"):
        tree_code_length(bits, tree)
    with pytest.raises(ValueError, match="exactly one of its leaves"):
        tree_bits(tree, 2)


def test_a_tree_deeper_than_all_has_no_name():
    with pytest.raises(ValueError, match="deeper than 1"):
        tree_bits(("00", "10", "1"), 1)


def test_a_product_of_fewer_than_no_factors_is_refused():
    with pytest.raises(ValueError, match="-1 factors"):
        log2_rising(1, np.array([2, -1]))


# --- the quiz ---------------------------------------------------------------------------------------------------------
def test_numbers_of_the_quiz_are_computed():
    forecasts = {"kt": 3.5 / 5, "frequency": 3 / 4, "laplace": 4 / 6, "tails forgotten": 3.5 / 4.5, "two": 3.5 / 6}
    costs = {f"{info.self_information(q):.3f}" for q in forecasts.values()}
    p8 = [0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05]
    excess = half_log_excess(7, 1000)
    computed = {
        "next-toss": {*costs, f"{-math.log(0.7):.3f}", f"{kt_probability([3, 1])[0]:.1f}", f"{3 / 4}"},
        "four-times": {f"{half_log_excess(26, 4000).total - half_log_excess(26, 1000).total:.0f}",
                       f"{13 * math.log(4):.3f}"},
        "two-learners": {f"{expected_redundancy(p8, 1000) / 1000:.3f}", f"{excess.next:.3f}",
                         f"{excess.next * math.log(2):.4f}", f"{math.log(2):.3f}"},
        "a-million-tosses": {f"{math.log2(5):.2f}"},
        "trees": set(),
    }
    for question in quiz.load("universal_prediction").questions:
        texts = [question.prompt, *(option.feedback for option in question.options)]
        texts += [str(getattr(option, "text", None) or option.value) for option in question.options]
        said = set(re.findall(r"\d+\.\d+", " ".join(texts)))
        assert said <= computed[question.id], (question.id, said - computed[question.id])
    assert round(math.log2(1e6) / 2) == 10


def test_facts_in_the_hints_of_the_exercises():
    assert 5 < kt_code_length([3, 2]) < 5 * info.binary_entropy(0.4) + math.log2(5) / 2 + 1 < 7.1  # "allows seven bits"
    assert half_log_bits(8, 100_000) < 6 * 8  # "less than six bytes"


def test_facts_in_the_solution_on_the_coin_that_is_nearly_fair():
    n, coins = 100, np.linspace(0.4, 0.6, 21)
    heads = np.arange(n + 1)
    chance = np.array([[math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in heads] for p in coins]).mean(axis=0)
    own = n * np.mean(info.binary_entropy(coins))
    bits = {a: chance @ kt_code_length(np.stack([n - heads, heads], axis=-1), a) - own for a in (0.5, *range(1, 101))}
    assert min(bits, key=bits.get) == 34
    assert (round(bits[0.5], 2), round(bits[34], 2), round(bits[0.5] - bits[34], 1)) == (2.93, 0.66, 2.3)
    assert max(bits[20], bits[60]) < bits[34] + 0.05  # "nearly as good"
    assert math.isclose(np.var(coins), 1 / (4 * (2 * 34 + 1)), rel_tol=0.02) and round(np.var(coins), 4) == 0.0037


def test_the_package_says_what_it_offers():
    assert all(hasattr(universal, name) for name in universal.__all__)
