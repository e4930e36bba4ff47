"""Live figure *four small compressors race on your text*, and its twin in Python.

Knows four codes small enough to be followed by hand, each of which anybody can undo: runs, letter counts, letter counts
after the letter before, and the phrases of Lempel and Ziv (1978); beside them stands the text as it is. :func:`state`
and the function of the same name in ``compressor_race.js`` count in units of 2⁻²⁰ bits with integers alone and agree to
the bit. Does not know zlib and its kind (``skbook.compressors`` does). Serves *Kolmogorov complexity*.
"""

import traitlets

from skbook import plots
from skbook.four_strings import thue_morse
from skbook.letters import FRACTION_BITS, log2_fixed
from skbook.widgets.base import LiveFigure, bits, count, module, style, whole

LIMIT = 400  # bytes
CODES = ("as it is", "runs", "letter counts", "counts after a letter", "phrases")
TOSSES = ("0111001100100100110011111001000010001010010000011101011010010100010101110011"
          "1000011101100111111100110111101100000111110010101101011000111111100001101110")  # of default_rng([1, 0])
PRESETS = {"constant": "0" * 152, "periodic": "01" * 76, "Thue–Morse": thue_morse(152), "random": TOSSES,
           "English": "the cat sat on the mat and the rat sat on the cat and the bat sat on the rat and that was that"}
DEFAULT = PRESETS["English"]


def read(text: str) -> bytes:
    """The bytes of a text, UTF-8, as a browser encodes them.

    >>> read("né")
    b'n\\xc3\\xa9'
    """
    if not isinstance(text, str):
        raise ValueError(f"the race runs on a text, got {type(text).__name__}.")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def runs(data: bytes) -> list[int]:
    """Bits of every prefix when each run costs its byte and Elias's gamma code of its length, 2 ⌊log₂ r⌋ + 1 bits.

    >>> runs(b"aaaab")
    [0, 9, 11, 11, 13, 22]
    """
    costs, before, length = [0], 0, 0
    for t, byte in enumerate(data):
        if t and byte == data[t - 1]:
            length += 1
        else:
            before, length = costs[-1], 1
        costs.append(before + 8 + 2 * (length.bit_length() - 1) + 1)
    return costs


def phrases(data: bytes) -> list[int]:
    """Bits of every prefix under Lempel and Ziv's code of 1978: the longest known phrase, and one byte more.

    Phrase number k costs ⌈log₂ k⌉ bits for the phrase before it (the empty one counts) and 8 for the byte. Where the
    text ends inside a known phrase, the 8 bits fall away.

    >>> phrases(b"aaaa")
    [0, 8, 9, 17, 19]
    """
    costs, known, phrase, spent = [0], {b""}, b"", 0
    for byte in data:
        phrase += bytes([byte])
        pointer = (len(known) - 1).bit_length()
        if phrase in known:
            costs.append(spent + pointer)
        else:
            known.add(phrase)
            spent, phrase = spent + pointer + 8, b""
            costs.append(spent)
    return costs


def counts(data: bytes, order: int) -> list[int]:
    """Cost of every prefix, in units of 2⁻²⁰ bits, under forecasts from counts, as arithmetic coding would spend it.

    Order 0 gives the next byte (2c + 1) / (2t + 256), with c its count among t bytes. Order 1 gives it
    (c' + p₀) / (n' + 1), with c' its count among the n' bytes that followed the byte before, and p₀ order 0's forecast.

    >>> [cost >> 20 for cost in counts(b"aaaa", 0)]
    [0, 8, 14, 20, 25]
    """
    costs, seen, after, before = [0], {}, {}, None
    for t, byte in enumerate(data):
        top, bottom = 2 * seen.get(byte, 0) + 1, 2 * t + 256
        if order:
            row = after.setdefault(before, {})
            top, bottom = row.get(byte, 0) * bottom + top, (sum(row.values()) + 1) * bottom
            row[byte] = row.get(byte, 0) + 1
        costs.append(costs[-1] + log2_fixed(bottom) - log2_fixed(top))
        seen[byte], before = seen.get(byte, 0) + 1, byte
    return costs


