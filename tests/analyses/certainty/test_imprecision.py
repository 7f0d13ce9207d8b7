"""Imprecision: on which side of the smallest difference that matters, and of how many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.analyses.certainty.imprecision import Precision, judge_imprecision


def precision(low: float, high: float, responders: int = 1000) -> Precision:
    return Precision(low, high, low <= 0 <= high, responders, f"{responders} responders")


@pytest.mark.parametrize(
    ("low", "high", "down", "says"),
    [
        (6, 30, 0, "narrow"),
        (-30, -6, 0, "narrow"),
        (-4, 4, 0, "narrow"),  # no difference that matters, either way
        (3, 30, 1, "less than a difference that matters (5 of 100)"),
        (-3, 30, 1, "no difference and one that matters (5 of 100)"),
        (-30, -3, 1, "less than a difference that matters"),
        (-6, 6, 2, "both 5 of 100 more and 5 of 100 fewer"),
        (5, 30, 0, "narrow"),
    ],
)
def test_each_edge_inside_the_interval_is_a_step(
    low: float, high: float, down: int, says: str
) -> None:
    step = judge_imprecision(precision(low, high), 5)
    assert (step.domain, step.down) == ("imprecision", down)
    assert says in step.reason


def test_without_a_declared_difference_no_difference_is_the_edge() -> None:
    assert judge_imprecision(precision(-1, 2), None).down == 1
    assert judge_imprecision(precision(1, 2), None).down == 0


@given(
    st.floats(-100, 100), st.floats(-100, 100), st.integers(0, 999), st.floats(0.5, 50) | st.none()
)
def test_the_larger_of_two_doubts_counts(
    one: float, other: float, responders: int, matters: float | None
) -> None:
    low, high = sorted((one, other))
    width = judge_imprecision(precision(low, high), matters).down
    size = judge_imprecision(precision(60, 70, responders), matters).down
    both = judge_imprecision(precision(low, high, responders), matters)
    assert both.down == max(width, size) <= 2
