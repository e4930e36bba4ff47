"""A claim: a sentence of the book, its measurement, what was expected beforehand, and a control that must fail.

Every expectation is a range with a unit. A claim holds when the *whole* 95 % interval of its measurement lies inside
the range, so noise cannot carry a claim; a negative control, the same measurement with one condition changed, must lie
wholly outside. A claim that does not hold shows its card and raises :class:`ClaimFailed`, which names the sentence.
The record is a MIME bundle without date or time, so that it stays the same from run to run. Serves every chapter.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import numpy as np

from skbook.expectations import Expectation, at_least, at_most, between, close, digits, exactly
from skbook.stats import Estimate, interval

__all__ = ["Claim", "ClaimFailed", "Expectation", "at_least", "at_most", "between", "claim", "close", "exactly"]

MIME = "application/vnd.skbook.claim+json"
KINDS = ("proved", "intervened", "observed")
OBSERVED_MAY_NOT_SAY = ("because", "cause", "causes", "caused", "learn", "learns", "learnt", "learned", "makes",
                        "leads to", "due to", "drives", "raises", "improves")


class ClaimFailed(AssertionError):
    """A claim that did not hold, or a control that did."""


@dataclass(frozen=True, repr=False)
class Claim:
    """A checked claim, as it is shown on the page and stored in the ledger."""

    id: str
    sentence: str
    kind: str
    because: str
    expect: Expectation
    measured: Estimate
    control: Estimate | None = None
    control_says: str | None = None
    confounds: str | None = None

    @property
    def holds(self) -> bool:
        return self.expect.admits(self.measured)

    @property
    def control_fails(self) -> bool:
        return self.control is None or self.expect.excludes(self.control)

    def record(self) -> dict:
        """What is stored in the notebook: rounded to 3 significant digits, no date, no time."""
        exact = self.expect.form == "exactly"
        control = None if self.control is None else {
            "says": self.control_says, **_estimate(self.control, self.expect.unit, exact), "fails": self.control_fails}
        return {"id": self.id, "sentence": self.sentence, "kind": self.kind, "because": self.because,
                "confounds": self.confounds, "unit": self.expect.unit, "expect": self.expect.record(),
                "measured": _estimate(self.measured, self.expect.unit, exact), "holds": self.holds, "control": control}

    def verdict(self) -> str:
        """The sentence that an author needs when the claim fails."""
        r = self.record()
        if not self.holds:
            return (f"Claim {self.id!r} does not hold: “{self.sentence}” Expected {r['expect']['shown']}, "
                    f"measured {r['measured']['shown']}.")
        if not self.control_fails:
            return (f"The control of claim {self.id!r} did not fail: “{self.sentence}” With {self.control_says} the "
                    f"measurement should have left {r['expect']['shown']}, but it is {r['control']['shown']}.")
        return f"✓ {self.sentence} Expected {r['expect']['shown']}; measured {r['measured']['shown']}."

    def __repr__(self):
        return _plain(self.record())

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {MIME: self.record(), "text/html": _card(self.record()), "text/plain": repr(self)}


def claim(id: str, sentence: str, kind: str, measure: Callable, expect: Expectation, because: str,
          control: Callable | None = None, control_says: str | None = None, confounds: str | None = None) -> Claim:
    """Check one statement of the book and return its card.

    Parameters
    ----------
    id : short name, unique in the book; letters, digits and hyphens.
    sentence : the statement, as a reader reads it.
    kind : ``proved`` (a theorem checked numerically), ``intervened`` (we set the cause ourselves) or ``observed``
        (an association in data that we did not make; needs ``confounds``).
    measure : called without arguments; a number, or one value per seed.
    expect : ``close``, ``at_most``, ``at_least``, ``between`` or ``exactly`` (:mod:`skbook.expectations`), fixed
        beforehand.
    because : where the tolerance comes from, in words.
    control : the same measurement with one condition changed, named by ``control_says``; it must fail.

    Raises
    ------
    ClaimFailed
        If the measurement leaves the expected range, or the control's does not.
    ValueError
        If the claim is not well formed.

    Examples
    --------
    >>> claim("halves", "Two halves make a whole.", "proved", lambda: 0.5 + 0.5, exactly(1, "whole"),
    ...       "binary fractions add without rounding", control=lambda: 0.5 + 0.25, control_says="a quarter for a half")
    ✓ Claim, proved: Two halves make a whole.
      expected  exactly 1 whole (binary fractions add without rounding)
      measured  1 whole
      control   a quarter for a half: 0.75 whole, which fails as it must
    """
    _refuse_malformed(id, sentence, kind, expect, because, control, control_says, confounds)
    made = Claim(id, sentence, kind, because, expect, _measured(measure, id),
                 None if control is None else _measured(control, id), control_says, confounds)
    if not (made.holds and made.control_fails):
        _show(made)
        raise ClaimFailed(made.verdict())
    return made


def _refuse_malformed(id, sentence, kind, expect, because, control, control_says, confounds):
    if not (isinstance(id, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id)):
        raise ValueError(f"Claim id {id!r} must be small letters, digits and hyphens, such as 'huffman-single-toss'.")
    if not sentence.strip().endswith(".") or len(sentence.split()) < 3:
        raise ValueError(f"Claim {id!r}: the sentence must be a whole sentence and end with a full stop.")
    if kind not in KINDS:
        raise ValueError(f"Claim {id!r}: kind is {kind!r}; it must be one of {', '.join(KINDS)}.")
    if not isinstance(expect, Expectation):
        raise ValueError(f"Claim {id!r}: expect must be close(), at_most(), at_least(), between() or exactly().")
    if not _says(because, words=3):
        raise ValueError(f"Claim {id!r}: say in words where the tolerance comes from; {because!r} is no reason.")
    if (control is None) != (control_says is None) or (control and not _says(control_says)):
        raise ValueError(f"Claim {id!r}: a control and control_says (the condition that it changes) go together.")
    if (kind == "observed") != (confounds is not None) or (confounds is not None and not _says(confounds, words=3)):
        raise ValueError(f"Claim {id!r}: an observed claim names its confounds, and no other kind does.")
    causal = [word for word in OBSERVED_MAY_NOT_SAY if re.search(rf"\b{word}\b", sentence, re.IGNORECASE)]
    if kind == "observed" and causal:
        raise ValueError(f"Claim {id!r} is observed, so its sentence may not say {causal[0]!r}: state an association.")


def _says(text, words: int = 1) -> bool:
    """Whether a text has that many words; digits and signs are none."""
    return isinstance(text, str) and len(re.findall(r"[^\W\d_]{2,}", text)) >= words


def _measured(measure, id) -> Estimate:
    """One number, or a mean with its 95 % interval over seeds."""
    if not callable(measure):
        raise ValueError(f"Claim {id!r}: pass the measurement as a function, such as `lambda: …`, so that the claim "
                         f"can be measured again; got {measure!r}.")
    values = np.asarray(measure(), dtype=float)
    if values.ndim > 1 or values.size == 0 or not np.isfinite(values).all():
        raise ValueError(f"Claim {id!r}: a measurement is one finite number or a 1-D array with one value per seed, "
                         f"got {values!r}.")
    if values.ndim == 0:
        return Estimate(float(values), float(values), float(values), 1)
    return interval(values)


def _show(made: Claim):
    """The card of a failed claim, where there is a page to show it on."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return
    if get_ipython() is not None:
        display(made)


