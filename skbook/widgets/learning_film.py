"""Live figure *rare facts are learnt last*: a film of tiny transformers, bucket by bucket, and its twin in Python.

Shows what the result card ``order_of_learning`` holds: at each stop of the training how many facts the network knows,
by how often the corpus mentions them, and how many of them a reader of the same sentences has met; one town or all of
them together. Whole numbers, so that the browser and Python add alike; the twin of ``state`` is in
``learning_film.js``. Does not train. Serves *The order of learning*.
"""

import json
from functools import lru_cache

import numpy as np
import traitlets

from skbook import plots, results
from skbook.experiments.order_of_learning import BUCKETS
from skbook.widgets.base import LiveFigure, decimal, module, style, whole

FIRST = 2  # the stop that the film begins with; before it nothing is known
MENTIONS = ("never", "once", "twice", *(f"{name} times" for name in BUCKETS[3:]))


@lru_cache(maxsize=1)
def film() -> dict:
    """The card in whole numbers: facts known and met as [town][stop][bucket], hundredths of a bit for grammar.

    >>> kept = film()
    >>> kept["stops"][0], len(kept["known"]), len(kept["known"][0][0])
    (16, 8, 11)
    """
    card = results.load("order_of_learning")
    towns, guess = card.table(), 1 / card.config["n_values"]
    facts, steps = towns["facts"], towns["stops"][0, FIRST:]
    accuracy, ideal, syntax = (towns[name][:, FIRST:] for name in ("accuracy", "ideal", "syntax"))
    once = int((steps * card.config["batch"] < card.config["sentences"]).sum()) + 1  # later nothing new is met

    def whole_numbers(x) -> list:
        return np.maximum(0, x).round().astype(int).tolist()

    return {"stops": steps.tolist(), "batch": card.config["batch"], "sentences": card.config["sentences"],
            "buckets": list(BUCKETS), "mentions": list(MENTIONS), "facts": facts.tolist(),
            "told": whole_numbers(facts * towns["counts"]), "known": whole_numbers(facts[:, None] * accuracy),
            "met": whole_numbers(facts[:, None] * (ideal[:, :once] - guess) / (1 - guess)),
            "syntax": whole_numbers(100 * syntax)}


def state(stop: int, bucket: int, town: int) -> dict:
    """Everything that the figure shows.

    Parameters
    ----------
    stop : place in the film, from 0; beyond the end counts as the end.
    bucket : 0 to 10, facts by how often they are mentioned.
    town : 0 for all of them together, then the towns from 1.

    Raises
    ------
    ValueError
        If a value is no whole number in its range.

    Examples
    --------
    >>> now = state(8, 5, 0)
    >>> now["sliders"]["stop"][2], now["sliders"]["bucket"][2], now["sliders"]["town"][2]
    ('256 steps', '9–16 times', 'all 8')
    """
    kept = film()
    n_towns, n_buckets, stops = len(kept["known"]), len(kept["buckets"]), kept["stops"]
    if whole(bucket, "bucket") >= n_buckets or whole(town, "town") > n_towns:
        raise ValueError(f"bucket goes to {n_buckets - 1} and town to {n_towns}, got {bucket} and {town}.")
    stop = min(whole(stop, "stop"), len(stops) - 1)
    towns = range(n_towns) if town == 0 else [town - 1]
    step, n = stops[stop], len(towns)
    facts, told = ([sum(kept[key][i][b] for i in towns) for b in range(n_buckets)] for key in ("facts", "told"))
    known, met = ([sum(kept[key][i][min(stop, len(kept[key][i]) - 1)][b] for i in towns) for b in range(n_buckets)]
                  for key in ("known", "met"))
    frontier = next((kept["mentions"][b] for b in range(n_buckets)
                     if all(2 * known[c] >= facts[c] for c in range(b, n_buckets))), "")
    now = {"step": step, "n": n, "bucket": bucket, "mentions": kept["mentions"][bucket], "facts": facts, "known": known,
           "met": met, "read": decimal(step * kept["batch"], kept["sentences"], 1), "frontier": frontier,
           "seen": _few(told[bucket] * step * kept["batch"], facts[bucket] * kept["sentences"]),
           "syntax": decimal(sum(kept["syntax"][i][stop] for i in towns), 100 * n, 2)}
    sliders = {"stop": [stop, len(stops) - 1, f"{step:,} steps"], "bucket": [bucket, n_buckets - 1, now["mentions"]],
               "town": [town, n_towns, f"town {town}" if town else f"all {n_towns}"]}
    return now | {"sentence": _sentence(now, town), "sliders": sliders}


def _few(a: int, b: int) -> str:
    return decimal(a, b, 1) if a < 100 * b else f"{int(decimal(a, b, 0)):,}"


def _sentence(now: dict, town: int) -> str:
    b = now["bucket"]
    known, met = (decimal(100 * now[who][b], now["facts"][b], 0) for who in ("known", "met"))
    wave = f"“{now['frontier']}” and every more frequent bucket" if now["frontier"] else "no bucket yet"
    where = f"Town {town}" if town else "All towns"
    return (f"{where} after {now['step']:,} steps, the corpus read {now['read']} times. Facts mentioned "
            f"{now['mentions']} have had {now['seen']} sightings each: the network knows {known} per cent of them, the "
            f"ideal learner {met}. At least half known: {wave}. Grammar costs {now['syntax']} bits too many.")


def static_frame(stop: int = 8, bucket: int = 5, town: int = 0):
    """One state of the figure for print: the share known against how often facts are mentioned.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(stop, bucket, town)
    fig, ax = plots.subplots()
    at = np.arange(len(BUCKETS))
    known, met = (100 * np.array(now[who]) / now["facts"] for who in ("known", "met"))
    ax.bar(at, known, color=plots.COLORS["knowledge"], label="network")
    ax.plot(at, met, color=plots.COLORS["theory"], marker="_", ms=16, ls="none", label="ideal learner")
    ax.set_xticks(at, BUCKETS, rotation=45, ha="right")
    ax.set(xlabel="mentions in the corpus", ylabel="per cent known", ylim=(0, 104))
    ax.legend()
    return fig


class LearningFilm(LiveFigure):
    """Drag the step, and watch what is known spread from the frequent to the rare.

    Attributes
    ----------
    stop, bucket, town : as for :func:`state`.
    """

    controls = ("stop", "bucket", "town")
    state = staticmethod(state)
    _esm = module("learning_film.js")
    _css = style("learning_film.css")
    stop = traitlets.Int(8, min=0).tag(sync=True)
    bucket = traitlets.Int(5, min=0, max=len(BUCKETS) - 1).tag(sync=True)
    town = traitlets.Int(0, min=0).tag(sync=True)
    film = traitlets.Unicode().tag(sync=True)
    reserve = traitlets.Unicode("clamp(36rem, 56rem - 45vw, 44rem)").tag(sync=True)

    @traitlets.default("film")
    def _film(self) -> str:
        return json.dumps(film(), ensure_ascii=False, separators=(",", ":"))
