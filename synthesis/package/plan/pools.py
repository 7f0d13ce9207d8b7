"""The declared analyses of pools: entries `[[analysis]]` of data/analyses.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from synthesis.models.measure import COUNT_MEASURES, Measure
from synthesis.package.fields import (
    NO_OTHER_FIELDS,
    BackgroundField,
    ChoiceField,
    Id,
    Listed,
    OutcomeField,
    PrimaryOrWeek,
    Text,
    known,
    one_of,
    other_than,
)
from synthesis.words.terms import INACTIVE

POPULATIONS = {
    "adults and adolescents": "trials that admit nobody under 12 years",
    "children": "trials that admit children under 12 years",
    "all ages": "trials of any age",
}
UNITS = ("drug-dose",)
YOUNGEST_ADOLESCENT = 12


@dataclass(frozen=True)
class Analysis:
    """One declared synthesis.

    Parameters
    ----------
    id
        Permanent name; figures, tables and pages refer to it.
    title, question
        What it is called and what it asks.
    outcome
        Outcome code of the dichotomous table.
    week
        A week, or None for each trial's own primary week, which the file calls "primary".
    population
        A key of `POPULATIONS`.
    route
        Route of the drugs compared.
    background
        Values of the trials' background admitted.
    comparator
        A regimen, or "placebo", which stands for placebo and vehicle.
    treatments
        The regimens compared; empty for all of the route.
    measure
        Effect measure of the pooled result.
    verification
        Tiers admitted.
    unit
        What one pool holds; "drug-dose" is one regimen against the comparator.
    page
        Page of the book that shows it; empty for the page of its outcome.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text
    outcome: OutcomeField
    week: PrimaryOrWeek
    population: Annotated[ChoiceField, one_of(*POPULATIONS)]
    route: Annotated[ChoiceField, known("route")]
    background: Listed[BackgroundField]
    comparator: Annotated[ChoiceField, known("regimen")]
    treatments: Annotated[
        Listed[Annotated[ChoiceField, other_than("comparator"), known("regimen")]],
        Field(default=()),
    ]
    measure: Annotated[Measure, one_of(*COUNT_MEASURES)]
    verification: Listed[Annotated[ChoiceField, known("verification")]]
    unit: Annotated[ChoiceField, one_of(*UNITS)]
    page: Id = ""

    @property
    def against_inactive(self) -> bool:
        """Whether the comparator is placebo or vehicle."""
        return self.comparator in INACTIVE
