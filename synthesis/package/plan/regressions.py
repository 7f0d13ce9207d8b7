"""The declared network meta-regressions: entries `[[regression]]` of data/analyses.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, Strict

from synthesis.package.fields import (
    NO_OTHER_FIELDS,
    ChoiceField,
    Id,
    Listed,
    Number,
    Text,
    known,
    says,
)

# Covariates that the outcome of a trial gives; the others are codes of baseline.csv.
REFERENCE_RESPONSE, OUTCOME_WEEK = "reference response", "week"


@dataclass(frozen=True)
class RegressionAnalysis:
    """One declared network with one covariate of its trials.

    Parameters
    ----------
    id
        Permanent name; figures, tables and estimates refer to it.
    title, question
        What it is called and what it asks.
    network
        Id of the declared network.
    covariate
        A code of baseline.csv, “week” of the outcome, or “reference response”: responders of
        100 on the reference, which the effect is made of too.
    step
        The change of the covariate that results are told for.
    per
        That change in words, such as “a mean age 10 years higher”.
    fewest_trials
        Trials of the network with a value that it takes; with fewer there is no result.
    verification
        Tiers of baseline.csv admitted.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text
    network: ChoiceField
    covariate: Annotated[ChoiceField, known("covariate")]
    step: Annotated[Number, Field(gt=0), says("a number above 0")]
    per: Text
    fewest_trials: Annotated[int, Strict(), Field(ge=3), says("a whole number, 3 or more")]
    verification: Listed[Annotated[ChoiceField, known("baseline verification")]]

    @property
    def caution(self) -> bool:
        """Whether the covariate is part of the outcome, so that no finding is made of its slope."""
        return self.covariate == REFERENCE_RESPONSE
