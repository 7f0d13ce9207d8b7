"""What the door asks of imputed percentages and of the intervals of percentages."""

from __future__ import annotations

import pytest

from synthesis.package.exceptions import Exceptions
from synthesis.package.rules import rule_defects

ROW = {
    **{"trial_id": "t", "arm_id": "a", "outcome": "ITCH4", "week": "12", "reading": "1"},
    **{"responders": "", "n": "147", "percent_reported": "37.7"},
    **{"ci_low": "29.6", "ci_high": "45.8"},
    **{"source_url": "x", "verification": "imputed", "second_reading": "none"},
    **{"second_source": "", "conflict": "no", "preferred": "yes", "notes": ""},
}


def sentences(**changes: str) -> list[str]:
    tables = {"dichotomous": [{**ROW, **changes}]}
    files = {"dichotomous": "dichotomous.csv"}
    return [str(d) for d in rule_defects(tables, files, Exceptions([]), {})]


def test_a_percentage_with_its_patients_and_no_count_is_sound() -> None:
    assert sentences() == []
    assert sentences(ci_low="", ci_high="") == []
    # An interval of Wald may reach below 0.
    assert sentences(percent_reported="1.4", ci_low="-0.8", ci_high="3.6") == []


@pytest.mark.parametrize(
    ("changes", "field", "found", "expected"),
    [
        (
            {"responders": "55"},
            "responders",
            "“55”",
            "an empty cell, as no count belongs to a percentage that was imputed",
        ),
        (
            {"n": ""},
            "n",
            "an empty cell",
            "the number of patients, without which no percentage is imputed",
        ),
        (
            {"percent_reported": "", "ci_low": "", "ci_high": ""},
            "percent_reported",
            "an empty cell",
            "the percentage that was imputed",
        ),
        (
            {"percent_reported": "46"},
            "percent_reported",
            "“46”",
            "a percentage within its interval, 29.6 to 45.8",
        ),
        (
            {"ci_low": ""},
            "ci_low",
            "an empty cell",
            "the other end of the interval, as ci_high is 45.8",
        ),
        (
            {"ci_high": ""},
            "ci_high",
            "an empty cell",
            "the other end of the interval, as ci_low is 29.6",
        ),
        ({"ci_low": "50"}, "ci_low", "“50”", "at most ci_high, which is 45.8"),
    ],
)
def test_each_defect_is_one_sentence(
    changes: dict[str, str], field: str, found: str, expected: str
) -> None:
    assert sentences(**changes) == [
        f"dichotomous.csv, row 2, field {field}: found {found}, expected {expected}."
    ]


def test_intervals_of_counts_are_checked_as_well() -> None:
    count = {"verification": "source", "responders": "55", "percent_reported": "37.4"}
    assert sentences(**count) == []
    (sentence,) = sentences(**count, ci_low="38")
    assert "field percent_reported" in sentence
