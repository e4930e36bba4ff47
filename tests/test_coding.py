"""Codes keep their promises: they are short, they can be read back, and they refuse whatever is not theirs."""

import math
import struct
import zlib
from fractions import Fraction
from functools import cache
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skbook import coding
from skbook.coding import (
    Adaptive,
    Static,
    decode,
    encode,
    huffman,
    interval,
    kraft_sum,
    prefix_code,
    quantise,
    shortest_binary,
)
from skbook.info import entropy

thorough = settings(deadline=None, max_examples=150)


# --- what is coded -------------------------------------------------------------------------------------------------

def markov(prefix):
    """Three symbols that like to alternate; a model that looks at its prefix."""
    return [[5, 1, 1], [1, 900, 2], [3, 1, 60000]][prefix[-1] if prefix else 0]


def growing(prefix):
    """An alphabet that is not the same each time, and totals that are not powers of two."""
    return [1 + (i * 7 + len(prefix)) % 13 for i in range(3 + len(prefix) % 5)]


skewed = st.sampled_from([[65535, 1], [1, 65535], [65534, 1], [1, 65534, 1], [1], [65536], [1] * 65536, [3, 5, 7],
                          [2**k for k in range(15)], [65521 // 3] * 3])
random_frequencies = st.lists(st.integers(1, 1200), min_size=1, max_size=50)


@st.composite
def messages(draw):
    """A model and a message that it can code: random, skewed towards one symbol, or constant."""
    model = draw(st.one_of(skewed.map(Static), random_frequencies.map(Static), st.integers(1, 300).map(Adaptive)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, concentration = draw(st.integers(0, 400)), draw(st.sampled_from([0.01, 0.3, 1.0, 100.0]))
    p = rng.dirichlet(np.full(min(model.n_symbols, 300), concentration))
    return model, rng.choice(len(p), size=n, p=p).tolist()


def ideal_bits(symbols, model) -> float:
    """−log₂ q of the message, from the model as a plain callable or its table, not from the coder."""
    table, terms = coding._table(model), []
    for symbol in symbols:
        total = table.total
        terms.append(math.log2(total) - math.log2(table.span(symbol)[1]))
    return math.fsum(terms)


def byte_bound(ideal: float) -> int:
    return math.ceil((ideal + 2) / 8 - 1e-9)  # the sum of logarithms above is good to far better than 1e-9


FAMILY = [
    ([0, 1, 1, 0, 1] * 8, Static([2, 3])),
    ([0] * 300, Static([65535, 1])),
    ([1] * 7, Static([65535, 1])),
    ([1] * 60 + [2], Static([1, 2, 1])),  # the carry runs through 60 bits
    ([5], Adaptive(6)),
    (list(b"to predict is to compress"), Adaptive(256)),
    ([0, 2, 2, 2, 1, 1, 1, 0] * 5, markov),
    ([0, 1, 2, 0, 2, 1] * 6, growing),
    ([0] * 50, Static([7])),
    ([], Adaptive(3)),
]
family = pytest.mark.parametrize(("symbols", "model"), FAMILY, ids=lambda x: "" if isinstance(x, list) else str(x)[:20])


# --- encode and decode ---------------------------------------------------------------------------------------------

@thorough
@given(messages())
def test_round_trip_within_two_bits_and_byte_rounding(case):
    model, symbols = case
    data = encode(symbols, model)
    assert decode(data, len(symbols), model) == symbols
    assert len(data) - 4 <= byte_bound(ideal_bits(symbols, model))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 2), max_size=80), st.sampled_from([markov, growing]))
def test_round_trip_with_a_plain_callable(symbols, model):
    data = encode(symbols, model)
    assert decode(data, len(symbols), model) == symbols
    assert len(data) - 4 <= byte_bound(ideal_bits(symbols, model))


LONG = 100_000
rare = np.random.default_rng([2, 1]).random(LONG)


@pytest.mark.parametrize(("symbols", "frequencies"), [
    ([0] * LONG, [65535, 1]),
    ([1] * 4000, [65535, 1]),  # 16 bits a symbol
    ((rare < 2**-16).astype(int).tolist(), [65535, 1]),
    ((rare < 1e-4).astype(int).tolist(), [65534, 1]),
    ((rare < 0.5).astype(int).tolist(), [32767, 32768]),
    ((rare < 0.3).astype(int).tolist(), [43690, 21845]),
    ([0, 1] * (LONG // 2), [1, 65535]),
    ([1] * LONG, [21845, 21846, 21845]),  # always the middle: the lower end never settles
    ((rare * 65521).astype(int).tolist(), [1] * 65521),
])
def test_long_messages_lose_nothing_to_rounding(symbols, frequencies):
    model, total = Static(frequencies), sum(frequencies)
    ideal = math.fsum(math.log2(total) - math.log2(frequencies[s]) for s in symbols)
    data = encode(symbols, model)
    assert len(data) - 4 <= byte_bound(ideal)
    read, _, width, n_bits = coding._read(data[:-4], len(symbols), model)
    lost = n_bits - math.log2(width) - ideal
    assert read == symbols
    assert -1e-6 < lost < len(symbols) * 1.45 * 2**-32 + 1e-6  # the module's bound, and 1e-6 for the sum of logarithms


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 8), st.data())
def test_without_rounding_the_code_is_the_one_found_by_hand(log_total, data):
    frequencies = [1]
    while sum(frequencies) < 2**log_total:
        frequencies.append(2 ** data.draw(st.integers(0, log_total)))
    assume(sum(frequencies) == 2**log_total)
    model = Static(frequencies)
    symbols = data.draw(st.lists(st.integers(0, model.n_symbols - 1), max_size=60))
    low, width = interval(symbols, model)
    assert encode(symbols, model)[:-4] == shortest_bytes_by_trial(low, width)


def shortest_bytes_by_trial(low, width):
    for n in range(10_000):
        number = math.ceil(low * 256**n)
        if Fraction(number + 1, 256**n) <= low + width:
            return number.to_bytes(n, "big")


def test_a_carry_runs_through_the_whole_code():
    below, above = [1] * 2000 + [0], [1] * 2000 + [2]  # the middle half of the middle half of …, then down or up
    low, high = (encode(s, Static([1, 2, 1]))[:-4] for s in (below, above))
    assert low[:240] == b"\x7f" + b"\xff" * 239
    assert high[:240] == b"\x80" + b"\x00" * 239
    assert decode(encode(above, Static([1, 2, 1])), 2001, Static([1, 2, 1])) == above


@settings(deadline=None, max_examples=40)
@given(messages())
def test_a_fast_model_gives_the_same_bytes_as_a_plain_callable(case):
    model, symbols = case
    symbols = symbols[:40]
    assert encode(symbols, model) == encode(symbols, lambda prefix: model(prefix))
    assert interval(symbols, model) == interval(symbols, lambda prefix: model(prefix))


def test_the_model_is_asked_once_for_each_symbol_and_not_again_for_the_check():
    asked = []

    def model(prefix):
        asked.append(list(prefix))
        return [1, 1]

    data = encode([0, 1, 1], model)
    assert asked == [[], [0], [0, 1]]
    decode(data, 3, model)
    assert asked == [[], [0], [0, 1]] * 2


def test_an_empty_message_is_its_checksum():
    assert len(encode([], Adaptive(27))) == 4
    assert decode(encode([], Adaptive(27)), 0, Static([1, 2])) == []


@pytest.mark.parametrize("symbols", [np.array([0, 1, 1], dtype=np.uint8), np.array([0, 1, 1]), (0, 1, 1),
                                     b"\x00\x01\x01", iter([0, 1, 1]), [np.int16(0), np.int64(1), 1]])
def test_whole_numbers_of_every_make_are_accepted_and_come_back_as_ints(symbols):
    read = decode(encode(symbols, Adaptive(2)), np.int64(3), Adaptive(2))
    assert read == [0, 1, 1]
    assert {type(symbol) for symbol in read} == {int}


# --- what decode refuses -------------------------------------------------------------------------------------------

@family
def test_every_truncation_is_refused(symbols, model):
    data = encode(symbols, model)
    assert decode(data, len(symbols), model) == symbols
    for end in range(len(data)):
        with pytest.raises(ValueError, match=r"encode\(\) returned"):
            decode(data[:end], len(symbols), model)


@family
def test_every_wrong_length_is_refused(symbols, model):
    data, n = encode(symbols, model), len(symbols)
    for wrong in {n - 1, n + 1, 0, 2 * n, n + 100, 10 * n} - {n}:
        with pytest.raises(ValueError):
            decode(data, wrong, model)


@family
def test_every_flipped_bit_is_refused(symbols, model):
    data = encode(symbols, model)
    for bit in range(8 * len(data)):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ValueError):
            decode(bytes(flipped), len(symbols), model)


@family
@pytest.mark.parametrize("tail", [b"\x00", b"\xff", b"\x00" * 9, b"junk"])
def test_bytes_before_or_after_the_end_are_refused(symbols, model, tail):
    data = encode(symbols, model)
    for spoilt in (data + tail, tail + data, data[:-4] + tail + data[-4:]):
        with pytest.raises(ValueError):
            decode(spoilt, len(symbols), model)


@thorough
@given(messages(), st.data())
def test_damage_anywhere_is_refused(case, data):
    model, symbols = case
    code = encode(symbols, model)
    spoilt = bytearray(code)
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(0, len(code) - 1))] = data.draw(st.integers(0, 255))
    wrong = data.draw(st.sampled_from([len(symbols), len(symbols) + 1, max(len(symbols) - 1, 0)]))
    assume(bytes(spoilt) != code or wrong != len(symbols))
    with pytest.raises(ValueError):
        decode(bytes(spoilt), wrong, model)


