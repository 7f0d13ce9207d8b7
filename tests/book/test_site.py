"""The built book: its pages exist, hold what they promise, and name no other host."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from bs4 import BeautifulSoup, Tag

from synthesis.analyses.networks import run_network
from synthesis.analyses.pools import AnalysisResult
from synthesis.build.source import list_pages
from synthesis.files.project import ROOT
from synthesis.package.dataset import Dataset
from synthesis.words.numbers import format_ratio

PAGES = list_pages(ROOT)
pytestmark = [pytest.mark.site, pytest.mark.xdist_group("site")]

# The workbook opens with its question in plain words: all that it shows is made in the open.
OPEN = "workbook"
CHAPTERS = [page for page in PAGES if page not in ("references", "own-book")]
NETWORK_PAGES = {
    "network": "EASI75",
    "network-itch": "ITCH4",
    "network-iga": "IGA01",
    "network-easi90": "EASI90",
    "published": "EASI50",
    "network-topical": "",
}
NUMBERS_ARE_RAW = {"trials", "dictionary", "numbers", "references"}
RECORD_HOSTS = {"doi.org", "clinicaltrials.gov", "pubmed.ncbi.nlm.nih.gov"}
LICENCE_HOSTS = {"creativecommons.org", "opensource.org"}
# The theme's own credits and the namespaces of SVG are words, not requests.
THEME_HOSTS = {"pydata-sphinx-theme.readthedocs.io", "sphinx-book-theme.readthedocs.io"}


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, BeautifulSoup]:
    return {
        page: BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
        for page in PAGES
    }


def test_every_page_exists(site: Path) -> None:
    assert all((site / f"{page}.html").stat().st_size > 5_000 for page in PAGES)


@pytest.mark.parametrize("page", [page for page in CHAPTERS if page != OPEN])
def test_chapter_opens_with_the_box(
    pages: dict[str, BeautifulSoup], dataset: Dataset, page: str
) -> None:
    box = pages[page].select_one("aside.opening")
    assert box is not None
    terms = [term.get_text() for term in box.select("dt")]
    assert terms == ["Question", "Data used", "What you can take away", "Data version"]
    assert dataset.short_digest in box.get_text()
    first = pages[page].select_one("article h1")
    assert first is not None
    assert first.sourceline is not None
    assert box.sourceline is not None
    assert first.sourceline < box.sourceline


@pytest.mark.parametrize("page", PAGES)
def test_page_loads_nothing_from_another_host(
    site: Path, pages: dict[str, BeautifulSoup], page: str
) -> None:
    for tag, attribute in (
        ("script", "src"),
        ("link", "href"),
        ("img", "src"),
        ("source", "srcset"),
    ):
        for element in pages[page].select(f"{tag}[{attribute}]"):
            address = str(element[attribute])
            assert not urlparse(address).netloc, f"{page}: {address}"
            if address and not address.startswith("data:"):
                assert (site / unquote(address.split("?")[0].split("#")[0])).exists(), address


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_records_or_into_the_book(
    site: Path, pages: dict[str, BeautifulSoup], page: str
) -> None:
    for link in pages[page].select("article a[href]"):
        target = urlparse(str(link["href"]))
        if target.netloc:
            assert target.netloc in RECORD_HOSTS | LICENCE_HOSTS | THEME_HOSTS, link
            assert target.scheme == "https"
            continue
        document = target.path or f"{page}.html"
        assert (site / document).exists(), link
        name = document.removesuffix(".html")
        # The pages of figures are looked at in test_figures_of_the_site.py.
        if target.fragment and name in pages:
            assert pages[name].find(id=unquote(target.fragment)) is not None, link


def page_of_outcome(outcome: str) -> str:
    return next(page for page, shown in NETWORK_PAGES.items() if shown == outcome)


def page_of(result: AnalysisResult) -> str:
    if result.analysis.id.endswith("-against-dupilumab"):
        return "headtohead"
    return {"EASI75": "easi75", "EASI100": "easi75", "ITCH4": "itch"}[result.analysis.outcome]


@pytest.mark.parametrize("page", ["easi75", "itch", "headtohead"])
def test_every_pool_is_on_its_page(
    pages: dict[str, BeautifulSoup], results: tuple[AnalysisResult, ...], page: str
) -> None:
    expected = {
        f"pool-{pool.pool.id}": pool
        for result in results
        if page_of(result) == page
        for pool in result.pools
    }
    sections = {str(section["id"]): section for section in pages[page].select("details.pool")}
    assert set(sections) == set(expected)
    for name, pool in expected.items():
        text = sections[name].get_text()
        assert format_ratio(pool.primary.estimate) in text
        for trial in pool.pool.trials:
            assert sections[name].select_one(f'a[href="trials.html#trial-{trial}"]') is not None


@pytest.mark.parametrize("page", NETWORK_PAGES)
def test_every_network_is_on_its_page(
    pages: dict[str, BeautifulSoup], dataset: Dataset, page: str
) -> None:
    for declared in dataset.networks:
        own = "network-topical" if declared.reference == "vehicle" else None
        if page != (own or page_of_outcome(declared.outcome)):
            continue
        network = run_network(dataset, declared.id)
        league = pages[page].find(id=f"{declared.id}-league")
        assert isinstance(league, Tag)
        rows = league.select("tbody tr")
        assert len(rows) == len(network.treatments)
        for row, treatment in zip(rows, network.treatments, strict=True):
            cells = [cell.get_text(" ", strip=True) for cell in row.select("td")]
            for cell, other in zip(cells, network.treatments, strict=True):
                if treatment != other:
                    value = format_ratio(network.compare(treatment, other).estimate)
                    assert cell.startswith(value), (treatment, other, cell)
        reference = declared.reference
        for kind in ("graph", f"against-{reference}", "ranking", f"{reference}-response"):
            assert pages[page].find(id=f"figure-{declared.id}-{kind}"), kind
        text = pages[page].get_text()
        assert "A rank is not a size" in text


def test_the_workbook_shows_its_code_and_what_it_makes(pages: dict[str, BeautifulSoup]) -> None:
    page = pages[OPEN]
    code = [cell.get_text() for cell in page.select(".cell_input")]
    assert len(code) > 10
    assert "import synthesis" in code[0]
    pictures = page.select(".cell_output img")
    assert len(pictures) == 3
    assert all(len(str(picture.get("alt", ""))) > 30 for picture in pictures)
    assert len(page.select(".cell_output table.dataframe")) >= 6
    assert "MADE UP, NOT A TRIAL" in page.get_text()
    assert "False" not in "".join(cell.get_text() for cell in page.select("table.dataframe td"))
    assert not page.select(".cell_output .stderr")


def test_no_image_without_alternative_text(pages: dict[str, BeautifulSoup]) -> None:
    for page in PAGES:
        for image in pages[page].select("article img"):
            # A picture within a link that has words of its own adds nothing to be read aloud.
            link = image.find_parent("a")
            assert image.get("alt") or (link is not None and link.get_text(strip=True)), image


def test_every_table_of_the_book_has_caption_and_header_cells(
    pages: dict[str, BeautifulSoup],
) -> None:
    for page in PAGES:
        for table in pages[page].select("table.book-table"):
            assert table.caption is not None
            assert table.select("thead th[scope=col]")
            assert all(
                row.select_one("th[scope=row]") for row in table.select("tbody tr:not(.below)")
            )


def test_no_traceback_and_no_raw_numbers(pages: dict[str, BeautifulSoup]) -> None:
    for page in CHAPTERS:
        article = pages[page].select_one("article")
        assert article is not None
        text = article.get_text(" ")
        assert "Traceback" not in text
        assert "np.float64" not in text
        assert not re.search(r"\bnan\b|<NA>", text)
        if page not in NUMBERS_ARE_RAW:
            assert not re.search(r"\d\.\d{5,}", text), re.findall(r"\d\.\d{5,}", text)[:3]


def test_an_odds_ratio_is_never_read_as_times_as_often(pages: dict[str, BeautifulSoup]) -> None:
    for page in CHAPTERS:
        # Two sentences of the book say that an odds ratio is not to be read so.
        text = re.sub(r"(never read as|It is not) “times as likely”", "", pages[page].get_text())
        assert not re.search(r"odds ratio[^.;]{0,80}times as (likely|often)", text, re.IGNORECASE)


def test_results_are_there_as_data(
    site: Path, dataset: Dataset, results: tuple[AnalysisResult, ...]
) -> None:
    content = json.loads((site / "results.json").read_text(encoding="utf-8"))
    stored = {record["id"]: record["primary"]["estimate"] for record in content["results"]}
    assert stored == {p.pool.id: p.primary.estimate for r in results for p in r.pools}
    networks = {network["id"]: network for network in content["networks"]}
    assert set(networks) == {network.id for network in dataset.networks}
    for network in networks.values():
        size = len(network["treatments"])
        assert len(network["estimates"]) == size * (size - 1)


def test_methods_name_the_software_they_were_compared_with(
    pages: dict[str, BeautifulSoup],
) -> None:
    stored = ROOT / "tests" / "references" / "metafor.json"
    version = json.loads(stored.read_text())["versions"]["metafor"]
    assert f"metafor {version}" in pages["methods"].get_text()


def test_every_trial_is_on_the_trials_page(
    pages: dict[str, BeautifulSoup], dataset: Dataset
) -> None:
    for trial in dataset.table("trials")["trial_id"]:
        card = pages["trials"].find(id=f"trial-{trial}")
        assert card is not None, trial
