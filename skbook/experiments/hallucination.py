r"""Two ways to be wrong, and a town that is made up: the networks of the chapter on hallucination.

``two_errors``: a network from names to values that lacks *data* (much room, told a short corpus) or *room* (told the
whole world with its popularities, but few weights). All answer questions about the same kind of world, and every fact
is asked once, so that errors are exact. ``errors_crossed``: small networks that are told a short corpus, for which
they have room, and large ones that are given little training.
``fluent_and_wrong``: a tiny transformer that has read a short corpus says sentences of its own, which are taken apart
slot by slot.
"""

from dataclasses import dataclass

import numpy as np

from skbook import abstention, occupancy, pitman_yor, scale
from skbook.calibration import reliability
from skbook.experiments.registry import Experiment
from skbook.hallucination import expected_calibration_error, good_turing_missing_mass

CHAPTER = 14
FACTS, VALUES, SIDE, DISCOUNT = 4096, 64, 64, 0.6
LARGE, SMALL = (128, 32, 400, 0.01), (8, 8, 800, 0.02)  # hidden, width, steps, learning rate
STOPPED = (128, 32, 60, 0.01)  # a large one that is given sixty steps
SHAPES = {"data": LARGE, "room": SMALL, "data (small)": SMALL, "training": STOPPED, "data and training": STOPPED}
SEEDED_BY = {"data (small)": "both"}  # where the word that seeds the draws is not the kind's name
TOLD_ALL = ("room", "training")  # each fact as often as its popularity says; the others were told a corpus
LEVELS = np.linspace(0.0, 1.0, 21)  # of confidence, at which the share of wrong answers above is kept
TARGETS = (0.0, 0.25, 0.5, 0.75, 0.9, 0.95)  # confidence targets t
BINS = 10
MENTIONS = (0, 1, 2, 4, 8, 16, 32)  # counts at which buckets of inhabitants begin
MENTIONED = ("0", "1", "2–3", "4–7", "8–15", "16–31", "32 or more")
TOLD = 12
STEPS = 1200  # of a transformer; a hundredth of it is the control
DECADES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4097)  # ranks at which bins begin


@dataclass(frozen=True)
class Answers:
    """One network and the world that it is asked about; ``lacks`` is a key of ``SHAPES``."""

    lacks: str = "data"
    seed: int = 0
    sentences: int = 3000
    held_out: int = 1000
    questions: int = 20_000


def two_errors(config: Answers) -> dict:
    """Train one network, fit a temperature on sentences that it has not read, and ask about every fact.

    Returns
    -------
    ``missing``, the popularity of what it was not told; ``singletons``, the estimate of that from the corpus of
    ``sentences`` (which only a network that lacks data was told); ``error``, of the greedy answer when facts are
    asked by popularity; ``told_price``, bits for a value in what it was told; ``right``, by bins of rank;
    ``wrong_price``, bits for the right value where the answer is wrong, facts weighted by popularity and all alike;
    ``temperature``. Pairs are before and after the temperature: ``price``, bits for the right value; ``sure``, mean
    confidence of wrong answers; ``above``, share of wrong answers with confidence above each level; ``ece``, of
    sampled questions; ``said``, ``came`` and ``mass``, the reliability table by bins; ``score`` for each target of
    those who answer above that confidence, and ``always`` for those who always answer.
    """
    from skbook.nn.evaluate import value_forecast

    rng = _rng(config)
    p, values, counts, told = _world(config, rng)
    logits = _answering(config, told, values, rng)
    held, asked = occupancy.draw(p, config.held_out, rng), occupancy.draw(p, config.questions, rng)
    temperature = abstention.fit_temperature(logits[held], values[held])
    two = [value_forecast(logits / t, values, p) for t in (1.0, temperature)]
    wrong = p * ~two[0].right
    bins = [_diagram(p, f) for f in two]
    return {
        "missing": float(p[told == 0].sum()), "singletons": good_turing_missing_mass(counts), "error": two[0].error,
        "told_price": float(told @ two[0].bits), "temperature": temperature,
        "wrong_price": [float(w @ two[0].bits / w.sum()) for w in (wrong, 1.0 * ~two[0].right)],
        "right": np.add.reduceat(1.0 * two[0].right, np.array(DECADES[:-1]) - 1) / np.diff(DECADES),
        "price": [f.cross_entropy for f in two], "sure": [float(wrong @ f.confidence / wrong.sum()) for f in two],
        "above": [[float(wrong @ (f.confidence > level) / wrong.sum()) for level in LEVELS] for f in two],
        "ece": [expected_calibration_error(f.confidence[asked], f.right[asked], BINS) for f in two],
        "said": [said for said, _, _ in bins], "came": [came for _, came, _ in bins],
        "mass": [mass for _, _, mass in bins],
        "score": [[abstention.expected_score(f.confidence, f.right, t, p) for t in TARGETS] for f in two],
        "always": [abstention.expected_score(np.ones(FACTS), two[0].right, t, p) for t in TARGETS]}


def answers(config: Answers) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The network of one point, asked about every fact: popularities (M,), true values (M,), its logits (M, V)."""
    rng = _rng(config)
    p, values, _, told = _world(config, rng)
    return p, values, _answering(config, told, values, rng)


def _rng(config: Answers) -> np.random.Generator:
    return np.random.default_rng([CHAPTER, 1, config.seed, *SEEDED_BY.get(config.lacks, config.lacks).encode()])


def _world(config: Answers, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Popularities, values, counts in a corpus, and the weights with which a network is told: each of shape (M,)."""
    p, values = pitman_yor.zipf_weights(FACTS, DISCOUNT), rng.integers(0, VALUES, FACTS)
    counts = np.bincount(occupancy.draw(p, config.sentences, rng), minlength=FACTS)
    return p, values, counts, p if config.lacks in TOLD_ALL else counts / config.sentences


