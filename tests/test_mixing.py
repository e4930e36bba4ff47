"""Mixtures: the best memory against brute force, transitions, laws, the reader with two thresholds, bisection."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from skbook import mixing, pitman_yor, quiz, results, sightings
from skbook.experiments import data_mixing as worlds
from skbook.experiments import find
from skbook.experiments import mixing_capacity as capacity
from skbook.experiments import mixing_tags as tags
from skbook.learning_laws import zipf_scale
from skbook.widgets import two_thresholds

LISTS = st.lists(st.floats(0.01, 1), min_size=2, max_size=7).map(lambda x: np.array(x) / sum(x))


@given(LISTS, st.integers(1, 3), st.floats(0.01, 0.99), st.integers(1, 6))
def test_no_memory_of_k_facts_covers_more_of_the_mixture(p, n, r, k):
    weights = np.append((1 - r) * p, np.full(n, r / n))
    k = min(k, len(weights))
    good = mixing.stored(p, n, r, k)
    covered = np.sort(p)[::-1][:k - good].sum() * (1 - r) + good * r / n
    if k - good <= len(p):  # else the memory is not full
        best = max(weights[list(held)].sum() for held in combinations(range(len(weights)), k))
        assert math.isclose(covered, best)


@given(LISTS, st.integers(1, 3), st.integers(1, 7))
def test_none_up_to_the_start_and_all_above_the_end(p, n, k):
    assume(n <= k <= len(p))
    where = mixing.transition(p, n, k)
    assert 0 < where.start_odds <= where.end_odds and where.start <= where.end
    assert mixing.stored(p, n, where.start, k) == 0
    assert mixing.stored(p, n, mixing.ratio(where.start_odds * (1 + 1e-9)), k) > 0
    assert mixing.stored(p, n, where.end, k) < n
    assert mixing.stored(p, n, mixing.ratio(where.end_odds * (1 + 1e-9)), k) == n


def test_the_order_of_popularities_does_not_matter():
    assert mixing.transition([0.1, 0.5, 0.4], 1, 2) == mixing.transition([0.5, 0.4, 0.1], 1, 2)


@pytest.mark.parametrize("d", [0.3, 0.5, 0.7])
def test_the_law_is_the_start_of_the_transition(d):
    p = pitman_yor.zipf_weights(1000, d)
    for k in (10, 100, 1000):
        assert math.isclose(mixing.critical_odds(6.0 * k, d, p[0], 5), mixing.transition(p, 5, k).start_odds)


def test_the_law_takes_arrays():
    assert np.allclose(mixing.critical_odds(np.array([600.0, 6000.0]), 0.5, zipf_scale(0.5), 2),
                       2 * zipf_scale(0.5) / np.array([100, 1000]) ** 2)


def test_the_width_is_that_of_the_page():
    p = pitman_yor.zipf_weights(1000, 0.5)
    where = mixing.transition(p, 16, 100)
    assert math.isclose(where.end_odds / where.start_odds, (1 - 15 / 100) ** -2)


@given(st.floats(0, 0.999))
def test_odds_and_ratios_undo_each_other(r):
    assert math.isclose(mixing.ratio(mixing.odds(r)), r, abs_tol=1e-12)


def test_the_ends_of_the_ratio():
    assert mixing.ratio(mixing.odds(1.0)) == 1 and mixing.ratio(mixing.odds(0.0)) == 0
    p = [0.5, 0.3, 0.2]
    assert mixing.stored(p, 2, 0, 5) == 0 and mixing.stored(p, 2, 1, 5) == 2
    assert mixing.stored(p, 2, [0.0, 1.0], 0).tolist() == [0, 0]


def test_who_reads_very_much_holds_what_the_best_memory_holds():
    p, rng = pitman_yor.zipf_weights(50, 0.5), np.random.default_rng([16, 90])
    for r in (0.01, 0.3, 0.7):
        held = mixing.counting_reader(p, 4, r, 10**8, 10, 1, rng)
        assert held == mixing.stored(p, 4, r, 10) / 4


def test_who_needs_more_sightings_than_sentences_knows_nothing():
    rng = np.random.default_rng([16, 91])
    assert mixing.counting_reader([0.5, 0.5], 2, 0.5, 4, 4, 5, rng) == 0
    assert mixing.counting_reader([0.5, 0.5], 2, 0.5, 0, 4, 1, rng) == 0


def test_a_reader_with_room_for_all_knows_what_it_met():
    rng = np.random.default_rng([16, 92])
    known = np.mean([mixing.counting_reader([0.5, 0.5], 50, 0.5, 100, 100, 1, rng) for _ in range(400)])
    assert math.isclose(known, 1 - math.exp(-1), abs_tol=0.02)


@given(st.floats(1e-3, 1e3))
def test_bisection_ends_within_its_last_bracket(edge):
    found = mixing.bisect(lambda x: float(x >= edge), 1e-4, 1e4, trials=12)
    assert abs(math.log(found["at"] / edge)) <= math.log(1e8) / 2**12
    assert len(found["tried"]) == len(found["share"]) == 12


@pytest.mark.parametrize(("call", "words"), [
    (lambda: mixing.odds(1.2), "from 0 to 1"), (lambda: mixing.odds(-0.1), "from 0 to 1"),
    (lambda: mixing.odds([]), "from 0 to 1"), (lambda: mixing.odds("half"), "number from 0"),
    (lambda: mixing.odds(math.nan), "from 0 to 1"), (lambda: mixing.ratio(-1), "from 0"),
    (lambda: mixing.stored([], 1, 0.5, 1), "at least one fact"), (lambda: mixing.stored([0.5], 0, 0.5, 1), "no facts"),
    (lambda: mixing.stored([0.5], 1, 5, 1), "from 0 to 1"), (lambda: mixing.stored([0.5, 0], 1, 0.5, 1), "above 0"),
    (lambda: mixing.stored([3, 2], 1, 0.5, 1), "divide counts"),
    (lambda: mixing.stored([0.5], 1, 0.5, 1.5), "capacity"),
    (lambda: mixing.stored([0.5], 1.5, 0.5, 1), "n_good"), (lambda: mixing.stored(["a"], 1, 0.5, 1), "numbers"),
    (lambda: mixing.transition([0.5, 0.5], 2, 1), "n ≤ K"), (lambda: mixing.transition([0.5, 0.5], 1, 3), "K ≤ M"),
    (lambda: mixing.critical_odds(60, 0.5, 0.6, 11), "must hold"),
    (lambda: mixing.critical_odds(60, 1, 0.6, 2), "discount"),
    (lambda: mixing.critical_odds(60, 0.5, 0.6, 2, 0), "above 0"),
    (lambda: mixing.critical_odds(60, 0.5, 0.6, 2, None), "not finite"), (lambda: mixing.ratio("even"), "from 0"),
    (lambda: mixing.exposure_ratio(2, 10, None), "not finite"),
    (lambda: mixing.bisect(lambda x: x, "1", 2, 0), "bracket"),
    (lambda: mixing.bisect(lambda x: x, None, 2), "bracket"),
    (lambda: mixing.bisect(lambda x: x, 1, 2, level=math.nan), "level"),
    (lambda: mixing.counting_reader([1], 1, [0.5, 0.6], 10, 1, 1, np.random.default_rng(0)), "one ratio"),
    (lambda: capacity.held([]), "no answers"),
    (lambda: mixing.exposure_ratio(2, 0), "above 0"), (lambda: mixing.exposure_ratio(2, 10, 0), "above 0"),
    (lambda: mixing.exposure_ratio(20, 10), "read more"),
    (lambda: mixing.counting_reader([1], 1, 0.5, 10, 1, 0, np.random.default_rng(0)), "at least 1"),
    (lambda: mixing.bisect(lambda x: x, 0, 1), "bracket"), (lambda: mixing.bisect(lambda x: x, 2, 1), "bracket"),
    (lambda: mixing.bisect(lambda x: x, 1, 2, 0), "bracket"),
    (lambda: mixing.bisect(lambda x: math.nan, 1, 2), "number"),
    (lambda: mixing.bisect(lambda x: None, 1, 2), "number"),
    (lambda: mixing.bisect(lambda x: x, 1, 2, level=None), "level"),
    (lambda: mixing.bisect(lambda x: x, 1, 2, level="half"), "level"),
    (lambda: mixing.bisect(lambda x: 0, 1, 2), "one side"), (lambda: mixing.bisect(lambda x: 1, 1, 2), "one side"),
    (lambda: mixing.critical_odds(60, 0.5, [0.4, 0.4], 2), "scale"),
    (lambda: worlds.popularity("zipff"), "'zipf' and 'austen'"),
    (lambda: capacity.bisection(capacity.Bisection(6, 1, world="zipff")), "'zipf' and 'austen'"),
    (lambda: tags.Junk("tagd", 1), "pure, junk, tagged"), (lambda: tags.Junk("junk", 1, names=0), "names"),
    (lambda: tags.Junk("junk", 1, names=5000), "names"), (lambda: capacity.held([[1, 0], [1, 0]]), "one row"),
    (lambda: capacity.half_known([]), "one row"), (lambda: capacity.half_known([[1, 0]]), "one row"),
])
def test_refuses(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# ---- the experiments ------------------------------------------------------------------------------------------------
def test_facts_held_are_those_answered_right_without_luck():
    rng = np.random.default_rng([16, 93])
    right = np.append(np.ones(300, dtype=bool), rng.random(3796) < 1 / 64)
    assert abs(capacity.held(right) - 300) < 20
    assert capacity.held(np.ones(8, dtype=bool)) == 8 and capacity.held(np.zeros(8, dtype=bool)) == 0
    assert capacity.held([0, 0, 1, 1]) == 2 and capacity.held([0, 0, 1, 0]) == 0


@pytest.mark.parametrize(("rank", "power"), [(90, 3), (400, 4), (135, 2.5)])
def test_the_half_known_rank_is_found_and_more_are_held(rank, power):
    rng, ranks = np.random.default_rng([16, 94]), np.arange(1, 4097)
    know = 1 / (1 + (ranks / rank) ** power)
    runs = [rng.random(4096) < 1 / 64 + (1 - 1 / 64) * know for _ in range(8)]
    assert abs(np.mean([capacity.half_known(right) for right in runs]) / rank - 1) < 0.06
    assert know.sum() > 1.05 * rank  # a soft frontier that is symmetric in the logarithm keeps more than its middle
    assert abs(np.mean([capacity.held(right) for right in runs]) / know.sum() - 1) < 0.06


def test_every_setting_has_five_seeds():
    for name in ("mixing_capacity", "mixing_exposures", "mixing_tags"):
        points = find(name).at("full")
        settings = {repr(point).replace(f"seed={point.seed}", "") for point in points}
        assert len(points) == 5 * len(settings)
        assert all(point in points for point in find(name).at("quick"))


def test_every_search_saw_both_sides_of_one_half_in_one_bracket():
    for name, middle in (("mixing_capacity", 1e-3), ("mixing_exposures", 1e-2)):
        for point in results.load(name).points:
            assert min(point.metrics["share"]) < 0.5 <= max(point.metrics["share"]), point.config
            assert point.metrics["tried"][0] == pytest.approx(middle)  # whatever the network


@pytest.mark.parametrize("source", tags.SOURCES)
def test_an_untrained_network_holds_nothing_and_junk_that_counts_nothing_leaves_more(source):
    pytest.importorskip("torch")
    assert tags.junk(tags.Junk(source, seed=3, steps=0))["bits"] == 0
    if source != "pure":
        free, loaded = (tags.junk(tags.Junk(source, seed=3, weight=w, steps=60))["bits"] for w in (0.0, 1.0))
        assert free > loaded


def test_a_tag_that_says_nothing_yet_changes_nothing():
    torch = pytest.importorskip("torch")
    from skbook.nn.mlp import MLP, Config
    from skbook.nn.tagged import TaggedMLP

    config = Config(side=8, values=4)
    tagged, plain, names = TaggedMLP(config, 3), MLP(config, 3), torch.randint(0, 8, (20, 2))
    for source in (0, 1):
        asked = torch.cat([torch.full((20, 1), source), names], dim=1)
        assert torch.equal(tagged(asked), plain(names))
    tagged.tag.data.fill_(-100.0)  # all neurons off: one forecast for whatever name
    assert torch.equal(tagged(torch.cat([torch.ones(20, 1).long(), names], dim=1)), tagged.out_bias.expand(20, 4))


# ---- the live figure ------------------------------------------------------------------------------------------------
@given(st.integers(0, 50), st.integers(0, 8), st.integers(0, 7), st.integers(0, 9))
def test_the_live_figure_follows_the_rules_of_mixing(ratio, memory, good, reading):
    now = two_thresholds.state(ratio, memory, good, reading)
    web = two_thresholds.SCALE / np.arange(1, 5001) ** 2
    shares = mixing.stored(web, now["n"], [r for r, _ in now["curve"]], now["k"]) / now["n"]
    met = now["read"] / now["n"] * np.array([r for r, _ in now["curve"]])
    assert np.allclose([share for _, share in now["curve"]], shares * (1 - sightings.needs(5)(met)))
    assert now["stored"] == mixing.stored(web, now["n"], now["ratio"], now["k"])
    if now["n"] <= now["k"]:
        assert math.isclose(now["start"], mixing.transition(web, now["n"], now["k"]).start)
    if now["enough"] <= 1:
        assert math.isclose(now["enough"], mixing.exposure_ratio(now["n"], now["read"], sightings=5))


# ---- the quiz -------------------------------------------------------------------------------------------------------
def test_numbers_of_the_quiz_are_true():
    asked = {question.id: question for question in quiz.load("data_mixing").questions}
    p = pitman_yor.zipf_weights(10_000, 0.5)
    falls = mixing.transition(p, 5, 1000).start_odds / mixing.transition(p, 5, 4000).start_odds
    assert [option.value for option in asked["quadrupled"].options] == pytest.approx([falls, 4, 2, 1])
