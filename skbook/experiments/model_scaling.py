"""The networks of the chapter on size: how the excess falls with their weights, and how many bits a weight holds."""

import math
from dataclasses import dataclass

import numpy as np

from skbook import pitman_yor, scale
from skbook.experiments.registry import Experiment

DISCOUNTS = (0.5, 0.6, 0.7)
WIDTHS = (2, 4, 8, 12, 24, 48)  # neurons in the hidden layer
LOADS = (500, 1000, 2000, 2400, 3000, 4000)  # facts told to one network


@dataclass(frozen=True)
class Frozen:
    """A network whose vectors of names are random and stay so, told an endless corpus of one world.

    With ``popular`` false it is told all facts equally often, and still asked by popularity. Who bears which name and
    all values are drawn anew for every discount, width and seed; the random vectors and the first weights by the seed
    alone.
    """

    discount: float
    hidden: int
    seed: int
    popular: bool = True
    side: int = 128  # 128 × 128 names
    width: int = 16
    steps: int = 1500
    batch: int = 512
    learning_rate: float = 0.02


def rank_edges(n_facts: int) -> np.ndarray:
    """Bins of ranks, four for each doubling: bin j holds the facts from edge j to below edge j + 1, counted from 0."""
    return np.unique(np.append((2 ** (np.arange(4 * math.log2(n_facts) + 1) / 4)).astype(int) - 1, n_facts))


def frozen_network(config: Frozen) -> dict:
    r"""Excess and error over all facts, and the bits held, by rank.

    Bits held are, in each bin of ranks, the mean of :math:`\log_2 V - \mathrm{CE}_i`, or 0 if that is negative: a
    reader who knows the ranks would then guess evenly. By the chapter's theorem they are not above the bits that the
    weights hold about these facts, on average over worlds.

    A step does not draw facts by popularity, which would hardly ever show a rare one, but by its root, and weighs each
    by popularity over root: nearly the same mean gradient, with less noise.
    """
    import torch

    from skbook.nn.evaluate import value_forecast
    from skbook.nn.mlp import MLP, Config
    from skbook.nn.sentences import draw_names
    from skbook.nn.train import fit

    rng = np.random.default_rng([11, config.seed, round(100 * config.discount), config.hidden])
    n_facts, p = config.side**2, pitman_yor.zipf_weights(config.side**2, config.discount)
    told = p if config.popular else np.full(n_facts, 1 / n_facts)
    drawn = np.sqrt(told) / np.sqrt(told).sum()
    weight, ends = torch.from_numpy((told / drawn).astype(np.float32)), np.cumsum(drawn)[:-1]
    names = torch.from_numpy(draw_names(n_facts, rng, config.side))
    values = torch.from_numpy(rng.integers(0, 64, n_facts))
    net = MLP(Config(side=config.side, width=config.width, hidden=config.hidden, learn_names=False), config.seed)

    def batch(step):
        facts = torch.from_numpy(np.searchsorted(ends, rng.random(config.batch), side="right"))
        return values[facts], names[facts], weight[facts]

    fit(net, batch, config.steps, learning_rate=config.learning_rate, cosine=True, progress=False)
    with torch.no_grad():
        asked = value_forecast(net(names), values, p)
    edges = rank_edges(n_facts)
    saved = np.add.reduceat(6 - asked.bits, edges[:-1]) / np.diff(edges)
    held = np.maximum(saved, 0)
    return {"weights": net.config.n_weights, "excess": asked.cross_entropy, "error": asked.error,
            "bits": float(held @ np.diff(edges)), "held": held.round(4)}


@dataclass(frozen=True)
class Crammed:
    """A network all of whose weights are learnt, told so many facts, each as often as the others."""

    facts: int
    seed: int
    hidden: int = 40
    width: int = 16
    exposures: int = 1500
    side: int = 64  # 64 × 64 names
    learning_rate: float = 0.06


def crammed_network(config: Crammed) -> dict:
    r"""Bits held, :math:`\sum_i (\log_2 V - \mathrm{CE}_i)`, and the share of facts that are answered right."""
    import torch

    from skbook.nn.evaluate import value_forecast
    from skbook.nn.mlp import MLP, Config, told
    from skbook.nn.sentences import draw_names
    from skbook.nn.train import fit

    rng = np.random.default_rng([11, config.seed, config.facts, config.hidden])
    names = draw_names(config.facts, rng, config.side)
    facts = told(names, rng.integers(0, 64, config.facts), np.ones(config.facts))
    net = MLP(Config(side=config.side, width=config.width, hidden=config.hidden), config.seed)
    fit(net, lambda step: facts, config.exposures, learning_rate=config.learning_rate, cosine=True, progress=False)
    with torch.no_grad():
        asked = value_forecast(net(facts[1]), facts[0], np.full(config.facts, 1 / config.facts))
    return {"weights": net.config.n_weights, "bits": config.facts * (6 - asked.cross_entropy),
            "right": 1 - asked.error}


def _frozen_points() -> list[Frozen]:
    some = [Frozen(0.5, hidden, seed=0) for hidden in (8, 24)]
    every = [Frozen(d, hidden, seed) for d in DISCOUNTS for hidden in WIDTHS for seed in range(3)]
    equal = [Frozen(0.5, 48, seed, popular=False) for seed in range(3)]
    return scale.pick(quick=some, full=every + equal)


def _crammed_points() -> list[Crammed]:
    every = [Crammed(facts, seed) for facts in LOADS for seed in range(3)]
    hasty = [Crammed(3000, seed, exposures=150) for seed in range(3)]
    larger = [Crammed(4000, seed, 64, 24, exposures) for exposures in (1500, 150) for seed in range(3)]
    return scale.pick(quick=hasty, full=every + hasty + larger)


EXPERIMENTS = (
    Experiment("model_sizes", "Networks with fixed random names and six widths of the hidden layer, told an endless "
               "corpus of worlds with three discounts; names and values are new for every network, first weights for "
               "every seed.",
               Frozen, frozen_network, _frozen_points, needs=("torch",), rounding=0.02),
    Experiment("bits_per_weight", "Networks all of whose weights are learnt, told six numbers of random facts fifteen "
               "hundred times each; two loads also a tenth as often, one of them in a larger network.",
               Crammed, crammed_network, _crammed_points, needs=("torch",), rounding=0.02),
)
