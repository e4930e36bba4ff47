"""The mixer gives back what it took, writes the same bytes without numba, and refuses what it did not write."""

import hashlib
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook import context_mixing, datasets
from skbook.context_mixing import PARTS, compress, decompress, weights
from skbook.logistic_mixing import FAR, ONE, learn, mix, squash, stretch

pytest.importorskip("numba", reason="plain Python needs minutes; what it writes is compared below")

TEXT = datasets.load("austen_en")[5000:25_000].encode()


def without(*left_out):
    return [part for part in PARTS if part not in left_out]


# ---- logistic mixing -------------------------------------------------------------------------------------------------


def test_squash_is_the_logistic_function_rounded_to_a_whole_number():
    for x in range(-FAR, FAR + 1):
        assert abs(squash(x) - ONE / (1 + math.exp(-x / 256))) < 1


def test_stretch_undoes_squash_within_the_sixteenth_that_it_looks_at():
    for p in range(0, ONE, 7):
        x = stretch(p)
        assert abs(x) == FAR or squash(x) >= p // 16 * 16 > squash(x - 1)
    assert stretch(ONE // 2) == 0


@pytest.mark.parametrize("bit", [0, 1])
def test_learning_steps_along_minus_the_gradient_of_the_code_length(bit):
    """Against central differences of the exact code length in nats, in floating point."""
    rng = np.random.default_rng(bit)
    w, inputs = rng.integers(-ONE, ONE, 6), rng.integers(-500, 500, 6)

    def code_length(w):
        p = 1 / (1 + math.exp(-(w @ inputs) / ONE / 256))
        return -math.log(p if bit else 1 - p)

    h = np.eye(6) * 10.0
    gradient = np.array([code_length(w + e) - code_length(w - e) for e in h]) / 20 * ONE  # for a weight of 1, in nats
    before, rate = w.copy(), 64
    learn(w, inputs, mix(w, inputs), bit, rate)
    assert np.allclose((w - before) / ONE, -gradient * rate / 1024, rtol=0.02, atol=2 / ONE)


def test_mix_is_the_weighted_sum_held_within_what_squash_knows():
    rng = np.random.default_rng(2)
    for scale in (1, 50):
        w, inputs = rng.integers(-ONE, ONE, 9) * scale, rng.integers(-FAR, FAR + 1, 9)
        assert mix(w, inputs) == np.clip((w @ inputs) >> 16, -FAR, FAR)


# ---- there and back --------------------------------------------------------------------------------------------------

SAMPLES = {
    "nothing": b"", "a byte": b"\xff", "one byte again and again": b"a" * 50_000, "text": TEXT,
    "noise": np.random.default_rng(0).bytes(65_536), "all bytes": bytes(range(256)) * 256,
    "numbers": np.arange(16_384, dtype="<u4").tobytes(), "far repeats": np.random.default_rng(1).bytes(30_000) * 2,
    "another alphabet": "Все люди рождаются свободными и равными. ".encode() * 50,
    "zeros, then noise": bytes(20_000) + np.random.default_rng(2).bytes(20_000),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_decompressing_gives_back_every_byte(name):
    assert decompress(compress(SAMPLES[name])) == SAMPLES[name]


@settings(deadline=None, max_examples=150)
@given(data=st.one_of(st.binary(max_size=400), st.text("ab ", max_size=300).map(str.encode)),
       parts=st.sets(st.sampled_from(PARTS)))
def test_every_choice_of_parts_reads_back_what_it_wrote(data, parts):
    assert decompress(compress(data, parts)) == data


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 2**32), flips=st.integers(0, 200))
def test_sure_predictions_that_fail_come_back_too(seed, flips):
    rng = np.random.default_rng(seed)
    data = np.zeros(3000, np.uint8)
    data[rng.integers(0, 3000, flips)] = rng.integers(0, 256, flips)
    assert decompress(compress(data.tobytes())) == data.tobytes()


@pytest.mark.parametrize("like", [bytearray, memoryview])
def test_bytes_like_input_is_taken(like):
    assert compress(like(TEXT)) == compress(TEXT)


def test_noise_costs_itself_and_repeats_cost_little():
    assert len(SAMPLES["noise"]) < len(compress(SAMPLES["noise"])) < 1.01 * len(SAMPLES["noise"])
    assert len(compress(SAMPLES["far repeats"])) < 1.1 * len(SAMPLES["far repeats"]) / 2
    assert len(compress(b"a" * 50_000)) < 50


def test_no_byte_costs_less_than_the_decoder_believes():
    """The refusal of absurd lengths must never meet an honest code: even the surest bytes cost more."""
    assert len(compress(bytes(1_000_000))) > 1_000_000 // 4096


# ---- plain Python ----------------------------------------------------------------------------------------------------

