r"""A strong compressor on a few pages: what many contexts predict, mixed bit by bit.

A context (the last 1, 2, 3, 4 or 6 bytes, the word so far, ...) remembers which bits followed it and so predicts the
next. Predictions are mixed as log-odds, with weights taught by one gradient step on the code length after every bit,
and an arithmetic coder turns the probability into bytes. The decoder runs the same loop, so it knows the same
probability before it reads the bit. All numbers are integers: every machine writes the same bytes, and numba, where it
is installed, only makes it faster (some 200 times). Knows nothing of the language but what a letter is. Serves
chapter 3.

Probabilities are in units of 2⁻¹⁶, log-odds in units of 1/256 nat, weights in units of 2⁻¹⁶.

Source of the method: Mahoney, Adaptive weighing of context models for lossless data compression, Florida Tech
CS-2005-16 (2005); his program paq has many more contexts than this one.
"""

import zlib
from collections.abc import Iterable
from math import factorial
from typing import NamedTuple

import numpy as np

try:
    from numba import njit as fast
except ImportError:  # the same source in plain Python
    def fast(function):
        return function

ORDERS = (1, 2, 3, 4, 6)  # 5 adds little beside 4 and 6
CONTEXTS = (*(f"order {k}" for k in ORDERS), "word", "two words")
PARTS = (*CONTEXTS, "match", "histories", "weight sets", "refinement")
N, N_ORDERS, MATCH, BIAS, SETS = len(CONTEXTS), len(ORDERS), len(CONTEXTS), len(CONTEXTS) + 1, 3
HISTORIES, WEIGHT_SETS, REFINEMENT = MATCH + 1, MATCH + 2, MATCH + 3  # places in PARTS
ONE, TOP = 1 << 16, (1 << 32) - 1  # probability 1; the largest number of 32 bits
FAR = 2047  # the largest log-odds, 8 nats: beyond it a bit costs less than 1/2000 bit
ODD = 0x2F0B4C47  # any odd number below 2³⁰: times a hash of 32 bits it loses nothing and stays below 2⁶³
FRESH = ONE // 2 << 15 | 1 << 10  # a slot that has seen nothing: probability 1/2, no history, count 0
COUNT = 255  # a slot's estimate is a mean of all bits up to here, of the more recent ones beyond
SHORTEST, LONGEST = 7, 32  # bytes that must agree before a repeat is believed; how far its length is told apart
HEADER, CRC_BYTES = 6, 4


