"""A site made of a hostile package: nothing of it runs, leaks or is licensed in the book's name."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag
from hostile_package import MARK, SECRET, write_hostile_package
from pybtex.database import parse_string

from synthesis.build.build import build
from synthesis.edition.licence import NO_LICENCE
from synthesis.files.csv_export import FORMULA_STARTS
from synthesis.files.project import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.site]

XML = (".svg", ".xml", ".rels")
ZIPPED = (".zip", ".pptx", ".xlsx")
ADDRESSES = ("href", "src", "srcset", "action", "formaction", "data", "poster", "xlink:href")
MADE_BY_MARKUP = ("script", "iframe", "object", "embed", "base", "meta", "style", "link")
OWN_PROJECT = re.compile(r"rerun-kit/(?!own/)")
PROGRAM = re.compile(r"_static/|_sources/|.*\.(js|css|woff2?|ttf|png|pdf|ico|map)$")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("hostile")
    data = write_hostile_package(place / "pack age")
    build(ROOT, data, place / "site")
    return place / "site"


def files_of(site: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the site, and what is in its zip files, slides and workbooks."""
    for path in sorted(site.rglob("*")):
        if path.is_file():
            yield from _opened(path.relative_to(site).as_posix(), path.read_bytes())


def _opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if name.endswith(ZIPPED):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from _opened(f"{name}/{inner}", archive.read(inner))


@pytest.fixture(scope="module")
def files(site: Path) -> list[tuple[str, bytes]]:
    # The project's own files in the kit are no part of the package.
    return [(name, content) for name, content in files_of(site) if not OWN_PROJECT.search(name)]


def of_kind(files: list[tuple[str, bytes]], *endings: str) -> list[tuple[str, str]]:
    found = [(name, content.decode()) for name, content in files if name.endswith(endings)]
    assert found
    return found


def test_no_page_holds_what_runs(files: list[tuple[str, bytes]]) -> None:
    pages = of_kind(files, ".html")
    assert sum(MARK in text for _, text in pages) > 10
    for name, text in pages:
        for tag in BeautifulSoup(text, "html.parser").find_all(True):
            _see_that_it_is_harmless(name, tag)


def _see_that_it_is_harmless(name: str, tag: Tag) -> None:
    for attribute, value in tag.attrs.items():
        words = " ".join(value) if isinstance(value, list) else str(value)
        assert not (attribute.startswith("on") and MARK in words), (name, tag)
        if attribute in ADDRESSES:
            address = words.strip().lower()
            assert not address.startswith(("javascript:", "vbscript:")), (name, tag)
            assert MARK not in urlsplit(address).netloc, (name, tag)
            assert not (tag.name == "img" and address == "x"), (name, tag)
    if tag.name == "script":
        text = tag.get_text()
        # After these a browser does not leave the script at its end.
        assert "<!--" not in text, name
        assert "<script" not in text, name
        if tag.get("type") == "application/ld+json":
            json.loads(text)
        elif MARK in text:  # the rows of a table that can be searched, escaped in a text
            assert "ITable" in text, name
            assert "<img" not in text, name
    elif tag.name in MADE_BY_MARKUP and tag.name not in ("meta", "link"):
        assert MARK not in str(tag), name


def test_pictures_and_slides_hold_text_only(files: list[tuple[str, bytes]]) -> None:
    for name, text in of_kind(files, *XML):
        for element in ElementTree.fromstring(text).iter():
            kind = element.tag.rpartition("}")[2]
            assert kind not in ("script", "foreignObject", "f"), name
            for attribute, value in element.attrib.items():
                assert not attribute.lower().startswith("on"), (name, attribute)
                target = value.strip().lower()
                assert not target.startswith("javascript:"), (name, attribute)


def test_no_cell_is_a_formula(files: list[tuple[str, bytes]]) -> None:
    tables = of_kind(files, ".csv")
    assert any(name.startswith("all-results.zip") for name, _ in tables)
    assert any(name.startswith("rerun-kit.zip") for name, _ in tables)
    seen = 0
    for name, text in tables:
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                seen += cell.startswith("'") and MARK in cell
                assert not cell.lstrip(" ").startswith(FORMULA_STARTS) or _is_number(cell), (
                    name,
                    cell,
                )
    assert seen > 10
    # What a workbook has as a text, it shows as a text; formulas are elements of their own.
    assert not [n for n, t in of_kind(files, ".xml") if "xlsx" in n and re.search(r"<f[ >]", t)]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_json_is_json(files: list[tuple[str, bytes]]) -> None:
    for _, text in of_kind(files, ".json"):
        json.loads(text)


def test_citations_are_read_by_their_programs_and_hold_no_command(
    files: list[tuple[str, bytes]],
) -> None:
    for name, text in of_kind(files, ".bib"):
        entries = parse_string(text, "bibtex").entries
        assert entries or "data/" in name, name
        assert not re.search(r"\\(input|write18)\b", text), name
        for entry in entries.values():
            assert set(entry.fields) <= {
                *("title", "booktitle", "year", "month", "version", "note", "url", "datadigest"),
                *("license", "doi", "journal", "author", "howpublished", "publisher"),
            }, name
    for name, text in of_kind(files, ".ris"):
        lines = text.splitlines()
        assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines), name
        assert sum(line.startswith("TY  - ") for line in lines) == 1, name


def test_nothing_is_published_that_the_package_does_not_list(
    files: list[tuple[str, bytes]],
) -> None:
    for name, content in files:
        assert "patients" not in Path(name).name, name
        assert SECRET.encode() not in content, name


def test_results_carry_no_licence_of_the_book(files: list[tuple[str, bytes]]) -> None:
    for name, content in files:
        if PROGRAM.match(name):
            continue
        assert b"creativecommons.org/licenses" not in content, name
        assert not re.search(rb"CC.BY.4", content), name
    stated = [json.loads(text) for name, text in of_kind(files, "/data.json", "results.json")]
    assert {each["licence"] for each in stated} != {NO_LICENCE}  # the package declares one
    assert all(MARK in each["licence"] for each in stated)
