"""Networks that read a mixture of two sources: how much of the good one does it take until they know it?

``mixing_exposures`` lets a network read sentences drawn from the mixture once, and looks for the ratio at which it
knows half of the good facts. Networks too small for all facts are in :mod:`skbook.experiments.mixing_capacity`, and
those that read facts among junk in :mod:`skbook.experiments.mixing_tags`. Serves chapter 16.
"""

from dataclasses import dataclass

import numpy as np

from skbook import pitman_yor, scale
from skbook.experiments.registry import Experiment
from skbook.mixing import bisect, exposure_ratio

CHAPTER = 16
GOOD = 16  # n, equally frequent facts of the good source
FACTS = 4096  # M, facts of the other source
SIDE = 72  # 72 × 72 names
VALUES = 64
TRIALS = 5  # trainings of a bisection: the bracket, at first 64 wide, ends 14 % wide


@dataclass(frozen=True)
class Reading:
    """One search for the critical ratio of a network that reads each sentence once, as the mixture brings them."""

    sentences: int
    hidden: int
    seed: int
    batch: int = 64
    learning_rate: float = 0.01


def popularity(world: str) -> np.ndarray:
    """The popularities of the other source, largest first, shape (FACTS,).

    >>> popularity("zipf")[:3].round(3)
    array([0.608, 0.152, 0.068])
    """
    if world == "zipf":
        return pitman_yor.zipf_weights(FACTS, 0.5)
    from skbook import datasets
    from skbook.lexical import words

    _, counts = np.unique(words(datasets.load("austen_en")), return_counts=True)
    counts = np.sort(counts)[::-1][:FACTS]
    return counts / counts.sum()


def drawn(rng: np.random.Generator, n: int):
    """Names of n facts, all different, and their values, as tensors."""
    import torch

    names = np.stack(divmod(rng.permutation(SIDE**2)[:n], SIDE), axis=1)
    return torch.from_numpy(names), torch.from_numpy(rng.integers(0, VALUES, n))


def reading(config: Reading) -> dict:
    """Bisect the ratio for a network that reads the mixture once.

    Returns
    -------
    ``ratio``, the middle of the last bracket; ``tried`` and ``share``, the ratios that were tried and the share of good
    facts that was then answered right.
    """
    middle = exposure_ratio(GOOD, config.sentences, sightings=6)  # what a first try needed, with other seeds
    found = bisect(lambda ratio: _read(config, ratio), middle / 8, middle * 8, TRIALS)
    return {"ratio": float(f"{found['at']:.4g}"), "tried": [float(f"{x:.4g}") for x in found["tried"]],
            "share": found["share"]}


def _read(config: Reading, ratio: float) -> float:
    """The share of good facts that are known after one reading of a mixture."""
    import torch

    from skbook.nn.mlp import MLP, Config
    from skbook.nn.train import fit

    torch.set_num_threads(1)
    rng = np.random.default_rng([CHAPTER, 1, config.seed, config.hidden, config.sentences])
    names, values = drawn(rng, FACTS + GOOD)
    ends = np.cumsum(np.append((1 - ratio) * popularity("zipf"), np.full(GOOD, ratio / GOOD)))[:-1]
    net = MLP(Config(SIDE, VALUES, 16, config.hidden, learn_names=False), config.seed)
    ones = torch.ones(config.batch)

    def batch(step):
        facts = torch.from_numpy(np.searchsorted(ends, rng.random(config.batch), side="right"))
        return values[facts], names[facts], ones

    fit(net, batch, config.sentences // config.batch, learning_rate=config.learning_rate, cosine=True, progress=False)
    with torch.no_grad():
        return float((net(names).argmax(dim=-1) == values)[FACTS:].float().mean())


def _readings() -> list[Reading]:
    every = [Reading(n, hidden, seed) for n, hidden in ((10_240, 24), (40_960, 24), (10_240, 96)) for seed in range(5)]
    return scale.pick(quick=every[:1], full=every)


EXPERIMENTS = (
    Experiment("mixing_exposures", "Networks read each sentence of a mixture once; the ratio at which they know half "
               "of sixteen good facts is found by bisection.",
               Reading, reading, _readings, needs=("torch",), rounding=0.3),
)
