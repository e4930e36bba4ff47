"""What all live figures share: where their JavaScript lies, the space they reserve, and their state in words.

A live figure is plain traits and one JavaScript module; it never calls the kernel, so the page, JupyterLab and Colab
(anywidget from 0.9.2, ipywidgets from 7.7) show the same thing. Serves every chapter.
"""

from pathlib import Path

try:
    import anywidget
    import traitlets
except ImportError as error:
    raise ImportError("live figures need the extra 'widgets': pip install 'skbook[widgets]'") from error

HERE = Path(__file__).resolve().parent


class LiveFigure(anywidget.AnyWidget):
    """A figure that computes in the browser; subclasses set ``_esm``, ``_css``, ``reserve`` and ``in_words``.

    Attributes
    ----------
    reserve : CSS length: the height that the page keeps free until the figure is drawn.
    in_words : one state as a sentence, for readers without JavaScript and for print.
    """

    reserve = traitlets.Unicode("30rem").tag(sync=True)
    in_words = traitlets.Unicode("").tag(sync=True)


def source(name: str) -> str:
    """The text of a file that lies beside this module."""
    return (HERE / name).read_text(encoding="utf-8")
