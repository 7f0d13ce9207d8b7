"""Record what a reader found at a source, or undo it: files in, new contents out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from synthesis.files.atomic import write_all_safely
from synthesis.files.csv_bytes import append, take_back
from synthesis.files.csv_edit import raw_column, replace_rows, unusual_cells
from synthesis.living.change import stage
from synthesis.living.find_row import Address, find_row
from synthesis.living.reading import Found, VerifyError, compare
from synthesis.package.corrections import (
    CORRECTIONS,
    KEY,
    TABLES,
    describe_state,
    last_entries,
    row_key,
)
from synthesis.package.dataset import load
from synthesis.package.defects import DataError
from synthesis.package.schema import Schema, read_schema
from synthesis.package.tables import RawTable, read_raw

DEFAULT_REASONS = {
    "confirmation": "the source says the same",
    "completion": "the source gives what was missing",
    "correction": "the source says otherwise",
}


@dataclass(frozen=True)
class CellChange:
    """One changed cell."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Verification:
    """A change that is ready to be written.

    Parameters
    ----------
    kind
        “confirmation”, “completion”, “correction”, or “undo of …”.
    file, row
        The file and the row as a spreadsheet counts it.
    changes
        The cells that change.
    remarks
        What the reader should know of it, one sentence each.
    contents
        New content by file name.
    """

    kind: str
    file: str
    row: int
    changes: tuple[CellChange, ...]
    remarks: tuple[str, ...]
    contents: Mapping[str, bytes]


@dataclass(frozen=True)
class _Package:
    folder: Path
    schema: Schema
    tables: Mapping[str, RawTable]

    def path(self, table: str) -> Path:
        return self.folder / self.schema.resource(table)["path"]


def prepare(folder: Path, address: Address, found: Found, date: str) -> Verification:
    """Work out what a reading changes, and have the door check it; writes nothing.

    The caller holds the folder's lock.

    Parameters
    ----------
    folder
        A data package.
    address, found
        The row, and what was read at the source.
    date
        Today, such as 2026-11-21.

    Raises
    ------
    VerifyError
        The reading cannot be recorded.
    DataError
        The data package has defects of its own.
    """
    package = _open(folder)
    table, position = find_row(package.tables, package.schema, address)
    row = package.tables[table][position]
    result = compare(row, TABLES[table], found, date)
    lines = package.tables[CORRECTIONS]
    common = {
        "entry": str(1 + max((int(line["entry"]) for line in lines), default=0)),
        **dict(zip(KEY, row_key(table, row), strict=True)),
        "kind": result.kind,
        "reason": found.reason.strip() or DEFAULT_REASONS[result.kind],
        "date": date,
        "source_url": found.source,
        "source_locator": found.locator,
        "expect": describe_state(table, {**row, **result.changes}),
    }
    names = [field["name"] for field in package.schema.fields(CORRECTIONS)]
    added = [
        {**common, "field": name, "old": row[name], "new": value}
        for name, value in result.changes.items()
    ]
    content = package.path(table).read_bytes()
    recorded = append(
        package.path(CORRECTIONS).read_bytes(),
        [[line.get(name, "") for name in names] for line in added],
    )
    # Old values are kept as they stood in the file, so that undoing gives back every byte.
    stood = {
        len(lines) + list(result.changes).index(name): {"old": raw}
        for (_, name), raw in unusual_cells(content, {position: result.changes}).items()
    }
    contents = {
        package.path(table).name: replace_rows(content, {position: result.changes}),
        package.path(CORRECTIONS).name: replace_rows(recorded, stood, as_it_stands=True),
    }
    _check(package, contents)
    return Verification(
        kind=result.kind,
        file=package.path(table).name,
        row=position + 2,
        changes=tuple(CellChange(name, row[name], new) for name, new in result.changes.items()),
        remarks=result.remarks,
        contents=contents,
    )


def prepare_undo(folder: Path, address: Address) -> Verification:
    """Work out how to undo the last entry for a row; writes nothing.

    Raises
    ------
    VerifyError
        There is no entry, or the row has been changed since.
    DataError
        The data package has defects of its own.
    """
    package = _open(folder)
    table, position = find_row(package.tables, package.schema, address)
    row = package.tables[table][position]
    lines = package.tables[CORRECTIONS]
    entry = last_entries(lines).get(row_key(table, row))
    if not entry:
        raise VerifyError("Nothing has been recorded for this row, so there is nothing to undo.")
    if entry[0]["batch"]:
        raise VerifyError(
            f"Entry {entry[0]['entry']} belongs to the batch {entry[0]['batch']}; undo that with "
            "--undo --batch."
        )
    for line in entry:
        if row.get(line["field"]) != line["new"]:
            raise VerifyError(
                f"The field {line['field']} of row {position + 2} has been changed since entry "
                f"{line['entry']}, which can therefore not be undone."
            )
    old = {line["field"]: line["old"] for line in entry}
    number = entry[0]["entry"]
    gone = [i for i, line in enumerate(lines) if line["entry"] == number]
    content, recorded = (package.path(name).read_bytes() for name in (table, CORRECTIONS))
    raw = raw_column(recorded, "old")
    stood = {position: {lines[i]["field"]: raw[i] for i in gone}}
    contents = {
        package.path(table).name: replace_rows(content, stood, as_it_stands=True),
        package.path(CORRECTIONS).name: take_back(recorded, gone),
    }
    _check(package, contents)
    return Verification(
        kind=f"undo of {entry[0]['kind']} {number}",
        file=package.path(table).name,
        row=position + 2,
        changes=tuple(CellChange(name, row[name], value) for name, value in old.items()),
        remarks=(),
        contents=contents,
    )


def save(folder: Path, verification: Verification) -> None:
    """Write a prepared change: all files or none. The caller holds the folder's lock."""
    write_all_safely(folder, verification.contents)


def _open(folder: Path) -> _Package:
    schema = read_schema(folder)
    tables, defects = read_raw(folder, schema)
    if defects:
        raise DataError(defects)
    if CORRECTIONS not in tables:
        raise VerifyError(
            f"The description of {folder.name} has no table “{CORRECTIONS}”, where the old "
            "values would be kept; take datapackage.json and corrections.csv from the book."
        )
    return _Package(folder, schema, tables)


def _check(package: _Package, contents: Mapping[str, bytes]) -> None:
    try:
        stage(package.folder, contents)
    except DataError as error:
        load(package.folder)  # defects that were there before are told as such
        raise VerifyError(f"The row would break a rule: {error.defects[0]}") from None
