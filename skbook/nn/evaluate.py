r"""What a network knows, and how well: bits by kind of slot, exact loss and error over all facts, success by frequency.

A test set says little about rare facts, which it hardly holds. The world is ours, so nothing is sampled here: every
fact is asked once, and counts with its popularity,

.. math:: \mathrm{CE} = \sum_i p_i \bigl[-\log_2 q_i(a_i)\bigr], \qquad
          \mathrm{err} = \sum_{i:\ \arg\max q_i \ne a_i} p_i .

Networks answer first (:func:`value_logits`, or a call of :class:`skbook.nn.mlp.MLP`); the rest is NumPy. Serves
chapters 10 to 17.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from skbook.nn.sentences import Spelling
from skbook.syntax_knowledge import KINDS, Corpus

LN2 = math.log(2)
BUCKETS = ((1, 1), (2, 2), (3, 4), (5, 8), (9, 16), (17, 64), (65, 256), (257, math.inf))  # counts from … to …


def by_slot(network: nn.Module, spelling: Spelling, corpus: Corpus) -> dict[str, float]:
    """Mean log loss of sentences, in bits a sentence, summed by kind: comparable to ``kind_entropies``.

    Parameters
    ----------
    network : a :class:`skbook.nn.gpt.GPT`.
    spelling : from which it was trained.
    corpus : sentences that it has not read, if the loss is to tell what it learnt.

    Raises
    ------
    ValueError
        If the corpus does not fit the spelling.
    """
    costs = network.costs(torch.from_numpy(spelling.rows(corpus))).double().mean(dim=0).tolist()  # (L + 4,)
    return {kind: math.fsum(bits for bits, this in zip(costs, spelling.kinds, strict=True) if this == kind)
            for kind in KINDS}


@torch.no_grad()
def value_logits(network: nn.Module, spelling: Spelling, rng: np.random.Generator) -> np.ndarray:
    """Logits of the V values for every fact, asked once, in a sentence whose syntax is drawn: shape (M, V)."""
    asked = torch.from_numpy(spelling.questions(rng)).split(256)
    return torch.cat([network(rows)[:, spelling.value_at, spelling.value_tokens] for rows in asked]).numpy()


@dataclass(frozen=True)
class Forecast:
    """What the network says of each fact, and what that costs in the world.

    Attributes
    ----------
    cross_entropy : the p-weighted loss of the value, in bits a sentence; for an ensemble shape (E,).
    error : probability that the likeliest value is wrong when a fact is drawn from the world; same shape.
    right : whether the likeliest value of each fact is its own, shape (M,) or (E, M).
    bits : loss of each fact's value, same shape.
    confidence : probability of the likeliest value, same shape.
    """

    cross_entropy: float | np.ndarray
    error: float | np.ndarray
    right: np.ndarray
    bits: np.ndarray
    confidence: np.ndarray


def value_forecast(logits, values, probabilities) -> Forecast:
    r"""Exact loss and error of the values over all facts, each counted with its popularity.

    Parameters
    ----------
    logits : shape (M, V), or (E, M, V) for an ensemble.
    values : the true ones, shape (M,) or (E, M).
    probabilities : of the facts, shape (M,) or (E, M).

    Raises
    ------
    ValueError
        If shapes do not fit, logits are no numbers, or the probabilities do not sum to 1.

    Examples
    --------
    >>> forecast = value_forecast([[1.0, 0.0], [0.0, 0.0]], [0, 1], [0.75, 0.25])
    >>> round(forecast.cross_entropy, 3), forecast.error  # of two values as likely, the first is taken
    (0.589, 0.25)
    """
    z, values, p = np.asarray(logits, dtype=float), np.asarray(values), np.asarray(probabilities, dtype=float)
    if z.ndim < 2 or any(x.shape not in (z.shape[:-1], z.shape[-2:-1]) for x in (values, p)):
        raise ValueError(f"logits have shape {z.shape}, values {values.shape} and probabilities {p.shape}; give "
                         "(M, V), (M,) and (M,), or logits with a leading axis for an ensemble.")
    if not np.isfinite(z).all():
        raise ValueError("a logit is NaN or infinite: look whether the training diverged.")
    if not (p >= 0).all() or not np.allclose(p.sum(axis=-1), 1, atol=1e-6):
        raise ValueError("probabilities of the facts must be at least 0 and sum to 1: give those of the whole world.")
    log_q = z - z.max(axis=-1, keepdims=True)
    log_q -= np.log(np.exp(log_q).sum(axis=-1, keepdims=True))
    true = np.broadcast_to(values, z.shape[:-1])[..., None]
    bits = -np.take_along_axis(log_q, true, axis=-1)[..., 0] / LN2
    right = z.argmax(axis=-1) == true[..., 0]
    return Forecast(_number((p * bits).sum(axis=-1)), _number((p * ~right).sum(axis=-1)), right, bits,
                    np.exp(log_q.max(axis=-1)))


def by_frequency(right, counts, buckets=BUCKETS) -> dict[tuple[float, float], float]:
    """Share of facts that are answered right, by how often each was told.

    Parameters
    ----------
    right : whether each fact is answered right, shape (M,).
    counts : how often each was told, shape (M,), whole numbers.
    buckets : pairs (from, to) of counts, both ends included.

    Returns
    -------
    a share for each bucket; a bucket without facts is left out.

    Raises
    ------
    ValueError
        If shapes differ, a count is negative or no whole number, or a bucket ends before it begins.

    Examples
    --------
    >>> by_frequency([True, False, True, True], [1, 1, 3, 300])
    {(1, 1): 0.5, (3, 4): 1.0, (257, inf): 1.0}
    """
    right, counts = np.asarray(right), np.asarray(counts)
    if right.shape != counts.shape or right.ndim != 1 or right.dtype != bool:
        raise ValueError(f"right has shape {right.shape} and type {right.dtype}, counts {counts.shape}; give a truth "
                         "value and a count for each fact.")
    if counts.dtype.kind not in "iu" or (counts.size and counts.min() < 0):
        raise ValueError("counts must be whole numbers from 0, one for each fact: np.bincount(facts, minlength=M).")
    if any(not low <= high for low, high in buckets):
        raise ValueError(f"buckets are {buckets}; each is a pair of counts, from the lowest to the highest.")
    inside = {(low, high): (low <= counts) & (counts <= high) for low, high in buckets}
    return {bucket: float(right[these].mean()) for bucket, these in inside.items() if these.any()}


def _number(x: np.ndarray) -> float | np.ndarray:
    return float(x) if x.ndim == 0 else x
