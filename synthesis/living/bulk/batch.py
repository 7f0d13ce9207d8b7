"""A file of readings worked out for a package: what it changes, and new contents of its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthesis.files.csv_bytes import append
from synthesis.files.csv_edit import replace_rows, unusual_cells
from synthesis.living.bulk.fold import Fate, OpenTables, fold, open_rows, plain_key
from synthesis.living.bulk.gather import gather
from synthesis.living.bulk.handed_in import HandedIn, read_handed_in
from synthesis.living.bulk.labels import read_labels
from synthesis.living.bulk.trail import keep_readings, make_entries
from synthesis.living.change import stage
from synthesis.package.corrections import CORRECTIONS, READINGS, entry_key
from synthesis.package.dataset import digest_of
from synthesis.package.defects import DataError
from synthesis.package.schema import Schema, read_schema
from synthesis.package.tables import RawTable, read_raw, schema_defects


class BatchError(Exception):
    """A file of readings cannot be taken in; the message says why in one sentence."""


@dataclass(frozen=True)
class Batch:
    """A file of readings, judged and ready to be written.

    Parameters
    ----------
    name
        By which it can be undone.
    digest
        Of the package that it was worked out for.
    fates
        What became of every line.
    notes
        What was understood of the file otherwise than it stands.
    contents
        New content by file name; nothing while a line is refused.
    """

    name: str
    digest: str
    fates: tuple[Fate, ...]
    notes: tuple[str, ...]
    contents: Mapping[str, bytes]

    @property
    def counts(self) -> Mapping[str, int]:
        """Lines by what became of them; “refused” apart."""
        found: Counter[str] = Counter()
        for fate in self.fates:
            found["refused" if fate.refused else fate.became] += len(fate.lines)
        return found

    @property
    def refused(self) -> tuple[Fate, ...]:
        """The lines that keep the file from being written."""
        return tuple(fate for fate in self.fates if fate.refused)


def prepare_batch(folder: Path, file: Path, name: str, date: str) -> Batch:
    """Work out what a file of readings changes, and have the door check it; writes nothing.

    Parameters
    ----------
    folder
        The data package.
    file
        CSV or spreadsheet of readings.
    name
        Of the batch.
    date
        Today, such as 2026-11-21.

    Raises
    ------
    BatchError
        A batch of this name is there, or the package has no tables for readings.
    DataError
        The file or the package has defects.
    """
    schema = read_schema(folder)
    digest = digest_of(folder, schema)  # first: what changes from here on is noticed when written
    tables, defects = read_raw(folder, schema)
    # Rules may wait for the readings, such as an exception that a correction makes unneeded.
    defects = defects or schema_defects(schema, tables)
    if defects:
        raise DataError(defects)
    for table in (CORRECTIONS, READINGS):
        if table not in tables:
            raise BatchError(f"The package has no table {table}; `data migrate` makes it.")
    if any(line["batch"] == name for line in tables[READINGS]):
        raise BatchError(f"A batch {name} is there already; give this one another --batch name.")
    lines, notes = read_handed_in(file)
    readings, unplaced = gather(lines, read_labels(folder), schema)
    refused: dict[int, str] = {}
    while True:
        rows = open_rows(tables)
        sound = [each for each in readings if not refused.keys() & set(each.lines)]
        fates = fold(sound, unplaced, rows, schema, date)
        contents = _contents(folder, schema, tables, rows, fates, lines, name, date)
        try:
            stage(folder, contents)
            break
        except DataError as error:
            found = _blame(error, rows, fates, schema)
            if not found.keys() - refused.keys():
                raise
            refused |= found
    fates += [
        Fate(each.lines, "not used", refused[line], refused=True)
        for each in readings
        for line in each.lines[:1]
        if line in refused
    ]
    blocked = any(fate.refused for fate in fates)
    return Batch(name, digest, tuple(fates), notes, {} if blocked else contents)


def _blame(
    error: DataError, rows: OpenTables, fates: Sequence[Fate], schema: Schema
) -> dict[int, str]:
    """Which lines led to rows that the door refuses; nothing where it is not theirs."""
    files = {file: table for table, file in schema.files()}
    changed = [(fate, line) for fate in fates if fate.key and fate.new for line in fate.lines[:1]]
    found: dict[int, str] = {}
    for defect in error.defects:
        place = (files.get(defect.file, ""), (defect.row or 0) - 2)
        own = [
            (fate, line)
            for fate, line in changed
            if fate.key and (fate.key[0], rows.places[fate.key]) == place
        ]
        # Of several readings of a row it is the last that touched the field.
        blamed = [line for fate, line in own if defect.field in fate.new] or [n for _, n in own]
        if blamed:
            found.setdefault(blamed[-1], str(defect))
    return found


def _contents(
    folder: Path,
    schema: Schema,
    tables: Mapping[str, RawTable],
    rows: OpenTables,
    fates: list[Fate],
    lines: Sequence[HandedIn],
    name: str,
    date: str,
) -> dict[str, bytes]:
    """New contents of every file that changes."""
    said = {line.line: line.said for line in lines}
    contents: dict[str, bytes] = {}
    unusual: dict[tuple[str, int, str], str] = {}
    for table, found in rows.tables.items():
        before = tables[table]
        new = [list(row.values()) for row in found[len(before) :]]
        changed = {
            position: {field: value for field, value in now.items() if value != old[field]}
            for position, (old, now) in enumerate(zip(before, found, strict=False))
            if now != old
        }
        if new or changed:
            file = schema.resource(table)["path"]
            content = (folder / file).read_bytes()
            as_they_stood = unusual_cells(content, changed)
            unusual |= {(table, *place): raw for place, raw in as_they_stood.items()}
            contents[file] = append(replace_rows(content, changed), new)
    entries, entry_of = make_entries(tables[CORRECTIONS], rows, fates, said, name, date)
    for table, added in (
        (CORRECTIONS, entries),
        (READINGS, keep_readings(fates, said, name, entry_of)),
    ):
        if added:
            file = schema.resource(table)["path"]
            names = [field["name"] for field in schema.fields(table)]
            content = (folder / file).read_bytes()
            contents[file] = append(content, [[row.get(n, "") for n in names] for row in added])
    if unusual:
        file = schema.resource(CORRECTIONS)["path"]
        first = len(tables[CORRECTIONS])
        # Of several entries for a cell it is the first that knows what stood in the file.
        stood = {
            first + number: {"old": unusual.pop(place)}
            for number, entry in enumerate(entries)
            if (place := _place_of(entry, rows)) in unusual
        }
        contents[file] = replace_rows(contents[file], stood, as_it_stands=True)
    return contents


def _place_of(entry: Mapping[str, str], rows: OpenTables) -> tuple[str, int, str]:
    return entry["table"], rows.places[plain_key(entry_key(entry))], entry["field"]
