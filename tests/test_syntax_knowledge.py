"""The corpus machine: what it draws has the entropies that it states, on every machine and in every version."""

import itertools
import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpora import DIGESTS, small_corpora

from skbook import info, pitman_yor, quiz, town
from skbook.syntax_knowledge import KINDS, Corpus, Syntax, World, corpus_entropy, kind_entropies, slot_entropies
from skbook.world import Fixed, PitmanYor

quick = settings(deadline=None, max_examples=40)
sizes = st.integers(1, 3)


def rng(k=0):
    return np.random.default_rng([8, k])


# --- brute force on tiny worlds ------------------------------------------------------------------------------------

def tiny(facts, values, shape, seed):
    generator = np.random.default_rng(seed)
    p = generator.dirichlet(np.ones(facts))
    return World(Fixed(p), values, seed), Syntax.random(*shape, generator)


def all_sentences(world, syntax):
    """Every sentence with its probability, as (slots in the order in which they are chosen, probability)."""
    t_count, slots, symbols = syntax.words.shape
    p = world.popularity.probabilities
    for t, z in itertools.product(range(t_count), range(len(p))):
        for words in itertools.product(range(symbols), repeat=slots):
            said = math.prod(syntax.words[t, j, w] for j, w in enumerate(words))
            yield (t, *words, z, int(world.values([z])[0])), syntax.template[t] * said * p[z]


def entropy_of(weights):
    return -math.fsum(w * math.log2(w) for w in weights if w > 0)


def chain(joint):
    """H(slot | the slots before it) for every slot of a joint distribution over tuples."""
    length = len(next(iter(joint)))
    blocks = []
    for m in range(length + 1):
        block = defaultdict(float)
        for sentence, p in joint.items():
            block[sentence[:m]] += p
        blocks.append(entropy_of(block.values()))
    return np.diff(blocks)


@quick
@given(facts=sizes, values=sizes, templates=sizes, slots=st.integers(1, 2), symbols=sizes, seed=st.integers(0, 10**6))
def test_entropies_per_slot_are_those_of_the_list_of_all_sentences(facts, values, templates, slots, symbols, seed):
    world, syntax = tiny(facts, values, (templates, slots, symbols), seed)
    joint = dict(all_sentences(world, syntax))
    assert math.fsum(joint.values()) == pytest.approx(1)
    stated = slot_entropies(world, syntax)
    np.testing.assert_allclose(list(stated.values()), chain(joint), atol=1e-12)
    assert math.fsum(kind_entropies(world, syntax).values()) == pytest.approx(entropy_of(joint.values()))


@pytest.mark.parametrize(("facts", "values", "n"), [(3, 2, 3), (2, 3, 2), (1, 4, 3), (3, 1, 2), (2, 2, 4)])
def test_the_entropy_of_a_corpus_is_that_of_all_corpora_over_all_worlds(facts, values, n):
    p = np.random.default_rng(facts).dirichlet(np.ones(facts))
    syntax = Syntax.random(2, 1, 2, rng(1))
    weight = defaultdict(float)
    for table in itertools.product(range(values), repeat=facts):
        for subjects in itertools.product(range(facts), repeat=n):
            said = tuple((z, table[z]) for z in subjects)
            weight[said] += math.prod(p[z] for z in subjects) / values**facts
    by_hand = entropy_of(weight.values()) + n * math.fsum(syntax.entropies().values())
    assert corpus_entropy(World(Fixed(p), values, 0), syntax, n) == pytest.approx(by_hand)


def test_a_value_is_worth_log_v_until_its_fact_is_met_and_nothing_afterwards():
    world, syntax = World.zipf(50, 0.5, 64, rng(2)), Syntax.random(2, 1, 3, rng(3))
    corpus = Corpus.draw(world, syntax, 300, rng(4))
    seen = set()
    for z, bits in zip(corpus.facts.tolist(), corpus.bits("value", world_known=False), strict=True):
        assert bits == (0.0 if z in seen else 6.0)
        seen.add(z)
    assert not corpus.bits("value").any()
    assert (slot_entropies(world, syntax)["value"], slot_entropies(world, syntax, met=False)["value"]) == (0.0, 6.0)


def test_bits_are_minus_log_of_the_probability_that_was_used():
    world, syntax = tiny(3, 2, (2, 2, 3), 5)
    corpus = Corpus.draw(world, syntax, 200, rng(5))
    probability = dict(all_sentences(world, syntax))
    total = sum(corpus.bits(slot) for slot in corpus.kinds)
    said = zip(corpus.template, *corpus.words.T, corpus.facts, corpus.values, strict=True)
    np.testing.assert_allclose(total, [-math.log2(probability[tuple(map(int, s))]) for s in said])


