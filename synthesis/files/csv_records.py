"""The one reader of CSV files that are checked or edited: cells, and the bytes they stand in.

What the door reads as a row is the same row to whoever takes it out or changes it, because both
ask here; a file whose quotes do not balance has no rows at all.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"
LONGEST_CELL = 131_072  # what Python's reader takes unless told otherwise


class CsvError(ValueError):
    """A file that is not a table of cells with balanced quotes."""


@dataclass(frozen=True)
class CsvRecord:
    """One row: its cells as text, and its bytes with the line ending."""

    cells: tuple[str, ...]
    raw: bytes


def read_records(content: bytes, separator: str = ",") -> list[CsvRecord]:
    """All rows of a CSV file in UTF-8, the header included; joined, their bytes give the file.

    Quotes mean what they mean to a spreadsheet: only a cell that begins with one is quoted.

    Raises
    ------
    CsvError
        A quote is never closed, or something follows a closed one.
    UnicodeDecodeError
        The file is not encoded as UTF-8.
    """
    content.decode()  # as a whole, so that the error names its place in the file
    lines = content.splitlines(keepends=True)
    taken = 0

    def feed() -> Iterator[str]:
        nonlocal taken
        for line in lines:
            taken += 1
            # The mark belongs to no cell; behind it a quote begins one.
            yield (line.removeprefix(BOM) if taken == 1 else line).decode()

    records: list[CsvRecord] = []
    # The limit is one for the whole process: others read with it too.
    limit = csv.field_size_limit(max(len(content), LONGEST_CELL))
    try:
        start = 0
        for cells in csv.reader(feed(), delimiter=separator, strict=True):
            records.append(CsvRecord(tuple(cells), b"".join(lines[start:taken])))
            start = taken
    except csv.Error as error:
        raise CsvError(f"row {len(records) + 1}: {error}") from None
    finally:
        csv.field_size_limit(limit)
    return records
