"""Live figure *two ways to be wrong*, and its twin in Python.

Knows one world of a million facts and a memory with room for so many of them, which keeps the most popular of those
that a corpus mentions and guesses evenly at all others. :func:`state` and the function of the same name in
``error_kinds.js`` agree up to the rounding of floats, in their words exactly. Knows no network, and so no confidence.
Serves *Hallucination*.
"""

import math

import numpy as np
import traitlets

from skbook import pitman_yor, plots
from skbook.widgets.base import LiveFigure, module, style, whole

DISCOUNT, FACTS, VALUES = 0.6, 10**6, 64
STEPS = (1, 1.5, 2, 3, 5, 7)
SENTENCES = [round(m * 10**e) for e in range(2, 7) for m in STEPS] + [10**7]
ROOM = [round(m * 10**e) for e in range(1, 5) for m in STEPS] + [10**5]


def _bins() -> dict[str, list[float]]:
    """Ranks in bins that widen: where each begins, how many facts it holds, the mean popularity."""
    edges = np.unique(np.append((10 ** (np.arange(6 * 16) / 16)).astype(int), FACTS + 1))
    mass = np.add.reduceat(pitman_yor.zipf_weights(FACTS, DISCOUNT), edges[:-1] - 1)
    return {"rank": edges[:-1].tolist(), "facts": np.diff(edges).tolist(),
            "popularity": [float(f"{p:.6g}") for p in mass / np.diff(edges)]}


BINS = _bins()


def state(sentences: int, room: int) -> dict:
    """Everything that the figure shows.

    Parameters
    ----------
    sentences, room : places in ``SENTENCES`` and ``ROOM``; beyond the end counts as the end.

    Raises
    ------
    ValueError
        If a value is no whole number from 0.

    Examples
    --------
    >>> now = state(12, 6)
    >>> now["sliders"]["sentences"][2], round(now["unmet"], 2), round(now["no_room"], 2)
    ('10,000', 20.89, 11.41)
    """
    sentences = min(whole(sentences, "sentences"), len(SENTENCES) - 1)
    room = min(whole(room, "room"), len(ROOM) - 1)
    n, left = SENTENCES[sentences], ROOM[room]
    now = {"n": n, "k": left, "rank": BINS["rank"], "told": [], "known": [], "unmet": 0.0, "no_room": 0.0}
    for facts, p in zip(BINS["facts"], BINS["popularity"], strict=True):
        told = 1 - math.exp(-n * p)
        known = told * min(1.0, left / (facts * told))
        left = max(0.0, left - facts * told)
        now["told"].append(told)
        now["known"].append(known)
        now["unmet"] += 1000 * (1 - 1 / VALUES) * facts * p * (1 - told)
        now["no_room"] += 1000 * (1 - 1 / VALUES) * facts * p * (told - known)
    sliders = {"sentences": [sentences, len(SENTENCES) - 1, f"{n:,}"],
               "room": [room, len(ROOM) - 1, f"{now['k']:,}"]}
    return now | {"sentence": _sentence(now), "sliders": sliders}


def _sentence(now: dict) -> str:
    unmet, no_room = now["unmet"], now["no_room"]
    said = (f"Of 1,000 questions {unmet + no_room:.1f} get a false answer: {unmet:.1f} about facts that "
            f"{now['n']:,} sentences do not mention, {no_room:.1f} about facts that they mention and for which a "
            f"memory of {now['k']:,} facts has no room. ")
    if no_room < unmet / 9:
        return said + "The errors are for lack of data: more room would hardly help."
    if unmet < no_room / 9:
        return said + "The errors are for lack of room: more data would hardly help."
    return said + "Both data and room are short."


def static_frame(sentences: int = 12, room: int = 6):
    """One state of the figure for print: what is told and what is known, by rank.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(sentences, room)
    fig, ax = plots.subplots()
    ax.plot(BINS["rank"], now["told"], ls="-.", color=plots.COLORS["data-limited"], label="told")
    ax.plot(BINS["rank"], now["known"], ls="--", color=plots.COLORS["knowledge"], label="known")
    ax.set(xscale="log", xlabel="rank of the fact", ylabel="share of facts", ylim=(0, 1.05))
    ax.legend()
    return fig


class ErrorKinds(LiveFigure):
    """Move the sentences and the room, and watch one kind of error turn into the other.

    Attributes
    ----------
    sentences, room : as for :func:`state`.
    """

    controls = ("sentences", "room")
    state = staticmethod(state)
    _esm = module("error_kinds.js")
    _css = style("error_kinds.css")
    sentences = traitlets.Int(12, min=0).tag(sync=True)
    room = traitlets.Int(6, min=0).tag(sync=True)
    bins = traitlets.Dict(BINS).tag(sync=True)
    reserve = traitlets.Unicode("clamp(34rem, 54rem - 52vw, 42rem)").tag(sync=True)
