r"""Sentences of a corpus as rows of tokens for :class:`skbook.nn.gpt.GPT`, and facts with names of two tokens.

A name is a pair of tokens, drawn without repetition, so that neither token alone says who is meant and no name tells
how popular its fact is. A sentence is the template, the two tokens of the name, all syntax words but the last, the
value, and the last word:

.. math:: x = (t,\; \nu_1(z),\; \nu_2(z),\; w_1, \dots, w_{L-1},\; a_z,\; w_L)

Every slot has tokens of its own. "A row begins" is no token: the network supplies it. Knows no network but its shape.
Serves chapters 10 to 13, and every chapter that trains a transformer on the town.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from skbook.nn.gpt import Config
from skbook.checks import whole
from skbook.syntax_knowledge import Corpus, Syntax
from skbook.world import World


def draw_names(n_facts: int, rng: np.random.Generator, side: int | None = None) -> np.ndarray:
    r"""A name for each fact: two tokens below ``side``, no pair twice, every assignment equally likely.

    Parameters
    ----------
    n_facts : M.
    side : tokens to choose from in each of the two places, by default the fewest that do, :math:`\lceil\sqrt M\rceil`.

    Returns
    -------
    shape (M, 2).

    Raises
    ------
    ValueError
        If there are fewer than M pairs.

    Examples
    --------
    >>> draw_names(4, np.random.default_rng(0)).tolist()
    [[1, 0], [0, 0], [0, 1], [1, 1]]
    """
    n_facts = whole(n_facts, "n_facts")
    side = math.isqrt(max(n_facts - 1, 0)) + 1 if side is None else whole(side, "side")
    if side**2 < n_facts:
        raise ValueError(f"{side} tokens in each place make {side**2} names, too few for {n_facts} facts: let side be "
                         f"at least {math.isqrt(n_facts - 1) + 1}.")
    return np.stack(np.divmod(rng.permutation(side**2)[:n_facts], side), axis=1)


@dataclass(frozen=True, eq=False, repr=False)
class Spelling:
    """Which tokens stand for what, and where.

    Attributes
    ----------
    world : with finitely many facts.
    syntax : its template and words are tokens of their own, one range for each slot.
    names : shape (M, 2), from :func:`draw_names`.

    Raises
    ------
    ValueError
        If the world has no end, or the names do not fit its facts.

    Examples
    --------
    >>> rng = np.random.default_rng(10)
    >>> world, syntax = World.zipf(4096, 0.5, 64, rng), Syntax.random(8, 3, 8, rng)
    >>> spelling = Spelling(world, syntax, draw_names(4096, rng))
    >>> spelling
    Spelling of 7 tokens a sentence, from 224
    >>> spelling.kinds
    ('syntax', 'subject', 'subject', 'syntax', 'syntax', 'value', 'syntax')
    >>> spelling.rows(Corpus.draw(world, syntax, 2, rng)).shape
    (2, 7)
    """

    world: World
    syntax: Syntax
    names: np.ndarray
    ends: np.ndarray = field(init=False)  # shape (L + 5,): the tokens of place j are those from ends[j] to ends[j + 1]

    def __post_init__(self):
        names = np.asarray(self.names)
        if self.world.n_facts == math.inf or names.shape != (self.world.n_facts, 2):
            raise ValueError(f"names have shape {names.shape} for {self.world.n_facts} facts; a spelling needs a world "
                             "with finitely many facts, such as World.zipf, and two tokens for each.")
        if names.dtype.kind not in "iu" or names.min() < 0 or len(np.unique(names, axis=0)) < len(names):
            raise ValueError("names must be pairs of whole numbers from 0, and no pair may stand for two facts.")
        side = int(names.max()) + 1
        templates, slots, symbols = self.syntax.words.shape
        sizes = [templates, side, side, *[symbols] * (slots - 1), self.world.n_values, symbols]
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "ends", np.cumsum([0, *sizes]))

    def __repr__(self):
        return f"Spelling of {len(self.kinds)} tokens a sentence, from {self.alphabet}"

    @property
    def alphabet(self) -> int:
        return int(self.ends[-1])

    @property
    def kinds(self) -> tuple[str, ...]:
        """What each place of a row is: syntax, subject or value, as in ``skbook.syntax_knowledge.KINDS``."""
        words = ("syntax",) * (len(self.syntax.names) - 1)
        return ("syntax", "subject", "subject", *words, "value", "syntax")

    @property
    def value_at(self) -> int:
        """The place of the value in a row."""
        return self.kinds.index("value")

    @property
    def value_tokens(self) -> slice:
        """The tokens that are values, value 0 first."""
        return slice(*self.ends[self.value_at:self.value_at + 2].tolist())

    def config(self, width: int = 32, layers: int = 2, heads: int = 2) -> Config:
        """The shape of a transformer for these rows."""
        return Config(self.alphabet, len(self.kinds), width, layers, heads)

    def rows(self, corpus: Corpus) -> np.ndarray:
        """The sentences of a corpus, shape (N, L + 4), whole numbers below ``alphabet``.

        Raises
        ------
        ValueError
            If the corpus was drawn from another world or syntax.
        """
        if corpus.world is not self.world or corpus.syntax is not self.syntax:
            raise ValueError("the corpus has another world or another syntax than this spelling: build the Spelling "
                             "from the same objects.")
        return self._row(corpus.template, corpus.words, corpus.facts, corpus.values)

    def questions(self, rng: np.random.Generator) -> np.ndarray:
        """One sentence about every fact, rare ones too, its syntax drawn: shape (M, L + 4), fact i in row i."""
        facts = np.arange(self.world.n_facts)
        return self._row(*self.syntax.draw(len(facts), rng), facts, self.world.values(facts))

    def _row(self, template, words, facts, values) -> np.ndarray:
        columns = [template, *self.names[facts].T, *words.T[:-1], values, words[:, -1]]
        return np.stack(columns, axis=1) + self.ends[:-1]
