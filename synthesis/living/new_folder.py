"""An empty folder for one trial: tables with their header, and what may stand in each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from synthesis.files.csv_bytes import format_rows
from synthesis.living.folder_files import trial_tables
from synthesis.package.schema import Schema, describe_expectation
from synthesis.words.typed import command_line

CORRECTIONS = "corrections"  # written by `row verify`, not by hand
GUIDE = "README.md"
WORKBOOK = "trial.xlsx"
LAST_ROW = 500  # rows of a sheet that offer the allowed values as a list
LISTS = "lists"
# The same in nearly every first row of trials; the rest has to be read.
GIVEN = {"second_reading": "none", "conflict": "no", "preferred": "yes"}

EXAMPLES: Mapping[str, str] = {
    "trial_name": "MADE-UP 1",
    "arm_id": "placebo",
    "arm_label": "Placebo",
    "regimen": "placebo",
    "drug": "placebo",
    "dose": "0",
    "nct_id": "NCT00000000",
    "doi": "10.0000/made-up",
    "pmid": "000000",
    "role": "parallel",
    "week": "16",
    "primary_week": "16",
    "period_weeks": "16",
    "reading": "1",
    "statistic": "mean",
    "n_randomised": "100",
    "n": "100",
    "responders": "25",
    "patients": "25",
    "percent_reported": "25.0",
    "outcome": "",
    "imputation": "NRI",
    "source_url": "https://example.org/made-up-report",
    "source_locator": "Table 2",
    "verification": "source",
    "second_reading": "none",
    "conflict": "no",
    "preferred": "yes",
}


def template_tables(schema: Schema) -> tuple[str, ...]:
    """The tables that a new trial may have rows in."""
    return tuple(table for table in trial_tables(schema) if table != CORRECTIONS)


def make_template(
    trial_id: str, schema: Schema, place: str, options: Sequence[str]
) -> dict[str, bytes]:
    """The files of a new trial's folder as CSV: tables, an explanation of each, a guide.

    Parameters
    ----------
    trial_id, schema
        Identifier of the trial, description of the data.
    place, options
        The folder and the options of `trial add`, as they are typed in the folder of the book.
    """
    files = {GUIDE: _guide(trial_id, schema, "csv", place, options).encode()}
    for table in template_tables(schema):
        names = [field["name"] for field in schema.fields(table)]
        file = schema.resource(table)["path"]
        first = [_first_row(trial_id, schema)] if table == "trials" else []
        # The mark at the start tells Excel that the file is UTF-8.
        files[file] = b"\xef\xbb\xbf" + format_rows([names, *first], b"\r\n")
        text = "\n".join(_explain(table, trial_id, schema)) + "\n"
        files[file.replace(".csv", ".notes.txt")] = text.encode()
    return files


def write_workbook(trial_id: str, schema: Schema, path: Path) -> None:
    """The same as one workbook: a sheet for each table, lists of allowed values to choose from."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    workbook = Workbook()
    lists = workbook.worksheets[0]
    lists.title, lists.sheet_state = LISTS, "hidden"
    used = 0
    for table in template_tables(schema):
        sheet = workbook.create_sheet(table)
        sheet.freeze_panes = "A2"
        for column, field in enumerate(schema.fields(table), start=1):
            letter = get_column_letter(column)
            head = sheet.cell(1, column, field["name"])
            head.font = Font(bold=_is_required(field))
            head.comment = Comment("\n".join(_describe(field)), "synthesis", 240, 420)
            sheet.column_dimensions[letter].width = max(12, len(field["name"]) + 2)
            codes = field.get("constraints", {}).get("enum", ())
            if codes:
                # In a sheet of their own: in a rule a list may have 255 characters only.
                used += 1
                at = get_column_letter(used)
                for row, code in enumerate(codes, start=1):
                    lists.cell(row, used, str(code))
                source = f"{LISTS}!${at}$1:${at}${len(codes)}"
                rule = DataValidation("list", formula1=source, allow_blank=True)
                rule.add(f"{letter}2:{letter}{LAST_ROW}")
                sheet.add_data_validation(rule)
            if field["type"] == "string":
                # As text a spreadsheet does not turn 1-2 into a date.
                sheet.column_dimensions[letter].number_format = "@"
    for column, cell in enumerate(_first_row(trial_id, schema), start=1):
        workbook["trials"].cell(2, column, cell or None)
    fields = workbook.create_sheet("fields")
    fields.append(["table", "column", "required", "meaning and allowed values"])
    for table in template_tables(schema):
        for field in schema.fields(table):
            required = "yes" if _is_required(field) else ""
            fields.append([table, field["name"], required, " ".join(_describe(field))])
    workbook.active = workbook.worksheets.index(workbook["trials"])
    workbook.save(path)


