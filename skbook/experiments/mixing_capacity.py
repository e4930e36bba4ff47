"""The critical ratio of a mixture in a network too small for all facts, found by bisection.

Every ratio is trained with the very same visits to the very same facts: what a step shows does not depend on the ratio,
only the weights in the loss do. So nothing but the ratio changes, and how often a fact is *seen* cannot be the reason
why it is not known. Serves chapter 16, as :mod:`skbook.experiments.data_mixing` does, where networks read a mixture as
it comes.
"""

from dataclasses import dataclass

import numpy as np

from skbook import scale
from skbook.experiments.data_mixing import CHAPTER, FACTS, GOOD, SIDE, VALUES, drawn, popularity
from skbook.experiments.registry import Experiment
from skbook.mixing import bisect

TRIALS = 4  # trainings of a bisection: the bracket, at first 64 wide, ends 1.3 wide


@dataclass(frozen=True)
class Bisection:
    """One search; names, values, first weights and batches are drawn by the seed.

    ``world`` is "zipf", with popularity c i^(−2), or "austen", where the popularities are those of Austen's words.
    ``visits`` is the share of all visits that the good facts get, whatever the ratio.
    """

    hidden: int
    seed: int
    world: str = "zipf"
    visits: float = 0.1
    steps: int = 600
    batch: int = 512
    learning_rate: float = 0.02


def bisection(config: Bisection) -> dict:
    """Bisect the odds r / (1 − r) on a log scale, in a bracket of 64 about what the frontier of the network says.

    Returns
    -------
    ``weights``, of the network; ``facts``, K, how many facts of the other source it holds when the good one is absent;
    ``odds``, the middle of the last bracket; ``tried`` and ``share``, the odds that were tried and the share of good
    facts that was then answered right.
    """
    import torch

    torch.set_num_threads(1)
    p = popularity(config.world)
    weights, right = _trained(config, p, 0.0)
    facts = held(right[:FACTS])
    middle = GOOD * p[max(0, facts - GOOD // 2)]
    found = bisect(lambda odds: _trained(config, p, odds)[1][FACTS:].mean(), middle / 8, middle * 8, TRIALS)
    return {"weights": weights, "facts": facts, "odds": float(f"{found['at']:.4g}"),
            "tried": [float(f"{x:.4g}") for x in found["tried"]], "share": found["share"]}


def held(right: np.ndarray) -> int:
    """How many facts a network holds that answers these right: lucky guesses, as frequent as in the rarer half, off.

    >>> held(np.array([True, True, True, False, True, False, False, False]))  # one of four is lucky
    3
    """
    lucky = right[len(right) // 2:].mean()
    return round(float((right - lucky).sum() / (1 - lucky)))


def _trained(config: Bisection, p: np.ndarray, odds: float) -> tuple[int, np.ndarray]:
    """The number of weights, and which facts are answered right: first the other source's, then the good ones."""
    import torch

    from skbook.nn.mlp import MLP, Config
    from skbook.nn.train import fit

    rng = np.random.default_rng([CHAPTER, config.seed, config.hidden])
    names, values = drawn(rng, FACTS + GOOD)
    root = np.sqrt(p) / np.sqrt(p).sum()  # visits by the root of popularity, or a step would hardly show a rare fact
    visits = np.append((1 - config.visits) * root, np.full(GOOD, config.visits / GOOD))
    weight = torch.from_numpy((np.append(p, np.full(GOOD, odds / GOOD)) / (1 + odds) / visits).astype(np.float32))
    ends = np.cumsum(visits)[:-1]
    net = MLP(Config(SIDE, VALUES, 16, config.hidden, learn_names=False), config.seed)

    def batch(step):
        facts = torch.from_numpy(np.searchsorted(ends, rng.random(config.batch), side="right"))
        return values[facts], names[facts], weight[facts]

    fit(net, batch, config.steps, learning_rate=config.learning_rate, cosine=True, progress=False)
    with torch.no_grad():
        return net.config.n_weights, (net(names).argmax(dim=-1) == values).numpy()


def _points() -> list[Bisection]:
    sizes = [Bisection(hidden, seed) for hidden in (6, 12, 24) for seed in range(5)]
    rarely, austen = ([Bisection(12, seed, **one) for seed in range(5)] for one in ({"visits": 0.025},
                                                                                   {"world": "austen"}))
    return scale.pick(quick=sizes[:1], full=sizes + rarely + austen)


EXPERIMENTS = (
    Experiment("mixing_capacity", "Networks of three widths, told a mixture of sixteen equally frequent facts and four "
               "thousand others; the ratio at which they know half of the sixteen is found by bisection.",
               Bisection, bisection, _points, data=("austen_en",), needs=("torch",), rounding=0.3),
)
