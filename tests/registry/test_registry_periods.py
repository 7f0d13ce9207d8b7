"""Adverse events of records whose groups are periods: those of the randomised one."""

from __future__ import annotations

import json

import pytest
from registry_records import ARMS, record

from synthesis.files.project import DATA_FOLDER
from synthesis.package.schema import read_schema
from synthesis.registry.mapping import Draft, draft_trial
from synthesis.registry.patterns import PATTERNS, Patterns, read_patterns
from synthesis.registry.read_record import read_record


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    schema = read_schema(DATA_FOLDER)
    return read_patterns({PATTERNS: (DATA_FOLDER / PATTERNS).read_text("utf-8")}, schema)


def drafted(form: str, frame: str, patterns: Patterns, weeks: float | None = None) -> Draft:
    content = record([])
    module = content["resultsSection"]["adverseEventsModule"]
    module["timeFrame"] = frame
    for group, title in zip(module["eventGroups"], ARMS, strict=True):
        group["title"] = form.format(title)
    later = {"id": "EG009", "title": "Open-label Extension: Upadacitinib 15 mg QD"}
    module["eventGroups"].append(
        {**module["eventGroups"][0], **later, "seriousNumAffected": 9, "seriousNumAtRisk": 90}
    )
    parsed = read_record(json.dumps(content).encode())
    return draft_trial(parsed, "made-up-1", patterns, weeks)


FRAME = "Double-blind period: up to Week 16; extension: up to Week 52"


@pytest.mark.parametrize(
    ("form", "frame"),
    [
        ("Double-blind Period: {}", FRAME),
        ("{} (Double-Blind Period)", FRAME),
        ("{} - Placebo-controlled Period", FRAME.replace("Double-blind", "Placebo-controlled")),
        ("Treatment Period 1: {}", "Treatment Period 1: 16 weeks. Treatment Period 2: 36 weeks."),
        ("{}", "Baseline to Week 16"),
    ],
)
def test_events_of_the_randomised_period(form: str, frame: str, patterns: Patterns) -> None:
    draft = drafted(form, frame, patterns)
    rows = draft.tables["adverse_events"]
    assert {row["period_weeks"] for row in rows} == {"16"}
    assert not any("given by the user" in row["notes"] for row in rows)
    serious = [row["patients"] for row in rows if row["event"] == "SERIOUS_AE"]
    assert serious == ["2", "3", "4"]
    assert any("Open-label Extension" in item.reason for item in draft.unmapped)
    assert all(
        form.format("Placebo") in row["notes"]
        for row in rows
        if "SERIOUS" in row["event"] and row["arm_id"] == "placebo"
    )


@pytest.mark.parametrize(
    ("form", "frame"),
    [
        ("Double-blind Period: {}", "Up to the end"),
        ("Double-blind Period: {}", "Double-blind period up to 30 days after Week 16"),
        ("Double-blind Period: {}", "Double-blind period: Weeks 12, 16"),
        (
            "Double-blind Period: {}",
            "Double-blind period to Week 16, and 30 days after the last dose",
        ),
        ("{}", FRAME),
    ],
)
def test_a_period_without_a_clear_length_must_be_given(
    form: str, frame: str, patterns: Patterns
) -> None:
    draft = drafted(form, frame, patterns)
    assert not draft.tables["adverse_events"]
    assert any("--period-weeks" in item.reason for item in draft.unmapped)
    given = drafted(form, frame, patterns, 12)
    rows = given.tables["adverse_events"]
    assert {row["period_weeks"] for row in rows} == {"12"}
    assert all("length of the period given by the user" in row["notes"] for row in rows)


@pytest.mark.parametrize(
    "form", ["Adults: {}", "Open-label: {}", "Period 2: {}", "{} (Week 16-52)"]
)
def test_groups_of_parts_and_later_periods_are_listed(form: str, patterns: Patterns) -> None:
    draft = drafted(form, "Up to Week 16", patterns)
    assert not draft.tables["adverse_events"]
    for arm in ARMS:
        assert any(form.format(arm) in item.reason for item in draft.unmapped)
