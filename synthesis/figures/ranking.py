"""Treatments in the order of their P-scores, with the effect beside each score."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.effect_axis import draw_effect_axis, draw_no_effect
from synthesis.figures.forest_data import count_noun
from synthesis.figures.kind_marks import (
    KIND_SIGNS,
    NodeKind,
    draw_sign_legend,
    kind_keys,
    name_placebo,
)
from synthesis.figures.marks import draw_line, draw_whisker
from synthesis.figures.scales import (
    COLUMN_LABELS,
    EffectScale,
    Measure,
    choose_scale,
    format_effect,
    format_interval,
)
from synthesis.figures.sheet import POINT, Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.style import GREY, INK, RULE, house_style

WIDE, NARROW = 8.6, 3.6  # inches
BODY = 9.0  # points
GAP, ROW = 0.2, 0.29
SECOND, BETWEEN, BAND = 0.215, 0.28, 0.1  # narrow layout; see forest_narrow
RAISE = 0.36 * BODY * POINT
WARNING = (
    "A rank is not a size: treatments that hardly differ can stand far apart in the order. "
    "Look at the effects and their intervals first."
)
MEANING = "P-score: 0, certainly worse than all others; 1, certainly better than all others."


@dataclass(frozen=True)
class RankRow:
    """One treatment.

    `p_score` from 0 to 1. `effect` is the estimate with the limits of its interval against the
    reference, on the model scale (log for OR and RR); None for the reference itself. `k` is the
    number of trials with this treatment.
    """

    label: str
    kind: NodeKind
    p_score: float
    effect: tuple[float, float, float] | None
    k: int

    def __post_init__(self) -> None:
        if not 0 <= self.p_score <= 1:
            raise ValueError(f"{self.label}: the P-score {self.p_score} is not from 0 to 1")


@dataclass(frozen=True)
class Panels:
    """The two plotting areas, scores and effects, with left edge and width in inches."""

    scores: Axes
    effects: Axes
    scale: EffectScale
    score_area: tuple[float, float]
    effect_area: tuple[float, float]


def draw_ranking(
    rows: tuple[RankRow, ...],
    measure: Measure,
    reference: str,
    layout: Literal["wide", "narrow"],
) -> Figure:
    """Draw the P-scores, highest first, and beside them the effects against `reference`.

    Rows of the same score keep their order. Effects come on the model scale and are printed as
    ratios or percentage points. ``wide`` is 8.6 inches, ``narrow`` 3.6.

    Raises
    ------
    ValueError
        Without rows.
    """
    if not rows:
        raise ValueError("a ranking needs at least one row")
    ranked = sort_by_score(rows)
    with house_style():
        sheet = Sheet(WIDE, 0.12) if layout == "wide" else Sheet(NARROW, 0.1)
        draw = _draw_wide if layout == "wide" else _draw_narrow
        panels, bands, y = draw(sheet, ranked, measure, reference)
        draw_no_effect(panels.effects, bands)
        _draw_score_axis(sheet, panels, bands, y)
        y = draw_effect_axis(sheet, panels.effects, panels.scale, *panels.effect_area, y, BODY)
        placebo = name_placebo((row.kind, row.label) for row in rows)
        keys = kind_keys((row.kind for row in rows), placebo)
        y = draw_sign_legend(sheet, y + 0.08, keys, BODY) + 0.08
        whole = sheet.right - sheet.margin
        y = sheet.lines(sheet.margin, y, wrap_text(WARNING, whole, BODY, "bold"), BODY,
                        weight="bold")  # fmt: skip
        y = sheet.lines(sheet.margin, y + 0.03, wrap_text(MEANING, whole, BODY), BODY, colour=GREY)
        return sheet.finish(y - line_pitch(BODY) + 0.12)


def sort_by_score(rows: tuple[RankRow, ...]) -> tuple[RankRow, ...]:
    """Highest P-score first; rows of the same score keep their order."""
    return tuple(sorted(rows, key=lambda row: -row.p_score))


def _width(text: str) -> float:
    return text_width(text, BODY)


def _effect(row: RankRow, measure: Measure) -> str:
    if not row.effect:
        return "reference"
    estimate, low, high = row.effect
    if math.isnan(estimate):
        return format_effect(measure, estimate)
    return f"{format_effect(measure, estimate)} {format_interval(measure, low, high)}"


def _panels(
    sheet: Sheet,
    rows: tuple[RankRow, ...],
    measure: Measure,
    score_area: tuple[float, float],
    effect_area: tuple[float, float],
) -> Panels:
    effects = [row.effect for row in rows if row.effect]
    ends = [end for _, low, high in effects for end in (low, high)]
    scale = choose_scale(measure, [e for e, _, _ in effects], ends, effect_area[1], _width)
    return Panels(
        scores=sheet.axes(*score_area, (0.0, 1.0)),
        effects=sheet.axes(*effect_area, (scale.low, scale.high)),
        scale=scale,
        score_area=score_area,
        effect_area=effect_area,
    )


Drawn = tuple[Panels, list[tuple[float, float]], float]


def _draw_wide(sheet: Sheet, rows: tuple[RankRow, ...], measure: Measure, reference: str) -> Drawn:
    texts = [_effect(row, measure) for row in rows]
    heading = f"{COLUMN_LABELS[measure]} [95% CI]"
    text_room = max(text_width(heading, BODY, "bold"), *map(_width, texts))
    label_room = min(max(_width(row.label) for row in rows), 2.3) + 0.02
    label_room = max(label_room, text_width("Treatment", BODY, "bold"))
    trials = sheet.margin + label_room + GAP + text_width("Trials", BODY, "bold")
    score = trials + 0.12 + text_width("P-score", BODY, "bold")
    score_area = (score + 0.16, 1.3)
    left = score_area[0] + score_area[1] + GAP + 0.14
    effect_area = (left, sheet.right - text_room - 0.18 - left)
    panels = _panels(sheet, rows, measure, score_area, effect_area)

    y = 0.1 + BODY * POINT
    against = wrap_text(f"Against {reference}", effect_area[1] + 0.2, BODY, "bold")
    middle = effect_area[0] + effect_area[1] / 2
    y = sheet.lines(middle, y, against, BODY, weight="bold", align="center") - line_pitch(BODY)
    for x, text in ((trials, "Trials"), (score, "P-score"), (sheet.right, heading)):
        sheet.text(x, y, text, BODY, weight="bold", align="right")
    sheet.text(sheet.margin, y, "Treatment", BODY, weight="bold")
    y += 0.08
    sheet.rule(y, colour=INK, width=0.8)
    top = y
    y += 0.05
    for index, (row, text) in enumerate(zip(rows, texts, strict=True)):
        base = y + ROW / 2 + RAISE
        lines = wrap_text(row.label, label_room, BODY)
        sheet.lines(sheet.margin, base, lines, BODY)
        sheet.text(trials, base, str(row.k), BODY, align="right")
        sheet.text(score, base, f"{row.p_score:.2f}", BODY, align="right")
        sheet.text(sheet.right, base, text, BODY, align="right",
                   colour=INK if row.effect else GREY)  # fmt: skip
        _draw_marks(panels, row, index, base - RAISE)
        y += ROW + (len(lines) - 1) * line_pitch(BODY)
    return panels, [(top, y + 0.05)], y + 0.05


def _draw_narrow(
    sheet: Sheet, rows: tuple[RankRow, ...], measure: Measure, reference: str
) -> Drawn:
    trials_room = max(_width(count_noun(row.k, "trial")) for row in rows)
    score = sheet.margin + trials_room + 0.12 + _width("0.00")
    score_area = (score + 0.13, 0.78)
    left = score_area[0] + score_area[1] + 0.24
    panels = _panels(sheet, rows, measure, score_area, (left, sheet.right - 0.05 - left))
    y = 0.1 + BODY * POINT
    whole = sheet.right - sheet.margin
    lines = wrap_text(f"Effects against {reference}", whole, BODY)
    y = sheet.lines(sheet.margin, y, lines, BODY, colour=GREY) + 0.05
    sheet.text(sheet.margin, y, "Treatment", BODY, weight="bold")
    heading = f"{COLUMN_LABELS[measure]} [95% CI]"
    sheet.text(sheet.right, y, heading, BODY, weight="bold", align="right")
    y += line_pitch(BODY)
    sheet.text(score, y, "P-score", BODY, colour=GREY, align="right")
    sheet.rule(y + 0.07, colour=INK, width=0.8)
    y += 0.27
    bands: list[tuple[float, float]] = []
    for index, row in enumerate(rows):
        text = _effect(row, measure)
        sheet.text(sheet.right, y, text, BODY, align="right", colour=INK if row.effect else GREY)
        lines = wrap_text(row.label, whole - _width(text) - 0.12, BODY)
        y = sheet.lines(sheet.margin, y, lines, BODY) - line_pitch(BODY) + SECOND
        sheet.text(sheet.margin, y, count_noun(row.k, "trial"), BODY, colour=GREY)
        sheet.text(score, y, f"{row.p_score:.2f}", BODY, align="right")
        middle = y - RAISE
        _draw_marks(panels, row, index, middle)
        bands.append((middle - BAND, middle + BAND))
        y += BETWEEN
    y -= 0.16
    bands.append((bands.pop()[0], y))
    return panels, bands, y


def _draw_marks(panels: Panels, row: RankRow, index: int, y: float) -> None:
    sign = KIND_SIGNS[row.kind]
    draw_line(panels.scores, [0.0, row.p_score], [y, y], f"stem-{index}", RULE, 2.0)
    panels.scores.add_line(sign.draw([row.p_score], [y], f"score-{index}"))
    if row.effect:
        estimate, low, high = row.effect
        draw_whisker(panels.effects, y, low, high, f"whisker-{index}", colour=sign.colour,
                     width=1.6)  # fmt: skip
        panels.effects.add_line(sign.draw([estimate], [y], f"effect-{index}"))


def _draw_score_axis(
    sheet: Sheet, panels: Panels, bands: list[tuple[float, float]], y: float
) -> None:
    axes, (left, width) = panels.scores, panels.score_area
    draw_line(axes, [0.0, 1.0], [y, y], "axis", INK, 0.8)
    base = y + 0.08 + BODY * POINT
    for tick in (0.0, 0.5, 1.0):
        for top, bottom in bands:
            draw_line(axes, [tick, tick], [top, bottom], "grid", RULE, 0.5).set_zorder(0.2)
        draw_line(axes, [tick, tick], [y, y + 0.05], "tick", INK, 0.8)
        sheet.text(left + tick * width, base, f"{tick:g}", BODY, align="center")
    title = base + line_pitch(BODY)
    sheet.text(left + width / 2, title, "P-score", BODY, colour=GREY, align="center")
