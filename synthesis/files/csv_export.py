"""CSV files for others to open: no cell of them can run as a spreadsheet's formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# What makes a spreadsheet read a cell as a formula, a tab or a line break before it included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def neutralise(cell: object) -> str:
    """A cell as text that no spreadsheet runs; numbers, negative ones too, stay as they are.

    An apostrophe before the text is what spreadsheets themselves use to say “this is text”;
    :func:`restore` takes it away again.
    """
    if cell is None:
        return ""
    text = str(cell)
    return "'" + text if _may_run(text) else text


def restore(text: str) -> str:
    """The text that :func:`neutralise` was given, whatever it was."""
    return text[1:] if text.startswith("'") and _may_run(text) else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV for download, every cell through :func:`neutralise`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([neutralise(name) for name in header])
    writer.writerows([neutralise(cell) for cell in row] for row in rows)
    return text.getvalue()


def _may_run(text: str) -> bool:
    # Apostrophes that stood there already count as none, so that one more can be told from them.
    bare = text.lstrip("'")
    return bare.lstrip(" \u00a0").startswith(FORMULA_STARTS) and not _is_number(bare)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text
