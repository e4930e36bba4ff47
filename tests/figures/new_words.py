"""Both books in both orders, at every block, and one place beyond the end."""

from skbook.widgets.new_words import table

STATES = [(book, order, read) for book, kept in enumerate(table()) for order in (0, 1)
          for read in range(1, len(kept["types"][0]))]
EXTREMES = [(0, 0, 36), (1, 0, 1), (1, 0, 500), (0, 1, 70)]
BAD = [(2, 0, 1), (0, 2, 1), (0, 0, 0), (0, 0, 1.0), (-1, 0, 1)]
