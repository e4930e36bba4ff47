"""All evenings, discounts from none to nearly one, several concentrations, small crowds and large ones."""

STATES = [(1 + (7 * discount + 11 * concentration + 5 * evening) % 75, evening, discount, concentration)
          for discount in (0, 1, 7, 10, 13, 19) for concentration in (1, 4, 13, 40) for evening in range(1, 13)]
STATES += [(look, 2, 10, 4) for look in range(1, 80)]
EXTREMES = [(40, 1, 10, 4), (1, 1, 0, 1), (75, 12, 19, 40), (75, 3, 0, 1)]
BAD = [(1, 1, 20, 4), (1, 1, -1, 4), (1, 1, 10, 0), (1, 1, 10, 41), (1, 0, 10, 4), (1, 13, 10, 4), (0, 1, 10, 4),
       (1, 1, 10.0, 4), (True, 1, 10, 4)]
