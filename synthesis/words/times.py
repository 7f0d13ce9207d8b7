"""Weeks that are days: one spelling of a time, however a source or a table rounds it."""

from __future__ import annotations

DAYS_IN_WEEK = 7
ROUNDED_WEEK = 0.005  # by how much a week may be off that was printed with two decimals


def whole_day(week: float) -> int | None:
    """The day that a part of a week stands for; None for whole weeks and for other parts.

    0.29 and 0.286 are day 2, 0.5 is none.
    """
    if float(week).is_integer():
        return None
    day = round(week * DAYS_IN_WEEK)
    return day if abs(week - day / DAYS_IN_WEEK) < ROUNDED_WEEK else None


def one_time(week: float) -> str:
    """A week with three decimals at most, so that one day has one spelling."""
    day = whole_day(week)
    exact = week if day is None else day / DAYS_IN_WEEK
    return f"{exact:.3f}".rstrip("0").rstrip(".")
