"""The three designs of a sweep over data: what they hold fixed, and that a run says what it should."""

import pytest

from skbook.experiments.data_scaling import BATCH, DESIGNS, SENTENCES, STEPS, Reading, data_scaling, steps, times_read


@pytest.mark.parametrize("n", SENTENCES)
def test_designs_hold_fixed_what_they_say(n):
    assert steps("fixed steps", n) == STEPS
    assert times_read("one pass", n) * n - n < BATCH  # but for the last batch, which is filled up
    assert times_read("one pass", n) <= times_read("falling epochs", n)


def test_epochs_fall():
    read = [times_read("falling epochs", n) for n in SENTENCES]
    assert read == sorted(read, reverse=True)


def test_refuses_an_unknown_design():
    with pytest.raises(ValueError, match="designs are one pass"):
        steps("two passes", 100)


def test_a_size_gives_the_same_alone_and_beside_another():
    """Worlds, corpora and orders depend on the size alone, not on its neighbours."""
    alone = data_scaling(Reading("one pass", sentences=(300,)))
    beside = data_scaling(Reading("one pass", sentences=(100, 300)))
    for key, (value,) in alone.items():
        assert beside[key][1] == pytest.approx(value, rel=1e-6)
    assert 0 < alone["missing"][0] <= alone["error"][0] * 64 / 63 + 0.02  # the floor, and room for one lucky guess
    assert set(DESIGNS) >= {Reading().design}
