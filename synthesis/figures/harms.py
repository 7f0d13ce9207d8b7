"""Harms: one line a comparison, grouped by harm, with the counts of both arms."""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from synthesis.figures.effect_axis import draw_directions, draw_effect_axis, draw_no_effect
from synthesis.figures.legend import Key, draw_legend
from synthesis.figures.marks import draw_dot, draw_whisker
from synthesis.figures.scales import (
    COLUMN_LABELS,
    EffectScale,
    choose_scale,
    format_effect,
    format_interval,
)
from synthesis.figures.sheet import POINT, Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.style import BLUE, GREY, INK, house_style

WIDE, NARROW = 8.6, 3.6  # inches
BODY = 9.0  # points
INDENT, GAP, ROW = 0.12, 0.2, 0.265
SECOND, BETWEEN, BAND = 0.215, 0.26, 0.1  # narrow layout; see forest_narrow
RAISE = 0.36 * BODY * POINT
WIDEST_LABEL, WIDEST_HEADING = 2.2, 1.3
DOT = 5.5  # points; a larger one would hide a narrow interval
BESIDE = " | "
NO_EVENTS = "no events"
NO_RATIO = "no ratio"


@dataclass(frozen=True)
class HarmRow:
    """One harm (`group`) on one regimen (`label`) against its comparator.

    `effect` is the risk ratio with its limits on the log scale, None where it does not exist
    because one arm had no event. Several trials (`k`) make a filled dot, one an open dot.
    """

    group: str
    label: str
    events_treatment: int
    n_treatment: int
    events_control: int
    n_control: int
    k: int
    effect: tuple[float, float, float] | None

    @property
    def missing(self) -> str:
        """Why there is no ratio, in two words; empty where there is one."""
        if self.effect:
            return ""
        return NO_RATIO if self.events_treatment + self.events_control else NO_EVENTS


@dataclass(frozen=True)
class HarmWords:
    """What the two columns of counts are “on”, and what each side of the axis means."""

    treatment: str
    control: str
    low: str
    high: str


def draw_harms(
    rows: tuple[HarmRow, ...], words: HarmWords, layout: Literal["wide", "narrow"]
) -> Figure:
    """Draw one dot and whisker a comparison, grouped by harm in the order given.

    Input on the log scale, print in risk ratios. ``wide`` is 8.6 inches, ``narrow`` 3.6.
    """
    if not rows:
        raise ValueError("an overview of harms needs at least one row")
    with house_style():
        sheet = Sheet(WIDE, 0.12) if layout == "wide" else Sheet(NARROW, 0.1)
        draw = _draw_wide if layout == "wide" else _draw_narrow
        axes, scale, left, width, bands, y = draw(sheet, rows, words)
        draw_no_effect(axes, bands)
        y = draw_effect_axis(sheet, axes, scale, left, width, y, BODY)
        null = left + width * (0 - scale.low) / (scale.high - scale.low)
        y = draw_directions(sheet, null, y + 0.05, BODY, words.low, words.high) + 0.1
        shown = {row.k > 1 for row in rows if row.effect}
        keys = [
            Key("pooled", "several trials", BLUE, 0, DOT, True),
            Key("single", "single trial", BLUE, 0, DOT, False),
        ]
        legend = [key for key in keys if key.filled in shown]
        if shown:
            legend.append(Key("interval", "95% CI", BLUE, 2.2, 0, True))
        y = draw_legend(sheet, y, legend, BODY)
        return sheet.finish(y - line_pitch(BODY) + 0.12)


Drawn = tuple[Axes, EffectScale, float, float, list[tuple[float, float]], float]


def _width(text: str) -> float:
    return text_width(text, BODY)


def _counts(row: HarmRow) -> tuple[str, str]:
    return (
        f"{row.events_treatment} / {row.n_treatment:,}",
        f"{row.events_control} / {row.n_control:,}",
    )


def _scale(rows: tuple[HarmRow, ...], width: float) -> EffectScale:
    effects = [row.effect for row in rows if row.effect]
    ends = [end for _, low, high in effects for end in (low, high)]
    return choose_scale("RR", [e for e, _, _ in effects], ends, width, _width)


def _draw_marks(axes: Axes, row: HarmRow, index: int, y: float) -> None:
    if not row.effect:
        return
    estimate, low, high = row.effect
    draw_whisker(axes, y, low, high, f"whisker-{index}", colour=BLUE, width=2.2, arrow=6.0)
    draw_dot(axes, estimate, y, f"dot-{index}", filled=row.k > 1, side=DOT)


