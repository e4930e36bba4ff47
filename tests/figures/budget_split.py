"""Every discount with corpora and memories of all sizes."""

from skbook.widgets.budget_split import FACTS, SENTENCES

STATES = [(d, n, k) for d in range(2, 19) for n in range(0, len(SENTENCES), 3) for k in range(0, len(FACTS), 4)] + [
    (14, 99, 99)]
EXTREMES = [(14, 12, 6), (2, 21, 18), (18, 0, 0), (18, 21, 18), (10, 13, 10)]
BAD = [(1, 0, 0), (19, 0, 0), (14, -1, 0), (14, 0, 1.0), (14, 0, -1)]
