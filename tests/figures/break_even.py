"""Networks of all sizes beside rivals that are better, worse, and equal."""

from skbook.widgets.break_even import SIZES

STATES = [(size, bits, own, rival) for size in range(0, len(SIZES), 4) for bits in (1, 5, 16)
          for own, rival in ((20, 475), (255, 266), (264, 265), (300, 300), (475, 20), (133, 402), (50, 51), (171, 214),
                             (100, 107))]
EXTREMES = [(7, 8, 255, 266), (0, 1, 20, 475), (len(SIZES) - 1, 16, 474, 475), (20, 8, 475, 20)]
BAD = [(-1, 8, 200, 300), (len(SIZES), 8, 200, 300), (0, 0, 200, 300), (0, 17, 200, 300), (0, 8, 19, 300),
       (0, 8, 200, 476), (0, 8.0, 200, 300)]
