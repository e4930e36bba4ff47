"""Made-up sentences: rates against all corpora by hand, the estimate against its theorem, each term of the bound."""

import itertools
import math

import numpy as np
import pytest
import yaml

from skbook import hallucination as h
from skbook import occupancy, pitman_yor, results
from skbook.calibration import reliability
from skbook.experiments import find
from skbook.experiments import hallucination as runs


def test_good_turing_is_right_on_average_but_for_one_in_n():
    p, n = np.array([0.5, 0.3, 0.2]), 4
    estimate = sum(math.prod(p[i] for i in corpus) * h.good_turing_missing_mass(np.bincount(corpus))
                   for corpus in itertools.product(range(3), repeat=n))
    truth = occupancy.expected_missing_mass(p, n)
    assert 0 <= estimate - truth <= 1 / n


@pytest.mark.parametrize("counts", [[], [0, 0], [-1, 2], [0.5], [[1]], [math.nan], ["a"]])
def test_counts_that_are_none_are_refused(counts):
    with pytest.raises(ValueError, match=r"counts must|no fact was"):
        h.good_turing_missing_mass(counts)


def test_calibration_error_is_the_mean_distance_in_the_diagram():
    rng = np.random.default_rng(0)
    confidence = rng.random(500)
    correct = rng.random(500) < confidence**2
    by_hand = sum(abs(confidence[here].mean() - correct[here].mean()) * here.mean()
                  for k in range(5) if (here := np.floor(confidence * 5) == k).any())
    assert h.expected_calibration_error(confidence, correct, 5) == pytest.approx(by_hand)
    assert len(reliability(confidence, correct, 5).count) == 5


def test_empty_buckets_do_not_count_and_a_calibrated_forecaster_errs_by_nothing():
    assert h.expected_calibration_error([0.5, 0.5], [0, 1], 100) == 0


@pytest.mark.parametrize("confidence, correct", [([], []), ([1.2], [1]), ([-0.1], [0]), ([0.5], [2]), ([0.5], [1, 0]),
                                                 ([math.nan], [1])])
def test_confidences_outside_their_range_are_refused(confidence, correct):
    with pytest.raises(ValueError):
        h.expected_calibration_error(confidence, correct)


@pytest.mark.parametrize("d, theta", [(0.5, 1.0), (0.0, 2.0), (0.7, -0.3)])
def test_ideal_rate_is_the_sum_over_all_ways_of_seating(d, theta):
    def rate(counts, left):
        chances = pitman_yor.seating_probabilities(counts, d, theta)
        if left == 0:
            return chances[-1] * 3 / 4
        sat = [[c + (j == i) for j, c in enumerate(counts)] for i in range(len(counts))] + [[*counts, 1]]
        return sum(p * rate(after, left - 1) for p, after in zip(chances, sat, strict=True))

    for n in range(5):
        assert h.ideal_false_rate(n, d, theta, 4) == pytest.approx(rate([], n))


def test_ideal_rate_is_what_singletons_of_one_sentence_more_forecast():
    for n in (1, 10, 1000):
        forecast = pitman_yor.expected_singletons(n + 1, 0.6, 1.0) / (n + 1)
        assert h.ideal_false_rate(n, 0.6, 1.0, 10) == pytest.approx(0.9 * forecast)


def test_one_value_leaves_nothing_to_get_wrong():
    assert h.ideal_false_rate(5, 0.5, 1.0, 1) == 0
    assert not h.made_up([0, 1], 0.5, 1.0, 1, 50, np.random.default_rng(0)).any()


def test_made_up_sentences_come_at_the_rate_of_this_corpus():
    said = h.made_up([0, 0, 1, 2, 0, 1], 0.5, 1.0, 4, 200_000, np.random.default_rng(1))
    assert said.mean() == pytest.approx(0.75 * 2.5 / 7, abs=0.005)


@pytest.mark.parametrize("corpus, cooling", [([0] * 30 + [1] * 9, "helps"), ([0, 1, 2, 3], "hurts")])
def test_cooling_makes_the_likeliest_choice_likelier_even_if_that_is_somebody_new(corpus, cooling):
    rng = np.random.default_rng(2)
    warm, cool = (h.made_up(corpus, 0.5, 1.0, 64, 20_000, rng, temperature).mean() for temperature in (1.0, 0.5))
    assert bool(cool < warm) == (cooling == "helps")


def test_the_rate_of_a_corpus_is_what_it_says_in_the_long_run():
    corpus = [0, 0, 1, 2, 0, 1, 0, 0]
    for temperature in (0.5, 1.0, 2.0):
        said = h.made_up(corpus, 0.5, 1.0, 4, 100_000, np.random.default_rng(3), temperature)
        assert h.false_rate(corpus, 0.5, 1.0, 4, temperature) == pytest.approx(said.mean(), abs=0.007)


