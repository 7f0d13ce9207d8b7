"""Rows in groups spread over as few slides as hold them, all drawn alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from matplotlib.figure import Figure

from synthesis.figures.slide_area import ASPECT, HIGHEST, NARROWEST, WIDEST, split_evenly

T = TypeVar("T")


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
