import re

import pytest
from bs4 import BeautifulSoup

from synthesis.analyses.long_term import (
    find_disagreements,
    read_long_term,
    with_rate,
)
from synthesis.analyses.long_term_doses import compare_doses
from synthesis.site.pages.harms.boxed_warning import (
    AGENCY_FACTS,
    show_agency_facts,
    show_warning_trial,
    warning_trial,
)
from synthesis.site.pages.harms.long_term import (
    checked_sentence,
    dose_sentence,
    of_subject,
    show_disagreements,
    show_dose_rates,
    show_rates,
)


@pytest.fixture(scope="module")
def rows(dataset):
    return read_long_term(dataset)


@pytest.fixture(scope="module")
def rates(rows):
    return of_subject(with_rate(rows))


def parse(html):
    return BeautifulSoup(html.text, "html.parser")


def test_only_atopic_dermatitis_is_compared_by_dose(rates):
    assert rates
    assert not {"tofacitinib", "TNF inhibitor", "none (background)"} & {r.drug for r in rates}


def test_the_dose_table_has_every_pair_and_says_why_a_ratio_is_missing(rates):
    compared = compare_doses(rates)
    table = parse(show_dose_rates(compared)).table
    lines = table.tbody.find_all("tr")
    assert len(lines) == len(compared)
    for line, pair in zip(lines, compared, strict=True):
        ratio = line.find_all("td")[-1].get_text()
        assert bool(re.search(r"\d", ratio)) == (pair.ratio is not None)
        assert "QD" not in line.get_text()
        assert not re.search(r"\binf\b", ratio)


def test_the_sentence_on_doses_counts_and_never_calls_silence_safety(rates):
    compared = compare_doses(rates)
    known = [pair for pair in compared if pair.ratio]
    clear = [p for p in known if p.ratio.low > 1 or p.ratio.high < 1]
    sentence = dose_sentence(compared)
    assert f"{len(known)} comparisons" in sentence
    assert f"In the other {len(known) - len(clear)} " in sentence
    assert "not evidence that the dose does not matter" in sentence
    assert "for none" in dose_sentence([])


def test_disagreements_are_counted_and_listed(rates):
    found = find_disagreements(rates)
    assert found
    items = parse(show_disagreements(rates)).find_all("li")
    assert len(items) == len(found)
    differing = len({each.rate.row for each in found})
    assert f"those of {differing} rows differ" in checked_sentence(rates)
    assert "all agree" in checked_sentence([])
    assert str(show_disagreements([])) == "None."


def test_every_rate_stands_with_the_place_it_was_read(dataset, rates):
    text = parse(show_rates(dataset, rates)).get_text()
    shown = sorted(map(int, re.findall(r"long_term_safety\.csv, row (\d+)", text)))
    assert shown == sorted(rate.row for rate in rates)


def test_the_trial_behind_the_warning_is_compared_with_its_own_control(dataset, rows):
    compared = warning_trial(rows)
    assert compared
    assert {each.dose.drug for each in compared} == {"tofacitinib"}
    assert {each.control.drug for each in compared} == {"TNF inhibitor"}
    table = parse(show_warning_trial(dataset, compared)).table
    lines = [row for row in table.tbody.find_all("tr", recursive=False) if "below" not in
             row.get("class", [])]  # fmt: skip
    assert len(lines) == len(compared)


def test_agency_facts_are_those_of_the_record_with_their_place(dataset):
    table = dataset.table("regulatory")
    chosen = table[table["fact_type"].isin(AGENCY_FACTS) & (table["preferred"] == "yes")]
    html = parse(show_agency_facts(dataset))
    text = html.get_text()
    assert len(chosen) > 3
    for record in chosen.to_dict("records"):
        assert record["fact"] in text
        assert f"regulatory.csv, row {record['row']}" in text
    assert html.find_all("a") == []
