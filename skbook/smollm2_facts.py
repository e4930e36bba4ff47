"""What SmolLM2 knows of capitals and chemical elements: the questions, how they are asked, and what it answered.

Knows the facts of the book's tables and as many invented ones that no text can have told, the prompt with some
examples in front, and how an answer is told right from wrong. Asks the model that it is handed
(:class:`skbook.llm.LanguageModel`) and lays out the stored answers, for which no model is needed. Serves
*Hallucination* and *In context*.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np

from skbook import datasets, results

SEED = 2024  # of the invented names and the draws of examples
N_INVENTED = 50
QUESTIONS = {"capital": "What is the capital of {}?", "symbol": "What is the chemical symbol of {}?",
             "number": "What is the atomic number of {}?"}
# The examples that stand in front if none are drawn; the third steps in where a fact would be among its own examples.
WELL_KNOWN = {"capital": ("France", "Japan", "Egypt"), "symbol": ("hydrogen", "oxygen", "carbon"),
              "number": ("hydrogen", "oxygen", "carbon")}
# An invented name is one letter of each of these, and an ending.
LETTERS = ("bdfgklmnprstvz", "aeiou", "bdgklmnrstvz", "aeiou", "lnrst")
ENDINGS = {"countries": ("ia", "land", "istan", "ora"), "capitals": ("", "a", "burg", "ville"), "elements": ("ium",)}
ANSWER_TOKENS = 12  # after that many an answer is cut off


@dataclass(frozen=True)
class Fact:
    """A subject and the true answer to one question about it."""

    subject: str
    truth: str


def facts(relation: str, invented: bool = False) -> list[Fact]:
    """All facts of a relation, in the order of the table, or as many as were invented.

    The truth of an invented subject was drawn as well: its bits say what an answer costs that nobody can know.

    Raises
    ------
    ValueError
        If the relation is not one of ``QUESTIONS``.

    Examples
    --------
    >>> facts("symbol")[:2], len(facts("capital"))
    ([Fact(subject='hydrogen', truth='H'), Fact(subject='helium', truth='He')], 246)
    """
    _known(relation)
    if invented:
        return _invented(relation)
    if relation == "capital":
        table = datasets.load("countries")
        return [Fact(*row) for row in zip(table["country"].tolist(), table["capital"].tolist(), strict=True) if row[1]]
    table = datasets.load("elements")
    answers = table["symbol" if relation == "symbol" else "atomic_number"]
    return [Fact(*row) for row in zip(table["name"].tolist(), map(str, answers), strict=True)]


@cache
def invented_names() -> dict[str, list[str]]:
    """Pronounceable names that are none: of ``countries``, their ``capitals``, and ``elements``, by a seeded rule.

    A name that occurs in the tables of countries, cities or elements, or in the list of English words, is drawn again.

    >>> invented_names()["countries"][:3], invented_names()["elements"][:2]
    (['Godenland', 'Vovulia', 'Vadatland'], ['virisium', 'maderium'])
    """
    tables = (("countries", "country"), ("countries", "capital"), ("cities15000", "city"), ("elements", "name"),
              ("wordfreq_en", "word"))
    taken = {normal(name) for table, column in tables for name in datasets.load(table)[column].tolist()}
    rng, made = np.random.default_rng(SEED), {kind: [] for kind in ENDINGS}
    for kind, names in made.items():
        while len(names) < N_INVENTED:
            name = "".join(str(rng.choice(list(letters))) for letters in LETTERS) + str(rng.choice(ENDINGS[kind]))
            if name not in taken:
                taken.add(name)
                names.append(name if kind == "elements" else name.capitalize())
    return made


def _invented(relation: str) -> list[Fact]:
    names, rng = invented_names(), np.random.default_rng([SEED, 1])
    if relation == "capital":
        return list(map(Fact, names["countries"], names["capitals"]))
    symbols = [name[0].upper() + str(rng.choice(list(name[1:4]))) for name in names["elements"]]
    numbers = [str(n) for n in rng.integers(1, 119, N_INVENTED)]
    return list(map(Fact, names["elements"], symbols if relation == "symbol" else numbers))


def examples(relation: str, shots: int, draw: int | None = None) -> list[Fact]:
    """The facts that stand in front as examples, and after them one more, which steps in for a fact asked about.

    Without a draw they are well known, at most two; each draw is another order of all facts, and with more shots it
    shows the same examples and some more.

    Raises
    ------
    ValueError
        If there are not so many.
    """
    every = facts(relation)
    if draw is None:
        by_name = {fact.subject: fact for fact in every}
        order = [by_name[subject] for subject in WELL_KNOWN[relation]]
        order = [*order[:shots], order[-1]] if shots < len(order) else order
    else:
        order = [every[i] for i in np.random.default_rng([SEED, 2, draw]).permutation(len(every))]
    if not 0 <= shots < len(order):
        raise ValueError(f"shots must be from 0 to {len(order) - 1} here, got {shots}.")
    return order[:shots + 1]


def prompt(relation: str, subject: str, shown: list[Fact]) -> str:
    """The text in front of the answer, which has to begin with a space and end with its line.

    ``shown`` comes from :func:`examples`: its last one is not shown, but in place of the subject itself.

    >>> print(prompt("capital", "Peru", examples("capital", 1)) + "…")
    Question: What is the capital of France?
    Answer: Paris
    Question: What is the capital of Peru?
    Answer:…
    """
    *shown, spare = shown
    shown = [spare if fact.subject == subject else fact for fact in shown]
    ask = "Question: " + QUESTIONS[_known(relation)] + "\nAnswer:"
    return "".join(f"{ask.format(fact.subject)} {fact.truth}\n" for fact in shown) + ask.format(subject)


def normal(answer: str) -> str:
    """An answer as it is compared: letters and digits alone, without accents and capitals, single spaces between.

    >>> normal(" St. John’s."), normal("Bogotá")
    ('st johns', 'bogota')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", answer) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]", "", plain.casefold()).split())


