"""Weeks from the words of time frames; None where they cannot be read without doubt."""

from __future__ import annotations

import json

import pytest
from registry_records import measure, record, weekly

from synthesis.files.project import DATA_FOLDER
from synthesis.package.schema import read_schema
from synthesis.registry.mapping import draft_trial
from synthesis.registry.numbers import fitting_counts
from synthesis.registry.patterns import PATTERNS, Patterns, read_patterns
from synthesis.registry.read_record import read_record
from synthesis.registry.weeks import read_weeks


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    text = (DATA_FOLDER / PATTERNS).read_text(encoding="utf-8")
    return read_patterns({PATTERNS: text}, read_schema(DATA_FOLDER))


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("Week 16", (16,)),
        ("At Week 16", (16,)),
        ("16 Weeks", (16,)),
        ("16-week", (16,)),
        ("Wk 16", (16,)),
        ("Baseline to Week 16", (16,)),
        ("Baseline, Week 16", (16,)),
        ("Baseline (Week 0) and Week 16", (16,)),
        ("Baseline (Day 1) up to Week 12", (12,)),
        ("From Baseline Through Week 16", (16,)),
        ("Day 113", (16,)),
        ("Day 112", (16,)),
        ("Day 113 (Week 16)", (16,)),
        ("Week 16 (Day 113)", (16,)),
        ("112 days", (16,)),
        ("Week 16 (± 3 days)", (16,)),
        ("Week 2.5", (2.5,)),
        ("Weeks 2, 4 and 16", (2, 4, 16)),
        ("Baseline, Weeks 2, 4, 8, and 16", (2, 4, 8, 16)),
        ("Weeks 12 & 16", (12, 16)),
        ("Baseline, Week 2, 4, 8 and 12", (2, 4, 8, 12)),
        ("Week 4, Week 8, Week 12", (4, 8, 12)),
        ("four weeks", (4,)),
        ("", ()),
        ("Baseline", ()),
        ("Month 4", None),
        ("Day 3", (3 / 7,)),
        ("3 days", None),
        ("Week 16 and Month 6", None),
        ("within 28 hours", None),
        ("1 year", None),
        ("Visit 9", None),
        ("Week 2 to 16", None),
        ("Weeks 2-16", None),
        ("Week 12345", None),
    ],
)
def test_weeks_of_a_time_frame(
    text: str, weeks: tuple[float, ...] | None, patterns: Patterns
) -> None:
    assert read_weeks(text, patterns) == weeks


def weeks_of(measures: list[dict], patterns: Patterns) -> set[tuple[str, str]]:
    found = draft_trial(read_record(json.dumps(record(measures)).encode()), "x", patterns)
    return {
        (row["week"], row["responders"])
        for row in found.tables["dichotomous"]
        if row["arm_id"] == "placebo"
    }


def test_a_day_that_ends_no_week_is_a_typed_day(patterns: Patterns) -> None:
    records = record([measure("EASI-75", time_frame="Day 2")])
    found = draft_trial(read_record(json.dumps(records).encode()), "x", patterns)
    times = {(row["week"], row["day"]) for row in found.tables["dichotomous"]}
    assert times == {("0.286", "2")}


def test_one_class_for_each_week(patterns: Patterns) -> None:
    classes = weekly({f"Week {week}": ("9", "9", str(week)) for week in (2, 4, 16)})
    measures = [measure("EASI-75", time_frame="Weeks 2, 4 and 16", classes=classes)]
    assert weeks_of(measures, patterns) == {("2", "2"), ("4", "4"), ("16", "16")}


def test_several_weeks_without_classes_are_not_read(patterns: Patterns) -> None:
    assert not weeks_of([measure("EASI-75", time_frame="Weeks 2, 4 and 16")], patterns)


def test_the_title_may_say_which_of_several_weeks(patterns: Patterns) -> None:
    measures = [measure("EASI-75 at Week 4", time_frame="Weeks 2, 4 and 16")]
    assert weeks_of(measures, patterns) == {("4", "13")}


@pytest.mark.parametrize(
    ("title", "frame", "label"),
    [
        ("EASI-75 at Week 12", "Week 16", ""),
        ("EASI-75", "Week 16", "Week 12"),
        ("EASI-75 at Week 12", "", "Week 16"),
        ("EASI-75", "", ""),
        ("EASI-75", "100 days", ""),
        ("EASI-75", "Week 16", "Baseline"),
        ("EASI-75", "Up to Week 16, after the last dose", ""),
    ],
)
def test_contradicting_or_missing_weeks_are_not_read(
    title: str, frame: str, label: str, patterns: Patterns
) -> None:
    classes = weekly({label: ("51", "62", "13")})
    assert not weeks_of([measure(title, time_frame=frame, classes=classes)], patterns)


@pytest.mark.parametrize("n", [7, 50, 99, 101, 250, 333, 999])
@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_counts_that_round_to_a_percentage(n: int, decimals: int) -> None:
    for count in range(0, n + 1, max(1, n // 13)):
        printed = f"{100 * count / n:.{decimals}f}"
        brute = [k for k in range(n + 1) if abs(100 * k / n - float(printed)) <= 0.5 / 10**decimals]
        found = fitting_counts(printed, n)
        assert count in found or len(found) == 3
        assert (len(found) == 1) == (len(brute) == 1) or len(brute) == 0
