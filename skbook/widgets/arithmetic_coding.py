"""Live figure *type a sentence, watch arithmetic coding*, and its twin in Python.

Knows everything that the figure shows in a state (a sentence and how many of its letters are coded): the interval as
integers over a power of two, the shortest code word, what every letter costs, the cut for the next letter, the sentence
that says it all. :func:`state` and the function of the same name in ``arithmetic_coding.js`` use integers alone and
agree to the bit. Does not know how to code long messages fast (``skbook.coding`` does). Serves *Entropy and coding*.
"""

from functools import cache

import traitlets

from skbook import plots
from skbook.letters import ALPHABET, FRACTION_BITS, TOTAL_BITS, LetterModel, encode_letters, letters, log2_fixed
from skbook.widgets.base import LiveFigure, bits, count, decimal, module, source, style, whole
from skbook.widgets.letter_table import unpack

ORDER = 3
LIMIT = 200  # letters
DEFAULT = "a prediction is a bet"
EQUAL = log2_fixed(len(ALPHABET))  # bits of one of 27 equal letters, in units of 2⁻²⁰


@cache
def austen_letters() -> LetterModel:
    """The letter model that travels in the page: order 3, from Austen's six novels.

    >>> forecast = austen_letters().forecast("the th")
    >>> ALPHABET[forecast.index(max(forecast))]
    'e'
    """
    return unpack(source("austen_letters.txt").strip(), ORDER)


def interval(coded: str, model: LetterModel) -> tuple[int, int, int]:
    """The interval of a message: ``[low, low + width) / 2**places``, exact.

    Implements ``l ← l + w F(x), w ← w q(x)``.

    >>> interval("", austen_letters())
    (0, 1, 0)
    """
    low, width = 0, 1
    for t, x in enumerate(encode_letters(coded)):
        cut = model.forecast(coded[:t])
        low, width = (low << TOTAL_BITS) + width * sum(cut[:x]), width * cut[x]
    return low, width, TOTAL_BITS * len(coded)


def code_word(low: int, width: int, places: int) -> str:
    """The shortest binary digits all of whose continuations stay in ``[low, low + width) / 2**places``.

    >>> code_word(40, 17, 6)  # from 40/64 to 57/64
    '101'
    """
    for length in range(places - width.bit_length() + 1, places + 1):
        step = places - length
        first = -(-low >> step)
        if first + 1 << step <= low + width:
            return f"{first:0{length}b}" if length else ""
    raise ValueError(f"[{low}, {low + width}) over 2**{places} is not an interval in [0, 1): give width ≥ 1.")


def state(text: str, step: int, model: LetterModel | None = None) -> dict:
    """Everything that the figure shows after ``step`` letters of ``text``; bits in units of 2⁻²⁰.

    Raises
    ------
    ValueError
        If the text is not a string or ``step`` is not a whole number ≥ 0; a step beyond the end counts as the end.

    Examples
    --------
    >>> now = state("a bet", 2)
    >>> now["code"], now["places"], now["sentence"].split(",")[0]
    ('00000001', 32, 'After 2 of 5 letters')
    """
    model = model or austen_letters()
    read = letters(text)
    coded = read[:LIMIT]
    step = min(whole(step, "step"), len(coded))
    low, width, places = interval(coded[:step], model)
    code = code_word(low, width, places)
    digits = _digits(low, width, places, len(code) + 4)
    now = {
        "letters": coded, "remark": _remark(text, read), "step": step,
        "low": str(low), "width": str(width), "places": places, "bits": (places << FRACTION_BITS) - log2_fixed(width),
        "costs": [_cost(model.forecast(coded[:t])[x]) for t, x in enumerate(encode_letters(coded))],
        "code": code, "low_digits": digits[0], "high_digits": digits[1], "settled": _common(*digits),
        "first_cut": list(model.forecast("")), "cut": list(model.forecast(coded[:step])),
    }
    sliders = {"step": [step, len(coded), _value(now)]}
    return now | {"table": _table(now), "sentence": _sentence(now), "sliders": sliders}


def _cost(frequency: int) -> int:
    return (TOTAL_BITS << FRACTION_BITS) - log2_fixed(frequency)


def _digits(low: int, width: int, places: int, shown: int) -> tuple[str, str]:
    """The first binary digits of the lowest point of the interval and of its points close to the upper end."""
    longer = max(0, shown - places)
    first, last = low << longer, (low + width << longer) - 1
    shift = places + longer - shown
    return f"{first >> shift:0{shown}b}", f"{last >> shift:0{shown}b}"


def _common(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y), len(a))


def _remark(text: str, read: str) -> str:
    notes = []
    if text.strip(" ") != read:
        notes.append("Read as the letters a to z and single spaces: capitals count as small, anything else as a space.")
    if len(read) > LIMIT:
        notes.append(f"Only the first {LIMIT} of {len(read)} letters are coded.")
    return " ".join(notes)


