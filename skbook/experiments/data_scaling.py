r"""The card of the chapter on data: tiny transformers that read more and more sentences, in three designs.

What differs is how the number of training steps grows with the number N of sentences, at 64 sentences a step:

* ``one pass``: every sentence is read once, so ten times the sentences are ten times the steps;
* ``falling epochs``: the sentences are read again and again, but fewer times the more there are;
* ``fixed steps``: the same number of steps for every N.

All sizes of the last design take equally many steps, so they train in one go.
"""

import math
from dataclasses import dataclass

import numpy as np

from skbook import scale
from skbook.experiments.registry import Experiment

SENTENCES = (100, 300, 1000, 3000, 10_000, 30_000)
EPOCHS = (30, 20, 12, 7, 4, 2)  # of the design with falling epochs, for the sizes above
STEPS, BATCH = 1200, 64  # of the design with fixed steps; sentences a step
FACTS, VALUES = 4096, 64
TESTED = 2000  # new sentences on which the grammar is tested; values are tested on all facts, exactly
DESIGNS = ("one pass", "falling epochs", "fixed steps")


@dataclass(frozen=True)
class Reading:
    """Transformers of one block and width 32, one for each number of ``sentences``, each in a world of its own."""

    design: str = "fixed steps"
    discount: float = 0.5
    seed: int = 0
    sentences: tuple[int, ...] = SENTENCES


def steps(design: str, n: int) -> int:
    """How many steps a network takes on n sentences.

    >>> [steps(design, 10_000) for design in DESIGNS]
    [157, 625, 1200]
    """
    if design not in DESIGNS:
        raise ValueError(f"there is no design {design!r}; the designs are {', '.join(DESIGNS)}.")
    if design == "fixed steps":
        return STEPS
    if design == "falling epochs" and n not in SENTENCES:
        raise ValueError(f"falling epochs are chosen for {', '.join(map(str, SENTENCES))} sentences, not for {n}.")
    epochs = 1 if design == "one pass" else EPOCHS[SENTENCES.index(n)]
    return math.ceil(epochs * n / BATCH)


def times_read(design: str, n: int) -> float:
    """How often a sentence comes by in training.

    >>> [times_read("fixed steps", n) for n in (3000, 30_000)]
    [25.6, 2.56]
    """
    return steps(design, n) * BATCH / n


def data_scaling(config: Reading) -> dict:
    """What the networks know when they have read their sentences; one number for each size.

    ``missing`` is the popularity of all facts that the corpus does not mention, ``error`` and ``cross_entropy`` (bits)
    are those of the value, exact over all facts, ``unmet_bits`` is what a fact that was not mentioned costs, and
    ``grammar_bits`` what template and words of new sentences cost above their true probabilities.
    """
    towns = [_Town(config, n) for n in config.sentences]
    groups = [towns] if config.design == "fixed steps" else [[town] for town in towns]
    found = [metrics for group in groups for metrics in _trained(group, config)]
    return {key: [metrics[key] for metrics in found] for key in found[0]}


class _Town:
    """A world, its sentences, and the order in which a network reads them: each once before any comes again."""

    def __init__(self, config: Reading, n: int):
        from skbook.nn.sentences import Spelling, draw_names
        from skbook.syntax_knowledge import Corpus, Syntax, World

        self.rng = np.random.default_rng([10, 9, config.seed, round(100 * config.discount), n])
        self.world, self.syntax = World.zipf(FACTS, config.discount, VALUES, self.rng), Syntax.random(4, 1, 8, self.rng)
        self.spelling = Spelling(self.world, self.syntax, draw_names(FACTS, self.rng))
        self.corpus = Corpus.draw(self.world, self.syntax, n, self.rng)
        self.steps = steps(config.design, n)
        read = self.steps * BATCH
        order = np.concatenate([self.rng.permutation(n) for _ in range(-(-read // n))])[:read]
        self.batches = self.spelling.rows(self.corpus)[order].reshape(self.steps, BATCH, -1)


def _trained(towns: list[_Town], config: Reading) -> list[dict]:
    """Train one network a town, all of them with equally many steps, and ask each for all facts."""
    from skbook.nn.ensemble import Ensemble
    from skbook.nn.gpt import GPT
    from skbook.nn.train import fit

    networks = Ensemble([GPT(town.spelling.config(layers=1), seed=config.seed) for town in towns])
    batches = np.stack([town.batches for town in towns], axis=1)
    fit(networks, batches.__getitem__, towns[0].steps, cosine=True, progress=False)
    return [_asked(network, town) for network, town in zip(networks.networks(), towns, strict=True)]


def _asked(network, town: _Town) -> dict:
    from skbook.nn.evaluate import by_slot, value_forecast, value_logits
    from skbook.syntax_knowledge import Corpus

    p = town.world.popularity.probabilities
    unmet = np.bincount(town.corpus.facts, minlength=FACTS) == 0
    forecast = value_forecast(value_logits(network, town.spelling, town.rng), town.world.values(np.arange(FACTS)), p)
    test = Corpus.draw(town.world, town.syntax, TESTED, town.rng)
    ideal = sum(test.bits(slot).mean() for slot, kind in test.kinds.items() if kind == "syntax")
    return {"missing": float(p[unmet].sum()), "error": forecast.error, "cross_entropy": forecast.cross_entropy,
            "unmet_bits": float((p * forecast.bits)[unmet].sum() / p[unmet].sum()),
            "grammar_bits": by_slot(network, town.spelling, test)["syntax"] - float(ideal)}


def _readings() -> list[Reading]:
    full = [Reading(seed=seed) for seed in range(5)]
    full += [Reading("one pass", seed=seed) for seed in range(5)]
    full += [Reading(discount=discount, seed=seed) for discount in (0.35, 0.65) for seed in range(3)]
    full += [Reading("falling epochs", seed=seed) for seed in range(3)]
    return scale.pick(quick=[Reading("one pass")], full=full)


EXPERIMENTS = (
    Experiment("data_scaling",
               "Tiny transformers read more and more sentences about a town of facts, in three designs of training.",
               Reading, data_scaling, _readings, needs=("torch",)),
)
