"""Weeks from the words of time frames, titles and classes; nothing where they cannot be read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synthesis.registry.numbers import UnreadableError
from synthesis.registry.patterns import Patterns
from synthesis.registry.text import make_plain, shorten
from synthesis.words.labels import label_week
from synthesis.words.times import DAYS_IN_WEEK

NUMBER = re.compile(r"\d+(?:\.\d+)?")


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
        pattern explains, or a length in days that is not a whole number of weeks. A study day
        that ends no week is its part of one.
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


def week_of_value(time_frame: str, title: str, labels: Sequence[str], patterns: Patterns) -> float:
    """The one week of a value, from the labels of its class and category, the title, the frame.

    Raises
    ------
    UnreadableError
        No single week is named, or the texts name different ones, or a time frame that is never
        mapped.
    """
    for reason in patterns.find("exclude", make_plain(time_frame)):
        raise UnreadableError(f"time frame “{shorten(time_frame)}”: {reason}")
    frame = read_weeks(time_frame, patterns)
    own = tuple(week for label in labels for week in _label_weeks(label, patterns))
    of_title = read_weeks(_times_alone(title, patterns), patterns) or ()
    if frame is None:
        raise UnreadableError(f"time frame “{shorten(time_frame)}” cannot be read")
    weeks = own or (of_title if len(of_title) == 1 else ()) or frame or of_title
    if len(set(weeks)) != 1:
        shown = shorten(time_frame) or "not stated"
        raise UnreadableError(f"no single week can be read (time frame “{shown}”)")
    for named, where in ((frame, "time frame"), (of_title, "title")):
        if named and weeks[0] not in named:
            raise UnreadableError(f"the {where} names another time than {label_week(weeks[0])}")
    return weeks[0]


def _label_weeks(label: str, patterns: Patterns) -> tuple[float, ...]:
    if not is_only_time(label, patterns):
        label = _times_alone(label, patterns)
    return read_weeks(label, patterns) or ()


def _times_alone(text: str, patterns: Patterns) -> str:
    # A title is full of numbers that are no times (75%, 0 or 1), so only its times are looked at.
    plain = make_plain(text)
    found: list[str] = []
    for word in patterns.words["time"]:
        found += [match.group() for match in word.pattern.finditer(plain)]
        plain = word.pattern.sub(" ", plain)
    return "; ".join(found)


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
    # No day fits both ways, and a day that fits neither is that day: “Day 3” is no visit of a week.
    study_day = kind == "study-day"
    for days in (number, number - 1) if study_day else (number,):
        if days > 0 and days % DAYS_IN_WEEK == 0:
            return days / DAYS_IN_WEEK
    return number / DAYS_IN_WEEK if study_day and number >= 1 else None
