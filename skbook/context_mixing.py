r"""A strong compressor on a few pages: many contexts predict the next bit, and a mixer learns whom to believe.

Each context (the last 1, 2, 3, 4 or 6 bytes, the word so far, that and the word before) remembers what followed it.
The predictions are mixed (:mod:`skbook.logistic_mixing`), and an arithmetic coder makes bytes of the mixed probability,
in units of 1/65536. The decoder runs the same loop, so it knows the probability before it reads the bit. All numbers
are whole: every machine writes the same bytes, and numba only makes them come sooner. Serves chapter 3.
"""

import struct
import zlib
from collections.abc import Collection

import numpy as np

from skbook.logistic_mixing import FAR, ONE, SQUASH, fast, learn, mix, squash, stretch

CONTEXTS = ("order 1", "order 2", "order 3", "order 4", "order 6", "word", "two words")
PARTS = (*CONTEXTS, "match", "histories", "weight sets", "refinement")
WORD, TWO_WORDS, MATCH, HISTORIES, WEIGHT_SETS, REFINEMENT = range(5, len(PARTS))
INPUTS = MATCH + 1  # one from every context, the last from the match
TOP, ODD = (1 << 32) - 1, 0x2F0B4C47  # 32 ones; odd, to multiply hashes without loss, and below 2³⁰, to stay below 2⁶³
NEW = ONE // 2 << 15 | 1 << 10  # a slot that has seen nothing: probability 1/2, no last bits (a 1 leads them), count 0
COUNT, MEMORY = 1023, 255  # the mask of a count; an estimate is the mean of so many bits, then slowly forgets
SHARE = np.array([2 * ONE // (2 * n + 3) for n in range(MEMORY + 1)])  # of the newest in n + 1 bits: 1 / (n + 3/2)
STEPS = SQUASH[np.arange(-2048, 2049, 256).clip(-FAR, FAR) + FAR]
BUCKETS, LONGEST = 21, 32  # at most 2²¹ buckets of 64 bytes; longer repeats are not told apart
PAST, AHEAD = 8, 40  # zeros before the text for its first contexts; zeros behind the code for its decoder


@fast
def _hash(h, value):
    h = (h + int(value) + 1) * ODD & TOP
    return h ^ h >> 15


@fast
def _bucket(slots, h):
    """The place of a hashed context: its own bucket, or a new one instead of the less used of two."""
    check, here = h >> 1, (h & len(slots) // 16 - 1) * 16
    for place in (here, here ^ 16):
        if slots[place] == check:
            return place
    if slots[here ^ 16 | 1] & COUNT < slots[here | 1] & COUNT:
        here ^= 16
    slots[here] = check
    slots[here + 1:here + 16] = NEW
    return here


@fast
def _predict(slots, buckets, node, histories, use, inputs):
    """The log-odds of each context: its estimate, or what followed its kind (estimate in 32 steps, and last bits)."""
    for c in range(MATCH):
        slot = int(slots[buckets[c] + node])
        p = histories[c, slot >> 26 << 5 | slot >> 10 & 31] if use[HISTORIES] else slot >> 15
        inputs[c] = stretch(p) * use[c]


@fast
def _remember(slots, buckets, node, histories, bit):
    """Move all estimates towards the bit, and append it to the last four of each context."""
    for c in range(MATCH):
        slot = int(slots[buckets[c] + node])
        p, last, count, kind = slot >> 15, slot >> 10 & 31, slot & COUNT, slot >> 26 << 5 | slot >> 10 & 31
        histories[c, kind] += bit * (ONE - 1) - histories[c, kind] >> 7
        p += (bit * (ONE - 1) - p) * SHARE[count] >> 16
        slots[buckets[c] + node] = p << 15 | (2 * last + bit & 31 | last & 16) << 10 | min(count + 1, MEMORY)


@fast
def _repeat(text, i, h, stood, match, length):
    """Where an earlier text like the one before byte i goes on, and how many bytes were alike."""
    if length:
        match, length = match + 1, min(length + 1, LONGEST)
    else:
        match = int(stood[h >> 14])
        while length < min(match, LONGEST) and text[match - length - 1] == text[i - length - 1]:
            length += 1
    stood[h >> 14] = i
    return match, length


@fast
def _run(text, code, decoding, use, slots, weights):
    """Code the text, or fill it from its code: the model and the coder, bit by bit; the number of bytes of code."""
    histories = np.zeros((MATCH, 1024), np.int64) + np.arange(1024) // 32 * 2048 + 1024  # by kind: how often 1 followed
    refined = np.zeros((256, 256, 17), np.int64) + STEPS  # by last byte, bits so far and step of log-odds: likewise
    trust = np.full(LONGEST + 1, ONE * 3 // 4)  # by length of a repeat: how often its next bit is right
    stood = np.zeros(1 << 18, np.int32)  # by hash of 7 bytes: where they last ended
    hashes, buckets, inputs = np.zeros(MATCH, np.int64), np.zeros(MATCH, np.int64), np.zeros(INPUTS, np.int64)
    low, high, value, at, word, before, match, length = 0, TOP, 0, 0, 0, 0, 0, 0
    for k in range(4):
        value = value << 8 | int(code[k])
    for i in range(PAST, len(text)):
        h, byte, node, known, rate = 0, 1, 1, 0, 2 + (1 << 15) // (i + 1024)  # the first steps are large
        for order in range(1, 7):
            h = _hash(h, text[i - order])
            hashes[min(order, 5) - 1] = h  # order 6 takes the place of order 5, which adds little to 4
        hashes[WORD], hashes[TWO_WORDS] = word, _hash(before, word)
        if use[MATCH]:  # of 7 bytes or more: most repeats of fewer are chance
            match, length = _repeat(text, i, _hash(h, text[i - 7]), stood, match, length)
        for k in range(8):
            if k % 4 == 0:
                node, known = 1, 0  # known: how many of the orders have been here before
                for c in range(MATCH):  # looks at all buckets once, so that memory fetches them together: 1/10 faster
                    buckets[c] = _hash(_hash(hashes[c] * use[c], byte), c)
                    inputs[c] = slots[(buckets[c] & len(slots) // 16 - 1) * 16]
                for c in range(MATCH):
                    buckets[c] = _bucket(slots, buckets[c])
                    known = c + 1 if c < WORD and slots[buckets[c] | 1] & COUNT and use[c] else known
            _predict(slots, buckets, node, histories, use, inputs)
            guess = int(text[match]) >> 7 - k & 1
            inputs[MATCH] = (2 * guess - 1) * stretch(trust[length]) if length else 0
            by_known = weights[0, (known << 5 | min(length, 31) // 8 << 3 | k) * use[WEIGHT_SETS]]
            by_bits = weights[1, byte * use[WEIGHT_SETS]]
            x_known, x_bits = mix(by_known, inputs), mix(by_bits, inputs)
            x = x_known + x_bits >> 1
            p, step, part = squash(x), x + 2048 >> 8, x + 2048 & 255
            seen = refined[text[i - 1], byte]
            if use[REFINEMENT]:
                p = p + (seen[step] * (256 - part) + seen[step + 1] * part >> 8) >> 1
            middle = low + ((high - low) * min(max(p, 16), ONE - 16) >> 16)
            bit = int(value <= middle) if decoding else int(text[i]) >> 7 - k & 1
            low, high = (low, middle) if bit else (middle + 1, high)
            while low >> 24 == high >> 24:  # a byte of the code is settled (to the decoder it is no news)
                code[at] = low >> 24
                value = value << 8 & TOP | int(code[at + 4])
                low, high, at = low << 8 & TOP, high << 8 & TOP | 255, at + 1
            _remember(slots, buckets, node, histories, bit)
            learn(by_known, inputs, x_known, bit, rate)
            learn(by_bits, inputs, x_bits, bit, rate)
            seen[step + part // 128] += bit * (ONE - 1) - seen[step + part // 128] >> 7
            right = int(bit == guess)
            trust[length] += right * (ONE - 1) - trust[length] >> 6
            length, byte, node = length * right, 2 * byte + bit, 2 * node + bit
        text[i] = byte & 255
        if at > len(code) - AHEAD:  # more was read than there is
            break
        if 97 <= text[i] | 32 <= 122 or text[i] >= 128:  # a letter, or part of one
            word = _hash(word, text[i] | 32)
        elif word:
            word, before = 0, word
    code[at] = (low >> 24) + 1  # one byte more, and the code lies between low and high whatever follows
    return at + 1


def compress(data: bytes, parts: Collection[str] = PARTS) -> bytes:
    r"""The code of data, about :math:`-\sum \log_2 p(bit)` bits, and 10 bytes of parts, length and CRC-32.

    What is left out of ``parts`` predicts nothing. ``ValueError`` if there is no such part or data are not bytes.

    >>> len(compress(b"to be or not to be, " * 20)), len(compress(b"to be or not to be, " * 20, ["order 1"]))
    (29, 87)
    """
    return _compress(data, parts)[0]


def weights(data: bytes, parts: Collection[str] = PARTS) -> dict[str, np.ndarray]:
    """What the mixer has learnt by the end of data: the mean weight of each input when 0, 1, … 5 orders are known.

    >>> weights(b"to be or not to be, " * 20)["order 2"].shape
    (6,)
    """
    rows = _compress(data, parts)[1][0, :6 * 32].reshape(6, 32, INPUTS) / ONE
    used = (rows != ONE // 3 / ONE).any(-1, keepdims=True)  # the others have never moved
    return dict(zip(PARTS[:INPUTS], ((rows * used).sum(1) / used.sum(1).clip(1)).T, strict=True))


def _compress(data, parts):
    if not isinstance(data, bytes | bytearray | memoryview) or not set(parts) <= set(PARTS):
        raise ValueError(f"the mixer takes bytes, not {type(data).__name__}, and of its parts {', '.join(PARTS)}.")
    head = struct.pack("<HI", sum(1 << PARTS.index(part) for part in set(parts)), len(data := bytes(data)))
    text = np.frombuffer(bytes(PAST) + data, np.uint8).astype(np.int16)
    code = np.zeros(32 * len(data) + AHEAD + 1, np.uint8)  # at worst 4 bytes a bit; untouched, they cost nothing
    n = _run(text, code, False, *(model := _fresh(head)))
    return head + code[:n].tobytes() + struct.pack("<I", zlib.crc32(head + data)), model[-1]


def decompress(code: bytes) -> bytes:
    """What :func:`compress` was given; ``ValueError`` if the code is damaged, cut off or followed by more.

    >>> decompress(compress(b"to be or not to be"))
    b'to be or not to be'
    """
    head, n = code[:6], int.from_bytes(code[2:6], "little")
    if 10 < len(code) > n // 4096:  # no byte costs less than 1/355 bit, so that more must be damage
        text = np.zeros(PAST + n, np.int16)
        body = np.frombuffer(bytearray(code[6:-4] + bytes(AHEAD)), np.uint8)
        read = _run(text, body, True, *_fresh(head))
        data = text[PAST:].astype(np.uint8).tobytes()
        if read + AHEAD == len(body) and struct.pack("<I", zlib.crc32(head + data)) == code[-4:]:
            return data
    raise ValueError(f"these {len(code)} bytes are damaged or no whole code of the mixer: compress the original again.")


def _fresh(head: bytes) -> tuple[np.ndarray, ...]:
    """The parts in use; slots, in each bucket a check and the tree of half a byte; weights by set, row and input."""
    flags, n = struct.unpack("<HI", head)
    slots = np.zeros(16 << min(n.bit_length() + 1, BUCKETS), np.int32)
    return flags >> np.arange(len(PARTS)) & 1, slots, np.full((2, 256, INPUTS), ONE // 3)
