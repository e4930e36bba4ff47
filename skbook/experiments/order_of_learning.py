"""A tiny transformer reads a town, and we stop the film again and again: which facts does it know by now?

One point is one town, with world, grammar, corpus and first weights drawn anew. The learning rate is constant after the
warm-up, so that a sentence counts as much late as early. At every stop each fact of the world is asked once, in a
sentence of its own, and facts are grouped by how often the corpus mentions them. Serves chapter 13.
"""

from dataclasses import dataclass

import numpy as np

from skbook import info, scale
from skbook import learning_order as order
from skbook.experiments.registry import Experiment
from skbook.syntax_knowledge import Corpus, Syntax, World

EDGES = (0, 1, 2, 3, 5, 9, 17, 33, 65, 129, 257)  # a bucket holds the counts from one edge to below the next
BUCKETS = ("0", "1", "2", "3–4", "5–8", "9–16", "17–32", "33–64", "65–128", "129–256", "more than 256")
WINDOW = slice(5, 10)  # buckets 9–16 to 129–256: the only ones in a fit; below, few facts are known in the end
CLOCKWORK = 30  # sightings that a learner who counts them waits for
CHAPTER = 13


@dataclass(frozen=True)
class Config:
    """One town and its reader."""

    discount: float = 0.6
    n_facts: int = 4096
    n_values: int = 64
    sentences: int = 20_000
    steps: int = 2500
    batch: int = 64
    width: int = 32
    learning_rate: float = 0.01
    seed: int = 0


def stops(steps: int) -> list[int]:
    """The steps after which we look: from 8 on, each about √2 times the last, and the end.

    >>> stops(100)
    [8, 11, 16, 23, 32, 45, 64, 91, 100]
    """
    between = {round(2 ** (k / 2)) for k in range(6, 2 * steps.bit_length())}
    return sorted({s for s in between if s < steps} | {steps})


def point(config: Config) -> dict:
    """Train one reader, and stop it again and again.

    Returns
    -------
    ``stops``; ``counts`` and ``facts``, mean count and size of each bucket; ``accuracy``, shape (stops, buckets), of
    the best answer, and ``ideal``, that of a memoriser who reads the same sentences in the same order; ``syntax`` and
    ``value``, bits a sentence above the entropy, values weighted by popularity; ``half``, the steps after which the
    buckets of the window are half known, ``clockwork``, the same for a learner who knows a fact from its thirtieth
    sighting on, and ``by_value``, for the same facts in five groups by what is said of them; ``climb``, how many times
    longer a fact takes to reach probability 0.9 than 0.1, in the median over facts mentioned nine times or more.
    """
    import torch

    from skbook.nn.gpt import GPT
    from skbook.nn.sentences import Spelling, draw_names
    from skbook.nn.train import Learner

    world, syntax, rng = town(config)
    corpus, fresh = (Corpus.draw(world, syntax, n, rng) for n in (config.sentences, 2048))
    spelling = Spelling(world, syntax, draw_names(config.n_facts, rng))
    rows, batches = torch.from_numpy(spelling.rows(corpus)), reading_order(config, rng)
    net = GPT(spelling.config(config.width), config.seed)
    learner = Learner(net, config.learning_rate, steady=config.steps)
    at, looks = stops(config.steps), []
    for step, batch in enumerate(batches, 1):
        learner.step(rows[batch])
        if step in at:  # always the same questions
            looks.append(look(net, spelling, fresh, np.random.default_rng([CHAPTER, 6, config.seed])))
    return _film(config, corpus, batches, at, looks)


def town(config: Config) -> tuple[World, Syntax, np.random.Generator]:
    """World and grammar of a point, and the generator from which its corpus is drawn next."""
    rng = np.random.default_rng([CHAPTER, 5, config.seed])
    world = World.zipf(config.n_facts, config.discount, config.n_values, rng)
    return world, Syntax.random(4, 3, 16, rng), rng


def blind_bits(config: Config) -> float:
    r"""What the words of the grammar cost above their entropy if one does not look at the template, in bits a sentence.

    .. math:: \sum_j \Bigl[ H\Bigl(\sum_t \psi_0(t)\,\psi_{t,j}\Bigr) - \sum_t \psi_0(t)\, H(\psi_{t,j}) \Bigr]

    Slot by slot that is the information between template and word: between 0 and the entropy of the template.

    >>> 0 < blind_bits(Config()) < 3 * 2
    True
    """
    _, syntax, _ = town(config)
    together = info.entropy(np.einsum("t,tjs->js", syntax.template, syntax.words))
    apart = syntax.entropies()
    return float(np.sum(together)) - sum(apart[name] for name in syntax.names)


