r"""From predictions to bits: arithmetic coding by hand, and an arithmetic coder for messages of any length.

Knows how to turn a model's predictions into a code and back, exactly. Does not know where predictions come from: a
model is any callable from the symbols so far to positive integer frequencies (:mod:`skbook.frequencies` has two, and
says how to make one fast). Written to be read; for gigabytes take the library ``constriction``. The prefix codes of
:mod:`skbook.prefix_codes` can be had from here, too. Serves chapter 2.

A message is an interval, each symbol narrows it to its share, and the code is a number in it. Of the interval's lower
end only a window of 64 bits is at hand. The width is held at 2⁴⁸ or more of the window's units, and totals are 2¹⁶ or
less, so rounding loses at most a share 2⁻³² of the width a symbol, 1.44 · 2⁻³² bits. That is less than one bit for
every message up to 2³¹ symbols, and so the code bytes stay within ⌈(ideal bits + 2) / 8⌉. In a window of 32 bits that
is emptied by bytes the same bound is 1.44 · 2⁻⁸ bits a symbol, one bit every 177 symbols.
Rounding also shifts the interval, so the bytes may part, beyond the window, from the number of :func:`shortest_binary`.
"""

import struct
import zlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import index

import numpy as np

from skbook.checks import whole
from skbook.frequencies import Adaptive, PrefixTable, Static, quantise
from skbook.prefix_codes import huffman, kraft_sum, prefix_code

__all__ = ["Adaptive", "Static", "decode", "encode", "huffman", "interval", "kraft_sum", "prefix_code", "quantise",
           "shortest_binary"]

WINDOW = 64  # bits of the lower end at hand
DIGIT = 16  # bits that leave the window at a time
NARROW = 1 << (WINDOW - DIGIT)  # a width below this has room for one more digit
CRC_BYTES = 4

Model = Callable[[list[int]], Sequence[int]]


def interval(symbols, model: Model) -> tuple[Fraction, Fraction]:
    r"""Arithmetic coding by hand: the exact interval that belongs to a message, as (low, width).

    .. math:: \text{low} \mathrel{+}= \text{width}\cdot\tfrac{\text{start}}{F}, \qquad
              \text{width} \mathrel{\times}= \tfrac{f}{F}, \qquad \text{width}_n = q(x_{1:n})

    Parameters
    ----------
    symbols : whole numbers, the message.
    model : callable from the symbols so far to the frequencies f of the next, with total F.

    Raises
    ------
    ValueError
        If a symbol is no whole number or unknown to the model, or the frequencies are not valid.

    Examples
    --------
    >>> interval([0, 1], Static([3, 1]))
    (Fraction(9, 16), Fraction(3, 16))
    """
    symbols, table = _message(symbols, model), _table(model)
    low, width = Fraction(0), Fraction(1)
    for symbol in symbols:
        total = table.total
        start, frequency = table.span(symbol)
        low += width * Fraction(start, total)
        width *= Fraction(frequency, total)
    return low, width


