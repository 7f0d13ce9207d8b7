"""Titles as registries word them: each is the right outcome, or it is listed with a reason."""

from __future__ import annotations

import json

import pytest
from registry_records import category, measure, record, weekly

from synthesis.files.project import DATA_FOLDER
from synthesis.package.schema import read_schema
from synthesis.registry.mapping import Draft, draft_trial
from synthesis.registry.patterns import PATTERNS, Patterns, read_patterns
from synthesis.registry.read_record import read_record

SHARE = {"unit": "percentage of participants", "statistic": "NUMBER"}
SHARES = ("50.5", "62.6", "12.6")

WORDINGS = {
    "EASI50": [
        "Percentage of Participants With EASI-50 Response at Week 16",
        "Percentage of Participants Achieving ≥50% Improvement From Baseline in EASI",
        "Percentage of Patients Achieving a 50% Reduction From Baseline in EASI Score",
        "EASI50 Responders",
    ],
    "EASI75": [
        "Percentage of Participants Achieving EASI75 at Week 16",
        "Percentage of Participants Achieving EASI 75",
        "Percentage of Participants With EASI-75 Response",
        "Participants With at Least a 75% Reduction in Eczema Area and Severity Index",
        "Percentage of Participants Achieving at Least 75% Improvement in Eczema Area and Severity "
        "Index (EASI) Score From Baseline",
        "Percentage of Participants Achieving Eczema Area and Severity Index-75 (EASI-75)",
        "Percentage of Participants Achieving Eczema Area and Severity Index 75 at Week 16",
        "Percentage of Participants With Eczema Area and Severity Index (EASI) Response >=75% "
        "Improvement From Baseline (EASI-75)",
        "Percentage of Participants Achieving EASI ≥ 75% Improvement From Baseline",
        "Percentage of Subjects With a 75 Percent or Greater Improvement in EASI",
        "Percentage of Patients With Improvement of at Least 75 Percent From Baseline in EASI",
        "Percentage of Participants Achieving Seventy-five Percent Improvement in EASI",
        "Proportion of Patients Achieving EASI‑75 (≥75% improvement from baseline)",
        "Percentage of Participants With Greater Than or Equal to 75% Improvement in EASI",
        "PERCENTAGE OF PARTICIPANTS ACHIEVING EASI-75",
        "Percentage of Participants Achieving Eczema Area and Severity Index (EASI) Response of "
        ">=75 Percent (%) Improvement From Baseline",
        "Eczema Area & Severity Index 75% Response: Percentage of Patients With EASI 75",
        "Percentage of Participants Whose EASI Improved by ≥75%",
    ],
    "EASI90": [
        "Percentage of Participants With EASI-90 Response",
        "Participants Achieving a ≥ 90% Improvement From Baseline in EASI Total Score",
        "Percentage of Participants With 90% Improvement From Baseline in EASI",
        "Percentage of Participants Achieving at Least a 90% Reduction in Eczema Area and Severity "
        "Index (EASI 90)",
        "Percentage of Participants With EASI (90) Response",
    ],
    "EASI100": [
        "Percentage of Participants With EASI-100 Response",
        "Percentage of Participants Achieving 100% Improvement From Baseline in EASI",
        "Percentage of Participants Achieving an EASI Score of 0",
    ],
    "IGA01": [
        "Percentage of Participants With IGA of 0 or 1 and a ≥2-Point Improvement From Baseline",
        "Percentage of Participants Achieving vIGA-AD of 0 or 1 With a Reduction From Baseline of "
        "≥2 Points",
        "Percentage of Participants With Investigator's Global Assessment (IGA) Response of Clear "
        "(0) or Almost Clear (1) (on a 5-point Scale) and a Reduction From Baseline of ≥2 Points",
        "Percentage of Participants Achieving Validated Investigator Global Assessment for Atopic "
        "Dermatitis (vIGA-AD) of 0/1 With at Least 2 Grades of Reduction From Baseline",
        "Percentage of Patients Achieving IGA 0-1 With a ≥ 2 Point Improvement",
        'Percentage of Participants With IGA "Clear" or "Almost Clear" and 2-Grade Improvement',
        "Percentage of Participants Achieving IGA 0/1 With ≥2-step Improvement",
        "Percentage of Participants Achieving Investigator's Global Assessment (IGA) Response of "
        "Clear (0) or Almost Clear (1) and Greater Than or Equal to 2 Points Improvement",
        "Percentage of Participants With IGA Response of 0 or 1 and \\>= 2 Points of Improvement",
        "Percentage of Participants With IGA Treatment Success (IGA-TS)",
        "Percentage of Participants Achieving vIGA-AD Treatment Success",
        "Percentage of Participants With ISGA Clear (0) or Almost Clear (1) With at Least a "
        "2-Grade Improvement From Baseline",
        "Percentage of Participants With IGA Score ≤1 and Two-Point Improvement",
    ],
    "ITCH4": [
        "Percentage of Participants With ≥4-Point Improvement From Baseline in PP-NRS",
        "Percentage of Participants With at Least 4-Point Improvement in Peak Pruritus Numerical "
        "Rating Scale From Baseline",
        "Percentage of Participants Achieving a ≥ 4 Point Reduction in Worst Pruritus NRS",
        "Participants With Baseline WP-NRS ≥4 Achieving ≥4-Point Improvement in WP-NRS",
        "Percentage of Participants Achieving a 4-Point Improvement in Itch NRS",
        "Percentage of Participants With Itch NRS4 Response",
        "Percentage of Participants With at Least 4 Points Improvement From Baseline in the "
        "Numerical Rating Scale (NRS) for Severity of Pruritus: Full Analysis Set (FAS)",
        "Percentage of Participants Achieving \\>=4 Points Improvement in Peak Pruritus NRS",
        "Percentage of Participants With Improvement (Reduction) of ≥4 Points in Weekly Average of "
        "Daily Peak Pruritus NRS",
        "Percentage of Participants With a Four-point or Greater Reduction in Itch NRS Score",
        "Percentage of Participants With Reduction of Worst Daily Pruritus NRS of at Least 4",
        "Percentage of Participants Achieving 4 or More Points Improvement in Pruritus NRS",
    ],
    "ITCH01": [
        "Percentage of Participants Achieving a WP-NRS Score of 0 or 1",
        "Percentage of Participants With PP-NRS 0/1",
        "Percentage of Participants With Worst Pruritus Numerical Rating Scale 0 or 1",
        "Percentage of Participants With Itch NRS Score <2",
    ],
    "DLQI4": [
        "Percentage of Participants With ≥4-Point Improvement in Dermatology Life Quality Index",
        "Percentage of Participants Achieving a DLQI Reduction of at Least 4 Points",
    ],
    "DLQI01": [
        "Percentage of Participants With DLQI Score of 0 or 1",
        "Percentage of Participants Achieving Dermatology Life Quality Index (DLQI) 0/1",
    ],
}

