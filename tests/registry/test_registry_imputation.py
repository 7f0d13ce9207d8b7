"""No count is written where the record speaks of imputation that makes others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from registry_records import Json, mean_measure, measure, record

from synthesis.files.project import DATA_FOLDER
from synthesis.package.schema import read_schema
from synthesis.registry.mapping import Draft, draft_trial
from synthesis.registry.patterns import PATTERNS, Patterns, read_patterns
from synthesis.registry.read_record import read_record

SHARE: dict[str, Any] = {"unit": "percentage of participants", "statistic": "NUMBER"}
# Each fits one whole number of the arms' 101, 99 and 103.
FITTING = ("50.5", "62.6", "12.6")
TITLE = "Percentage of Participants With EASI-75"


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    schema = read_schema(DATA_FOLDER)
    return read_patterns({PATTERNS: (DATA_FOLDER / PATTERNS).read_text("utf-8")}, schema)


def drafted(measures: list[Json], patterns: Patterns) -> Draft:
    return draft_trial(read_record(json.dumps(record(measures)).encode()), "made-up-1", patterns)


def counts(draft: Draft) -> list[str]:
    return [row["responders"] for row in draft.tables["dichotomous"]]


@pytest.mark.parametrize(
    ("words", "imputation"),
    [
        ("Missing data were handled by multiple imputation.", "MI"),
        ("Multiply imputed data sets (MCMC), combined by Rubin’s rules", "MI"),
        ("Reference-based imputation", "MI"),
        ("NRI-C (non-responder imputation with multiple imputation for COVID-19)", "NRI-C"),
        ("NRI in primary, multiple imputation in sensitivity analyses", "not stated"),
    ],
)
@pytest.mark.parametrize("field", ["description", "populationDescription", "analyses"])
def test_an_imputed_percentage_stays_one(
    words: str, imputation: str, field: str, patterns: Patterns
) -> None:
    made = measure(TITLE, FITTING, **SHARE)
    made[field] = (
        [{"statisticalComment": words, "pValue": "0.01"}] if field == "analyses" else words
    )
    draft = drafted([made], patterns)
    rows = draft.tables["dichotomous"]
    assert counts(draft) == ["", "", ""]
    assert [row["percent_reported"] for row in rows] == [*FITTING]
    assert {row["imputation"] for row in rows} == {imputation}
    assert {row["verification"] for row in rows} == {"imputed"}
    assert all("the record speaks of imputation" in row["notes"] for row in rows)
    assert any("EASI75 at week 16" in line and "imputed" in line for line in draft.to_check)


@pytest.mark.parametrize(
    ("words", "imputation"),
    [
        ("", "not stated"),
        ("Patients with missing data were considered non-responders.", "NRI"),
        ("NRI-NC (plain non-responder imputation)", "NRI"),
        ("Patients with a history of myocardial infarction (MI)", "not stated"),
        ("Logistic regression with non-responder imputation", "NRI"),
    ],
)
def test_other_percentages_become_counts(words: str, imputation: str, patterns: Patterns) -> None:
    draft = drafted([measure(TITLE, FITTING, description=words, **SHARE)], patterns)
    assert counts(draft) == ["51", "62", "13"]
    assert {row["imputation"] for row in draft.tables["dichotomous"]} == {imputation}
    assert not any("imputed" in line for line in draft.to_check)


def test_one_arm_that_is_no_count_takes_the_counts_of_the_others(patterns: Patterns) -> None:
    arms = ("Upadacitinib 15 mg QD", "Upadacitinib 30 mg QD")
    first = measure(TITLE, FITTING[:2], titles=arms, sizes=(101, 99), **SHARE)
    # 12.5% of 103 patients is no number of patients.
    second = measure(TITLE, ("12.5",), titles=("Placebo",), sizes=(103,), **SHARE)
    draft = drafted([first, second], patterns)
    assert counts(draft) == ["", "", ""]
    other_week = measure(TITLE, FITTING, time_frame="Week 4", **SHARE)
    assert sorted(counts(drafted([first, second, other_week], patterns))) == [
        *("", "", ""),
        *("13", "51", "62"),
    ]


@pytest.mark.parametrize(
    ("population", "rows"),
    [("Per-protocol population", 0), ("Patients in the PPS", 0), ("FAS, as per protocol", 3)],
)
def test_a_per_protocol_population_is_listed(
    population: str, rows: int, patterns: Patterns
) -> None:
    made = {**measure(TITLE, FITTING, **SHARE), "populationDescription": population}
    draft = drafted([made], patterns)
    assert len(draft.tables["dichotomous"]) == rows
    assert any("per-protocol" in item.reason for item in draft.unmapped) == (rows == 0)


def test_a_posted_count_beside_imputation_says_so(patterns: Patterns) -> None:
    made = measure("Number of Participants With EASI-75", description="Multiple imputation")
    draft = drafted([made], patterns)
    assert counts(draft) == ["51", "62", "13"]
    for row in draft.tables["dichotomous"]:
        assert "posted as a count, but the record speaks of imputation (MI)" in row["notes"]
    assert any("EASI75 at week 16" in line for line in draft.to_check)


def test_the_posted_interval_of_a_percentage_is_kept(patterns: Patterns) -> None:
    made = mean_measure(
        TITLE,
        FITTING,
        dispersion="95% Confidence Interval",
        limits=(("40.5", "60.5"), ("52.6", "NA"), ("22.6", "32.6")),
        description="Multiple imputation",
        **SHARE,
    )
    rows = drafted([made], patterns).tables["dichotomous"]
    # One limit is none, and one interval does not hold its percentage.
    assert [(row["ci_low"], row["ci_high"]) for row in rows] == [
        ("40.5", "60.5"),
        ("", ""),
        ("", ""),
    ]


def test_two_percentages_of_one_arm_are_two_numbers(patterns: Patterns) -> None:
    texts = {"description": "Multiple imputation", **SHARE}
    draft = drafted(
        [measure(TITLE, FITTING, **texts), measure(TITLE, FITTING[::-1], **texts)], patterns
    )
    assert counts(draft) == [""]
    assert sum("different numbers" in item.reason for item in draft.unmapped) == 4
