"""Tables in .xlsx workbooks, read as the text that a CSV file would have."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from synthesis.package.defects import Defect
from synthesis.package.tables import LARGEST_CELL, RawTable

LARGEST_WORKBOOK = 50_000_000  # bytes unpacked: no trial comes near it, a zip bomb does
MOST_ROWS = 100_000
EXTRA_SHEETS = ("fields", "lists", "read me")  # explanations, as in the template


@dataclass(frozen=True)
class WorkbookSheet:
    """One table of a trial's folder: where it stands, for messages, and its rows of text."""

    name: str
    rows: RawTable


def read_workbook(
    path: Path, columns: Mapping[str, Sequence[str]]
) -> tuple[dict[str, WorkbookSheet], list[Defect]]:
    """Read the tables of a workbook; a sheet belongs to the table whose name it has.

    Numbers become plain decimals. Dates, formulas, percentages and errors are defects: what
    they show is not what they hold. Empty rows at the end are left out.

    Parameters
    ----------
    path
        The workbook.
    columns
        The columns of each table that may be in it, in order.
    """
    # Imported here: only spreadsheets need it.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
        if unpacked > LARGEST_WORKBOOK:
            expected = f"a workbook of at most {LARGEST_WORKBOOK // 1_000_000} MB unpacked"
            return {}, [Defect(path.name, None, None, None, expected)]
        workbook = load_workbook(path, read_only=False, data_only=False, keep_links=False)
    except Exception:  # openpyxl raises whatever the first broken part leads to
        expected = "a workbook that can be opened, saved as .xlsx"
        return {}, [Defect(path.name, None, None, None, expected)]
    sheets: dict[str, WorkbookSheet] = {}
    defects: list[Defect] = []
    for worksheet in workbook.worksheets:
        table = worksheet.title
        if table not in columns:
            known = table.lower().strip() in EXTRA_SHEETS or worksheet.max_row <= 1
            if not known:
                expected = f"sheets of these names: {', '.join(columns)}"
                defects.append(Defect(path.name, None, None, table, expected))
            continue
        name = f"{path.name}, sheet {table}"
        rows, found = _read_sheet(worksheet, name, columns[table])
        defects += found
        sheets[table] = WorkbookSheet(name, rows)
    return sheets, defects


def _read_sheet(worksheet: Any, name: str, columns: Sequence[str]) -> tuple[RawTable, list[Defect]]:
    if worksheet.max_row > MOST_ROWS:
        return [], [Defect(name, None, None, None, f"at most {MOST_ROWS:,} rows")]
    lines = [list(line) for line in worksheet.iter_rows()]
    while lines and all(cell.value is None for cell in lines[-1]):
        lines.pop()
    width = max((_width(line) for line in lines), default=0)
    header = [str(cell.value or "") for cell in lines[0][:width]] if lines else []
    if header != list(columns):
        missing = [column for column in columns if column not in header]
        extra = [column for column in header if column not in columns]
        shown = ", ".join(extra) if extra else None
        expected = f"the columns {', '.join(columns)}, in this order"
        if missing:
            expected = f"a column {missing[0]}"
        return [], [Defect(name, 1, missing[0] if missing else None, shown, expected)]
    rows: RawTable = []
    defects: list[Defect] = []
    for number, line in enumerate(lines[1:], start=2):
        row: dict[str, str] = {}
        for column, cell in zip(columns, line, strict=False):
            text, expected = _as_text(cell)
            row[column] = text
            if expected:
                defects.append(Defect(name, number, column, text, expected))
        if not any(row.values()):
            defects.append(Defect(name, number, None, None, "a filled row or none"))
        rows.append(row)
    return rows, defects


def _width(line: Sequence[Any]) -> int:
    return max((i for i, cell in enumerate(line, start=1) if cell.value is not None), default=0)


def _as_text(cell: Any) -> tuple[str, str]:
    """The cell as a CSV file would have it, and what should have been there if it is no good."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return str(value)[:LARGEST_CELL], "a value, not a formula"
    if cell.data_type == "e":
        return str(value), "a value, not an error of the spreadsheet"
    if cell.data_type == "b":
        return str(value), "text or a number, not TRUE or FALSE"
    if cell.is_date:
        return str(value), "text or a number, not a date; format the column as text"
    if isinstance(value, int | float):
        if "%" in cell.number_format:
            return f"{value:g}", "a plain number; a cell formatted as % holds a hundredth of it"
        return _plain(value, cell.number_format), ""
    text = str(value)
    if len(text) > LARGEST_CELL:
        return text, f"at most {LARGEST_CELL:,} characters"
    return text, ""


def _plain(value: float, number_format: str) -> str:
    # The printed decimals matter: 51.0 was rounded more finely than 51.
    whole, _, decimals = number_format.partition(".")
    if whole == "0" and decimals and set(decimals) == {"0"}:
        shown = f"{value:.{len(decimals)}f}"
        if float(shown) == value:
            return shown
    if isinstance(value, int):
        return str(value)
    # A spreadsheet keeps fifteen digits; more would show the error of binary fractions.
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
