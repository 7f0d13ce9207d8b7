"""Each estimate twice, one above the other, grouped: before and after, theirs and ours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.canvas.effect_axis import draw_effect_axis, draw_no_effect
from synthesis.figures.canvas.effect_fields import EffectLimits
from synthesis.figures.canvas.legend import LegendKey, draw_legend
from synthesis.figures.canvas.marks import draw_dot, draw_whisker
from synthesis.figures.canvas.scales import COLUMN_LABELS, EffectScale, choose_scale
from synthesis.figures.canvas.sheet import Sheet, line_pitch, page_sheet, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE, WIDE
from synthesis.figures.canvas.slide_groups import draw_groups, number_groups
from synthesis.figures.canvas.style import BLUE, GREY, INK, house_style
from synthesis.figures.changes.changes_data import (
    ChangeRow,
    PairWords,
    describe_changes,
    tabulate_changes,
)
from synthesis.models.measure import Measure
from synthesis.words.numbers import brief_effect

__all__ = [
    "ChangeRow",
    "PairWords",
    "describe_changes",
    "draw_changes",
    "draw_changes_slides",
    "tabulate_changes",
]

INDENT, GAP, ROW = 0.12, 0.2, 0.34
APART = 0.065  # inches between the middle of a row and either of its two whiskers
SECOND, BETWEEN, BAND = 0.23, 0.3, 0.12  # narrow layout
WIDEST_LABEL = 2.8
DOT = 5.5  # points
MOST, SLIDE = 8, 8.0  # pairs on a slide, inches of the narrowest: the graphic needs the room
NOTHING = "a figure of changes needs at least one row"


def draw_changes(
    rows: tuple[ChangeRow, ...],
    measure: Measure,
    words: PairWords,
    layout: Literal["wide", "narrow"],
) -> Figure:
    """Draw old (open dot) above new (filled dot), one pair a row, grouped in the order given.

    Parameters
    ----------
    rows
        On the model scale of `measure`.
    measure
        Of all rows.
    words
        What the two are called, and what the mark says.
    layout
        ``wide`` is 8.6 inches, ``narrow`` 3.6.
    """
    if not rows:
        raise ValueError(NOTHING)
    with house_style():
        if layout == "wide":
            return _draw_sheet(tuple(enumerate(rows)), rows, measure, words, WIDE)
        sheet = page_sheet("narrow")
        return _finish(sheet, _draw_narrow(sheet, rows, measure, words), rows, words)


def draw_changes_slides(
    rows: tuple[ChangeRow, ...], measure: Measure, words: PairWords
) -> tuple[Figure, ...]:
    """Draw the same for the slide area, at most `MOST` pairs each, one scale for all.

    An analysis stays on one slide where it fits. Marks are numbered through all slides.
    """
    if not rows:
        raise ValueError(NOTHING)
    with house_style():
        return draw_groups(
            number_groups(rows),
            MOST,
            lambda part, width: _draw_sheet(part, rows, measure, words, width),
            narrowest=SLIDE,
        )


ChangesFrame = tuple[Axes, EffectScale, float, float, list[tuple[float, float]], float]
NumberedChange = tuple[int, ChangeRow]


def _draw_sheet(
    part: Sequence[NumberedChange],
    rows: tuple[ChangeRow, ...],
    measure: Measure,
    words: PairWords,
    width: float,
) -> Figure:
    """Some of the rows as a table on a sheet of so many inches, columns and scale of all."""
    sheet = Sheet(width, 0.12)
    return _finish(sheet, _draw_wide(sheet, part, rows, measure, words), rows, words)


def _finish(
    sheet: Sheet, drawn: ChangesFrame, rows: tuple[ChangeRow, ...], words: PairWords
) -> Figure:
    axes, scale, left, width, bands, y = drawn
    draw_no_effect(axes, bands)
    y = draw_effect_axis(sheet, axes, scale, left, width, y, BODY) + 0.1
    keys = [
        LegendKey("old", words.names[0], GREY, 0, DOT, False),
        LegendKey("new", words.names[1], BLUE, 0, DOT, True),
        LegendKey("interval", "95% CI", BLUE, 2.0, 0, True),
    ]
    y = draw_legend(sheet, y, keys, BODY)
    if any(row.flipped for row in rows):
        lines = wrap_text(f"* {words.marked}", sheet.right - sheet.margin, BODY)
        y = sheet.lines(sheet.margin, y + 0.02, lines, BODY)
    return sheet.finish(y - line_pitch(BODY) + 0.12)


def _width(text: str) -> float:
    return text_width(text, BODY)


def _label(row: ChangeRow) -> str:
    return f"{row.label} *" if row.flipped else row.label


def _text(measure: Measure, effect: EffectLimits) -> str:
    return brief_effect(*effect, measure)


def _scale(rows: tuple[ChangeRow, ...], measure: Measure, width: float) -> EffectScale:
    effects = [effect for row in rows for effect in (row.old, row.new)]
    ends = [end for _, low, high in effects for end in (low, high)]
    return choose_scale(measure, [e for e, _, _ in effects], ends, width, _width)


def _draw_marks(axes: Axes, row: ChangeRow, index: int, y: float) -> None:
    for name, effect, place, colour in (
        ("old", row.old, y - APART, GREY),
        ("new", row.new, y + APART, BLUE),
    ):
        estimate, low, high = effect
        gid = f"{name}-{index}"
        width = 1.2 if name == "old" else 2.0
        draw_whisker(axes, place, low, high, f"whisker-{gid}", colour=colour, width=width, arrow=5)
        draw_dot(axes, estimate, place, f"dot-{gid}", filled=name == "new", side=DOT, colour=colour)


def _draw_wide(
    sheet: Sheet,
    part: Sequence[NumberedChange],
    rows: tuple[ChangeRow, ...],
    measure: Measure,
    words: PairWords,
) -> ChangesFrame:
    heading = f"{COLUMN_LABELS[measure]} [95% CI]"
    labels = [_width(_label(row)) + INDENT for row in rows]
    label_width = min(max(labels) + 0.02, WIDEST_LABEL * sheet.width / WIDE)
    columns = []
    for place, name in enumerate(words.names):
        title = [*wrap_text(name, 1.5, BODY, "bold"), heading]
        wide = [text_width(line, BODY, "bold") for line in title]
        wide += [_width(_text(measure, (row.old, row.new)[place])) for row in rows]
        columns.append((title, max(wide)))
    old = sheet.margin + label_width + GAP + columns[0][1]
    new = sheet.right
    left = old + GAP
    width = new - columns[1][1] - GAP - left
    scale = _scale(rows, measure, width)
    axes = sheet.axes(left, width, (scale.low, scale.high))

    y = 0.1 + BODY * POINT
    last = y + (max(len(lines) for lines, _ in columns) - 1) * line_pitch(BODY)
    sheet.text(sheet.margin, last, "Estimate", BODY, weight="bold")
    for x, (lines, _) in zip((old, new), columns, strict=True):
        start = last - (len(lines) - 1) * line_pitch(BODY)
        sheet.lines(x, start, lines, BODY, weight="bold", align="right")
    y = last + 0.08
    sheet.rule(y, colour=INK, width=0.8)
    bands: list[tuple[float, float]] = []
    for group, members in groupby(part, key=lambda pair: pair[1].group):
        y += 0.1
        name_lines = wrap_text(group, sheet.right - sheet.margin, BODY, "bold")
        sheet.lines(sheet.margin, y + 0.13 + RAISE, name_lines, BODY, weight="bold")
        y += 0.265 + (len(name_lines) - 1) * line_pitch(BODY)
        top = y
        for index, row in members:
            base = y + ROW / 2 + RAISE
            label = wrap_text(_label(row), label_width - INDENT, BODY)
            sheet.lines(sheet.margin + INDENT, base, label, BODY)
            sheet.text(old, base, _text(measure, row.old), BODY, colour=GREY, align="right")
            sheet.text(new, base, _text(measure, row.new), BODY, align="right")
            _draw_marks(axes, row, index, base - RAISE)
            y += ROW + (len(label) - 1) * line_pitch(BODY)
        bands.append((top, y))
    bands.append((bands.pop()[0], y + 0.08))
    return axes, scale, left, width, bands, y + 0.08


def _draw_narrow(
    sheet: Sheet, rows: tuple[ChangeRow, ...], measure: Measure, words: PairWords
) -> ChangesFrame:
    whole = sheet.right - sheet.margin
    x = sheet.margin + INDENT
    left, width = x, sheet.right - x - 0.04
    scale = _scale(rows, measure, width)
    axes = sheet.axes(left, width, (scale.low, scale.high))
    y = 0.1 + BODY * POINT
    heading = f"{COLUMN_LABELS[measure]} [95% CI]: {words.names[0]} → {words.names[1]}"
    y = sheet.lines(sheet.margin, y, wrap_text(heading, whole, BODY, "bold"), BODY, weight="bold")
    y -= line_pitch(BODY)
    sheet.rule(y + 0.08, colour=INK, width=0.8)
    y += 0.27
    bands: list[tuple[float, float]] = []
    index = 0
    for group, members in groupby(rows, key=lambda row: row.group):
        title = wrap_text(group, whole, BODY, "bold")
        y = sheet.lines(sheet.margin, y, title, BODY, weight="bold") + 0.04
        for row in members:
            y = sheet.lines(x, y, wrap_text(_label(row), sheet.right - x, BODY), BODY)
            before = f"{_text(measure, row.old)} →"
            after = _text(measure, row.new)
            sheet.text(x, y, before, BODY, colour=GREY)
            if _width(f"{before} {after}") + 0.06 > sheet.right - x:
                y += line_pitch(BODY)
                sheet.text(x, y, after, BODY)
            else:
                sheet.text(x + _width(before) + 0.06, y, after, BODY)
            y += SECOND
            bands.append((y - RAISE - BAND, y - RAISE + BAND))
            _draw_marks(axes, row, index, y - RAISE)
            index += 1
            y += BETWEEN
        y += 0.05
    y -= 0.2
    bands.append((bands.pop()[0], y))
    return axes, scale, left, width, bands, y
