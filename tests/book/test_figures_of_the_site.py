"""Every figure and table of the built book: named, told, drawn from its data, and there to take."""

from __future__ import annotations

import csv
import importlib
import io
import json
import math
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse
from xml.etree import ElementTree

import pytest
import rispy
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation
from pybtex.database import parse_string

from synthesis import __version__
from synthesis.build.source import list_pages
from synthesis.edition.name_register import (
    check_published,
    new_names,
    published_names,
    read_register,
)
from synthesis.exports.tables.data_files import column_name
from synthesis.figures.drawn_data import Field
from synthesis.figures.publication import KINDS
from synthesis.files.project import ROOT
from synthesis.models.measure import Measure
from synthesis.package.dataset import Dataset
from synthesis.words.numbers import format_effect

PAGES = list_pages(ROOT)
pytestmark = [pytest.mark.site, pytest.mark.xdist_group("site")]

FILES = (
    *("figure.svg", "figure-narrow.svg", "figure.png", "slide.png", "slide.pptx", "print.pdf"),
    *("data.csv", "data.json", "cite.txt", "cite.bib", "cite.ris", "thumbnail.png"),
)
BAR = ["Slide", "PowerPoint", "SVG", "Data", "Cite", "Link"]
MEASURES: dict[str, Measure] = {
    "odds_ratio": "OR",
    "risk_ratio": "RR",
    "risk_difference": "RD",
    "mean_difference": "MD",
}
# Kinds whose drawing prints the estimate of each row of its data.
PRINTED = {"forest", "overview", "network-forest", "claim", "harms", "ranking"}
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@cache
def parse(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def records(site: Path) -> dict[str, dict[str, Any]]:
    # Under a name that went stand copies of what it leads to.
    gone = read_register(ROOT / "book").redirects
    found = sorted((site / "figures").glob("*/figure.json"))
    return {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in found
        if path.parent.name not in gone
    }


@pytest.fixture(scope="module")
def chapters(site: Path) -> dict[str, BeautifulSoup]:
    return {page: parse(site / f"{page}.html") for page in PAGES}


def test_there_are_figures_of_every_kind(records: dict[str, dict[str, Any]]) -> None:
    assert len(records) > 150
    # Nothing changed since the last release draws no figure of changes.
    assert set(KINDS) - {record["kind"] for record in records.values()} <= {"changes"}


def test_every_figure_stands_once_on_its_page(
    records: dict[str, dict[str, Any]], chapters: dict[str, BeautifulSoup]
) -> None:
    shown: dict[str, str] = {}
    for page, soup in chapters.items():
        for figure in soup.select("figure.book-figure"):
            slug = str(figure["data-slug"])
            assert figure["id"] == f"figure-{slug}"
            assert slug not in shown, f"{slug} stands twice"
            shown[slug] = page
    assert shown == {slug: record["page"] for slug, record in records.items()}


def test_numbers_run_through_the_book(chapters: dict[str, BeautifulSoup]) -> None:
    for what, selector in (("Figure", "figure.book-figure .number"), ("Table", "table .number")):
        numbers = [
            span.get_text(strip=True) for page in PAGES for span in chapters[page].select(selector)
        ]
        assert numbers == [f"{what} {n}." for n in range(1, len(numbers) + 1)]
        assert len(numbers) > 100


def test_every_figure_is_told_in_words(
    records: dict[str, dict[str, Any]], chapters: dict[str, BeautifulSoup]
) -> None:
    for slug, record in records.items():
        figure = chapters[record["page"]].find(id=f"figure-{slug}")
        assert figure is not None
        image = figure.find("img")
        assert image is not None
        alt = str(image["alt"])
        assert alt == record["alt"]
        assert 40 <= len(alt) <= 400, slug
        assert not re.search(r"(?i)figure of|picture of|image of|[0-9a-f]{16}", alt), slug
        caption = figure.find("figcaption")
        assert caption is not None
        assert record["caption"].split(".")[0] in caption.get_text()
        # A finding is a sentence with its number, and the alt text holds the main one.
        assert record["finding"][-1] in ".?!", slug
        numbers = NUMBER.findall(record["finding"])
        assert numbers, slug
        assert set(numbers) & set(NUMBER.findall(alt)), f"{slug}: {record['finding']} | {alt}"


def test_every_file_of_a_figure_is_there(site: Path, records: dict[str, dict[str, Any]]) -> None:
    for slug, record in records.items():
        for name in {*FILES, *record["slides"]}:
            assert (site / "figures" / slug / name).stat().st_size > 50, f"{slug}/{name}"


@pytest.mark.slow
def test_every_link_of_the_bar_leads_somewhere(
    site: Path, records: dict[str, dict[str, Any]], chapters: dict[str, BeautifulSoup]
) -> None:
    for slug, record in records.items():
        links = chapters[record["page"]].select(
            f"#figure-{re.escape(slug)} .figure-bar a".replace("\\.", "\\.")
        )
        assert [link.get_text() for link in links] == BAR, slug
        for link in links:
            target = urlparse(str(link["href"]))
            file = site / unquote(target.path)
            assert file.stat().st_size > 0
            if target.fragment:
                assert parse(file).find(id=target.fragment) is not None


def texts_of(svg: Path) -> list[str]:
    root = ElementTree.parse(svg).getroot()
    found = ("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
    return [" ".join(text.split()) for text in found]


def read_data(folder: Path) -> tuple[dict[str, Field], list[dict[str, str]]]:
    content = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    names = ("name", "title", "type", "unit", "description")
    fields = {f["column"]: Field(*(f[name] for name in names)) for f in content["fields"]}
    rows = list(csv.DictReader(io.StringIO((folder / "data.csv").read_text(encoding="utf-8"))))
    assert list(rows[0]) == [column_name(field) for field in fields.values()]
    return fields, rows


def test_data_read_again_are_what_data_json_says(
    site: Path, records: dict[str, dict[str, Any]]
) -> None:
    for slug in records:
        folder = site / "figures" / slug
        fields, rows = read_data(folder)
        stored = json.loads((folder / "data.json").read_text(encoding="utf-8"))["rows"]
        assert len(rows) == len(stored) > 0
        for row, line in zip(rows, stored, strict=True):
            for column, field in fields.items():
                value = line[field.name]
                if value is None:
                    assert row[column] == ""
                elif field.type == "string":
                    assert row[column].removeprefix("'") == str(value).removeprefix("'")
                else:
                    assert float(row[column]) == value


def test_the_drawing_prints_the_estimates_of_its_data(
    site: Path, records: dict[str, dict[str, Any]]
) -> None:
    checked = 0
    for slug, record in records.items():
        if record["kind"] not in PRINTED:
            continue
        fields, rows = read_data(site / "figures" / slug)
        column, measure = next(
            (column, field.name) for column, field in fields.items() if field.name in MEASURES
        )
        for layout in ("figure.svg", "figure-narrow.svg"):
            printed = " | ".join(texts_of(site / "figures" / slug / layout))
            for row in rows:
                if not row[column]:
                    continue
                texts = possible_texts(measure, float(row[column]))
                pattern = "|".join(re.escape(text) for text in texts)
                assert re.search(rf"(?<![\d.])(?:{pattern})(?![\d.])", printed), (slug, texts)
                checked += 1
    assert checked > 500


def possible_texts(measure: str, value: float) -> set[str]:
    """How an estimate is printed; a tie of rounding may fall to either side after ten digits."""
    near = (value, value * (1 - 1e-9), value * (1 + 1e-9))
    if measure == "mean_difference":
        return {format_effect(v, MEASURES[measure], True) for v in near}
    models = (v / 100 if measure == "risk_difference" else math.log(v) for v in near)
    return {format_effect(model, MEASURES[measure], True) for model in models}


def test_the_svg_has_a_name_and_its_text_is_text(
    site: Path, records: dict[str, dict[str, Any]]
) -> None:
    for slug, record in records.items():
        for layout in ("figure.svg", "figure-narrow.svg"):
            path = site / "figures" / slug / layout
            root = ElementTree.parse(path).getroot()
            assert root.get("role") == "img"
            names = {name.rpartition("}")[2] for name in (child.tag for child in root)}
            assert {"title", "desc", "metadata"} <= names
            assert len(texts_of(path)) > 3, slug
            assert record["data_digest"][:12] in path.read_text(encoding="utf-8")


def test_pictures_have_their_size_and_say_whose_they_are(
    site: Path, records: dict[str, dict[str, Any]]
) -> None:
    for slug, record in records.items():
        folder = site / "figures" / slug
        for name in record["slides"]:
            with Image.open(folder / name) as slide:
                assert slide.size == (1920, 1080)
                assert slug in slide.info["Source"]
                assert record["data_digest"][:12] in slide.info["Version"]
        with Image.open(folder / "figure.png") as picture:
            for pixels, size in zip(picture.size, record["size"], strict=True):
                assert abs(pixels - 2 * size) <= 1
        pdf = (folder / "print.pdf").read_bytes()
        assert pdf.startswith(b"%PDF-")
        assert record["data_digest"][:12].encode() in pdf


@pytest.mark.slow
def test_every_printed_path_of_code_imports(site: Path, records: dict[str, dict[str, Any]]) -> None:
    paths = {record["code"] for record in records.values()}
    for slug in records:
        page = BeautifulSoup((site / "figures" / f"{slug}.html").read_text("utf-8"), "html.parser")
        imports = re.findall(r"^from (\S+) import (\w+)$", page.get_text(), re.MULTILINE)
        assert len(imports) >= 2 or not records[slug]["analyses"], slug
        paths |= {".".join(each) for each in imports}
    assert len(paths) > 10
    for path in paths:
        module, _, name = path.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name)), path


