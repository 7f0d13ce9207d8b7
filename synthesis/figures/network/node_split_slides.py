"""Direct against indirect evidence for the slide area: the comparison stands beside its lines."""

from __future__ import annotations

from matplotlib.figure import Figure

from synthesis.figures.canvas.kind_marks import draw_sign_legend
from synthesis.figures.canvas.scales import COLUMN_LABELS
from synthesis.figures.canvas.sheet import Sheet, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE
from synthesis.figures.canvas.slide_area import choose_pitch
from synthesis.figures.canvas.slide_groups import draw_groups
from synthesis.figures.canvas.style import GREY, INK, house_style
from synthesis.figures.network.node_split import (
    GAP,
    KEYS,
    PITCH,
    SplitArea,
    SplitRow,
    draw_split_axis,
    draw_split_mark,
    format_split,
    state_difference,
)
from synthesis.models.measure import Measure

TIGHTEST, ROOMIEST = 0.2, 0.36  # inches from line to line
OVERHEAD = 1.45  # inches: heading, axis, legend, margins
BETWEEN = 0.14  # inches between two comparisons
LABELS = 0.27  # of the width of the sheet
LINES = 3  # direct, indirect, network
MOST = 4  # comparisons on one slide


def draw_node_split_slides(
    rows: tuple[SplitRow, ...], measure: Measure, favours_low: str, favours_high: str
) -> tuple[Figure, ...]:
    """Draw the same as `draw_node_splits` for the slide area, one drawing a slide.

    Several slides share one scale.

    Raises
    ------
    ValueError
        Without rows.
    """
    if not rows:
        raise ValueError("node splits need at least one comparison")

    def draw(part: tuple[SplitRow, ...], width: float) -> Figure:
        with house_style():
            sheet = Sheet(width, 0.12)
            area, bottom = _draw_rows(sheet, part, rows, measure)
            favours = favours_low, favours_high
            y = draw_split_axis(sheet, area, favours, [(_TOP, bottom)])
            y = draw_sign_legend(sheet, y, KEYS, BODY)
            return sheet.finish(y - PITCH + 0.12)

    return draw_groups([rows], MOST, draw)


_TOP = 0.1 + BODY * POINT + 0.08  # the rule below the heading


def _draw_rows(
    sheet: Sheet, part: tuple[SplitRow, ...], every: tuple[SplitRow, ...], measure: Measure
) -> tuple[SplitArea, float]:
    """Draw heading and lines; returns the plotting area and its lower edge in inches."""
    heading = f"{COLUMN_LABELS[measure]} [95% CI]"
    lines = [line for row in every for line in row.parts]
    texts = [format_split(measure, effect) for *_, effect in lines]
    room = max(text_width(heading, BODY, "bold"), *(text_width(text, BODY) for text in texts))
    labels = LABELS * sheet.width
    words_at = sheet.margin + labels + GAP
    words_room = max(text_width(words, BODY) for _, words, _ in lines)
    left = words_at + max(words_room, text_width("Evidence", BODY, "bold")) + GAP
    area = SplitArea.make(sheet, every, measure, left, sheet.right - room - GAP - left)
    base = 0.1 + BODY * POINT
    sheet.text(sheet.margin, base, "Comparison", BODY, weight="bold")
    sheet.text(words_at, base, "Evidence", BODY, weight="bold")
    sheet.text(sheet.right, base, heading, BODY, weight="bold", align="right")
    sheet.rule(_TOP, colour=INK, width=0.8)
    taken = OVERHEAD + BETWEEN * len(part)
    pitch = choose_pitch(sheet.width, LINES * len(part), taken, TIGHTEST, ROOMIEST)
    top = _TOP
    for index, row in enumerate(part):
        if index:
            sheet.rule(top)
        names = wrap_text(row.label, labels, BODY, "bold")
        height = BETWEEN + max(LINES * pitch, (len(names) + 1) * PITCH)
        first = top + height / 2 + RAISE - pitch
        start = min(first, top + height / 2 + RAISE - len(names) / 2 * PITCH)
        end = sheet.lines(sheet.margin, start, names, BODY, weight="bold")
        sheet.text(sheet.margin, end, state_difference(row), BODY, colour=GREY)
        for place, (name, words, effect) in enumerate(row.parts):
            y = first + place * pitch
            sheet.text(words_at, y, words, BODY)
            sheet.text(sheet.right, y, format_split(measure, effect), BODY, align="right")
            draw_split_mark(area.axes, effect, name, index, y - RAISE)
        top += height
    return area, top + 0.03
