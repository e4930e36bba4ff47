"""Live figure *worth stating*, and its twin in Python.

Knows, for an endless world of Zipf's popularity, what ten facts in a prompt save the ideal learner who has read N
sentences, over m questions, and what they cost, by the formulas of :mod:`skbook.prompts`. :func:`state` and the
function of the same name in ``worth_stating.js`` agree up to the rounding of floats, in their words exactly. Serves
*What does a prompt buy?*
"""

import math

import numpy as np
import traitlets

from skbook import learning_laws as laws
from skbook import plots, prompts
from skbook.widgets.base import LiveFigure, module, style, whole
from skbook.widgets.crossing import short

DISCOUNT, VALUES, STATED = 0.5, 64, 10
SCALE = laws.zipf_scale(DISCOUNT)
SENTENCES = [0] + [10**e for e in range(1, 8)]
QUESTIONS = [m * 10**e for e in range(1, 9) for m in (1, 3)]
FIRST = [m * 10**e for e in range(6) for m in (1, 2, 5)]
RANKS = 1 << 20  # no fact beyond is looked at when the facts worth stating are sought


def popularity(rank):
    """p_i of a rank, or of an array of them."""
    return SCALE * np.asarray(rank, dtype=float) ** (-1 / DISCOUNT)


def state(sentences: int, questions: int, first: int) -> dict:
    """Everything that the figure shows.

    Parameters
    ----------
    sentences, questions, first : places in ``SENTENCES``, ``QUESTIONS`` and ``FIRST``; beyond the end counts as the
        end.

    Raises
    ------
    ValueError
        If a value is no whole number from 0.

    Examples
    --------
    >>> now = state(3, 9, 6)
    >>> round(now["saved"], 1), round(now["cost"], 1), now["sliders"]["first"][2]
    (949.7, 201.3, 'ranks 100 to 109')
    """
    n = SENTENCES[min(whole(sentences, "sentences"), len(SENTENCES) - 1)]
    m = QUESTIONS[min(whole(questions, "questions"), len(QUESTIONS) - 1)]
    rank = FIRST[min(whole(first, "first"), len(FIRST) - 1)]
    p = popularity(np.arange(rank, rank + STATED))
    now = {"c": SCALE, "n": n, "m": m, "rank": rank, "saved": float(m * prompts.saved_on_average(p, n, VALUES).sum()),
           "cost": float(prompts.price(p, VALUES).sum()), "worth": worth_stating(n, m)}
    sliders = {"sentences": [SENTENCES.index(n), len(SENTENCES) - 1, f"{n:,}"],
               "questions": [QUESTIONS.index(m), len(QUESTIONS) - 1, f"{m:,}"],
               "first": [FIRST.index(rank), len(FIRST) - 1, f"ranks {rank:,} to {rank + STATED - 1:,}"]}
    return now | {"sentence": _sentence(now), "sliders": sliders}


def worth_stating(n: int, m: int) -> list[int]:
    """The first and the last rank of the facts that save more than they cost; empty if there is none.

    Savings less price, as a function of the rank, rise to one top and fall: we climb from the top both ways by halving.

    >>> worth_stating(1000, 1000), worth_stating(1000, 100_000)
    ([], [11, 130])
    """
    def net(rank):
        p = SCALE / rank**2  # the discount is one half
        return m * p * (1 - p) ** n * math.log2(VALUES) - math.log2(1 / p) - math.log2(VALUES)

    top = max(1, round(math.sqrt(SCALE * (n + 1))))  # where p = 1 / (N + 1)
    top = max(range(max(1, top - 2), top + 3), key=net)
    if net(top) <= 0:
        return []
    below, above = 0, top  # net(below) ≤ 0 < net(above)
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if net(middle) > 0 else (middle, above)
    last, beyond = top, RANKS
    while beyond - last > 1:
        middle = (last + beyond) // 2
        last, beyond = (middle, beyond) if net(middle) > 0 else (last, middle)
    return [above, last]


def _sentence(now: dict) -> str:
    gain = now["saved"] - now["cost"]
    told = (f"After {now['n']:,} sentences, the ten facts of ranks {now['rank']:,} to {now['rank'] + STATED - 1:,} "
            f"cost {short(now['cost'])} bits to state and save {short(now['saved'])} over {now['m']:,} questions: "
            f"{short(abs(gain))} bits {'net' if gain >= 0 else 'lost'}.") if now["saved"] >= 0.001 else (
        f"After {now['n']:,} sentences the ten facts of ranks {now['rank']:,} to {now['rank'] + STATED - 1:,} are "
        f"known: stating them costs {short(now['cost'])} bits and saves nothing.")
    if not now["worth"]:
        return f"{told} For so few questions no fact is worth stating."
    low, high = now["worth"]
    return f"{told} Worth stating are the facts of ranks {low:,} to {high:,}."


def static_frame(sentences: int = 3, questions: int = 9, first: int = 6):
    """One state of the figure for print: what each fact saves and costs, by rank.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(sentences, questions, first)
    fig, ax = plots.subplots()
    rank = np.logspace(0, 5, 200)
    p = popularity(rank)
    ax.plot(rank, now["m"] * prompts.saved_on_average(p, now["n"], VALUES), color=plots.COLORS["measured"],
            label="saved by stating it")
    ax.plot(rank, prompts.price(p, VALUES), "--", color=plots.COLORS["contrast"], label="price")
    ax.set(xscale="log", yscale="log", ylim=(0.1, 1e4), xlabel="rank of the fact", ylabel="bits")
    ax.legend()
    return fig


class WorthStating(LiveFigure):
    """Move what was read, how many questions are to come, and which ten facts the prompt states.

    Attributes
    ----------
    sentences, questions, first : as for :func:`state`.
    """

    controls = ("sentences", "questions", "first")
    state = staticmethod(state)
    _esm = module("worth_stating.js")
    _css = style("worth_stating.css")
    sentences = traitlets.Int(3, min=0).tag(sync=True)
    questions = traitlets.Int(9, min=0).tag(sync=True)
    first = traitlets.Int(6, min=0).tag(sync=True)
    constants = traitlets.Dict({"scale": SCALE}).tag(sync=True)
    reserve = traitlets.Unicode("clamp(33rem, 49rem - 26vw, 43.5rem)").tag(sync=True)
