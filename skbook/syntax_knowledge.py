r"""How a corpus is made: a world of facts, a finite syntax, and sentences that say one with the other.

A sentence is a template, the syntax words in its slots, the subject of a fact and its value:

.. math:: t \sim \psi_0, \qquad w_j \sim \psi_{t,j}, \qquad z \sim P, \qquad a = a_z .

Every slot is one of three *kinds*: syntax (the template and the words), subject, value. A corpus is arrays of whole
numbers, one for each slot; text is made for a sentence when it is asked for. Entropies follow from the parameters and
are exact. The two layers are those of Pan et al. (arXiv 2504.09597); the slots are our way to write them down.
Serves chapter 8 first, and every chapter that trains on the town.
"""

import hashlib
import math
from dataclasses import dataclass

import numpy as np

from skbook import info, town
from skbook.checks import distribution, whole
from skbook.world import World

__all__ = ["KINDS", "Corpus", "Syntax", "World", "corpus_entropy", "kind_entropies", "slot_entropies"]

KINDS = ("syntax", "subject", "value")


@dataclass(frozen=True, eq=False, repr=False)
class Syntax:
    r"""A grammar with finitely many parameters: T templates, L slots for syntax words in each, S words for each slot.

    Attributes
    ----------
    template : shape (T,), the probabilities :math:`\psi_0` of the templates.
    words : shape (T, L, S), the probabilities :math:`\psi_{t,j}` of the words in slot j of template t.
    names : of the L slots.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a row is no distribution.

    Examples
    --------
    >>> syntax = Syntax.town(np.random.default_rng(8))
    >>> syntax
    Syntax of 4 templates, 2 slots of 8 words each: 59 parameters
    >>> [f"{slot} {bits:.2f}" for slot, bits in syntax.entropies().items()]
    ['template 1.37', 'opening 2.33', 'verb 2.68']
    """

    template: np.ndarray
    words: np.ndarray
    names: tuple[str, ...] = ()

    def __post_init__(self):
        template, words = distribution(self.template, "template"), distribution(self.words, "words")
        if template.ndim != 1 or words.ndim != 3 or len(words) != len(template):
            raise ValueError(f"template has shape {template.shape} and words {words.shape}; they must be (T,) and "
                             "(T, L, S) for T templates with L slots of S words.")
        names = self.names or tuple(f"word {j + 1}" for j in range(words.shape[1]))
        if len(names) != words.shape[1] or len({*names, "template", "subject", "value"}) != len(names) + 3:
            raise ValueError(f"names are {names}; give each of the {words.shape[1]} slots one of its own, and none of "
                             "template, subject, value.")
        for name, value in (("template", template), ("words", words), ("names", tuple(names))):
            object.__setattr__(self, name, value)

    @classmethod
    def random(cls, templates: int, slots: int, symbols: int, rng: np.random.Generator, names=()) -> "Syntax":
        """A syntax drawn from the uniform prior: every distribution over words is as likely as every other.

        That is the Dirichlet distribution with all parameters 1, drawn as exponential variables over their sum.
        """
        for name, value in (("templates", templates), ("slots", slots), ("symbols", symbols)):
            if whole(value, name) < 1:
                raise ValueError(f"{name} is 0; a syntax needs at least one.")
        rows = [-np.log1p(-rng.random(shape)) for shape in ((templates,), (templates, slots, symbols))]
        return cls(*(row / row.sum(axis=-1, keepdims=True) for row in rows), names)

    @classmethod
    def town(cls, rng: np.random.Generator) -> "Syntax":
        """A syntax for the phrase book of the town, whose sentences can be read."""
        return cls.random(len(town.PATTERNS), len(town.SLOTS), len(town.OPENINGS), rng, town.SLOTS)

    def __repr__(self):
        t, slots, symbols = self.words.shape
        return f"Syntax of {t} templates, {slots} slots of {symbols} words each: {self.n_parameters} parameters"

    @property
    def n_parameters(self) -> int:
        """k, the free parameters: (T − 1) + T L (S − 1)."""
        t, slots, symbols = self.words.shape
        return (t - 1) + t * slots * (symbols - 1)

    def entropies(self) -> dict[str, float]:
        r"""Bits of each syntax slot: :math:`H(\psi_0)`, and :math:`\sum_t \psi_0(t) H(\psi_{t,j})` for the words."""
        words = self.template @ info.entropy(self.words)
        return {"template": info.entropy(self.template), **dict(zip(self.names, words.tolist(), strict=True))}

    def draw(self, n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Templates, shape (n,), and words, shape (n, L), of n sentences."""
        template = np.searchsorted(np.cumsum(self.template)[:-1], rng.random(n), side="right")
        return template, np.stack([self._draw_words(template, j, rng.random(n)) for j in range(len(self.names))], 1)

    def _draw_words(self, template: np.ndarray, j: int, u: np.ndarray) -> np.ndarray:
        """One search for all templates: the row of template t lies, as ends of intervals, between t and t + 1."""
        ends = np.cumsum(self.words[:, j], axis=-1)
        ends[:, -1] = 1.0
        row = np.arange(len(ends))[:, None]
        found = np.searchsorted((ends + row).ravel(), u + template, side="right") - template * ends.shape[1]
        return np.minimum(found, ends.shape[1] - 1)  # u + template can round up to the next row


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """Sentences, as arrays of whole numbers.

    Attributes
    ----------
    world, syntax : what they were drawn from.
    template : shape (N,).
    words : shape (N, L), the syntax words.
    facts : shape (N,), the subject of each sentence, which is the number of its fact.
    values : shape (N,), what the sentence says about it.

    Examples
    --------
    >>> rng = np.random.default_rng(8)
    >>> corpus = Corpus.draw(World.zipf(1000, 0.5, 64, rng), Syntax.town(rng), 100_000, rng)
    >>> corpus
    Corpus of 100,000 sentences about 381 facts
    >>> corpus.text(5)
    'It is said that Doris Mouse, a potter, stays in São Paulo.'
    >>> f"{corpus.bits('subject').mean():.2f} {corpus.world.popularity.entropy():.2f}"
    '2.35 2.35'
    """

    world: World
    syntax: Syntax
    template: np.ndarray
    words: np.ndarray
    facts: np.ndarray
    values: np.ndarray

    @classmethod
    def draw(cls, world: World, syntax: Syntax, n: int, rng: np.random.Generator) -> "Corpus":
        """n independent sentences: facts by their popularity, templates and words by the syntax.

        Raises
        ------
        ValueError
            If n is not a whole number from 1.
        """
        if whole(n, "n") < 1:
            raise ValueError("an empty corpus has nothing to say: draw at least 1 sentence.")
        facts = world.popularity.draw(int(n), rng)
        return cls(world, syntax, *syntax.draw(int(n), rng), facts, world.values(facts))

    def __len__(self):
        return len(self.facts)

    def __getitem__(self, which: slice) -> "Corpus":
        """The corpus of these sentences, such as ``corpus[:1000]``; a slice or an array of indices."""
        arrays = [a[which] for a in (self.template, self.words, self.facts, self.values)]
        if arrays[0].ndim != 1 or not len(arrays[0]):
            raise ValueError(f"{which!r} leaves no corpus; give a slice with at least one of {len(self)} sentences.")
        return Corpus(self.world, self.syntax, *arrays)

    def __repr__(self):
        return f"Corpus of {len(self):,} sentences about {len(np.unique(self.facts)):,} facts"

    @property
    def kinds(self) -> dict[str, str]:
        """The slots of every sentence, in the order in which they are chosen, and their kinds."""
        return {"template": "syntax", **dict.fromkeys(self.syntax.names, "syntax"), "subject": "subject",
                "value": "value"}

    def slot(self, name: str) -> np.ndarray:
        """What stands in one slot, shape (N,)."""
        self._refuse_unknown(name)
        arrays = {"template": self.template, "subject": self.facts, "value": self.values}
        return arrays[name] if name in arrays else self.words[:, self.syntax.names.index(name)]

    def first_met(self) -> np.ndarray:
        """Whether a sentence is the first about its fact, shape (N,)."""
        first = np.zeros(len(self), dtype=bool)
        first[np.unique(self.facts, return_index=True)[1]] = True
        return first

    def bits(self, name: str, world_known: bool = True) -> np.ndarray:
        r"""Surprise of what stands in a slot, given the slots chosen before it, shape (N,).

        The reader knows syntax and popularities. The value costs nothing if the world is known, too; otherwise
        :math:`\log_2 V` in the first sentence about its fact, and nothing afterwards.

        Raises
        ------
        ValueError
            If there is no such slot, or a subject's probability is hidden (Pitman–Yor worlds).
        """
        self._refuse_unknown(name)
        if name == "value":
            return np.zeros(len(self)) if world_known else self.first_met() * self.world.value_bits
        return -np.log2(self._probability(name))

    def _probability(self, name: str) -> np.ndarray:
        if name == "subject":
            return self.world.popularity.probability(self.facts)
        if name == "template":
            return self.syntax.template[self.template]
        j = self.syntax.names.index(name)
        return self.syntax.words[self.template, j, self.words[:, j]]

    def _refuse_unknown(self, name):
        if name not in self.kinds:
            raise ValueError(f"there is no slot {name!r}; a sentence of this corpus has {', '.join(self.kinds)}.")

    def fragments(self, i: int) -> list[tuple[str, str]]:
        """Sentence i in pieces, each with its slot or "fixed", as :func:`skbook.town.fragments` gives them."""
        self._refuse_unreadable(i)
        return town.fragments(*self._sentence(i))

    def text(self, i: int) -> str:
        """Sentence i as a line of text.

        Raises
        ------
        ValueError
            If there is no sentence i, or the syntax is not the town's, or it has no name for the fact or the value.
        """
        self._refuse_unreadable(i)
        return town.sentence(*self._sentence(i))

    def _sentence(self, i: int):
        return self.template[i], tuple(self.words[i]), self.facts[i], self.values[i]

    def _refuse_unreadable(self, i: int):
        if self.syntax.names != town.SLOTS:
            raise ValueError("only the town's phrase book can be read, and this corpus has another syntax: draw it "
                             "with Syntax.town(rng).")
        if not -len(self) <= i < len(self):
            raise ValueError(f"there is no sentence {i}: the corpus has {len(self)}, numbered from 0.")

    def digest(self) -> str:
        """A fingerprint of all slots: equal corpora have equal ones, on every machine."""
        columns = [self.template, *self.words.T, self.facts, self.values]
        return hashlib.sha256(np.stack(columns).astype("<i8").tobytes()).hexdigest()[:16]


def slot_entropies(world: World, syntax: Syntax, met: bool = True) -> dict[str, float]:
    r"""Bits of each slot of one sentence, given the slots chosen before it.

    The reader knows syntax and popularities.

    Parameters
    ----------
    met : whether the reader has met the fact before; then its value is no news. Otherwise it is worth
        :math:`\log_2 V`.

    Examples
    --------
    >>> rng = np.random.default_rng(8)
    >>> {slot: round(bits, 2) for slot, bits in slot_entropies(World.equal(8, 4, rng), Syntax.town(rng)).items()}
    {'template': 1.64, 'opening': 2.69, 'verb': 2.69, 'subject': 3.0, 'value': 0.0}
    """
    return {**syntax.entropies(), "subject": world.popularity.entropy(), "value": 0.0 if met else world.value_bits}


def kind_entropies(world: World, syntax: Syntax, met: bool = True) -> dict[str, float]:
    """The same, summed by kind: syntax, subject, value.

    Examples
    --------
    >>> rng = np.random.default_rng(8)
    >>> kind_entropies(World.equal(8, 4, rng), Syntax.town(rng), met=False)["value"]
    2.0
    """
    slots = slot_entropies(world, syntax, met)
    return {"syntax": math.fsum(syntax.entropies().values()), "subject": slots["subject"], "value": slots["value"]}


def corpus_entropy(world: World, syntax: Syntax, n: int) -> float:
    r"""Bits of n sentences to a reader who knows syntax and popularities, and none of the values.

    .. math:: H(X_{1:n}) = n\,[H_{\mathrm{syntax}} + H(P)] + \mathbb E K_n \log_2 V

    The first part is the entropy given the world; the second, the information that the corpus holds about the world.
    For a Pitman–Yor world both are averages over the hidden popularities, which the reader is taken to know, with facts
    that have names fixed beforehand. A corpus drawn from such a world numbers its facts as they are met, which is
    another labelling and tells less about who is spoken of: of one sentence only its value.

    Examples
    --------
    >>> corpus_entropy(World.equal(2, 2, np.random.default_rng(8)), Syntax([1.0], [[[1.0]]]), 3)
    4.75
    """
    n = whole(n, "n")
    known = kind_entropies(world, syntax)
    return n * math.fsum(known.values()) + world.popularity.expected_met(n) * world.value_bits