@thorough
@given(st.binary(max_size=12), st.integers(0, 30), random_frequencies)
def test_even_with_a_forged_checksum_only_the_encoders_own_bytes_are_read(code, n, frequencies):
    model = Static(frequencies)
    try:
        symbols = coding._read(code, n, model)[0]
    except ValueError:
        return
    forged = code + coding._checksum(symbols)
    if forged == encode(symbols, model):
        assert decode(forged, n, model) == symbols
    else:
        with pytest.raises(ValueError, match="same symbols have another code"):
            decode(forged, n, model)


def test_a_second_code_for_the_same_symbols_is_refused():
    symbols, model = [0, 0, 1, 0], Static([3, 1])  # the interval [108, 135) / 256 has room for many bytes
    assert encode(symbols, model)[:-4] == bytes([108])
    for other in (bytes([109]), bytes([134]), bytes([108, 0]), bytes([108, 1])):
        with pytest.raises(ValueError, match="same symbols have another code"):
            decode(other + encode(symbols, model)[-4:], 4, model)


def test_another_model_is_refused():
    symbols = [0, 1, 1, 0, 0, 0, 1] * 10
    for other in (Static([1, 4]), Static([1, 1]), Adaptive(2), Adaptive(3)):
        with pytest.raises(ValueError):
            decode(encode(symbols, Static([4, 1])), len(symbols), other)


