"""Live figure *rare facts are learnt last*: a film of tiny transformers, bucket by bucket, and its twin in Python.

Shows what the result card ``order_of_learning`` holds: at each stop of the training the share of facts that the
network knows, by how often the corpus mentions them, beside the ideal learner who reads the same sentences; one town or
the mean of all. Whole per cents, so that the browser and Python add alike; the twin of ``state`` is in
``learning_film.js``. Does not train. Serves *The order of learning*.
"""

from functools import lru_cache

import numpy as np
import traitlets

from skbook import plots, results
from skbook.experiments.order_of_learning import BUCKETS
from skbook.widgets.base import LiveFigure, decimal, module, style, whole

MENTIONS = ("never", "once", "twice", *(f"{name} times" for name in BUCKETS[3:]))


@lru_cache(maxsize=1)
def film() -> dict:
    """The card in whole numbers: per cents known, tenths of a mention, hundredths of a bit; [town][stop][bucket].

    >>> kept = film()
    >>> kept["stops"][0], len(kept["network"]), len(kept["network"][0][0])
    (8, 8, 11)
    """
    card = results.load("order_of_learning")
    towns = card.table()

    def of(name: str, scale: int) -> list:
        return np.maximum(0, scale * towns[name]).round().astype(int).tolist()

    return {"stops": towns["stops"][0].tolist(), "batch": card.config["batch"], "sentences": card.config["sentences"],
            "buckets": list(BUCKETS), "mentions": list(MENTIONS), "counts": of("counts", 10),
            "network": of("accuracy", 100), "ideal": of("ideal", 100), "syntax": of("syntax", 100)}


def state(stop: int, bucket: int, town: int) -> dict:
    """Everything that the figure shows.

    Parameters
    ----------
    stop : place in the film, from 0; beyond the end counts as the end.
    bucket : 0 to 10, facts by how often they are mentioned.
    town : 0 for the mean of all, then the towns from 1.

    Raises
    ------
    ValueError
        If a value is no whole number in its range.

    Examples
    --------
    >>> now = state(10, 5, 0)
    >>> now["sliders"]["stop"][2], now["sliders"]["bucket"][2], now["sliders"]["town"][2]
    ('256 steps', '9–16 times', 'mean of 8')
    """
    kept = film()
    n_towns, n_buckets, stops = len(kept["network"]), len(kept["buckets"]), kept["stops"]
    if whole(bucket, 0, "bucket") >= n_buckets or whole(town, 0, "town") > n_towns:
        raise ValueError(f"bucket goes to {n_buckets - 1} and town to {n_towns}, got {bucket} and {town}.")
    stop = min(whole(stop, 0, "stop"), len(stops) - 1)
    towns = range(n_towns) if town == 0 else [town - 1]
    step, n = stops[stop], len(towns)
    now = {"step": step, "n": n, "bucket": bucket, "mentions": kept["mentions"][bucket],
           "read": decimal(step * kept["batch"], kept["sentences"], 1), "last": stop == len(stops) - 1,
           "seen": decimal(sum(kept["counts"][i][bucket] for i in towns) * step * kept["batch"],
                           10 * n * kept["sentences"], 1),
           "network": [sum(kept["network"][i][stop][b] for i in towns) for b in range(n_buckets)],
           "ideal": [sum(kept["ideal"][i][stop][b] for i in towns) for b in range(n_buckets)],
           "syntax": decimal(sum(kept["syntax"][i][stop] for i in towns), 100 * n, 2)}
    now["frontier"] = next((kept["mentions"][b] for b in range(n_buckets)
                            if all(share >= 50 * n for share in now["network"][b:])), "")
    sliders = {"stop": [stop, len(stops) - 1, f"{step:,} steps"], "bucket": [bucket, n_buckets - 1, now["mentions"]],
               "town": [town, n_towns, f"town {town}" if town else f"mean of {n_towns}"]}
    return now | {"sentence": _sentence(now, town), "sliders": sliders}


def _sentence(now: dict, town: int) -> str:
    where = f"Town {town}" if town else f"Mean of {now['n']} towns"
    network, ideal = (decimal(now[who][now["bucket"]], now["n"], 0) for who in ("network", "ideal"))
    if not now["frontier"]:
        wave = "No bucket is half known yet, with all more frequent ones."
    else:
        wave = f"At least half is known of the bucket “{now['frontier']}” and of every more frequent one."
    return (f"{where}, after {now['step']:,} steps: the corpus has been read {now['read']} times over. Of the facts "
            f"mentioned {now['mentions']}, which have had {now['seen']} sightings, the network knows {network} "
            f"per cent, the ideal learner {ideal}. {wave} Grammar costs {now['syntax']} bits too many.")


def static_frame(stop: int = 10, bucket: int = 5, town: int = 0):
    """One state of the figure for print: the share known against how often facts are mentioned.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(stop, bucket, town)
    fig, ax = plots.subplots()
    at = np.arange(len(BUCKETS))
    ax.bar(at, [share / now["n"] for share in now["network"]], color=plots.COLORS["knowledge"], label="network")
    ax.plot(at, [share / now["n"] for share in now["ideal"]], color=plots.COLORS["theory"], marker="_", ms=16,
            ls="none", label="ideal learner")
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
    stop = traitlets.Int(10, min=0).tag(sync=True)
    bucket = traitlets.Int(5, min=0, max=len(BUCKETS) - 1).tag(sync=True)
    town = traitlets.Int(0, min=0).tag(sync=True)
    film = traitlets.Dict().tag(sync=True)
    reserve = traitlets.Unicode("clamp(36rem, 56rem - 45vw, 44rem)").tag(sync=True)

    @traitlets.default("film")
    def _film(self) -> dict:
        return film()
