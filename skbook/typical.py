"""Which sequences a biased coin really produces: the typical set, counted and weighed exactly.

A source of low entropy spreads nearly all its probability over few sequences, all about equally probable; that is why
about nh bits suffice to name one. Knows coins only; longer alphabets need multinomial sums and teach nothing more.
Serves chapter 2.
"""

import math
from dataclasses import dataclass

from skbook.info import binary_entropy
from skbook.checks import whole


@dataclass(frozen=True)
class TypicalSet:
    """The sequences of ``n`` tosses whose surprise a toss lies within ``tolerance_bits`` of the entropy."""

    n: int
    p: float
    tolerance_bits: float
    probability: float  # of the whole set
    size: int  # how many sequences it holds, exactly

    @property
    def size_bits(self) -> float:
        """log₂ of the size: bits that name one member; ``-inf`` for an empty set."""
        return math.log2(self.size) if self.size else -math.inf

    def __repr__(self):
        return (f"{self.n} tosses of a {self.p:g} coin: probability {self.probability:.4g} "
                f"in {self.size_bits:.4g} bits of sequences")


def typical_set(n: int, p: float, tolerance_bits: float) -> TypicalSet:
    r"""Exact probability and size of the typical set of a coin, by summing over the number k of heads.

    .. math:: A = \{x_{1:n} : |-\tfrac1n\log_2 p(x_{1:n}) - h(p)| \le \varepsilon\}, \qquad
              P(A)\,2^{n(h-\varepsilon)} \le |A| \le 2^{n(h+\varepsilon)}

    Parameters
    ----------
    n : number of tosses, ≥ 1.
    p : probability of heads, strictly between 0 and 1.
    tolerance_bits : ε > 0, in bits a toss. A sequence within rounding (1e-12 bits) of the border counts as inside.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> typical_set(100, 0.9, 0.1)
    100 tosses of a 0.9 coin: probability 0.759 in 52.89 bits of sequences
    >>> typical_set(3, 0.5, 0.01).size
    8

    Source: Cover and Thomas, Elements of Information Theory, chapter 3.
    """
    n = whole(n, "n", 1)
    if not 0 < p < 1:
        raise ValueError(f"p is {p!r}; it must lie strictly between 0 and 1, else there is but one sequence.")
    if not 0 < tolerance_bits < math.inf:
        raise ValueError(f"tolerance_bits is {tolerance_bits!r}; it must be above 0, such as 0.05.")
    entropy_bits, heads_bits, tails_bits = binary_entropy(p), -math.log2(p), -math.log2(1 - p)
    size, ways, probability = 0, 1, 0.0  # ways: the binomial coefficient, kept exact from one k to the next
    for k in range(n + 1):
        surprise = k * heads_bits + (n - k) * tails_bits
        if abs(surprise / n - entropy_bits) <= tolerance_bits + 1e-12:
            size += ways
            probability += 2 ** (math.log2(ways) - surprise)
        ways = ways * (n - k) // (k + 1)
    return TypicalSet(n, float(p), float(tolerance_bits), min(probability, 1.0), size)
