"""Mixtures: the best memory against brute force, transitions, laws, the reader with two thresholds, bisection."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skbook import mixing, pitman_yor, quiz, results
from skbook.experiments import find
from skbook.experiments import mixing_capacity as capacity
from skbook.experiments import mixing_tags as tags
from skbook.learning_laws import zipf_scale

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


@given(LISTS, st.integers(1, 3), st.integers(1, 6))
def test_none_below_the_start_and_all_above_the_end(p, n, k):
    if not n <= k <= len(p):
        return
    where = mixing.transition(p, n, k)
    assert mixing.stored(p, n, where.start * (1 - 1e-9), k) == 0
    assert mixing.stored(p, n, where.end * (1 - 1e-9) + 1e-9, k) == n
    assert where.width >= 1


def test_the_order_of_popularities_does_not_matter():
    assert mixing.transition([0.1, 0.5, 0.4], 1, 2) == mixing.transition([0.5, 0.4, 0.1], 1, 2)


@pytest.mark.parametrize("d", [0.3, 0.5, 0.7])
def test_the_law_is_the_start_of_the_transition(d):
    p = pitman_yor.zipf_weights(1000, d)
    for k in (10, 100, 1000):
        assert math.isclose(mixing.critical_odds(6.0 * k, d, p[0], 5), mixing.odds(mixing.transition(p, 5, k).start))


def test_the_law_takes_arrays():
    assert np.allclose(mixing.critical_odds(np.array([600.0, 6000.0]), 0.5, zipf_scale(0.5), 2),
                       2 * zipf_scale(0.5) / np.array([100, 1000]) ** 2)


def test_the_width_is_that_of_the_page():
    p = pitman_yor.zipf_weights(1000, 0.5)
    assert math.isclose(mixing.transition(p, 16, 100).width, (1 - 15 / 100) ** -2)


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
    found = mixing.bisect(lambda x: x >= edge, 1e-4, 1e4, trials=12)
    assert abs(math.log(found["at"] / edge)) <= math.log(1e8) / 2**12
    assert len(found["tried"]) == len(found["share"]) == 12


def test_a_crossing_outside_the_bracket_is_found_at_its_end_and_said_not_to_be_inside():
    for share, end in ((0, 16), (1, 1)):
        found = mixing.bisect(lambda x, share=share: share, 1, 16, 30)
        assert found["at"] == pytest.approx(end) and not found["inside"]
    assert mixing.bisect(lambda x: x >= 3, 1, 16, 3)["inside"]


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
    (lambda: mixing.critical_odds(60, 0.5, 0.6, 2, None), "above 0"), (lambda: mixing.ratio("even"), "from 0"),
    (lambda: mixing.exposure_ratio(2, 10, None), "above 0"), (lambda: mixing.bisect(lambda x: x, "1", 2, 0), "bracket"),
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


def test_every_setting_has_five_seeds():
    for name in ("mixing_capacity", "mixing_exposures", "mixing_tags"):
        points = find(name).at("full")
        settings = {repr(point).replace(f"seed={point.seed}", "") for point in points}
        assert len(points) == 5 * len(settings)
        assert all(point in points for point in find(name).at("quick"))


def test_every_search_of_the_card_saw_both_sides_of_one_half():
    for point in results.load("mixing_capacity").points:
        assert min(point.metrics["share"]) < 0.5 <= max(point.metrics["share"]), point.config
        assert point.metrics["tried"][0] == pytest.approx(1e-3)  # the middle of the bracket, whatever the network


@pytest.mark.parametrize("source", ["pure", "junk", "tagged", "coin"])
def test_a_network_among_junk_holds_no_more_than_it_is_told(source):
    pytest.importorskip("torch")
    told = tags.junk(tags.Junk(source, seed=3, weight=0.5, steps=3))
    assert 0 <= told["right"] <= 1 and told["bits"] < 6 * 512


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


# ---- the quiz -------------------------------------------------------------------------------------------------------
def test_numbers_of_the_quiz_are_true():
    asked = {question.id: question for question in quiz.load("data_mixing").questions}
    p = pitman_yor.zipf_weights(10_000, 0.5)
    falls = mixing.odds(mixing.transition(p, 5, 1000).start) / mixing.odds(mixing.transition(p, 5, 4000).start)
    assert [option.value for option in asked["quadrupled"].options] == pytest.approx([falls, 4, 2, 1])
