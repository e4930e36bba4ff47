"""The cards of what a real language model knows: all facts after two examples, and after none to eight."""

from dataclasses import dataclass

from skbook import llm, scale, smollm2_facts
from skbook.experiments.registry import Experiment

DATA = ("countries", "elements")
SHOTS, DRAWS = (0, 1, 2, 4, 8), (0, 1, 2)


@dataclass(frozen=True)
class Asked:
    """All facts of a relation, real or invented, after some well-known examples."""

    relation: str
    invented: bool = False
    shots: int = 2


def asked(config: Asked) -> dict:
    """Fact by fact: the bits of the truth, and what the model says instead."""
    model, facts = llm.load(), smollm2_facts.facts(config.relation, config.invented)
    how = (config.relation, facts, config.shots)
    return {"subject": [fact.subject for fact in facts], "truth": [fact.truth for fact in facts],
            **smollm2_facts.ask(model, *how), **smollm2_facts.answer(model, *how)}


@dataclass(frozen=True)
class Shown:
    """All real facts of a relation after ``shots`` examples, which a draw chose."""

    relation: str
    shots: int
    draw: int


def shown(config: Shown) -> dict:
    """Fact by fact, in the order of the table: the bits of the truth."""
    facts = smollm2_facts.facts(config.relation)
    return smollm2_facts.ask(llm.load(), config.relation, facts, config.shots, config.draw)


def all_asked() -> list[Asked]:
    return [Asked(relation, invented) for invented in (False, True) for relation in smollm2_facts.QUESTIONS]


def all_shown() -> list[Shown]:
    return [Shown(relation, shots, draw) for relation in ("capital", "symbol") for shots in SHOTS
            for draw in (DRAWS if shots else DRAWS[:1])]  # without examples there is nothing to draw


EXPERIMENTS = (
    Experiment("smollm2_facts", "What SmolLM2-135M knows of capitals and elements, real and invented, after two "
               "examples.", Asked, asked, lambda: scale.pick(quick=[], full=all_asked()),
               data=(*DATA, "cities15000", "wordfreq_en"), needs=(llm.PACKAGE, "tokenizers"), rounding=1e-3),
    Experiment("smollm2_shots", "The bits that true capitals and symbols cost SmolLM2-135M after none to eight "
               "examples.", Shown, shown, lambda: scale.pick(quick=[], full=all_shown()), data=DATA,
               needs=(llm.PACKAGE, "tokenizers"), rounding=1e-3),
)
