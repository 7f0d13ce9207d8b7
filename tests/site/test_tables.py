import csv
import json

import pytest
from bs4 import BeautifulSoup
from handovers import as_in_a_build
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from synthesis import __version__
from synthesis.build.numbering import PLACE
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.provenance import Link, Provenance, Source
from synthesis.site.machinery.tables import Row, show_table, table_content
from synthesis.words.slugs import SLUG, slug_of

HEADER = ["Trial", "Responders", "Patients"]
READING = Provenance(
    file="dichotomous.csv",
    row=12,
    tier="source",
    meaning="read at the source",
    kind="registry results, read in a copy",
    place="https://example.org/mirror.json",
    locator="table 2",
    second="read once",
    notes="",
)
LINKS = (Link("NCT01234567", "https://clinicaltrials.gov/study/NCT01234567"),)
SOURCE = Source(READING, LINKS, "NCT01234567")
LINK = render("link.html", address="trials.html#trial-a", text="TRIAL A")
ROWS = [Row([LINK, 12, "1,234"], id="row-a", source=SOURCE), Row(["TRIAL B", 3, 50])]


@pytest.fixture
def published(tmp_path):
    with as_in_a_build(tmp_path, "easi75"):
        yield tmp_path


def parse(html):
    return BeautifulSoup(html.text, "html.parser")


def show(**changes):
    return parse(show_table("Made-up counts", HEADER, ROWS, **({"slug": "made-up"} | changes)))


def test_a_table_has_its_name_a_place_for_its_number_and_header_cells():
    table = show().table
    assert table["id"] == "table-made-up"
    assert table["data-slug"] == "made-up"
    number = table.caption.find()
    assert (number.name, number["data-number"], number.get_text()) == ("span", "table", "")
    assert table.caption.get_text().strip() == "Made-up counts"
    assert [th["scope"] for th in table.thead.find_all("th")] == ["col"] * 3
    first = table.select("tbody tr:not(.below) > :first-child")
    assert [(cell.name, cell["scope"]) for cell in first] == [("th", "row")] * 2
    assert table.find(id="row-a") is not None


def test_the_build_finds_the_name_before_the_place_of_the_number():
    text = show_table("Made-up counts", HEADER, ROWS, slug="made-up").text
    found = [match["slug"] or match["what"] for match in PLACE.finditer(text)]
    assert found == ["made-up", "table"]


