"""A claim holds only with its whole interval, its control must leave the range, and vacuous claims are refused."""

import math

import numpy as np
import pytest

from skbook.claims import (
    MIME,
    ClaimFailed,
    Expectation,
    at_least,
    at_most,
    between,
    claim,
    close,
    exactly,
)

REASON = "chosen by hand for this test"


def make(measure=lambda: 1.0, expect=None, **changes):
    given = {"id": "one", "sentence": "One is what one is.", "kind": "proved", "because": REASON, **changes}
    return claim(measure=measure, expect=expect or exactly(1, "unit"), **given)


@pytest.mark.parametrize("expect", [close(1, 0.1, "u"), at_most(1, "u"), at_least(1, "u"), between(0.5, 1.5, "u"),
                                    exactly(1, "u")])
def test_just_outside_each_bound_the_claim_fails(expect):
    assert make(expect=expect).holds
    for value in expect.just_outside():
        with pytest.raises(ClaimFailed, match="One is what one is"):
            make(measure=lambda value=value: value, expect=expect)


def test_the_whole_interval_must_lie_inside():
    spread = np.array([0.0, 2.0, 1.0, 0.5, 1.5])  # mean 1, wide interval
    with pytest.raises(ClaimFailed, match="95\u00a0% interval"):
        make(measure=lambda: spread, expect=close(1, 0.1, "u"))
    assert make(measure=lambda: 1 + spread / 1000, expect=close(1, 0.1, "u")).holds


def test_a_control_that_holds_or_is_half_inside_is_refused():
    with pytest.raises(ClaimFailed, match="control of claim 'one' did not fail"):
        make(expect=at_most(2, "u"), control=lambda: 1.5, control_says="another number")
    with pytest.raises(ClaimFailed, match="another number"):
        make(expect=at_most(2, "u"), control=lambda: [1.0, 3.5, 2.5], control_says="another number")


def test_the_record_survives_storage():
    record = make(expect=close(1, 0.1, "u"), control=lambda: 2.0, control_says="two instead").record()
    again = Expectation.from_record(record["expect"], record["unit"])
    assert again == close(1, 0.1, "u") and record["holds"] and record["control"]["fails"]


def test_the_card_escapes_its_texts_and_is_the_same_each_time():
    made = make(sentence="If a < b then b > a.")
    bundle = made._repr_mimebundle_()
    assert "a &lt; b" in bundle["text/html"] and bundle == made._repr_mimebundle_()
    assert bundle[MIME]["sentence"] == "If a < b then b > a."


@pytest.mark.parametrize(("changes", "message"), [
    ({"id": "Not an id"}, "small letters"),
    ({"sentence": "."}, "whole sentence"),
    ({"sentence": "No stop at the end"}, "full stop"),
    ({"kind": "guessed"}, "must be one of"),
    ({"because": "0.05"}, "no reason"),
    ({"because": ""}, "no reason"),
    ({"control": lambda: 2.0}, "go together"),
    ({"control": lambda: 2.0, "control_says": " "}, "go together"),
    ({"kind": "observed"}, "names its confounds"),
    ({"kind": "observed", "confounds": ""}, "names its confounds"),
    ({"confounds": "there are none here"}, "no other kind"),
    ({"kind": "observed", "confounds": "size and age too", "sentence": "Rank falls because of size."}, "may not say"),
    ({"kind": "observed", "confounds": "size and age too", "sentence": "Size leads to rank here."}, "may not say"),
    ({"expect": 1.0}, "expect must be"),
    ({"measure": lambda: math.nan}, "finite"),
    ({"measure": lambda: [[1.0]]}, "1-D"),
    ({"measure": lambda: []}, "finite"),
])
def test_malformed_claims_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        make(**changes)


@pytest.mark.parametrize("vacuous", [
    lambda: close(1, 0, "u"), lambda: close(1, math.inf, "u"), lambda: close(math.nan, 1, "u"),
    lambda: between(-math.inf, math.inf, "u"), lambda: between(2, 1, "u"), lambda: at_most(math.nan, "u"),
    lambda: at_least(-math.inf, "u"), lambda: exactly(math.inf, "u"), lambda: at_most(1, ""),
])
def test_expectations_that_every_measurement_meets_are_refused(vacuous):
    with pytest.raises(ValueError):
        vacuous()


@pytest.mark.parametrize(("value", "shown"), [
    (0.46899, "0.469"), (1.0, "1"), (1234.5, "1,230"), (0.000012345, "1.23\u00a0×\u00a010⁻⁵"), (-10520.0, "−10,500"),
    (3e-17, "0"), (2.5e9, "2.5\u00a0×\u00a010⁹"), (1e-9, "10⁻⁹"),
])
def test_numbers_are_shown_with_three_digits(value, shown):
    made = make(measure=lambda: value, expect=at_most(1e12, "u"))
    assert made.record()["measured"]["shown"] == f"{shown} u"


def test_counts_are_shown_whole():
    made = make(measure=lambda: 7_529_536, expect=exactly(7_529_536, "machines"))
    assert made.record()["measured"]["shown"] == "7,529,536 machines"
