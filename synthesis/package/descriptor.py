"""datapackage.json: the part of the Frictionless standard that the package relies on.

Other keys of the standard may stand beside these; nothing here looks at them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, Strict

from synthesis.package.entries import FieldBreach, Steps, as_given, find_repeated, list_entries
from synthesis.package.fields import (
    ChoiceField,
    Flag,
    Listed,
    ListedOrNone,
    Number,
    Text,
    expected,
    list_of_entries,
    one_of,
    says,
)
from synthesis.package.forms import slow_pattern
from synthesis.package.vocabulary import JOINED, KINDS

DESCRIPTOR = "datapackage.json"
NUMBERS = ("integer", "number")
TYPES = ("string", *NUMBERS, "boolean", "date", "datetime", "time", "year", "yearmonth", "any")
# The types to which a constraint applies.
CONSTRAINED = {
    "minimum": NUMBERS,
    "maximum": NUMBERS,
    "pattern": ("string",),
    "minLength": ("string",),
    "maxLength": ("string",),
}


def _check_pattern(pattern: str) -> str:
    try:
        re.compile(f"^{pattern}$")
    except (re.error, RecursionError, OverflowError) as error:
        raise expected(f"a regular expression ({error})") from None
    if why := slow_pattern(pattern):
        raise expected(f"a regular expression with {why}")
    return pattern


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


MAY_BE_ABSENT = Field(default=None)  # but not null
TableName = Annotated[
    ChoiceField,
    Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100),
    says("a name of small letters, digits, hyphens and underscores"),
]
# A path outside the folder would let a package read files that are not its own.
FileName = Annotated[
    ChoiceField,
    Field(pattern=r"^\w[\w. -]*$", max_length=100),
    says("the name of a file in the folder of the package"),
]
Length = Annotated[int, Strict(), Field(ge=0), says("a whole number of characters")]
Names = Annotated[Listed[Text], BeforeValidator(_as_list)]


@dataclass(frozen=True, kw_only=True)
class Constraints:
    """What the cells of a field must fulfil."""

    required: Flag = False
    unique: Flag = False
    enum: Listed[Text] = ()
    pattern: Annotated[Text, AfterValidator(_check_pattern)] = ""
    minimum: Annotated[Number, MAY_BE_ABSENT]
    maximum: Annotated[Number, MAY_BE_ABSENT]
    minLength: Annotated[Length, MAY_BE_ABSENT]
    maxLength: Annotated[Length, MAY_BE_ABSENT]


@dataclass(frozen=True, kw_only=True)
class FieldDescriptor:
    """One column of a table: name, type, constraints, and words for its codes.

    With `vocabulary` its codes are the entries of that kind of vocabulary.toml.
    """

    name: Text
    type: Annotated[ChoiceField, one_of(*TYPES)] = "string"
    description: Text = ""
    unit: Text = ""
    constraints: Annotated[Constraints, MAY_BE_ABSENT]
    codes: Annotated[dict[Text, Text], MAY_BE_ABSENT]
    vocabulary: Annotated[ChoiceField, one_of(*KINDS, *JOINED), MAY_BE_ABSENT]


@dataclass(frozen=True)
class Reference:
    """The table and its fields that a foreign key points at."""

    resource: Annotated[str, Strict(), says("the name of a table")]
    fields: Names


@dataclass(frozen=True)
class ForeignKey:
    """Fields whose values together are those of a row of another table."""

    fields: Names
    reference: Reference


@dataclass(frozen=True)
class TableSchema:
    """The fields of a table and its keys."""

    fields: Annotated[
        tuple[FieldDescriptor, ...], list_of_entries("a list of fields, each with its name")
    ]
    primaryKey: Names = ()
    foreignKeys: Annotated[
        tuple[ForeignKey, ...],
        list_of_entries("a list of foreign keys, each with fields and reference"),
    ] = ()
    missingValues: ListedOrNone[Annotated[str, Strict(), says("a text")]] = ("",)


@dataclass(frozen=True)
class Resource:
    """One table: its name, its file, its fields."""

    name: TableName
    path: FileName
    schema: TableSchema
    title: Text = ""
    description: Text = ""


@dataclass(frozen=True, kw_only=True)
class LicenceEntry:
    """A licence of the data: name, title, where its words stand."""

    name: Text = ""
    title: Text = ""
    path: Text = ""


@dataclass(frozen=True)
class Descriptor:
    """The whole description: its tables."""

    resources: Annotated[
        tuple[Resource, ...],
        list_of_entries("a list of tables, each with name, path and schema"),
    ]
    title: Text = ""
    licenses: Annotated[
        tuple[LicenceEntry, ...], list_of_entries("a list of licences, each with name and path")
    ] = ()


def descriptor_rules(content: Any) -> Iterator[FieldBreach]:
    """What joins several places: names used once, keys that lead somewhere, fitting constraints."""
    tables = [(("resources", n), table) for n, table in list_entries(content, "resources")]
    for key in ("name", "path"):
        places = (((*steps, key), table.get(key)) for steps, table in tables)
        yield from find_repeated(places, f"a {key} used only once")
    columns = {str(table.get("name")): _columns(table) for _, table in tables}
    for steps, table in tables:
        schema = table.get("schema")
        if isinstance(schema, dict):
            yield from _field_rules((*steps, "schema"), schema)
            yield from _key_rules((*steps, "schema"), schema, {**columns, "": _columns(table)})


def relied_on(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """A sound description without what the package does not rely on."""

    def keep(part: Mapping[str, Any], declared: type) -> dict[str, Any]:
        return {name: part[name] for name in declared.__annotations__ if name in part}

    def describe_field(field: Mapping[str, Any]) -> dict[str, Any]:
        constraints = keep(field.get("constraints", {}), Constraints)
        return {**keep(field, FieldDescriptor), "constraints": constraints}

    resources = []
    for table in descriptor["resources"]:
        fields = [describe_field(field) for field in table["schema"]["fields"]]
        schema = {**keep(table["schema"], TableSchema), "fields": fields}
        resources.append({**keep(table, Resource), "schema": schema})
    return {"resources": resources}


def _field_rules(steps: Steps, schema: Mapping[str, Any]) -> Iterator[FieldBreach]:
    fields = [((*steps, "fields", n), field) for n, field in list_entries(schema, "fields")]
    places = (((*place, "name"), field.get("name")) for place, field in fields)
    yield from find_repeated(places, "a name used only once in a table")
    for place, field in fields:
        kind, constraints = field.get("type", "string"), field.get("constraints")
        for name, types in CONSTRAINED.items():
            given = constraints.get(name) if isinstance(constraints, dict) else None
            if given is not None and kind in TYPES and kind not in types:
                what = f"no such constraint of a field of the type {kind}"
                yield (*place, "constraints", name), as_given(given), what


def _key_rules(
    steps: Steps, schema: Mapping[str, Any], columns: Mapping[str, list[Any]]
) -> Iterator[FieldBreach]:
    """Keys that name no field; `columns` by table, the table's own under an empty name."""
    named: list[tuple[Steps, Any, Any]] = [((*steps, "primaryKey"), schema.get("primaryKey"), "")]
    for number, key in list_entries(schema, "foreignKeys"):
        place, reference = (*steps, "foreignKeys", number), key.get("reference")
        named.append(((*place, "fields"), key.get("fields"), ""))
        if isinstance(reference, dict) and isinstance(target := reference.get("resource"), str):
            to = (*place, "reference")
            named.append(((*to, "fields"), reference.get("fields"), target))
            if target not in columns:
                tables = ", ".join(name for name in columns if name and name.isprintable())
                yield (*to, "resource"), target, f"one of the tables {tables}"
    for where, names, table in named:
        # A table without any field has been told already.
        known, names = columns.get(table, []), _as_list(names)
        for name in names if known and isinstance(names, list) else ():
            if isinstance(name, str) and name not in known:
                yield where, name, "a field of the table"


def _columns(table: Mapping[str, Any]) -> list[Any]:
    return [field.get("name") for _, field in list_entries(table.get("schema"), "fields")]
