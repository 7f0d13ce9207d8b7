"""vocabulary.toml: what a data package calls its outcomes, events, drugs, trials and pages.

A field of datapackage.json says with `"vocabulary": "event"` that its codes are the entries of
that kind; they become its enumeration, so that a code stands in one place only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from synthesis.package.defects import Defect
from synthesis.package.entries import FieldBreach, find_repeated, list_entries, read_toml
from synthesis.package.fields import NO_OTHER_FIELDS, Entries, Text
from synthesis.package.named import (
    EVENT_TABLES,
    BackgroundEntry,
    BaselineEntry,
    Circumstance,
    DeclaredPage,
    DrugClass,
    DrugEntry,
    EventEntry,
    Family,
    NamedRegimen,
    OpinionChoice,
    OpinionSource,
    OutcomeEntry,
    ScoreEntry,
    SourceEntry,
    Subject,
    WarningTrial,
)
from synthesis.words.sources import SourceKind
from synthesis.words.terms import (
    INACTIVE,
    BackgroundTerm,
    EventTerm,
    OutcomeTerm,
    ScoreTerm,
    SignName,
)

VOCABULARY = "vocabulary.toml"
# Each list of entries, and what a field of datapackage.json calls it.
KINDS = ("outcome", "score", "event", "drug", "background", "baseline", "family")

# Codes of several kinds in one column.
JOINED = {"measured": ("outcome", "score", "baseline")}

OTHER_KINDS = (
    *("drug_class", "regimen", "page"),
    *("warning_trial", "opinion_source", "opinion_choice", "source_kind"),
)


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """What vocabulary.toml holds, and the words by code."""

    __pydantic_config__ = NO_OTHER_FIELDS

    subject: Subject
    outcome: Entries[OutcomeEntry] = ()
    score: Entries[ScoreEntry] = ()
    event: Entries[EventEntry] = ()
    drug_class: Entries[DrugClass] = ()
    drug: Entries[DrugEntry] = ()
    background: Entries[BackgroundEntry] = ()
    background_treatment: Text = "other treatment"
    regimen: Entries[NamedRegimen] = ()
    circumstance: Entries[Circumstance] = ()
    baseline: Entries[BaselineEntry] = ()
    family: Entries[Family] = ()
    warning_trial: Entries[WarningTrial] = ()
    source_kind: Entries[SourceEntry] = ()
    opinion_source: Entries[OpinionSource] = ()
    opinion_choice: Entries[OpinionChoice] = ()
    page: Entries[DeclaredPage] = ()

    @property
    def terms(self) -> tuple[OutcomeTerm | EventTerm, ...]:
        """Every outcome and event, in the order of the file."""
        return (*self.outcomes.values(), *self.events.values())

    @cached_property
    def outcomes(self) -> Mapping[str, OutcomeTerm]:
        """Every outcome by its code."""
        return {
            each.id: OutcomeTerm(each.id, each.name, each.meaning, each.response, each.listed)
            for each in self.outcome
        }

    @cached_property
    def scores(self) -> Mapping[str, ScoreTerm]:
        """Every score by its code."""
        return {
            each.id: ScoreTerm(each.id, each.name, each.description, each.unit, each.better)  # type: ignore[arg-type]
            for each in self.score
        }

    @cached_property
    def stricter(self) -> Mapping[str, tuple[str, ...]]:
        """By outcome, all those of which it is a stricter form, over any number of steps."""
        direct = {each.id: each.stricter_than for each in self.outcome}

        def all_below(code: str) -> dict[str, None]:
            found: dict[str, None] = {}
            for each in direct.get(code, ()):
                found |= {each: None, **all_below(each)}
            return found

        return {code: tuple(all_below(code)) for code in direct}

    @cached_property
    def events(self) -> Mapping[str, EventTerm]:
        """Every event by its code."""
        return {
            each.id: EventTerm(each.id, each.name, each.rare, each.worsening, place)
            for place, each in enumerate(self.event)
        }

    @cached_property
    def backgrounds(self) -> Mapping[str, BackgroundTerm]:
        """Every background by its code."""
        return {
            each.id: BackgroundTerm(each.id, each.setting, each.beside, self.background_treatment)
            for each in self.background
        }

    @cached_property
    def source_kinds(self) -> tuple[SourceKind, ...]:
        """The kinds of places where numbers are read; the first that fits a place is its kind."""
        return tuple(
            SourceKind(
                each.id, each.name, each.words, tuple(place.lower() for place in each.places)
            )
            for each in self.source_kind
        )

    @cached_property
    def drugs(self) -> Mapping[str, DrugEntry]:
        """Every drug by its code."""
        return {each.id: each for each in self.drug}

    @cached_property
    def classes(self) -> Mapping[str, DrugClass]:
        """The class of each drug by the code of the drug."""
        known = {each.id: each for each in self.drug_class}
        return {each.id: known[each.drug_class] for each in self.drug if each.drug_class in known}

    def event_of(self, code: str) -> EventTerm:
        """The event of a code; one that has no entry is called by its code."""
        return self.events.get(code) or EventTerm(code)

    def term_of(self, table: str, code: str) -> OutcomeTerm | EventTerm | ScoreTerm:
        """What a row counts or measures: an event, a score of continuous, else an outcome."""
        if table == "continuous":
            return self.scores.get(code) or ScoreTerm(code)
        if table in EVENT_TABLES:
            return self.event_of(code)
        return self.outcomes.get(code) or OutcomeTerm(code)

    def background_of(self, code: str) -> BackgroundTerm:
        """The background of a code; one that has no entry is called by its code."""
        return self.backgrounds.get(code) or BackgroundTerm(code)

    def sign(self, drug: str) -> SignName:
        """How figures show a drug: placebo and vehicle hollow, the rest by their class."""
        if drug in INACTIVE:
            return "inactive"
        found = self.classes.get(drug)
        return found.sign if found else "fifth"  # type: ignore[return-value]

    def is_fixed_dose(self, regimen: str) -> bool:
        """Whether a regimen is its drug and dose, with no words of its own to it."""
        endings = tuple(each.ending for each in self.circumstance)
        return regimen not in {each.id for each in self.regimen} and not regimen.endswith(endings)

    def codes(self, kind: str, table: str) -> Mapping[str, str]:
        """The codes of one of `KINDS` or `JOINED` in a table, each with its description."""
        found = [each for part in JOINED.get(kind, (kind,)) for each in getattr(self, part)]
        return {
            each.id: getattr(each, "description", "") or getattr(each, "name", "") or each.id
            for each in found
            if table in getattr(each, "tables", (table,))
        }


def read_vocabulary(text: str) -> tuple[Vocabulary | None, list[Defect]]:
    """Parse vocabulary.toml; None, and every defect, where anything is wrong with it."""
    return read_toml(VOCABULARY, text, Vocabulary, rules=_rules)


def _rules(content: Any) -> Iterator[FieldBreach]:
    yield from _threshold_rules(content)
    for kind in (*KINDS, *OTHER_KINDS):
        places = (((kind, n, "id"), each.get("id")) for n, each in list_entries(content, kind))
        yield from find_repeated(places, "an id used only once")
    known = [each.get("id") for _, each in list_entries(content, "drug_class")]
    for number, drug in list_entries(content, "drug"):
        named = drug.get("drug_class")
        if isinstance(named, str) and named not in known:
            yield ("drug", number, "drug_class"), named, "the id of a [[drug_class]]"


def _threshold_rules(content: Any) -> Iterator[FieldBreach]:
    """An outcome may be stricter than those declared before it, so that none is than itself."""
    known: set[Any] = set()
    for number, outcome in list_entries(content, "outcome"):
        named = outcome.get("stricter_than")
        for each in named if isinstance(named, list) else ():
            if isinstance(each, str) and each not in known:
                expected = "the id of an [[outcome]] that stands before this one"
                yield ("outcome", number, "stricter_than"), each, expected
        if isinstance(outcome.get("id"), str):
            known.add(outcome["id"])
