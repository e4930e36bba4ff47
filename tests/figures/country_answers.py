"""Every country along both axes, and a place beyond the end; the table of answers makes it a little heavier."""

from skbook.widgets.country_answers import AXES

STATES = [(axis, place) for axis in range(len(AXES)) for place in range(246)] + [(1, 999)]
EXTREMES = [(0, 150), (0, 0), (0, 245), (1, 0), (1, 245), (1, 60)]
BAD = [(2, 0), (-1, 0), (0, -1), (0, 1.0), (True, 0)]
BYTES = 45_000
