"""The rerun kit: one zip file with everything that the book is made from.

The same inputs give the same bytes: files in a fixed order, all with one date.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from synthesis.build.project_files import own_chapters, package_sources, project_files
from synthesis.exports.zips import write_zip
from synthesis.package.data_folder import own_name
from synthesis.package.public_files import public_bytes

KIT, KIT_FOLDER = "rerun-kit.zip", "rerun-kit"
OWN, SETTINGS = "own", "kit.mk"  # read by the Makefile


def write_kit(root: Path, data: Path, target: Path) -> None:
    """Write the kit: the project with its tests and its data, and somebody's own package in `own/`.

    Parameters
    ----------
    root
        The folder of the project.
    data
        The data package that the site is made from.
    target
        The zip file.
    """
    own = _own_folder(root, data)
    entries = [
        (name, public_bytes(path) if name.startswith((f"{own}/", "data/")) else path.read_bytes())
        for name, path in kit_entries(root, data)
    ]
    if own:
        # Whoever runs the kit runs its program, and so may run its chapters.
        lines = f"KIT_DATA := {own}\n" + ("CHAPTERS := run\n" if own_chapters(data) else "")
        entries.append((SETTINGS, lines.encode()))
    write_zip(((f"{KIT_FOLDER}/{name}", content) for name, content in sorted(entries)), target)


def kit_entries(root: Path, data: Path) -> Iterator[tuple[str, Path]]:
    """Every file of the kit with its place there."""
    for path in (*project_files(root), *package_sources(root / "data")):
        if path.exists():
            yield path.relative_to(root).as_posix(), path
    own = _own_folder(root, data)
    for path in package_sources(data) if own else ():
        yield f"{own}/{path.relative_to(data).as_posix()}", path


def digest_kit(root: Path, data: Path) -> str:
    """SHA-256 over places and bytes of all that is in the kit."""
    digest = hashlib.sha256()
    for name, path in kit_entries(root, data):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _own_folder(root: Path, data: Path) -> str:
    """Where somebody's own package stands in the kit; a name that make and a shell leave alone."""
    name = own_name(data, root)
    return f"{OWN}/{re.sub(r'[^A-Za-z0-9._-]+', '-', name).lstrip('-.') or 'data'}" if name else ""