def make_guide(trial_id: str, schema: Schema, place: str, options: Sequence[str]) -> str:
    """The guide for a folder with a workbook; `place` and `options` as in `make_template`."""
    return _guide(trial_id, schema, "xlsx", place, options)


def _first_row(trial_id: str, schema: Schema) -> list[str]:
    given = {"trial_id": trial_id, **GIVEN}
    return [given.get(field["name"], "") for field in schema.fields("trials")]


def _guide(trial_id: str, schema: Schema, kind: str, place: str, options: Sequence[str]) -> str:
    tables = template_tables(schema)
    adding = command_line("trial", "add", place, *options)
    removing = command_line("trial", "remove", trial_id, *options)
    commands = {
        f"{adding} --dry-run": "checks everything, writes nothing",
        adding: "shows it, asks, adds",
        removing: "takes it out again",
    }
    width = max(map(len, commands))
    where = (
        "Each table is a CSV file; beside it, a `.notes.txt` file says what may stand in each\n"
        "column. Save as “CSV UTF-8”, with commas and decimal points."
        if kind == "csv"
        else f"Each table is a sheet of `{WORKBOOK}`; rest the pointer on a column's name to read\n"
        "what may stand in it. The sheet `fields` lists all columns."
    )
    lines = [
        f"# {trial_id}: a new trial",
        "",
        where,
        "",
        "1. `trials`: one row, that of the trial. 2. `arms`: one row for each arm.",
        "3. The other tables: one row for each number read. Tables without rows may stay empty.",
        "",
        *(f"- `{table}`: {schema.resource(table)['description']}" for table in tables),
        "",
        "Leave a cell empty when the source does not say; never put in 0, NA or a guess.",
        "Then, from the folder of the book:",
        "",
        *(f"    {command:{width}}    # {what}" for command, what in commands.items()),
        "",
        "A row that breaks a rule for a good reason (say, more patients in the safety set than in",
        "the arm) needs an entry in a file `exceptions.toml` in this folder, written as in",
        "`data/exceptions.toml`. A drug or an outcome that is not in the lists has to be declared",
        "in `data/vocabulary.toml` first.",
    ]
    return "\n".join(lines) + "\n"


def _explain(table: str, trial_id: str, schema: Schema) -> Iterator[str]:
    resource = schema.resource(table)
    yield f"{resource['path']}: {resource['description']}"
    yield "This file explains the table; `trial add` does not read it."
    for field in schema.fields(table):
        yield ""
        yield f"{field['name']}" + (" (required)" if _is_required(field) else "")
        yield from (f"    {line}" for line in _describe(field))
    yield ""
    yield "A made-up row, to show the form:"
    yield from (f"    {name} = {cell}" for name, cell in _example(table, trial_id, schema) if cell)


def _describe(field: Mapping[str, Any]) -> Iterator[str]:
    yield field["description"]
    constraints = field.get("constraints", {})
    codes = field.get("codes", {})
    if "enum" in constraints:
        yield "Allowed:"
        for code in constraints["enum"]:
            yield f"- {code}: {codes[code]}" if code in codes else f"- {code}"
    elif field["type"] != "string" or "pattern" in constraints:
        yield f"Expected: {describe_expectation(field)}."
    if "unit" in field:
        yield f"Unit: {field['unit']}."


def _example(table: str, trial_id: str, schema: Schema) -> Iterator[Sequence[str]]:
    for field in schema.fields(table):
        name = field["name"]
        codes = field.get("constraints", {}).get("enum", ())
        given = EXAMPLES.get(name, "")
        if name == "trial_id":
            given = trial_id
        elif codes and given not in codes and _is_required(field):
            given = str(codes[0])
        yield name, given


def _is_required(field: Mapping[str, Any]) -> bool:
    return bool(field.get("constraints", {}).get("required"))
