"""The axis of responders per 100 patients, from 0 to a limit."""

from __future__ import annotations

from matplotlib.axes import Axes

from synthesis.figures.canvas.marks import draw_line
from synthesis.figures.canvas.sheet import Sheet, line_pitch
from synthesis.figures.canvas.sizes import BODY, POINT
from synthesis.figures.canvas.style import INK, RULE


def draw_share_axis(
    sheet: Sheet,
    axes: Axes,
    area: tuple[float, float, float],
    bands: list[tuple[float, float]],
) -> float:
    """Draw axis and grid below and behind the rows; returns the baseline of the axis title.

    `area` is the left edge and the width in inches, and the end of the axis; `bands` are the
    heights (top, bottom) through which the grid is drawn, in inches.
    """
    left, width, limit = area
    y = bands[-1][1]
    step = 20 if limit > 50 else 10 if limit > 20 else 5
    draw_line(axes, [0.0, limit], [y, y], "axis", INK, 0.8)
    for tick in range(0, int(limit) + 1, step):
        for top, bottom in bands:
            draw_line(axes, [tick, tick], [top, bottom], "grid", RULE, 0.5).set_zorder(0.2)
        draw_line(axes, [tick, tick], [y, y + 0.05], "tick", INK, 0.8)
        x = left + tick * width / limit
        sheet.text(x, y + 0.08 + BODY * POINT, str(tick), BODY, align="center")
    return y + (0.08 + BODY * POINT + line_pitch(BODY))