def _squash_table() -> np.ndarray:
    r"""Probability of a 1 for log-odds −FAR … FAR, :math:`2^{16} / (1 + e^{-x / 256})`, rounded down by integers."""
    unit = 1 << 64
    e = sum(unit // (256**k * factorial(k)) for k in range(9))  # exp(1/256)
    powers = [unit]
    for _ in range(FAR):
        powers.append(powers[-1] * e // unit)
    upper = [ONE * power // (unit + power) for power in powers]
    return np.array([ONE - p for p in upper[:0:-1]] + upper)


SQUASH = _squash_table()
STRETCH = np.searchsorted(SQUASH, np.arange(8, ONE, 16)).clip(0, 2 * FAR) - FAR  # its inverse, for p // 16
SHARE = np.array([2 * ONE // (2 * n + 3) for n in range(COUNT + 1)])  # of the newest of n + 1 bits: 1 / (n + 3/2)


class State(NamedTuple):
    """What the model has learnt so far, and (the last five) what it makes of the next bit."""

    slots: np.ndarray  # buckets of 16 numbers: a check, then one slot for each node of the tree of half a byte
    histories: np.ndarray  # contexts × kinds of slot: how often a 1 followed in such slots
    seen_at: np.ndarray  # hash of SHORTEST bytes → where they were last seen
    trust: np.ndarray  # length of a repeat → how often its next bit is right
    weights: np.ndarray  # sets × rows × inputs
    refined: np.ndarray  # last two bytes, hashed × log-odds in steps of 128 → what really followed
    hashes: np.ndarray  # the contexts
    buckets: np.ndarray  # where their slots are
    inputs: np.ndarray  # the log-odds that they predict
    rows: np.ndarray  # the row of weights in use, one a set
    outputs: np.ndarray  # the log-odds that each set makes of the inputs


def _fresh(n: int) -> State:
    """A model that has seen nothing, with room for what n bytes can teach (at most 128 MB)."""
    n_buckets = 1 << min(max(n.bit_length(), 8), 21)
    levels = np.repeat(np.arange(32) * 2048 + 1024, 32) << 10
    steps = SQUASH[(128 * np.arange(33) - 2048).clip(-FAR, FAR) + FAR]
    return State(np.zeros(16 * n_buckets, np.int32), np.tile(levels, (N, 1)), np.zeros(1 << 18, np.int32),
                 np.full(LONGEST + 1, ONE * 3 // 4), np.full((SETS, 256, N + 2), ONE // 3),
                 np.tile(steps.astype(np.int32), (ONE, 1)), *(np.zeros(k, np.int64) for k in (N, N, N + 2, SETS, SETS)))


@fast
def _hash(h, value):
    h = (h + value + 1) * ODD & TOP
    return h ^ h >> 15


@fast
def _set_contexts(text, i, word, last_word, hashes):
    """Hash the contexts of byte i."""
    h, c = 0, 0
    for order in range(1, 7):
        h = _hash(h, int(text[i - order]) if i >= order else 0)
        if order != 5:
            hashes[c] = h
            c += 1
    hashes[N_ORDERS] = word
    hashes[N_ORDERS + 1] = _hash(last_word, word)


@fast
def _bucket(slots, h):
    """The bucket of a hashed context: its own, or a fresh one in place of the less used of two."""
    here, check = (h & len(slots) // 16 - 1) * 16, h >> 1
    other = here ^ 16
    if slots[here] == check:
        return here
    if slots[other] == check:
        return other
    if int(slots[other + 1]) & 1023 < int(slots[here + 1]) & 1023:
        here = other
    slots[here] = check
    for node in range(1, 16):
        slots[here + node] = FRESH
    return here


@fast
def _find(slots, hashes, buckets, use, byte):
    """Find the buckets of all contexts for half a byte; the number of the longest order seen before."""
    known = 0
    for c in range(N):
        if use[c]:
            buckets[c] = _bucket(slots, _hash(_hash(hashes[c], byte), c))
            if c < N_ORDERS and int(slots[buckets[c] + 1]) & 1023:
                known = c + 1
    return known


@fast
def _predict(slots, histories, buckets, inputs, use, node):
    """What each context predicts, as log-odds: its own estimate, or what followed such estimates and last four bits."""
    for c in range(N):
        if use[c]:
            slot = int(slots[buckets[c] + node])
            p = slot >> 15
            if use[HISTORIES]:
                p = histories[c, slot >> 26 << 5 | slot >> 10 & 31] >> 10
            inputs[c] = STRETCH[p >> 4] if slot & 1023 else 0


@fast
def _update(slots, histories, buckets, use, node, bit):
    """Move what the contexts have counted towards the bit."""
    target = bit * (ONE - 1)
    for c in range(N):
        if use[c]:
            place = buckets[c] + node
            slot = int(slots[place])
            p, history, count = slot >> 15, slot >> 10 & 31, slot & 1023
            kind = slot >> 26 << 5 | history
            seen = histories[c, kind]
            histories[c, kind] += ((target - (seen >> 10)) * SHARE[seen & 1023] >> 16 << 10) + ((seen & 1023) < COUNT)
            p += (target - p) * SHARE[count] >> 16
            history = 2 * history + bit
            if history > 31:
                history = history & 15 | 16
            slots[place] = p << 15 | history << 10 | min(count + 1, COUNT)


@fast
def _mix(weights, rows, inputs, outputs):
    r"""Mixed log-odds: :math:`\sum_i w_i x_i` for each set of weights, and the mean of the sets."""
    total = 0
    for s in range(SETS):
        w, x = weights[s, rows[s]], 0
        for i in range(N + 2):
            x += w[i] * inputs[i]
        outputs[s] = min(max(x >> 16, -FAR), FAR)
        total += outputs[s]
    return total // SETS


@fast
def _learn(weights, rows, inputs, outputs, bit, rate):
    r"""One gradient step on the code length in each set: :math:`w_i \mathrel{+}= \eta\, x_i (bit - p)`."""
    for s in range(SETS):
        w, step = weights[s, rows[s]], (bit * ONE - SQUASH[outputs[s] + FAR]) * rate
        for i in range(N + 2):
            w[i] += inputs[i] * step + (1 << 17) >> 18


@fast
def _repeat(text, i, seen_at, match, length):
    """After byte i: where the text that was like the last bytes goes on, and how many bytes were alike."""
    h = 0
    for k in range(SHORTEST):
        h = _hash(h, int(text[i - k]))
    h >>= 14
    if length:
        match, length = match + 1, min(length + 1, LONGEST)
    else:
        match = int(seen_at[h])
        while length < min(match, LONGEST) and text[match - length - 1] == text[i - length]:
            length += 1
    seen_at[h] = i + 1
    return match, length


@fast
def _run(text, code, decoding, use, state):
    """Code text, or read it back from code; the number of bytes of code."""
    slots, histories, seen_at, trust, weights, refined, hashes, buckets, inputs, rows, outputs = state
    low, high, value, at = 0, TOP, 0, 0
    word, last_word, last, match, length = 0, 0, 0, 0, 0
    inputs[BIAS] = 256
    if decoding:
        for k in range(4):
            value = value << 8 | int(code[k])
    for i in range(len(text)):
        _set_contexts(text, i, word, last_word, hashes)
        byte, node, known, rate = 1, 1, 0, 4 + (1 << 15) // (i + 1024)
        for k in range(8):
            if k == 0 or k == 4:
                known, node = _find(slots, hashes, buckets, use, byte), 1
            _predict(slots, histories, buckets, inputs, use, node)
            if length and int(text[match]) + 256 >> 8 - k != byte:
                length = 0
            guess = int(text[match]) >> 7 - k & 1 if length else 0
            inputs[MATCH] = (2 * guess - 1) * STRETCH[trust[length] >> 4] if length else 0
            if use[WEIGHT_SETS]:
                rows[0] = 8 * (4 * known + (length > 0) + (length > 15) + (length > 31)) + k
                rows[1], rows[2] = byte, last
            x = _mix(weights, rows, inputs, outputs)
            p, column, fraction, row = SQUASH[x + FAR], x + 2048 >> 7, x + 2048 & 127, last << 8 | byte
            if use[REFINEMENT]:
                near = int(refined[row, column]) * (128 - fraction) + int(refined[row, column + 1]) * fraction >> 7
                p = p + near >> 1
            middle = low + ((high - low) * min(max(p, 16), ONE - 16) >> 16)
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
                low, high, at = low << 8 & TOP, high << 8 & TOP | 255, at + 1
            _update(slots, histories, buckets, use, node, bit)
            _learn(weights, rows, inputs, outputs, bit, rate)
            if use[REFINEMENT]:
                refined[row, column + (fraction >> 6)] += bit * (ONE - 1) - int(refined[row, column + (fraction >> 6)]) >> 6
            if length:
                trust[length] += int(bit == guess) * (ONE - 1) - trust[length] >> 6
                if bit != guess:
                    length = 0
            byte, node = 2 * byte + bit, 2 * node + bit
        if decoding:
            if at + 4 > len(code):
                return at + 1
            text[i] = byte & 255
        last = byte & 255
        lower = last | 32
        if 97 <= lower <= 122 or lower >= 160:
            word = _hash(word, lower)
        elif word:
            last_word, word = word, 0
        if use[MATCH] and i + 1 >= SHORTEST:
            match, length = _repeat(text, i, seen_at, match, length)
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
