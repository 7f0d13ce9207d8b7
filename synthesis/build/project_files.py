"""Which files are the project's: what is published of it, whatever else lies in its folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

TOP = (
    *("Makefile", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "LICENSE", "CITATION.cff"),
    *("CHANGELOG.md", "_config.yml", "_toc.yml"),
    *("pyproject.toml", "requirements.in", "requirements.txt"),
)
BOOK_FILES = ("slugs.csv", "redirects.toml", "slowest.txt")
# Of the program and its tests, files of these kinds; a spreadsheet or a picture is none of them.
SOURCES = ("synthesis", "tests", "benchmarks")
KINDS = frozenset(
    {".py", ".html", ".json", ".toml", ".csv", ".txt", ".md", ".R", ".ttf", ".css", ".js", ".svg"}
)
NAMED = frozenset({"LICENSE"})


def project_files(root: Path) -> Iterator[Path]:
    """Every file of the project in a fixed order, but for its data package.

    Hidden files, and what somebody has put beside the files of the book, are none of it.
    """
    yield from (root / name for name in TOP)
    yield from book_files(root)
    yield from (path for path in sorted(root.glob("releases/*.json")) if _is_shown(path, root))
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            known = path.suffix in KINDS or path.name in NAMED
            if known and _is_shown(path, root):
                yield path
    for descriptor in sorted((root / "examples").glob("*/datapackage.json")):
        yield from package_sources(descriptor.parent)


def book_files(root: Path) -> Iterator[Path]:
    """The chapters that the contents name, and the files beside them that the site needs."""
    book = root / "book"
    for name in _chapters(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))):
        yield book / f"{name}.md"
    yield from (book / name for name in BOOK_FILES)
    for path in sorted((book / "_static").rglob("*")):
        if path.suffix in KINDS and _is_shown(path, root):
            yield path


def package_sources(data: Path) -> Iterator[Path]:
    """The files that a data package is read from, and the chapters of its own.

    A link out of the folder is none: whoever packed it would have another file published.
    """
    from synthesis.package.public_files import public_files

    yield from public_files(data)
    yield from own_chapters(data)


def own_chapters(data: Path) -> list[Path]:
    """The chapters that a data package brings along."""
    return [path for path in sorted(data.glob("chapters/*.md")) if _is_shown(path, data)]


def _is_shown(path: Path, root: Path) -> bool:
    inside = path.relative_to(root).parts
    hidden = any(part.startswith(".") or part == "__pycache__" for part in inside)
    return not hidden and path.is_file() and path.resolve().is_relative_to(root.resolve())


def _chapters(entry: object) -> Iterator[str]:
    if isinstance(entry, list):
        for item in entry:
            yield from _chapters(item)
    elif isinstance(entry, dict):
        for key in ("root", "file"):
            if key in entry:
                yield str(entry[key]).removesuffix(".md")
        for key in ("parts", "chapters", "sections"):
            yield from _chapters(entry.get(key))
