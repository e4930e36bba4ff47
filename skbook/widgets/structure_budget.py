"""Live figure *what a budget stores*: a string, a family, a budget for the model, and what is left as data bits.

Knows four strings and three families, their structure functions, and which symbols the stored model did not expect.
:func:`state` and the function of the same name in ``structure_budget.js`` compute the families from the string with
whole numbers alone and agree. Serves the chapter on the structure function.
"""

import re
from functools import cache

import traitlets

from skbook import plots
from skbook.bit_families import richer, simple
from skbook.structure import Model, unbeaten, with_literals
from skbook.widgets.base import LiveFigure, count, module, style, whole

N, MOST = 256, 300  # symbols of a string; the greatest budget
# The strings of the chapter, four symbols to a digit: made_to_order.cast with the seed [4, 0].
STRINGS = {
    "random": "fe4ed49ef9548d87f310da2b4c56849c18d251379abf0a8ef7acd9a0d7ad9c7f",
    "noisy pattern": "6eee6e7e6e6eea666e6e6e6e6e6e7e6c7e6e6e7e6e7e7e2e6e6f6e6e6e4c6e2e",
    "Markov source": "5badaf94074001bb548dd5d56c00000fb7602d5aabf00000000555f5ed756b55",
    "Thue–Morse": "6996966996696996966969966996966996696996699696696996966996696996",
}
FAMILIES = {
    "without literal bits": simple,
    "with literal bits": with_literals(simple),
    "with the doubling rule, too": with_literals(richer),
}
ORDER = 6  # zeros before a string, for the contexts of its first symbols


def string(index: int) -> str:
    """The symbols of a string.

    >>> string(1)[:24]
    '011011101110111001101110'
    """
    return f"{int(list(STRINGS.values())[index], 16):0{N}b}"


@cache
def _corners(index: int, family: int) -> list[Model]:
    return unbeaten(list(FAMILIES.values())[family](string(index)))


@cache
def words(index: int) -> dict[str, str]:
    """From what a model says to its code word, for one string."""
    return {model.says: model.word for model in richer(string(index))}


