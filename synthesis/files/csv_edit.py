"""Change cells of rows of a CSV file and leave every other byte as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from synthesis.files.csv_bytes import format_rows
from synthesis.files.csv_records import read_records

RAW_CELL = re.compile(r'"(?:[^"]|"")*"|[^,\r\n]*')


def replace_rows(
    content: bytes, changes: Mapping[int, Mapping[str, str]], as_it_stands: bool = False
) -> bytes:
    """The content of a CSV file with some cells of some rows replaced.

    Parameters
    ----------
    content
        A sound table in UTF-8.
    changes
        New values by field, by position of the row; the first row after the header is 0. KeyError
        for a field that the header lacks.
    as_it_stands
        Whether the values are what is to stand in the file, their quotes included.
    """
    header, *rows = read_records(content)
    places = {name: number for number, name in enumerate(header.cells)}
    changed = [header.raw, *(row.raw for row in rows)]
    for position, values in changes.items():
        cells, ending = _split(rows[position].raw)
        for name, value in values.items():
            cells[places[name]] = value if as_it_stands else _as_written(value)
        changed[position + 1] = (",".join(cells) + ending).encode()
    return b"".join(changed)


def unusual_cells(content: bytes, cells: Mapping[int, Iterable[str]]) -> dict[tuple[int, str], str]:
    """Cells that stand otherwise than they would be written, such as with needless quotes.

    Parameters
    ----------
    content
        A sound table in UTF-8.
    cells
        Fields to look at, by position of the row.

    Returns
    -------
    unusual
        What stands in the file, by position and field.
    """
    header, *rows = read_records(content)
    places = {name: number for number, name in enumerate(header.cells)}
    found: dict[tuple[int, str], str] = {}
    for position, names in cells.items():
        raw, _ = _split(rows[position].raw)
        for name in names:
            place = places[name]
            if raw[place] != _as_written(rows[position].cells[place]):
                found[position, name] = raw[place]
    return found


def raw_column(content: bytes, name: str) -> list[str]:
    """What stands in a column of each row, quotes included."""
    header, *rows = read_records(content)
    place = header.cells.index(name)
    return [_split(row.raw)[0][place] for row in rows]


def insert_columns(content: bytes, after: str, columns: Mapping[str, str]) -> bytes:
    """The content with new columns, each of one value throughout, after a column that it has."""
    header, *rows = read_records(content)
    place = header.cells.index(after) + 1
    changed = []
    for number, row in enumerate([header, *rows]):
        cells, ending = _split(row.raw)
        cells[place:place] = [
            _as_written(name if number == 0 else v) for name, v in columns.items()
        ]
        changed.append((",".join(cells) + ending).encode())
    return b"".join(changed)


def _split(raw: bytes) -> tuple[list[str], str]:
    record = raw.decode()
    body = record.rstrip("\r\n")
    return _raw_cells(body), record[len(body) :]


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
