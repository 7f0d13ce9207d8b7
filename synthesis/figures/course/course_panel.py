"""One panel of a figure of courses: its frame, its lines, its key.

The axis of time is that of the square root: what happens in the first days is asked most, and on an
even axis of many weeks it would lie on one spot.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from synthesis.figures.canvas.marks import draw_line
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE
from synthesis.figures.canvas.style import BLUE, GREEN, GREY, INK, PURPLE, RULE, VERMILLION, WHITE
from synthesis.figures.course.course_data import CourseLine, CoursePanel, TimePoint

# A colour and a shape for each line: either tells it from the others.
STROKES = ((BLUE, "o"), (VERMILLION, "s"), (GREEN, "^"), (PURPLE, "D"), (INK, "v"))
REFERENCE = (GREY, "o")
DOTS = (1.0, 1.6)  # of a line between times that different trials report
TICKS = (0.0, 1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 26.0, 52.0, 104.0, 156.0)
TICK = 0.05  # inches
PAD = 0.14  # inches between the frame's sides and the outermost times
DODGE = 0.045  # inches between the marks of two treatments at one time
SIGN = 0.24  # inches of a sign in the key


@dataclass(frozen=True)
class PanelFrame:
    """A plotting area in inches from the top left: weeks from 0 to `last`, up to `limit` of 100."""

    axes: Axes
    left: float
    width: float
    top: float
    height: float
    last: float
    limit: float

    @property
    def bottom(self) -> float:
        """Lower side."""
        return self.top + self.height

    @property
    def root(self) -> float:
        """The end of the axis of time on its own scale."""
        return math.sqrt(self.last)

    def up(self, value: float) -> float:
        """Place of a number of 100."""
        return self.bottom - self.height * min(max(value, 0.0), self.limit) / self.limit

    def along(self, week: float) -> float:
        """Place of a week, inches from the left of the sheet."""
        return self.left + PAD + (self.width - 2 * PAD) * math.sqrt(week) / self.root

    def shifted(self, week: float, inches: float) -> float:
        """A week on the scale of the axes, moved by some inches."""
        return math.sqrt(week) + inches * self.root / (self.width - 2 * PAD)


def open_panel(
    sheet: Sheet,
    place: tuple[float, float],
    size: tuple[float, float],
    last: float,
    limit: float,
) -> PanelFrame:
    """Make a plotting area: `place` is left and top, `size` width and height, in inches."""
    (left, top), (width, height) = place, size
    pad = PAD * math.sqrt(last) / (width - 2 * PAD)
    axes = sheet.axes(left, width, (-pad, math.sqrt(last) + pad))
    return PanelFrame(axes, left, width, top, height, last, limit)


def step_of(limit: float) -> int:
    """Patients of 100 from one tick to the next."""
    return 20 if limit > 50 else 10 if limit > 20 else 5


def draw_frame(sheet: Sheet, frame: PanelFrame, labelled: bool) -> None:
    """Axes and grid; the numbers of the upright axis only where `labelled`."""
    low, high = frame.axes.get_xlim()
    for value in range(0, round(frame.limit) + 1, step_of(frame.limit)):
        y = frame.up(value)
        if value:
            draw_line(frame.axes, [low, high], [y, y], "grid", RULE, 0.4).set_zorder(0.2)
        if labelled:
            sheet.text(frame.left - 0.06, y + RAISE, str(value), BODY, align="right")
    draw_line(frame.axes, [low, high], [frame.bottom, frame.bottom], "time-axis", INK, 0.8)
    baseline = frame.bottom + TICK + 0.03 + BODY * POINT
    for week in _ticks(frame):
        x = math.sqrt(week)
        draw_line(
            frame.axes, [x, x], [frame.bottom, frame.bottom + TICK], "time-tick", INK, 0.8
        ).set_clip_on(False)
        sheet.text(frame.along(week), baseline, f"{week:g}", BODY, align="center")


def _ticks(frame: PanelFrame) -> list[float]:
    """The ticks whose labels do not run into each other, the latest kept."""
    kept: list[float] = []
    for week in sorted((tick for tick in TICKS if tick <= frame.last), reverse=True):
        needed = 0.09
        if kept:
            needed += (text_width(f"{week:g}", BODY) + text_width(f"{kept[-1]:g}", BODY)) / 2
        if not kept or frame.along(kept[-1]) - frame.along(week) >= needed:
            kept.append(week)
    return kept


def draw_lines(frame: PanelFrame, panel: CoursePanel, gid: str, width: float, side: float) -> None:
    """Every line with its marks and intervals; `width` of lines and `side` of marks in points."""
    for number, line in reversed(list(enumerate(panel.lines))):
        colour, marker = stroke_of(panel.lines, number)
        shift = DODGE * (number - (len(panel.lines) - 1) / 2)
        name = f"{gid}-{number}"
        for step, (before, after, same) in enumerate(line.steps):
            x = [frame.shifted(point.week, shift) for point in (before, after)]
            y = [frame.up(point.value) for point in (before, after)]
            drawn = draw_line(frame.axes, x, y, f"line-{name}-{step}", colour, width)
            drawn.set_zorder(2)
            if not same:
                drawn.set_dashes(DOTS)
        for place, point in enumerate(line.points):
            own = f"{name}-{place}"
            _draw_mark(frame, point, shift, (colour, marker), own, side, line.reference)


def _draw_mark(
    frame: PanelFrame,
    point: TimePoint,
    shift: float,
    stroke: tuple[str, str],
    gid: str,
    side: float,
    hollow: bool,
) -> None:
    colour, marker = stroke
    x = frame.shifted(point.week, shift)
    if point.low is not None and point.high is not None:
        # From the mark, whose shape says what the colour says, to both ends.
        ends = [frame.up(end) for end in (point.value, point.low, point.high)]
        draw_line(frame.axes, [x, x, x], ends, f"whisker-{gid}", colour, 0.7).set_zorder(1.5)
    mark = _sign(x, frame.up(point.value), colour, marker, side, hollow)
    mark.set_gid(f"mark-{gid}")
    frame.axes.add_line(mark)


def _sign(x: float, y: float, colour: str, marker: str, side: float, hollow: bool) -> Line2D:
    return Line2D(
        [x],
        [y],
        marker=marker,
        markersize=side,
        linestyle="none",
        markerfacecolor=WHITE if hollow else colour,
        markeredgecolor=colour if hollow else WHITE,
        markeredgewidth=1.1 if hollow else 0.5,
        zorder=3,
        clip_on=False,
    )


def stroke_of(lines: tuple[CourseLine, ...], number: int) -> tuple[str, str]:
    """Colour and shape of a line."""
    return REFERENCE if lines[number].reference else STROKES[number % len(STROKES)]


def key_lines(names: Iterable[str], width: float) -> list[list[tuple[int, list[str]]]]:
    """The names of lines as rows of a key no wider than `width`: number of the line and its words.

    A name that is wider than the row is broken and has a row of its own.
    """
    rows: list[list[tuple[int, list[str]]]] = []
    used = 0.0
    for number, name in enumerate(names):
        words = wrap_text(name, width - SIGN, BODY)
        wide = SIGN + max(text_width(line, BODY) for line in words) + 0.12
        alone = len(words) > 1
        if not rows or alone or used + wide > width + 0.12 or len(rows[-1][0][1]) > 1:
            rows.append([])
            used = 0.0
        rows[-1].append((number, words))
        used += wide
    return rows


def key_height(rows: list[list[tuple[int, list[str]]]]) -> float:
    """Inches that a key takes."""
    return sum(max(len(words) for _, words in row) for row in rows) * line_pitch(BODY)


def draw_key(
    sheet: Sheet,
    panel: CoursePanel,
    place: tuple[float, float],
    rows: list[list[tuple[int, list[str]]]],
    side: float,
) -> None:
    """The signs of the lines with their names; `place` is the left and the first baseline."""
    left, y = place
    for row in rows:
        x = left
        for number, words in row:
            colour, marker = stroke_of(panel.lines, number)
            middle = y - RAISE
            sheet.add(Line2D([x, x + SIGN - 0.06], [middle, middle], color=colour, linewidth=1.4))
            hollow = panel.lines[number].reference
            sheet.add(_sign(x + (SIGN - 0.06) / 2, middle, colour, marker, side, hollow))
            sheet.lines(x + SIGN, y, words, BODY)
            x += SIGN + max(text_width(line, BODY) for line in words) + 0.12
        y += max(len(words) for _, words in row) * line_pitch(BODY)
