import csv
import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from synthesis.analyses.networks import run_network
from synthesis.files.project import ROOT
from synthesis.site.pages.data.plan import (
    describe_analysis,
    show_dictionary,
    show_keys,
    show_network_plan,
    show_plan,
    show_tiers,
    tier_sentences,
)
from synthesis.words.labels import TIERS, capitalise

DATA = ROOT / "data"


def parse(html):
    return BeautifulSoup(html.text, "html.parser")


def cells(row):
    return [cell.get_text() for cell in row.find_all(["th", "td"], recursive=False)]


def body(html):
    return parse(html).table.tbody.find_all("tr", recursive=False)


@pytest.fixture(scope="module")
def responder_rows():
    """dichotomous.csv without the package's own reader."""
    with (DATA / "dichotomous.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def declared_ids(kind):
    plan = (DATA / "analyses.toml").read_text("utf-8")
    return re.findall(rf'^\[\[{kind}\]\]\nid = "(.+)"$', plan, re.M)


def test_plan_has_every_declared_network(dataset):
    networks = [run_network(dataset, network.id) for network in dataset.networks[:2]]
    rows = body(show_network_plan(networks))
    assert [row["id"] for row in rows] == [
        f"analysis-{name}" for name in declared_ids("network")[:2]
    ]
    for row, network in zip(rows, networks, strict=True):
        assert cells(row)[0] == network.analysis.id + network.analysis.question
        assert f"{len(network.result.trials)} trials" in cells(row)[2]
        assert "oral or subcutaneous drug and dose" in cells(row)[1]
        assert "from week 12 to week 16" in cells(row)[1]


def test_plan_has_every_declared_analysis(dataset, results):
    rows = body(show_plan(dataset, results))
    declared = declared_ids("analysis")
    assert declared
    assert [cells(row)[0] for row in rows] == [a.id + a.question for a in dataset.analyses]
    assert [row["id"] for row in rows] == [f"analysis-{name}" for name in declared]


def test_plan_tells_the_pools_found(dataset, results):
    for row, result in zip(body(show_plan(dataset, results)), results, strict=True):
        found = cells(row)[2]
        assert found.count("(k = ") == len(result.pools)
        assert (found == "no usable counts yet") == (not result.pools)
        for pool in result.pools:
            assert f"{pool.pool.label} (k = {pool.primary.k})" in found


def test_an_analysis_in_words(dataset):
    labels = dataset.labels
    text = describe_analysis(dataset.analysis("easi75-monotherapy"), labels)
    assert text == (
        "Eczema at least 75% better (EASI-75) at each trial’s own primary week: every oral drug "
        "and dose against placebo or vehicle, in trials that admit nobody under 12 years, with no "
        "topical anti-inflammatory treatment beside the drug. One pool for each drug and dose; "
        "odds ratio; rows that are source, derived, imputed and inferred."
    )
    against = describe_analysis(dataset.analysis("itch4-week-16-against-dupilumab"), labels)
    assert "at week 16: every oral drug and dose against dupilumab (label dose)" in against
    between = describe_analysis(dataset.analysis("easi75-upadacitinib-30-against-15"), labels)
    assert ": upadacitinib 30 mg against upadacitinib 15 mg, in" in between


def test_every_background_of_the_data_has_words(dataset):
    words = dataset.vocabulary.backgrounds
    assert all(words[code].beside != f"{words[code].subject}: {code}"
               for code in set(dataset.table("trials")["background"]))  # fmt: skip


def test_dictionary_has_every_field_with_its_description(dataset):
    schema = dataset.schema
    for table in schema.tables:
        rows = body(show_dictionary(schema, table))
        for row, field in zip(rows, schema.fields(table), strict=True):
            shown = cells(row)
            assert shown[0] == field["name"]
            assert shown[1] == capitalise(field["description"])
            assert shown[2] == field.get("unit", "")
            assert shown[3].strip()
            assert row["id"] == f"field-{table}-{field['name']}"


def test_dictionary_has_every_column_of_the_files(dataset):
    schema = dataset.schema
    for table, path in schema.files():
        with (DATA / path).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert [cells(row)[0] for row in body(show_dictionary(schema, table))] == header


def test_dictionary_explains_every_code(dataset):
    (row,) = [
        row
        for row in body(show_dictionary(dataset.schema, "dichotomous"))
        if cells(row)[0] == "outcome"
    ]
    codes = dataset.schema.codes("dichotomous", "outcome")
    shown = [item.get_text() for item in row.find_all("li")]
    assert shown == [f"{code}: {meaning}" for code, meaning in codes.items()]


def test_keys_name_every_table(dataset):
    rows = [cells(row) for row in body(show_keys(dataset.schema))]
    assert [row[0] for row in rows] == [f"{table}.csv" for table in dataset.schema.tables]
    assert all(row[1] and row[2] for row in rows)
    assert ["arms.csv", "trial_id + arm_id", "trial_id → trials"] in rows


def test_tiers_add_up_to_the_rows(dataset):
    rows = [cells(row) for row in body(show_tiers(dataset))]
    known = {table for table in dataset.schema.tables if "verification" in dataset.table(table)}
    files = [path for table, path in dataset.schema.files() if table in known]
    for row, path in zip(rows, files, strict=True):
        with (DATA / path).open(encoding="utf-8", newline="") as file:
            records = list(csv.DictReader(file))
        counts = Counter(record["verification"] for record in records)
        assert row[0] == path
        assert [int(number) for number in row[2:-2]] == [counts[tier] for tier in TIERS]
        assert int(row[1]) == len(records) == sum(counts.values())
        again = Counter(record["second_reading"] for record in records)
        assert [int(number) for number in row[-2:]] == [again["record"], again["confirmed"]]


def test_sentences_on_tiers_count_the_csv(dataset, responder_rows):
    unverified = [row for row in responder_rows if row["verification"] == "unverified"]
    inferred = [row for row in responder_rows if row["verification"] == "inferred"]
    confirmed = [row for row in responder_rows if row["second_reading"] == "confirmed"]
    without_count = [
        row
        for row in responder_rows
        if row["responders"] == "" != row["percent_reported"]
        and row["verification"] not in ("unverified", "imputed")
    ]
    imputed = [row for row in responder_rows if row["verification"] == "imputed"]
    first, second, *more, third, fourth = tier_sentences(dataset)
    assert [sentence.split()[0] for sentence in more] == [str(len(imputed))] * bool(imputed)
    trials = {row["trial_id"] for row in unverified}
    assert first.startswith(f"{len(unverified)} of {len(responder_rows):,} responder rows")
    assert f"({len(trials)} trials)" in first
    assert second.startswith(f"{len(inferred)} rows rest on an inferred denominator")
    assert third.startswith(f"For {len(without_count)} rows only a percentage")
    assert fourth.startswith(f"{len(confirmed)} responder rows have been confirmed")
    copied = sum(row["second_reading"] == "record" for row in responder_rows)
    assert f"and {copied} in another copy of the same record" in fourth


def test_the_promises_of_the_tier_sentences_hold(results):
    arms = [arm for result in results for pool in result.pools for arm in pool.pool.arms]
    assert "unverified" not in {arm.verification for arm in arms}
    for result in results:
        for pool in result.pools:
            names = [item.name for item in pool.sensitivity]
            assert {"Without inferred counts", "Without imputed percentages"} <= set(names)
