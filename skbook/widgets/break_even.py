"""Live figure *when do the weights pay?*, and its twin in Python.

Knows the two-part code of a network, W + n h, and a rival's n h₀; counts in whole bits and hundredths of a bit a
letter, with integers alone, so that :func:`state` and the function of the same name in ``break_even.js`` agree to the
bit. Knows no network: the reader brings the numbers. Serves *Networks as compressors*.
"""

import numpy as np
import traitlets

from skbook import plots
from skbook.widgets.base import LiveFigure, count, decimal, module, style, whole

SIZES = [mantissa * 10**k for k in range(3, 12) for mantissa in (1, 2, 3, 5, 7)]  # weights: a thousand to 700 billion
BITS = (1, 16)
RATE = (20, 475)  # hundredths of a bit a letter; log2 27 is 4.75
AUSTEN = 3_871_378  # letters of the six novels
DEFAULT = (7, 8, 278, 475)


def state(size: int, bits: int, own: int, rival: int) -> dict:
    """Everything that the figure shows.

    Parameters
    ----------
    size : index into ``SIZES``, the number of weights.
    bits : of each weight, 1 to 16.
    own, rival : what network and rival spend, in hundredths of a bit a letter, 20 to 475.

    Returns
    -------
    a dict; ``pays`` is the least number of letters for which the network with its weights is the shorter code, 0 if
    there is none.

    Raises
    ------
    ValueError
        If a value is no whole number, or out of range.

    Examples
    --------
    >>> state(7, 8, 265, 475)["pays"]  # 30,000 weights of a byte, beside the bare alphabet: 240,000 / 2.10
    114286
    """
    size, bits = whole(size, "size"), whole(bits, "bits", BITS[0])
    own, rival = whole(own, "own", RATE[0]), whole(rival, "rival", RATE[0])
    if size >= len(SIZES) or bits > BITS[1] or max(own, rival) > RATE[1]:
        raise ValueError(f"size goes to {len(SIZES) - 1}, bits to {BITS[1]}, rates to {RATE[1]}; "
                         f"got {size}, {bits}, {own}, {rival}.")
    total = SIZES[size] * bits
    pays = 100 * total // (rival - own) + 1 if own < rival else 0
    now = {"weights": SIZES[size], "bits": bits, "own": own, "rival": rival, "total": total, "pays": pays}
    sliders = {"size": [size, len(SIZES) - 1, count(SIZES[size], "weight")],
               "bits": [bits, BITS[1], count(bits, "bit")],
               "own": [own, RATE[1], f"{decimal(own, 100, 2)} bits a letter"],
               "rival": [rival, RATE[1], f"{decimal(rival, 100, 2)} bits a letter"]}
    return now | {"sentence": _sentence(now), "sliders": sliders}


def _sentence(now: dict) -> str:
    sent = f"The weights fill {size_in_words(now['total'])}."
    if not now["pays"]:
        return (f"{sent} The network spends {decimal(now['own'] - now['rival'], 100, 2)} bits a letter more than its "
                "rival, or as many: it never pays, however long the text.")
    saved = decimal(now["rival"] - now["own"], 100, 2)
    return (f"{sent} The network saves {saved} bits a letter, so it pays from {now['pays']:,} letters on: "
            f"{times(now['pays'], AUSTEN)} times the six novels of Austen.")


def times(numerator: int, denominator: int) -> str:
    """A ratio with two decimals, from a hundred on without.

    >>> times(5, 2), times(4_000_001, 2)
    ('2.50', '2,000,001')
    """
    if numerator < 100 * denominator:
        return decimal(numerator, denominator, 2)
    return f"{int(decimal(numerator, denominator, 0)):,}"


def size_in_words(bits: int) -> str:
    """Bits as bytes, in the largest unit of which there is at least one.

    >>> size_in_words(240_000), size_in_words(8)
    ('30.0 kilobytes', '1 bytes')
    """
    for unit, size in (("gigabytes", 10**9), ("megabytes", 10**6), ("kilobytes", 10**3)):
        if bits >= 8 * size:
            return f"{decimal(bits, 8 * size, 1)} {unit}"
    return f"{decimal(bits, 8, 0)} bytes"


def static_frame(size: int = DEFAULT[0], bits: int = DEFAULT[1], own: int = DEFAULT[2], rival: int = DEFAULT[3]):
    """One state of the figure for print: bits a letter, weights counted, against letters in the text.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(size, bits, own, rival)
    letters = np.logspace(3, 13, 200)
    fig, ax = plots.subplots()
    ax.plot(letters, now["total"] / letters + own / 100, color=plots.COLORS["measured"], label="network, weights sent")
    ax.axhline(rival / 100, color=plots.COLORS["contrast"], linestyle="--", label="rival")
    if now["pays"]:
        ax.axvline(now["pays"], color=plots.COLORS["noise"], linewidth=0.8)
    ax.set(xscale="log", ylim=(0, 8), xlabel="letters in the text", ylabel="bits a letter")
    ax.legend()
    return fig


class BreakEven(LiveFigure):
    """Choose a network and its rival, and see from which length of text on the weights are paid for.

    Attributes
    ----------
    size : index into the table of sizes; ``bits`` : of each weight; ``own``, ``rival`` : rates in hundredths of a bit.
    """

    controls = ("size", "bits", "own", "rival")
    state = staticmethod(state)
    _esm = module("break_even.js")
    _css = style()
    size = traitlets.Int(DEFAULT[0], min=0).tag(sync=True)
    bits = traitlets.Int(DEFAULT[1], min=1).tag(sync=True)
    own = traitlets.Int(DEFAULT[2], min=0).tag(sync=True)
    rival = traitlets.Int(DEFAULT[3], min=0).tag(sync=True)
    reserve = traitlets.Unicode("clamp(38rem, 62rem - 60vw, 48rem)").tag(sync=True)
