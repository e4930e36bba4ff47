"""Live figure *what a learner pays above the source*, and its twin in Python.

Knows four sources of tosses, sixteen messages from each, and three learners: KT without contexts, one full tree of
contexts, all trees mixed. :func:`state` computes what they pay from the counts of each prefix (``skbook.universal``);
the function of the same name in ``universal_learners.js`` goes toss by toss, as a coder would. Both draw the same
messages, from whole numbers alone. Serves *Universal prediction*.
"""

import math
from functools import cache

import numpy as np
import traitlets

from skbook import plots
from skbook.universal import context_counts, ctw_code_length, kt_code_length
from skbook.widgets.base import LiveFigure, count, module, style, whole

SOURCES = {  # leaves of the tree of contexts: in how many of ten tosses a one follows
    "a coin": {"": 9},
    "one toss back": {"0": 8, "1": 3},
    "two back, or one": {"00": 9, "10": 4, "1": 1},
    "third toss back": {f"{old}{a}{b}": (1, 9)[old] for old in (0, 1) for a in (0, 1) for b in (0, 1)},
}
NAMES = list(SOURCES)
LEARNERS = ("KT, no contexts", "one full tree", "all trees, mixed")
RUNS, DEEPEST = 16, 6
SIZES = [2 ** (k // 2) + (k % 2) * 2 ** (k // 2 - 1) for k in range(2, 25)]  # 2, 3, 4, 6, 8, … 4096
LOOKS = ("contrast", "third", "measured")


def tosses(source: int, run: int) -> tuple[np.ndarray, np.ndarray]:
    """One message, and the source's own price of its prefixes of 0, 1, 2, … tosses, in bits.

    The numbers come from Marsaglia's xorshift of 32 bits, whose steps a browser can take, too.

    >>> tosses(0, 0)[0][:8].tolist()
    [1, 1, 1, 1, 1, 0, 1, 0]
    """
    tree, number = list(SOURCES.values())[source], 2654435769 * (run + 1) % 2**32
    table = [next(tenths for leaf, tenths in tree.items() if f"{past:03b}".endswith(leaf)) for past in range(8)]
    past, bits, price = 0, [], [0.0]
    for _ in range(SIZES[-1]):
        number ^= number << 13 & 0xFFFFFFFF
        number ^= number >> 17
        number ^= number << 5 & 0xFFFFFFFF
        one = number * 10 < table[past] << 32
        bits.append(int(one))
        price.append(price[-1] - math.log2((table[past] if one else 10 - table[past]) / 10))
        past = (past << 1 | one) & 7
    return np.array(bits), np.array(price)


@cache
def curves(source: int, depth: int) -> list[list[float]]:
    """What each learner pays above the source at every size, in bits, on average over the messages."""
    paid = np.zeros((len(LEARNERS), len(SIZES)))
    for run in range(RUNS):
        bits, price = tosses(source, run)
        for at, n in enumerate(SIZES):
            prefix = bits[:n]
            paid[:, at] += np.array([ctw_code_length(prefix, 0), kt_code_length(context_counts(prefix, depth)[1]).sum(),
                                     ctw_code_length(prefix, depth)]) - price[n]
    return (paid / RUNS).tolist()


def state(source: int, depth: int, step: int) -> dict:
    """Everything that the figure shows: learners that look ``depth`` tosses back, at the ``step``-th size.

    Raises
    ------
    ValueError
        If there is no such source or depth, or ``step`` is no whole number ≥ 0; one beyond the last counts as the last.

    Examples
    --------
    >>> now = state(2, 6, 22)
    >>> now["n"], now["contexts"], now["table"][2]
    (4096, 3, ['all trees, mixed', '18.5', '0.005'])
    """
    if whole(source, "source") >= len(SOURCES) or whole(depth, "depth") > DEEPEST:
        raise ValueError(f"choose a source from 0 to {len(SOURCES) - 1} and a depth up to {DEEPEST}.")
    step = min(whole(step, "step"), len(SIZES) - 1)
    n, contexts, paid = SIZES[step], len(SOURCES[NAMES[source]]), curves(source, depth)
    line = [contexts / 2 * math.log2(size) for size in SIZES]
    now = {"source": source, "depth": depth, "step": step, "n": n, "contexts": contexts, "curves": paid, "line": line}
    sliders = {"depth": [depth, DEEPEST, "1 toss" if depth == 1 else f"{depth} tosses"],
               "step": [step, len(SIZES) - 1, f"{n:,} tosses"]}
    rows = [*zip(LEARNERS, (curve[step] for curve in paid), strict=True), (_half_logs(contexts), line[step])]
    table = [[name, _in_bits(bits), _decimals(bits / n, 3)] for name, bits in rows]
    return now | {"table": table, "sentence": _sentence(now, table), "sliders": sliders}


def _half_logs(contexts: int) -> str:
    return f"{'half a log' if contexts == 1 else f'{contexts} half logs'}"


def _decimals(x: float, places: int) -> str:
    return f"{x + 1e-9:.{places}f}".replace("-", "−")  # so that ties go up, in the browser too


def _in_bits(x: float) -> str:
    return _decimals(x, 1) if x < 100 else f"{int(_decimals(x, 0)):,}"


def _sentence(now: dict, table: list) -> str:
    kt, full, mixed, logs = (row[1] for row in table)
    leaves = 2 ** now["depth"]
    return (f"After {now['n']:,} tosses, in bits above the source, which has {count(now['contexts'], 'context')}: "
            f"KT without contexts pays {kt}; one full tree, with {count(leaves, 'context')}, {full}; all trees of that "
            f"depth, mixed, {mixed}. Leading term, {_half_logs(now['contexts'])}: {logs}.")


def static_frame(source: int = 2, depth: int = 6):
    """One state of the figure for print: bits above the source against tosses.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(source, depth, len(SIZES) - 1)
    fig, ax = plots.subplots()
    plots.theory(ax, SIZES, now["line"], _half_logs(now["contexts"]))
    for curve, name, color, dash in zip(now["curves"], LEARNERS, LOOKS, ("--", "-.", "-"), strict=True):
        ax.plot(SIZES, curve, color=plots.COLORS[color], linestyle=dash, label=name)
    ax.set(xlabel="tosses", ylabel="bits above the source", xscale="log", ylim=(0, 4 * now["line"][-1]))
    ax.legend()
    return fig


class UniversalLearners(LiveFigure):
    """Choose a source and how far learners look back, and follow what they pay for not knowing it.

    Attributes
    ----------
    source : which of the four; ``depth`` : tosses of context; ``step`` : which of the sizes.
    """

    controls = ("source", "depth", "step")
    state = staticmethod(state)
    _esm = module("universal_learners.js")
    _css = style("universal_learners.css")
    source = traitlets.Int(2, min=0, max=len(SOURCES) - 1).tag(sync=True)
    depth = traitlets.Int(6, min=0, max=DEEPEST).tag(sync=True)
    step = traitlets.Int(18, min=0).tag(sync=True)
    reserve = traitlets.Unicode("clamp(38.75rem, 76rem - 64vw, 47rem)").tag(sync=True)
