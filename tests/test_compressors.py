"""Compressors give back what they took, bound nothing from below, and make a distance; trees and labels on them."""

import builtins
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skbook import compressors, trees
from skbook.compressors import METHODS, STANDARD, bits_per_byte, compress, decompress, distances, ncd, size_bits
from skbook.trees import Join, average_linkage, label_changes, leaf_order

EXTRA = [method for method in METHODS if method not in STANDARD]
TEXT = b"All human beings are born free and equal in dignity and rights. " * 40


@pytest.fixture(autouse=True)
def _needs_extra(request):
    method = getattr(request.node, "callspec", None) and request.node.callspec.params.get("method")
    if method in compressors.EXTRA:
        pytest.importorskip(compressors.EXTRA[method])


# ---- round trips and sizes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@settings(deadline=None, max_examples=40)
@given(data=st.binary(max_size=3000))
def test_decompressing_gives_back_every_byte(method, data):
    assert decompress(compress(data, method), method) == data


@pytest.mark.parametrize("method", METHODS)
def test_large_input_with_far_repeats_comes_back(method):
    data = np.random.default_rng(3).bytes(200_000)
    assert decompress(compress(data * 2, method), method) == data * 2


@pytest.mark.parametrize("method", METHODS)
def test_one_in_two_to_the_seven_random_files_may_lose_a_byte(method):
    """Counting: the share of files that lose at least k bits is below 2^(1-k), so here of 300 far fewer than 10."""
    rng = np.random.default_rng(4)
    assert sum(size_bits(rng.bytes(200), method) <= 8 * 199 for _ in range(300)) < 10


@pytest.mark.parametrize("method", METHODS)
def test_repeats_cost_little_and_noise_costs_itself(method):
    noise = np.random.default_rng(5).bytes(20_000)
    assert bits_per_byte(b"ab" * 10_000, method) < 0.1
    assert 8 <= bits_per_byte(noise, method) < 8.4
    assert size_bits(TEXT, method) == 8 * len(compress(TEXT, method)) == round(len(TEXT) * bits_per_byte(TEXT, method))


@pytest.mark.parametrize("method", METHODS)
def test_bytes_like_input_is_taken(method):
    assert compress(bytearray(TEXT), method) == compress(memoryview(TEXT), method) == compress(TEXT, method)


