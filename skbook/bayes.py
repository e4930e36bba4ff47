r"""The ideal learner: what each slot of each sentence costs it, and what of that is redundancy.

It reads a corpus of :mod:`skbook.syntax_knowledge` from its first sentence to its last, forecasts every slot from the
sentences before, and pays the surprise in **bits**. It knows how corpora are made, down to a discount that it is told,
and none of the other numbers behind this one: neither the words' probabilities, nor the facts' popularity, nor what
any fact says. For syntax and values its forecasts are those of Bayes' rule under the very prior that the world was
drawn from, so nobody does better on average. Serves chapter 9. What its bills ought to be is in
:mod:`skbook.learning_laws`; exact enumeration, in :mod:`skbook.tiny_worlds`.
"""

import math
from dataclasses import dataclass

import numpy as np

from skbook import info
from skbook.lexical import occurrence
from skbook.popularity import as_parameters
from skbook.syntax_knowledge import KINDS, Corpus, Syntax, World
from skbook.world import Fixed

__all__ = ["Corpus", "Learner", "Redundancy", "Syntax", "World", "redundancy", "syntax_redundancy"]


@dataclass(frozen=True)
class Learner:
    r"""The forecasts of every slot, given the n sentences before it.

    .. math:: q(\text{word } x) = \frac{n_x + a}{n + Sa}, \qquad
              q(\text{subject } i) = \frac{n_i - d}{n + \theta} \;\text{ or }\; \frac{\theta + dK}{n + \theta}\cdot
              \frac1{M - K} \text{ if new}, \qquad q(\text{value}) = 1 \;\text{ or }\; \frac1V \text{ if new}

    Word counts are those of its slot in its template. When all M subjects have been met, the others share what is left:
    :math:`q(i) = (n_i - d)/(n - dM)`.

    Attributes
    ----------
    discount, concentration : d and θ, what the learner believes of popularity.
    added : a > 0, added to each count; 1 is Bayes' rule for the uniform prior of ``Syntax.random``.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> Learner(discount=0.5).subject_forecast([2, 0, 0])  # 1.5/3 and (1 + 0.5)/3, shared by two
    array([0.5 , 0.25, 0.25])
    """

    discount: float = 0.5
    concentration: float = 1.0
    added: float = 1.0

    def __post_init__(self):
        as_parameters(self.discount, self.concentration)
        if not 0 < self.added < math.inf:
            raise ValueError(f"added is {self.added!r}; add something above 0 to each count, such as 1, or a word that "
                             "comes for the first time costs infinitely many bits.")

    def word_forecast(self, counts) -> np.ndarray:
        """Forecast of the next word from the counts so far, shape (..., S)."""
        counts = _counts(counts)
        return (counts + self.added) / (counts.sum(axis=-1, keepdims=True) + self.added * counts.shape[-1])

    def subject_forecast(self, counts) -> np.ndarray:
        """Forecast of the next subject from how often each of the M was met, shape (M,), whole numbers."""
        counts = _counts(counts)
        if counts.ndim != 1 or (counts % 1).any():
            raise ValueError(f"a subject is met a whole number of times: give counts of shape (M,), got {counts}.")
        n, met, d, theta = counts.sum(), counts > 0, self.discount, self.concentration
        if met.all():
            return (counts - d) / (n - d * len(counts))
        new = (theta + d * met.sum()) / (n + theta) if n else 1.0
        return np.where(met, (counts - d) / (n + theta), new / (len(counts) - met.sum()))

    def bits(self, corpus: Corpus) -> dict[str, np.ndarray]:
        """What each sentence costs the learner, slot by slot: slot to shape (N,), in bits.

        Raises
        ------
        ValueError
            If ``corpus`` is no corpus.

        Examples
        --------
        >>> rng = np.random.default_rng(9)
        >>> corpus = Corpus.draw(World.equal(2, 4, rng), Syntax([1.0], [[[0.5, 0.5]]]), 4, rng)
        >>> corpus.facts, Learner().bits(corpus)["value"]
        (array([0, 1, 1, 1]), array([2., 2., 0., 0.]))
        """
        _refuse_other(corpus)
        t, _, s = corpus.syntax.words.shape
        bits = {"template": self._word_bits(np.zeros(len(corpus), dtype=np.int64), corpus.template, t)}
        for j, name in enumerate(corpus.syntax.names):
            bits[name] = self._word_bits(corpus.template, corpus.words[:, j], s)
        return {**bits, "subject": self._subject_bits(corpus), "value": corpus.bits("value", world_known=False)}

    def _word_bits(self, context: np.ndarray, word: np.ndarray, s: int) -> np.ndarray:
        seen, total = _before(context * s + word), _before(context)
        return np.log2(total + self.added * s) - np.log2(seen + self.added)

    def _subject_bits(self, corpus: Corpus) -> np.ndarray:
        """In an endless world a new name is one of endlessly many, so it costs ``inf``."""
        seen, new, m = _before(corpus.facts), corpus.first_met(), corpus.world.n_facts
        n, k, d = np.arange(len(corpus)), np.cumsum(new) - new, self.discount
        all_met = np.where(k == m, n - d * k, n + self.concentration)
        with np.errstate(divide="ignore", invalid="ignore"):
            chance_new = np.where(n == 0, 1.0, (self.concentration + d * k) / (n + self.concentration)) / (m - k)
            return -np.log2(np.where(new, chance_new, (seen - d) / all_met))


