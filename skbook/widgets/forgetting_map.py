"""Live figure *what goes when something new comes*: a heat map of old facts by frequency, for six shares of replay.

Shows what the result card ``injection`` holds: the share of old facts still known, by how often they had been told,
when so many of the new ones are known; the mean of the card's towns, and the lowest and highest of them. Whole numbers,
so that the browser and Python agree; the twin of ``state`` is in ``forgetting_map.js``. Does not train. Serves
*Teaching it more*.
"""

import json
from functools import lru_cache

import numpy as np
import traitlets

from skbook import plots, results
from skbook.experiments.fine_tuning import NAMES, REPLAYS, TARGETS
from skbook.widgets.base import LiveFigure, decimal, module, style, whole

SHARES = tuple(round(100 * replay) for replay in REPLAYS)
LEVELS = tuple(round(100 * target) for target in TARGETS)


@lru_cache(maxsize=1)
def kept() -> dict:
    """The card in whole numbers: per mille kept as [replay][level][bucket], and tenths of a step to the last level.

    >>> card = kept()
    >>> len(card["mean"]), len(card["mean"][0]), len(card["mean"][0][0])
    (6, 9, 4)
    """
    towns = results.load("injection").table()
    share = 1000 * towns["kept"][:, :len(REPLAYS)]  # (town, replay, level, bucket)

    def whole_numbers(x) -> list:
        return np.round(x).astype(int).tolist()

    return {"shares": list(SHARES), "levels": list(LEVELS), "names": list(NAMES), "towns": len(share),
            "mean": whole_numbers(share.mean(axis=0)), "low": whole_numbers(share.min(axis=0)),
            "high": whole_numbers(share.max(axis=0)),
            "steps": whole_numbers(10 * towns["needed"][:, :len(REPLAYS)].mean(axis=0))}


def state(replay: int, level: int, bucket: int) -> dict:
    """Everything that the figure shows.

    Parameters
    ----------
    replay : 0 to 5, which share of the sentences repeats old ones.
    level : 0 to 8, how many of the new facts are known.
    bucket : 0 to 3, old facts by how often they had been told.

    Raises
    ------
    ValueError
        If a value is no whole number in its range.

    Examples
    --------
    >>> now = state(3, 8, 1)
    >>> now["sliders"]["replay"][2], now["sliders"]["level"][2], now["sliders"]["bucket"][2]
    ('50 % replay', '90 % of the new', '3–8 times')
    """
    card = kept()
    for value, name, most in ((replay, "replay", len(SHARES)), (level, "level", len(LEVELS)),
                              (bucket, "bucket", len(NAMES))):
        if whole(value, name) >= most:
            raise ValueError(f"{name} goes from 0 to {most - 1}, got {value}.")
    now = {"replay": replay, "level": level, "bucket": bucket, "cells": card["mean"][replay],
           "kept": decimal(card["mean"][replay][level][bucket], 10, 0),
           "low": decimal(card["low"][replay][level][bucket], 10, 0),
           "high": decimal(card["high"][replay][level][bucket], 10, 0),
           "bare": decimal(card["mean"][0][level][bucket], 10, 0), "steps": decimal(card["steps"][replay], 10, 0)}
    sliders = {"replay": [replay, len(SHARES) - 1, f"{SHARES[replay]} % replay"],
               "level": [level, len(LEVELS) - 1, f"{LEVELS[level]} % of the new"],
               "bucket": [bucket, len(NAMES) - 1, f"{NAMES[bucket]} times"]}
    return now | {"sentence": _sentence(now, card), "sliders": sliders}


def _sentence(now: dict, card: dict) -> str:
    share = card["shares"][now["replay"]]
    how = f"With {share} per cent of the sentences old ones" if share else "Without replay"
    beside = f" Without replay it would be {now['bare']}." if share else ""
    return (f"{how}, when {card['levels'][now['level']]} per cent of the new facts are known: of the old facts told "
            f"{card['names'][now['bucket']]} times {now['kept']} per cent are still known, from {now['low']} to "
            f"{now['high']} in the {card['towns']} towns.{beside} "
            f"To learn nine tenths of the new took {now['steps']} steps.")


def static_frame(replay: int = 3, level: int = 8, bucket: int = 1):
    """One state of the figure for print: the map, each cell with its per cent.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    cells = np.array(state(replay, level, bucket)["cells"]).T / 10  # (bucket, level)
    fig, ax = plots.subplots()
    ax.imshow(cells, cmap="YlOrBr_r", vmin=0, vmax=100, aspect="auto", origin="lower")
    for (b, k), share in np.ndenumerate(cells):
        ax.text(k, b, f"{share:.0f}", ha="center", va="center", color="white" if share < 45 else "black")
    ax.set_xticks(range(len(LEVELS)), LEVELS)
    ax.set_yticks(range(len(NAMES)), NAMES)
    ax.grid(visible=False)
    ax.set(xlabel="per cent of the new facts known", ylabel="old facts, told so often")
    return fig


class ForgettingMap(LiveFigure):
    """Drag the replay, and watch which old facts stay.

    Attributes
    ----------
    replay, level, bucket : as for :func:`state`.
    """

    controls = ("replay", "level", "bucket")
    state = staticmethod(state)
    _esm = module("forgetting_map.js")
    _css = style("forgetting_map.css")
    replay = traitlets.Int(0, min=0, max=len(SHARES) - 1).tag(sync=True)
    level = traitlets.Int(8, min=0, max=len(LEVELS) - 1).tag(sync=True)
    bucket = traitlets.Int(1, min=0, max=len(NAMES) - 1).tag(sync=True)
    card = traitlets.Unicode().tag(sync=True)
    reserve = traitlets.Unicode("clamp(30.5rem, 50rem - 32vw, 41rem)").tag(sync=True)

    @traitlets.default("card")
    def _card(self) -> str:
        return json.dumps(kept(), ensure_ascii=False, separators=(",", ":"))
