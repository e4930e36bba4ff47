r"""What is made up, counted: the mass not met, the ideal sampler's rate, a bound and its slack, confidence gone wrong.

A sentence that fits the grammar and is false is a *hallucination*. Here are its exact rate for an ideal sampler in a
Pitman–Yor world, the estimate of what was never met from what was met once, a published lower bound with each of its
terms, and how far confidence and truth lie apart. Knows no network; what networks do is measured in
``skbook.experiments``. Serves chapter 14.
"""

import math
from dataclasses import dataclass

import numpy as np

from skbook import learning_laws, pitman_yor
from skbook.calibration import reliability
from skbook.checks import whole
from skbook.popularity import as_power


def good_turing_missing_mass(counts) -> float:
    r"""Good–Turing's estimate, from what was met once, of the probability that the next sentence is about news.

    .. math:: \widehat M_N = \frac{K_{N,1}}{N}, \qquad 0 \le \mathbb E\widehat M_N - \mathbb E M_N \le \frac1N

    Parameters
    ----------
    counts : how often each fact was mentioned, shape (facts,), whole numbers; facts with count 0 change nothing.

    Raises
    ------
    ValueError
        If a count is negative or no whole number, or nothing was mentioned.

    Examples
    --------
    >>> good_turing_missing_mass([3, 1, 1, 0])
    0.4

    Source: Good, Biometrika 40 (1953).
    """
    counts = np.asarray(counts)
    whole = counts.ndim == 1 and counts.dtype.kind in "iuf" and np.isfinite(counts).all()
    if not whole or (counts != np.floor(counts)).any() or (counts < 0).any():
        raise ValueError("counts must be a list of whole numbers from 0, how often each fact was mentioned; give "
                         "counts, not shares.")
    if not counts.sum():
        raise ValueError("no fact was mentioned; Good–Turing needs at least one sentence.")
    return float((counts == 1).sum() / counts.sum())


def expected_calibration_error(confidence, correct, n_bins: int = 10) -> float:
    r"""How far confidence and frequency lie apart, on average over forecasts: one number for a reliability diagram.

    .. math:: \mathrm{ECE} = \sum_b \frac{n_b}{n}\, \bigl| \bar c_b - f_b \bigr|

    with the mean confidence and the frequency of right answers of the forecasts in each bin of equal width.

    Parameters
    ----------
    confidence, correct, n_bins : as for :func:`skbook.calibration.reliability`; bins without a forecast do not count.

    Raises
    ------
    ValueError
        If there is no forecast, a confidence is outside [0, 1], an outcome is not 0 or 1, or shapes differ.

    Examples
    --------
    >>> round(expected_calibration_error([0.5, 0.5, 1.0, 1.0], [1, 0, 1, 0]), 3)
    0.25
    """
    table = reliability(confidence, correct, n_bins)
    return float(table.count @ np.abs(table.confidence - table.frequency) / table.count.sum())


def ideal_false_rate(n: int, discount: float, concentration: float, n_values: int) -> float:
    r"""The probability that a sentence which the ideal learner makes up after n sentences is false.

    .. math:: \Pr(\text{false}) = \Bigl(1 - \frac1V\Bigr)\, \mathbb E\,\frac{\theta + d K_N}{\theta + N}

    Parameters
    ----------
    n : N, sentences read, from 0.
    discount, concentration : d and θ of the world.
    n_values : V, from 1; values are even and independent of each other and of popularity.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> ideal_false_rate(0, 0.5, 1.0, 2), round(ideal_false_rate(10_000, 0.5, 1.0, 64), 5)
    (0.5, 0.01111)
    """
    tables = pitman_yor.expected_tables(n, discount, concentration)
    return (1 - 1 / _values(n_values)) * pitman_yor.new_table_probability(n, tables, discount, concentration)


def made_up(facts, discount: float, concentration: float, n_values: int, size: int, rng: np.random.Generator,
            temperature: float = 1.0) -> np.ndarray:
    r"""Which of the sentences are false that the ideal learner says after a corpus.

    It picks a fact that it met with probability :math:`\frac{n_j - d}{\theta + N}`, and says its value; or somebody new
    with :math:`\frac{\theta + dK}{\theta + N}`, and guesses a value.

    Parameters
    ----------
    facts : of the corpus, shape (N,), numbered as they are first met.
    discount, concentration, n_values : of the world.
    size : sentences to say, independently of each other.
    temperature : 1 is the forecast itself; below, likely choices become likelier: :math:`q^{1/T}` over its sum, where
        "somebody new" is one choice.

    Returns
    -------
    shape (size,), true where a sentence is false.

    Raises
    ------
    ValueError
        If a parameter is out of range, or facts are no whole numbers.

    Examples
    --------
    >>> made_up([0, 0, 1, 0], 0.5, 1.0, 64, 4, np.random.default_rng(0)).tolist()
    [True, False, False, False]
    """
    chances = _choices(facts, discount, concentration, temperature)
    who = rng.choice(len(chances), whole(size, "size"), p=chances)
    values, guesses = rng.integers(0, _values(n_values), (2, len(who)))
    return (who == len(chances) - 1) & (values != guesses)


