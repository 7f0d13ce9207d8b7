"""The chapter on citing: every form can be copied, every sentence follows from the edition."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from synthesis.analyses.estimates import Estimates
from synthesis.analyses.missing import empty_analysis
from synthesis.analyses.pools import AnalysisResult
from synthesis.edition.citation import book_part, cite_in_text, cite_text
from synthesis.edition.edition import Edition, read_edition
from synthesis.edition.reference_formats import cite_bibtex, cite_ris
from synthesis.exports.citation_files import read_chapters, write_book_citations
from synthesis.living.releases import Release
from synthesis.package.data_folder import DATA_VARIABLE
from synthesis.package.dataset import Dataset
from synthesis.site.drawings import drawings
from synthesis.site.machinery.html import Html
from synthesis.site.pages.data.whose_numbers import (
    RECORD,
    UNKNOWN,
    WHOSE,
    show_whose_numbers,
    whose_numbers_part,
)
from synthesis.site.pages.figures.citing import (
    FOLDER,
    address_sentence,
    cited_edition,
    example_figure,
    find_part,
    licence_sentence,
    release_sentence,
    show_book_citations,
    show_chapters,
    show_example_figure,
    show_licences,
    show_part_citations,
)
from synthesis.site.pages.results.home import show_citation

DIGEST = "0123456789abcdef" * 4
OWN = read_edition(DIGEST)
PUBLIC = replace(OWN, address="https://example.org/book/")
OTHER = read_edition(DIGEST, "mine")


def parse(html: Html) -> BeautifulSoup:
    return BeautifulSoup(html.text, "html.parser")


def copied(soup: BeautifulSoup) -> list[str]:
    """What each copy button copies, in order."""
    texts = []
    for button in soup.select("button[data-copy]"):
        block = soup.find(id=button["data-copy"])
        assert block is not None
        assert block.name == "pre"
        texts.append(block.get_text())
    return texts


@pytest.mark.parametrize("edition", [OWN, PUBLIC, OTHER])
def test_the_book_in_every_form(edition: Edition) -> None:
    soup = parse(show_book_citations(edition))
    part = book_part(edition)
    forms = (cite_text, cite_in_text, cite_bibtex, cite_ris)
    assert copied(soup) == [form(edition, part).rstrip() for form in forms]
    assert soup.find("details") is None


def test_a_copied_record_is_complete() -> None:
    # RIS ends with “ER  - ”; without the blank at its end it is read all the same.
    text = copied(parse(show_part_citations(OWN, whose_numbers_part())))[-1]
    assert text.endswith("\nER  -")


def test_a_part_shows_words_and_folds_records() -> None:
    soup = parse(show_part_citations(OWN, whose_numbers_part()))
    assert len(copied(soup)) == 4
    fold = soup.find("details")
    assert fold is not None
    assert len(fold.select("pre")) == 2
    assert soup.find("a") is None


def test_buttons_wait_for_scripts_and_say_what_they_copy() -> None:
    soup = parse(show_book_citations(OWN))
    for button in soup.select("button"):
        assert button.has_attr("hidden")
        assert button["type"] == "button"
        assert soup.find(id=button["aria-describedby"]) is not None
    names = [pre["aria-labelledby"] for pre in soup.select("pre")]
    assert len(set(names)) == len(names) == 4


def test_ids_of_the_page_are_unique(results: tuple[AnalysisResult, ...]) -> None:
    easi75 = next(r for r in results if r.analysis.id == "easi75-monotherapy")
    page = (
        show_book_citations(OWN)
        + show_part_citations(OWN, find_part(read_chapters(), "easi75"))
        + show_example_figure(OWN, easi75)
        + show_part_citations(OWN, whose_numbers_part())
    )
    ids = [tag["id"] for tag in parse(page).find_all(id=True)]
    assert len(set(ids)) == len(ids)


def test_every_download_is_written(tmp_path) -> None:
    chapters = read_chapters()
    write_book_citations(tmp_path / FOLDER, OWN, chapters)
    soup = parse(show_book_citations(OWN) + show_chapters(chapters))
    links = [str(link["href"]) for link in soup.select("a[download]")]
    assert len(links) == 3 * (len(chapters) + 1)
    labels = {str(link["aria-label"]) for link in soup.select("a[download]")}
    assert len(labels) == len(links)  # each link says by itself what it leads to
    assert {p.relative_to(tmp_path).as_posix() for p in (tmp_path / FOLDER).iterdir()} == set(links)


def test_every_chapter_is_listed_with_its_title() -> None:
    chapters = read_chapters()
    rows = parse(show_chapters(chapters)).select("tbody tr")
    for row, chapter in zip(rows, chapters, strict=True):
        link = row.find("a")
        assert link is not None
        assert (link["href"], link.get_text()) == (chapter.place, chapter.title)
        assert chapter.name in row.get_text()


def test_a_part_is_found_by_name() -> None:
    chapters = read_chapters()
    assert find_part(chapters, "itch").name == "itch"
    assert find_part(chapters, "no such") == chapters[0]


def test_the_example_is_a_figure_that_the_book_publishes(
    results: tuple[AnalysisResult, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    easi75 = next(r for r in results if r.analysis.id == "easi75-monotherapy")
    published = []
    monkeypatch.setattr(drawings, "publish_figure", lambda it: published.append(it) or Html(""))
    drawings.publish_absolute(easi75)
    part = example_figure(easi75)
    assert part is not None
    assert (part.name, part.title) == (published[0].slug, published[0].title)
    assert part.place == f"figures/{published[0].slug}.html"


def test_without_the_example_the_page_says_so() -> None:
    assert example_figure(empty_analysis("easi75-monotherapy")) is None
    text = str(show_example_figure(OWN, empty_analysis("easi75-monotherapy")))
    assert "easi75-monotherapy" in text


def test_the_address_is_never_made_up() -> None:
    assert "no public address yet" in address_sentence(OWN)
    assert "://" not in address_sentence(OWN) + address_sentence(OTHER)
    assert PUBLIC.address in address_sentence(PUBLIC)
    assert "run on other data" in address_sentence(OTHER)


def test_the_release_is_compared_by_digest() -> None:
    def release(digest: str) -> list[Release]:
        return [Release(OWN.version, Estimates(digest, {}, {}))]

    assert "that were released" in release_sentence(OWN, release(DIGEST))
    changed = release_sentence(OWN, release("f" * 64))
    assert "have been changed" in changed
    assert "f" * 12 in changed
    assert OWN.short_digest in changed
    assert "No results of a release" in release_sentence(OWN, [])
    assert "“mine”" in release_sentence(OTHER, release(DIGEST))


def test_licences_are_named_and_linked() -> None:
    soup = parse(show_licences(OWN))
    links = {str(a["href"]): a.get_text() for a in soup.select("a[rel=license]")}
    assert links == {
        OWN.licence.address: OWN.licence.name,
        OWN.code_licence.address: OWN.code_licence.name,
    }
    assert "mine" not in soup.get_text() + licence_sentence(OWN)
    other = parse(show_licences(OTHER)).get_text()
    assert "“mine”" in other
    assert "Text and figures" not in other + licence_sentence(OTHER)


def test_it_is_said_of_every_table_whose_numbers_it_holds(dataset: Dataset) -> None:
    assert set(dataset.schema.tables) == set(WHOSE)
    soup = parse(show_whose_numbers(dataset))
    rows = soup.select("tbody tr")
    for row, table in zip(rows, dataset.schema.tables, strict=True):
        cells = [cell.get_text() for cell in row.select("td")]
        frame = dataset.table(table)
        assert cells[0].lower() == WHOSE[table].lower()
        assert cells[1] == f"{len(frame):,}"
        if RECORD in frame:
            assert cells[2] == f"{(frame[RECORD] != '').sum():,}"
    assert UNKNOWN not in soup.get_text()


def test_the_table_that_is_cited_is_the_table_below(dataset: Dataset) -> None:
    part = whose_numbers_part()
    soup = parse(show_whose_numbers(dataset))
    assert soup.find(id=part.place.split("#")[1]) is not None
    assert soup.caption is not None
    assert part.title in soup.caption.get_text()


def test_the_home_page_cites_the_same_way(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = cited_edition(dataset)
    soup = parse(show_citation(dataset))
    assert cite_text(edition, book_part(edition)) in soup.get_text()
    assert soup.select('a[href="citing.html"]')
    (tmp_path / "mine").mkdir()
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "mine"))
    assert "run on other data: mine" in parse(show_citation(dataset)).get_text()
