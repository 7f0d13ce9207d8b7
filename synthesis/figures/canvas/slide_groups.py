"""Rows in groups spread over as few slides as hold them, all drawn alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, pairwise
from typing import Protocol, TypeVar

from matplotlib.figure import Figure

from synthesis.figures.canvas.slide_area import ASPECT, HIGHEST, NARROWEST, WIDEST

T = TypeVar("T")


class Grouped(Protocol):
    """A row that stands under a heading with others of its group."""

    @property
    def group(self) -> str: ...


GroupedRow = TypeVar("GroupedRow", bound=Grouped)


def number_groups(rows: Iterable[GroupedRow]) -> list[tuple[tuple[int, GroupedRow], ...]]:
    """Rows in their groups, each with its place among all, which its marks carry as their id."""
    numbered = enumerate(rows)
    return [tuple(members) for _, members in groupby(numbered, key=lambda pair: pair[1].group)]


def draw_groups(
    groups: Sequence[Sequence[T]],
    most: int,
    draw: Callable[[tuple[T, ...], float], Figure],
    narrowest: float = NARROWEST,
) -> tuple[Figure, ...]:
    """Draw rows in groups for the slide area, on one sheet or on several of the same width.

    Letters are as large on every slide as the fullest part allows, so that the parts compare.

    Parameters
    ----------
    groups
        Rows in the order drawn; a group stays together where it fits one part.
    most
        Rows of a part. Fewer where so many are higher than the slide area.
    draw
        Draws some rows on a sheet of so many inches; the height follows from the content.
    narrowest
        Inches: the least width on which the columns have room.
    """
    figures: list[Figure] = []
    size = min(most, sum(map(len, groups)))
    while size:
        parts = split_evenly(groups, size)
        figures = [draw(part, narrowest) for part in parts]
        wanted = min(WIDEST, _highest(figures) * ASPECT)
        if wanted > narrowest * 1.01:
            figures = [draw(part, wanted) for part in parts]
        if _highest(figures) <= HIGHEST:
            break
        # Headings and axis do not shrink with the rows, so this never skips a size that fits.
        size = min(size - 1, int(size * HIGHEST / _highest(figures)))
    return tuple(figures)


def _highest(figures: Sequence[Figure]) -> float:
    return max(figure.get_figheight() for figure in figures)


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
