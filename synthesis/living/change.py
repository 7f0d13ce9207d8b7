"""A change of a data package: tried on a copy, then written in one step."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from synthesis.files.atomic import finish_pending, write_all_safely
from synthesis.files.lock import hold_lock
from synthesis.package.bibliography import BIBLIOGRAPHY, make_bibliography
from synthesis.package.dataset import Dataset, digest_of, load, package_files
from synthesis.package.defects import DataError
from synthesis.package.schema import read_schema


class ChangedMeanwhileError(Exception):
    """The data package is no longer the one that the change was worked out for."""


def stage(data: Path, contents: Mapping[str, bytes]) -> Dataset:
    """The data package as it will be with new contents, validated; nothing is written to it.

    Raises
    ------
    DataError
        The package would have defects.
    """
    with tempfile.TemporaryDirectory(prefix="synthesis-stage-") as name:
        folder = Path(name)
        for path in package_files(data, read_schema(data)):
            shutil.copyfile(path, folder / path.name)
        for file, content in contents.items():
            (folder / file).write_bytes(content)
        return load(folder)


def finished_contents(
    data: Path, contents: Mapping[str, bytes], dataset: Dataset | None
) -> dict[str, bytes]:
    """New contents with the bibliography, where it is the one that is made from the trials.

    Parameters
    ----------
    data
        The data folder. A bibliography that somebody wrote by hand stays as it is.
    contents
        New content by file name.
    dataset
        The package with the new contents; None, if it is not sound, leaves the bibliography.
    """
    finished = dict(contents)
    bibliography = data / BIBLIOGRAPHY
    if dataset is not None and bibliography.exists():
        text = make_bibliography(dataset).encode()
        # Whose it is takes the whole package to tell, and is asked only where something changes.
        if text != bibliography.read_bytes() and _is_made(bibliography, data):
            finished[BIBLIOGRAPHY] = text
    return finished


def _is_made(bibliography: Path, data: Path) -> bool:
    try:
        return bibliography.read_bytes() == make_bibliography(load(data)).encode()
    except DataError:
        return False


def write_change(data: Path, digest: str, contents: Mapping[str, bytes], what: str) -> None:
    """Write new contents in one step, if the package is still the one they were made for.

    Parameters
    ----------
    data
        The data folder.
    digest
        Digest of the package that the change was worked out for.
    contents
        New content by file name.
    what
        What is done, for those who find the folder locked.

    Raises
    ------
    ChangedMeanwhileError
        The package has changed since; nothing is written.
    LockedError
        Another run is changing the folder.
    """
    with hold_lock(data, what):
        finish_pending(data)
        if digest_of(data, read_schema(data)) != digest:
            raise ChangedMeanwhileError(
                f"{data.name} has changed since this was worked out; run the command again."
            )
        write_all_safely(data, contents)
