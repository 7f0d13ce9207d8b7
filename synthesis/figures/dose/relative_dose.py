"""Several drugs on one picture, by relative dose: each drug's dose over its own highest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, NARROW, POINT, WIDE
from synthesis.figures.canvas.slide_area import fill_frame
from synthesis.figures.canvas.slide_groups import split_evenly
from synthesis.figures.canvas.style import GREY, WHITE, house_style
from synthesis.figures.dose.dose_data import RelativeCurve
from synthesis.figures.dose.dose_frame import (
    STROKES,
    Frame,
    draw_dose_axis,
    draw_sides,
    open_frame,
    tick_room,
)
from synthesis.figures.dose.dose_marks import MARKERS, draw_curve, spread_places
from synthesis.words.numbers import format_effect

LEADER = 0.36  # inches between a curve's end and its name
LEAST_HEIGHT = 1.7  # inches, of the frame on a slide
WARNING = "Relative dose is not milligrams: a drug’s 1 is its own highest dose studied."
TITLE = "Relative dose (dose divided by the drug’s highest dose studied)"
NameLines = tuple[tuple[Literal["bold", "normal"], list[str]], ...]
MARKS = "Marks: the doses studied."


@dataclass(frozen=True)
class _RelativeSizes:
    """Sizes of one layout: sheet, frame and names in inches; lines and marks in points.

    On a slide every line of text takes height from the frame: there is one less.
    """

    width: float
    margin: float
    height: float
    most_name: float
    interval: bool
    stroke: float
    mark: float
    slide: bool


SETTINGS = {
    "wide": _RelativeSizes(WIDE, 0.12, 3.9, 2.3, True, 1.8, 8.0, False),
    "narrow": _RelativeSizes(NARROW, 0.1, 3.5, 1.1, False, 1.8, 8.0, False),
}
SLIDE = _RelativeSizes(WIDE, 0.1, LEAST_HEIGHT, 2.3, True, 2.4, 9.5, True)


def draw_relative_dose(
    curves: tuple[RelativeCurve, ...], inactive: str, layout: Literal["wide", "narrow"]
) -> Figure:
    """Draw each drug's curve over relative dose, a mark at every dose studied, named directly.

    The picture says itself that relative dose is not milligrams. ``wide`` is 8.6 inches,
    ``narrow`` 3.6.

    Raises
    ------
    ValueError
        Without a drug.
    """
    return _draw(curves, range(len(curves)), inactive, SETTINGS[layout])


def draw_relative_dose_slides(
    curves: tuple[RelativeCurve, ...], inactive: str
) -> tuple[Figure, ...]:
    """Draw the same for the slide area, with thicker lines; all slides have the same axes.

    More drugs than there are colours with dashes go on several slides.

    Raises
    ------
    ValueError
        Without a drug.
    """
    parts = split_evenly([(index,) for index in range(len(curves))], len(STROKES))
    most = max(map(len, parts), default=0)
    # The names of the fullest part stand beside the frame of every part.
    least = max(LEAST_HEIGHT, most * _name_pitch([_name_lines(curve, SLIDE) for curve in curves]))
    return tuple(_draw_slide(curves, part, inactive, least) for part in parts)


def _draw_slide(
    curves: tuple[RelativeCurve, ...], part: Sequence[int], inactive: str, least: float
) -> Figure:
    def draw(width: float, height: float) -> Figure:
        return _draw(curves, part, inactive, replace(SLIDE, width=width, height=height))

    return fill_frame(draw, least)


def _draw(
    curves: tuple[RelativeCurve, ...], part: Sequence[int], inactive: str, setting: _RelativeSizes
) -> Figure:
    """Draw the curves of `part` on axes with room for all."""
    if not curves:
        raise ValueError("a picture of relative doses needs at least one drug")
    with house_style():
        sheet = Sheet(setting.width, setting.margin)
        whole = sheet.right - sheet.margin
        y = sheet.margin + BODY * POINT
        y = sheet.lines(
            sheet.margin, y, wrap_text(WARNING, whole, BODY, "bold"), BODY, weight="bold"
        )
        words = f"Odds ratio against {inactive} (log scale)"
        heading = wrap_text(f"{words} [95% CI]. {MARKS}" if setting.slide else words, whole, BODY)
        top = sheet.lines(sheet.margin, y + 0.06, heading, BODY, colour=GREY)
        frame = _frame(sheet, curves, setting, top - line_pitch(BODY) + 0.14)
        draw_sides(sheet, frame)
        for index in part:
            curve = curves[index]
            places = [dose / curve.most for dose in curve.doses]
            draw_curve(frame, places, curve.values, f"curve-{index}", index, setting.stroke)
            for dose in curve.studied:
                value = curve.value_at(dose)
                _draw_mark(frame, dose / curve.most, value, index, setting.mark)
        end = _name_curves(sheet, frame, {index: curves[index] for index in part}, setting)
        ticks = [(0.0, "0"), (0.25, "¼"), (0.5, "½"), (0.75, "¾"), (1.0, "1")]
        y = max(draw_dose_axis(sheet, frame, ticks, inactive, TITLE), end) + 0.08
        if not setting.slide:
            y = sheet.lines(sheet.margin, y, wrap_text(MARKS, whole, BODY), BODY, colour=GREY)
        return sheet.finish(y - line_pitch(BODY) + setting.margin)


def _frame(
    sheet: Sheet, curves: tuple[RelativeCurve, ...], setting: _RelativeSizes, top: float
) -> Frame:
    values = [value for curve in curves for value in curve.values]
    left = sheet.margin + tick_room(values, (), setting.height)
    names = max(
        text_width(line, BODY, weight)
        for curve in curves
        for weight, lines in _name_lines(curve, setting)
        for line in lines
    )
    width = sheet.right - names - LEADER - 0.02 - left
    return open_frame(sheet, left, width, top, setting.height, 1.0, values, ())


def _name_pitch(blocks: Sequence[NameLines]) -> float:
    """Inches from one name to the next, with room for the tallest."""
    tallest = max((sum(len(lines) for _, lines in block) for block in blocks), default=0)
    return tallest * line_pitch(BODY) + 0.07


def _name_lines(curve: RelativeCurve, setting: _RelativeSizes) -> NameLines:
    most = setting.most_name
    amount = f"{curve.most:g}{'' if curve.unit == '%' else ' '}{curve.unit}"
    facts = f"1 = {amount}"
    if setting.interval:
        low = "no limit" if curve.ci_low is None else format_effect(curve.ci_low, "OR", True)
        high = "no limit" if curve.ci_high is None else format_effect(curve.ci_high, "OR", True)
        facts += f": {format_effect(curve.value_at(curve.most), 'OR', True)} [{low}, {high}]"
    return (
        ("bold", wrap_text(curve.drug, most, BODY, "bold")),
        ("normal", wrap_text(facts, most, BODY)),
    )


def _name_curves(
    sheet: Sheet, frame: Frame, curves: Mapping[int, RelativeCurve], setting: _RelativeSizes
) -> float:
    """Name each curve at its end, `curves` by number; returns the lowest y used."""
    blocks = [_name_lines(curve, setting) for curve in curves.values()]
    gap = _name_pitch(blocks)
    ends = [frame.up(curve.values[-1]) for curve in curves.values()]
    bottom = max(frame.bottom - gap + line_pitch(BODY), frame.top + 0.05)
    places = spread_places(ends, gap, frame.top + 0.05, bottom)
    x = frame.left + frame.width + LEADER - 0.08
    lowest = 0.0
    for index, block, end, place in zip(curves, blocks, ends, places, strict=True):
        colour = STROKES[index % len(STROKES)][0]
        start = frame.left + frame.width + 0.02
        sheet.add(Line2D([start, x - 0.05], [end, place], color=colour, linewidth=0.8))
        y = place + 0.36 * BODY * POINT
        for weight, lines in block:
            y = sheet.lines(x, y, lines, BODY, weight=weight)
        lowest = max(lowest, y)
    return lowest


def _draw_mark(frame: Frame, place: float, value: float, index: int, side: float) -> None:
    frame.axes.add_line(
        Line2D(
            [place],
            [frame.up(value)],
            marker=MARKERS[index % len(MARKERS)],
            markersize=side,
            linestyle="none",
            color=STROKES[index % len(STROKES)][0],
            markeredgecolor=WHITE,
            markeredgewidth=0.7,
            gid=f"mark-{index}",
            zorder=4,
            clip_on=False,
        )
    )
