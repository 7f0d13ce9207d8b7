"""Harms: one line a comparison, grouped by harm, with the counts of both arms."""

from __future__ import annotations

from typing import Literal

from matplotlib.figure import Figure

from synthesis.figures.canvas.sheet import Sheet, page_sheet
from synthesis.figures.canvas.slide_area import NARROWEST, WIDEST
from synthesis.figures.canvas.slide_groups import draw_groups, number_groups
from synthesis.figures.canvas.style import house_style
from synthesis.figures.harms.harms_data import HarmRow, HarmWords, tabulate_harms
from synthesis.figures.harms.harms_marks import finish_harms
from synthesis.figures.harms.harms_narrow import draw_narrow_harms
from synthesis.figures.harms.harms_wide import (
    draw_slide_harms,
    draw_wide_harms,
    least_slide_width,
    shorten_labels,
)

__all__ = ["HarmRow", "HarmWords", "draw_harms", "draw_harms_slides", "tabulate_harms"]

MARGIN = 0.12
MOST = 9  # comparisons on a slide
NOTHING = "an overview of harms needs at least one row"


def draw_harms(
    rows: tuple[HarmRow, ...], words: HarmWords, layout: Literal["wide", "narrow"]
) -> Figure:
    """Draw one dot and whisker a comparison, grouped by harm in the order given.

    Input on the log scale, print in risk ratios. ``wide`` is 8.6 inches, ``narrow`` 3.6.
    """
    if not rows:
        raise ValueError(NOTHING)
    with house_style():
        sheet = page_sheet(layout)
        draw = draw_wide_harms if layout == "wide" else draw_narrow_harms
        return finish_harms(sheet, draw(sheet, rows, words), rows, words)


def draw_harms_slides(rows: tuple[HarmRow, ...], words: HarmWords) -> tuple[Figure, ...]:
    """Draw the same for the slide area, at most `MOST` comparisons each, one scale for all.

    A harm stays on one slide where it fits. Marks are numbered through all slides. A drug that
    all rows share is left out of their labels: the heading of the counts names it.
    """
    if not rows:
        raise ValueError(NOTHING)
    label_title, shown = shorten_labels(rows, words)

    def draw(part: tuple[tuple[int, HarmRow], ...], width: float) -> Figure:
        sheet = Sheet(width, MARGIN)
        drawn = draw_slide_harms(sheet, part, shown, words, label_title)
        return finish_harms(sheet, drawn, shown, words, legend_beside=True)

    with house_style():
        least = least_slide_width(Sheet(WIDEST, MARGIN), shown, words)
        return draw_groups(number_groups(shown), MOST, draw, min(WIDEST, max(NARROWEST, least)))
