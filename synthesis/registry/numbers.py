"""Counts and percentages of a registry record: the number that one cell of a table stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from synthesis.registry.imputation import NOT_STATED, Imputation

COUNT = re.compile(r"[0-9]{1,6}(?:\.0+)?")
PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True)
class PostedCount:
    """Responders of n, or a percentage of n that no count alone explains.

    `adjusted` says that it is no count of patients: imputed several times, or estimated. The
    limits are those of the 95% interval of a percentage, where they are posted with it.
    """

    responders: str
    n: str
    percent: str
    verification: str
    note: str = ""
    imputation: str = NOT_STATED
    adjusted: bool = False
    ci_low: str = ""
    ci_high: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """What two readings of one count share; the percentage where there is no count."""
        return self.responders or f"{Decimal(self.percent)}%", self.n


class UnreadableError(ValueError):
    """A value that is not mapped; the message says why."""


def read_whole(text: str, what: str) -> int:
    """A count of participants.

    Raises
    ------
    UnreadableError
        The text is empty, “NA” or no whole number of at most six digits.
    """
    if not COUNT.fullmatch(text):
        raise UnreadableError(f"{what} is “{text[:40]}”, no whole number" if text else f"no {what}")
    return int(text.partition(".")[0])


def read_denominator(text: str) -> int:
    """Participants analysed; UnreadableError where there are none or it is no whole number."""
    n = read_whole(text, "number of participants analysed")
    if n == 0:
        raise UnreadableError("no participants were analysed")
    return n


def read_count(value: str, denominator: str) -> PostedCount:
    """A number of participants; UnreadableError where it or its denominator is none."""
    n = read_denominator(denominator)
    count = read_whole(value, "value")
    if count > n:
        raise UnreadableError(f"{count} of {n} participants")
    return PostedCount(str(count), str(n), "", "source")


def check_percent(value: str) -> Decimal:
    """A percentage from 0 to 100; UnreadableError where it is none."""
    if not PERCENT.fullmatch(value) or Decimal(value) > 100:
        raise UnreadableError(f"value is “{value[:40]}”, no percentage" if value else "no value")
    return Decimal(value)


def fitting_counts(percent: str, n: int) -> tuple[int, ...]:
    """The whole numbers out of n that round to a percentage as it is printed, at most three.

    A number halfway between two printed percentages fits both, as sources round either way.
    """
    printed = Decimal(percent)
    exponent = printed.as_tuple().exponent
    half = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) / 2
    nearest = int(printed * n / 100)
    window = range(max(0, nearest - 3), min(n, nearest + 3) + 1)
    fits = [count for count in window if abs(Decimal(100 * count) - printed * n) <= half * n]
    return tuple(fits[:3])


def read_percents(
    values: dict[str, str], denominators: dict[str, str], imputation: Imputation
) -> dict[str, PostedCount]:
    """Percentages of one row of a table by group, as counts where every one of them is one.

    A percentage becomes a count only when one whole number alone rounds to it, and the record
    speaks of no imputation that makes others. Where a group of the row fits no whole number, the
    row was adjusted or imputed, so that no group's is a count.

    Raises
    ------
    UnreadableError
        A value or a denominator of the row cannot be read.
    """
    sizes = {group: read_denominator(denominators.get(group, "")) for group in values}
    for value in values.values():
        check_percent(value)
    fits = {group: fitting_counts(value, sizes[group]) for group, value in values.items()}
    adjusted = any(not found for found in fits.values())
    readings = {}
    for group, value in values.items():
        n = str(sizes[group])
        if imputation.no_count:
            note = f"no count: {imputation.no_count}"
            readings[group] = PostedCount("", n, value, "imputed", note, adjusted=True)
        elif adjusted:
            note = "no count: a percentage beside it fits no whole number, so they were adjusted"
            readings[group] = PostedCount("", n, value, "imputed", note, adjusted=True)
        elif len(fits[group]) > 1:
            note = "no count: more than one whole number rounds to the percentage"
            readings[group] = PostedCount("", n, value, "source", note)
        else:
            note = "count from percentage and denominator"
            readings[group] = PostedCount(str(fits[group][0]), n, value, "derived", note)
    return {
        group: replace(reading, imputation=imputation.name) for group, reading in readings.items()
    }
