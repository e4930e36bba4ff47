"""Trees from distances, and how well labels sit on them.

Knows average linkage (the two nearest groups join, again and again), the order in which to draw the leaves, and Fitch's
count: the fewest times that a label must change along the branches. Knows nothing of what the distances mean: a tree
comes out of any distances, also where nothing ever branched. Serves the chapter *Kolmogorov complexity*.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Join:
    """Two groups become one at ``height``; groups below ``n`` are leaves, the k-th join makes group ``n + k``."""

    left: int
    right: int
    height: float


def average_linkage(distances) -> list[Join]:
    r"""Join the two groups with the least mean distance between their members, until one group is left.

    .. math:: d(A, B) = \frac{1}{|A||B|} \sum_{a \in A, b \in B} d(a, b)

    Returns
    -------
    n − 1 joins, in order of height; ties go to the first pair.

    Raises
    ------
    ValueError
        If the distances are not a symmetric, finite square with at least two rows and a diagonal of zeros.

    Examples
    --------
    >>> average_linkage([[0, 1, 6], [1, 0, 8], [6, 8, 0]])
    [Join(left=0, right=1, height=1.0), Join(left=2, right=3, height=7.0)]

    Source: Sokal and Michener, University of Kansas Science Bulletin 38 (1958).
    """
    d = _square(distances)
    n = len(d)
    d[np.diag_indices(n)] = np.inf
    group, size, joins = list(range(n)), [1] * n, []
    while len(joins) < n - 1:
        i, j = sorted(divmod(int(np.argmin(d)), n))
        joins.append(Join(*sorted((group[i], group[j])), float(d[i, j])))
        mean = (size[i] * d[i] + size[j] * d[j]) / (size[i] + size[j])
        d[i], d[:, i], d[i, i] = mean, mean, np.inf
        d[j] = d[:, j] = np.inf
        group[i], size[i] = n + len(joins) - 1, size[i] + size[j]
    return joins


def leaf_order(joins: Sequence[Join]) -> list[int]:
    """The leaves from top to bottom, so that no two branches cross.

    >>> leaf_order([Join(0, 2, 1.0), Join(1, 3, 2.0)])
    [1, 0, 2]
    """
    n, todo, order = len(joins) + 1, [2 * len(joins)], []
    while todo:
        node = todo.pop()
        if node < n:
            order.append(node)
        else:
            todo += [joins[node - n].right, joins[node - n].left]
    return order


def label_changes(joins: Sequence[Join], labels: Sequence) -> int:
    """The fewest branches along which a label must change to explain the labels of the leaves.

    If every label were one branch of the tree, it would be one less than there are labels.

    Raises
    ------
    ValueError
        If there is not one label for each leaf.

    Examples
    --------
    >>> label_changes([Join(0, 1, 1.0), Join(2, 3, 2.0)], ["a", "b", "a"])
    1

    Source: Fitch, Systematic Zoology 20 (1971).
    """
    if len(labels) != len(joins) + 1:
        raise ValueError(f"a tree of {len(joins)} joins has {len(joins) + 1} leaves, got {len(labels)} labels.")
    possible, changes = [{label} for label in labels], 0
    for join in joins:
        left, right = possible[join.left], possible[join.right]
        changes += left.isdisjoint(right)
        possible.append(left & right or left | right)
    return changes


def _square(distances) -> np.ndarray:
    d = np.array(distances, dtype=float)
    if d.ndim != 2 or d.shape[0] != d.shape[1] or len(d) < 2:
        raise ValueError(f"distances must be a square with at least 2 rows, got shape {d.shape}.")
    if not np.isfinite(d).all() or not np.array_equal(d, d.T) or d.diagonal().any():
        raise ValueError("distances must be finite and symmetric, with zeros on the diagonal.")
    return d
