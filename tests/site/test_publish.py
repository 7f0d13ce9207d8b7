import base64
import json
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from synthesis.site.publish import FIGURES_VARIABLE, Figure, publish_figure

WIDE, NARROW = "<svg id='wide'>τ²</svg>", "<svg id='narrow'/>"
FIGURE = Figure(
    slug="easi75-madeupinib-7.5-qd-forest",
    caption="Madeupinib against placebo.",
    finding="Odds ratio 2.00.",
    alt="A forest plot with one trial.",
    wide=WIDE,
    narrow=NARROW,
)


@pytest.fixture(autouse=True)
def _outside_a_build(monkeypatch):
    monkeypatch.delenv(FIGURES_VARIABLE, raising=False)


def parse(html):
    return BeautifulSoup(html.text, "html.parser")


@pytest.mark.parametrize("slug", ["a", "easi75-of-100", "pool-7.5-qd", "0-1"])
def test_slug_of_small_letters_digits_and_hyphens(slug):
    assert parse(publish_figure(replace(FIGURE, slug=slug))).figure["id"] == f"figure-{slug}"


@pytest.mark.parametrize(
    "slug",
    ["", "A", "a b", "a_b", "-a", "a-", "a--b", "a/b", "../a", "a.b", "ä", "a\n", 'a"b'],
)
def test_anything_else_is_refused(slug, tmp_path, monkeypatch):
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path))
    with pytest.raises(ValueError, match="is not a slug"):
        publish_figure(replace(FIGURE, slug=slug))
    assert list(tmp_path.iterdir()) == []


def test_a_build_writes_the_files_and_names_their_address(tmp_path, monkeypatch):
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path / "figures"))
    soup = parse(publish_figure(FIGURE))
    folder = tmp_path / "figures" / FIGURE.slug
    assert {path.name for path in folder.iterdir()} == {
        "figure.svg",
        "figure-narrow.svg",
        "figure.json",
    }
    assert (folder / "figure.svg").read_text(encoding="utf-8") == WIDE
    assert (folder / "figure-narrow.svg").read_text(encoding="utf-8") == NARROW
    assert soup.img["src"] == f"figures/{FIGURE.slug}/figure.svg"
    assert soup.source["srcset"] == f"figures/{FIGURE.slug}/figure-narrow.svg"


def test_the_words_of_a_figure_are_written_beside_it(tmp_path, monkeypatch):
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path))
    publish_figure(FIGURE)
    words = json.loads((tmp_path / FIGURE.slug / "figure.json").read_text(encoding="utf-8"))
    assert words == {
        "slug": FIGURE.slug,
        "caption": FIGURE.caption,
        "finding": FIGURE.finding,
        "alt": FIGURE.alt,
    }


def test_publishing_twice_keeps_the_newest(tmp_path, monkeypatch):
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path))
    publish_figure(FIGURE)
    publish_figure(replace(FIGURE, wide="<svg/>"))
    assert (tmp_path / FIGURE.slug / "figure.svg").read_text(encoding="utf-8") == "<svg/>"


def test_outside_a_build_the_drawing_is_embedded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    soup = parse(publish_figure(FIGURE))
    for address, drawing in ((soup.img["src"], WIDE), (soup.source["srcset"], NARROW)):
        kind, _, data = address.partition(",")
        assert kind == "data:image/svg+xml;base64"
        assert base64.b64decode(data).decode() == drawing
    assert list(tmp_path.iterdir()) == []


def test_figure_has_alt_text_finding_caption_and_permanent_name():
    soup = parse(publish_figure(FIGURE))
    assert soup.img["alt"] == FIGURE.alt
    assert soup.figcaption.strong.get_text() == FIGURE.finding
    assert FIGURE.caption in soup.figcaption.get_text()
    name = soup.select_one("a.figure-name")
    assert name.get_text() == FIGURE.slug
    assert name["href"] == f"#{soup.figure['id']}"