def missed(word: str, x: str) -> list[int]:
    """The places at which a symbol is not the one that the model with this code word thinks likelier.

    >>> missed("10" + "010" + "01" + "010", "0100")   # period 2, pattern 01, one exception
    [3]
    >>> missed("0", "0100")
    []
    """
    if word == "0":
        return []
    size, rest = _number(word[3 - word.startswith("10"):])
    if word.startswith("110"):
        precision, levels = _number(rest)
        expected = [levels[precision * c] for c in _contexts(x, size - 1)]  # the first digit says which is likelier
    elif word.startswith("111"):
        expected = [str((i // size).bit_count() % 2 ^ int(rest[i % size])) for i in range(len(x))]
    else:
        expected = [rest[i % size] for i in range(len(x))]
    return [i for i, symbol in enumerate(x) if symbol != expected[i]]


def _number(word: str) -> tuple[int, str]:
    zeros = len(word) - len(word.lstrip("0"))
    return int(word[zeros:2 * zeros + 1], 2), word[2 * zeros + 1:]


def _contexts(x: str, order: int) -> list[int]:
    padded = "0" * ORDER + x
    return [int("0" + padded[t + ORDER - order:t + ORDER], 2) for t in range(len(x))]


def state(text: int, family: int, budget: int) -> dict:
    """Everything that the figure shows for a string, a family (both by number) and a budget in bits.

    Raises
    ------
    ValueError
        If there is no string or family of that number, or the budget is not a whole number from 0 to 300.

    Examples
    --------
    >>> now = state(1, 1, 40)
    >>> now["says"], now["named"], now["literal"], now["left"]
    ('period 8, pattern 01101110, 16 exceptions', 35, 5, 79)
    """
    for value, most, name in ((text, len(STRINGS) - 1, "text"), (family, len(FAMILIES) - 1, "family"),
                              (budget, MOST, "budget")):
        if whole(value, name) > most:
            raise ValueError(f"{name} must be at most {most}, got {value}.")
    corners = _corners(text, family)
    best = min(corners, key=lambda model: (model.total_bits, model.model_bits))
    now = {"name": list(STRINGS)[text], "family": list(FAMILIES)[family], "string": string(text), "budget": budget,
           "costs": [int(m.model_bits) for m in corners], "lefts": [int(m.data_bits) for m in corners],
           "best": [int(best.model_bits), int(best.data_bits)]}
    stored = [model for model in corners if model.model_bits <= budget]
    if stored:
        says, _, literal = stored[-1].says.partition(", and ")
        literal = int(literal.split()[0]) if literal else 0
        now |= {"says": says, "named": int(stored[-1].model_bits) - literal, "literal": literal,
                "left": int(stored[-1].data_bits), "missed": missed(words(text)[says], now["string"])}
    else:
        now |= {"says": "", "named": 0, "literal": 0, "left": N, "missed": []}
    return now | {"sentence": _sentence(now), "sliders": {"budget": [budget, MOST, count(budget, "bit")]}}


def _sentence(now: dict) -> str:
    who = f"{now['name'][0].upper()}{now['name'][1:]}, {now['family']}"
    if not now["says"]:
        return f"{who}: no model can be named with {count(now['budget'], 'bit')}; the cheapest takes {now['costs'][0]}."
    says = re.sub("([01]{12})[01]{5,}", r"\1…", now["says"])
    used, best = now["named"] + now["literal"], sum(now["best"])
    literal = f", and {count(now['literal'], 'literal bit')}" if now["literal"] else ""
    over = used + now["left"] - best
    verdict = "the shortest that there is" if not over else f"{count(over, 'bit')} above the shortest"
    place = ("Structure is still missing." if used < now["best"][0] else
             "This is the minimal sufficient statistic: all structure, no noise." if used == now["best"][0] else
             "Past the structure: each further bit stored saves one bit." if not over else
             "Past the structure: what is stored now costs more than it saves.")
    return (f"{who}, {count(now['budget'], 'bit')} allowed. Stored with {count(now['named'], 'bit')}: {says}{literal}. "
            f"Left: {count(now['left'], 'data bit')}. Together {count(used + now['left'], 'bit')}, {verdict}. {place}")


def static_frame(text: int = 1, family: int = 1, budget: int = 40):
    """One state of the figure for print: the staircase, the sufficiency line and the budget.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(text, family, budget)
    fig, ax = plots.subplots()
    total = sum(now["best"])
    plots.theory(ax, [0, total], [total, 0], "one bit for one bit", linestyle="--")
    ax.step([*now["costs"], MOST], [*now["lefts"], now["lefts"][-1]], where="post", color=plots.COLORS["measured"])
    ax.axvline(budget, color="#888888", linewidth=1)
    ax.set(xlabel="budget for the model, bits", ylabel="data bits left", xlim=(0, MOST), ylim=(0, N + 8))
    return fig


class StructureBudget(LiveFigure):
    """Choose a string and a family and move the budget: which model is stored, and what is left.

    Attributes
    ----------
    text, family : numbers of a string and of a family; ``budget`` : bits that the model may cost.
    """

    controls = ("text", "family", "budget")
    state = staticmethod(state)
    _esm = module("structure_budget.js")
    _css = style("structure_budget.css")
    text = traitlets.Int(1, min=0, max=len(STRINGS) - 1).tag(sync=True)
    family = traitlets.Int(1, min=0, max=len(FAMILIES) - 1).tag(sync=True)
    budget = traitlets.Int(20, min=0, max=MOST).tag(sync=True)
    strings = traitlets.Unicode(" ".join(STRINGS.values())).tag(sync=True)
    reserve = traitlets.Unicode("clamp(46rem, 64rem - 40vw, 53rem)").tag(sync=True)
