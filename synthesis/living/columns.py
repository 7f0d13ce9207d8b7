"""The header of a trial's table: which column is which, or one sentence that says what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from synthesis.package.defects import Defect
from synthesis.package.older import ADDED, BACKGROUND, OLD_BACKGROUND

# What columns were called in earlier versions, by table: a folder made then can still be added.
FORMER_NAMES: Mapping[str, Mapping[str, str]] = {"trials": {OLD_BACKGROUND: BACKGROUND}}

# A file of readings, and its columns; it must have those of `REQUIRED` alone.
HANDED_IN = "handed in"
READING_COLUMNS = (
    *("reader", "table", "trial_id", "arm_id", "code", "week", "responders", "n", "percent"),
    *("patients", "value", "statistic", "spread", "ci_low", "ci_high", "tier", "independent"),
    *("source_url", "source_locator", "notes", "decision", "reason"),
)
COMPARED = ("verdict", "dossier_value")  # with what a reader compared it; the program judges anew
REQUIRED = ("reader", "table", "trial_id", "code", "source_url", "source_locator")
DAY = "day"  # may stand in a file of readings beside or in place of `week`, which takes it in
# What stands in a column that a header may lack.
MAY_LACK: Mapping[str, Mapping[str, str]] = {
    **ADDED,
    HANDED_IN: {n: "" for n in (*READING_COLUMNS, *COMPARED, DAY) if n not in REQUIRED},
}


@dataclass(frozen=True)
class PlacedColumns:
    """Where each column stands in a header (0 is the first, -1 nowhere); what was understood."""

    at: tuple[int, ...]
    notes: tuple[str, ...]
    defects: tuple[Defect, ...]


def plain_name(cell: str) -> str:
    """A column’s name whatever its capitals, with underscores for blanks."""
    return re.sub(r"\s+", "_", cell.strip()).casefold()


def place_columns(
    name: str, table: str, header: Sequence[str], columns: Sequence[str]
) -> PlacedColumns:
    """Find the columns of a table in a header, in whatever order they stand.

    Parameters
    ----------
    name
        File or sheet, for messages.
    table
        The table that it holds.
    header
        The cells of row 1.
    columns
        The columns that the table has, each of which must be there.
    """
    former = FORMER_NAMES.get(table, {})
    notes: list[str] = []
    known: list[str] = []
    for cell in header:
        found = plain_name(cell)
        # A table may still have the old name itself.
        found = former[found] if found in former and found not in columns else found
        if found in columns and found != cell:
            notes.append(f"{name}: the column “{cell}” read as {found}.")
        known.append(found)
    # A folder made before a table got a column has what nobody has said anything about.
    newer = MAY_LACK.get(table, {})
    missing = [column for column in columns if column not in known and column not in newer]
    other = [cell for cell, found in zip(header, known, strict=True) if found not in columns]
    twice = [column for column in columns if known.count(column) > 1]
    defects = [*_missing_defects(name, missing, other, columns)]
    defects += [Defect(name, 1, column, column, "each column once") for column in twice]
    if defects:
        return PlacedColumns((), (), tuple(defects))
    at = tuple(known.index(column) if column in known else -1 for column in columns)
    found_at = [place for place in at if place >= 0]
    if found_at != sorted(found_at):
        notes.append(f"{name}: its columns stand in another order and were read by their names.")
    return PlacedColumns(at, tuple(notes), ())


def cell_without_column(table: str, column: str) -> str:
    """What stands in a column that a header may lack."""
    return MAY_LACK[table][column]


def _missing_defects(
    name: str, missing: Sequence[str], other: Sequence[str], columns: Sequence[str]
) -> list[Defect]:
    if len(missing) == len(columns):
        shown = ", ".join(other) or None
        expected = f"a header with the columns {', '.join(columns)}"
        return [Defect(name, 1, None, shown, expected)]
    left, defects = list(other), []
    for column in missing:
        plain = {plain_name(cell): cell for cell in left}
        near = difflib.get_close_matches(column, plain, n=1, cutoff=0.5)
        shown = plain[near[0]] if near else None
        if shown is not None:
            left.remove(shown)
        expected = "a column of this name" + ("" if shown is None else "; rename it")
        defects.append(Defect(name, 1, column, shown, expected))
    for cell in left:
        expected = "the columns of the template alone; delete this one, or move it to notes"
        defects.append(Defect(name, 1, None, cell, expected))
    return defects
