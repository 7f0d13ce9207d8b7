import csv
import re
import shutil

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from handovers import as_in_a_build
from playwright.sync_api import sync_playwright
from tools import missing_tool

import synthesis.site.machinery.search as search
from synthesis.site.machinery.search import load_search, searchable

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
FRAME = pd.DataFrame(
    {
        "Trial": [f"TRIAL {number}" for number in range(25)],
        "Arm": ["<b>5 mg</b>", *(f"arm {number}" for number in range(24))],
        "Patients": range(25),
    }
)
CAPTION = "Every <arm>: 25"
NUMBER = '<span class="number" data-number="table"></span>'


@pytest.fixture
def shown():
    return searchable(FRAME, CAPTION, "made-up").text


def test_the_whole_table_stands_in_the_page_with_caption_number_and_header_cells(shown):
    (table,) = BeautifulSoup(shown, "html.parser").find_all("table")
    assert table["id"] == "table-made-up"
    assert table["data-slug"] == "made-up"
    assert table.caption.get_text().strip() == CAPTION
    assert [th["scope"] for th in table.thead.find_all("th")] == ["col"] * 3
    rows = table.tbody.find_all("tr")
    assert [row.th["scope"] for row in rows] == ["row"] * 25
    assert [cell.get_text() for cell in rows[0].find_all(["th", "td"])] == [
        "TRIAL 0",
        "<b>5 mg</b>",
        "0",
    ]
    assert shown.count(NUMBER) == 1


def test_what_the_library_makes_has_header_cells_too(shown):
    heading = re.search(r'"table_html": "(.*?)</thead>', shown)[1]
    assert heading.count(r"<th scope=\"col\">") == len(re.findall("<th[ >]", heading)) == 3
    assert shown.count("table.caption.innerHTML") == 1
    assert "itables.org" not in shown


def test_a_library_that_writes_in_another_way_is_an_error_and_no_bare_table(monkeypatch):
    monkeypatch.setattr(search, "to_html_datatable", lambda *_, **__: "<table></table>")
    with pytest.raises(RuntimeError, match="in another way"):
        searchable(FRAME, CAPTION, "made-up")


def test_the_files_hold_the_whole_frame(tmp_path):
    with as_in_a_build(tmp_path):
        soup = BeautifulSoup(searchable(FRAME, CAPTION, "made-up").text, "html.parser")
    links = [a["href"] for a in soup.select(".table-bar a")]
    assert links == [
        "tables/made-up/table.csv",
        "tables/made-up/table.xlsx",
        "#table-made-up",
    ]
    with (tmp_path / links[0]).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == list(FRAME.columns)
    assert rows[1:] == [[str(cell) for cell in row] for row in FRAME.itertuples(index=False)]


def test_the_notice_of_the_library_is_in_words_of_the_book():
    text = load_search().text
    assert "init_notebook_mode</code> cell" not in text
    assert text.count("<noscript>") == 1


@pytest.mark.browser
def test_number_bar_and_header_cells_survive_in_a_browser(tmp_path):
    chromium = shutil.which("chromium")
    if chromium is None:
        missing_tool("chromium")
    with as_in_a_build(tmp_path):
        table = searchable(FRAME, CAPTION, "made-up").text
    text = table.replace(NUMBER, '<span class="number">Table 7.</span>')
    page_file = tmp_path / "page.html"
    head = '<!doctype html><meta charset="utf-8"><title>Made up</title>'
    page_file.write_text(f"{head}{load_search().text}{text}", encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        page.goto(page_file.as_uri())
        page.wait_for_selector("#table-made-up.dataTable")
        found = page.evaluate(
            """() => {
                const table = document.getElementById("table-made-up");
                return {
                    caption: table.caption.textContent.trim(),
                    numbers: document.querySelectorAll(".number").length,
                    columns: [...table.tHead.querySelectorAll("th")].map((cell) => cell.scope),
                    first: [...table.tBodies[0].rows].map((row) => row.cells[0].scope),
                    slug: table.dataset.slug,
                    bar: document.querySelectorAll(".table-bar a").length,
                };
            }"""
        )
        page.locator(".dt-search input").fill('"arm 17"')
        remaining = page.locator("#table-made-up tbody tr").all_inner_texts()
        without = browser.new_context(java_script_enabled=False).new_page()
        without.goto(page_file.as_uri())
        still = without.locator("#table-made-up tbody tr").count()
        browser.close()
    assert found == {
        "caption": f"Table 7. {CAPTION}",
        "numbers": 1,
        "columns": ["col"] * 3,
        "first": ["row"] * 10,
        "slug": "made-up",
        "bar": 3,
    }
    assert len(remaining) == 1
    assert "TRIAL 18" in remaining[0]
    assert still == 25