PLAIN = """
import hashlib, sys
from skbook.context_mixing import _run, compress, decompress
assert not hasattr(_run, "py_func")  # not compiled
for line in sys.stdin:
    code = compress(bytes.fromhex(line))
    assert decompress(code) == bytes.fromhex(line)
    print(hashlib.sha256(code).hexdigest())
"""


@pytest.mark.parametrize("way", ["numba switched off", "numba not installed"])
def test_plain_python_writes_the_same_bytes_and_reads_them(way):
    """With every warning an error, so that no number leaves its type unseen."""
    noise = np.random.default_rng(3).bytes(400)
    data = [b"", b"x", TEXT[:1200], b"ab" * 300, noise, bytes(range(256)), bytes(500)]
    hide = "import sys; sys.modules['numba'] = None\n" if way == "numba not installed" else ""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    lines = "".join(f"{each.hex()}\n" for each in data)
    run = subprocess.run([sys.executable, "-W", "error", "-c", hide + PLAIN], input=lines, env=environment,
                         capture_output=True, text=True)
    assert run.stderr == ""
    assert run.stdout.split() == [hashlib.sha256(compress(each)).hexdigest() for each in data]


def test_the_next_process_need_not_compile(code):
    asks = ("from skbook import context_mixing as it; it.compress(b'x'); "
            "print(len(it._run.stats.cache_hits), len(it._run.stats.cache_misses))")
    run = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["1", "0"]


# ---- what it is made of ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_what_is_left_out_is_written_down_and_costs_bytes_here(part):
    """On twenty thousand letters of Austen no part is idle: the code changes, and leaving out all but it costs more."""
    fewer = compress(TEXT, without(part))
    assert decompress(fewer) == TEXT
    assert fewer != compress(TEXT)
    assert len(compress(TEXT, [part])) > len(compress(TEXT))


def test_the_order_of_parts_does_not_matter():
    assert compress(TEXT[:3000], PARTS[::-1]) == compress(TEXT[:3000], list(PARTS)) == compress(TEXT[:3000])


def test_nothing_known_costs_what_it_is():
    assert abs(len(compress(TEXT, [])) - len(TEXT)) < 20


def test_weights_go_to_the_context_that_knows():
    """Each byte is told by the one before: a source of order 1 is learnt by the order-1 input."""
    rng = np.random.default_rng(4)
    follows = rng.permutation(256)
    data, at = [], 0
    for noisy in rng.random(30_000) < 0.3:
        at = int(rng.integers(256)) if noisy else int(follows[at])
        data.append(at)
    learnt = weights(bytes(data))
    assert list(learnt) == list(PARTS[:8])
    assert max(learnt, key=lambda name: learnt[name][1]) == "order 1"


def test_weights_of_what_is_left_out_stay_where_they_began():
    learnt = weights(TEXT, without("word"))
    assert np.allclose(learnt["word"][learnt["order 1"] > 0], 1 / 3, atol=1e-4)


# ---- what it refuses -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")  # not while tests are collected: the first call compiles for many seconds
def code():
    return compress(TEXT[:3000])


def test_cut_off_codes_are_refused(code):
    for end in [*range(20), *range(20, len(code), 37), len(code) - 1]:
        with pytest.raises(ValueError, match="compress the original again"):
            decompress(code[:end])


def test_more_bytes_are_refused(code):
    for more in (b"\x00", b"\xff" * 5, code):
        with pytest.raises(ValueError, match="compress the original again"):
            decompress(code + more)


@settings(deadline=None, max_examples=150)
@given(at=st.integers(0, 2**16), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused(code, at, bit):
    damaged = bytearray(code)
    damaged[at % len(code)] ^= 1 << bit
    with pytest.raises(ValueError, match="compress the original again"):
        decompress(bytes(damaged))


@settings(deadline=None, max_examples=100)
@given(junk=st.binary(max_size=200))
def test_bytes_that_are_no_code_are_refused(junk):
    with pytest.raises(ValueError, match="compress the original again"):
        decompress(junk)


@pytest.mark.parametrize(("call", "cure"), [
    (lambda: compress("text"), "takes bytes, not str"),
    (lambda: compress([1, 2]), "takes bytes, not list"),
    (lambda: compress(b"text", ["order 9"]), "of its parts order 1, "),
    (lambda: weights("text"), "takes bytes"),
])
def test_bad_input_is_refused_with_the_cure(call, cure):
    with pytest.raises(ValueError, match=cure):
        call()


def test_tables_stay_below_what_the_book_allows():
    """Slots for a text of any length: 128 MB; beside them the text as 16-bit numbers and less than 20 MB."""
    model = context_mixing._fresh(b"\xff" * 6)
    assert sum(table.nbytes for table in model) < 136e6
