"""Every source, every depth, every size."""

from skbook.widgets.universal_learners import DEEPEST, SIZES, SOURCES

STATES = [(source, depth, step) for source in range(len(SOURCES)) for depth in range(DEEPEST + 1)
          for step in range(len(SIZES) + 1)]
EXTREMES = [(0, 0, 0), (2, 6, 22), (3, 3, 99), (3, 0, 22)]
BAD = [(4, 0, 0), (-1, 0, 0), (0, 7, 0), (0, -1, 0), (0, 0, -1), (0, 1.0, 0)]
