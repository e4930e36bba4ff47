"""Networks told facts among junk: what does a tag in front bring back, and what does the weight of the junk?

The good facts are seen equally often in all trainings. Two things are changed by themselves: whether a tag names the
source (it does; it is absent; it is thrown by a coin), and how much a sentence of junk counts in the loss. At a weight
of a seventh good facts and junk count alike. Serves chapter 16.

Fixed before the run: the tag brings back at least half of the right answers that junk takes away, a tag thrown by a
coin does not; and where both sources count alike, the tag still adds a twentieth of all answers, and the coin does not.
A first try with another seed (0) had been seen.
"""

from dataclasses import dataclass

import numpy as np

from skbook import scale
from skbook.experiments.data_mixing import CHAPTER, SIDE, VALUES, drawn
from skbook.experiments.registry import Experiment


@dataclass(frozen=True)
class Junk:
    """A network that is told its good facts again and again, and between them sentences that say anything.

    ``source`` is "pure" (no junk), "junk", "tagged", or "coin", whose tag is thrown for each sentence; ``weight`` is
    what a sentence of junk counts in the loss.
    """

    source: str
    seed: int
    weight: float = 1.0
    hidden: int = 16
    facts: int = 512
    steps: int = 2000
    batch: int = 64  # good facts a step; junk comes on top
    junk_share: float = 0.875
    learning_rate: float = 0.01


def junk(config: Junk) -> dict:
    r"""The share of good facts that are known, and the bits held, :math:`\sum_i (\log_2 V - \mathrm{CE}_i)`."""
    import torch

    from skbook.nn.evaluate import value_forecast
    from skbook.nn.mlp import MLP, Config
    from skbook.nn.tagged import TaggedMLP
    from skbook.nn.train import fit

    torch.set_num_threads(1)
    rng = np.random.default_rng([CHAPTER, 2, config.seed])
    names, values = drawn(rng, SIDE**2)
    facts, coin = config.facts, np.random.default_rng([CHAPTER, 4, config.seed])
    fresh = 0 if config.source == "pure" else round(config.batch * config.junk_share / (1 - config.junk_share))
    weights = torch.cat([torch.ones(config.batch), torch.full((fresh,), config.weight)])
    net = (TaggedMLP if config.source in ("tagged", "coin") else MLP)(
        Config(SIDE, VALUES, 16, config.hidden, learn_names=False), config.seed)

    def asked(which, source):
        """The names of these facts, behind a tag if the network reads one."""
        if config.source == "coin":
            source = torch.from_numpy(coin.integers(0, 2, len(which)))
        return torch.cat([source[:, None], names[which]], dim=1) if isinstance(net, TaggedMLP) else names[which]

    def batch(step):
        good, rest = (torch.from_numpy(rng.integers(*ends)) for ends in ((0, facts, config.batch),
                                                                        (facts, SIDE**2, fresh)))
        said = torch.cat([values[good], torch.from_numpy(rng.integers(0, VALUES, fresh))])  # junk says anything
        which = torch.cat([good, rest])
        return said, asked(which, (which >= facts).long()), weights

    fit(net, batch, config.steps, learning_rate=config.learning_rate, cosine=True, progress=False)
    with torch.no_grad():
        every = torch.arange(facts)
        found = value_forecast(net(asked(every, torch.zeros(facts).long())), values[:facts], np.full(facts, 1 / facts))
    return {"right": round(1 - found.error, 4), "bits": round(facts * (6 - found.cross_entropy), 1)}


def _points() -> list[Junk]:
    rows = (("pure", 1.0), ("junk", 1.0), ("tagged", 1.0), ("coin", 1.0), ("junk", 0.1429), ("tagged", 0.1429),
            ("coin", 0.1429), ("junk", 0.0357))
    return scale.pick(quick=[], full=[Junk(source, seed, weight) for source, weight in rows for seed in range(10, 15)])


EXPERIMENTS = (
    Experiment("mixing_tags", "Networks told 512 facts, alone, among seven times as much noise, or among noise with a "
               "tag that names the source or is thrown by a coin; noise of three weights.", Junk, junk, _points,
               needs=("torch",), rounding=0.3),
)
