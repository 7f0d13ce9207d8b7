"""The declared comparisons of settings: entries `[[setting]]` and `[[prior_treatment]]`."""

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
    known,
)


@dataclass(frozen=True)
class SettingComparison:
    """The same treatments in two networks of other trials, such as without and with more.

    Parameters
    ----------
    id
        Permanent name; tables and estimates refer to it.
    title, question
        What it is called and what it asks.
    first, second
        Ids of two declared networks; the second is set against the first.
    first_name, second_name
        What the settings are called in a table, such as “alone” and “with an ointment”.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text
    first: ChoiceField
    second: ChoiceField
    first_name: Text
    second_name: Text


@dataclass(frozen=True)
class PriorTreatment:
    """Arms of patients who had another treatment before; they have no comparison group.

    Parameters
    ----------
    id
        Permanent name of its table.
    title
        What it is called.
    name
        The earlier treatment, in a sentence.
    regimens
        The regimens of arms.csv that these patients received.
    outcomes
        What is told of them.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    name: Text
    regimens: Listed[Annotated[ChoiceField, known("regimen")]]
    outcomes: Listed[OutcomeField]
