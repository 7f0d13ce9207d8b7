"""The data of a figure as somebody reads them who has only the file."""

from __future__ import annotations

import csv
import io

from synthesis.figures.drawn_data import DrawnData, format_cell


def read_back(data: DrawnData) -> list[dict[str, str]]:
    """The rows after a round trip through CSV text, by column name."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([field.name for field in data.fields])
    writer.writerows([format_cell(cell) for cell in row] for row in data.rows)
    text.seek(0)
    return list(csv.DictReader(text))
