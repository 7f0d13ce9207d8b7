"""One trial's folder: its tables read and checked by every rule that needs no other trial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from synthesis.files.csv_export import restore
from synthesis.package.defects import DataError, Defect
from synthesis.package.exceptions import EXCEPTIONS, read_exceptions
from synthesis.package.lookalikes import untidy_defects
from synthesis.package.rules import rule_defects
from synthesis.package.schema import Schema
from synthesis.package.tables import RawTable, read_table, schema_defects
from synthesis.package.workbook import WorkbookSheet, read_workbook

TRIALS, ARMS = "trials", "arms"
# Files that a spreadsheet program may have left instead of what `trial add` reads.
NOT_READ = (".tsv", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")


@dataclass(frozen=True)
class TrialFolder:
    """The rows of one trial, valid by themselves.

    Parameters
    ----------
    trial_id
        The trial's identifier.
    tables
        Rows of text by table; a table without rows is left out, trials and arms never are.
    exceptions
        Declared exceptions of this trial, as TOML text; empty for none.
    """

    trial_id: str
    tables: Mapping[str, RawTable]
    exceptions: str


def trial_tables(schema: Schema) -> tuple[str, ...]:
    """Names of the tables that have rows of trials, in the order of the descriptor."""
    return tuple(
        table
        for table in schema.tables
        if any(field["name"] == "trial_id" for field in schema.fields(table))
    )


def read_trial_folder(folder: Path, schema: Schema) -> TrialFolder:
    """Read a folder with one trial's tables, as CSV files or sheets of workbooks.

    Parameters
    ----------
    folder
        Files named as those of the data package, with its columns in their order.
    schema
        The description of the package that the trial is meant for.

    Raises
    ------
    DataError
        With one defect for each thing that is wrong, in the order of the tables.
    """
    sheets, defects = _read_sheets(folder, schema)
    if defects:
        raise DataError(defects)
    tables = {table: sheet.rows for table, sheet in sheets.items()}
    names = {table: sheet.name for table, sheet in sheets.items()}
    exceptions_text, exceptions_found = _read_text(folder / EXCEPTIONS)
    defects = [*exceptions_found, *_identity_defects(tables, names)]
    if defects:
        raise DataError(defects)
    trial_id = tables[TRIALS][0]["trial_id"]
    own = _schema_of(schema, tables)
    defects = _own_schema_defects(own, tables, names)
    if not defects:
        exceptions, defects = read_exceptions(exceptions_text)
        defects += [
            Defect(EXCEPTIONS, None, "trial_id", entry.trial_id, f"{trial_id}, this trial")
            for entry in exceptions.entries
            if entry.trial_id != trial_id
        ]
        # Without its exceptions, many a sound row would break a rule.
        stricter = schema.vocabulary.stricter
        defects += rule_defects(tables, names, exceptions, stricter) if not defects else []
        defects += untidy_defects(own, tables, names)
    if defects:
        raise DataError(defects)
    filled = {t: rows for t, rows in tables.items() if rows or t in (TRIALS, ARMS)}
    return TrialFolder(trial_id, filled, exceptions_text)


def _read_sheets(folder: Path, schema: Schema) -> tuple[dict[str, WorkbookSheet], list[Defect]]:
    if not folder.is_dir():
        expected = "a folder with one trial's tables"
        return {}, [Defect(folder.name, None, None, None, expected)]
    columns = {t: [f["name"] for f in schema.fields(t)] for t in trial_tables(schema)}
    files = {file: table for table, file in schema.files() if table in columns}
    sheets: dict[str, WorkbookSheet] = {}
    defects: list[Defect] = []
    for path in sorted(folder.iterdir()):
        # Names that begin so are a spreadsheet program's marks of an open file.
        if not path.is_file() or path.name.startswith((".", "~$")):
            continue
        ending = path.suffix.lower()
        found: dict[str, WorkbookSheet] = {}
        if path.name in files:
            table = files[path.name]
            rows, wrong = read_table(path, columns[table])
            defects += wrong
            found[table] = WorkbookSheet(path.name, rows)
        elif ending == ".csv":
            expected = f"a file of one of these names: {', '.join(files)}"
            defects.append(Defect(path.name, None, None, None, expected))
        elif ending == ".xlsx":
            found, wrong = read_workbook(path, columns)
            defects += wrong
        elif ending in NOT_READ:
            expected = "CSV files in UTF-8, or a workbook saved as .xlsx"
            defects.append(Defect(path.name, None, None, None, expected))
        for table, sheet in found.items():
            if table in sheets:
                expected = f"the table {table} once; it is in {sheets[table].name} too"
                defects.append(Defect(sheet.name, None, None, None, expected))
            sheets[table] = sheet
    unread = {defect.file for defect in defects}
    for table in (TRIALS, ARMS):
        file = schema.resource(table)["path"]
        if table not in sheets and file not in unread:
            expected = f"this file, or a workbook with a sheet {table}"
            defects.append(Defect(file, None, None, None, expected))
    ordered = {table: _restored(sheets[table]) for table in columns if table in sheets}
    return ordered, defects


def _restored(sheet: WorkbookSheet) -> WorkbookSheet:
    # Folders are made for spreadsheets: what would run there as a formula has an apostrophe.
    rows = [{name: restore(cell) for name, cell in row.items()} for row in sheet.rows]
    return replace(sheet, rows=rows)


def _read_text(path: Path) -> tuple[str, list[Defect]]:
    if not path.exists():
        return "", []
    try:
        return path.read_bytes().decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return "", [Defect(path.name, None, None, None, "text encoded as UTF-8")]


def _identity_defects(tables: Mapping[str, RawTable], names: Mapping[str, str]) -> Iterator[Defect]:
    trials = tables[TRIALS]
    if not trials:
        yield Defect(names[TRIALS], None, None, None, "one row, that of the trial")
        return
    trial_id = trials[0]["trial_id"]
    for number, _ in enumerate(trials[1:], start=3):
        yield Defect(names[TRIALS], number, None, None, "one row only; add trials one by one")
    for table, rows in tables.items():
        for number, row in enumerate(rows, start=2):
            if row["trial_id"] != trial_id and table != TRIALS:
                expected = f"{trial_id or 'an identifier'}, the trial of {names[TRIALS]}"
                yield Defect(names[table], number, "trial_id", row["trial_id"], expected)


def _schema_of(schema: Schema, tables: Mapping[str, RawTable]) -> Schema:
    resources = [schema.resource(table) for table in tables]
    return replace(schema, descriptor={**schema.descriptor, "resources": resources})


def _own_schema_defects(
    schema: Schema, tables: Mapping[str, RawTable], names: Mapping[str, str]
) -> list[Defect]:
    files = dict(schema.files())
    found = schema_defects(schema, tables)
    shown = {files[table]: names[table] for table in tables}
    return [replace(defect, file=shown.get(defect.file, defect.file)) for defect in found]
