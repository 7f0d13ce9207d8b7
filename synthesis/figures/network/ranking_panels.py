"""The two panels of a ranking: scores on one axis, effects on another, a row for each treatment."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from synthesis.figures.canvas.effect_axis import draw_effect_axis, draw_no_effect
from synthesis.figures.canvas.kind_marks import KIND_SIGNS, Sign, kind_keys
from synthesis.figures.canvas.marks import draw_line, draw_whisker
from synthesis.figures.canvas.scales import EffectScale, choose_scale
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width
from synthesis.figures.canvas.sizes import BODY, POINT
from synthesis.figures.canvas.style import GREY, INK, RULE
from synthesis.models.measure import Measure
from synthesis.words.numbers import brief_effect
from synthesis.words.terms import SignName


@dataclass(frozen=True)
class RankRow:
    """One treatment, its kind and the sign of it, as in `GraphNode`.

    `p_score` from 0 to 1. `effect` is the estimate with the limits of its interval against the
    reference, on the model scale (log for OR and RR); None for the reference itself. `k` is the
    number of trials with this treatment.
    """

    label: str
    kind: str
    sign: SignName
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


def ranking_keys(rows: tuple[RankRow, ...]) -> list[tuple[str, Sign]]:
    """The keys of the legend: the kinds of treatments that occur."""
    return kind_keys((row.sign, row.kind) for row in rows)


def sort_by_score(rows: tuple[RankRow, ...]) -> tuple[RankRow, ...]:
    """Highest P-score first; rows of the same score keep their order."""
    return tuple(sorted(rows, key=lambda row: -row.p_score))


def body_width(text: str) -> float:
    """Width of a line of the body in inches."""
    return text_width(text, BODY)


def format_rank_effect(row: RankRow, measure: Measure) -> str:
    """Estimate and interval as they are printed; “reference” for the reference."""
    if not row.effect:
        return "reference"
    return brief_effect(*row.effect, measure)


def make_panels(
    sheet: Sheet,
    rows: tuple[RankRow, ...],
    measure: Measure,
    score_area: tuple[float, float],
    effect_area: tuple[float, float],
) -> Panels:
    """The panels with the scale that holds the effects of all rows; areas are (left, width)."""
    effects = [row.effect for row in rows if row.effect]
    ends = [end for _, low, high in effects for end in (low, high)]
    scale = choose_scale(measure, [e for e, _, _ in effects], ends, effect_area[1], body_width)
    return Panels(
        scores=sheet.axes(*score_area, (0.0, 1.0)),
        effects=sheet.axes(*effect_area, (scale.low, scale.high)),
        scale=scale,
        score_area=score_area,
        effect_area=effect_area,
    )


def draw_rank_marks(panels: Panels, row: RankRow, index: int, y: float) -> None:
    """The score with its stem and the effect with its whisker, `y` inches from the top."""
    sign = KIND_SIGNS[row.sign]
    draw_line(panels.scores, [0.0, row.p_score], [y, y], f"stem-{index}", RULE, 2.0)
    panels.scores.add_line(sign.draw([row.p_score], [y], f"score-{index}"))
    if row.effect:
        estimate, low, high = row.effect
        draw_whisker(panels.effects, y, low, high, f"whisker-{index}", colour=sign.colour,
                     width=1.6)  # fmt: skip
        panels.effects.add_line(sign.draw([estimate], [y], f"effect-{index}"))


def draw_axes(sheet: Sheet, panels: Panels, bands: list[tuple[float, float]], y: float) -> float:
    """Draw both axes at `y` inches and the line of no effect; returns the next baseline."""
    draw_no_effect(panels.effects, bands)
    _draw_score_axis(sheet, panels, bands, y)
    return draw_effect_axis(sheet, panels.effects, panels.scale, *panels.effect_area, y, BODY)


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
