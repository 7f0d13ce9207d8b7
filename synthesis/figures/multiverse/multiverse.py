"""Specification curve: every specification's estimate on top, its choices in the matrix below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from synthesis.figures.canvas.legend import LegendKey, draw_legend
from synthesis.figures.canvas.marks import draw_line
from synthesis.figures.canvas.scales import COLUMN_LABELS, EffectScale, choose_scale
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, NARROW, POINT, RAISE, WIDE
from synthesis.figures.canvas.slide_area import HIGHEST, fill_frame
from synthesis.figures.canvas.style import BLUE, GREY, VERMILLION, house_style
from synthesis.figures.multiverse.multiverse_curve import (
    BLUE_TINT,
    Arrangement,
    draw_curve,
    sign_of,
)
from synthesis.figures.multiverse.multiverse_data import ChoiceRows, SpecificationCurve
from synthesis.figures.multiverse.multiverse_matrix import (
    GAP,
    INDENT,
    Band,
    MatrixArea,
    draw_narrow_rows,
    draw_wide_rows,
    median_heading,
)
from synthesis.words.numbers import bracket_interval, format_effect

LEAST_HEIGHT = 1.35  # of the curve on a slide, inches
TOLERANCE = 1e-6  # inches
HEIGHT = {"wide": 2.5, "narrow": 2.1}  # of the curve, inches
KEYS = [
    LegendKey("estimate", "estimate", BLUE, 1.8, 0, True),
    LegendKey("interval", "95% CI", BLUE_TINT, 7.0, 0, True),
]


def draw_multiverse(curve: SpecificationCurve, layout: Literal["wide", "narrow"]) -> Figure:
    """Draw the specification curve.

    On top the estimates with their intervals, sorted as given; below one row for each option
    with a mark under every specification that has it, and the option's median. The marked
    specifications carry a dot and a line through all rows, and are named above. ``wide`` is 8.6
    inches with the names of options beside the rows, ``narrow`` 3.6 with the names above them.

    Raises
    ------
    ValueError
        Without points.
    """
    sizes = (WIDE, 0.12) if layout == "wide" else (NARROW, 0.1)
    return _draw(curve, curve.choices, *sizes, HEIGHT[layout], layout)


def draw_multiverse_slides(curve: SpecificationCurve, shown: str) -> tuple[Figure, ...]:
    """Draw the same for the slide area, with the rows of one choice only.

    Parameters
    ----------
    shown
        Name of the choice. Without one of this name, or where its rows leave the curve no room,
        the curve stands alone.

    Raises
    ------
    ValueError
        Without points.
    """
    rows = [[choice] for choice in curve.choices if choice.name == shown]
    for choices in (*rows, []):
        figure = fill_frame(partial(_draw_slide, curve, choices), LEAST_HEIGHT)
        if figure.get_figheight() <= HIGHEST + TOLERANCE:
            break
    return (figure,)


def _draw_slide(
    curve: SpecificationCurve, choices: Sequence[ChoiceRows], width: float, height: float
) -> Figure:
    return _draw(curve, choices, width, 0.1, height, "slide")


def _draw(
    curve: SpecificationCurve,
    choices: Sequence[ChoiceRows],
    width: float,
    margin: float,
    height: float,
    layout: Arrangement,
) -> Figure:
    """Draw with the rows of `choices` on a sheet `width` wide, the curve `height` high: inches."""
    if not curve.points:
        raise ValueError("a specification curve needs at least one specification")
    with house_style():
        sheet = Sheet(width, margin)
        y = _draw_names(sheet, curve, 0.1 + BODY * POINT)
        scale = _scale(curve, height)
        area = _area(sheet, curve, choices, scale, layout)
        y, band = draw_curve(sheet, area, curve, scale, y, height, layout)
        y = _draw_below(sheet, area, curve, scale, y)
        draw_rows = draw_narrow_rows if layout == "narrow" else draw_wide_rows
        y, bands = draw_rows(sheet, area, curve, choices, y) if choices else (y, [])
        _draw_marked_lines(area.axes, curve, [band, *bands])
        y = draw_legend(sheet, y + 0.02, KEYS, BODY)
        return sheet.finish(y - line_pitch(BODY) + margin)


def _draw_names(sheet: Sheet, curve: SpecificationCurve, y: float) -> float:
    """The marked specifications with their sign and number; returns the next baseline."""
    x = sheet.margin + 0.2
    for number, (name, position) in enumerate(curve.marked):
        point = curve.points[position]
        effect = format_effect(point.estimate, curve.measure, True)
        interval = bracket_interval(point.ci_low, point.ci_high, curve.measure)
        text = f"{name}: {COLUMN_LABELS[curve.measure]} {effect} {interval}"
        sign = Line2D([sheet.margin + 0.07], [y - RAISE], **sign_of(number))  # type: ignore[arg-type]
        sheet.add(sign)
        y = sheet.lines(x, y, wrap_text(text, sheet.right - x, BODY), BODY) + 0.01
    return y


def _scale(curve: SpecificationCurve, height: float) -> EffectScale:
    ends = [end for point in curve.points for end in (point.ci_low, point.ci_high)]
    estimates = [point.estimate for point in curve.points]
    # The axis stands upright: what must fit between two ticks is the height of a label.
    return choose_scale(curve.measure, estimates, ends, height, lambda _: BODY * POINT)


def _area(
    sheet: Sheet,
    curve: SpecificationCurve,
    choices: Sequence[ChoiceRows],
    scale: EffectScale,
    layout: Arrangement,
) -> MatrixArea:
    ticks = max(text_width(label, BODY) for label in scale.labels) + 0.15
    left, right = sheet.margin + ticks, sheet.right
    if layout != "narrow" and choices:
        names = [option.name for choice in choices for option in choice.options]
        widest = max((text_width(name, BODY) for name in names), default=0.0) + INDENT
        left = sheet.margin + max(min(widest, 2.6) + GAP, ticks)
        right -= text_width(median_heading(curve), BODY) + GAP
    axes = sheet.axes(left, right - left, (0.0, float(len(curve.points))))
    return MatrixArea(axes, left, right - left)


def _draw_below(
    sheet: Sheet, area: MatrixArea, curve: SpecificationCurve, scale: EffectScale, y: float
) -> float:
    """What the horizontal axis is, and what the axis cuts off; returns the next baseline."""
    results = "result" if curve.distinct == 1 else "different results"
    text = (
        f"{len(curve.points):,} specifications with {curve.distinct:,} {results}, "
        "from the smallest to the largest estimate"
    )
    cut = sum(p.ci_high > scale.high or p.ci_low < scale.low for p in curve.points)
    text += f"; {cut:,} intervals reach beyond the axis" if cut else ""
    lines = wrap_text(text, sheet.right - area.left, BODY)
    return sheet.lines(area.left, y + 0.06 + BODY * POINT, lines, BODY, colour=GREY) + 0.06


def _draw_marked_lines(axes: Axes, curve: SpecificationCurve, bands: Sequence[Band]) -> None:
    for number, (_, position) in enumerate(curve.marked):
        for top, bottom in bands:
            line = draw_line(axes, [position + 0.5] * 2, [top, bottom], f"marked-line-{number}",
                             VERMILLION, 1.3)  # fmt: skip
            line.set_zorder(2.5)
