r"""Elastic weight consolidation: a network is taught something new, and each weight is held where the old needs it.

How much the old forecasts mind a small change of a weight is the Fisher information on the diagonal,

.. math:: F_j = \sum_i p_i \sum_a q_i(a) \Bigl( \frac{\partial \ln q_i(a)}{\partial w_j} \Bigr)^2 \frac{1}{\ln 2} ,
          \qquad D(q_i \,\|\, q_i') \approx \tfrac12 \sum_j F_j\,(w_j' - w_j)^2 \text{ bits}

in the mean over old facts, if the Fisher matrix is diagonal and the change small. Half of that sum, times λ, is added
to the loss. It needs the old facts once, and two numbers for each weight from then on. For
:class:`skbook.nn.mlp.MLP` and ensembles of it. Serves chapter 15.

Source: Kirkpatrick and others, Overcoming catastrophic forgetting in neural networks, PNAS 114 (2017).
"""

import math

import torch
from torch import Tensor
from torch.func import functional_call, grad, vmap
from torch.nn import functional as F

from skbook.nn.ensemble import Ensemble
from skbook.nn.mlp import MLP

LN2 = math.log(2)


def fisher(network: MLP, names: Tensor, popularity: Tensor) -> dict[str, Tensor]:
    """The diagonal of the Fisher information, weight by weight: the sum over all values, nothing is drawn.

    A sample would not do. Where a network is sure, nearly all of the sum lies in values that it hardly ever gives, so a
    few draws miss it, and now and then one of them is far too much.

    Parameters
    ----------
    network : left alone.
    names, popularity : the old facts, shapes (M, 2) and (M,); popularities sum to 1.

    Raises
    ------
    ValueError
        If there are no facts, shapes differ, or the popularities do not sum to 1.

    Examples
    --------
    >>> from skbook.nn.mlp import Config
    >>> net = MLP(Config(side=2, values=4, width=1, hidden=1), seed=0)
    >>> found = fisher(net, torch.tensor([[0, 1]]), torch.ones(1))
    >>> found["tables"].tolist()  # the first layer means nothing yet, since the second is zero
    [[[0.0], [0.0]], [[0.0], [0.0]]]
    >>> (found["out_bias"] * LN2).round(decimals=4).tolist()  # q (1 - q) of four even values
    [0.1875, 0.1875, 0.1875, 0.1875]
    """
    if names.shape != (*popularity.shape, 2) or not len(names) or abs(float(popularity.sum()) - 1) > 1e-4:
        raise ValueError(f"names have shape {tuple(names.shape)} and popularities {tuple(popularity.shape)}; give one "
                         "name of two tokens for each old fact, and popularities that sum to 1.")
    weights = {name: weight.detach() for name, weight in network.named_parameters()}
    with torch.no_grad():
        chances = torch.softmax(network(names), dim=-1)

    def surprise(weights, name, value):
        return F.cross_entropy(functional_call(network, weights, (name,)), value)

    slopes = vmap(grad(surprise), in_dims=(None, 0, 0))  # one fact at a time: squares of sums would mix them
    found = {name: torch.zeros_like(weight) for name, weight in weights.items()}
    for value, chance in enumerate(chances.T):  # as eq-fisher says: every value, with its probability
        for name, slope in slopes(weights, names, torch.full((len(names),), value)).items():
            found[name] += torch.tensordot(popularity * chance, slope**2, 1) / LN2
    return found


def pull(ensemble: Ensemble, network: MLP, information: dict[str, Tensor], strength: Tensor) -> Tensor:
    r"""What each network of an ensemble pays for having left ``network``: :math:`\frac\lambda2 \sum_j F_j \Delta_j^2`.

    Parameters
    ----------
    ensemble : of copies of ``network``, in training.
    information : from :func:`fisher`.
    strength : λ of each, shape (E,), from 0.

    Returns
    -------
    bits, shape (E,), to be added to the losses.

    Raises
    ------
    ValueError
        If there is not one strength from 0 for each network.
    """
    if strength.shape != (len(ensemble),) or not bool((strength >= 0).all()):
        raise ValueError(f"strength has shape {tuple(strength.shape)} for {len(ensemble)} networks; give each a number "
                         "from 0.")
    at_first, paid = dict(network.named_parameters()), 0
    for name, weight in ensemble.stacked().items():
        moved = (weight - at_first[name].detach()) ** 2
        paid = paid + (information[name] * moved).flatten(1).sum(dim=1)
    return strength / 2 * paid
