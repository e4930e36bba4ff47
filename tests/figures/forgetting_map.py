"""Every cell of every map."""

from skbook.widgets.forgetting_map import LEVELS, NAMES, SHARES

STATES = [(replay, level, bucket) for replay in range(len(SHARES)) for level in range(len(LEVELS))
          for bucket in range(len(NAMES))]
EXTREMES = [(0, 8, 1), (5, 8, 0), (0, 0, 3), (3, 4, 2)]
BAD = [(-1, 0, 0), (6, 0, 0), (0, 9, 0), (0, 0, 4), (1.0, 0, 0), (0, True, 0)]
