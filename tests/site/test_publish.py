"""A figure is published once: files at a stable address, its place and its bar on the page."""

from __future__ import annotations

import base64

import pytest
from bs4 import BeautifulSoup
from handovers import DIGEST, as_in_a_build, make_handover
from publications import PUBLICATION, make_publication

from synthesis.site.machinery.handover import hand_over, present_edition
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.publish import publish_figure

BAR = ["Slide", "PowerPoint", "SVG", "Data", "Cite", "Link"]


@pytest.fixture
def folder(tmp_path):
    with as_in_a_build(tmp_path):
        yield tmp_path


def parse(html: Html) -> BeautifulSoup:
    return BeautifulSoup(html.text, "html.parser")


@pytest.mark.parametrize("slug", ["a", "easi75-of-100", "pool-7.5-qd", "0-1"])
def test_slug_of_small_letters_digits_and_hyphens(slug):
    assert make_publication(slug=slug).slug == slug


@pytest.mark.parametrize(
    "slug",
    ["", "A", "a b", "a_b", "-a", "a-", "a--b", "a/b", "../a", "a.b", "ä", "a\n", 'a"b'],
)
def test_anything_else_is_refused(slug):
    with pytest.raises(ValueError, match="is not a slug"):
        make_publication(slug=slug)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "cake"}, "no such kind of figure: cake"),
        ({"finding": " "}, "has no finding"),
        ({"alt": "Too short."}, "alt text of 10 characters, not 40 to 400"),
        ({"alt": "x" * 401}, "alt text of 401 characters"),
    ],
)
def test_what_a_figure_must_have(changes, words):
    with pytest.raises(ValueError, match=words):
        make_publication(**changes)


def test_a_build_writes_the_files_of_the_bar_and_names_their_addresses(folder):
    soup = parse(publish_figure(PUBLICATION))
    links = soup.select(".figure-bar a")
    assert [link.get_text() for link in links] == BAR
    for link in links[:4]:
        assert (folder / str(link["href"])).stat().st_size > 50
        assert str(link["download"]).startswith(PUBLICATION.slug)
    assert links[4]["href"] == f"figures/{PUBLICATION.slug}.html#cite"
    assert links[5]["href"] == f"figures/{PUBLICATION.slug}.html"
    assert soup.img is not None
    assert soup.img["alt"] == PUBLICATION.alt
    assert (folder / str(soup.img["src"])).exists()
    assert soup.source is not None
    assert (folder / str(soup.source["srcset"])).exists()


@pytest.mark.parametrize("built", [True, False])
def test_the_room_of_a_drawing_is_kept_before_it_is_there(built, tmp_path):
    with hand_over(make_handover(tmp_path) if built else None):
        soup = parse(publish_figure(PUBLICATION))
    assert soup.img is not None
    assert soup.source is not None
    assert (soup.img["width"], soup.img["height"]) == ("826", "144")
    assert (soup.source["width"], soup.source["height"]) == ("346", "144")


@pytest.mark.usefixtures("folder")
def test_the_place_on_the_page_has_id_number_finding_and_caption():
    soup = parse(publish_figure(PUBLICATION))
    assert soup.figure is not None
    assert soup.figure["id"] == f"figure-{PUBLICATION.slug}"
    assert soup.figure["data-slug"] == PUBLICATION.slug
    assert soup.select_one('figcaption .number[data-number="figure"]') is not None
    assert soup.figcaption is not None
    text = soup.figcaption.get_text()
    assert PUBLICATION.finding in text
    assert PUBLICATION.caption in text


@pytest.mark.usefixtures("folder")
def test_the_citation_stands_with_the_bar():
    bar = parse(publish_figure(PUBLICATION)).select_one(".figure-bar")
    assert bar is not None
    assert PUBLICATION.slug in str(bar["data-cite"])
    assert DIGEST[:12] in str(bar["data-cite"])


@pytest.mark.usefixtures("folder")
def test_a_name_stands_for_one_figure():
    publish_figure(PUBLICATION)
    with pytest.raises(ValueError, match=f"“{PUBLICATION.slug}” is published twice"):
        publish_figure(PUBLICATION)


def test_outside_a_build_the_drawing_is_embedded_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    soup = parse(publish_figure(PUBLICATION))
    assert soup.img is not None
    head, _, content = str(soup.img["src"]).partition(",")
    assert head == "data:image/svg+xml;base64"
    assert "Madeupinib, wide" in base64.b64decode(content).decode()
    assert not soup.select(".figure-bar")
    assert list(tmp_path.iterdir()) == []


def test_other_data_do_not_pass_as_the_books_own(tmp_path):
    with hand_over(make_handover(tmp_path, data_name="my-trials")):
        assert "my-trials" in present_edition().title
        bar = parse(publish_figure(PUBLICATION)).select_one(".figure-bar")
    assert bar is not None
    assert "run on other data: my-trials" in str(bar["data-cite"])
