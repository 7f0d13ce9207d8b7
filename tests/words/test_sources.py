"""What kind of place a number was read at: by rules that are data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.package.dataset import Dataset
from synthesis.words.sources import NO_PLACE, READ_AGAIN, SourceKind, kind_of, read_again

KINDS = (
    SourceKind("second", "a report of it", words=("report of",), places=("news.example",)),
    SourceKind("copy", "a copy", places=("copies.example/records",)),
    SourceKind("table", "the paper", words=("Table",)),
)
# Tables whose rows were read somewhere.
READ = (
    *("trials", "arms", "dichotomous", "continuous", "adverse_events", "baseline"),
    *("risk_of_bias", "long_term_safety", "regulatory", "published_meta_analyses"),
)


@pytest.mark.parametrize(
    ("address", "locator", "kind"),
    [
        ("https://copies.example/records/7", "", "copy"),
        ("http://WWW.Copies.example/Records/7", "", "copy"),
        ("copies.example/records (an address in words)", "", "copy"),
        ("https://copies.example/other", "", "page"),
        ("https://anywhere.example/7", "Table 2", "table"),
        ("https://anywhere.example/7", "see table 2", "table"),
        ("https://anywhere.example/7", "Timetable 2", "page"),
        ("https://copies.example/records/7", "Table 2", "copy"),
        ("https://copies.example/records/7", "report of a talk, Table 2", "second"),
        ("https://news.example", "Table 2", "second"),
        ("", "Table 2", "no-place"),
    ],
)
def test_a_place_is_of_the_first_kind_that_it_has(address: str, locator: str, kind: str) -> None:
    assert kind_of(address, locator, KINDS).id == kind


def test_a_place_of_no_declared_kind_is_named_by_its_host() -> None:
    assert kind_of("https://www.example.org/a", "", ()).name == "a page of example.org"
    assert kind_of("my own counts", "", ()).name == "a place given in words"
    assert kind_of("", "", KINDS).name == NO_PLACE


@given(st.text(), st.text())
def test_every_place_has_a_kind_with_a_name(address: str, locator: str) -> None:
    assert kind_of(address, locator, KINDS).name


def test_two_kinds_of_second_readings_have_different_words() -> None:
    assert len(set(READ_AGAIN.values())) == 3
    assert read_again("none", "") == "read once"
    assert read_again("confirmed", "the label").endswith("(the label)")


@pytest.mark.parametrize("table", READ)
def test_every_row_of_the_data_was_read_at_a_place_of_a_declared_kind(
    dataset: Dataset, table: str
) -> None:
    kinds = dataset.vocabulary.source_kinds
    declared = {kind.id for kind in kinds} | {"no-place"}
    for row in dataset.table(table).to_dict("records"):
        found = kind_of(row["source_url"], row["source_locator"], kinds)
        assert found.id in declared, (row["row"], row["source_url"])
        assert (found.id == "no-place") == (row["source_url"] == "")
