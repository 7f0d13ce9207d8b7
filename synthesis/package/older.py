"""A data package as an earlier version had it: how it is told, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synthesis.package.data_folder import typed_here
from synthesis.package.defects import DataError, Defect
from synthesis.package.descriptor import DESCRIPTOR

# What trials did about other treatment; the column had the name of the book's own subject once.
OLD_BACKGROUND, BACKGROUND = "background_topical", "background"
# Columns that tables have got since, with what stands in them where nobody has said anything.
ADDED: Mapping[str, Mapping[str, str]] = {
    "dichotomous": {"day": "", "ci_low": "", "ci_high": ""},
    "continuous": {"day": "", "reading": "1", "statistic": "not stated"},
    "subgroups": {"day": ""},
    "corrections": {"domain": "", "reader": "", "batch": ""},
}


def is_old(descriptor: Mapping[str, Any]) -> bool:
    """Whether a sound description is that of version 0.2.0 or an earlier one."""
    return any(
        OLD_BACKGROUND in names or not ADDED.get(table, {}).keys() <= names
        for table, names in _columns(descriptor)
    )


def refuse_old(folder: Path, descriptor: Mapping[str, Any]) -> None:
    """Refuse a package of an earlier version, and name the command that brings it up to date.

    Raises
    ------
    DataError
        It is one.
    """
    if is_old(descriptor):
        command = typed_here("data", "migrate", "--data", str(folder))
        expected = f"a package of this version; this brings one of 0.2.0 up to date: {command}"
        raise DataError([Defect(DESCRIPTOR, None, None, None, expected)])


def _columns(descriptor: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    for resource in descriptor["resources"]:
        yield resource["name"], {field["name"] for field in resource["schema"]["fields"]}
