"""vocabulary.toml: what a data package calls its outcomes, events, drugs, trials and pages.

A field of datapackage.json says with `"vocabulary": "event"` that its codes are the entries of
that kind; they become its enumeration, so that a code stands in one place only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, get_args

from pydantic import Field

from synthesis.package.defects import Defect
from synthesis.package.entries import FieldBreach, find_repeated, list_entries, read_toml
from synthesis.package.fields import (
    NO_OTHER_FIELDS,
    ChoiceField,
    Entries,
    Flag,
    Id,
    Listed,
    Text,
    one_of,
    says,
)
from synthesis.words.terms import INACTIVE, BackgroundTerm, EventTerm, OutcomeTerm, SignName

VOCABULARY = "vocabulary.toml"
SIGNS = get_args(SignName)
EVENT_TABLES = ("adverse_events", "long_term_safety")
# Each list of entries, and what a field of datapackage.json calls it.
KINDS = ("outcome", "score", "event", "drug", "background", "baseline", "family")

Code = Annotated[ChoiceField, Field(pattern=r"^\S(.*\S)?$", max_length=60), says("a code")]
Words = Annotated[ChoiceField, Field(min_length=1), says("a text")]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What the book is about.

    Parameters
    ----------
    title
        Of the book.
    disease
        In full; `condition` is what patients call it.
    treatments
        The drugs it is about, in the plural.
    keywords
        Embedded in files of figures and tables.
    file_name
        What the names of downloaded files begin with.
    population
        How the populations of long_term_safety.csv with this disease begin.
    chapters
        “book” for the project’s own chapters, which are about its own subject; else chapters are
        made from what is declared.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    title: Text
    disease: Text
    treatments: Text
    condition: Text = ""
    keywords: Listed[Text] = ()
    file_name: Id = "synthesis"
    population: Text = ""
    chapters: Annotated[ChoiceField, one_of("book", "made")] = "made"


@dataclass(frozen=True, kw_only=True)
class OutcomeEntry:
    """`[[outcome]]`: a code of dichotomous.csv; `description` says what counts as a response."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Code
    description: Text
    name: Text = ""
    meaning: Text = ""
    response: Text = ""
    listed: Flag = False


@dataclass(frozen=True, kw_only=True)
class ScoreEntry:
    """`[[score]]`: a code of continuous.csv, with its unit and which way is better."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Code
    description: Text
    unit: Text
    better: Annotated[ChoiceField, one_of("lower", "higher")]


@dataclass(frozen=True, kw_only=True)
class EventEntry:
    """`[[event]]`: a code of the tables of events; of both where `tables` is left out."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Code
    name: Text = ""
    description: Text = ""
    rare: Flag = False
    worsening: Text = ""
    tables: Listed[Annotated[ChoiceField, one_of(*EVENT_TABLES)]] = EVENT_TABLES


@dataclass(frozen=True, kw_only=True)
class DrugClass:
    """`[[class]]`: a class of drugs, the sign of figures it has, whether the book is about it."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    name: Text
    sign: Annotated[ChoiceField, one_of(*SIGNS[1:])]
    focus: Flag = False


@dataclass(frozen=True, kw_only=True)
class DrugEntry:
    """`[[drug]]`: a code of arms.csv and the class it belongs to; placebo and vehicle have none."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Code
    drug_class: Text = ""
    name: Text = ""
    brands: Listed[Text] = ()


@dataclass(frozen=True, kw_only=True)
class BackgroundEntry:
    """`[[background]]`: a code of trials.csv: what a trial did about other treatment."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Code
    beside: Text
    setting: Text = ""


@dataclass(frozen=True, kw_only=True)
class NamedRegimen:
    """`[[regimen]]`: a regimen of arms.csv whose label its drug and dose do not give."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    label: Text


@dataclass(frozen=True, kw_only=True)
class Circumstance:
    """`[[circumstance]]`: an ending of regimens that means more than drug, dose and frequency."""

    __pydantic_config__ = NO_OTHER_FIELDS

    ending: Text
    words: Words


@dataclass(frozen=True, kw_only=True)
class BaselineEntry:
    """`[[baseline]]`: a code of baseline.csv."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Code
    description: Text


@dataclass(frozen=True, kw_only=True)
class Family:
    """`[[family]]`: trials that are listed together; `unused` says why no analysis has them."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    name: Text
    unused: Text = ""


@dataclass(frozen=True, kw_only=True)
class DeclaredPage:
    """`[[page]]`: a page of the book: title, the question it answers, words that open it."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text = ""
    text: Text = ""


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
    def drugs(self) -> Mapping[str, DrugEntry]:
        """Every drug by its code."""
        return {each.id: each for each in self.drug}

    @cached_property
    def classes(self) -> Mapping[str, DrugClass]:
        """The class of each drug by the code of the drug."""
        known = {each.id: each for each in self.drug_class}
        return {each.id: known[each.drug_class] for each in self.drug if each.drug_class in known}

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
        """The codes of one of `KINDS` in a table, each with its description."""
        found = getattr(self, kind)
        return {
            each.id: getattr(each, "description", "") or getattr(each, "name", "") or each.id
            for each in found
            if table in getattr(each, "tables", (table,))
        }


def read_vocabulary(text: str) -> tuple[Vocabulary | None, list[Defect]]:
    """Parse vocabulary.toml; None, and every defect, where anything is wrong with it."""
    return read_toml(VOCABULARY, text, Vocabulary, rules=_rules)


def _rules(content: Any) -> Iterator[FieldBreach]:
    for kind in (*KINDS, "drug_class", "regimen", "page"):
        places = (((kind, n, "id"), each.get("id")) for n, each in list_entries(content, kind))
        yield from find_repeated(places, "an id used only once")
    known = [each.get("id") for _, each in list_entries(content, "drug_class")]
    for number, drug in list_entries(content, "drug"):
        named = drug.get("drug_class")
        if isinstance(named, str) and named not in known:
            yield ("drug", number, "drug_class"), named, "the id of a [[drug_class]]"
