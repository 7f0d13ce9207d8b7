"""The first column of a table of drugs and doses: a drug stands above its doses or beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.figures.canvas.sheet import Sheet, line_pitch, text_width, wrap_text
from synthesis.figures.canvas.sizes import BODY, RAISE
from synthesis.figures.canvas.style import INK

INDENT, BETWEEN = 0.12, 0.16  # from drug to dose: above, beside
ABOVE_GROUP, BESIDE_GROUP = 0.1, 0.05  # air before a new drug
WIDEST_DRUG, WIDEST_DOSE = 1.3, 1.6  # beside each other; longer labels need a line of their own


@dataclass(frozen=True)
class DrugColumn:
    """Where drugs and doses stand, in inches; `row` is the height of a row of one line."""

    left: float
    dose: float
    right: float
    beside: bool
    row: float

    @property
    def drug_width(self) -> float:
        """Room for the name of a drug."""
        return (self.dose - BETWEEN if self.beside else self.right) - self.left


@dataclass(frozen=True)
class DrugLine:
    """One row as set: its first baseline, the lines of its label, and where the next begins."""

    base: float
    lines: int
    bottom: float


def place_drug_column(
    left: float,
    names: Sequence[tuple[str, str]],
    heading: str,
    row: float,
    *,
    most: float,
    beside: bool = False,
) -> DrugColumn:
    """Find the widths of a column of drugs and doses.

    Parameters
    ----------
    left
        Its left edge.
    names
        Drug and dose of every row.
    heading
        What stands above it.
    row
        Height of a row of one line.
    most
        Its greatest width.
    beside
        Set drugs beside their doses, which saves a line a drug; only where the doses are short.
    """
    least = text_width(heading, BODY, "bold")
    drugs = max(text_width(drug, BODY, "bold") for drug, _ in names)
    doses = max(text_width(dose, BODY) for _, dose in names)
    if beside and doses <= WIDEST_DOSE:
        dose = left + min(drugs, WIDEST_DRUG) + 0.02 + BETWEEN
        return DrugColumn(left, dose, max(dose + doses + 0.02, left + least), True, row)
    width = min(max(least, drugs, doses + INDENT) + 0.02, most)
    return DrugColumn(left, left + INDENT, left + width, False, row)


def set_drug_line(
    sheet: Sheet, column: DrugColumn, y: float, drug: str, dose: str, colour: str = INK
) -> DrugLine:
    """Set one row from `y` down; `drug` is empty where the row above has the same."""
    drug_lines = 0
    if drug:
        title = wrap_text(drug, column.drug_width, BODY, "bold")
        y += BESIDE_GROUP if column.beside else ABOVE_GROUP
        sheet.lines(column.left, y + column.row / 2 + RAISE, title, BODY, weight="bold")
        if column.beside:
            drug_lines = len(title)
        else:
            y += column.row + (len(title) - 1) * line_pitch(BODY)
    base = y + column.row / 2 + RAISE
    label = wrap_text(dose, column.right - column.dose, BODY)
    sheet.lines(column.dose, base, label, BODY, colour=colour)
    lines = max(drug_lines, len(label))
    return DrugLine(base, len(label), y + column.row + (lines - 1) * line_pitch(BODY))
