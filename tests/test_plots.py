"""Figures describe what they draw, and refuse to describe what they do not."""

import numpy as np
import pytest

from skbook import plots


def curve():
    fig, ax = plots.subplots()
    x = np.linspace(0, 1, 11)
    ax.set(xlabel="probability of heads", ylabel="bits")
    plots.theory(ax, x, 4 * x * (1 - x), "hump")
    return fig, x, 4 * x * (1 - x)


def test_alt_text_tells_axes_and_extremes():
    fig, x, y = curve()
    alt = plots.describe(fig, "A hump", {"hump": (x, y)})
    assert alt == "A hump. Bits against probability of heads. Hump: from 0 at 0 to 0 at 1, highest 1 at 0.5."


def test_alt_text_changes_with_the_curve():
    fig, x, y = curve()
    fig.axes[0].lines[0].set_ydata(y + 1)
    assert "highest 2 at 0.5" in plots.describe(fig, "A hump", {"hump": (x, y + 1)})


def test_a_series_that_is_not_drawn_is_refused():
    fig, x, y = curve()
    with pytest.raises(ValueError, match="described but not drawn"):
        plots.describe(fig, "A hump", {"hump": (x, y + 0.01)})


def test_nan_and_empty_series_are_refused():
    fig, x, y = curve()
    with pytest.raises(ValueError, match="not finite"):
        plots.describe(fig, "A hump", {"hump": (x, y * np.nan)})
    with pytest.raises(ValueError, match="not empty"):
        plots.describe(fig, "A hump", {"hump": ([], [])})
    with pytest.raises(ValueError, match="needs values"):
        plots.describe(fig, "A hump", {})


def test_bars_with_names_are_described():
    fig, ax = plots.subplots()
    ax.bar(["a", "b"], [3, 1])
    assert "3 at ‘a’, 1 at ‘b’" in plots.describe(fig, "Two bars", {"count": (np.array(["a", "b"]), np.array([3, 1]))})


def test_the_picture_is_the_same_bytes_each_time():
    assert plots._png(curve()[0]) == plots._png(curve()[0])
