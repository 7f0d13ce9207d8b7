"""Rows of a CSV file as the bytes they are, so that the rest stays byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from synthesis.files.csv_records import read_records

Split = Callable[[bytes], list[bytes]]


def split_records(content: bytes) -> list[bytes]:
    """The header and the rows with their line endings; joined they give the content again.

    A line break inside a quoted cell does not end a row. CsvError where quotes do not balance.
    """
    return [record.raw for record in read_records(content)]


def rows_of(content: bytes, field: str, value: str) -> list[int]:
    """Positions of the rows with a value in a field; the first row after the header is 0."""
    header, *rows = (record.cells for record in read_records(content))
    if field not in header:
        return []
    place = header.index(field)
    return [n for n, cells in enumerate(rows) if len(cells) > place and cells[place] == value]


def take_out(
    content: bytes, positions: Iterable[int], split: Split = split_records
) -> tuple[bytes, list[bytes]]:
    """The content without the rows at some positions, and these rows.

    Parameters
    ----------
    content
        What the file holds.
    positions
        Rows to take out; the first one after the header is 0.
    split
        Divides the content into a header and rows; as CSV by default.
    """
    wanted = set(positions)
    header, *rows = split(content)
    rest = [row for position, row in enumerate(rows) if position not in wanted]
    return header + b"".join(rest), [row for p, row in enumerate(rows) if p in wanted]


def put_back(
    content: bytes,
    positions: Sequence[int],
    rows: Sequence[bytes],
    split: Split = split_records,
) -> bytes:
    """The content with rows at the positions they had; the reverse of :func:`take_out`."""
    header, *records = split(content)
    for position, row in sorted(zip(positions, rows, strict=True)):
        records.insert(min(position, len(records)), row)
    # Only the last row of a file may lack its line ending.
    *former, last = header, *records
    return b"".join([*(_end(row, line_ending(header)) for row in former if row), last])


def append(content: bytes, rows: Iterable[Sequence[str]]) -> bytes:
    """The content, unchanged, with rows of cells after its last row; :func:`take_back` undoes it.

    A file whose last line has no ending stays such a one.
    """
    ending = line_ending(content)
    added = format_rows(rows, ending)
    if not added:
        return content
    closed = _end(content, ending)
    return closed + (added if closed == content else added.removesuffix(ending))


def take_back(content: bytes, positions: Iterable[int]) -> bytes:
    """The content without rows that were appended, byte for byte as it was before them."""
    rest, taken = take_out(content, positions)
    # An open end was closed for the rows that followed it, the last of which is open in its place.
    if not taken or taken[-1].endswith((b"\n", b"\r")):
        return rest
    return rest.removesuffix(b"\n").removesuffix(b"\r")


def format_rows(rows: Iterable[Sequence[str]], ending: bytes = b"\n") -> bytes:
    """Rows of cells as CSV in UTF-8, quoted only where needed."""
    # Python's own writer leaves a carriage return bare when rows end with a line feed.
    return b"".join(_format_row(row) + ending for row in rows)


def _format_row(row: Sequence[str]) -> bytes:
    if list(row) == [""]:
        return b'""'  # an empty line would be no row
    return ",".join(_quote(cell) for cell in row).encode()


def _quote(cell: str) -> str:
    if any(mark in cell for mark in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def line_ending(content: bytes) -> bytes:
    """The line ending that a file uses, a line feed for none."""
    return b"\r\n" if b"\r\n" in content else b"\n"


def _end(record: bytes, ending: bytes) -> bytes:
    return record if record.endswith((b"\n", b"\r")) else record + ending
