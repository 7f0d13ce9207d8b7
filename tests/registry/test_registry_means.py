"""Means go to continuous.csv with the spread as it is posted, or are listed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from registry_records import Json, mean_measure, measure, record, weekly

from synthesis.files.project import DATA_FOLDER
from synthesis.package.schema import read_schema
from synthesis.registry.mapping import Draft, draft_trial
from synthesis.registry.patterns import PATTERNS, Patterns, read_patterns
from synthesis.registry.read_record import read_record

EASI = "Percent Change From Baseline in EASI at Week 16"
POINTS: dict[str, Any] = {"unit": "units on a scale"}
LIMITS = (("-64.5", "-56.5"), ("-76.1", "-68"), ("-25", "-15.5"))


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    schema = read_schema(DATA_FOLDER)
    return read_patterns({PATTERNS: (DATA_FOLDER / PATTERNS).read_text("utf-8")}, schema)


def drafted(made: Json, patterns: Patterns) -> Draft:
    return draft_trial(read_record(json.dumps(record([made])).encode()), "made-up-1", patterns)


def first(draft: Draft) -> dict[str, str]:
    return dict(draft.tables["continuous"][0])


@pytest.mark.parametrize(
    ("dispersion", "expected"),
    [
        ("Standard Error", {"se": "2.1", "sd": "", "ci_low": ""}),
        ("Standard Deviation", {"sd": "2.1", "se": "", "ci_low": ""}),
        ("95% Confidence Interval", {"ci_low": "-64.5", "ci_high": "-56.5", "se": ""}),
        ("90% Confidence Interval", {"ci_low": "", "ci_high": "", "se": ""}),
        ("Full Range", {"ci_low": "", "ci_high": "", "sd": ""}),
        ("", {"ci_low": "", "se": "", "sd": ""}),
    ],
)
def test_a_mean_keeps_its_spread_as_stated(
    dispersion: str, expected: dict[str, str], patterns: Patterns
) -> None:
    limits = LIMITS if "Standard" not in dispersion else ()
    draft = drafted(mean_measure(EASI, dispersion=dispersion, limits=limits), patterns)
    row = first(draft)
    assert {"outcome": "EASI_PCT_CHANGE", "week": "16", "mean": "-60.5", "n": "101"}.items() <= (
        row.items()
    )
    assert expected.items() <= row.items()
    assert "least squares mean" in row["notes"]
    if dispersion in ("90% Confidence Interval", "Full Range"):
        assert f"{dispersion} -64.5 to -56.5" in row["notes"]
    assert [one["arm_id"] for one in draft.tables["continuous"]] == [
        "upadacitinib-15-qd",
        "upadacitinib-30-qd",
        "placebo",
    ]


@pytest.mark.parametrize(
    ("title", "unit", "code"),
    [
        ("Percentage Change From Baseline in Worst Pruritus NRS", "percent change", "ITCH_PCT"),
        ("Change From Baseline in Peak Pruritus NRS", "score on a scale", "ITCH_CHANGE"),
        ("Change From Baseline in Dermatology Life Quality Index", "points", "DLQI_CHANGE"),
        ("LS Mean Change From Baseline in DLQI (Adults)", "units on a scale", "DLQI_CHANGE"),
        ("Change in POEM Total Score From Baseline", "Units on a Scale", "POEM_CHANGE"),
        ("Percent Change From Baseline in SCORAD", "percentage of change", "SCORAD_PCT"),
    ],
)
def test_titles_of_scores(title: str, unit: str, code: str, patterns: Patterns) -> None:
    assert first(drafted(mean_measure(title, unit=unit), patterns))["outcome"].startswith(code)


@pytest.mark.parametrize(
    ("title", "more", "reason"),
    [
        ("Change From Baseline in EASI", POINTS, "no pattern"),
        (EASI, POINTS, "unit “units on a scale” is none of EASI_PCT_CHANGE"),
        ("Change From Baseline in DLQI", {"unit": "percent change"}, "unit"),
        ("Percent Reduction From Baseline in EASI", {}, "no pattern"),
        ("Percent Change in EASI From Week 4 to Week 16", {"time_frame": "Week 16"}, ""),
        ("Percent Change From Week 4 in EASI", {"time_frame": "Week 16"}, ""),
        ("Percent Change From Open-Label Start in EASI", {}, ""),
        ("Percent Change From Baseline in EASI Among Adolescents", {}, "a part of the trial"),
        ("Percent Change From Baseline in EASI in Responders", {}, "no pattern"),
        ("Change From Baseline in CDLQI", POINTS, "no pattern"),
        (EASI, {"statistic": "MEDIAN"}, "a change or a score"),
        (EASI, {"means": ("NA", "<-1", "")}, "no number"),
        (EASI, {"spreads": ("-1", "NA", "")}, "spread"),
        (EASI, {"dispersion": "95% Confidence Interval", "limits": (("1", "2"),) * 3}, "outside"),
        (EASI, {"sizes": ("0", "", "NA")}, "analysed"),
        (EASI, {"time_frame": "Weeks 4, 16"}, ""),
    ],
)
def test_what_is_no_mean_of_a_score_is_listed(
    title: str, more: dict[str, Any], reason: str, patterns: Patterns
) -> None:
    draft = drafted(mean_measure(title, **more), patterns)
    if title == EASI and more == {"time_frame": "Weeks 4, 16"}:
        assert {row["week"] for row in draft.tables["continuous"]} == {"16"}
        return
    assert not draft.tables["continuous"]
    assert any(title[:20] in item.title and reason in item.reason for item in draft.unmapped)


def test_weeks_in_classes(patterns: Patterns) -> None:
    classes = weekly({"Week 4": ("-30", "-40", "-9"), "Week 16": ("-60", "-70", "-20")})
    title = "Percent Change From Baseline in EASI"
    rows = drafted(
        mean_measure(title, classes=classes, time_frame="Baseline, Weeks 4 and 16"), patterns
    ).tables["continuous"]
    assert {(row["week"], row["mean"]) for row in rows} == {
        *(("4", "-30"), ("4", "-40"), ("4", "-9"), ("16", "-60"), ("16", "-70"), ("16", "-20")),
    }


@pytest.mark.parametrize("beside", ["Baseline", "Change at Week 16"])
def test_a_visit_beside_its_change_is_no_change(beside: str, patterns: Patterns) -> None:
    classes = weekly({beside: ("24", "25", "26"), "Week 16": ("9", "7", "20")})
    title = "Percent Change From Baseline in EASI"
    draft = drafted(mean_measure(title, classes=classes), patterns)
    assert not draft.tables["continuous"]
    assert any("value at a visit" in item.reason for item in draft.unmapped)


@pytest.mark.parametrize("made", [mean_measure(EASI), measure("EASI-75 at Week 16")])
def test_values_of_lesions_are_listed(made: Json, patterns: Patterns) -> None:
    draft = drafted({**made, "typeUnitsAnalyzed": "Lesions"}, patterns)
    assert not draft.tables["continuous"]
    assert not draft.tables["dichotomous"]
    assert any("Lesions, not participants" in item.reason for item in draft.unmapped)


def test_a_group_without_a_value_is_listed(patterns: Patterns) -> None:
    made = mean_measure(EASI)
    del made["classes"][0]["categories"][0]["measurements"][1]
    draft = drafted(made, patterns)
    assert len(draft.tables["continuous"]) == 2
    assert any("group OG001: no value is posted" in item.reason for item in draft.unmapped)
