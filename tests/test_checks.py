"""What functions ask of their arguments: the form that comes back, and what is refused with the name and the cure."""

import math

import numpy as np
import pytest

from skbook import (
    checks,
    claims,
    coding,
    compressors,
    finetune,
    flip_programs,
    letters,
    occupancy,
    pitman_yor,
    sightings,
    structure,
)

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize("x", [3, 3.0, np.int16(3), np.float32(3), np.array(3)])
def test_whole_numbers_come_back_as_ints(x):
    found = checks.whole(x, "n")
    assert found == 3 and type(found) is int


@pytest.mark.parametrize("x", [True, np.True_, 2.5, -1, "3", None, NAN, INF, [3], np.array([3]), 3 + 0j])
def test_what_does_not_count_is_refused(x):
    with pytest.raises(ValueError, match="n must be a whole number from 0, got"):
        checks.whole(x, "n")


def test_bounds_of_whole_numbers_belong_to_them():
    assert (checks.whole(2, "n", 2, 5), checks.whole(5, "n", 2, 5), checks.whole(10**30, "n")) == (2, 5, 10**30)
    for x in (1, 6):
        with pytest.raises(ValueError, match="n must be a whole number from 2 to 5"):
            checks.whole(x, "n", 2, 5)


@pytest.mark.parametrize("x", [0, 1, 0.5, np.float64(1), np.array(0.25)])
def test_numbers_between_bounds_come_back_as_floats(x):
    found = checks.number(x, "share", 0, 1)
    assert found == x and type(found) is float


@pytest.mark.parametrize("x", [True, "0.5", None, NAN, INF, -0.1, 1.1, [0.5], 1j])
def test_numbers_out_of_bounds_are_refused(x):
    with pytest.raises(ValueError, match="share must be a finite number from 0 to 1, got"):
        checks.number(x, "share", 0, 1)
    if x != INF and x not in (-0.1, 1.1):
        with pytest.raises(ValueError, match="share must be a finite number, got"):
            checks.number(x, "share")


@pytest.mark.parametrize("x", [0, -1, NAN, INF, True, "1", None, [1]])
def test_what_is_not_above_zero_is_refused(x):
    assert checks.positive(1e-300, "bits") == 1e-300
    with pytest.raises(ValueError, match="bits must be a finite number above 0, got"):
        checks.positive(x, "bits")


def test_arrays_keep_their_shape():
    for check in (checks.numbers, checks.positives, checks.counts, checks.nonnegative):
        assert check(3, "x").shape == () and check([[1, 2]], "x").shape == (1, 2)
    assert checks.counts([1.0, 2], "x").dtype == np.int64


@pytest.mark.parametrize(("check", "values", "says"), [
    (checks.numbers, [1, NAN], r"x holds nan at index \(1,\)"), (checks.numbers, INF, "x holds inf; drop"),
    (checks.numbers, [], "x is empty"), (checks.numbers, ["a"], "x must be numbers"),
    (checks.numbers, [[1], [1, 2]], "regular array"), (checks.positives, [1, 0], "x must be above 0, but holds 0"),
    (checks.counts, [1, 2.5], "x holds 2.5, but it counts"), (checks.counts, [-1], "x holds -1, but it counts"),
    (checks.counts, [NAN], "x holds nan"), (checks.nonnegative, [NAN], "0/0"), (checks.nonnegative, [INF], "holds inf"),
    (checks.nonnegative, [-0.1], "below 0"), (checks.distribution, [0.5, 0.6], "sums to 1.1 along its last axis"),
    (checks.distribution, 1.0, "one probability for each letter"), (checks.distribution, [], "x is empty"),
])
def test_bad_arrays_are_refused_with_name_and_cure(check, values, says):
    with pytest.raises(ValueError, match=says):
        check(values, "x")


def test_rounding_of_probabilities_is_put_right():
    p = checks.distribution([[0.3 + 4e-7, 0.7], [1, -1e-9]], "p")
    assert p.sum(axis=1) == pytest.approx(1, abs=1e-15) and p[1].tolist() == [1, 0]


def test_plain_numbers_lose_their_axes_and_arrays_keep_them():
    assert type(checks.plain(np.array(2.0))) is float and checks.plain(np.array([2.0])).shape == (1,)


@pytest.mark.parametrize(("call", "says"), [
    (lambda: occupancy.expected_singletons([1.0], INF), "n holds inf"),
    (lambda: occupancy.draw([1.0], 2.5, np.random.default_rng(0)), "n must be a whole number"),
    (lambda: pitman_yor.new_table_probability(NAN, 1, 0.5, 1), "n holds nan"),
    (lambda: sightings.needs(2)(-1.0), "expected number of sightings"),
    (lambda: structure.at_budget(NAN, [1], [1]), "budget is NaN"),
    (lambda: structure.unbeaten([structure.Model(NAN, 1, "x")]), "no number"),
    (lambda: finetune.mixed_batch([1], -5, 4, 0.5, 2, np.random.default_rng(0)), "first_new must be a whole number"),
    (lambda: finetune.shares([[True]], [1], []), "no buckets"),
    (lambda: letters.LetterModel(1, {"": letters.EVEN})([-1]), "numbered from 0 to 26"),
    (lambda: coding.decode(b"12345", 10**12, coding.Static([1])), "from 0 to"),
    (lambda: compressors.decompress(None, "lzma"), "bytes"),
    (lambda: flip_programs.output_distribution(-1, 5), "max_length must be a whole number"),
    (lambda: flip_programs.run("!", -5), "max_steps must be a whole number"),
    (lambda: claims.claim("a", "One is one.", "proved", 1.0, claims.exactly(1, "x"), "it is one number"),
     "pass the measurement as a function"),
])
def test_what_would_have_gone_on_with_nonsense_is_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()
