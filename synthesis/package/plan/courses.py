"""The declared courses over time: entries `[[course]]` and `[[maintenance]]` of analyses.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from synthesis.package.fields import (
    NO_OTHER_FIELDS,
    BackgroundField,
    ChoiceField,
    Id,
    Listed,
    OutcomeField,
    Text,
    Weeks,
    known,
    one_of,
    other_than,
)
from synthesis.package.plan.pools import POPULATIONS, UNITS, Analysis

EACH_TRIAL = "trial"


@dataclass(frozen=True)
class CourseAnalysis:
    """One declared course: an outcome at every time that a trial reports.

    Parameters
    ----------
    id
        Permanent name; figures, tables and pages refer to it.
    title, question
        What it is called and what it asks.
    outcome
        Outcome code of the dichotomous table.
    weeks
        Lowest and highest week taken.
    population
        A key of `synthesis.package.plan.pools.POPULATIONS`.
    routes
        Routes of the treatments compared.
    background
        Values of the trials' background admitted.
    comparator
        A regimen, or "placebo", which stands for placebo and vehicle.
    treatments
        The regimens compared; empty for all of the routes.
    unit
        What one course holds: "drug-dose" pools the trials of one regimen at each time, "trial"
        leaves every trial by itself.
    verification
        Tiers admitted.
    page
        Page of the book that shows it; empty for the one of all courses.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text
    outcome: OutcomeField
    weeks: Weeks
    population: Annotated[ChoiceField, one_of(*POPULATIONS)]
    routes: Listed[Annotated[ChoiceField, known("route")]]
    background: Listed[BackgroundField]
    comparator: Annotated[ChoiceField, known("regimen")]
    treatments: Annotated[
        Listed[Annotated[ChoiceField, other_than("comparator"), known("regimen")]],
        Field(default=()),
    ]
    unit: Annotated[ChoiceField, one_of(*UNITS, EACH_TRIAL)]
    verification: Listed[Annotated[ChoiceField, known("verification")]]
    page: Id = ""

    @property
    def by_trial(self) -> bool:
        """Whether every trial stays by itself."""
        return self.unit == EACH_TRIAL

    def at(self, week: float | None, route: str) -> Analysis:
        """The analysis of one time and route; None is each trial's own primary week.

        It pools risk differences, as patients of 100 are what a course is drawn in.
        """
        return Analysis(
            id=self.id,
            title=self.title,
            question=self.question,
            outcome=self.outcome,
            week=week,
            population=self.population,
            route=route,
            background=self.background,
            comparator=self.comparator,
            treatments=self.treatments,
            measure="RD",
            verification=self.verification,
            unit=UNITS[0],
            page=self.page,
        )


@dataclass(frozen=True)
class Maintenance:
    """Declared trials of what comes after a response: told arm by arm, never pooled.

    Parameters
    ----------
    id
        Permanent name.
    title, question
        What it is called and what it asks.
    trials
        The trials, by trial_id; whether chance formed their groups, their role says.
    readings
        The label of readings.csv under which a later period of these trials stands, in which
        chance formed groups anew among responders; empty for the tables themselves.
    outcomes
        Outcome codes of the dichotomous table, in the order shown.
    comparator
        The regimen that others are set against, where chance formed the groups; empty for none.
    verification
        Tiers admitted.
    page
        Page of the book that shows it; empty for the one of all of its kind.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text
    trials: Listed[Annotated[ChoiceField, known("trial")]]
    outcomes: Listed[OutcomeField]
    verification: Listed[Annotated[ChoiceField, known("verification")]]
    comparator: Annotated[ChoiceField, known("regimen")] = ""
    readings: Text = ""
    page: Id = ""
