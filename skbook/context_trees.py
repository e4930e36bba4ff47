r"""Context-tree weighting: a Bayes mixture over every way of choosing how much of the past matters.

Knows messages of bits, the counts that follow each context, the code length of one tree of contexts, and the mixture of
all trees up to a depth, which costs hardly more work than the deepest of them. A **context** is the last few bits,
written in the order in which they came; before the start all bits read as zeros. A **tree** is a set of contexts of
which every past ends in exactly one, its leaves. Knows bits only, not bytes or letters. Serves chapter 3, by way of
:mod:`skbook.universal`.
"""

from collections.abc import Iterator

import numpy as np

from skbook.checks import whole
from skbook.special import log2_rising

DEEPEST = 62  # contexts are kept in integers of 64 bits


def context_counts(bits, depth: int) -> tuple[np.ndarray, np.ndarray]:
    """What came after each context of ``depth`` bits that occurred.

    Parameters
    ----------
    bits : shape (n,), zeros and ones.
    depth : 0 ≤ depth ≤ 62.

    Returns
    -------
    contexts : shape (c,), ascending; the last bit of the past is worth 1, the one before it 2, and so on.
    counts : shape (c, 2), how often a zero and a one followed each.

    Raises
    ------
    ValueError
        If the message holds anything but 0 and 1, or the depth is out of range.

    Examples
    --------
    >>> contexts, counts = context_counts([0, 1, 0, 1, 1], depth=1)
    >>> contexts.tolist(), counts.tolist()
    ([0, 1], [[1, 2], [1, 1]])
    """
    x, depth = _message(bits), whole(depth, "depth", 0, DEEPEST)
    past = np.concatenate([np.zeros(depth, dtype=np.int64), x])
    context = np.zeros(len(x), dtype=np.int64)
    for back in range(1, depth + 1):
        context += past[depth - back : depth - back + len(x)] << (back - 1)
    contexts, place = np.unique(context, return_inverse=True)
    ones = np.bincount(place, x, len(contexts)).astype(np.int64)
    return contexts, np.stack([np.bincount(place, minlength=len(contexts)) - ones, ones], axis=-1)


def ctw_code_length(bits, depth: int) -> float:
    r"""Bits that context-tree weighting spends on a message: the mixture over all trees of at most ``depth``.

    .. math:: q_s = \tfrac12\,\mathrm{KT}_s + \tfrac12\,q_{0s}\,q_{1s}, \qquad q_s = \mathrm{KT}_s
              \text{ at full depth}, \qquad L = -\log_2 q_{\text{empty}}

    where :math:`\mathrm{KT}_s` is the probability that KT gives to the bits which followed context s. Every context
    starts from the counts of its two longer ones, so the work is one sort of the deepest contexts and one pass a level.

    Parameters
    ----------
    bits : shape (n,), zeros and ones; may be empty, which costs nothing.
    depth : 0 ≤ depth ≤ 62; 0 is KT itself. Contexts before the start read as zeros.

    Raises
    ------
    ValueError
        If the message holds anything but 0 and 1, or the depth is out of range.

    Examples
    --------
    >>> round(ctw_code_length([1, 1], depth=0), 3)
    1.415
    >>> round(ctw_code_length([0, 1] * 500, depth=3), 2)
    15.8

    Source: Willems, Shtarkov and Tjalkens, The context-tree weighting method: basic properties, IEEE Transactions on
    Information Theory 41 (1995).
    """
    contexts, counts = context_counts(bits, depth)
    if not len(contexts):
        return 0.0
    log_q = _log2_kt(counts)
    for level in range(depth - 1, -1, -1):  # forget the oldest bit: two contexts become one
        contexts, shorter = np.unique(contexts & (1 << level) - 1, return_inverse=True)
        counts = np.stack([np.bincount(shorter, column).astype(np.int64) for column in counts.T], axis=-1)
        log_q = np.logaddexp2(_log2_kt(counts), np.bincount(shorter, log_q)) - 1  # a context that never came adds 0
    return float(-log_q[0])


