"""What a specification curve shows, apart from how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.figures.scales import Measure


@dataclass(frozen=True)
class CurvePoint:
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
    """A choice, its place among the options of a `CurvePoint`, and its options."""

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
    points: tuple[CurvePoint, ...]
    choices: tuple[ChoiceRows, ...]
    marked: tuple[tuple[str, int], ...]
    favours_high: str
    distinct: int
