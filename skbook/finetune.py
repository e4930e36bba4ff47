r"""What a full memory loses when it is taught more: a new format, or new facts, with and without the old ones repeated.

Two questions are kept apart. What would a memory of C bits keep if it could be packed anew, optimally, for what it is
told now? That is a table of whole facts (:func:`skbook.allocation.look_up`) with other weights: :func:`rent`,
:func:`inject`. And what did a network keep, by how often the facts had been told, at the moment when it had learnt as
much of the new as another: :func:`shares`, :func:`kept_at`. Trains nothing (``skbook.experiments.fine_tuning``
does). Serves chapter 15.
"""

from dataclasses import dataclass

import numpy as np

from skbook.allocation import look_up
from skbook.checks import number, whole
from skbook.popularity import as_power


@dataclass(frozen=True)
class Rent:
    """What room for something else costs a table of facts.

    Attributes
    ----------
    displaced : how many facts have to go, the rarest that were stored.
    popularity : of these together.
    before, after : excess of the table in bits a sentence.
    """

    displaced: int
    popularity: float
    before: float
    after: float

    @property
    def rise(self) -> float:
        """By what share the excess rises."""
        if self.before == 0:
            raise ValueError("the table held every fact, so there was no excess to rise: give a smaller capacity.")
        return self.after / self.before - 1


def rent(p, capacity_bits: float, room_bits: float, bits_per_fact: float = 6.0, value_bits: float = 6.0) -> Rent:
    r"""What the best table loses when ``room_bits`` of it are wanted for a format.

    .. math:: \text{after} - \text{before} = \log_2 V \sum_{i = K - n + 1}^{K} p_i, \qquad K = C/b,\ n = s/b

    when C and s are whole facts; otherwise a fact goes whole for any part of its room that is wanted.

    Parameters
    ----------
    p : popularities, shape (M,), as for :func:`skbook.allocation.look_up`.
    capacity_bits, room_bits : C and s.
    bits_per_fact, value_bits : b and log₂ V.

    Raises
    ------
    ValueError
        If the room is negative or larger than the capacity, or as for ``look_up``.

    Examples
    --------
    >>> lost = rent([0.5, 0.25, 0.125, 0.125], capacity_bits=18, room_bits=6)  # three facts stored, one has to go
    >>> lost.displaced, lost.popularity, lost.after - lost.before
    (1, 0.125, 0.75)
    """
    before = look_up(p, capacity_bits, bits_per_fact, value_bits)
    room = number(room_bits, "room_bits", 0, capacity_bits)
    after = look_up(p, capacity_bits - room, bits_per_fact, value_bits)
    gone = (before.bits > 0) & (after.bits == 0)
    return Rent(int(gone.sum()), float(np.asarray(p, dtype=float)[gone].sum()), before.redundancy_bits,
                after.redundancy_bits)


def rent_law(share, discount: float):
    r"""By what share the excess of an endless world rises when a share of the memory is given away.

    .. math:: (1 - x)^{-(1/d - 1)} - 1 \approx \Bigl(\frac1d - 1\Bigr)\, x, \qquad x = s/C

    Parameters
    ----------
    share : x in [0, 1), or an array.
    discount : d in (0, 1), of popularities :math:`p_i = c\,i^{-1/d}`.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> round(100 * rent_law(0.01, 0.7), 2)  # per cent, for one per cent of the memory
    0.43
    """
    d, x = as_power(discount)[0], np.asarray(share, dtype=float)
    if not ((x >= 0) & (x < 1)).all():
        raise ValueError(f"share is {share!r}; it is a part of the memory, from 0 to below 1.")
    rise = (1 - x) ** -(1 / d - 1) - 1
    return float(rise) if rise.ndim == 0 else rise


