"""Every claim of the book can fail: moved just outside its expectation, each is refused, by name and by sentence."""

import pytest
from bad import record

from skbook.claims import ClaimFailed, Expectation, claim
from skbook.stats import Estimate
from tools.chapter import ROOT, Chapter, read_toc

STORED = [(chapter.slug, claim.record) for path in read_toc(ROOT) if path.is_file()
          for chapter in [Chapter.load(path)] for claim in chapter.claims]
# One made-up record for every form, so that the test itself is tested where the book has no such claim yet.
FORMS = [("form", record(expect={"form": form, "low": low, "high": high, "theory": theory, "shown": ""}))
         for form, low, high, theory in [("exactly", 1.0, 1.0, 1.0), ("at_most", None, 0.5, None),
                                         ("at_least", 1.0, None, None), ("between", 0.9, 1.1, None),
                                         ("close", 0.9, 1.1, 1.0)]]
RECORDS = [pytest.param(stored, id=f"{slug}:{stored['id']}:{stored['expect']['form']}")
           for slug, stored in STORED + FORMS]


def again(stored, measured, control=None):
    """Make the stored claim again, with another measurement, and perhaps with a control."""
    return claim(stored["id"], stored["sentence"], stored["kind"], lambda: measured, expectation(stored),
                 stored["because"], control=None if control is None else lambda: control,
                 control_says=None if control is None else "the control", confounds=stored["confounds"])


def expectation(stored):
    return Expectation.from_record(stored["expect"], stored["unit"])


def inside(stored):
    """A value that the expectation admits."""
    low, high = stored["expect"]["low"], stored["expect"]["high"]
    return low if high is None else high if low is None else (low + high) / 2


@pytest.mark.parametrize("stored", RECORDS)
def test_a_measurement_just_outside_is_refused(stored):
    values = expectation(stored).just_outside()
    assert values, "an expectation that nothing can leave is no expectation"
    for value in values:
        with pytest.raises(ClaimFailed) as refusal:
            again(stored, value)
        assert stored["sentence"] in str(refusal.value) and repr(stored["id"]) in str(refusal.value)


@pytest.mark.parametrize("stored", RECORDS)
def test_seeds_whose_interval_leaves_the_range_are_refused(stored):
    outside = expectation(stored).just_outside()[0]
    with pytest.raises(ClaimFailed):
        again(stored, [inside(stored), outside, outside])


@pytest.mark.parametrize("stored", RECORDS)
def test_a_control_that_does_not_fail_is_refused(stored):
    assert again(stored, inside(stored)).holds
    with pytest.raises(ClaimFailed) as refusal:
        again(stored, inside(stored), control=inside(stored))
    assert "control" in str(refusal.value) and stored["sentence"] in str(refusal.value)


@pytest.mark.parametrize("stored", [param for param in RECORDS if param.values[0]["control"]])
def test_the_stored_control_lies_outside(stored):
    control = stored["control"]
    estimate = Estimate(control["value"], control["low"], control["high"], control["n"])
    assert expectation(stored).excludes(estimate)
    with pytest.raises(ClaimFailed):
        again(stored, control["value"])
