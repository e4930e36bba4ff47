r"""Logistic mixing: several predictions of one bit become one, and the weights learn from every bit whom to believe.

Knows log-odds, their inverse, the mixture, and one step down the gradient of the code length. Does not know where
predictions come from; :mod:`skbook.context_mixing` makes a compressor of it. Whole numbers only, so that every machine
gets the same ones. Compiled by numba where that is installed, else plain Python. Serves chapter 3.

Probabilities and weights are in units of 1/65536, log-odds in units of 1/256.

Source: Mahoney, Data Compression Explained (2013); Mattern, Mixing strategies in data compression, Data Compression
Conference (2012).
"""

from math import factorial

import numpy as np

try:
    from numba import njit
except ImportError:  # the same source then runs as it stands
    def fast(function):
        return function
else:
    def fast(function):
        """Compiled once and kept on disk: the next process has in 0.1 seconds what takes 11 to compile.

        Numba compiles a function anew when its own file changes, not when a file does whose functions it calls: after
        a change here, touch ``context_mixing.py``. The test against plain Python fails where this was forgotten.
        """
        try:
            return njit(cache=True)(function)
        except RuntimeError:  # no place to keep it
            return njit(function)

ONE = 1 << 16  # probability 1, weight 1
FAR = 2047  # log-odds of at most 8: a bit so sure costs 1/2000 bit


def _squash_table() -> np.ndarray:
    unit = 1 << 64
    step = sum(unit // (256**k * factorial(k)) for k in range(9))  # exp(1/256)
    powers = [unit]
    for _ in range(FAR):
        powers.append(powers[-1] * step // unit)
    upper = [ONE * power // (unit + power) for power in powers]
    return np.array([ONE - p for p in upper[:0:-1]] + upper)


SQUASH = _squash_table()
STRETCH = np.searchsorted(SQUASH, np.arange(0, ONE, 16)).clip(0, 2 * FAR) - FAR  # for p // 16


@fast
def squash(x):
    r"""The probability :math:`1 / (1 + e^{-x})` of a 1, for log-odds x from −FAR to FAR.

    >>> int(squash(0)) / ONE, int(squash(256)) / ONE  # 1/2, and e / (1 + e)
    (0.5, 0.731048583984375)
    """
    return SQUASH[x + FAR]


@fast
def stretch(p):
    r"""The log-odds :math:`\ln(p / (1 - p))`, for a probability 0 ≤ p < ONE; the inverse of :func:`squash`.

    >>> int(stretch(ONE // 2)), int(stretch(squash(256))), int(stretch(0))
    (0, 256, -2047)
    """
    return STRETCH[p >> 4]


@fast
def mix(weights, inputs):
    r"""The log-odds :math:`\sum_i w_i x_i`, held within ±FAR.

    >>> int(mix(np.array([ONE // 2, ONE]), np.array([100, -20])))
    30
    """
    x = 0
    for i in range(len(inputs)):
        x += weights[i] * inputs[i]
    return min(max(x >> 16, -FAR), FAR)


@fast
def learn(weights, inputs, x, bit, rate):
    r"""Move the weights one step down the gradient of the code length, after they mixed x and the bit was seen.

    .. math:: -\frac{\partial}{\partial w_i} \ln \frac{1}{p(bit)} = x_i (bit - p), \qquad p = \mathrm{squash}(x)

    ``rate`` is in units of 2⁻¹⁰: the step is rate · 2⁻¹⁰ · xᵢ (bit − p) with xᵢ in nats.

    >>> w = np.array([ONE // 2, ONE // 2])
    >>> learn(w, np.array([512, -512]), 0, 1, 4)
    >>> w > ONE // 2
    array([ True, False])
    """
    step = (bit * ONE - SQUASH[x + FAR]) * rate
    for i in range(len(inputs)):
        weights[i] += inputs[i] * step + (1 << 17) >> 18
