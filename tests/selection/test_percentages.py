"""Percentages without a denominator enter as counts of those randomised, in one choice alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_up_records import make_arm_record, make_count, make_records

from synthesis.selection.percentages import count_percentages
from synthesis.selection.records import CountRecord

ARM = replace(make_arm_record("five"), n_randomised=77)
PERCENTAGE = replace(make_count("five", None, 2, n=None), percent=9.7)


def counted(row: CountRecord, randomised: int | None = 77) -> CountRecord:
    arm = replace(ARM, n_randomised=randomised)
    records = make_records({"one": [arm]}, {"one": [row]}, table="dichotomous", code="EASI75")
    (found,) = count_percentages(records).rows_of("EASI75", "one")
    return found


def test_a_percentage_becomes_the_nearest_number_of_those_randomised() -> None:
    assert counted(PERCENTAGE) == replace(PERCENTAGE, count=7, n=77)
    assert counted(replace(PERCENTAGE, percent=9.8)).count == 8  # 7.5 of 77


@pytest.mark.parametrize(
    "row",
    [
        make_count("five", 7, 2, n=70),
        replace(make_count("five", None, 2, n=70), percent=9.7),
        replace(make_count("five", None, 2, n=70, tier="imputed"), percent=9.7),
        make_count("five", None, 2, n=None),
        replace(make_count("five", 7, 2, n=None), percent=9.7),
    ],
)
def test_every_other_row_stays_as_it_was_read(row: CountRecord) -> None:
    assert counted(row) == row


def test_an_arm_of_unknown_size_gives_no_denominator() -> None:
    assert counted(PERCENTAGE, None) == PERCENTAGE
