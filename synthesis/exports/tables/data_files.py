"""The data of a figure: data.csv with units in its header, data.json with what they mean."""

from __future__ import annotations

import json
from typing import Any

from synthesis.edition.citation import CitedPart, cite_text
from synthesis.edition.edition import Edition
from synthesis.figures.drawn_data import DrawnData, Field, format_cell
from synthesis.figures.publication import Publication
from synthesis.files.csv_export import write_csv


def column_name(field: Field) -> str:
    """The heading of a column in data.csv: its name, and its unit where the name lacks it."""
    said = not field.unit or field.unit.replace(" ", "_") in field.name
    return field.name if said else f"{field.name} ({field.unit})"


def data_csv(data: DrawnData) -> str:
    """The data as CSV: one heading, floats with ten significant digits, nothing for no value."""
    header = [column_name(field) for field in data.fields]
    return write_csv(header, ([format_cell(cell) for cell in row] for row in data.rows))


def data_json(publication: Publication, edition: Edition, part: CitedPart) -> str:
    """What the figure is, what each column means, and the rows, as JSON."""
    content = {
        "name": publication.slug,
        "title": publication.title,
        "description": publication.caption,
        "finding": publication.finding,
        "analyses": list(publication.analyses),
        "citation": cite_text(edition, part),
        "version": edition.version,
        "data_digest": edition.digest,
        "licence": edition.licence_name,
        "fields": [_describe(field) for field in publication.data.fields],
        "rows": [
            {
                field.name: _rounded(cell)
                for field, cell in zip(publication.data.fields, row, strict=True)
            }
            for row in publication.data.rows
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _describe(field: Field) -> dict[str, str]:
    return {
        "name": field.name,
        "column": column_name(field),
        "title": field.title,
        "type": field.type,
        "unit": field.unit,
        "description": field.description,
    }


def _rounded(cell: Any) -> Any:
    # The same digits as in the CSV file.
    return float(format_cell(cell)) if isinstance(cell, float) else cell
