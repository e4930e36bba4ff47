"""What prompts are worth to SmolLM2, asked for capitals, and to tiny transformers that read of residents and strangers.

The real model is asked for the capital of a country: without a prompt, after that very fact, after a false one, after
three facts about other countries, and after these with their capitals exchanged. Another experiment lets it choose its
three examples. Nothing here trains the model: what is compared are prompts. Serves chapter 17.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from skbook import datasets, llm, scale
from skbook.experiments.registry import Experiment

CHAPTER = 17
SHOTS = 3  # examples in a prompt
LLM = (llm.PACKAGE, "gguf", "tokenizers")


@dataclass(frozen=True)
class Asked:
    """``count`` countries of the shuffled list, from ``first`` on."""

    first: int
    count: int = 4


def asked(config: Asked) -> dict:
    """Bits of the right capital after five prompts, country by country.

    Returns
    -------
    ``country``; ``frequency`` of its name in English (Zipf scale) and ``tokens`` of the answer; ``none``, ``told``,
    ``misled``, ``examples`` and ``exchanged``, bits.
    """
    capitals, rows = countries(), []
    for i in range(config.first, config.first + config.count):
        (country, capital, frequency), others = capitals[i], _others(i, len(capitals))
        shots = [capitals[j][:2] for j in others]
        exchanged = [(one, two) for (one, _), (_, two) in zip(shots, shots[1:] + shots[:1], strict=True)]
        prompts = {"none": [], "told": [(country, capital)], "misled": [(country, shots[0][1])],
                   "examples": shots, "exchanged": exchanged}
        rows.append({"country": country, "frequency": frequency, "tokens": len(_model().encode(f" {capital}")),
                     **{name: answer_bits(prompt, country, capital) for name, prompt in prompts.items()}})
    return {key: [row[key] for row in rows] for key in rows[0]}


@lru_cache(maxsize=1)
def countries() -> list[tuple[str, str, float]]:
    """(country, capital, frequency of the country's name), shuffled; none whose two names give each other away.

    >>> len(countries()) > 150 and ("Mexico", "Mexico City") not in {row[:2] for row in countries()}
    True
    """
    table = datasets.load("countries")
    rows = [(str(a), str(b), float(f)) for a, b, f in zip(table["country"], table["capital"], table["zipf_country"], strict=True)
            if b and f > 0 and a[:5].lower() not in b.lower() and b[:5].lower() not in a.lower()]
    return [rows[i] for i in np.random.default_rng([CHAPTER, 0]).permutation(len(rows))]


def answer_bits(prompt: list[tuple[str, str]], country: str, capital: str) -> float:
    """What the right answer costs the model after a prompt of facts."""
    asked = "".join(f"The capital of {a} is {b}.\n" for a, b in prompt) + f"The capital of {country} is"
    bits = _model().score(f"{asked} {capital}")
    return round(float(bits[len(_model().encode(asked)):].sum()), 3)


def _others(i: int, n: int) -> list[int]:
    """Three other countries for the examples of country i."""
    drawn = np.random.default_rng([CHAPTER, 1, i]).permutation(n)
    return [int(j) for j in drawn if j != i][:SHOTS]


@lru_cache(maxsize=1)
def _model():
    return llm.load()


@dataclass(frozen=True)
class Choosing:
    """Three examples are chosen from a ``pool``, and ``tests`` other countries are asked for."""

    pool: int = 12
    tests: int = 8
    seed: int = 0


def choosing(config: Choosing) -> dict:
    """Mean bits of the right capital after the three examples that the model is least sure of, most sure of, or any.

    Returns
    -------
    ``none`` without examples, ``least``, ``most`` and ``any``: bits, over the same questions.
    """
    rng = np.random.default_rng([CHAPTER, 2, config.seed])
    drawn = [countries()[i][:2] for i in rng.permutation(len(countries()))[:config.pool + config.tests]]
    pool, tests = drawn[:config.pool], drawn[config.pool:]
    sure = np.argsort([answer_bits([], *one) for one in pool])  # surest first
    prompts = {"none": [], "least": sure[-SHOTS:], "most": sure[:SHOTS], "any": rng.permutation(config.pool)[:SHOTS]}
    found = {name: np.mean([answer_bits([pool[i] for i in prompt], *one) for one in tests])
             for name, prompt in prompts.items()}
    return {name: round(float(bits), 3) for name, bits in found.items()}


EXPERIMENTS = (
    Experiment("smollm2_prompts", "SmolLM2-135M is asked for capitals after five prompts.", Asked, asked,
               lambda: [Asked(first) for first in range(0, scale.pick(quick=4, full=96), 4)],
               data=("countries",), needs=LLM, rounding=0.02),
    Experiment("smollm2_choosing", "SmolLM2-135M is asked for capitals after examples that it is least sure of, most "
               "sure of, or any.", Choosing, choosing,
               lambda: [Choosing(seed=seed) for seed in range(scale.pick(quick=0, full=12))],
               data=("countries",), needs=LLM),
)
