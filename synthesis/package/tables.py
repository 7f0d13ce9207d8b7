"""The door, first half: each table against its schema, with frictionless."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from synthesis.files.csv_records import CsvError, read_records
from synthesis.package.defects import Defect
from synthesis.package.descriptor import DESCRIPTOR, relied_on
from synthesis.package.forms import LONGEST_CELL_WITH_PATTERN
from synthesis.package.schema import Schema, describe_expectation
from synthesis.words.times import week_of_day

LARGEST_CELL = 20_000
NOT_UTF_8 = "text encoded as UTF-8; a spreadsheet program saves it as “CSV UTF-8”"
# Fifteen digits are what a computer's number holds exactly.
PLAIN_NUMBER = {
    "integer": re.compile(r"-?[0-9]{1,15}"),
    "number": re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?"),
}

RawTable = list[dict[str, str]]
TextRow = Mapping[str, str]


def read_raw(folder: Path, schema: Schema) -> tuple[dict[str, RawTable], list[Defect]]:
    """Read every table as text.

    Returns
    -------
    tables, defects
        Rows by table name, and what keeps a file from being read as a table at all
        (missing, not UTF-8, no header, wrong separator, ragged rows, oversized cells).
    """
    tables: dict[str, RawTable] = {}
    defects: list[Defect] = []
    for table, file in schema.files():
        rows, found = read_table(folder / file, [f["name"] for f in schema.fields(table)])
        defects += found
        if not found:
            tables[table] = rows
    return tables, defects


def read_table(path: Path, names: list[str]) -> tuple[RawTable, list[Defect]]:
    """Read one table as text: its rows, and what keeps it from being read as a table."""
    file = path.name
    try:
        content = path.read_bytes()
    except OSError:  # there is none, or it is a folder
        return [], [Defect(file, None, None, None, "this file, which datapackage.json lists")]
    lines, found = read_lines(file, content)
    found = found or list(_table_defects(file, lines, names))
    return ([] if found else [dict(zip(names, cells, strict=True)) for cells in lines[1:]]), found


def read_lines(
    file: str, content: bytes, separator: str = ","
) -> tuple[list[tuple[str, ...]], list[Defect]]:
    """Every line of a CSV file as cells, the header first, and what keeps it from being read."""
    try:
        records = read_records(content, separator)
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        return [], [Defect(file, row, None, None, NOT_UTF_8)]
    except CsvError:
        expected = "comma-separated values with balanced quotes"
        return [], [Defect(file, None, None, None, expected)]
    if b"\0" in content:
        row = content[: content.index(b"\0")].count(b"\n") + 1
        return [], [Defect(file, row, None, "\0", "text without control characters")]
    return [record.cells for record in records], []


def _table_defects(
    file: str, rows: Sequence[Sequence[str]], names: Sequence[str]
) -> Iterator[Defect]:
    if not rows or not any(rows[0]):
        yield Defect(file, 1, None, None, f"a header with the fields {', '.join(names)}")
        return
    header = list(_header_defects(file, rows[0], names))
    yield from header
    if header:  # every row would repeat what is wrong with the header
        return
    yield from cell_defects(file, rows, names)


def cell_defects(
    file: str, rows: Sequence[Sequence[str]], names: Sequence[str]
) -> Iterator[Defect]:
    """Rows with too few or too many cells, and cells that are too long."""
    for number, cells in enumerate(rows[1:], start=2):
        if len(cells) != len(names):
            expected = f"{len(names)} cells, one for each field"
            yield Defect(file, number, None, f"{len(cells)} cells", expected)
        for name, cell in zip(names, cells, strict=False):
            if len(cell) > LARGEST_CELL:
                yield Defect(file, number, name, cell, f"at most {LARGEST_CELL:,} characters")


def _header_defects(file: str, header: Sequence[str], names: Sequence[str]) -> Iterator[Defect]:
    if len(header) == 1 and len(names) > 1:
        yield Defect(
            file, 1, None, header[0], "fields separated by commas, and points before decimals"
        )
        return
    for name in names:
        if name not in header:
            yield Defect(file, 1, name, None, "a column of this name")
    for name in header:
        if name not in names:
            yield Defect(file, 1, None, name, "only the fields that datapackage.json describes")
        elif header.count(name) > 1:
            yield Defect(file, 1, name, name, "each field once")
    if sorted(header) == sorted(names) and list(header) != list(names):
        yield Defect(file, 1, None, ", ".join(header), "the fields in their declared order")


def schema_defects(schema: Schema, tables: Mapping[str, RawTable]) -> list[Defect]:
    """Validate all tables with frictionless: types, constraints, primary and foreign keys."""
    if too_long := list(_too_long(schema, tables)):
        return too_long
    # Imported here: frictionless takes a while to load, and the models can do without it.
    from frictionless import Package

    logging.getLogger("frictionless").setLevel(logging.ERROR)
    # It is handed the cells, not the files: a second reader could see other rows in them.
    package = Package.from_descriptor(_with_cells(relied_on(schema.descriptor), tables))
    report = package.validate()
    defects: list[Defect] = []
    for task in report.tasks:
        table = task.name
        file = schema.resource(table)["path"]
        for error in task.errors:
            defects.append(_from_frictionless(error, file, table, schema, tables))
    for error in report.errors:
        defects.append(Defect(DESCRIPTOR, None, None, None, str(error.message)))
    reported = {(defect.file, defect.row, defect.field) for defect in defects}
    for defect in _odd_numbers(schema, tables):
        if (defect.file, defect.row, defect.field) not in reported:
            defects.append(defect)
    # One cell can break several constraints in the same words; a blank row breaks every key.
    blank = {(defect.file, defect.row) for defect in defects if defect.field is None}
    return [
        defect
        for defect in dict.fromkeys(defects)
        if defect.field is None or (defect.file, defect.row) not in blank
    ]


def _too_long(schema: Schema, tables: Mapping[str, RawTable]) -> Iterator[Defect]:
    # However a pattern is written, a short cell is matched in no time.
    for table, rows in tables.items():
        file = schema.resource(table)["path"]
        for field in schema.fields(table):
            if not field.get("constraints", {}).get("pattern"):
                continue
            for number, row in enumerate(rows, start=2):
                if len(row[field["name"]]) > LONGEST_CELL_WITH_PATTERN:
                    expected = f"at most {LONGEST_CELL_WITH_PATTERN} characters"
                    yield Defect(file, number, field["name"], row[field["name"]], expected)


def _with_cells(descriptor: Mapping[str, Any], tables: Mapping[str, RawTable]) -> dict[str, Any]:
    resources = []
    for resource in descriptor["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        rows = [[row[name] for name in names] for row in tables[resource["name"]]]
        kept = {name: part for name, part in resource.items() if name != "path"}
        resources.append({**kept, "data": _Cells([names, *rows])})
    return {"resources": resources}


class _Cells(list[list[str]]):
    """Cells as they are: frictionless copies a description at each step, and only reads these."""

    def __deepcopy__(self, memo: dict[int, Any]) -> _Cells:
        return self


def _from_frictionless(
    error: Any, file: str, table: str, schema: Schema, tables: Mapping[str, RawTable]
) -> Defect:
    row: Any = getattr(error, "row_number", None)
    name: Any = getattr(error, "field_name", None)
    if error.type in ("type-error", "constraint-error"):
        field = schema.field(table, name)
        found = re.search(r'constraint "(\w+)"', error.note)
        expected = describe_expectation(field, found.group(1) if found else None)
        day = tables[table][row - 2].get("day", "")
        if name == "week" and not error.cell and re.fullmatch("[1-9][0-9]{0,3}", day):
            expected = f"{week_of_day(int(day))}, the week of day {day}"
        return Defect(file, row, name, error.cell, expected)
    if error.type == "primary-key":
        keys = schema.resource(table)["schema"]["primaryKey"]
        names = [keys] if isinstance(keys, str) else list(keys)
        values = [tables[table][row - 2][key] for key in names]
        return Defect(
            file, row, " + ".join(names), " + ".join(values), "a combination used only once"
        )
    if error.type == "foreign-key":
        names = list(error.field_names)
        target = f"{error.reference_name}.csv"
        values = [tables[table][row - 2][key] for key in names]
        return Defect(file, row, " + ".join(names), " + ".join(values), f"a row of {target}")
    if error.type == "blank-row":
        return Defect(file, row, None, "", "a filled row or none")
    return Defect(file, row, name, None, f"a valid table ({error.message})")


def _odd_numbers(schema: Schema, tables: Mapping[str, RawTable]) -> Iterator[Defect]:
    # frictionless takes NaN, INF, 1e3, 1_000 and non-Latin digits for numbers, and non-Latin digits
    # for those of a pattern; the book does not.
    for table, rows in tables.items():
        file = schema.resource(table)["path"]
        for field in schema.fields(table):
            pattern = PLAIN_NUMBER.get(field["type"]) or _pattern_of(field)
            if pattern is None:
                continue
            for number, row in enumerate(rows, start=2):
                cell = row[field["name"]]
                if cell and not pattern.fullmatch(cell):
                    yield Defect(file, number, field["name"], cell, describe_expectation(field))


def _pattern_of(field: Mapping[str, Any]) -> re.Pattern[str] | None:
    pattern = field.get("constraints", {}).get("pattern")
    return re.compile(pattern, re.ASCII) if pattern else None
