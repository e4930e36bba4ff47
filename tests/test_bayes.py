"""The ideal learner against exact enumeration, its bill against brute force, the quiz's numbers, refusals."""

import itertools
import math
import re

import numpy as np
import pytest

from skbook import bayes, occupancy, pitman_yor, popularity, quiz
from skbook import learning_laws as laws
from skbook.bayes import Corpus, Learner, Redundancy, Syntax, World
from skbook.stats import fit_power_law
from tools.chapter import ROOT, Chapter

SMALL = Syntax([0.7, 0.3], [[[0.9, 0.1]], [[0.4, 0.6]]])  # two templates, one slot of two words


def corpus_of(world, syntax, sentences, values=None):
    """A corpus from rows (template, word, subject); values are the world's unless given."""
    template, word, facts = (np.array(column) for column in zip(*sentences, strict=True))
    return Corpus(world, syntax, template, word[:, None], facts, world.values(facts) if values is None else values)


def town(seed, n=2000, n_facts=500, discount=0.5):
    rng = np.random.default_rng([9, seed])
    return Corpus.draw(World.zipf(n_facts, discount, 64, rng), Syntax.random(2, 3, 5, rng), n, rng)


# ---- forecasts ------------------------------------------------------------------------------------------------------
def test_syntax_and_values_are_forecast_as_by_enumeration_of_all_worlds():
    """Gauss and Legendre's two nodes integrate polynomials of degree 3 exactly, so four grammars a coin are enough."""
    nodes, weights = np.polynomial.legendre.leggauss(2)
    coins = [(w / 2, np.array([(1 + x) / 2, (1 - x) / 2])) for x, w in zip(nodes, weights, strict=True)]
    grammars = [(a * b * c, t, (u, v)) for (a, t), (b, u), (c, v) in itertools.product(coins, repeat=3)]
    world = World.equal(2, 2, np.random.default_rng(0))
    for sentences in itertools.product(itertools.product((0, 1), repeat=3), repeat=3):
        mixture = sum(weight * math.prod(first[t] * words[t][w] for t, w, _ in sentences)
                      for weight, first, words in grammars)
        told = len({subject for *_, subject in sentences})  # of the four assignments of values a share 2^−told fits
        bits = Learner().bits(corpus_of(world, SMALL, sentences))
        paid = sum(bits[slot].sum() for slot in ("template", "word 1", "value"))
        assert math.isclose(2**-paid, mixture / 2**told, rel_tol=1e-9)


@pytest.mark.parametrize(("d", "theta"), [(0.5, 1.0), (0.0, 2.0), (0.7, -0.2)])
def test_subjects_cost_their_partition_and_the_choice_of_names(d, theta):
    facts = np.array([3, 1, 3, 3, 0, 1, 3, 6, 0])
    corpus = corpus_of(World.equal(9, 4, np.random.default_rng(0)), SMALL, [(0, 0, f) for f in facts])
    counts = np.unique(facts, return_counts=True)[1]
    partition = -pitman_yor.log_eppf(counts, d, theta) / math.log(2)
    names = sum(math.log2(9 - j) for j in range(len(counts)))
    assert math.isclose(Learner(d, theta).bits(corpus)["subject"].sum(), partition + names, rel_tol=1e-9)


def test_forecasts_of_all_corpora_add_up_to_one_even_when_the_register_is_used_up():
    world = World.equal(2, 2, np.random.default_rng(0))
    corpora = [corpus_of(world, SMALL, [(0, 0, f) for f in facts]) for facts in itertools.product((0, 1), repeat=4)]
    assert math.isclose(sum(2 ** -Learner(0.5, 1.0).bits(c)["subject"].sum() for c in corpora), 1)


@pytest.mark.parametrize("counts", [[0, 0, 0], [3, 0, 1], [2, 2, 1]])
def test_forecasts_are_distributions_and_those_that_the_bills_use(counts):
    learner, world = Learner(0.4, 0.5), World.equal(3, 2, np.random.default_rng(0))
    forecast = learner.subject_forecast(counts)
    assert math.isclose(forecast.sum(), 1)
    facts = np.repeat(np.arange(3), counts)
    for i in range(3):
        corpus = corpus_of(world, SMALL, [(0, 0, f) for f in [*facts, i]])
        assert math.isclose(2 ** -learner.bits(corpus)["subject"][-1], forecast[i])
    assert np.allclose(learner.word_forecast([[2, 0], [0, 0]]), [[3 / 4, 1 / 4], [1 / 2, 1 / 2]])