def test_a_code_in_the_gap_that_rounding_leaves_is_refused():
    """The window's 2⁶⁴ units are no multiple of 3, so the last of them belongs to no symbol."""
    with pytest.raises(ValueError, match="no symbol has the code's place at position 0"):
        decode(b"\xff" * 8 + encode([2], Static([1, 1, 1]))[-4:], 1, Static([1, 1, 1]))


def test_a_huge_wrong_length_is_refused_before_it_is_read():
    with pytest.raises(ValueError, match="n must be a whole number from 0 to"):
        decode(encode([0, 1, 1, 0], Static([1, 1])), 10**12, Static([1, 1]))


@pytest.mark.parametrize(("data", "n"), [("text", 1), (7, 1), (None, 1), ([1, 2, 3, 4, 5], 1), (b"12345", -1),
                                         (b"12345", 2.5), (b"12345", "3"), (b"12345", None), (b"123", 0), (b"", 0)])
def test_decode_refuses_arguments_of_the_wrong_make(data, n):
    with pytest.raises(ValueError, match=r"data must be bytes|n must be a whole number|Truncated data"):
        decode(data, n, Static([1, 1]))


# --- what encode refuses -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("symbols", [[0, 2], [-1], [0.0], [0.5], "ab", [None], 3, None, [[0, 1]], np.array([0.0, 1.0]),
                                     np.array([[0, 1]]), [2**70]])
