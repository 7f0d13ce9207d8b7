"""Which differences matter: entries `[[importance]]` of data/analyses.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from synthesis.package.fields import NO_OTHER_FIELDS, Listed, Number, OutcomeField, Text, says


@dataclass(frozen=True)
class Importance:
    """The smallest difference that matters, for some outcomes.

    Parameters
    ----------
    outcomes
        Outcome codes of the dichotomous table; each stands in one entry alone.
    of_100
        So many patients of 100, more or fewer.
    reason
        Who chose it, and why: one sentence for the reader.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    outcomes: Listed[OutcomeField]
    of_100: Annotated[Number, Field(gt=0, lt=100), says("a number between 0 and 100")]
    reason: Text
