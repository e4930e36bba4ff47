"""Live figure *what a run more or less does to an exponent*, and its twin in Python.

Knows the 25 runs of the OLMo ladder and fits :mod:`skbook.chinchilla`'s law to those that are left in; the same descent
stands in ``odd_runs.js``. :func:`state` and the function of the same name there agree in what they say, which is
rounded. Gives no intervals. Serves *Joint scaling*.
"""

import math

import numpy as np
import traitlets

from skbook import chinchilla, plots, run_tables
from skbook.widgets.base import LiveFigure, module, style, whole

LADDER = run_tables.olmo_ladder()
BY_SIZE = np.lexsort((LADDER["tokens"], LADDER["params"]))  # five runs of the smallest size first
RUNS = [[float(LADDER[name][i]) for name in ("params", "tokens", "loss")] for i in BY_SIZE]
SHARPNESS = (1.0, 2.0, 4.0, math.inf)
JOINS = ("a sum", "sharpness 2", "sharpness 4", "a max")
SIZES = ("0.19 billion", "0.37 billion", "0.76 billion", "1.3 billion", "3.2 billion")
_X, _Y, _LOSS = (np.log([run[k] for run in RUNS]) for k in range(3))
_CENTRE = float(_X.mean()), float(_Y.mean())


def _starts() -> list[list[float]]:
    """The fits to the whole table, one a sharpness, and two that are flat or steep."""
    fits = [chinchilla.fit_chinchilla(LADDER, q, n_bootstrap=0) for q in SHARPNESS]
    found = [[math.log(f.E), math.log(f.A) - f.alpha * _CENTRE[0], math.log(f.B) - f.beta * _CENTRE[1],
              math.log(f.alpha), math.log(f.beta), 0.0] for f in fits]
    return found + [[math.log(e), math.log(rest), math.log(rest), math.log(a), math.log(a), 0.0]
                    for e, rest, a in ((1.5, 1.5, 0.1), (3.2, 0.6, 0.5))]


STARTS = _starts()


def state(join: int, size: int, times: int, run: int) -> dict:
    """What the figure says, rounded; losses in bits a token.

    Parameters
    ----------
    join : which of ``SHARPNESS``.
    size, times : 0, or 1 to 5 to leave out all runs of one size, or of one multiple of twenty tokens a parameter.
    run : 0, or 1 to 25 to leave out one run, smallest size first.

    Raises
    ------
    ValueError
        If a value is no whole number in its range.

    Examples
    --------
    >>> now = state(2, 0, 0, 0)
    >>> now["alpha"], now["beta"], now["size_exponent"], sum(now["kept"])
    ('0.22', '0.17', '0.43', 25)
    """
    for name, value, most in (("join", join, 3), ("size", size, 5), ("times", times, 5), ("run", run, 25)):
        if whole(value, name) > most:
            raise ValueError(f"{name} goes to {most}, got {value}.")
    kept = [i // 5 + 1 != size and i % 5 + 1 != times and i + 1 != run for i in range(25)]
    problem = _X - _CENTRE[0], _Y - _CENTRE[1], _LOSS, SHARPNESS[join]
    theta, cost = chinchilla.descend(np.array(STARTS), problem, np.array([kept], dtype=float))
    best = theta[np.argmin(cost)]
    alpha, beta = math.exp(best[3]), math.exp(best[4])
    now = {"kept": kept, "alpha": f"{alpha:.2f}", "beta": f"{beta:.2f}", "floor": f"{math.exp(best[0]):.1f}",
           "size_exponent": f"{beta / (alpha + beta):.2f}"}
    n, d, _ = RUNS[max(run, 1) - 1]
    left = f"{n / 1e9:.2f} billion on {d / 1e9:.0f}" if run else "none"
    return now | {"sentence": _sentence(now, join), "sliders": {"run": [run, 25, left]}}


def _sentence(now: dict, join: int) -> str:
    count, share = sum(now["kept"]), float(now["size_exponent"])
    side = "below one half, as the theory demands" if share < 0.5 else (
        "above one half, against the theory" if share > 0.5 else "one half")
    flat = min(float(now["alpha"]), float(now["beta"])) < 0.05 or float(now["floor"]) < 0.5
    loose = " The table hardly determines this: floor or exponent run to the edge." if flat else ""
    return (f"{count} of 25 runs, joined as {JOINS[join]}: α is {now['alpha']}, β is {now['beta']}, and "
            f"{now['floor']} bits a token never go away. The best size grows with exponent {now['size_exponent']} of "
            f"the budget, {side}.{loose}")


def static_frame(join: int = 2, size: int = 0, times: int = 0, run: int = 0):
    """One state of the figure for print: the runs by size.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    kept = np.array(state(join, size, times, run)["kept"])
    fig, ax = plots.subplots()
    tokens, loss = (np.array([r[k] for r in RUNS]) for k in (1, 2))
    plots.measured(ax, tokens[kept], loss[kept], "left in")
    ax.set(xscale="log", xlabel="tokens", ylabel="loss, bits a token")
    ax.legend()
    return fig


class OddRuns(LiveFigure):
    """Leave out a size, a multiple of data or a single run, choose how two lacks join, and watch the exponents move.

    Attributes
    ----------
    join, size, times, run : as for :func:`state`.
    """

    controls = ("join", "size", "times", "run")
    state = staticmethod(state)
    _esm = module("odd_runs.js")
    _css = style("odd_runs.css")
    join = traitlets.Int(0, min=0, max=3).tag(sync=True)
    size = traitlets.Int(0, min=0, max=5).tag(sync=True)
    times = traitlets.Int(0, min=0, max=5).tag(sync=True)
    run = traitlets.Int(0, min=0, max=25).tag(sync=True)
    runs = traitlets.List([[round(v, 12) for v in run] for run in RUNS]).tag(sync=True)
    starts = traitlets.List(STARTS).tag(sync=True)
    reserve = traitlets.Unicode("clamp(41rem, 60rem - 42vw, 49rem)").tag(sync=True)
