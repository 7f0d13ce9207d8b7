"""What every layout of harms shares: the axis, the marks of a comparison, the legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.canvas.effect_axis import (
    TICK,
    draw_directions,
    draw_effect_axis,
    draw_no_effect,
)
from synthesis.figures.canvas.legend import LegendKey, draw_legend
from synthesis.figures.canvas.marks import draw_dot, draw_whisker
from synthesis.figures.canvas.scales import EffectScale, choose_scale
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width
from synthesis.figures.canvas.sizes import BODY, POINT
from synthesis.figures.canvas.style import BLUE
from synthesis.figures.harms.harms_data import HarmRow, HarmWords

INDENT = 0.12  # inches
DOT = 5.5  # points; a larger one would hide a narrow interval


@dataclass(frozen=True)
class HarmsFrame:
    """Rows that are set: axes on their scale, place of the axis, bands of rows, lower end."""

    axes: Axes
    scale: EffectScale
    left: float
    width: float
    bands: tuple[tuple[float, float], ...]
    bottom: float


def width_of(text: str) -> float:
    """Inches of a line of body text."""
    return text_width(text, BODY)


def choose_harm_scale(rows: Sequence[HarmRow], width: float) -> EffectScale:
    """The axis of risk ratios for all rows, `width` inches long."""
    effects = [row.effect for row in rows if row.effect]
    ends = [end for _, low, high in effects for end in (low, high)]
    return choose_scale("RR", [e for e, _, _ in effects], ends, width, width_of)


def draw_harm(axes: Axes, row: HarmRow, index: int, y: float) -> None:
    """Dot and whisker of one comparison; nothing where it has no ratio."""
    if not row.effect:
        return
    estimate, low, high = row.effect
    draw_whisker(axes, y, low, high, f"whisker-{index}", colour=BLUE, width=2.2, arrow=6.0)
    draw_dot(axes, estimate, y, f"dot-{index}", filled=row.k > 1, side=DOT)


def finish_harms(
    sheet: Sheet,
    drawn: HarmsFrame,
    rows: Sequence[HarmRow],
    words: HarmWords,
    legend_beside: bool = False,
) -> Figure:
    """Axis, directions and legend below the rows; `rows` are those the legend speaks of.

    With `legend_beside` the legend stands left of the axis, where there is room for it.
    """
    scale = drawn.scale
    draw_no_effect(drawn.axes, list(drawn.bands))
    y = draw_effect_axis(sheet, drawn.axes, scale, drawn.left, drawn.width, drawn.bottom, BODY)
    null = drawn.left + drawn.width * (0 - scale.low) / (scale.high - scale.low)
    y = draw_directions(sheet, null, y + 0.05, BODY, words.low, words.high)
    keys = _keys(rows)
    # The first tick label may reach a little beyond the axis.
    if legend_beside and sheet.margin + _legend_width(keys) < drawn.left - 0.3:
        draw_legend(sheet, drawn.bottom + TICK + 0.03 + BODY * POINT, keys, BODY)
    else:
        y = draw_legend(sheet, y + 0.1, keys, BODY)
    return sheet.finish(y - line_pitch(BODY) + 0.12)


def _keys(rows: Sequence[HarmRow]) -> list[LegendKey]:
    shown = {row.k > 1 for row in rows if row.effect}
    keys = [
        LegendKey("pooled", "several trials", BLUE, 0, DOT, True),
        LegendKey("single", "single trial", BLUE, 0, DOT, False),
    ]
    legend = [key for key in keys if key.filled in shown]
    if shown:
        legend.append(LegendKey("interval", "95% CI", BLUE, 2.2, 0, True))
    return legend


def _legend_width(keys: Sequence[LegendKey]) -> float:
    """Inches, no less than `draw_legend` takes for the keys in one line."""
    return sum(width_of(key.text) + 0.55 for key in keys)
