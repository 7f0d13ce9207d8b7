"""What a figure of responders per 100 patients shows, and the data it draws."""

from __future__ import annotations

import math
from dataclasses import dataclass

from synthesis.figures.drawn_data import DrawnData, Field
from synthesis.words.numbers import of_100

UNIT = "patients of 100"


@dataclass(frozen=True)
class AbsoluteRow:
    """One drug and dose, in responders per 100 patients (0 to 100).

    `low` and `high` bound the response with treatment, given the response with control.
    """

    group: str
    label: str
    responders_per_100_treatment: float
    low: float
    high: float
    responders_per_100_control: float
    k: int


def response_text(row: AbsoluteRow) -> str:
    """Responders per 100 with treatment, whole."""
    return of_100(row.responders_per_100_treatment, True)


def interval_text(row: AbsoluteRow) -> str:
    """Their interval, as ``[46, 63]``."""
    return f"[{of_100(row.low, True)}, {of_100(row.high, True)}]"


def axis_limit(rows: tuple[AbsoluteRow, ...]) -> float:
    """Where the axis ends: the next ten above every dot and interval, at most 100."""
    most = max(
        max(row.high, row.responders_per_100_treatment, row.responders_per_100_control)
        for row in rows
    )
    return min(100.0, max(10.0, 10.0 * math.ceil(most / 10)))


def tabulate_absolute(rows: tuple[AbsoluteRow, ...]) -> DrawnData:
    """What the figure draws, one row a drug and dose in drawn order, in patients of 100."""
    numbers = (
        ("control_per_100", "Control", "Responders of 100 patients in the comparison group."),
        ("treatment_per_100", "Treatment", "Responders of 100 patients on the drug and dose."),
        ("ci_low", "95% CI, lower", "Lower 95% confidence limit of the response on treatment."),
        ("ci_high", "95% CI, upper", "Upper 95% confidence limit of the response on treatment."),
    )
    fields = (
        Field("drug", "Drug", "string", "", "The drug."),
        Field("dose", "Dose", "string", "", "Its dose."),
        Field("trials", "Trials", "integer", "trials", "Number of trials behind the line."),
        *(Field(name, title, "number", UNIT, text) for name, title, text in numbers),
    )
    return DrawnData(
        fields,
        tuple(
            (
                row.group,
                row.label,
                row.k,
                float(row.responders_per_100_control),
                float(row.responders_per_100_treatment),
                float(row.low),
                float(row.high),
            )
            for row in rows
        ),
    )