@dataclass(frozen=True, eq=False, repr=False)
class Redundancy:
    """What a learner pays above the entropy of a corpus whose world is known, by kind of slot, in bits.

    Attributes
    ----------
    n : shape (C,), after how many sentences.
    next : kind to shape (C,): what the *next* sentence costs, on average over it (instantaneous; bits a sentence).
    total : kind to shape (C,): what all n sentences so far have cost (bits; of this corpus, so it can be below 0).
    """

    n: np.ndarray
    next: dict[str, np.ndarray]
    total: dict[str, np.ndarray]

    @property
    def average(self) -> dict[str, np.ndarray]:
        """The total divided by n (cumulative; bits a sentence)."""
        return {kind: bits / self.n for kind, bits in self.total.items()}

    def __repr__(self):
        after = ", ".join(f"{kind} {bits[-1]:.3g}" for kind, bits in self.next.items())
        return f"Redundancy after {self.n[-1]:,} sentences, bits a sentence: {after}"


def redundancy(corpus: Corpus, at=None, learner: Learner | None = None) -> Redundancy:
    r"""The ideal learner's redundancy on a corpus, split into syntax, subject and value.

    .. math:: r(N) = \sum_{\text{slots}} \mathbb E\Bigl[\log_2 \frac{P(x_{N+1})}{q(x_{N+1} \mid x_{1:N})}\Bigr], \qquad
              R(N) = \sum_{t \le N} \log_2 \frac{P(x_t)}{q(x_t \mid x_{<t})}

    The expectation is exact: the divergence of the forecast from the true probabilities, not the price of one sentence.
    In a Pitman–Yor world popularity is hidden; the value's expectation is then over what the corpus leaves open,
    :math:`\log_2 V\,(\theta + dK)/(\theta + N)`, and the subject, one of endlessly many names, costs ``inf``.

    Parameters
    ----------
    corpus : a :class:`~skbook.syntax_knowledge.Corpus`.
    at : after how many sentences, increasing, from 1 to N; the powers of 10 and N by default.
    learner : ``Learner()`` by default; its discount concerns the subject alone.

    Raises
    ------
    ValueError
        If ``corpus`` is no corpus, or ``at`` does not increase from 1 to its length.

    Examples
    --------
    >>> rng = np.random.default_rng(9)
    >>> corpus = Corpus.draw(World.zipf(1000, 0.5, 64, rng), Syntax.town(rng), 10_000, rng)
    >>> redundancy(corpus)
    Redundancy after 10,000 sentences, bits a sentence: syntax 0.00441, subject 0.0199, value 0.0364
    >>> redundancy(corpus, at=[100, 1000]).next["value"].round(2)
    array([0.45, 0.15])
    """
    _refuse_other(corpus)
    at, learner = _checkpoints(at, len(corpus)), learner or Learner()
    next_bits = {"syntax": _syntax_next(corpus, at, learner), **_knowledge_next(corpus, at, learner)}
    return Redundancy(at, next_bits, _totals(corpus, at, learner))


