"""Tallies: of a few respondents, how many take a position, each respondent a dot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from synthesis.figures.canvas.sheet import (
    NO_BREAK,
    Sheet,
    line_pitch,
    page_sheet,
    text_width,
    wrap_text,
)
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE, WIDE
from synthesis.figures.canvas.slide_groups import draw_groups
from synthesis.figures.canvas.style import BLUE, GREY, INK, VERMILLION, WHITE, house_style
from synthesis.figures.tally.tally_data import (
    KEYS,
    Mark,
    TallyRow,
    describe_tally,
    say_counts,
    tabulate_tally,
)

__all__ = [
    "KEYS",
    "TallyRow",
    "describe_tally",
    "draw_tally",
    "draw_tally_slides",
    "say_counts",
    "tabulate_tally",
]

PITCH = {"wide": 0.19, "narrow": 0.155}  # inches from dot to dot, less where there are many
ROOM = {"wide": 2.4, "narrow": 1.75}  # inches for the dots of a row, at the most
LABEL, GAP = 3.5, 0.22  # inches
MOST = 9  # positions on a slide
# Marker, points across, colours of face and edge, width of the edge in points.
_SIGNS: dict[Mark, tuple[str, float, str, str, float]] = {
    "agrees": ("o", 8.5, BLUE, BLUE, 1.0),
    "conditional": ("o", 8.5, BLUE, BLUE, 1.0),
    "mentions": ("s", 5.5, GREY, GREY, 0.0),
    "disagrees": ("o", 8.5, WHITE, VERMILLION, 1.4),
    "silent": ("o", 1.8, GREY, GREY, 0.0),
}
NumberedTally = tuple[int, TallyRow]


def draw_tally(rows: tuple[TallyRow, ...], layout: Literal["wide", "narrow"]) -> Figure:
    """Draw one row of dots for each position, in the order given, with its counts in words.

    A dot is a respondent: filled for those who agree, half filled on a condition, a small square
    where the matter is raised without a side, open for those who disagree, a point for those who
    did not raise it. ``wide`` is 8.6 inches, ``narrow`` 3.6.
    """
    _check(rows)
    with house_style():
        if layout == "wide":
            return _draw_sheet(tuple(enumerate(rows)), rows, WIDE)
        sheet = page_sheet("narrow")
        axes = sheet.axes(0, sheet.width, (0, sheet.width))
        y = _draw_narrow(sheet, axes, rows, min(PITCH[layout], ROOM[layout] / rows[0].asked))
        return _finish(sheet, axes, rows, y)


def draw_tally_slides(rows: tuple[TallyRow, ...]) -> tuple[Figure, ...]:
    """Draw the same for the slide area, at most `MOST` positions each, columns alike.

    Dots are numbered through all slides; each explains every mark of the figure.
    """
    _check(rows)
    with house_style():
        return draw_groups(
            [tuple(enumerate(rows))], MOST, lambda part, width: _draw_sheet(part, rows, width)
        )


def _check(rows: tuple[TallyRow, ...]) -> None:
    if not rows:
        raise ValueError("a tally needs at least one row")
    if len({row.asked for row in rows}) > 1:
        raise ValueError("the rows of a tally count the same respondents")


def _draw_sheet(part: Sequence[NumberedTally], rows: tuple[TallyRow, ...], width: float) -> Figure:
    """Some of the rows as a table on a sheet of so many inches, with the columns of all."""
    sheet = Sheet(width, 0.12)
    axes = sheet.axes(0, sheet.width, (0, sheet.width))
    pitch = min(PITCH["wide"], ROOM["wide"] / rows[0].asked)
    return _finish(sheet, axes, rows, _draw_wide(sheet, axes, part, rows, pitch))


def _finish(sheet: Sheet, axes: Axes, rows: tuple[TallyRow, ...], y: float) -> Figure:
    y = _draw_keys(sheet, axes, rows, y + 0.08)
    return sheet.finish(y - line_pitch(BODY) + 0.12)


def _unbroken(text: str) -> str:
    """Each count keeps to its first word when the line is broken."""
    return re.sub(r"(\d) ", rf"\1{NO_BREAK}", text)


def _draw_wide(
    sheet: Sheet,
    axes: Axes,
    part: Sequence[NumberedTally],
    rows: tuple[TallyRow, ...],
    pitch: float,
) -> float:
    widest = max(text_width(row.label, BODY) for row in rows)
    most = LABEL * sheet.width / WIDE
    label = min(max(widest, text_width("Position", BODY, "bold")) + 0.02, most)
    left = sheet.margin + label + GAP
    words = left + pitch * rows[0].asked + GAP
    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, "Position", BODY, weight="bold")
    sheet.text(left, y, f"Of {rows[0].asked} respondents", BODY, weight="bold")
    y += 0.08
    sheet.rule(y, colour=INK, width=0.8)
    y += 0.04
    for index, row in part:
        y += 0.05 + line_pitch(BODY)
        _draw_dots(axes, row, index, left, y - RAISE, pitch)
        counts = wrap_text(_unbroken(say_counts(row)), sheet.right - words, BODY)
        ends = [
            sheet.lines(sheet.margin, y, wrap_text(row.label, label, BODY), BODY),
            sheet.lines(words, y, counts, BODY),
        ]
        y = max(ends) - line_pitch(BODY) + 0.05
        sheet.rule(y + 0.03, width=0.4)
    return y + 0.03 + line_pitch(BODY)


def _draw_narrow(sheet: Sheet, axes: Axes, rows: tuple[TallyRow, ...], pitch: float) -> float:
    words = sheet.margin + pitch * rows[0].asked + 0.12
    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, f"Of {rows[0].asked} respondents", BODY, weight="bold")
    y += 0.08
    sheet.rule(y, colour=INK, width=0.8)
    y += 0.04
    for index, row in enumerate(rows):
        y += 0.05 + line_pitch(BODY)
        label = wrap_text(row.label, sheet.right - sheet.margin, BODY)
        y = sheet.lines(sheet.margin, y, label, BODY) + 0.02
        _draw_dots(axes, row, index, sheet.margin, y - RAISE, pitch)
        counts = wrap_text(_unbroken(say_counts(row)), sheet.right - words, BODY)
        y = sheet.lines(words, y, counts, BODY, colour=GREY) - line_pitch(BODY) + 0.05
        sheet.rule(y + 0.04, width=0.4)
        y += 0.02
    return y + 0.03 + line_pitch(BODY)


def _draw_dots(axes: Axes, row: TallyRow, index: int, left: float, y: float, pitch: float) -> None:
    first = 0
    for mark, count in row.marks.items():
        if count:
            points = [left + (place + 0.5) * pitch for place in range(first, first + count)]
            axes.add_line(_sign(mark, points, y, f"{mark}-{index}", pitch))
        first += count


def _sign(mark: Mark, x: list[float], y: float, gid: str, pitch: float) -> Line2D:
    marker, points, face, edge, width = _SIGNS[mark]
    return Line2D(
        x,
        [y] * len(x),
        linestyle="none",
        marker=marker,
        markersize=min(points, 0.8 * pitch / POINT),
        fillstyle="left" if mark == "conditional" else "full",
        markerfacecolor=face,
        markerfacecoloralt=WHITE,
        markeredgecolor=edge,
        markeredgewidth=width,
        gid=gid,
        clip_on=False,
    )


def _keys(rows: tuple[TallyRow, ...]) -> Iterator[tuple[Mark, str]]:
    for mark, words in KEYS.items():
        if any(row.marks[mark] for row in rows):
            yield mark, words


def _draw_keys(sheet: Sheet, axes: Axes, rows: tuple[TallyRow, ...], y: float) -> float:
    """Explain the marks in use, side by side where they fit; returns the next baseline."""
    sign, between, x = 0.18, 0.22, sheet.margin
    for mark, words in _keys(rows):
        width = sign + text_width(words, BODY)
        if x > sheet.margin and x + width > sheet.right:
            x, y = sheet.margin, y + line_pitch(BODY) + 0.02
        axes.add_line(_sign(mark, [x + 0.07], y - RAISE, f"key-{mark}", PITCH["wide"]))
        sheet.text(x + sign, y, words, BODY)
        x += width + between
    return y + line_pitch(BODY)