LISTED = {
    "Percentage Change From Baseline in EASI Score": "a change",
    "Percent Change From Baseline in EASI-75 Subscore": "a change",
    "Mean Change From Baseline in PP-NRS": "a change",
    "Change From Baseline in DLQI 4-point Item": "a change",
    "Time to EASI-75 Response": "a time",
    "Time to First 4-Point Improvement in PP-NRS": "a time",
    "Percentage of Participants Who Maintained EASI-75": "response kept",
    "Percentage of Participants With Loss of EASI-75 Response": "response kept",
    "Percentage of Participants Achieving EASI-75 and IGA 0/1 With ≥2-point Reduction": "more than",
    "Percentage of Participants With EASI-90 and WP-NRS 0 or 1": "more than one",
    "Percentage of Participants With IGA 0 or 1": "2 points",
    "Percentage of Participants With IGA Response": "fits no pattern",
    "Percentage of Participants With EASI Response": "fits no pattern",
    "Percentage of Adolescent Participants With EASI-75": "",
    "Percentage of Participants With EASI-75 in Japan": "a part of the trial",
    "Percentage of Participants With EASI-75 on Head and Neck": "a part of the body",
    "Percentage of Participants With EASI-75 in the Open-Label Period": "a later period",
    "Percentage of Participants With SCORAD-75": "fits no pattern",
    "Percentage of Participants With 75% Improvement in SCORAD": "fits no pattern",
    "Percentage of Participants With mEASI-75": "fits no pattern",
    "Percentage of Participants With ≥3-Point Improvement in PP-NRS": "fits no pattern",
    "Percentage of Participants With ≥4-Point Improvement in POEM": "fits no pattern",
    "Percentage of Participants With ≥4-Point Improvement in Average Itch NRS": "fits no pattern",
    "Percentage of Participants With ≥6-Point Improvement in CDLQI and ≥4": "fits no pattern",
    "Percentage of Participants With ≥4-Point Improvement in Skin Pain NRS": "fits no pattern",
    "Percentage of Participants With PP-NRS ≥4-Point Worsening": "a worsening",
    "Percentage of Participants Achieving EASI-75 at Any Time": "a time",
    "Percentage of Participants With EASI-75 and Prior Dupilumab": "a part of the trial",
    "Percentage of Participants With EASI-75: Per Protocol Analysis Set (PPAS)": "per-protocol",
    "Percentage of Participants Achieving IGA Response of Clear (0)": "fits no pattern",
    "Percentage of Participants Not Achieving EASI-75": "did not respond",
    "Percentage of Participants Without EASI-75 Response": "did not respond",
    "Kaplan-Meier Estimate of EASI-75 Response": "an estimate",
    "Percentage of Participants With EASI-75 by Baseline Severity": "split by",
    "Percentage of Participants With EASI <75% Improvement": "fits no pattern",
    "Percentage of Participants With EASI-75 or ITCH NRS 4-Point Response": "more than one",
    "": "fits no pattern",
}


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    text = (DATA_FOLDER / PATTERNS).read_text(encoding="utf-8")
    return read_patterns({PATTERNS: text}, read_schema(DATA_FOLDER))


