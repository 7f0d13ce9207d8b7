"""The entries of vocabulary.toml, one class for each kind of thing that a package names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, get_args

from pydantic import Field

from synthesis.package.fields import (
    NO_OTHER_FIELDS,
    ChoiceField,
    Flag,
    Id,
    Listed,
    Text,
    one_of,
    says,
)
from synthesis.words.terms import SignName

SIGNS = get_args(SignName)
EVENT_TABLES = ("adverse_events", "long_term_safety")

CodeField = Annotated[ChoiceField, Field(pattern=r"^\S(.*\S)?$", max_length=60), says("a code")]
PlainText = Annotated[ChoiceField, Field(min_length=1), says("a text")]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What the book is about.

    Parameters
    ----------
    title, treatments
        Of the book; the drugs it is about, in the plural.
    disease
        In full; `condition` is what patients call it.
    keywords
        Embedded in files of figures and tables.
    file_name
        What the names of downloaded files begin with.
    authors
        Who is cited for a book of another subject than the project’s own.
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
    authors: Listed[Text] = ()
    population: Text = ""
    chapters: Annotated[ChoiceField, one_of("book", "made")] = "made"


@dataclass(frozen=True, kw_only=True)
class OutcomeEntry:
    """`[[outcome]]`: a code of dichotomous.csv; `description` says what counts as a response.

    `stricter_than` names outcomes that everybody meets who meets this one.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: CodeField
    description: Text
    name: Text = ""
    meaning: Text = ""
    response: Text = ""
    listed: Flag = False
    stricter_than: Listed[CodeField] = ()


@dataclass(frozen=True, kw_only=True)
class ScoreEntry:
    """`[[score]]`: a code of continuous.csv, with its unit and which way is better."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: CodeField
    description: Text
    name: Text = ""
    unit: Text
    better: Annotated[ChoiceField, one_of("lower", "higher")]


@dataclass(frozen=True, kw_only=True)
class EventEntry:
    """`[[event]]`: a code of the tables of events; of both where `tables` is left out."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: CodeField
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

    id: CodeField
    drug_class: Text = ""
    name: Text = ""
    brands: Listed[Text] = ()


@dataclass(frozen=True, kw_only=True)
class BackgroundEntry:
    """`[[background]]`: a code of trials.csv: what a trial did about other treatment."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: CodeField
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
    words: PlainText


@dataclass(frozen=True, kw_only=True)
class BaselineEntry:
    """`[[baseline]]`: a code of baseline.csv."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: CodeField
    description: Text


@dataclass(frozen=True, kw_only=True)
class Family:
    """`[[family]]`: trials that are listed together; `unused` says why no analysis has them."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    name: Text
    unused: Text = ""


@dataclass(frozen=True, kw_only=True)
class WarningTrial:
    """`[[warning_trial]]`: the randomised trial that a class warning rests on.

    `id` is its source in long_term_safety.csv; `drug` and `control` are its codes there, and
    `controls` is what the control is called in the plural.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    drug: Text
    control: Text
    controls: Text


@dataclass(frozen=True, kw_only=True)
class SourceEntry:
    """`[[source_kind]]`: a kind of place where numbers are read; see `words/sources.py`."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    name: Text
    words: Listed[PlainText] = ()
    places: Listed[PlainText] = ()


@dataclass(frozen=True, kw_only=True)
class OpinionSource:
    """`[[opinion_source]]`: a source of opinions.csv: a discussion, or an article.

    `profession` is who was asked, in the plural, `named_by` the respondents who count themselves
    among it; `milestones` are facts of regulatory.csv that say what was known when they wrote.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    role: Annotated[ChoiceField, one_of("discussion", "article")]
    profession: Text = "clinicians"
    named_by: Listed[Text] = ()
    milestones: Listed[Text] = ()


@dataclass(frozen=True, kw_only=True)
class OpinionChoice:
    """`[[opinion_choice]]`: a choice of codebook.toml, and what it is about."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    name: Text


@dataclass(frozen=True, kw_only=True)
class DeclaredPage:
    """`[[page]]`: a page of the book: title, the question it answers, words that open it."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text
    question: Text = ""
    text: Text = ""
