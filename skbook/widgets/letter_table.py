"""A letter model as a short text: the form in which it travels in a page.

Knows one format. Rows stand in order of length of context, then of the alphabet, with commas between them. A row is its
context, the stake, and then each seen letter with its count; the space is written ``_``; stake and counts are powers
of two, written as their exponents A = 2⁰, B = 2¹, …; of a context that differs from the one before in its last letter
alone, only that letter is written. For example ``B_BaA,_AtC,aAbA`` has the contexts "", " " and "a".
Does not know how to thin out a model (``tools/build_letter_model.py`` does). Serves *Entropy and coding*; the
browser's reader of this format is in ``arithmetic_coding.js``.
"""

import re
from itertools import pairwise

from skbook.letters import ALPHABET, LetterModel

LEVELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ROW = re.compile("([a-z_]*)([A-Z])((?:[a-z_][A-Z])*)")


def pack(model: LetterModel) -> str:
    """Write a model whose counts and stakes are powers of two as one line of letters.

    Raises
    ------
    ValueError
        If a count or a stake is not a power of two up to 2²⁵.

    Examples
    --------
    >>> pack(LetterModel(1, {"": (2, 1, *[0] * 25, 2), "a": (0, 0, 1, *[0] * 24, 1)}))
    'B_BaA,aAbA'
    """
    contexts = sorted(model.rows, key=lambda c: (len(c), c))
    written = [after if len(before) != len(after) or before[:-1] != after[:-1] else after[-1:]
               for before, after in pairwise(["#", *contexts])]
    return ",".join(_spell(head) + _row(model.rows[c]) for head, c in zip(written, contexts, strict=True))


def unpack(table: str, order: int) -> LetterModel:
    """Read a model of the given order from its one line of letters.

    Raises
    ------
    ValueError
        If the line is not in the format: damaged or cut.

    Examples
    --------
    >>> unpack("B_BaA,aAbA", order=1).rows["a"][:4]
    (0, 0, 1, 0)
    """
    rows: dict[str, tuple[int, ...]] = {}
    context = ""
    for text in table.split(","):
        parts = _ROW.fullmatch(text)
        if not parts:
            raise ValueError(f"row {text[:20]!r} of a letter table is damaged: build it again with build_letter_model.")
        head = parts[1].replace("_", " ")
        context = context[:-1] + head if len(head) == 1 and len(context) > 1 else head
        if context in rows or len(context) > order:
            raise ValueError(f"the context {context!r} of a letter table of order {order} is out of place.")
        rows[context] = _numbers(parts[3], parts[2])
    return LetterModel(order, rows)


def _spell(letters: str) -> str:
    return letters.replace(" ", "_")


def _row(row: tuple[int, ...]) -> str:
    *counts, stake = row
    return _level(stake) + "".join(_spell(a) + _level(n) for a, n in zip(ALPHABET, counts, strict=True) if n)


def _level(n: int) -> str:
    if n < 1 or n & (n - 1) or n.bit_length() > len(LEVELS):
        raise ValueError(f"a letter table holds powers of two from 1 to 2**25, got {n}: round the counts first.")
    return LEVELS[n.bit_length() - 1]


def _numbers(seen: str, stake: str) -> tuple[int, ...]:
    counts = dict(zip(_spell_back(seen[::2]), (1 << LEVELS.index(level) for level in seen[1::2]), strict=True))
    return (*(counts.get(letter, 0) for letter in ALPHABET), 1 << LEVELS.index(stake))


def _spell_back(letters: str) -> str:
    return letters.replace("_", " ")
