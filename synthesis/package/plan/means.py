"""The declared analyses of means: entries `[[mean]]` of data/analyses.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from synthesis.models.measure import MEAN_MEASURES, Measure
from synthesis.package.fields import (
    NO_OTHER_FIELDS,
    BackgroundField,
    ChoiceField,
    Id,
    Listed,
    ScoreField,
    Text,
    Weeks,
    known,
    one_of,
    other_than,
)
from synthesis.package.plan.pools import POPULATIONS


@dataclass(frozen=True)
class MeanAnalysis:
    """One declared analysis of means: a pool for each regimen, and one network of all trials.

    Parameters
    ----------
    id
        Permanent name; figures, tables and pages refer to it.
    title, question
        What it is called and what it asks.
    outcome
        Score of the table of means.
    statistic
        The one kind of mean admitted, as a least-squares mean is no mean of the patients.
    weeks
        Lowest and highest week: each trial is read at its own primary week, which must lie
        between them.
    population
        A key of `synthesis.package.plan.pools.POPULATIONS`.
    routes
        Routes of the treatments compared.
    background
        Values of the trials' background admitted.
    reference
        The regimen every other one is set against; "placebo" stands for placebo and vehicle.
    active_reference
        A second regimen to compare with, one that doctors use already.
    measure
        "MD", in the unit of the score, or "SMD", in standard deviations.
    verification
        Tiers admitted.
    page
        Page of the book that shows it; empty for the one of all means.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text
    outcome: ScoreField
    statistic: Annotated[ChoiceField, known("statistic")]
    weeks: Weeks
    population: Annotated[ChoiceField, one_of(*POPULATIONS)]
    routes: Listed[Annotated[ChoiceField, known("route")]]
    background: Listed[BackgroundField]
    reference: Annotated[ChoiceField, known("regimen")]
    active_reference: Annotated[ChoiceField, other_than("reference"), known("regimen")]
    measure: Annotated[Measure, one_of(*MEAN_MEASURES)]
    verification: Listed[Annotated[ChoiceField, known("mean verification")]]
    page: Id = ""
