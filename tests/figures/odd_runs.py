"""Every way to join, with each size, each amount and each run left out, alone and together."""

STATES = [(j, s, t, r) for j in range(4) for s, t, r in
          [(0, 0, r) for r in range(26)] + [(s, t, 0) for s in range(6) for t in range(6) if s or t]
          + [(s, 6 - s, 5 * s) for s in range(1, 6)] + [(3, 0, r) for r in range(1, 26, 2)]]
EXTREMES = [(0, 0, 0, 0), (3, 5, 5, 25), (1, 1, 0, 1), (2, 5, 1, 21)]
BAD = [(4, 0, 0, 0), (0, 6, 0, 0), (0, 0, 6, 0), (0, 0, 0, 26), (0, 0, 0, -1), (0.0, 0, 0, 0)]
