"""Dose-response curves of one drug, with what each trial observed on top."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from synthesis.figures.dose_frame import (
    BODY,
    MARKERS,
    NARROW,
    STROKES,
    WIDE,
    Frame,
    draw_band,
    draw_curve,
    draw_dose_axis,
    draw_point,
    draw_sides,
    open_frame,
    spread_places,
    tick_room,
)
from synthesis.figures.sheet import POINT, Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.style import GREY, INK, WHITE, house_style

HEIGHT = {"wide": 3.5, "narrow": 2.9}  # inches, of the frame
LEAST, LARGEST = 4.5, 8.5  # points, side of a trial's mark
DODGE = 0.13  # inches between the marks of trials at one dose
LEADER = 0.3  # inches between a curve's end and its name
MOST_NAME = {"wide": 1.7, "narrow": 0.92}  # inches


@dataclass(frozen=True)
class Curve:
    """A model's curve over the doses studied: log odds ratios against dose 0.

    `low` and `high` are its pointwise band; None is no limit. `note` stands below its name.
    """

    name: str
    note: str
    doses: tuple[float, ...]
    values: tuple[float, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True)
class TrialPoint:
    """A trial's own log odds ratio of one dose against its dose 0, with its interval."""

    trial: str
    dose: float
    estimate: float
    ci_low: float
    ci_high: float
    patients: int


@dataclass(frozen=True)
class DosePlot:
    """One drug and outcome: the curves, the first drawn with its band, and the trials' points.

    `unit` follows a dose (“mg once daily”); `inactive` is what dose 0 is (“placebo”); `studied`
    are the doses above 0, the lowest first, which every curve passes through.
    """

    drug: str
    outcome: str
    unit: str
    inactive: str
    studied: tuple[float, ...]
    curves: tuple[Curve, ...]
    points: tuple[TrialPoint, ...]

    @property
    def doses(self) -> tuple[float, ...]:
        """0 and the doses studied."""
        return (0.0, *self.studied)

    @property
    def trials(self) -> tuple[str, ...]:
        """The trials, each once, in order."""
        return tuple(dict.fromkeys(point.trial for point in self.points))


def draw_dose_curves(plot: DosePlot, layout: Literal["wide", "narrow"]) -> Figure:
    """Draw the curves, inside the doses studied only, and the trials' odds ratios over them.

    The first curve is solid, with its pointwise band; the others are thin and dashed. Each
    trial has a shape of its own, the larger the more patients. ``wide`` is 8.6 inches,
    ``narrow`` 3.6.
    """
    if not plot.curves or not plot.points:
        raise ValueError("a dose-response figure needs a curve and a trial's point")
    with house_style():
        sheet = Sheet(WIDE, 0.12) if layout == "wide" else Sheet(NARROW, 0.1)
        whole = sheet.right - sheet.margin
        y = sheet.margin + BODY * POINT
        heading = wrap_text(f"Odds ratio against {plot.inactive} (log scale)", whole, BODY)
        top = sheet.lines(sheet.margin, y, heading, BODY, colour=GREY) - line_pitch(BODY) + 0.14
        frame = _frame(sheet, plot, layout, top)
        draw_sides(sheet, frame)
        solid = plot.curves[0]
        draw_band(frame, solid.doses, solid.low, solid.high, "band")
        for index in reversed(range(len(plot.curves))):
            curve = plot.curves[index]
            width = 1.3 if index else 2.2
            draw_curve(frame, curve.doses, curve.values, f"curve-{index}", index, width)
        _draw_points(frame, plot)
        end = _name_curves(sheet, frame, plot, layout)
        ticks = [(dose, f"{dose:g}") for dose in plot.doses]
        title = f"Dose of {plot.drug} ({plot.unit})"
        y = max(draw_dose_axis(sheet, frame, ticks, plot.inactive, title), end) + 0.1
        y = _draw_key(sheet, plot, y)
        return sheet.finish(y - line_pitch(BODY) + 0.12)


def _frame(sheet: Sheet, plot: DosePlot, layout: Literal["wide", "narrow"], top: float) -> Frame:
    values = [value for curve in plot.curves for value in curve.values]
    values += [point.estimate for point in plot.points]
    ends = [end for point in plot.points for end in (point.ci_low, point.ci_high)]
    ends += [e for e in (*plot.curves[0].low, *plot.curves[0].high) if e is not None]
    height = HEIGHT[layout]
    left = sheet.margin + tick_room(values, ends, height)
    names = max(
        text_width(line, BODY, weight)
        for curve in plot.curves
        for weight, lines in _name_lines(curve, layout)
        for line in lines
    )
    width = sheet.right - names - LEADER - 0.02 - left
    return open_frame(sheet, left, width, top, height, plot.doses[-1], values, ends)


def _name_lines(
    curve: Curve, layout: Literal["wide", "narrow"]
) -> tuple[tuple[Literal["bold", "normal"], list[str]], ...]:
    most = MOST_NAME[layout]
    return (
        ("bold", wrap_text(curve.name, most, BODY, "bold")),
        ("normal", wrap_text(curve.note, most, BODY) if curve.note else []),
    )


def _name_curves(
    sheet: Sheet, frame: Frame, plot: DosePlot, layout: Literal["wide", "narrow"]
) -> float:
    """Name each curve at its end, names moved apart with a leader; returns the lowest y used."""
    blocks = [_name_lines(curve, layout) for curve in plot.curves]
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


def _draw_points(frame: Frame, plot: DosePlot) -> None:
    most = max(point.patients for point in plot.points)
    for dose in plot.doses:
        members = [point for point in plot.points if point.dose == dose]
        step = min(DODGE, _room(frame, plot, dose) / max(len(members), 1))
        for place, point in enumerate(members):
            shift = frame.dose_of_inches(step * (place - (len(members) - 1) / 2))
            index = plot.trials.index(point.trial)
            side = max(LEAST, LARGEST * math.sqrt(point.patients / most))
            draw_point(
                frame,
                point.dose + shift,
                point.estimate,
                point.ci_low,
                point.ci_high,
                f"{index}-{plot.doses.index(dose)}",
                MARKERS[index % len(MARKERS)],
                side,
            )


def _room(frame: Frame, plot: DosePlot, dose: float) -> float:
    """Inches that the marks at one dose may take without reaching those of the next."""
    others = [abs(frame.along(other) - frame.along(dose)) for other in plot.doses if other != dose]
    return 0.8 * min(others)


def _draw_key(sheet: Sheet, plot: DosePlot, y: float) -> float:
    """Which shape is which trial, in lines below the axis; returns the next baseline."""
    whole = sheet.right - sheet.margin
    words = "Marks: each trial’s own odds ratio with 95% interval, larger with more patients."
    y = sheet.lines(sheet.margin, y, wrap_text(words, whole, BODY), BODY, colour=GREY)
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