@pytest.mark.parametrize("method", METHODS)
def test_damaged_files_are_refused(method):
    whole = compress(TEXT, method)
    for bad in (whole[:len(whole) // 2], b"", b"no file at all, only words"):
        with pytest.raises(ValueError, match="compress the original"):
            decompress(bad, method)


# ---- the distance ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_distance_is_small_for_the_same_text_and_near_one_for_strangers(method):
    strangers = [np.random.default_rng(k).bytes(4000) for k in (6, 7)]
    assert ncd(TEXT, TEXT, method) < 0.5 < 0.9 < ncd(*strangers, method) < 1.1
    assert ncd(strangers[0], strangers[0], method) < 0.5


@pytest.mark.parametrize("method", STANDARD)
def test_distance_is_its_formula(method):
    x, y = TEXT[:700], b"Alle Menschen sind frei und gleich an W\xc3\xbcrde und Rechten geboren. " * 7
    both, one, other = (len(compress(t, method)) for t in (x + y, x, y))
    assert ncd(x, y, method) == (both - min(one, other)) / max(one, other)


def test_matrix_holds_the_distance_of_every_pair():
    texts = [TEXT[:300], TEXT[100:900], b"Tous les hommes naissent libres " * 9, bytes(range(200))]
    found = distances(texts, "zlib")
    assert (found == found.T).all() and not found.diagonal().any()
    for i, j in itertools.combinations(range(4), 2):
        assert found[i, j] == ncd(texts[i], texts[j], "zlib")


# ---- what is not there -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", EXTRA)
def test_without_the_extra_the_error_names_it(monkeypatch, missing):
    real = builtins.__import__

    def refuse(name, *arguments, **options):
        if name == compressors.EXTRA[missing]:
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ImportError, match=r"pip install 'skbook\[compressors\]'"):
        compress(b"text", missing)


@pytest.mark.parametrize(("call", "cure"), [
    (lambda: compress(b"text", "zip"), "choose from zlib, bz2"),
    (lambda: decompress(b"text", "rar"), "choose from zlib"),
    (lambda: compress("text", "zlib"), "encode a text first"),
    (lambda: compress([1, 2], "zlib"), "got list"),
    (lambda: bits_per_byte(b"", "bz2"), "at least one byte"),
    (lambda: ncd(b"", b"x", "zlib"), "at least one byte"),
    (lambda: ncd("x", b"x", "zlib"), "encode a text"),
    (lambda: distances([b"x", b""], "zlib"), "at least one byte"),
    (lambda: average_linkage([[0]]), "at least 2 rows"),
    (lambda: average_linkage([[0, 1], [2, 0]]), "symmetric"),
    (lambda: average_linkage([[0, np.nan], [np.nan, 0]]), "finite"),
    (lambda: average_linkage([[1, 1], [1, 0]]), "zeros on the diagonal"),
    (lambda: label_changes([Join(0, 1, 1.0)], ["a"]), "2 leaves, got 1"),
])
def test_bad_input_is_refused_with_the_cure(call, cure):
    with pytest.raises(ValueError, match=cure):
        call()


# ---- trees -----------------------------------------------------------------------------------------------------------


def random_distances(n, seed):
    d = np.triu(np.random.default_rng(seed).random((n, n)), 1)
    return d + d.T


def members(joins):
    """The leaves of every group, leaves first."""
    groups = [[leaf] for leaf in range(len(joins) + 1)]
    for join in joins:
        groups.append(groups[join.left] + groups[join.right])
    return groups


@pytest.mark.parametrize("seed", range(8))
def test_each_join_is_the_nearest_pair_by_mean_distance_of_members(seed):
    d = random_distances(9, seed)
    joins = average_linkage(d)
    groups, open_groups = members(joins), set(range(9))
    for k, join in enumerate(joins):
        mean = {pair: d[np.ix_(groups[pair[0]], groups[pair[1]])].mean()
                for pair in itertools.combinations(sorted(open_groups), 2)}
        assert math.isclose(join.height, min(mean.values())) and math.isclose(join.height, mean[join.left, join.right])
        open_groups = open_groups - {join.left, join.right} | {9 + k}
    assert [a.height <= b.height + 1e-12 for a, b in itertools.pairwise(joins)] == [True] * 7


@pytest.mark.parametrize("seed", range(4))
def test_leaves_of_every_group_stand_side_by_side(seed):
    joins = average_linkage(random_distances(12, seed))
    row = {leaf: i for i, leaf in enumerate(leaf_order(joins))}
    assert sorted(row) == list(range(12))
    for group in members(joins):
        assert max(row[leaf] for leaf in group) - min(row[leaf] for leaf in group) == len(group) - 1


@pytest.mark.parametrize("seed", range(6))
def test_label_changes_are_the_fewest_of_all_labellings(seed):
    """Brute force over the labels of the inner nodes."""
    joins, rng = average_linkage(random_distances(7, seed)), np.random.default_rng(seed)
    labels = rng.choice(["a", "b", "c"], 7).tolist()
    fewest = min(sum((*labels, *inner)[child] != inner[k] for k, join in enumerate(joins)
                     for child in (join.left, join.right))
                 for inner in itertools.product("abc", repeat=6))
    assert label_changes(joins, labels) == fewest


def test_one_branch_a_label_needs_one_change_less_than_labels():
    d = 1 - np.kron(np.eye(4), np.ones((3, 3))) * 0.9
    np.fill_diagonal(d, 0)
    joins = average_linkage(d)
    assert label_changes(joins, [leaf // 3 for leaf in range(12)]) == 3
    assert label_changes(joins, ["same"] * 12) == 0
    assert trees.label_changes(joins, [leaf % 3 for leaf in range(12)]) > 3
