from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from synthesis.analyses.sensitivity import PAULE_MANDEL, THE_SAME, WITH_UNVERIFIED
from synthesis.analyses.sensitivity_table import COLUMNS, RISK_DIFFERENCE, sensitivity_table
from synthesis.site.pages.results.choices import (
    changing_columns,
    changing_sentences,
    show_choices_of,
    show_choices_of_outcomes,
    side,
    steady_sentence,
)
from synthesis.words.labels import capitalise
from synthesis.words.numbers import format_effect


@pytest.fixture(scope="module")
def table(dataset):
    return sensitivity_table(dataset, dataset.analyses)


def parse(html):
    return BeautifulSoup(html.text, "html.parser")


def row_of(table, identifier):
    return next(row for row in table if row.pool.id == identifier)


def changed(row, column, **numbers):
    """The row with other numbers in one cell."""
    cells = [
        replace(cell, result=replace(cell.result, **numbers)) if cell.column == column else cell
        for cell in row.cells
    ]
    return replace(row, cells=tuple(cells))


def test_the_table_shows_every_cell(table, dataset):
    analysis = dataset.analysis("easi75-monotherapy")
    soup = parse(show_choices_of(table, analysis))
    own = [row for row in table if row.pool.analysis == analysis]
    lines = soup.table.tbody.find_all("tr")
    assert soup.table["id"] == "sensitivity-easi75-monotherapy"
    assert len(lines) == len(own)
    header = [cell.get_text() for cell in soup.table.thead.find_all("th")]
    assert header[2:] == [f"{c}, percentage points" if c == RISK_DIFFERENCE else c for c in COLUMNS]
    for line, row in zip(lines, own, strict=True):
        name, k, *cells = line.find_all(["th", "td"])
        assert name.get_text() == capitalise(row.pool.label)
        assert k.get_text() == str(row.primary.k)
        for shown, cell in zip(cells, row.cells, strict=True):
            if cell.result is None:
                assert shown.get_text() == cell.note != ""
            elif cell.note == THE_SAME:
                assert shown.get_text() == "same"
            else:
                value = format_effect(cell.result.estimate, cell.result.measure)
                assert shown.select_one(".league-value").get_text() == value
                bold = "clear" in shown.select_one(".league-value")["class"]
                assert bold == (side(cell.result) != 0)


def test_other_analyses_stand_in_one_table_with_their_titles(table):
    soup = parse(show_choices_of_outcomes(table, ["EASI90_ITCH01", "IGA01"], "other-outcomes"))
    titles = [line.td.get_text() for line in soup.table.tbody.find_all("tr")]
    rows = [row for row in table if row.pool.analysis.outcome in ("EASI90_ITCH01", "IGA01")]
    assert titles == [row.pool.analysis.title for row in rows]
    assert soup.table["id"] == soup.table["data-slug"] == "sensitivity-other-outcomes"


def test_an_analysis_without_pools_has_a_sentence_and_no_table(dataset):
    analysis = dataset.analysis("itch4-children")
    soup = parse(show_choices_of([], analysis))
    assert soup.table is None
    assert "no drug and dose has usable counts yet" in soup.get_text()


def test_a_choice_that_opens_the_interval_is_named(table):
    row = row_of(table, "easi75-monotherapy.abrocitinib-200-qd")
    assert changing_columns(row) == ()
    opened = changed(row, PAULE_MANDEL, ci_low=-0.1)
    assert changing_columns(opened) == (PAULE_MANDEL,)
    turned = changed(opened, WITH_UNVERIFIED, ci_low=-2.0, ci_high=-1.0)
    (sentence,) = changing_sentences([row, turned])
    assert sentence.startswith("Abrocitinib 200 mg (EASI-75, oral drug alone)")
    assert f"under “{PAULE_MANDEL}” and “{WITH_UNVERIFIED}”" in sentence


def test_steady_sentence_counts_each_kind(table):
    clear = row_of(table, "easi75-monotherapy.abrocitinib-200-qd")
    opened = changed(clear, PAULE_MANDEL, ci_low=-0.1)
    still_open = clear
    for column in (cell.column for cell in clear.cells if cell.result):
        still_open = changed(still_open, column, ci_low=-1.0, ci_high=1.0)
    assert steady_sentence([clear, opened, still_open, clear], "made up") == (
        "Made up, 4 drugs and doses: 2 whose interval excludes no effect under every choice, "
        "1 whose interval leaves it open under every choice and 1 with a choice that changes this."
    )
    assert "none with a choice" in steady_sentence([clear], "made up")
    alone = changed(clear, COLUMNS[0], k=1)
    assert "1 of 2 rest on one trial" in steady_sentence([clear, alone], "made up")
