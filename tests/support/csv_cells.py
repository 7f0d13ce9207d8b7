"""Cells of one row of a CSV file, changed by hand."""

from __future__ import annotations

from collections.abc import Mapping

from synthesis.files.csv_edit import replace_rows


def replace_cells(content: bytes, position: int, changes: Mapping[str, str]) -> bytes:
    """The content with some cells of one row replaced; the first after the header is 0."""
    return replace_rows(content, {position: changes})
