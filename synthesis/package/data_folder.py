"""Which data package is meant where none is named, and what somebody's own is called."""

from __future__ import annotations

import os
from pathlib import Path

from synthesis.files.project import DATA_FOLDER, ROOT
from synthesis.package.defects import DataError, Defect
from synthesis.words.typed import command_line, name_python

DATA_VARIABLE = "SYNTHESIS_DATA"  # set by `make lab DATA=folder`; a build never reads it


def data_folder() -> Path:
    """The folder that SYNTHESIS_DATA names, or the book's own `data/`.

    Raises
    ------
    DataError
        SYNTHESIS_DATA names no folder.
    """
    named = os.environ.get(DATA_VARIABLE)
    if named and not Path(named).is_dir():
        expected = "the folder of a data package that exists"
        raise DataError([Defect(DATA_VARIABLE, None, None, Path(named).name, expected)])
    return Path(named or DATA_FOLDER)


def own_name(folder: Path | None, root: Path = ROOT) -> str:
    """The name of somebody's own data package; empty for the book's own data, or for None."""
    if folder is None or folder.resolve() == (root / DATA_FOLDER.name).resolve():
        return ""
    return folder.resolve().name or "root"  # the topmost folder of a disk has no name


def typed_here(*words: str) -> str:
    """A command for a message: it runs as printed where the user stands."""
    return command_line(*words, python=name_python(ROOT), windows=os.name == "nt")
