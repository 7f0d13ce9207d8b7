"""One day has one spelling, however a table rounds its part of a week."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.words.labels import label_week
from synthesis.words.times import one_time, whole_day


@pytest.mark.parametrize(
    ("week", "day", "text", "label"),
    [
        (0.29, 2, "0.286", "day 2"),
        (0.286, 2, "0.286", "day 2"),
        (0.14, 1, "0.143", "day 1"),
        (1.143, 8, "1.143", "day 8"),
        (0.21, None, "0.21", "day 1"),  # 36 hours
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
