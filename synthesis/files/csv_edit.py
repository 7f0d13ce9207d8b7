"""Change cells of one row of a CSV file and leave every other byte as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from synthesis.files.csv_bytes import format_rows
from synthesis.files.csv_records import read_records

RAW_CELL = re.compile(r'"(?:[^"]|"")*"|[^,\r\n]*')


def replace_cells(content: bytes, position: int, changes: Mapping[str, str]) -> bytes:
    """The content of a CSV file with some cells of one row replaced.

    Parameters
    ----------
    content
        A sound table in UTF-8.
    position
        The row; the first one after the header is 0.
    changes
        New values by field; KeyError for a field that the header lacks.
    """
    header, *rows = read_records(content)
    record = rows[position].raw.decode()
    body = record.rstrip("\r\n")
    cells = _raw_cells(body)
    places = {name: number for number, name in enumerate(header.cells)}
    for name, value in changes.items():
        cells[places[name]] = _as_written(value)
    changed = [header.raw, *(row.raw for row in rows)]
    changed[position + 1] = (",".join(cells) + record[len(body) :]).encode()
    return b"".join(changed)


def _raw_cells(body: str) -> list[str]:
    cells: list[str] = []
    start = 0
    while True:
        found = RAW_CELL.match(body, start)
        end = found.end() if found else start
        cells.append(body[start:end])
        if end >= len(body):
            return cells
        start = end + 1


def _as_written(value: str) -> str:
    # On its own an empty cell would be written as a pair of quotes.
    return format_rows([["", value]]).decode().rstrip("\n")[1:] if value else ""
