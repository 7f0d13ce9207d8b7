"""The wide forest plot: a table whose rows carry the graphic. Lengths in inches."""

import math
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.effect_axis import draw_directions, draw_effect_axis, draw_no_effect
from synthesis.figures.forest_data import (
    ForestPlot,
    ForestSummary,
    footer_lines,
    forest_scale,
    percent,
    row_shares,
    weight_text,
)
from synthesis.figures.marks import draw_diamond, draw_prediction_bar, draw_square, draw_whisker
from synthesis.figures.scales import COLUMN_LABELS, format_effect, format_interval
from synthesis.figures.sheet import POINT, Sheet, Weight, line_pitch, text_width, wrap_text
from synthesis.figures.style import GREY, INK
from synthesis.labels import capitalise

WIDTH, MARGIN = 8.6, 0.12
TITLE, BODY, SMALL = 11.0, 9.0, 8.5  # points
ROW, GAP = 0.265, 0.19
GRAPHIC_LEAST, LABEL_MOST, ARM_MOST = 2.0, 2.0, 1.25
RAISE = 0.36 * BODY * POINT  # from a baseline up to the middle of the capitals


@dataclass(frozen=True)
class Columns:
    """Right edges of the right-aligned columns, left edges of the others, and their widths."""

    label_width: float
    counts: tuple[float, float]
    percents: tuple[float, float]
    arm_names: tuple[list[str], list[str]]
    graphic: float
    graphic_width: float
    estimate: float
    interval: float
    weight: float


def draw_wide_forest(plot: ForestPlot) -> Figure:
    """Draw the wide layout; see ``forest.draw_forest``."""
    sheet = Sheet(WIDTH, MARGIN)
    columns = _place_columns(plot)
    y = _set_header(sheet, plot, columns)
    scale = forest_scale(plot, columns.graphic_width, BODY)
    axes = sheet.axes(columns.graphic, columns.graphic_width, (scale.low, scale.high))
    top = y
    y = _set_trials(sheet, axes, plot, columns, y + 0.06)
    if pooled := plot.pooled:
        sheet.rule(y + 0.03)
        y = _set_summary(sheet, axes, plot, pooled, columns, y + 0.06)
    y += 0.06
    draw_no_effect(axes, [(top, y)])
    y = draw_effect_axis(sheet, axes, scale, columns.graphic, columns.graphic_width, y, BODY)
    null = columns.graphic + columns.graphic_width * (0 - scale.low) / (scale.high - scale.low)
    y = draw_directions(sheet, null, y + 0.05, BODY, plot.favours_low, plot.favours_high) + 0.08
    for line in footer_lines(plot):
        wrapped = wrap_text(line, sheet.right - MARGIN, SMALL)
        y = sheet.lines(MARGIN, y, wrapped, SMALL, colour=GREY)
    return sheet.finish(y - line_pitch(SMALL) + 0.14)


def _place_columns(plot: ForestPlot) -> Columns:
    def widest(texts: list[str], weight: str = "normal") -> float:
        bold = weight == "bold"
        return max(text_width(text, BODY, "bold" if bold else "normal") for text in texts)

    rows, pooled = plot.rows, plot.pooled
    right = WIDTH - MARGIN
    weight = right
    if pooled:
        right -= text_width("Weight", BODY, "bold") + GAP
    effects = [(r.estimate, r.ci_low, r.ci_high) for r in rows if not math.isnan(r.estimate)]
    bold = []
    if pooled:
        bold = [(pooled.estimate, pooled.ci_low, pooled.ci_high)]
        if pooled.pi_low is not None and pooled.pi_high is not None:
            effects.append((0.0, pooled.pi_low, pooled.pi_high))
    points = widest(["OR", *(format_effect(plot.measure, e) for e, _, _ in effects)])
    intervals = widest(
        ["not estimable", *(format_interval(plot.measure, low, high) for _, low, high in effects)]
        if len(effects) < len(rows)
        else [format_interval(plot.measure, low, high) for _, low, high in effects]
    )
    for estimate, low, high in bold:
        points = max(points, widest([format_effect(plot.measure, estimate)], "bold"))
        intervals = max(intervals, widest([format_interval(plot.measure, low, high)], "bold"))
    points = max(points, text_width(COLUMN_LABELS[plot.measure], BODY, "bold"))
    intervals = max(intervals, text_width("[95% CI]", BODY, "bold"))
    space = text_width(" ", BODY) * 1.5
    interval = right - intervals
    estimate = interval - space

    arms = [
        (capitalise(plot.treatment), [(r.responders_treatment, r.n_treatment) for r in rows]),
        (capitalise(plot.control), [(r.responders_control, r.n_control) for r in rows]),
    ]
    widths, names, percents = [], [], []
    for name, counts in arms:
        shares = widest([percent(*count) for count in counts])
        cells = shares + space + widest([f"{x}/{n}" for x, n in counts])
        allowed = max(cells, min(ARM_MOST, text_width(name, BODY, "bold")) + 0.01)
        names.append(wrap_text(name, allowed, BODY, "bold"))
        widths.append(max(cells, text_width("n/N (%)", BODY), widest(names[-1], "bold")))
        percents.append(shares + space)
    fixed = sum(widths) + 4 * GAP + (WIDTH - MARGIN - (estimate - points))
    labels = max(widest([row.label for row in rows]), text_width("Trial", BODY, "bold")) + 0.01
    label = min(labels, LABEL_MOST, max(0.9, WIDTH - MARGIN - fixed - GRAPHIC_LEAST))
    first = MARGIN + label + GAP + widths[0]
    second = first + GAP + widths[1]
    graphic = second + 1.25 * GAP
    return Columns(
        label_width=label,
        counts=(first - percents[0], second - percents[1]),
        percents=(first, second),
        arm_names=(names[0], names[1]),
        graphic=graphic,
        graphic_width=estimate - points - 1.25 * GAP - graphic,
        estimate=estimate,
        interval=interval,
        weight=weight,
    )


