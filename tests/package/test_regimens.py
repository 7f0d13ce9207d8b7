"""Words for regimens: drug, dose, how often, circumstances; never the same for two."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_terms import NO_WORDS

from synthesis.package.dataset import Dataset
from synthesis.package.regimens import label_regimens
from synthesis.package.vocabulary import Vocabulary, read_vocabulary

WORDS = """
[subject]
title = "A book"
disease = "made-up disease"
treatments = "made-upinibs"

[[drug_class]]
id = "made-up"
name = "made-upinib"
sign = "second"
focus = true

[[drug]]
id = "madeupinib"
drug_class = "made-up"

[[drug]]
id = "IMB"
name = "inventimab"

[[regimen]]
id = "madeupinib-usual"
label = "madeupinib (usual dose)"

[[circumstance]]
ending = "-maintenance"
words = ", maintenance after 10 mg"
"""
ARM = {"regimen": "r", "drug": "madeupinib", "dose": 5.0, "dose_unit": "mg", "frequency": "QD"}


def words() -> Vocabulary:
    found, defects = read_vocabulary(WORDS)
    assert found is not None, defects
    return found


def make_arms(*changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([ARM | change for change in changes])


def test_every_regimen_of_the_real_arms_has_a_label_of_its_own(dataset: Dataset) -> None:
    labels, arms = dataset.labels, dataset.table("arms")
    assert list(labels) == list(dict.fromkeys(arms["regimen"]))
    assert all(label.strip() and label == label.strip() for label in labels.values())
    assert not [label for label in labels.values() if re.search(r"\bnan\b|<NA>", label)]
    assert len(set(labels.values())) == len(labels)


def test_a_label_names_the_drug_of_its_regimen_and_its_class(dataset: Dataset) -> None:
    arms = dataset.table("arms")
    for regimen, drug in zip(arms["regimen"], arms["drug"], strict=True):
        label = dataset.labels[regimen]
        assert label.startswith(drug)
        assert label.drug == drug
        assert label.sign == dataset.vocabulary.sign(drug)
        assert (label.sign == "inactive") == (drug in ("placebo", "vehicle"))
        assert label.dose


def test_regimens_with_words_of_their_own_exist(dataset: Dataset) -> None:
    regimens = set(dataset.table("arms")["regimen"])
    assert {each.id for each in dataset.vocabulary.regimen} <= regimens
    for each in dataset.vocabulary.circumstance:
        assert [regimen for regimen in regimens if regimen.endswith(each.ending)], each.ending


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({}, "madeupinib 5 mg"),
        ({"dose": 7.5}, "madeupinib 7.5 mg"),
        ({"dose_unit": "mg/kg"}, "madeupinib 5 mg/kg"),
        ({"dose_unit": "relative", "dose": 0.5}, "madeupinib 0.5×"),
        ({"dose": 0.25, "dose_unit": "percent", "frequency": "BID"}, "madeupinib 0.25%"),
        ({"dose": 0.25, "dose_unit": "percent"}, "madeupinib 0.25% once daily"),
        (
            {"dose": 1.5, "dose_unit": "percent", "regimen": "madeupinib-cream-1.5-qd"},
            "madeupinib cream 1.5% once daily",
        ),
        ({"dose": 300.0, "frequency": "QW"}, "madeupinib 300 mg weekly"),
        ({"dose": 300.0, "frequency": "Q2W"}, "madeupinib 300 mg every 2 weeks"),
        ({"dose": 300.0, "frequency": "Q4W"}, "madeupinib 300 mg every 4 weeks"),
        ({"dose": pd.NA}, "madeupinib"),
        ({"dose_unit": ""}, "madeupinib"),
        ({"drug": "placebo", "dose": 0.0}, "placebo"),
        ({"drug": "vehicle", "dose": 0.0, "dose_unit": "percent"}, "vehicle"),
        ({"drug": "IMB", "frequency": "Q2W"}, "inventimab 5 mg every 2 weeks"),
        ({"regimen": "madeupinib-usual"}, "madeupinib (usual dose)"),
        ({"regimen": "madeupinib-5-qd-maintenance"}, "madeupinib 5 mg, maintenance after 10 mg"),
    ],
)
def test_a_label_tells_drug_dose_and_rhythm(changes: dict[str, Any], label: str) -> None:
    arms = make_arms(changes)
    assert label_regimens(arms, words()) == {arms["regimen"][0]: label}


def test_the_first_arm_of_a_regimen_names_it() -> None:
    assert label_regimens(make_arms({}, {"dose": 9.0}), words()) == {"r": "madeupinib 5 mg"}


def test_once_and_twice_daily_are_told_apart_and_nothing_else_is() -> None:
    arms = make_arms(
        {"regimen": "one"}, {"regimen": "two", "frequency": "BID"}, {"regimen": "ten", "dose": 10.0}
    )
    assert label_regimens(arms, words()) == {
        "one": "madeupinib 5 mg once daily",
        "two": "madeupinib 5 mg twice daily",
        "ten": "madeupinib 10 mg",
    }


def test_where_rhythm_does_not_tell_them_apart_their_ids_do() -> None:
    arms = make_arms({"regimen": "tablet"}, {"regimen": "capsule"})
    assert set(label_regimens(arms, words()).values()) == {
        "madeupinib 5 mg once daily tablet",
        "madeupinib 5 mg once daily capsule",
    }


def test_what_a_label_is_made_of() -> None:
    arms = make_arms(
        {},
        {"regimen": "usual", "drug": "IMB"},
        {"regimen": "madeupinib-usual"},
        {"regimen": "placebo", "drug": "placebo", "dose": 0.0, "dose_unit": ""},
    )
    plain, other, usual, placebo = label_regimens(arms, words()).values()
    assert (plain.drug, plain.dose, plain.kind, plain.sign, plain.focus) == (
        "madeupinib", "5 mg", "made-upinib", "second", True,
    )  # fmt: skip
    assert (other.drug, other.kind, other.sign, other.focus) == (
        "inventimab", "other treatment", "fifth", False,
    )  # fmt: skip
    assert usual.dose == "usual dose"
    assert (placebo.kind, placebo.sign, placebo.focus) == ("placebo", "inactive", False)


arms_lists = st.lists(
    st.fixed_dictionaries(
        {
            "regimen": st.sampled_from(["a", "b", "c", "d 5 mg", "e once daily a"]),
            "drug": st.sampled_from(["d", "e", "IMB"]),
            "dose": st.sampled_from([5.0, 10.0]),
            "dose_unit": st.sampled_from(["mg", "percent", "relative"]),
            "frequency": st.sampled_from(["QD", "BID", "Q2W", "not stated"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@given(arms_lists)
def test_no_two_labels_are_alike(arms: list[dict[str, Any]]) -> None:
    labels = label_regimens(pd.DataFrame(arms), NO_WORDS)
    assert len(set(labels.values())) == len(labels) == len({arm["regimen"] for arm in arms})
