"""Networks that read a mixture of two sources: how much of the good one does it take until they know it?

Three experiments. ``mixing_capacity`` finds the critical ratio by bisection in a network too small for all facts: every
ratio is trained with the very same visits to the very same facts, only their weights in the loss differ, so that
nothing but the ratio changes. ``mixing_exposures`` lets a network read sentences drawn from the mixture once. In
``mixing_junk`` the other source is pure noise, with or without a tag that names the source. Serves chapter 16.
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
VISITS = 0.1  # share of all visits that the good facts get, whatever the ratio
TRIALS = 5  # trainings of a bisection: the bracket, at first 64 wide, ends 14 % wide


@dataclass(frozen=True)
class Bisection:
    """One search for the critical ratio; names, values, first weights and batches are drawn by the seed.

    ``world`` is "zipf", with popularity c i^(−2), or "austen", where the popularities are those of Austen's words.
    """

    hidden: int
    seed: int
    steps: int = 1000
    world: str = "zipf"
    batch: int = 512
    learning_rate: float = 0.02


@dataclass(frozen=True)
class Reading:
    """One search for the critical ratio of a network that reads each sentence once, as the mixture brings them."""

    sentences: int
    hidden: int
    seed: int
    batch: int = 64
    learning_rate: float = 0.01


@dataclass(frozen=True)
class Junk:
    """A network that visits its good facts again and again, and between them sentences that are never repeated."""

    source: str  # "pure", "junk" or "tagged"
    seed: int
    hidden: int = 16
    facts: int = 512
    steps: int = 2000
    batch: int = 64  # good facts a step; junk comes on top
    junk_share: float = 0.875
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
    return {"weights": weights, "facts": facts, **_plain(found)}


def held(right: np.ndarray) -> int:
    """How many facts a network holds that answers these right: lucky guesses, as frequent as in the rarer half, off.

    >>> held(np.array([True, True, True, False, True, False, False, False]))  # one of four is lucky
    3
    """
    lucky = right[len(right) // 2:].mean()
    return round(float((right - lucky).sum() / (1 - lucky)))


def _plain(found: dict) -> dict:
    return {"odds": float(f"{found['at']:.4g}"), "tried": [float(f"{x:.4g}") for x in found["tried"]],
            "share": found["share"]}


def _trained(config: Bisection, p: np.ndarray, odds: float) -> tuple[int, np.ndarray]:
    """The number of weights, and which facts are answered right: first the other source's, then the good ones."""
    import torch

    from skbook.nn.mlp import MLP, Config
    from skbook.nn.train import fit

    rng = np.random.default_rng([CHAPTER, config.seed, config.hidden])
    names, values = _drawn(rng, FACTS + GOOD)
    root = np.sqrt(p) / np.sqrt(p).sum()
    visits = np.append((1 - VISITS) * root, np.full(GOOD, VISITS / GOOD))
    weight = torch.from_numpy((np.append(p, np.full(GOOD, odds / GOOD)) / (1 + odds) / visits).astype(np.float32))
    ends = np.cumsum(visits)[:-1]
    net = MLP(Config(SIDE, VALUES, 16, config.hidden, learn_names=False), config.seed)

    def batch(step):
        facts = torch.from_numpy(np.searchsorted(ends, rng.random(config.batch), side="right"))
        return values[facts], names[facts], weight[facts]

    fit(net, batch, config.steps, learning_rate=config.learning_rate, cosine=True, progress=False)
    with torch.no_grad():
        return net.config.n_weights, (net(names).argmax(dim=-1) == values).numpy()


def _drawn(rng: np.random.Generator, n: int):
    """Names of n facts, all different, and their values, as tensors."""
    import torch

    names = np.stack(divmod(rng.permutation(SIDE**2)[:n], SIDE), axis=1)
    return torch.from_numpy(names), torch.from_numpy(rng.integers(0, VALUES, n))


def reading(config: Reading) -> dict:
    """As :func:`bisection`, of the ratio itself, for a network that reads the mixture once."""
    middle = exposure_ratio(GOOD, config.sentences, sightings=6)  # what a first try needed, with other seeds
    found = bisect(lambda ratio: _read(config, ratio), middle / 8, middle * 8, TRIALS)
    return {"ratio": float(f"{found['at']:.4g}"), **{k: v for k, v in _plain(found).items() if k != "odds"}}


