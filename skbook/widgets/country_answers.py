"""Live figure "SmolLM2's answers by country", and its twin in Python.

Knows the stored answers to 246 capitals, in the order of two horizontal axes, and says any one of them in words.
:func:`state` agrees with the function of the same name in ``country_answers.js``, in its words exactly. Asks no model.
Serves *Hallucination*.
"""

import json
from functools import lru_cache

import numpy as np
import traitlets

from skbook import plots, smollm2_facts
from skbook.widgets.base import LiveFigure, count, decimal, module, style, whole

AXES = ("people of the country", "its name in a billion words")


@lru_cache(maxsize=1)
def table() -> dict:
    """Rows of the figure and the order of them along each axis.

    Returns
    -------
    ``rows``: country, capital, answer (None if it is the capital), bits of the truth in hundredths, its tokens, the
    model's confidence in hundredths, whether it is right, people, occurrences of the name in a billion words;
    ``order``: for each axis, the places of the rows.
    """
    stored = smollm2_facts.table("capital")
    people, often = stored["population"].astype(int), np.round(10 ** stored["zipf"]).astype(int)
    hundredths = [np.round(100 * stored[name]).astype(int).tolist() for name in ("bits", "confidence")]
    said = [None if answer == truth else answer
            for answer, truth in zip(stored["answer"].tolist(), stored["truth"].tolist(), strict=True)]
    rows = zip(stored["subject"].tolist(), stored["truth"].tolist(), said, hundredths[0], stored["tokens"].tolist(),
               hundredths[1], stored["right"].tolist(), people.tolist(), often.tolist(), strict=True)
    return {"rows": [list(row) for row in rows],
            "order": [np.argsort(values, kind="stable").tolist() for values in (people, often)]}


def state(axis: int, place: int) -> dict:
    """Everything that the figure shows.

    Parameters
    ----------
    axis : 0 for people, 1 for the frequency of the name.
    place : of the country along that axis, from 0; beyond the last counts as the last.

    Raises
    ------
    ValueError
        If there is no such axis, or the place is no whole number from 0.
    """
    known = table()
    if whole(axis, "axis") >= len(AXES):
        raise ValueError(f"axis is 0 or 1, got {axis}.")
    order = known["order"][axis]
    place = min(whole(place, "place"), len(order) - 1)
    country, truth, said, bits, tokens, sure, right, people, often = known["rows"][order[place]]
    now = {"axis": axis, "row": order[place], "country": country, "truth": truth,
           "said": truth if said is None else said, "bits": bits, "tokens": tokens, "sure": sure, "right": right,
           "people": people, "often": often}
    sliders = {"place": [place, len(order) - 1, f"{country}, {place + 1} of {len(order)}"]}
    return now | {"sentence": _sentence(now), "sliders": sliders}


def _sentence(now: dict) -> str:
    met = (f"{now['country']}: {count(now['people'], 'inhabitant')}, its name comes {count(now['often'], 'time')} in a "
           f"billion words. The capital is {now['truth']}. ")
    verdict = "which is right" if now["right"] else "which is wrong"
    return (f"{met}SmolLM2 says {now['said'] or 'nothing'}, {verdict}, and gives this answer a probability of "
            f"{decimal(now['sure'], 100, 2)}. The truth costs it {decimal(now['bits'], 100, 2)} bits in "
            f"{count(now['tokens'], 'token')}.")


def static_frame(axis: int = 0, place: int = 150):
    """One state of the figure for print: every country, right answers filled, wrong ones open.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now, rows = state(axis, place), table()["rows"]
    fig, ax = plots.subplots()
    across, cost, right = (np.array([row[i] for row in rows], float) for i in (7 + axis, 3, 6))
    for value, fill, label in ((1, plots.COLORS["measured"], "right"), (0, "none", "wrong")):
        ax.plot(across[right == value], cost[right == value] / 100, "o", markersize=4, markerfacecolor=fill,
                color=plots.COLORS["measured"], label=label)
    ax.plot([now["people" if axis == 0 else "often"]], [now["bits"] / 100], "o", markersize=11,
            markerfacecolor="none", color="black")
    ax.set(xscale="log", xlabel=AXES[axis], ylabel="bits of the truth")
    ax.legend()
    return fig


class CountryAnswers(LiveFigure):
    """Step through the countries, from the smallest or least mentioned on, and read what the model said.

    Attributes
    ----------
    axis, place : as for :func:`state`.
    """

    controls = ("axis", "place")
    state = staticmethod(state)
    _esm = module("country_answers.js")
    _css = style("country_answers.css")
    axis = traitlets.Int(0, min=0).tag(sync=True)
    place = traitlets.Int(150, min=0).tag(sync=True)
    answers = traitlets.Unicode().tag(sync=True)
    reserve = traitlets.Unicode("clamp(36rem, 53rem - 30vw, 47rem)").tag(sync=True)

    @traitlets.default("answers")
    def _answers(self):
        return json.dumps(table(), ensure_ascii=False, separators=(",", ":"))
