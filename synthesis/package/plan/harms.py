"""The declared comparisons of harms: entries `[[harm]]` of data/analyses.toml.

One entry asks the same question of many events, so that no event can be picked because of its
result: the place {event} in the id, the title and the question stands for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.package.defects import Defect
from synthesis.package.plan.entries import ANALYSES, choice_defects, field_defects, read_declared
from synthesis.package.plan.pools import POPULATIONS
from synthesis.package.schema import Schema
from synthesis.words.labels import EVENT_NAMES, INACTIVE, capitalise

PLACE = "{event}"
TEXTS = ("id", "title", "question")
# The harms of the boxed warnings, and skin cancer: too rare for trials of some weeks to judge.
RARE_HARMS = (
    "SERIOUS_INFECTION",
    "OPPORTUNISTIC_INFECTION",
    "MALIGNANCY",
    "NMSC",
    "MACE",
    "VTE",
    "DEATH",
)


@dataclass(frozen=True)
class HarmAnalysis:
    """One declared comparison of one harm.

    Parameters
    ----------
    id
        Permanent name, such as “harm-serious-ae-against-placebo”.
    title, question
        What it is called and what it asks.
    event
        Event code of the table adverse_events.
    population
        A key of `synthesis.package.plan.pools.POPULATIONS`.
    route
        Route of the drugs compared.
    background_topical
        Values of the trials' background_topical admitted.
    comparator
        A regimen, or "placebo", which stands for placebo and vehicle.
    treatments
        The regimens compared; empty for all of the route.
    verification
        Tiers admitted.
    """

    id: str
    title: str
    question: str
    event: str
    population: str
    route: str
    background_topical: tuple[str, ...]
    comparator: str
    treatments: tuple[str, ...]
    verification: tuple[str, ...]

    @property
    def against_inactive(self) -> bool:
        """Whether the comparator is placebo or vehicle."""
        return self.comparator in INACTIVE

    @property
    def rare(self) -> bool:
        """Whether the harm is one that trials of some weeks are too small to judge."""
        return self.event in RARE_HARMS


def read_harms(
    text: str, schema: Schema, regimens: Iterable[str], taken: Iterable[str] = ()
) -> tuple[tuple[HarmAnalysis, ...], list[Defect]]:
    """Parse the declared comparisons of harms and check every field against the package.

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
    harms, defects
        One analysis for each event of the entries without a defect, in the order of the file,
        and the defects.
    """
    known = list(dict.fromkeys(regimens))
    return read_declared(
        text, "harm", lambda name, entry: _entry_defects(name, entry, schema, known), _expand, taken
    )


def event_slug(event: str) -> str:
    """An event code as part of an id: “serious-ae” for SERIOUS_AE."""
    return event.lower().replace("_", "-")


def _expand(entry: Mapping[str, Any]) -> Iterator[HarmAnalysis]:
    for event in entry["events"]:
        words = EVENT_NAMES[event]
        yield HarmAnalysis(
            id=entry["id"].replace(PLACE, event_slug(event)),
            title=capitalise(entry["title"].replace(PLACE, words)),
            question=entry["question"].replace(PLACE, words),
            event=event,
            population=entry["population"],
            route=entry["route"],
            background_topical=tuple(entry["background_topical"]),
            comparator=entry["comparator"],
            treatments=tuple(entry.get("treatments", ())),
            verification=tuple(entry["verification"]),
        )


def _entry_defects(
    name: str, entry: Mapping[str, Any], schema: Schema, regimens: list[str]
) -> list[Defect]:
    lists: dict[str, Iterable[Any]] = {
        "events": schema.enum("adverse_events", "event"),
        "background_topical": schema.enum("trials", "background_topical"),
        "verification": schema.enum("adverse_events", "verification"),
        "treatments": regimens,
    }
    choices: dict[str, Iterable[Any]] = {
        **lists,
        "population": POPULATIONS,
        "route": schema.enum("arms", "route"),
        "comparator": regimens,
    }
    regimen = "a regimen of arms.csv"
    required = {*TEXTS, *choices} - {"treatments"}
    defects = [
        *field_defects(name, entry, required, ["treatments"]),
        *choice_defects(name, entry, choices, {"comparator": regimen, "treatments": regimen}),
    ]
    for field in lists:
        if not isinstance(entry.get(field, []), list):
            defects.append(Defect(ANALYSES, None, f"{name}, {field}", entry[field], "a list"))
    for field in TEXTS:
        if PLACE not in str(entry.get(field, PLACE)):
            expected = f"a text with {PLACE}, the place of the event"
            defects.append(Defect(ANALYSES, None, f"{name}, {field}", entry[field], expected))
    return defects
