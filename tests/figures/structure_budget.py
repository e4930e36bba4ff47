"""Every string in every family, at every third budget and at the corners of its curve."""

from skbook.widgets.structure_budget import MOST, state

CASES = [(text, family) for text in range(4) for family in range(3)]
CORNERS = [(text, family, budget + d) for text, family in CASES for d in (-1, 0)
           for budget in [state(text, family, 0)["best"][0], *state(text, family, 0)["costs"][:12]] if budget < MOST]
STATES = [(*case, budget) for case in CASES for budget in range(0, MOST + 1, 9)] + CORNERS
EXTREMES = [(1, 1, 40), (0, 0, 0), (0, 0, 300), (3, 2, 15), (2, 0, 290)]
BAD = [(4, 0, 0), (0, 3, 0), (0, 0, 301), (0, 0, -1), (0, 0, 1.0), (-1, 0, 0)]
