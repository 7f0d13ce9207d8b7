"""What an overview shows: one row a drug and dose, the words around it, the data drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from synthesis.figures.canvas.effect_fields import effect_fields, prediction_fields
from synthesis.figures.canvas.scales import EffectScale, choose_scale
from synthesis.figures.canvas.sheet import text_width
from synthesis.figures.drawn_data import DrawnData, DrawnValue, Field
from synthesis.models.measure import Measure
from synthesis.words.numbers import natural_value

NOTHING = "no usable counts yet"


@dataclass(frozen=True)
class OverviewWords:
    """What the rows, the dots and the counts of an overview stand for.

    Parameters
    ----------
    filled, open
        What the filled and the open dots stand for.
    heading, noun
        The heading of the count of trials, and what one of them is called.
    rows
        The heading of the first column.
    row
        What one row is called.
    name
        How a row is named in the alt text, from its group and label.
    open_one, open_many
        What is said of one row, and of several, with an open dot.
    against
        What every row is set against, for the alt text; empty where the outcome says it.
    columns
        Names of the columns of the data for group, label and count of trials.
    patients
        Whose number the column of patients gives.
    axis
        The label of the axis; that of the measure where it is empty.
    """

    filled: str = "pooled estimate"
    open: str = "single trial"
    heading: str = "Trials"
    noun: str = "trial"
    rows: str = "Drug and dose"
    row: str = "drug-dose"
    name: str = "{group} {label}"
    open_one: str = "rests on a single trial"
    open_many: str = "rest on a single trial"
    against: str = " against control"
    columns: tuple[str, str, str] = ("drug", "dose", "trials")
    patients: str = "both arms of the trials"
    axis: str = ""


POOLS = OverviewWords()


@dataclass(frozen=True)
class OverviewRow:
    """One drug and dose.

    `estimate`, `ci_*` and `pi_*` (prediction interval) are on the model scale: log for OR and RR,
    a proportion for RD; they are passed over where `status` is ``none``. `group` is the drug,
    `label` the dose. A `note` is printed in grey below the label.
    """

    group: str
    label: str
    k: int
    patients: int
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    pi_low: float | None
    pi_high: float | None
    status: Literal["pooled", "single", "none"]
    note: str = ""

    def __post_init__(self) -> None:
        if self.status != "none" and None in (self.estimate, self.ci_low, self.ci_high):
            raise ValueError(f"{self.group} {self.label}: {self.status}, but without an interval")

    @property
    def effect(self) -> tuple[float, float, float] | None:
        """Estimate and interval, or None where nothing can be shown."""
        if self.status == "none" or self.estimate is None:
            return None
        if self.ci_low is None or self.ci_high is None:
            return None
        return self.estimate, self.ci_low, self.ci_high

    @property
    def prediction(self) -> tuple[float, float] | None:
        """The prediction interval, where the model gives one."""
        if self.status == "none" or self.pi_low is None or self.pi_high is None:
            return None
        return self.pi_low, self.pi_high


def overview_scale(
    rows: tuple[OverviewRow, ...], measure: Measure, width: float, size: float
) -> EffectScale:
    """The axis for these rows, `width` inches long with tick labels of `size` points."""
    effects = [row.effect for row in rows if row.effect]
    ends = [end for _, low, high in effects for end in (low, high)]
    ends += [end for row in rows if row.prediction for end in row.prediction]
    return choose_scale(
        measure, [e for e, _, _ in effects], ends, width, lambda t: text_width(t, size)
    )


def tabulate_overview(
    rows: tuple[OverviewRow, ...], measure: Measure, words: OverviewWords = POOLS
) -> DrawnData:
    """What an overview draws, one row a line in drawn order, effects on the reader's scale."""
    group, label, trials = words.columns
    first, _, second = words.rows.partition(" and ")
    predicted = any(row.prediction for row in rows)
    noted = any(row.note for row in rows)
    fields = (
        Field(group, first, "string", "", "The heading under which the line stands."),
        Field(label, second.capitalize() or "Line", "string", "", "What the line is about."),
        Field(trials, words.heading, "integer", "trials", f"Number of {words.noun}s behind it."),
        Field("patients", "Patients", "integer", "patients", f"Patients, {words.patients}."),
        Field("status", "Dot", "string", "", f"Filled: {words.filled}; open: {words.open}."),
        *effect_fields(measure, f"of the line{words.against}"),
        *(prediction_fields(measure) if predicted else ()),
        *(
            (Field("note", "Note", "string", "", "What the page adds to the line."),)
            if noted
            else ()
        ),
    )
    return DrawnData(fields, tuple(_cells(row, measure, words, predicted, noted) for row in rows))


def _cells(
    row: OverviewRow, measure: Measure, words: OverviewWords, predicted: bool, noted: bool
) -> tuple[DrawnValue, ...]:
    status = {"pooled": words.filled, "single": words.open, "none": NOTHING}[row.status]
    cells: list[DrawnValue] = [row.group, row.label, row.k, row.patients, status]
    cells += [natural_value(value, measure) for value in row.effect or (None, None, None)]
    if predicted:
        cells += [natural_value(value, measure) for value in row.prediction or (None, None)]
    return (*cells, row.note or None) if noted else tuple(cells)
