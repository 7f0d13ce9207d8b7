"""Absolute effects: of 100 patients, how many respond with control and with treatment."""

from __future__ import annotations

from functools import partial
from typing import Literal

from matplotlib.figure import Figure

from synthesis.figures.absolute.absolute_data import AbsoluteRow, axis_limit, tabulate_absolute
from synthesis.figures.absolute.absolute_narrow import draw_narrow_absolute
from synthesis.figures.absolute.absolute_wide import draw_wide_absolute
from synthesis.figures.canvas.drug_column import WIDEST_DOSE
from synthesis.figures.canvas.sheet import Sheet, page_sheet, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, TITLE
from synthesis.figures.canvas.slide_area import fill_rows
from synthesis.figures.canvas.slide_groups import draw_groups, number_groups
from synthesis.figures.canvas.style import house_style

__all__ = [
    "AbsoluteRow",
    "draw_absolute",
    "draw_absolute_slides",
    "tabulate_absolute",
]

ROW, SLIDE_ROW, TALLEST_ROW = 0.275, 0.25, 0.4
SLIDE_MARGIN, HEAVY = 0.06, 1.3
MOST_ROWS = 12  # of a slide, if each has one line

AbsolutePart = tuple[tuple[int, AbsoluteRow], ...]


def draw_absolute(
    rows: tuple[AbsoluteRow, ...], outcome: str, layout: Literal["wide", "narrow"]
) -> Figure:
    """Draw control and treatment response per 100 patients as dots joined by a line.

    The open dot is control, the filled dot treatment with its interval. ``wide`` is 8.6 inches,
    ``narrow`` 3.6.
    """
    _check(rows)
    with house_style():
        sheet = page_sheet(layout)
        y = sheet.margin + TITLE * POINT
        title = wrap_text(outcome, sheet.right - sheet.margin, TITLE, "bold")
        y = sheet.lines(sheet.margin, y, title, TITLE, weight="bold") + 0.06
        if layout == "wide":
            return draw_wide_absolute(sheet, list(enumerate(rows)), rows, y, ROW)
        return draw_narrow_absolute(sheet, rows, y, axis_limit(rows))


def draw_absolute_slides(rows: tuple[AbsoluteRow, ...]) -> tuple[Figure, ...]:
    """Draw the same for the slide area: on one sheet, or on several with one scale.

    The title is left out: the slide has one. The marks of a row carry its place among all rows
    in their group ids, whatever its part.
    """
    _check(rows)
    whole = tuple(enumerate(rows))
    groups = number_groups(rows)

    def draw(pitch: float, part: AbsolutePart, width: float) -> Figure:
        sheet = Sheet(width, SLIDE_MARGIN)
        y = SLIDE_MARGIN + BODY * POINT
        return draw_wide_absolute(sheet, part, rows, y, pitch, beside=True, heavy=HEAVY)

    with house_style():
        figures = draw_groups(groups, MOST_ROWS, partial(draw, SLIDE_ROW))
        headed = any(text_width(row.label, BODY) > WIDEST_DOSE for row in rows)
        lines = len(rows) + (len(groups) if headed else 0)
        return fill_rows(figures, lines, SLIDE_ROW, TALLEST_ROW, lambda p, w: draw(p, whole, w))


def _check(rows: tuple[AbsoluteRow, ...]) -> None:
    if not rows:
        raise ValueError("absolute effects need at least one row")