def _draw_wide(sheet: Sheet, rows: tuple[HarmRow, ...], words: HarmWords) -> Drawn:
    effects = [row.effect for row in rows if row.effect]
    heading = COLUMN_LABELS["RR"]
    points = [text_width(heading, BODY, "bold")]
    points += [_width(format_effect("RR", value)) for value, _, _ in effects]
    intervals = [text_width("[95% CI]", BODY, "bold"), _width(NO_EVENTS) - max(points) - 0.06]
    intervals += [_width(format_interval("RR", low, high)) for _, low, high in effects]
    interval = sheet.right - max(intervals)
    estimate = interval - 0.06
    labels = [_width(row.label) + INDENT for row in rows]
    label_width = min(max(labels) + 0.02, WIDEST_LABEL)
    columns = []
    for place, title in enumerate((words.treatment, words.control)):
        title_lines = wrap_text(f"On {title}", WIDEST_HEADING, BODY, "bold")
        wide = [text_width(line, BODY, "bold") for line in title_lines]
        wide += [_width(_counts(row)[place]) for row in rows]
        columns.append((title_lines, max(wide)))
    first = sheet.margin + label_width + GAP + columns[0][1]
    second = first + GAP + columns[1][1]
    left = second + GAP
    width = estimate - max(points) - GAP - left
    scale = _scale(rows, width)
    axes = sheet.axes(left, width, (scale.low, scale.high))

    y = 0.1 + BODY * POINT
    last = y + (max(len(lines) for lines, _ in columns) - 1) * line_pitch(BODY)
    sheet.text(sheet.margin, last, "Harm", BODY, weight="bold")
    for x, (lines, _) in zip((first, second), columns, strict=True):
        start = last - (len(lines) - 1) * line_pitch(BODY)
        sheet.lines(x, start, lines, BODY, weight="bold", align="right")
    sheet.text(estimate, last, heading, BODY, weight="bold", align="right")
    sheet.text(interval, last, "[95% CI]", BODY, weight="bold")
    y = last + 0.08
    sheet.rule(y, colour=INK, width=0.8)
    top, index = y, 0
    for group, members in groupby(rows, key=lambda row: row.group):
        y += 0.1
        name = wrap_text(group, left - sheet.margin - GAP, BODY, "bold")
        sheet.lines(sheet.margin, y + ROW / 2 + RAISE, name, BODY, weight="bold")
        y += ROW + (len(name) - 1) * line_pitch(BODY)
        for row in members:
            base = y + ROW / 2 + RAISE
            label = wrap_text(row.label, label_width - INDENT, BODY)
            sheet.lines(sheet.margin + INDENT, base, label, BODY)
            for x, count in zip((first, second), _counts(row), strict=True):
                sheet.text(x, base, count, BODY, align="right")
            if row.effect:
                value, low, high = row.effect
                sheet.text(estimate, base, format_effect("RR", value), BODY, align="right")
                sheet.text(interval, base, format_interval("RR", low, high), BODY)
            else:
                sheet.text(estimate - max(points), base, row.missing, BODY, colour=GREY)
            _draw_marks(axes, row, index, base - RAISE)
            index += 1
            y += ROW + (len(label) - 1) * line_pitch(BODY)
    return axes, scale, left, width, [(top, y + 0.08)], y + 0.08


def _draw_narrow(sheet: Sheet, rows: tuple[HarmRow, ...], words: HarmWords) -> Drawn:
    x = sheet.margin + INDENT
    left = x + max(_width(BESIDE.join(_counts(row))) for row in rows) + 0.16
    width = sheet.right - left - 0.04
    scale = _scale(rows, width)
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
                value, low, high = row.effect
                text = f"{format_effect('RR', value)} {format_interval('RR', low, high)}"
                colour = INK
            sheet.text(sheet.right, y, text, BODY, colour=colour, align="right")
            label = wrap_text(row.label, sheet.right - x - _width(text) - 0.12, BODY)
            y = sheet.lines(x, y, label, BODY) - line_pitch(BODY) + SECOND
            sheet.text(x, y, BESIDE.join(_counts(row)), BODY, colour=GREY)
            bands.append((y - RAISE - BAND, y - RAISE + BAND))
            _draw_marks(axes, row, index, y - RAISE)
            index += 1
            y += BETWEEN
        y += 0.06
    y -= 0.16
    bands.append((bands.pop()[0], y))
    return axes, scale, left, width, bands, y
