"""What is compared: a data folder, a revision of git, or the stored results of a release."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from synthesis.files.project import ROOT
from synthesis.living.migrate import plan_migration
from synthesis.package.defects import DataError
from synthesis.package.descriptor import DESCRIPTOR

DATA = "data"


class SideError(Exception):
    """What was named cannot be compared, in one sentence."""


@dataclass(frozen=True)
class VersionSide:
    """One of the two things compared.

    `folder` holds a data package; where it is None, `release` is a file of released results.
    """

    name: str
    folder: Path | None
    release: Path | None = None


@contextmanager
def open_side(name: str, root: Path = ROOT) -> Iterator[VersionSide]:
    """Find what a name means; a revision is unpacked into a folder that is removed afterwards.

    Parameters
    ----------
    name
        A folder with a data package, or with one in its folder “data”; a JSON file of released
        results; else a revision of git, such as “v0.1.0” or “HEAD~3”. A folder wins over a
        revision of the same name.
    root
        A folder of the repository that is asked for revisions.

    Raises
    ------
    SideError
        The name means nothing.
    """
    found = _find_files(name)
    if found is not None:
        yield found
        return
    commit = _find_commit(name, root)
    archive = _git(root, "archive", "--format=zip", commit, "--", DATA)
    if archive is None:
        raise SideError(f"Revision “{name}” has no folder {DATA}.")
    with tempfile.TemporaryDirectory(prefix="synthesis-compare-") as temporary:
        zipfile.ZipFile(io.BytesIO(archive)).extractall(temporary)
        folder = Path(temporary) / DATA
        _bring_up_to_date(name, folder)
        yield VersionSide(name, folder)


def _bring_up_to_date(name: str, folder: Path) -> None:
    """A copy of data that an earlier version had, in the form of this one."""
    try:
        contents = plan_migration(folder).contents
    except DataError as error:
        raise SideError(
            f"The data of “{name}” cannot be read with the present code: {error.defects[0]}"
        ) from None
    for file, content in contents.items():
        (folder / file).write_bytes(content)


def _find_files(name: str) -> VersionSide | None:
    if not name:
        return None
    path = Path(name)
    try:
        for folder in (path, path / DATA):
            if (folder / DESCRIPTOR).is_file():
                return VersionSide(name, folder)
        if path.suffix == ".json" and path.is_file():
            return VersionSide(name, None, path)
    except OSError:  # such as a name longer than the file system allows
        return None
    return None


def _find_commit(name: str, root: Path) -> str:
    found = None
    if name and "\0" not in name:
        commit = f"{name}^{{commit}}"
        found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", commit)
    if found is None:
        raise SideError(
            f"“{name}” is neither a folder with a data package, nor a file of released results, "
            "nor a revision that git knows here."
        )
    # --end-of-options is echoed by some versions of git; the name of the commit comes last.
    return found.decode().split()[-1]


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git prints, None where it fails or there is none."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, check=False
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
