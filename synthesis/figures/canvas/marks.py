"""The marks of effect plots: squares, dots, whiskers, diamond, prediction bar.

x is on the scale of the axes, y in inches from the top of the sheet (see ``sheet.Sheet.axes``).
Each mark carries a group id, so that tests and readers of the SVG find it by name. A mark never
leaves the limits of its axis: where an interval does, an arrowhead stands at the limit.
"""

import math
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from synthesis.figures.canvas.style import BLUE, INK, VERMILLION, VERMILLION_TINT, WHITE

SMALLEST_SQUARE, LARGEST_SQUARE = 3.5, 11.0  # points, side
_CARET_LEFT: Literal[8] = 8  # matplotlib's carets with the base at the point, the tip outwards
_CARET_RIGHT: Literal[9] = 9


def draw_line(
    axes: Axes, x: list[float], y: list[float], gid: str, colour: str = INK, width: float = 1.1
) -> Line2D:
    """A straight line through the points; `width` in points."""
    line = Line2D(x, y, color=colour, linewidth=width, gid=gid, solid_capstyle="butt")
    # Not add_line, which also widens the data limits: the sheet has set them, and it takes longer.
    axes.add_artist(line)
    return line


def draw_whisker(
    axes: Axes,
    y: float,
    low: float,
    high: float,
    gid: str,
    *,
    colour: str = INK,
    width: float = 1.1,
    arrow: float = 5.0,
) -> None:
    """An interval as a line, cut at the limits of the axis with an arrowhead there.

    `width` and `arrow` in points. An interval with an end that is not a number is not drawn.
    """
    if math.isnan(low) or math.isnan(high):
        return
    least, most = axes.get_xlim()
    left, right = min(max(low, least), most), max(min(high, most), least)
    draw_line(axes, [left, right], [y, y], gid, colour, width)
    _draw_arrowheads(axes, y, low, high, f"{gid}-arrow", colour, arrow)


def _draw_arrowheads(
    axes: Axes, y: float, low: float, high: float, gid: str, colour: str, size: float
) -> None:
    least, most = axes.get_xlim()
    for x, marker, leaves, side in (
        (least, _CARET_LEFT, low < least, "low"),
        (most, _CARET_RIGHT, high > most, "high"),
    ):
        if leaves:
            axes.add_line(
                Line2D(
                    [x],
                    [y],
                    marker=marker,
                    markersize=size,
                    color=colour,
                    markeredgewidth=0,
                    linestyle="none",
                    gid=f"{gid}-{side}",
                    clip_on=False,
                )
            )


def draw_square(
    axes: Axes, x: float, y: float, gid: str, share: float, largest: float = LARGEST_SQUARE
) -> None:
    """An estimate as a square whose area is `share` (0 to 1) of the largest.

    `largest` is the side in points of a square with share 1; no side is below 3.5 points.
    """
    if not math.isfinite(x):
        return
    side = max(SMALLEST_SQUARE, largest * math.sqrt(max(share, 0.0)))
    _draw_marker(axes, x, y, gid, "s", side, True)


def draw_dot(
    axes: Axes, x: float, y: float, gid: str, *, filled: bool, side: float = 7.0, colour: str = BLUE
) -> None:
    """An estimate as a round dot, filled or open; `side` is its diameter in points."""
    if math.isfinite(x):
        _draw_marker(axes, x, y, gid, "o", side, filled, colour)


def _draw_marker(
    axes: Axes,
    x: float,
    y: float,
    gid: str,
    marker: str,
    side: float,
    filled: bool,
    colour: str = BLUE,
) -> None:
    edge = 0.6 if filled else 1.4
    axes.add_line(
        Line2D(
            [x],
            [y],
            marker=marker,
            markersize=side,
            linestyle="none",
            gid=gid,
            zorder=3,
            markerfacecolor=colour if filled else WHITE,
            markeredgewidth=edge,
            markeredgecolor=WHITE if filled else colour,
            clip_on=False,
        )
    )


def draw_diamond(
    axes: Axes, y: float, estimate: float, low: float, high: float, gid: str, half: float = 0.085
) -> None:
    """A pooled estimate as a diamond from `low` to `high`, `half` inches above and below `y`.

    Where the interval leaves the axis, the corner is cut at the limit and an arrowhead added.
    """
    if not math.isfinite(estimate) or math.isnan(low) or math.isnan(high):
        return
    least, most = axes.get_xlim()
    upper: list[tuple[float, float]] = []
    for end, limit, leaves in ((low, least, low < least), (high, most, high > most)):
        if not leaves:
            upper.append((end, 0.0))
            continue
        fraction = 0.5 if math.isinf(end) else (end - limit) / (end - estimate)
        upper.append((limit, half * fraction))
    (left, left_half), (right, right_half) = upper
    corners = [(left, y - left_half), (estimate, y - half), (right, y - right_half)]
    corners += [(right, y + right_half), (estimate, y + half), (left, y + left_half)]
    corners = list(dict.fromkeys(corners))
    axes.add_patch(
        Polygon(
            corners,
            closed=True,
            facecolor=VERMILLION,
            edgecolor=VERMILLION,
            linewidth=0.4,
            gid=gid,
            zorder=3,
        )
    )
    _draw_arrowheads(axes, y, low, high, f"{gid}-arrow", VERMILLION, 6)


def draw_prediction_bar(
    axes: Axes, y: float, low: float, high: float, gid: str, half: float = 0.035
) -> None:
    """A prediction interval as a pale, outlined bar with end caps: no diamond, no whisker."""
    if math.isnan(low) or math.isnan(high):
        return
    least, most = axes.get_xlim()
    left, right = max(low, least), min(high, most)
    axes.add_patch(
        Polygon(
            [(left, y - half), (right, y - half), (right, y + half), (left, y + half)],
            closed=True,
            facecolor=VERMILLION_TINT,
            edgecolor=VERMILLION,
            linewidth=0.7,
            gid=gid,
        )
    )
    _draw_arrowheads(axes, y, low, high, f"{gid}-arrow", VERMILLION, 6)
    for end, inside, side in ((left, low >= least, "low"), (right, high <= most, "high")):
        if inside:
            cap = [y - 2 * half, y + 2 * half]
            draw_line(axes, [end, end], cap, f"{gid}-cap-{side}", VERMILLION, 1.2)
