"""Words for what every data package has: weeks, tiers, measures; how labels are ordered."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Integral

from synthesis.words.numbers import list_words
from synthesis.words.terms import RegimenLabel
from synthesis.words.times import DAYS_IN_WEEK, whole_day

HOURS_IN_DAY = 24
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
TIERS = {
    "source": "read at the source",
    "derived": "computed from a percentage and a denominator that were read",
    "imputed": "percentage and denominator read, imputed several times by the source; no count",
    "inferred": "percentage read, denominator inferred",
    "unverified": "remembered, not read anywhere",
}
MEASURE_NAMES = {
    "OR": "odds ratio",
    "RR": "risk ratio",
    "RD": "risk difference",
    "MD": "mean difference",
    "SMD": "standardised mean difference",
}
FREQUENCIES = {
    "QD": "once daily",
    "BID": "twice daily",
    "TID": "three times daily",
    "BIW": "twice weekly",
    "QW": "weekly",
    "Q2W": "every 2 weeks",
    "Q4W": "every 4 weeks",
    "Q8W": "every 8 weeks",
    "Q12W": "every 12 weeks",
}


def split_label(label: str) -> tuple[str, str]:
    """A regimen’s label as drug, with a capital, and dose.

    A drug without a dose stands under its class, so that its name is not read twice.
    """
    term = label if isinstance(label, RegimenLabel) else RegimenLabel(label)
    if term.undosed:
        return capitalise(term.kind), term
    return capitalise(term.drug), term.dose


def label_week(week: float | None) -> str:
    """“week 16”, “day 2” for parts of a week, “the primary week” for None.

    Where a table does not say when, it has 0. A part of the first week that is no day is in hours.
    """
    if week is None:
        return "the primary week"
    if week == 0:
        return "a time not stated"
    if day := whole_day(week):
        return f"day {day}"
    if week < 1:
        return f"{week * DAYS_IN_WEEK * HOURS_IN_DAY:.0f} hours"
    return f"week {week:g}"


def label_time(week: float, day: object = None) -> str:
    """When a row was read, by the day that its source says, else by its week.

    A day that a table does not have is whatever that table says for a missing number.
    """
    return f"day {day}" if isinstance(day, Integral) else label_week(week)


def label_weeks(weeks: Iterable[float]) -> str:
    """“week 12”, “weeks 12 and 16”, “day 2 and week 12”."""
    names = [label_week(week) for week in sorted(set(weeks))]
    if len(names) > 1 and all(name.startswith("week ") for name in names):
        return "weeks " + list_words(name.removeprefix("week ") for name in names)
    return list_words(names)


def label_period(weeks: float) -> str:
    """“16 weeks”, “2 days” for parts of a week; where a table does not say how long, it has 0."""
    if days := whole_day(weeks):
        return f"{days} days" if days > 1 else "1 day"
    return f"{weeks:g} weeks" if weeks else "a period not stated"


def sort_key(label: str) -> tuple[str, float, str]:
    """Order of regimens: by drug, then by the first number in the label.

    Drugs without a dose stand by their class, and in it by name.
    """
    if isinstance(label, RegimenLabel) and label.undosed:
        return label.kind.lower(), math.inf, label.lower()
    words = label.translate({ord(sign): "" for sign in "%×,"}).split()
    numbers = [float(word) for word in words if word.replace(".", "", 1).isdigit()]
    return words[0], numbers[0] if numbers else math.inf, ""


def capitalise(text: str) -> str:
    """Capital first letter, the rest unchanged."""
    return text[:1].upper() + text[1:]
