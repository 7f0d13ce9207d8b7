"""The files of a table: table.csv, table.xlsx with a sheet about it, table.json."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

from synthesis.edition.citation import CitedPart, cite_text, part_address
from synthesis.edition.edition import Edition
from synthesis.files.csv_export import write_csv

TABLES = "tables"
CSV, XLSX, RECORD = "table.csv", "table.xlsx", "table.json"
TableValue = str | int | float
# A number as a page prints it; a zero in front, as in an identifier, makes it a text.
NUMBER = re.compile(r"[-−]?(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(\.\d+)?")
MOST_DIGITS = 15  # more are lost in a spreadsheet
LONGEST_CELL = 32_767  # characters, the limit of a spreadsheet
NARROWEST, WIDEST = 8, 48  # characters
ROWS_MEASURED = 200
CELL: Mapping[str, Any] = {"text_wrap": True, "valign": "top"}


class SlugTakenError(ValueError):
    """Two tables with different content have one slug; the message names it."""


@dataclass(frozen=True)
class TableContent:
    """A table as plain cells, ready for files.

    Parameters
    ----------
    slug
        Permanent name, the address of its files.
    caption
        What it shows.
    header
        Names of the columns, each once.
    rows
        Cells as the page shows them, as many in each row as there are columns.
    page
        The page it stands on, such as “dose”; empty where that is not known.
    bold
        Row and column, counted from 0, of the cells that the page prints in bold.
    """

    slug: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[TableValue, ...], ...]
    page: str = ""
    bold: frozenset[tuple[int, int]] = frozenset()


def table_part(table: TableContent) -> CitedPart:
    """A table as something to be cited."""
    place = f"{table.page}.html#table-{table.slug}"
    return CitedPart(kind="table", name=table.slug, title=table.caption, place=place)


def write_table(folder: Path, table: TableContent, edition: Edition) -> None:
    """Write the files of a table to `folder`/tables/SLUG, all of them in one step.

    The same table may be written again, by another process too.

    Raises
    ------
    SlugTakenError
        Another table of that name, or the same on another page, is there already.
    """
    place = folder / TABLES / table.slug
    files = make_table_files(table, edition)
    draft = place.with_name(f".{table.slug}.{os.getpid()}")
    draft.mkdir(parents=True)
    try:
        for name, content in files.items():
            (draft / name).write_bytes(content)
        # A folder cannot be renamed onto one that holds something: of two processes one fails.
        draft.rename(place)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not place.is_dir():
            raise
        _refuse_other(place, table, files)


def _refuse_other(place: Path, table: TableContent, files: Mapping[str, bytes]) -> None:
    if all((place / name).read_bytes() == content for name, content in files.items()):
        return
    other = json.loads((place / RECORD).read_text(encoding="utf-8"))
    raise SlugTakenError(
        f"Two tables are called “{table.slug}”, and a name stands for one: “{other['caption']}” "
        f"(page “{other['page']}”) and “{table.caption}” (page “{table.page}”)."
    )


def make_table_files(table: TableContent, edition: Edition) -> dict[str, bytes]:
    """The files of a table by name; the same table gives the same bytes."""
    record = {
        "slug": table.slug,
        "caption": table.caption,
        "header": list(table.header),
        "rows": len(table.rows),
        "page": table.page,
    }
    rows = ([_csv_cell(cell) for cell in row] for row in table.rows)
    return {
        CSV: write_csv(table.header, rows).encode(),
        XLSX: table_xlsx(table, edition),
        RECORD: (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode(),
    }


def read_number(cell: TableValue) -> tuple[int | float, str] | None:
    """A cell that is nothing but a number as that number with its spreadsheet format, or None.

    The format keeps what is printed: decimals, also zeros at the end, and thousands apart.
    """
    if isinstance(cell, int | float):
        return (cell, "General") if cell == cell and abs(cell) != float("inf") else None
    found = NUMBER.fullmatch(cell)
    if not found or sum(map(str.isdigit, cell)) > MOST_DIGITS:
        return None
    decimals = found[1] or ""
    plain = cell.replace(",", "").replace("−", "-")
    whole = "#,##0" if "," in cell else "0"
    shape = f"{whole}.{'0' * (len(decimals) - 1)}" if decimals else whole
    return (float(plain) if decimals else int(plain)), shape


def _csv_cell(cell: TableValue) -> TableValue:
    # “1,234” is a number for readers of a page, a text for readers of a file.
    if isinstance(cell, str) and read_number(cell) is not None:
        return cell.replace(",", "").replace("−", "-")
    return cell


def table_xlsx(table: TableContent, edition: Edition) -> bytes:
    """The table as a workbook: one sheet with nothing but the table, one that says what it is.

    No cell is a formula or a link; dates inside the file are those of the edition.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    citation = cite_text(edition, table_part(table))
    book.set_properties(
        {
            "title": table.caption,
            "subject": table.slug,
            "author": "; ".join(edition.authors),
            "comments": citation,
            "created": datetime.combine(edition.released, time()),
        }
    )
    _fill_table(book, table)
    _fill_about(book, table, edition, citation)
    book.close()
    return stream.getvalue()


def _fill_table(book: xlsxwriter.Workbook, table: TableContent) -> None:
    sheet = book.add_worksheet("Table")
    head = book.add_format({**CELL, "bold": True, "bottom": 1})
    formats: dict[tuple[str, bool], Any] = {}

    def style(shape: str, bold: bool) -> Any:
        if (shape, bold) not in formats:
            formats[shape, bold] = book.add_format({**CELL, "num_format": shape, "bold": bold})
        return formats[shape, bold]

    for column, name in enumerate(table.header):
        sheet.write_string(0, column, _fit(name), head)
        sheet.set_column(column, column, _width(name, _column(table.rows, column)))
    for line, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            bold = (line, column) in table.bold
            number = read_number(cell)
            if number is not None:
                sheet.write_number(line + 1, column, number[0], style(number[1], bold))
            else:
                sheet.write_string(line + 1, column, _fit(str(cell)), style("General", bold))
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _fill_about(
    book: xlsxwriter.Workbook, table: TableContent, edition: Edition, citation: str
) -> None:
    sheet = book.add_worksheet("About")
    bold = book.add_format({**CELL, "bold": True})
    text = book.add_format(dict(CELL))
    for line, (name, content) in enumerate(_about(table, edition, citation)):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, _fit(content), text)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)


def _about(table: TableContent, edition: Edition, citation: str) -> Iterator[tuple[str, str]]:
    yield "Table", table.caption
    yield "Permanent name", table.slug
    yield "From", edition.title
    yield "Version", f"{edition.version} of {edition.released.isoformat()}"
    if edition.digest:
        yield "Data digest", edition.digest
    if edition.data_name:
        yield "Data", edition.data_name
    yield "Cite as", citation
    yield "Licence", edition.rights
    if edition.address and table.page:
        yield "Address", part_address(edition, table_part(table))
    yield "Numbers", "As the page shows them, rounded; text and numbers, no formulas."


def _column(rows: Sequence[Sequence[TableValue]], column: int) -> Iterable[str]:
    return (str(row[column]) for row in islice(rows, ROWS_MEASURED))


def _width(name: str, cells: Iterable[str]) -> int:
    # A heading may wrap between words; what stands below it should not, unless it is long.
    longest_word = max(map(len, name.split()), default=0)
    longest = max(map(len, cells), default=0)
    return min(max(longest_word, min(len(name), 20), longest, NARROWEST), WIDEST) + 2


def _fit(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 2] + " …"
