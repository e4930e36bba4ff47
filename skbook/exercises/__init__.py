"""Exercises that answer back: ``check("slug-n", answer)`` says right, or what went wrong.

It knows how to find an exercise, how to refuse a blank, and how a verdict looks. What is right and wrong in one chapter
is written in the module named after the chapter's slug, which is imported only when one of its exercises is asked for;
what a hand-in must be before it can be judged (a number, a word of bits, a function) is in ``_answers``. A check does
not hold the answer: numbers are compared as digests, code by its properties. Serves every chapter.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from html import escape

from skbook.exercises._answers import NothingReturned, NotYet

BLANK = "Put your answer in place of the dots and run the cell again."


@dataclass(frozen=True)
class Verdict:
    """What a check says about one answer: right or not, and a hint (when right: what the answer means)."""

    ok: bool
    hint: str
    label: str
    answered: bool = True

    @property
    def heading(self) -> str:
        return "Right." if self.ok else "Not yet." if self.answered else "Not answered yet."

    def __repr__(self):
        return f"{'✓' if self.ok else '○'} {self.label}: {self.heading} {self.hint}"

    def _repr_html_(self):
        code = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(self.hint))
        return (f'<div class="sk-verdict sk-verdict-{"right" if self.ok else "open"}">'
                f'<p><span class="sk-mark" aria-hidden="true">{"✓" if self.ok else "○"}</span> '
                f'<strong>{self.heading}</strong> <span class="sk-verdict-label">{escape(self.label)}</span></p>'
                f"<p>{code}</p></div>")


def exercise(label: str) -> Callable:
    """Mark a function as the check of exercise ``label``.

    The function takes the answer, raises :class:`NotYet` with a hint when it is not right, and returns one sentence
    that says what a right answer means.
    """
    def mark(judge: Callable) -> Callable:
        judge.label = label
        return judge
    return mark


def check(label: str, answer=None) -> Verdict:
    """Judge the answer to one exercise.

    Parameters
    ----------
    label : chapter and number, such as ``"entropy_and_coding-2"``.
    answer : what the exercise asks for; ``None`` or ``...`` is a blank.

    Raises
    ------
    ValueError
        If there is no such exercise; a wrong answer never raises.

    Examples
    --------
    >>> check("entropy_and_coding-2", ...)
    ○ entropy_and_coding-2: Not answered yet. Put your answer in place of the dots and run the cell again.
    >>> check("entropy_and_coding-2", "a fifth").ok
    False
    """
    judge = _find(label)
    if _is_blank(answer):
        return Verdict(False, BLANK, label, answered=False)
    try:
        return Verdict(True, judge(answer), label)
    except NotYet as not_yet:
        return Verdict(False, str(not_yet), label, answered=not isinstance(not_yet, NothingReturned))


def chapters() -> list[str]:
    """Slugs of the chapters that have checks."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))


def labels(slug: str) -> list[str]:
    """Labels of one chapter's exercises, in order."""
    return sorted(_checks(slug), key=_number)


def _number(label: str) -> int:
    return int(label.rpartition("-")[2])


def _checks(slug: str) -> dict[str, Callable]:
    """Label -> check, for the chapter's module."""
    module = importlib.import_module(f"{__name__}.{slug}")
    return {f.label: f for f in vars(module).values() if callable(f) and hasattr(f, "label")}


def _find(label) -> Callable:
    slug = label.rpartition("-")[0] if isinstance(label, str) else ""
    checks = _checks(slug) if slug in chapters() else {}
    if label in checks:
        return checks[label]
    near = [slug] if checks else get_close_matches(str(label), chapters(), cutoff=0.3) or chapters()
    there = ", ".join(found for name in near for found in labels(name))
    raise ValueError(f"There is no exercise {label!r}. A label is a chapter and a number; near it are: {there}.")


def _is_blank(answer) -> bool:
    return answer is None or answer is ... or (isinstance(answer, str) and answer.strip() in ("", "...", "…"))
