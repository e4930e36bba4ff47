"""Live figure *a corpus machine, with the bill*, and its twin in Python.

Knows a town of 150 people and the dice of 100 sentences about them. The discount changes how popular the people are,
and so whom the same dice choose; over every slot stands what it costs a reader who knows syntax and popularities, and
not the world. :func:`state` and the function of the same name in ``corpus_machine.js`` agree: costs up to the rounding
of floats, everything in words to the letter. Serves *The syntax–knowledge model*.
"""

import math
from bisect import bisect_right
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import accumulate

import numpy as np
import traitlets

from skbook import plots, town
from skbook.syntax_knowledge import Syntax, World
from skbook.widgets.base import LiveFigure, module, style, whole

N_FACTS, N_VALUES, N_SENTENCES = 150, 64, 100
SEED = [8, 900]
KINDS = ("syntax", "subjects", "values")


@cache
def tables() -> dict:
    """What the browser is given: the phrase book, names and values, the syntax's costs in bits, and the dice."""
    rng = np.random.default_rng(SEED)
    syntax, world = Syntax.town(rng), World.equal(N_FACTS, N_VALUES, rng)
    template, words = syntax.draw(N_SENTENCES, rng)
    places = [town.trade_and_city(v) for v in range(N_VALUES)]
    return {"patterns": [list(pattern) for pattern in town.PATTERNS], "openings": list(town.OPENINGS),
            "verbs": [list(verbs) for verbs in town.VERBS], "trades": list(town.TRADES),
            "cities": [city for _, city in places[::len(town.TRADES)]],
            "people": [town.person(i) for i in range(N_FACTS)], "values": world.values(np.arange(N_FACTS)).tolist(),
            "template": template.tolist(), "words": words.tolist(),
            "templateBits": (-np.log2(syntax.template)).round(6).tolist(),
            "wordBits": (-np.log2(syntax.words)).round(6).tolist(), "dice": rng.random(N_SENTENCES).round(6).tolist()}


def popularities(discount: int) -> list[float]:
    """Zipf's, p_i ∝ i^(−10/discount), added up in order as the browser does.

    >>> [round(p, 3) for p in popularities(5)[:3]]
    [0.61, 0.153, 0.068]
    """
    weights = [i ** (-10 / discount) for i in range(1, N_FACTS + 1)]
    total = list(accumulate(weights))[-1]
    return [weight / total for weight in weights]


def rounded(x: float, places: int) -> str:
    """A number with some decimals, exact halves rounded up, as the browser rounds them.

    >>> rounded(1.125, 2), f"{1.125:.2f}"
    ('1.13', '1.12')
    """
    return str(Decimal(x).quantize(Decimal(10) ** -places, ROUND_HALF_UP))


def state(sentence: int, discount: int) -> dict:
    """Everything that the figure shows at one sentence; ``discount`` is d in tenths.

    Raises
    ------
    ValueError
        If the sentence is not a whole number from 1, or the discount not one from 1 to 9. A sentence beyond the last
        counts as the last.

    Examples
    --------
    >>> now = state(1, 7)
    >>> [slot[0] for slot in now["slots"]], now["met"]
    (['template', 'opening', 'subject', 'value', 'verb', 'value'], 1)
    """
    sentence = min(whole(sentence, "sentence", 1), N_SENTENCES)
    if whole(discount, "discount", 1) > 9:
        raise ValueError(f"discount counts tenths and must be from 1 to 9, got {discount}.")
    t, p = tables(), popularities(discount)
    ends = list(accumulate(p))
    facts = [min(bisect_right(ends, u), N_FACTS - 1) for u in t["dice"]]
    costs, seen = [], {}
    for i, fact in enumerate(facts):
        new = seen.setdefault(fact, i) == i
        syntax = t["templateBits"][t["template"][i]] + sum(_word_bits(t, i))
        costs.append([syntax, -math.log2(p[fact]), math.log2(N_VALUES) if new else 0.0])
    curves = [[0.0, *accumulate(cost[kind] for cost in costs)] for kind in range(3)]
    i = sentence - 1
    now = {"number": sentence, "slots": _slots(t, i, facts[i], costs[i]), "cost": costs[i],
           "name": t["people"][facts[i]], "first": seen[facts[i]] + 1, "met": sum(s <= i for s in seen.values()),
           "curves": curves, "spent": [curve[sentence] for curve in curves]}
    sliders = {"sentence": [sentence, N_SENTENCES, f"{sentence} of {N_SENTENCES}"],
               "discount": [discount, 9, f"d = 0.{discount}"]}
    return now | {"table": _table(now), "sentence": _sentence(now), "sliders": sliders}


