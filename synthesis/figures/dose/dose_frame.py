"""A frame with dose along and the odds ratio up, in which dose-response curves are drawn.

Odds ratios are given as logarithms; the frame turns them into inches from the top of the sheet,
cut at the ends of the axis.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from matplotlib.axes import Axes

from synthesis.figures.canvas.marks import draw_line
from synthesis.figures.canvas.scales import EffectScale, choose_scale
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT
from synthesis.figures.canvas.style import BLUE, GREEN, GREY, INK, PURPLE, RULE, VERMILLION

TICK = 0.05  # inches
PAD = 0.24  # inches between the frame's sides and the outermost doses

# Colours with dashes that tell them apart in grey, the first the one that matters most.
STROKES: tuple[tuple[str, tuple[float, ...]], ...] = (
    (BLUE, ()),
    (VERMILLION, (6.0, 2.0)),
    (GREEN, (1.6, 1.6)),
    (PURPLE, (8.0, 2.0, 1.6, 2.0)),
    (INK, (3.0, 3.0)),
    (GREY, (10.0, 3.0)),
)


@dataclass(frozen=True)
class Frame:
    """A plotting area: places in inches, dose from 0 to `most`, log odds ratio on `scale`."""

    axes: Axes
    scale: EffectScale
    left: float
    width: float
    top: float
    height: float
    most: float

    @property
    def bottom(self) -> float:
        """Lower side, inches from the top of the sheet."""
        return self.top + self.height

    def up(self, value: float) -> float:
        """Place of a log odds ratio, cut at the ends of the axis."""
        value = min(max(value, self.scale.low), self.scale.high)
        share = (self.scale.high - value) / (self.scale.high - self.scale.low)
        return self.top + self.height * share

    def along(self, dose: float) -> float:
        """Place of a dose, inches from the left of the sheet."""
        return self.left + PAD + (self.width - 2 * PAD) * dose / self.most

    def dose_of_inches(self, inches: float) -> float:
        """How much dose a distance stands for."""
        return inches * self.most / (self.width - 2 * PAD)


def open_frame(
    sheet: Sheet,
    left: float,
    width: float,
    top: float,
    height: float,
    most: float,
    values: Iterable[float],
    ends: Iterable[float],
) -> Frame:
    """Choose the axis of odds ratios and make the plotting area; `values` always lie inside."""
    scale = _scale(values, ends, height)
    pad = PAD * most / (width - 2 * PAD)
    axes = sheet.axes(left, width, (-pad, most + pad))
    return Frame(axes, scale, left, width, top, height, most)


def _scale(values: Iterable[float], ends: Iterable[float], height: float) -> EffectScale:
    """The axis of odds ratios, without the room below 1 where nothing lies there."""
    values, ends = list(values), list(ends)
    scale = choose_scale("OR", values, ends, height, lambda _: line_pitch(BODY))
    lowest = min([0.0, *values, *(end for end in ends if math.isfinite(end))])
    low = max(scale.low, lowest - 0.05 * (scale.high - lowest))
    kept = [(t, w) for t, w in zip(scale.ticks, scale.labels, strict=True) if t >= low]
    return replace(
        scale, low=low, ticks=tuple(tick for tick, _ in kept), labels=tuple(w for _, w in kept)
    )


def tick_room(values: Iterable[float], ends: Iterable[float], height: float) -> float:
    """Inches that the tick labels of the axis of odds ratios need."""
    scale = _scale(values, ends, height)
    return max(text_width(label, BODY) for label in scale.labels) + TICK + 0.06


def draw_sides(sheet: Sheet, frame: Frame) -> None:
    """The axis of odds ratios with its ticks, and the line of no effect."""
    scale = frame.scale
    low = -PAD * frame.most / (frame.width - 2 * PAD)
    draw_line(frame.axes, [low, low], [frame.top, frame.bottom], "ratio-axis", INK, 0.8)
    for tick, label in zip(scale.ticks, scale.labels, strict=True):
        y = frame.up(tick)
        end = low - frame.dose_of_inches(TICK)
        mark = draw_line(frame.axes, [end, low], [y, y], "ratio-tick", INK, 0.8)
        mark.set_clip_on(False)
        x = frame.left - TICK - 0.04
        sheet.text(x, y + 0.36 * BODY * POINT, label, BODY, align="right")
        if tick != 0.0:
            grid = draw_line(frame.axes, [low, frame.most - low], [y, y], "grid", RULE, 0.4)
            grid.set_zorder(0.2)
    y = frame.up(0.0)
    null = draw_line(frame.axes, [low, frame.most - low], [y, y], "no-effect", GREY, 0.9)
    null.set_zorder(0.5)


def draw_dose_axis(
    sheet: Sheet, frame: Frame, ticks: Sequence[tuple[float, str]], zero: str, title: str
) -> float:
    """The axis of doses with the given ticks; `zero` is what dose 0 is. Returns the next y."""
    y = frame.bottom
    low = -PAD * frame.most / (frame.width - 2 * PAD)
    draw_line(frame.axes, [low, frame.most - low], [y, y], "dose-axis", INK, 0.8)
    for dose, _ in ticks:
        draw_line(frame.axes, [dose, dose], [y, y + TICK], "dose-tick", INK, 0.8)
    baseline = y + TICK + 0.03 + BODY * POINT
    for dose, label in _labels_with_room(frame, ticks):
        sheet.text(frame.along(dose), baseline, label, BODY, align="center")
    baseline += line_pitch(BODY)
    half = text_width(zero, BODY) / 2
    x = max(frame.along(0.0), sheet.margin + half)
    sheet.text(x, baseline, zero, BODY, colour=GREY, align="center")
    start = x + half + 0.14
    room = sheet.right - start
    lines = wrap_text(title, room, BODY)
    if len(lines) == 1:
        centre = frame.left + frame.width / 2
        half = text_width(lines[0], BODY) / 2
        centre = min(max(centre, start + half), sheet.right - half)
        return sheet.lines(centre, baseline, lines, BODY, colour=GREY, align="center")
    lines = wrap_text(title, sheet.right - sheet.margin, BODY)
    return sheet.lines(sheet.margin, baseline + line_pitch(BODY), lines, BODY, colour=GREY)


def _labels_with_room(frame: Frame, ticks: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """The tick labels that do not run into each other; the first and the last always stay."""
    first, *middle, last = ticks
    kept = [first]
    for tick in middle:
        if _apart(frame, kept[-1], tick) and _apart(frame, tick, last):
            kept.append(tick)
    return [*kept, last]


def _apart(frame: Frame, one: tuple[float, str], other: tuple[float, str]) -> bool:
    needed = (text_width(one[1], BODY) + text_width(other[1], BODY)) / 2 + 0.07
    return frame.along(other[0]) - frame.along(one[0]) >= needed
