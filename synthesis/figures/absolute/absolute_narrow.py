"""Responders per 100 patients on a narrow sheet, for phones: two lines a row. In inches."""

from __future__ import annotations

from itertools import groupby

from matplotlib.figure import Figure

from synthesis.figures.absolute.absolute_data import AbsoluteRow, interval_text, response_text
from synthesis.figures.absolute.absolute_frame import draw_marks, finish_absolute, label_dots
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, RAISE
from synthesis.figures.canvas.style import GREY, INK
from synthesis.words.numbers import count_noun, of_100

INDENT = 0.12
SECOND, BETWEEN = 0.215, 0.26  # see forest_narrow
KEY = 0.21  # room for the direct labels above the first row


def draw_narrow_absolute(
    sheet: Sheet, rows: tuple[AbsoluteRow, ...], y: float, limit: float
) -> Figure:
    """Set the rows from `y` down on an axis from 0 to `limit`."""
    x = sheet.margin + INDENT
    left = x + max(text_width(count_noun(row.k, "trial"), BODY) for row in rows) + 0.18
    width = sheet.right - left - 0.08
    axes = sheet.axes(left, width, (0.0, limit))
    sheet.text(sheet.margin, y, "Drug and dose", BODY, weight="bold")
    heading = ["control → treatment", "[95% CI] per 100"]
    y = sheet.lines(sheet.right, y, heading, BODY, weight="bold", align="right")
    y += 0.08 - line_pitch(BODY)
    sheet.rule(y, colour=INK, width=0.8)
    y += 0.19
    bands: list[tuple[float, float]] = []
    for group, members in groupby(rows, key=lambda row: row.group):
        title = wrap_text(group, sheet.right - sheet.margin, BODY, "bold")
        y = sheet.lines(sheet.margin, y, title, BODY, weight="bold") + 0.05
        for row in members:
            before = of_100(row.responders_per_100_control, True)
            text = f"{before} → {response_text(row)} {interval_text(row)}"
            sheet.text(sheet.right, y, text, BODY, align="right")
            label = wrap_text(row.label, sheet.right - x - text_width(text, BODY) - 0.12, BODY)
            y = sheet.lines(x, y, label, BODY) - line_pitch(BODY) + SECOND
            if not bands:
                y += KEY
                label_dots(sheet, row, left, width / limit, y - RAISE - 0.12)
            sheet.text(x, y, count_noun(row.k, "trial"), BODY, colour=GREY)
            draw_marks(axes, row, len(bands), y - RAISE)
            bands.append((y - RAISE - 0.07, y - RAISE + 0.07))
            y += BETWEEN
        y += 0.06
    bands.append((bands.pop()[0], y - 0.18))
    return finish_absolute(sheet, axes, (left, width, limit), bands)