def test_the_order_of_sentences_does_not_change_the_total():
    corpus = town(1)
    mixed = corpus[np.random.default_rng(0).permutation(len(corpus))]
    for slot, bits in Learner().bits(corpus).items():
        assert math.isclose(bits.sum(), Learner().bits(mixed)[slot].sum(), rel_tol=1e-9), slot


# ---- redundancy -----------------------------------------------------------------------------------------------------
def test_excess_of_the_next_sentence_is_the_mean_over_all_next_sentences():
    rng = np.random.default_rng(9)
    world = World.zipf(3, 0.5, 8, rng)
    for n in (1, 2, 5, 30):
        corpus = Corpus.draw(world, SMALL, n, rng)
        rows = list(zip(corpus.template, corpus.words[:, 0], corpus.facts, strict=True))
        expected = dict.fromkeys(bayes.KINDS, 0.0)
        for t, w, f in itertools.product((0, 1), (0, 1), (0, 1, 2)):
            longer = corpus_of(world, SMALL, [*rows, (t, w, f)])
            chance = SMALL.template[t] * SMALL.words[t, 0, w] * world.popularity.probabilities[f]
            for slot, kind in longer.kinds.items():
                expected[kind] += chance * (Learner().bits(longer)[slot][-1] - longer.bits(slot)[-1])
        found = bayes.redundancy(corpus, at=[n]).next
        for kind in bayes.KINDS:
            assert math.isclose(found[kind][0], expected[kind], abs_tol=1e-9), (n, kind)


def test_totals_are_the_learners_bits_less_those_of_a_reader_who_knows_the_world():
    corpus = town(2)
    bill, paid = bayes.redundancy(corpus, at=[1, 10, 2000]), Learner().bits(corpus)
    assert math.isclose(bill.total["value"][-1], 6 * len(np.unique(corpus.facts)))
    assert math.isclose(bill.total["subject"][1], (paid["subject"] - corpus.bits("subject"))[:10].sum())
    slots = [slot for slot, kind in corpus.kinds.items() if kind == "syntax"]
    assert math.isclose(bill.total["syntax"][2], sum((paid[s] - corpus.bits(s)).sum() for s in slots))
    assert np.allclose(bill.average["value"], bill.total["value"] / [1, 10, 2000])


def test_what_is_paid_is_on_average_what_was_expected():
    """From the second sentence to the twentieth: total against the sum of the excesses before each."""
    misses = []
    for run in range(150):
        bill = bayes.redundancy(town(run, n=20, n_facts=20), at=np.arange(1, 21))
        misses.append([bill.total[kind][-1] - bill.total[kind][0] - bill.next[kind][:-1].sum() for kind in bayes.KINDS])
    mean, error = np.mean(misses, axis=0), np.std(misses, axis=0) / math.sqrt(len(misses))
    assert (abs(mean) < 5 * error).all()


def test_a_hidden_popularity_is_averaged_over_what_the_corpus_leaves_open():
    rng = np.random.default_rng(9)
    corpus = Corpus.draw(World.pitman_yor(0.5, 2.0, 64, rng), SMALL, 300, rng)
    bill = bayes.redundancy(corpus, at=[300])
    draws = [pitman_yor.posterior_weights(np.bincount(corpus.facts), 0.5, 2.0, rng)[-1] for _ in range(4000)]
    assert abs(bill.next["value"][0] / 6 - np.mean(draws)) < 5 * np.std(draws) / math.sqrt(4000)
    assert bill.next["subject"][0] == bill.total["subject"][0] == math.inf
    assert math.isfinite(bill.total["value"][0])


def test_excess_falls_as_the_laws_say():
    n = np.array([5000, 10_000, 20_000])
    runs = [bayes.redundancy(town(run, n=20_000, n_facts=100_000), n) for run in range(12)]
    syntax, value = (np.mean([run.next[kind] for run in runs], axis=0) for kind in ("syntax", "value"))
    assert np.allclose(syntax, laws.syntax_excess(n, 25), rtol=0.2)
    assert np.allclose(value, laws.knowledge_excess(n, 0.5, laws.zipf_scale(0.5), 64), rtol=0.05)


def test_no_other_added_count_does_better_on_grammars_from_the_uniform_prior():
    mean = {added: np.mean([bayes.redundancy(town(run, n=50), at=[50], learner=Learner(added=added)).total["syntax"]
                            for run in range(120)]) for added in (0.5, 1.0, 2.0)}
    assert min(mean, key=mean.get) == 1.0


@pytest.mark.parametrize("d", [0.3, 0.5, 0.7])
def test_the_theory_of_restaurants_bends_by_less_than_the_cards_say(d):
    edges = np.round(10 ** np.arange(3, 6.1, 0.5)).astype(int)
    met = [pitman_yor.expected_tables(m, d, 5.0) for m in edges.tolist()]
    excess, n = np.diff(met) / np.diff(edges), np.sqrt(edges[1:] * edges[:-1])
    assert abs(fit_power_law(n, excess).slope - (d - 1)) < 0.001


