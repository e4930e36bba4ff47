r"""Two word models that mix long contexts with short ones: interpolated Kneser–Ney, and plain interpolation.

Both forecast the next word from up to two words before it and hand the rest of the probability to the model with one
word of context less; below the model without context stands one that spells, so that no word is impossible. They differ
in two things only: how much is handed down, and what the shorter models count. Kneser–Ney is the Pitman–Yor restaurant
of :mod:`skbook.pitman_yor` with θ = 0, one restaurant for each context, and one table for each word in it. Knows words
as strings; where they come from is not its matter. Serves chapter 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WORD_BITS = 21  # of a word's number: three of them fit into one int64
LETTER_BITS = 5  # of the spelling model: up to 31 letters (accents, the apostrophe), and the end of the word
MAX_ORDER = 3


@dataclass(frozen=True)
class Level:
    """What was counted after contexts of one length. N-grams and contexts are sorted integer codes.

    ``discount`` or ``weight`` is set: the first for Kneser–Ney, the second for plain interpolation.
    """

    ngrams: np.ndarray  # code of context and word
    counts: np.ndarray  # of each n-gram
    contexts: np.ndarray
    totals: np.ndarray  # customers in the restaurant of each context
    types: np.ndarray  # tables: different words after each context
    discount: float | None = None
    weight: float | None = None

    def shares(self, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each n-gram: its share here, and the part of the probability that goes to the shorter context.

        A context that was never seen has no opinion and hands down everything.
        """
        at, known = _find(self.contexts, codes >> WORD_BITS)
        total = np.where(known, self.totals[at], 1)
        place, seen = _find(self.ngrams, codes)
        count = np.where(seen, self.counts[place], 0)
        if self.weight is not None:
            own, rest = self.weight * count / total, 1 - self.weight
        else:
            own, rest = np.maximum(count - self.discount, 0) / total, self.discount * self.types[at] / total
        return np.where(known, own, 0.0), np.where(known, rest, 1.0)


@dataclass(frozen=True)
class WordModel:
    """Forecasts of words: the levels from no context to the longest, and the numbers of the words that were counted."""

    levels: tuple[Level, ...]
    numbers: dict[str, int]

    @property
    def order(self) -> int:
        """Words in the longest n-gram."""
        return len(self.levels)

    def __repr__(self):
        return f"WordModel(order {self.order}, {len(self.numbers):,} words)"

    def probabilities(self, words: Sequence[str]) -> np.ndarray:
        r"""What each word had been given, from the third on in a model of three words (the first ones are context).

        .. math:: q_k(x \mid u) = \text{share}_k(x \mid u) + \text{rest}_k(u)\, q_{k-1}(x \mid u'), \qquad
                  q_{-1}(x) = 2^{-5\,(\text{letters of } x + 1)}

        Parameters
        ----------
        words : n strings, in order. Those that were never counted are spelt.

        Returns
        -------
        shape (n − order + 1,), all above 0.

        Raises
        ------
        ValueError
            If there are fewer words than the order.

        Examples
        --------
        >>> model = fit_kneser_ney("a b a b a c a b".split(), order=2)
        >>> model.probabilities(["a", "b"]) > model.probabilities(["a", "c"])
        array([ True])
        """
        ids = _numbered(_checked(words, self.order), self.numbers)
        q = spelling_probability(words[self.order - 1:])
        for k, level in enumerate(self.levels):
            own, rest = level.shares(_codes(ids[self.order - 1 - k:], k + 1))
            q = own + rest * q
        return q

    def bits(self, words: Sequence[str]) -> np.ndarray:
        """What each word costs, in bits; parameters and errors as for :meth:`probabilities`."""
        return -np.log2(self.probabilities(words))


def fit_kneser_ney(words: Sequence[str], order: int = 3, continuation: bool = True) -> WordModel:
    r"""Interpolated Kneser–Ney.

    .. math:: \text{share}_k(x \mid u) = \frac{\max(n_{ux} - d_k, 0)}{n_u}, \qquad
              \text{rest}_k(u) = \frac{d_k K_u}{n_u}, \qquad d_k = \frac{N_1}{N_1 + 2 N_2}

    with n_u customers at K_u tables after context u, and N₁, N₂ n-grams seen once and twice.

    Parameters
    ----------
    words : the text, n strings.
    order : 1, 2 or 3 words in the longest n-gram.
    continuation : a shorter context counts its customers as the restaurants below it send them: one for each different
        word that stood in front. ``False``: it counts the text, as the longest one does.

    Raises
    ------
    ValueError
        If the order is not 1, 2 or 3, the text is shorter, or no n-gram came once or none twice, so that there is no
        discount.

    Examples
    --------
    >>> fit_kneser_ney("to be or not to be that is the question that is".split(), order=2)
    WordModel(order 2, 8 words)

    Source: Kneser and Ney, ICASSP (1995); Chen and Goodman, Computer Speech and Language 13 (1999), for interpolating.
    """
    numbers, ngrams = _count(words, order)
    levels = []
    for k, (codes, counts) in enumerate(ngrams):
        if continuation and k + 1 < order:
            followed = ngrams[k + 1][0]  # every different n-gram one word longer sends one customer
            codes, counts = np.unique(followed & ((1 << WORD_BITS * (k + 1)) - 1), return_counts=True)
        levels.append(_level(codes, counts, discount=_discount(counts, k + 1)))
    return WordModel(tuple(levels), numbers)


