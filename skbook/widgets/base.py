"""What all live figures share: the frame in the browser, their state in words, the space they reserve on a page.

A live figure is plain traits, a Python function ``state`` and one JavaScript module with its twin; it never calls the
kernel, so the page, JupyterLab and Colab (anywidget from 0.9.2, ipywidgets from 7.7) show the same thing. ``live.js``
and ``live.css`` hold what the modules have in common and are joined to each. Serves every chapter.
"""

from pathlib import Path

try:
    import anywidget
    import traitlets
except ImportError as error:
    raise ImportError("live figures need the extra 'widgets': pip install 'skbook[widgets]'") from error

from skbook import checks
from skbook.letters import FRACTION_BITS

HERE = Path(__file__).resolve().parent


class LiveFigure(anywidget.AnyWidget):
    """A figure that computes in the browser; a subclass sets ``_esm``, ``_css``, ``reserve`` and the two below.

    Attributes
    ----------
    controls : names of the traits that the reader moves, in the order of the arguments of ``state``.
    state : function of these traits, the twin of the one in JavaScript: a dict of all that is shown, with ``sentence``
        (the state in words) and ``sliders`` (name to value, greatest value, value in words). Refuses bad input.
    reserve : CSS length: the height that the page keeps free until the figure is drawn.
    in_words : one state as a sentence, for readers without JavaScript and for print.
    """

    controls: tuple[str, ...] = ()
    reserve = traitlets.Unicode("30rem").tag(sync=True)
    in_words = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **traits):
        super().__init__(**traits)
        self._say()
        self.observe(self._say, names=list(self.controls))

    @staticmethod
    def state(*values) -> dict:
        """Everything that the figure shows in one state."""
        raise NotImplementedError

    def _say(self, _change=None) -> None:
        self.in_words = self.state(*(getattr(self, name) for name in self.controls))["sentence"]

    def __repr__(self) -> str:
        values = (getattr(self, name) for name in self.controls)
        shown = (f"{name}={_short(value)!r}" for name, value in zip(self.controls, values, strict=True))
        return f"{type(self).__name__}({', '.join(shown)})"


def source(name: str) -> str:
    """The text of a file that lies beside this module."""
    return (HERE / name).read_text(encoding="utf-8")


def module(name: str) -> str:
    """The JavaScript of a figure: what all share, and then its own."""
    return light(source("live.js") + source(name))


def style(name: str | None = None) -> str:
    """The style of a figure: what all share, and then its own if it has one.

    Its own rules begin with ``.sk-figure.`` and the figure's class: on a page with several figures the shared rules
    come again after them, and weigh less.
    """
    return light(source("live.css") + (source(name) if name else ""))


def light(text: str) -> str:
    """Without indentation and without comments that fill a line: every page with a figure carries the rest.

    >>> light("  a {\\n    // why\\n    b\\n\\n  }")
    'a {\\nb\\n}\\n'
    """
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def decimal(numerator: int, denominator: int, places: int) -> str:
    """A ratio rounded to some decimals, half up, with integers alone, as the browser rounds it.

    >>> decimal(1, 3, 2), decimal(5, 2, 0)
    ('0.33', '3')
    """
    units = (2 * numerator * 10**places + denominator) // (2 * denominator)
    whole, rest = divmod(units, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)


def bits(fixed: int, letters: int = 1, places: int = 2) -> str:
    """A cost in units of 2⁻²⁰ bits, shared out over letters, as decimals.

    >>> bits(3 << 20), bits(5 << 20, letters=2, places=1)
    ('3.00', '2.5')
    """
    return decimal(fixed, letters << FRACTION_BITS, places)


def whole(value, name: str, least: int = 0) -> int:
    """What a control sends: an int not below ``least``; a float is refused here even if it is whole."""
    if not isinstance(value, int):
        raise ValueError(f"{name} must be a whole number from {least}, got {value!r}.")
    return checks.whole(value, name, least)


def count(n: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "letter"), count(2000, "letter")
    ('1 letter', '2,000 letters')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _short(value):
    # A long text would be cut off, and not at the same place by every IPython.
    return f"{value[:24]}…" if isinstance(value, str) and len(value) > 24 else value
