"""Live figure *a full memory has a frontier*, and its twin in Python.

Knows one endless world for each discount and two kinds of facts: values from a list, of which a memory holds all or
nothing (look-up), and measurements, of which six bits halve what is left (water-filling). (If fewer did, the first bit
would save more than one bit, which no memory can.) :func:`state` and the
function of the same name in ``tank.js`` agree up to the rounding of floats, in their words exactly. The rules for any
list of popularities are in :mod:`skbook.allocation`. Serves *What does a bigger model buy?*
"""

import math
from itertools import accumulate

import traitlets

from skbook import learning_laws as laws
from skbook import plots
from skbook.widgets.base import LiveFigure, count, module, style, whole
from skbook.widgets.crossing import short

LEAST, MOST = 6, 18  # the discount in twentieths, from 0.30 to 0.90
STEP, STEPS = 20, 30  # bits of memory, from 0 to 600
FACT_BITS = 6  # what a fact costs of which nothing is stored, and what a value from a list takes
SHOWN = 100  # facts in the tank
FACTS = ("values from a list", "measurements")
SCALE = [laws.zipf_scale(step / 20) for step in range(LEAST, MOST + 1)]  # popularity of the first fact


def state(kind: int, discount: int, memory: int) -> dict:
    """Everything that the figure shows.

    Parameters
    ----------
    kind : place in ``FACTS``.
    discount : in twentieths, 6 to 18.
    memory : in steps of twenty bits, 0 to 30; beyond the end counts as the end.

    Raises
    ------
    ValueError
        If a value is no whole number in its range.

    Examples
    --------
    >>> now = state(1, 10, 10)
    >>> now["active"], now["sliders"]["memory"][2], round(now["excess"], 3)
    (13, '200 bits', 0.52)
    """
    kind, discount = whole(kind, "kind"), whole(discount, "discount", LEAST)
    if kind >= len(FACTS) or discount > MOST:
        raise ValueError(f"kind goes to {len(FACTS) - 1} and discount to {MOST}, got {kind} and {discount}.")
    memory = min(whole(memory, "memory"), STEPS)
    d = discount / 20
    curve = [_stored(kind, d, SCALE[discount - LEAST], STEP * step) for step in range(STEPS + 1)]
    now = {"kind": kind, "d": d, "bits": STEP * memory, **curve[memory], "curve": [point["excess"] for point in curve]}
    sliders = {"discount": [discount, MOST, f"{d:.2f}"], "memory": [memory, STEPS, count(now["bits"], "bit")]}
    return now | {"sentence": _sentence(now), "sliders": sliders}


def _stored(kind: int, d: float, c: float, bits: int) -> dict:
    """Facts in memory, height of the water, excess in all, and how much of it is on facts in memory."""
    if kind == 0:
        k = bits // FACT_BITS
        return {"active": k, "level": 0.0, "excess": FACT_BITS * _tail(d, c, k), "inside": 0.0}
    floor = [math.log2(i) / d for i in range(1, 2 * SHOWN)]  # how much rarer a fact is than the first, in bits
    below = list(accumulate(floor))  # water that reaches fact k has filled k·floor[k] − below[k]
    water = bits / FACT_BITS  # it stands so high that r = 6 bits halve what is left
    k = sum((i + 1) * floor[i] - below[i] < water - 1e-9 for i in range(len(floor)))
    level = (water + below[k - 1]) / k if k else 0.0
    inside = FACT_BITS * k * c * 2**-level
    return {"active": k, "level": level, "excess": inside + FACT_BITS * _tail(d, c, k), "inside": inside}


def _tail(d: float, c: float, k: int) -> float:
    return 1 - c * sum(i ** (-1 / d) for i in range(1, k + 1))


def _sentence(now: dict) -> str:
    cost, k = f"{short(now['excess'])} bits above what they need", now["active"]
    if not k:
        return f"With no memory for facts, sentences cost {cost}: all that a fact says."
    law = f"By the law, twice the memory leaves {2 ** (1 - 1 / now['d']):.2f} of that."
    if now["kind"] == 0:
        spare = now["bits"] - FACT_BITS * k
        rest = f", and {count(spare, 'bit')} left over" if spare else ""
        return (f"{count(now['bits'], 'bit')} hold {count(k, 'fact')} whole{rest}; of the others nothing is stored. "
                f"Sentences cost {cost}, all of it for facts beyond the frontier. {law}")
    share = math.floor(100 * now["inside"] / now["excess"] + 0.5)
    first = f"{FACT_BITS * now['level']:.1f}"
    return (f"{count(now['bits'], 'bit')} reach {count(k, 'fact')}; the first gets {first} of them. "
            f"Sentences cost {cost}, {share} per cent of it for facts within the frontier. {law}")


def static_frame(kind: int = 1, discount: int = 10, memory: int = 10):
    """One state of the figure for print: the tank over ranked facts.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(kind, discount, memory)
    ranks = range(1, SHOWN + 1)
    floor = [math.log2(i) / now["d"] for i in ranks]
    top = [max(f, now["level"]) if kind else f + FACT_BITS * (i <= now["active"])
           for i, f in zip(ranks, floor, strict=True)]
    fig, ax = plots.subplots()
    name = "memory, a sixth of it" if kind else "memory"
    ax.fill_between(ranks, floor, top, color=plots.COLORS["knowledge"], alpha=0.4, label=name)
    ax.plot(ranks, floor, color=plots.COLORS["theory"], label="floor: bits rarer than the first")
    ax.set(xlabel="facts, most popular first", ylabel="bits")
    ax.legend()
    return fig


class Tank(LiveFigure):
    """Move the discount and the memory, choose the kind of facts, and watch the frontier and what is left to pay.

    Attributes
    ----------
    kind, discount, memory : as for :func:`state`.
    """

    controls = ("kind", "discount", "memory")
    state = staticmethod(state)
    _esm = module("tank.js")
    _css = style("tank.css")
    kind = traitlets.Int(1, min=0, max=len(FACTS) - 1).tag(sync=True)
    discount = traitlets.Int(10, min=LEAST, max=MOST).tag(sync=True)
    memory = traitlets.Int(10, min=0).tag(sync=True)
    scale = traitlets.List(SCALE).tag(sync=True)
    reserve = traitlets.Unicode("clamp(46rem, 64rem - 45vw, 52rem)").tag(sync=True)