def test_citations_parse_and_name_the_figure(
    site: Path, records: dict[str, dict[str, Any]]
) -> None:
    for slug in records:
        folder = site / "figures" / slug
        bibtex = parse_string((folder / "cite.bib").read_text(encoding="utf-8"), "bibtex")
        (entry,) = bibtex.entries.values()
        assert slug in entry.fields["title"]
        assert entry.fields["version"] == __version__
        (reference,) = rispy.loads((folder / "cite.ris").read_text(encoding="utf-8"))
        assert slug in reference["title"]
        assert slug in (folder / "cite.txt").read_text(encoding="utf-8")


def test_every_powerpoint_file_opens_with_the_words_of_its_slides(
    site: Path, records: dict[str, dict[str, Any]]
) -> None:
    for slug, record in records.items():
        slides = Presentation(str(site / "figures" / slug / "slide.pptx")).slides
        assert len(slides) == len(record["slides"])
        for slide in slides:
            assert slide.shapes.title is not None
            assert " ".join(record["finding"].split()) in slide.shapes.title.text_frame.text
            texts = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
            assert record["title"] in texts
            assert any(f"figures/{slug}.html" in text for text in texts), slug
            assert record["finding"] in slide.notes_slide.notes_text_frame.text


@pytest.mark.slow
def test_every_figure_has_a_page_whose_links_lead_somewhere(
    site: Path, records: dict[str, dict[str, Any]]
) -> None:
    for slug, record in records.items():
        soup = parse(site / "figures" / f"{slug}.html")
        assert record["finding"] in soup.get_text()
        assert soup.select_one(f'a[href="../{record["page"]}.html#figure-{slug}"]') is not None
        for tag, attribute in (("a", "href"), ("link", "href"), ("img", "src"), ("script", "src")):
            for element in soup.select(f"{tag}[{attribute}]"):
                target = urlparse(str(element[attribute]))
                if target.netloc or not target.path:
                    assert target.netloc or soup.find(id=target.fragment) is not None
                    assert not (target.netloc and tag in ("img", "script")), element
                    continue
                file = (site / "figures" / unquote(target.path)).resolve()
                assert file.exists(), element
                if target.fragment and file.suffix == ".html":
                    assert parse(file).find(id=unquote(target.fragment)) is not None, element


