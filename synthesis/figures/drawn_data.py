"""The data a figure draws, as a small table whose columns say what they are."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

DrawnValue = str | int | float | None
FieldType = Literal["string", "integer", "number"]
FIELD_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
SIGNIFICANT = 10  # digits: more than any figure shows, fewer than the last bits of a float


@dataclass(frozen=True)
class Field:
    """One column.

    Parameters
    ----------
    name
        Name of the column in the file, such as “ci_low”.
    title
        What it is called in a table for readers.
    type
        Of its cells; a cell may be None in any column.
    unit
        Such as “odds ratio”, “patients”, “patients of 100”; empty for words.
    description
        One sentence for those who meet the file alone.
    """

    name: str
    title: str
    type: FieldType
    unit: str
    description: str


@dataclass(frozen=True)
class DrawnData:
    """What a figure draws: exactly its marks, on the scale its axis prints (ratios, not logs).

    Raises
    ------
    ValueError
        A name is no column name or stands twice, or a row does not fit the fields.
    """

    fields: tuple[Field, ...]
    rows: tuple[tuple[DrawnValue, ...], ...]

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        wrong = [name for name in names if not FIELD_NAME.fullmatch(name)]
        if wrong or len(set(names)) < len(names):
            raise ValueError(f"field names must be different small words: {names}")
        for row in self.rows:
            if len(row) != len(self.fields):
                raise ValueError(f"{len(row)} cells for {len(self.fields)} fields: {row}")
            for field, cell in zip(self.fields, row, strict=True):
                if not _fits(cell, field.type):
                    raise ValueError(f"{field.name}: {cell!r} is not of type {field.type}")

    def column(self, name: str) -> tuple[DrawnValue, ...]:
        """The cells of one column."""
        place = [field.name for field in self.fields].index(name)
        return tuple(row[place] for row in self.rows)


def _fits(cell: DrawnValue, kind: FieldType) -> bool:
    if cell is None:
        return True
    if isinstance(cell, bool):
        return False
    if kind == "string":
        return isinstance(cell, str)
    if kind == "integer":
        return type(cell) is int
    return isinstance(cell, int | float) and math.isfinite(cell)


def format_cell(cell: DrawnValue) -> str:
    """A cell as it stands in a file; a float with ten significant digits."""
    if cell is None:
        return ""
    return f"{cell:.{SIGNIFICANT}g}" if isinstance(cell, float) else str(cell)
