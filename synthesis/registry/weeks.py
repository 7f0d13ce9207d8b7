"""Weeks from the words of time frames, titles and classes; nothing where they cannot be read."""

from __future__ import annotations

import re

from synthesis.registry.patterns import Patterns
from synthesis.registry.text import make_plain

NUMBER = re.compile(r"\d+(?:\.\d+)?")
DAYS_A_WEEK = 7


def read_weeks(text: str, patterns: Patterns) -> tuple[float, ...] | None:
    """The different weeks that a text names, in their order.

    Parameters
    ----------
    text
        Such as “Baseline, Week 16 (Day 113)” or “Weeks 2, 4 and 16”.
    patterns

    Returns
    -------
    tuple of float, or None
        Weeks; empty where no time is named. None where a part of the text is a number that no
        pattern explains, or a day that is not a whole number of weeks.
    """
    weeks, rest = _take_weeks(text, patterns)
    return None if weeks is None or re.search(r"\d", rest) else weeks


def is_only_time(text: str, patterns: Patterns) -> bool:
    """Whether a text names a time and says nothing else."""
    weeks, rest = _take_weeks(text, patterns)
    rest = patterns.strip("beside", rest)
    return bool(weeks) and not re.search(r"[^\W_]", rest)


def remove_times(text: str, patterns: Patterns) -> str:
    """A plain text without the times that it names, and nothing else taken out."""
    return patterns.strip("time", make_plain(text))


def _take_weeks(text: str, patterns: Patterns) -> tuple[tuple[float, ...] | None, str]:
    plain = make_plain(text)
    plain = patterns.strip("ignore", plain)
    weeks: list[float] = []
    unclear = False
    for word in patterns.words["time"]:
        for found in word.pattern.finditer(plain):
            for number in NUMBER.findall(found.group("number")):
                week = _as_week(float(number), word.meaning)
                unclear = unclear or week is None
                weeks += [] if week is None else [week]
        plain = word.pattern.sub(" ", plain)
    return (None if unclear else tuple(dict.fromkeys(weeks))), plain


def _as_week(number: float, kind: str) -> float | None:
    if kind == "week":
        return number
    # Day 113 ends week 16 when the first day is day 1; some records count day 0 and write 112.
    # No day fits both ways, and a day that fits neither is not guessed.
    for days in (number, number - 1) if kind == "study-day" else (number,):
        if days > 0 and days % DAYS_A_WEEK == 0:
            return days / DAYS_A_WEEK
    return None
