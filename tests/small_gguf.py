"""A writer of tiny files in the format GGUF, for the tests: floats, four bits, eight bits."""

import struct

import numpy as np

KINDS = {"floats": 0, "four": 3, "eight": 8}


def word(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def value(x) -> bytes:
    """A value with the code of its kind in front."""
    if isinstance(x, str):
        return struct.pack("<I", 8) + word(x)
    if isinstance(x, list):
        inner = [value(one) for one in x]
        return struct.pack("<I", 9) + inner[0][:4] + struct.pack("<Q", len(x)) + b"".join(one[4:] for one in inner)
    return struct.pack("<If", 6, x) if isinstance(x, float) else struct.pack("<II", 4, x)


def four_bits(scale, low, digits) -> bytes:
    """One block: the digits 0 … 31, each from 0 to 15."""
    return np.array([scale, low], "<f2").tobytes() + bytes(a | b << 4 for a, b in zip(digits[:16], digits[16:],
                                                                                    strict=True))


def eight_bits(scale, digits) -> bytes:
    return np.array([scale], "<f2").tobytes() + np.array(digits, "i1").tobytes()


def file(about: dict, tables: dict[str, tuple[str, tuple[int, ...], bytes]], version: int = 3) -> bytes:
    """A whole file; a table is (kind, shape as in numpy, bytes)."""
    head = b"GGUF" + struct.pack("<IQQ", version, len(tables), len(about))
    head += b"".join(word(name) + value(x) for name, x in about.items())
    body = b""
    for name, (kind, shape, raw) in tables.items():
        head += word(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape[::-1])
        head += struct.pack("<IQ", KINDS.get(kind, 99), len(body))
        body += raw + bytes(-len(raw) % 32)
    return head + bytes(-len(head) % 32) + body
