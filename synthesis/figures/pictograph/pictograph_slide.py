"""Pictographs for slides: few panels on each, so that every symbol is seen from afar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.canvas.sheet import Sheet, line_pitch, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT
from synthesis.figures.canvas.slide_area import ASPECT, HIGHEST, NARROWEST, WIDEST
from synthesis.figures.canvas.slide_groups import split_evenly
from synthesis.figures.canvas.style import house_style
from synthesis.figures.pictograph.pictograph import (
    ACROSS,
    BETWEEN,
    draw_keys,
    draw_rows,
    draw_symbols,
    opening,
    panel_lines,
)
from synthesis.figures.pictograph.pictograph_data import PictographPanel, same_control, used_kinds
from synthesis.figures.pictograph.pictograph_symbols import SHORT_KEYS

IN_A_ROW, MOST = 4, 6  # panels a slide: words above the symbols, and words beside them
# Inches from symbol to symbol: as large as so many panels in a row allow, and beside words.
ROW_PITCH = {1: 0.175, 2: 0.175, 3: 0.175, 4: 0.157}
PITCH = 0.15
COLUMNS, WORDS = 3, 10.0  # of panels with their words beside them; points
GAP, BESIDE = 0.22, 0.14  # inches between panels, and between symbols and words

NumberedPanels = tuple[tuple[int, PictographPanel], ...]


def draw_pictograph_slides(panels: tuple[PictographPanel, ...]) -> tuple[Figure, ...]:
    """Draw the panels for the slide area: up to 4 in a row, or up to 6 in two rows of 3.

    More go on several slides, the doses of one drug together. All slides have symbols of one
    size and the same key.

    Raises
    ------
    ValueError
        Without a panel.
    """
    if not panels:
        raise ValueError("pictographs need at least one panel")
    numbered = enumerate(panels)
    drugs = [tuple(each) for _, each in groupby(numbered, key=lambda pair: pair[1].group)]
    figures = _draw_parts(panels, split_evenly(drugs, MOST))
    if max(figure.get_figheight() for figure in figures) > HIGHEST:
        figures = _draw_parts(panels, split_evenly(drugs, IN_A_ROW))
    return figures


def _draw_parts(
    panels: tuple[PictographPanel, ...], parts: Sequence[NumberedPanels]
) -> tuple[Figure, ...]:
    """Draw every part on a sheet of one width: the least that gives the fullest its height."""
    most = max(len(part) for part in parts)
    beside = most > IN_A_ROW
    pitch = PITCH if beside else ROW_PITCH[most]
    width = WIDEST if beside else NARROWEST
    figures = tuple(_draw(panels, part, width, pitch, beside) for part in parts)
    wanted = min(WIDEST, max(figure.get_figheight() for figure in figures) * ASPECT)
    if wanted <= width * 1.01:
        return figures
    return tuple(_draw(panels, part, wanted, pitch, beside) for part in parts)


def _draw(
    panels: tuple[PictographPanel, ...],
    part: NumberedPanels,
    width: float,
    pitch: float,
    beside: bool,
) -> Figure:
    """Draw the panels of `part`; key and opening are those of all panels."""
    with house_style():
        sheet = Sheet(width, 0.1)
        axes = sheet.axes(0, sheet.width, (0, sheet.width))
        y = sheet.margin + BODY * POINT
        lines = wrap_text(opening(panels), sheet.right - sheet.margin, BODY)
        y = sheet.lines(sheet.margin, y, lines, BODY) + 0.02
        y = draw_keys(sheet, axes, used_kinds(panels), SHORT_KEYS, y, PITCH) + 0.06
        same = same_control(panels)
        if beside:
            y = _draw_beside(sheet, axes, dict(part), same, y)
        else:
            y = draw_rows(sheet, axes, dict(part), same, y, IN_A_ROW, pitch)
        return sheet.finish(y + 0.08)


def _draw_beside(
    sheet: Sheet, axes: Axes, panels: Mapping[int, PictographPanel], same: bool, y: float
) -> float:
    """Panels in rows of 3, the words to the right of the symbols; returns where the last end."""
    width = (sheet.right - sheet.margin + GAP) / COLUMNS - GAP
    side = ACROSS * PITCH
    numbered = list(panels.items())
    for first in range(0, len(panels), COLUMNS):
        bottom = y + side
        for column, (index, panel) in enumerate(numbered[first : first + COLUMNS]):
            left = sheet.margin + column * (width + GAP)
            draw_symbols(axes, panel, index, left, y, PITCH)
            baseline = y + WORDS * POINT
            x = left + side + BESIDE
            for line, weight in panel_lines(panel, same, width - side - BESIDE, WORDS):
                sheet.text(x, baseline, line, WORDS, weight=weight)
                baseline += line_pitch(WORDS)
            bottom = max(bottom, baseline - line_pitch(WORDS) + 0.05)
        y = bottom + BETWEEN
    return y - BETWEEN
