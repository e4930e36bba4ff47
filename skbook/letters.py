"""Text as letters, and models that forecast the next letter from the last few.

Knows the 27-letter alphabet (a to z and the space), how to bring any text into it, how to count which letter follows
which context, and how to turn counts into forecasts. A forecast is 27 positive integers that sum to 2¹⁶, made with
integer arithmetic alone: it is the same on every machine, so coder, decoder and browser agree to the bit.
Does not know words, sentences or meaning; words are counted in :mod:`skbook.lexical`.
Serves the chapter *Entropy and coding*.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

ALPHABET = " abcdefghijklmnopqrstuvwxyz"
TOTAL_BITS = 16
TOTAL = 1 << TOTAL_BITS  # of every forecast: a letter of frequency f costs 16 − log2 f bits
FRACTION_BITS = 20  # of a logarithm in fixed point
_INDEX = {letter: i for i, letter in enumerate(ALPHABET)}
_LOWER = {i: i + 32 for i in range(ord("A"), ord("Z") + 1)}


def letters(text: str) -> str:
    """Bring a text into the 27-letter alphabet: a–z and single spaces.

    A–Z become small; every run of other characters (digits, stops, accented letters, line ends, spaces) becomes one
    space; spaces at the two ends are dropped. Nothing else is changed, so ``letters(letters(t)) == letters(t)``.

    Raises
    ------
    ValueError
        If ``text`` is not a string.

    Examples
    --------
    >>> letters("It is a truth, universally acknowledged: 'Café No. 7'!")
    'it is a truth universally acknowledged caf no'
    """
    if not isinstance(text, str):
        raise ValueError(f"letters() expects a string, got {type(text).__name__}: decode or join it first.")
    return re.sub("[^a-z]+", " ", text.translate(_LOWER)).strip(" ")


def encode_letters(text: str) -> list[int]:
    """Number the letters of a text: the space is 0, a is 1, …, z is 26.

    Raises
    ------
    ValueError
        If a character is outside the alphabet.

    Examples
    --------
    >>> encode_letters("a bat")
    [1, 0, 2, 1, 20]
    """
    strange = sorted(set(text) - set(ALPHABET))
    if strange:
        raise ValueError(f"character {strange[0]!r} is not in the 27-letter alphabet: pass the text through letters().")
    return [_INDEX[letter] for letter in text]


def apportion(weights: Sequence[int]) -> tuple[int, ...]:
    """Share out 2¹⁶ in proportion to the weights, at least 1 each, by the largest remainder (ties to the first).

    ``f_i = 1 + floor(w_i (2¹⁶ − m) / Σw)``, and the few units left go to the largest remainders.

    Raises
    ------
    ValueError
        If a weight is negative, all are zero, or there are none or too many.

    Examples
    --------
    >>> apportion([3, 1]), sum(apportion([1] * 27))
    ((49152, 16384), 65536)
    """
    spare, whole = TOTAL - len(weights), sum(weights)
    if not weights or spare < 0 or min(weights) < 0 or whole == 0:
        raise ValueError("apportion() expects 1 to 65536 integer weights, none negative and not all zero.")
    shares = [1 + weight * spare // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(weights[i] * spare % whole))
    for i in by_remainder[:TOTAL - sum(shares)]:
        shares[i] += 1
    return tuple(shares)


EVEN = apportion([1] * len(ALPHABET))


def log2_fixed(n: int) -> int:
    """The logarithm of a positive integer in units of 2⁻²⁰ bits, rounded down, by squaring with integers alone.

    Raises
    ------
    ValueError
        If ``n`` is not positive.

    Examples
    --------
    >>> log2_fixed(8) / 2**20, round(log2_fixed(27) / 2**20, 4)
    (3.0, 4.7549)
    """
    if n < 1:
        raise ValueError(f"log2_fixed() expects a positive integer, got {n}.")
    whole = n.bit_length() - 1
    mantissa = (n << 63) >> whole  # n / 2**whole in units of 2⁻⁶³, from 1 to 2
    for _ in range(FRACTION_BITS):
        mantissa = (mantissa * mantissa) >> 63
        whole = 2 * whole + (mantissa >> 64)
        mantissa >>= mantissa >> 64
    return whole


def mix(row: Sequence[int], shorter: Sequence[int]) -> tuple[int, ...]:
    """Forecast from a row of counts and a stake: seen letters by their counts, the others share the stake.

    The weight of letter a is ``n(a)`` if it was seen, else ``e f(a) / Σ_unseen f`` with the forecast f of the shorter
    context.

    >>> mix([6, 0, 0, 2], apportion([1, 3, 4]))  # one letter seen six times, a stake of two for the other two
    (49151, 7022, 9363)
    """
    *counts, stake = row
    unseen = sum(f for n, f in zip(counts, shorter, strict=True) if n == 0)
    if not unseen:
        return apportion(counts)
    return apportion([n * unseen if n else stake * f for n, f in zip(counts, shorter, strict=True)])


@dataclass(frozen=True)
class LetterModel:
    """Forecasts of the next letter from the last ``order`` letters, as integers that sum to 2¹⁶.

    After context c, letter a has weight ``n_c(a)``, its count, if it was seen there; the letters not seen share a
    stake e_c, the last number of the row, in proportion to the forecast of the context without its oldest letter.
    :func:`fit_letters` takes for e_c the number of different letters seen after c. An unseen context forecasts like the
    shorter one; below the empty context all letters are equal; the text is taken to follow a space. This is prediction
    by partial matching (Cleary and Witten 1984) with the escape method C of Moffat 1990.

    Attributes
    ----------
    order : letters of context.
    rows : context to 28 integers, the counts of the 27 letters and e_c.

    >>> model = fit_letters("the cat sat on the mat", order=2)
    >>> forecast = model(encode_letters("th"))
    >>> sum(forecast), ALPHABET[forecast.index(max(forecast))]
    (65536, 'e')
    """

    order: int
    rows: Mapping[str, tuple[int, ...]] = field(repr=False)
    _forecasts: dict[str, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __call__(self, prefix: Sequence[int]) -> tuple[int, ...]:
        """Forecast after a prefix of letter numbers: 27 frequencies ≥ 1 with total 2¹⁶."""
        recent = prefix[max(0, len(prefix) - self.order):]
        if not all(0 <= i < len(ALPHABET) for i in recent):
            raise ValueError(f"letters are numbered from 0 to {len(ALPHABET) - 1}; the prefix ends with {recent!r}.")
        return self.forecast("".join(ALPHABET[i] for i in recent))

    def forecast(self, text: str) -> tuple[int, ...]:
        """Forecast after a text; only its last ``order`` letters matter."""
        return self.after(context_of(text, self.order))

    def after(self, context: str) -> tuple[int, ...]:
        """Forecast from exactly these letters of context, whatever stood before them."""
        if context not in self._forecasts:
            self._forecasts[context] = self._mix(context)
        return self._forecasts[context]

    def _mix(self, context: str) -> tuple[int, ...]:
        shorter = self.after(context[1:]) if context else EVEN
        if context not in self.rows:
            return shorter
        return mix(self.rows[context], shorter)


def context_of(text: str, order: int) -> str:
    """The last ``order`` letters of a text that follows a space (so the start of a text is the start of a word).

    >>> context_of("banana", 3), context_of("b", 3), context_of("", 3)
    ('ana', ' b', ' ')
    """
    return (" " + text)[-order:] if order else ""


def fit_letters(text: str, order: int) -> LetterModel:
    """Count which letter follows which context of up to ``order`` letters.

    Raises
    ------
    ValueError
        If the text is empty or has characters outside the alphabet, or the order is not a whole number from 0 to 12.

    Examples
    --------
    >>> fit_letters("abracadabra", order=1).rows["a"][encode_letters("b")[0]]
    2
    """
    if isinstance(order, bool) or not isinstance(order, int) or not 0 <= order <= 12:
        raise ValueError(f"order must be a whole number of letters from 0 to 12, got {order!r}.")
    if not text:
        raise ValueError("cannot fit letters to an empty text: give it at least one letter.")
    numbers = np.array(encode_letters(" " + text))
    rows: dict[str, tuple[int, ...]] = {}
    for k in range(min(order, len(text)) + 1):
        rows.update(_count_rows(numbers if k else numbers[1:], k))
    return LetterModel(order, rows)


def _count_rows(numbers: np.ndarray, k: int) -> Iterable[tuple[str, tuple[int, ...]]]:
    """Rows of all contexts of k letters; a context with its next letter is one number to base 27."""
    base = len(ALPHABET)
    windows = sum(numbers[j:len(numbers) - k + j].astype(np.int64) * base**(k - j) for j in range(k + 1))
    found, times = np.unique(windows, return_counts=True)
    contexts, at = np.unique(found // base, return_inverse=True)
    counts = np.zeros((len(contexts), base), dtype=np.int64)
    counts[at, found % base] = times
    for context, row in zip(contexts.tolist(), counts.tolist(), strict=True):
        spelt = "".join(ALPHABET[context // base**j % base] for j in reversed(range(k)))
        yield spelt, (*row, sum(n > 0 for n in row))


def guess_ranks(model: LetterModel, text: str) -> np.ndarray:
    """Play Shannon's guessing game: how many guesses the model needs for each letter of the text.

    It guesses in order of its forecast, ties in the order of the alphabet; ``rank = 1`` is a first guess that is right.
    Source: Shannon 1951.

    Returns
    -------
    array of whole numbers from 1 to 27, one a letter.

    >>> guess_ranks(fit_letters("abababab", order=1), "abba").tolist()
    [1, 1, 2, 1]
    """
    guesses: dict[str, list[int]] = {}
    ranks = []
    for t, letter in enumerate(encode_letters(text)):
        recent = text[max(0, t - model.order):t]
        if recent not in guesses:
            forecast = model.forecast(recent)
            guesses[recent] = sorted(range(len(forecast)), key=[-f for f in forecast].__getitem__)
        ranks.append(1 + guesses[recent].index(letter))
    return np.array(ranks, dtype=int)


def letter_bits(model: LetterModel, text: str) -> np.ndarray:
    """What each letter of the text costs under the model: ``log2(2¹⁶ / f)`` bits.

    >>> letter_bits(fit_letters("abababab", order=1), "ab").round(2).tolist()
    [1.0, 0.32]
    """
    costs = TOTAL_BITS - np.log2(np.arange(1, TOTAL + 1))  # of the frequencies 1, 2, …
    numbers = encode_letters(text)
    return np.array([costs[model(numbers[max(0, t - model.order):t])[x] - 1] for t, x in enumerate(numbers)])
