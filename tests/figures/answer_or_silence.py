"""Every temperature with every target, and values beyond the ends."""

from skbook.widgets.answer_or_silence import TARGETS, TEMPERATURES

STATES = [(hot, target) for hot in range(len(TEMPERATURES)) for target in range(len(TARGETS))] + [(99, 99)]
EXTREMES = [(2, 18), (0, 0), (17, 19), (0, 19), (17, 0), (10, 10)]
BAD = [(-1, 0), (0, -1), (1.0, 0), (True, 3)]
