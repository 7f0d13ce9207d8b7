"""What is wrong with a data package, each thing in one clear sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

LONGEST_VALUE = 60


@dataclass(frozen=True)
class Defect:
    """One defect: where it is, what stands there, what was expected.

    Parameters
    ----------
    file
        Name of the file inside the data folder.
    row
        Row as a spreadsheet counts it (the header is row 1); None for the whole file.
    field
        Name of the field; None where the defect is not in one field.
    value
        What was found; None where nothing can be shown.
    expected
        What should have been there, as the end of a sentence.
    more
        How many further rows have the very same defect.
    """

    file: str
    row: int | None
    field: str | None
    value: str | None
    expected: str
    more: int = 0

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            more = f" and {self.more} more" if self.more else ""
            place += f", row {self.row}{more}"
        if self.field is not None:
            place += f", field {self.field}"
        found = "" if self.value is None else f"found {show_value(self.value)}, "
        return f"{place}: {found}expected {self.expected}."


def merge_rows(defects: Iterable[Defect]) -> list[Defect]:
    """Each defect once, with the number of further rows that have it, in the order of the first."""
    rows: dict[Defect, list[Defect]] = {}
    for defect in defects:
        rows.setdefault(replace(defect, row=None), []).append(defect)
    return [
        same[0] if same[0].row is None else replace(same[0], more=len(same) - 1)
        for same in rows.values()
    ]


class DataError(Exception):
    """A data package with defects; `defects` lists them all."""

    def __init__(self, defects: Iterable[Defect]) -> None:
        self.defects = tuple(defects)
        super().__init__("\n".join(str(defect) for defect in self.defects))


def show_value(value: str) -> str:
    """Quote a value for a message: one line, printable, not longer than a reader needs."""
    printable = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in value)
    if len(printable) > LONGEST_VALUE:
        printable = f"{printable[:LONGEST_VALUE]}… ({len(value):,} characters)"
    return f"“{printable}”" if printable else "an empty cell"