@pytest.mark.parametrize("model", [Static([1, 1]), Adaptive(2), lambda prefix: [1, 1]], ids=["static", "adaptive", "λ"])
@pytest.mark.parametrize("code", [encode, interval])
def test_symbols_that_the_model_cannot_know_are_refused(code, symbols, model):
    with pytest.raises(ValueError, match=r"whole numbers|is unknown"):
        code(symbols, model)


def test_the_refusal_names_the_symbol_and_its_position():
    with pytest.raises(ValueError, match="symbol 7 at position 2 is unknown: the model has symbols 0 to 1"):
        encode([0, 1, 7], Static([1, 1]))


BAD_FREQUENCIES = [[], [0], [1, 0], [-1, 2], [0.5, 0.5], [1.0, 2.0], [65536, 1], [1] * 65537, None, 3, "ab",
                   [float("nan")], np.array([0.5, 0.5]), np.array([[1, 2]]), [None, 1]]


@pytest.mark.parametrize("frequencies", BAD_FREQUENCIES, ids=lambda f: repr(f)[:24])
def test_bad_frequencies_are_refused_with_a_cure(frequencies):
    cure = r"quantise\(\)|could never be coded"
    with pytest.raises(ValueError, match=cure):
        Static(frequencies)
    with pytest.raises(ValueError, match=cure):
        encode([0], lambda prefix: frequencies)
    with pytest.raises(ValueError, match=cure):
        decode(encode([0], Static([1, 1])), 1, lambda prefix: frequencies)


@pytest.mark.parametrize("n_symbols", [0, -1, 2**15 + 1, 2.5, "27", None, True])
def test_adaptive_refuses_alphabets_it_cannot_count(n_symbols):
    with pytest.raises(ValueError, match="n_symbols"):
        Adaptive(n_symbols)


@pytest.mark.parametrize("model", [None, [3, 1], 5])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(ValueError, match="must be callable"):
        encode([0], model)


# --- the models ----------------------------------------------------------------------------------------------------

@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.data())
def test_adaptive_is_laplaces_rule(m, data):
    prefix = data.draw(st.lists(st.integers(0, m - 1), max_size=60))
    assert Adaptive(m)(prefix) == [1 + prefix.count(symbol) for symbol in range(m)]


def test_adaptive_code_length_is_the_closed_form_of_laplaces_rule():
    symbols = np.random.default_rng([2, 2]).choice(27, p=np.arange(1, 28) / 378, size=50_000)
    counts = np.bincount(symbols, minlength=27)
    nats = math.lgamma(50_000 + 27) - math.lgamma(27) - sum(math.lgamma(c + 1) for c in counts)
    n_bytes = len(encode(symbols, Adaptive(27))) - 4
    assert nats / math.log(2) / 8 - 1e-3 <= n_bytes <= byte_bound(nats / math.log(2))


@pytest.mark.parametrize(("m", "n"), [(2, 140_000), (2**15, 60_000), (1, 70_000)])
def test_adaptive_stays_within_the_total_and_reads_back_across_halvings(m, n):
    rng = np.random.default_rng([2, 3, m])
    symbols = np.minimum(rng.geometric(min(1.0, 30 / m + 0.3 / m), size=n) - 1, m - 1).tolist()
    table, largest = Adaptive(m).start(), 0
    for symbol in symbols:
        largest = max(largest, table.total)
        table.span(symbol)
    assert largest == 2**16
    assert sum(table.counts) == table.total < 2**16
    data = encode(symbols, Adaptive(m))
    assert decode(data, n, Adaptive(m)) == symbols
    assert len(data) - 4 <= byte_bound(ideal_bits(symbols, Adaptive(m)))


