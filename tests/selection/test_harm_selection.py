"""Counts chosen for harms: the declared arms, the same period in both, a reason for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from made_up_records import make_arm_record, make_count, make_records, make_trial
from made_up_results import HARM
from made_up_terms import REQUIRED, label_drug

from synthesis.package.dataset import Dataset
from synthesis.selection.arms import ALL_TIERS, PRIMARY_TIERS
from synthesis.selection.harms import HarmSelection, common_period, select_harm
from synthesis.selection.reasons import STAGES
from synthesis.selection.records import CountRecord, Records, TrialRecord, read_harm_records
from synthesis.words.terms import INACTIVE

ANALYSIS = replace(HARM, population="adults and adolescents", verification=PRIMARY_TIERS)


def made_up_records(
    rows: Mapping[str, Iterable[CountRecord]], trials: Iterable[TrialRecord] = ()
) -> Records:
    trials = tuple(trials) or (make_trial("one"),)
    arms = {t.trial_id: [make_arm_record("five"), make_arm_record("placebo")] for t in trials}
    return make_records(arms, rows, table="adverse_events", code="ACNE", trials=trials)


def held(selection: HarmSelection) -> list[tuple[str, str]]:
    return [(item.stage, item.reason) for item in selection.held_back]


def test_the_shortest_common_period_at_or_after_the_primary_week_is_used() -> None:
    rows = [
        make_count(arm, patients, number, week=weeks)
        for number, (arm, weeks, patients) in enumerate(
            [
                *(("five", 8, 1), ("placebo", 8, 1), ("five", 16, 2)),
                *(("five", 26, 3), ("placebo", 26, 4)),
                *(("five", 52, 5), ("placebo", 52, 6)),
            ]
        )
    ]
    (pool,) = select_harm(made_up_records({"one": rows}), ANALYSIS).pools
    assert [(arm.week, arm.responders) for arm in pool.arms] == [(26.0, 3), (26.0, 4)]
    assert pool.cells().tolist() == [[3, 50, 4, 50]]
    assert pool.id == "harm-acne-made-up.five"


@pytest.mark.parametrize(
    ("rows", "stage", "reason"),
    [
        ([("five", 12, 1, "source")], "reported", "no count of acne has been read for placebo"),
        (
            [("five", 20, 1, "source"), ("placebo", 16, 1, "source")],
            "week",
            "acne: 20 weeks on madeupinib 5 mg, 16 weeks on placebo",
        ),
        (
            [("five", 4, 1, "source"), ("placebo", 4, 1, "source")],
            "week",
            "acne: 4 weeks on madeupinib 5 mg, 4 weeks on placebo",
        ),
        (
            [("five", 12, 1, "unverified"), ("placebo", 12, 1, "source")],
            "tier",
            "acne on madeupinib 5 mg awaits verification",
        ),
        (
            [("five", 12, 1, "source"), ("placebo", 12, None, "source")],
            "counted",
            "the count or the number of patients is missing: acne on placebo",
        ),
    ],
)
def test_a_pair_that_cannot_be_used_says_why(
    rows: list[tuple[str, float, int | None, str]], stage: str, reason: str
) -> None:
    given = [
        make_count(arm, patients, number, week=weeks, tier=tier)
        for number, (arm, weeks, patients, tier) in enumerate(rows)
    ]
    selection = select_harm(made_up_records({"one": given}), ANALYSIS)
    assert selection.pools == ()
    assert held(selection) == [(stage, reason)]


def test_two_trials_reported_as_one_count_only_where_neither_counts_alone() -> None:
    trials = [
        make_trial("both", numbers=("A1", "A2"), role="pooled-duplicate"),
        make_trial("one", numbers=("A1",)),
        make_trial("two", numbers=("A2",)),
    ]
    combined = {"both": [make_count("five", 9, 1), make_count("placebo", 2, 2)]}
    alone = {"two": [make_count("five", 4, 3), make_count("placebo", 1, 4)]}
    (pool,) = select_harm(made_up_records(combined, trials), ANALYSIS).pools
    assert pool.trials == ("both",)
    selection = select_harm(made_up_records(combined | alone, trials), ANALYSIS)
    assert selection.pools[0].trials == ("two",)
    assert ("role", "the same patients as the trials it combines") in held(selection)


@pytest.mark.parametrize(
    ("change", "stage"),
    [
        ({"role": "extension"}, "role"),
        ({"min_age_years": 6.0}, "population"),
        ({"background": REQUIRED}, "background"),
        ({"primary_week": None}, "reported"),
    ],
)
def test_a_trial_outside_the_declaration_is_held_back(change: dict[str, Any], stage: str) -> None:
    rows = {"one": [make_count("five", 1, 1), make_count("placebo", 1, 2)]}
    records = made_up_records(rows, [replace(make_trial("one"), **change)])
    assert [item.stage for item in select_harm(records, ANALYSIS).held_back] == [stage]
    other = replace(ANALYSIS, comparator="dupilumab-300-q2w")
    named = replace(
        records, labels={**records.labels, "dupilumab-300-q2w": label_drug("dupilumab")}
    )
    assert select_harm(named, other).pools == ()


def test_no_common_period_is_no_pair() -> None:
    assert common_period([{12.0}, set()], 12.0) is None
    assert common_period([{8.0, 16.0}, {8.0, 20.0}], 12.0) is None
    assert common_period([{8.0, 16.0}, {8.0, 16.0}], 12.0) == 16.0


@pytest.fixture(scope="module")
def records(dataset: Dataset) -> Records:
    return read_harm_records(dataset)


@pytest.mark.parametrize("tiers", [PRIMARY_TIERS, ALL_TIERS])
def test_every_count_of_the_book_keeps_to_what_was_declared(
    dataset: Dataset, records: Records, tiers: tuple[str, ...]
) -> None:
    rows = dataset.table("adverse_events").set_index("row")
    trials = dataset.table("trials").set_index("trial_id")
    arms = dataset.table("arms").set_index(["trial_id", "arm_id"])
    for analysis in dataset.harms:
        selection = select_harm(records, analysis, tiers)
        assert all(item.stage in STAGES for item in selection.held_back)
        for pool in selection.pools:
            for place, arm in enumerate(pool.arms):
                (source,) = arm.sources
                row, trial = rows.loc[source.row], trials.loc[arm.trial_id]
                own = arms.loc[(arm.trial_id, source.arm_id)]
                assert (row["patients"], row["n"]) == (arm.responders, arm.n)
                assert (row["event"], row["preferred"]) == (analysis.event, "yes")
                assert row["verification"] in tiers
                assert row["period_weeks"] == arm.week >= trial["primary_week"]
                assert trial["role"] in ("parallel", "pooled-duplicate")
                partner = pool.arms[place + 1 - 2 * (place % 2)]
                assert partner.trial_id == arm.trial_id
                assert partner.week == arm.week
                if place % 2 == 0:
                    assert own["regimen"] == arm.treatment == pool.regimen
                    assert own["route"] == analysis.route
                elif analysis.against_inactive:
                    assert own["drug"] in INACTIVE
                else:
                    assert own["regimen"] == analysis.comparator


def test_no_patient_is_counted_twice_in_a_pool(dataset: Dataset, records: Records) -> None:
    numbers = {trial.trial_id: trial.registry_numbers for trial in records.trials}
    for analysis in dataset.harms:
        for pool in select_harm(records, analysis).pools:
            keys = [(arm.trial_id, row) for arm in pool.arms for row in arm.rows]
            assert len(keys) == len(set(keys))
            seen: set[str] = set()
            for trial in pool.trials:
                assert not seen & numbers[trial], pool.id
                seen |= numbers[trial]