def state(text: str, step: int) -> dict:
    """Everything that the figure shows after ``step`` bytes of ``text``; costs in units of 2⁻²⁰ bits.

    Raises
    ------
    ValueError
        If the text is not a string or ``step`` is not a whole number ≥ 0; a step beyond the end counts as the end.

    Examples
    --------
    >>> now = state("aaaaaaaa", 8)
    >>> now["winner"], now["table"][1][:2]
    (1, ['runs', '15.0'])
    """
    everything = read(text)
    data = everything[:LIMIT]
    step = min(whole(step, "step"), len(data))
    one = 1 << FRACTION_BITS
    costs = [[8 * t * one for t in range(len(data) + 1)], [cost * one for cost in runs(data)],
             counts(data, 0), counts(data, 1), [cost * one for cost in phrases(data)]]
    spent = [curve[step] for curve in costs]
    now = {"length": len(data), "step": step, "costs": costs, "spent": spent, "winner": spent.index(min(spent)),
           "remark": f"Only the first {LIMIT} of {len(everything)} bytes take part." if len(everything) > LIMIT else ""}
    sliders = {"step": [step, len(data), f"{step} of {count(len(data), 'byte')}"]}
    return now | {"table": _table(now), "sentence": _sentence(now), "sliders": sliders}


def _table(now: dict) -> list[list[str]]:
    """Rows of code, bits so far, bits a byte."""
    n = now["step"]
    return [[name, bits(fixed, places=1), bits(fixed, n) if n else "–"]
            for name, fixed in zip(CODES, now["spent"], strict=True)]


def _sentence(now: dict) -> str:
    if not now["step"]:
        return "Nothing read yet, and nothing to pay. Type a text, or take one of the strings."
    spent, best = now["spent"], now["winner"]
    order = sorted(range(len(CODES)), key=lambda i: spent[i])
    others = ", ".join(f"“{CODES[i]}” {bits(spent[i], places=1)}" for i in order if i != best)
    total, rate = bits(spent[best], places=1), bits(spent[best], now["step"])
    ahead = (f"“{CODES[best]}” needs the fewest bits, {total}, {rate} a byte" if best
             else f"no code beats the text as it is, {total} bits")
    return f"After {now['step']} of {count(now['length'], 'byte')} {ahead}. The others: {others}."


LOOKS = (("#767676", ":"), ("#D55E00", "--"), ("#0072B2", "-"), ("#009E73", "-."), ("#222222", "-"))


def static_frame(text: str = DEFAULT, step: int | None = None):
    """One state of the figure for print: bits spent against bytes read, a line for each code.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(text, len(text) if step is None else step)
    fig, ax = plots.subplots()
    for name, curve, (color, dash) in zip(CODES, now["costs"], LOOKS, strict=True):
        ax.plot([cost / 2**FRACTION_BITS for cost in curve], color=color, linestyle=dash, label=name)
    ax.axvline(now["step"], color="#767676", linewidth=0.8)
    ax.set(xlabel="bytes read", ylabel="bits")
    ax.legend()
    return fig


class CompressorRace(LiveFigure):
    """Type a text, and watch how many bits four small codes spend on it, byte by byte.

    Attributes
    ----------
    text : any text; ``step`` : how many of its bytes are read.
    """

    controls = ("text", "step")
    state = staticmethod(state)
    _esm = module("compressor_race.js")
    _css = style("compressor_race.css")
    text = traitlets.Unicode(DEFAULT).tag(sync=True)
    step = traitlets.Int(len(DEFAULT), min=0).tag(sync=True)
    presets = traitlets.List([list(preset) for preset in PRESETS.items()]).tag(sync=True)
    reserve = traitlets.Unicode("clamp(43rem, 72rem - 80vw, 56rem)").tag(sync=True)
