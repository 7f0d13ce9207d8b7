"""What is known of a published figure after its chapter has run."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from synthesis.exports.figure_files import RECORD


@dataclass(frozen=True)
class FigureRecord:
    """A published figure as its figure.json tells it; see ``Publication`` for the fields.

    `page` is the chapter it stands in, `slides` the files of its slides, `size` width and height
    of the wide drawing in CSS pixels, `code` the function that publishes it.
    """

    slug: str
    kind: str
    title: str
    caption: str
    finding: str
    alt: str
    page: str
    analyses: tuple[str, ...]
    estimates: tuple[str, ...]
    drugs: tuple[str, ...]
    outcomes: tuple[str, ...]
    caveats: tuple[str, ...]
    slides: tuple[str, ...]
    size: tuple[int, int]
    code: str
    version: str
    data_digest: str


def read_figure_records(figures: Path) -> dict[str, FigureRecord]:
    """The records of all figures of a folder, by slug, in the order of their names."""
    found = (_read(path) for path in sorted(figures.glob(f"*/{RECORD}")))
    return {record.slug: record for record in found}


def _read(path: Path) -> FigureRecord:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    known = {field.name for field in fields(FigureRecord)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in content.items()
        if name in known
    }
    return FigureRecord(**values)
