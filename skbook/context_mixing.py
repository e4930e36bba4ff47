r"""The strongest compressor that we can write on a few pages: mix what many contexts predict, bit by bit.

Every context (the last 1, 2, 3, 4 or 6 bytes, the word so far, ...) remembers what followed it and predicts the next
bit. Predictions are mixed as log-odds, with weights that an online gradient step on the code length teaches, and an
arithmetic coder turns the mixed probability into bytes. The decoder runs the same loop and so knows the same
probabilities. All numbers are integers, so that every machine writes the same bytes; numba, where it is installed,
only makes it faster. Serves chapter 3. Source of the method: Mahoney, Adaptive weighing of context models for lossless
data compression, Florida Tech CS-2005-16 (2005), whose program paq has many more contexts than this one.

A probability is held in units of 2**-16, log-odds in units of 1/256 nat.
"""

import zlib
from collections.abc import Iterable
from math import factorial
from typing import NamedTuple

import numpy as np

try:
    from numba import njit as fast
except ImportError:

    def fast(function):
        return function


CONTEXTS = ("order 0", "order 1", "order 2", "order 3", "order 4", "order 6", "word", "two words")
PARTS = (*CONTEXTS, "match", "histories", "weight sets", "refinement")
ONE, TOP = 1 << 16, (1 << 32) - 1  # probability 1; the largest number of 32 bits
FAR = 2047  # the largest log-odds: 8 nats, a probability of 1 - 1/2981
ODD = 0x2F0B4C47  # multiplies a 32-bit hash within 63 bits; odd, so that nothing is lost
FRESH = ONE // 2 << 15 | 1 << 7  # a slot that has seen nothing: probability 1/2, empty history, count 0
SHORTEST, LONGEST = 7, 400  # bytes that must agree before a match is believed; how far its length is counted
HEADER, CRC_BYTES = 6, 4