def draft(measures: list[dict], patterns: Patterns) -> Draft:
    content = record(measures)
    del content["resultsSection"]["adverseEventsModule"]
    return draft_trial(read_record(json.dumps(content).encode()), "invented-1", patterns)


def outcomes(found: Draft) -> set[tuple[str, str, str, str]]:
    return {
        (row["outcome"], row["week"], row["arm_id"], row["responders"])
        for row in found.tables["dichotomous"]
    }


def reasons(found: Draft) -> str:
    return "\n".join(item.reason for item in found.unmapped if "Measures" in item.place)


def test_enough_wordings_are_tried() -> None:
    assert sum(map(len, WORDINGS.values())) >= 55
    assert sum(map(len, WORDINGS.values())) + len(LISTED) >= 90


@pytest.mark.parametrize(
    ("code", "title"), [(code, title) for code, titles in WORDINGS.items() for title in titles]
)
def test_title_becomes_its_outcome(code: str, title: str, patterns: Patterns) -> None:
    found = draft([measure(title, SHARES, **SHARE)], patterns)
    expected = [("upadacitinib-15-qd", "51"), ("upadacitinib-30-qd", "62"), ("placebo", "13")]
    assert outcomes(found) == {(code, "16", arm, n) for arm, n in expected}, reasons(found)
    assert {row["verification"] for row in found.tables["dichotomous"]} == {"derived"}


@pytest.mark.parametrize(("title", "reason"), LISTED.items())
def test_other_title_is_listed(title: str, reason: str, patterns: Patterns) -> None:
    found = draft([measure(title, SHARES, **SHARE)], patterns)
    assert not outcomes(found)
    assert reason in reasons(found)


def test_description_may_say_what_the_title_leaves_out(patterns: Patterns) -> None:
    title = "Percentage of Participants With IGA 0 or 1"
    told = "Response: IGA of 0 or 1 with an improvement of at least 2 points."
    found = draft([measure(title, SHARES, description=told, **SHARE)], patterns)
    assert {row["outcome"] for row in found.tables["dichotomous"]} == {"IGA01"}


def test_one_class_for_each_outcome(patterns: Patterns) -> None:
    classes = weekly({"EASI-50": ("70", "80", "30"), "EASI-75": ("51", "62", "13")})
    found = draft([measure("Participants With EASI-50 and EASI-75", classes=classes)], patterns)
    assert ("EASI50", "16", "placebo", "30") in outcomes(found)
    assert ("EASI75", "16", "placebo", "13") in outcomes(found)


@pytest.mark.parametrize(
    ("title", "unit", "statistic", "reason"),
    [
        ("EASI-75", "score on a scale", "NUMBER", "unit"),
        ("EASI-75", "proportion of participants", "NUMBER", "unit"),
        ("EASI-75", "", "NUMBER", "unit"),
        ("EASI-75", "Cells", "COUNT_OF_PARTICIPANTS", "unit"),
        ("EASI-75", "percentage of participants", "MEAN", "no pattern"),
        ("EASI-75", "percentage of participants", "LEAST_SQUARES_MEAN", "no pattern"),
        ("EASI-75", "percentage of participants", "MEDIAN", "no counts"),
        ("EASI-75", "percentage of participants", "COUNT_OF_PARTICIPANTS", "by its type"),
        ("Percentage of Participants With EASI-75", "Participants", "NUMBER", "by its title"),
        ("Number of Participants With EASI-75", "percentage of participants", "NUMBER", "by its"),
    ],
)
def test_unit_must_be_clear(
    title: str, unit: str, statistic: str, reason: str, patterns: Patterns
) -> None:
    found = draft([measure(title, SHARES, unit=unit, statistic=statistic)], patterns)
    assert not outcomes(found)
    assert reason in reasons(found)


