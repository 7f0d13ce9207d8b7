"""The narrow forest plot, for phones: two lines a trial. Lengths in inches."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.canvas.effect_axis import draw_directions, draw_effect_axis, draw_no_effect
from synthesis.figures.canvas.marks import (
    draw_diamond,
    draw_prediction_bar,
    draw_square,
    draw_whisker,
)
from synthesis.figures.canvas.scales import COLUMN_LABELS
from synthesis.figures.canvas.sheet import Sheet, Weight, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE
from synthesis.figures.canvas.style import GREY, INK
from synthesis.figures.forest.forest_data import (
    ForestPlot,
    ForestRow,
    ForestSummary,
    footer_lines,
    forest_scale,
    heading_of,
    row_shares,
)
from synthesis.words.numbers import bracket_interval, brief_effect, count_noun

WIDTH, MARGIN = 3.6, 0.1
TITLE = 10.5  # points; nothing is set smaller on a phone
SECOND = 0.215  # from the first line of a row to the second
BETWEEN = 0.27  # from the second line to the next row
BAND = 0.1  # half the height of the graphic around the second line
LARGEST = 9.5  # side of the largest square, points
COUNTS_HEADING = "responders/patients"


@dataclass(frozen=True)
class Graphic:
    """The plotting area: its left edge and width, and the bands drawn so far."""

    axes: Axes
    left: float
    width: float
    bands: list[tuple[float, float]]


def draw_narrow_forest(plot: ForestPlot) -> Figure:
    """Draw the narrow layout; see ``forest.draw_forest``."""
    sheet = Sheet(WIDTH, MARGIN)
    counts = [*(_counts(row) for row in plot.rows), COUNTS_HEADING]
    left = MARGIN + max(text_width(text, BODY) for text in counts) + 0.16
    width = sheet.right - left - 0.04
    scale = forest_scale(plot, width, BODY)
    graphic = Graphic(sheet.axes(left, width, (scale.low, scale.high)), left, width, [])
    y = _set_header(sheet, plot)
    y = _set_trials(sheet, graphic, plot, y)
    if pooled := plot.pooled:
        sheet.rule(y - 0.17)
        y = _set_summary(sheet, graphic, plot, pooled, y + 0.03)
    y -= 0.12
    graphic.bands.append((graphic.bands.pop()[0], y))
    draw_no_effect(graphic.axes, graphic.bands)
    y = draw_effect_axis(sheet, graphic.axes, scale, left, width, y, BODY)
    null = left + width * (0 - scale.low) / (scale.high - scale.low)
    y = draw_directions(sheet, null, y + 0.04, BODY, plot.favours_low, plot.favours_high) + 0.08
    for line in footer_lines(plot):
        wrapped = wrap_text(line, sheet.right - MARGIN, BODY)
        y = sheet.lines(MARGIN, y, wrapped, BODY, colour=GREY)
    return sheet.finish(y - line_pitch(BODY) + 0.12)


def _counts(row: ForestRow) -> str:
    treatment, control = row.arms
    return f"{treatment.count} vs {control.count}"


def _effect(plot: ForestPlot, estimate: float, low: float, high: float) -> str:
    return brief_effect(estimate, low, high, plot.measure)


def _set_header(sheet: Sheet, plot: ForestPlot) -> float:
    whole = sheet.right - MARGIN
    y = MARGIN + TITLE * POINT
    title = wrap_text(plot.outcome, whole, TITLE, "bold")
    y = sheet.lines(MARGIN, y, title, TITLE, weight="bold")
    versus = wrap_text(heading_of(plot, "vs"), whole, BODY)
    y = sheet.lines(MARGIN, y, versus, BODY, colour=GREY) + 0.1
    sheet.text(MARGIN, y, "Trial", BODY, weight="bold")
    heading = f"{COLUMN_LABELS[plot.measure]} [{plot.percent} CI]"
    sheet.text(sheet.right, y, heading, BODY, weight="bold", align="right")
    y += line_pitch(BODY)
    sheet.text(MARGIN, y, COUNTS_HEADING, BODY, colour=GREY)
    sheet.rule(y + 0.07, colour=INK, width=0.8)
    return y + 0.27


def _set_row(
    sheet: Sheet,
    graphic: Graphic,
    y: float,
    label: str,
    effect: str,
    second: str,
    weight: Weight,
    colour: str = INK,
) -> tuple[float, float]:
    """Set the texts of one row; returns the middle of its graphic and the next row's baseline."""
    sheet.text(sheet.right, y, effect, BODY, weight=weight, colour=colour, align="right")
    room = sheet.right - MARGIN - text_width(effect, BODY, weight) - 0.12
    lines = wrap_text(label, room, BODY, weight)
    y = sheet.lines(MARGIN, y, lines, BODY, weight=weight, colour=colour)
    y += SECOND - line_pitch(BODY)
    if second:
        sheet.text(MARGIN, y, second, BODY, colour=GREY)
    middle = y - RAISE
    graphic.bands.append((middle - BAND, middle + BAND))
    return middle, y + BETWEEN


def _set_trials(sheet: Sheet, graphic: Graphic, plot: ForestPlot, y: float) -> float:
    for index, (row, share) in enumerate(zip(plot.rows, row_shares(plot), strict=True)):
        effect = _effect(plot, row.estimate, row.ci_low, row.ci_high)
        middle, y = _set_row(sheet, graphic, y, row.label, effect, _counts(row), "normal")
        draw_whisker(graphic.axes, middle, row.ci_low, row.ci_high, f"whisker-{index}")
        draw_square(graphic.axes, row.estimate, middle, f"square-{index}", share, LARGEST)
    return y


def _set_summary(
    sheet: Sheet, graphic: Graphic, plot: ForestPlot, pooled: ForestSummary, y: float
) -> float:
    effect = _effect(plot, pooled.estimate, pooled.ci_low, pooled.ci_high)
    trials = count_noun(pooled.k, "trial")
    middle, y = _set_row(sheet, graphic, y, pooled.label, effect, trials, "bold")
    axes = graphic.axes
    draw_diamond(axes, middle, pooled.estimate, pooled.ci_low, pooled.ci_high, "diamond")
    if pooled.pi_low is None or pooled.pi_high is None:
        return y
    interval = bracket_interval(pooled.pi_low, pooled.pi_high, plot.measure)
    label = f"{plot.percent} prediction interval"
    middle, y = _set_row(sheet, graphic, y, label, interval, "", "normal", GREY)
    draw_prediction_bar(axes, middle, pooled.pi_low, pooled.pi_high, "prediction")
    return y
