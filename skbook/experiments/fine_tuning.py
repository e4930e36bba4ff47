"""Networks that know a town are taught new people: what do they keep, and what comes back?

Networks from name to value, and all ways of teaching at once; networks that read whole sentences stand in
``new_grammar``. One point is one town with its network, world, names and first weights drawn anew; what is compared
within a point starts from the same weights. Serves chapter 15.
"""

from dataclasses import dataclass

import numpy as np

from skbook import finetune, scale
from skbook.experiments.registry import Experiment
from skbook.popularity import zipf_weights

CHAPTER = 15
BUCKETS = ((1, 2), (3, 8), (9, 64), (65, 10**6))  # told so often, from … to …
NAMES = ("1–2", "3–8", "9–64", "65 or more")
REPLAYS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9)
EVENLY = 0.5  # this share of replay also with every old fact equally often
PULLS = (1.0, 1e3, 1e4, 1e5)  # strengths of the anchor, without replay
TARGETS = tuple(round(0.1 * k, 1) for k in range(1, 10))  # share of new facts known
EQUAL_STEPS = 40


@dataclass(frozen=True)
class Injection:
    """A town, its network, and a hundred new people."""

    old: int = 600
    new: int = 100
    values: int = 64
    discount: float = 0.6
    sentences: int = 20_000
    first_steps: int = 400
    steps: int = 400  # at most; less once all know enough of the new
    batch: int = 128
    hidden: int = 64
    width: int = 16
    learning_rate: float = 0.005
    again: int = 160  # steps of teaching once more
    seed: int = 0


