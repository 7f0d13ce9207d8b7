"""Numbers by the kind of place where they were read add up to the rows of the files."""

from __future__ import annotations

from collections import Counter

import pandas as pd
from bs4 import BeautifulSoup

from synthesis.analyses.evidence.source_shares import NUMBERS, UNREAD, share_sources
from synthesis.package.dataset import Dataset
from synthesis.site.pages.data.sources import show_source_shares, sources_sentence


def rows_of(dataset: Dataset) -> pd.DataFrame:
    return pd.concat([dataset.table(table) for table in NUMBERS])


def test_shares_add_up_to_the_rows(dataset: Dataset) -> None:
    rows, shares = rows_of(dataset), share_sources(dataset)
    again = Counter(rows["second_reading"])
    assert sum(share.numbers for share in shares) == len(rows)
    assert sum(share.copied for share in shares) == again["record"]
    assert sum(share.confirmed for share in shares) == again["confirmed"]
    assert sum(share.once for share in shares) == again["none"]
    (unread,) = (share for share in shares if share.kind == UNREAD)
    assert unread.numbers == (rows["verification"] == "unverified").sum()
    assert shares[-1] == unread


def test_the_kind_with_most_numbers_comes_first(dataset: Dataset) -> None:
    read = [share.numbers for share in share_sources(dataset) if share.kind != UNREAD]
    assert read == sorted(read, reverse=True)
    assert len(read) > 5


def test_a_table_that_is_not_there_has_no_numbers(dataset: Dataset) -> None:
    assert share_sources(dataset, ()) == ()


def test_the_page_has_every_kind_and_the_total(dataset: Dataset) -> None:
    table = BeautifulSoup(show_source_shares(dataset).text, "html.parser").table
    lines = [
        [cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")
    ]
    assert len(lines) == len(share_sources(dataset)) + 1
    name, total, share, *rest = lines[-1]
    rows = rows_of(dataset)
    assert (name, total, share) == ("All of them", f"{len(rows):,}", "100.0%")
    assert sum(int(number.replace(",", "")) for number in rest) == len(rows)
    sentence = sources_sentence(dataset)
    again = Counter(rows["second_reading"])
    assert f"{again['confirmed']:,} were read again at another source" in sentence
    assert f"and {again['record']:,} in another copy" in sentence
