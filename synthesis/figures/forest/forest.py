"""Forest plots."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal

from matplotlib.figure import Figure

from synthesis.figures.canvas.slide_area import NARROWEST, fill_rows
from synthesis.figures.canvas.slide_groups import draw_groups
from synthesis.figures.canvas.style import house_style
from synthesis.figures.forest.forest_columns import ForestLook
from synthesis.figures.forest.forest_data import ForestPlot, ForestRow, ForestSummary
from synthesis.figures.forest.forest_narrow import draw_narrow_forest
from synthesis.figures.forest.forest_table import tabulate_forest
from synthesis.figures.forest.forest_wide import draw_wide_forest

__all__ = [
    "ForestPlot",
    "ForestRow",
    "ForestSummary",
    "draw_forest",
    "draw_forest_slides",
    "tabulate_forest",
]

SLIDE = ForestLook(
    width=NARROWEST, margin=0.06, row=0.25, slide=True, graphic_least=1.85, heavy=1.35
)
MOST_TRIALS = 9  # of a slide, if each has one line
TALLEST_ROW = 0.38


def draw_forest(plot: ForestPlot, layout: Literal["wide", "narrow"]) -> Figure:
    """Draw a forest plot.

    ``wide`` (8.6 inches) is a table with the graphic as a column, for desktops and print.
    ``narrow`` (3.6 inches, 360 CSS pixels) sets each trial on two lines, for phones.
    Without a summary, or with a summary of one trial, nothing is pooled: no diamond, no weights.
    Estimates come on the model scale (see ``ForestRow``) and are printed as ratios or percentage
    points.
    """
    with house_style():
        return draw_wide_forest(plot) if layout == "wide" else draw_narrow_forest(plot)


def draw_forest_slides(plot: ForestPlot) -> tuple[Figure, ...]:
    """Draw the same for the slide area: on one sheet, or on several with one scale.

    Heading, weights and notes are left out. Each part of a large plot says which trials it
    shows and repeats the summary of all. The marks of a trial carry its place among all trials
    in their group ids, whatever its part.
    """
    places = tuple(range(len(plot.rows)))

    def draw(look: ForestLook, part: tuple[int, ...], width: float) -> Figure:
        return draw_wide_forest(plot, replace(look, width=width), part)

    def fill(pitch: float, width: float) -> Figure:
        return draw(replace(SLIDE, row=pitch), places, width)

    with house_style():
        figures = draw_groups([places], MOST_TRIALS, partial(draw, SLIDE))
        summary_rows = 0 if plot.pooled is None else 2 - (plot.pooled.pi_low is None)
        return fill_rows(figures, len(places) + summary_rows, SLIDE.row, TALLEST_ROW, fill)
