"""Both kinds of facts, every discount, memories from none to more than the figure offers."""

STATES = [(kind, d, memory) for kind in (0, 1) for d in range(6, 19) for memory in range(0, 31, 2)] + [(1, 10, 99)]
EXTREMES = [(1, 10, 10), (0, 6, 0), (1, 18, 30), (0, 18, 30), (1, 6, 1)]
BAD = [(2, 10, 1), (-1, 10, 1), (1, 5, 1), (1, 19, 1), (1, 10, -1), (1, 10, 1.0)]
