"""One day has one spelling, however a table rounds its part of a week."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.words.labels import label_time, label_week
from synthesis.words.times import (
    fill_time,
    one_time,
    read_day,
    time_breach,
    week_of_day,
    whole_day,
)


@pytest.mark.parametrize(
    ("week", "day", "text", "label"),
    [
        (0.29, 2, "0.286", "day 2"),
        (0.286, 2, "0.286", "day 2"),
        (0.14, 1, "0.143", "day 1"),
        (1.143, 8, "1.143", "day 8"),
        (0.214, None, "0.214", "36 hours"),
        (2.5, None, "2.5", "week 2.5"),
        (16, None, "16", "week 16"),
        (4.3, None, "4.3", "week 4.3"),
    ],
)
def test_parts_of_a_week_that_are_days(week: float, day: int | None, text: str, label: str) -> None:
    assert whole_day(week) == day
    assert one_time(week) == text
    assert label_week(week) == label


@given(st.integers(1, 3640), st.sampled_from([2, 3, 6]))
def test_a_day_is_the_same_however_it_was_rounded(day: int, decimals: int) -> None:
    assert one_time(round(day / 7, decimals)) == one_time(day / 7)
    assert one_time(float(one_time(day / 7))) == one_time(day / 7)


@pytest.mark.parametrize(
    ("week", "day", "full"),
    [
        ("", "2", ("0.286", "2")),
        ("0.29", "", ("0.29", "2")),
        ("2", "", ("2", "")),
        ("2", "14", ("2", "14")),
        ("0.5", "", ("0.5", "")),
        ("", "", ("", "")),
    ],
)
def test_week_and_day_are_filled_from_each_other(
    week: str, day: str, full: tuple[str, str]
) -> None:
    assert fill_time(week, day) == full
    assert time_breach(*full) is None


@given(st.integers(1, 4200), st.sampled_from([2, 3, 6]))
def test_a_day_agrees_with_its_week_and_no_other(day: int, decimals: int) -> None:
    week = f"{day / 7:.{decimals}f}"
    assert time_breach(week, str(day)) is None
    assert time_breach(week, str(day + 1)) is not None
    assert read_day(f"day {day}") == day
    assert float(week_of_day(day)) == pytest.approx(day / 7, abs=0.0006)
    if day % 7:
        assert time_breach(week, "") == ("day", "", f"{day}, as week {week} is day {day}")


@pytest.mark.parametrize(
    ("week", "day", "expected"),
    [
        ("0.286", "3", "2, the day of week 0.286; or week 0.429, that of day 3"),
        ("16", "2", "112, the day of week 16; or week 0.286, that of day 2"),
        ("0.5", "3", "no day, as week 0.5 is none; or week 0.429, that of day 3"),
        ("0", "1", "no day, as week 0 is none; or week 0.143, that of day 1"),
    ],
)
def test_what_does_not_agree_is_told(week: str, day: str, expected: str) -> None:
    assert time_breach(week, day) == ("day", day, expected)


@pytest.mark.parametrize("text", ["day 0", "day", "days 2", "day 2.5", "2", "", "day -1"])
def test_what_is_no_day(text: str) -> None:
    assert read_day(text) is None


def test_rows_are_shown_by_their_day() -> None:
    assert label_time(0.286, 2) == "day 2"
    assert label_time(2.0, 14) == "day 14"
    assert label_time(2.0, None) == "week 2"
    assert read_day("Day 2") == read_day("study day 2") == 2
