"""Words for what every data package has: weeks, tiers, measures; how labels are ordered."""

from __future__ import annotations

import math

from synthesis.words.terms import RegimenLabel

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
TIERS = {
    "source": "read at the source",
    "derived": "computed from a percentage and a denominator that were read",
    "inferred": "percentage read, denominator inferred",
    "unverified": "remembered, not read anywhere",
}
MEASURE_NAMES = {"OR": "odds ratio", "RR": "risk ratio", "RD": "risk difference"}
DAYS_IN_WEEK = 7


def split_label(label: str) -> tuple[str, str]:
    """A regimen’s label as drug, with a capital, and dose; the whole where there is no dose."""
    term = label if isinstance(label, RegimenLabel) else RegimenLabel(label)
    return capitalise(term.drug), term.dose


def label_week(week: float | None) -> str:
    """“week 16”, “day 2” for parts of the first week, “the primary week” for None."""
    if week is None:
        return "the primary week"
    if week < 1:
        return f"day {round(week * DAYS_IN_WEEK)}"
    return f"week {week:g}"


def sort_key(label: str) -> tuple[str, float]:
    """Order of regimens: by drug, then by the first number in the label."""
    words = label.replace("%", "").replace(",", "").split()
    numbers = [float(word) for word in words if word.replace(".", "", 1).isdigit()]
    return words[0], numbers[0] if numbers else math.inf


def capitalise(text: str) -> str:
    """Capital first letter, the rest unchanged."""
    return text[:1].upper() + text[1:]
