"""Tallies: of a few respondents, how many take a position, each respondent a dot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from synthesis.figures.sheet import NO_BREAK, POINT, Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.style import BLUE, GREY, INK, VERMILLION, WHITE, house_style

Mark = Literal["agrees", "conditional", "mentions", "disagrees", "silent"]
WIDE, NARROW = 8.6, 3.6  # inches
BODY = 9.0  # points
PITCH = {"wide": 0.19, "narrow": 0.155}  # inches from dot to dot, less where there are many
ROOM = {"wide": 2.4, "narrow": 1.75}  # inches for the dots of a row, at the most
LABEL, GAP = 3.5, 0.22  # inches
RAISE = 0.36 * BODY * POINT
KEYS: dict[Mark, str] = {
    "agrees": "agrees",
    "conditional": "agrees on a condition",
    "mentions": "raises it without taking a side",
    "disagrees": "disagrees",
    "silent": "did not raise it",
}
# Marker, points across, colours of face and edge, width of the edge in points.
_SIGNS: dict[Mark, tuple[str, float, str, str, float]] = {
    "agrees": ("o", 8.5, BLUE, BLUE, 1.0),
    "conditional": ("o", 8.5, BLUE, BLUE, 1.0),
    "mentions": ("s", 5.5, GREY, GREY, 0.0),
    "disagrees": ("o", 8.5, WHITE, VERMILLION, 1.4),
    "silent": ("o", 1.8, GREY, GREY, 0.0),
}
_WORDS: dict[Mark, tuple[str, str]] = {
    "agrees": ("agrees", "agree"),
    "conditional": ("on a condition", "on a condition"),
    "mentions": ("raises it", "raise it"),
    "disagrees": ("disagrees", "disagree"),
}


@dataclass(frozen=True)
class TallyRow:
    """One position, in numbers of respondents; `asked` counts all, the silent ones too."""

    label: str
    agrees: int
    conditional: int
    mentions: int
    disagrees: int
    asked: int

    def __post_init__(self) -> None:
        counts = (self.agrees, self.conditional, self.mentions, self.disagrees)
        if min(counts) < 0 or self.asked < 1 or sum(counts) > self.asked:
            raise ValueError(f"{self.label}: {counts} are no counts of {self.asked} respondents")

    @property
    def marks(self) -> dict[Mark, int]:
        """How many dots of each kind, in the order in which they are drawn; none is left out."""
        taken: dict[Mark, int] = {
            "agrees": self.agrees,
            "conditional": self.conditional,
            "mentions": self.mentions,
            "disagrees": self.disagrees,
        }
        return {**taken, "silent": self.asked - sum(taken.values())}


def draw_tally(rows: tuple[TallyRow, ...], layout: Literal["wide", "narrow"]) -> Figure:
    """Draw one row of dots for each position, in the order given, with its counts in words.

    A dot is a respondent: filled for those who agree, half filled on a condition, a small square
    where the matter is raised without a side, open for those who disagree, a point for those who
    did not raise it. ``wide`` is 8.6 inches, ``narrow`` 3.6.
    """
    if not rows:
        raise ValueError("a tally needs at least one row")
    if len({row.asked for row in rows}) > 1:
        raise ValueError("the rows of a tally count the same respondents")
    with house_style():
        sheet = Sheet(WIDE, 0.12) if layout == "wide" else Sheet(NARROW, 0.1)
        axes = sheet.axes(0, sheet.width, (0, sheet.width))
        pitch = min(PITCH[layout], ROOM[layout] / rows[0].asked)
        draw = _draw_wide if layout == "wide" else _draw_narrow
        y = draw(sheet, axes, rows, pitch)
        y = _draw_keys(sheet, axes, rows, y + 0.08)
        return sheet.finish(y - line_pitch(BODY) + 0.12)


def describe_tally(rows: tuple[TallyRow, ...], topic: str) -> str:
    """Alt text: the position most often taken, the next two, and the one most disputed.

    40 to 400 characters; names that are too long are cut.
    """
    if not rows:
        raise ValueError("a tally needs at least one row")
    ranked = sorted(rows, key=lambda row: -row.agrees)
    first, asked = ranked[0], ranked[0].asked
    positions = "1 position" if len(rows) == 1 else f"{len(rows)} positions"
    text = (
        f"{_cut(topic)}, {positions} among {asked} respondents. "
        f"“{_cut(first.label)}”: {say_counts(first)}."
    )
    more = [f"“{_cut(row.label)}”: {say_counts(row)}." for row in ranked[1:3]]
    # What divides the respondents says more than a further position of one of them.
    disputed = sorted((row for row in ranked[3:] if row.disagrees), key=lambda r: -r.disagrees)
    more += [f"“{_cut(row.label)}”: {say_counts(row)}." for row in disputed[:1]]
    for sentence in more:
        if len(text) + 1 + len(sentence) <= 400:
            text += f" {sentence}"
    return text


def _cut(text: str, most: int = 60) -> str:
    text = " ".join(text.replace("#", "").split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def say_counts(row: TallyRow) -> str:
    """“4 agree, 2 on a condition”: the counts of a row in words, without the silent ones."""
    parts = [
        f"{count} {words[count != 1]}"
        for mark, words in _WORDS.items()
        if (count := row.marks[mark])
    ]
    return ", ".join(parts) or "nobody raised it"


def _unbroken(text: str) -> str:
    """Each count keeps to its first word when the line is broken."""
    return re.sub(r"(\d) ", rf"\1{NO_BREAK}", text)


def _draw_wide(sheet: Sheet, axes: Axes, rows: tuple[TallyRow, ...], pitch: float) -> float:
    widest = max(text_width(row.label, BODY) for row in rows)
    label = min(max(widest, text_width("Position", BODY, "bold")) + 0.02, LABEL)
    left = sheet.margin + label + GAP
    words = left + pitch * rows[0].asked + GAP
    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, "Position", BODY, weight="bold")
    sheet.text(left, y, f"Of {rows[0].asked} respondents", BODY, weight="bold")
    y += 0.08
    sheet.rule(y, colour=INK, width=0.8)
    y += 0.04
    for index, row in enumerate(rows):
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
