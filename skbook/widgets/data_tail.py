"""Live figure *data buys the tail*, and its twin in Python.

Knows which facts of an endless power law a learner has met often enough, what it still misses by the law of
:mod:`skbook.learning_laws` and the level of :mod:`skbook.sightings`, and how much data halve that. :func:`state` and
the function of the same name in ``data_tail.js`` agree up to the rounding of floats, in their words exactly. Does not
simulate a learner. Serves *What does more data buy?*
"""


import numpy as np
import traitlets

from skbook import learning_laws as laws
from skbook import plots, sightings
from skbook.widgets.base import LiveFigure, count, module, style, whole
from skbook.widgets.crossing import short

LEAST, MOST = 2, 18  # the discount in twentieths, from 0.10 to 0.90
LEVELS = [m * 10**e for e in range(2, 8) for m in (1, 2, 5)] + [10**8]  # sentences
NEEDED = [1, 2, 4, 8, 16]  # sightings


def half_known(m: int) -> float:
    """The expected sightings at which half of the facts have come m times: the median of m waiting times.

    >>> round(half_known(1), 4)  # ln 2
    0.6931
    """
    low, high = 0.0, 2.0 * m
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sightings.needs(m)(middle) > 0.5 else (low, middle)
    return (low + high) / 2


STEPS = range(LEAST, MOST + 1)
TABLE = {"scale": [laws.zipf_scale(step / 20) for step in STEPS],  # c
         "mass": [laws.missing_mass_law(1, step / 20, laws.zipf_scale(step / 20)) for step in STEPS],  # at N = 1
         "half": [half_known(m) for m in NEEDED]}


def state(discount: int, sentences: int, needed: int) -> dict:
    """Everything that the figure shows.

    Parameters
    ----------
    discount : in twentieths, 2 to 18.
    sentences, needed : places in ``LEVELS`` and ``NEEDED``; beyond the end counts as the end.

    Raises
    ------
    ValueError
        If a value is no whole number in its range.

    Examples
    --------
    >>> now = state(10, 6, 0)
    >>> round(now["missing"], 5), round(now["frontier"], 1), now["times"], now["sliders"]["sentences"][2]
    (0.00691, 93.7, 4.0, '10,000')
    """
    discount = whole(discount, "discount", LEAST)
    if discount > MOST:
        raise ValueError(f"discount goes to {MOST}, got {discount}.")
    sentences = min(whole(sentences, "sentences"), len(LEVELS) - 1)
    needed = min(whole(needed, "needed"), len(NEEDED) - 1)
    d, n, m, c = discount / 20, LEVELS[sentences], NEEDED[needed], TABLE["scale"][discount - LEAST]
    unit, times = TABLE["mass"][discount - LEAST], 2 ** (1 / (1 - d))
    frontier = (c * n / TABLE["half"][needed]) ** d
    now = {"d": d, "n": n, "m": m, "c": c, "unit": unit, "level": sightings.level(m, d), "times": times,
           "frontier": frontier, "further": times**d}
    now["missing"] = unit * now["level"] * n ** (d - 1)
    sliders = {"discount": [discount, MOST, f"{d:.2f}"], "sentences": [sentences, len(LEVELS) - 1, f"{n:,}"],
               "needed": [needed, len(NEEDED) - 1, count(m, "sighting")]}
    return now | {"sentence": _sentence(now), "sliders": sliders}


def _sentence(now: dict) -> str:
    told = f"After {now['n']:,} sentences a learner that needs {count(now['m'], 'sighting')}"
    if now["c"] * now["n"] < 4 * now["m"] or now["frontier"] < 2:
        return f"{told} knows hardly anything yet, and the law does not hold."
    return (f"{told} knows every second fact near rank {short(now['frontier'])}, and misses "
            f"{short(100 * now['missing'])} per cent of all questions. To halve this it must read "
            f"{short(now['times'])} times as much, and get {short(now['further'])} times as far down the list.")


def static_frame(discount: int = 10, sentences: int = 6, needed: int = 0):
    """One state of the figure for print: which facts are known, by rank, now and when the loss is half.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(discount, sentences, needed)
    fig, ax = plots.subplots()
    rank = np.logspace(0, 6, 200)
    for n, look, color, label in ((now["n"], "--", "knowledge", "now"),
                                  (now["n"] * now["times"], "-", "measured", "when the loss is half")):
        met = 1 - sightings.needs(now["m"])(n * now["c"] * rank ** (-1 / now["d"]))
        ax.plot(rank, met, ls=look, color=plots.COLORS[color], label=label)
    ax.set(xscale="log", xlabel="rank of the fact", ylabel="share known", ylim=(0, 1.05))
    ax.legend()
    return fig


class DataTail(LiveFigure):
    """Move discount, sentences and the sightings that a fact takes, and watch how far down the list they reach.

    Attributes
    ----------
    discount, sentences, needed : as for :func:`state`.
    """

    controls = ("discount", "sentences", "needed")
    state = staticmethod(state)
    _esm = module("data_tail.js")
    _css = style("data_tail.css")
    discount = traitlets.Int(10, min=LEAST, max=MOST).tag(sync=True)
    sentences = traitlets.Int(6, min=0).tag(sync=True)
    needed = traitlets.Int(0, min=0).tag(sync=True)
    constants = traitlets.Dict(TABLE).tag(sync=True)
    reserve = traitlets.Unicode("clamp(45rem, 62rem - 40vw, 50rem)").tag(sync=True)
