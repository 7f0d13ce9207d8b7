"""Treatments in the order of their P-scores, with the effect beside each score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matplotlib.figure import Figure

from synthesis.figures.canvas.kind_marks import draw_sign_legend
from synthesis.figures.canvas.scales import COLUMN_LABELS
from synthesis.figures.canvas.sheet import (
    Sheet,
    balance_text,
    line_pitch,
    page_sheet,
    text_width,
    wrap_text,
)
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE, WIDE
from synthesis.figures.canvas.style import GREY, INK, house_style
from synthesis.figures.network.ranking_panels import (
    Panels,
    RankRow,
    body_width,
    draw_axes,
    draw_rank_marks,
    format_rank_effect,
    make_panels,
    ranking_keys,
    sort_by_score,
)
from synthesis.models.measure import Measure
from synthesis.words.numbers import count_noun

__all__ = ["RankRow", "WideForm", "draw_ranking", "draw_wide_rows", "sort_by_score"]

GAP = 0.2
SECOND, BETWEEN, BAND = 0.215, 0.28, 0.1  # narrow layout; see forest_narrow
WARNING = (
    "A rank is not a size: treatments that hardly differ can stand far apart in the order. "
    "Look at the effects and their intervals first."
)
MEANING = "P-score: 0, certainly worse than all others; 1, certainly better than all others."


@dataclass(frozen=True)
class WideForm:
    """Lengths of a wide ranking in inches: sheet, pitch of the rows, most room for labels, scores.

    `trials` says whether there is a column with the number of trials; `least_room` is the least
    for labels.
    """

    width: float
    row: float
    label_room: float
    score_width: float
    trials: bool
    least_room: float = 0.0


WIDE_FORM = WideForm(WIDE, row=0.29, label_room=2.3, score_width=1.3, trials=True)


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
        sheet = page_sheet(layout)
        if layout == "wide":
            drawn = draw_wide_rows(sheet, ranked, ranked, measure, reference, WIDE_FORM)
        else:
            drawn = _draw_narrow(sheet, ranked, measure, reference)
        y = draw_axes(sheet, *drawn)
        y = draw_sign_legend(sheet, y + 0.08, ranking_keys(rows), BODY) + 0.08
        whole = sheet.right - sheet.margin
        y = sheet.lines(sheet.margin, y, balance_text(WARNING, whole, BODY, "bold"), BODY,
                        weight="bold")  # fmt: skip
        y = sheet.lines(sheet.margin, y + 0.03, wrap_text(MEANING, whole, BODY), BODY, colour=GREY)
        return sheet.finish(y - line_pitch(BODY) + 0.12)


RankingFrame = tuple[Panels, list[tuple[float, float]], float]


def draw_wide_rows(
    sheet: Sheet,
    rows: tuple[RankRow, ...],
    every: tuple[RankRow, ...],
    measure: Measure,
    reference: str,
    form: WideForm,
) -> RankingFrame:
    """Draw `rows` of a ranking, with the columns and the scale that hold `every` row of it.

    Returns the panels, the bands (top, bottom) they fill, and where the axes stand, in inches.
    """
    heading = f"{COLUMN_LABELS[measure]} [95% CI]"
    text_room = max(body_width(format_rank_effect(row, measure)) for row in every)
    text_room = max(text_room, text_width(heading, BODY, "bold"))
    label_room = min(max(body_width(row.label) for row in every), form.label_room) + 0.02
    label_room = max(label_room, form.least_room, text_width("Treatment", BODY, "bold"))
    trials = sheet.margin + label_room
    if form.trials:
        trials += GAP + text_width("Trials", BODY, "bold")
    score = trials + 0.12 + text_width("P-score", BODY, "bold")
    score_area = (score + 0.16, form.score_width)
    left = score_area[0] + score_area[1] + GAP + 0.14
    effect_area = (left, sheet.right - text_room - 0.18 - left)
    panels = make_panels(sheet, every, measure, score_area, effect_area)

    y = 0.1 + BODY * POINT
    against = wrap_text(f"Against {reference}", effect_area[1] + 0.2, BODY, "bold")
    middle = effect_area[0] + effect_area[1] / 2
    y = sheet.lines(middle, y, against, BODY, weight="bold", align="center") - line_pitch(BODY)
    headings = [(score, "P-score"), (sheet.right, heading)]
    for x, text in [(trials, "Trials"), *headings] if form.trials else headings:
        sheet.text(x, y, text, BODY, weight="bold", align="right")
    sheet.text(sheet.margin, y, "Treatment", BODY, weight="bold")
    y += 0.08
    sheet.rule(y, colour=INK, width=0.8)
    top = y
    y += 0.05
    for index, row in enumerate(rows):
        base = y + form.row / 2 + RAISE
        lines = wrap_text(row.label, label_room, BODY)
        sheet.lines(sheet.margin, base, lines, BODY)
        if form.trials:
            sheet.text(trials, base, str(row.k), BODY, align="right")
        sheet.text(score, base, f"{row.p_score:.2f}", BODY, align="right")
        sheet.text(sheet.right, base, format_rank_effect(row, measure), BODY, align="right",
                   colour=INK if row.effect else GREY)  # fmt: skip
        draw_rank_marks(panels, row, index, base - RAISE)
        y += form.row + (len(lines) - 1) * line_pitch(BODY)
    return panels, [(top, y + 0.05)], y + 0.05


def _draw_narrow(
    sheet: Sheet, rows: tuple[RankRow, ...], measure: Measure, reference: str
) -> RankingFrame:
    trials_room = max(body_width(count_noun(row.k, "trial")) for row in rows)
    score = sheet.margin + trials_room + 0.12 + body_width("0.00")
    score_area = (score + 0.13, 0.78)
    left = score_area[0] + score_area[1] + 0.24
    panels = make_panels(sheet, rows, measure, score_area, (left, sheet.right - 0.05 - left))
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
        text = format_rank_effect(row, measure)
        sheet.text(sheet.right, y, text, BODY, align="right", colour=INK if row.effect else GREY)
        lines = wrap_text(row.label, whole - body_width(text) - 0.12, BODY)
        y = sheet.lines(sheet.margin, y, lines, BODY) - line_pitch(BODY) + SECOND
        sheet.text(sheet.margin, y, count_noun(row.k, "trial"), BODY, colour=GREY)
        sheet.text(score, y, f"{row.p_score:.2f}", BODY, align="right")
        middle = y - RAISE
        draw_rank_marks(panels, row, index, middle)
        bands.append((middle - BAND, middle + BAND))
        y += BETWEEN
    y -= 0.16
    bands.append((bands.pop()[0], y))
    return panels, bands, y
