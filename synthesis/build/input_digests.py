"""Digests of what a site is made from: all of it, and the parts that its parts depend on.

What is made from equal inputs is not made again; so each digest covers at least what its users
can see, and whatever is not listed here as unseen counts for all.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

INPUTS = ("_config.yml", "_toc.yml", "requirements.txt", "CITATION.cff", "CHANGELOG.md", "LICENSE")
INPUT_FOLDERS = ("book", "releases", "synthesis")
# What neither a chapter nor a file to take away shows. The words of chapters are seen by those who
# make the pages, which are made anew in every build; so are the pages' own files.
UNSEEN = ("CHANGELOG.md", "book/slugs.csv")
# Made anew from the trials by every build; and what no result depends on.
MADE = ("data/references.bib", "data/checksums.json")
UNSEEN_FOLDERS = ("book/_static/",)


def input_files(root: Path, data: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Every file the site depends on, with the name it goes by, in a fixed order.

    Raises
    ------
    DataError
        The data package cannot be read.
    """
    from synthesis.build.project_files import package_sources

    for name in INPUTS:
        yield name, root / name
    for folder in INPUT_FOLDERS:
        yield from _files_in(root, folder)
    place = data or root / "data"
    for path in package_sources(place):
        yield f"data/{path.relative_to(place).as_posix()}", path


def _files_in(root: Path, folder: str) -> Iterator[tuple[str, Path]]:
    for path in sorted((root / folder).rglob("*")):
        inside = path.relative_to(root / folder)
        # What editors and Python leave behind.
        hidden = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
        if path.is_file() and not hidden:
            yield f"{folder}/{inside.as_posix()}", path


def digest_inputs(root: Path, data: Path | None = None) -> str:
    """SHA-256 over names and bytes of all inputs, and the Python version that runs them."""
    return _digest(input_files(root, data), sys.version)


@dataclass(frozen=True)
class InputDigests:
    """What the parts of a build depend on beside what they are given.

    Parameters
    ----------
    drawings
        The package and all other packages, as they are installed.
    results
        These, and the data.
    chapters
        These, and all else but what no chapter sees: the words of chapters among them.
    """

    drawings: str
    results: str
    chapters: str


def digest_sources(root: Path) -> str:
    """SHA-256 over this package and all other packages, as they are installed."""
    return _digest(_files_in(root, "synthesis"), _machine())


def digest_parts(root: Path, data: Path) -> InputDigests:
    """The digests of the parts of all inputs."""
    machine, files = _machine(), list(input_files(root, data))
    return InputDigests(
        drawings=digest_sources(root),
        results=_digest((file for file in files if _computed(file[0])), machine),
        chapters=_digest((file for file in files if _seen(file[0])), machine),
    )


def _computed(name: str) -> bool:
    return name.startswith(("synthesis/", "data/")) and name not in MADE


def _seen(name: str) -> bool:
    words = name.startswith("book/") and name.endswith(".md")
    return not (words or name in (*UNSEEN, *MADE) or name.startswith(UNSEEN_FOLDERS))


def _machine() -> str:
    installed = sorted(f"{one.name}=={one.version}" for one in distributions())
    return "\n".join([sys.version, *installed])


def _digest(files: Iterable[tuple[str, Path]], more: str) -> str:
    digest = hashlib.sha256(more.encode())
    for name, path in files:
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
