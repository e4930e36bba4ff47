r"""How to spend a budget: what data buy, what memory buys, what both buy together, and the best split between them.

The world is the endless one of :mod:`skbook.learning_laws`: fact i is spoken of with probability
:math:`p_i = c\,i^{-1/d}` and says :math:`\log_2 V` bits. The learner has read N sentences and has room for the K most
popular facts, which an oracle names: it answers a question about a fact if that was **seen and stored**. Everything is
in bits a sentence, instantaneous, subject given. Fits to tables of real runs are in :mod:`skbook.chinchilla`. Serves
the chapter *Joint scaling*.

One number decides everything: :math:`\tau = N p_K`, how often the last fact stored is expected to have been seen. Where
it is held fixed, :math:`K = \tau^{-d}\,(cN)^d`: vocabulary, ridge, best size and budget line are each such a line.
"""

import math
from dataclasses import dataclass

import numpy as np

from skbook.chinchilla import Fit, fit_chinchilla
from skbook.learning_laws import missing_mass_law, zipf_scale
from skbook.checks import plain, positive, positives
from skbook.special import upper_gamma

__all__ = ["Fit", "Split", "best_sightings", "compute_optimal", "data_law", "fit_chinchilla", "joint_law",
           "look_up_excess", "mdl_size", "model_law", "ridge_sightings", "size_at"]
FORMS = ("exact", "sum", "max")


def data_law(n, discount: float, value_bits: float = 1.0, scale: float | None = None):
    r"""What N sentences leave unknown, with room for everything.

    .. math:: \log_2 V \cdot d\,\Gamma(1-d)\,c^d\,N^{-(1-d)}

    Parameters
    ----------
    n : number of sentences, > 0, or an array.
    discount : d in (0, 1).
    value_bits : log₂ V, bits that a fact says, > 0; 1 gives the chance that the next answer is missing.
    scale : c; that of an endless world, 1/ζ(1/d), if not given.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(data_law(100_000, 0.7), 4)
    0.0311
    """
    return positive(value_bits, "value_bits") * missing_mass_law(n, discount, _scale(discount, scale))


def model_law(k, discount: float, value_bits: float = 1.0, scale: float | None = None):
    r"""What room for the K most popular facts leaves unanswered, with data without end.

    .. math:: \log_2 V \sum_{i>K} p_i \approx \log_2 V\; \frac{c\,d}{1-d}\, K^{-(1/d - 1)}

    Parameters
    ----------
    k : number of facts that fit, ≥ 1, or an array; the sum is an integral from K on, good for K ≫ 1.
    discount, value_bits, scale, errors : as for :func:`data_law`.

    Examples
    --------
    >>> round(model_law(1000, 0.7), 4)
    0.0411
    """
    c, k = _scale(discount, scale), _sizes(k, "k", least=1)
    return plain(positive(value_bits, "value_bits") * c * discount / (1 - discount) * k ** (1 - 1 / discount))


def joint_law(n, k, discount: float, value_bits: float = 1.0, scale: float | None = None, form: str = "exact"):
    r"""What N sentences and room for K facts leave unanswered: a fact is known if it was seen *and* is stored.

    .. math:: \log_2 V\; c^d N^{-(1-d)} \Bigl[ d\,\Gamma(1-d, \tau) + \frac{d}{1-d}\, \tau^{1-d} \Bigr],
              \qquad \tau = N p_K = c N K^{-1/d}

    The first term are facts with room that were not seen, the second facts without room. ``form="sum"`` adds
    :func:`data_law` and :func:`model_law`, and counts twice what is neither seen nor stored; ``form="max"`` takes the
    larger. Always max ≤ exact ≤ sum ≤ 2 max.

    Parameters
    ----------
    n, k : numbers or arrays, n > 0 and k ≥ 1, broadcast against each other.
    discount, value_bits, scale, errors : as for :func:`data_law`.

    Examples
    --------
    >>> [round(joint_law(100_000, 1000, 0.7, form=form), 4) for form in FORMS]
    [0.042, 0.0722, 0.0411]
    """
    if form not in FORMS:
        raise ValueError(f"form is {form!r}; it must be one of {', '.join(FORMS)}.")
    data, model = data_law(n, discount, value_bits, scale), model_law(k, discount, value_bits, scale)
    if form != "exact":
        return plain(np.add(data, model) if form == "sum" else np.maximum(data, model))
    x = _scale(discount, scale) * np.asarray(n, float) * np.asarray(k, float) ** (-1 / discount)
    return plain(data * upper_gamma(1 - discount, x) / math.gamma(1 - discount) + model)


def look_up_excess(p, n, k, value_bits: float = 1.0) -> np.ndarray:
    r"""The same for any list of popularities, as the sum over facts that it is.

    .. math:: \log_2 V \sum_i p_i \bigl[1 - \bigl(1 - (1-p_i)^N\bigr)\,\mathbf 1\{i \le K\}\bigr]

    Parameters
    ----------
    p : shape (facts,), each from 0 to 1, most popular first, summing to 1.
    n, k : a whole number from 0, or a 1-D array of them; k beyond the end of p is room for all.

    Returns
    -------
    shape (len(n), len(k)), bits a sentence.

    Raises
    ------
    ValueError
        If p is not such a list, or n or k is empty or not of whole numbers from 0.

    Examples
    --------
    >>> look_up_excess([0.75, 0.25], [0, 1], [0, 1, 2]).tolist()  # nothing read; one sentence
    [[1.0, 1.0, 1.0], [1.0, 0.4375, 0.375]]
    """
    p = np.asarray(p, dtype=float)
    if p.ndim != 1 or not p.size or not (p >= 0).all() or (np.diff(p) > 0).any() or abs(p.sum() - 1) > 1e-6:
        raise ValueError("p must be a list of probabilities that sum to 1, most popular first.")
    n, k = _counts(n, "n"), np.minimum(_counts(k, "k"), len(p)).astype(int)
    unstored = np.append(1.0, 1 - np.cumsum(p))[k]
    unseen = [np.append(0.0, np.cumsum(p * (1 - p) ** float(read)))[k] for read in n]
    return positive(value_bits, "value_bits") * (np.array(unseen) + np.maximum(unstored, 0))


