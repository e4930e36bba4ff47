"""Figures in one style, each with a caption and an alternative text made from the values that it draws.

Theory is a thin dark line, a measurement has markers, seeds are a band, and a concept keeps its colour in the whole
book. Figures are plain ``matplotlib.figure.Figure`` objects: nothing global is touched. Serves every chapter.
Needs the extra ``widgets`` (matplotlib).
"""

import io

import numpy as np

# Okabe and Ito's palette, told apart by colour-blind readers; a marker or a dash is always the second cue.
COLORS = {
    "theory": "#222222", "measured": "#0072B2", "contrast": "#D55E00", "third": "#009E73",
    "syntax": "#0072B2", "knowledge": "#D55E00", "noise": "#767676",
    "data-limited": "#009E73", "capacity-limited": "#CC79A7",
}
STYLE = {
    "font.family": "DejaVu Sans", "font.size": 11, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": "#555555", "axes.labelcolor": "#222222", "figure.facecolor": "#fdfcf8",
    "axes.facecolor": "#fdfcf8", "axes.grid": True, "axes.axisbelow": True, "grid.color": "#e4e1d8",
    "grid.linewidth": 0.8, "figure.constrained_layout.use": True,
}
PIXELS_PER_INCH = 100  # on the page; the stored picture has twice as many, sharp on a phone


