"""Live figure *first how to speak, then what to say*, and its twin in Python.

Knows the two laws of :mod:`skbook.learning_laws` for an endless world, what the next sentence costs by each of them,
and where they cross. :func:`state` and the function of the same name in ``crossing.js`` agree up to the rounding of
floats, in their words exactly. Does not simulate a learner. Serves *The ideal learner*.
"""

import traitlets

from skbook import learning_laws as laws
from skbook import plots
from skbook.widgets.base import LiveFigure, module, style, whole

LEAST, MOST = 2, 18  # the discount in twentieths, from 0.10 to 0.90
LEVELS = [m * 10**e for e in range(1, 8) for m in (1, 2, 5)] + [10**8]  # sentences; of parameters, those to 10⁶
PARAMETERS = [k for k in LEVELS if k <= 10**6]
MOST_VALUE_BITS = 10
MASS = [laws.missing_mass_law(1, step / 20, laws.zipf_scale(step / 20)) for step in range(LEAST, MOST + 1)]  # at N = 1


def short(x: float) -> str:
    """A positive number to two digits, without exponent, as the browser writes it.

    >>> short(1199.8), short(0.03578), short(5.08)
    ('1,200', '0.036', '5.1')
    """
    mantissa, exponent = f"{x:.1e}".split("e")
    digits, e = mantissa.replace(".", ""), int(exponent)
    if e >= 1:
        return f"{int(digits) * 10 ** (e - 1):,}"
    return mantissa if e == 0 else "0." + "0" * (-e - 1) + digits


def state(discount: int, parameters: int, values: int, sentences: int) -> dict:
    """Everything that the figure shows; prices in bits a sentence.

    Parameters
    ----------
    discount : in twentieths, 2 to 18.
    parameters, sentences : places in ``PARAMETERS`` and ``LEVELS``; beyond the end counts as the end.
    values : log₂ of how many values a fact can have, 1 to 10.

    Raises
    ------
    ValueError
        If a value is no whole number in its range.

    Examples
    --------
    >>> now = state(12, 5, 6, 9)
    >>> round(now["crossing"]), now["sliders"]["parameters"][2], now["sliders"]["sentences"][2]
    (1216, '500', '10,000')
    """
    discount, values = whole(discount, "discount", LEAST), whole(values, "values", 1)
    if discount > MOST or values > MOST_VALUE_BITS:
        raise ValueError(f"discount goes to {MOST} and values to {MOST_VALUE_BITS}, got {discount} and {values}.")
    parameters = min(whole(parameters, "parameters"), len(PARAMETERS) - 1)
    sentences = min(whole(sentences, "sentences"), len(LEVELS) - 1)
    d, k, n = discount / 20, PARAMETERS[parameters], LEVELS[sentences]
    unit = laws.syntax_excess(1, k), values * MASS[discount - LEAST]  # what each law says for N = 1
    now = {"d": d, "k": k, "n": n, "unit": list(unit), "crossing": (unit[0] / unit[1]) ** (1 / d),
           "grammar": unit[0] / n, "facts": unit[1] * n ** (d - 1)}
    sliders = {"discount": [discount, MOST, f"{d:.2f}"], "parameters": [parameters, len(PARAMETERS) - 1, f"{k:,}"],
               "values": [values, MOST_VALUE_BITS, f"{2**values:,}"],
               "sentences": [sentences, len(LEVELS) - 1, f"{n:,}"]}
    return now | {"sentence": _sentence(now), "sliders": sliders}


def _sentence(now: dict) -> str:
    n, k = f"{now['n']:,}", f"{now['k']:,}"
    facts = f"{short(now['facts'])} bits for its facts"
    if now["n"] < now["k"]:
        told = (f"After {n} sentences, fewer than the {k} parameters, the law for grammar says nothing yet. "
                f"The next sentence costs {facts}.")
    else:
        dear, cheap = ("facts", "grammar") if now["facts"] > now["grammar"] else ("grammar", "facts")
        told = (f"After {n} sentences the next one costs {short(now['grammar'])} bits for its grammar and {facts}: "
                f"{dear} {short(now[dear] / now[cheap])} times as much as {cheap}.")
    return f"{told} {_crosses(now)}"


def _crosses(now: dict) -> str:
    where = now["crossing"]
    if where > 1e12:
        return "The two laws cross only beyond a million million sentences."
    after = f"after about {short(where)} sentences" if where >= 10 else "at the start"
    early = ", too few for the law of grammar to hold" if where < now["k"] else ""
    return f"The two laws cross {after}{early}."


def static_frame(discount: int = 12, parameters: int = 5, values: int = 6, sentences: int = 9):
    """One state of the figure for print: the two prices against sentences read, with their crossing.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(discount, parameters, values, sentences)
    fig, ax = plots.subplots()
    ax.plot(LEVELS, [now["unit"][0] / n for n in LEVELS], color=plots.COLORS["syntax"], label="grammar")
    ax.plot(LEVELS, [now["unit"][1] * n ** (now["d"] - 1) for n in LEVELS], color=plots.COLORS["knowledge"], ls="--",
            label="facts")
    ax.axvline(now["n"], color=plots.COLORS["noise"], lw=0.8)
    ax.set(xscale="log", yscale="log", xlabel="sentences read", ylabel="bits, next sentence", ylim=(1e-6, 1e4))
    ax.legend()
    return fig


class Crossing(LiveFigure):
    """Move discount, parameters and values, and watch where unknown facts begin to cost more than unknown grammar.

    Attributes
    ----------
    discount, parameters, values, sentences : as for :func:`state`.
    """

    controls = ("discount", "parameters", "values", "sentences")
    state = staticmethod(state)
    _esm = module("crossing.js")
    _css = style("crossing.css")
    discount = traitlets.Int(12, min=LEAST, max=MOST).tag(sync=True)
    parameters = traitlets.Int(5, min=0).tag(sync=True)
    values = traitlets.Int(6, min=1, max=MOST_VALUE_BITS).tag(sync=True)
    sentences = traitlets.Int(9, min=0).tag(sync=True)
    mass = traitlets.List(MASS).tag(sync=True)
    reserve = traitlets.Unicode("clamp(38.6rem, 68rem - 72vw, 49rem)").tag(sync=True)