def shortest_binary(low: Fraction, width: Fraction) -> str:
    r"""The shortest bit string all of whose continuations, read as 0.b₁b₂…, lie in [low, low + width).

    .. math:: \text{length} \le \lceil -\log_2 \text{width} \rceil + 1

    Of several of that length, the smallest. Words found so for disjoint intervals form a prefix code.

    Parameters
    ----------
    low, width : fractions with 0 ≤ low, 0 < width, low + width ≤ 1.

    Raises
    ------
    ValueError
        If the interval is empty or leaves [0, 1].

    Examples
    --------
    >>> shortest_binary(Fraction(9, 16), Fraction(3, 16))
    '101'
    """
    low, width = Fraction(low), Fraction(width)
    if not (0 <= low and 0 < width and low + width <= 1):
        raise ValueError(f"[{low}, {low} + {width}) is no interval in [0, 1); take low and width from interval().")
    length = max(0, width.denominator.bit_length() - width.numerator.bit_length() - 1)  # 2**-length must not exceed it
    while True:
        number = -(-low * 2**length // 1)  # rounded up: the first cylinder that does not begin before low
        if number + 1 <= (low + width) * 2**length:
            return f"{number:0{length}b}" if length else ""
        length += 1


def encode(symbols, model: Model) -> bytes:
    r"""Arithmetic code of a message, followed by a CRC-32 of its length and symbols.

    .. math:: \text{code bytes} \le \lceil (-\log_2 q(x_{1:n}) + 2) / 8 \rceil

    Parameters
    ----------
    symbols : n whole numbers; a list, ``bytes`` or a NumPy array of ints. May be empty.
    model : callable from the symbols so far (a list of ints) to positive integer frequencies of the next, total at
        most 2¹⁶; :class:`Static` and :class:`Adaptive` are quick.

    Raises
    ------
    ValueError
        If a symbol is no whole number or unknown to the model, or the frequencies are not valid.

    Examples
    --------
    >>> data = encode([0, 0, 1, 0], Static([3, 1]))
    >>> len(data), data[:1].hex()
    (5, '6c')

    Source: Witten, Neal and Cleary, Arithmetic coding for data compression, Communications of the ACM 30 (1987).
    """
    symbols, table = _message(symbols, model), _table(model)
    low, width, digits = 0, 1 << WINDOW, []
    for symbol in symbols:
        total = table.total
        start, frequency = table.span(symbol)
        unit = width // total
        low += unit * start
        width = unit * frequency
        if width < NARROW:
            digits.append(low >> (WINDOW - DIGIT))  # may have a 17th bit, a carry: _carried() takes it left
            low = (low & (NARROW - 1)) << DIGIT
            width <<= DIGIT
    n_bits = DIGIT * len(digits) + WINDOW
    return _shortest_bytes(_carried(digits, low), width, n_bits) + _checksum(symbols)


def decode(data: bytes, n: int, model: Model) -> list[int]:
    """The n symbols that :func:`encode` turned into ``data`` with the same model; anything else is refused.

    Parameters
    ----------
    data : what encode returned, all of it.
    n : how many symbols were encoded.
    model : the model that encode used.

    Returns
    -------
    The message, a list of ints.

    Raises
    ------
    ValueError
        If data is truncated, damaged or followed by more bytes, if n or the model is not the encoder's, or if encode
        would have written other bytes for the same message.

    Examples
    --------
    >>> decode(encode([0, 0, 1, 0], Static([3, 1])), 4, Static([3, 1]))
    [0, 0, 1, 0]
    """
    code, crc = _split(data)
    symbols, low, width, n_bits = _read(code, whole(n, "n", 0, 2**31), _table(model))
    if _checksum(symbols) != crc:
        raise ValueError(f"Wrong checksum: the symbols read are not those that were written. {CURE}")
    if _shortest_bytes(low, width, n_bits) != code:
        raise ValueError(f"Not a code that encode() writes: the same symbols have another code. {CURE}")
    return symbols


CURE = "Pass the whole of what encode() returned, with the same n and the same model."


def _read(code: bytes, n: int, table) -> tuple[list[int], int, int, int]:
    """The symbols, and the interval that the encoder had reached with them: low and width in units of 2**-n_bits."""
    padded = code + bytes(WINDOW // 8 + len(code) % 2)  # every continuation of the code is free; we take zeros
    digits, read = struct.unpack(f">{len(padded) // 2}H", padded), WINDOW // DIGIT
    offset, width, symbols = int.from_bytes(padded[: WINDOW // 8], "big"), 1 << WINDOW, []
    for _ in range(n):  # offset: how far the code lies above the encoder's low
        total = table.total
        unit = width // total
        if offset >= unit * total:
            raise ValueError(f"Damaged data: no symbol has the code's place at position {len(symbols)}. {CURE}")
        symbol, start, frequency = table.find(offset // unit)
        symbols.append(symbol)
        offset -= unit * start
        width = unit * frequency
        if width < NARROW:
            if read == len(digits):
                raise ValueError(f"Truncated data, or n too large: the code ends before symbol {len(symbols)}. {CURE}")
            offset, width, read = offset << DIGIT | digits[read], width << DIGIT, read + 1
    return symbols, int.from_bytes(padded[: 2 * read], "big") - offset, width, DIGIT * read


def _shortest_bytes(low: int, width: int, n_bits: int) -> bytes:
    """As :func:`shortest_binary`, in whole bytes; low and width are in units of 2**-n_bits."""
    for n_bytes in range((n_bits - WINDOW) // 8, n_bits // 8 + 1):  # the digits that have left the window are needed
        step = n_bits - 8 * n_bytes
        number = -(-low >> step)
        if (number + 1) << step <= low + width:
            return number.to_bytes(n_bytes, "big")


def _carried(digits: list[int], low: int) -> int:
    """The whole lower end: digits that may hold 17 bits, the window behind them, carries added as in school."""
    carry = low >> WINDOW
    for i in range(len(digits) - 1, -1, -1):
        digits[i] += carry
        carry, digits[i] = digits[i] >> DIGIT, digits[i] & (1 << DIGIT) - 1
    left = int.from_bytes(struct.pack(f">{len(digits)}H", *digits), "big")
    return left << WINDOW | low & (1 << WINDOW) - 1


def _checksum(symbols: list[int]) -> bytes:
    """CRC-32 of the count (8 bytes) and the symbols (2 bytes each), little end first."""
    crc = zlib.crc32(np.array(symbols, "<u2").tobytes(), zlib.crc32(len(symbols).to_bytes(8, "little")))
    return crc.to_bytes(CRC_BYTES, "little")


def _table(model):
    """The model's own table if it has one, else one that asks the callable."""
    if hasattr(model, "start"):
        return model.start()
    if not callable(model):
        raise ValueError(f"model is {model!r:.60}; it must be callable, such as Static([3, 1]) or Adaptive(27).")
    return PrefixTable(model)


def _message(symbols, model) -> list[int]:
    """The symbols as ints that the model can know."""
    try:
        symbols = list(map(index, symbols))
    except TypeError:
        raise ValueError(f"symbols must be whole numbers, got {symbols!r:.60}; number the letters first.") from None
    known = getattr(model, "n_symbols", 2**16)
    if symbols and not (min(symbols) >= 0 and max(symbols) < known):
        at = next(i for i, symbol in enumerate(symbols) if not 0 <= symbol < known)
        raise ValueError(f"symbol {symbols[at]} at position {at} is unknown: the model has symbols 0 to {known - 1}.")
    return symbols


def _split(data) -> tuple[bytes, bytes]:
    if not isinstance(data, bytes | bytearray | memoryview):
        raise ValueError(f"data must be bytes, got {type(data).__name__}; pass what encode() returned.")
    data = bytes(data)
    if len(data) < CRC_BYTES:
        raise ValueError(f"Truncated data: {len(data)} bytes cannot hold the {CRC_BYTES} bytes of the checksum. {CURE}")
    return data[:-CRC_BYTES], data[-CRC_BYTES:]


