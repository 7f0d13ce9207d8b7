"""One run at a time: a lock that says who holds it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

NAME = ".lock"
HOLDER = ".lock.holder"


class LockedError(Exception):
    """Another run holds the lock; the message says which, since when and what it does."""


@contextmanager
def hold_lock(folder: Path, what: str, wait: float = 0) -> Iterator[None]:
    """Hold the lock of a folder while something is done to it.

    The operating system frees the lock when the process ends, however it ends.

    Parameters
    ----------
    folder
        Where the lock file is kept; made when it does not exist.
    what
        What this run does, for the message that others get, such as “add made-up-1”.
    wait
        Seconds to wait for another run that holds it.

    Raises
    ------
    LockedError
        Another run holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / NAME, timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(describe_holder(folder)) from None
    try:
        holder = {
            "process": os.getpid(),
            "machine": socket.gethostname(),
            "since": datetime.now().astimezone().isoformat(timespec="seconds"),
            "what": what,
        }
        # A link of that name in somebody else's folder must lead nowhere.
        (folder / HOLDER).unlink(missing_ok=True)
        (folder / HOLDER).write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def is_held(folder: Path) -> bool:
    """Whether a run holds the lock of a folder; looking changes nothing in it."""
    try:
        handle = os.open(folder / NAME, os.O_RDONLY)
    except OSError:
        return False
    try:
        import fcntl  # not on every system

        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except ImportError:
        return (folder / HOLDER).exists()
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


def describe_holder(folder: Path) -> str:
    """Who holds the lock of a folder, since when and for what, in one sentence."""
    try:
        holder = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        who = (
            f"process {holder['process']} on {holder['machine']} since {holder['since']} "
            f"({holder['what']})"
        )
    except (OSError, ValueError, KeyError):
        who = "another process"
    return f"{folder.name} is in use by {who}; wait until it has ended, then try again."
