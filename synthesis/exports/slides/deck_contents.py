"""The contents of a deck: which figures stand in which column, without overflow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from synthesis.exports.slides.slide_content import SlideContent, tidy
from synthesis.exports.slides.slide_page import SlideBox
from synthesis.exports.slides.slide_template import BODY_BOX
from synthesis.exports.slides.text_measure import LINE, count_lines

SIZE = 14.0  # points
HANGING = 36.0  # points at the left of each title, for the number of its slide
BEFORE_CHAPTER, BEFORE_ENTRY = 12.0, 4.0  # points above; none at the top of a column
COLUMN = (BODY_BOX.width - 30) / 2
SAFETY = 0.98  # of a line is filled: programs do not agree to a point, and lines must not overlap
LEFT = SlideBox(BODY_BOX.left, BODY_BOX.top, COLUMN, BODY_BOX.height)
RIGHT = SlideBox(BODY_BOX.left + BODY_BOX.width - COLUMN, BODY_BOX.top, COLUMN, BODY_BOX.height)


@dataclass(frozen=True)
class Entry:
    """A figure in the contents; `first` is its first slide, 0 for the first figure's."""

    title: str
    first: int


@dataclass(frozen=True)
class Chapter:
    """A chapter in the contents."""

    name: str
    entries: tuple[Entry, ...]


Column = tuple[str | Entry, ...]  # names of chapters and, below each, its figures


def list_chapters(
    sections: Sequence[tuple[str, Sequence[SlideContent]]],
) -> tuple[Chapter, ...]:
    """The contents, each figure once: slides next to each other that share subtitle and address."""
    chapters = []
    first = 0
    for name, slides in sections:
        entries = []
        for (title, _), parts in groupby(slides, lambda one: (tidy(one.subtitle), one.address)):
            entries.append(Entry(title, first))
            first += len(tuple(parts))
        chapters.append(Chapter(tidy(name), tuple(entries)))
    return tuple(chapters)


def fill_columns(
    chapters: Sequence[Chapter], width: float = LEFT.width, height: float = LEFT.height
) -> tuple[Column, ...]:
    """Chapters and figures over columns, as few as hold them.

    A chapter that goes on in the next column is named again there; its name is never the last line
    of a column.

    Parameters
    ----------
    width, height
        Of a column, in points.
    """
    columns: list[Column] = []
    column: Column = ()
    for chapter in chapters:
        for number, entry in enumerate(chapter.entries):
            added: Column = (entry,) if number else (chapter.name, entry)
            if column and column_height((*column, *added), width) > height:
                columns.append(column)
                column = ()
                added = (f"{chapter.name} (continued)" if number else chapter.name, entry)
            column += added
    return (*columns, column) if column else tuple(columns)


def column_height(column: Column, width: float) -> float:
    """Height of a column in points."""
    *_, (_, top, height) = place_lines(column, width)
    return top + height


def place_lines(
    column: Column, width: float = LEFT.width
) -> tuple[tuple[str | Entry, float, float], ...]:
    """Each line of a column with its upper edge, from that of the column, and its height.

    All in points.
    """
    placed = []
    top = 0.0
    for number, line in enumerate(column):
        if isinstance(line, Entry):
            lines, before = count_lines(line.title, SAFETY * (width - HANGING), SIZE), BEFORE_ENTRY
        else:
            lines, before = count_lines(line, SAFETY * width, SIZE, bold=True), BEFORE_CHAPTER
        top += before if number else 0
        placed.append((line, top, lines * SIZE * LINE))
        top += lines * SIZE * LINE
    return tuple(placed)
