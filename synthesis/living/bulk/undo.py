"""Take a whole batch of readings back: every file as it was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from synthesis.files.csv_bytes import take_out
from synthesis.files.csv_edit import replace_rows
from synthesis.living.bulk.batch import BatchError
from synthesis.living.bulk.fold import first_version
from synthesis.living.change import stage
from synthesis.package.corrections import (
    CORRECTIONS,
    NEW_ROW,
    READINGS,
    SHAPES,
    RowKey,
    entry_key,
    row_key,
)
from synthesis.package.dataset import digest_of
from synthesis.package.defects import DataError
from synthesis.package.schema import Schema, read_schema
from synthesis.package.tables import RawTable, read_raw


@dataclass(frozen=True)
class BatchUndo:
    """A batch ready to be taken back.

    Parameters
    ----------
    digest
        Of the package that it was worked out for.
    readings, changed, removed
        Readings that go, cells that get their old value, and rows that were new.
    contents
        New content by file name.
    """

    digest: str
    readings: int
    changed: int
    removed: int
    contents: Mapping[str, bytes]


def prepare_batch_undo(folder: Path, name: str) -> BatchUndo:
    """Work out how to take a batch back; writes nothing.

    Raises
    ------
    BatchError
        There is no such batch, or a row of it has been changed since.
    DataError
        The package has defects, or would have.
    """
    schema = read_schema(folder)
    digest = digest_of(folder, schema)  # first: what changes from here on is noticed when written
    tables, defects = read_raw(folder, schema)
    if defects:
        raise DataError(defects)
    kept = [n for n, line in enumerate(tables.get(READINGS, [])) if line["batch"] == name]
    if not kept:
        known = dict.fromkeys(line["batch"] for line in tables.get(READINGS, []))
        there = f"there are: {', '.join(known)}" if known else "there is none"
        raise BatchError(f"There is no batch {name}; {there}.")
    own = [line for line in tables[CORRECTIONS] if line["batch"] == name]
    _refuse_later(tables[CORRECTIONS], own)
    changes, new = _reverse(tables, own)
    contents = {
        _file(schema, table): take_out(
            replace_rows((folder / _file(schema, table)).read_bytes(), changes.get(table, {})),
            new.get(table, ()),
        )[0]
        for table in changes.keys() | new.keys()
    }
    gone = [n for n, line in enumerate(tables[CORRECTIONS]) if line["batch"] == name]
    for table, positions in ((CORRECTIONS, gone), (READINGS, kept)):
        file = _file(schema, table)
        contents[file] = take_out((folder / file).read_bytes(), positions)[0]
    try:
        stage(folder, contents)
    except DataError as error:
        raise BatchError(
            f"The package would have a defect as it was before: {error.defects[0]} Files that were "
            "changed by hand along with the batch, such as exceptions.toml, have to go back too."
        ) from None
    cells = sum(line["field"] != NEW_ROW for line in own)
    removed = sum(len(positions) for positions in new.values())
    return BatchUndo(digest, len(kept), cells, removed, contents)


def _file(schema: Schema, table: str) -> str:
    return str(schema.resource(table)["path"])


def _refuse_later(lines: RawTable, own: RawTable) -> None:
    """A row that was recorded again after the batch keeps it from being taken back."""
    # Another version of a number hangs on those that were there before it.
    last = {first_version(entry_key(line)): int(line["entry"]) for line in own}
    for line in lines:
        key, batch = first_version(entry_key(line)), own[0]["batch"] if own else ""
        if line["batch"] != batch and key in last and int(line["entry"]) > last[key]:
            named = ", ".join(filter(None, key[1:]))
            raise BatchError(
                f"Entry {line['entry']} changed the row {named} after the batch; undo that first."
            )


def _reverse(
    tables: Mapping[str, RawTable], own: RawTable
) -> tuple[dict[str, dict[int, dict[str, str]]], dict[str, list[int]]]:
    """Old values by table and position, and the positions of rows that were new."""
    rows: dict[RowKey, tuple[str, int, dict[str, str]]] = {
        row_key(table, row): (table, position, dict(row))
        for table in {line["table"] for line in own}
        for position, row in enumerate(tables[table] if table in SHAPES else ())
    }
    changes: dict[str, dict[int, dict[str, str]]] = {}
    new: dict[str, list[int]] = {}
    for line in sorted(own, key=lambda line: -int(line["entry"])):
        key, field = entry_key(line), line["field"]
        table, position, row = rows.get(key, ("", -1, {}))
        if not row or (field != NEW_ROW and row[field] != line["new"]):
            named = ", ".join(filter(None, key[1:]))
            raise BatchError(
                f"The row {named} has been changed since entry {line['entry']} (field {field}), "
                "so the batch cannot be taken back."
            )
        if field == NEW_ROW:
            new.setdefault(table, []).append(position)
        else:
            row[field] = line["old"]
            changes.setdefault(table, {}).setdefault(position, {})[field] = line["old"]
    return changes, new
