"""The gallery lists every figure once, by chapter; filters choose by what figures are about."""

from __future__ import annotations

from dataclasses import replace

from bs4 import BeautifulSoup
from figure_records import make_record
from made_up_terms import NO_WORDS

from synthesis.package.vocabulary import EventEntry, OutcomeEntry
from synthesis.site.pages.figures.gallery import MARKER, place_gallery, show_gallery

RECORDS = (
    make_record(slug="a-forest", page="easi75", drugs=("upadacitinib",), outcomes=("EASI75",)),
    make_record(slug="b-forest", page="easi75", drugs=("abrocitinib",), outcomes=("EASI75",)),
    make_record(slug="harm-c", page="safety", kind="harms", drugs=(), outcomes=("ACNE", "NAUSEA")),
)
NUMBERS = {"a-forest": "Figure 1", "b-forest": "Figure 2", "harm-c": "Figure 3"}
TITLES = {"easi75": "EASI-75 by drug and dose", "safety": "Harms"}


WORDS = replace(
    NO_WORDS,
    outcome=(OutcomeEntry(id="EASI75", description="75% better", name="EASI-75"),),
    event=(EventEntry(id="ACNE"), EventEntry(id="NAUSEA")),
)


def soup() -> BeautifulSoup:
    return BeautifulSoup(show_gallery(RECORDS, NUMBERS, TITLES, WORDS).text, "html.parser")


def test_every_figure_stands_once_under_its_chapter() -> None:
    page = soup()
    sections = page.select("section.gallery-chapter")
    assert [section.h2.get_text() for section in sections] == list(TITLES.values())  # type: ignore[union-attr]
    links = [str(a["href"]) for a in page.select(".gallery-cards > li > a")]
    assert links == [f"figures/{record.slug}.html" for record in RECORDS]


def test_a_card_says_what_the_figure_is_and_shows() -> None:
    card = soup().select(".gallery-cards > li")[0]
    text = card.get_text(" ")
    assert RECORDS[0].title in text
    assert RECORDS[0].finding in text
    assert "Figure 1" in text
    assert "a-forest" in text


def test_filters_offer_what_there_is_with_its_number() -> None:
    page = soup()
    drugs = [o.get_text() for o in page.select("select[name=drugs] option")]
    assert drugs == ["any", "Abrocitinib (1)", "Upadacitinib (1)"]
    outcomes = [str(o["value"]) for o in page.select("select[name=outcomes] option")]
    assert outcomes == ["", "EASI75", "ACNE", "NAUSEA"]
    kinds = {str(o["value"]): o.get_text() for o in page.select("select[name=kind] option")}
    assert kinds["forest"].endswith("(2)")


def test_without_javascript_all_stands_open_and_the_filter_is_away() -> None:
    page = soup()
    form = page.select_one("form.gallery-filter")
    assert form is not None
    assert form.has_attr("hidden")
    assert not page.select("li[hidden], section[hidden]")


def test_the_marker_is_what_the_chapter_shows() -> None:
    assert place_gallery().text == MARKER