def test_next_to_no_temperature_repeats_the_likeliest_sentence():
    assert h.false_rate([0] * 9 + [1], 0.5, 1.0, 4, 0.0005) == 0
    assert not h.made_up([0] * 9 + [1], 0.5, 1.0, 4, 10, np.random.default_rng(0), 0.0005).any()


def test_bound_speaks_never_or_beyond_all_numbers():
    assert h.kalai_vempala_speaks_from(0.4) == h.kalai_vempala_speaks_from(0.501) == math.inf


def test_sampler_refuses_a_temperature_that_is_none():
    for temperature in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="temperature"):
            h.made_up([0], 0.5, 1.0, 4, 1, np.random.default_rng(0), temperature)


@pytest.mark.parametrize("facts", [[0.7, 1.2], [-1], ["a"], [True]])
def test_facts_that_are_no_numbers_of_facts_are_refused(facts):
    with pytest.raises(ValueError, match="numbers of facts"):
        h.made_up(facts, 0.5, 1.0, 4, 1, np.random.default_rng(0))


def test_bound_adds_its_terms():
    bound = h.kalai_vempala(0.4, 600, 31, delta=0.5, miscalibration=0.1)
    assert bound.ratio == pytest.approx(3 / 0.5 / 30)
    assert bound.root == pytest.approx(math.sqrt(math.log(12) / 100))
    assert bound.value == pytest.approx(0.4 - 0.1 - bound.ratio - bound.root)
    assert h.kalai_vempala(0.4, 600, math.inf).ratio == 0


@pytest.mark.parametrize("bad", [{"singletons": 1.5}, {"singletons": -0.1}, {"n": 0}, {"n": 2.5}, {"n_values": 1},
                                 {"delta": 0.0}, {"delta": 1.0}, {"miscalibration": 2.0}, {"n_values": math.nan}])
def test_bound_refuses_what_is_no_share(bad):
    with pytest.raises(ValueError):
        h.kalai_vempala(**{"singletons": 0.1, "n": 100, "n_values": 64} | bad)


@pytest.mark.parametrize("d", [0.6, 0.7, 0.9])
def test_bound_speaks_from_where_its_leading_terms_cross(d):
    from skbook.learning_laws import missing_mass_law, zipf_scale

    start = h.kalai_vempala_speaks_from(d)
    for n, speaks in ((round(0.9 * start), False), (math.ceil(1.1 * start), True)):
        rate = min(1.0, missing_mass_law(n, d, zipf_scale(d)))
        assert (h.kalai_vempala(rate, n, math.inf).value > 0) is speaks


def test_the_quiz_by_hand_is_the_rate_of_its_corpus():
    quiz = yaml.safe_load(open("skbook/quizzes/hallucination.yml", encoding="utf-8"))["questions"]
    question = next(q for q in quiz if q["id"] == "rate-by-hand")
    right = next(o["value"] for o in question["options"] if o.get("correct"))
    assert right == pytest.approx(0.75 * pitman_yor.new_table_probability(9, 4, 0.5, 0.0), abs=1e-4)


def test_a_town_has_three_thousand_sentences_about_a_thousand_people():
    assert runs.Town().sentences == 3000 == runs.Answers().sentences
    assert runs.Town().n_facts == 1024 and runs.FACTS == 4096


def test_quick_points_are_the_first_world_of_each_kind():
    experiment = find("two_errors")
    assert [(point.lacks, point.seed) for point in experiment.at("quick")] == [("data", 0), ("room", 0)]
    assert len(find("errors_crossed").at("full")) == 24
    assert len(experiment.at("full")) == 16


def test_card_of_the_two_errors_fits_its_own_numbers():
    table = results.load("two_errors").table()
    assert np.allclose(table["above"][:, :, 0], 1) and np.allclose(table["above"][:, :, -1], 0)
    assert np.allclose(table["mass"].sum(axis=-1), 1)
    assert np.allclose((table["mass"] * table["came"]).sum(axis=-1), 1 - table["error"][:, None])
    assert np.allclose(table["always"][:, 0], 1 - table["error"])
    assert (table["missing"][table["lacks"] == "room"] == 0).all()


def test_rows_go_on_with_what_is_likeliest():
    torch = pytest.importorskip("torch")
    from skbook.nn.gpt import GPT, Config

    net = GPT(Config(alphabet=5, context=4, width=16, layers=1, heads=1), seed=0)
    with torch.no_grad():
        net.forecast.weight.copy_(torch.randn(net.forecast.weight.shape, generator=torch.Generator().manual_seed(1)))
    begun = np.array([[0, 1], [3, 2]])
    rows = runs._continued(net, begun)
    likeliest = net(torch.from_numpy(rows)).argmax(dim=-1).numpy()
    assert (rows[:, :2] == begun).all() and (rows[:, 2:] == likeliest[:, 2:]).all()
