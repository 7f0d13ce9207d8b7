"""CSV files as spreadsheet programs save them: read, with what was understood, or refused."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthesis.living.columns import cell_without_column, place_columns, plain_name
from synthesis.package.defects import Defect
from synthesis.package.tables import NOT_UTF_8, RawTable, cell_defects, read_lines

SEPARATORS: Mapping[str, str] = {",": "commas", ";": "semicolons", "\t": "tabs"}
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class SavedTable:
    """One table of a trial’s folder.

    Parameters
    ----------
    name
        Where it stands, for messages: a file, or a sheet of one.
    rows
        Its rows of text.
    notes
        What was understood otherwise than as it stands, one sentence each.
    semicolons
        Whether semicolons separate its cells, as where a comma stands before decimals.
    """

    name: str
    rows: RawTable
    notes: tuple[str, ...] = ()
    semicolons: bool = False


def read_saved(path: Path, table: str, columns: Sequence[str]) -> tuple[SavedTable, list[Defect]]:
    """Read a table that was saved with commas, semicolons or tabs, as UTF-8 or UTF-16."""
    notes: list[str] = []
    content = path.read_bytes()
    if content.startswith(UTF_16):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError:
            return SavedTable(path.name, []), [Defect(path.name, None, None, None, NOT_UTF_8)]
        notes.append(f"{path.name}: encoded as UTF-16.")
    separator = _separator(content, columns)
    lines, defects = read_lines(path.name, content, separator)
    if defects:
        return SavedTable(path.name, []), defects
    if separator != ",":
        notes.append(f"{path.name}: separated by {SEPARATORS[separator]}.")
    if b"\r" in content and b"\n" not in content:
        notes.append(f"{path.name}: its lines end as on old Macs.")
    lines = _without_blank_edges(lines)
    header = lines[0] if lines else ()
    placed = place_columns(path.name, table, header, columns)
    defects = [*placed.defects] or list(cell_defects(path.name, lines, header))
    if defects:
        return SavedTable(path.name, []), defects
    rows = [
        {
            column: line[at] if at >= 0 else cell_without_column(table, column)
            for column, at in zip(columns, placed.at, strict=True)
        }
        for line in lines[1:]
    ]
    return SavedTable(path.name, rows, (*notes, *placed.notes), separator == ";"), []


def _separator(content: bytes, columns: Sequence[str]) -> str:
    """What separates the known names of the header best; a comma where nothing does."""
    first = content.removeprefix(codecs.BOM_UTF8).splitlines()[:1]
    header = first[0].decode(errors="replace") if first else ""

    def known(separator: str) -> int:
        names = {plain_name(cell.strip('"')) for cell in header.split(separator)}
        return len(names.intersection(columns))

    return max(SEPARATORS, key=known)  # the first of equals is the comma


def _without_blank_edges(lines: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without empty rows at the end, and empty columns at the right, which programs add."""
    kept = list(lines)
    while kept and not any(cell.strip() for cell in kept[-1]):
        kept.pop()
    if not kept:
        return []
    filled = [len("".join(f"{bool(cell.strip()):d}" for cell in line).rstrip("0")) for line in kept]
    width = max(filled[0], *filled)
    return [line[:width] if len(line) >= width else line for line in kept]
