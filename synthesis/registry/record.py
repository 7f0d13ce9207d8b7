"""A ClinicalTrials.gov record (API version 2), read from its JSON into plain values.

Nothing is interpreted here. What is missing or null becomes empty; what has another type than the
registry gives it is refused in one sentence that says where.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """A group of a table of results, or an arm: title, description and its id in that table."""

    id: str
    title: str
    description: str = ""
    kind: str = ""


@dataclass(frozen=True)
class PostedValue:
    """One category of one class of an outcome measure, with what is posted for each group by id.

    `spreads` are the dispersion and the lower and upper limit beside a value; empty texts where
    none is posted.
    """

    place: str
    class_title: str
    category_title: str
    values: dict[str, str]
    denominators: dict[str, str]
    spreads: dict[str, tuple[str, str, str]]


@dataclass(frozen=True)
class PostedMeasure:
    """An outcome measure as posted; `analyses` are all texts of its statistical analyses."""

    place: str
    kind: str
    title: str
    description: str
    population: str
    statistic: str
    dispersion: str
    unit: str
    time_frame: str
    units_analysed: str
    analyses: tuple[str, ...]
    groups: tuple[Group, ...]
    cells: tuple[PostedValue, ...]


@dataclass(frozen=True)
class Term:
    """One term of the tables of adverse events: affected and at risk by group id."""

    place: str
    term: str
    affected: dict[str, str]
    at_risk: dict[str, str]


@dataclass(frozen=True)
class Events:
    """The adverse events module; `totals` holds serious and deaths by group id."""

    time_frame: str
    threshold: str
    groups: tuple[Group, ...]
    totals: dict[str, dict[str, str]]
    serious: tuple[Term, ...]
    other: tuple[Term, ...]


@dataclass(frozen=True)
class Period:
    """One period of the participant flow: who started it, by group id."""

    title: str
    started: dict[str, str]
    withdrawals: tuple[str, ...]


@dataclass(frozen=True)
class RegistryRecord:
    """What the import uses of one record.

    `interventions` are their words by the label of the arm, `intervention_names` the name of each
    with its other names.
    """

    nct_id: str
    title: str
    official_title: str
    acronym: str
    version: str
    study_type: str
    phases: tuple[str, ...]
    allocation: str
    model: str
    minimum_age: str
    maximum_age: str
    primary_time_frames: tuple[str, ...]
    arms: tuple[Group, ...]
    interventions: dict[str, tuple[str, ...]]
    intervention_names: tuple[tuple[str, ...], ...]
    flow_groups: tuple[Group, ...]
    periods: tuple[Period, ...]
    measures: tuple[PostedMeasure, ...]
    events: Events | None
    has_results: bool