# ---- lines of constant τ ----

def size_at(n, sightings: float, discount: float, scale: float | None = None):
    r"""The K whose last fact is expected ``sightings`` times among N sentences.

    .. math:: N p_K = \tau \iff K = \tau^{-d}\,(cN)^d

    Raises
    ------
    ValueError
        If sightings is not finite and above 0, or a parameter is out of range.

    Examples
    --------
    >>> round(size_at(100_000, 1, 0.7))
    1486
    """
    c = _scale(discount, scale)
    return plain((c * positives(n, "n") / positive(sightings, "sightings")) ** discount)


def ridge_sightings(discount: float) -> float:
    r"""τ on the ridge, where lack of data and lack of room cost the same.

    .. math:: \tau = \Gamma(2-d)^{1/(1-d)}

    Examples
    --------
    >>> round(ridge_sightings(0.7), 3)
    0.697
    """
    _scale(discount, None)
    return math.gamma(2 - discount) ** (1 / (1 - discount))


def mdl_size(n, discount: float, bits_per_fact: float, value_bits: float, scale: float | None = None):
    r"""The memory of the shortest two-part code of N sentences: a fact is stored if that saves more than it costs.

    .. math:: N p_K \log_2 V = b, \qquad K^\star = \Bigl(\frac{c N \log_2 V}{b}\Bigr)^d

    Parameters
    ----------
    n, discount, value_bits, scale, errors : as for :func:`data_law`.
    bits_per_fact : b, bits to write one fact down, its name included, > 0.

    Examples
    --------
    >>> round(mdl_size(100_000, 0.7, 26, 6))
    532
    """
    return size_at(n, positive(bits_per_fact, "bits_per_fact") / positive(value_bits, "value_bits"), discount, scale)


@dataclass(frozen=True)
class Split:
    """A budget split: sentences N, facts K with N·K the budget, and the excess that is left, in bits a sentence."""

    sentences: float
    facts: float
    excess: float


def compute_optimal(budget: float, discount: float, value_bits: float = 1.0, scale: float | None = None) -> Split:
    r"""The split of a budget N·K that leaves the least excess.

    .. math:: K \propto \text{budget}^{d/(1+d)}, \qquad N \propto \text{budget}^{1/(1+d)}, \qquad
              \text{excess} \propto \text{budget}^{-(1-d)/(1+d)}

    Parameters
    ----------
    budget : sentences times facts, > 0: every sentence costs work in proportion to the size of the memory.
    discount, value_bits, scale : as for :func:`data_law`.

    Raises
    ------
    ValueError
        If the budget is too small for a single fact, or a parameter is out of range.

    Examples
    --------
    >>> small, large = compute_optimal(1e6, 0.7), compute_optimal(1e8, 0.7)
    >>> round(large.facts / small.facts, 1), round(large.sentences / small.sentences, 1)
    (6.7, 15.0)
    """
    c, budget = _scale(discount, scale), positive(budget, "budget")
    n = (budget / size_at(1.0, best_sightings(discount), discount, c)) ** (1 / (1 + discount))
    if min(n, budget / n) < 1:
        raise ValueError(f"a budget of {budget:g} does not pay for one fact and one sentence at the best split.")
    return Split(n, budget / n, joint_law(n, budget / n, discount, value_bits, c))


def best_sightings(discount: float) -> float:
    r"""τ on the budget line: how often the last fact stored should be expected when N·K is given.

    .. math:: \tau^{1-d}\,\bigl[1 - (1+d)\,e^{-\tau}\bigr] = d\,(1-d)\,\Gamma(1-d, \tau)

    The left side less the right rises with τ, from below 0, so there is one root; it is above ln(1 + d).

    Examples
    --------
    >>> round(best_sightings(0.7), 3)
    0.642
    """
    d = float(discount)
    _scale(d, None)
    low, high = math.log1p(d), 50.0
    for _ in range(60):
        x = (low + high) / 2
        short = x ** (1 - d) * (1 - (1 + d) * math.exp(-x)) < d * (1 - d) * upper_gamma(1 - d, x)
        low, high = (x, high) if short else (low, x)
    return (low + high) / 2


# ---- what the arguments must be ----

def _scale(discount, scale) -> float:
    c = zipf_scale(discount) if scale is None else float(scale)
    if not 0 < c <= 1 or not 0 < discount < 1:
        raise ValueError(f"a power law needs a discount in (0, 1) and a scale in (0, 1], got {discount!r} and {c:g}.")
    return c


def _sizes(x, name: str, least: float = 0) -> np.ndarray:
    x = np.asarray(x, dtype=float)
    if not x.size or not (np.isfinite(x) & (x > 0) & (x >= least)).all():
        raise ValueError(f"{name} must be finite and {f'at least {least}' if least else 'above 0'}: it counts things.")
    return x


def _counts(x, name: str) -> np.ndarray:
    x = np.atleast_1d(np.asarray(x, dtype=float))
    if x.ndim != 1 or not x.size or not (np.isfinite(x) & (x >= 0) & (x == np.floor(x))).all():
        raise ValueError(f"{name} must be a whole number from 0, or a list of them.")
    return x
