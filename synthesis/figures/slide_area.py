"""The part of a slide that a figure fills, and how to make a figure for it.

A slide has 1920 x 1080 pixels. Its title and its source line take a part; what is left for the
drawing is about 1800 x 790 pixels. A drawing is made on a sheet of `NARROWEST` inches where that
is high enough for it, so that 9 points come out as 31 pixels; taller ones on a wider sheet, so
that they fill the area and their letters stay as large as they can. What does not fit a sheet of
`WIDEST` inches is split into parts, one slide each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

from matplotlib.figure import Figure

AREA_PIXELS = (1800, 790)
ASPECT = AREA_PIXELS[0] / AREA_PIXELS[1]
NARROWEST, WIDEST = 7.2, 9.6  # inches; on the widest 9 points are 23 pixels high
HIGHEST = WIDEST / ASPECT  # inches

T = TypeVar("T")


def fit_slide(draw: Callable[[float], Figure]) -> Figure:
    """Draw for the slide area: on the narrowest sheet, or on one wide enough for its height.

    Parameters
    ----------
    draw
        Draws on a sheet of so many inches; the height follows from the content.
    """
    figure = draw(NARROWEST)
    wanted = min(WIDEST, figure.get_figheight() * ASPECT)
    return draw(wanted) if wanted > NARROWEST * 1.01 else figure


def fill_frame(draw: Callable[[float, float], Figure], least: float) -> Figure:
    """Draw for the slide area a drawing with a frame whose height can be chosen.

    Parameters
    ----------
    draw
        Draws on a sheet of so many inches with a frame so many inches high; all else of the
        height follows from the content.
    least
        Least height of the frame, in inches. The frame takes what the rest leaves of the area.
    """

    def fill(width: float) -> Figure:
        figure = draw(width, least)
        room = width / ASPECT - figure.get_figheight()
        return draw(width, least + room) if room > 0 else figure

    return fit_slide(fill)


def split_evenly(groups: Sequence[Sequence[T]], most: int) -> tuple[tuple[T, ...], ...]:
    """Rows in groups as parts of at most `most` rows each, as even as can be.

    A group is kept together where it fits one part; a larger one is split.
    """
    pieces = [piece for group in groups for piece in _cut(tuple(group), most)]
    parts = max(1, -(-sum(len(piece) for piece in pieces) // most))
    while True:
        filled = _fill(pieces, parts, most)
        if filled is not None:
            return filled
        parts += 1


def _cut(group: tuple[T, ...], most: int) -> list[tuple[T, ...]]:
    number = -(-len(group) // most)
    ends = [round(index * len(group) / number) for index in range(number + 1)] if number else []
    return [group[start:end] for start, end in pairwise(ends)]


def _fill(
    pieces: Sequence[tuple[T, ...]], parts: int, most: int
) -> tuple[tuple[T, ...], ...] | None:
    """The pieces in their order over so many parts, or None where one part would overflow."""
    filled: list[tuple[T, ...]] = [()]
    left = sum(len(piece) for piece in pieces)
    for piece in pieces:
        open_parts = parts - len(filled) + 1
        share = (left + len(filled[-1])) / open_parts
        too_many = len(filled[-1]) + len(piece) > most
        enough = len(filled[-1]) + len(piece) / 2 > share
        if filled[-1] and (too_many or enough) and open_parts > 1:
            filled.append(())
        elif too_many:
            return None
        filled[-1] += piece
        left -= len(piece)
    return tuple(filled)
