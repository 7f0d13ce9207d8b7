"""A cell of a page as a cell of a file: plain text or a number, and whether it is bold."""

from __future__ import annotations

import numbers
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pandas as pd

from synthesis.site.machinery.html import Html

# Spaces that keep a number on one line, and the invisible marks that do the same.
PAGE_ONLY = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2060": None, "\u200b": None, "\u00ad": None}
)
# What is folded away or said to screen readers alone is not what the cell shows.
HIDDEN = frozenset({"visually-hidden", "reading"})
# Pieces that the page sets apart by their place or size get a mark around them instead.
MARKS = {"league-interval": ("(", ")"), "trial-detail": (": ", "")}
BOLD = "clear"
VOID = frozenset({"br", "hr", "img", "wbr"})


@dataclass(frozen=True)
class PlainCell:
    """What a cell says without its page: text, or a number as it was passed."""

    content: str | int | float
    bold: bool = False


def plain_cell(cell: Any) -> PlainCell:
    """A cell of `show_table` or of a frame for a file; nothing for a missing value."""
    if isinstance(cell, Html):
        reader = _CellReader()
        reader.feed(cell.text)
        reader.close()
        return PlainCell(_tidy("".join(reader.parts)), reader.bold)
    if isinstance(cell, bool):
        return PlainCell("yes" if cell else "no")
    if cell is None or cell is pd.NA or cell != cell:  # NaN is the one that differs from itself
        return PlainCell("")
    if isinstance(cell, numbers.Integral):
        return PlainCell(int(cell))
    if isinstance(cell, numbers.Real):
        return PlainCell(float(cell))
    return PlainCell(_tidy(str(cell)))


def plain_text(piece: Html | str) -> str:
    """A piece of a page in one line of text, without what is folded or hidden."""
    return str(plain_cell(piece).content)


def _tidy(text: str) -> str:
    return " ".join(text.translate(PAGE_ONLY).split())


class _CellReader(HTMLParser):
    """Collects text; knows the few classes that change how a cell reads."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.bold = False
        self._open: list[tuple[str, bool, str]] = []
        self._hidden = 0
        self._after_item = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = set((dict(attrs).get("class") or "").split())
        if tag in VOID:
            self.parts.append(" ")
            return
        before, after = next((MARKS[name] for name in classes if name in MARKS), ("", ""))
        if tag in ("p", "li", "dt", "dd"):
            before = "; " if tag == "li" and self._after_item else " "
        self._after_item = False
        hides = bool(classes & HIDDEN)
        self._hidden += hides
        self.bold = self.bold or BOLD in classes
        self._open.append((tag, hides, after))
        if not self._hidden:
            if before in (": ", "; "):
                self.parts[:] = ["".join(self.parts).rstrip()]
            self.parts.append(before)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, hides, after = self._open.pop()
            if not self._hidden:
                self.parts.append(after)
            self._hidden -= hides
            self._after_item = name == "li"
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
