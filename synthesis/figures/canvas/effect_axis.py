"""The axis of an effect plot: ticks, directions, line of no effect."""

from matplotlib.axes import Axes

from synthesis.figures.canvas.marks import draw_line
from synthesis.figures.canvas.scales import AXIS_LABELS, EffectScale
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import POINT
from synthesis.figures.canvas.style import GREY, INK

TICK = 0.05  # inches


def draw_effect_axis(
    sheet: Sheet,
    axes: Axes,
    scale: EffectScale,
    left: float,
    width: float,
    y: float,
    size: float,
    title: str = "",
) -> float:
    """The axis line at `y` with ticks, tick labels and its label below; returns the next y.

    `left` and `width` of the plotting area in inches, `size` of the labels in points; `title` is
    the label where the name of the measure is not enough.
    """
    draw_line(axes, [scale.low, scale.high], [y, y], "axis", INK, 0.8)
    inches = width / (scale.high - scale.low)
    baseline = y + TICK + 0.03 + size * POINT
    for tick, label in zip(scale.ticks, scale.labels, strict=True):
        draw_line(axes, [tick, tick], [y, y + TICK], "tick", INK, 0.8)
        half = text_width(label, size) / 2
        # A long label at the end of the axis moves inwards rather than off the page.
        inner = sheet.right + sheet.margin / 2 - half
        x = min(left + (tick - scale.low) * inches, inner)
        sheet.text(x, baseline, label, size, align="center")
    title = title or AXIS_LABELS[scale.measure]
    lines = wrap_text(title, min(width + 0.5, text_width(title, size) + 0.1), size)
    centre = min(left + width / 2, sheet.right - max(text_width(t, size) for t in lines) / 2)
    next_baseline = baseline + line_pitch(size)
    return sheet.lines(centre, next_baseline, lines, size, colour=GREY, align="center")


def draw_directions(
    sheet: Sheet, null: float, y: float, size: float, favours_low: str, favours_high: str
) -> float:
    """Say, left and right of the line of no effect at `null` inches, whom each side favours.

    Labels start at the line and run outwards, side by side where each fits on one line; else they
    stand below one another, each as near to its side as it fits. `y` is the first baseline;
    returns the next.
    """
    gap = 0.08
    low, high = f"←\u00a0{favours_low}", f"{favours_high}\u00a0→"
    room_left, room_right = null - gap - sheet.margin, sheet.right - null - gap
    fits_left = text_width(low, size) <= room_left
    fits_right = text_width(high, size) <= room_right
    whole = sheet.right - sheet.margin
    if fits_left:
        below = sheet.lines(null - gap, y, [low], size, align="right")
    else:
        below = sheet.lines(sheet.margin, y, wrap_text(low, whole, size), size)
    if fits_right:
        return sheet.lines(null + gap, y if fits_left else below, [high], size)
    return sheet.lines(sheet.right, below, wrap_text(high, whole, size), size, align="right")


def draw_no_effect(axes: Axes, bands: list[tuple[float, float]]) -> None:
    """The line of no effect, drawn through each band (top, bottom) in inches."""
    for top, bottom in bands:
        line = draw_line(axes, [0.0, 0.0], [top, bottom], "no-effect", GREY, 0.8)
        line.set_zorder(0.5)