def _answering(config: Answers, weights: np.ndarray, values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Logits of every fact's values, shape (M, V), of a network that was told each fact with its weight."""
    import torch

    from skbook.nn.mlp import MLP, Config, told
    from skbook.nn.sentences import draw_names
    from skbook.nn.train import fit

    hidden, width, steps, learning_rate = SHAPES[config.lacks]
    names = draw_names(FACTS, rng, SIDE)
    net = MLP(Config(side=SIDE, values=VALUES, width=width, hidden=hidden), config.seed)
    facts = told(names, values, weights)
    fit(net, lambda step: facts, steps, learning_rate=learning_rate, cosine=True, progress=False)
    with torch.no_grad():
        return net(torch.from_numpy(names)).double().numpy()


def _diagram(p: np.ndarray, forecast) -> list[list]:
    """What was said, what came, and the mass, in all bins of confidence; 0 in all three where a bin is empty."""
    table, rows = reliability(forecast.confidence, forecast.right, BINS, p), np.zeros((3, BINS))
    rows[:, table.bin] = table.confidence, table.frequency, table.share
    return rows.tolist()


@dataclass(frozen=True)
class Town:
    """A small town, and a transformer that reads a few thousand sentences about it."""

    seed: int = 0
    n_facts: int = 1024
    sentences: int = 3000
    steps: int = STEPS
    each: int = 4  # sentences begun about each inhabitant


def town(config: Town) -> dict:
    """Train one transformer, begin sentences about every inhabitant, and let it go on with what it finds likeliest.

    It is given the template and the name, and says a word, the value, and a word.

    Returns
    -------
    ``people``, how many stand in each bucket of mentions; of their sentences ``formed``, the share in which every word
    is one that can stand in its place, and ``true``, the share with the right value; ``told``, some sentences about
    people not mentioned (as far as they are formed): template, two words, fact, value said, true value.
    """
    import torch

    from skbook.nn.gpt import GPT
    from skbook.nn.sentences import Spelling, draw_names
    from skbook.nn.train import fit
    from skbook.syntax_knowledge import Corpus, Syntax, World

    rng = np.random.default_rng([CHAPTER, 2, config.seed])
    world, syntax = World.zipf(config.n_facts, DISCOUNT, VALUES, rng), Syntax.town(rng)
    corpus = Corpus.draw(world, syntax, config.sentences, rng)
    spelling = Spelling(world, syntax, draw_names(config.n_facts, rng))
    rows = torch.from_numpy(spelling.rows(corpus))
    read = np.concatenate([rng.permutation(len(rows)) for _ in range(-(-64 * config.steps // len(rows)))])
    net = GPT(spelling.config(layers=2), config.seed)
    fit(net, lambda step: rows[read[64 * step:64 * (step + 1)]], config.steps, cosine=True, progress=False)

    begun = np.concatenate([spelling.questions(rng) for _ in range(config.each)])
    facts = np.tile(np.arange(config.n_facts), config.each)
    said = _continued(net, begun[:, :3]) - spelling.ends[:-1]
    formed = ((said >= 0) & (said < np.diff(spelling.ends))).all(axis=1)
    true = said[:, spelling.value_at] == world.values(facts)
    counts = np.bincount(corpus.facts, minlength=config.n_facts)
    bucket = np.searchsorted(MENTIONS, counts, side="right") - 1
    people = np.bincount(bucket, minlength=len(MENTIONS))
    shares = [np.bincount(bucket[facts], x, len(MENTIONS)) / np.maximum(config.each * people, 1)
              for x in (formed, true)]
    news = np.flatnonzero(formed & (counts[facts] == 0))[:TOLD]
    told = np.stack([said[news, 0], said[news, 3], said[news, 5], facts[news], said[news, 4],
                     world.values(facts[news])], axis=1)
    return {"people": people, "formed": shares[0], "true": shares[1], "told": told}


def _continued(net, begun: np.ndarray) -> np.ndarray:
    """Rows of which the first tokens are given, and every other is the likeliest after them; shape (B, T)."""
    said, memory = [np.full(len(begun), net.config.alphabet)], net.begin(len(begun))
    for place in range(net.config.context):
        likeliest = net.step(said[-1], memory).argmax(dim=-1).numpy()
        said.append(begun[:, place] if place < begun.shape[1] else likeliest)
    return np.stack(said[1:], axis=1)


def _answers(*kinds: str) -> list[Answers]:
    return [Answers(lacks, seed) for lacks in kinds for seed in range(scale.pick(quick=1, full=8))]


EXPERIMENTS = (
    Experiment("two_errors", "Networks that lack data and networks that lack room, asked about every fact of a world "
               "of their own.", Answers, two_errors, lambda: _answers("data", "room"), needs=("torch",), rounding=0.05),
    Experiment("errors_crossed", "Small networks told a short corpus, and large ones stopped early, asked about every "
               "fact of a world of their own.", Answers, two_errors,
               lambda: _answers("data (small)", "training", "data and training"), needs=("torch",), rounding=0.05),
    Experiment("fluent_and_wrong", "Transformers that have read a short corpus go on with sentences about every "
               "inhabitant of their town.", Town, town,
               lambda: [Town(seed, steps=steps) for steps in (STEPS, STEPS // 100)
                        for seed in range(scale.pick(quick=0, full=6))], needs=("torch",), rounding=0.05),
)