def injection(config: Injection) -> dict:
    """Teach new facts in eleven ways, and look every four steps; then teach half of what is answered wrongly again.

    Returns
    -------
    ``facts``, facts in each bucket; ``before``, share known before, by bucket; ``room``, that of a network of the same
    size told old and new together from the start, the new last; ``kept``, shape (11, 9, 4): for six replays, one that
    repeats all old facts equally often, and four anchors, at nine levels of new knowledge, by bucket; ``needed``,
    steps until nine tenths of the new are known; ``equal``, shape (11, 5), by bucket and then of the new, after forty
    steps. The network without replay is then taught half of the old facts that it answers wrongly: their old values;
    other ones, neither old nor its answers; a second draw of other ones; and a fresh network is taught the old values.
    For these four, ``looks``, ``taught`` and ``others``, shape (4, looks): known of the taught half, by what it is
    taught, and of the other half, by its old values; ``wrong``, facts in the taught half.
    """
    town = _Town(config)
    ways = [(replay, town.deck, 0.0) for replay in REPLAYS]
    ways += [(EVENLY, np.unique(town.deck), 0.0)] + [(0.0, town.deck, strength) for strength in PULLS]
    looks, forgotten = _teach(config, town, ways)
    new = looks[..., -1]
    kept = [[finetune.kept_at(new[:, way], looks[:, way, :-1], target) for target in TARGETS]
            for way in range(len(ways))]
    needed = [finetune.kept_at(new[:, way], 4.0 * np.arange(len(looks)), 0.9) for way in range(len(ways))]
    return {"facts": [int(((low <= town.counts) & (town.counts <= high)).sum()) for low, high in BUCKETS],
            "before": looks[0, 0, :-1].round(4), "room": town.room().round(4), "kept": np.round(kept, 4),
            "needed": np.round(needed, 2), "equal": looks[EQUAL_STEPS // 4].round(4), **_again(config, town, forgotten)}


class _Town:
    """Old facts with their counts, new ones after them, and a network that was told the old."""

    def __init__(self, config: Injection):
        from skbook.nn import mlp
        from skbook.nn.sentences import draw_names

        rng = self.rng = np.random.default_rng([CHAPTER, 1, config.seed])
        n = config.old + config.new
        side = int(np.ceil(np.sqrt(n))) + 5
        self.names = draw_names(n, rng, side)
        self.values = rng.integers(0, config.values, n)
        self.counts = rng.multinomial(config.sentences, zipf_weights(config.old, config.discount))
        self.deck, self.config = np.repeat(np.arange(config.old), self.counts), config
        self.shape = mlp.Config(side, config.values, config.width, config.hidden)
        self.network = self._told(self.counts, config.seed)

    def _told(self, counts, seed):
        """A network told these counts, all at each step."""
        from skbook.nn.mlp import MLP, told
        from skbook.nn.train import fit

        network, n = MLP(self.shape, seed), len(counts)
        facts = told(self.names[:n], self.values[:n], counts / counts.sum())
        fit(network, lambda step: facts, self.config.first_steps, learning_rate=0.02, cosine=True, progress=False)
        return network

    def room(self) -> np.ndarray:
        """Known by a network that was told old and new from the start, half of the sentences each."""
        share = self.counts.sum() / self.config.new
        both = self._told(np.append(self.counts, np.full(self.config.new, share)), self.config.seed + 1000)
        return self.known(both, 1)[0]

    def known(self, networks, n: int) -> np.ndarray:
        """Share of right answers of n networks, by bucket and of the new facts, shape (n, 5)."""
        right = self.answers(networks, n) == self.values
        old = self.config.old
        return np.column_stack([finetune.shares(right[:, :old], self.counts, BUCKETS), right[:, old:].mean(axis=1)])

    def answers(self, networks, n: int) -> np.ndarray:
        """The value that each of n networks names for each fact, shape (n, facts)."""
        import torch

        asked = torch.from_numpy(self.names).expand(n, -1, -1).contiguous()
        with torch.no_grad():
            return networks(asked if n > 1 else asked[0]).argmax(dim=-1).numpy().reshape(n, -1)

    def batch(self, facts: np.ndarray, values=None):
        """Sentences about these facts, shape (E, batch), for an ensemble."""
        import torch

        values = self.values[facts] if values is None else np.take_along_axis(values, facts, axis=1)
        return torch.from_numpy(values), torch.from_numpy(self.names[facts]), torch.ones(facts.shape)


def _teach(config: Injection, town: _Town, ways: list):
    """Looks of shape (looks, ways, 5), and the network without replay when it knew nine tenths of the new."""
    import torch

    from skbook.nn.anchor import fisher, pull
    from skbook.nn.ensemble import Ensemble
    from skbook.nn.train import Learner

    told = np.flatnonzero(town.counts)
    needed = fisher(town.network, torch.from_numpy(town.names[told]),
                    torch.from_numpy(town.counts[told] / config.sentences).float())
    networks, strength = Ensemble([town.network] * len(ways)), torch.tensor([way[-1] for way in ways])
    learner, looks, forgotten = Learner(networks, config.learning_rate, steady=config.steps), [], None
    for step in range(config.steps + 1):
        if step % 4 == 0:
            looks.append(town.known(networks, len(ways)))
            if forgotten is None and looks[-1][0, -1] >= 0.9:
                forgotten = networks.networks()[0]
            if step >= EQUAL_STEPS and np.max(looks, axis=0)[:, -1].min() >= TARGETS[-1]:
                break
        facts = np.array([finetune.mixed_batch(deck, config.old, config.new, replay, config.batch, town.rng)
                          for replay, deck, _ in ways])
        learner.update(learner.loss(town.batch(facts)) + pull(networks, town.network, needed, strength))
    return np.array(looks), forgotten


def _again(config: Injection, town: _Town, forgotten) -> dict:
    """Teach half of the old facts that are answered wrongly, and ask about both halves."""
    from skbook.nn.ensemble import Ensemble
    from skbook.nn.mlp import MLP
    from skbook.nn.train import Learner

    answers = town.answers(forgotten, 1)[0]
    wrong = town.rng.permutation(np.flatnonzero((town.counts > 0) & (answers != town.values)[:config.old]))
    half, others = wrong[::2], wrong[1::2]
    taught_values = np.tile(town.values, (4, 1))
    for row in (1, 2):
        for fact in half:
            neither = np.setdiff1d(np.arange(config.values), [town.values[fact], answers[fact]])
            taught_values[row, fact] = town.rng.choice(neither)
    networks = Ensemble([forgotten] * 3 + [MLP(town.shape, config.seed + 2000)])
    learner, looks = Learner(networks, config.learning_rate, steady=config.again), np.arange(0, config.again + 1, 4)
    taught, rest = [], []
    for step in range(config.again + 1):
        if step in looks:
            now = town.answers(networks, 4)
            taught.append((now == taught_values)[:, half].mean(axis=1))
            rest.append((now == town.values)[:, others].mean(axis=1))
        learner.step(town.batch(half[town.rng.integers(0, len(half), (4, config.batch))], taught_values))
    return {"looks": looks, "taught": np.array(taught).T.round(4), "others": np.array(rest).T.round(4),
            "wrong": len(half)}


EXPERIMENTS = (
    Experiment("injection", "Networks that know a town are taught a hundred new facts, with replay or with an "
               "anchor; then half of the old facts that they answer wrongly.",
               Injection, injection, lambda: [Injection(seed=seed) for seed in range(scale.pick(quick=1, full=12))],
               needs=("torch",), rounding=0.3),  # a training is chaotic: other processors give another course
)
