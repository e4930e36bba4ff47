"""The four strings that keep the reader company: constant, periodic, Thue–Morse, random.

Each stands for a kind of order: none to speak of, a short repeat, a short rule without a repeat, and none at all.
Knows how to make them and nothing of how to describe them. Serves every chapter of the first part.
"""

import numpy as np

NAMES = ("constant", "periodic", "Thue–Morse", "random")


def thue_morse(n: int) -> str:
    """The first n symbols of the Thue–Morse sequence: symbol i is the parity of the number of ones in binary i.

    Equally: begin with 0 and append the complement of what is there, again and again. No block comes three times in
    a row.

    Examples
    --------
    >>> thue_morse(16)
    '0110100110010110'

    Source: Allouche and Shallit, The ubiquitous Prouhet–Thue–Morse sequence (1999).
    """
    return "".join(str(i.bit_count() % 2) for i in range(n))


def four_strings(n: int, rng: np.random.Generator) -> dict[str, str]:
    """The four strings with n symbols each, by name; only the last needs the generator.

    Raises
    ------
    ValueError
        If n is not a whole number from 1.

    Examples
    --------
    >>> [x[:8] for x in four_strings(8, np.random.default_rng(1)).values()][:3]
    ['00000000', '01010101', '01101001']
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 1:
        raise ValueError(f"the strings have a whole number of symbols from 1, got {n!r}.")
    tosses = "".join(map(str, rng.integers(0, 2, n)))
    return dict(zip(NAMES, ("0" * n, ("01" * n)[:n], thue_morse(int(n)), tosses), strict=True))


def pack(bits: str) -> bytes:
    """A string of 0 and 1 as bytes, eight symbols each; the last byte is filled up with zeros.

    Raises
    ------
    ValueError
        If there is another character in it.

    Examples
    --------
    >>> pack("0000000111111111").hex()
    '01ff'
    """
    if set(bits) - {"0", "1"}:
        raise ValueError(f"pack() takes a string of 0 and 1, got {bits[:20]!r}.")
    return np.packbits(np.frombuffer(bits.encode(), dtype=np.uint8) - ord("0")).tobytes()
