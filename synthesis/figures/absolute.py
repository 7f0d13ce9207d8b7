"""Absolute effects: of 100 patients, how many respond with control and with treatment."""

import math
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.forest_data import count_noun
from synthesis.figures.marks import draw_dot, draw_line, draw_whisker
from synthesis.figures.sheet import POINT, Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.style import BLUE, GREY, INK, RULE, VERMILLION, house_style

WIDE, NARROW = 8.6, 3.6  # inches
TITLE, BODY = 11.0, 9.0  # points
INDENT, GAP, ROW = 0.12, 0.24, 0.275
SECOND, BETWEEN = 0.215, 0.26  # narrow layout; see forest_narrow
RAISE = 0.36 * BODY * POINT
KEY = 0.21  # room for the direct labels above the first row
CONTROL_INK = "#A34700"  # VERMILLION dark enough for small print (6:1 on white)


@dataclass(frozen=True)
class AbsoluteRow:
    """One drug and dose, in responders per 100 patients (0 to 100).

    `low` and `high` bound the response with treatment, given the response with control.
    """

    group: str
    label: str
    responders_per_100_treatment: float
    low: float
    high: float
    responders_per_100_control: float
    k: int


def draw_absolute(
    rows: tuple[AbsoluteRow, ...], outcome: str, layout: Literal["wide", "narrow"]
) -> Figure:
    """Draw control and treatment response per 100 patients as dots joined by a line.

    The open dot is control, the filled dot treatment with its interval. ``wide`` is 8.6 inches,
    ``narrow`` 3.6.
    """
    if not rows:
        raise ValueError("absolute effects need at least one row")
    with house_style():
        sheet = Sheet(WIDE, 0.12) if layout == "wide" else Sheet(NARROW, 0.1)
        y = sheet.margin + TITLE * POINT
        title = wrap_text(outcome, sheet.right - sheet.margin, TITLE, "bold")
        y = sheet.lines(sheet.margin, y, title, TITLE, weight="bold") + 0.06
        most = max(
            max(row.high, row.responders_per_100_treatment, row.responders_per_100_control)
            for row in rows
        )
        limit = min(100.0, max(10.0, 10.0 * math.ceil(most / 10)))
        draw = _draw_wide if layout == "wide" else _draw_narrow
        return draw(sheet, rows, y, limit)


def format_per_100(value: float) -> str:
    """A number of patients per 100, whole; above 0 but below one half it is ``<1``."""
    return "<1" if 0 < value < 0.5 else f"{value:.0f}"


def _response(row: AbsoluteRow) -> str:
    return format_per_100(row.responders_per_100_treatment)


def _interval(row: AbsoluteRow) -> str:
    return f"[{format_per_100(row.low)}, {format_per_100(row.high)}]"


def _width(text: str) -> float:
    return text_width(text, BODY)


def _draw_wide(sheet: Sheet, rows: tuple[AbsoluteRow, ...], y: float, limit: float) -> Figure:
    names = [_width(row.label) + INDENT for row in rows]
    names += [
        text_width(text, BODY, "bold") for text in ("Drug and dose", *(r.group for r in rows))
    ]
    label_width = min(max(names) + 0.02, 2.6)
    trials = sheet.margin + label_width + GAP + text_width("Trials", BODY, "bold")
    head = text_width("[95% CI]", BODY, "bold")
    interval = sheet.right - max(head, *(_width(_interval(row)) for row in rows))
    treatment = interval - 0.06
    control = treatment - text_width("Treatment", BODY, "bold") - GAP
    left = trials + GAP + 0.05
    width = control - text_width("Control", BODY, "bold") - GAP - left
    axes = sheet.axes(left, width, (0.0, limit))
    for x, text in ((trials, "Trials"), (control, "Control"), (treatment, "Treatment")):
        sheet.text(x, y, text, BODY, weight="bold", align="right")
    sheet.text(sheet.margin, y, "Drug and dose", BODY, weight="bold")
    sheet.text(interval, y, "[95% CI]", BODY, weight="bold")
    y += 0.08
    sheet.rule(y, colour=INK, width=0.8)
    top, index = 0.0, 0
    for group, members in groupby(rows, key=lambda row: row.group):
        title = wrap_text(group, label_width, BODY, "bold")
        sheet.lines(sheet.margin, y + 0.1 + ROW / 2 + RAISE, title, BODY, weight="bold")
        y += 0.1 + ROW + (len(title) - 1) * line_pitch(BODY)
        for row in members:
            base = y + ROW / 2 + RAISE
            label = wrap_text(row.label, label_width - INDENT, BODY)
            sheet.lines(sheet.margin + INDENT, base, label, BODY)
            sheet.text(trials, base, str(row.k), BODY, align="right")
            per_100 = format_per_100(row.responders_per_100_control)
            sheet.text(control, base, per_100, BODY, align="right")
            sheet.text(treatment, base, _response(row), BODY, weight="bold", align="right")
            sheet.text(interval, base, _interval(row), BODY)
            if index == 0:
                top = base - RAISE - 0.07
                _label_dots(sheet, row, left, width / limit, base - RAISE - 0.12)
            _draw_marks(axes, row, index, base - RAISE)
            y += ROW + (len(label) - 1) * line_pitch(BODY)
            index += 1
    return _finish(sheet, axes, (left, width, limit), [(top, y + 0.08)])


