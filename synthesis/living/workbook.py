"""Tables in .xlsx workbooks, read as the text that a CSV file would have."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from synthesis.living.columns import cell_without_column, place_columns, plain_name
from synthesis.living.saved_csv import SavedTable
from synthesis.package.defects import Defect
from synthesis.package.tables import LARGEST_CELL, RawTable

LARGEST_WORKBOOK = 50_000_000  # bytes unpacked: no trial comes near it, a zip bomb does
MOST_ROWS = 100_000
EXTRA_SHEETS = ("fields", "lists", "read_me")  # explanations, as in the template

PERCENT_CELL = (
    "a plain number; a cell shown with % holds a hundredth of it, so format the column as text "
    "and type the number again, without %"
)

Grid = Mapping[int, Mapping[int, Any]]  # filled cells by row and column, the first of each is 1


def read_workbook(
    path: Path, columns: Mapping[str, Sequence[str]]
) -> tuple[dict[str, SavedTable], list[str], list[Defect]]:
    """Read the tables of a workbook; a sheet belongs to the table whose name it has.

    Numbers become plain decimals. Dates, formulas, percentages, merged cells and errors are
    defects: what they show is not what they hold. Empty rows at the end are left out.

    Parameters
    ----------
    path
        The workbook.
    columns
        The columns of each table that may be in it, in order.

    Returns
    -------
    tables, notes, defects
        The tables by name, sheets that are not read, and what keeps a sheet from being read.
    """
    workbook, found = _open(path)
    if found:
        return {}, [], found
    tables: dict[str, SavedTable] = {}
    notes: list[str] = []
    defects: list[Defect] = []
    for worksheet in workbook.worksheets:
        table, name = plain_name(worksheet.title), f"{path.name}, sheet {worksheet.title}"
        grid = _filled(worksheet)
        if table not in columns:
            header = {plain_name(str(cell.value)) for cell in grid.get(1, {}).values()}
            alike = any(len(header.intersection(known)) > 1 for known in columns.values())
            if alike and table not in EXTRA_SHEETS:
                expected = f"sheets of these names: {', '.join(columns)}; rename or delete this one"
                defects.append(Defect(path.name, None, None, worksheet.title, expected))
            elif grid and table not in EXTRA_SHEETS:
                notes.append(f"{name}: not read, as no table has this name.")
            continue
        rows, said, found = _read_sheet(worksheet, grid, name, table, columns[table])
        if table in tables:
            expected = f"the table {table} once; it is in {tables[table].name} too"
            found = [Defect(name, None, None, None, expected)]
        defects += found
        tables[table] = SavedTable(name, rows, tuple(said))
    return tables, notes, defects


def read_one_sheet(
    path: Path, table: str, columns: Sequence[str]
) -> tuple[SavedTable, list[Defect]]:
    """Read the first sheet of a workbook as one table, whatever its name; else as above."""
    workbook, found = _open(path)
    if found:
        return SavedTable(path.name, []), found
    worksheet = workbook.worksheets[0]
    name = f"{path.name}, sheet {worksheet.title}"
    rows, notes, defects = _read_sheet(worksheet, _filled(worksheet), name, table, columns)
    others = [f"{path.name}: only its first sheet was read."] if workbook.worksheets[1:] else []
    return SavedTable(name, rows, (*notes, *others)), defects


def _open(path: Path) -> tuple[Any, list[Defect]]:
    # Imported here: only spreadsheets need it.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
        if unpacked > LARGEST_WORKBOOK:
            expected = f"a workbook of at most {LARGEST_WORKBOOK // 1_000_000} MB unpacked"
            return None, [Defect(path.name, None, None, None, expected)]
        workbook = load_workbook(path, read_only=False, data_only=False, keep_links=False)
    except Exception:  # openpyxl raises whatever the first broken part leads to
        expected = "a workbook that can be opened; save it anew as .xlsx in a spreadsheet program"
        return None, [Defect(path.name, None, None, None, expected)]
    return workbook, []


def _filled(worksheet: Any) -> dict[int, dict[int, Any]]:
    # Asked for by rows, a sheet makes a cell for every place up to the farthest: one stray blank
    # cell far to the right would cost hundreds of megabytes.
    grid: dict[int, dict[int, Any]] = {}
    for (row, column), cell in sorted(worksheet._cells.items()):
        if cell.value is not None and str(cell.value).strip():
            grid.setdefault(row, {})[column] = cell
    return grid


def _read_sheet(
    worksheet: Any, grid: Grid, name: str, table: str, columns: Sequence[str]
) -> tuple[RawTable, list[str], list[Defect]]:
    last = max(grid, default=0)
    if last > MOST_ROWS:
        return [], [], [Defect(name, last, None, None, f"at most {MOST_ROWS:,} rows")]
    merged = [str(area) for area in worksheet.merged_cells.ranges if area.min_row <= last]
    if merged:
        expected = "cells that are not merged; split them and fill in each"
        return [], [], [Defect(name, None, None, ", ".join(merged), expected)]
    width = max(grid.get(1, {}), default=0)
    header = [str(grid[1][c].value) if c in grid[1] else "" for c in range(1, width + 1)]
    placed = place_columns(name, table, header, columns)
    defects = [*placed.defects, *_outside(grid, name, width)]
    if defects:
        return [], [], defects
    rows: RawTable = []
    for number in range(2, last + 1):
        line = grid.get(number, {})
        if not line:
            defects.append(Defect(name, number, None, None, "a filled row or none"))
        row: dict[str, str] = {}
        for column, at in zip(columns, placed.at, strict=True):
            if at < 0:
                row[column] = cell_without_column(table, column)
                continue
            row[column], expected = _as_text(line[at + 1]) if at + 1 in line else ("", "")
            if expected:
                defects.append(Defect(name, number, column, row[column], expected))
        rows.append(row)
    return rows, [*placed.notes, *_hidden(worksheet, name, last)], defects


def _outside(grid: Grid, name: str, width: int) -> Iterator[Defect]:
    for number, line in grid.items():
        for column, cell in line.items():
            if column > width:
                expected = f"nothing beyond the columns that row 1 names; clear {cell.coordinate}"
                yield Defect(name, number, None, str(cell.value), expected)


def _hidden(worksheet: Any, name: str, last: int) -> Iterator[str]:
    if worksheet.sheet_state != "visible":
        yield f"{name}: this hidden sheet was read."
    rows = [n for n, row in worksheet.row_dimensions.items() if row.hidden and 1 < n <= last]
    if rows:
        yield f"{name}: hidden rows were read ({', '.join(map(str, sorted(rows)))})."
    letters = [letter for letter, each in worksheet.column_dimensions.items() if each.hidden]
    if letters:
        yield f"{name}: hidden columns were read ({', '.join(sorted(letters))})."


def _as_text(cell: Any) -> tuple[str, str]:
    """The cell as a CSV file would have it, and what should have been there if it is no good."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return str(value)[:LARGEST_CELL], "a value, not a formula; paste its value"
    if cell.data_type == "e":
        return str(value), "a value, not an error of the spreadsheet; clear the cell"
    if cell.data_type == "b":
        return str(value), "text or a number, not TRUE or FALSE"
    if cell.is_date:
        return str(value), "no date; format the column as text and type the value again"
    if isinstance(value, int | float):
        if "%" in cell.number_format:
            return f"{value:g}", PERCENT_CELL
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
