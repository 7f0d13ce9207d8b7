"""Read a file of readings: CSV or a spreadsheet, one result of one arm in a row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from synthesis.living.columns import COMPARED, DAY, HANDED_IN, READING_COLUMNS
from synthesis.living.saved_csv import SavedTable, read_saved
from synthesis.living.workbook import read_one_sheet
from synthesis.package.corrections import RowKey
from synthesis.package.defects import DataError, Defect
from synthesis.words.times import read_day, week_of_day

COLUMNS = (*READING_COLUMNS, *COMPARED, DAY)
DECISIONS = ("use", "prefer", "beside", "neither", "keep")
DECISION_WORDS = (
    "nothing, or one of: use (it replaces what the row says), prefer (a second version, which is "
    "used from now on), beside (a second version, which is not used), neither (both stand, none is "
    "used), keep (the row stands, the reading is kept with its reason)"
)
ADDRESS = re.compile(r"https?://[^\s/.]+\.\S+")
INDEPENDENT = ("yes", "record", "no")
TIERS = ("source", "derived", "imputed", "inferred", "percentage")  # the most trusted first


@dataclass(frozen=True)
class HandedIn:
    """One line of a file, as it was read.

    Parameters
    ----------
    line
        As a spreadsheet counts it; the header is 1.
    said
        Every column by name; empty where nothing was said.
    """

    line: int
    said: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """What one reader read for one row of a table, in the words of the data package.

    Parameters
    ----------
    lines
        Lines that it was put together from: a value, its spread and its n may be three.
    table, key
        The table, and the row that it is about (with the first version).
    numbers
        What was read, by column of the table.
    tier
        One of :data:`TIERS`.
    said
        The first line, for who read it and where.
    words
        What tells its row in a table of words, by column.
    day
        The day that it was read at; empty where the source has weeks.
    """

    lines: tuple[int, ...]
    table: str
    key: RowKey
    numbers: Mapping[str, str]
    tier: str
    said: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    day: str = ""

    @property
    def decision(self) -> str:
        """What somebody decided of it; empty where the rules decide."""
        return self.said["decision"]


def read_handed_in(path: Path) -> tuple[list[HandedIn], tuple[str, ...]]:
    """The lines of a file of readings, and what was understood otherwise than it stands.

    Raises
    ------
    DataError
        It cannot be read as such a file, or a line lacks who read what where.
    """
    if not path.is_file():
        raise DataError([Defect(path.name, None, None, None, "a file that exists")])
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        table, defects = read_one_sheet(path, HANDED_IN, COLUMNS)
    else:
        table, defects = read_saved(path, HANDED_IN, COLUMNS)
    if not defects and not table.rows:
        defects = [Defect(table.name, None, None, None, "at least one reading below the header")]
    defects = defects or _line_defects(table)
    if defects:
        raise DataError(defects)
    lines = [
        HandedIn(number, _one_time({name: cell.strip() for name, cell in row.items()}))
        for number, row in enumerate(table.rows, start=2)
    ]
    return lines, table.notes


def _one_time(said: dict[str, str]) -> dict[str, str]:
    """What was said, with a day of a column of its own where the time stands: “day 2”."""
    day = said.pop(DAY)
    return said | {"week": f"day {day}"} if day else said


def _day_defect(row: Mapping[str, str]) -> tuple[str, str, str] | None:
    """What is wrong with the day of a line, if anything: field, value, expected."""
    day, week = row[DAY].strip(), row["week"].strip()
    number = read_day(f"day {day}")
    if not day:
        return None
    if number is None:
        return DAY, day, "a whole number from 1 to 9999, or nothing"
    own = week_of_day(number)
    if week in ("", own) or read_day(week) == number:
        return None
    return "week", week, f"nothing, “day {number}” or {own}, as day is {number}"


def _line_defects(table: SavedTable) -> list[Defect]:
    found: list[Defect] = []
    for number, row in enumerate(table.rows, start=2):
        for name in ("reader", "table", "source_url"):
            if not row[name].strip():
                found.append(Defect(table.name, number, name, None, "a value in every line"))
        for name, known, words in (
            ("decision", DECISIONS, DECISION_WORDS),
            ("independent", INDEPENDENT, "nothing, or one of: yes, record, no"),
            ("tier", TIERS, f"nothing, or one of: {', '.join(TIERS)}"),
        ):
            if row[name].strip() not in ("", *known):
                found.append(Defect(table.name, number, name, row[name], words))
        if wrong := _day_defect(row):
            found.append(Defect(table.name, number, *wrong))
        address = row["source_url"].strip()
        if address and not ADDRESS.fullmatch(address):
            expected = "the address of the source, which starts with https://"
            found.append(Defect(table.name, number, "source_url", address, expected))
        if row["decision"].strip() and not row["reason"].strip():
            found.append(Defect(table.name, number, "reason", None, "why it was decided so"))
        found += _text_defects(table.name, number, row)
    return found


def _text_defects(name: str, number: int, row: Mapping[str, str]) -> Sequence[Defect]:
    return [
        Defect(name, number, column, cell, "one line of printable text")
        for column, cell in row.items()
        if not cell.isprintable()
    ]
