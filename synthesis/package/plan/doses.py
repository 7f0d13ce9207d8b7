"""The declared dose-response analyses: entries `[[dose]]` of data/analyses.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

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
)
from synthesis.package.plan.pools import POPULATIONS


@dataclass(frozen=True)
class DoseAnalysis:
    """One declared dose-response analysis.

    Parameters
    ----------
    id
        Permanent name; figures, tables and pages refer to it.
    title, question
        What it is called and what it asks.
    drug
        The drug whose doses are compared with each other and with placebo or vehicle.
    frequency
        How often the drug is taken, a code of arms.csv: one curve never mixes two.
    outcome
        Outcome code of the dichotomous table.
    weeks
        Lowest and highest week: each trial is read at its own primary week, which must lie
        between them.
    population
        A key of `synthesis.package.plan.pools.POPULATIONS`.
    background
        Values of the trials' background admitted.
    verification
        Tiers admitted.
    page
        Page of the book that shows it; empty for one of its own kind.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text
    drug: Annotated[ChoiceField, known("drug")]
    frequency: Annotated[ChoiceField, known("frequency")]
    outcome: OutcomeField
    weeks: Weeks
    population: Annotated[ChoiceField, one_of(*POPULATIONS)]
    background: Listed[BackgroundField]
    verification: Listed[Annotated[ChoiceField, known("verification")]]
    page: Id = ""
