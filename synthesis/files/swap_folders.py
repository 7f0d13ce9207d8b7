"""Put a finished folder in the place of another so that there always is one."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

AT_WORKING_FOLDER = -100  # AT_FDCWD of Linux
EXCHANGE = 2  # RENAME_EXCHANGE of Linux


def swap_in(new: Path, current: Path) -> None:
    """Put `new` in the place of `current`; both lie on one file system.

    Where the system can exchange two folders, that is one step. Elsewhere the old folder is
    renamed away first, and :func:`recover` puts it back when the run ends between the two.
    """
    old = _old_of(current)
    shutil.rmtree(old, ignore_errors=True)
    if current.exists():
        if _exchange(new, current):
            new.rename(old)
        else:
            current.rename(old)
            new.rename(current)
    else:
        new.rename(current)
    shutil.rmtree(old, ignore_errors=True)


def recover(current: Path) -> None:
    """Put back what an interrupted :func:`swap_in` left aside, and clear away the rest."""
    old = _old_of(current)
    if old.exists() and not current.exists():
        old.rename(current)
    shutil.rmtree(old, ignore_errors=True)


def _old_of(current: Path) -> Path:
    return current.with_name(f"{current.name}.old")


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step; False where the system or the disk cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    paths = os.fsencode(first), os.fsencode(second)
    done = rename(AT_WORKING_FOLDER, paths[0], AT_WORKING_FOLDER, paths[1], EXCHANGE)
    return bool(done == 0)
