"""Ratios, memories, numbers of good facts and readings, from end to end and beyond."""

STATES = [(r, k, n, total) for r in range(0, 51, 7) for k in range(0, 9, 2) for n in (0, 3, 4, 7)
          for total in (0, 4, 9)]
STATES += [(99, 99, 99, 99), (50, 0, 7, 9)]
EXTREMES = [(25, 4, 4, 6), (0, 0, 0, 0), (50, 8, 7, 9), (0, 8, 0, 9), (50, 0, 7, 0), (12, 8, 5, 3)]
BAD = [(-1, 0, 0, 0), (0, -1, 0, 0), (0, 0, -1, 0), (0, 0, 0, -1), (1.0, 0, 0, 0)]
