"""Write files so that a failure at any moment leaves the last good content in place."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from synthesis.files.lock import LockedError, describe_holder, hold_lock, is_held


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
MADE_HERE = ".made-here"  # in a journal: which folder it is the journal of
PATIENCE = 20.0  # seconds that a reader waits for a writer
POLL = 0.01


class InterruptedChangeError(Exception):
    """A change of a folder stands half written; the message says so in one sentence."""


class ForeignJournalError(InterruptedChangeError):
    """The change that stands half written was begun in another folder, by somebody else perhaps."""


def write_all_safely(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Replace several files of a folder so that after a crash all are new or all are old.

    The new contents are written to a journal folder first; once that is complete, the files are
    replaced one by one. A crash before leaves the old files, a crash after is finished by
    :func:`finish_pending`; until then no reader gets past :func:`await_writer`. The caller holds
    the folder's lock.

    Parameters
    ----------
    folder
        The folder.
    contents
        New content by file name.

    Raises
    ------
    ValueError
        A name that is not a plain file name of the folder.
    InterruptedChangeError
        A change that was begun elsewhere came with the folder.
    OSError
        A file cannot be written; the next :func:`finish_pending` undoes or finishes the change.
    """
    refused = [name for name in contents if not _is_plain(name)]
    if refused:
        raise ValueError(f"not a file of {folder.name}: {', '.join(refused)}")
    finish_pending(folder)
    draft = Path(tempfile.mkdtemp(dir=folder, prefix=DRAFT))
    for name, content in contents.items():
        write_safely(draft / quote(name, safe=""), content)
    write_safely(draft / MADE_HERE, json.dumps(_identity(folder, draft)).encode())
    _sync_folder(draft)
    # From here on the change is decided.
    draft.rename(folder / JOURNAL)
    _sync_folder(folder)
    finish_pending(folder)


def finish_pending(folder: Path) -> bool:
    """Finish a change that a crash interrupted, and clear away drafts; True if one was found.

    Only for the holder of the folder's lock: to anybody else the draft may be another's work.

    Raises
    ------
    ForeignJournalError
        The change was not begun in this folder. A journal that came with somebody else's folder
        is never carried out.
    """
    _refuse_foreign(folder)
    journal = folder / JOURNAL
    for draft in folder.glob(f"{DRAFT}*"):
        shutil.rmtree(draft)
    for leftover in folder.glob(".*.new"):
        leftover.unlink(missing_ok=True)
    if not journal.is_dir():
        return False
    for file in sorted(journal.iterdir()):
        name = unquote(file.name)
        if file.name != MADE_HERE and _is_plain(name):
            write_safely(folder / name, file.read_bytes())
    # Named a draft again, it is cleared away even when this is interrupted.
    done = journal.rename(folder / f"{DRAFT}done")
    _sync_folder(folder)
    shutil.rmtree(done)
    return True


def finish_interrupted(folder: Path, what: str) -> bool:
    """Take the lock of a folder and finish a change, as :func:`finish_pending` does.

    Raises
    ------
    LockedError
        Another run is changing the folder.
    ForeignJournalError
        The change was not begun in this folder.
    """
    if not os.path.lexists(folder / JOURNAL) and not any(folder.glob(f"{DRAFT}*")):
        return False
    with hold_lock(folder, what, wait=PATIENCE):
        return finish_pending(folder)


def await_writer(folder: Path) -> None:
    """Let a reader see a folder that nobody is changing; nothing in it is touched.

    Raises
    ------
    LockedError
        Another run has been changing the folder for longer than a reader waits.
    InterruptedChangeError
        A change was interrupted, and nobody is finishing it.
    """
    journal, end = folder / JOURNAL, time.monotonic() + PATIENCE
    while os.path.lexists(journal):
        if not is_held(folder):
            if not os.path.lexists(journal):
                return  # finished between the two looks
            _refuse_foreign(folder)
            raise InterruptedChangeError(
                f"{folder.name} holds a change that was interrupted half-way ({JOURNAL})"
            )
        if time.monotonic() > end:
            raise LockedError(describe_holder(folder))
        time.sleep(POLL)


def _refuse_foreign(folder: Path) -> None:
    journal = folder / JOURNAL
    # The second look: whoever wrote it may have ended meanwhile.
    there = os.path.lexists(journal) and not _is_own(folder, journal) and os.path.lexists(journal)
    if there:
        raise ForeignJournalError(
            f"{folder.name} holds a half-written change ({JOURNAL}) that was not begun in this "
            "folder: it came with it or was moved with it. Nothing of it was carried out; to take "
            f"the tables as they stand, delete {journal}"
        )


def _identity(folder: Path, journal: Path) -> list[int]:
    # A copy, an archive unpacked and a clone have other numbers, and nobody elsewhere knows these.
    return [folder.stat().st_ino, journal.stat().st_ino]


def _is_own(folder: Path, journal: Path) -> bool:
    if journal.is_symlink() or not journal.is_dir():
        return False
    try:
        made = json.loads((journal / MADE_HERE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(made == _identity(folder, journal))


def _is_plain(name: str) -> bool:
    return Path(name).name == name and not name.startswith(".")
