"""Which rows of the tables changed between two data packages: by primary key, moves ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from synthesis.package.codebook import CODEBOOK
from synthesis.package.defects import DataError
from synthesis.package.descriptor import DESCRIPTOR
from synthesis.package.exceptions import EXCEPTIONS
from synthesis.package.plan.claims import CLAIMS
from synthesis.package.plan.whole_plan import ANALYSES
from synthesis.package.schema import Schema, read_schema
from synthesis.package.tables import RawTable, read_raw

ChangeKind = Literal["added", "removed", "changed"]
OTHER_FILES = (DESCRIPTOR, ANALYSES, CLAIMS, CODEBOOK, EXCEPTIONS)


@dataclass(frozen=True)
class FieldChange:
    """One cell: the field, the text before and the text after."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class RowChange:
    """One row.

    Parameters
    ----------
    table
        Name of the table.
    key
        The fields of the primary key with their values.
    change
        Whether the row was added, removed or changed.
    fields
        The cells that differ; empty for rows added and removed.
    """

    table: str
    key: tuple[tuple[str, str], ...]
    change: ChangeKind
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class ShapeChange:
    """A table, a column or a file that is new, gone or, for a file, not the same.

    `rows` is the number of rows of a table; its rows are not listed one by one.
    """

    what: Literal["table", "column", "file"]
    name: str
    change: ChangeKind
    rows: int = 0


@dataclass(frozen=True)
class RowChanges:
    """What differs between the files of two data packages."""

    rows: tuple[RowChange, ...]
    shapes: tuple[ShapeChange, ...]

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.rows or self.shapes)

    def count(self, change: ChangeKind) -> int:
        """How many rows were added, removed or changed."""
        return sum(row.change == change for row in self.rows)


@dataclass(frozen=True)
class RawPackage:
    """The tables of a data package as text, its schema, and the bytes of its other files."""

    schema: Schema
    tables: Mapping[str, RawTable]
    others: Mapping[str, bytes]


def read_package(folder: Path) -> RawPackage:
    """Read a data package as text.

    Raises
    ------
    DataError
        A table cannot be read as one.
    """
    schema = read_schema(folder)
    tables, defects = read_raw(folder, schema)
    if defects:
        raise DataError(defects)
    paths = [folder / name for name in OTHER_FILES]
    return RawPackage(schema, tables, {p.name: p.read_bytes() for p in paths if p.exists()})


def compare_rows(old: RawPackage, new: RawPackage) -> RowChanges:
    """Compare two packages table by table and row by row; the order of rows does not count."""
    rows: list[RowChange] = []
    for table in new.schema.tables:
        if table in old.tables:
            rows += _table_changes(table, old, new)
    return RowChanges(tuple(rows), tuple(_shape_changes(old, new)))


def _table_changes(table: str, old: RawPackage, new: RawPackage) -> Iterator[RowChange]:
    names = _key_fields(new.schema, table)
    if any(name not in _fields(old.schema, table) for name in names):
        names = ()  # the rows have no common name; all of a row is its key
    before, after = (_by_key(package.tables[table], names) for package in (old, new))
    shared = [name for name in _fields(new.schema, table) if name in _fields(old.schema, table)]
    for key, row in after.items():
        if key not in before:
            yield RowChange(table, key[:-1], "added")
            continue
        fields = tuple(
            FieldChange(name, before[key][name], row[name])
            for name in shared
            if before[key][name] != row[name]
        )
        if fields:
            yield RowChange(table, key[:-1], "changed", fields)
    for key in before:
        if key not in after:
            yield RowChange(table, key[:-1], "removed")


ComparedKey = tuple[tuple[str, str], ...]


def _by_key(rows: RawTable, names: tuple[str, ...]) -> dict[ComparedKey, dict[str, str]]:
    """Rows by key; the last part of the key counts rows with the same one."""
    found: dict[ComparedKey, dict[str, str]] = {}
    seen: dict[ComparedKey, int] = {}
    for row in rows:
        key = tuple((name, row[name]) for name in names or row)
        seen[key] = seen.get(key, 0) + 1
        found[(*key, ("", str(seen[key])))] = row
    return found


def _shape_changes(old: RawPackage, new: RawPackage) -> Iterator[ShapeChange]:
    before, after = old.schema.tables, new.schema.tables
    for table in after:
        if table not in before:
            yield ShapeChange("table", table, "added", len(new.tables[table]))
            continue
        yield from _named(
            "column",
            table,
            _fields(old.schema, table),
            _fields(new.schema, table),
        )
    for table in before:
        if table not in after:
            yield ShapeChange("table", table, "removed", len(old.tables[table]))
    for name in OTHER_FILES:
        a, b = old.others.get(name), new.others.get(name)
        if a is None and b is not None:
            yield ShapeChange("file", name, "added")
        elif b is None and a is not None:
            yield ShapeChange("file", name, "removed")
        elif a != b:
            yield ShapeChange("file", name, "changed")


def _named(
    what: Literal["column"], table: str, old: tuple[str, ...], new: tuple[str, ...]
) -> Iterator[ShapeChange]:
    for name in new:
        if name not in old:
            yield ShapeChange(what, f"{table}.{name}", "added")
    for name in old:
        if name not in new:
            yield ShapeChange(what, f"{table}.{name}", "removed")


def _fields(schema: Schema, table: str) -> tuple[str, ...]:
    return tuple(field["name"] for field in schema.fields(table))


def _key_fields(schema: Schema, table: str) -> tuple[str, ...]:
    key = schema.resource(table)["schema"].get("primaryKey", ())
    return (key,) if isinstance(key, str) else tuple(key)