def context_trees(depth: int, context: str = "") -> Iterator[tuple[str, ...]]:
    """Every tree of at most ``depth``, as the tuple of its leaves: 1, 2, 5, 26, 677, … of them. For small depths.

    Examples
    --------
    >>> list(context_trees(1)), sum(1 for tree in context_trees(3))
    ([('',), ('0', '1')], 26)
    """
    yield (context,)
    if whole(depth, "depth", 0, DEEPEST) > 0:
        for left in context_trees(depth - 1, "0" + context):
            for right in context_trees(depth - 1, "1" + context):
                yield left + right


def tree_bits(tree, depth: int) -> int:
    r"""Bits that name a tree among all of at most ``depth``: one at every node that could be split, to say whether.

    .. math:: |T| - 1 + \#\{\text{leaves above full depth}\} \le 2\,|T| - 1

    Raises
    ------
    ValueError
        If the leaves are no tree, or one lies deeper than ``depth``.

    Examples
    --------
    >>> [tree_bits(tree, 2) for tree in context_trees(2)]
    [1, 3, 3, 3, 3]
    >>> sum(2.0 ** -tree_bits(tree, 3) for tree in context_trees(3))
    1.0
    """
    if _deepest(tree) > whole(depth, "depth", 0, DEEPEST):
        raise ValueError(f"{tree!r} is deeper than {depth}, so it is none of the trees of that depth.")
    return len(tree) - 1 + sum(len(leaf) < depth for leaf in tree)


def tree_code_length(bits, tree) -> float:
    r"""Bits that one tree spends: a KT forecaster of its own at every leaf.

    Parameters
    ----------
    bits : shape (n,), zeros and ones.
    tree : the leaves, strings of the last bits of the past; every past must end in exactly one.

    Raises
    ------
    ValueError
        If the message holds anything but 0 and 1, or some past, come or not, would end in no leaf or in two.

    Examples
    --------
    >>> tree_code_length([0, 1, 0, 1], ("",)) == ctw_code_length([0, 1, 0, 1], 0)
    True
    """
    depth = _deepest(tree)
    contexts, counts = context_counts(bits, depth)
    pasts = [f"{context:0{depth}b}"[-depth:] if depth else "" for context in contexts.tolist()]
    leaves = [[past.endswith(leaf) for leaf in tree] for past in pasts]
    return float(-_log2_kt(np.array(leaves, dtype=np.int64).reshape(-1, len(tree)).T @ counts).sum())


def _deepest(tree) -> int:
    """Length of the longest leaf of a tree: none ends in another, and together they leave no past out."""
    endings = {leaf[k:] for leaf in tree for k in range(1, len(leaf) + 1)}
    apart = len(set(tree)) == len(tree) and endings.isdisjoint(tree)
    if not apart or set("".join(tree)) - {"0", "1"} or sum(2.0 ** -len(leaf) for leaf in tree) != 1:
        raise ValueError(f"{tree!r} is no tree of contexts: every past must end in exactly one of its leaves.")
    return max(map(len, tree))


def _log2_kt(counts: np.ndarray) -> np.ndarray:
    """Logarithm of the probability that KT gives to bits with these counts, shape (c, 2) -> (c,)."""
    return log2_rising(0.5, counts).sum(axis=-1) - log2_rising(1, counts.sum(axis=-1))


def _message(bits) -> np.ndarray:
    try:
        x = np.asarray(bits)
        fine = x.ndim == 1 and (x.size == 0 or (x.dtype.kind in "biuf" and ((x == 0) | (x == 1)).all()))
    except (TypeError, ValueError):
        fine = False
    if not fine:
        raise ValueError(f"the message must be zeros and ones in one row, got {bits!r:.60}; "
                         "np.unpackbits turns bytes into bits.")
    return x.astype(np.int64)


