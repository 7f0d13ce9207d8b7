"""What both layouts of responders per 100 share: marks, their names, axis. Lengths in inches."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.absolute.absolute_data import AbsoluteRow
from synthesis.figures.canvas.marks import draw_dot, draw_line, draw_whisker
from synthesis.figures.canvas.share_axis import draw_share_axis
from synthesis.figures.canvas.sheet import Sheet, text_width
from synthesis.figures.canvas.sizes import BODY
from synthesis.figures.canvas.style import BLUE, GREY, RULE, VERMILLION, VERMILLION_INK


def draw_marks(axes: Axes, row: AbsoluteRow, index: int, y: float, heavy: float = 1.0) -> None:
    """The two dots of a row, their join and the interval; `heavy` times as thick as on a page."""
    control, treatment = row.responders_per_100_control, row.responders_per_100_treatment
    draw_line(axes, [control, treatment], [y, y], f"join-{index}", RULE, 3.0 * heavy)
    draw_whisker(axes, y, row.low, row.high, f"whisker-{index}", colour=BLUE, width=1.3 * heavy)
    side = 8.5 * heavy
    draw_dot(axes, control, y, f"control-{index}", filled=False, side=side, colour=VERMILLION)
    draw_dot(axes, treatment, y, f"treatment-{index}", filled=True, side=6.0 * heavy)


def label_dots(sheet: Sheet, row: AbsoluteRow, left: float, inches: float, y: float) -> None:
    """Name the two dots of the first row above them, side by side even where the dots meet."""
    dots = sorted(
        [
            (row.responders_per_100_control, "control", VERMILLION_INK),
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


def finish_absolute(
    sheet: Sheet,
    axes: Axes,
    area: tuple[float, float, float],
    bands: list[tuple[float, float]],
) -> Figure:
    """Draw axis and grid below and behind the rows, and hand over the figure.

    `area` is left edge and width of the plotting area and the end of its axis; `bands` are the
    heights (top, bottom) through which the grid is drawn.
    """
    left, width, _ = area
    y = draw_share_axis(sheet, axes, area, bands)
    title = "Responders per 100 patients"
    sheet.text(left + width / 2, y, title, BODY, colour=GREY, align="center")
    return sheet.finish(y + 0.12)