def test_halving_rounds_up_so_that_no_symbol_is_lost():
    table = Adaptive(3).start()
    for _ in range(2**16 - 3):
        table.span(0)
    assert (table.counts, table.total) == ([2**16 - 2, 1, 1], 2**16)
    table.span(0)
    assert (table.counts, table.total) == ([2**15, 1, 1], 2**15 + 2)


@settings(deadline=None, max_examples=60)
@given(st.one_of(random_frequencies.map(Static), st.integers(1, 70).map(Adaptive)), st.data())
def test_tables_agree_with_plain_cumulative_sums(model, data):
    prefix = data.draw(st.lists(st.integers(0, model.n_symbols - 1), max_size=30))
    frequencies = model(prefix)
    starts = np.concatenate([[0], np.cumsum(frequencies)]).tolist()
    for symbol in range(model.n_symbols):
        for target in {starts[symbol], starts[symbol + 1] - 1}:
            spanning, finding = model.start(), model.start()
            for seen in prefix:
                spanning.span(seen)
                finding.span(seen)
            assert spanning.total == starts[-1]
            assert spanning.span(symbol) == (starts[symbol], frequencies[symbol])
            assert finding.find(target) == (symbol, starts[symbol], frequencies[symbol])
            assert finding.total == spanning.total


@thorough
@given(st.lists(st.floats(0, 1e300) | st.integers(0, 10**9), min_size=1, max_size=60), st.data())
def test_quantised_weights_are_positive_fill_the_total_and_cost_little(weights, data):
    assume(max(weights) > 0)
    total = data.draw(st.integers(len(weights), 2**16))
    f = np.array(quantise(weights, total))
    assert f.min() >= 1 and f.sum() == total
    p = np.array(weights, dtype=float) / max(weights)
    p /= p.sum()
    lost = sum(a * math.log2(a * total / b) for a, b in zip(p, f, strict=True) if a > 0)
    if total > len(p):
        assert lost <= -math.log2(1 - len(p) / total) + 1e-9
    Static(f)


def test_quantising_what_fits_changes_nothing_but_the_floor():
    assert quantise([1, 1, 1, 1], total=64) == [16] * 4
    assert quantise([1, 0], total=64) == [63, 1]


@pytest.mark.parametrize(("weights", "total"), [([], 16), ([0, 0], 16), ([-1, 2], 16), ([float("nan"), 1], 16),
                                                ([float("inf"), 1], 16), ([[1, 2]], 16), ("ab", 16), ([1, 2], 1),
                                                ([1, 2], 65537), ([1, 2], 16.5), (3, 16)])
def test_quantise_refuses_what_it_cannot_share_out(weights, total):
    with pytest.raises(ValueError, match=r"weights|total"):
        quantise(weights, total)


# --- by hand -------------------------------------------------------------------------------------------------------

def test_intervals_of_all_messages_tile_the_unit_interval_and_their_words_form_a_prefix_code():
    cells = sorted(interval(message, markov) for message in product(range(3), repeat=4))
    edges = [low for low, _ in cells] + [Fraction(1)]
    assert edges[0] == 0
    assert all(low + width == after for (low, width), after in zip(cells, edges[1:], strict=True))
    words = sorted(shortest_binary(low, width) for low, width in cells)
    assert not any(after.startswith(word) for word, after in pairwise(words))
    assert kraft_sum(map(len, words)) <= 1


def test_the_width_is_the_probability_of_the_message():
    assert interval([0, 2, 2], markov)[1] == Fraction(5, 7) * Fraction(1, 7) * Fraction(60000, 60004)
    assert interval([], markov) == (0, 1)


@thorough
@given(st.fractions(0, 1, max_denominator=300), st.fractions(0, 1, max_denominator=300))
def test_shortest_binary_fits_is_shortest_and_at_most_one_bit_over(a, b):
    assume(a != b)
    low, width = min(a, b), abs(a - b)
    word = shortest_binary(low, width)
    number = int(word or "0", 2)
    assert low <= Fraction(number, 2 ** len(word)) and Fraction(number + 1, 2 ** len(word)) <= low + width
    for length in range(len(word)):  # no shorter word fits anywhere
        assert not any(low <= Fraction(k, 2**length) and Fraction(k + 1, 2**length) <= low + width
                       for k in range(2**length))
    assert 2 ** (len(word) - 1) * width < 2  # length < −log₂ width + 2


