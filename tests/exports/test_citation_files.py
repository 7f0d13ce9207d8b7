"""Citation files: three beside each figure, three for the book and each of its chapters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import rispy
import yaml
from pybtex.database import parse_string

from synthesis.edition.citation import CitedPart, book_part, cite_text
from synthesis.edition.edition import read_edition
from synthesis.edition.reference_formats import cite_bibtex, cite_ris
from synthesis.exports.citation_files import citation_files, read_chapters, write_book_citations
from synthesis.files.project import ROOT

EDITION = read_edition("0123456789abcdef" * 4)
FIGURE = CitedPart("figure", "a-forest", "A forest", "figures/a-forest.html")


def test_a_part_has_three_files() -> None:
    assert citation_files(EDITION, FIGURE) == {
        "cite.txt": cite_text(EDITION, FIGURE) + "\n",
        "cite.bib": cite_bibtex(EDITION, FIGURE),
        "cite.ris": cite_ris(EDITION, FIGURE),
    }


def test_book_and_chapters_are_written(tmp_path: Path) -> None:
    chapters = read_chapters()
    write_book_citations(tmp_path / "citing", EDITION, chapters)
    parts = [book_part(EDITION), *chapters]
    written = {path.name: path.read_text("utf-8") for path in (tmp_path / "citing").iterdir()}
    assert set(written) == {f"{p.name}.{end}" for p in parts for end in ("txt", "bib", "ris")}
    for part in parts:
        assert written[f"{part.name}.txt"] == cite_text(EDITION, part) + "\n"
        assert written[f"{part.name}.bib"] == cite_bibtex(EDITION, part)
        assert written[f"{part.name}.ris"] == cite_ris(EDITION, part)
    # Taken together, as somebody who cites several chapters has them.
    entries = parse_string("".join(written[f"{p.name}.bib"] for p in parts), "bibtex").entries
    assert len(entries) == len(parts)
    assert len(rispy.loads("".join(written[f"{p.name}.ris"] for p in parts))) == len(parts)


def test_the_same_edition_gives_the_same_bytes(tmp_path: Path) -> None:
    chapters = read_chapters()
    for name in ("one", "two"):
        write_book_citations(tmp_path / name, EDITION, chapters)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
        assert b"\r" not in path.read_bytes()
    moved = replace(EDITION, digest="f" * 64)
    write_book_citations(tmp_path / "two", moved, chapters)
    assert (tmp_path / "one" / "book.txt").read_bytes() != (
        tmp_path / "two" / "book.txt"
    ).read_bytes()


def test_a_name_stands_for_one_part(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="named “book”"):
        write_book_citations(tmp_path, EDITION, [CitedPart("chapter", "book", "A", "book.html")])


def test_chapters_are_those_of_the_contents_with_their_headings() -> None:
    chapters = read_chapters()
    text = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    files = [line.split("file:")[1].strip() for line in text.splitlines() if "file:" in line]
    assert [chapter.name for chapter in chapters] == files
    titles = {chapter.name: chapter.title for chapter in chapters}
    assert titles["easi75"] == "EASI-75 by drug and dose"
    assert titles["thousand"] == "What it means for 1,000 patients"
    for chapter in chapters:
        lines = (ROOT / "book" / f"{chapter.name}.md").read_text(encoding="utf-8").splitlines()
        assert f"# {chapter.title}" in lines
        assert chapter.place == f"{chapter.name}.html"
        assert chapter.kind == "chapter"


def write_chapter(folder: Path, text: str) -> None:
    (folder / "book").mkdir()
    (folder / "book" / "one.md").write_text(text, encoding="utf-8")
    contents = {"root": "index", "chapters": [{"file": "one"}]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")


def test_comments_of_code_and_settings_are_no_headings(tmp_path: Path) -> None:
    write_chapter(
        tmp_path,
        "---\n# of settings\nkey: value\n---\n\n```{code-cell} python\n# of code\n```\n"
        "~~~\n# of text\n```\n# of text\n~~~\n(label)=\n## Second\n# The title #\n# Another\n",
    )
    assert read_chapters(tmp_path) == (CitedPart("chapter", "one", "The title", "one.html"),)


@pytest.mark.parametrize("text", ["", "No heading.\n", "---\nkey: value\n---\n## Second\n"])
def test_a_chapter_without_a_heading_is_named(tmp_path: Path, text: str) -> None:
    write_chapter(tmp_path, text)
    with pytest.raises(ValueError, match=r"^one\.md: expected a heading"):
        read_chapters(tmp_path)