def _word_bits(t: dict, i: int) -> list[float]:
    template = t["template"][i]
    return [t["wordBits"][template][j][word] for j, word in enumerate(t["words"][i])]


def _slots(t: dict, i: int, fact: int, cost: list[float]) -> list[list[str]]:
    """The sentence piece by piece: slot, text, bits; those of a value stand over its first half, city or trade."""
    template, (opening, verb), value = t["template"][i], t["words"][i], t["values"][fact]
    trades = len(t["trades"])
    fill = {"opening": t["openings"][opening] or "(nothing)", "verb": t["verbs"][template][verb],
            "subject": t["people"][fact], "trade": t["trades"][value % trades], "city": t["cities"][value // trades]}
    opening_bits, verb_bits = _word_bits(t, i)
    price = {"opening": opening_bits, "verb": verb_bits, "subject": cost[1], "trade": cost[2], "city": cost[2]}
    slots, paid = [["template", f"no. {template + 1}", rounded(t['templateBits'][template], 2)]], False
    for part in t["patterns"][template]:
        if part not in fill:
            slots[-1][1] += part if part in ",." else f" {part}"
            continue
        name = "value" if part in ("trade", "city") else part
        again, paid = name == "value" and paid, paid or name == "value"
        slots.append([name, fill[part], "" if again else rounded(price[part], 2)])
    return slots


def _table(now: dict) -> list[list[str]]:
    """Rows of kind, bits of this sentence, bits so far, mean a sentence."""
    return [[kind, rounded(here, 2), rounded(spent, 1), rounded(spent / now['number'], 2)]
            for kind, here, spent in zip(KINDS, now["cost"], now["spent"], strict=True)]


def _sentence(now: dict) -> str:
    syntax, subject, value = now["cost"]
    news = (f"the value {rounded(value, 2)}, since {now['name']} is spoken of for the first time" if value
            else f"the value nothing, since {now['name']} was spoken of in sentence {now['first']}")
    people = "1 person" if now["met"] == 1 else f"{now['met']} people"
    return (f"In sentence {now['number']} of {N_SENTENCES} the syntax costs {rounded(syntax, 2)} bits, the subject "
            f"{rounded(subject, 2)}, and {news}. So far {people} met; values have cost {rounded(now['spent'][2], 1)} "
            f"of {rounded(sum(now['spent']), 1)} bits.")


LOOKS = (("syntax", "-"), ("third", "-."), ("knowledge", "--"))


def static_frame(sentence: int = 40, discount: int = 7):
    """One state of the figure for print: the bill of each kind against the number of sentences.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(sentence, discount)
    fig, ax = plots.subplots()
    for kind, curve, (color, dash) in zip(KINDS, now["curves"], LOOKS, strict=True):
        ax.plot(range(N_SENTENCES + 1), curve, color=plots.COLORS[color], linestyle=dash, label=kind)
    ax.axvline(now["number"], color="#767676", linewidth=0.8)
    ax.set(xlabel="sentences read", ylabel="bits so far")
    ax.legend()
    return fig


class CorpusMachine(LiveFigure):
    """Step through a corpus; every slot shows what it costs, and the bill is kept by kind.

    Attributes
    ----------
    sentence : the sentence shown, from 1; ``discount`` : d in tenths, from 1 to 9.
    """

    controls = ("sentence", "discount")
    state = staticmethod(state)
    _esm = module("corpus_machine.js")
    _css = style("corpus_machine.css")
    sentence = traitlets.Int(1, min=1).tag(sync=True)
    discount = traitlets.Int(7, min=1, max=9).tag(sync=True)
    tables = traitlets.Dict().tag(sync=True)
    reserve = traitlets.Unicode("clamp(44rem, 62rem - 30vw, 58rem)").tag(sync=True)

    @traitlets.default("tables")
    def _tables(self) -> dict:
        return tables()
