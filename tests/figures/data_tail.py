"""Every discount along all sentences, for learners of every kind."""

from skbook.widgets.data_tail import LEVELS, NEEDED

STATES = [(d, n, m) for d in range(2, 19, 2) for n in range(0, len(LEVELS), 2) for m in range(len(NEEDED))]
STATES += [(10, 99, 99)]
EXTREMES = [(10, 6, 0), (2, 0, 4), (18, 18, 0), (18, 0, 4), (12, 18, 2)]
BAD = [(1, 0, 0), (19, 0, 0), (10, -1, 0), (10, 0, -1), (10, 0, 1.0)]
