"""Letters and letter models: normal form, exact totals, forecasts that agree with counting, and the shipped table."""

import gzip
import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook import coding
from skbook.letters import (
    ALPHABET,
    EVEN,
    TOTAL,
    LetterModel,
    apportion,
    encode_letters,
    fit_letters,
    guess_ranks,
    letter_bits,
    letters,
    log2_fixed,
    mix,
)
from skbook.widgets.letter_table import pack, unpack
from tools import build_letter_model

WORDS = st.text(ALPHABET, min_size=1, max_size=80)
COUNTS = st.lists(st.integers(0, 50), min_size=27, max_size=27).filter(any)


@pytest.fixture(scope="module")
def novels() -> str:
    return letters(build_letter_model.novels())


@pytest.fixture(scope="module")
def split(novels) -> tuple[str, str]:
    """All but the last novel, and the last."""
    seen, _, unseen = novels.rpartition("sense and sensibility by jane austen")
    assert len(seen) > len(unseen) > 500_000
    return seen, unseen


# ---- letters -------------------------------------------------------------------------------------------------------


@given(st.text())
def test_letters_is_a_normal_form(text):
    read = letters(text)
    assert set(read) <= set(ALPHABET) and "  " not in read and read == read.strip() == letters(read)


@given(st.text("aBz 9.é\n"), st.text("aBz 9.é\n"))
def test_letters_reads_part_by_part(one, two):
    parts = [part for part in (letters(one), letters(two)) if part]
    assert letters(one + "\n" + two) == " ".join(parts)


def test_letters_keeps_only_ascii_whatever_unicode_calls_small():
    assert letters("İstanbul KELVIN\u212a ſtraße") == "stanbul kelvin tra e"


@given(WORDS)
def test_numbers_of_letters_lead_back(text):
    assert "".join(ALPHABET[i] for i in encode_letters(text)) == text


# ---- forecasts -----------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=300).filter(any))
def test_shares_sum_exactly_and_lie_within_one_unit_of_their_part(weights):
    shares = apportion(weights)
    assert sum(shares) == TOTAL
    for share, weight in zip(shares, weights, strict=True):
        exact = 1 + Fraction(weight * (TOTAL - len(weights)), sum(weights))
        assert share >= 1 and abs(share - exact) < 1


@given(WORDS, st.integers(0, 5), WORDS)
def test_every_forecast_is_a_distribution_in_integers(text, order, prefix):
    forecast = fit_letters(text, order).forecast(prefix)
    assert len(forecast) == 27 and sum(forecast) == TOTAL and min(forecast) >= 1


@given(WORDS, st.integers(0, 4), WORDS)
def test_model_reads_letter_numbers_and_text_alike_and_forgets_the_far_past(text, order, prefix):
    model = fit_letters(text, order)
    assert model(encode_letters(prefix)) == model.forecast(prefix)
    if len(prefix) >= order:
        assert model.forecast("z" * 9 + prefix) == model.forecast(prefix)


@given(WORDS, st.integers(0, 4))
def test_counts_are_those_of_a_plain_search(text, order):
    model = fit_letters(text, order)
    padded = " " + text
    for context, row in model.rows.items():
        start = 0 if context else 1  # the space before the text is context, not a letter of it
        after = [padded[i + len(context)] for i in range(start, len(padded) - len(context))
                 if padded.startswith(context, i)]
        assert list(row[:27]) == [after.count(letter) for letter in ALPHABET]
        assert row[27] == len(set(after))


@given(COUNTS, st.integers(1, 60), COUNTS)
def test_seen_letters_keep_their_counts_and_the_others_share_the_stake(counts, stake, below):
    shorter = apportion(below)
    forecast = mix([*counts, stake], shorter)
    unseen = [i for i in range(27) if counts[i] == 0]
    whole = sum(counts) + (stake if unseen else 0)
    for i in range(27):
        part = Fraction(counts[i]) if counts[i] else Fraction(stake * shorter[i], sum(shorter[j] for j in unseen))
        assert abs(forecast[i] - (1 + part * (TOTAL - 27) / whole)) < 1


def test_unseen_context_forecasts_like_the_shorter_one():
    model = fit_letters("banana", order=2)
    assert "xa" not in model.rows
    assert model.after("xa") == model.after("a") != model.after("") != EVEN
    assert LetterModel(2, {}).forecast("any") == EVEN


@given(WORDS, WORDS, st.integers(0, 3))
@settings(deadline=None)
def test_forecasts_drive_the_coder_there_and_back(text, message, order):
    model, symbols = fit_letters(text, order), encode_letters(message)
    data = coding.encode(symbols, model)
    assert coding.decode(data, len(symbols), model) == symbols
    assert 8 * (len(data) - 4) < letter_bits(model, message).sum() + 2 + 8