def _squash_table() -> np.ndarray:
    r"""Probability of 1 for log-odds -FAR to FAR, :math:`2^{16} / (1 + e^{-x / 256})`, in exact integers."""
    unit = 1 << 64
    e = sum(unit // (256**k * factorial(k)) for k in range(9))  # exp(1/256)
    power, upper = unit, []
    for _ in range(FAR + 1):
        upper.append(ONE * power // (unit + power))
        power = power * e // unit
    return np.array([ONE - p for p in upper[:0:-1]] + upper)


def _stretch_table(squash: np.ndarray) -> np.ndarray:
    r"""Log-odds :math:`256 \ln(p / (1 - p))` of every probability, by 1/4096: the inverse of squash."""
    return np.searchsorted(squash, np.arange(8, ONE, 16)).clip(0, 2 * FAR) - FAR


SQUASH = _squash_table()
STRETCH = _stretch_table(SQUASH)
RATE = np.array([2 * ONE // (2 * n + 3) for n in range(256)])  # 1 / (n + 3/2): the n+1-th step of a mean, near KT's


class State(NamedTuple):
    """All that the model knows, and the places in it that concern the next bit."""

    slots: np.ndarray  # hashed buckets of 16: a check, then one slot a node of a tree of half a byte
    histories: np.ndarray  # contexts x histories x (probability, count): what followed such a history
    matches: np.ndarray  # where the last SHORTEST bytes were last seen, by hash
    trust: np.ndarray  # by length of match: the probability that it is right about the next bit
    weights: np.ndarray  # sets x rows x inputs
    refined: np.ndarray  # contexts x log-odds in steps of 128: what really happened after such a prediction
    hashes: np.ndarray  # the contexts, hashed
    buckets: np.ndarray  # where their slots are
    inputs: np.ndarray  # their predictions, as log-odds
    rows: np.ndarray  # the weights in use, one row a set
    outputs: np.ndarray  # what each set makes of the inputs


def _fresh(n: int) -> State:
    """A model that knows nothing, for n bytes."""
    n_inputs, n_buckets = 2 * len(CONTEXTS) + 1, 1 << min(max(n.bit_length(), 8), 21)
    histories = np.zeros((len(CONTEXTS), 256, 2), np.int64)
    for h in range(1, 256):
        histories[:, h, 0] = ONE * (2 * h.bit_count() - 1) // (2 * h.bit_length())  # the leading 1 is not a bit seen
    refined = SQUASH[(128 * np.arange(33) - 2048).clip(-FAR, FAR) + FAR].astype(np.int32)
    return State(np.zeros(16 * n_buckets, np.int32), histories, np.zeros(1 << 18, np.int32),
                 np.full(LONGEST + 1, ONE * 3 // 4), np.full((3, 256, n_inputs), ONE * 3 // 10),
                 np.tile(refined, (2, ONE, 1)), *(np.zeros(k, np.int64) for k in (8, 8, n_inputs, 3, 3)))


@fast
def _hash(h, value):
    h = (h + value + 1) * ODD & TOP
    return h ^ h >> 15


@fast
def _bucket(slots, h):
    """The bucket of a hashed context: its own, or a new one in place of the less used of two."""
    here, check = (h & len(slots) // 16 - 1) * 16, h >> 1
    other = here ^ 16
    if slots[here] == check:
        return here
    if slots[other] == check:
        return other
    if int(slots[other + 1]) & 127 < int(slots[here + 1]) & 127:
        here = other
    slots[here] = check
    slots[here + 1:here + 16] = FRESH
    return here


@fast
def _find(state, use, byte):
    """The buckets of all contexts, for half a byte; how many of them, longest first, were seen before."""
    known = 0
    for c in range(len(state.hashes)):
        if use[c]:
            state.buckets[c] = _bucket(state.slots, _hash(_hash(state.hashes[c], byte), c))
            if int(state.slots[state.buckets[c] + 1]) & 127 and c < 6:
                known = c + 1
    return known


@fast
def _predict(state, use, node):
    """Fill the inputs with what every context predicts."""
    for c in range(len(state.hashes)):
        if use[c]:
            slot = int(state.slots[state.buckets[c] + node])
            history = slot >> 7 & 255
            state.inputs[2 * c] = STRETCH[slot >> 19]
            if use[9] and history > 1:
                state.inputs[2 * c + 1] = STRETCH[state.histories[c, history, 0] >> 4]
            else:
                state.inputs[2 * c + 1] = 0


@fast
def _mix(state):
    r"""Mix the inputs: :math:`x = \sum_i w_i x_i` in each set, and the mean of the sets."""
    total = 0
    for s in range(len(state.outputs)):
        x = 0
        for i in range(len(state.inputs)):
            x += state.weights[s, state.rows[s], i] * state.inputs[i]
        state.outputs[s] = min(max(x >> 16, -FAR), FAR)
        total += state.outputs[s]
    return total // len(state.outputs)


@fast
def _learn(state, use, node, bit, rate):
    r"""One gradient step on the code length, :math:`\Delta w_i = \eta\, x_i (bit - p)`; then count the bit."""
    for s in range(len(state.outputs)):
        step = (bit * ONE - SQUASH[state.outputs[s] + FAR]) * rate
        for i in range(len(state.inputs)):
            state.weights[s, state.rows[s], i] += state.inputs[i] * step + (1 << 17) >> 18
    for c in range(len(state.hashes)):
        if use[c]:
            place = state.buckets[c] + node
            slot = int(state.slots[place])
            p, history, count = slot >> 15, slot >> 7 & 255, slot & 127
            p += (bit * (ONE - 1) - p) * RATE[count] >> 16
            seen = state.histories[c, history]
            seen[0] += (bit * (ONE - 1) - seen[0]) * RATE[seen[1]] >> 16
            seen[1] = min(seen[1] + 1, 255)
            history = 2 * history + bit
            if history > 255:
                history = history & 127 | 128
            state.slots[place] = p << 15 | history << 7 | min(count + 1, 127)


@fast
def _run(text, code, decoding, use, state):
    """Code text, or read it back from code; the number of bytes of code."""
    low, high, value, at = 0, TOP, 0, 0
    word, last_word, match, length = 0, 0, 0, 0
    if decoding:
        for k in range(4):
            value = value << 8 | int(code[k])
    for i in range(len(text)):
        h, c = 0, 0
        for order in range(7):
            if order:
                h = _hash(h, int(text[i - order]) if i >= order else 0)
            if order != 5:
                state.hashes[c] = h
                c += 1
        state.hashes[6] = word
        state.hashes[7] = _hash(last_word, word)
        last = int(text[i - 1]) if i else 0
        last2 = int(text[i - 2]) if i > 1 else 0
        byte, node, known = 1, 1, 0
        for k in range(8):
            if k == 0 or k == 4:
                known, node = _find(state, use, byte), 1
            _predict(state, use, node)
            guess = 0
            if length and int(text[match]) + 256 >> 8 - k != byte:
                length = 0
            state.inputs[16] = 0
            if length:
                guess = int(text[match]) >> 7 - k & 1
                x = STRETCH[state.trust[length] >> 4]
                state.inputs[16] = x if guess else -x
            if use[10]:
                state.rows[0] = 8 * (4 * known + (length > 0) + (length > 15) + (length > 31)) + k
                state.rows[1] = byte
                state.rows[2] = last
            x = _mix(state)
            p = SQUASH[x + FAR]
            column, fraction = (x + 2048) // 128, (x + 2048) % 128
            a = byte | last << 8
            b = _hash(last2, a) >> 16
            if use[11]:
                pa = (int(state.refined[0, a, column]) * (128 - fraction) + int(state.refined[0, a, column + 1]) * fraction) // 128
                pb = (int(state.refined[1, b, column]) * (128 - fraction) + int(state.refined[1, b, column + 1]) * fraction) // 128
                p = (2 * p + pa + pb) // 4
            p = min(max(p, 16), ONE - 16)
            middle = low + ((high - low) * p >> 16)
            bit = int(value <= middle) if decoding else int(text[i]) >> 7 - k & 1
            if bit:
                high = middle
            else:
                low = middle + 1
            while (low ^ high) >> 24 == 0:
                if decoding:
                    value = value << 8 & TOP | (int(code[at + 4]) if at + 4 < len(code) else 0)
                else:
                    code[at] = high >> 24
                at += 1
                low, high = low << 8 & TOP, high << 8 & TOP | 255
            _learn(state, use, node, bit, 4 + (1 << 15) // (i + 1024))
            if use[11]:
                column += fraction // 64
                state.refined[0, a, column] += bit * (ONE - 1) - int(state.refined[0, a, column]) >> 6
                state.refined[1, b, column] += bit * (ONE - 1) - int(state.refined[1, b, column]) >> 6
            if length:
                state.trust[length] += int(bit == guess) * (ONE - 1) - state.trust[length] >> 6
                if bit != guess:
                    length = 0
            byte, node = 2 * byte + bit, 2 * node + bit
        if decoding:
            if at + 4 > len(code):
                return at + 1
            text[i] = byte & 255
        lower = byte & 255 | 32
        if 97 <= lower <= 122 or lower >= 160:
            word = _hash(word, lower)
        elif word:
            last_word, word = word, 0
        if use[8] and i + 1 >= SHORTEST:
            h = 0
            for k in range(SHORTEST):
                h = _hash(h, int(text[i - k]))
            h >>= 14
            if length:
                match, length = match + 1, min(length + 1, LONGEST)
            else:
                match = int(state.matches[h])
                while length < 32 and length < match and text[match - length - 1] == text[i - length]:
                    length += 1
            state.matches[h] = i + 1
    if not decoding:
        code[at] = (low >> 24) + 1
    return at + 1


def compress(data: bytes, parts: Iterable[str] = PARTS) -> bytes:
    """Compress."""
    use = np.array([part in parts for part in PARTS])
    code = np.zeros(32 * len(data) + 1, np.uint8)  # four bytes a bit at the very worst; untouched, they cost nothing
    n = _run(np.frombuffer(data, np.uint8).astype(np.int16), code, False, use, _fresh(len(data)))
    flags = sum(1 << k for k, used in enumerate(use.tolist()) if used)
    return (flags.to_bytes(2, "little") + len(data).to_bytes(4, "little") + code[:n].tobytes()
            + zlib.crc32(data).to_bytes(CRC_BYTES, "little"))


def decompress(code: bytes) -> bytes:
    """What :func:`compress` was given."""
    flags, n = int.from_bytes(code[:2], "little"), int.from_bytes(code[2:HEADER], "little")
    body = np.frombuffer(bytearray(code[HEADER:-CRC_BYTES] + bytes(3)), np.uint8)
    use = np.array([bool(flags >> k & 1) for k in range(len(PARTS))])
    text = np.zeros(n, np.int16)
    if _run(text, body, True, use, _fresh(n)) != len(body) - 3:
        raise ValueError("Damaged")
    data = text.astype(np.uint8).tobytes()
    if zlib.crc32(data) != int.from_bytes(code[-CRC_BYTES:], "little"):
        raise ValueError("Damaged")
    return data