def _rounded(x: float, exact: bool) -> float:
    return x if exact else 0.0 if abs(x) < 1e-12 else float(f"{x:.3g}")


def _estimate(e: Estimate, unit: str, exact: bool) -> dict:
    shown = f"{digits(e.mean, exact=exact)} {unit}"
    if e.n > 1:
        shown += f" (95\u00a0% interval {digits(e.low)} to {digits(e.high)}, {e.n} repetitions)"
    value, low, high = (_rounded(x, exact) for x in (e.mean, e.low, e.high))
    return {"value": value, "low": low, "high": high, "n": e.n, "shown": shown}


def _rows(r: dict) -> list[tuple[str, str]]:
    """What a card says under its sentence, as (label, text)."""
    rows = [("expected", f"{r['expect']['shown']} ({r['because']})"),
            ("measured", r["measured"]["shown"] + ("" if r["holds"] else ", which does not hold"))]
    if r["control"]:
        verdict = "which fails as it must" if r["control"]["fails"] else "which should have failed"
        rows.append(("control", f"{r['control']['says']}: {r['control']['shown']}, {verdict}"))
    if r["confounds"]:
        rows.append(("confounds", r["confounds"]))
    return rows


def _mark(r: dict) -> str:
    return "✓" if r["holds"] and (r["control"] is None or r["control"]["fails"]) else "✗"


def _plain(r: dict) -> str:
    lines = [f"  {label:<9} {text}" for label, text in _rows(r)]
    return "\n".join([f"{_mark(r)} Claim, {r['kind']}: {r['sentence']}", *lines])


def _card(r: dict) -> str:
    mark = _mark(r)
    rows = "".join(f"<dt>{label}</dt><dd>{_html(text)}</dd>" for label, text in _rows(r))
    return (f'<div class="sk-claim sk-{"holds" if mark == "✓" else "fails"}" id="claim-{r["id"]}">'
            f'<p class="sk-claim-head"><span class="sk-mark" aria-hidden="true">{mark}</span> '
            f'<span class="sk-kind">Claim, {r["kind"]}</span></p>'
            f'<p class="sk-claim-sentence">{_html(r["sentence"])}</p><dl>{rows}</dl></div>')


def _html(text: str) -> str:
    return escape(text).replace(" = ", "\u00a0=\u00a0").replace(" %", "\u00a0%")  # no line breaks inside