def _set_header(sheet: Sheet, plot: ForestPlot, columns: Columns) -> float:
    whole = sheet.right - MARGIN
    y = MARGIN + TITLE * POINT
    y = sheet.lines(MARGIN, y, wrap_text(plot.outcome, whole, TITLE, "bold"), TITLE, weight="bold")
    versus = wrap_text(f"{capitalise(plot.treatment)} versus {plot.control}", whole, BODY)
    y = sheet.lines(MARGIN, y, versus, BODY, colour=GREY) + 0.12
    tallest = max(len(names) for names in columns.arm_names)
    last = y + tallest * line_pitch(BODY)
    for names, right in zip(columns.arm_names, columns.percents, strict=True):
        start = last - len(names) * line_pitch(BODY)
        sheet.lines(right, start, names, BODY, weight="bold", align="right")
        sheet.text(right, last, "n/N (%)", BODY, colour=GREY, align="right")
    sheet.text(MARGIN, last, "Trial", BODY, weight="bold")
    heading = COLUMN_LABELS[plot.measure]
    sheet.text(columns.estimate, last, heading, BODY, weight="bold", align="right")
    sheet.text(columns.interval, last, "[95% CI]", BODY, weight="bold")
    if plot.pooled:
        sheet.text(columns.weight, last, "Weight", BODY, weight="bold", align="right")
    sheet.rule(last + 0.08, colour=INK, width=0.8)
    return last + 0.08


def _set_trials(sheet: Sheet, axes: Axes, plot: ForestPlot, columns: Columns, y: float) -> float:
    for index, (row, share) in enumerate(zip(plot.rows, row_shares(plot), strict=True)):
        label = wrap_text(row.label, columns.label_width, BODY)
        height = ROW + (len(label) - 1) * (line_pitch(BODY) + 0.02)
        middle = y + height / 2
        base = middle + RAISE
        sheet.lines(MARGIN, base - (len(label) - 1) * line_pitch(BODY) / 2, label, BODY)
        arms = (
            (row.responders_treatment, row.n_treatment),
            (row.responders_control, row.n_control),
        )
        for (x, n), count, share_edge in zip(arms, columns.counts, columns.percents, strict=True):
            sheet.text(count, base, f"{x}/{n}", BODY, align="right")
            sheet.text(share_edge, base, percent(x, n), BODY, colour=GREY, align="right")
        _set_effect(sheet, plot, columns, base, row.estimate, row.ci_low, row.ci_high, False)
        if plot.pooled:
            sheet.text(columns.weight, base, weight_text(row.weight), BODY, align="right")
        draw_whisker(axes, middle, row.ci_low, row.ci_high, f"whisker-{index}")
        draw_square(axes, row.estimate, middle, f"square-{index}", share)
        y += height
    return y


def _set_effect(
    sheet: Sheet,
    plot: ForestPlot,
    columns: Columns,
    base: float,
    estimate: float,
    low: float,
    high: float,
    bold: bool,
) -> None:
    weight: Weight = "bold" if bold else "normal"
    text = format_effect(plot.measure, estimate)
    if math.isnan(estimate):
        sheet.text(columns.interval, base, text, BODY, colour=GREY)
        return
    sheet.text(columns.estimate, base, text, BODY, weight=weight, align="right")
    interval = format_interval(plot.measure, low, high)
    sheet.text(columns.interval, base, interval, BODY, weight=weight)


def _set_summary(
    sheet: Sheet,
    axes: Axes,
    plot: ForestPlot,
    pooled: ForestSummary,
    columns: Columns,
    y: float,
) -> float:
    label = wrap_text(pooled.label, columns.percents[1] - MARGIN, BODY, "bold")
    height = ROW + (len(label) - 1) * line_pitch(BODY)
    middle = y + height / 2
    base = middle + RAISE
    start = base - (len(label) - 1) * line_pitch(BODY) / 2
    sheet.lines(MARGIN, start, label, BODY, weight="bold")
    _set_effect(sheet, plot, columns, base, pooled.estimate, pooled.ci_low, pooled.ci_high, True)
    sheet.text(columns.weight, base, "100%", BODY, align="right")
    draw_diamond(axes, middle, pooled.estimate, pooled.ci_low, pooled.ci_high, "diamond")
    y += height
    if pooled.pi_low is None or pooled.pi_high is None:
        return y
    middle = y + ROW / 2
    sheet.text(MARGIN, middle + RAISE, "95% prediction interval", BODY, colour=GREY)
    interval = format_interval(plot.measure, pooled.pi_low, pooled.pi_high)
    sheet.text(columns.interval, middle + RAISE, interval, BODY, colour=GREY)
    draw_prediction_bar(axes, middle, pooled.pi_low, pooled.pi_high, "prediction")
    return y + ROW