@given(WORDS, WORDS, st.integers(0, 3))
def test_guesses_are_the_letters_in_order_of_their_forecast(text, message, order):
    model = fit_letters(text, order)
    ranks = guess_ranks(model, message)
    assert ranks.min() >= 1 and ranks.max() <= 27
    for t, (rank, letter) in enumerate(zip(ranks, message, strict=True)):
        forecast = model.forecast(message[:t])
        guesses = sorted(ALPHABET, key=lambda a: (-forecast[ALPHABET.index(a)], a))
        assert guesses[rank - 1] == letter


@given(st.integers(1, 2**200))
def test_fixed_logarithm_is_rounded_down(n):
    assert abs(log2_fixed(n) / 2**20 - np.log2(float(n))) < 2**-19


@given(st.integers(0, 3000))
def test_fixed_logarithm_of_a_power_of_two_is_exact(k):
    assert log2_fixed(2**k) == k << 20


def test_more_context_costs_fewer_bits_on_an_unseen_novel(split):
    seen, unseen = split
    page = unseen[10_000:30_000]
    costs = [letter_bits(fit_letters(seen[:500_000], order), page).mean() for order in range(4)]
    assert all(more > less + 0.3 for more, less in itertools.pairwise(costs))


# ---- the table that travels in the page ----------------------------------------------------------------------------

POWERS = st.sampled_from([0, 0, 1, 2, 16, 2**25])
ROW = st.tuples(st.lists(POWERS, min_size=27, max_size=27).filter(any), st.sampled_from([1, 4, 2**20]))
ROWS = st.dictionaries(st.text(ALPHABET, max_size=3), ROW.map(lambda r: (*r[0], r[1])), min_size=1, max_size=30)


@given(ROWS)
def test_a_packed_model_unpacks_to_itself(rows):
    assert unpack(pack(LetterModel(3, rows)), 3).rows == rows


@pytest.fixture(scope="module")
def rebuilt() -> str:
    return build_letter_model.build()


def test_the_shipped_table_is_the_one_that_the_script_builds(rebuilt):
    assert build_letter_model.TARGET.read_bytes() == rebuilt.encode() + b"\n"


def test_the_shipped_table_is_light(rebuilt):
    assert len(rebuilt) < 60_000 and len(gzip.compress(rebuilt.encode(), 6)) < 30_000


def test_thinning_costs_less_than_a_twentieth_of_a_bit_on_an_unseen_novel(split):
    seen, unseen = split
    full = fit_letters(seen, build_letter_model.ORDER)
    thinned = build_letter_model.thin(full)
    cost = [letter_bits(model, unseen[:100_000]).mean() for model in (full, thinned)]
    assert cost[0] < cost[1] < cost[0] + 0.05
    assert len(thinned.rows) < 0.6 * len(full.rows)


# ---- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "cure"), [
    (lambda: letters(b"bytes"), "decode or join"),
    (lambda: encode_letters("It is"), r"letters\(\)"),
    (lambda: fit_letters("", 2), "at least one letter"),
    (lambda: fit_letters("Capital", 2), r"letters\(\)"),
    (lambda: fit_letters("abc", -1), "from 0 to 12"),
    (lambda: fit_letters("abc", 1.5), "from 0 to 12"),
    (lambda: fit_letters("abc", True), "from 0 to 12"),
    (lambda: guess_ranks(fit_letters("abc", 1), "a-b"), r"letters\(\)"),
    (lambda: letter_bits(fit_letters("abc", 1), "é"), r"letters\(\)"),
    (lambda: apportion([]), "integer weights"),
    (lambda: apportion([0, 0]), "not all zero"),
    (lambda: apportion([3, -1]), "none negative"),
    (lambda: log2_fixed(0), "positive"),
    (lambda: pack(LetterModel(0, {"": (3, *[0] * 26, 1)})), "round the counts"),
    (lambda: pack(LetterModel(0, {"": (2**26, *[0] * 26, 1)})), "round the counts"),
    (lambda: unpack("B_BaA,aAb", 1), "damaged"),
    (lambda: unpack("", 1), "damaged"),
    (lambda: unpack("B_BaA,aAbA,aAbA", 1), "out of place"),
    (lambda: unpack("B_BaA,abAbA", 1), "out of place"),
])
def test_bad_input_is_refused_with_the_cure(call, cure):
    with pytest.raises(ValueError, match=cure):
        call()
