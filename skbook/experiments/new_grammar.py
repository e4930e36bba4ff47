"""Transformers that know a town read about new people, in the grammar that they know or in another one.

One point is one town with its network, world, names and first weights drawn anew; the four ways of going on start from
the same weights. Serves chapter 15.
"""

from dataclasses import dataclass

import numpy as np

from skbook import finetune, scale
from skbook.experiments.fine_tuning import BUCKETS, CHAPTER
from skbook.experiments.registry import Experiment
from skbook.popularity import zipf_weights


@dataclass(frozen=True)
class NewGrammar:
    """A small town whose transformer reads about sixty new people."""

    old: int = 300
    new: int = 60
    values: int = 64
    discount: float = 0.7
    sentences: int = 3000
    first_steps: int = 1200
    steps: int = 140
    batch: int = 64
    width: int = 32
    learning_rate: float = 0.005
    again: int = 40
    seed: int = 0


CONDITIONS = ((False, 0.0), (True, 0.0), (False, 0.5), (True, 0.5))  # another grammar? replay


def new_grammar(config: NewGrammar) -> dict:
    """Teach sixty new people in the known grammar and in another, without replay and with one half.

    Returns
    -------
    ``facts`` and ``before`` as in ``injection``; for each of the four conditions ``kept``, shape (4, 4), and
    ``grammar``, bits of syntax that an old sentence costs more than before, both when nine tenths of the new are known;
    ``needed``, steps until then; ``others``, known of the half of the old facts that is not taught again, by the
    network of the first condition before, and after forty steps on the first half, by a fresh one after as many.
    """
    import torch

    from skbook.nn.ensemble import Ensemble
    from skbook.nn.gpt import GPT
    from skbook.nn.train import Learner, fit

    town = _Readers(config)
    network = GPT(town.spelling.config(config.width), config.seed)
    fit(network, lambda step: town.told(town.corpus, False, config.batch), config.first_steps, cosine=True,
        progress=False)
    networks = Ensemble([network] * len(CONDITIONS))
    learner, looks, forgotten = Learner(networks, config.learning_rate, steady=config.steps), [], None
    for step in range(config.steps + 1):
        if step % 4 == 0:
            looks.append(town.look(networks))
            if forgotten is None and looks[-1][0, -1] >= 0.9:
                forgotten = networks.networks()[0]
        learner.step(torch.stack([town.mixed(*condition) for condition in CONDITIONS]))
    looks = np.array(looks)  # (looks, conditions, buckets + grammar + new)
    at = np.array([finetune.kept_at(looks[:, c, -1], np.column_stack([looks[:, c], 4.0 * np.arange(len(looks))]), 0.9)
                   for c in range(len(CONDITIONS))])
    return {"facts": [int(((low <= town.counts) & (town.counts <= high)).sum()) for low, high in BUCKETS],
            "before": looks[0, 0, :4].round(4), "kept": at[:, :4].round(4),
            "grammar": (at[:, 4] - looks[0, 0, 4]).round(3), "needed": at[:, -1].round(2),
            "others": town.other_half(forgotten, GPT(network.config, config.seed + 2000))}


class _Readers:
    """Old facts and new ones, a grammar and another of the same shape, and how a transformer is asked."""

    def __init__(self, config: NewGrammar):
        import torch

        from skbook.nn.sentences import Spelling, draw_names
        from skbook.syntax_knowledge import Syntax
        from skbook.world import World

        rng, n = np.random.default_rng([CHAPTER, 2, config.seed]), config.old + config.new
        self.config, self.rng = config, rng
        self.world = World.zipf(n, config.discount, config.values, rng)
        self.grammars = [Syntax.random(4, 3, 8, rng) for _ in range(2)]
        names = draw_names(n, rng)
        self.spellings = [Spelling(self.world, grammar, names) for grammar in self.grammars]
        self.spelling = self.spellings[0]
        self.corpus = rng.choice(config.old, config.sentences, p=zipf_weights(config.old, config.discount))
        self.counts = np.bincount(self.corpus, minlength=config.old)
        old, new = np.arange(config.old), config.old + np.arange(config.new)
        self.asked_old = self.rows(old, False)
        self.asked_new = torch.stack([self.rows(new, another) for another, _ in CONDITIONS])
        self.grammar_at = [i for i, kind in enumerate(self.spelling.kinds) if kind == "syntax"]

    def rows(self, facts, another: bool):
        """A sentence about each of these facts, its words drawn anew."""
        import torch

        from skbook.syntax_knowledge import Corpus

        spelling, grammar = self.spellings[another], self.grammars[another]
        template, words = grammar.draw(len(facts), self.rng)
        corpus = Corpus(self.world, grammar, template, words, np.asarray(facts), self.world.values(facts))
        return torch.from_numpy(spelling.rows(corpus))

    def told(self, facts, another: bool, size: int):
        return self.rows(facts[self.rng.integers(0, len(facts), size)], another)

    def mixed(self, another: bool, replay: float):
        """A batch: old sentences in the old grammar, new facts in this one."""
        import torch

        c = self.config
        facts = finetune.mixed_batch(self.corpus, c.old, c.new, replay, c.batch, self.rng)
        old = facts < c.old
        parts = [self.rows(facts[these], which) for these, which in ((old, False), (~old, another)) if these.any()]
        return torch.cat(parts)

    def look(self, networks) -> np.ndarray:
        """Old facts known by bucket, bits of grammar an old sentence costs, new facts known; shape (conditions, 6)."""
        import torch
        from torch.nn import functional as F

        n = len(CONDITIONS)
        rows = self.asked_old.expand(n, -1, -1).contiguous()
        with torch.no_grad():
            logits = networks(rows)
            costs = F.cross_entropy(logits.flatten(0, 2), rows.flatten(), reduction="none").reshape(rows.shape)
            new = self._right(networks(self.asked_new), np.arange(self.config.old, self.world.n_facts))
        grammar = costs[..., self.grammar_at].sum(dim=-1).mean(dim=-1).numpy() / np.log(2)
        old = finetune.shares(self._right(logits, np.arange(self.config.old)), self.counts, BUCKETS)
        return np.column_stack([old, grammar, new.mean(axis=-1)])

    def other_half(self, forgotten, fresh) -> list[float]:
        """Known of one half: before the other is taught again, after, and by a fresh network after as much."""
        import torch

        from skbook.nn.ensemble import Ensemble
        from skbook.nn.train import Learner

        once = self.rng.permutation(np.flatnonzero(self.counts >= 3))
        half, others = once[::2], once[1::2]
        networks = Ensemble([forgotten, fresh])
        learner, asked = Learner(networks, self.config.learning_rate), self.rows(others, False).expand(2, -1, -1)

        def known():
            with torch.no_grad():
                return self._right(networks(asked.contiguous()), others).mean(axis=-1)

        before = known()[0]
        for _ in range(self.config.again):
            learner.step(torch.stack([self.told(half, False, self.config.batch) for _ in range(2)]))
        return [round(float(x), 4) for x in (before, *known())]

    def _right(self, logits, facts) -> np.ndarray:
        spelling = self.spelling
        answers = logits[..., spelling.value_at, spelling.value_tokens].argmax(dim=-1).numpy()
        return answers == self.world.values(facts)


EXPERIMENTS = (
    Experiment("new_grammar", "Tiny transformers that know a town read about sixty new people, in the grammar that "
               "they know or in another, without replay and with one half.",
               NewGrammar, new_grammar, lambda: [NewGrammar(seed=seed) for seed in range(scale.pick(quick=0, full=6))],
               needs=("torch",), rounding=0.3),
)
