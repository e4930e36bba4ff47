"""Every string that a machine with three states writes, at every step of its smallest machine."""

from skbook.widgets.output_explorer import rows, state

LENGTHS = {length: sum(len(row[0]) == length for row in rows()) for length in range(1, 8)}
STATES = [(length, rank, step) for length, n in LENGTHS.items() for rank in range(1, n + 1)
          for step in range(state(length, rank, 0)["steps"] + 1)] + [(5, 99, 0), (3, 2, 500), (7, 99, 99)]
EXTREMES = [(5, 1, 0), (1, 1, 1), (6, 50, 3), (7, 14, 99)]
BAD = [(8, 1, 0), (0, 1, 0), (3, 0, 0), (3, 1, -1), (3, 1, 1.0)]
