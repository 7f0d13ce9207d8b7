"""The declared dose-response analyses: entries `[[dose]]` of data/analyses.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.package.defects import Defect
from synthesis.package.plan.entries import (
    ANALYSES,
    choice_defects,
    field_defects,
    read_declared,
    window_defects,
)
from synthesis.package.plan.pools import POPULATIONS
from synthesis.package.schema import Schema
from synthesis.words.labels import INACTIVE


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
    background_topical
        Values of the trials' background_topical admitted.
    verification
        Tiers admitted.
    """

    id: str
    title: str
    question: str
    drug: str
    frequency: str
    outcome: str
    weeks: tuple[float, float]
    population: str
    background_topical: tuple[str, ...]
    verification: tuple[str, ...]


def read_doses(
    text: str, schema: Schema, arms: Iterable[Mapping[str, str]], taken: Iterable[str] = ()
) -> tuple[tuple[DoseAnalysis, ...], list[Defect]]:
    """Parse the declared dose-response analyses and check every field against the package.

    Parameters
    ----------
    text
        Content of analyses.toml.
    arms
        The rows of arms.csv, as text.
    taken
        Ids that other kinds of analyses use already.

    Returns
    -------
    doses, defects
        The analyses without a defect, in the order of the file, and the defects.
    """
    drugs = dict.fromkeys(arm["drug"] for arm in arms if arm.get("drug"))
    active = [drug for drug in drugs if drug not in INACTIVE]
    return read_declared(
        text,
        "dose",
        lambda name, entry: _entry_defects(name, entry, schema, active),
        lambda entry: [_build(entry)],
        taken,
    )


def _build(entry: Mapping[str, Any]) -> DoseAnalysis:
    low, high = entry["weeks"]
    return DoseAnalysis(
        id=entry["id"],
        title=entry["title"],
        question=entry["question"],
        drug=entry["drug"],
        frequency=entry["frequency"],
        outcome=entry["outcome"],
        weeks=(float(low), float(high)),
        population=entry["population"],
        background_topical=tuple(entry["background_topical"]),
        verification=tuple(entry["verification"]),
    )


def _entry_defects(
    name: str, entry: Mapping[str, Any], schema: Schema, drugs: list[str]
) -> list[Defect]:
    choices: dict[str, Iterable[Any]] = {
        "drug": drugs,
        "frequency": schema.enum("arms", "frequency"),
        "outcome": schema.enum("dichotomous", "outcome"),
        "population": POPULATIONS,
        "background_topical": schema.enum("trials", "background_topical"),
        "verification": schema.enum("dichotomous", "verification"),
    }
    return [
        *field_defects(name, entry, {"id", "title", "question", "weeks", *choices}),
        *_list_defects(name, entry),
        *choice_defects(name, entry, choices, {"drug": "a drug of arms.csv, not placebo"}),
        *window_defects(name, entry),
    ]


def _list_defects(name: str, entry: Mapping[str, Any]) -> list[Defect]:
    """Lists must be lists with something in them, and single values no lists."""
    defects = []
    for field in ("background_topical", "verification"):
        given = entry.get(field, ["absent"])
        if not isinstance(given, list) or not given:
            expected = "a list with at least one value"
            defects.append(Defect(ANALYSES, None, f"{name}, {field}", str(given), expected))
    for field in ("id", "title", "question", "drug", "frequency", "outcome", "population"):
        given = entry.get(field, "absent")
        if not isinstance(given, str) or not given.strip():
            defects.append(Defect(ANALYSES, None, f"{name}, {field}", str(given), "one text"))
    return defects
