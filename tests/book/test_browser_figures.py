"""Figures in a real browser: copied, taken, found and read, with and without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlparse

import pytest
from browsing import CONTRAST, listen
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.site, pytest.mark.xdist_group("site")]

CHAPTER, SLUG = "easi75", "easi75-monotherapy-overview"
BAR = f"#figure-{SLUG} .figure-bar"
FILES = {"Slide": "-slide.png", "PowerPoint": ".pptx", "SVG": ".svg", "Data": ".csv"}
# The number of each heading below the headings of its page that is more than one level deeper.
SKIPPED = """() => [...document.querySelectorAll("main h1, main h2, main h3, main h4")]
  .filter(heading => heading.checkVisibility())
  .map(heading => Number(heading.tagName[1]))
  .filter((level, place, levels) => level > (place ? levels[place - 1] : 0) + 1)"""
NAMELESS = """() => [...document.querySelectorAll("main a, main button, main select, main input")]
  .filter(one => one.checkVisibility() && one.getAttribute("aria-hidden") !== "true")
  .filter(one => !(one.getAttribute("aria-label") || one.textContent || one.title
                   || (one.labels && one.labels.length)).toString().trim())
  .map(one => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def slugs(site: Path) -> tuple[str, ...]:
    """A figure of each kind, and the one with the most slides."""
    kinds: dict[str, str] = {}
    most = (0, "")
    for path in sorted((site / "figures").glob("*/figure.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        kinds.setdefault(record["kind"], record["slug"])
        most = max(most, (len(record["slides"]), record["slug"]))
    return tuple(dict.fromkeys([*kinds.values(), most[1]]))


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    """A page that may use the clipboard."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_the_bar_copies_citation_and_link(reader: Page, address: str, site: Path) -> None:
    reader.goto(f"{address}/{CHAPTER}.html")
    bar = reader.locator(BAR)
    bar.get_by_role("button", name="Copy citation").click()
    bar.get_by_role("button", name="Copied").wait_for()
    cited = (site / "figures" / SLUG / "cite.txt").read_text(encoding="utf-8")
    assert clipboard(reader) == cited.strip()
    bar.get_by_role("button", name="Copy link").click()
    reader.wait_for_function("document.getElementById('copy-status')?.textContent === 'Copied'")
    assert clipboard(reader) == f"{address}/figures/{SLUG}.html"


def test_the_page_of_a_figure_copies_each_citation(reader: Page, address: str, site: Path) -> None:
    reader.goto(f"{address}/figures/{SLUG}.html")
    for name, file in (("In text", "cite.txt"), ("BibTeX", "cite.bib"), ("RIS", "cite.ris")):
        reader.get_by_role("button", name=f"Copy the citation: {name}").click()
        cited = (site / "figures" / SLUG / file).read_text(encoding="utf-8")
        assert clipboard(reader).split() == cited.split()


def test_copying_works_without_the_clipboard_too(reader: Page, address: str) -> None:
    refuse = "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }"
    reader.goto(f"{address}/{CHAPTER}.html")
    reader.evaluate(refuse)
    button = reader.locator(BAR).get_by_role("button", name="Copy link")
    button.click()
    reader.locator(BAR).get_by_role("button", name="Copied").wait_for()
    assert clipboard(reader) == f"{address}/figures/{SLUG}.html"
    assert reader.evaluate("document.activeElement.closest('.figure-bar') !== null")


def test_the_bar_works_without_javascript(plain: Page, address: str) -> None:
    plain.goto(f"{address}/{CHAPTER}.html")
    bar = plain.locator(BAR)
    assert bar.locator("button").count() == 0
    for name, ending in FILES.items():
        with plain.expect_download() as waiting:
            bar.get_by_role("link", name=name, exact=True).click()
        assert waiting.value.suggested_filename.endswith(ending)
    bar.get_by_role("link", name="Cite").click()
    assert plain.url == f"{address}/figures/{SLUG}.html#cite"
    assert plain.get_by_role("heading", name="How to cite it").is_visible()


def test_the_bar_works_with_the_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/{CHAPTER}.html")
    page.locator(f"#figure-{SLUG} .figure-name").focus()
    names = []
    for _ in range(8):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent"))
        shown = page.evaluate("getComputedStyle(document.activeElement).outline")
        assert "none" not in shown, names[-1]
    assert names[:6] == ["Slide", "PowerPoint", "SVG", "Data", "Cite", "Link"]
    assert names[6:] == ["Copy citation", "Copy link"]
    page.locator(BAR).get_by_role("link", name="Link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/figures/{SLUG}.html")


def shown_cards(page: Page) -> list[dict[str, str]]:
    return list(
        page.evaluate(
            "[...document.querySelectorAll('.gallery-cards > li')]"
            ".filter(card => card.checkVisibility())"
            ".map(card => ({...card.dataset, text: card.textContent}))"
        )
    )


def test_the_gallery_chooses_and_keeps_the_choice_in_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery.html")
    every = len(shown_cards(page))
    page.locator("select[name=drugs]").select_option("upadacitinib")
    page.locator("select[name=outcomes]").select_option("ITCH4")
    page.locator("select[name=kind]").select_option("forest")
    page.get_by_role("searchbox", name="Words").fill("Week 1, alone")
    chosen = shown_cards(page)
    assert 0 < len(chosen) < every
    for card in chosen:
        assert "upadacitinib" in card["drugs"].split()
        assert "ITCH4" in card["outcomes"].split()
        assert card["kind"] == "forest"
        assert "week 1" in card["text"].lower()
    assert page.get_by_role("status").filter(has_text="of").first.inner_text() == (
        f"{len(chosen)} of {every} figures"
    )
    kept = parse_qs(urlparse(page.url).query)
    assert kept == {
        "drugs": ["upadacitinib"],
        "outcomes": ["ITCH4"],
        "kind": ["forest"],
        "words": ["Week 1, alone"],
    }
    page.goto(page.url)
    assert shown_cards(page) == chosen
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function(f"document.querySelector('output').textContent.startsWith('{every} ')")
    assert len(shown_cards(page)) == every
    assert urlparse(page.url).query == ""


def test_a_choice_that_fits_nothing_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery.html?words=nothing-is-called-this")
    assert shown_cards(page) == []
    assert page.locator(".gallery-found output").inner_text().startswith("None of")
    assert page.locator(".gallery-chapter:visible").count() == 0


def test_the_gallery_works_with_the_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery.html")
    page.locator("select[name=drugs]").focus()
    page.keyboard.type("Bari")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "words"
    page.keyboard.type("overview")
    chosen = shown_cards(page)
    assert chosen
    assert all("baricitinib" in card["drugs"].split() for card in chosen)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Show all"


def test_without_javascript_the_gallery_shows_every_figure(plain: Page, address: str) -> None:
    plain.goto(f"{address}/gallery.html")
    assert plain.locator(".gallery-filter").is_hidden()
    cards = plain.locator(".gallery-cards > li")
    assert cards.count() > 150
    assert cards.last.is_visible()


def test_pages_of_figures_do_not_scroll_sideways(
    page: Page, address: str, slugs: tuple[str, ...]
) -> None:
    for width in (360, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        for name in [*(f"figures/{slug}" for slug in slugs), "gallery"]:
            page.goto(f"{address}/{name}.html")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_pages_of_figures_stay_on_their_host(
    page: Page, address: str, slugs: tuple[str, ...]
) -> None:
    requests, errors = listen(page)
    for name in [*(f"figures/{slug}" for slug in slugs), "gallery", "citing"]:
        page.goto(f"{address}/{name}.html", wait_until="networkidle")
    inside = (address, "data:", f"blob:{address}")
    assert [url for url in requests if not url.startswith(inside)] == []
    assert errors == []


PIECES = {
    f"figures/{SLUG}": "main p, main li, main li span, main a, h1, h2, h3, pre, td, th, summary, "
    ".unit, button, .page-head a, .page-foot p, .page-foot a, figcaption, dd, code",
    "gallery": ".gallery a, .gallery span, .gallery code, .gallery label, .gallery select, "
    ".gallery input, .gallery output, .gallery button",
    "citing": ".citation-block p, .citation-block pre, .citation-block button, .table-bar a",
    CHAPTER: ".figure-bar a, .figure-bar button, .table-bar a, .figure-name, figcaption",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PIECES)
def test_figures_can_be_read_in_both_themes(
    browser: Browser, address: str, name: str, scheme: Literal["light", "dark"]
) -> None:
    opened = browser.new_page(color_scheme=scheme)
    opened.goto(f"{address}/{name}.html")
    opened.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
    ratios = opened.evaluate(CONTRAST, PIECES[name])
    opened.close()
    assert len(ratios) > 10
    assert min(ratios) >= 4.5


def test_drawings_keep_their_white_ground_in_the_dark(browser: Browser, address: str) -> None:
    opened = browser.new_page(color_scheme="dark")
    for name, selector in ((CHAPTER, ".book-figure img"), ("gallery", ".gallery-cards img")):
        opened.goto(f"{address}/{name}.html")
        opened.wait_for_function("document.documentElement.dataset.theme === 'dark'")
        style = "i => [getComputedStyle(i).backgroundColor, getComputedStyle(i).padding]"
        assert opened.locator(selector).first.evaluate(style) == ["rgb(255, 255, 255)", "0px"]
    opened.close()


def test_headings_and_names_are_there_for_those_who_listen(
    page: Page, address: str, slugs: tuple[str, ...]
) -> None:
    for name in [*(f"figures/{slug}" for slug in slugs), "gallery", "citing"]:
        page.goto(f"{address}/{name}.html")
        assert page.locator("main h1:visible").count() == 1, name
        assert page.evaluate(SKIPPED) == [], name
        assert page.evaluate(NAMELESS) == [], name
        assert page.locator("main").count() == 1, name


def test_the_address_of_a_figure_leads_to_it(page: Page, address: str) -> None:
    """Pictures above it come late; their room is kept, so that it does not move away."""
    page.goto(f"{address}/{CHAPTER}.html")
    last = page.locator("figure.book-figure").last.get_attribute("id")
    page.goto(f"{address}/index.html")
    page.goto(f"{address}/{CHAPTER}.html#{last}", wait_until="networkidle")
    top = page.locator(f"[id='{last}']").evaluate("figure => figure.getBoundingClientRect().top")
    assert 0 <= top < 400


def test_a_phone_gets_the_narrow_drawing_on_the_page_of_a_figure(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{address}/figures/{SLUG}.html")
    image = page.locator("#figure img")
    page.wait_for_function("document.querySelector('#figure img').naturalWidth > 0")
    assert image.evaluate("image => image.currentSrc").endswith("figure-narrow.svg")
