"""Curves, bands and marks of trials inside the frame of a dose-response figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from synthesis.figures.canvas.marks import draw_line
from synthesis.figures.canvas.style import INK, SKY, WHITE
from synthesis.figures.dose.dose_frame import STROKES, Frame

_CARET_UP, _CARET_DOWN = 10, 11  # matplotlib's carets with the base at the point
BAND = "#D3E6F3"  # BLUE on white, pale enough for print on top
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p", "h", "*")


def draw_curve(
    frame: Frame,
    doses: Sequence[float],
    values: Sequence[float],
    gid: str,
    stroke: int,
    width: float,
) -> Line2D:
    """A curve through the points, in the colour and dashes of `stroke`; `width` in points."""
    colour, dashes = STROKES[stroke % len(STROKES)]
    places = [frame.up(value) for value in values]
    line = draw_line(frame.axes, list(doses), places, gid, colour, width)
    if dashes:
        line.set_dashes(dashes)
    line.set_zorder(2)
    return line


def draw_band(
    frame: Frame,
    doses: Sequence[float],
    low: Sequence[float | None],
    high: Sequence[float | None],
    gid: str,
) -> None:
    """The band between two curves; where there is no limit it runs to the end of the axis.

    Its limits are lines besides, as so pale a band is lost on many a projector; an edge that the
    axis cuts is no limit and has none.
    """
    lower = [frame.up(-math.inf if value is None else value) for value in low]
    upper = [frame.up(math.inf if value is None else value) for value in high]
    corners = [*zip(doses, lower, strict=True), *reversed(list(zip(doses, upper, strict=True)))]
    frame.axes.add_patch(Polygon(corners, closed=True, facecolor=BAND, linewidth=0, gid=gid))
    for side, values in (("low", low), ("high", high)):
        edge = [
            math.nan
            if value is None or not frame.scale.low <= value <= frame.scale.high
            else frame.up(value)
            for value in values
        ]
        draw_line(frame.axes, list(doses), edge, f"{gid}-{side}", SKY, 0.8).set_zorder(1.5)


def draw_point(
    frame: Frame,
    dose: float,
    estimate: float,
    low: float,
    high: float,
    gid: str,
    marker: str,
    side: float,
    stroke: float = 1.0,
) -> None:
    """An odds ratio with its interval upright; an arrowhead where the interval leaves the axis.

    `side` of the mark and `stroke` of the interval in points.
    """
    ends = [frame.up(low), frame.up(high)]
    draw_line(frame.axes, [dose, dose], ends, f"whisker-{gid}", INK, stroke).set_zorder(3)
    for value, y, caret, leaves in (
        (low, ends[0], _CARET_DOWN, low < frame.scale.low),
        (high, ends[1], _CARET_UP, high > frame.scale.high),
    ):
        if leaves and not math.isnan(value):
            _draw_marker(frame.axes, dose, y, f"arrow-{gid}", caret, 5.0)
    _draw_marker(frame.axes, dose, frame.up(estimate), f"point-{gid}", marker, side)


def _draw_marker(axes: Axes, x: float, y: float, gid: str, marker: object, side: float) -> None:
    axes.add_line(
        Line2D(
            [x],
            [y],
            marker=marker,  # type: ignore[arg-type]
            markersize=side,
            linestyle="none",
            color=INK,
            markeredgecolor=WHITE,
            markeredgewidth=0.6,
            gid=gid,
            zorder=4,
            clip_on=False,
        )
    )


def spread_places(places: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Move places apart until they lie `gap` from each other, between `top` and `bottom`.

    They keep their order, and stay as near to where they were as that allows. Places that
    need more room than there is run on below `bottom`.
    """
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    moved = [max(places[index], top) for index in order]
    for index in range(1, len(moved)):
        moved[index] = max(moved[index], moved[index - 1] + gap)
    if moved and moved[-1] > bottom:
        moved[-1] = bottom
        for index in range(len(moved) - 2, -1, -1):
            moved[index] = min(moved[index], moved[index + 1] - gap)
        if moved[0] < top:
            moved = [top + gap * index for index in range(len(moved))]
    assert all(b - a > gap - 1e-9 for a, b in pairwise(moved))
    found = [0.0] * len(places)
    for index, place in zip(order, moved, strict=True):
        found[index] = place
    return found
