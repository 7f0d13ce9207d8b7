"""The declared network meta-analyses: entries `[[network]]` of data/analyses.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from synthesis.models.pairwise.contrasts import Measure
from synthesis.package.defects import Defect
from synthesis.package.plan.entries import (
    choice_defects,
    field_defects,
    read_declared,
    window_defects,
)
from synthesis.package.plan.pools import POPULATIONS
from synthesis.package.schema import Schema


@dataclass(frozen=True)
class NetworkAnalysis:
    """One declared network meta-analysis.

    Parameters
    ----------
    id
        Permanent name; figures, tables and pages refer to it.
    title, question
        What it is called and what it asks.
    outcome
        Outcome code of the dichotomous table.
    weeks
        Lowest and highest week: each trial is read at its own primary week, which must lie
        between them.
    population
        A key of `synthesis.package.plan.pools.POPULATIONS`.
    routes
        Routes of the treatments compared.
    background_topical
        Values of the trials' background_topical admitted.
    reference
        The regimen every other one is set against; "placebo" stands for placebo and vehicle.
    active_reference
        A second regimen to compare with, one that doctors use already.
    measure
        Effect measure.
    verification
        Tiers admitted.
    """

    id: str
    title: str
    question: str
    outcome: str
    weeks: tuple[float, float]
    population: str
    routes: tuple[str, ...]
    background_topical: tuple[str, ...]
    reference: str
    active_reference: str
    measure: Measure
    verification: tuple[str, ...]


def read_networks(
    text: str, schema: Schema, regimens: Iterable[str], taken: Iterable[str] = ()
) -> tuple[tuple[NetworkAnalysis, ...], list[Defect]]:
    """Parse the declared networks and check every field against the package.

    Parameters
    ----------
    text
        Content of analyses.toml.
    regimens
        The regimens of arms.csv.
    taken
        Ids that other kinds of analyses use already.

    Returns
    -------
    networks, defects
        The networks without a defect, in the order of the file, and the defects.
    """
    known = list(dict.fromkeys(regimens))
    return read_declared(
        text,
        "network",
        lambda name, entry: _entry_defects(name, entry, schema, known),
        lambda entry: [_build(entry)],
        taken,
    )


def _build(entry: Mapping[str, Any]) -> NetworkAnalysis:
    low, high = entry["weeks"]
    return NetworkAnalysis(
        id=entry["id"],
        title=entry["title"],
        question=entry["question"],
        outcome=entry["outcome"],
        weeks=(float(low), float(high)),
        population=entry["population"],
        routes=tuple(entry["routes"]),
        background_topical=tuple(entry["background_topical"]),
        reference=entry["reference"],
        active_reference=entry["active_reference"],
        measure=entry["measure"],
        verification=tuple(entry["verification"]),
    )


def _entry_defects(
    name: str, entry: Mapping[str, Any], schema: Schema, regimens: list[str]
) -> list[Defect]:
    choices: dict[str, Iterable[Any]] = {
        "outcome": schema.enum("dichotomous", "outcome"),
        "population": POPULATIONS,
        "routes": schema.enum("arms", "route"),
        "background_topical": schema.enum("trials", "background_topical"),
        "reference": regimens,
        "active_reference": regimens,
        "measure": get_args(Measure),
        "verification": schema.enum("dichotomous", "verification"),
    }
    regimen = "a regimen of arms.csv"
    return [
        *field_defects(name, entry, {"id", "title", "question", "weeks", *choices}),
        *choice_defects(name, entry, choices, {"reference": regimen, "active_reference": regimen}),
        *window_defects(name, entry),
    ]