def _draw_narrow(sheet: Sheet, rows: tuple[AbsoluteRow, ...], y: float, limit: float) -> Figure:
    x = sheet.margin + INDENT
    left = x + max(_width(count_noun(row.k, "trial")) for row in rows) + 0.18
    width = sheet.right - left - 0.08
    axes = sheet.axes(left, width, (0.0, limit))
    sheet.text(sheet.margin, y, "Drug and dose", BODY, weight="bold")
    heading = ["control → treatment", "[95% CI] per 100"]
    y = sheet.lines(sheet.right, y, heading, BODY, weight="bold", align="right")
    y += 0.08 - line_pitch(BODY)
    sheet.rule(y, colour=INK, width=0.8)
    y += 0.19
    bands: list[tuple[float, float]] = []
    for group, members in groupby(rows, key=lambda row: row.group):
        title = wrap_text(group, sheet.right - sheet.margin, BODY, "bold")
        y = sheet.lines(sheet.margin, y, title, BODY, weight="bold") + 0.05
        for row in members:
            before = format_per_100(row.responders_per_100_control)
            text = f"{before} → {_response(row)} {_interval(row)}"
            sheet.text(sheet.right, y, text, BODY, align="right")
            label = wrap_text(row.label, sheet.right - x - _width(text) - 0.12, BODY)
            y = sheet.lines(x, y, label, BODY) - line_pitch(BODY) + SECOND
            if not bands:
                y += KEY
                _label_dots(sheet, row, left, width / limit, y - RAISE - 0.12)
            sheet.text(x, y, count_noun(row.k, "trial"), BODY, colour=GREY)
            _draw_marks(axes, row, len(bands), y - RAISE)
            bands.append((y - RAISE - 0.07, y - RAISE + 0.07))
            y += BETWEEN
        y += 0.06
    bands.append((bands.pop()[0], y - 0.18))
    return _finish(sheet, axes, (left, width, limit), bands)


def _draw_marks(axes: Axes, row: AbsoluteRow, index: int, y: float) -> None:
    control, treatment = row.responders_per_100_control, row.responders_per_100_treatment
    draw_line(axes, [control, treatment], [y, y], f"join-{index}", RULE, 3.0)
    draw_whisker(axes, y, row.low, row.high, f"whisker-{index}", colour=BLUE, width=1.3)
    draw_dot(axes, control, y, f"control-{index}", filled=False, side=8.5, colour=VERMILLION)
    draw_dot(axes, treatment, y, f"treatment-{index}", filled=True, side=6.0)


def _label_dots(sheet: Sheet, row: AbsoluteRow, left: float, inches: float, y: float) -> None:
    """Name the two dots of the first row above them, side by side even where the dots meet."""
    dots = sorted(
        [
            (row.responders_per_100_control, "control", CONTROL_INK),
            (row.responders_per_100_treatment, "treatment", BLUE),
        ]
    )
    widths = [text_width(text, BODY, "bold") for _, text, _ in dots]
    first, second = (left + value * inches for value, _, _ in dots)
    needed = sum(widths) / 2 + 0.1
    if second - first < needed:
        middle = (first + second) / 2
        first, second = middle - needed / 2, middle + needed / 2
    first = max(first, left - 0.05 + widths[0] / 2)
    second = max(second, first + needed)
    excess = max(0.0, second + widths[1] / 2 - sheet.right)
    first, second = min(first, second - excess - needed), second - excess
    for x, (_, text, colour) in zip((first, second), dots, strict=True):
        sheet.text(x, y, text, BODY, weight="bold", colour=colour, align="center")


def _finish(
    sheet: Sheet,
    axes: Axes,
    area: tuple[float, float, float],
    bands: list[tuple[float, float]],
) -> Figure:
    left, width, limit = area
    y = bands[-1][1]
    step = 20 if limit > 50 else 10 if limit > 20 else 5
    draw_line(axes, [0, limit], [y, y], "axis", INK, 0.8)
    for tick in range(0, int(limit) + 1, step):
        for top, bottom in bands:
            draw_line(axes, [tick, tick], [top, bottom], "grid", RULE, 0.5).set_zorder(0.2)
        draw_line(axes, [tick, tick], [y, y + 0.05], "tick", INK, 0.8)
        x = left + tick * width / limit
        sheet.text(x, y + 0.08 + BODY * POINT, str(tick), BODY, align="center")
    y += 0.08 + BODY * POINT + line_pitch(BODY)
    title = "Responders per 100 patients"
    sheet.text(left + width / 2, y, title, BODY, colour=GREY, align="center")
    return sheet.finish(y + 0.12)