# --- what is drawn -------------------------------------------------------------------------------------------------

def within_five_errors(observed, expected_share, n):
    error = np.sqrt(expected_share * (1 - expected_share) / n)
    return np.all(np.abs(np.asarray(observed) - expected_share) <= 5 * error + 1e-12)


def test_every_slot_follows_its_distribution():
    world, syntax, n = World.zipf(20, 0.6, 8, rng(6)), Syntax.random(3, 2, 4, rng(7)), 200_000
    corpus = Corpus.draw(world, syntax, n, rng(8))
    assert within_five_errors(np.bincount(corpus.facts, minlength=20) / n, world.popularity.probabilities, n)
    assert within_five_errors(np.bincount(corpus.template, minlength=3) / n, syntax.template, n)
    for t, j in itertools.product(range(3), range(2)):
        words = corpus.words[corpus.template == t, j]
        assert within_five_errors(np.bincount(words, minlength=4) / len(words), syntax.words[t, j], len(words))


def test_slots_are_independent_of_each_other_but_for_what_the_model_says():
    corpus = Corpus.draw(World.equal(4, 4, rng(9)), Syntax.random(3, 2, 4, rng(10)), 100_000, rng(11))
    for a, b in (("subject", "template"), ("subject", "word 1"), ("subject", "word 2")):
        joint = np.zeros((4, 4))
        np.add.at(joint, (corpus.slot(a), corpus.slot(b)), 1 / len(corpus))
        assert info.mutual_information(joint) < 9 / len(corpus) / 2 / math.log(2) * 5


def test_words_that_cannot_come_never_do():
    syntax = Syntax([0.5, 0.5], [[[0.0, 1.0, 0.0]], [[0.0, 0.0, 1.0]]])
    corpus = Corpus.draw(World(Fixed([0.0, 1.0, 0.0]), 2, 1), syntax, 1000, rng(12))
    assert (corpus.words[:, 0] == corpus.template + 1).all() and (corpus.facts == 1).all()


@pytest.mark.parametrize("make", [lambda: World.zipf(10**6, 0.5, 64, rng(13)),
                                  lambda: World.pitman_yor(0.5, 1.0, 64, rng(13))])
def test_one_fact_says_the_same_in_every_sentence(make):
    corpus = Corpus.draw(make(), Syntax.random(2, 1, 2, rng(14)), 20_000, rng(15))
    assert len(set(zip(corpus.facts.tolist(), corpus.values.tolist(), strict=True))) == len(np.unique(corpus.facts))


def test_values_are_even_and_neighbours_do_not_agree_more_often_than_others():
    values = World.equal(1, 64, rng(16)).values(np.arange(640_000))
    counts = np.bincount(values, minlength=64)
    assert within_five_errors(counts / 640_000, 1 / 64, 640_000)
    assert within_five_errors([(values[lag:] == values[:-lag]).mean() for lag in (1, 2, 8, 64)], 1 / 64, 639_000)
    other = World.equal(1, 64, rng(17)).values(np.arange(640_000))
    assert within_five_errors([(values == other).mean()], 1 / 64, 640_000)


def test_an_endless_world_numbers_its_facts_as_they_are_met_and_its_table_has_no_end():
    world = World.pitman_yor(0.7, 1.0, 8, rng(18))
    facts = Corpus.draw(world, Syntax.random(1, 1, 2, rng(19)), 5000, rng(20)).facts
    first = np.unique(facts, return_index=True)[1]
    assert (np.diff(first) > 0).all() and facts.max() + 1 == len(first)
    assert world.n_facts == world.bits == math.inf and 0 <= world.values([2**62])[0] < 8


def test_expected_numbers_of_facts_met():
    p = np.array([0.5, 0.3, 0.2])
    by_hand = sum(len(set(zs)) * math.prod(p[list(zs)]) for zs in itertools.product(range(3), repeat=4))
    assert Fixed(p).expected_met(4) == pytest.approx(by_hand)
    assert Fixed([1.0]).expected_met(3) == 1.0 and Fixed([1.0]).expected_met(0) == 0.0
    assert PitmanYor(0.5, 1.0).expected_met(7) == pitman_yor.expected_tables(7, 0.5, 1.0)


def test_probabilities_that_miss_one_by_rounding_are_put_right_and_kept_apart_from_the_caller():
    given = np.array([0.5, 0.4999995, 0.0])
    fixed = Fixed(given)
    given[:] = 1 / 3
    assert fixed.probabilities.sum() == pytest.approx(1, abs=1e-15) and fixed.probabilities[2] == 0
    assert fixed.draw(10**6, rng(22)).max() == 1 and fixed.draw(10, Always(1 - 2**-53)).max() == 1
    below = Fixed([1.0000005, -5e-7])
    assert below.probabilities.tolist() == [1.0, 0.0] and below.expected_met(5) == 1.0


