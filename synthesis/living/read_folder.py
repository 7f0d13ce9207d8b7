"""One trial's folder: its tables read and checked by every rule that needs no other trial."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from synthesis.files.csv_export import restore
from synthesis.living.days import fill_rows
from synthesis.living.folder_files import ARMS, TRIALS, read_sheets
from synthesis.living.typed_cells import hint, unclear_points, understand_rows
from synthesis.package.defects import DataError, Defect, merge_rows
from synthesis.package.exceptions import EXCEPTIONS, read_exceptions
from synthesis.package.lookalikes import untidy_defects
from synthesis.package.rules import rule_defects
from synthesis.package.schema import Schema, describe_expectation
from synthesis.package.tables import NOT_UTF_8, RawTable, schema_defects

ARM_KEY = "trial_id + arm_id"  # as the door names the fields of this key


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
    notes
        What was understood otherwise than as it stands, one sentence each.
    """

    trial_id: str
    tables: Mapping[str, RawTable]
    exceptions: str
    notes: tuple[str, ...] = ()


def read_trial_folder(folder: Path, schema: Schema) -> TrialFolder:
    """Read a folder with one trial's tables, as CSV files or sheets of workbooks.

    Parameters
    ----------
    folder
        Files named as those of the data package, with its columns.
    schema
        The description of the package that the trial is meant for.

    Raises
    ------
    DataError
        With one defect for each thing that is wrong, in the order of the tables.
    """
    sheets, notes, defects = read_sheets(folder, schema)
    if defects:
        raise DataError(merge_rows(defects))
    tables: dict[str, RawTable] = {}
    for table, sheet in sheets.items():
        tables[table], said = understand_rows(
            sheet.name, _restored(sheet.rows), schema.fields(table)
        )
        notes += [*sheet.notes, *said]
        if sheet.semicolons:
            defects += unclear_points(sheet.name, tables[table], schema.fields(table))
        tables[table], said = fill_rows(sheet.name, tables[table])
        notes += said
    names = {table: sheet.name for table, sheet in sheets.items()}
    exceptions_text, exceptions_found = _read_text(folder / EXCEPTIONS)
    defects += exceptions_found or list(_identity_defects(tables, names, schema))
    if defects:
        raise DataError(merge_rows(defects))
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
        raise DataError(merge_rows(defects))
    filled = {t: rows for t, rows in tables.items() if rows or t in (TRIALS, ARMS)}
    return TrialFolder(trial_id, filled, exceptions_text, tuple(notes))


def _restored(rows: RawTable) -> RawTable:
    # Folders are made for spreadsheets: what would run there as a formula has an apostrophe.
    return [{name: restore(cell) for name, cell in row.items()} for row in rows]


def _read_text(path: Path) -> tuple[str, list[Defect]]:
    if not path.exists():
        return "", []
    try:
        return path.read_bytes().decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return "", [Defect(path.name, None, None, None, NOT_UTF_8)]


def _identity_defects(
    tables: Mapping[str, RawTable], names: Mapping[str, str], schema: Schema
) -> Iterator[Defect]:
    trials = tables[TRIALS]
    if not trials:
        yield Defect(names[TRIALS], None, None, None, "one row, that of the trial")
        return
    trial_id = trials[0]["trial_id"]
    field = schema.field(TRIALS, "trial_id")
    pattern = field.get("constraints", {}).get("pattern", "")
    if pattern and not re.fullmatch(pattern, trial_id, re.ASCII):
        # The other tables can only be set against an identifier that is one.
        expected = describe_expectation(field) + hint(field, trial_id)
        yield Defect(names[TRIALS], 2, "trial_id", trial_id, expected)
        return
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
    """What the description finds wrong, under the names of the folder, with what to do about it."""
    table_of = {file: table for table, file in schema.files()}
    found = schema_defects(schema, tables)
    # An arm that there is not needs no remark on its spelling.
    no_arm = {(each.file, each.row) for each in found if each.field == ARM_KEY}
    arms = ", ".join(row["arm_id"] for row in tables[ARMS])
    told = []
    for each in found:
        table = table_of.get(each.file, "")
        expected = each.expected
        if each.field == ARM_KEY:
            arm = tables[table][each.row - 2]["arm_id"] if each.row else ""
            expected = f"an arm_id of {names[ARMS]}, which has {arms}"
            each = replace(each, field="arm_id", value=arm)
        elif each.field == "arm_id" and table != ARMS and (each.file, each.row) in no_arm:
            continue
        elif each.row and each.field and " + " in each.field:
            twin = _first_alike(tables[table], each.field.split(" + "), each.row)
            expected += f"; row {twin} has it too, so correct or delete one" if twin else ""
        elif each.field and each.value:
            expected += hint(schema.field(table, each.field), each.value)
        told.append(replace(each, file=names.get(table, each.file), expected=expected))
    return told


def _first_alike(rows: RawTable, fields: Sequence[str], row: int) -> int:
    """The first row with the same values as another, as a spreadsheet counts; 0 for none."""
    values = [rows[row - 2].get(field) for field in fields]
    for number, other in enumerate(rows[: row - 2], start=2):
        if [other.get(field) for field in fields] == values:
            return number
    return 0
