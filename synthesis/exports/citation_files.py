"""Files of citations: of the book and its chapters, and the three beside every figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from synthesis.edition.citation import CitedPart, book_part, cite_text
from synthesis.edition.edition import Edition
from synthesis.edition.reference_formats import cite_bibtex, cite_ris
from synthesis.files.project import ROOT

CONTENTS = "_toc.yml"
HEADING = re.compile(r"# +(.+?) *#*")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # what Markdown shows without its backslash
FENCE = re.compile(r"(`{3,}|~{3,}|:{3,})")


class HeadingError(ValueError):
    """A chapter that no heading names; one sentence."""


def citation_files(edition: Edition, part: CitedPart) -> dict[str, str]:
    """The citation files of one part by name: cite.txt, cite.bib and cite.ris."""
    return {
        "cite.txt": cite_text(edition, part) + "\n",
        "cite.bib": cite_bibtex(edition, part),
        "cite.ris": cite_ris(edition, part),
    }


def write_book_citations(folder: Path, edition: Edition, chapters: Iterable[CitedPart]) -> None:
    """Write book.txt, book.bib and book.ris, and the same for each chapter by its name.

    Parameters
    ----------
    folder
        Where they go, `citing` in the site; it is made.
    edition
        The edition to be cited.
    chapters
        As :func:`read_chapters` gives them.

    Raises
    ------
    ValueError
        Two parts have the same name, or a chapter is named “book”.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for part in (book_part(edition), *chapters):
        if part.name in taken:
            raise ValueError(f"two parts of the book are named “{part.name}”")
        taken.add(part.name)
        for name, text in citation_files(edition, part).items():
            (folder / f"{part.name}{Path(name).suffix}").write_bytes(text.encode())


def read_chapters(root: Path = ROOT) -> tuple[CitedPart, ...]:
    """The chapters of the book in reading order, titled by their first heading.

    The home page is the book itself and no chapter.

    Raises
    ------
    HeadingError
        A chapter has no heading.
    """
    contents = yaml.safe_load((root / CONTENTS).read_text(encoding="utf-8"))
    pages = [page for page in _pages(contents) if page != contents.get("root")]
    return tuple(
        CitedPart("chapter", page, _first_heading(root / "book" / f"{page}.md"), f"{page}.html")
        for page in pages
    )


def _pages(entry: Any) -> Iterator[str]:
    if isinstance(entry, list):
        for item in entry:
            yield from _pages(item)
    elif isinstance(entry, dict):
        if "file" in entry:
            yield str(entry["file"]).removesuffix(".md")
        for key in ("parts", "chapters", "sections"):
            yield from _pages(entry.get(key))


def _first_heading(path: Path) -> str:
    for line in _prose(path.read_text(encoding="utf-8").splitlines()):
        found = HEADING.fullmatch(line)
        if found:
            return ESCAPED.sub(r"\1", found[1])
    raise HeadingError(f"{path.name}: expected a heading such as “# Title” to cite the chapter by")


def _prose(lines: list[str]) -> Iterator[str]:
    """The lines outside front matter and fenced blocks, whose comments look like headings."""
    start = lines.index("---", 1) + 1 if lines[:1] == ["---"] and "---" in lines[1:] else 0
    fence = ""
    for line in lines[start:]:
        found = FENCE.match(line)
        if fence:
            fence = "" if line.strip() == fence else fence
        elif found:
            fence = found[1]
        else:
            yield line
