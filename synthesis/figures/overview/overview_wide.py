"""The wide overview, for pages and slides: a table whose rows carry the marks. In inches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.figures.canvas.drug_column import DrugColumn, place_drug_column, set_drug_line
from synthesis.figures.canvas.scales import COLUMN_LABELS
from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, POINT, RAISE, SMALL
from synthesis.figures.canvas.style import GREY, INK
from synthesis.figures.overview.overview_data import (
    NOTHING,
    OverviewRow,
    OverviewWords,
    overview_scale,
)
from synthesis.figures.overview.overview_frame import OverviewFrame, draw_marks
from synthesis.models.measure import Measure
from synthesis.words.numbers import bracket_interval, format_effect

GAP, LABEL_MOST = 0.22, 2.6
GRAPHIC_LEAST = 2.2  # a slide gives up the counts for it


@dataclass(frozen=True)
class Table:
    """Where the columns of all rows stand, so that the parts of a slide stand alike.

    `trials` and `patients` are right edges, None where the column is left out; `estimate` is a
    right edge, `interval` a left one, `nothing` where a row without an effect says so.
    """

    drugs: DrugColumn
    trials: float | None
    patients: float | None
    graphic: float
    graphic_width: float
    nothing: float
    estimate: float
    interval: float


def place_table(
    sheet: Sheet,
    rows: tuple[OverviewRow, ...],
    measure: Measure,
    words: OverviewWords,
    row: float,
    *,
    slide: bool = False,
) -> Table:
    """Find the columns for all rows of an overview.

    Parameters
    ----------
    row
        Height of a row of one line.
    slide
        Set short doses beside their drug, and leave out the patients, then the trials, where
        the graphic would be too small to be read from afar.
    """
    effects = [r.effect for r in rows if r.effect]
    points = [text_width(COLUMN_LABELS[measure], BODY, "bold")]
    points += [text_width(format_effect(value, measure, True), BODY) for value, _, _ in effects]
    intervals = [text_width("[95% CI]", BODY, "bold")]
    if len(effects) < len(rows):
        intervals.append(text_width(NOTHING, BODY) - max(points) - 0.06)
    intervals += [
        text_width(bracket_interval(low, high, measure), BODY) for _, low, high in effects
    ]
    interval = sheet.right - max(intervals)
    estimate = interval - 0.06
    right = estimate - max(points) - GAP
    names = [(r.group, r.label) for r in rows]
    most = right - GRAPHIC_LEAST - GAP - sheet.margin if slide else LABEL_MOST
    drugs = place_drug_column(sheet.margin, names, words.rows, row, most=most, beside=slide)
    trials = drugs.right + GAP + text_width(words.heading, BODY, "bold")
    patients = trials + GAP + text_width("Patients", BODY, "bold")
    edges: Sequence[tuple[float | None, float | None]] = [(trials, patients)]
    if slide:
        edges = [(trials, patients), (trials, None), (None, None)]
    for first, second in edges:
        left = (second or first or drugs.right) + GAP
        if right - left > GRAPHIC_LEAST - 0.001:
            break
    nothing = estimate - max(points)
    return Table(drugs, first, second, left, right - left, nothing, estimate, interval)


def set_wide_overview(
    sheet: Sheet,
    table: Table,
    rows: Sequence[tuple[int, OverviewRow]],
    every: tuple[OverviewRow, ...],
    measure: Measure,
    words: OverviewWords,
    *,
    heavy: float = 1.0,
    notes: bool = True,
) -> OverviewFrame:
    """Set some rows, each with its place among `every`, on the scale of every row."""
    scale = overview_scale(every, measure, table.graphic_width, BODY)
    axes = sheet.axes(table.graphic, table.graphic_width, (scale.low, scale.high))
    y = _set_header(sheet, table, measure, words)
    top, group = y, ""
    for index, row in rows:
        colour = INK if row.effect else GREY
        drug = "" if row.group == group else row.group
        group = row.group
        line = set_drug_line(sheet, table.drugs, y, drug, row.label, colour)
        _set_numbers(sheet, table, row, measure, line.base)
        draw_marks(axes, row, index, line.base - RAISE, heavy)
        y = line.bottom
        if notes and row.note:
            room = (table.patients or table.drugs.right) - table.drugs.dose
            note = wrap_text(row.note, room, SMALL)
            base = line.base + line.lines * line_pitch(BODY) - 0.01
            sheet.lines(table.drugs.dose, base, note, SMALL, colour=GREY)
            y += len(note) * line_pitch(SMALL)
    bottom = y + 0.08
    return OverviewFrame(axes, scale, table.graphic, table.graphic_width, [(top, bottom)])


def _set_header(sheet: Sheet, table: Table, measure: Measure, words: OverviewWords) -> float:
    y = 0.1 + BODY * POINT
    sheet.text(sheet.margin, y, words.rows, BODY, weight="bold")
    for x, text in (
        (table.trials, words.heading),
        (table.patients, "Patients"),
        (table.estimate, COLUMN_LABELS[measure]),
    ):
        if x is not None:
            sheet.text(x, y, text, BODY, weight="bold", align="right")
    sheet.text(table.interval, y, "[95% CI]", BODY, weight="bold")
    sheet.rule(y + 0.08, colour=INK, width=0.8)
    return y + 0.08


def _set_numbers(
    sheet: Sheet, table: Table, row: OverviewRow, measure: Measure, base: float
) -> None:
    colour = INK if row.effect else GREY
    if table.trials is not None:
        sheet.text(table.trials, base, str(row.k), BODY, colour=colour, align="right")
    if table.patients is not None:
        count = f"{row.patients:,}" if row.patients else "–"
        sheet.text(table.patients, base, count, BODY, colour=colour, align="right")
    if row.effect:
        value, low, high = row.effect
        sheet.text(table.estimate, base, format_effect(value, measure, True), BODY, align="right")
        sheet.text(table.interval, base, bracket_interval(low, high, measure), BODY)
    else:
        sheet.text(table.nothing, base, NOTHING, BODY, colour=GREY)