@pytest.mark.parametrize(("low", "width"), [(0, 0), (0, 2), (Fraction(1, 2), Fraction(3, 4)), (-1, Fraction(1, 2))])
def test_shortest_binary_refuses_what_is_no_interval(low, width):
    with pytest.raises(ValueError, match="no interval"):
        shortest_binary(low, width)


# --- prefix codes --------------------------------------------------------------------------------------------------

distributions = st.lists(st.integers(0, 60), min_size=1, max_size=12).filter(any).map(
    lambda weights: (np.array(weights) / sum(weights)).tolist())


def is_prefix_code(words):
    words = sorted(words)
    return not any(after.startswith(word) for word, after in pairwise(words))


@cache
def all_lengths(m):
    """Every choice of m word lengths below m that Kraft allows; an optimal code needs none longer."""
    return np.array([lengths for lengths in product(range(m), repeat=m) if sum(2.0**-n for n in lengths) <= 1])


@thorough
@given(distributions.filter(lambda p: len(p) <= 5))
def test_no_prefix_code_has_a_smaller_mean_than_huffmans(p):
    best = (all_lengths(len(p)) @ p).min()
    assert np.dot(p, [len(word) for word in huffman(p)]) == pytest.approx(best, abs=1e-12)


@thorough
@given(distributions)
def test_huffman_words_form_a_full_prefix_code_within_one_bit_of_entropy(p):
    words = huffman(p)
    assert is_prefix_code(words)
    assert kraft_sum(map(len, words)) == 1
    mean = np.dot(p, [len(word) for word in words])
    assert entropy(p) - 1e-12 <= mean
    assert mean < entropy(p) + 1 if min(p) > 0 else mean <= entropy(p) + 1
    assert huffman(np.array(p)) == words


def test_huffman_breaks_ties_in_order_of_appearance():
    assert huffman([0.25] * 4) == ["00", "01", "10", "11"]
    assert huffman([0.4, 0.2, 0.2, 0.1, 0.1]) == ["11", "00", "01", "100", "101"]  # longest word 3, not 4
    assert huffman([1.0]) == [""]


@pytest.mark.parametrize("p", [[], [0.5, 0.6], [-0.5, 1.5], [float("nan"), 1], [[0.5, 0.5]], 1.0, "ab", [3, 1]])
def test_huffman_refuses_what_is_no_distribution(p):
    with pytest.raises(ValueError, match="probabilities"):
        huffman(p)


@thorough
@given(st.lists(st.integers(0, 12), min_size=1, max_size=40))
def test_a_prefix_code_exists_exactly_when_krafts_sum_allows(lengths):
    if kraft_sum(lengths) > 1:
        with pytest.raises(ValueError, match="make some longer"):
            prefix_code(lengths)
    else:
        words = prefix_code(lengths)
        assert [len(word) for word in words] == lengths
        assert is_prefix_code(words)


@pytest.mark.parametrize("lengths", [[], [-1, 2], [1.0, 2.0], [1.5], "12", None, 3])
def test_lengths_that_are_none_are_refused(lengths):
    for function in (kraft_sum, prefix_code):
        with pytest.raises(ValueError, match="lengths must"):
            function(lengths)


# --- the stored form -----------------------------------------------------------------------------------------------

def test_the_checksum_is_crc_32_of_the_count_and_the_symbols():
    symbols = [0, 1, 1]
    assert encode(symbols, Adaptive(2))[-4:] == struct.pack("<I", zlib.crc32(struct.pack("<Q3H", 3, *symbols)))


def test_the_code_is_the_same_on_every_machine_and_in_every_version():
    text = "it is a truth universally acknowledged"
    letters = [" abcdefghijklmnopqrstuvwxyz".index(letter) for letter in text]
    data = encode(letters, Adaptive(27))
    assert data.hex() == "5c72ea683fd58e0e13c18a9d80931ffb10c372f3fa5d1e749e0bbe"
    assert decode(data, len(letters), Adaptive(27)) == letters
