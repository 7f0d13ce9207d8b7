"""Where the site of a data package goes, so that two packages never share a place."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from synthesis.build.stage import BuildError
from synthesis.package.data_folder import own_name

MADE_FROM = ".made-from"  # beside a site: the folder of its data package
DIGITS = 8
LEAST_FREE = 10_000_000  # bytes; with less, a build that failed did so for want of them


@contextmanager
def tell_full_disk(place: Path) -> Iterator[None]:
    """Say so where what fails meanwhile fails because the disk of a place is full.

    Raises
    ------
    BuildError
        It is.
    """
    try:
        yield
    except (OSError, SQLAlchemyError, BuildError):
        # The same want shows as many errors: of files, of the cache of chapters, of Sphinx.
        if shutil.disk_usage(place).free >= LEAST_FREE:
            raise
        raise BuildError(
            f"The disk of {place} is full; a build needs some hundred megabytes there. "
            "What stood there before is untouched."
        ) from None


def site_folder(root: Path, data: Path | None) -> Path:
    """Where the site of a data package goes: the book's own, or one for each other folder.

    Of two folders with one name the second has a place of its own, named after its whole path too.
    """
    name = own_name(data, root)
    if data is None or not name:
        return root / "_build" / "html"
    place = root / "_build" / "own" / name
    if _owner(place) not in ("", str(data.resolve())):
        digest = hashlib.sha256(str(data.resolve()).encode()).hexdigest()
        place = place.with_name(f"{name}-{digest[:DIGITS]}")
    return place / "html"


def claim_place(workshop: Path, data: Path | None) -> bool:
    """Note whose site stands in a place; False where it is that of another folder meanwhile.

    Only for the holder of the lock of the place.
    """
    if data is None:
        return True
    if not (owner := _owner(workshop)):
        (workshop / MADE_FROM).write_text(str(data.resolve()), encoding="utf-8")
    return owner in ("", str(data.resolve()))


def _owner(place: Path) -> str:
    try:
        return (place / MADE_FROM).read_text(encoding="utf-8")
    except OSError:
        return ""