def test_exact_sum_by_hand():
    assert occupancy.expected_types([0.75, 0.25], 3) == 2 - 28 / 64
    assert math.isclose(occupancy.expected_missing_mass([0.75, 0.25], 3), 7.5 / 64)


def test_a_result_shows_the_last_checkpoint():
    bill = bayes.redundancy(town(3))
    assert isinstance(bill, Redundancy) and bill.n.tolist() == [1, 10, 100, 1000, 2000]
    assert repr(bill).startswith("Redundancy after 2,000 sentences, bits a sentence: syntax 0.0")


# ---- refusals -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("call", "says"), [
    (lambda: bayes.redundancy([1, 2, 3]), "Corpus.draw"),
    (lambda: Learner().bits(np.zeros(3)), "Corpus.draw"),
    (lambda: bayes.redundancy(town(1), at=[0, 10]), "increase"),
    (lambda: bayes.redundancy(town(1), at=[10, 10]), "increase"),
    (lambda: bayes.redundancy(town(1), at=[3000]), "2000 sentences"),
    (lambda: bayes.redundancy(town(1), at=[1.5]), "whole numbers"),
    (lambda: bayes.redundancy(town(1), at=[]), "whole numbers"),
    (lambda: Learner(discount=1.0), "discount"),
    (lambda: Learner(concentration=-1.0), "concentration"),
    (lambda: Learner(added=0), "above 0"),
    (lambda: Learner().word_forecast([-1, 2]), "counts"),
    (lambda: Learner().subject_forecast([math.nan]), "counts"),
    (lambda: Learner().subject_forecast([[1, 1], [0, 2]]), "shape"),
    (lambda: Learner(discount=0.9).subject_forecast([0.5, 0.5, 0]), "whole number"),
    (lambda: bayes.syntax_redundancy(SMALL, [1, 2], [[[1, 1]]]), "do not fit"),
])
def test_bad_input_is_refused_with_its_cure(call, says):
    with pytest.raises(ValueError, match=says):
        call()


# ---- the quiz -------------------------------------------------------------------------------------------------------
def test_numbers_of_the_quiz_are_true():
    asked = {question.id: question for question in quiz.load("ideal_learner").questions}
    half = [0.5, 0.5]
    met, missing = occupancy.expected_types(half, 2), occupancy.expected_missing_mass(half, 2)
    assert {option.value for option in asked["two-equal"].options} == {
        4 * missing, missing, 4 * met, 4 * met / 2, 4 * 0.5, round(4 * missing * math.log(2), 2)}
    assert [option.value for option in asked["two-equal"].options if option.correct] == [4 * missing]
    assert math.log2(4096) == 2 * math.log2(64)
    assert math.isclose(laws.crossing(100, 0.5, 0.6, 64) / laws.crossing(100, 0.5, 0.6, 4096), 4)
    stated = {n for q in asked.values() for o in q.options for n in re.findall(r"\d+\.\d+", f"{o.text} {o.feedback}")}
    assert stated == {"0.25", "0.69"}  # values of a number are their own texts


# ---- the table of the third exercise --------------------------------------------------------------------------------
def grammar_total(n, words):
    """Bits that a slot with that many words costs over n sentences in all, on average over evenly drawn slots."""
    left = n - np.arange(n)
    chance = np.append(1.0, np.cumprod(left / (left + words - 2)))  # that the first word comes 0, 1, …, n times
    factorial = np.append(0.0, np.cumsum(np.log(np.arange(1, n + 1) / n)))  # ln j! − j ln n, to keep sums small
    forecasts = factorial[n] + sum(math.log(n + k) for k in range(1, words)) - math.lgamma(words)
    entropy = sum(1 / k for k in range(2, words + 1))
    return (forecasts - words * (chance @ factorial) / chance.sum() - n * entropy) / math.log(2)


def test_the_table_to_read_is_true():
    page = "\n".join(cell.source for cell in Chapter.load(ROOT / "chapters" / "ideal_learner.ipynb").tagged("exercise"))
    rows = re.findall(r"^\| ([\d,]+) \| ([\d.]+) \| ([\d.]+) \|$", page, re.MULTILINE)
    assert len(rows) == 5
    p = popularity.zipf_weights(10**6, 0.4)
    for n, grammar, values in rows:
        read = int(n.replace(",", ""))
        assert float(grammar) == float(f"{16 * grammar_total(read, 32) / read:.4g}")
        assert float(values) == float(f"{6 * occupancy.expected_types(p, read) / read:.4g}")
