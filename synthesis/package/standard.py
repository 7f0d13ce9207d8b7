"""The standard description of a data package: every table that the book can use, with its fields.

A package describes its own tables in datapackage.json; a new one starts from this standard, and a
table that a package does not have is an empty one with the standard's fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from synthesis.package.entries import FieldBreach, list_entries

LABELS = "readings.toml"  # what labels of readings mean; read when readings are handed in
STANDARD = Path(__file__).with_name("standard.json")

NEEDED = ("trials", "arms")  # what every other table and every analysis refers to
# Codes by which the program decides; those of other fields are the package's own.
DECIDED_BY = (
    *("verification", "second_reading", "conflict", "preferred", "role"),
    *("stance", "certainty", "table", "kind"),
)


@cache
def _read() -> str:
    return STANDARD.read_text(encoding="utf-8")


def standard_descriptor(tables: Iterable[str], title: str, name: str) -> dict[str, Any]:
    """The description of a new package with some of the standard tables.

    Parameters
    ----------
    tables
        Their names; KeyError where the standard has none of that name.
    title, name
        Of the package.
    """
    descriptor: dict[str, Any] = json.loads(_read())
    known = _tables()
    resources = [known[table] for table in tables]
    return {**descriptor, "name": name, "title": title, "resources": resources}


def standard_fields(table: str) -> tuple[Mapping[str, Any], ...]:
    """Descriptors of the fields of a standard table; KeyError when there is none of that name."""
    (resource,) = standard_descriptor([table], "", "")["resources"]
    return tuple(resource["schema"]["fields"])


def standard_tables() -> tuple[str, ...]:
    """Names of the tables that the book can use."""
    return tuple(_tables())


def standard_rules(content: Any) -> Iterator[FieldBreach]:
    """What a description lacks of the standard tables that it has: their fields and types."""
    tables = {table.get("name"): n for n, table in list_entries(content, "resources")}
    for name in NEEDED:
        if tables and name not in tables:
            yield ("resources",), None, f"a table {name}, to which all others refer"
    for resource in _tables().values():
        if resource["name"] not in tables:
            continue
        number = tables[resource["name"]]
        steps = ("resources", number, "schema", "fields")
        schema = content["resources"][number].get("schema")
        own = {field.get("name"): field for _, field in list_entries(schema, "fields")}
        for field in resource["schema"]["fields"] if own else ():
            name, kind = field["name"], field.get("type", "string")
            if name not in own:
                yield steps, None, f"a field {name}, as every table {resource['name']} has"
            elif own[name].get("type", "string") != kind:
                yield steps, str(own[name].get("type")), f"the type {kind} for {name}"


def hold_to_standard(resource: dict[str, Any]) -> None:
    """Give a table of the standard, in place, every constraint and key that its own leaves out.

    A package may be stricter than the standard, never less strict: the program relies on it.
    """
    standard = _tables().get(resource["name"])
    if standard is None:
        return
    schema, fields = resource["schema"], {f["name"]: f for f in standard["schema"]["fields"]}
    for field in schema["fields"]:
        known = fields.get(field["name"], {})
        if "enum" not in field.get("constraints", {}) and "vocabulary" in known:
            field.setdefault("vocabulary", known["vocabulary"])
        given, asked = field.get("constraints", {}), known.get("constraints", {})
        field["constraints"] = {**asked, **given, **_narrower(field["name"], given, asked)}
    schema.setdefault("primaryKey", standard["schema"].get("primaryKey", []))
    own = schema.setdefault("foreignKeys", [])
    own += [key for key in standard["schema"].get("foreignKeys", []) if key not in own]


def _narrower(name: str, given: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if asked.get("required"):
        found["required"] = True
    for bound, stricter in (("minimum", max), ("maximum", min)):
        values = [each[bound] for each in (given, asked) if bound in each]
        if values:
            found[bound] = stricter(values)
    if name in DECIDED_BY and "enum" in given and "enum" in asked:
        found["enum"] = [code for code in given["enum"] if code in asked["enum"]]
    return found


def _tables() -> dict[str, Any]:
    return {resource["name"]: resource for resource in json.loads(_read())["resources"]}
