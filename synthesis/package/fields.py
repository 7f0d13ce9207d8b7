"""Kinds of fields in the files that people write, each with what it expects of a value.

A field of an entry is declared with one of these types. pydantic checks it, and the words for a
reader stand beside the type. Values that depend on the data package (its codes, its regimens) are
looked up by name among the `Choices` that are handed over with the file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from synthesis.models.tables.names import has_unseen
from synthesis.words.slugs import SLUG
from synthesis.words.terms import (
    INACTIVE,
    BackgroundTerm,
    CodeTerm,
    EventTerm,
    OutcomeTerm,
    ScoreTerm,
)

EXPECTED = "expected"  # the type of the errors that carry their own words
NO_OTHER_FIELDS = ConfigDict(extra="forbid")
LONGEST_ID = 100  # ids become names of files
Item = TypeVar("Item")


@dataclass(frozen=True)
class Choices:
    """The values that exist, and what to call them where they are too many to list."""

    values: Collection[str]
    words: str = ""

    @property
    def expected(self) -> str:
        """What a field with one of these values expects."""
        return self.words or f"one of {', '.join(self.values)}"


# The choices that exist, by name; a field whose choices nobody handed over takes any text.
Known = Mapping[str, Choices]


def expected(words: str, quoted: bool = False) -> PydanticCustomError:
    """The error of a field that expects something else; `quoted` shows a text in its quotes."""
    return PydanticCustomError(EXPECTED, "{words}", {"words": words, "quoted": quoted})


def says(words: str) -> WrapValidator:
    """Whatever is wrong with a value, these words tell what is expected."""

    def check(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
        try:
            return validate(value)
        except ValidationError as error:
            # “2” in quotes is a text: without them nobody would see what is wrong with it.
            number = any(
                each["type"] == "float_type" or each.get("ctx", {}).get("quoted")
                for each in error.errors()
            )
            raise expected(words, quoted=number) from None

    return WrapValidator(check)


def check_choice(value: Any, choices: Choices) -> Any:
    """The value, if it is one of the choices."""
    if not isinstance(value, str) or value not in choices.values:
        raise expected(choices.expected)
    return value


def one_of(*values: str) -> BeforeValidator:
    """One of a few texts that are the same for every data package."""
    return BeforeValidator(lambda value: check_choice(value, Choices(values)))


def known(name: str) -> BeforeValidator:
    """One of the choices of this name."""

    def check(value: Any, info: ValidationInfo) -> Any:
        choices = (info.context or {}).get(name)
        return check_choice(value, choices) if choices else value

    return BeforeValidator(check)


def term(name: str, kind: type[CodeTerm]) -> PlainValidator:
    """One of the choices of this name, with its words; of the kind given where there are none."""

    def look_up(value: Any, info: ValidationInfo) -> CodeTerm:
        choices = (info.context or {}).get(name)
        if choices is None:
            return kind(check_choice(value, Choices((value,))))
        code = check_choice(value, choices)
        found = choices.values[code] if isinstance(choices.values, Mapping) else code
        return found if isinstance(found, kind) else kind(code)

    return PlainValidator(look_up)


def other_than(field: str) -> AfterValidator:
    """A regimen that is not the one of a field declared before; placebo and vehicle are one."""

    def check(value: str, info: ValidationInfo) -> str:
        other = info.data.get(field)
        if value == other or (value in INACTIVE and other in INACTIVE):
            raise expected(f"a regimen other than the {field.replace('_', ' ')}")
        return value

    return AfterValidator(check)


def list_of_entries(words: str) -> BeforeValidator:
    """A list with at least one entry with fields."""

    def check(value: Any) -> Any:
        if not value or not _has_entries(value):
            raise expected(words)
        return value

    return BeforeValidator(check)


def _check_list(value: Any) -> Any:
    if not isinstance(value, list):
        raise expected("a list")
    return value


def _check_filled(value: Any) -> Any:
    if not isinstance(value, list) or not value:
        raise expected("a list with at least one value")
    return value


def _check_differing(values: tuple[Item, ...]) -> tuple[Item, ...]:
    if len(set(values)) < len(values):
        raise expected("each value once")
    return values


def _check_order(weeks: tuple[float, float]) -> tuple[float, float]:
    if weeks[0] > weeks[1]:
        raise ValueError(weeks)
    return weeks


def _check_seen(text: str) -> str:
    if has_unseen(text.replace("\n", " ")):
        raise expected("a text without characters that cannot be seen")
    return text


def _check_entries(value: Any, info: ValidationInfo) -> Any:
    if not _has_entries(value):
        raise expected(f"entries that each begin with [[{info.field_name}]]")
    return value


def _has_entries(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


ChoiceField = Annotated[str, Strict()]
Text = Annotated[ChoiceField, Field(pattern=r"\S"), says("a text"), AfterValidator(_check_seen)]
Id = Annotated[
    ChoiceField,
    Field(pattern=rf"^(?:{SLUG.pattern})$", max_length=LONGEST_ID),
    says("a name of small letters, digits and hyphens"),
]
Flag = Annotated[bool, Strict(), says("true or false")]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False), says("a number")]
Week = Annotated[Number, Field(ge=0), says("a number of weeks, 0 or more")]
PrimaryOrWeek = Annotated[
    Week | None,
    BeforeValidator(lambda value: None if value == "primary" else value),
    says("a number of weeks, 0 or more, or “primary”"),
]
Weeks = Annotated[
    tuple[Week, Week],
    AfterValidator(_check_order),
    says("two numbers of weeks, the lower first"),
]
ListedOrNone = Annotated[
    tuple[Item, ...], BeforeValidator(_check_list), AfterValidator(_check_differing)
]
Listed = Annotated[ListedOrNone[Item], BeforeValidator(_check_filled)]
OutcomeField = Annotated[OutcomeTerm, term("outcome", OutcomeTerm)]
ScoreField = Annotated[ScoreTerm, term("score", ScoreTerm)]
BackgroundField = Annotated[BackgroundTerm, term("background", BackgroundTerm)]
EventField = Annotated[EventTerm, term("event", EventTerm)]
RateEventField = Annotated[EventTerm, term("rate event", EventTerm)]
Entries = Annotated[tuple[Item, ...], BeforeValidator(_check_entries)]
