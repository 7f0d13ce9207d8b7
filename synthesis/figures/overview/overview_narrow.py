"""The narrow overview, for phones: two lines a row. Lengths in inches."""

from __future__ import annotations

from itertools import groupby

from synthesis.figures.canvas.scales import COLUMN_LABELS
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE
from synthesis.figures.canvas.style import GREY, INK
from synthesis.figures.overview.overview_data import (
    NOTHING,
    OverviewRow,
    OverviewWords,
    overview_scale,
)
from synthesis.figures.overview.overview_frame import INDENT, OverviewFrame, draw_marks
from synthesis.models.measure import Measure
from synthesis.words.numbers import brief_effect, count_noun

SECOND, BETWEEN, BAND = 0.215, 0.26, 0.1  # see forest_narrow


def set_narrow_overview(
    sheet: Sheet, rows: tuple[OverviewRow, ...], measure: Measure, words: OverviewWords
) -> OverviewFrame:
    """Set the rows on a narrow sheet: effect beside the label, marks on the line below."""
    x = sheet.margin + INDENT
    left = x + max(text_width(_evidence(row, words), BODY) for row in rows) + 0.16
    width = sheet.right - left - 0.04
    scale = overview_scale(rows, measure, width, BODY)
    axes = sheet.axes(left, width, (scale.low, scale.high))
    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, words.rows, BODY, weight="bold")
    heading = f"{COLUMN_LABELS[measure]} [95% CI]"
    sheet.text(sheet.right, y, heading, BODY, weight="bold", align="right")
    sheet.rule(y + 0.08, colour=INK, width=0.8)
    y += 0.27
    bands: list[tuple[float, float]] = []
    index = 0
    for group, members in groupby(rows, key=lambda row: row.group):
        title = wrap_text(group, sheet.right - sheet.margin, BODY, "bold")
        y = sheet.lines(sheet.margin, y, title, BODY, weight="bold") + 0.05
        for row in members:
            text = NOTHING
            if row.effect:
                text = brief_effect(*row.effect, measure)
            colour = INK if row.effect else GREY
            sheet.text(sheet.right, y, text, BODY, colour=colour, align="right")
            label = wrap_text(row.label, sheet.right - x - text_width(text, BODY) - 0.12, BODY)
            y = sheet.lines(x, y, label, BODY, colour=colour) - line_pitch(BODY)
            if evidence := _evidence(row, words):
                y += SECOND
                sheet.text(x, y, evidence, BODY, colour=GREY)
                bands.append((y - RAISE - BAND, y - RAISE + BAND))
            draw_marks(axes, row, index, y - RAISE)
            index += 1
            if row.note:
                note = wrap_text(row.note, sheet.right - x, BODY)
                y = sheet.lines(x, y + SECOND, note, BODY, colour=GREY) - line_pitch(BODY)
            y += BETWEEN
        y += 0.06
    y -= 0.16
    if bands and _evidence(rows[-1], words) and not rows[-1].note:
        bands.append((bands.pop()[0], y))
    else:
        bands.append((y, y))  # the axis stands below a row that the line of no effect passes over
    return OverviewFrame(axes, scale, left, width, bands)


def _evidence(row: OverviewRow, words: OverviewWords) -> str:
    if not row.effect and not row.patients:
        return ""
    return f"{count_noun(row.k, words.noun)}, n = {row.patients:,}"
