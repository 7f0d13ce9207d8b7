"""Write files so that a failure at any moment leaves the last good content in place."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from urllib.parse import quote, unquote

from synthesis.files.lock import hold_lock


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
DRAFT = ".draft."
# The one file outside a data folder that changes with it: the checksums of the book's tables.
# A journal that came with somebody else's folder can reach nothing else.
OUTSIDE = ("../tests/data_pins.json",)
PATIENCE = 20.0  # seconds that a reader waits for a writer


def write_all_safely(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Replace several files of a folder so that after a crash all are new or all are old.

    The new contents are written to a journal folder first; once that is complete, the files are
    replaced one by one. A crash before leaves the old files, a crash after is finished by
    :func:`finish_pending`. The caller holds the folder's lock.

    Parameters
    ----------
    folder
        The folder.
    contents
        New content by file name; files outside the folder only as `OUTSIDE` lists them.

    Raises
    ------
    ValueError
        A name that is not a plain file name of the folder.
    OSError
        A file cannot be written; the next :func:`finish_pending` undoes or finishes the change.
    """
    targets = {name: _target(folder, quote(name, safe="")) for name in contents}
    refused = [name for name, target in targets.items() if target is None]
    if refused:
        raise ValueError(f"not a file of {folder.name}: {', '.join(refused)}")
    finish_pending(folder)
    draft = Path(tempfile.mkdtemp(dir=folder, prefix=DRAFT))
    for name, content in contents.items():
        write_safely(draft / quote(name, safe=""), content)
    _sync_folder(draft)
    # From here on the change is decided.
    draft.rename(folder / JOURNAL)
    _sync_folder(folder)
    finish_pending(folder)


def finish_pending(folder: Path) -> bool:
    """Finish a change that a crash interrupted, and clear away drafts; True if one was found.

    Only for the holder of the folder's lock: to anybody else the draft may be another's work.
    """
    for draft in folder.glob(f"{DRAFT}*"):
        shutil.rmtree(draft)
    outside = [(folder / name).parent.glob(f".{Path(name).name}.*.new") for name in OUTSIDE]
    for leftover in (*folder.glob(".*.new"), *chain.from_iterable(outside)):
        leftover.unlink(missing_ok=True)
    journal = folder / JOURNAL
    if not journal.is_dir():
        return False
    for file in sorted(journal.iterdir()):
        target = _target(folder, file.name)
        if target is not None:
            write_safely(target, file.read_bytes())
    # Named a draft again, it is cleared away even when this is interrupted.
    done = journal.rename(folder / f"{DRAFT}done")
    _sync_folder(folder)
    shutil.rmtree(done)
    return True


def settle(folder: Path) -> None:
    """Let a reader see a folder that nobody is changing: finish or await a pending change.

    Raises
    ------
    LockedError
        Another run has been changing the folder for longer than a reader waits.
    OSError
        A change was interrupted, and the folder cannot be written to finish it.
    """
    if (folder / JOURNAL).is_dir():
        with hold_lock(folder, "finish an interrupted change", wait=PATIENCE):
            finish_pending(folder)


def _target(folder: Path, entry: str) -> Path | None:
    """The file that an entry of the journal replaces; None for what is no business of it."""
    name = unquote(entry)
    plain = Path(name).name == name and not name.startswith(".")
    if not plain and name not in OUTSIDE:
        return None
    target = folder / name
    return target if target.parent.is_dir() else None
