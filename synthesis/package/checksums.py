"""checksums.json of a data package: what its tables were when somebody last said what changed.

It pins the tables as they were entered: what `row verify` changed since stands in corrections.csv
with the old values, and is taken back before anything is compared. Any other change, by hand or by
a command, no longer fits until somebody pins the tables again and says why.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path

from synthesis.files.csv_bytes import take_back
from synthesis.files.csv_edit import raw_column, replace_rows
from synthesis.package.corrections import (
    CORRECTIONS,
    NEW_ROW,
    READINGS,
    SHAPES,
    RowKey,
    entry_key,
    row_key,
)
from synthesis.package.schema import Schema

PINS = "checksums.json"
Pins = dict[str, dict[str, int | str]]


def make_pins(folder: Path, schema: Schema) -> Pins:
    """Rows and SHA-256 of each table of a sound package, as it was entered.

    The tables of corrections and of readings are not pinned: they are what may grow.
    """
    growing = (CORRECTIONS, READINGS)
    files = {table: file for table, file in schema.files() if table not in growing}
    contents = {table: (folder / file).read_bytes() for table, file in files.items()}
    if CORRECTIONS in schema.tables:
        corrections = (folder / schema.resource(CORRECTIONS)["path"]).read_bytes()
        old = raw_column(corrections, "old")
        # Values go back as they stood in the file, needless quotes included.
        lines = [{**row, "old": raw} for row, raw in zip(_rows(corrections), old, strict=True)]
        for table in contents.keys() & SHAPES.keys():
            contents[table] = _take_back(table, contents[table], lines)
    return {
        table: {"rows": len(_rows(content)), "sha256": hashlib.sha256(content).hexdigest()}
        for table, content in contents.items()
    }


def format_pins(pins: Mapping[str, Mapping[str, int | str]], what: str) -> bytes:
    """The content of checksums.json; `what` says in a sentence what changed."""
    text = json.dumps({"what": what, "tables": pins}, indent=2, ensure_ascii=False)
    return f"{text}\n".encode()


def _take_back(table: str, content: bytes, lines: list[dict[str, str]]) -> bytes:
    """The table before all corrections; a cell that no longer says what they left is kept."""
    before: dict[tuple[RowKey, str], str] = {}
    after: dict[tuple[RowKey, str], str] = {}
    for line in sorted(lines, key=lambda line: int(line["entry"])):
        if line["table"] == table:
            cell = entry_key(line), line["field"]
            before.setdefault(cell, line["old"])
            after[cell] = line["new"]
    places = {row_key(table, row): (n, row) for n, row in enumerate(_rows(content))}
    changes: dict[int, dict[str, str]] = {}
    new: list[int] = []
    for (key, field), value in before.items():
        number, row = places.get(key, (-1, {}))
        if field == NEW_ROW and row:
            new.append(number)
        elif row and row[field] == after[key, field]:
            changes.setdefault(number, {})[field] = value
    return take_back(replace_rows(content, changes, as_it_stands=True), new)


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
