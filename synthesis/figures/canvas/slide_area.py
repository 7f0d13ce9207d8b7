"""The part of a slide that a figure fills, and how to make a figure for it.

A slide has 1920 x 1080 pixels. Its title and its source line take a part; what is left for the
drawing is about 1800 x 790 pixels. A drawing is made on a sheet of `NARROWEST` inches where that
is high enough for it, so that 9 points come out as 31 pixels; taller ones on a wider sheet, so
that they fill the area and their letters stay as large as they can. What does not fit a sheet of
`WIDEST` inches is split into parts, one slide each: see ``slide_groups``.
"""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure

AREA_PIXELS = (1800, 790)
ASPECT = AREA_PIXELS[0] / AREA_PIXELS[1]
NARROWEST, WIDEST = 7.2, 9.6  # inches; on the widest 9 points are 23 pixels high
HIGHEST = WIDEST / ASPECT  # inches
WORTH_IT = 0.12  # inches of empty height below which taller rows gain nothing


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


def fill_rows(
    figures: tuple[Figure, ...],
    lines: int,
    pitch: float,
    most: float,
    draw: Callable[[float, float], Figure],
) -> tuple[Figure, ...]:
    """Draw a single part again with taller rows where it leaves the slide area empty.

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


def choose_pitch(width: float, lines: int, taken: float, least: float, most: float) -> float:
    """Inches from line to line with which `lines` fill the height that goes with `width`.

    `taken` is what headings, axis and legend take, in inches; the pitch is never below `least`
    nor above `most`.
    """
    return min(most, max(least, (width / ASPECT - taken) / max(lines, 1)))
