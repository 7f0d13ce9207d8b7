"""What a specification curve shows, apart from how it is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from synthesis.figures.canvas.scales import AXIS_LABELS
from synthesis.figures.drawn_data import DrawnData, DrawnValue, Field
from synthesis.models.measure import Measure
from synthesis.words.numbers import natural_value

COLUMNS: dict[Measure, str] = {"OR": "odds_ratio", "RR": "risk_ratio", "RD": "risk_difference"}
UNITS: dict[Measure, str] = {"OR": "odds ratio", "RR": "risk ratio", "RD": "percentage points"}


@dataclass(frozen=True)
class SpecificationPoint:
    """One specification: estimate and 95% interval on the model scale, one option a choice."""

    estimate: float
    ci_low: float
    ci_high: float
    options: tuple[str, ...]


@dataclass(frozen=True)
class OptionRow:
    """One option of a choice with the median of its specifications, on the model scale."""

    name: str
    median: float


@dataclass(frozen=True)
class ChoiceRows:
    """A choice, its place among the options of a `SpecificationPoint`, and its options."""

    name: str
    place: int
    options: tuple[OptionRow, ...]


@dataclass(frozen=True)
class SpecificationCurve:
    """What the figure shows.

    Parameters
    ----------
    measure
        Effect measure of all points.
    points
        In the order drawn, the smallest estimate first.
    choices
        The groups of rows of the matrix.
    marked
        Name and position among `points` of the specifications to be named, at most three.
    favours_high
        Whom a large effect favours.
    distinct
        Number of different results among the points.
    """

    measure: Measure
    points: tuple[SpecificationPoint, ...]
    choices: tuple[ChoiceRows, ...]
    marked: tuple[tuple[str, int], ...]
    favours_high: str
    distinct: int


def tabulate_multiverse(curve: SpecificationCurve) -> DrawnData:
    """One row a specification in the order drawn: estimate, limits, the option of every choice.

    Ratios as such, risk differences in percentage points. The medians that the figure prints are
    those of the rows with an option.
    """
    unit = UNITS[curve.measure]
    name = AXIS_LABELS[curve.measure].partition(" (")[0]
    fields = (
        Field("specification", "Specification", "integer", "",
              "Place in the figure, from 1, the smallest estimate first."),
        Field(COLUMNS[curve.measure], name, "number", unit,
              f"Estimate; a large one favours {curve.favours_high}."),
        Field("ci_low", "95% CI, lower limit", "number", unit,
              "Lower limit of the 95% confidence interval."),
        Field("ci_high", "95% CI, upper limit", "number", unit,
              "Upper limit of the 95% confidence interval."),
        Field("named_as", "Named as", "string", "",
              "What the figure calls a specification that is marked; empty for all others."),
        *_choice_fields(curve),
    )  # fmt: skip
    marked = {position: name for name, position in curve.marked}
    rows: tuple[tuple[DrawnValue, ...], ...] = tuple(
        (
            position + 1,
            *(natural_value(v, curve.measure) for v in (p.estimate, p.ci_low, p.ci_high)),
            marked.get(position),
            *(p.options[choice.place] for choice in curve.choices),
        )
        for position, p in enumerate(curve.points)
    )
    return DrawnData(fields, rows)


def _choice_fields(curve: SpecificationCurve) -> Iterator[Field]:
    for choice in curve.choices:
        column = "_".join(re.findall(r"[a-z0-9]+", choice.name.lower()))
        yield Field(column, choice.name, "string", "", f"Option taken: {choice.name.lower()}.")
