"""Entries of the plan of analysis: what every kind of declared analysis is checked for."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from synthesis.package.defects import Defect

ANALYSES = "analyses.toml"


class Declared(Protocol):
    """What every declared analysis has: a permanent name."""

    @property
    def id(self) -> str:
        """Permanent name."""


Kind = TypeVar("Kind", bound=Declared)
Entry = Mapping[str, Any]


def read_declared(
    text: str,
    kind: str,
    find_defects: Callable[[str, Entry], list[Defect]],
    build: Callable[[Entry], Iterable[Kind]],
    taken: Iterable[str] = (),
) -> tuple[tuple[Kind, ...], list[Defect]]:
    """Read every entry `[[kind]]` of the plan.

    Parameters
    ----------
    text
        Content of analyses.toml.
    kind
        Name of the entries.
    find_defects
        The defects of one entry, given what it is called.
    build
        What a sound entry declares: one analysis, or several.
    taken
        Ids that other kinds of analyses use already.

    Returns
    -------
    declared, defects
        What has no defect, in the order of the file, and the defects.
    """
    entries, defects = read_entries(text, kind)
    used = set(taken)
    declared: list[Kind] = []
    for number, entry in enumerate(entries, start=1):
        name = name_entry(kind, number, entry)
        found = find_defects(name, entry)
        if entry.get("id") in used:
            found.append(_repeated(name, str(entry["id"])))
        built = [] if found else list(build(entry))
        for item in built:
            if item.id in used:
                found.append(_repeated(name, item.id))
            used.add(item.id)
        defects += found
        declared += [] if found else built
    return tuple(declared), defects


def _repeated(name: str, identifier: str) -> Defect:
    return Defect(ANALYSES, None, name, identifier, "an id used only once")


def read_entries(text: str, kind: str) -> tuple[list[Mapping[str, Any]], list[Defect]]:
    """The entries `[[kind]]` of the plan, and the defect that keeps it from being read."""
    try:
        return tomllib.loads(text).get(kind, []), []
    except tomllib.TOMLDecodeError as error:
        return [], [Defect(ANALYSES, None, None, None, f"valid TOML ({error})")]


def name_entry(kind: str, number: int, entry: Mapping[str, Any]) -> str:
    """What to call an entry in a message: its id, or its number where it has none."""
    return f"{kind} {entry.get('id', number)}"


def field_defects(
    name: str, entry: Mapping[str, Any], required: Iterable[str], optional: Iterable[str] = ()
) -> list[Defect]:
    """Fields that are missing, and fields that nobody knows."""
    required, optional = set(required), set(optional)
    missing = sorted(required - entry.keys())
    unknown = sorted(entry.keys() - required - optional)
    return [
        *(Defect(ANALYSES, None, f"{name}, {field}", None, "this field") for field in missing),
        *(
            Defect(ANALYSES, None, f"{name}, {field}", None, "no field of this name")
            for field in unknown
        ),
    ]


def choice_defects(
    name: str,
    entry: Mapping[str, Any],
    choices: Mapping[str, Iterable[Any]],
    words: Mapping[str, str],
) -> list[Defect]:
    """Values that are none of the choices of their field.

    Parameters
    ----------
    choices
        The values allowed, by field; a field that is not there is passed over.
    words
        What to call the choices in a message, for fields whose choices are too many to list.
    """
    defects = []
    for field, allowed in choices.items():
        allowed = list(allowed)
        given = entry.get(field, [])
        for value in given if isinstance(given, list) else [given]:
            if value not in allowed:
                expected = words.get(field, f"one of {', '.join(map(str, allowed))}")
                defects.append(Defect(ANALYSES, None, f"{name}, {field}", str(value), expected))
    return defects


def window_defects(name: str, entry: Mapping[str, Any], field: str = "weeks") -> list[Defect]:
    """A window of weeks must be two numbers, the lower first."""
    given = entry.get(field, [0, 0])
    numbers = isinstance(given, list) and all(
        isinstance(week, int | float) and not isinstance(week, bool) for week in given
    )
    if numbers and len(given) == 2 and 0 <= given[0] <= given[1]:
        return []
    expected = "two numbers of weeks, the lower first"
    return [Defect(ANALYSES, None, f"{name}, {field}", str(given), expected)]
