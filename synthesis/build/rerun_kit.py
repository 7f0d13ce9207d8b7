"""The rerun kit: one zip file with everything that the book is made from.

The same inputs give the same bytes: files in a fixed order, all with one date.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from synthesis.exports.zips import write_zip

KIT, KIT_FOLDER = "rerun-kit.zip", "rerun-kit"
FILES = (
    *("Makefile", "README.md", "LICENSE", "CITATION.cff", "CHANGELOG.md"),
    *("_config.yml", "_toc.yml", "pyproject.toml", "requirements.in", "requirements.txt"),
)
FOLDERS = ("book", "releases", "synthesis")
LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}


def write_kit(root: Path, data: Path, target: Path) -> None:
    """Write the kit: chapters, package, settings, and the data package as `data/`.

    Parameters
    ----------
    root
        The folder of the project.
    data
        The data package to put in it.
    target
        The zip file.
    """
    entries = sorted(_entries(root, data))
    write_zip(((f"{KIT_FOLDER}/{name}", path.read_bytes()) for name, path in entries), target)


def _entries(root: Path, data: Path) -> Iterator[tuple[str, Path]]:
    for name in FILES:
        if (root / name).exists():
            yield name, root / name
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            if path.is_file() and not LEFT_OUT & set(path.parts):
                yield path.relative_to(root).as_posix(), path
    for path in data.iterdir():
        if path.is_file() and not path.name.startswith("."):
            yield f"data/{path.name}", path
