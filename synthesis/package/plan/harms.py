"""The declared comparisons of harms: entries `[[harm]]` of data/analyses.toml.

One entry asks the same question of many events, so that no event can be picked because of its
result: the place {event} in the id, the title and the question stands for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from synthesis.package.fields import (
    LONGEST_ID,
    NO_OTHER_FIELDS,
    BackgroundField,
    ChoiceField,
    EventField,
    Id,
    Listed,
    known,
    one_of,
    other_than,
    says,
)
from synthesis.package.plan.pools import POPULATIONS
from synthesis.words.labels import capitalise
from synthesis.words.slugs import SLUG, slug_of
from synthesis.words.terms import INACTIVE, BackgroundTerm, EventTerm

PLACE = "{event}"


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
    background
        Values of the trials' background admitted.
    comparator
        A regimen, or "placebo", which stands for placebo and vehicle.
    treatments
        The regimens compared; empty for all of the route.
    verification
        Tiers admitted.
    page
        Page of the book that shows it; empty for the page of all harms.
    """

    id: str
    title: str
    question: str
    event: EventTerm
    population: str
    route: str
    background: tuple[BackgroundTerm, ...]
    comparator: str
    treatments: tuple[str, ...]
    verification: tuple[str, ...]
    page: str = ""

    @property
    def against_inactive(self) -> bool:
        """Whether the comparator is placebo or vehicle."""
        return self.comparator in INACTIVE

    @property
    def rare(self) -> bool:
        """Whether the harm is one that trials of some weeks are too small to judge."""
        return self.event.rare


def _check_id(text: str) -> str:
    if not SLUG.fullmatch(text.replace(PLACE, "event")):
        raise ValueError(text)
    return text


WithPlace = Annotated[
    ChoiceField, Field(pattern=r"\{event\}"), says(f"a text with {PLACE}, the place of the event")
]
IdWithPlace = Annotated[
    WithPlace,
    Field(max_length=LONGEST_ID),
    AfterValidator(_check_id),
    says(f"a name of small letters, digits and hyphens with {PLACE}, the place of the event"),
]


@dataclass(frozen=True)
class HarmEntry:
    """One entry `[[harm]]`: the fields of :class:`HarmAnalysis`, and all its `events`."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: IdWithPlace
    title: WithPlace
    question: WithPlace
    events: Listed[EventField]
    population: Annotated[ChoiceField, one_of(*POPULATIONS)]
    route: Annotated[ChoiceField, known("route")]
    background: Listed[BackgroundField]
    comparator: Annotated[ChoiceField, known("regimen")]
    verification: Listed[Annotated[ChoiceField, known("harm verification")]]
    treatments: Listed[Annotated[ChoiceField, other_than("comparator"), known("regimen")]] = ()
    page: Id = ""

    def spread(self) -> Iterator[HarmAnalysis]:
        """One analysis for each event of the entry."""
        for event in self.events:
            yield HarmAnalysis(
                id=fill_place(self.id, event),
                title=capitalise(self.title.replace(PLACE, event.name)),
                question=self.question.replace(PLACE, event.name),
                event=event,
                population=self.population,
                route=self.route,
                background=self.background,
                comparator=self.comparator,
                treatments=self.treatments,
                verification=self.verification,
                page=self.page,
            )


def fill_place(identifier: str, event: str) -> str:
    """The id of one event of an entry: “harm-serious-ae-against-placebo”."""
    return identifier.replace(PLACE, slug_of(event))