@dataclass(frozen=True, eq=False)
class Kept:
    """The best table for a mixture of new facts and old.

    Attributes
    ----------
    old : which old facts it holds, shape (M,).
    new : how many of the new ones.
    decided : whether it is the only best one; without replay the old facts weigh nothing, and any will do.
    """

    old: np.ndarray
    new: int
    decided: bool

    def __repr__(self):
        only = "the only best table" if self.decided else "one best table of several"
        return f"Kept({int(self.old.sum())} old facts, {self.new} new, {only})"


def inject(p, stored: int, new: int, replay: float) -> Kept:
    r"""The best table of K facts when each sentence repeats an old fact with probability ρ, else tells one of m new.

    .. math:: \text{weights } \rho\,p_i \text{ (old)}, \quad \frac{1 - \rho}{m} \text{ (new)}

    The K largest weights are stored; among equals the new first, then the old in their order.

    Parameters
    ----------
    p : popularities of old facts, shape (M,), in any order.
    stored : K, facts that fit, at most M.
    new : m, at most K.
    replay : ρ in [0, 1].

    Raises
    ------
    ValueError
        If a number is out of range.

    Examples
    --------
    >>> kept = inject([0.4, 0.3, 0.2, 0.1], stored=3, new=1, replay=0.5)
    >>> kept, kept.old.tolist()
    (Kept(2 old facts, 1 new, the only best table), [True, True, False, False])
    >>> inject([0.4, 0.3, 0.2, 0.1], stored=3, new=1, replay=0)
    Kept(2 old facts, 1 new, one best table of several)
    """
    p, stored, new = _table(p, stored, new)
    rho = number(replay, "replay", 0, 1)
    weights = np.append(np.full(new, (1 - rho) / new), rho * p)
    order = np.argsort(-weights, kind="stable")
    inside = np.zeros(len(weights), dtype=bool)
    inside[order[:stored]] = True
    # More facts than fit, always: the last one in against the first one out.
    decided = bool(weights[order[stored - 1]] > weights[order[stored]])
    return Kept(inside[new:], int(inside[:new].sum()), decided)


def replay_limit(p, stored: int, new: int) -> float:
    r"""Up to which replay the best table still holds all new facts.

    .. math:: \frac{1 - \rho}{m} \ge \rho\, p_{K-m+1} \iff \rho \le \frac{1}{1 + m\, p_{K-m+1}}

    with popularities in falling order. Parameters and errors as for :func:`inject`.

    Examples
    --------
    >>> replay_limit([0.5, 0.25, 0.25], stored=2, new=1)  # 1 / (1 + p of rank 2)
    0.8
    """
    p, stored, new = _table(p, stored, new)
    return 1 / (1 + new * float(np.sort(p)[::-1][stored - new]))


def mixed_batch(deck, first_new: int, new: int, replay: float, size: int, rng: np.random.Generator) -> np.ndarray:
    """The facts of one step of fine-tuning: a fixed part repeats old sentences, the rest tells new facts evenly.

    Parameters
    ----------
    deck : the facts of old sentences, a frequent one many times, shape (N,).
    first_new, new : new facts have the numbers from ``first_new`` on, so many.
    replay : ρ in [0, 1]; ``round(ρ · size)`` sentences are old.
    size : sentences in the batch.

    Raises
    ------
    ValueError
        If a number is out of range, if the batch is too small for a share between 0 and 1, or if old sentences are
        wanted from an empty deck.

    Examples
    --------
    >>> facts = mixed_batch([0, 0, 1], first_new=5, new=2, replay=0.5, size=4, rng=np.random.default_rng(0))
    >>> (facts < 5).tolist()
    [True, True, False, False]
    """
    size, new, first_new = whole(size, "size", 1), whole(new, "new", 1), whole(first_new, "first_new")
    rho = number(replay, "replay", 0, 1)
    old = round(rho * size)
    if 0 < rho < 1 and old in (0, size):
        raise ValueError(f"a replay of {replay} in a batch of {size} is no sentence, or leaves none for the new: "
                         "take a larger batch, or another share.")
    if old and not len(deck):
        raise ValueError("the deck of old sentences is empty: give some, or set replay to 0.")
    again = np.asarray(deck)[rng.integers(0, len(deck), old)] if old else np.zeros(0, dtype=int)
    return np.concatenate([again, first_new + rng.integers(0, new, size - old)])


