"""Two-part codes are codes, their best models are the best, and structure functions have the shape that they must."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook import bit_families, letters, made_to_order
from skbook.bit_families import doubling, markov, nothing_known, number, periodic, richer, simple
from skbook.four_strings import thue_morse
from skbook.made_to_order import markov_string, noisy_pattern, ordered, repeats, told_bits
from skbook.structure import Model, at_budget, structure_function, sufficient, unbeaten, with_literals
from skbook.text_trees import ContextTrees
from skbook.widgets import structure_budget

STRINGS = st.text(alphabet="01", min_size=1, max_size=40)
ALL = {n: ["".join(x) for x in itertools.product("01", repeat=n)] for n in range(1, 9)}


# ---- what a code word means, read by somebody who has only the description of the families ---------------------------


def read_number(word):
    zeros = len(word) - len(word.lstrip("0"))
    return int(word[zeros:2 * zeros + 1], 2), word[2 * zeros + 1:]


def probability(word, n):
    """The model that a word names, as a function from strings of n symbols to exact probabilities."""
    if word == "0":
        return lambda y: Fraction(1, 2**n)
    kind, rest = (word[:2], word[2:]) if word[:2] == "10" else (word[:3], word[3:])
    size, rest = read_number(rest)
    if kind == "110":
        precision, levels = read_number(rest)
        assert len(levels) == precision << (size - 1)
        return lambda y: markov_probability(y, size - 1, precision, levels)
    pattern, (exceptions, end) = rest[:size], read_number(rest[size:])
    assert end == ""
    clean = {"10": cycle, "111": double}[kind](pattern, n)
    return lambda y: Fraction(distance(y, clean) == exceptions - 1, math.comb(n, exceptions - 1))


def cycle(pattern, n):
    return (pattern * n)[:n]


def double(seed, n):
    while len(seed) < n:
        seed += seed.translate(str.maketrans("01", "10"))
    return seed[:n]


def distance(y, z):
    return sum(a != b for a, b in zip(y, z, strict=True))


def markov_probability(y, order, precision, levels):
    p = Fraction(1)
    for t, symbol in enumerate(y):
        context = int("0" + ("0" * order + y)[t:t + order], 2)
        level = int(levels[precision * context:precision * (context + 1)], 2)
        one = Fraction(2 * level + 1, 2 ** (precision + 1))
        p *= one if symbol == "1" else 1 - one
    return p


@pytest.mark.parametrize("n", [1, 2, 5, 7])
def test_every_word_names_a_distribution_and_data_bits_are_its_shannon_lengths(n):
    words = {}
    for x in ALL[n]:
        for model in richer(x):
            assert model.model_bits == len(model.word)
            words.setdefault(model.word, []).append((x, model.data_bits))
    for word, offered in words.items():
        q = probability(word, n)
        assert sum(q(y) for y in ALL[n]) == 1
        for x, bits in offered:
            exact = q(x).denominator / q(x).numerator
            assert bits == math.ceil(math.log2(exact)), (word, x)


def test_no_word_begins_another_and_the_words_respect_kraft():
    words = sorted({model.word for n in (6,) for x in ALL[n] for model in richer(x)})
    assert not any(b.startswith(a) for a, b in itertools.pairwise(words))
    assert sum(Fraction(1, 2 ** len(word)) for word in words) <= 1


@pytest.mark.parametrize("family", [simple, richer, with_literals(richer)])
def test_two_part_codes_are_codes(family):
    """The shortest two-part code of every string of seven symbols: their lengths fit into one prefix code."""
    lengths = [sufficient(x, family).total_bits for x in ALL[7]]
    assert sum(Fraction(1, 2**length) for length in lengths) <= 1


# ---- no model of the family is better --------------------------------------------------------------------------------


@pytest.mark.parametrize(("family", "clean"), [(periodic, cycle), (doubling, double)])
def test_pattern_with_fewest_exceptions_is_offered(family, clean):
    for x in ALL[8]:
        for size, model in enumerate(family(x), 1):
            fewest = min(distance(x, clean("".join(p), 8)) for p in itertools.product("01", repeat=size))
            assert f", {fewest or 'no'} exception" in model.says


def test_markov_levels_are_the_best():
    rng = np.random.default_rng(5)
    x = "".join(map(str, rng.integers(0, 2, 30)))
    for model in markov(x):
        order, rest = read_number(model.word[3:])
        precision, levels = read_number(rest)
        contexts = [int("0" + ("0" * (order - 1) + x)[t:t + order - 1], 2) for t in range(len(x))]
        for context in set(contexts):
            ones = sum(int(s) for s, c in zip(x, contexts, strict=True) if c == context)
            zeros = contexts.count(context) - ones
            shares = [(2 * j + 1) / 2 ** (precision + 1) for j in range(2**precision)]
            costs = [-ones * math.log2(p) - zeros * math.log2(1 - p) for p in shares]
            assert costs[int(levels[precision * context:][:precision], 2)] == pytest.approx(min(costs))


def test_rounded_logarithms_never_promise_too_short_a_word():
    for precision in range(1, bit_families.MAX_PRECISION + 1):
        prices = bit_families._prices(precision) / 2**letters.FRACTION_BITS
        shares = np.arange(1, 2 << precision, 2) / (2 << precision)
        assert (prices[1] >= -np.log2(shares)).all() and (prices[0] >= -np.log2(1 - shares)).all()
        assert np.allclose(prices, [-np.log2(1 - shares), -np.log2(shares)], atol=2e-6)


# ---- the curve -------------------------------------------------------------------------------------------------------


@given(STRINGS)
@settings(max_examples=40, deadline=None)
def test_curve_is_a_falling_staircase_and_the_minimum_over_all_models(x):
    alpha_bits, h_bits = structure_function(x, simple)
    assert (np.diff(alpha_bits) > 0).all() and (np.diff(h_bits) < 0).all()
    models = list(simple(x))
    for budget in range(0, 60, 3):
        cheap = [m.data_bits for m in models if m.model_bits <= budget]
        assert at_budget(budget, alpha_bits, h_bits) == (min(cheap) if cheap else math.inf)


@given(STRINGS)
@settings(max_examples=40, deadline=None)
def test_with_literal_bits_the_sum_never_rises_before_nothing_is_left(x):
    alpha_bits, h_bits = structure_function(x, with_literals(simple))
    assert (np.diff(alpha_bits) == 1).all() and (np.diff(alpha_bits + h_bits) <= 0).all()
    assert h_bits[-1] == 0
    best = sufficient(x, with_literals(simple))
    after = alpha_bits >= best.model_bits
    assert (alpha_bits[after] + h_bits[after] == best.total_bits).all()


def test_without_literal_bits_the_sum_can_rise():
    alpha_bits, h_bits = structure_function("0110100010111010", simple)
    assert (np.diff(alpha_bits + h_bits) > 0).any()


def test_literal_bits_cost_the_field_and_themselves():
    plain, cut = sufficient("01" * 32, simple), sufficient("01" * 32, with_literals(simple))
    assert cut.model_bits == plain.model_bits + 7  # 0 to 64 are 65 values
    assert cut.says == plain.says and cut.data_bits == 0


def test_more_models_never_raise_the_curve():
    x = thue_morse(128)
    for budget in range(1, 130):
        assert at_budget(budget, *structure_function(x, richer)) <= at_budget(budget, *structure_function(x, simple))


def test_the_rule_of_thue_morse_takes_six_bits():
    best = sufficient(thue_morse(256), richer)
    assert (best.word, best.data_bits) == ("111101", 0)


def test_unbeaten_takes_the_cheaper_of_equals():
    models = [Model(5, 3, "a"), Model(4, 3, "b"), Model(6, 3, "c"), Model(7, 1, "d")]
    assert [m.says for m in unbeaten(models)] == ["b", "d"]


# ---- strings made to order -------------------------------------------------------------------------------------------


def brute_told(x):
    """Fewest bits for every prefix, by trying all lists of pieces."""
    found = {"": 1}
    for _ in range(len(x)):
        for told, bits in list(found.items()):
            rest = x[len(told):]
            for width in range(1, len(rest) + 1):
                times = 1
                while rest.startswith(rest[:width] * times) and width * times <= len(rest):
                    new = told + rest[:width] * times
                    cost = bits + 1 + len(number(width)) + len(number(times)) + width
                    found[new] = min(found.get(new, cost), cost)
                    times += 1
    return [found[x[:t]] for t in range(len(x) + 1)]


@given(st.text(alphabet="01", min_size=1, max_size=11))
@settings(max_examples=30, deadline=None)
def test_told_bits_are_those_of_the_best_list_of_pieces(x):
    assert told_bits(x).tolist() == brute_told(x)


def test_told_bits_are_lengths_of_a_prefix_code():
    lengths = [told_bits(x)[-1] for x in ALL[8]]
    assert sum(Fraction(1, 2 ** int(length)) for length in lengths) <= 1


def test_ordered_string_keeps_to_its_order():
    widths, times = [40, 60, 30], [5, 3, 2]
    for seed in range(5):
        x, news = ordered(widths, times, 512, np.random.default_rng(seed))
        least = np.minimum.accumulate(told_bits(x)[::-1])[::-1]
        spent = sum(1 + len(number(w)) + len(number(r)) for w, r in zip(widths, times, strict=True))
        assert len(x) == 512 and news[-1] == 130 + 512 - 440
        assert (least - news).max() <= spent + 1 + 1 + len(number(72)) + 1
        assert (news - least).max() <= math.log2(512) + 10
        assert [m.data_bits for m in repeats(x)] == list(range(512, -1, -1))


def test_whole_widths_may_be_floats():
    assert ordered([2.0], [3.0], 8, np.random.default_rng(1))[0] == ordered([2], [3], 8, np.random.default_rng(1))[0]


def test_noise_flips_as_often_as_it_says():
    x = noisy_pattern("0110", 20_000, 0.1, np.random.default_rng(1))
    assert distance(x, cycle("0110", 20_000)) == pytest.approx(2000, abs=4 * math.sqrt(1800))
    assert noisy_pattern("01", 5, 0, np.random.default_rng(1)) == "01010"


def test_markov_strings_follow_their_probabilities():
    p_one = [0.1, 0.5, 0.9, 0.3]
    x = markov_string(p_one, 20_000, np.random.default_rng(2))
    for context, p in zip(("00", "01", "10", "11"), p_one, strict=True):
        next_ = [x[t + 2] for t in range(len(x) - 2) if x[t:t + 2] == context]
        assert next_.count("1") / len(next_) == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / len(next_)))


# ---- context trees ---------------------------------------------------------------------------------------------------

TEXT = letters.letters("the cat sat on the mat and the rat sat on the cat that sat on the hat " * 3)


def by_hand(text, max_order):
    """Row, cost and children of each context, from the description alone."""
    rows = {}
    for k in range(max_order + 1):
        for t, letter in enumerate(text):
            context = (" " * k + text)[t:t + k]
            row = rows.setdefault(context, {})
            row[letter] = row.get(letter, 0) + 1
    return rows


def share(row, letter):
    weights = {a: 2 ** (-min(15, round(2 * math.log2(max(row.values()) / n))) / 2) for a, n in row.items()}
    return weights[letter] / sum(weights.values())


def two_part(rows, tree, text, max_order):
    """Model and data bits of a tree, a set of contexts, letter by letter."""
    model = 0.0
    for c in tree:
        s = len(rows[c])
        model += len(number(s)) + math.ceil(math.log2(math.comb(27, s))) + (4 * s if s > 1 else 0)
        if len(c) < max_order:
            children = sum(len(d) == len(c) + 1 and d.endswith(c) for d in tree)
            model += 4 * children - (27 - children) * math.log2(15 / 16)
    data = 0.0
    for t, letter in enumerate(text):
        context = next(c for k in range(max_order, -1, -1) if (c := (" " * k + text)[t:t + k]) in tree)
        data -= math.log2(share(rows[context], letter))
    return model, data


@pytest.mark.parametrize("price", [16.0, 4.0, 1.0, 0.25, 2.0**-8])
def test_best_tree_costs_what_a_reader_pays(price):
    """The tree that branches pay for, rebuilt from the rows and charged letter by letter."""
    rows, trees = by_hand(TEXT, 3), ContextTrees(TEXT, 3)

    def gain(c):
        return sum(n * math.log2(share(rows[c], a) / share(rows[c[1:]], a)) for a, n in rows[c].items())

    def cost(c):
        s = len(rows[c])
        flags = 4 + math.log2(15 / 16) - 27 * math.log2(15 / 16) * (len(c) < 3)
        return len(number(s)) + math.ceil(math.log2(math.comb(27, s))) + (4 * s if s > 1 else 0) + flags

    def worth(c):
        below = sum(worth(d) for d in rows if len(d) == len(c) + 1 and d.endswith(c))
        return max(0.0, gain(c) - price * cost(c) + below)

    tree = {""}
    for c in sorted(rows, key=len):
        if c and c[1:] in tree and worth(c) > 0:
            tree.add(c)
    found = trees.best(price)
    assert found.says.split()[0] == f"{len(tree):,}"
    assert (found.model_bits, found.data_bits) == pytest.approx(two_part(rows, tree, TEXT, 3))


def test_best_tree_beats_every_other_tree():
    text = letters.letters("aab abba baab aabb abab " * 6)
    rows, trees = by_hand(text, 2), ContextTrees(text, 2)
    deep = [c for c in rows if c]
    costs = []
    for chosen in itertools.product((0, 1), repeat=len(deep)):
        tree = {"", *(c for c, take in zip(deep, chosen, strict=True) if take)}
        if all(c[1:] in tree for c in tree if c):
            costs.append(two_part(rows, tree, text, 2))
    assert len(costs) > 50
    for price in (0.1, 1.0, 3.0, 10.0):
        found = trees.best(price)
        assert price * found.model_bits + found.data_bits == pytest.approx(min(price * m + d for m, d in costs))


def test_dearer_storage_never_grows_the_tree_and_the_curve_is_convex():
    models = list(ContextTrees(TEXT * 4, 4).family(TEXT * 4))
    sizes, left = [m.model_bits for m in models], [m.data_bits for m in models]
    assert sizes == sorted(sizes) and left == sorted(left, reverse=True)
    corners = unbeaten(models)
    slopes = [(b.data_bits - a.data_bits) / (b.model_bits - a.model_bits) for a, b in itertools.pairwise(corners)]
    assert (np.diff(slopes) > -1e-9).all()


def test_random_letters_need_no_tree():
    letters = "".join(np.random.default_rng(3).choice(list("abcdefgh"), 4000))
    assert ContextTrees(letters, 3).best(1.0).says == "1 context"


# ---- bad input -------------------------------------------------------------------------------------------------------

RNG = np.random.default_rng(1)


@pytest.mark.parametrize(("call", "cure"), [
    (lambda: structure_function("012", simple), "strings of 0 and 1"),
    (lambda: structure_function("", nothing_known), "at least one symbol"),
    (lambda: structure_function("01", lambda x: []), "has no model"),
    (lambda: told_bits([0, 1]), "strings of 0 and 1"),
    (lambda: noisy_pattern("01", 4, 1.5, RNG), "probability of a flip"),
    (lambda: markov_string([0.5, 0.5, 0.5], 4, RNG), "2ᵏ probabilities"),
    (lambda: markov_string([1.5, 0.5], 4, RNG), "2ᵏ probabilities"),
    (lambda: markov_string([math.nan, 0.5], 4, RNG), "2ᵏ probabilities"),
    (lambda: markov_string([0.5, 0.5], -1, RNG), "cannot be negative"),
    (lambda: noisy_pattern("01", -1, 0.1, RNG), "cannot be negative"),
    (lambda: number(0), "at least 1"),
    (lambda: ordered([3], [2, 2], 10, RNG), "as many of each"),
    (lambda: ordered([3], [0], 10, RNG), "whole numbers from 1"),
    (lambda: ordered([3], [4], 10, RNG), "more than n = 10"),
    (lambda: ContextTrees("", 2), "is empty"),
    (lambda: ContextTrees("Abc", 2), "27-letter alphabet"),
    (lambda: ContextTrees("abc", 2.0), "whole number of letters"),
    (lambda: list(ContextTrees("abc", 2).family("abd")), "another text"),
    (lambda: ContextTrees("abc", 2).best(-1), "from 0 up"),
    (lambda: ContextTrees("abc", 2).best(math.nan), "from 0 up"),
])
def test_bad_input_is_refused_with_the_cure(call, cure):
    with pytest.raises(ValueError, match=cure):
        call()


# ---- what the page and the quiz say ----------------------------------------------------------------------------------


def test_the_cast_is_what_the_page_says():
    made = made_to_order.cast(np.random.default_rng([4, 0]))
    assert list(made) == list(structure_budget.STRINGS)
    assert [structure_budget.string(i) for i in range(4)] == list(made.values())
    long = made_to_order.cast(np.random.default_rng(8), 40_000)
    source = long["Markov source"]
    shares = {c: np.mean([source[t + 2] == "1" for t in range(len(source) - 2) if source[t:t + 2] == c])
              for c in ("00", "01", "10", "11")}
    for context, p in {"00": 0.1, "01": 0.5, "10": 0.9, "11": 0.5}.items():
        assert shares[context] == pytest.approx(p, abs=0.02)
    assert distance(long["noisy pattern"], cycle("01101110", 40_000)) / 40_000 == pytest.approx(0.08, abs=0.01)


@pytest.mark.parametrize("index", range(4))
def test_what_the_live_figure_frames_is_what_the_model_thinks_less_likely(index):
    x = structure_budget.string(index)
    for model in richer(x):
        q = structure_budget.missed(model.word, x)
        if "exception" in model.says:
            assert len(q) == int(model.says.split(", ")[-1].split()[0].replace("no", "0"))
        if model.says.startswith("Markov"):
            order, rest = read_number(model.word[3:])
            precision, levels = read_number(rest)
            flip = x[:50]
            for t in range(50):
                other = flip[:t] + "10"[int(flip[t])]
                here, there = (markov_probability(y, order - 1, precision, levels) for y in (flip[:t + 1], other))
                assert (t in q) == (here < there)


def test_numbers_of_the_quiz_are_true():
    exceptions = (math.comb(64, 10) - 1).bit_length()
    assert exceptions == 38 and 64 - exceptions == 26 and 26 - 30 == -4
    assert 100 ** (1 / (1 + 1)) == 10 and (10 / 100) == 0.1
    assert sufficient(thue_morse(256), simple).model_bits == 59
    assert sufficient(thue_morse(256), richer).model_bits == 6
