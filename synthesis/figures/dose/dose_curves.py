"""Dose-response curves of one drug, with what each trial observed on top."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, NARROW, POINT, WIDE
from synthesis.figures.canvas.slide_area import fill_frame
from synthesis.figures.canvas.style import GREY, INK, WHITE, house_style
from synthesis.figures.dose.dose_data import DoseCurve, DosePlot
from synthesis.figures.dose.dose_frame import (
    STROKES,
    Frame,
    draw_dose_axis,
    draw_sides,
    open_frame,
    tick_room,
)
from synthesis.figures.dose.dose_marks import (
    MARKERS,
    draw_band,
    draw_curve,
    draw_point,
    spread_places,
)

LEADER = 0.3  # inches between a curve's end and its name
LEAST_HEIGHT = 1.6  # inches, of the frame on a slide
MARKS = "Marks: each trial’s own odds ratio with 95% interval, larger with more patients."
BAND_AND_MARKS = "Band: 95% CI of the solid curve. Marks: each trial’s own odds ratio, 95% CI."


@dataclass(frozen=True)
class _CurveSizes:
    """Sizes of one layout: sheet, frame and names in inches; lines and marks in points.

    `dodge` lies between the marks of trials at one dose, in inches.
    """

    width: float
    margin: float
    height: float
    most_name: float
    solid: float
    dashed: float
    whisker: float
    least: float
    largest: float
    dodge: float
    key: str


SETTINGS = {
    "wide": _CurveSizes(WIDE, 0.12, 3.5, 1.7, 2.2, 1.3, 1.0, 6.5, 9.0, 0.13, MARKS),
    "narrow": _CurveSizes(NARROW, 0.1, 2.9, 0.92, 2.2, 1.3, 1.0, 6.5, 9.0, 0.13, MARKS),
}
SLIDE = _CurveSizes(WIDE, 0.1, LEAST_HEIGHT, 1.5, 2.6, 1.6, 1.4, 8.0, 11.0, 0.17, BAND_AND_MARKS)


def draw_dose_curves(plot: DosePlot, layout: Literal["wide", "narrow"]) -> Figure:
    """Draw the curves, inside the doses studied only, and the trials' odds ratios over them.

    The first curve is solid, with its pointwise band; the others are thin and dashed. Each
    trial has a shape of its own, the larger the more patients. ``wide`` is 8.6 inches,
    ``narrow`` 3.6.

    Raises
    ------
    ValueError
        Without a curve or without a trial's point.
    """
    return _draw(plot, SETTINGS[layout])


def draw_dose_curve_slides(plot: DosePlot) -> tuple[Figure, ...]:
    """Draw the same for the slide area, on one sheet, with thicker lines and larger marks.

    More trials than there are shapes are not named: only their number stands below.

    Raises
    ------
    ValueError
        Without a curve or without a trial's point.
    """

    def draw(width: float, height: float) -> Figure:
        return _draw(plot, replace(SLIDE, width=width, height=height))

    return (fill_frame(draw, LEAST_HEIGHT),)


def _draw(plot: DosePlot, setting: _CurveSizes) -> Figure:
    if not plot.curves or not plot.points:
        raise ValueError("a dose-response figure needs a curve and a trial's point")
    with house_style():
        sheet = Sheet(setting.width, setting.margin)
        whole = sheet.right - sheet.margin
        y = sheet.margin + BODY * POINT
        heading = wrap_text(f"Odds ratio against {plot.inactive} (log scale)", whole, BODY)
        top = sheet.lines(sheet.margin, y, heading, BODY, colour=GREY) - line_pitch(BODY) + 0.14
        frame = _frame(sheet, plot, setting, top)
        draw_sides(sheet, frame)
        solid = plot.curves[0]
        draw_band(frame, solid.doses, solid.low, solid.high, "band")
        for index in reversed(range(len(plot.curves))):
            curve = plot.curves[index]
            width = setting.dashed if index else setting.solid
            draw_curve(frame, curve.doses, curve.values, f"curve-{index}", index, width)
        _draw_points(frame, plot, setting)
        end = _name_curves(sheet, frame, plot, setting)
        ticks = [(dose, f"{dose:g}") for dose in plot.doses]
        title = f"Dose of {plot.drug} ({plot.unit})"
        y = max(draw_dose_axis(sheet, frame, ticks, plot.inactive, title), end) + 0.1
        y = _draw_key(sheet, plot, setting, y)
        return sheet.finish(y - line_pitch(BODY) + setting.margin)


def _frame(sheet: Sheet, plot: DosePlot, setting: _CurveSizes, top: float) -> Frame:
    values = [value for curve in plot.curves for value in curve.values]
    values += [point.estimate for point in plot.points]
    ends = [end for point in plot.points for end in (point.ci_low, point.ci_high)]
    ends += [e for e in (*plot.curves[0].low, *plot.curves[0].high) if e is not None]
    height = setting.height
    left = sheet.margin + tick_room(values, ends, height)
    names = max(
        text_width(line, BODY, weight)
        for curve in plot.curves
        for weight, lines in _name_lines(curve, setting.most_name)
        for line in lines
    )
    width = sheet.right - names - LEADER - 0.02 - left
    return open_frame(sheet, left, width, top, height, plot.doses[-1], values, ends)


def _name_lines(
    curve: DoseCurve, most: float
) -> tuple[tuple[Literal["bold", "normal"], list[str]], ...]:
    return (
        ("bold", wrap_text(curve.name, most, BODY, "bold")),
        ("normal", wrap_text(curve.note, most, BODY) if curve.note else []),
    )


def _name_curves(sheet: Sheet, frame: Frame, plot: DosePlot, setting: _CurveSizes) -> float:
    """Name each curve at its end, names moved apart with a leader; returns the lowest y used."""
    blocks = [_name_lines(curve, setting.most_name) for curve in plot.curves]
    tallest = max(sum(len(lines) for _, lines in block) for block in blocks)
    gap = tallest * line_pitch(BODY) + 0.06
    ends = [frame.up(curve.values[-1]) for curve in plot.curves]
    bottom = max(frame.bottom - gap + line_pitch(BODY), frame.top + 0.05)
    places = spread_places(ends, gap, frame.top + 0.05, bottom)
    x = frame.left + frame.width + LEADER - 0.08
    lowest = 0.0
    start = frame.left + frame.width + 0.02
    for index, (block, end, place) in enumerate(zip(blocks, ends, places, strict=True)):
        colour = STROKES[index % len(STROKES)][0]
        sheet.add(Line2D([start, x - 0.05], [end, place], color=colour, linewidth=0.9))
        y = place + 0.36 * BODY * POINT
        for weight, lines in block:
            y = sheet.lines(x, y, lines, BODY, weight=weight)
        lowest = max(lowest, y)
    return lowest


def _draw_points(frame: Frame, plot: DosePlot, setting: _CurveSizes) -> None:
    most = max(point.patients for point in plot.points)
    for dose in plot.doses:
        members = [point for point in plot.points if point.dose == dose]
        step = min(setting.dodge, _room(frame, plot, dose) / max(len(members), 1))
        for place, point in enumerate(members):
            shift = frame.dose_of_inches(step * (place - (len(members) - 1) / 2))
            index = plot.trials.index(point.trial)
            side = max(setting.least, setting.largest * math.sqrt(point.patients / most))
            draw_point(
                frame,
                point.dose + shift,
                point.estimate,
                point.ci_low,
                point.ci_high,
                f"{index}-{plot.doses.index(dose)}",
                MARKERS[index % len(MARKERS)],
                side,
                setting.whisker,
            )


def _room(frame: Frame, plot: DosePlot, dose: float) -> float:
    """Inches that the marks at one dose may take without reaching those of the next."""
    others = [abs(frame.along(other) - frame.along(dose)) for other in plot.doses if other != dose]
    return 0.8 * min(others)


def _draw_key(sheet: Sheet, plot: DosePlot, setting: _CurveSizes, y: float) -> float:
    """Which shape is which trial, in lines below the axis; returns the next baseline."""
    whole = sheet.right - sheet.margin
    nameless = setting.key is BAND_AND_MARKS and len(plot.trials) > len(MARKERS)
    words = f"{setting.key} {len(plot.trials)} trials." if nameless else setting.key
    y = sheet.lines(sheet.margin, y, wrap_text(words, whole, BODY), BODY, colour=GREY)
    if nameless:
        return y
    x = sheet.margin
    for index, trial in enumerate(plot.trials):
        lines = wrap_text(trial, whole - 0.2, BODY)
        width = 0.2 + max(text_width(line, BODY) for line in lines)
        if x > sheet.margin and (x + width > sheet.right or len(lines) > 1):
            x, y = sheet.margin, y + line_pitch(BODY) + 0.02
        sheet.add(
            Line2D(
                [x + 0.06],
                [y - 0.36 * BODY * POINT],
                marker=MARKERS[index % len(MARKERS)],
                markersize=7.0,
                linestyle="none",
                color=INK,
                markeredgecolor=WHITE,
                markeredgewidth=0.6,
            )
        )
        end = sheet.lines(x + 0.2, y, lines, BODY)
        x += width + 0.24
        if len(lines) > 1:
            x, y = sheet.margin, end
    return y + (line_pitch(BODY) if x > sheet.margin else 0.0)
