"""Subgroups on the page: every preferred row, as it was printed, and never in an analysis."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from bs4 import BeautifulSoup

from synthesis.package.dataset import Dataset
from synthesis.site.machinery.search import load_search
from synthesis.site.pages.data.subgroups import NOTHING_READ, show_subgroups
from synthesis.site.pages.data.trials import show_arms


def test_every_preferred_row_stands_in_the_table_as_printed(dataset: Dataset) -> None:
    frame = dataset.table("subgroups").query("preferred == 'yes'")
    table = BeautifulSoup(show_subgroups(dataset).text, "html.parser").find("table")
    assert table is not None
    cells = [[cell.text for cell in row("td")] for row in table.find("tbody")("tr")]  # type: ignore[union-attr]
    assert len(cells) == len(frame)
    results = [text for row in cells for text in row]
    assert "42.2%† (35.8 to 48.6)" in results
    assert "−43.53 (−51.37 to −35.69)" in results


def test_a_package_without_subgroups_says_so(dataset: Dataset) -> None:
    tables = {name: dataset.table(name) for name in dataset.schema.tables}
    empty = {**tables, "subgroups": tables["subgroups"].iloc[:0]}
    assert NOTHING_READ in show_subgroups(replace(dataset, _tables=MappingProxyType(empty))).text


def test_a_page_with_two_tables_that_search_has_their_library_once(dataset: Dataset) -> None:
    library = load_search().text
    assert library in show_arms(dataset).text
    assert library not in show_subgroups(dataset).text
