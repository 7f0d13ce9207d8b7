"""How few trials are pooled once more: the entry `[few_trials]` of data/analyses.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, Strict

from synthesis.package.fields import NO_OTHER_FIELDS, Listed, Number, says


@dataclass(frozen=True)
class FewTrials:
    """A weakly informative prior on tau, for ratios of few trials.

    Parameters
    ----------
    most_trials
        The largest number of trials that are few; from two on.
    tau_scale
        Scale of the half-normal prior of tau, on the log scale.
    more_of_100
        Thresholds of importance: so many more patients of 100 with the outcome.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    most_trials: Annotated[int, Strict(), Field(ge=2), says("a whole number, 2 or more")]
    tau_scale: Annotated[Number, Field(gt=0), says("a number above 0")]
    more_of_100: Listed[Annotated[Number, Field(gt=0, lt=100), says("a number between 0 and 100")]]
