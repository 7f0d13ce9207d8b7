"""The files of a trial's folder: which tables they hold, as CSV or as sheets of workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synthesis.living.saved_csv import SavedTable, read_saved
from synthesis.living.workbook import read_workbook
from synthesis.package.corrections import READINGS
from synthesis.package.defects import Defect
from synthesis.package.schema import Schema

TRIALS, ARMS = "trials", "arms"
# Files that a spreadsheet program may have left instead of what `trial add` reads.
NOT_READ = (".tsv", ".txt", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
EXPLANATIONS = ".notes.txt"  # as in the template


def trial_tables(schema: Schema) -> tuple[str, ...]:
    """Names of the tables that have rows of trials, in the order of the descriptor.

    What was handed in as readings stays where it was handed in, whatever becomes of a trial.
    """
    return tuple(
        table
        for table in schema.tables
        if table != READINGS and any(field["name"] == "trial_id" for field in schema.fields(table))
    )


def read_sheets(
    folder: Path, schema: Schema
) -> tuple[dict[str, SavedTable], list[str], list[Defect]]:
    """Every table of a folder, what was understood, and what cannot be read.

    Parameters
    ----------
    folder
        CSV files named as those of the data package, or workbooks with sheets named as its tables.
    schema
        The description of the package.
    """
    columns = {t: [f["name"] for f in schema.fields(t)] for t in trial_tables(schema)}
    if not folder.is_dir():
        expected = "a folder with one trial's tables"
        if folder.exists():
            expected += ", not a file; name the folder that holds it"
        return {}, [], [Defect(folder.name, None, None, None, expected)]
    files = {file.casefold(): table for table, file in schema.files() if table in columns}
    found: list[tuple[str, SavedTable]] = []
    notes: list[str] = []
    defects: list[Defect] = []
    for path in sorted(folder.iterdir()):
        # Names that begin so are a spreadsheet program's marks of an open file.
        if not path.is_file() or path.name.startswith((".", "~$")):
            continue
        table = files.get(path.name.casefold())
        if table:
            sheet, wrong = read_saved(path, table, columns[table])
            found.append((table, sheet))
        elif path.suffix.lower() == ".xlsx":
            sheets, said, wrong = read_workbook(path, columns)
            found += sheets.items()
            notes += said
        else:
            wrong = _not_a_table(path, files)
        defects += wrong
    sheets = {}
    for table, sheet in found:
        if table in sheets:
            name = sheets[table].name
            expected = f"the table {table} once; it is in {name} too, so take one of them away"
            defects.append(Defect(sheet.name, None, None, None, expected))
        sheets[table] = sheet
    # Where a file could not be read, the tables may well be in it.
    for table in (TRIALS, ARMS) if not defects else ():
        if table not in sheets:
            expected = f"this file, or a workbook with a sheet {table}"
            file = schema.resource(table)["path"]
            defects.append(Defect(file, None, None, None, expected))
    return {table: sheets[table] for table in columns if table in sheets}, notes, defects


def _not_a_table(path: Path, files: Mapping[str, str]) -> list[Defect]:
    ending = path.suffix.lower()
    if ending == ".csv":
        expected = f"a file of one of these names: {', '.join(files)}; rename this one"
    elif ending in NOT_READ and not path.name.endswith(EXPLANATIONS):
        expected = "CSV files, or a workbook; save it as .xlsx in a spreadsheet program"
    else:
        return []
    return [Defect(path.name, None, None, None, expected)]