def syntax_redundancy(syntax: Syntax, templates, words, learner: Learner | None = None) -> float:
    r"""Bits that the syntax of the next sentence costs above its entropy, from counts alone.

    .. math:: D(\psi_0 \,\|\, q_0) + \sum_t \psi_0(t) \sum_j D(\psi_{t,j} \,\|\, q_{t,j})

    Parameters
    ----------
    syntax : the true probabilities.
    templates : shape (T,), how often each template was met.
    words : shape (T, L, S), how often each word was met in its slot.

    Raises
    ------
    ValueError
        If the counts do not fit the syntax, or are negative.

    Examples
    --------
    >>> round(syntax_redundancy(Syntax([1.0], [[[0.5, 0.5]]]), [3], [[[3, 0]]]), 3)  # forecast 4/5 to 1/5
    0.322
    """
    learner, templates, words = learner or Learner(), _counts(templates), _counts(words)
    if templates.shape != syntax.template.shape or words.shape != syntax.words.shape:
        raise ValueError(f"counts of shape {templates.shape} and {words.shape} do not fit a syntax with templates "
                         f"{syntax.template.shape} and words {syntax.words.shape}; give one count for each.")
    slots = info.kl(syntax.words, learner.word_forecast(words)).sum(axis=1)
    return float(info.kl(syntax.template, learner.word_forecast(templates)) + syntax.template @ slots)


def _syntax_next(corpus: Corpus, at: np.ndarray, learner: Learner) -> np.ndarray:
    t, slots, s = corpus.syntax.words.shape
    place = (corpus.template[:, None] * slots + np.arange(slots)) * s + corpus.words  # (N, L), a number for each count
    templates, words, found, start = np.zeros(t), np.zeros(t * slots * s), [], 0
    for n in at:
        templates = templates + np.bincount(corpus.template[start:n], minlength=t)
        words = words + np.bincount(place[start:n].ravel(), minlength=words.size)
        found.append(syntax_redundancy(corpus.syntax, templates, words.reshape(t, slots, s), learner))
        start = n
    return np.array(found)


def _knowledge_next(corpus: Corpus, at: np.ndarray, learner: Learner) -> dict[str, np.ndarray]:
    popularity, value_bits = corpus.world.popularity, corpus.world.value_bits
    if not isinstance(popularity, Fixed):
        met, d, theta = np.cumsum(corpus.first_met())[at - 1], popularity.discount, popularity.concentration
        return {"subject": np.full(len(at), math.inf), "value": value_bits * (theta + d * met) / (theta + at)}
    counts = [np.bincount(corpus.facts[:n], minlength=popularity.n_facts) for n in at]
    p = popularity.probabilities
    return {"subject": np.array([info.kl(p, learner.subject_forecast(c)) for c in counts]),
            "value": np.array([value_bits * p[c == 0].sum() for c in counts])}


def _totals(corpus: Corpus, at: np.ndarray, learner: Learner) -> dict[str, np.ndarray]:
    """Learner's bits less those of a reader who knows the world, summed up to each checkpoint."""
    paid, excess = learner.bits(corpus), dict.fromkeys(KINDS, 0.0)
    for slot, kind in corpus.kinds.items():
        hidden = slot == "subject" and not isinstance(corpus.world.popularity, Fixed)
        excess[kind] = excess[kind] + (paid[slot] if hidden else paid[slot] - corpus.bits(slot))
    return {kind: np.cumsum(bits)[at - 1] for kind, bits in excess.items()}


def _before(labels: np.ndarray) -> np.ndarray:
    """How often each label has come before, shape (N,). Labels of 16 bits are sorted by radix, four times as fast."""
    return occurrence(labels.astype(np.int16) if labels.max() < 2**15 else labels) - 1


def _checkpoints(at, n: int) -> np.ndarray:
    if at is None:
        at = [10**i for i in range(len(str(n))) if 10**i < n] + [n]
    at = np.asarray(at)
    if at.ndim != 1 or not at.size or at.dtype.kind not in "iu" or at[0] < 1 or at[-1] > n or (np.diff(at) <= 0).any():
        raise ValueError(f"at must be whole numbers that increase, from 1 up to the corpus's {n} sentences; got {at}.")
    return at.astype(np.int64)


def _counts(counts) -> np.ndarray:
    counts = np.asarray(counts)
    if counts.dtype.kind not in "iuf" or not counts.size or not (np.isfinite(counts) & (counts >= 0)).all():
        raise ValueError("counts must be numbers from 0, one for each word or subject; give counts, not probabilities.")
    return counts


def _refuse_other(corpus):
    if not isinstance(corpus, Corpus):
        raise ValueError(f"redundancy is measured on a Corpus, got {type(corpus).__name__}: draw one with "
                         "Corpus.draw(world, syntax, n, rng).")
