"""Write files so that a failure at any moment leaves the last good content in place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_safely(path: Path, content: bytes) -> None:
    """Replace a file in one step: written beside it, synced, then renamed over it.

    Raises
    ------
    OSError
        The file cannot be written; the old one is untouched.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # The rename itself is safe only once the folder is on disk; Windows has no such call.
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


JOURNAL = ".pending"


def write_all_safely(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Replace several files of a folder so that after a crash all are new or all are old.

    The new contents are written to a journal folder first; once that is complete, the files are
    replaced one by one. A crash before leaves the old files, a crash after is finished by
    :func:`finish_pending`, which every reader of the folder calls first.

    Raises
    ------
    OSError
        A file cannot be written; call :func:`finish_pending` before reading the folder.
    """
    finish_pending(folder)
    draft = Path(tempfile.mkdtemp(dir=folder, prefix=".draft."))
    for name, content in contents.items():
        write_safely(draft / name, content)
    _sync_folder(draft)
    # From here on the change is decided.
    draft.rename(folder / JOURNAL)
    _sync_folder(folder)
    finish_pending(folder)


def finish_pending(folder: Path) -> bool:
    """Finish a change that a crash interrupted, and clear away drafts; True if one was found."""
    for draft in folder.glob(".draft.*"):
        for file in draft.iterdir():
            file.unlink(missing_ok=True)
        draft.rmdir()
    for leftover in folder.glob(".*.new"):
        leftover.unlink(missing_ok=True)
    journal = folder / JOURNAL
    if not journal.is_dir():
        return False
    for file in sorted(journal.iterdir()):
        if file.name.endswith(".new"):
            file.unlink()
            continue
        write_safely(folder / file.name, file.read_bytes())
    for file in journal.iterdir():
        file.unlink()
    journal.rmdir()
    _sync_folder(folder)
    return True
