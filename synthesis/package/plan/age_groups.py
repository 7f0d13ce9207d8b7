"""The declared groups of patients by age: entries `[[age_group]]` of data/analyses.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from synthesis.package.fields import (
    NO_OTHER_FIELDS,
    ChoiceField,
    EventField,
    Id,
    Listed,
    ListedOrNone,
    Number,
    OutcomeField,
    Text,
    Weeks,
    known,
    says,
)

Years = Annotated[Number, Field(ge=0)]


def _check_ages(ages: tuple[float, float]) -> tuple[float, float]:
    if ages[0] > ages[1]:
        raise ValueError(ages)
    return ages


@dataclass(frozen=True)
class AgeGroup:
    """What is asked of patients of one age, from trials of them alone and from subgroups.

    Parameters
    ----------
    id
        Permanent name; figures, tables and estimates refer to it.
    title, question
        What it is called and what it asks.
    name
        The patients in the plural, such as “adolescents”.
    ages
        Youngest and oldest, in years: a trial belongs to the group that admits nobody else.
    subgroups
        Names of subgroups.csv that are this group, of trials that admit others too.
    outcomes, events
        What is told of it.
    weeks
        Lowest and highest week: each trial is read at its own primary week between them.
    routes
        Routes of the treatments compared.
    comparator
        A regimen, or "placebo", which stands for placebo and vehicle.
    verification
        Tiers admitted, of responders and of events.
    facts
        Facts of regulatory.csv that tell for whom a drug is licensed at this age.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text
    name: Text
    ages: Annotated[
        tuple[Years, Years],
        AfterValidator(_check_ages),
        says("two numbers of years, the lower first"),
    ]
    outcomes: Listed[OutcomeField]
    weeks: Weeks
    routes: Listed[Annotated[ChoiceField, known("route")]]
    comparator: Annotated[ChoiceField, known("regimen")]
    verification: Listed[Annotated[ChoiceField, known("verification")]]
    subgroups: ListedOrNone[Annotated[ChoiceField, known("subgroup")]] = ()
    events: ListedOrNone[EventField] = ()
    facts: ListedOrNone[Annotated[ChoiceField, known("fact")]] = ()
