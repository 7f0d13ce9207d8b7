"""Means of a registry record with their spread as it is posted; nothing is computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from synthesis.registry.numbers import UnreadableError, read_denominator
from synthesis.registry.patterns import Patterns
from synthesis.registry.record import PostedMeasure, PostedValue
from synthesis.registry.text import make_plain, shorten

MEANS = ("MEAN", "LEAST_SQUARES_MEAN")
NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")
SPREADS = {"standard deviation": "sd", "standard error": "se"}
INTERVAL = re.compile(r"95(?:\.0)? ?%,? (?:two-sided )?confidence interval")
# A change that does not begin at the start of the trial.
LATER_START = re.compile(r"\bfrom (?:the )?(?:(?:week|month|visit) ?(?!0\b)\d|day ?(?![01]\b)\d)")
VISIT = re.compile(r"\bchange\b")


@dataclass(frozen=True)
class PostedMean:
    """A mean with its spread as text; empty where the record posts none of that kind."""

    mean: str
    n: str
    sd: str = ""
    se: str = ""
    ci_low: str = ""
    ci_high: str = ""
    verification: str = "source"
    note: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """What two readings of one mean share."""
        return self.mean, self.n, self.sd, self.se, self.ci_low, self.ci_high


def check_mean(measure: PostedMeasure) -> str:
    """“mean” where the values of an outcome are means of participants; else UnreadableError."""
    if not measure.groups:
        raise UnreadableError("no results are posted for it")
    if measure.units_analysed and make_plain(measure.units_analysed) != "participants":
        raise UnreadableError(f"it describes {shorten(measure.units_analysed)}, not participants")
    return "mean"


def check_score(measure: PostedMeasure, code: str, patterns: Patterns) -> None:
    """Refuse titles that are never mapped, and a unit that the score cannot have.

    A percent change in points, or the reverse, is such a unit.
    """
    title = make_plain(measure.title)
    for reason in patterns.find("exclude", title):
        raise UnreadableError(reason)
    if LATER_START.search(title):
        raise UnreadableError("a change that begins later than the trial")
    unit = make_plain(measure.unit)
    if not any(one.has_unit(unit) for one in patterns.scores if one.code == code):
        raise UnreadableError(f"unit “{shorten(measure.unit)}” is none of {code}")


def check_visit(measure: PostedMeasure, cell: PostedValue) -> None:
    """Refuse the value at a visit that stands in one table with changes from the start."""
    labels = [make_plain(f"{one.class_title} {one.category_title}") for one in measure.cells]
    own = make_plain(f"{cell.class_title} {cell.category_title}")
    mixed = any(VISIT.search(label) or label.strip() == "baseline" for label in labels)
    if mixed and not VISIT.search(own):
        raise UnreadableError("a value at a visit; changes or the baseline stand beside it")


def read_means(measure: PostedMeasure, cell: PostedValue) -> Iterator[tuple[str, PostedMean | str]]:
    """The mean of each group by its id, or why it cannot be read."""
    for group, value in cell.values.items():
        try:
            yield group, _read_mean(measure, cell, group, value)
        except UnreadableError as error:
            yield group, str(error)


def _read_mean(measure: PostedMeasure, cell: PostedValue, group: str, value: str) -> PostedMean:
    mean = _number(value, "value")
    n = str(read_denominator(cell.denominators.get(group, "")))
    spread, low, high = cell.spreads.get(group, ("", "", ""))
    kind = measure.statistic.lower().replace("_", " ")
    dispersion = make_plain(measure.dispersion)
    if dispersion in SPREADS:
        posted = {SPREADS[dispersion]: _positive(spread)}
    elif INTERVAL.fullmatch(dispersion):
        posted = {"ci_low": _number(low, "lower limit"), "ci_high": _number(high, "upper limit")}
        if not Decimal(posted["ci_low"]) <= Decimal(mean) <= Decimal(posted["ci_high"]):
            raise UnreadableError(f"the mean {mean} is outside its interval ({low} to {high})")
    else:
        shown = measure.dispersion or "no spread"
        limits = " to ".join(filter(None, (low, high))) or spread
        return PostedMean(
            mean, n, note="; ".join(filter(None, (kind, f"{shown} {limits}".strip())))
        )
    return PostedMean(mean, n, **posted, note=kind)


def posted_limits(measure: PostedMeasure, cell: PostedValue, group: str) -> tuple[str, str]:
    """Ends of the 95% interval posted with a value that lies within it; else empty."""
    _, *limits = cell.spreads.get(group, ("", "", ""))
    interval = INTERVAL.fullmatch(make_plain(measure.dispersion))
    if not interval or not all(NUMBER.fullmatch(limit) for limit in limits):
        return "", ""
    low, high = limits
    inside = Decimal(low) <= Decimal(cell.values[group]) <= Decimal(high)
    return (low, high) if inside else ("", "")


def _number(text: str, what: str) -> str:
    if not NUMBER.fullmatch(text):
        raise UnreadableError(f"{what} is “{text[:40]}”, no number" if text else f"no {what}")
    return text


def _positive(text: str) -> str:
    number = _number(text, "spread")
    if Decimal(number) < 0:
        raise UnreadableError(f"the spread {number} is negative")
    return number