def false_rate(facts, discount: float, concentration: float, n_values: int, temperature: float = 1.0) -> float:
    r"""The probability that a sentence is false that the ideal learner says after this corpus, at any temperature.

    .. math:: \Bigl(1 - \frac1V\Bigr)\, \frac{q_{\text{new}}^{1/T}}{\sum_j q_j^{1/T} + q_{\text{new}}^{1/T}}, \qquad
              q_j = \frac{n_j - d}{\theta + N}, \quad q_{\text{new}} = \frac{\theta + dK}{\theta + N}

    Parameters
    ----------
    facts, discount, concentration, n_values, temperature : as for :func:`made_up`.

    Raises
    ------
    ValueError
        If a parameter is out of range, or facts are no whole numbers.

    Examples
    --------
    >>> round(false_rate([0], 0.5, 1.0, 2), 3)
    0.375
    """
    return (1 - 1 / _values(n_values)) * float(_choices(facts, discount, concentration, temperature)[-1])


def _choices(facts, discount: float, concentration: float, temperature: float) -> np.ndarray:
    """The chance of each fact of a corpus to be spoken of, and last that of somebody new."""
    if not 0 < temperature < math.inf:
        raise ValueError(f"temperature is {temperature!r}; give a number above 0, 1 for the forecast itself.")
    facts = np.asarray(facts)
    if facts.size and (facts.dtype.kind not in "iu" or facts.min() < 0):
        raise ValueError("a corpus is a list of numbers of facts: whole numbers from 0, one for each sentence.")
    counts = np.bincount(facts.astype(int))
    chances = pitman_yor.seating_probabilities(counts, discount, concentration)
    cooled = (chances / chances.max()) ** (1 / temperature)  # the likeliest is 1, however cold it is
    return cooled / cooled.sum()


@dataclass(frozen=True)
class KalaiVempala:
    """A lower bound on the share of made-up sentences, term by term; ``value`` is what is left, often below 0.

    Attributes
    ----------
    singletons : share of the corpus about facts that it mentions once.
    miscalibration : how far the speaker's distribution over sentences lies from that of the world, within sets of
        sentences to which the speaker gives one probability.
    ratio : slack for the true sentences among those that a reader of the corpus cannot tell apart, times 3/δ.
    root : slack for the luck of one corpus.
    """

    singletons: float
    miscalibration: float
    ratio: float
    root: float

    @property
    def value(self) -> float:
        return self.singletons - self.miscalibration - self.ratio - self.root


def kalai_vempala(singletons: float, n: int, n_values: float, delta: float = 0.1,
                  miscalibration: float = 0.0) -> KalaiVempala:
    r"""The bound of Kalai and Vempala, as it is commonly quoted, every term apart.

    .. math:: \Pr(\text{false}) \ge \frac{K_{N,1}}N - \mathrm{Mis} - \frac{3e^{-m}}{\delta} -
              \sqrt{\frac{6 \ln(6/\delta)}{N}} \quad \text{with probability } 1 - \delta

    where each true sentence has at least :math:`e^m` false ones (here that is V − 1), and facts that the corpus lacks
    look about alike to one who has read it. The constants are quoted, not derived here.

    Parameters
    ----------
    singletons : share of the corpus that is about facts mentioned once, in [0, 1].
    n : N, sentences, from 1.
    n_values : V, from 2; ``inf`` drops the term.
    delta : probability that the bound may fail, in (0, 1).
    miscalibration : in [0, 1], 0 for a speaker whose sentences come as often as those of the world. One who repeats
        its corpus has about ``singletons``.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> bound = kalai_vempala(0.03, 3000, 64)
    >>> round(bound.ratio, 3), round(bound.root, 3), round(bound.value, 2)
    (0.476, 0.09, -0.54)

    Source: Kalai and Vempala, Calibrated language models must hallucinate, STOC 2024.
    """
    for name, share in (("singletons", singletons), ("miscalibration", miscalibration)):
        if not 0 <= share <= 1:
            raise ValueError(f"{name} is {share!r}; it is a share, from 0 to 1.")
    if not 0 < delta < 1:
        raise ValueError(f"delta is {delta!r}; it is a probability between 0 and 1.")
    if whole(n, "n") < 1 or not n_values >= 2:
        raise ValueError(f"n is {n} and n_values {n_values}; the bound needs a sentence and two values.")
    return KalaiVempala(float(singletons), float(miscalibration), 3 / (delta * (n_values - 1)),
                        math.sqrt(6 * math.log(6 / delta) / n))


def kalai_vempala_speaks_from(discount: float, delta: float = 0.1) -> float:
    r"""From how many sentences on the bound is above 0 if every fact has endlessly many values: Zipf's law, d given.

    .. math:: A\,N^{-(1-d)} > \sqrt{6 \ln(6/\delta)}\; N^{-1/2}, \qquad A = d\,\Gamma(1-d)\,c^d

    With :math:`d \le \frac12` that is never (there A < 1 is less than the root's constant): ``inf``; so it is where the
    number is beyond the largest float.

    Raises
    ------
    ValueError
        If d is outside (0, 1) or delta is.

    Examples
    --------
    >>> f"{kalai_vempala_speaks_from(0.6):.1e}", kalai_vempala_speaks_from(0.5)
    ('4.7e+07', inf)
    """
    d, _ = as_power(discount)
    root = kalai_vempala(0, 1, math.inf, delta).root
    level = learning_laws.missing_mass_law(1, d, learning_laws.zipf_scale(d))
    if d <= 0.5:
        return math.inf
    nats = math.log(root / level) / (d - 0.5)
    return math.exp(nats) if nats < 709 else math.inf


def _values(n_values) -> int:
    if whole(n_values, "n_values") < 1:
        raise ValueError("n_values is 0, but a fact needs at least one value that it can have.")
    return int(n_values)