def shares(right, counts, buckets) -> np.ndarray:
    """Share of right answers by how often facts were told, for many looks at once: shape (..., M) to (..., B).

    Parameters
    ----------
    right : truth values, facts along the last axis.
    counts : how often each was told, shape (M,).
    buckets : pairs (from, to) of counts, both ends included.

    Raises
    ------
    ValueError
        If shapes do not fit, or a bucket holds no fact: then there is no share.

    Examples
    --------
    >>> shares([[True, False, True], [True, True, True]], [1, 1, 9], ((1, 2), (3, 99))).tolist()
    [[0.5, 1.0], [1.0, 1.0]]
    """
    right, counts = np.asarray(right), np.asarray(counts)
    if right.dtype != bool or counts.ndim != 1 or right.shape[-1:] != counts.shape:
        raise ValueError(f"right has type {right.dtype} and shape {right.shape}, counts {counts.shape}; give truth "
                         "values with as many facts along the last axis as there are counts.")
    inside = [(low <= counts) & (counts <= high) for low, high in buckets]
    if not inside:
        raise ValueError("there are no buckets; give pairs (from, to) of counts.")
    for (low, high), these in zip(buckets, inside, strict=True):
        if not these.any():
            raise ValueError(f"no fact was told {low} to {high} times: this bucket is empty. Join it to its neighbour.")
    return np.stack([right[..., these].mean(axis=-1) for these in inside], axis=-1)


def kept_at(new, old, target: float):
    """What was kept at the moment when the new facts had been learnt so far: a straight line between two looks.

    Parameters
    ----------
    new : share of new facts known at each look, shape (T,). Its *first* arrival at the target counts.
    old : anything measured at the same looks, shape (T,) or (T, ...).
    target : in (0, 1].

    Returns
    -------
    what ``old`` was then, a float or an array of shape (...).

    Raises
    ------
    ValueError
        If shapes do not fit, a number is missing, or the target is never reached, or was before the first look.

    Examples
    --------
    >>> kept_at([0.0, 0.4, 0.8], [1.0, 0.9, 0.5], target=0.2)
    0.95
    """
    new, old = np.asarray(new, dtype=float), np.asarray(old, dtype=float)
    if new.ndim != 1 or not new.size or old.shape[:1] != new.shape:
        raise ValueError(f"new has shape {new.shape} and old {old.shape}; give one row of looks for both.")
    if not (np.isfinite(new).all() and np.isfinite(old).all()):
        raise ValueError("a look holds no number (NaN or infinite): leave it out of both.")
    there = new >= number(target, "target", 0, 1)
    if not there.any() or there[0]:
        raise ValueError(f"new facts go from {new[0]:.3g} to at most {new.max():.3g} and do not cross {target}: train "
                         "for longer, or choose a target that every run crosses.")
    after = int(np.argmax(there))
    part = (target - new[after - 1]) / (new[after] - new[after - 1])
    kept = (1 - part) * old[after - 1] + part * old[after]
    return float(kept) if kept.ndim == 0 else kept


def _table(p, stored, new) -> tuple[np.ndarray, int, int]:
    p, stored, new = np.asarray(p, dtype=float), whole(stored, "stored"), whole(new, "new")
    if p.ndim != 1 or not ((p > 0) & (p <= 1)).all() or p.sum() > 1 + 1e-9:
        raise ValueError("p must be one row of popularities above 0, one for each old fact; they sum to 1 at most.")
    if not 1 <= new <= stored <= len(p):
        raise ValueError(f"{new} new facts, room for {stored}, {len(p)} old ones: the new must fit, and the table must "
                         "have been full, 1 ≤ new ≤ stored ≤ old.")
    return p, stored, new


