"""One curve for several drugs: entries `[[shared_dose]]` of data/analyses.toml."""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.package.fields import NO_OTHER_FIELDS, Id, Listed, Text


@dataclass(frozen=True)
class SharedDose:
    """An Emax curve with an effect for each drug, ED50 shared by relative dose.

    Parameters
    ----------
    id
        Permanent name.
    title, question
        What it is called and what it asks.
    of
        Ids of declared dose-response analyses of one outcome, whose arms it takes together.
    network
        Id of the declared network that it is set beside.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text
    of: Listed[Id]
    network: Id