def test_the_gallery_shows_every_figure(
    records: dict[str, dict[str, Any]], chapters: dict[str, BeautifulSoup]
) -> None:
    links = [str(a["href"]) for a in chapters["gallery"].select(".gallery-cards > li > a")]
    assert sorted(links) == sorted(f"figures/{slug}.html" for slug in records)


def test_names_are_kept_for_ever_and_registered(site: Path) -> None:
    register = read_register(ROOT / "book")
    published = published_names(site, register.redirects)
    assert check_published(register, published) == ()
    # `python -m synthesis book names` adds what is new.
    assert new_names(register, published) == ()


def test_every_table_can_be_taken_along(site: Path, chapters: dict[str, BeautifulSoup]) -> None:
    slugs: list[str] = []
    for page, soup in chapters.items():
        for table in soup.select("table[data-slug]"):
            slug = str(table["data-slug"])
            slugs.append(slug)
            assert table.select_one("caption .number") is not None, slug
            heads = table.select("thead th")
            assert heads, slug
            assert all(head.get("scope") == "col" for head in heads), slug
            folder = site / "tables" / slug
            rows = list(csv.reader(io.StringIO((folder / "table.csv").read_text("utf-8"))))
            assert len(rows) > 1, slug
            record = json.loads((folder / "table.json").read_text(encoding="utf-8"))
            assert record["page"] == page
    assert len(set(slugs)) == len(slugs) > 400
    gone = read_register(ROOT / "book").redirects
    assert set(slugs) == {path.name for path in (site / "tables").iterdir()} - set(gone)


