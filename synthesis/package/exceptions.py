"""exceptions.toml: rows that may break a rule, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from synthesis.package.defects import DataError, Defect
from synthesis.package.entries import list_entries, parse_toml, read_toml
from synthesis.package.fields import NO_OTHER_FIELDS, ChoiceField, Entries, Text, one_of

EXCEPTIONS = "exceptions.toml"
WITHIN_ARM = "n_within_arm"
PERCENT_FITS = "percent_fits_count"
STRICTER_FEWER = "stricter_fewer"
NARROWING = ("arm_id", "outcome", "event", "week", "period_weeks", "reading")
ENTRY = re.compile(rb"^(?=\[\[exception\]\])", re.MULTILINE)


@dataclass(frozen=True)
class ExceptionEntry:
    """One exception: the rule, the rows that may break it (all cells as text), and why."""

    __pydantic_config__ = NO_OTHER_FIELDS

    rule: Annotated[ChoiceField, one_of(WITHIN_ARM, PERCENT_FITS, STRICTER_FEWER)]
    table: Text
    trial_id: Text
    reason: Text
    arm_id: Text = ""
    outcome: Text = ""
    event: Text = ""
    week: Text = ""
    period_weeks: Text = ""
    reading: Text = ""

    def covers(self, rule: str, table: str, row: Mapping[str, str]) -> bool:
        """Whether a row of a table may break a rule."""
        wanted = {name: getattr(self, name) for name in NARROWING if getattr(self, name)}
        place = (self.rule, self.table, self.trial_id) == (rule, table, row.get("trial_id"))
        return place and all(row.get(name) == value for name, value in wanted.items())


@dataclass(frozen=True)
class ExceptionsFile:
    """What exceptions.toml may hold."""

    __pydantic_config__ = NO_OTHER_FIELDS

    exception: Entries[ExceptionEntry] = ()


@dataclass
class Exceptions:
    """Declared exceptions to the rules, and which of them some row has needed."""

    entries: Sequence[ExceptionEntry]
    used: set[int] = field(default_factory=set)

    def allow(self, rule: str, table: str, row: Mapping[str, str]) -> bool:
        """Whether a row may break a rule; remembers that the exception was needed."""
        fits = {n for n, entry in enumerate(self.entries) if entry.covers(rule, table, row)}
        self.used |= fits
        return bool(fits)

    def unneeded(self) -> Iterator[Defect]:
        """Exceptions that no row needs: they would hide the next real defect."""
        for number, entry in enumerate(self.entries, start=1):
            if number - 1 not in self.used:
                shown = f"{entry.rule} for {entry.table}, {entry.trial_id}"
                expected = "a row that needs this exception"
                yield Defect(EXCEPTIONS, None, f"exception {number}", shown, expected)


def read_exceptions(text: str) -> tuple[Exceptions, list[Defect]]:
    """Parse exceptions.toml; no exceptions where it has any defect."""
    content, defects = read_toml(EXCEPTIONS, text, ExceptionsFile)
    return Exceptions(content.exception if content else ()), defects


def split_blocks(content: bytes) -> list[bytes]:
    """What stands before the first entry, then each entry up to the next, byte for byte."""
    return ENTRY.split(content)


def blocks_of(content: bytes, trial_id: str) -> list[int]:
    """Positions of the entries of a trial; the first entry is 0.

    Raises
    ------
    DataError
        The file is not TOML, or its entries are not written one by one.
    """
    try:
        found, defects = parse_toml(EXCEPTIONS, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        defects = [Defect(EXCEPTIONS, None, None, None, "text encoded as UTF-8")]
    if defects:
        raise DataError(defects)
    entries = list(list_entries(found, "exception"))
    if len(entries) != len(split_blocks(content)) - 1:
        expected = "each entry under a line [[exception]] of its own"
        raise DataError([Defect(EXCEPTIONS, None, None, None, expected)])
    return [number for number, entry in entries if entry.get("trial_id") == trial_id]
