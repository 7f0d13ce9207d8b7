"""A legend set as a line of keys below the axis."""

from dataclasses import dataclass

from matplotlib.lines import Line2D

from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width
from synthesis.figures.canvas.sizes import POINT
from synthesis.figures.canvas.style import WHITE


@dataclass(frozen=True)
class LegendKey:
    """One entry: a stroke of `line` points, or a round dot of `dot` points, filled or open."""

    name: str
    text: str
    colour: str
    line: float
    dot: float
    filled: bool


def draw_legend(sheet: Sheet, y: float, keys: list[LegendKey], size: float) -> float:
    """Set the keys in lines from the left margin; `y` is the first baseline in inches.

    Returns the next baseline.
    """
    stroke, gap, between = 0.24, 0.07, 0.24
    x = sheet.margin
    if not keys:
        return y
    for key in keys:
        sign = stroke if key.line else 0.1
        width = sign + gap + text_width(key.text, size)
        if x > sheet.margin and x + width > sheet.right:
            x, y = sheet.margin, y + line_pitch(size) + 0.02
        middle = y - 0.36 * size * POINT
        if key.line:
            sheet.add(
                Line2D([x, x + stroke], [middle, middle], color=key.colour, linewidth=key.line)
            )
        else:
            sheet.add(
                Line2D(
                    [x + sign / 2],
                    [middle],
                    marker="o",
                    markersize=key.dot,
                    linestyle="none",
                    markerfacecolor=key.colour if key.filled else WHITE,
                    markeredgecolor=key.colour,
                    markeredgewidth=0.6 if key.filled else 1.4,
                )
            )
        sheet.text(x + sign + gap, y, key.text, size)
        x += width + between
    return y + line_pitch(size)
