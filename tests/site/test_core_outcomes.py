"""The core outcomes: each cell is that of its network, with its certainty."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from synthesis.analyses.certainty.networks import effect_of_100
from synthesis.analyses.certainty.rate import rate_all
from synthesis.analyses.missing import Missing
from synthesis.analyses.run import Results
from synthesis.site.pages.results.core_outcomes import (
    NOTHING,
    CoreOutcomes,
    collect_core_outcomes,
    core_takeaways,
    of_100_text,
    show_core_outcomes,
)

COUNTS, MEANS = "network-easi75-monotherapy", "mean-dlqi-monotherapy"
COLUMNS = {"EASI-75": COUNTS, "DLQI": MEANS, "Control": "not-declared"}


@pytest.fixture(scope="module")
def core(book: Results) -> CoreOutcomes:
    return collect_core_outcomes(book, COLUMNS, ["abrocitinib", "upadacitinib"])


def test_every_dose_of_the_drugs_stands_with_what_its_networks_say(
    book: Results, core: CoreOutcomes
) -> None:
    network = book.network(COUNTS)
    assert not isinstance(network, Missing)
    ratings = rate_all(book)
    assert {core.labels[each].drug for each in core.regimens} == {"abrocitinib", "upadacitinib"}
    for regimen in core.regimens:
        row = network.compare(regimen, "placebo")
        found = core.columns["EASI-75"][regimen]
        assert found.effect == of_100_text(effect_of_100(network, row))
        assert found.rating == ratings[f"{COUNTS}.{regimen}-against-placebo"]
        assert found.better == (row.ci_low > 0)
    for row in book.means[MEANS].estimates:
        found = core.columns["DLQI"][row.treatment]
        assert found.better == (row.ci_high < 0)  # fewer points are better
    assert core.columns["Control"] == {}


def test_the_table_has_effect_and_level_and_a_dash_where_nothing_was_read(
    core: CoreOutcomes,
) -> None:
    page = BeautifulSoup(show_core_outcomes(core, "core", "Core outcomes").text, "html.parser")
    rows = [[cell.get_text(" ", strip=True) for cell in tr.find_all(["th", "td"])]
            for tr in page.select("tbody tr")]  # fmt: skip
    assert len(rows) == len(core.regimens)
    for regimen, cells in zip(core.regimens, rows, strict=True):
        level = core.columns["EASI-75"][regimen].rating.level
        assert cells[1].endswith(f"{level} certainty")
        assert cells[3] == "–"


def test_takeaways_count_what_the_table_shows(book: Results, core: CoreOutcomes) -> None:
    first, second = core_takeaways("Drug alone", core)
    better = sum(
        all(column[each].better for column in core.columns.values() if each in column)
        for each in core.regimens
    )
    assert first.startswith(f"Drug alone: {better} of {len(core.regimens)} doses")
    assert second.endswith(f"of {len(core.results)} of these results.")
    none = collect_core_outcomes(book, {"Control": "not-declared"}, ["abrocitinib"])
    assert core_takeaways("Drug alone", none) == ("Drug alone: nothing has been read.",)
    assert NOTHING in show_core_outcomes(none, "core", "Core outcomes").text


def test_fewer_patients_have_a_minus() -> None:
    assert of_100_text((-1.2, -4.0, 12.6)) == "−1 (−4 to 13)"
