"""Responders per 100 patients on a wide sheet, for pages and slides. Lengths in inches."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from synthesis.figures.absolute.absolute_data import (
    AbsoluteRow,
    axis_limit,
    interval_text,
    response_text,
)
from synthesis.figures.absolute.absolute_frame import draw_marks, finish_absolute, label_dots
from synthesis.figures.canvas.drug_column import place_drug_column, set_drug_line
from synthesis.figures.canvas.sheet import Sheet, text_width
from synthesis.figures.canvas.sizes import BODY, RAISE
from synthesis.figures.canvas.style import INK
from synthesis.words.numbers import of_100

GAP, LABEL_MOST = 0.24, 2.6
KEY = 0.15  # room for the names of the dots where no drug stands above the first row


def draw_wide_absolute(
    sheet: Sheet,
    rows: Sequence[tuple[int, AbsoluteRow]],
    every: tuple[AbsoluteRow, ...],
    y: float,
    row_height: float,
    *,
    beside: bool = False,
    heavy: float = 1.0,
) -> Figure:
    """Set some rows, each with its place among `every`, on the columns and axis of every row.

    Parameters
    ----------
    y
        Baseline of the headings.
    row_height
        Of a row of one line.
    beside
        Set short doses beside their drug.
    heavy
        Marks against those of a page.
    """
    limit = axis_limit(every)
    names = [(row.group, row.label) for row in every]
    drugs = place_drug_column(
        sheet.margin, names, "Drug and dose", row_height, most=LABEL_MOST, beside=beside
    )
    trials = drugs.right + GAP + text_width("Trials", BODY, "bold")
    head = text_width("[95% CI]", BODY, "bold")
    interval = sheet.right - max(head, *(text_width(interval_text(row), BODY) for row in every))
    treatment = interval - 0.06
    control = treatment - text_width("Treatment", BODY, "bold") - GAP
    left = trials + GAP + 0.05
    width = control - text_width("Control", BODY, "bold") - GAP - left
    axes = sheet.axes(left, width, (0.0, limit))
    for x, text in ((trials, "Trials"), (control, "Control"), (treatment, "Treatment")):
        sheet.text(x, y, text, BODY, weight="bold", align="right")
    sheet.text(sheet.margin, y, "Drug and dose", BODY, weight="bold")
    sheet.text(interval, y, "[95% CI]", BODY, weight="bold")
    y += 0.08
    sheet.rule(y, colour=INK, width=0.8)
    top, group = 0.0, ""
    for index, row in rows:
        if not group and drugs.beside:
            y += KEY
        line = set_drug_line(sheet, drugs, y, "" if row.group == group else row.group, row.label)
        base = line.base
        sheet.text(trials, base, str(row.k), BODY, align="right")
        per_100 = of_100(row.responders_per_100_control, True)
        sheet.text(control, base, per_100, BODY, align="right")
        sheet.text(treatment, base, response_text(row), BODY, weight="bold", align="right")
        sheet.text(interval, base, interval_text(row), BODY)
        if not group:
            top = base - RAISE - 0.07 * heavy
            label_dots(sheet, row, left, width / limit, base - RAISE - 0.12 * heavy)
        draw_marks(axes, row, index, base - RAISE, heavy)
        y, group = line.bottom, row.group
    return finish_absolute(sheet, axes, (left, width, limit), [(top, y + 0.08)])