def test_an_older_id_goes_on_leading_to_the_table_and_so_does_its_name():
    soup = show(identifier="summary-made-up")
    assert soup.table["id"] == "summary-made-up"
    assert "summary" in soup.table["class"]
    named = soup.find(id="table-made-up")
    assert named.table is soup.table
    ids = [tag["id"] for tag in show().find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("slug", ["", "Made-up", "made_up", "made up", "-made", "../made"])
def test_what_is_no_slug_is_refused(slug):
    with pytest.raises(ValueError, match="is not a slug"):
        show(slug=slug)


@given(st.lists(st.from_regex(r"[a-z0-9][a-z0-9._ -]{0,12}", fullmatch=True), min_size=1))
def test_ids_and_words_make_a_slug(parts):
    assert SLUG.fullmatch(slug_of(*parts))


def test_a_slug_from_the_id_of_a_pool():
    made = slug_of("easi75-monotherapy.upadacitinib-15-qd", "counts")
    assert made == "easi75-monotherapy-upadacitinib-15-qd-counts"
    assert slug_of("dictionary", "adverse_events") == "dictionary-adverse-events"


def test_outside_a_build_there_is_no_bar_and_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert show().select(".table-bar") == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("identifier", ["", "summary-made-up"])
def test_the_bar_of_a_build_leads_to_files_and_to_the_table(published, identifier):
    soup = show(identifier=identifier)
    links = {a.get_text(): a for a in soup.select(".table-bar a")}
    assert list(links) == ["CSV", "Excel", "Link"]
    for word, link in links.items():
        assert link["aria-label"].startswith(word)
        assert "Made-up counts" in link["aria-label"]
    assert (published / links["CSV"]["href"]).is_file()
    assert (published / links["Excel"]["href"]).is_file()
    assert str(links["CSV"]["download"]).startswith(f"made-up-v{__version__}-")
    target = soup.find(id=links["Link"]["href"].removeprefix("#"))
    assert soup.table in (target, target.table)
    assert soup.select_one(".table-frame .table-bar") is None


@pytest.mark.usefixtures("published")
def test_a_long_caption_is_short_in_the_names_of_the_links():
    soup = parse(show_table("word " * 100, HEADER, ROWS, slug="made-up"))
    names = [a["aria-label"] for a in soup.select(".table-bar a")]
    assert len(names) == 3
    assert max(map(len, names)) < 100


def test_the_files_hold_what_the_page_shows_and_where_it_was_read(published):
    show()
    folder = published / "tables" / "made-up"
    with (folder / "table.csv").open(encoding="utf-8", newline="") as stream:
        first, second = csv.DictReader(stream)
    assert [first[name] for name in HEADER] == ["TRIAL A", "12", "1234"]
    assert first["Read in"] == "registry results, read in a copy"
    assert first["How often read"] == "read once"
    assert first["How known"] == "source: read at the source"
    assert first["Record"] == "NCT01234567"
    assert first["Read at"] == "https://example.org/mirror.json"
    assert first["Place there"] == "table 2"
    assert first["Data row"] == "dichotomous.csv, row 12"
    assert "Notes of the extraction" not in first
    assert set(list(second.values())[3:]) == {""}
    record = json.loads((folder / "table.json").read_text(encoding="utf-8"))
    assert (record["page"], record["rows"]) == ("easi75", 2)
    sheet = load_workbook(folder / "table.xlsx")["Table"]
    assert [cell.value for cell in sheet[2]][:3] == ["TRIAL A", 12, 1234]


def test_the_source_of_a_row_stands_folded_below_it_on_the_page():
    (below,) = show().select("tr.below")
    assert below.td["colspan"] == "3"
    assert below.select_one("details.reading") is not None
    assert below.a.get_text() == "NCT01234567"
    line = below.summary.get_text()
    assert line == "NCT01234567 · registry results, read in a copy · source · read once"


def test_a_note_below_a_row_has_a_column_of_the_file():
    rows = [Row(["a", 1], below=Html("<p>Counts:\n this.</p>")), Row(["b", 2])]
    content = table_content("Caption", ["Name", "Number"], rows, "made-up", "easi75")
    assert content.header == ("Name", "Number", "Note")
    assert content.rows == (("a", 1, "Counts: this."), ("b", 2, ""))


def test_the_columns_of_a_file_have_different_names():
    rows = [Row(["a", 1, 2], below=Html("<p>x</p>"))]
    content = table_content("Caption", ["Name", "Note", "Note"], rows, "made-up", "easi75")
    assert content.header == ("Name", "Note", "Note (2)", "Note (3)")


def test_bold_cells_of_a_page_are_bold_in_its_workbook(published):
    cells = [
        render("league_cell.html", value="2.0", interval="1.5–2.7", clear=clear)
        for clear in (True, False)
    ]
    show_table("League", ["Row", "A", "B"], [Row(["A", *cells])], slug="made-up", kind="matrix")
    sheet = load_workbook(published / "tables/made-up/table.xlsx")["Table"]
    assert [cell.font.b for cell in sheet[2]] == [False, True, False]
    assert sheet["B2"].value == "2.0 (1.5–2.7)"


@pytest.mark.usefixtures("published")
def test_one_name_for_two_tables_ends_the_build():
    show()
    show()
    with pytest.raises(ValueError, match="Two tables are called “made-up”"):
        show_table("Made-up counts", HEADER, ROWS[:1], slug="made-up")
