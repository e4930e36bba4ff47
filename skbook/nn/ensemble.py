r"""Many networks of one shape, trained in one go: a step for all costs little more than a step for one.

On tiny networks most of a step is bookkeeping between small operations. Here the weights of E networks are stacked
along a leading axis and each operation is done once for all of them. The networks stay strangers: each has its own
weights and its own batch, and no gradient passes between them. Works for every module with ``loss(batch)``. Needs
torch and the extra ``nn``. Serves every chapter that trains one network over several seeds.
"""

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.func import functional_call, stack_module_state


class Ensemble(nn.Module):
    r"""Networks of one shape as one network, for :func:`skbook.nn.train.fit`.

    .. math:: L\bigl(w^{(1)}, \dots, w^{(E)}\bigr) = \bigl(L(w^{(1)}; x^{(1)}), \dots, L(w^{(E)}; x^{(E)})\bigr)

    Parameters
    ----------
    networks : E of them, which are left alone.

    Raises
    ------
    ValueError
        If there is no network, or their shapes differ.

    Examples
    --------
    >>> from skbook.nn.gpt import GPT, Config
    >>> three = Ensemble([GPT(Config(alphabet=2, context=8, width=16), seed) for seed in range(3)])
    >>> three.loss(torch.zeros(3, 4, 8, dtype=torch.long)).tolist()  # a batch for each, along the first axis
    [1.0, 1.0, 1.0]
    >>> three(torch.zeros(3, 4, 8, dtype=torch.long)).shape  # logits of each
    torch.Size([3, 4, 8, 2])
    """

    def __init__(self, networks: Sequence[nn.Module]):
        super().__init__()
        shapes = [{name: weight.shape for name, weight in network.named_parameters()} for network in networks]
        if not networks or any(shape != shapes[0] for shape in shapes):
            raise ValueError("an ensemble is made of at least one network, all of the same shape: build them from one "
                             "Config with different seeds.")
        self._one = (_Asked(copy.deepcopy(networks[0])),)  # in a tuple, so that torch does not count its weights
        weights, fixed = stack_module_state([_Asked(network) for network in networks])
        self._weights, self._fixed = list(weights), list(fixed)  # names, whose dots torch would not take
        for i, name in enumerate(self._weights):
            self.register_parameter(f"weight{i}", nn.Parameter(weights[name].detach()))
        for i, name in enumerate(self._fixed):
            self.register_buffer(f"fixed{i}", fixed[name])

    def __len__(self):
        return len(self.weight0)

    def forward(self, *inputs):
        """What each network makes of its own part of the inputs: (E, …) to (E, …)."""
        return self._each("forward", *inputs)

    def loss(self, batch) -> Tensor:
        """The loss of each network on its own batch, in bits a symbol: (E, …) to (E,)."""
        return self._each("loss", batch)

    def networks(self) -> list[nn.Module]:
        """The networks one by one, each a copy with the weights that it has now."""
        state, found = self._state(), []
        for e in range(len(self)):
            network = copy.deepcopy(self._one[0])
            for name, tensor in [*network.named_parameters(), *network.named_buffers()]:
                tensor.data.copy_(state[name][e].detach())
            found.append(network.network)
        return found

    def stacked(self) -> dict[str, Tensor]:
        """The weights that are learnt, each name of one network to a tensor with a leading axis E."""
        return {name.removeprefix("network."): getattr(self, f"weight{i}") for i, name in enumerate(self._weights)}

    def _each(self, method: str, *inputs):
        def one(state, *parts):
            return functional_call(self._one[0], state, (method, *parts))

        return torch.vmap(one)(self._state(), *inputs)

    def _state(self) -> dict[str, Tensor]:
        weights = {name: getattr(self, f"weight{i}") for i, name in enumerate(self._weights)}
        return weights | {name: getattr(self, f"fixed{i}") for i, name in enumerate(self._fixed)}


class _Asked(nn.Module):
    """A network whose every method can be reached by a call, which is all that ``functional_call`` knows."""

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, method: str, *inputs):
        return getattr(self.network, method)(*inputs)