def fit_plain(words: Sequence[str], held_out: Sequence[str], order: int = 3) -> WordModel:
    r"""Plain interpolation: frequencies after each context, mixed with weights that do best on a held-out text.

    .. math:: \text{share}_k(x \mid u) = \lambda_k\, \frac{n_{ux}}{n_u}, \qquad \text{rest}_k(u) = 1 - \lambda_k

    Parameters
    ----------
    words, held_out : two texts; the first is counted, the second chooses the weights.
    order : 1, 2 or 3 words in the longest n-gram.

    Raises
    ------
    ValueError
        If the order is not 1, 2 or 3, or a text is shorter.

    Examples
    --------
    >>> model = fit_plain("a b a b a c a b".split(), "a b a b".split(), order=2)
    >>> round(model.levels[1].weight, 3)
    1.0

    Source: Jelinek and Mercer (1980); the weights by expectation and maximisation.
    """
    numbers, ngrams = _count(words, order)
    levels = [_level(*counted, weight=1.0) for counted in ngrams]
    ids = _numbered(_checked(held_out, order), numbers)
    shares = [level.shares(_codes(ids[order - 1 - k:], k + 1)) for k, level in enumerate(levels)]
    weights = _best_weights(np.array([own for own, _ in shares]), np.array([rest < 1 for _, rest in shares]),
                            spelling_probability(held_out[order - 1:]))
    levels = [_level(*counted, weight=float(weight)) for counted, weight in zip(ngrams, weights, strict=True)]
    return WordModel(tuple(levels), numbers)


def spelling_probability(words: Sequence[str]) -> np.ndarray:
    """Each word spelt at five bits a letter, and five more for its end.

    Over all strings of 31 letters this sums to 1.

    Examples
    --------
    >>> (1 / spelling_probability(["a"])).round()
    array([1024.])
    """
    return 2.0 ** (-LETTER_BITS * (np.array([len(word) for word in words]) + 1.0))


def _best_weights(own: np.ndarray, known: np.ndarray, spelt: np.ndarray, rounds: int = 60) -> np.ndarray:
    """Weights of the levels that make the held-out words likeliest; own and known have shape (levels, words).

    Each word chose one level to come from, going down from the longest. Its choice is guessed from the present weights,
    then the weights from the guessed choices: the likelihood never falls, and it has one top.
    """
    weights = np.full(len(own), 0.5)
    for _ in range(rounds):
        below = [spelt]  # probability of the word from the levels under each
        for k, weight in enumerate(weights):
            mixed = weight * own[k] + (1 - weight) * below[-1]
            below.append(np.where(known[k], mixed, below[-1]))
        arrived = np.ones(len(spelt))  # how surely the choice came down to this level
        for k in reversed(range(len(own))):
            stopped = np.where(known[k], weights[k] * own[k] / below[k + 1], 0.0)
            weights[k] = (arrived * stopped)[known[k]].sum() / max(arrived[known[k]].sum(), 1e-300)
            arrived = arrived * (1 - stopped)
    return weights


def _count(words: Sequence[str], order: int) -> tuple[dict[str, int], list[tuple[np.ndarray, np.ndarray]]]:
    """Numbers of the words, and for each length the n-grams with their counts."""
    if isinstance(order, bool) or order not in range(1, MAX_ORDER + 1):
        raise ValueError(f"order is {order!r}; it must be 1, 2 or {MAX_ORDER} words.")
    numbers = {word: i for i, word in enumerate(dict.fromkeys(_checked(words, order)))}
    if len(numbers) >= 1 << WORD_BITS:
        raise ValueError(f"{len(numbers):,} different words, but numbers of {WORD_BITS} bits are kept: cut the text.")
    ids = _numbered(words, numbers)
    return numbers, [np.unique(_codes(ids, k + 1), return_counts=True) for k in range(order)]


def _checked(words: Sequence[str], order: int) -> Sequence[str]:
    if isinstance(words, str) or len(words) < order:
        raise ValueError(f"words must be a list of at least {order} strings, one for each word; "
                         "split the text first.")
    return words


def _numbered(words: Sequence[str], numbers: dict[str, int]) -> np.ndarray:
    """Words as numbers; all that were never counted share one more."""
    return np.fromiter((numbers.get(word, len(numbers)) for word in words), dtype=np.int64, count=len(words))


def _codes(ids: np.ndarray, length: int) -> np.ndarray:
    """All runs of ``length`` words, each as one integer."""
    n = len(ids) - length + 1
    code = np.zeros(n, dtype=np.int64)
    for j in range(length):
        code = code << WORD_BITS | ids[j:j + n]
    return code


def _level(codes: np.ndarray, counts: np.ndarray, **rule) -> Level:
    contexts, first, types = np.unique(codes >> WORD_BITS, return_index=True, return_counts=True)
    return Level(codes, counts, contexts, np.add.reduceat(counts, first), types, **rule)


def _discount(counts: np.ndarray, length: int) -> float:
    once, twice = (counts == 1).sum(), (counts == 2).sum()
    if not (once and twice):
        raise ValueError(f"{once} n-grams of {length} words came once and {twice} twice; the discount needs both: "
                         "take a longer text.")
    return float(once / (once + 2 * twice))


def _find(sorted_codes: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each code stands, and whether it is there at all."""
    at = np.minimum(np.searchsorted(sorted_codes, codes), len(sorted_codes) - 1)
    return at, sorted_codes[at] == codes
