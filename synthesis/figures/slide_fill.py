"""A low drawing drawn again with taller rows, so that it fills the slide."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure

from synthesis.figures.slide_area import ASPECT

WORTH_IT = 0.12  # inches of empty height below which nothing is gained


def fill_slide(
    figures: tuple[Figure, ...],
    lines: int,
    pitch: float,
    most: float,
    draw: Callable[[float, float], Figure],
) -> tuple[Figure, ...]:
    """Draw a single part again with a larger row pitch where it leaves the slide area empty.

    Parameters
    ----------
    figures
        The parts as drawn; several parts stay as they are.
    lines, pitch
        Number of rows, and the inches from one to the next as drawn.
    most
        The largest pitch: rows further apart would fall asunder.
    draw
        Draws everything with a pitch, on a sheet of so many inches.
    """
    width, height = figures[0].get_size_inches()
    room = width / ASPECT - height
    if len(figures) > 1 or room < WORTH_IT:
        return figures
    return (draw(min(most, pitch + room / lines), width),)
