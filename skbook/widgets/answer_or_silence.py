r"""Live figure *answer or silence*: a reliability diagram that a temperature moves, and the score of staying silent.

Knows the logits of one trained network that lacks data, for some questions that stand for all 4,096: those with a right
answer and those with a wrong one, each ordered by confidence, with one question for every equal share of what is asked
(``tools/build_network_answers.py`` chooses them). A temperature acts on the stored logits exactly. :func:`state` and
the function of the same name in ``answer_or_silence.js`` agree up to the rounding of floats, in their words exactly.
Does not train. Serves *Hallucination*.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import traitlets

from skbook import plots
from skbook.abstention import expected_score, penalty
from skbook.calibration import reliability
from skbook.widgets.base import LiveFigure, module, source, style, whole

TEMPERATURES = (0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.5, 5, 6, 8)
TARGETS = tuple(i / 20 for i in range(20))
BINS = 10
UNIT = 0.1  # of a logit; the table holds whole numbers
RIGHT, WRONG = 200, 80  # equal shares of the questions with a right answer, and of those with a wrong one
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Questions:
    """What stands for all questions: rows of one.

    Attributes
    ----------
    weight : how often it is asked, with a sum of 1; shape (n,).
    right : whether the likeliest value is the true one; shape (n,).
    gaps : how far each logit lies below the largest, in order; shape (n, V).
    truth : the gap of the true value; shape (n,).
    """

    weight: np.ndarray
    right: np.ndarray
    gaps: np.ndarray
    truth: np.ndarray


def pack(logits, values, popularity) -> str:
    """Choose the questions that stand for all, and write them as lines of letters.

    The first line is the share of wrong answers in units of 10⁻⁵. A line for each question holds how many equal shares
    it stands for, the place of the true value in the order of the logits, and the steps from each logit to the next
    smaller one, in units of ``UNIT``. Numbers are written to base 26; all letters of one but the last are capitals.

    Parameters
    ----------
    logits : of all questions, shape (M, V).
    values : the true ones, shape (M,).
    popularity : how often each is asked, with a sum of 1; shape (M,).
    """
    z, values, p = np.asarray(logits, dtype=float), np.asarray(values), np.asarray(popularity, dtype=float)
    confidence = 1 / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1)
    right = z.argmax(axis=1) == values
    lines = [_letters(round(1e5 * p[~right].sum()))]
    for rows, shares in ((np.flatnonzero(right), RIGHT), (np.flatnonzero(~right), WRONG)):
        ordered = rows[np.argsort(confidence[rows], kind="stable")]
        upto = np.cumsum(p[ordered])
        middles = (np.arange(shares) + 0.5) / shares * upto[-1]
        for row, parts in zip(*np.unique(ordered[np.searchsorted(upto, middles)], return_counts=True), strict=True):
            order = np.argsort(-z[row], kind="stable")
            steps = np.diff(np.round((z[row].max() - z[row, order]) / UNIT).astype(int))
            lines.append("".join(map(_letters, (parts, np.flatnonzero(order == values[row])[0], *steps))))
    return "\n".join(lines)


def unpack(table: str) -> Questions:
    """Read the lines of letters that :func:`pack` writes.

    Raises
    ------
    ValueError
        If a line holds anything but letters, or lines are not equally long: damaged or cut.

    Examples
    --------
    >>> questions = unpack(pack([[2.0, 0.0], [0.0, 0.5]], [0, 0], [0.75, 0.25]))
    >>> questions.weight, questions.gaps, questions.truth
    (array([0.75, 0.25]), array([[0. , 2. ],
           [0. , 0.5]]), array([0. , 0.5]))
    """
    (first, *rest), rows = table.split("\n"), []
    for line in rest:
        if not re.fullmatch("([A-Z]*[a-z]){3,}", line) or (rows and len(_numbers(line)) != len(rows[0])):
            raise ValueError(f"the line {line[:20]!r} is damaged: build the table again with build_network_answers.")
        rows.append(_numbers(line))
    if not rows or len(_numbers(first)) != 1:
        raise ValueError("the table has no questions: build it again with build_network_answers.")
    parts, place, steps = np.array(rows)[:, 0], np.array(rows)[:, 1], np.array(rows)[:, 2:]
    error = _numbers(first)[0] / 1e5
    gaps = UNIT * np.hstack([np.zeros((len(rows), 1)), np.cumsum(steps, axis=1)])
    weight = np.where(place > 0, parts / WRONG * error, parts / RIGHT * (1 - error))
    return Questions(weight, place == 0, gaps, gaps[np.arange(len(rows)), place])


def _letters(number: int) -> str:
    high, low = divmod(int(number), len(LETTERS))
    return (_letters(high).upper() if high else "") + LETTERS[low]


def _numbers(line: str) -> list[int]:
    words = re.findall("[A-Z]*[a-z]", line)
    return [sum(LETTERS.index(c) * 26**i for i, c in enumerate(reversed(word.lower()))) for word in words]


@lru_cache(maxsize=1)
def asked() -> Questions:
    """The questions of the network that the page trains."""
    return unpack(source("answer_or_silence.txt").strip())


@lru_cache(maxsize=len(TEMPERATURES))
def forecast(temperature: float) -> tuple[np.ndarray, np.ndarray]:
    """Confidence in each answer and bits of each true value, at a temperature; both of shape (n,)."""
    questions = asked()
    all_values = np.exp(-questions.gaps / temperature).sum(axis=1)
    return 1 / all_values, (questions.truth / temperature + np.log(all_values)) / math.log(2)


def state(temperature: int, target: int) -> dict:
    """Everything that the figure shows.

    Parameters
    ----------
    temperature, target : places in ``TEMPERATURES`` and ``TARGETS``; beyond the end counts as the end.

    Raises
    ------
    ValueError
        If a value is no whole number from 0.

    Examples
    --------
    >>> now = state(2, 18)
    >>> now["sliders"]["temperature"][2], now["sliders"]["target"][2], round(now["right"], 2)
    ('1', '0.90', 0.97)
    """
    temperature = min(whole(temperature, "temperature"), len(TEMPERATURES) - 1)
    target = min(whole(target, "target"), len(TARGETS) - 1)
    hot, t, questions = TEMPERATURES[temperature], TARGETS[target], asked()
    confidence, bits = forecast(hot)
    table = reliability(confidence, questions.right, BINS, questions.weight)
    given = questions.weight * (confidence > t)

    def scores(said) -> list[float]:
        return [expected_score(said, questions.right, at, questions.weight) for at in TARGETS]

    now = {"T": hot, "t": t, "bits": float(questions.weight @ bits), "confidence": float(questions.weight @ confidence),
           "right": float(questions.weight @ questions.right),
           "error": float(table.share @ abs(table.confidence - table.frequency)), "said": table.confidence.tolist(),
           "came": table.frequency.tolist(), "mass": table.share.tolist(), "answered": float(given.sum()),
           "sound": float(given @ questions.right), "scores": scores(confidence), "trained": scores(forecast(1)[0]),
           "always": scores(np.ones(len(confidence)))}
    sliders = {"temperature": [temperature, len(TEMPERATURES) - 1, f"{hot:g}"],
               "target": [target, len(TARGETS) - 1, f"{t:.2f}"]}
    return now | {"sentence": _sentence(now, target), "sliders": sliders}


def _sentence(now: dict, target: int) -> str:
    told = (f"At temperature {now['T']:g} a true value costs {now['bits']:.2f} bits. Confidence is, on the whole, too "
            f"{'high' if now['confidence'] > now['right'] else 'low'}; it lies {100 * now['error']:.1f} in a hundred "
            f"from what comes true (calibration error). With target {now['t']:.2f} a wrong answer costs "
            f"{penalty(now['t']):.2f} points: the network ")
    does = (f"answers {100 * now['answered']:.1f} of 100 questions, {100 * now['sound'] / now['answered']:.1f} of 100 "
            f"answers are right, and it earns {now['scores'][target]:.2f} points a question."
            if now["answered"] else "is always silent and earns nothing.")
    return (f"{told}{does} Always answering earns {now['always'][target]:.2f}, knowing what it knows "
            f"{now['right']:.2f}.")


def static_frame(temperature: int = 10, target: int = 18):
    """One state of the figure for print: the diagram, and the points for each target.

    Returns
    -------
    a ``matplotlib.figure.Figure`` in the book's style.
    """
    now = state(temperature, target)
    fig, (diagram, points) = plots.subplots(2, 1, height=5.6)
    diagram.axvspan(0, now["t"], color=plots.COLORS["noise"], alpha=0.15)
    plots.theory(diagram, [0, 1], [0, 1], "calibrated")
    diagram.scatter(now["said"], now["came"], 20 + 200 * np.array(now["mass"]), color=plots.COLORS["measured"])
    diagram.set(xlabel="confidence", ylabel="share right")
    plots.theory(points, TARGETS, [now["right"]] * len(TARGETS), "knows what it knows")
    curves = (("always", "always answers", "noise", ":"), ("trained", "as trained", "contrast", "--"),
              ("scores", f"at T = {now['T']:g}", "measured", "-"))
    for key, says, color, dash in curves:
        points.plot(TARGETS, now[key], ls=dash, color=plots.COLORS[color], label=says)
    points.axvline(now["t"], color=plots.COLORS["theory"], ls=":", lw=0.8)
    points.set(xlabel="confidence target t", ylabel="points a question", ylim=(0, 1.05))
    points.legend()
    return fig


class AnswerOrSilence(LiveFigure):
    """Move the temperature and the target, and watch which questions are answered, and what that earns.

    Attributes
    ----------
    temperature, target : as for :func:`state`.
    """

    controls = ("temperature", "target")
    state = staticmethod(state)
    _esm = module("answer_or_silence.js")
    _css = style("answer_or_silence.css")
    temperature = traitlets.Int(2, min=0).tag(sync=True)
    target = traitlets.Int(18, min=0).tag(sync=True)
    table = traitlets.Unicode().tag(sync=True)
    reserve = traitlets.Unicode("clamp(46rem, 74.5rem - 70vw, 58rem)").tag(sync=True)

    @traitlets.default("table")
    def _table(self) -> str:
        return source("answer_or_silence.txt").strip()
