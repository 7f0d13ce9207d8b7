"""Harms as a table with the graphic as a column: for pages, and for slides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from matplotlib.axes import Axes

from synthesis.figures.canvas.scales import COLUMN_LABELS
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE
from synthesis.figures.canvas.style import GREY, INK
from synthesis.figures.harms.harms_data import NO_EVENTS, HarmRow, HarmWords
from synthesis.figures.harms.harms_marks import (
    INDENT,
    HarmsFrame,
    choose_harm_scale,
    draw_harm,
    width_of,
)
from synthesis.words.numbers import bracket_interval, format_effect

GAP, ROW = 0.2, 0.265  # inches
WIDEST_LABEL, WIDEST_HEADING = 2.2, 1.3
COUNTED = "with it / all"
# On a slide the harm stands beside its rows instead of above them, which saves a line each.
SLIDE_HARM, SLIDE_LABEL, SLIDE_HEADING = 1.6, 2.1, 1.15
SLIDE_ROW, SLIDE_GAP = 0.25, 0.16
LEAST_AXIS = 1.9  # inches, on a slide


@dataclass(frozen=True)
class _Columns:
    """Places in inches: right sides of the counts, the graphic, the printed ratio."""

    titles: tuple[list[str], list[str]]
    first: float
    second: float
    left: float
    width: float
    missing: float
    estimate: float
    interval: float


def draw_wide_harms(sheet: Sheet, rows: tuple[HarmRow, ...], words: HarmWords) -> HarmsFrame:
    """Set the rows, each harm above its comparisons."""
    labels = [width_of(row.label) + INDENT for row in rows]
    label_width = min(max(labels) + 0.02, WIDEST_LABEL)
    columns = _place(sheet, rows, words, sheet.margin + label_width, GAP, WIDEST_HEADING)
    left, width = columns.left, columns.width
    scale = choose_harm_scale(rows, width)
    axes = sheet.axes(left, width, (scale.low, scale.high))
    y = top = _draw_heading(sheet, columns, (("Harm", sheet.margin),), counted=False)
    index = 0
    for group, members in groupby(rows, key=lambda row: row.group):
        y += 0.1
        name = wrap_text(group, left - sheet.margin - GAP, BODY, "bold")
        sheet.lines(sheet.margin, y + ROW / 2 + RAISE, name, BODY, weight="bold")
        y += ROW + (len(name) - 1) * line_pitch(BODY)
        for row in members:
            base = y + ROW / 2 + RAISE
            label = wrap_text(row.label, label_width - INDENT, BODY)
            sheet.lines(sheet.margin + INDENT, base, label, BODY)
            _draw_row(sheet, axes, columns, row, index, base)
            index += 1
            y += ROW + (len(label) - 1) * line_pitch(BODY)
    return HarmsFrame(axes, scale, left, width, ((top, y + 0.08),), y + 0.08)


def shorten_labels(rows: tuple[HarmRow, ...], words: HarmWords) -> tuple[str, tuple[HarmRow, ...]]:
    """What the column of regimens is called on a slide, and the rows without a drug they share."""
    drug = f"{words.treatment} "
    if all(row.label.startswith(drug) and row.label != drug for row in rows):
        return "Dose", tuple(replace(row, label=row.label.removeprefix(drug)) for row in rows)
    return "Treatment", rows


def least_slide_width(sheet: Sheet, rows: tuple[HarmRow, ...], words: HarmWords) -> float:
    """Inches of a sheet on which the graphic has room beside the columns of a slide."""
    end = _slide_labels(sheet, rows)[2]
    columns = _place(sheet, rows, words, end, SLIDE_GAP, SLIDE_HEADING)
    return sheet.width - columns.width + LEAST_AXIS


def draw_slide_harms(
    sheet: Sheet,
    part: Sequence[tuple[int, HarmRow]],
    rows: tuple[HarmRow, ...],
    words: HarmWords,
    label_title: str,
) -> HarmsFrame:
    """Set some of the `rows`, numbered, each harm beside its comparisons.

    Columns and scale are those of all rows, so that the slides of one figure compare.
    """
    harm_width, start, end = _slide_labels(sheet, rows)
    columns = _place(sheet, rows, words, end, SLIDE_GAP, SLIDE_HEADING)
    scale = choose_harm_scale(rows, columns.width)
    axes = sheet.axes(columns.left, columns.width, (scale.low, scale.high))
    headings = (("Harm", sheet.margin), (label_title, start))
    y = top = _draw_heading(sheet, columns, headings, counted=True)
    for number, (group, grouped) in enumerate(groupby(part, key=lambda pair: pair[1].group)):
        if number:
            sheet.rule(y, width=0.5)
        y = begin = y + 0.03
        name = wrap_text(group, harm_width, BODY, "bold")
        first = y + SLIDE_ROW / 2 + RAISE
        sheet.lines(sheet.margin, first, name, BODY, weight="bold")
        for index, row in grouped:
            base = y + SLIDE_ROW / 2 + RAISE
            label = wrap_text(row.label, end - start, BODY)
            sheet.lines(start, base, label, BODY)
            _draw_row(sheet, axes, columns, row, index, base)
            y += SLIDE_ROW + (len(label) - 1) * line_pitch(BODY)
        y = max(y, begin + SLIDE_ROW + (len(name) - 1) * line_pitch(BODY)) + 0.03
    return HarmsFrame(axes, scale, columns.left, columns.width, ((top, y + 0.04),), y + 0.04)


def _slide_labels(sheet: Sheet, rows: tuple[HarmRow, ...]) -> tuple[float, float, float]:
    """Width of the harms, left and right side of the regimens, in inches."""
    names = max(text_width(row.group, BODY, "bold") for row in rows)
    harm = min(names + 0.02, SLIDE_HARM)
    start = sheet.margin + harm + SLIDE_GAP
    widest = max(width_of(row.label) for row in rows)
    return harm, start, start + min(widest + 0.02, SLIDE_LABEL)


def _place(
    sheet: Sheet,
    rows: tuple[HarmRow, ...],
    words: HarmWords,
    labels_end: float,
    gap: float,
    widest_heading: float,
) -> _Columns:
    effects = [row.effect for row in rows if row.effect]
    points = [text_width(COLUMN_LABELS["RR"], BODY, "bold")]
    points += [width_of(format_effect(value, "RR", True)) for value, _, _ in effects]
    intervals = [text_width("[95% CI]", BODY, "bold"), width_of(NO_EVENTS) - max(points) - 0.06]
    intervals += [width_of(bracket_interval(low, high, "RR")) for _, low, high in effects]
    interval = sheet.right - max(intervals)
    estimate = interval - 0.06
    titles, widths = [], []
    for place, title in enumerate((words.treatment, words.control)):
        lines = wrap_text(f"On {title}", widest_heading, BODY, "bold")
        titles.append(lines)
        wide = [text_width(line, BODY, "bold") for line in lines]
        widths.append(max(wide + [width_of(row.counts[place]) for row in rows]))
    first = labels_end + gap + widths[0]
    second = first + gap + widths[1]
    left, missing = second + gap, estimate - max(points)
    return _Columns(
        titles=(titles[0], titles[1]),
        first=first,
        second=second,
        left=left,
        width=missing - gap - left,
        missing=missing,
        estimate=estimate,
        interval=interval,
    )


def _draw_heading(
    sheet: Sheet, columns: _Columns, labels: Sequence[tuple[str, float]], counted: bool
) -> float:
    """The heading with its rule; `counted` says below the titles what the counts are."""
    lines_above = max(len(lines) for lines in columns.titles) - (0 if counted else 1)
    last = 0.1 + BODY * POINT + lines_above * line_pitch(BODY)
    for text, x in labels:
        sheet.text(x, last, text, BODY, weight="bold")
    for x, lines in zip((columns.first, columns.second), columns.titles, strict=True):
        start = last - (len(lines) - (0 if counted else 1)) * line_pitch(BODY)
        sheet.lines(x, start, lines, BODY, weight="bold", align="right")
        if counted:
            sheet.text(x, last, COUNTED, BODY, colour=GREY, align="right")
    heading = COLUMN_LABELS["RR"]
    sheet.text(columns.estimate, last, heading, BODY, weight="bold", align="right")
    sheet.text(columns.interval, last, "[95% CI]", BODY, weight="bold")
    sheet.rule(last + 0.08, colour=INK, width=0.8)
    return last + 0.08


def _draw_row(
    sheet: Sheet, axes: Axes, columns: _Columns, row: HarmRow, index: int, base: float
) -> None:
    """Counts, ratio and marks of one comparison on the baseline `base`."""
    for x, count in zip((columns.first, columns.second), row.counts, strict=True):
        sheet.text(x, base, count, BODY, align="right")
    if row.effect:
        value, low, high = row.effect
        sheet.text(columns.estimate, base, format_effect(value, "RR", True), BODY, align="right")
        sheet.text(columns.interval, base, bracket_interval(low, high, "RR"), BODY)
    else:
        sheet.text(columns.missing, base, row.missing, BODY, colour=GREY)
    draw_harm(axes, row, index, base - RAISE)
