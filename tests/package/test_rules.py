"""Rules that no schema can state, on rows made for the purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from synthesis.package.exceptions import ExceptionEntry, Exceptions
from synthesis.package.rules import rule_defects

ARM = {"trial_id": "t", "arm_id": "a", "n_randomised": "100"}
ROW = {
    **{"trial_id": "t", "arm_id": "a", "outcome": "EASI75", "week": "16", "reading": "1"},
    **{"responders": "40", "n": "100", "percent_reported": "40.0"},
    **{"source_url": "x", "verification": "source", "second_reading": "none"},
    **{"second_source": "", "conflict": "no", "preferred": "yes", "notes": ""},
}
FILES = {"arms": "arms.csv", "dichotomous": "dichotomous.csv"}


def sentences(exceptions: Exceptions | None = None, **changes: str) -> list[str]:
    tables = {"arms": [ARM], "dichotomous": [{**ROW, **changes}]}
    return [str(d) for d in rule_defects(tables, FILES, exceptions or Exceptions([]), {})]


def test_a_sound_row_has_no_defect() -> None:
    assert sentences() == []


@pytest.mark.parametrize(
    ("count", "percent"),
    # Nearest whole numbers to a percentage printed with one decimal, and with none.
    [("40", "40.4"), ("41", "40.6"), ("40", "41"), ("39", "40"), ("0", "0.4"), ("0", "0")],
)
def test_rounded_percentages_fit(count: str, percent: str) -> None:
    assert sentences(responders=count, percent_reported=percent) == []


@pytest.mark.parametrize(
    ("count", "percent"),
    [("40", "40.7"), ("40", "42"), ("38", "40"), ("2", "0"), ("40", "4.0"), ("39", "40.0")],
)
def test_percentages_that_no_rounding_explains_do_not_fit(count: str, percent: str) -> None:
    (sentence,) = sentences(responders=count, percent_reported=percent)
    assert "field percent_reported" in sentence


def test_declared_exceptions_let_a_row_pass_and_must_be_needed() -> None:
    entry = ExceptionEntry("n_within_arm", "dichotomous", "t", "r")
    larger = {"n": "110", "percent_reported": ""}
    assert len(sentences(**larger)) == 1
    assert sentences(Exceptions([entry]), **larger) == []
    (unneeded,) = sentences(Exceptions([entry]))
    assert "a row that needs this exception" in unneeded
    for other in (replace(entry, trial_id="u"), replace(entry, outcome="ITCH4")):
        assert len(sentences(Exceptions([other]), **larger)) == 2


STRICTER = {"EASI90": ("EASI75", "EASI50")}


def thresholds(exceptions: Exceptions, **changes: str) -> list[str]:
    strict = {**ROW, "outcome": "EASI90", "responders": "41", "percent_reported": "", **changes}
    tables = {"arms": [ARM], "dichotomous": [ROW, strict]}
    return [str(d) for d in rule_defects(tables, FILES, exceptions, STRICTER)]


def test_a_stricter_threshold_is_not_met_by_more_of_the_same_patients() -> None:
    assert thresholds(Exceptions([])) == [
        "dichotomous.csv, row 3, field responders: found “41”, expected at most 40, the "
        "responders of EASI75 in this arm and week."
    ]
    assert thresholds(Exceptions([]), week="16.0") == thresholds(Exceptions([]))
    for other in ({"responders": "40"}, {"n": "99"}, {"week": "12"}, {"arm_id": "b"}):
        assert thresholds(Exceptions([]), **other) == []
    for unread in ({"responders": ""}, {"preferred": "no", "conflict": "yes"}):
        assert thresholds(Exceptions([]), **unread) == []
    entry = ExceptionEntry("stricter_fewer", "dichotomous", "t", "another imputation")
    assert thresholds(Exceptions([entry])) == []
