"""The table of every responder count."""

from __future__ import annotations

from synthesis.package.dataset import Dataset
from synthesis.site.machinery.provenance import LONGEST_PLACE, read_at
from synthesis.site.pages.data.numbers import show_numbers


def test_every_row_is_in_the_table(dataset: Dataset) -> None:
    rows = dataset.table("dichotomous")
    assert f"Every responder count: {len(rows):,} rows" in show_numbers(dataset).text


def test_a_place_is_its_host_and_locator() -> None:
    assert read_at("https://pmc.ncbi.nlm.nih.gov/articles/PMC1", "Table 2") == (
        "pmc.ncbi.nlm.nih.gov: Table 2"
    )
    assert read_at("github.com/somebody/something (copy)", "") == "github.com"
    assert read_at("", "") == ""
    assert len(read_at("https://example.org/a", "word " * 100)) <= LONGEST_PLACE


def test_no_place_is_a_link(dataset: Dataset) -> None:
    assert "<a " not in show_numbers(dataset).text
