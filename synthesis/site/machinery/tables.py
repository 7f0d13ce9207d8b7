"""Tables for the pages: name, number, caption, header cells marked for screen readers, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Any

from synthesis.exports.tables.table_files import TABLES, TableContent, write_table
from synthesis.site.machinery.cell_text import plain_cell, plain_text
from synthesis.site.machinery.handover import handed_over
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.provenance import Source
from synthesis.words.slugs import SLUG

LONGEST_NAME = 70  # characters of a caption in the name of a link
NOTE = "Note"
# The place where the numbers of a row were read, in columns of its own in the files.
SOURCE_COLUMNS = (
    *("Record", "Read in", "How known", "How often read", "Read at", "Place there", "Data row"),
)
SOURCE_NOTES = "Notes of the extraction"


@dataclass(frozen=True)
class Row:
    """One row; the first cell is its header. `id` makes it a target for links.

    `below` stands under the row over the full width of the table. `source`, where the row's
    numbers were read, stands there folded instead.
    """

    cells: Sequence[Any]
    id: str = ""
    below: Html | None = None
    source: Source | None = None


def show_table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Row],
    identifier: str = "",
    kind: str = "",
    *,
    slug: str,
) -> Html:
    """A table as HTML, in a build with its files and a bar of links to them.

    Parameters
    ----------
    caption, header, rows
        Cells may be text, numbers or `Html`; text is escaped.
    identifier
        Id of the table where it has another one than “table-SLUG”, which leads to it too.
    kind
        A class of book.css: "summary" for narrow columns, "matrix" for a square of short cells,
        which scrolls on a phone instead of becoming a list.
    slug
        Permanent name, unique among the tables and figures of the book: made from what the table
        shows, never from its place. `slug_of` makes one.

    Raises
    ------
    ValueError
        The slug is none.
    SlugTakenError
        Another table of the book has this name.
    """
    kind = kind or ("summary" if identifier.startswith("summary") else "")
    return render_table(
        caption, header, rows, slug, f"book-table {kind}".rstrip(), identifier=identifier
    )


def render_table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Row],
    slug: str,
    classes: str,
    identifier: str = "",
) -> Html:
    """As `show_table`, with all classes of the table's element given."""
    if not SLUG.fullmatch(slug):
        raise ValueError(f"“{slug}” is not a slug: small letters, digits, hyphens.")
    rows = list(rows)
    return render(
        "table.html",
        caption=caption,
        header=header,
        rows=[_unfold(row) for row in rows],
        classes=classes,
        identifier=identifier or f"table-{slug}",
        anchor=f"table-{slug}",
        slug=slug,
        bar=_publish(caption, header, rows, slug),
    )


def _unfold(row: Row) -> Row:
    if row.source is None:
        return row
    return replace(row, below=show_source(row.source))


def show_source(source: Source) -> Html:
    """Record, kind of place, tier and how often read, in one line; the rest unfolds."""
    return render("reading.html", reading=source.reading, links=source.links, record=source.record)


def _publish(caption: str, header: Sequence[str], rows: Sequence[Row], slug: str) -> Html | str:
    """Write the files of a table and return the bar below it; nothing outside a build."""
    handover = handed_over()
    if handover is None:
        return ""
    content = table_content(caption, header, rows, slug, handover.page)
    write_table(handover.published, content, handover.edition)
    name = shorten(caption, LONGEST_NAME, placeholder=" …")
    address = f"{TABLES}/{slug}"
    return render(
        "table_bar.html", address=address, slug=slug, name=name, stamp=handover.edition.stamp
    )


def table_content(
    caption: str, header: Sequence[str], rows: Sequence[Row], slug: str, page: str
) -> TableContent:
    """A table for its files: what its page shows as plain cells.

    What stands below the rows comes in columns after the others: a note as text, the source of
    the row's numbers with a column for each of its parts.
    """
    names = [plain_text(name) for name in header]
    plain = [[plain_cell(cell) for cell in row.cells] for row in rows]
    bold = frozenset(
        (line, column)
        for line, cells in enumerate(plain)
        for column, cell in enumerate(cells)
        if cell.bold
    )
    body = [[cell.content for cell in cells] for cells in plain]
    for cells in body:
        cells += [""] * (len(names) - len(cells))
    if any(row.below for row in rows):
        names.append(NOTE)
        for cells, row in zip(body, rows, strict=True):
            cells.append(plain_text(row.below) if row.below else "")
    if any(row.source for row in rows):
        noted = any(row.source and row.source.reading.notes for row in rows)
        names += SOURCE_COLUMNS + ((SOURCE_NOTES,) if noted else ())
        for cells, row in zip(body, rows, strict=True):
            cells += _source_cells(row.source)[: len(names) - len(cells)]
    return TableContent(
        slug=slug,
        caption=caption,
        header=tuple(_distinct(names)),
        rows=tuple(tuple(cells) for cells in body),
        page=page,
        bold=bold,
    )


def _source_cells(source: Source | None) -> list[str]:
    if source is None:
        return [""] * (len(SOURCE_COLUMNS) + 1)
    reading = source.reading
    parts = (
        "; ".join(link.text for link in source.links) or source.record,
        reading.kind,
        f"{reading.tier}: {reading.meaning}",
        reading.second,
        reading.place,
        reading.locator,
        f"{reading.file}, row {reading.row}",
        reading.notes,
    )
    return [plain_text(part) for part in parts]


def _distinct(names: Iterable[str]) -> Iterable[str]:
    # A column of a file is found by its name.
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def show_list(items: Iterable[Any], kind: str = "") -> Html:
    """A bulleted list of texts or `Html` pieces."""
    return render("list.html", items=list(items), kind=kind)
