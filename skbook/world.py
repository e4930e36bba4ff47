r"""A world of facts: how popular each one is, and what it says.

A fact has a subject, here the number of the fact, and a value, one of V. Popularity is either fixed and known, such as
Zipf's, over finitely many facts; or that of a Pitman–Yor process, which has infinitely many, and whose weights nobody
sees. Values are even over the V possibilities and independent of each other and of popularity; they are computed when
asked for, so that an endless world needs no table. Knows nothing of sentences: those are for
:mod:`skbook.syntax_knowledge`. Serves chapter 8, and every chapter that sets its own facts.
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from skbook import info, occupancy, pitman_yor
from skbook.checks import distribution, whole
from skbook.special import digamma


class Popularity(Protocol):
    """How often facts are spoken of: draws, and what can be said about them exactly."""

    n_facts: float

    def draw(self, n: int, rng: np.random.Generator) -> np.ndarray: ...
    def probability(self, facts) -> np.ndarray: ...
    def entropy(self) -> float: ...
    def expected_met(self, n: int) -> float: ...


@dataclass(frozen=True, eq=False)
class Fixed:
    r"""Popularities that are known: fact i is spoken of with probability :math:`p_i`.

    Attributes
    ----------
    probabilities : shape (M,), sums to 1.

    Raises
    ------
    ValueError
        If it is no distribution, or more than one.
    """

    probabilities: np.ndarray

    def __post_init__(self):
        p = distribution(self.probabilities, "probabilities")
        if p.ndim != 1:
            raise ValueError(f"probabilities have shape {p.shape}; give one row, a probability for each fact.")
        object.__setattr__(self, "probabilities", p)

    @property
    def n_facts(self) -> int:
        return len(self.probabilities)

    def draw(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """n independent facts, shape (n,), numbered as in ``probabilities``."""
        n = whole(n, "n")
        last = np.flatnonzero(self.probabilities)[-1]  # beyond the end before it lies the last possible fact
        return np.searchsorted(np.cumsum(self.probabilities)[:last], rng.random(n), side="right")

    def probability(self, facts) -> np.ndarray:
        return self.probabilities[facts]

    def entropy(self) -> float:
        return info.entropy(self.probabilities)

    def expected_met(self, n: int) -> float:
        r"""Expected number of different facts in n sentences, :math:`\sum_i 1 - (1 - p_i)^n`."""
        return float(occupancy.expected_types(self.probabilities, whole(n, "n")))


@dataclass(frozen=True)
class PitmanYor:
    """Popularities that are themselves drawn, and hidden: facts come in order of appearance, without end.

    The numbers of :meth:`draw` are not names fixed beforehand: 0 is always the first fact met, so the number alone
    tells whether a sentence brings news. :meth:`entropy` is that of the popularities, whose facts have fixed names.
    """

    discount: float
    concentration: float

    def __post_init__(self):
        pitman_yor.new_table_probability(0, 0, self.discount, self.concentration)  # refuses bad parameters

    n_facts = math.inf

    def draw(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """The facts of n sentences, shape (n,), numbered 0, 1, 2, … as they are first met."""
        return pitman_yor.sample(n, self.discount, self.concentration, rng)

    def probability(self, facts) -> np.ndarray:
        raise ValueError("the popularities of a Pitman–Yor world are hidden, so a subject has no known probability: "
                         "use World.zipf, or pitman_yor.posterior_weights for weights that fit the corpus.")

    def entropy(self) -> float:
        r"""Expected entropy of the hidden weights, in bits.

        .. math:: \mathbb E\,H(P) = \frac{\psi(\theta + 1) - \psi(1 - d)}{\ln 2}

        since the first fact drawn has weight :math:`\mathrm{Beta}(1 - d, \theta + d)`, and H(P) is its mean surprise.
        """
        return (digamma(self.concentration + 1) - digamma(1 - self.discount)) / math.log(2)

    def expected_met(self, n: int) -> float:
        return pitman_yor.expected_tables(n, self.discount, self.concentration)


@dataclass(frozen=True, eq=False, repr=False)
class World:
    r"""Facts with their popularity and their values.

    Attributes
    ----------
    popularity : :class:`Fixed` or :class:`PitmanYor`.
    n_values : V, how many values a fact can have.
    key : a whole number that fixes every value.

    Raises
    ------
    ValueError
        If V is not a whole number from 1 to 2**63.

    Examples
    --------
    >>> world = World.zipf(1000, discount=0.5, n_values=64, rng=np.random.default_rng(8))
    >>> world
    World of 1,000 facts with 64 values: 6 bits a fact, 6,000 bits in all
    >>> world.values([0, 1, 2])
    array([61, 63, 17])
    """

    popularity: Popularity
    n_values: int
    key: int

    def __post_init__(self):
        if whole(self.n_values, "n_values") < 1:
            raise ValueError("n_values is 0, but a fact needs at least one value that it can have.")
        if self.n_values > 2**63:
            raise ValueError(f"n_values is {self.n_values}, but a value is a 64-bit integer: give at most 2**63.")

    @classmethod
    def equal(cls, n_facts: int, n_values: int, rng: np.random.Generator) -> "World":
        """A world whose facts are all equally popular."""
        if whole(n_facts, "n_facts") < 1:
            raise ValueError("n_facts is 0, but there is nothing to say in a world without facts.")
        return cls(Fixed(np.full(int(n_facts), 1 / n_facts)), n_values, _key(rng))

    @classmethod
    def zipf(cls, n_facts: int, discount: float, n_values: int, rng: np.random.Generator) -> "World":
        r"""A finite world with popularities :math:`p_i \propto i^{-1/d}`, fact 0 the most popular."""
        return cls(Fixed(pitman_yor.zipf_weights(n_facts, discount)), n_values, _key(rng))

    @classmethod
    def pitman_yor(cls, discount: float, concentration: float, n_values: int, rng: np.random.Generator) -> "World":
        """An endless world; its popularities are drawn with every corpus."""
        return cls(PitmanYor(discount, concentration), n_values, _key(rng))

    def __repr__(self):
        facts = "endlessly many" if self.n_facts == math.inf else f"{self.n_facts:,}"
        total = "" if self.n_facts == math.inf else f", {self.bits:,.6g} bits in all"
        return f"World of {facts} facts with {self.n_values} values: {self.value_bits:.4g} bits a fact{total}"

    @property
    def n_facts(self) -> float:
        return self.popularity.n_facts

    @property
    def value_bits(self) -> float:
        r"""What one fact says, to somebody who has not met it: :math:`\log_2 V`."""
        return math.log2(self.n_values)

    @property
    def bits(self) -> float:
        r"""What all facts say together, :math:`M \log_2 V`; ``inf`` for an endless world."""
        return self.n_facts * self.value_bits if self.n_values > 1 else 0.0

    def values(self, facts) -> np.ndarray:
        """The value of each fact, from 0 to V − 1; shape of ``facts``, which are whole numbers from 0.

        Fact i is scrambled by a fixed mixing of 64-bit integers: any index has its value, and no table is kept.

        Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014 (SplitMix64).
        """
        facts = np.asarray(facts)
        if facts.size and (facts.dtype.kind not in "iu" or facts.min() < 0):
            raise ValueError(f"facts are numbered by whole numbers from 0, got {facts!r}.")
        with np.errstate(over="ignore"):  # 64 bits are meant to run over
            return (_scrambled(self.key, facts.astype(np.uint64)) % np.uint64(self.n_values)).astype(np.int64)


def _scrambled(key: int, x: np.ndarray) -> np.ndarray:
    """Step x of the generator SplitMix64 started at ``key``: 64 bits that look like coin tosses."""
    x = np.uint64(key) + (x + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _key(rng: np.random.Generator) -> int:
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng is {rng!r}; give a generator, such as np.random.default_rng(8).")
    return int(rng.random() * 2**53)
