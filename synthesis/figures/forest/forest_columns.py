"""Where the columns of a wide forest plot stand, on a page or a slide. Lengths in inches."""

from __future__ import annotations

import math
from dataclasses import dataclass

from synthesis.figures.canvas.scales import COLUMN_LABELS
from synthesis.figures.canvas.sheet import text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY
from synthesis.figures.forest.forest_data import ForestPlot
from synthesis.words.labels import capitalise
from synthesis.words.numbers import bracket_interval, format_effect

GAP = 0.19
LABEL_MOST, ARM_MOST = 2.0, 1.25
LABEL_ENOUGH = 1.4  # inches for the names of trials on a slide
WORTH_IT = 0.2  # what leaving out the shares has to gain


@dataclass(frozen=True)
class ForestLook:
    """How a wide forest plot is set.

    Parameters
    ----------
    width, margin, row
        Of the sheet, around it, and the height of a row of one line, in inches.
    slide
        Leave out what a slide says elsewhere or an audience does not need: heading, weights (the
        squares show them), notes, and where room is short the shares beside the counts.
    graphic_least
        The least width of the graphic.
    heavy
        Marks and strokes against those of a page.
    """

    width: float = 8.6
    margin: float = 0.12
    row: float = 0.265
    slide: bool = False
    graphic_least: float = 2.0
    heavy: float = 1.0


PAGE = ForestLook()


@dataclass(frozen=True)
class ForestColumns:
    """Right edges of the right-aligned columns, left edges of the others, and their widths.

    `shares` and `weights` say whether these columns are set.
    """

    label_width: float
    counts: tuple[float, float]
    percents: tuple[float, float]
    arm_names: tuple[list[str], list[str]]
    graphic: float
    graphic_width: float
    estimate: float
    interval: float
    weight: float
    shares: bool
    weights: bool


def place_columns(plot: ForestPlot, look: ForestLook) -> ForestColumns:
    """Find the columns of all rows; a slide gives up the shares for its graphic."""
    columns = _measure_columns(plot, look, shares=True)
    if not look.slide:
        return columns
    without = _measure_columns(plot, look, shares=False)
    cramped = columns.graphic_width < look.graphic_least or columns.label_width < min(
        LABEL_ENOUGH, without.label_width
    )
    gain = without.graphic_width + without.label_width
    gain -= columns.graphic_width + columns.label_width
    # Under long names of the arms the shares cost nothing.
    return without if cramped and gain > WORTH_IT else columns


def _measure_columns(plot: ForestPlot, look: ForestLook, shares: bool) -> ForestColumns:
    def widest(texts: list[str], weight: str = "normal") -> float:
        bold = weight == "bold"
        return max(text_width(text, BODY, "bold" if bold else "normal") for text in texts)

    rows, pooled = plot.rows, plot.pooled
    weight = right = look.width - look.margin
    weights = pooled is not None and not look.slide
    if weights:
        right -= text_width("Weight", BODY, "bold") + GAP
    effects = [(r.estimate, r.ci_low, r.ci_high) for r in rows if not math.isnan(r.estimate)]
    bold = []
    if pooled:
        bold = [(pooled.estimate, pooled.ci_low, pooled.ci_high)]
        if pooled.pi_low is not None and pooled.pi_high is not None:
            effects.append((0.0, pooled.pi_low, pooled.pi_high))
    points = widest(["OR", *(format_effect(e, plot.measure, True) for e, _, _ in effects)])
    intervals = widest(
        ["not estimable", *(bracket_interval(low, high, plot.measure) for _, low, high in effects)]
        if len(effects) < len(rows)
        else [bracket_interval(low, high, plot.measure) for _, low, high in effects]
    )
    for estimate, low, high in bold:
        points = max(points, widest([format_effect(estimate, plot.measure, True)], "bold"))
        intervals = max(intervals, widest([bracket_interval(low, high, plot.measure)], "bold"))
    points = max(points, text_width(COLUMN_LABELS[plot.measure], BODY, "bold"))
    intervals = max(intervals, text_width(f"[{plot.percent} CI]", BODY, "bold"))
    space = text_width(" ", BODY) * 1.5
    interval = right - intervals
    estimate = interval - space

    arms = [
        (capitalise(plot.treatment), [row.arms[0] for row in rows]),
        (capitalise(plot.control), [row.arms[1] for row in rows]),
    ]
    widths, names, percents = [], [], []
    for name, own in arms:
        share = widest([arm.percent for arm in own]) + space if shares else 0.0
        # An imputed percentage stands in both columns, up to the edge of the shares.
        cells = share + widest(["", *(arm.count for arm in own if not arm.imputed)])
        cells = max(cells, widest(["", *(arm.count for arm in own if arm.imputed)]))
        allowed = max(cells, min(ARM_MOST, text_width(name, BODY, "bold")) + 0.01)
        names.append(wrap_text(name, allowed, BODY, "bold"))
        widths.append(
            max(cells, text_width(counts_heading(shares), BODY), widest(names[-1], "bold"))
        )
        percents.append(share)
    fixed = sum(widths) + 4 * GAP + (look.width - look.margin - (estimate - points))
    labels = max(widest([row.label for row in rows]), text_width("Trial", BODY, "bold")) + 0.01
    label = min(labels, LABEL_MOST, max(0.9, look.width - look.margin - fixed - look.graphic_least))
    first = look.margin + label + GAP + widths[0]
    second = first + GAP + widths[1]
    graphic = second + 1.25 * GAP
    return ForestColumns(
        label_width=label,
        counts=(first - percents[0], second - percents[1]),
        percents=(first, second),
        arm_names=(names[0], names[1]),
        graphic=graphic,
        graphic_width=estimate - points - 1.25 * GAP - graphic,
        estimate=estimate,
        interval=interval,
        weight=weight,
        shares=shares,
        weights=weights,
    )


def counts_heading(shares: bool) -> str:
    """What stands above the counts, with or without shares in percent."""
    return "n/N (%)" if shares else "n/N"