def transparent(fact: Fact) -> bool:
    """Whether the subject's name gives the answer away: a symbol is its beginning; country and capital share a name."""
    subject, truth = normal(fact.subject), normal(fact.truth)
    if len(truth) <= 2:
        return subject.startswith(truth)
    return truth in subject or subject in truth


# ---- asking ----


def ask(model, relation: str, asked: list[Fact], shots: int, draw: int | None = None) -> dict[str, list]:
    """Bits of the truth after the prompt, fact by fact.

    Returns
    -------
    ``tokens`` of the truth, its ``bits``, the ``end_bits`` of the end of its line, whether each token of the truth was
    the ``likeliest`` one, and whether the end was, too: then writing the likeliest token gives the truth, ``exact``.
    """
    readings = _each(lambda facts, prompts: model.read([f" {fact.truth}\n" for fact in facts], prompts),
                     relation, asked, examples(relation, shots, draw))
    return {"tokens": [len(r.tokens) - 1 for r in readings],
            "bits": [round(float(r.bits[:-1].sum()), 4) for r in readings],
            "end_bits": [round(float(r.bits[-1]), 4) for r in readings],
            "likeliest": [int(r.likeliest[:-1].all()) for r in readings],
            "exact": [int(r.likeliest.all()) for r in readings]}


def answer(model, relation: str, asked: list[Fact], shots: int, draw: int | None = None) -> dict[str, list]:
    """What the model says when it writes the likeliest token each time.

    Returns
    -------
    The ``answer``, the ``answer_bits`` of it with its end (``2 ** -answer_bits`` is the model's confidence), and
    whether it is ``right``: :func:`normal` makes it the truth.
    """
    said = _each(lambda facts, prompts: model.answers(prompts, ANSWER_TOKENS),
                 relation, asked, examples(relation, shots, draw))
    return {"answer": [one.text.strip() for one in said], "answer_bits": [round(one.bits, 4) for one in said],
            "right": [int(normal(one.text) == normal(fact.truth)) for one, fact in zip(said, asked, strict=True)]}


def _each(call, relation: str, asked: list[Fact], shown: list[Fact]) -> list:
    """What ``call(facts, prompts)`` gives for each fact asked about.

    Facts that are examples themselves go apart: their prompts differ early, and what all share is read once.
    """
    own, found = {fact.subject for fact in shown[:-1]}, {}
    for apart in (False, True):
        facts = [fact for fact in asked if (fact.subject in own) is apart]
        prompts = [prompt(relation, fact.subject, shown) for fact in facts]
        found |= zip(facts, call(facts, prompts), strict=True)
    return [found[fact] for fact in asked]


# ---- what was stored ----


def table(relation: str, invented: bool = False) -> dict[str, np.ndarray]:
    """The stored answers to all questions of a relation, two well-known examples in front, as columns.

    Returns
    -------
    ``subject, truth, tokens, bits, end_bits, likeliest, exact, answer, answer_bits, right`` as :func:`ask` and
    :func:`answer` give them; ``confidence``, the probability of the answer given; ``transparent``; ``population``
    (of countries, else NaN); ``zipf``, log10 of how often the subject's name comes in a billion words (NaN where the
    name is invented).
    """
    wanted = {"relation": _known(relation), "invented": invented, "shots": 2}
    point = next((p for p in results.load("smollm2_facts").points if p.config == wanted), None)
    if point is None:
        raise ValueError(f"the card smollm2_facts has no point {wanted}: run the experiment to its end.")
    columns = {name: np.array(values) for name, values in point.metrics.items()}
    asked = [Fact(*row) for row in zip(columns["subject"].tolist(), columns["truth"].tolist(), strict=True)]
    columns["confidence"] = 2.0 ** -columns["answer_bits"]
    columns["transparent"] = np.array([relation != "number" and transparent(fact) for fact in asked])
    return columns | _popularity(relation, asked, invented)


def _popularity(relation: str, asked: list[Fact], invented: bool) -> dict[str, np.ndarray]:
    nothing = np.full(len(asked), np.nan)
    if invented:
        return {"population": nothing, "zipf": nothing}
    source = datasets.load("countries" if relation == "capital" else "elements")
    name, zipf = ("country", "zipf_country") if relation == "capital" else ("name", "zipf_name")
    row = {subject: i for i, subject in enumerate(source[name].tolist())}
    rows = [row[fact.subject] for fact in asked]
    population = source["population"][rows].astype(float) if relation == "capital" else nothing
    return {"population": population, "zipf": source[zipf][rows].astype(float)}


def _known(relation: str) -> str:
    if relation not in QUESTIONS:
        raise ValueError(f"There is no relation {relation!r}: choose from {', '.join(QUESTIONS)}.")
    return relation
