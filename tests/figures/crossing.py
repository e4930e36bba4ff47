"""Every discount with grammars of all sizes, from two values to many, along all sentences."""

from skbook.widgets.crossing import LEVELS, PARAMETERS

STATES = [(d, k, v, n) for d in range(2, 19, 2) for k in range(0, len(PARAMETERS), 5) for v in (1, 6, 10)
          for n in range(0, len(LEVELS), 4)] + [(12, 99, 6, 99)]
EXTREMES = [(12, 5, 6, 9), (2, 15, 10, 0), (18, 0, 1, 21), (2, 15, 1, 21)]
BAD = [(1, 0, 1, 0), (19, 0, 1, 0), (12, -1, 1, 0), (12, 0, 0, 0), (12, 0, 11, 0), (12, 0, 1, 1.0)]
