r"""A network that is told where a sentence comes from: the one of :mod:`skbook.nn.mlp` and a tag in front of the name.

A name is three numbers, source and two tokens. The source moves the threshold of every hidden neuron,

.. math:: z = W_2 \max\bigl(0,\ W_1 [E_1(\nu_1), E_2(\nu_2)] + b_1 + B(s)\bigr) + b_2, \qquad B(0) = 0

so with one vector B(1) the network can switch its neurons off for a source that is not worth remembering. Needs torch
and the extra ``nn``. Serves chapter 16.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from skbook.nn.mlp import MLP, Config


class TaggedMLP(MLP):
    """The network of :class:`skbook.nn.mlp.MLP` with one more vector, that of the second source.

    Parameters
    ----------
    config, seed : as there; with the same seed the first weights are the same, and the tag says nothing yet.

    Examples
    --------
    >>> net, plain = TaggedMLP(Config(side=8, values=4), seed=0), MLP(Config(side=8, values=4), seed=0)
    >>> bool((net(torch.tensor([1, 7, 7])) == plain(torch.tensor([7, 7]))).all())
    True
    """

    def __init__(self, config: Config, seed: int):
        super().__init__(config, seed)
        self.tag = nn.Parameter(torch.zeros(config.hidden))

    def forward(self, names: Tensor) -> Tensor:
        """Logits of the values, (..., 3) to (..., V); the first of the three is the source, 0 or 1."""
        vectors = torch.cat([F.embedding(names[..., 1 + place], self.tables[place]) for place in (0, 1)], dim=-1)
        hidden = F.linear(vectors, self.into, self.into_bias) + names[..., :1] * self.tag
        return F.linear(hidden.relu(), self.out, self.out_bias)
