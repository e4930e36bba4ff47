"""Live figure *how to spend a budget*, and its twin in Python.

Knows the exact joint law of :mod:`skbook.scaling` for an endless world, as contours over sentences and facts, and the
best split of the budget that the reader's point costs. :func:`state` and the function of the same name in
``budget_split.js`` agree up to the rounding of floats, in their words exactly. Knows no table of real
runs. Serves *Joint scaling*.
"""

import math

import traitlets

from skbook import plots, scaling
from skbook.learning_laws import zipf_scale
from skbook.widgets.base import LiveFigure, count, module, style, whole
from skbook.widgets.crossing import short

LEAST, MOST = 2, 18  # the discount in twentieths, from 0.10 to 0.90
SENTENCES = [m * 10**e for e in range(1, 8) for m in (1, 2, 5)] + [10**8]
FACTS = [m * 10**e for e in range(0, 6) for m in (1, 2, 5)] + [10**6]
WORLDS = [[zipf_scale(step / 20), scaling.ridge_sightings(step / 20), scaling.best_sightings(step / 20),
           math.gamma(1 - step / 20)] for step in range(LEAST, MOST + 1)]  # c, x on the ridge, x at the best, Γ(1 − d)


def state(discount: int, sentences: int, facts: int) -> dict:
    """Everything that the figure shows; excesses as the chance that the next answer is missing.

    Parameters
    ----------
    discount : in twentieths, 2 to 18.
    sentences, facts : places in ``SENTENCES`` and ``FACTS``; beyond the end counts as the end.

    Raises
    ------
    ValueError
        If a value is no whole number in its range.

    Examples
    --------
    >>> now = state(14, 12, 9)
    >>> now["n"], now["k"], round(now["exact"], 4), round(now["best"]["k"])
    (100000, 1000, 0.042, 1516)
    """
    discount = whole(discount, "discount", LEAST)
    if discount > MOST:
        raise ValueError(f"discount goes to {MOST}, got {discount}.")
    sentences = min(whole(sentences, "sentences"), len(SENTENCES) - 1)
    facts = min(whole(facts, "facts"), len(FACTS) - 1)
    d, n, k = discount / 20, SENTENCES[sentences], FACTS[facts]
    c, _, x_best, _ = WORLDS[discount - LEAST]
    best_n = (n * k / (c / x_best) ** d) ** (1 / (1 + d))
    best_k = n * k / best_n
    now = {"d": d, "n": n, "k": k, "x": c * n * k ** (-1 / d), "exact": scaling.joint_law(n, k, d, scale=c),
           "data": scaling.data_law(n, d, scale=c), "model": scaling.model_law(k, d, scale=c),
           "best": {"n": best_n, "k": best_k, "exact": scaling.joint_law(best_n, max(best_k, 1), d, scale=c)}}
    sliders = {"discount": [discount, MOST, f"{d:.2f}"], "sentences": [sentences, len(SENTENCES) - 1, f"{n:,}"],
               "facts": [facts, len(FACTS) - 1, f"{k:,}"]}
    return now | {"sentence": _sentence(now), "sliders": sliders}


def _sentence(now: dict) -> str:
    n, k, best = f"{now['n']:,}", count(now["k"], "fact"), now["best"]
    if now["k"] > 1e3 * now["n"] or now["model"] > 1:
        return (f"{n} sentences and room for {k}: too far from any sensible split for the laws of large numbers "
                "to hold.")
    lacks = "room" if now["model"] > now["data"] else "data"
    told = (f"{n} sentences and room for {k} leave {short(now['exact'])} of the answers missing: mostly for lack "
            f"of {lacks}. The sum of both laws would say {short(now['data'] + now['model'])}.")
    if best["n"] < 10 or best["k"] < 1:
        return f"{told} The budget is too small to split better by these laws."
    return (f"{told} The same budget is best spent on {short(best['n'])} sentences and {short(best['k'])} facts, which "
            f"leaves {short(best['exact'])}.")


def static_frame(discount: int = 14, sentences: int = 12, facts: int = 6):
    """One state of the figure for print: the ridge and the budget through the point.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(discount, sentences, facts)
    fig, ax = plots.subplots()
    plots.theory(ax, SENTENCES, [scaling.size_at(n, WORLDS[discount - LEAST][2], now["d"]) for n in SENTENCES],
                 "best splits")
    ax.plot(SENTENCES, [now["n"] * now["k"] / n for n in SENTENCES], color=plots.COLORS["noise"], ls="--",
            label="same budget")
    plots.measured(ax, [now["n"]], [now["k"]], "chosen")
    ax.set(xscale="log", yscale="log", xlabel="sentences read, N", ylabel="facts that fit, K", ylim=(1, 1e6))
    ax.legend()
    return fig


class BudgetSplit(LiveFigure):
    """Choose how much to read and how much to keep; see what is missing, and how the same budget is best spent.

    Attributes
    ----------
    discount, sentences, facts : as for :func:`state`.
    """

    controls = ("discount", "sentences", "facts")
    state = staticmethod(state)
    _esm = module("budget_split.js")
    _css = style("budget_split.css")
    discount = traitlets.Int(14, min=LEAST, max=MOST).tag(sync=True)
    sentences = traitlets.Int(12, min=0).tag(sync=True)
    facts = traitlets.Int(6, min=0).tag(sync=True)
    worlds = traitlets.List(WORLDS).tag(sync=True)
    reserve = traitlets.Unicode("clamp(39rem, 57rem - 40vw, 46rem)").tag(sync=True)