def _table(now: dict) -> list[list[str]]:
    """Rows of code, bits so far, bits a letter."""
    n = now["step"]
    return [["this model", bits(now["bits"], 1, 1), bits(now["bits"], n) if n else "–"],
            ["27 equal letters", bits(n * EQUAL, 1, 1), bits(EQUAL)],
            ["8-bit characters", f"{8 * n}.0", "8.00"]]


def _value(now: dict) -> str:
    return f"{now['step']} of {count(len(now['letters']), 'letter')}"


def _name(letter: str) -> str:
    return "a space" if letter == " " else f"“{letter}”"


def _sentence(now: dict) -> str:
    if not now["letters"]:
        return "No letters yet: the interval is the whole of [0, 1) and has cost 0 bits. Type a sentence."
    if now["step"] == 0:
        return f"After {_value(now)} the interval is the whole of [0, 1) and has cost 0 bits. {_next(now)}"
    said = now["letters"][:now["step"]]
    tail = said if len(said) <= 24 else "…" + said[-24:]
    return (f"After {_value(now)}, “{tail}”, the interval has been halved {bits(now['bits'], 1, 1)} times: "
            f"{_name(said[-1])} cost {bits(now['costs'][now['step'] - 1])} bits, in all {bits(now['bits'])} bits, "
            f"{bits(now['bits'], now['step'])} a letter. The shortest code word that fits has "
            f"{count(len(now['code']), 'digit')}, {now['settled']} of them settled. {_next(now)}")


def _next(now: dict) -> str:
    if now["step"] == len(now["letters"]):
        return "That is the whole text."
    letter = now["letters"][now["step"]]
    x, cut = ALPHABET.index(letter), now["cut"]
    rank = 1 + sum(f > cut[x] or (f == cut[x] and i < x) for i, f in enumerate(cut))
    chance = "less than 0.001" if 1000 * cut[x] < 1 << TOTAL_BITS else decimal(cut[x], 1 << TOTAL_BITS, 3)
    cost = bits(_cost(cut[x]))
    return f"Next comes {_name(letter)}: the model gives it {chance}, as its guess number {rank}, {cost} bits."


def static_frame(text: str = DEFAULT, step: int = 7):
    """One state of the figure for print: the cut interval above, the bits paid for each letter below.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(text, step)
    fig, (cut, paid) = plots.subplots(2, 1, height=3.6, height_ratios=[1, 3])
    _draw_cut(cut, now)
    _draw_costs(paid, now)
    return fig


def _draw_cut(ax, now: dict) -> None:
    shares = [f / 2**TOTAL_BITS for f in now["cut"]]
    following = now["letters"][now["step"]:now["step"] + 1]
    for x, (letter, share) in enumerate(zip(ALPHABET, shares, strict=True)):
        left = sum(shares[:x])
        look = {"color": "#eeeae0" if x % 2 else "#fdfcf8", "edgecolor": "#b8b2a4", "linewidth": 0.5}
        if letter == following:
            look = {"color": plots.COLORS["third"], "edgecolor": "#222222", "linewidth": 1.5, "hatch": "//"}
        ax.barh(0, share, left=left, **look)
        if share > 0.025:
            ax.text(left + share / 2, 0, letter.replace(" ", "␣"), ha="center", va="center")
    ax.set(xlim=(0, 1), xticks=[0, 1], xticklabels=["low", "high"], yticks=[])
    ax.set_xlabel("the interval, cut for the next letter")
    ax.grid(False)


def _draw_costs(ax, now: dict) -> None:
    costs = [cost / 2**FRACTION_BITS for cost in now["costs"]]
    at, step = range(len(costs)), now["step"]
    ax.bar(at[:step], costs[:step], color=plots.COLORS["third"])
    ax.bar(at[step:], costs[step:], color="none", edgecolor="#767676")
    means = [sum(costs[:k]) / k for k in range(1, step + 1)]
    plots.theory(ax, at[:step], means, "mean so far")
    ax.axhline(EQUAL / 2**FRACTION_BITS, color="#222222", linestyle="--", linewidth=1, label="27 equal letters")
    ax.set(xlabel="letters", ylabel="bits")
    if 0 < len(costs) <= 60:
        ax.set(xticks=at, xticklabels=now["letters"].replace(" ", "␣"))
    ax.legend(loc="upper right")


class ArithmeticCoding(LiveFigure):
    """Type a sentence, step through its letters, and watch the interval shrink and the bits add up.

    Attributes
    ----------
    text : the sentence, any text; ``step`` : how many of its letters are coded.
    """

    controls = ("text", "step")
    state = staticmethod(state)
    _esm = module("arithmetic_coding.js")
    _css = style("arithmetic_coding.css")
    text = traitlets.Unicode(DEFAULT).tag(sync=True)
    step = traitlets.Int(7, min=0).tag(sync=True)
    table = traitlets.Unicode(source("austen_letters.txt").strip()).tag(sync=True)
    reserve = traitlets.Unicode("clamp(48rem, 246rem - 450vw, 68rem)").tag(sync=True)
