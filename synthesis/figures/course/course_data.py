"""What a figure of courses over time shows, apart from how it is drawn, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from synthesis.figures.drawn_data import DrawnData, DrawnValue, Field


@dataclass(frozen=True)
class TimePoint:
    """Responders of 100 at one time, with the trials they come from.

    `low` and `high` are the 95% limits; None where there is no interval, as for what the drugs
    are set against.
    """

    week: float
    value: float
    low: float | None
    high: float | None
    trials: tuple[str, ...]


@dataclass(frozen=True)
class CourseLine:
    """One treatment over time; `reference` where it is what the others are set against."""

    name: str
    reference: bool
    points: tuple[TimePoint, ...]

    @property
    def steps(self) -> Iterator[tuple[TimePoint, TimePoint, bool]]:
        """Each pair of neighbouring times, and whether the same trials report both."""
        for before, after in pairwise(self.points):
            yield before, after, set(before.trials) == set(after.trials)


@dataclass(frozen=True)
class CoursePanel:
    """One drug, or one trial: its lines, that of the reference last."""

    title: str
    lines: tuple[CourseLine, ...]


@dataclass(frozen=True)
class CoursePlot:
    """Panels with shared axes; `outcome` is what responders have, `panel` what a panel is."""

    outcome: str
    panel: str
    panels: tuple[CoursePanel, ...]

    @property
    def last_week(self) -> float:
        """The latest time drawn."""
        return max(point.week for point in self.points)

    @property
    def highest(self) -> float:
        """The highest number or limit drawn."""
        return max(max(point.value, point.high or 0.0) for point in self.points)

    @property
    def points(self) -> Iterator[TimePoint]:
        """Every point of every line."""
        return (point for panel in self.panels for line in panel.lines for point in line.points)


def tabulate_courses(plot: CoursePlot) -> DrawnData:
    """Every point of every line, panel by panel."""
    fields = (
        Field("panel", plot.panel, "string", "", f"The {plot.panel.lower()} of the panel."),
        Field("treatment", "Treatment", "string", "",
              "Dose of the drug, or what it is set against."),
        Field("week", "Week", "number", "weeks", "Weeks after the start; day 2 is 2/7."),
        Field("responders_of_100", "Responders of 100", "number", "patients of 100",
              "Reference: responders of its arms; drug: that of the same trials plus the pooled "
              "risk difference."),
        Field("ci_low", "95% CI, lower limit", "number", "patients of 100",
              "Lower limit of the 95% confidence interval; empty for the reference."),
        Field("ci_high", "95% CI, upper limit", "number", "patients of 100",
              "Upper limit of the 95% confidence interval; empty for the reference."),
        Field("trials", "Trials", "integer", "trials", "Trials behind the number."),
    )  # fmt: skip
    return DrawnData(fields, tuple(_rows(plot)))


def _rows(plot: CoursePlot) -> Iterator[tuple[DrawnValue, ...]]:
    for panel in plot.panels:
        for line in panel.lines:
            for point in line.points:
                numbers = float(point.week), float(point.value), point.low, point.high
                yield panel.title, line.name, *numbers, len(point.trials)
