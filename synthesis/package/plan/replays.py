"""Published results set beside the same comparison here: entries `[[replay]]` of analyses.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from synthesis.package.fields import (
    NO_OTHER_FIELDS,
    ChoiceField,
    Listed,
    Text,
    known,
)


@dataclass(frozen=True)
class Replay:
    """A result that others published, and how this book makes the same comparison.

    Parameters
    ----------
    id
        Its result_id in published_meta_analyses.csv; the file calls it `result`.
    of
        Ids of declared pools, networks or harms whose arms are used.
    treatments
        The regimens compared; arms of one trial on several of them are one arm.
    comparator
        The regimen that they are set against.
    indirect
        Whether the estimate of a whole network is meant, indirect evidence included: `of` is one
        network then, and `treatments` one regimen.
    reverse
        Whether the published result has the comparison the other way round.
    differs
        In what the two are not alike, one sentence or more.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Annotated[ChoiceField, Field(validation_alias="result"), known("published result")]
    of: Listed[Text]
    treatments: Listed[Annotated[ChoiceField, known("regimen")]]
    comparator: Annotated[ChoiceField, known("regimen")]
    differs: Text
    indirect: bool = False
    reverse: bool = False
