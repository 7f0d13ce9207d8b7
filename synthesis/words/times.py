"""Weeks that are days: one spelling of a time, however a source or a table rounds it.

A row has its time twice where it is a day: `week` puts all times of an outcome in one order, `day`
is what the source says. The two agree: day d is d/7 weeks, which a table rounds.
"""

from __future__ import annotations

import re

DAYS_IN_WEEK = 7
ROUNDED_WEEK = 0.005  # by how much a week may be off that was printed with two decimals
DAY = re.compile(r"(?:study )?day ?([1-9][0-9]{0,3})", re.IGNORECASE)


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


def read_day(text: str) -> int | None:
    """The day of “day 2”; None for any other text."""
    found = DAY.fullmatch(text.strip())
    return int(found[1]) if found else None


def week_of_day(day: int) -> str:
    """The week of a day, as the tables write it: 2 is 0.286."""
    return one_time(day / DAYS_IN_WEEK)


def fill_time(week: str, day: str) -> tuple[str, str]:
    """Week and day of a row, each from the other where it is empty; both are sound numbers.

    A whole week has no day of its own: “week 2” of a source is not its “day 14”.
    """
    if day and not week:
        return week_of_day(int(day)), day
    known = whole_day(float(week)) if week and not day else None
    return (week, day) if known is None else (week, str(known))


def time_breach(week: str, day: str) -> tuple[str, str, str] | None:
    """Where week and day of a row do not agree: field, what stands there, what was expected.

    Both are sound numbers or empty.
    """
    if week and not day:
        known = whole_day(float(week))
        return None if known is None else ("day", "", f"{known}, as week {week} is day {known}")
    if not day:
        return None
    own = week_of_day(int(day))
    if not week:
        return "week", "", f"{own}, the week of day {day}"
    if abs(float(week) - int(day) / DAYS_IN_WEEK) < ROUNDED_WEEK:
        return None
    meant = float(week) * DAYS_IN_WEEK
    whole = abs(meant - round(meant)) / DAYS_IN_WEEK < ROUNDED_WEEK and round(meant) > 0
    fits = f"{round(meant)}, the day of week {week}" if whole else f"no day, as week {week} is none"
    return "day", day, f"{fits}; or week {own}, that of day {day}"
