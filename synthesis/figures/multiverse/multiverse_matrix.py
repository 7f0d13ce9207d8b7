"""The matrix below a specification curve: a row for each option, a mark where it is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from matplotlib.axes import Axes

from synthesis.figures.canvas.marks import draw_line
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE
from synthesis.figures.canvas.style import GREY, RULE
from synthesis.figures.multiverse.multiverse_data import ChoiceRows, SpecificationCurve
from synthesis.words.numbers import format_effect

GAP, INDENT = 0.16, 0.12
ROW, STRIP = 0.205, 7.5  # pitch of the rows in inches, thickness of the marks in points

Band = tuple[float, float]


@dataclass(frozen=True)
class MatrixArea:
    """The plotting area: axes with x in specifications and y in inches; left edge and width."""

    axes: Axes
    left: float
    width: float


def median_heading(curve: SpecificationCurve) -> str:
    """Heading of the column of medians."""
    return f"median {'RD' if curve.measure == 'RD' else curve.measure}"


def draw_wide_rows(
    sheet: Sheet,
    area: MatrixArea,
    curve: SpecificationCurve,
    choices: Sequence[ChoiceRows],
    y: float,
) -> tuple[float, list[Band]]:
    """Names beside the rows; returns the next y and the bands (top, bottom) of the rows."""
    bands: list[Band] = []
    sheet.text(sheet.right, y, median_heading(curve), BODY, colour=GREY, align="right")
    for choice in choices:
        sheet.text(sheet.margin, y, choice.name, BODY, weight="bold")
        top = y
        y += ROW
        for option in choice.options:
            x = sheet.margin + INDENT
            lines = wrap_text(option.name, area.left - GAP - x, BODY)
            sheet.lines(x, y, lines, BODY)
            median = format_effect(option.median, curve.measure, True)
            sheet.text(sheet.right, y, median, BODY, align="right")
            _draw_strip(area.axes, curve, choice.place, option.name, y - RAISE)
            y += ROW + (len(lines) - 1) * line_pitch(BODY)
        bands.append((top + ROW / 2, y - ROW / 2 - RAISE + 0.02))
        y += 0.07
    return y + 0.03, bands


def draw_narrow_rows(
    sheet: Sheet,
    area: MatrixArea,
    curve: SpecificationCurve,
    choices: Sequence[ChoiceRows],
    y: float,
) -> tuple[float, list[Band]]:
    """Names above the rows; returns the next y and the bands (top, bottom) of the rows."""
    bands: list[Band] = []
    sheet.text(sheet.right, y, median_heading(curve), BODY, colour=GREY, align="right")
    for choice in choices:
        room = sheet.right - sheet.margin - text_width(median_heading(curve), BODY) - GAP
        y = sheet.lines(sheet.margin, y, wrap_text(choice.name, room, BODY, "bold"), BODY,
                        weight="bold") + 0.03  # fmt: skip
        for option in choice.options:
            median = format_effect(option.median, curve.measure, True)
            sheet.text(sheet.right, y, median, BODY, align="right")
            room = sheet.right - sheet.margin - text_width(median, BODY) - GAP
            lines = wrap_text(option.name, room, BODY)
            y = sheet.lines(sheet.margin, y, lines, BODY) - line_pitch(BODY)
            middle = y + 0.095
            _draw_strip(area.axes, curve, choice.place, option.name, middle)
            half = STRIP * POINT / 2
            bands.append((middle - half, middle + half))
            y = middle + 0.225
        y += 0.06
    return y, bands


def _draw_strip(axes: Axes, curve: SpecificationCurve, place: int, option: str, y: float) -> None:
    """A row of the matrix: a mark under each specification that has the option."""
    draw_line(axes, [0.0, float(len(curve.points))], [y, y], "row", RULE, 0.6).set_zorder(0.4)
    xs: list[float] = []
    x = 0
    for has, same in groupby(point.options[place] == option for point in curve.points):
        width = sum(1 for _ in same)
        if has:
            # One path for the whole row; a gap is a point that is not a number.
            xs += [float(x), float(x + width), float("nan")]
        x += width
    ys = [y] * len(xs)
    draw_line(axes, xs, ys, f"option-{place}-{option}", GREY, STRIP)
