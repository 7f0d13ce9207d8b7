"""Transitivity: does the common comparator respond alike in the trials of each comparison?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.canvas.kind_marks import Sign, draw_sign_legend
from synthesis.figures.canvas.marks import draw_line
from synthesis.figures.canvas.share_axis import draw_share_axis
from synthesis.figures.canvas.sheet import Sheet, line_pitch, page_sheet, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE
from synthesis.figures.canvas.style import GREY, INK, RULE, house_style
from synthesis.figures.network.transitivity_rows import (
    TransitivityPoint,
    TransitivityRow,
    gather_comparisons,
    week_signs,
)
from synthesis.words.labels import label_week

__all__ = ["TransitivityPoint", "draw_transitivity"]

PITCH = line_pitch(BODY)
GAP, ROW = 0.22, 0.28


def draw_transitivity(
    points: tuple[TransitivityPoint, ...], comparator: str, layout: Literal["wide", "narrow"]
) -> Figure:
    """Draw one dot a trial at the response of its `comparator` arm, one row a comparison.

    Comparisons stand in the order of their first trial. The area of a dot grows with the
    patients; shape and filling tell the week. Trials without the comparator are listed below.
    ``wide`` is 8.6 inches, ``narrow`` 3.6.

    Raises
    ------
    ValueError
        If no trial has the comparator, or the weeks are too many to tell apart.
    """
    shown = [point for point in points if point.response is not None]
    if not shown:
        raise ValueError(f"transitivity needs at least one trial with {comparator}")
    weeks = week_signs(shown)
    limit = axis_limit(shown)
    with house_style():
        sheet = page_sheet(layout)
        draw = _draw_wide if layout == "wide" else _draw_narrow
        y = draw(sheet, shown, weeks, limit, comparator)
        keys = [(label_week(week), sign) for week, sign in weeks.items()]
        y = draw_sign_legend(sheet, y, keys, BODY) + 0.06
        for note in _notes(points, comparator):
            lines = wrap_text(note, sheet.right - sheet.margin, BODY)
            y = sheet.lines(sheet.margin, y, lines, BODY, colour=GREY)
        return sheet.finish(y - PITCH + 0.12)


def axis_limit(points: Sequence[TransitivityPoint]) -> float:
    """Where the axis ends: the next ten above the highest response, at most 100."""
    most = max(point.response or 0.0 for point in points)
    return min(100.0, max(10.0, 10.0 * math.ceil(most / 10)))


def _notes(points: Sequence[TransitivityPoint], comparator: str) -> list[str]:
    absent: dict[str, list[str]] = {}
    for point in points:
        if point.response is None:
            absent.setdefault(point.trial, []).append(point.comparison)
    notes = ["Area of a dot: patients."]
    if absent:
        notes.append(f"Without {comparator}, so not drawn:")
        notes += [f"{trial}: {'; '.join(treatments)}." for trial, treatments in absent.items()]
    return notes


def _width(text: str) -> float:
    return text_width(text, BODY)


def axis_title(comparator: str) -> str:
    """What the axis counts."""
    return f"Responders per 100 patients with {comparator}"


def _draw_wide(
    sheet: Sheet,
    points: list[TransitivityPoint],
    weeks: dict[float, Sign],
    limit: float,
    comparator: str,
) -> float:
    label_room = min(max(_width(point.comparison) for point in points), 2.9) + 0.02
    label_room = max(label_room, text_width("Treatment", BODY, "bold"))
    trials = sheet.margin + label_room + GAP + text_width("Trials", BODY, "bold")
    left = trials + GAP + 0.05
    width = sheet.right - max(_width("100 to 100"), text_width("Range", BODY, "bold")) - GAP - left
    axes = sheet.axes(left, width, (0.0, limit))
    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, "Treatment", BODY, weight="bold")
    for x, text in ((trials, "Trials"), (sheet.right, "Range")):
        sheet.text(x, y, text, BODY, weight="bold", align="right")
    y += 0.08
    sheet.rule(y, colour=INK, width=0.8)
    top, index = y, 0
    y += 0.05
    for row in gather_comparisons(points, weeks, limit / width):
        lines = wrap_text(row.label, label_room, BODY)
        height = max(ROW + (len(lines) - 1) * PITCH, row.height + 0.1)
        middle = y + height / 2
        base = middle + RAISE
        sheet.lines(sheet.margin, base - (len(lines) - 1) * PITCH / 2, lines, BODY)
        sheet.text(trials, base, str(len(row.points)), BODY, align="right")
        sheet.text(sheet.right, base, row.spread, BODY, align="right")
        index = draw_dots(axes, row, index, middle, limit)
        y += height
    return draw_response_axis(
        sheet, axes, (left, width, limit), [(top, y + 0.05)], axis_title(comparator)
    )


def _draw_narrow(
    sheet: Sheet,
    points: list[TransitivityPoint],
    weeks: dict[float, Sign],
    limit: float,
    comparator: str,
) -> float:
    left = sheet.margin + 0.1
    width = sheet.right - 0.12 - left
    axes = sheet.axes(left, width, (0.0, limit))
    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, "Treatment (trials)", BODY, weight="bold")
    sheet.text(sheet.right, y, "Range", BODY, weight="bold", align="right")
    sheet.rule(y + 0.08, colour=INK, width=0.8)
    y += 0.27
    bands: list[tuple[float, float]] = []
    index = 0
    for row in gather_comparisons(points, weeks, limit / width):
        sheet.text(sheet.right, y, row.spread, BODY, align="right")
        room = sheet.right - sheet.margin - _width("100 to 100") - 0.1
        lines = wrap_text(f"{row.label} ({len(row.points)})", room, BODY)
        y = sheet.lines(sheet.margin, y, lines, BODY) - PITCH + 0.05
        height = max(0.2, row.height + 0.06)
        bands.append((y, y + height))
        index = draw_dots(axes, row, index, y + height / 2, limit)
        y += height + 0.19
    return draw_response_axis(sheet, axes, (left, width, limit), bands, axis_title(comparator))


def draw_dots(axes: Axes, row: TransitivityRow, index: int, middle: float, limit: float) -> int:
    """Draw the dots of a row; returns the number of the next dot."""
    draw_line(axes, [0.0, limit], [middle, middle], "row", RULE, 0.5).set_zorder(0.2)
    for point, sign, lane in zip(row.points, row.signs, row.lanes, strict=True):
        y = middle + lane * row.lane_height
        axes.add_line(sign.draw([point.response or 0.0], [y], f"trial-{index}"))
        index += 1
    return index


def draw_response_axis(
    sheet: Sheet,
    axes: Axes,
    area: tuple[float, float, float],
    bands: list[tuple[float, float]],
    title: str,
) -> float:
    """Draw the axis with its title; returns the next baseline. See `draw_share_axis`."""
    left, width, _ = area
    y = draw_share_axis(sheet, axes, area, bands)
    lines = wrap_text(title, min(sheet.right - sheet.margin, max(width, 3.0)), BODY)
    centre = left + width / 2
    return sheet.lines(centre, y, lines, BODY, colour=GREY, align="center") + 0.1
