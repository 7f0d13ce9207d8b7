"""The standard description of a data package: every table that the book can use, with its fields.

A package describes its own tables in datapackage.json; a new one starts from this standard, and a
table that a package does not have is an empty one with the standard's fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

STANDARD = Path(__file__).with_name("standard.json")


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
    known = {resource["name"]: resource for resource in descriptor["resources"]}
    resources = [known[table] for table in tables]
    return {**descriptor, "name": name, "title": title, "resources": resources}


def standard_fields(table: str) -> tuple[Mapping[str, Any], ...]:
    """Descriptors of the fields of a standard table; KeyError when there is none of that name."""
    (resource,) = standard_descriptor([table], "", "")["resources"]
    return tuple(resource["schema"]["fields"])
