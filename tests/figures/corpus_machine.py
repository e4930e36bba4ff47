"""Every sentence with every discount, and past the end."""

from skbook.widgets.corpus_machine import N_SENTENCES

STATES = [(sentence, discount) for sentence in range(1, N_SENTENCES + 2) for discount in range(1, 10)]
EXTREMES = [(1, 7), (N_SENTENCES, 9), (N_SENTENCES, 1), (50, 5), (7, 3)]
BAD = [(0, 5), (1, 0), (1, 10), (1.5, 5), (True, 5), ("1", 5)]
