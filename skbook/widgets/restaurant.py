"""Live figure *a restaurant fills, table by table*, and its twin in Python.

Knows twelve evenings under the seating rule of :mod:`skbook.pitman_yor`, which differ in their dice alone. The dice are
a small generator of 32-bit integers and the rule is thrown in twentieths of a customer, so :func:`state` and the
function of the same name in ``restaurant.js`` agree on who sits where. Serves *The Pitman–Yor process*.
"""

from functools import cache

import traitlets

from skbook import plots
from skbook.widgets.base import LiveFigure, count, decimal, module, style, whole

PARTS = 20  # of a customer: the unit of weights, in which the discount is a whole number
EVENINGS, LAST = 12, 3000
MASK = 0xFFFFFFFF


def crowds() -> list[int]:
    """The sizes of the crowd at which one can look: every customer at first, then a tenth more each time.

    >>> crowds()[:3], crowds()[-1], len(crowds())
    ([1, 2, 3], 3000, 75)
    """
    sizes = [1]
    while sizes[-1] < LAST:
        sizes.append(min(max(sizes[-1] + 1, sizes[-1] * 11 // 10), LAST))
    return sizes


SIZES = crowds()


def dice(evening: int):
    """Integers from 0 to 2³² − 1, the same in every language: Marsaglia's xorshift.

    >>> throws = dice(1)
    >>> next(throws), next(throws)
    (1361921809, 3224134966)
    """
    x = evening * 2654435761 & MASK
    while True:
        x ^= x << 13 & MASK
        x ^= x >> 17
        x ^= x << 5 & MASK
        yield x


@cache
def seats(discount: int, concentration: int, evening: int) -> tuple[int, ...]:
    """The table of each of the 3000 customers: discount in twentieths, concentration in quarters.

    Each throws one dart, as in :func:`skbook.pitman_yor.sample`, and the friend is asked at once.
    """
    alone, throws = PARTS // 4 * concentration, dice(evening)
    labels, opened, tables = [], [], 0
    for i in range(LAST):
        dart = (next(throws) * (alone + PARTS * i) >> 32) - alone
        friend, rest = divmod(dart, PARTS)
        opens = i == 0 or dart < 0 or (rest < discount and opened[friend])
        labels.append(tables if opens else labels[friend])
        opened.append(opens)
        tables += opens
    return tuple(labels)


@cache
def _curve(discount: int, concentration: int, evening: int) -> list[int]:
    labels, most, tables = seats(discount, concentration, evening), 0, []
    for n in range(1, LAST + 1):
        most = max(most, labels[n - 1] + 1)
        tables += [most] if n == SIZES[len(tables)] else []
    return tables


def _expected(discount: int, concentration: int) -> list[float]:
    """Expected tables at all sizes, customer by customer."""
    d, theta, mean, at = discount / PARTS, concentration / 4, 1.0, []
    for n in range(1, LAST + 1):
        at += [mean] if n == SIZES[len(at)] else []
        mean += (theta + d * mean) / (theta + n)
    return at


def state(look: int, evening: int, discount: int, concentration: int) -> dict:
    """Everything that the figure shows when so many sizes of the crowd have gone by.

    Parameters
    ----------
    look : which size of the crowd, from 1; beyond the last counts as the last.
    evening : which dice, 1 to 12.
    discount, concentration : d in twentieths, 0 to 19, and θ in quarters, 1 to 40.

    Raises
    ------
    ValueError
        If one of them is no whole number in its range.

    Examples
    --------
    >>> now = state(10, 1, 10, 4)
    >>> now["n"], now["counts"], now["alone"]
    (10, [9, 1], 1)
    """
    for value, least, most, name in ((look, 1, None, "look"), (evening, 1, EVENINGS, "evening"),
                                     (discount, 0, PARTS - 1, "discount"), (concentration, 1, 40, "concentration")):
        if whole(value, name, least) > (value if most is None else most):
            raise ValueError(f"{name} must be a whole number from {least} to {most}, got {value}.")
    look = min(look, len(SIZES))
    n = SIZES[look - 1]
    labels = seats(discount, concentration, evening)[:n]
    counts = [0] * (max(labels) + 1)
    for table in labels:
        counts[table] += 1
    now = {"n": n, "look": look, "evening": evening, "counts": counts, "alone": counts.count(1),
           "curves": [_curve(discount, concentration, e) for e in range(1, EVENINGS + 1)],
           "expected": _expected(discount, concentration)}
    sliders = {"look": [look, len(SIZES), count(n, "customer")],
               "evening": [evening, EVENINGS, f"{evening} of {EVENINGS}"],
               "discount": [discount, PARTS - 1, f"d = {decimal(discount, PARTS, 2)}"],
               "concentration": [concentration, 40, f"θ = {decimal(concentration, 4, 2)}"]}
    return now | {"sentence": _sentence(now), "sliders": sliders}


def _sentence(now: dict) -> str:
    at, counts, n = now["look"] - 1, now["counts"], now["n"]
    others = [curve[at] for curve in now["curves"]]
    share = decimal(100 * now["alone"], len(counts), 0)
    tenths = int(10 * now["expected"][at] + 0.5)
    sat = f"Evening {now['evening']}: {count(n, 'customer')} at {count(len(counts), 'table')}"
    return (f"{sat}. The fullest has {max(counts):,}; {now['alone']:,} have a single customer, {share} in a hundred. "
            f"The twelve evenings have from {min(others):,} to {max(others):,} tables; "
            f"{decimal(tenths, 10, 1)} were expected.")


def static_frame(evening: int = 2, discount: int = 10, concentration: int = 4):
    """One state of the figure for print: tables against customers on all evenings, one of them marked.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(len(SIZES), evening, discount, concentration)
    fig, ax = plots.subplots()
    for curve in now["curves"]:
        ax.plot(SIZES, curve, color=plots.COLORS["noise"], linestyle=":")
    plots.theory(ax, SIZES, now["expected"], "expected")
    ax.plot(SIZES, now["curves"][evening - 1], color=plots.COLORS["measured"], linewidth=2, label=f"evening {evening}")
    ax.set(xlabel="customers", ylabel="tables", xscale="log", yscale="log")
    ax.legend()
    return fig


class Restaurant(LiveFigure):
    """Seat customers by the rule, and watch the exponent stay and the constant change with the dice.

    Attributes
    ----------
    look : which size of the crowd; ``evening`` : which dice; ``discount``, ``concentration`` : in twentieths, quarters.
    """

    controls = ("look", "evening", "discount", "concentration")
    state = staticmethod(state)
    _esm = module("restaurant.js")
    _css = style("restaurant.css")
    look = traitlets.Int(37, min=1).tag(sync=True)
    evening = traitlets.Int(2, min=1, max=EVENINGS).tag(sync=True)
    discount = traitlets.Int(10, min=0, max=PARTS - 1).tag(sync=True)
    concentration = traitlets.Int(4, min=1, max=40).tag(sync=True)
    reserve = traitlets.Unicode("clamp(46rem, 68rem - 50vw, 56rem)").tag(sync=True)
