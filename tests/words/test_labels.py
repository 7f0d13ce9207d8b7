import re

import pandas as pd
import pytest

from synthesis.words.labels import (
    OUTCOME_MEANINGS,
    OUTCOME_NAMES,
    SPECIAL_REGIMENS,
    TIERS,
    capitalise,
    label_regimens,
    label_week,
    sort_key,
)


def make_arms(**changes):
    arm = {"regimen": "r", "drug": "madeupinib", "dose": 5.0, "dose_unit": "mg", "frequency": "QD"}
    return pd.DataFrame([arm | changes])


def test_every_regimen_of_the_real_arms_has_one_label(dataset):
    arms = dataset.table("arms")
    labels = label_regimens(arms)
    assert set(labels) == set(arms["regimen"])
    assert all(label.strip() and label == label.strip() for label in labels.values())
    assert not [label for label in labels.values() if re.search(r"\bnan\b|<NA>", label)]
    assert len(set(labels.values())) == len(labels)


def test_a_label_names_the_drug_of_its_regimen(dataset):
    arms = dataset.table("arms")
    labels = label_regimens(arms)
    assert all(
        labels[regimen].startswith(drug)
        for regimen, drug in zip(arms["regimen"], arms["drug"], strict=True)
    )


def test_no_two_drugs_and_doses_of_one_analysis_share_a_label(results):
    for result in results:
        labels = [pool.pool.label for pool in (*result.pools, *result.awaiting)]
        assert len(set(labels)) == len(labels), result.analysis.id


def test_special_regimens_exist(dataset):
    assert set(SPECIAL_REGIMENS) <= set(dataset.table("arms")["regimen"])


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({}, "madeupinib 5 mg"),
        ({"dose": 7.5}, "madeupinib 7.5 mg"),
        ({"dose": 0.25, "dose_unit": "percent", "frequency": "BID"}, "madeupinib 0.25%"),
        ({"dose": 300.0, "frequency": "QW"}, "madeupinib 300 mg weekly"),
        ({"dose": 300.0, "frequency": "Q2W"}, "madeupinib 300 mg every 2 weeks"),
        ({"dose": 300.0, "frequency": "Q4W"}, "madeupinib 300 mg every 4 weeks"),
        ({"dose": pd.NA}, "madeupinib"),
        ({"dose_unit": ""}, "madeupinib"),
        ({"drug": "placebo", "dose": 0.0}, "placebo"),
        ({"drug": "vehicle", "dose": 0.0, "dose_unit": "percent"}, "vehicle"),
        ({"regimen": "dupilumab-300-q2w", "drug": "dupilumab"}, "dupilumab (label dose)"),
    ],
)
def test_label_tells_drug_dose_and_rhythm(changes, label):
    arms = make_arms(**changes)
    assert label_regimens(arms) == {arms["regimen"][0]: label}


def test_the_first_arm_of_a_regimen_names_it():
    arms = pd.concat([make_arms(), make_arms(dose=9.0)])
    assert label_regimens(arms) == {"r": "madeupinib 5 mg"}


@pytest.mark.parametrize(
    ("week", "label"),
    [
        (None, "the primary week"),
        (0.143, "day 1"),
        (0.286, "day 2"),
        (0.429, "day 3"),
        (0.857, "day 6"),
        (1.0, "week 1"),
        (16.0, "week 16"),
        (12, "week 12"),
    ],
)
def test_week_in_words(week, label):
    assert label_week(week) == label


def test_order_is_by_drug_then_by_dose_as_a_number():
    ordered = [
        "abrocitinib 30 mg",
        "abrocitinib 100 mg",
        "baricitinib, equivalent of 1 mg",
        "baricitinib 2 mg",
        "baricitinib 10 mg",
        "delgocitinib 0.25%",
        "delgocitinib 3%",
        "placebo",
        "upadacitinib 7.5 mg",
        "upadacitinib 15 mg",
        "upadacitinib",
    ]
    shuffled = sorted(ordered)
    assert shuffled != ordered
    assert sorted(shuffled, key=sort_key) == ordered


def test_pools_of_every_analysis_stand_in_order_of_drug_and_dose(results):
    for result in results:
        labels = [pool.pool.label for pool in result.pools]
        assert labels == sorted(labels, key=sort_key)


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), ("placebo", "Placebo"), ("eASI", "EASI"), ("τ²", "Τ²")]
)
def test_capitalise_changes_the_first_letter_only(text, expected):
    assert capitalise(text) == expected


def test_every_declared_outcome_has_a_name_and_a_meaning(dataset):
    outcomes = {analysis.outcome for analysis in dataset.analyses}
    assert outcomes <= set(OUTCOME_NAMES)
    assert outcomes <= set(OUTCOME_MEANINGS)


def test_every_tier_of_the_data_has_words(dataset):
    for table in dataset.schema.tables:
        frame = dataset.table(table)
        # corrections.csv has no tier: its rows say what became of those of other tables.
        assert "verification" in frame or table == "corrections", table
        if "verification" in frame:
            assert set(frame["verification"]) <= set(TIERS), table
