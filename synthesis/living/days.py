"""The day of rows that were written before there was a column for it, or with a day alone."""

from __future__ import annotations

from collections.abc import Mapping

from synthesis.files.csv_edit import replace_rows
from synthesis.files.csv_records import read_records
from synthesis.package.tables import PLAIN_NUMBER, RawTable
from synthesis.words.times import fill_time, read_day, week_of_day


def filled(row: Mapping[str, str]) -> dict[str, str]:
    """Week and day of a row, where one of them is empty and follows from the other.

    Where the week is written as “day 2” it is the day.
    """
    said = read_day(row["week"])
    if said is not None and row["day"] in ("", str(said)):
        return {"week": week_of_day(said), "day": str(said)}
    sound = (
        not row[name] or PLAIN_NUMBER[kind].fullmatch(row[name])
        for name, kind in (("week", "number"), ("day", "integer"))
    )
    if not all(sound):  # the door says what is wrong with it
        return {}
    found = dict(zip(("week", "day"), fill_time(row["week"], row["day"]), strict=True))
    return {name: cell for name, cell in found.items() if cell != row[name]}


def fill_rows(name: str, rows: RawTable) -> tuple[RawTable, list[str]]:
    """Rows with their times completed, and a sentence on it; those of other tables as they are."""
    if not rows or not {"week", "day"} <= rows[0].keys():
        return rows, []
    found = [filled(row) for row in rows]
    changed = sum(map(bool, found))
    each = "1 row has" if changed == 1 else f"{changed} rows have"
    note = f"{name}: {each} a week or a day alone; the other was filled in."
    return [row | more for row, more in zip(rows, found, strict=True)], [note] if changed else []


def fill_days(content: bytes) -> bytes:
    """A table with the columns week and day, with the day of each week that is one."""
    header, *rows = read_records(content)
    cells = [dict(zip(header.cells, row.cells, strict=True)) for row in rows]
    changes = {number: filled(row) for number, row in enumerate(cells)}
    return replace_rows(content, {number: new for number, new in changes.items() if new})
