"""Harms for phones: two lines a comparison, the graphic below the words."""

from __future__ import annotations

from itertools import groupby

from synthesis.figures.canvas.scales import COLUMN_LABELS
from synthesis.figures.canvas.sheet import Sheet, line_pitch, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE
from synthesis.figures.canvas.style import GREY, INK
from synthesis.figures.harms.harms_data import HarmRow, HarmWords
from synthesis.figures.harms.harms_marks import (
    INDENT,
    HarmsFrame,
    choose_harm_scale,
    draw_harm,
    width_of,
)
from synthesis.words.numbers import brief_effect

SECOND, BETWEEN, BAND = 0.215, 0.26, 0.1  # see forest_narrow
BESIDE = " | "


def draw_narrow_harms(sheet: Sheet, rows: tuple[HarmRow, ...], words: HarmWords) -> HarmsFrame:
    """Set the rows on a narrow sheet."""
    x = sheet.margin + INDENT
    left = x + max(width_of(BESIDE.join(row.counts)) for row in rows) + 0.16
    width = sheet.right - left - 0.04
    scale = choose_harm_scale(rows, width)
    axes = sheet.axes(left, width, (scale.low, scale.high))
    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, "Harm", BODY, weight="bold")
    heading = f"{COLUMN_LABELS['RR']} [95% CI]"
    sheet.text(sheet.right, y, heading, BODY, weight="bold", align="right")
    counted = f"patients with it / all: on {words.treatment}{BESIDE}on {words.control}"
    lines = wrap_text(counted, sheet.right - sheet.margin, BODY)
    y = sheet.lines(sheet.margin, y + line_pitch(BODY), lines, BODY, colour=GREY)
    y -= line_pitch(BODY)
    sheet.rule(y + 0.08, colour=INK, width=0.8)
    y += 0.27
    bands: list[tuple[float, float]] = []
    index = 0
    for group, members in groupby(rows, key=lambda row: row.group):
        title = wrap_text(group, sheet.right - sheet.margin, BODY, "bold")
        y = sheet.lines(sheet.margin, y, title, BODY, weight="bold") + 0.05
        for row in members:
            text, colour = row.missing, GREY
            if row.effect:
                text = brief_effect(*row.effect, "RR")
                colour = INK
            sheet.text(sheet.right, y, text, BODY, colour=colour, align="right")
            label = wrap_text(row.label, sheet.right - x - width_of(text) - 0.12, BODY)
            y = sheet.lines(x, y, label, BODY) - line_pitch(BODY) + SECOND
            sheet.text(x, y, BESIDE.join(row.counts), BODY, colour=GREY)
            bands.append((y - RAISE - BAND, y - RAISE + BAND))
            draw_harm(axes, row, index, y - RAISE)
            index += 1
            y += BETWEEN
        y += 0.06
    y -= 0.16
    bands.append((bands.pop()[0], y))
    return HarmsFrame(axes, scale, left, width, tuple(bands), y)
