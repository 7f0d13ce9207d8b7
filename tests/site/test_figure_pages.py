"""The page of a figure: everything to cite, check and reuse it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from figure_records import make_record
from publications import make_publication

from synthesis.analyses.pools import run_analysis
from synthesis.analyses.run import Results
from synthesis.edition.edition import read_edition
from synthesis.edition.name_register import Redirect
from synthesis.exports.figure_files import make_figure_files
from synthesis.package.dataset import Dataset
from synthesis.package.plan.claims import Claim
from synthesis.site.machinery.figure_record import FigureRecord, read_figure_records
from synthesis.site.pages.changes.since_release import compare_with_release
from synthesis.site.pages.figures.figure_evidence import FigureEvidence
from synthesis.site.pages.figures.figure_pages import (
    Book,
    figure_page,
    format_number,
    format_size,
    places,
    write_redirects,
)

POOL = "easi75-monotherapy.upadacitinib-30-qd"
SLUG = "easi75-monotherapy-upadacitinib-30-qd-forest"


@pytest.fixture(scope="module")
def evidence(book: Results) -> FigureEvidence:
    return FigureEvidence(book, compare_with_release(book))


@pytest.fixture(scope="module")
def pages(dataset: Dataset) -> Book:
    titles = {"easi75": "EASI-75 by drug and dose"}
    return Book(dataset, read_edition(dataset.digest), titles, {SLUG: "Figure 7"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, pages: Book) -> Path:
    figures = tmp_path_factory.mktemp("figures")
    publication = make_publication(slug=SLUG, estimates=(POOL,), drugs=("upadacitinib",))
    made = make_figure_files(publication, pages.edition, "easi75")
    (figures / SLUG).mkdir()
    for name, content in made.files.items():
        (figures / SLUG / name).write_bytes(content)
    return figures


@pytest.fixture(scope="module")
def record(folder: Path) -> FigureRecord:
    return read_figure_records(folder)[SLUG]


@pytest.fixture(scope="module")
def page(
    folder: Path, record: FigureRecord, pages: Book, evidence: FigureEvidence
) -> BeautifulSoup:
    html = figure_page(folder / SLUG, record, pages, evidence, (make_record(slug="before"), None))
    return BeautifulSoup(html.text, "html.parser")


def meta(page: BeautifulSoup, name: str) -> str:
    tag = page.find("meta", attrs={"name": name}) or page.find("meta", attrs={"property": name})
    assert tag is not None, name
    return str(tag["content"])


def test_every_link_into_the_folder_leads_to_a_file(page: BeautifulSoup, folder: Path) -> None:
    addresses = {str(a["href"]) for a in page.select("a[download]") if SLUG in str(a["href"])}
    assert len(addresses) >= 10
    for address in addresses:
        assert (folder / address).stat().st_size > 0, address


def test_picture_with_alt_text_caption_and_number(page: BeautifulSoup, folder: Path) -> None:
    picture = page.select_one("figure img")
    assert picture is not None
    assert 40 <= len(str(picture["alt"])) <= 400
    assert (folder / str(picture["src"])).exists()
    assert "Figure 7" in page.get_text()
    assert page.h1 is not None


def test_the_data_table_is_the_data(page: BeautifulSoup, folder: Path) -> None:
    table = page.select_one("section[aria-labelledby=data] table")
    assert table is not None
    content = json.loads((folder / SLUG / "data.json").read_text(encoding="utf-8"))
    assert len(table.select("thead th[scope=col]")) == len(content["fields"])
    rows = table.select("tbody tr")
    assert len(rows) == len(content["rows"])
    assert all(row.select_one("th[scope=row]") for row in rows)


def test_every_count_stands_there_with_its_place(
    page: BeautifulSoup, evidence: FigureEvidence, record: FigureRecord, dataset: Dataset
) -> None:
    result = run_analysis(dataset, "easi75-monotherapy")
    (pool,) = [p for p in result.pools if p.pool.id == POOL]
    rows = evidence.rows(record)
    assert [row.source.reading.row for row in rows] == sorted(
        row for arm in pool.pool.arms for row in arm.rows
    )
    # A row with an imputed percentage has no count, neither in the table nor on the page.
    data = dataset.table("dichotomous").set_index("row")
    for row in rows:
        read = data.loc[row.source.reading.row]
        if read["verification"] == "imputed":
            assert pd.isna(read["responders"])
            assert row.count == f"{read['percent_reported']:g}% of {read['n']:,}†"
        else:
            assert row.count == f"{read['responders']:,} of {read['n']:,}"
    table = page.select_one("details.sources table")
    assert table is not None
    assert len(table.select("tbody tr")) == len(rows)
    for row in rows:
        assert row.source.reading.place in table.get_text()
        assert row.count in table.get_text()


def test_a_figure_of_a_whole_analysis_shows_all_its_rows(evidence: FigureEvidence) -> None:
    for analysis in ("network-easi75-monotherapy", "harm-acne-against-placebo"):
        whole = evidence.rows(make_record(analyses=(analysis,), estimates=()))
        assert len(whole) > 4
        assert all(row.trial and row.arm and row.when for row in whole)
    dose = evidence.rows(
        make_record(analyses=("dose-abrocitinib-easi75-monotherapy",), estimates=())
    )
    assert len(dose) == 6


def test_the_analysis_is_told_with_code_that_runs(evidence: FigureEvidence) -> None:
    kinds = (
        "easi75-monotherapy",
        "network-iga01-topical",
        "dose-abrocitinib-easi75-monotherapy",
        "harm-acne-against-placebo",
    )
    for analysis in evidence.analyses(make_record(analyses=kinds)):
        names: dict[str, object] = {}
        exec(analysis.code, names)
        assert names["result"] is not None
        assert analysis.question.endswith("?")


def test_what_changed_is_told_against_the_release(
    evidence: FigureEvidence, record: FigureRecord
) -> None:
    (line,) = evidence.history(record)
    assert line.change in ("unchanged", "new") or line.before != line.now
    assert evidence.history(make_record(estimates=("nothing",))) == ()


def test_the_book_is_named_where_it_speaks_of_the_figure(
    pages: Book, record: FigureRecord, dataset: Dataset
) -> None:
    found = places(record, pages)
    assert found[0].address == f"../easi75.html#figure-{SLUG}"
    tests = [claim for claim in dataset.claims if _tests(claim, "easi75-monotherapy")]
    assert [place.address for place in found[1:]] == [
        f"../claims.html#claim-{claim.id}" for claim in tests
    ]


def _tests(claim: Claim, analysis: str) -> bool:
    return any(test.analysis == analysis for test in claim.tests)


def test_search_engines_and_reference_managers_find_what_they_look_for(
    page: BeautifulSoup, record: FigureRecord, pages: Book
) -> None:
    assert meta(page, "citation_title") == record.title
    assert meta(page, "citation_author") in pages.edition.authors
    assert meta(page, "citation_publication_date") == f"{pages.edition.released:%Y/%m/%d}"
    assert meta(page, "og:image").endswith(f"{SLUG}/slide.png")
    assert meta(page, "og:title") == record.finding
    script = page.find("script", attrs={"type": "application/ld+json"})
    assert script is not None
    image, dataset = json.loads(script.text)["@graph"]
    assert (image["@type"], dataset["@type"]) == ("ImageObject", "Dataset")
    assert any("clinicaltrials.gov" in address for address in dataset["isBasedOn"])


def test_no_address_is_made_up(page: BeautifulSoup) -> None:
    assert page.find("link", rel="canonical") is None
    assert page.find("meta", attrs={"name": "citation_public_url"}) is None


def test_a_public_address_is_used_once_there_is_one(
    folder: Path, record: FigureRecord, pages: Book, evidence: FigureEvidence
) -> None:
    edition = replace(pages.edition, address="https://example.org/book/")
    html = figure_page(folder / SLUG, record, replace(pages, edition=edition), evidence)
    page = BeautifulSoup(html.text, "html.parser")
    address = f"https://example.org/book/figures/{SLUG}"
    canonical = page.find("link", rel="canonical")
    assert canonical is not None
    assert canonical["href"] == f"{address}.html"
    assert meta(page, "og:image") == f"{address}/slide.png"


def test_citations_stand_to_be_copied(page: BeautifulSoup) -> None:
    blocks = page.select(".citation-block")
    assert len(blocks) == 3
    for block in blocks:
        button = block.select_one("button[data-copy]")
        assert button is not None
        assert block.find(id=button["data-copy"]) is not None
        assert block.select_one("a[download]") is not None


def test_neighbours_are_linked(page: BeautifulSoup) -> None:
    assert [str(a["href"]) for a in page.select("nav.neighbours a")] == ["before.html"]


def test_an_old_name_leads_on_with_its_files(tmp_path: Path, pages: Book) -> None:
    figures, tables = tmp_path / "figures", tmp_path / "tables"
    (figures / SLUG).mkdir(parents=True)
    (figures / SLUG / "figure.svg").write_text("<svg/>")
    (tables / "new-table").mkdir(parents=True)
    (tables / "new-table" / "table.csv").write_text("a,b")
    redirects = {
        "old": Redirect("old", SLUG, "Drawn anew."),
        "gone": Redirect("gone", "", "Withdrawn."),
        "old-table": Redirect("old-table", "new-table", "Joined."),
    }
    write_redirects(tmp_path, redirects, pages.edition)
    assert (tables / "old-table" / "table.csv").read_text() == "a,b"
    assert not (figures / "old-table.html").exists()
    old = BeautifulSoup((figures / "old.html").read_text(encoding="utf-8"), "html.parser")
    refresh = old.find("meta", attrs={"http-equiv": "refresh"})
    assert refresh is not None
    assert str(refresh["content"]).endswith(f"url={SLUG}.html")
    assert "Drawn anew." in old.get_text()
    assert (figures / "old" / "figure.svg").read_text() == "<svg/>"
    gone = BeautifulSoup((figures / "gone.html").read_text(encoding="utf-8"), "html.parser")
    assert gone.find("meta", attrs={"http-equiv": "refresh"}) is None
    assert "Withdrawn." in gone.get_text()


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (1.23456789, "1.235"), (-0.5, "−0.5"), (1234, "1,234"), (12345.6, "12,346")],
)
def test_numbers_are_short_for_readers(value: float | None, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(("size", "text"), [(10, "1 kB"), (98_765, "99 kB"), (2e6, "2.0 MB")])
def test_sizes_are_in_words(size: int, text: str) -> None:
    assert format_size(size) == text
