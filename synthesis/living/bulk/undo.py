"""Take a whole batch of readings back: every file as it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthesis.files.csv_bytes import take_back
from synthesis.files.csv_edit import raw_column, replace_rows
from synthesis.living.bulk.batch import BatchError
from synthesis.living.bulk.fold import first_version
from synthesis.living.change import stage
from synthesis.package.corrections import (
    CORRECTIONS,
    NEW_ROW,
    READINGS,
    SHAPES,
    RowKey,
    describe_state,
    entry_key,
    row_key,
    state_digest,
)
from synthesis.package.dataset import digest_of
from synthesis.package.defects import DataError
from synthesis.package.schema import Schema, read_schema
from synthesis.package.tables import RawTable, read_raw

NO_DIGEST = "new"  # what batches said of a new row before they kept a digest of it


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
    gone = [n for n, line in enumerate(tables[CORRECTIONS]) if line["batch"] == name]
    own = [tables[CORRECTIONS][n] for n in gone]
    _refuse_later(tables[CORRECTIONS], own)
    old = raw_column((folder / _file(schema, CORRECTIONS)).read_bytes(), "old")
    changes, new = _reverse(tables, [(tables[CORRECTIONS][n], old[n]) for n in gone])
    new |= {CORRECTIONS: gone, READINGS: kept}
    contents = {}
    for table in changes.keys() | new.keys():
        content = (folder / _file(schema, table)).read_bytes()
        before = replace_rows(content, changes.get(table, {}), as_it_stands=True)
        contents[_file(schema, table)] = take_back(before, new.get(table, ()))
    try:
        stage(folder, contents)
    except DataError as error:
        raise BatchError(
            f"The package would have a defect as it was before: {error.defects[0]} Files that were "
            "changed by hand along with the batch, such as exceptions.toml, have to go back too."
        ) from None
    cells = sum(line["field"] != NEW_ROW for line in own)
    removed = len(own) - cells
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
    tables: Mapping[str, RawTable], own: Sequence[tuple[Mapping[str, str], str]]
) -> tuple[dict[str, dict[int, dict[str, str]]], dict[str, list[int]]]:
    """Old values as they stood by table and position, and the positions of rows that were new."""
    rows: dict[RowKey, tuple[str, int, dict[str, str]]] = {
        row_key(table, row): (table, position, dict(row))
        for table in {line["table"] for line, _ in own}
        for position, row in enumerate(tables[table] if table in SHAPES else ())
    }
    changes: dict[str, dict[int, dict[str, str]]] = {}
    new: dict[str, list[int]] = {}
    for line, old in sorted(own, key=lambda pair: -int(pair[0]["entry"])):
        key, field = entry_key(line), line["field"]
        table, position, row = rows.get(key, ("", -1, {}))
        as_it_is = tables[table][position] if row else {}
        if not row or not _is_as_left(table, row, as_it_is, line):
            named = ", ".join(filter(None, key[1:]))
            what = "" if field == NEW_ROW else f" (field {field})"
            raise BatchError(
                f"The row {named} has been changed since entry {line['entry']}{what}, so the "
                "batch cannot be taken back."
            )
        if field == NEW_ROW:
            new.setdefault(table, []).append(position)
        else:
            row[field] = line["old"]
            changes.setdefault(table, {}).setdefault(position, {})[field] = old
    return changes, new


def _is_as_left(
    table: str, row: Mapping[str, str], as_it_is: Mapping[str, str], line: Mapping[str, str]
) -> bool:
    """Whether a row (without the later entries of the batch) says what an entry left it with."""
    if line["field"] != NEW_ROW:
        return row[line["field"]] == line["new"]
    # What made a row says how the whole batch left it.
    if line["new"] == NO_DIGEST:
        return describe_state(table, as_it_is) == line["expect"]
    return state_digest(as_it_is) == line["new"]
