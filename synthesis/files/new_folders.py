"""A new folder written as a whole: it is complete or not there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from synthesis.files.atomic import write_safely


def is_free(folder: Path) -> bool:
    """Whether a new folder may be written there: nothing stands there, or an empty folder."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def write_new_folder(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files into a new folder, beside its place, and rename it into that place.

    Parameters
    ----------
    folder
        A folder that :func:`is_free`.
    contents
        The bytes of each file by its name.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        for name, content in contents.items():
            write_safely(draft / name, content)
        draft.chmod(0o777 & ~_umask())
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _umask() -> int:
    # mkdtemp makes folders for their owner alone; the system tells its mask only by setting one.
    mask = os.umask(0)
    os.umask(mask)
    return mask