class Always:
    """A generator that always throws the same number."""

    def __init__(self, u):
        self.u = u

    def random(self, n):
        return np.full(n, self.u)


def test_no_facts_have_no_values():
    values = World.equal(3, 2**63, rng(23)).values([])
    assert values.shape == (0,) and values.dtype == np.int64


@pytest.mark.parametrize(("d", "theta"), [(0.3, 1.0), (0.5, 0.0), (0.5, 5.0), (0.4, -0.2), (0.0, 2.0)])
def test_the_expected_entropy_of_an_endless_world_is_that_of_broken_sticks(d, theta):
    """Sticks cut off far out, and many worlds; what is cut off has less than the tolerance to add."""
    generator = rng(21)
    drawn = []
    for _ in range(300):
        p = pitman_yor.stick_breaking(20_000, d, theta, generator)
        drawn.append(-(p * np.log2(np.maximum(p, 1e-300))).sum())
    error = np.std(drawn) / math.sqrt(len(drawn))
    assert abs(np.mean(drawn) - PitmanYor(d, theta).entropy()) < 4 * error + 0.02


# --- the same for everybody ----------------------------------------------------------------------------------------

def test_small_corpora_have_the_digests_that_they_have_everywhere():
    assert [corpus.digest() for corpus in small_corpora()] == DIGESTS


def test_a_digest_sees_every_slot_and_the_order():
    corpus = next(small_corpora())
    digests = {corpus.digest(), corpus[::-1].digest(), corpus[:499].digest()}
    for name in ("template", "facts", "values", "words"):
        changed = getattr(corpus, name).copy()
        changed[0] = (changed[0] + 1) % 2
        parts = {n: getattr(corpus, n) for n in ("template", "words", "facts", "values")} | {name: changed}
        digests.add(Corpus(corpus.world, corpus.syntax, **parts).digest())
    assert len(digests) == 7


def test_equal_seeds_give_equal_corpora_and_other_seeds_others():
    one, same, other = (Corpus.draw(World.zipf(100, 0.5, 8, rng(k)), Syntax.town(rng(k)), 100, rng(k))
                        for k in (30, 30, 31))
    assert one.digest() == same.digest() != other.digest()


# --- text ----------------------------------------------------------------------------------------------------------

def test_a_sentence_shows_everything_that_was_chosen():
    choices = itertools.product(range(4), itertools.product(range(8), range(8)), (0, 1), range(24))
    texts = Counter(town.sentence(*choice) for choice in choices)
    assert len(texts) == 4 * 64 * 2 * 24 and max(texts.values()) == 1


def test_text_is_made_of_its_fragments_and_every_slot_is_there():
    corpus = list(small_corpora())[1]
    for i in range(50):
        pieces = corpus.fragments(i)
        assert {slot for slot, _ in pieces} == {"fixed", "opening", "verb", "subject", "value"}
        plain = " ".join(piece for _, piece in pieces if piece).replace(" ,", ",").replace(" .", ".")
        assert corpus.text(i) == plain[0].upper() + plain[1:]


def test_nobody_shares_a_name_and_there_are_as_many_as_promised():
    people, values = town.capacity()
    assert len({town.person(i) for i in range(50_000)}) == 50_000
    assert town.person(people - 1) != town.person(0)
    assert len({town.trade_and_city(v) for v in range(values)}) == values
    for outside in (lambda: town.person(people), lambda: town.person(-1), lambda: town.trade_and_city(values)):
        with pytest.raises(ValueError, match="the town has"):
            outside()


def test_the_phrase_book_is_rectangular_and_has_no_doubles():
    assert len(town.VERBS) == len(town.PATTERNS)
    for row in (*town.VERBS, town.OPENINGS, town.TRADES):
        assert len(row) == len(set(row)) == 8
    for pattern in town.PATTERNS:
        assert {"opening", "subject", "trade", "verb", "city"} <= set(pattern)


# --- a part of a corpus, and its slots -----------------------------------------------------------------------------

def test_slots_kinds_and_parts():
    corpus = Corpus.draw(World.equal(9, 4, rng(40)), Syntax.random(2, 3, 2, rng(41)), 10, rng(42))
    assert list(corpus.kinds) == ["template", "word 1", "word 2", "word 3", "subject", "value"]
    assert set(corpus.kinds.values()) == set(KINDS)
    assert corpus.syntax.n_parameters == 1 + 2 * 3 * 1
    np.testing.assert_array_equal(corpus.slot("word 2"), corpus.words[:, 1])
    part = corpus[4:7]
    assert len(part) == 3 and part.facts.tolist() == corpus.facts[4:7].tolist()
    assert part[np.array([2, 0])].facts.tolist() == [corpus.facts[6], corpus.facts[4]]


