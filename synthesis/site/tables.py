"""Tables for the pages: caption, header cells marked for screen readers, cells escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.site.html import Html, render


@dataclass(frozen=True)
class Row:
    """One row; the first cell is its header. `id` makes it a target for links.

    `below` stands under the row over the full width of the table.
    """

    cells: Sequence[Any]
    id: str = ""
    below: Html | None = None


def show_table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Row],
    identifier: str = "",
    kind: str = "",
) -> Html:
    """A table as HTML. Cells may be text, numbers or `Html`; text is escaped.

    `kind` is a class of book.css: "summary" for narrow columns, "matrix" for a square of short
    cells, which scrolls on a phone instead of becoming a list.
    """
    kind = kind or ("summary" if identifier.startswith("summary") else "")
    return render(
        "table.html",
        caption=caption,
        header=header,
        rows=list(rows),
        identifier=identifier,
        kind=kind,
    )


def show_list(items: Iterable[Any], kind: str = "") -> Html:
    """A bulleted list of texts or `Html` pieces."""
    return render("list.html", items=list(items), kind=kind)
