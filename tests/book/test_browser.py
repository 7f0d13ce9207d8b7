"""The pages in a real browser: nothing fetched from elsewhere, tables search, links unfold."""

from __future__ import annotations

from typing import Literal

import pytest
from browsing import CONTRAST, listen
from playwright.sync_api import Browser, Page

from synthesis.build.source import list_pages
from synthesis.files.project import ROOT

PAGES = list_pages(ROOT)
pytestmark = [pytest.mark.browser, pytest.mark.site, pytest.mark.xdist_group("site")]


@pytest.mark.parametrize("name", PAGES)
def test_page_is_quiet_and_stays_on_its_host(page: Page, address: str, name: str) -> None:
    requests, errors = listen(page)
    page.goto(f"{address}/{name}.html", wait_until="networkidle")
    inside = (address, "data:", f"blob:{address}")
    assert [url for url in requests if not url.startswith(inside)] == []
    assert errors == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_page_does_not_scroll_sideways(page: Page, address: str, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/{name}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


OWN_PIECES = (
    ".opening dd p, .opening dd, .book-figure figcaption, .book-figure figcaption strong, "
    ".book-table caption, .book-table td, .book-table th a, .pool-name, .pool-effect, .pool-size, "
    ".trial-detail, .trial a, .aside, .caution-box, ul.answers li"
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "easi75", "trials", "dictionary"])
def test_text_can_be_read_in_both_themes(
    browser: Browser, address: str, name: str, scheme: Literal["light", "dark"]
) -> None:
    opened = browser.new_page(color_scheme=scheme)
    opened.goto(f"{address}/{name}.html")
    opened.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
    ratios = opened.evaluate(CONTRAST, OWN_PIECES)
    opened.close()
    assert len(ratios) > 5
    assert min(ratios) >= 4.5


def test_arms_can_be_searched_without_a_network(page: Page, address: str) -> None:
    page.goto(f"{address}/trials.html")
    page.context.set_offline(True)
    # The page has more than one table that can be searched.
    arms = page.locator(".dt-container", has=page.locator("#table-arms"))
    arms.locator(".dt-search input").fill("ruxolitinib 1.5%")
    rows = page.locator("#table-arms tbody tr")
    texts = rows.all_inner_texts()
    assert texts
    assert all("1.5%" in text and "Ruxolitinib" in text for text in texts)


def test_a_link_to_a_folded_pool_opens_it(page: Page, address: str) -> None:
    page.goto(f"{address}/easi75.html")
    fold = page.locator("details.pool[id]:not([open])").first
    identifier = fold.get_attribute("id")
    assert identifier
    page.goto(f"{address}/easi75.html#{identifier}")
    page.wait_for_function(f"document.getElementById('{identifier}').open")


def test_phone_gets_the_narrow_drawing(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{address}/index.html")
    image = page.locator("figure.book-figure img").first
    image.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure.book-figure img').naturalWidth > 0")
    assert image.evaluate("image => image.currentSrc").endswith("figure-narrow.svg")


def test_from_a_pooled_number_to_its_source(page: Page, address: str) -> None:
    page.goto(f"{address}/index.html")
    page.locator("ul.answers a").first.click()
    page.wait_for_url("**/easi75.html#pool-*")
    identifier = page.url.split("#")[1]
    pool = page.locator(f'[id="{identifier}"]')
    reading = pool.locator("details.reading").first
    reading.locator("summary").click()
    assert reading.locator("dd a").count() > 0
    assert reading.locator(".place").is_visible()
    assert reading.locator(".place a").count() == 0
    pool.locator('a[href^="trials.html#trial-"]').first.click()
    page.wait_for_url("**/trials.html#trial-*")
    assert page.locator(f'[id="{page.url.split("#")[1]}"]').is_visible()
