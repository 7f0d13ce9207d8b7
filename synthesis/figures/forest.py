"""Forest plots."""

from typing import Literal

from matplotlib.figure import Figure

from synthesis.figures.forest_data import ForestPlot, ForestRow, ForestSummary
from synthesis.figures.forest_narrow import draw_narrow_forest
from synthesis.figures.forest_wide import draw_wide_forest
from synthesis.figures.style import house_style

__all__ = ["ForestPlot", "ForestRow", "ForestSummary", "draw_forest"]


def draw_forest(plot: ForestPlot, layout: Literal["wide", "narrow"]) -> Figure:
    """Draw a forest plot.

    ``wide`` (8.6 inches) is a table with the graphic as a column, for desktops, print and
    slides. ``narrow`` (3.6 inches, 360 CSS pixels) sets each trial on two lines, for phones.
    Without a summary, or with a summary of one trial, nothing is pooled: no diamond, no weights.
    Estimates come on the model scale (see ``ForestRow``) and are printed as ratios or percentage
    points.
    """
    with house_style():
        return draw_wide_forest(plot) if layout == "wide" else draw_narrow_forest(plot)
