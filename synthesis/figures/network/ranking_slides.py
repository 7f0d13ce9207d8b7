"""A ranking for the slide area: score, effect, and that a rank is not a size."""

from __future__ import annotations

import math

from matplotlib.figure import Figure

from synthesis.figures.canvas.kind_marks import draw_sign_legend
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT
from synthesis.figures.canvas.slide_area import choose_pitch
from synthesis.figures.canvas.slide_groups import draw_groups
from synthesis.figures.canvas.style import house_style
from synthesis.figures.network.ranking import WideForm, draw_wide_rows
from synthesis.figures.network.ranking_panels import RankRow, draw_axes, ranking_keys, sort_by_score
from synthesis.models.measure import Measure

TIGHTEST, ROOMIEST = 0.19, 0.4  # inches from row to row
OVERHEAD = 0.9  # inches: heading, axes, margins
MOST = 17  # rows on one slide
LABELS, SCORES = 0.27, 0.13  # of the width of the sheet
KEY = 0.42  # inches: sign and room of a key of the legend
BESIDE = 0.65  # inches: by how much the legend is wider than the column of the labels
WARNING = "A rank is not a size."


def draw_ranking_slides(
    rows: tuple[RankRow, ...], measure: Measure, reference: str
) -> tuple[Figure, ...]:
    """Draw the same as `draw_ranking` for the slide area, one drawing a slide.

    The whole order stands on one slide as long as it can; further slides share its scale.

    Raises
    ------
    ValueError
        Without rows.
    """
    if not rows:
        raise ValueError("a ranking needs at least one row")
    ranked = sort_by_score(rows)
    keys = sum(text_width(text, BODY) + KEY for text, _ in ranking_keys(ranked))

    def draw(part: tuple[RankRow, ...], width: float) -> Figure:
        room = LABELS * width
        further = sum(len(wrap_text(row.label, room, BODY)) - 1 for row in part)
        least = min(keys - BESIDE, room)
        taken = OVERHEAD + (further + math.ceil(keys / (least + BESIDE) - 1e-9) - 1) * line_pitch(
            BODY
        )
        pitch = choose_pitch(width, len(part), taken, TIGHTEST, ROOMIEST)
        form = WideForm(width, pitch, room, SCORES * width, trials=False, least_room=least)
        with house_style():
            sheet = Sheet(width, 0.12)
            panels, bands, axis = draw_wide_rows(sheet, part, ranked, measure, reference, form)
            end = draw_axes(sheet, panels, bands, axis)
            # Left of the axes there is room: a legend there takes no height of its own.
            right = panels.score_area[0] - 0.2
            y = axis + 0.08 + BODY * POINT
            y = draw_sign_legend(sheet, y, ranking_keys(ranked), BODY, right)
            warning = wrap_text(WARNING, right - sheet.margin, BODY, "bold")
            y = sheet.lines(sheet.margin, y, warning, BODY, weight="bold")
            return sheet.finish(max(y, end) - line_pitch(BODY) + 0.12)

    return draw_groups([ranked], MOST, draw)
