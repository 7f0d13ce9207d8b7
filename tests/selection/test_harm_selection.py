"""Counts chosen for harms: the declared arms, the same period in both, a reason for the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from synthesis.package.dataset import Dataset
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.selection.harms import (
    HarmSelection,
    read_harm_records,
    same_period,
    select_harm,
)
from synthesis.selection.pools import ALL_TIERS, PRIMARY_TIERS, STAGES, Records
from synthesis.words.labels import INACTIVE

ANALYSIS = HarmAnalysis(
    id="harm-acne-made-up",
    title="t",
    question="q",
    event="ACNE",
    population="adults and adolescents",
    route="oral",
    background_topical=("none",),
    comparator="placebo",
    treatments=(),
    verification=PRIMARY_TIERS,
)


def made_up_trial(name: str, nct_id: str = "", role: str = "parallel") -> dict[str, object]:
    return {
        "trial_id": name,
        "trial_name": name.title(),
        "nct_id": nct_id,
        "role": role,
        "min_age_years": 18.0,
        "background_topical": "none",
        "primary_week": 12.0,
    }


def made_up_arm(trial: str, arm: str) -> dict[str, object]:
    drug = "placebo" if arm == "placebo" else "madeupinib"
    return {"trial_id": trial, "arm_id": arm, "regimen": arm, "drug": drug, "route": "oral"}


def made_up_row(
    trial: str, arm: str, weeks: float, patients: object, row: int, tier: str = "source"
) -> dict[str, object]:
    n = 50
    return {
        **{"trial_id": trial, "arm_id": arm, "period_weeks": weeks, "patients": patients},
        **{"n": n, "verification": tier, "row": row},
    }


def made_up_records(
    rows: list[dict[str, object]], trials: list[dict[str, object]] | None = None
) -> Records:
    trials = trials or [made_up_trial("one")]
    by_trial: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        by_trial.setdefault(str(row["trial_id"]), []).append(row)
    names = [str(trial["trial_id"]) for trial in trials]
    return Records(
        trials=tuple(trials),
        arms={n: [made_up_arm(n, "five"), made_up_arm(n, "placebo")] for n in names},
        rows={"ACNE": by_trial},
        regimens={"oral": frozenset({"five"})},
        labels={"five": "madeupinib 5 mg", "placebo": "placebo"},
    )


def held(selection: HarmSelection) -> list[tuple[str, str]]:
    return [(item.stage, item.reason) for item in selection.held_back]


def test_the_shortest_common_period_at_or_after_the_primary_week_is_used() -> None:
    rows = [
        made_up_row("one", arm, weeks, patients, number)
        for number, (arm, weeks, patients) in enumerate(
            [
                *(("five", 8, 1), ("placebo", 8, 1), ("five", 16, 2)),
                *(("five", 26, 3), ("placebo", 26, 4)),
                *(("five", 52, 5), ("placebo", 52, 6)),
            ]
        )
    ]
    (pool,) = select_harm(made_up_records(rows), ANALYSIS).pools
    assert [(arm.period_weeks, arm.events) for arm in pool.arms] == [(26.0, 3), (26.0, 4)]
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
            [("five", 12, 1, "source"), ("placebo", 12, float("nan"), "source")],
            "counted",
            "the count or the number of patients is missing: acne on placebo",
        ),
    ],
)
def test_a_pair_that_cannot_be_used_says_why(
    rows: list[tuple[str, float, object, str]], stage: str, reason: str
) -> None:
    given = [
        made_up_row("one", arm, weeks, patients, number, tier)
        for number, (arm, weeks, patients, tier) in enumerate(rows)
    ]
    selection = select_harm(made_up_records(given), ANALYSIS)
    assert selection.pools == ()
    assert held(selection) == [(stage, reason)]


def test_two_trials_reported_as_one_count_only_where_neither_counts_alone() -> None:
    trials = [
        made_up_trial("both", "A1; A2", "pooled-duplicate"),
        made_up_trial("one", "A1"),
        made_up_trial("two", "A2"),
    ]
    combined = [made_up_row("both", "five", 12, 9, 1), made_up_row("both", "placebo", 12, 2, 2)]
    alone = [made_up_row("two", "five", 12, 4, 3), made_up_row("two", "placebo", 12, 1, 4)]
    (pool,) = select_harm(made_up_records(combined, trials), ANALYSIS).pools
    assert pool.trials == ("both",)
    selection = select_harm(made_up_records(combined + alone, trials), ANALYSIS)
    assert selection.pools[0].trials == ("two",)
    assert ("role", "the same patients as the trials it combines") in held(selection)


@pytest.mark.parametrize(
    ("change", "stage"),
    [
        ({"role": "extension"}, "role"),
        ({"min_age_years": 6.0}, "population"),
        ({"background_topical": "required"}, "background"),
        ({"primary_week": float("nan")}, "reported"),
    ],
)
def test_a_trial_outside_the_declaration_is_held_back(
    change: dict[str, object], stage: str
) -> None:
    rows = [made_up_row("one", "five", 12, 1, 1), made_up_row("one", "placebo", 12, 1, 2)]
    records = made_up_records(rows, [{**made_up_trial("one"), **change}])
    assert [item.stage for item in select_harm(records, ANALYSIS).held_back] == [stage]
    other = replace(ANALYSIS, comparator="dupilumab-300-q2w")
    named = replace(records, labels={**records.labels, "dupilumab-300-q2w": "dupilumab"})
    assert select_harm(named, other).pools == ()


def test_no_common_period_is_no_pair() -> None:
    assert same_period([], [made_up_row("one", "placebo", 12, 1, 1)], 12.0) is None


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
                row, trial = rows.loc[arm.row], trials.loc[arm.trial_id]
                own = arms.loc[(arm.trial_id, arm.arm_id)]
                assert (row["patients"], row["n"]) == (arm.events, arm.n)
                assert (row["event"], row["preferred"]) == (analysis.event, "yes")
                assert row["verification"] in tiers
                assert row["period_weeks"] == arm.period_weeks >= trial["primary_week"]
                assert trial["role"] in ("parallel", "pooled-duplicate")
                partner = pool.arms[place + 1 - 2 * (place % 2)]
                assert partner.trial_id == arm.trial_id
                assert partner.period_weeks == arm.period_weeks
                if place % 2 == 0:
                    assert own["regimen"] == arm.treatment == pool.regimen
                    assert own["route"] == analysis.route
                elif analysis.against_inactive:
                    assert own["drug"] in INACTIVE
                else:
                    assert own["regimen"] == analysis.comparator


def test_no_patient_is_counted_twice_in_a_pool(dataset: Dataset, records: Records) -> None:
    numbers = {
        trial["trial_id"]: set(str(trial["nct_id"]).split("; ")) - {""} for trial in records.trials
    }
    for analysis in dataset.harms:
        for pool in select_harm(records, analysis).pools:
            keys = [(arm.trial_id, arm.arm_id) for arm in pool.arms]
            assert len(keys) == len(set(keys))
            seen: set[str] = set()
            for trial in pool.trials:
                assert not seen & numbers[trial], pool.id
                seen |= numbers[trial]
