"""Node-splitting: what direct trials, the rest of the network, and both together say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.canvas.effect_axis import draw_directions, draw_effect_axis, draw_no_effect
from synthesis.figures.canvas.effect_fields import EffectLimits
from synthesis.figures.canvas.kind_marks import Sign, draw_sign_legend
from synthesis.figures.canvas.marks import draw_diamond, draw_dot, draw_whisker
from synthesis.figures.canvas.scales import COLUMN_LABELS, EffectScale, choose_scale
from synthesis.figures.canvas.sheet import Sheet, line_pitch, page_sheet, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE
from synthesis.figures.canvas.style import BLUE, GREY, INK, VERMILLION, house_style
from synthesis.models.measure import Measure
from synthesis.words.numbers import brief_effect, count_noun, format_p

INDENT, GAP, ROW = 0.14, 0.22, 0.25
PITCH = line_pitch(BODY)
KEYS = [
    ("direct: trials of this comparison", Sign("o", BLUE, True, 7.0)),
    ("indirect: the rest of the network", Sign("o", BLUE, False, 7.0)),
    ("network: both together", Sign("D", VERMILLION, True, 8.0)),
]
NOTE = (
    "p: test of the difference between direct and indirect evidence. A large p, above all with few "
    "trials, does not show that they agree."
)


@dataclass(frozen=True)
class SplitRow:
    """One comparison: three estimates with their intervals, on the model scale.

    `p` tests the difference of direct and indirect evidence; `trials` counts the trials with
    direct evidence.
    """

    label: str
    direct: EffectLimits
    indirect: EffectLimits
    network: EffectLimits
    p: float
    trials: int

    @property
    def parts(self) -> tuple[tuple[str, str, EffectLimits], ...]:
        """Name, words and effect of the three lines, from the top."""
        direct = f"direct, {count_noun(self.trials, 'trial')}"
        return (
            ("direct", direct, self.direct),
            ("indirect", "indirect", self.indirect),
            ("network", "network", self.network),
        )


def draw_node_splits(
    rows: tuple[SplitRow, ...],
    measure: Measure,
    favours_low: str,
    favours_high: str,
    layout: Literal["wide", "narrow"],
) -> Figure:
    """Draw three lines a comparison: direct, indirect and network estimate.

    Input on the model scale (log for OR and RR), print in ratios or percentage points. ``wide``
    is 8.6 inches, ``narrow`` 3.6.

    Raises
    ------
    ValueError
        Without rows.
    """
    if not rows:
        raise ValueError("node splits need at least one comparison")
    with house_style():
        sheet = page_sheet(layout)
        draw = _draw_wide if layout == "wide" else _draw_narrow
        return draw(sheet, rows, measure, (favours_low, favours_high))


@dataclass(frozen=True)
class SplitArea:
    """The plotting area: axes, scale, left edge and width in inches."""

    axes: Axes
    scale: EffectScale
    left: float
    width: float

    @classmethod
    def make(
        cls,
        sheet: Sheet,
        rows: tuple[SplitRow, ...],
        measure: Measure,
        left: float,
        width: float,
    ) -> SplitArea:
        effects = [effect for row in rows for _, _, effect in row.parts]
        ends = [end for _, low, high in effects for end in (low, high)]
        scale = choose_scale(measure, [e for e, _, _ in effects], ends, width, _width)
        return cls(sheet.axes(left, width, (scale.low, scale.high)), scale, left, width)


def _width(text: str) -> float:
    return text_width(text, BODY)


def state_difference(row: SplitRow) -> str:
    """The test of direct against indirect evidence, as it is printed."""
    return f"difference: {format_p(row.p)}"


def format_split(measure: Measure, effect: EffectLimits) -> str:
    """Estimate and interval as they are printed."""
    return brief_effect(*effect, measure)


def _draw_wide(
    sheet: Sheet, rows: tuple[SplitRow, ...], measure: Measure, favours: tuple[str, str]
) -> Figure:
    parts = [part for row in rows for part in row.parts]
    heading = f"{COLUMN_LABELS[measure]} [95% CI]"
    room = max(_width(format_split(measure, effect)) for *_, effect in parts)
    room = max(
        room, text_width(heading, BODY, "bold"), *(_width(state_difference(r)) for r in rows)
    )
    evidence = max(_width(words) for _, words, _ in parts) + INDENT
    labels = max(text_width(row.label, BODY, "bold") for row in rows)
    left = sheet.margin + min(max(evidence, labels), 2.9) + GAP
    area = SplitArea.make(sheet, rows, measure, left, sheet.right - room - GAP - left)
    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, "Comparison and evidence", BODY, weight="bold")
    sheet.text(sheet.right, y, heading, BODY, weight="bold", align="right")
    y += 0.08
    sheet.rule(y, colour=INK, width=0.8)
    top = y
    for index, row in enumerate(rows):
        y += 0.09 + ROW / 2 + RAISE
        lines = wrap_text(row.label, left - 0.1 - sheet.margin, BODY, "bold")
        sheet.text(sheet.right, y, state_difference(row), BODY, colour=GREY, align="right")
        y = sheet.lines(sheet.margin, y, lines, BODY, weight="bold") - line_pitch(BODY) + ROW
        for name, words, effect in row.parts:
            sheet.text(sheet.margin + INDENT, y, words, BODY)
            sheet.text(sheet.right, y, format_split(measure, effect), BODY, align="right")
            draw_split_mark(area.axes, effect, name, index, y - RAISE)
            y += ROW
        y -= ROW / 2 + RAISE
        if index < len(rows) - 1:
            sheet.rule(y + 0.05)
    return _finish(sheet, area, favours, [(top, y + 0.06)])


def _draw_narrow(
    sheet: Sheet, rows: tuple[SplitRow, ...], measure: Measure, favours: tuple[str, str]
) -> Figure:
    parts = [part for row in rows for part in row.parts]
    room = max(max(_width(words), _width(format_split(measure, e))) for _, words, e in parts)
    left = sheet.margin + room + 0.16
    area = SplitArea.make(sheet, rows, measure, left, sheet.right - 0.05 - left)
    y = 0.1 + BODY * POINT
    heading = f"Evidence, {COLUMN_LABELS[measure]} [95% CI]"
    sheet.text(sheet.margin, y, heading, BODY, weight="bold")
    sheet.rule(y + 0.08, colour=INK, width=0.8)
    y += 0.27
    bands: list[tuple[float, float]] = []
    for index, row in enumerate(rows):
        whole = sheet.right - sheet.margin
        y = sheet.lines(sheet.margin, y, wrap_text(row.label, whole, BODY, "bold"), BODY,
                        weight="bold")  # fmt: skip
        sheet.text(sheet.margin, y, state_difference(row), BODY, colour=GREY)
        top = y + 0.07
        y += PITCH + 0.06
        for name, words, effect in row.parts:
            sheet.text(sheet.margin, y, words, BODY)
            sheet.text(sheet.margin, y + PITCH, format_split(measure, effect), BODY)
            draw_split_mark(area.axes, effect, name, index, y + PITCH / 2 - RAISE)
            y += 2 * PITCH + 0.06
        bands.append((top, y - PITCH + 0.02))
        y += 0.1
    return _finish(sheet, area, favours, bands)


def draw_split_mark(axes: Axes, effect: EffectLimits, name: str, index: int, y: float) -> None:
    estimate, low, high = effect
    if name == "network":
        draw_diamond(axes, y, estimate, low, high, f"network-{index}", half=0.07)
        return
    draw_whisker(axes, y, low, high, f"{name}-whisker-{index}", colour=BLUE, width=1.6)
    draw_dot(axes, estimate, y, f"{name}-{index}", filled=name == "direct")


def draw_split_axis(
    sheet: Sheet, area: SplitArea, favours: tuple[str, str], bands: list[tuple[float, float]]
) -> float:
    """Draw line of no effect, axis and directions below the bands; returns the next baseline."""
    scale, left, width = area.scale, area.left, area.width
    draw_no_effect(area.axes, bands)
    y = draw_effect_axis(sheet, area.axes, scale, left, width, bands[-1][1], BODY)
    null = left + width * (0 - scale.low) / (scale.high - scale.low)
    return draw_directions(sheet, null, y + 0.05, BODY, *favours) + 0.1


def _finish(
    sheet: Sheet, area: SplitArea, favours: tuple[str, str], bands: list[tuple[float, float]]
) -> Figure:
    y = draw_split_axis(sheet, area, favours, bands)
    y = draw_sign_legend(sheet, y, KEYS, BODY) + 0.06
    note = wrap_text(NOTE, sheet.right - sheet.margin, BODY)
    y = sheet.lines(sheet.margin, y, note, BODY, colour=GREY)
    return sheet.finish(y - PITCH + 0.12)
