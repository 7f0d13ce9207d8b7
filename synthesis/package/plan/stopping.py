"""The declared rules by which patients stop treatment: entries `[[stopping]]` of analyses.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from synthesis.package.fields import (
    NO_OTHER_FIELDS,
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
class StoppingRule:
    """One declared rule: who goes on has met every criterion.

    Parameters
    ----------
    id
        Permanent name.
    title, question
        What it is called and what it asks.
    outcomes
        The criteria, as outcome codes of the dichotomous table.
    weeks
        Lowest and highest week: each trial is read at its own primary week between them.
    population
        A key of `synthesis.package.plan.pools.POPULATIONS`.
    routes
        Routes of the treatments shown.
    verification
        Tiers admitted.
    fact
        The fact of regulatory.csv that states the rule.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text
    outcomes: Listed[OutcomeField]
    weeks: Weeks
    population: Annotated[ChoiceField, one_of(*POPULATIONS)]
    routes: Listed[Annotated[ChoiceField, known("route")]]
    verification: Listed[Annotated[ChoiceField, known("verification")]]
    fact: Annotated[ChoiceField, known("fact")]
