"""The plan of analysis: every synthesis the book shows, declared in data/analyses.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from synthesis.models.pairwise.contrasts import Measure
from synthesis.package.defects import Defect
from synthesis.package.plan.entries import ANALYSES, choice_defects, field_defects, read_declared
from synthesis.package.schema import Schema
from synthesis.words.labels import INACTIVE

POPULATIONS = {
    "adults and adolescents": "trials that admit nobody under 12 years",
    "children": "trials that admit children under 12 years",
    "all ages": "trials of any age",
}
UNITS = ("drug-dose",)
YOUNGEST_ADOLESCENT = 12


@dataclass(frozen=True)
class Analysis:
    """One declared synthesis.

    Parameters
    ----------
    id
        Permanent name; figures, tables and pages refer to it.
    title, question
        What it is called and what it asks.
    outcome
        Outcome code of the dichotomous table.
    week
        A week, or None for each trial's own primary week.
    population
        A key of `POPULATIONS`.
    route
        Route of the drugs compared.
    background_topical
        Values of the trials' background_topical admitted.
    comparator
        A regimen, or "placebo", which stands for placebo and vehicle.
    treatments
        The regimens compared; empty for all of the route.
    measure
        Effect measure of the pooled result.
    verification
        Tiers admitted.
    unit
        What one pool holds; "drug-dose" is one regimen against the comparator.
    """

    id: str
    title: str
    question: str
    outcome: str
    week: float | None
    population: str
    route: str
    background_topical: tuple[str, ...]
    comparator: str
    treatments: tuple[str, ...]
    measure: Measure
    verification: tuple[str, ...]
    unit: str

    @property
    def against_inactive(self) -> bool:
        """Whether the comparator is placebo or vehicle."""
        return self.comparator in INACTIVE


def read_analyses(
    text: str, schema: Schema, regimens: Iterable[str]
) -> tuple[tuple[Analysis, ...], list[Defect]]:
    """Parse analyses.toml and check every field against the package it will be run on.

    Returns
    -------
    analyses, defects
        The analyses without a defect, in the order of the file, and the defects.
    """
    known = set(regimens)
    return read_declared(
        text,
        "analysis",
        lambda name, entry: _entry_defects(name, entry, schema, known),
        lambda entry: [_build(entry)],
    )


def _build(entry: Mapping[str, Any]) -> Analysis:
    week = entry["week"]
    return Analysis(
        id=entry["id"],
        title=entry["title"],
        question=entry["question"],
        outcome=entry["outcome"],
        week=None if week == "primary" else float(week),
        population=entry["population"],
        route=entry["route"],
        background_topical=tuple(entry["background_topical"]),
        comparator=entry["comparator"],
        treatments=tuple(entry.get("treatments", ())),
        measure=entry["measure"],
        verification=tuple(entry["verification"]),
        unit=entry["unit"],
    )


def _entry_defects(
    name: str, entry: Mapping[str, Any], schema: Schema, regimens: set[str]
) -> list[Defect]:
    choices: dict[str, Iterable[str]] = {
        "outcome": schema.enum("dichotomous", "outcome"),
        "population": POPULATIONS,
        "route": schema.enum("arms", "route"),
        "background_topical": schema.enum("trials", "background_topical"),
        "comparator": regimens,
        "treatments": regimens,
        "measure": get_args(Measure),
        "verification": schema.enum("dichotomous", "verification"),
        "unit": UNITS,
    }
    required = {"id", "title", "question", "week", *choices} - {"treatments"}
    regimen = "a regimen of arms.csv"
    defects = [
        *field_defects(name, entry, required, ["treatments"]),
        *choice_defects(name, entry, choices, {"comparator": regimen, "treatments": regimen}),
    ]
    week = entry.get("week", "primary")
    if week != "primary" and (isinstance(week, bool) or not isinstance(week, int | float)):
        expected = "a number of weeks or “primary”"
        defects.append(Defect(ANALYSES, None, f"{name}, week", str(week), expected))
    return defects
