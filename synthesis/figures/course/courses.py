"""Courses over time as small multiples: a panel for each drug or trial, with shared axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from matplotlib.figure import Figure

from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, NARROW, POINT, WIDE
from synthesis.figures.canvas.slide_area import ASPECT, fill_frame
from synthesis.figures.canvas.slide_groups import split_evenly
from synthesis.figures.canvas.style import GREY, house_style
from synthesis.figures.course.course_data import CoursePanel, CoursePlot
from synthesis.figures.course.course_panel import (
    draw_frame,
    draw_key,
    draw_lines,
    key_height,
    key_lines,
    open_panel,
    step_of,
)

GAP = 0.24  # inches between panels
WIDEST = 4.4  # inches of a panel: the slope of a line should not lie flat
LEAST_HEIGHT = 0.8  # inches of a panel on a slide
MOST_ON_SLIDE = 6
TIME = "Weeks after the start; early weeks are drawn wider."
DOTTED = "Dotted: the trials at the two times are not the same."


@dataclass(frozen=True)
class _CourseSizes:
    """Sizes of one layout: inches; lines and marks in points."""

    width: float
    margin: float
    height: float
    most_columns: int
    line: float
    mark: float


SETTINGS = {
    "wide": _CourseSizes(WIDE, 0.12, 1.75, 3, 1.5, 5.5),
    "narrow": _CourseSizes(NARROW, 0.1, 1.5, 1, 1.5, 5.5),
}
SLIDE = _CourseSizes(WIDE, 0.1, LEAST_HEIGHT, 3, 2.0, 6.5)


def draw_courses(plot: CoursePlot, layout: Literal["wide", "narrow"]) -> Figure:
    """Draw every panel on one upright axis: responders of 100, from 0.

    A line is dotted between two times that are not reported by the same trials. ``wide`` is 8.6
    inches, ``narrow`` 3.6.

    Raises
    ------
    ValueError
        Without a panel.
    """
    return _draw(plot, plot.panels, SETTINGS[layout])


def draw_course_slides(plot: CoursePlot) -> tuple[Figure, ...]:
    """Draw the same for the slide area, at most six panels a slide, all with the same axes.

    Raises
    ------
    ValueError
        Without a panel.
    """
    parts = split_evenly([(panel,) for panel in plot.panels], MOST_ON_SLIDE)
    figures = [_draw_slide(plot, part) for part in parts]
    # Letters are as large on every slide as the fullest part allows.
    width = max((figure.get_figwidth() for figure in figures), default=WIDE)
    return tuple(
        figure if figure.get_figwidth() == width else _draw_slide(plot, part, width)
        for part, figure in zip(parts, figures, strict=True)
    ) or (_draw(plot, (), SLIDE),)


def _draw_slide(plot: CoursePlot, part: Sequence[CoursePanel], width: float = 0.0) -> Figure:
    """Draw some panels as high as the slide area allows; `width` in inches, 0 for any that fits."""
    rows = math.ceil(len(part) / _columns(len(part), SLIDE.most_columns))

    def draw(wide: float, height: float) -> Figure:
        return _draw(plot, part, replace(SLIDE, width=width or wide, height=height / rows))

    if not width:
        return fill_frame(draw, LEAST_HEIGHT * rows)
    room = width / ASPECT - draw(width, LEAST_HEIGHT * rows).get_figheight()
    return draw(width, LEAST_HEIGHT * rows + max(0.0, room))


def _columns(panels: int, most: int) -> int:
    """Columns of the grid: four panels stand two by two, not three and one."""
    return min(2 if panels == 4 else 3, panels, most)


def _draw(plot: CoursePlot, panels: Sequence[CoursePanel], setting: _CourseSizes) -> Figure:
    if not panels:
        raise ValueError("a figure of courses needs at least one panel")
    with house_style():
        sheet = Sheet(setting.width, setting.margin)
        whole = sheet.right - sheet.margin
        limit = _limit(plot)
        y = sheet.margin + BODY * POINT
        heading = wrap_text(f"{plot.outcome}: patients of 100, with 95% interval", whole, BODY)
        y = sheet.lines(sheet.margin, y, heading, BODY, colour=GREY) + 0.04
        columns = _columns(len(panels), setting.most_columns)
        room = text_width(str(round(limit)), BODY) + 0.08
        width = min(WIDEST, (whole - room - GAP * (columns - 1)) / columns)
        for start in range(0, len(panels), columns):
            row = panels[start : start + columns]
            y = _draw_row(sheet, plot, row, start, y, (room, width), setting)
        broken = any(not same for p in panels for line in p.lines for *_, same in line.steps)
        words = wrap_text(f"{TIME} {DOTTED}" if broken else TIME, whole, BODY)
        y = sheet.lines(sheet.margin, y, words, BODY, colour=GREY)
        return sheet.finish(y - line_pitch(BODY) + setting.margin)


def _limit(plot: CoursePlot) -> float:
    """The end of the upright axis: the next tick above everything drawn."""
    step = step_of(plot.highest)
    return float(min(100, step * max(1, math.ceil(plot.highest / step))))


def _draw_row(
    sheet: Sheet,
    plot: CoursePlot,
    row: Sequence[CoursePanel],
    start: int,
    y: float,
    across: tuple[float, float],
    setting: _CourseSizes,
) -> float:
    """Draw panels side by side from baseline `y`; returns the next baseline.

    `across` is the room left of the first panel, and the width of each.
    """
    room, width = across
    titles = [wrap_text(panel.title, width, BODY, "bold") for panel in row]
    keys = [key_lines((line.name for line in panel.lines), width) for panel in row]
    below = max(map(len, titles)) * line_pitch(BODY)
    top = y + below + max(map(key_height, keys)) - line_pitch(BODY) + 0.12
    for place, (panel, title, key) in enumerate(zip(row, titles, keys, strict=True)):
        left = sheet.margin + room + place * (width + GAP)
        sheet.lines(left, y, title, BODY, weight="bold")
        draw_key(sheet, panel, (left, y + below), key, setting.mark)
        size = width, setting.height
        frame = open_panel(sheet, (left, top), size, plot.last_week, _limit(plot))
        draw_frame(sheet, frame, labelled=place == 0)
        draw_lines(frame, panel, f"{start + place}", setting.line, setting.mark)
    return top + setting.height + 0.08 + 2 * line_pitch(BODY) + 0.1
