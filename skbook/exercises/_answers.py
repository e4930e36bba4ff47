"""What a hand-in must be before it can be judged, and how a check compares without holding the answer.

Knows numbers, words of bits and functions; whatever else is handed in (text, ``nan``, an array of the wrong shape, a
function that raises or returns nothing) becomes a :class:`NotYet` with a hint. A :class:`Sealed` answer is a set of
digests: they keep the answer from the eye of a reader who opens the source, not from one who tries all numbers.
Serves every chapter's exercises.
"""

import copy
import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from reprlib import Repr

import numpy as np

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 60
_SHORT.maxdict = _SHORT.maxlist = _SHORT.maxarray = 8


class NotYet(Exception):
    """The answer is not right; the message is the hint that its author reads."""


class NothingReturned(NotYet):
    """A function without a body, or without its ``return``."""


def one_number(answer, what: str = "The answer", infinite: bool = False) -> float:
    """The answer as a float, or a hint that says what else it is.

    Examples
    --------
    >>> one_number(np.float32(0.5))
    0.5
    """
    if callable(answer):
        raise NotYet(f"{what} is a function; hand in the number that it returns, so call it.")
    if isinstance(answer, (str, bytes)):
        raise NotYet(f"{what} is text, {_SHORT.repr(answer)}; a number is asked for, so leave out the quotation marks.")
    if isinstance(answer, (bool, np.bool_)):
        raise NotYet(f"{what} is {answer}, the result of a comparison; a number is asked for.")
    if getattr(answer, "shape", ()) not in ((), (1,)):
        raise NotYet(f"{what} is an array of shape {answer.shape}; one number is asked for. Is a sum missing?")
    try:
        value = float(answer.item() if hasattr(answer, "item") else answer)
    except Exception:
        raise NotYet(f"{what} is of type {type(answer).__name__}; one real number is asked for.") from None
    if math.isnan(value):
        raise NotYet(f"{what} is nan, not a number. 0 · log 0, 0 / 0 and ∞ − ∞ make it: look for a case where one "
                     "of the probabilities is 0.")
    if math.isinf(value) and not infinite:
        raise NotYet(f"{what} is infinite. Look for a logarithm of 0: either a probability is 0, or a product of very "
                     "many probabilities was rounded to 0.")
    return value


def one_word(answer) -> str:
    """A word of bits as text: ``"0110"``, or a list, tuple or array of zeros and ones.

    Examples
    --------
    >>> one_word("01 10"), one_word([0, 1, 1, 0])
    ('0110', '0110')
    """
    if isinstance(answer, (list, tuple, np.ndarray)):
        answer = "".join(str(bit) for bit in np.asarray(answer, dtype=object).ravel())
    if not isinstance(answer, str):
        raise NotYet(f"The answer is of type {type(answer).__name__}; write the bits as text in quotation marks, "
                     "such as \"110\", so that leading zeros count.")
    word = "".join(answer.split())
    if "." in word or "," in word:
        raise NotYet("Hand in the code word alone: the binary digits after the point, without 0 and point before them.")
    if not word or set(word) - {"0", "1"}:
        raise NotYet(f"A code word is made of the digits 0 and 1; got {_SHORT.repr(answer)}.")
    return word


def one_function(answer, signature: str) -> Callable[..., float]:
    """The answer as a function that returns floats and turns every accident into a hint.

    ``signature`` is shown to the author, such as ``"code_length(symbols, probabilities)"``. The arguments are copied
    before each call, so the answer may spoil them. Call it with ``infinite=True`` where ∞ is a possible answer.
    """
    if not callable(answer):
        raise NotYet(f"Hand in the function itself, `{signature.partition('(')[0]}`, without brackets and arguments; "
                     f"got {_SHORT.repr(answer)}.")

    def call(*arguments, infinite: bool = False) -> float:
        shown = f"`{signature.partition('(')[0]}({', '.join(map(_shown, arguments))})`"
        try:
            with np.errstate(all="ignore"):
                value = answer(*copy.deepcopy(arguments))
        except Exception as error:
            raise NotYet(f"{shown} stopped with {type(error).__name__}: {error}. Run it by itself to see where.") \
                from None
        if value is None or value is ...:
            raise NothingReturned(f"{shown} returned nothing. Write the body of the function and end it with `return`.")
        return one_number(value, f"What {shown} returned", infinite)

    return call


def _shown(argument) -> str:
    return argument.__name__ if callable(argument) else _SHORT.repr(argument)  # a function without its address


def agree(value: float, truth: float) -> bool:
    """Equal up to the rounding of floats (nine digits)."""
    return value == truth or math.isclose(value, truth, rel_tol=1e-9, abs_tol=1e-9)


def seal(label: str, value, step: float | None = None) -> str:
    """The digest to write into a check: of a text, or of a number rounded to a multiple of ``step``.

    Examples
    --------
    >>> seal("chapter-1", 0.2, step=0.01) == seal("chapter-1", 0.2004, step=0.01)
    True
    """
    key = value if step is None else str(round(value / step))
    return hashlib.sha256(f"{label} {key}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Sealed:
    """An answer and its typical mistakes as digests: ``right``, and ``wrong`` (digest -> hint).

    A number is rounded to ``step`` and matches when it, or a rounding beside it, is the sealed one; ``step=None`` is
    for texts.
    """

    label: str
    right: str
    wrong: dict[str, str] = field(default_factory=dict)
    step: float | None = None

    def digests(self, answer) -> set[str]:
        """The digests under which ``answer`` may have been sealed."""
        if self.step is None:
            return {seal(self.label, answer)}
        steps = round(answer / self.step)
        return {seal(self.label, steps + beside, 1) for beside in (-1, 0, 1)}

    def is_right(self, answer) -> bool:
        return self.right in self.digests(answer)

    def hint(self, answer) -> str | None:
        """The hint of the typical mistake that leads to ``answer``, if it is one."""
        return next((self.wrong[found] for found in sorted(self.digests(answer)) if found in self.wrong), None)


def compare(value: float, truth: float, mistakes: list[tuple[float, str]], otherwise: str) -> None:
    """Refuse a value that is not the truth, with the hint of the first mistake that explains it."""
    if not agree(value, truth):
        raise NotYet(next((hint for typical, hint in mistakes if agree(value, typical)), otherwise))
