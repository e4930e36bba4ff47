r"""A network from the name of a fact to its value: the least that can be said to know something.

A name is two tokens. Each token has a vector, the two are put side by side, one hidden layer looks at them, and a
softmax over the V values answers:

.. math:: q(a \mid \nu) \propto e^{z_a}, \qquad
          z = W_2 \max\bigl(0,\ W_1 [E_1(\nu_1), E_2(\nu_2)] + b_1\bigr) + b_2

The vectors are learnt, or they are random and stay so. Random vectors are no knowledge, so they are not counted, and
what the network knows stands in the other weights alone. Knows no sentences (:mod:`skbook.nn.sentences` does) and does
not train (:mod:`skbook.nn.train` does). Needs torch and the extra ``nn``. Serves chapters 10, 11 and 14.
"""

import math
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

LN2 = math.log(2)


@dataclass(frozen=True)
class Config:
    """The shape of the network, and what it may learn.

    Examples
    --------
    >>> Config(side=64, width=24, hidden=64).n_weights  # 3072 in tables, 3136 into the hidden layer, 4160 out of it
    10368
    >>> Config(side=64, width=24, hidden=64, learn_names=False).n_weights
    7296
    """

    side: int  # tokens in each of the two places of a name
    values: int = 64  # V
    width: int = 16  # numbers that stand for one token
    hidden: int = 64
    learn_names: bool = True  # else the vectors of tokens are random, stay so, and are not counted

    def __post_init__(self):
        if min(asdict(self).values()) < self.learn_names:  # False is 0, every other number at least 1
            raise ValueError(f"{self} is no network: every number must be at least 1.")

    @property
    def n_weights(self) -> int:
        """All numbers that are learnt."""
        tables = 2 * self.side * self.width * self.learn_names
        return tables + (2 * self.width + 1) * self.hidden + (self.hidden + 1) * self.values


class MLP(nn.Module):
    """The network.

    Parameters
    ----------
    config : the shape.
    seed : of the first weights, and of the vectors that stay. The same seed gives the same network.

    Examples
    --------
    >>> net = MLP(Config(side=8, values=4), seed=0)
    >>> net(torch.tensor([[0, 1], [7, 7]])).shape  # logits of the values of two facts
    torch.Size([2, 4])
    """

    def __init__(self, config: Config, seed: int):
        super().__init__()
        self.config, c = config, config
        generator = torch.Generator().manual_seed(seed)

        def draw(*shape, scale=1.0):
            return nn.Parameter(scale * torch.randn(shape, generator=generator))

        self.tables = draw(2, c.side, c.width)
        if not c.learn_names:
            tables = self.tables.data
            del self.tables
            self.register_buffer("tables", tables)
        self.into = draw(c.hidden, 2 * c.width, scale=(2 * c.width) ** -0.5)
        self.into_bias = draw(c.hidden, scale=0.0)
        self.out = draw(c.values, c.hidden, scale=0.0)  # zero: the first forecast is 1 / V for every value
        self.out_bias = draw(c.values, scale=0.0)

    def forward(self, names: Tensor) -> Tensor:
        """Logits of the values, (..., 2) to (..., V)."""
        vectors = torch.cat([F.embedding(names[..., place], self.tables[place]) for place in (0, 1)], dim=-1)
        return F.linear(F.linear(vectors, self.into, self.into_bias).relu(), self.out, self.out_bias)

    def loss(self, batch: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """Weighted mean log loss of (values, names, weights), in bits a fact; shapes (n,), (n, 2), (n,)."""
        values, names, weights = batch
        return weights @ F.cross_entropy(self(names), values, reduction="none") / (weights.sum() * LN2)


def told(names, values, weights) -> tuple[Tensor, Tensor, Tensor]:
    r"""What a network is told, as one batch for :meth:`MLP.loss`: facts, each with its weight.

    With counts as weights one step follows the gradient of the loss on the whole corpus, every sentence at once; with
    popularities that of the loss in the world itself, as if the corpus were endless.

    .. math:: L = \sum_i \frac{n_i}{N}\,\bigl[-\log_2 q(a_i \mid \nu_i)\bigr]

    Parameters
    ----------
    names, values, weights : shapes (M, 2), (M,), (M,). Facts of weight 0 are left out. For an ensemble, where each
        network has its own, all three have a leading axis E; what is shorter is then filled up with weight 0.

    Returns
    -------
    (values, names, weights), tensors of shapes (n,), (n, 2), (n,), or with leading axis E.

    Raises
    ------
    ValueError
        If the shapes differ, a weight is negative or no number, or all are zero.

    Examples
    --------
    >>> values, names, weights = told([[0, 0], [0, 1], [1, 0]], [5, 6, 7], [2, 0, 1])
    >>> values.tolist(), weights.tolist()
    ([5, 7], [2.0, 1.0])
    """
    names, values, weights = np.asarray(names), np.asarray(values), np.asarray(weights, dtype=np.float32)
    if names.shape != (*values.shape, 2) or values.shape != weights.shape:
        raise ValueError(f"names, values and weights have shapes {names.shape}, {values.shape}, {weights.shape}; give "
                         "(M, 2), (M,), (M,), or all three with a leading axis for an ensemble.")
    if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.any(axis=-1).all()):
        raise ValueError("weights must be numbers from 0, not all of them 0: counts of a corpus, or popularities.")
    most = int((weights > 0).sum(axis=-1).max())
    first = np.argsort(weights == 0, axis=-1, kind="stable")[..., :most]  # those with weight, in their order
    return (torch.from_numpy(np.take_along_axis(values, first, -1)),
            torch.from_numpy(np.take_along_axis(names, first[..., None], -2)),
            torch.from_numpy(np.take_along_axis(weights, first, -1)))
