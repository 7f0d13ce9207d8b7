"""What both layouts of an overview share: marks, axis, directions, legend. Lengths in inches."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.canvas.effect_axis import draw_directions, draw_effect_axis, draw_no_effect
from synthesis.figures.canvas.legend import LegendKey, draw_legend
from synthesis.figures.canvas.marks import draw_dot, draw_whisker
from synthesis.figures.canvas.scales import EffectScale
from synthesis.figures.canvas.sheet import Sheet, line_pitch
from synthesis.figures.canvas.sizes import BODY
from synthesis.figures.canvas.style import BLUE, SKY
from synthesis.figures.overview.overview_data import OverviewRow, OverviewWords

INDENT = 0.12
_INTERVAL, _PREDICTION, _DOT = 2.2, 1.1, 7.0  # points


@dataclass(frozen=True)
class OverviewFrame:
    """The plotting area of an overview and the bands (top, bottom) that its rows fill."""

    axes: Axes
    scale: EffectScale
    left: float
    width: float
    bands: list[tuple[float, float]]

    @property
    def bottom(self) -> float:
        """Where the axis stands."""
        return self.bands[-1][1]


def draw_marks(axes: Axes, row: OverviewRow, index: int, y: float, heavy: float = 1.0) -> None:
    """The dot and intervals of one row; strokes are `heavy` times as thick as on a page."""
    if not row.effect:
        return
    estimate, low, high = row.effect
    if row.prediction:
        ends, gid = row.prediction, f"prediction-{index}"
        draw_whisker(axes, y, *ends, gid, colour=SKY, width=_PREDICTION * heavy)
    draw_whisker(
        axes, y, low, high, f"whisker-{index}", colour=BLUE, width=_INTERVAL * heavy, arrow=6.0
    )
    filled = row.status == "pooled"
    draw_dot(axes, estimate, y, f"dot-{index}", filled=filled, side=_DOT * heavy)


def finish_overview(
    sheet: Sheet,
    drawn: OverviewFrame,
    rows: tuple[OverviewRow, ...],
    sides: tuple[str, str],
    words: OverviewWords,
    heavy: float = 1.0,
) -> Figure:
    """Set axis, directions and legend below the rows, and hand over the figure.

    The legend names what `rows` draw; `sides` are the labels left and right of no effect.
    """
    scale, left, width = drawn.scale, drawn.left, drawn.width
    draw_no_effect(drawn.axes, drawn.bands)
    y = draw_effect_axis(sheet, drawn.axes, scale, left, width, drawn.bottom, BODY, words.axis)
    null = left + width * (0 - scale.low) / (scale.high - scale.low)
    y = draw_directions(sheet, null, y + 0.05, BODY, *sides) + 0.1
    y = draw_legend(sheet, y, _keys(rows, words, heavy), BODY)
    return sheet.finish(y - line_pitch(BODY) + 0.12)


def _keys(rows: tuple[OverviewRow, ...], words: OverviewWords, heavy: float) -> list[LegendKey]:
    shown: set[str] = {row.status for row in rows}
    if shown != {"none"}:
        shown |= {"interval"}
    if any(row.prediction for row in rows):
        shown |= {"prediction"}
    keys = (
        LegendKey("pooled", words.filled, BLUE, 0, _DOT, True),
        LegendKey("single", words.open, BLUE, 0, _DOT, False),
        LegendKey("interval", "95% CI", BLUE, _INTERVAL * heavy, 0, True),
        LegendKey("prediction", "95% prediction interval", SKY, _PREDICTION * heavy, 0, True),
    )
    return [key for key in keys if key.name in shown]
