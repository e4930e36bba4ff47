"""The card of what a real language model knows: all facts, real and invented, after two examples."""

from dataclasses import dataclass

from skbook import llm, scale, smollm2_facts
from skbook.experiments.registry import Experiment

DATA = ("countries", "elements")


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


def all_asked() -> list[Asked]:
    return [Asked(relation, invented) for invented in (False, True) for relation in smollm2_facts.QUESTIONS]


EXPERIMENTS = (
    Experiment("smollm2_facts", "What SmolLM2-135M knows of capitals and elements, real and invented, after two "
               "examples.", Asked, asked, lambda: scale.pick(quick=[], full=all_asked()),
               data=(*DATA, "cities15000", "wordfreq_en"), needs=(llm.PACKAGE, "tokenizers"), rounding=1e-3),
)