def _read(config: Reading, ratio: float) -> float:
    """The share of good facts that are known after one reading of a mixture."""
    import torch

    from skbook.nn.mlp import MLP, Config
    from skbook.nn.train import fit

    torch.set_num_threads(1)
    rng = np.random.default_rng([CHAPTER, 1, config.seed, config.hidden, config.sentences])
    names, values = _drawn(rng, FACTS + GOOD)
    ends = np.cumsum(np.append((1 - ratio) * popularity("zipf"), np.full(GOOD, ratio / GOOD)))[:-1]
    net = MLP(Config(SIDE, VALUES, 16, config.hidden, learn_names=False), config.seed)
    ones = torch.ones(config.batch)

    def batch(step):
        facts = torch.from_numpy(np.searchsorted(ends, rng.random(config.batch), side="right"))
        return values[facts], names[facts], ones

    fit(net, batch, config.sentences // config.batch, learning_rate=config.learning_rate, cosine=True, progress=False)
    with torch.no_grad():
        return float((net(names).argmax(dim=-1) == values)[FACTS:].float().mean())


def junk(config: Junk) -> dict:
    r"""The share of good facts that are known, and the bits held, :math:`\sum_i (\log_2 V - \mathrm{CE}_i)`."""
    import torch

    from skbook.nn.evaluate import value_forecast
    from skbook.nn.mlp import MLP, Config
    from skbook.nn.tagged import TaggedMLP
    from skbook.nn.train import fit

    torch.set_num_threads(1)
    rng = np.random.default_rng([CHAPTER, 2, config.seed])
    names, values = _drawn(rng, SIDE**2)
    facts, tagged = config.facts, config.source == "tagged"
    fresh = 0 if config.source == "pure" else round(config.batch * config.junk_share / (1 - config.junk_share))
    source = torch.cat([torch.zeros(facts, 1), torch.ones(SIDE**2 - facts, 1)]).long()
    asked = torch.cat([source, names], dim=1) if tagged else names
    net = (TaggedMLP if tagged else MLP)(Config(SIDE, VALUES, 16, config.hidden, learn_names=False), config.seed)

    def batch(step):
        good, rest = (torch.from_numpy(rng.integers(*ends)) for ends in ((0, facts, config.batch),
                                                                        (facts, SIDE**2, fresh)))
        said = torch.cat([values[good], torch.from_numpy(rng.integers(0, VALUES, fresh))])  # junk says anything
        return said, asked[torch.cat([good, rest])], torch.ones(config.batch + fresh)

    fit(net, batch, config.steps, learning_rate=config.learning_rate, cosine=True, progress=False)
    with torch.no_grad():
        found = value_forecast(net(asked[:facts]), values[:facts], np.full(facts, 1 / facts))
    return {"right": round(1 - found.error, 4), "bits": round(facts * (6 - found.cross_entropy), 1)}


def _bisections() -> list[Bisection]:
    sizes = [Bisection(hidden, seed) for hidden in (6, 12, 24) for seed in range(5)]
    hasty, austen = ([Bisection(12, seed, **one) for seed in range(5)] for one in ({"steps": 250}, {"world": "austen"}))
    return scale.pick(quick=sizes[:1], full=sizes + hasty + austen)


def _readings() -> list[Reading]:
    every = [Reading(n, hidden, seed) for n, hidden in ((10_240, 24), (40_960, 24), (10_240, 96)) for seed in range(5)]
    return scale.pick(quick=every[:1], full=every)


def _junk() -> list[Junk]:
    return scale.pick(quick=[], full=[Junk(source, seed) for source in ("pure", "junk", "tagged") for seed in range(5)])


EXPERIMENTS = (
    Experiment("mixing_capacity", "Networks of three widths, told a mixture of sixteen equally frequent facts and four "
               "thousand others; the ratio at which they know half of the sixteen is found by bisection.",
               Bisection, bisection, _bisections, data=("austen_en",), needs=("torch",), rounding=0.3),
    Experiment("mixing_exposures", "The same search in networks that read each sentence of the mixture once.",
               Reading, reading, _readings, needs=("torch",), rounding=0.3),
    Experiment("mixing_junk", "Networks told 512 facts, alone, among seven times as much noise, or among noise with a "
               "tag that names the source.", Junk, junk, _junk, needs=("torch",), rounding=0.3),
)
