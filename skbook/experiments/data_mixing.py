"""Networks that read a mixture of two sources: how much of the good one does it take until they know it?

``mixing_exposures`` lets a network read sentences drawn from the mixture once, and looks for the ratio at which it
knows half of the good facts. Networks too small for all facts are in :mod:`skbook.experiments.mixing_capacity`, and
those that read facts among junk in :mod:`skbook.experiments.mixing_tags`. Serves chapter 16.

Fixed before the run, with other seeds than those of two earlier ones (0 to 4), whose brackets were centred on what a
first try needed and moved with the sentences by themselves: one bracket for all networks, :data:`BRACKET`, 13 doublings
wide; four times the sentences move the ratio found down by more than one doubling. That four times the width moves it
by less than one was expected before the earliest run, which missed it.
"""

from dataclasses import dataclass

import numpy as np

from skbook import pitman_yor, scale
from skbook.experiments.registry import Experiment
from skbook.mixing import bisect

CHAPTER = 16
GOOD = 16  # n, equally frequent facts of the good source
FACTS = 4096  # M, facts of the other source
SIDE = 72  # 72 × 72 names
VALUES = 64
BRACKET = (1e-4, 1.0)  # ratios, the same for all networks
TRIALS = 7  # trainings of a bisection: the bracket, at first 10,000 wide, ends 7 % wide


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

    Parameters
    ----------
    world : "zipf", with popularity c i^(−2), or "austen", with those of Austen's commonest words.

    Raises
    ------
    ValueError
        If there is no such world.

    Examples
    --------
    >>> popularity("zipf")[:3].round(3)
    array([0.608, 0.152, 0.068])
    """
    if world == "zipf":
        return pitman_yor.zipf_weights(FACTS, 0.5)
    if world != "austen":
        raise ValueError(f"there is no world {world!r}; the worlds are 'zipf' and 'austen'.")
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


def trained(config, visits: np.ndarray, rng: np.random.Generator, steps: int, weight=None) -> tuple[int, np.ndarray]:
    """Train a network on facts that it meets with these probabilities, and ask it for every one.

    Parameters
    ----------
    config : with ``hidden``, ``seed``, ``batch`` and ``learning_rate``.
    visits : shape (FACTS + GOOD,), sum 1; first the other source's facts, then the good ones.
    weight : what each fact counts in the loss, in the shape of ``visits``; 1 if not given.

    Returns
    -------
    the number of weights, and which facts are answered right.
    """
    import torch

    from skbook.nn.mlp import MLP, Config
    from skbook.nn.train import fit

    names, values = drawn(rng, FACTS + GOOD)
    ends, counts = np.cumsum(visits)[:-1], np.ones(len(visits)) if weight is None else weight
    counts = torch.from_numpy(counts.astype(np.float32))
    net = MLP(Config(SIDE, VALUES, 16, config.hidden, learn_names=False), config.seed)

    def batch(step):
        facts = torch.from_numpy(np.searchsorted(ends, rng.random(config.batch), side="right"))
        return values[facts], names[facts], counts[facts]

    fit(net, batch, steps, learning_rate=config.learning_rate, cosine=True, progress=False)
    with torch.no_grad():
        return net.config.n_weights, (net(names).argmax(dim=-1) == values).numpy()


def reading(config: Reading) -> dict:
    """Bisect the ratio for a network that reads the mixture once, in a bracket that knows nothing of the network.

    Returns
    -------
    ``ratio``, the middle of the last bracket; ``tried`` and ``share``, the ratios that were tried and the share of good
    facts that was then answered right.
    """
    found = bisect(lambda ratio: _read(config, ratio), *BRACKET, TRIALS)
    return {"ratio": float(f"{found['at']:.4g}"), "tried": [float(f"{x:.4g}") for x in found["tried"]],
            "share": found["share"]}


def _read(config: Reading, ratio: float) -> float:
    """The share of good facts that are known after one reading of a mixture."""
    visits = np.append((1 - ratio) * popularity("zipf"), np.full(GOOD, ratio / GOOD))
    rng = np.random.default_rng([CHAPTER, 1, config.seed, config.hidden, config.sentences])
    return trained(config, visits, rng, config.sentences // config.batch)[1][FACTS:].mean()


def _readings() -> list[Reading]:
    settings = (10_240, 24), (40_960, 24), (10_240, 96)
    every = [Reading(sentences, hidden, seed) for sentences, hidden in settings for seed in range(10, 15)]
    return scale.pick(quick=every[:1], full=every)


EXPERIMENTS = (
    Experiment("mixing_exposures", "Networks read each sentence of a mixture once; the ratio at which they know half "
               "of sixteen good facts is found by bisection.",
               Reading, reading, _readings, needs=("torch",), rounding=0.3),
)
