"""All sentences and questions, and every second block of ten facts."""

from skbook.widgets.worth_stating import FIRST, QUESTIONS, SENTENCES

STATES = [(n, m, r) for n in range(len(SENTENCES)) for m in range(len(QUESTIONS)) for r in range(0, len(FIRST), 2)]
STATES += [(99, 99, 99)]
EXTREMES = [(3, 9, 6), (0, 0, 17), (7, 15, 0), (7, 15, 17), (0, 15, 0)]
BAD = [(-1, 0, 0), (0, -1, 0), (0, 0, -1), (0, 0, 1.0)]
