"""Real compressors behind one function, as upper bounds on description length, and a distance made from them.

Knows zlib, bz2 and lzma from Python's standard library, and zstd and brotli where the extra ``compressors`` is
installed, each at its strongest setting. A compressed file is a program for its decompressor, so its size bounds the
length of the shortest description from above, up to the size of the decompressor; nothing here bounds it from below.
Serves the chapter *Kolmogorov complexity*. Sizes can differ by a few bytes between versions of a library.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Sequence

import numpy as np

EXTRA = {"zstd": "zstandard", "brotli": "brotli"}
STRONGEST = 9 | lzma.PRESET_EXTREME


def _lzma(data: bytes) -> bytes:
    """In the old container, whose header has 13 bytes: that of .xz has more, and a checksum."""
    window = max(4096, 1 << (len(data) - 1).bit_length())  # as far back as there is anything: 30 times faster for 1 kB
    chain = [{"id": lzma.FILTER_LZMA1, "preset": STRONGEST, "dict_size": min(window, 1 << 28)}]
    return lzma.compress(data, format=lzma.FORMAT_ALONE, filters=chain)


def _zstd():
    import zstandard

    return zstandard.ZstdCompressor(level=22).compress, zstandard.ZstdDecompressor().decompress


def _brotli():
    import brotli

    return (lambda data: brotli.compress(data, quality=11, lgwin=24)), brotli.decompress


_CODERS: dict[str, Callable[[], tuple[Callable, Callable]]] = {
    "zlib": lambda: (lambda data: zlib.compress(data, 9), zlib.decompress),
    "bz2": lambda: (lambda data: bz2.compress(data, 9), bz2.decompress),
    "lzma": lambda: (_lzma, lzma.decompress),
    "zstd": _zstd,
    "brotli": _brotli,
}
METHODS = tuple(_CODERS)
STANDARD = ("zlib", "bz2", "lzma")  # everywhere where Python is


def _coder(method: str) -> tuple[Callable, Callable]:
    if method not in METHODS:
        raise ValueError(f"there is no compressor {method!r}; choose from {', '.join(METHODS)}.")
    try:
        return _CODERS[method]()
    except ImportError as error:
        raise ImportError(f"{method} needs the package {EXTRA[method]}: pip install 'skbook[compressors]'") from error


def compress(data: bytes, method: str) -> bytes:
    """Compress with the strongest setting of ``method``.

    Raises
    ------
    ValueError
        If ``data`` is not bytes, or there is no such method.
    ImportError
        If the method needs a package that is not installed; the message names the extra.

    Examples
    --------
    >>> len(compress(b"01" * 5000, "zlib")) < 50
    True
    """
    return _coder(method)[0](_bytes(data))


def decompress(data: bytes, method: str) -> bytes:
    """What :func:`compress` was given.

    Raises
    ------
    ValueError
        If the data are damaged, cut off, or not made by this method.

    Examples
    --------
    >>> decompress(compress(b"to be or not to be", "lzma"), "lzma")
    b'to be or not to be'
    """
    undo, data = _coder(method)[1], _bytes(data)
    try:
        if not len(data):  # bz2 would take it for a whole file of nothing
            raise EOFError("there are no bytes")
        return undo(data)
    except Exception as error:  # each library has errors of its own
        raise ValueError(f"these {len(data)} bytes are no whole {method} file ({error}): compress the original "
                         "again.") from None


def size_bits(data: bytes, method: str) -> int:
    """Length of the compressed file in bits.

    >>> size_bits(b"", "zlib")
    64
    """
    return 8 * len(compress(data, method))


def bits_per_byte(data: bytes, method: str) -> float:
    r"""Compressed bits for each byte of the original, :math:`8\,|C(x)| / |x|`; above 8 where compressing fails.

    Raises
    ------
    ValueError
        If there are no data, or as :func:`compress`.

    Examples
    --------
    >>> bits_per_byte(b"a" * 1000, "bz2") < 0.5 < 8 < bits_per_byte(b"a", "bz2")
    True
    """
    if not len(_bytes(data)):
        raise ValueError("bits_per_byte() needs at least one byte of data: nothing has no rate.")
    return size_bits(data, method) / len(data)


def ncd(x: bytes, y: bytes, method: str) -> float:
    r"""Normalised compression distance: near 0 when each text helps to compress the other, near 1 when neither does.

    .. math:: \mathrm{NCD}(x, y) = \frac{C(xy) - \min\{C(x), C(y)\}}{\max\{C(x), C(y)\}}

    A compressor that looks back only so far (zlib: 32 kB) cannot see x any more when it reads the end of a longer y.

    Raises
    ------
    ValueError
        If a text is empty, or as :func:`compress`.

    Examples
    --------
    >>> x, y = b"all human beings are born free " * 9, bytes(range(256))
    >>> ncd(x, x, "zlib") < 0.2 < 0.8 < ncd(x, y, "zlib")
    True

    Source: Cilibrasi and Vitányi, Clustering by compression, IEEE Trans. Information Theory 51 (2005).
    """
    return _distance(len(compress(_bytes(x) + _bytes(y), method)), *(_length(text, method) for text in (x, y)))


def distances(texts: Sequence[bytes], method: str) -> np.ndarray:
    """The normalised compression distance of every pair, the earlier text first; 0 on the diagonal.

    Returns
    -------
    symmetric array, shape (texts, texts).

    >>> distances([b"abc" * 20, b"abc" * 30, b"xyz" * 30], "zlib").round(1).shape
    (3, 3)
    """
    alone = [_length(text, method) for text in texts]
    found = np.zeros((len(texts), len(texts)))
    for j, y in enumerate(texts):
        for i, x in enumerate(texts[:j]):
            both = len(compress(x + y, method))
            found[i, j] = found[j, i] = _distance(both, alone[i], alone[j])
    return found


def _length(text: bytes, method: str) -> int:
    if not len(_bytes(text)):
        raise ValueError("the distance needs two texts with at least one byte each.")
    return len(compress(text, method))


def _distance(both: int, one: int, other: int) -> float:
    return (both - min(one, other)) / max(one, other)


def _bytes(data) -> bytes:
    if not isinstance(data, bytes | bytearray | memoryview):
        raise ValueError(f"compressors work on bytes, got {type(data).__name__}: encode a text first, "
                         'such as text.encode("utf-8").')
    return bytes(data)
