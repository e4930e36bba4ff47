r"""The forward pass of :mod:`skbook.nn.gpt` with numbers that cannot be rounded differently, in NumPy alone.

Float arithmetic depends on the order in which numbers are added, and the order depends on the shape of the batch, the
processor, the library. Here every number is a multiple of a power of two, and small enough that a 64-bit float holds
all sums and products of it *exactly*; then the order does not matter. What cannot be exact (a mean square's root, a
quotient) is a single operation that IEEE 754 fixes to the last bit, and is put back on the grid by :func:`grid`, one
well-defined rounding. Exponentials come from a table of integers. So every machine computes the same frequencies, for
whole rows or letter by letter. Weights are rounded to a few bits, which is also what they cost. Serves chapter 5.

The bounds: values below 2¹⁰ on a grid of 2⁻¹² have 22 bits, their squares 44, and a sum of up to 2⁹ of these 53.
"""

from decimal import Decimal, localcontext
from functools import cache

import numpy as np

GRID = 12  # binary places of what passes between layers
LOGIT_GRID = 8  # binary places of what is exponentiated: a relative error of 2⁻⁹ in a probability costs 3 · 10⁻⁶ bits
SPAN = 16  # e⁻¹⁶ and less are taken for e⁻¹⁶
ONE = 2**30  # e⁰ in the table
LARGEST = 2.0**10


def grid(x, places: int = GRID):
    """The nearest multiple of 2^-places, halves up. Scaling by powers of two and ``floor`` are exact.

    >>> float(grid(0.3, places=2))
    0.25
    """
    return np.floor(x * 2.0**places + 0.5) / 2.0**places


@cache
def _exponentials() -> np.ndarray:
    """round(2³⁰ e^(−j/256)) for j from 0 to 4095, by decimal arithmetic, which has one right answer everywhere."""
    with localcontext(prec=30):
        values = [(Decimal(-j) / 2**LOGIT_GRID).exp() * ONE for j in range(SPAN << LOGIT_GRID)]
        return np.array([int(value.to_integral_value()) for value in values])


def softmax_weights(logits) -> np.ndarray:
    """Whole numbers in proportion to exp(logits) along the last axis; the largest is 2³⁰, the least e⁻¹⁶ of it.

    Raises
    ------
    ValueError
        If a logit is not a number.

    Examples
    --------
    >>> softmax_weights([0.0, 1.0, 1.0]).tolist()
    [395007542, 1073741824, 1073741824]
    """
    z = np.asarray(logits, dtype=float)
    if np.isnan(z).any() or np.isposinf(z).any():
        raise ValueError("the network's forecasts hold NaN or infinity: its weights are damaged, or training diverged.")
    below = (z.max(axis=-1, keepdims=True) - z) * 2.0**LOGIT_GRID  # in steps of 1/256
    table = _exponentials()
    return table[np.floor(np.minimum(below, len(table) - 1) + 0.5).astype(np.int64)]


def rounded(weight, bits: int) -> np.ndarray:
    """The weights as whole numbers of ``bits`` bits times one power of two for the whole matrix.

    >>> rounded([0.3, -0.9], bits=3)
    array([ 0.25, -1.  ])
    """
    weight = np.asarray(weight, dtype=float)
    if not np.isfinite(weight).all():
        raise ValueError("a weight is not finite; training diverged, so take an earlier checkpoint.")
    places = bits - 1 - int(np.ceil(np.log2(max(np.abs(weight).max(), 2.0**-20))))
    half = 2 ** (bits - 1)
    return np.clip(np.floor(weight * 2.0**places + 0.5), -half, half - 1) / 2.0**places


class ExactNetwork:
    """A trained network, its weights rounded, that forecasts the same integers everywhere.

    Parameters
    ----------
    network : a :class:`skbook.nn.gpt.GPT`, or anything with its ``config`` and ``state_dict``.
    bits : of each weight, 2 to 12.

    Raises
    ------
    ValueError
        If the bits are out of range, or a weight is not finite.
    """

    def __init__(self, network, bits: int = 8):
        if not 2 <= bits <= 12:
            raise ValueError(f"weights have 2 to 12 bits here, got {bits}.")
        self.config, self.bits = network.config, bits
        state = {name: np.asarray(weight.cpu()) for name, weight in network.state_dict().items()}
        self.w = {name.removesuffix(".weight"): rounded(weight, bits) for name, weight in state.items()}

    @property
    def size_bits(self) -> int:
        """What it takes to send the weights: their bits, and a byte with the power of two of every matrix."""
        return sum(self.bits * weight.size + 8 for weight in self.w.values())

    def __call__(self, rows) -> np.ndarray:
        """Logits for every letter of the rows, each from the letters before it: (B, T) to (B, T, m)."""
        rows = np.asarray(rows)
        before = np.concatenate([np.full_like(rows[:, :1], self.config.alphabet), rows[:, :-1]], axis=1)
        return self._forward(before, self.begin(len(rows)))

    def begin(self, n_rows: int) -> list:
        """As :meth:`skbook.nn.gpt.GPT.begin`."""
        c = self.config
        empty = np.zeros((n_rows, c.heads, 0, c.width // c.heads))
        return [[empty, empty] for _ in range(c.layers)]

    def step(self, last, memory: list) -> np.ndarray:
        """As :meth:`skbook.nn.gpt.GPT.step`: (B,) to (B, m)."""
        return self._forward(np.asarray(last)[:, None], memory)[:, 0]

    def _forward(self, before: np.ndarray, memory: list) -> np.ndarray:
        x = self.w["letter"][before]
        for i, remembered in enumerate(memory):
            x = x + self._attention(f"blocks.{i}.attention", _norm(x), remembered)
            up = np.maximum(grid(_norm(x) @ self.w[f"blocks.{i}.up"].T), 0.0)
            x = x + grid(grid(up * up) @ self.w[f"blocks.{i}.down"].T)
        return grid(_norm(x) @ self.w["forecast"].T)

    def _attention(self, name: str, x: np.ndarray, memory: list) -> np.ndarray:
        (B, T, C), H = x.shape, self.config.heads
        both = grid(x @ self.w[f"{name}.ask_have_offer"].T).reshape(B, T, 3, H, C // H)
        ask, have, offer = both.transpose(2, 0, 3, 1, 4)  # each (B, H, T, C / H)
        have, offer = (np.concatenate(pair, axis=2) for pair in zip(memory, (have, offer), strict=True))
        memory[:] = have, offer
        seen = have.shape[2]
        back = np.arange(seen - T, seen)[:, None] - np.arange(seen)
        far = (4.0 ** -np.arange(H))[:, None, None] * back
        z = ask @ have.swapaxes(-1, -2) * (C // H) ** -0.5 - far
        weights = softmax_weights(np.where(back < 0, -np.inf, z)) * (back >= 0)
        share = grid(weights / weights.sum(axis=-1, keepdims=True))
        mixed = grid(share @ offer).transpose(0, 2, 1, 3).reshape(B, T, C)
        return grid(mixed @ self.w[f"{name}.out"].T)


def _norm(x: np.ndarray) -> np.ndarray:
    if not np.abs(x).max() < LARGEST:
        raise ValueError(f"a value of {np.abs(x).max():.3g} leaves the exact range of ±{LARGEST:g}: "
                         "train the network with a smaller learning rate.")
    mean_square = (x * x).sum(axis=-1, keepdims=True) / x.shape[-1]
    return grid(x / np.sqrt(mean_square + 2.0**-16))