def subplots(rows: int = 1, cols: int = 1, height: float = 3.2, width: float = 5.0, **options):
    """A figure and its axes in the book's style; sizes in inches, ``options`` as for ``Figure.subplots``."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        fig = Figure(figsize=(width, height))
        return fig, fig.subplots(rows, cols, **options)


def theory(ax, x, y, label: str, **style):
    """Draw a derived curve: a thin dark line."""
    return ax.plot(x, y, **{"color": COLORS["theory"], "linewidth": 1.2, "label": label, **style})


def measured(ax, x, y, label: str, color: str = "measured", **style):
    """Draw measurements: markers in the colour of a concept."""
    return ax.plot(x, y, **{"color": COLORS[color], "marker": "o", "linestyle": "none", "label": label, **style})


def band(ax, x, low, high, color: str = "measured", label: str | None = None):
    """Draw the spread over seeds, or what a theorem allows, as a band behind its markers."""
    return ax.fill_between(x, low, high, color=COLORS[color], alpha=0.18, linewidth=0, label=label)


def finish(fig, title: str, values: dict, name: str | None = None, note: str = ""):
    """Give the figure its title, and show it with a caption and an alternative text made from what is drawn.

    Parameters
    ----------
    fig : a figure made by :func:`subplots`.
    title : its one message, as a sentence without full stop.
    values : name of a series to ``(x, y)``, two arrays of equal length that the figure draws.
    name : label for references; ``fig-`` and the words of the title if not given.
    note : a sentence for the caption that says what a band or a shade is, where the figure has one.

    Raises
    ------
    ValueError
        If a series is empty, not finite, or not drawn in the figure.
    """
    fig.suptitle(_wrapped(title, fig.get_figwidth()), x=0.01, ha="left", fontsize=12, fontweight="bold")
    for legend in filter(None, (ax.get_legend() for ax in fig.axes)):
        legend.set_frame_on(False)
    alt = describe(fig, title, values, note)
    width, height = (round(inches * PIXELS_PER_INCH) for inches in fig.get_size_inches())
    slug = name or "fig-" + "-".join("".join(c if c.isalnum() else " " for c in title.lower()).split())
    metadata = {"skbook": {"name": slug, "caption": caption(fig, note), "alt": alt},
                "image/png": {"width": width, "height": height}}
    _display({"image/png": _png(fig), "text/plain": alt}, metadata)


def describe(fig, title: str, values: dict, note: str = "") -> str:
    """The figure in words: title, axes, and the course of every series, from the plotted values."""
    if not values:
        raise ValueError("finish() needs values: name the series that carry the figure's message.")
    drawn = list(_drawn(fig))
    for label, (x, y) in values.items():
        _refuse_undrawn(label, np.asarray(x), np.asarray(y), drawn)
    courses = [_sentence(f"{label}: {_course(x, y)}") for label, (x, y) in values.items()]
    return " ".join([f"{title}.", caption(fig, note), *courses])


def caption(fig, note: str = "") -> str:
    """What stands against what, as the axes say, and the note."""
    below = [ax.get_xlabel() for ax in fig.axes if ax.get_xlabel()]  # panels above another share its axis
    axes = [f"{ax.get_ylabel()} against {ax.get_xlabel() or below[0]}" for ax in fig.axes if below]
    axes = "; ".join(dict.fromkeys(axes))  # what two panels share is said once
    return " ".join(filter(None, [_sentence(axes), note]))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _course(x, y) -> str:
    x, y = list(x), np.asarray(y, dtype=float)
    if len(y) <= 4:
        return ", ".join(f"{_num(b)} at {_num(a)}" for a, b in zip(x, y, strict=True))
    top, low = int(np.argmax(y)), int(np.argmin(y))
    inner = sorted(i for i in {top, low} if 0 < i < len(y) - 1 and y[i] not in (y[0], y[-1]))
    middle = "".join(f", {'highest' if i == top else 'lowest'} {_num(y[i])} at {_num(x[i])}" for i in inner)
    return f"from {_num(y[0])} at {_num(x[0])} to {_num(y[-1])} at {_num(x[-1])}{middle}"


def _num(value) -> str:
    if isinstance(value, str):
        return f"‘{value}’"
    value = float(value)
    if value == 0 or abs(value) < 1e-9:
        return "0"
    return f"{value:.3g}" if abs(value) < 1000 or abs(value) >= 1e6 else f"{float(f'{value:.3g}'):,.0f}"


def _drawn(fig):
    """All (x, y) pairs that the figure draws: lines, scatters, bars."""
    for ax in fig.axes:
        for line in ax.get_lines():
            yield np.asarray(line.get_xdata(orig=True)), np.asarray(line.get_ydata(orig=True))
        for cloud in ax.collections:
            points = np.asarray(cloud.get_offsets())
            if len(points):
                yield points[:, 0], points[:, 1]
        for bars in ax.containers:
            heights = [bar.get_height() for bar in bars.patches] if hasattr(bars, "patches") else []
            widths = [bar.get_width() for bar in bars.patches] if hasattr(bars, "patches") else []
            yield None, np.asarray(heights)
            yield None, np.asarray(widths)


def _refuse_undrawn(label, x, y, drawn):
    if x.ndim != 1 or x.shape != y.shape or not x.size:
        raise ValueError(f"Series {label!r} must be (x, y) with two 1-D arrays of equal length, not empty.")
    if not np.isfinite(np.asarray(y, dtype=float)).all():
        raise ValueError(f"Series {label!r} holds values that are not finite: a figure cannot show them.")
    same = any(b.shape == y.shape and (a is None or a.dtype.kind not in "biuf" or x.dtype.kind not in "biuf"
                                       or np.allclose(a, x)) and np.allclose(b.astype(float), y.astype(float))
               for a, b in drawn)
    if not same:
        raise ValueError(f"Series {label!r} is described but not drawn: pass the very arrays that were plotted.")


def _wrapped(title: str, width: float) -> str:
    import textwrap

    unbroken = title.replace(" = ", "\u00a0=\u00a0").replace(" %", "\u00a0%")  # no line breaks inside
    return "\n".join(textwrap.wrap(unbroken, round(width * 10)))


def _png(fig) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(fig)
    file = io.BytesIO()
    fig.savefig(file, format="png", dpi=2 * PIXELS_PER_INCH, metadata={"Software": None})
    return file.getvalue()


def _display(data: dict, metadata: dict):
    try:
        from IPython.display import display
    except ImportError:  # a plain script: nothing to show the figure on
        return
    display(data, metadata=metadata, raw=True)