def test_workbooks_hold_what_the_csv_holds(site: Path) -> None:
    for path in sorted((site / "tables").glob("*/table.xlsx"))[::12]:
        book = load_workbook(path, read_only=True)
        sheet = book.worksheets[0]
        rows = list(csv.reader(io.StringIO((path.parent / "table.csv").read_text("utf-8"))))
        assert sheet.max_row == len(rows)
        assert "About" in book.sheetnames
        book.close()


def test_the_foot_of_every_page_names_version_and_data(
    chapters: dict[str, BeautifulSoup], dataset: Dataset
) -> None:
    for page, soup in chapters.items():
        foot = soup.select_one("footer .edition")
        assert foot is not None, page
        assert f"Version {__version__}" in foot.get_text()
        assert dataset.short_digest in foot.get_text()
        assert foot.find("a", href=re.compile("creativecommons")) is not None


def test_the_deck_has_every_figure(site: Path, records: dict[str, dict[str, Any]]) -> None:
    slides = Presentation(str(site / "deck.pptx")).slides
    parts = sum(len(record["slides"]) for record in records.values())
    titles = [s.shapes.title.text_frame.text for s in slides if s.shapes.title is not None]
    contents = sum(title.startswith("Contents") for title in titles)
    assert contents >= 1
    assert len(titles) == parts + contents + 2
    assert titles[-1] == "How to cite"
    words = {s.text_frame.text for slide in slides for s in slide.shapes if s.has_text_frame}
    assert {record["title"] for record in records.values()} <= words


def test_all_results_are_in_one_file(site: Path, records: dict[str, dict[str, Any]]) -> None:
    content = json.loads((site / "results.json").read_text(encoding="utf-8"))
    with zipfile.ZipFile(site / "all-results.zip") as archive:
        names = {name.partition("/")[2] for name in archive.namelist()}
        top = archive.namelist()[0].partition("/")[0]
        rows = list(
            csv.DictReader(io.StringIO(archive.read(f"{top}/estimates.csv").decode("utf-8")))
        )
        assert json.loads(archive.read(f"{top}/results.json")) == content
        package = json.loads(archive.read(f"{top}/data/datapackage.json"))
    assert {"README.md", "LICENSE", "estimates.csv", "results.json"} <= names
    assert {f"data/{resource['path']}" for resource in package["resources"]} <= names
    assert {f"figures/{slug}.csv" for slug in records} <= names
    assert len(rows) == sum(len(lines) for lines in content["estimates"].values())
    assert {row["analysis"] for row in rows} == set(content["estimates"])


def test_no_file_names_this_machine(site: Path, records: dict[str, dict[str, Any]]) -> None:
    for slug in list(records)[::20]:
        for path in (site / "figures" / slug).iterdir():
            assert str(ROOT).encode() not in path.read_bytes(), path