def look(net, spelling, fresh: Corpus, rng: np.random.Generator) -> dict:
    """What a network knows now: each fact asked once, and what the syntax of fresh sentences costs too much."""
    from skbook.nn import evaluate

    world = spelling.world
    values = evaluate.value_forecast(evaluate.value_logits(net, spelling, rng), world.values(np.arange(world.n_facts)),
                                     world.popularity.probabilities)
    entropy = sum(fresh.bits(slot).mean() for slot, kind in fresh.kinds.items() if kind == "syntax")
    return {"chance": 2.0**-values.bits, "right": values.right, "value": round(values.cross_entropy, 4),
            "syntax": round(evaluate.by_slot(net, spelling, fresh)["syntax"] - float(entropy), 4)}


def reading_order(config: Config, rng: np.random.Generator) -> np.ndarray:
    """Which sentences each step reads, shape (steps, batch): all of them in random order, then in another."""
    needed = config.steps * config.batch
    epochs = [rng.permutation(config.sentences) for _ in range(-(-needed // config.sentences))]
    return np.concatenate(epochs)[:needed].reshape(config.steps, config.batch)


def _film(config: Config, corpus: Corpus, batches: np.ndarray, at: list[int], looks: list[dict]) -> dict:
    counts = np.bincount(corpus.facts, minlength=config.n_facts)
    bucket = np.searchsorted(EDGES, counts, side="right") - 1
    chance, right = (np.array([look[key] for look in looks]) for key in ("chance", "right"))
    seen = np.array([np.bincount(corpus.facts[batches[:step]].ravel(), minlength=config.n_facts) for step in at])
    guess = 1 / config.n_values
    accuracy, ideal, clockwork = (_shares(known, bucket, len(BUCKETS)) for known in
                                  (right, np.where(seen > 0, 1, guess), np.where(seen >= CLOCKWORK, 1, guess)))
    often = counts >= EDGES[WINDOW.start]
    by_value = _shares(right[:, often], corpus.world.values(np.arange(config.n_facts))[often] % 5, 5)
    return {"stops": at, "counts": _shares(counts[None], bucket, len(BUCKETS))[0],
            "facts": np.bincount(bucket, minlength=len(BUCKETS)), "accuracy": accuracy.round(4),
            "ideal": ideal.round(4), **{key: [look[key] for look in looks] for key in ("syntax", "value")},
            "half": _halves(at, accuracy[:, WINDOW]), "clockwork": _halves(at, clockwork[:, WINDOW]),
            "by_value": _halves(at, by_value), "climb": round(_climb(at, chance[:, often]), 3)}


def _shares(known: np.ndarray, group: np.ndarray, n_groups: int) -> np.ndarray:
    """The mean of each row of ``known`` over each group of facts, shape (stops, groups); 0 where there is none."""
    sums = np.array([np.bincount(group, row, n_groups) for row in known])
    return sums / np.maximum(np.bincount(group, minlength=n_groups), 1)


def _halves(at: list[int], curves: np.ndarray) -> list[float]:
    """When each column reaches one half."""
    times = [order.crossing_time(at, curve) for curve in curves.T]
    if not np.isfinite(times).all():
        raise ValueError(f"the buckets of the window reach one half after {times} steps; train for longer, or look "
                         "from an earlier step on.")
    return [round(time, 2) for time in times]


def _climb(at: list[int], chance: np.ndarray) -> float:
    """The median over facts of (first time at 0.9) / (first time at 0.1), of facts that reach both in the film."""
    times = np.array([[order.crossing_time(at, one, level) for level in (0.1, 0.9)] for one in chance.T])
    return float(np.nanmedian(times[:, 1] / times[:, 0]))


EXPERIMENTS = (
    Experiment("order_of_learning", "Transformers read a town each, and are asked about every fact at eighteen stops.",
               Config, point, lambda: [Config(seed=seed) for seed in range(scale.pick(quick=1, full=8))],
               needs=("torch",), rounding=0.3),  # a training is chaotic: other processors give another film
)
