"""One file a live figure, named as its module in ``skbook.widgets``; ``tests/browser/test_live_figures.py`` reads it.

STATES : tuples of values of its controls, 300 at least, on which browser and Python are compared.
EXTREMES : a few states that fill the figure most and least; it has to fit a phone in each.
BAD : tuples that ``state`` refuses.
BYTES : what the figure may weigh in a page, if more than 30,000.
"""
