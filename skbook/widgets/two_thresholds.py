"""Live figure *two thresholds*, and its twin in Python.

Knows one endless world with :math:`p_i = c\\,i^{-2}`, a good source of n equally frequent facts, a memory of K facts,
and a reader who knows a fact from its fifth mention on, if it has a place. Mentions of good facts scatter as Poisson
numbers do, those of the others are taken at their expectation. :func:`state` and the function of the same name in
``two_thresholds.js`` agree up to the rounding of floats, in their words exactly. The exact rules are in
:mod:`skbook.mixing`. Serves *How much of the good data is enough?*
"""

import math

import traitlets

from skbook import plots, sightings
from skbook.widgets.base import LiveFigure, count, module, style, whole
from skbook.widgets.crossing import short

SCALE = 6 / math.pi**2  # popularity of the first fact of the other source
NEEDED = 5  # mentions
TOO_FEW = sightings.needs(NEEDED)  # the chance of fewer, from their mean
STEPS = 50  # of the ratio: its odds are 10^(step/10 − 5), from 10⁻⁵ to 1
MEMORIES = [10 * 2**k for k in range(9)]  # K
GOOD = [2**k for k in range(8)]  # n
READINGS = [m * 10**e for e in range(3, 8) for m in (1, 3)]  # N


def state(ratio: int, memory: int, good: int, reading: int) -> dict:
    """Everything that the figure shows.

    Parameters
    ----------
    ratio : the odds of the good source, in tenths of a decade from 10⁻⁵.
    memory, good, reading : places in ``MEMORIES``, ``GOOD`` and ``READINGS``. Beyond the end counts as the end.

    Raises
    ------
    ValueError
        If a value is no whole number from 0.

    Examples
    --------
    >>> now = state(25, 4, 4, 6)
    >>> now["stored"], round(now["share"], 3), now["sliders"]["memory"][2]
    (16, 1.0, '160 facts')
    """
    step = min(whole(ratio, "ratio"), STEPS)
    memory, good, reading = (min(whole(at, name), len(offered) - 1) for at, name, offered in
                             ((memory, "memory", MEMORIES), (good, "good", GOOD), (reading, "reading", READINGS)))
    k, n, total = MEMORIES[memory], GOOD[good], READINGS[reading]
    ticks, start = [10 ** (at / 10 - 5) for at in range(STEPS + 1)], n * SCALE / k**2
    edges = [start] + [n * SCALE / (k - n + 1) ** 2 * (1 + 1e-6)] * (n <= k)  # none up to the first, all at the second
    curve = [_known(odds, k, n, total) for odds in sorted(ticks + edges)]
    now = {"k": k, "n": n, "read": total, **_known(ticks[step], k, n, total),
           "curve": [[point["ratio"], point["share"]] for point in curve],
           "start": start / (1 + start), "enough": n * NEEDED / total}
    sliders = {"ratio": [step, STEPS, f"{short(100 * now['ratio'])} %"],
               "memory": [memory, len(MEMORIES) - 1, count(k, "fact")],
               "good": [good, len(GOOD) - 1, count(n, "fact")],
               "reading": [reading, len(READINGS) - 1, count(total, "sentence")]}
    return now | {"sentence": _sentence(now), "sliders": sliders}


def _known(odds: float, k: int, n: int, total: int) -> dict:
    """What stands before the good facts, how many of them are stored, how often each is mentioned, what is known."""
    ratio = odds / (1 + odds)
    before = math.floor(math.sqrt(SCALE * n / odds) + 1e-9)  # i with c i^(−2) ≥ odds / n
    mentions = total * ratio / n
    stored = min(n, max(0, k - before))
    return {"ratio": ratio, "before": before, "mentions": mentions, "stored": stored,
            "share": stored / n * (1 - float(TOO_FEW(mentions)))}


def _sentence(now: dict) -> str:
    k, n, places = now["k"], now["n"], max(0, now["k"] - now["before"])
    told = (f"On average each good fact is met {short(now['mentions'])} times. Ahead of them in the queue for {k:,} "
            f"places: {count(now['before'], 'fact')}.")
    known = f"Known: {math.floor(100 * now['share'] + 0.5)} per cent."
    if n > k:
        return f"{told} The memory is too small for all {count(n, 'good fact')}, at any ratio. {known}"
    if not places:
        held = "No place is left: the memory keeps them out"
    elif places < n:
        held = f"{count(places, 'place')} for {count(n, 'good fact')}: they are coming in"
    else:
        held = "There is room for all"
    heard = ("and they are mentioned too rarely as well." if not places else "but they are mentioned too rarely.")
    if now["mentions"] >= NEEDED:
        heard = "though they are read often enough." if places < n else "and they are read often enough."
    return f"{told} {held}, {heard} {known}"


def static_frame(ratio: int = 25, memory: int = 4, good: int = 4, reading: int = 6):
    """One state of the figure for print: the known share against the ratio.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(ratio, memory, good, reading)
    fig, ax = plots.subplots()
    ax.plot(*zip(*now["curve"], strict=True), color=plots.COLORS["knowledge"], ls="--")
    ax.axvline(now["start"], color=plots.COLORS["capacity-limited"], label="memory")
    ax.axvline(now["enough"], color=plots.COLORS["data-limited"], ls=":", label="reading")
    ax.set(xscale="log", xlabel="ratio r of the mixture", ylabel="known")
    ax.legend()
    return fig


class TwoThresholds(LiveFigure):
    """Move the ratio, the memory, the number of good facts and the reading, and see which threshold holds them back.

    Attributes
    ----------
    ratio, memory, good, reading : as for :func:`state`.
    """

    controls = ("ratio", "memory", "good", "reading")
    state = staticmethod(state)
    _esm = module("two_thresholds.js")
    _css = style("two_thresholds.css")
    ratio = traitlets.Int(25, min=0).tag(sync=True)
    memory = traitlets.Int(4, min=0).tag(sync=True)
    good = traitlets.Int(4, min=0).tag(sync=True)
    reading = traitlets.Int(6, min=0).tag(sync=True)
    reserve = traitlets.Unicode("clamp(48rem, 70rem - 50vw, 60rem)").tag(sync=True)
