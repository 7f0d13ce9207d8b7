"""Overview: one line a drug and dose, grouped by drug."""

from __future__ import annotations

from functools import partial
from typing import Literal

from matplotlib.figure import Figure

from synthesis.figures.canvas.drug_column import WIDEST_DOSE
from synthesis.figures.canvas.sheet import Sheet, page_sheet, text_width
from synthesis.figures.canvas.sizes import BODY
from synthesis.figures.canvas.slide_area import NARROWEST, fill_rows
from synthesis.figures.canvas.slide_groups import draw_groups, number_groups
from synthesis.figures.canvas.style import house_style
from synthesis.figures.overview.overview_data import (
    POOLS,
    OverviewRow,
    OverviewWords,
    tabulate_overview,
)
from synthesis.figures.overview.overview_frame import finish_overview
from synthesis.figures.overview.overview_narrow import set_narrow_overview
from synthesis.figures.overview.overview_wide import place_table, set_wide_overview
from synthesis.models.measure import Measure

__all__ = [
    "OverviewRow",
    "OverviewWords",
    "draw_overview",
    "draw_overview_slides",
    "tabulate_overview",
]

ROW, SLIDE_ROW = 0.265, 0.245
SLIDE_MARGIN = 0.06
HEAVY = 1.3  # strokes of a slide against those of a page
MOST_ROWS = 12  # of a slide, if each has one line
FEW_ROWS = 4  # as many as have room on the narrowest sheet with labels of several lines
TALLEST_ROW = 0.4
LABEL_ROOM, MOST_WIDENED = 2.8, 1.3  # room of a label on the narrowest sheet, and more for it

OverviewPart = tuple[tuple[int, OverviewRow], ...]


def draw_overview(
    rows: tuple[OverviewRow, ...],
    measure: Measure,
    favours_low: str,
    favours_high: str,
    layout: Literal["wide", "narrow"],
    words: OverviewWords = POOLS,
) -> Figure:
    """Draw one dot and whisker a drug and dose, grouped by drug in the order given.

    A filled dot is a row with status ``pooled``, an open dot one with ``single``; `words` says
    what that means, by default two trials or more against a single trial. Input on the
    model scale (see ``OverviewRow``), print in ratios or percentage points. ``wide`` is 8.6
    inches, ``narrow`` 3.6.
    """
    _check(rows)
    with house_style():
        if layout == "wide":
            sheet = page_sheet("wide")
            table = place_table(sheet, rows, measure, words, ROW)
            drawn = set_wide_overview(sheet, table, list(enumerate(rows)), rows, measure, words)
        else:
            sheet = page_sheet("narrow")
            drawn = set_narrow_overview(sheet, rows, measure, words)
        return finish_overview(sheet, drawn, rows, (favours_low, favours_high), words)


def draw_overview_slides(
    rows: tuple[OverviewRow, ...],
    measure: Measure,
    favours_low: str,
    favours_high: str,
    words: OverviewWords = POOLS,
) -> tuple[Figure, ...]:
    """Draw the same for the slide area: on one sheet, or on several with one scale and legend.

    The marks of a row carry its place among all rows in their group ids, whatever its part.
    """
    _check(rows)
    groups = number_groups(rows)
    sides = (favours_low, favours_high)

    def draw(pitch: float, part: OverviewPart, width: float) -> Figure:
        sheet = Sheet(width, SLIDE_MARGIN)
        table = place_table(sheet, rows, measure, words, pitch, slide=True)
        drawn = set_wide_overview(
            sheet, table, part, rows, measure, words, heavy=HEAVY, notes=False
        )
        return finish_overview(sheet, drawn, rows, sides, words, HEAVY)

    with house_style():
        widest = max(text_width(row.label, BODY) for row in rows)
        widened = min(max(0.0, widest - LABEL_ROOM), MOST_WIDENED) if len(rows) > FEW_ROWS else 0.0
        figures = draw_groups(groups, MOST_ROWS, partial(draw, SLIDE_ROW), NARROWEST + widened)
        lines = len(rows) + (len(groups) if widest > WIDEST_DOSE else 0)
        whole = tuple(enumerate(rows))
        return fill_rows(figures, lines, SLIDE_ROW, TALLEST_ROW, lambda p, w: draw(p, whole, w))


def _check(rows: tuple[OverviewRow, ...]) -> None:
    if not rows:
        raise ValueError("an overview needs at least one row")
