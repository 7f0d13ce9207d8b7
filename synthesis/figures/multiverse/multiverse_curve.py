"""The curve of a multiverse: every specification by its estimate, with the band of intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from synthesis.figures.canvas.marks import draw_dot, draw_line
from synthesis.figures.canvas.scales import AXIS_LABELS, EffectScale
from synthesis.figures.canvas.sheet import Sheet, wrap_text
from synthesis.figures.canvas.sizes import BODY, RAISE
from synthesis.figures.canvas.style import BLUE, GREY, INK, RULE, SKY, VERMILLION, WHITE
from synthesis.figures.multiverse.multiverse_data import SpecificationCurve
from synthesis.figures.multiverse.multiverse_matrix import Band, MatrixArea

BLUE_TINT = "#BFDDF0"

NONE_AT = {"OR": "1", "RR": "1", "RD": "0"}

Arrangement = Literal["wide", "narrow", "slide"]


def draw_curve(
    sheet: Sheet,
    area: MatrixArea,
    curve: SpecificationCurve,
    scale: EffectScale,
    y: float,
    height: float,
    layout: Arrangement,
) -> tuple[float, Band]:
    """Axis title, curve and upright axis; returns the bottom and the band of the curve."""
    title = AXIS_LABELS[curve.measure]
    title += f"; above {NONE_AT[curve.measure]} favours {curve.favours_high}"
    lines = wrap_text(title, sheet.right - area.left, BODY)
    top = sheet.lines(area.left, y + 0.06, lines, BODY, colour=GREY) - 0.02
    bottom = top + height

    def place(value: float) -> float:
        inside = min(max(value, scale.low), scale.high)
        return bottom - (inside - scale.low) / (scale.high - scale.low) * height

    axes, count = area.axes, float(len(curve.points))
    for tick, label in zip(scale.ticks, scale.labels, strict=True):
        draw_line(axes, [0.0, count], [place(tick)] * 2, "grid", RULE, 0.5).set_zorder(0.4)
        base = place(tick) + RAISE
        sheet.text(area.left - 0.12, base, label, BODY, align="right")
    draw_line(axes, [0.0, count], [place(0.0)] * 2, "no-effect", INK, 1.0).set_zorder(1.5)
    draw_line(axes, [0.0, 0.0], [top, bottom], "axis", INK, 0.8)
    _draw_band(axes, curve, place)
    stroke = 2.6 if layout == "slide" else 1.8
    steps = _steps(point.estimate for point in curve.points)
    heights = [place(value) for _, value in steps]
    draw_line(axes, [x for x, _ in steps], heights, "estimates", BLUE, stroke).set_zorder(2)
    for number, (_, position) in enumerate(curve.marked):
        height_of = place(curve.points[position].estimate)
        draw_dot(axes, position + 0.5, height_of, f"marked-{number}", filled=True)
        axes.lines[-1].set(**sign_of(number))
    return bottom, (top, bottom)


def _draw_band(axes: Axes, curve: SpecificationCurve, place: Callable[[float], float]) -> None:
    low = _steps(point.ci_low for point in curve.points)
    high = _steps(point.ci_high for point in curve.points)
    corners = [(x, place(value)) for x, value in (*low, *reversed(high))]
    axes.add_patch(
        # So pale a band is lost on many a projector: its outline is dark enough to be seen.
        Polygon(
            corners, closed=True, facecolor=BLUE_TINT, edgecolor=SKY, linewidth=0.6,
            gid="intervals",
        )
    )  # fmt: skip


def _steps(values: Iterable[float]) -> list[tuple[float, float]]:
    """Corners of a step line, one unit a value; equal neighbours share one step."""
    corners: list[tuple[float, float]] = []
    x = 0.0
    for value, same in groupby(values):
        width = float(sum(1 for _ in same))
        corners += [(x, value), (x + width, value)]
        x += width
    return corners


def sign_of(number: int) -> dict[str, object]:
    filled = number == 0
    return {
        "marker": "oDs"[number],
        "markersize": 7.0,
        "linestyle": "none",
        "markerfacecolor": VERMILLION if filled else WHITE,
        "markeredgecolor": WHITE if filled else VERMILLION,
        "markeredgewidth": 0.6 if filled else 1.4,
    }
