"""What prompts are worth to SmolLM2, asked for capitals.

Asked are 120 countries, in the words of :mod:`skbook.smollm2_facts`: after no prompt, after the very fact, after a
false one, and after examples about other countries, true ones or with their capitals exchanged. Another experiment
lets the model choose its examples. Nothing here trains it: what is compared are prompts. Serves chapter 17.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from skbook import llm, scale, smollm2_facts
from skbook.experiments.registry import Experiment
from skbook.smollm2_facts import Fact

CHAPTER, N_ASKED = 17, 120
PROMPTS = ("none", "told", "misled", "examples", "exchanged")


@lru_cache(maxsize=1)
def countries() -> list[Fact]:
    """All capitals but those that give their country's name away, shuffled.

    >>> "Mexico" in [fact.subject for fact in countries()]  # Mexico City
    False
    """
    opaque = [fact for fact in smollm2_facts.facts("capital") if not smollm2_facts.transparent(fact)]
    return [opaque[i] for i in np.random.default_rng([CHAPTER, 0]).permutation(len(opaque))]


@dataclass(frozen=True)
class Asked:
    """One kind of prompt, of ``PROMPTS``; ``examples`` and ``exchanged`` show four facts, and a draw says which."""

    prompt: str
    draw: int = 0


def asked(config: Asked) -> dict:
    """Bits of the right capital, country by country, and its tokens."""
    facts = countries()[:N_ASKED]
    if config.prompt in ("none", "told", "misled"):
        values = {"none": facts, "told": facts, "misled": facts[1:] + facts[:1]}[config.prompt]
        shown = [[] if config.prompt == "none" else [Fact(fact.subject, said.truth)]
                 for fact, said in zip(facts, values, strict=True)]
    else:
        shown = [examples(config.draw, config.prompt == "exchanged")] * len(facts)
    return {"subject": [fact.subject for fact in facts], **bits(shown, facts)}


def examples(draw: int, exchanged: bool = False, n: int = 4) -> list[Fact]:
    """Facts about countries that are not asked for; exchanged, each has the capital of the next.

    >>> [fact.truth for fact in examples(0)][1:] == [fact.truth for fact in examples(0, exchanged=True)][:-1]
    True
    """
    others = countries()[N_ASKED:]
    shown = [others[i] for i in np.random.default_rng([CHAPTER, 1, draw]).permutation(len(others))[:n]]
    said = shown[1:] + shown[:1] if exchanged else shown
    return [Fact(one.subject, other.truth) for one, other in zip(shown, said, strict=True)]


def bits(shown: list[list[Fact]], facts: list[Fact]) -> dict[str, list]:
    """What each right answer costs after its prompt, and its tokens; the end of the line is not counted."""
    prompts = [_shown(some) + smollm2_facts.prompt("capital", fact.subject, [fact])
               for some, fact in zip(shown, facts, strict=True)]
    readings = _model().read([f" {fact.truth}" for fact in facts], prompts)
    return {"tokens": [len(one.tokens) for one in readings],
            "bits": [round(float(one.bits.sum()), 3) for one in readings]}


def _shown(facts: list[Fact]) -> str:
    return "".join(f"{smollm2_facts.prompt('capital', fact.subject, [fact])} {fact.truth}\n" for fact in facts)


@lru_cache(maxsize=1)
def _model():
    return llm.load()


@dataclass(frozen=True)
class Choosing:
    """``shots`` examples are chosen from a ``pool``, and ``tests`` other countries are asked for."""

    shots: int = 4
    pool: int = 16
    tests: int = 20
    seed: int = 0


def choosing(config: Choosing) -> dict:
    """Mean bits of the right capital after the examples that the model is least sure of, most sure of, or any.

    Least sure is where the right answer costs most bits without a prompt; those bits grow with its length.

    Returns
    -------
    ``none`` without examples, ``least``, ``most`` and ``any``: bits, over the same questions.
    """
    rng = np.random.default_rng([CHAPTER, 2, config.seed])
    drawn = [countries()[i] for i in rng.permutation(len(countries()))[:config.pool + config.tests]]
    pool, tests = drawn[:config.pool], drawn[config.pool:]
    sure = np.argsort(bits([[]] * len(pool), pool)["bits"])  # surest first
    chosen = {"none": sure[:0], "least": sure[-config.shots:], "most": sure[:config.shots],
              "any": rng.permutation(config.pool)[:config.shots]}
    return {name: float(np.mean(bits([[pool[i] for i in which]] * len(tests), tests)["bits"]))
            for name, which in chosen.items()}


def all_asked() -> list[Asked]:
    """Three draws of examples, true and exchanged, and one reading of what nothing is drawn for."""
    drawn = [Asked(prompt, draw) for draw in range(3) for prompt in PROMPTS[3:]]
    return [*map(Asked, PROMPTS[:3]), *drawn]


EXPERIMENTS = (
    Experiment("smollm2_prompts", "SmolLM2-135M is asked for 120 capitals after nothing, after the fact, after a false "
               "one, and after examples.", Asked, asked, lambda: scale.pick(quick=[], full=all_asked()),
               data=("countries",), needs=(llm.PACKAGE, "tokenizers"), rounding=1e-3),
    Experiment("smollm2_choosing", "SmolLM2-135M is asked for capitals after examples that it is least sure of, most "
               "sure of, or any.", Choosing, choosing,
               lambda: [Choosing(seed=seed) for seed in range(scale.pick(quick=0, full=12))],
               data=("countries",), needs=(llm.PACKAGE, "tokenizers")),
)
