"""A trial folder made from a registry record: CSV files, a README and the list of the unmapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from synthesis.files.csv_export import write_csv
from synthesis.files.new_folders import is_free, write_new_folder
from synthesis.package.schema import Schema
from synthesis.package.tables import TextRow
from synthesis.registry.json_walk import RegistryError
from synthesis.registry.mapping import Draft
from synthesis.registry.outcomes import Unmapped
from synthesis.registry.record import RegistryRecord
from synthesis.words.typed import command_line

# Those that an import can fill, and those that are left to the user.
FILLED = ("trials", "arms", "dichotomous", "continuous", "adverse_events")
TABLES = (*FILLED, "baseline", "risk_of_bias")
CODES = {"dichotomous": "outcome", "continuous": "outcome", "adverse_events": "event"}
README = "README.md"
UNMAPPED = "unmapped.notes.txt"


def fit_to_package(draft: Draft, schema: Schema) -> Draft:
    """The draft without rows of tables and codes that the package lacks; those are listed."""
    tables: dict[str, tuple[TextRow, ...]] = {}
    unmapped: list[Unmapped] = []
    for table, rows in draft.tables.items():
        code = CODES.get(table)
        kept: list[TextRow] = []
        for row in rows:
            if table not in schema.tables:
                reason = f"the data package has no table {table}"
            elif code and row[code] not in (_codes(schema, table, code) or [row[code]]):
                reason = f"the data package has no {code} {row[code]}"
            else:
                kept.append(row)
                continue
            name = f"{row[code]}, {row['arm_id']}" if code else table
            unmapped.append(Unmapped(row["source_locator"], name, reason))
        tables[table] = tuple(kept)
    return replace(draft, tables=tables, unmapped=(*draft.unmapped, *unmapped))


def _codes(schema: Schema, table: str, code: str) -> list[str]:
    return list(schema.field(table, code).get("constraints", {}).get("enum", ()))


def folder_contents(
    draft: Draft,
    record: RegistryRecord,
    schema: Schema,
    place: str = "FOLDER",
    options: Sequence[str] = (),
) -> dict[str, bytes]:
    """The files of the folder by name; every table has its header, some have no rows.

    Only tables and columns of the package are written. Text that a spreadsheet would run as a
    formula has an apostrophe before it, which `trial add` takes away.

    `place` and `options` are the words of the command that adds the folder to the data, as it is
    typed in the folder of the book.
    """
    contents = {}
    for table in (table for table in TABLES if table in schema.tables):
        names = [field["name"] for field in schema.fields(table)]
        rows = [[row.get(name, "") for name in names] for row in draft.tables.get(table, ())]
        contents[schema.resource(table)["path"]] = write_csv(names, rows).encode()
    adding = command_line("trial", "add", place, *options)
    contents[README] = describe_draft(draft, record, adding).encode()
    contents[UNMAPPED] = list_unmapped(draft, record).encode()
    return contents


def describe_draft(draft: Draft, record: RegistryRecord, adding: str) -> str:
    """What was read, what is left to do, and how to go on: the command for `adding` it."""
    counts = [f"{table} {len(draft.tables.get(table, ()))}" for table in FILLED]
    to_do = [f"- [ ] {line}" for line in draft.to_do] or ["Nothing: every field needed is filled."]
    to_check = [f"- [ ] {line}" for line in draft.to_check] or ["No arm could be read."]
    lines = [
        f"# {record.acronym or record.title or record.nct_id}",
        "",
        f"From {record.nct_id} of ClinicalTrials.gov, version of "
        f"{record.version or 'a date that is not stated'}: rows of {', '.join(counts)}.",
        f"{len(draft.unmapped)} parts were not mapped; {UNMAPPED} lists each with the reason.",
        "",
        "## To fill in",
        "",
        "Codes and what they mean: data/datapackage.json. The tables can be opened in a "
        "spreadsheet; save them as CSV. An apostrophe before a text that begins with =, +, - or @ "
        "keeps the spreadsheet from running it; `trial add` takes it away. When the required "
        "fields are filled, in the folder of the book:",
        "",
        f"    {adding} --dry-run    # checks everything, writes nothing",
        f"    {adding}",
        "",
        *to_do,
        "",
        "## To check",
        "",
        "The book keeps formulations and dose changes apart by their regimen; compare with "
        "data/arms.csv.",
        "",
        *to_check,
        "- [ ] imputation is what the record says, often “not stated”; the report may state it",
        "- [ ] author, year, journal, DOI and PMID in trials.csv; then set identifiers",
        "",
    ]
    return "\n".join(lines)


def list_unmapped(draft: Draft, record: RegistryRecord) -> str:
    """One paragraph for each part that gave no row: title, reason, place."""
    head = (
        f"{record.nct_id}, version of {record.version or 'a date that is not stated'}: not mapped"
    )
    parts = [
        f"{item.title or '(no title)'}\n  why: {item.reason}\n  where: {item.place}"
        for item in draft.unmapped
    ]
    return "\n\n".join([head, *parts]) + "\n"


def write_folder(folder: Path, contents: dict[str, bytes]) -> None:
    """Write a new folder as a whole: it is complete or not there.

    Raises
    ------
    RegistryError
        The folder exists and is not empty, or cannot be written.
    """
    folder = folder.absolute()
    try:
        if not is_free(folder):
            raise RegistryError(f"{folder.name} exists and is not empty; name a new folder.")
        write_new_folder(folder, contents)
    except OSError as error:
        raise RegistryError(f"{folder.name} cannot be written: {error.strerror}.") from None
