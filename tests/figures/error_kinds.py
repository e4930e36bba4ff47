"""Every corpus with every second memory, and values beyond the ends."""

from skbook.widgets.error_kinds import ROOM, SENTENCES

STATES = [(n, k) for n in range(len(SENTENCES)) for k in range(0, len(ROOM), 2)] + [(99, 99)]
EXTREMES = [(12, 12), (0, 0), (30, 24), (0, 24), (30, 0)]
BAD = [(-1, 0), (0, -1), (1.0, 0), (True, 3)]
