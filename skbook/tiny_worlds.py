r"""Worlds so small that everything in them can be enumerated: every world, every corpus, every probability.

A world is one row of a table: the probability of each sentence that may be said in it. A corpus is n independent
sentences of one world. Sums over the whole table then give what the theorems speak of, without sampling and without
approximation. Knows tables only; large worlds are for :mod:`skbook.bayes`. Serves chapter 9.
"""

import numpy as np

from skbook import info

MOST_ENTRIES = 20_000_000  # of a table; more would not fit comfortably into memory


def likelihoods(worlds, n: int) -> np.ndarray:
    r"""The probability of every corpus of n sentences in every world.

    .. math:: P_\phi(x_{1:n}) = \prod_{t=1}^n P_\phi(x_t)

    Parameters
    ----------
    worlds : shape (W, S), the probability of each of S sentences in each of W worlds; rows sum to 1.
    n : sentences in a corpus, ≥ 0.

    Returns
    -------
    shape (W, Sⁿ); the last sentence varies fastest.

    Raises
    ------
    ValueError
        If a row is no distribution, n is negative, or the table would be too large to enumerate.

    Examples
    --------
    >>> likelihoods([[0.75, 0.25]], 2)
    array([[0.5625, 0.1875, 0.1875, 0.0625]])
    """
    worlds = _rows(worlds)
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 0:
        raise ValueError(f"n is {n!r}; a corpus has a whole number of sentences, from 0.")
    if worlds.size * worlds.shape[1] ** max(n - 1, 0) > MOST_ENTRIES:
        raise ValueError(f"{len(worlds)} worlds with {worlds.shape[1]}^{n} corpora each are too many to enumerate: "
                         "take fewer sentences.")
    table = np.ones((len(worlds), 1))
    for _ in range(n):
        table = (table[:, :, None] * worlds[:, None, :]).reshape(len(worlds), -1)
    return table


def information(prior, likelihood) -> float:
    r"""Bits that the corpus tells about the world, in the mean over both.

    .. math:: I(\Phi; X) = \sum_\phi w(\phi)\, D(P_\phi \,\|\, \bar P), \qquad \bar P = \sum_\phi w(\phi)\, P_\phi

    Parameters
    ----------
    prior : shape (W,), the probability of each world before anything was said.
    likelihood : shape (W, C), as from :func:`likelihoods`.

    Raises
    ------
    ValueError
        If prior or a row of likelihood is no distribution, or they do not fit together.

    Examples
    --------
    >>> information([0.5, 0.5], [[1.0, 0.0], [0.0, 1.0]])
    1.0
    """
    prior, likelihood = _together(prior, likelihood)
    return info.mutual_information(prior[:, None] * likelihood)


def redundancy(prior, likelihood, forecast) -> float:
    r"""Bits that a forecaster pays above the entropy of a corpus, in the mean over worlds.

    .. math:: \sum_\phi w(\phi)\, D(P_\phi \,\|\, q)

    Parameters
    ----------
    prior, likelihood : as for :func:`information`.
    forecast : shape (C,), the probability q that the forecaster gives to each corpus.

    Returns
    -------
    bits a corpus; ``inf`` if the forecaster excludes a corpus that can come.

    Raises
    ------
    ValueError
        As for :func:`information`, and if forecast is no distribution over the corpora.

    Examples
    --------
    >>> redundancy([0.5, 0.5], [[1.0, 0.0], [0.0, 1.0]], [0.5, 0.5])
    1.0
    """
    prior, likelihood = _together(prior, likelihood)
    forecast = _rows([forecast])[0]
    if len(forecast) != likelihood.shape[1]:
        raise ValueError(f"forecast has {len(forecast)} entries for {likelihood.shape[1]} corpora; give one for each.")
    possible = prior > 0  # else a world that cannot be, and costs inf, would make 0 · inf
    likelihood = likelihood[possible]
    return float(prior[possible] @ info.kl(likelihood, np.broadcast_to(forecast, likelihood.shape)))


def _together(prior, likelihood) -> tuple[np.ndarray, np.ndarray]:
    prior, likelihood = _rows([prior])[0], _rows(likelihood)
    if len(prior) != len(likelihood):
        raise ValueError(f"prior has {len(prior)} entries for {len(likelihood)} worlds; give one for each.")
    return prior, likelihood


def _rows(table) -> np.ndarray:
    """A table whose rows are distributions."""
    try:
        table = np.asarray(table, dtype=float)
    except (TypeError, ValueError):
        raise ValueError("a table of probabilities must be regular: one row a world, one column a sentence.") from None
    if table.ndim != 2 or not table.size:
        raise ValueError(f"a table of probabilities has two axes, worlds and sentences; got shape {table.shape}.")
    if not (np.isfinite(table) & (table >= 0)).all() or not np.allclose(table.sum(axis=1), 1, rtol=0, atol=1e-6):
        raise ValueError("each row must hold probabilities that sum to 1: divide it by its total.")
    return table
