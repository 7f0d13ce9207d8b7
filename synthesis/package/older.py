"""A data package as an earlier version had it: how it is told, and what to do about it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synthesis.files.project import ROOT
from synthesis.package.defects import DataError, Defect
from synthesis.package.descriptor import DESCRIPTOR
from synthesis.words.typed import command_line, name_python

# What trials did about other treatment; the column had the name of the book's own subject once.
OLD_BACKGROUND, BACKGROUND = "background_topical", "background"


def is_old(descriptor: Mapping[str, Any]) -> bool:
    """Whether a sound description is that of version 0.2.0 or an earlier one."""
    return any(
        field["name"] == OLD_BACKGROUND
        for resource in descriptor["resources"]
        for field in resource["schema"]["fields"]
    )


def refuse_old(folder: Path, descriptor: Mapping[str, Any]) -> None:
    """Refuse a package of an earlier version, and name the command that brings it up to date.

    Raises
    ------
    DataError
        It is one.
    """
    if is_old(descriptor):
        words = ("data", "migrate", "--data", str(folder))
        command = command_line(*words, python=name_python(ROOT), windows=os.name == "nt")
        expected = f"a package of this version; this brings one of 0.2.0 up to date: {command}"
        raise DataError([Defect(DESCRIPTOR, None, "trials", OLD_BACKGROUND, expected)])
