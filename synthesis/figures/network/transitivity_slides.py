"""Response of the comparison group for the slide area: one row a treatment, one dot a trial."""

from __future__ import annotations

from matplotlib.figure import Figure

from synthesis.figures.canvas.kind_marks import draw_sign_legend
from synthesis.figures.canvas.sheet import Sheet, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE
from synthesis.figures.canvas.slide_area import choose_pitch
from synthesis.figures.canvas.slide_groups import draw_groups
from synthesis.figures.canvas.style import GREY, INK, house_style
from synthesis.figures.network.transitivity import (
    GAP,
    PITCH,
    axis_limit,
    axis_title,
    draw_dots,
    draw_response_axis,
)
from synthesis.figures.network.transitivity_rows import (
    LARGEST,
    TransitivityPoint,
    TransitivityRow,
    gather_comparisons,
    week_signs,
)
from synthesis.words.labels import label_week

TIGHTEST, ROOMIEST = 0.175, 0.4  # inches from row to row
OVERHEAD = 0.9  # inches: heading, axis, margins
LABELS = 0.3  # of the width of the sheet
MOST = 17  # rows on one slide
DOT = 0.75  # of the height of a row


def draw_transitivity_slides(
    points: tuple[TransitivityPoint, ...], comparator: str
) -> tuple[Figure, ...]:
    """Draw the same as `draw_transitivity` for the slide area, one drawing a slide.

    Several slides share axis, weeks and size of dots. Trials without the comparator are left out.

    Raises
    ------
    ValueError
        If no trial has the comparator, or the weeks are too many to tell apart.
    """
    shown = [point for point in points if point.response is not None]
    if not shown:
        raise ValueError(f"transitivity needs at least one trial with {comparator}")
    labels = list(dict.fromkeys(point.comparison for point in shown))

    def draw(part: tuple[str, ...], width: float) -> Figure:
        with house_style():
            return _draw_slide(Sheet(width, 0.12), shown, part, comparator)

    return draw_groups([labels], MOST, draw)


def _draw_slide(
    sheet: Sheet, points: list[TransitivityPoint], labels: tuple[str, ...], comparator: str
) -> Figure:
    weeks, limit = week_signs(points), axis_limit(points)
    room = LABELS * sheet.width
    # The legend stands in the column of the labels, so that it takes no height of its own.
    left = sheet.margin + room + GAP
    width = sheet.right - text_width("100 to 100", BODY) - GAP - left
    names = {label: wrap_text(label, room, BODY) for label in labels}
    further = sum(len(lines) - 1 for lines in names.values())
    taken = OVERHEAD + further * PITCH
    pitch = choose_pitch(sheet.width, len(labels), taken, TIGHTEST, ROOMIEST)
    whole = set(names) == {point.comparison for point in points}
    # One of several slides: its dots must not be larger than those of the others.
    largest = min(LARGEST, DOT * (pitch if whole else TIGHTEST) / POINT)
    rows = gather_comparisons(points, weeks, limit / width, largest)
    rows = [row for row in rows if row.label in names]
    taken += sum(_excess(row) for row in rows)
    pitch = choose_pitch(sheet.width, len(labels), taken, TIGHTEST, ROOMIEST)
    axes = sheet.axes(left, width, (0.0, limit))
    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, "Treatment", BODY, weight="bold")
    sheet.text(sheet.right, y, "Range", BODY, weight="bold", align="right")
    y += 0.08
    sheet.rule(y, colour=INK, width=0.8)
    top, index = y, 0
    y += 0.05
    for row in rows:
        lines = names[row.label]
        height = pitch + max((len(lines) - 1) * PITCH, _excess(row))
        middle = y + height / 2
        base = middle + RAISE
        sheet.lines(sheet.margin, base - (len(lines) - 1) * PITCH / 2, lines, BODY)
        sheet.text(sheet.right, base, row.spread, BODY, align="right")
        index = draw_dots(axes, row, index, middle, limit)
        y += height
    bottom = y + 0.05
    end = draw_response_axis(sheet, axes, (left, width, limit), [(top, bottom)],
                          axis_title(comparator))  # fmt: skip
    keys = [(label_week(week), sign) for week, sign in weeks.items()]
    base = bottom + 0.08 + BODY * POINT
    base = draw_sign_legend(sheet, base, keys, BODY, left - 0.2)
    base = sheet.lines(sheet.margin, base, ["Area of a dot: patients"], BODY, colour=GREY)
    return sheet.finish(max(end - 0.1, base) - PITCH + 0.12)


def _excess(row: TransitivityRow) -> float:
    """How much more height a row needs for its lanes than for one dot, in inches."""
    return max(0.0, row.height - row.lane_height)