def test_the_syntax_of_the_ideal_learner_has_its_496_parameters():
    assert Syntax.random(1, 16, 32, rng(43)).n_parameters == 496


# --- bad input -----------------------------------------------------------------------------------------------------

def corpus_of(world, syntax=None):
    return Corpus.draw(world, syntax or Syntax.town(rng(50)), 5, rng(51))


@pytest.mark.parametrize(("bad", "says"), [
    (lambda: corpus_of(World.equal(3, 2, rng())).slot("colour"), "no slot 'colour'; a sentence of this corpus has"),
    (lambda: corpus_of(World.equal(3, 2, rng())).bits("word 1"), "no slot 'word 1'"),
    (lambda: Corpus.draw(World.equal(3, 2, rng()), Syntax.town(rng()), 0, rng()), "empty corpus"),
    (lambda: Corpus.draw(World.equal(3, 2, rng()), Syntax.town(rng()), 2.5, rng()), "n must be a whole number"),
    (lambda: corpus_of(World.equal(3, 2, rng()))[5:], "leaves no corpus"),
    (lambda: corpus_of(World.equal(3, 2, rng()))[2], "leaves no corpus"),
    (lambda: corpus_of(World.equal(3, 2, rng())).text(5), "there is no sentence 5: the corpus has 5"),
    (lambda: corpus_of(World.equal(3, 2, rng()), Syntax.random(1, 2, 3, rng())).text(0), "Syntax.town"),
    (lambda: corpus_of(World.equal(1, 10**6, rng())).text(0), "Make a world with fewer values"),
    (lambda: corpus_of(World.pitman_yor(0.5, 1, 2, rng())).bits("subject"), "hidden"),
    (lambda: World.equal(0, 2, rng()), "n_facts is 0"),
    (lambda: World.equal(3, 0, rng()), "n_values is 0"),
    (lambda: World.equal(3, 2.5, rng()), "n_values must be a whole number"),
    (lambda: World.equal(3, 2, 7), "default_rng"),
    (lambda: World.zipf(3, 0.0, 2, rng()), "discount above 0"),
    (lambda: World.zipf(3, 1.0, 2, rng()), "discount"),
    (lambda: World.pitman_yor(0.5, -0.6, 2, rng()), "concentration"),
    (lambda: World.equal(3, 2, rng()).values([-1]), "whole numbers from 0"),
    (lambda: World.equal(3, 2, rng()).values([0.5]), "whole numbers from 0"),
    (lambda: Fixed([0.5, 0.6]), "probabilities sums to 1.1"),
    (lambda: Fixed([[0.5, 0.5], [1, 0]]), "give one row"),
    (lambda: Fixed([0.5, 0.5]).expected_met(-1), "n must be a whole number"),
    (lambda: Fixed([0.5, 0.5]).expected_met(1.5), "n must be a whole number"),
    (lambda: World.equal(3, 2**64, rng()), "at most 2"),
    (lambda: town.person(2.5), "no inhabitant 2.5"),
    (lambda: town.trade_and_city(0.5), "no value 0.5"),
    (lambda: Syntax([0.5, 0.5], [[[1.0]]]), "for T templates"),
    (lambda: Syntax([1.0], [[[0.5, 0.6]]]), "words sums to 1.1"),
    (lambda: Syntax([1.0], [[[1.0]]], ("subject",)), "none of template, subject, value"),
    (lambda: Syntax([1.0], [[[1.0]]], ("a", "b")), "each of the 1 slots"),
    (lambda: Syntax.random(0, 1, 1, rng()), "templates is 0"),
    (lambda: town.fragments(4, (0, 0), 0, 0), "no pattern 4"),
    (lambda: town.fragments(0, (8, 0), 0, 0), "no opening 8"),
    (lambda: town.fragments(0, (0, -1), 0, 0), "no verb -1"),
])
def test_bad_input_is_refused_with_what_to_do(bad, says):
    with pytest.raises(ValueError, match=says):
        bad()


# --- the numbers of the quiz ---------------------------------------------------------------------------------------

def test_numbers_of_the_quiz_on_facts_never_met():
    asked = {question.id: question for question in quiz.load("syntax_knowledge_model").questions}["never-met"]
    after = [100 * Fixed(np.full(1000, 1e-3)).expected_met(n) / 1000 for n in (1000, 2000)]
    stated = [option.value for option in asked.options]
    assert stated == [pytest.approx(100 - after[1], abs=0.05), pytest.approx(100 - after[0], abs=0.05), 0, 50, 25]
