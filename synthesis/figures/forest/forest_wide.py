"""The wide forest plot, for pages and slides: a table whose rows carry the graphic.

Lengths in inches.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.canvas.effect_axis import draw_directions, draw_effect_axis, draw_no_effect
from synthesis.figures.canvas.marks import (
    LARGEST_SQUARE,
    draw_diamond,
    draw_prediction_bar,
    draw_square,
    draw_whisker,
)
from synthesis.figures.canvas.scales import COLUMN_LABELS
from synthesis.figures.canvas.sheet import Sheet, Weight, line_pitch, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE, SMALL, TITLE
from synthesis.figures.canvas.style import GREY, INK
from synthesis.figures.forest.forest_columns import (
    PAGE,
    ForestColumns,
    ForestLook,
    counts_heading,
    place_columns,
)
from synthesis.figures.forest.forest_data import (
    ForestPlot,
    ForestSummary,
    footer_lines,
    forest_scale,
    heading_of,
    row_shares,
    weight_text,
)
from synthesis.words.numbers import bracket_interval, format_effect

DIAMOND_HALF, BAR_HALF = 0.085, 0.035  # half the heights of diamond and prediction bar


def draw_wide_forest(
    plot: ForestPlot, look: ForestLook = PAGE, part: Sequence[int] | None = None
) -> Figure:
    """Draw the wide layout; see ``forest.draw_forest``.

    `part` are the places of the trials drawn, all by default; columns, scale and summary are
    those of the whole plot.
    """
    sheet = Sheet(look.width, look.margin)
    columns = place_columns(plot, look)
    y = _set_header(sheet, plot, columns, look)
    scale = forest_scale(plot, columns.graphic_width, BODY)
    axes = sheet.axes(columns.graphic, columns.graphic_width, (scale.low, scale.high))
    places = range(len(plot.rows)) if part is None else part
    top = y
    y = _set_trials(sheet, axes, plot, columns, look, places, y + 0.06)
    if pooled := plot.pooled:
        sheet.rule(y + 0.03)
        y = _set_summary(sheet, axes, plot, pooled, columns, look, y + 0.06)
    y += 0.06
    draw_no_effect(axes, [(top, y)])
    y = draw_effect_axis(sheet, axes, scale, columns.graphic, columns.graphic_width, y, BODY)
    null = columns.graphic + columns.graphic_width * (0 - scale.low) / (scale.high - scale.low)
    y = draw_directions(sheet, null, y + 0.05, BODY, plot.favours_low, plot.favours_high) + 0.08
    lines, size = footer_lines(plot), SMALL
    if look.slide:
        lines, size = lines[: 2 if plot.imputed else 1], BODY
        if len(places) < len(plot.rows):
            lines[0] = f"{lines[0]} · here trials {places[0] + 1} to {places[-1] + 1}"
    for line in lines:
        wrapped = wrap_text(line, sheet.right - sheet.margin, size)
        y = sheet.lines(sheet.margin, y, wrapped, size, colour=GREY)
    return sheet.finish(y - line_pitch(size) + 0.14)


def _set_heading(sheet: Sheet, plot: ForestPlot) -> float:
    left, whole = sheet.margin, sheet.right - sheet.margin
    y = left + TITLE * POINT
    y = sheet.lines(left, y, wrap_text(plot.outcome, whole, TITLE, "bold"), TITLE, weight="bold")
    versus = wrap_text(heading_of(plot, "versus"), whole, BODY)
    return sheet.lines(left, y, versus, BODY, colour=GREY) + 0.12


def _set_header(sheet: Sheet, plot: ForestPlot, columns: ForestColumns, look: ForestLook) -> float:
    y = look.margin + BODY * POINT if look.slide else _set_heading(sheet, plot)
    tallest = max(len(names) for names in columns.arm_names)
    last = y + tallest * line_pitch(BODY)
    for names, right in zip(columns.arm_names, columns.percents, strict=True):
        start = last - len(names) * line_pitch(BODY)
        sheet.lines(right, start, names, BODY, weight="bold", align="right")
        sheet.text(right, last, counts_heading(columns.shares), BODY, colour=GREY, align="right")
    sheet.text(sheet.margin, last, "Trial", BODY, weight="bold")
    heading = COLUMN_LABELS[plot.measure]
    sheet.text(columns.estimate, last, heading, BODY, weight="bold", align="right")
    sheet.text(columns.interval, last, f"[{plot.percent} CI]", BODY, weight="bold")
    if columns.weights:
        sheet.text(columns.weight, last, "Weight", BODY, weight="bold", align="right")
    sheet.rule(last + 0.08, colour=INK, width=0.8)
    return last + 0.08


def _set_trials(
    sheet: Sheet,
    axes: Axes,
    plot: ForestPlot,
    columns: ForestColumns,
    look: ForestLook,
    places: Sequence[int],
    y: float,
) -> float:
    shares = row_shares(plot)
    for index in places:
        row = plot.rows[index]
        label = wrap_text(row.label, columns.label_width, BODY)
        height = look.row + (len(label) - 1) * (line_pitch(BODY) + 0.02)
        middle = y + height / 2
        base = middle + RAISE
        sheet.lines(sheet.margin, base - (len(label) - 1) * line_pitch(BODY) / 2, label, BODY)
        for arm, count, edge in zip(row.arms, columns.counts, columns.percents, strict=True):
            sheet.text(edge if arm.imputed else count, base, arm.count, BODY, align="right")
            if columns.shares and arm.percent:
                sheet.text(edge, base, arm.percent, BODY, colour=GREY, align="right")
        _set_effect(sheet, plot, columns, base, row.estimate, row.ci_low, row.ci_high, False)
        if columns.weights:
            sheet.text(columns.weight, base, weight_text(row.weight), BODY, align="right")
        draw_whisker(
            axes, middle, row.ci_low, row.ci_high, f"whisker-{index}", width=1.1 * look.heavy
        )
        largest = LARGEST_SQUARE * math.sqrt(look.heavy)
        draw_square(axes, row.estimate, middle, f"square-{index}", shares[index], largest)
        y += height
    return y


def _set_effect(
    sheet: Sheet,
    plot: ForestPlot,
    columns: ForestColumns,
    base: float,
    estimate: float,
    low: float,
    high: float,
    bold: bool,
) -> None:
    weight: Weight = "bold" if bold else "normal"
    text = format_effect(estimate, plot.measure, True)
    if math.isnan(estimate):
        sheet.text(columns.interval, base, text, BODY, colour=GREY)
        return
    sheet.text(columns.estimate, base, text, BODY, weight=weight, align="right")
    interval = bracket_interval(low, high, plot.measure)
    sheet.text(columns.interval, base, interval, BODY, weight=weight)


def _set_summary(
    sheet: Sheet,
    axes: Axes,
    plot: ForestPlot,
    pooled: ForestSummary,
    columns: ForestColumns,
    look: ForestLook,
    y: float,
) -> float:
    label = wrap_text(pooled.label, columns.percents[1] - sheet.margin, BODY, "bold")
    height = look.row + (len(label) - 1) * line_pitch(BODY)
    middle = y + height / 2
    base = middle + RAISE
    start = base - (len(label) - 1) * line_pitch(BODY) / 2
    sheet.lines(sheet.margin, start, label, BODY, weight="bold")
    _set_effect(sheet, plot, columns, base, pooled.estimate, pooled.ci_low, pooled.ci_high, True)
    if columns.weights:
        sheet.text(columns.weight, base, "100%", BODY, align="right")
    draw_diamond(
        axes,
        middle,
        pooled.estimate,
        pooled.ci_low,
        pooled.ci_high,
        "diamond",
        DIAMOND_HALF * look.heavy,
    )
    y += height
    if pooled.pi_low is None or pooled.pi_high is None:
        return y
    middle = y + look.row / 2
    sheet.text(
        sheet.margin, middle + RAISE, f"{plot.percent} prediction interval", BODY, colour=GREY
    )
    interval = bracket_interval(pooled.pi_low, pooled.pi_high, plot.measure)
    sheet.text(columns.interval, middle + RAISE, interval, BODY, colour=GREY)
    draw_prediction_bar(
        axes, middle, pooled.pi_low, pooled.pi_high, "prediction", BAR_HALF * look.heavy
    )
    return y + look.row
