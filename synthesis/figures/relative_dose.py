"""Several drugs on one picture, by relative dose: each drug's dose over its own highest."""

from __future__ import annotations

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
    draw_curve,
    draw_dose_axis,
    draw_sides,
    open_frame,
    spread_places,
    tick_room,
)
from synthesis.figures.scales import format_effect, format_interval
from synthesis.figures.sheet import POINT, Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.style import GREY, WHITE, house_style

HEIGHT = {"wide": 3.9, "narrow": 3.5}  # inches, of the frame
LEADER = 0.36  # inches between a curve's end and its name
MOST_NAME = {"wide": 2.3, "narrow": 1.1}  # inches
WARNING = "Relative dose is not milligrams: a drug’s 1 is its own highest dose studied."
TITLE = "Relative dose (dose divided by the drug’s highest dose studied)"


@dataclass(frozen=True)
class RelativeCurve:
    """One drug's curve: log odds ratios against dose 0, inside the doses studied.

    `doses` and `values` trace the curve, `studied` are the doses above 0 that trials gave,
    in the drug's `unit` (“mg”, “%”). `ci_low` and `ci_high` belong to the highest dose; None
    is no limit.
    """

    drug: str
    unit: str
    doses: tuple[float, ...]
    values: tuple[float, ...]
    studied: tuple[float, ...]
    ci_low: float | None
    ci_high: float | None

    @property
    def most(self) -> float:
        """The highest dose studied."""
        return self.studied[-1]

    def value_at(self, dose: float) -> float:
        """The curve at a dose studied."""
        return self.values[self.doses.index(dose)]


def draw_relative_dose(
    curves: tuple[RelativeCurve, ...], inactive: str, layout: Literal["wide", "narrow"]
) -> Figure:
    """Draw each drug's curve over relative dose, a mark at every dose studied, named directly.

    The picture says itself that relative dose is not milligrams. ``wide`` is 8.6 inches,
    ``narrow`` 3.6.
    """
    if not curves:
        raise ValueError("a picture of relative doses needs at least one drug")
    with house_style():
        sheet = Sheet(WIDE, 0.12) if layout == "wide" else Sheet(NARROW, 0.1)
        whole = sheet.right - sheet.margin
        y = sheet.margin + BODY * POINT
        y = sheet.lines(
            sheet.margin, y, wrap_text(WARNING, whole, BODY, "bold"), BODY, weight="bold"
        )
        heading = wrap_text(f"Odds ratio against {inactive} (log scale)", whole, BODY)
        top = sheet.lines(sheet.margin, y + 0.06, heading, BODY, colour=GREY)
        frame = _frame(sheet, curves, layout, top - line_pitch(BODY) + 0.14)
        draw_sides(sheet, frame)
        for index, curve in enumerate(curves):
            places = [dose / curve.most for dose in curve.doses]
            draw_curve(frame, places, curve.values, f"curve-{index}", index, 1.8)
            for dose in curve.studied:
                _draw_mark(frame, dose / curve.most, curve.value_at(dose), index)
        end = _name_curves(sheet, frame, curves, layout)
        ticks = [(0.0, "0"), (0.25, "¼"), (0.5, "½"), (0.75, "¾"), (1.0, "1")]
        y = max(draw_dose_axis(sheet, frame, ticks, inactive, TITLE), end) + 0.08
        words = wrap_text("Marks: the doses studied.", whole, BODY)
        y = sheet.lines(sheet.margin, y, words, BODY, colour=GREY)
        return sheet.finish(y - line_pitch(BODY) + 0.12)


def _frame(
    sheet: Sheet,
    curves: tuple[RelativeCurve, ...],
    layout: Literal["wide", "narrow"],
    top: float,
) -> Frame:
    values = [value for curve in curves for value in curve.values]
    height = HEIGHT[layout]
    left = sheet.margin + tick_room(values, (), height)
    names = max(
        text_width(line, BODY, weight)
        for curve in curves
        for weight, lines in _name_lines(curve, layout)
        for line in lines
    )
    width = sheet.right - names - LEADER - 0.02 - left
    return open_frame(sheet, left, width, top, height, 1.0, values, ())


def _name_lines(
    curve: RelativeCurve, layout: Literal["wide", "narrow"]
) -> tuple[tuple[Literal["bold", "normal"], list[str]], ...]:
    most = MOST_NAME[layout]
    amount = f"{curve.most:g}{'' if curve.unit == '%' else ' '}{curve.unit}"
    facts = [f"1 = {amount}"]
    if layout == "wide":
        low = "no limit" if curve.ci_low is None else format_effect("OR", curve.ci_low)
        high = "no limit" if curve.ci_high is None else format_effect("OR", curve.ci_high)
        interval = f"[{low}, {high}]"
        if curve.ci_low is not None and curve.ci_high is not None:
            interval = format_interval("OR", curve.ci_low, curve.ci_high)
        facts[0] += f": {format_effect('OR', curve.value_at(curve.most))} {interval}"
    return (
        ("bold", wrap_text(curve.drug, most, BODY, "bold")),
        ("normal", [line for fact in facts for line in wrap_text(fact, most, BODY)]),
    )


def _name_curves(
    sheet: Sheet,
    frame: Frame,
    curves: tuple[RelativeCurve, ...],
    layout: Literal["wide", "narrow"],
) -> float:
    blocks = [_name_lines(curve, layout) for curve in curves]
    tallest = max(sum(len(lines) for _, lines in block) for block in blocks)
    gap = tallest * line_pitch(BODY) + 0.07
    ends = [frame.up(curve.values[-1]) for curve in curves]
    bottom = max(frame.bottom - gap + line_pitch(BODY), frame.top + 0.05)
    places = spread_places(ends, gap, frame.top + 0.05, bottom)
    x = frame.left + frame.width + LEADER - 0.08
    lowest = 0.0
    for index, (block, end, place) in enumerate(zip(blocks, ends, places, strict=True)):
        colour = STROKES[index % len(STROKES)][0]
        start = frame.left + frame.width + 0.02
        sheet.add(Line2D([start, x - 0.05], [end, place], color=colour, linewidth=0.8))
        y = place + 0.36 * BODY * POINT
        for weight, lines in block:
            y = sheet.lines(x, y, lines, BODY, weight=weight)
        lowest = max(lowest, y)
    return lowest


def _draw_mark(frame: Frame, place: float, value: float, index: int) -> None:
    frame.axes.add_line(
        Line2D(
            [place],
            [frame.up(value)],
            marker=MARKERS[index % len(MARKERS)],
            markersize=8.0,
            linestyle="none",
            color=STROKES[index % len(STROKES)][0],
            markeredgecolor=WHITE,
            markeredgewidth=0.7,
            gid=f"mark-{index}",
            zorder=4,
            clip_on=False,
        )
    )