@pytest.mark.parametrize("value", ["NA", "", "-1", "12.5", "1e3", "104", "<1", "٣"])
def test_value_that_is_no_count_is_listed_and_the_others_are_kept(
    value: str, patterns: Patterns
) -> None:
    found = draft([measure("EASI-75", (value, "62", "13"))], patterns)
    assert {arm for _, _, arm, _ in outcomes(found)} == {"upadacitinib-30-qd", "placebo"}
    assert "group OG000" in reasons(found)


@pytest.mark.parametrize("size", ["0", "NA", "", "many"])
def test_denominator_must_be_there(size: str, patterns: Patterns) -> None:
    found = draft([measure("EASI-75", sizes=(size, 99, 103))], patterns)
    assert {arm for _, _, arm, _ in outcomes(found)} == {"upadacitinib-30-qd", "placebo"}


def test_without_any_denominators_nothing_is_mapped(patterns: Patterns) -> None:
    content = measure("EASI-75")
    del content["denoms"]
    found = draft([content], patterns)
    assert not outcomes(found)
    assert "no number of participants analysed" in reasons(found)


def test_adjusted_percentages_stay_percentages(patterns: Patterns) -> None:
    found = draft([measure("EASI-75", ("50.9", "62.6", "12.6"), **SHARE)], patterns)
    rows = found.tables["dichotomous"]
    assert [row["responders"] for row in rows] == ["", "", ""]
    assert [row["percent_reported"] for row in rows] == ["50.9", "62.6", "12.6"]
    assert {row["verification"] for row in rows} == {"imputed"}


def test_percentage_that_fits_two_counts_stays_a_percentage(patterns: Patterns) -> None:
    found = draft(
        [measure("EASI-75", ("51", "62.6", "12.6"), sizes=(101, 99, 103), **SHARE)], patterns
    )
    assert ("EASI75", "16", "upadacitinib-15-qd", "") not in outcomes(found)
    big = measure("EASI-75", ("1", "2", "3"), sizes=(1000, 1000, 1000), **SHARE)
    content = record([big])
    del content["resultsSection"]["participantFlowModule"]
    rows = draft_trial(read_record(json.dumps(content).encode()), "x", patterns)
    assert {row["responders"] for row in rows.tables["dichotomous"]} == {""}


def test_yes_and_no_are_the_two_halves_of_one_denominator(patterns: Patterns) -> None:
    halves = [category(("51", "62", "13"), "Yes"), category(("50", "37", "90"), "No")]
    found = draft([measure("EASI-75", classes=[{"categories": halves}])], patterns)
    assert ("EASI75", "16", "placebo", "13") in outcomes(found)
    assert len(found.tables["dichotomous"]) == 3


@pytest.mark.parametrize("label", ["Adolescents", "Site 3", "Moderate", "Week 16, adolescents"])
def test_class_that_is_no_week_and_no_outcome_is_listed(label: str, patterns: Patterns) -> None:
    found = draft([measure("EASI-75", classes=weekly({label: ("51", "62", "13")}))], patterns)
    assert not outcomes(found)


def test_two_different_numbers_for_one_outcome_are_both_listed(patterns: Patterns) -> None:
    twice = [measure("EASI-75"), measure("EASI 75 response", ("50", "62", "13"))]
    found = draft(twice, patterns)
    assert {arm for _, _, arm, _ in outcomes(found)} == {"upadacitinib-30-qd", "placebo"}
    assert reasons(found).count("different numbers") == 2
    assert reasons(found).count("the same number") == 2


def test_denominator_larger_than_the_arm_is_listed(patterns: Patterns) -> None:
    found = draft([measure("EASI-75", sizes=(150, 99, 103))], patterns)
    assert "more than the 101 randomised; a row typed by hand needs" in reasons(found)


def test_number_whose_description_says_percentage_is_listed(patterns: Patterns) -> None:
    told = {"statistic": "NUMBER", "description": "The percentage of participants who responded"}
    assert not outcomes(draft([measure("EASI-75", **told)], patterns))
    assert outcomes(draft([measure("Number of Participants With EASI-75", **told)], patterns))
