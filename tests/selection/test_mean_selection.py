"""Means chosen for an analysis: one kind, with a spread, and a reason for the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_up_records import LABELS, make_arm_record, make_trial
from made_up_terms import ALONE

from synthesis.package.dataset import Dataset
from synthesis.package.plan.means import MeanAnalysis
from synthesis.selection.means import (
    MeanRecord,
    MeanSelection,
    read_mean_records,
    select_mean_records,
)
from synthesis.selection.reasons import STAGES
from synthesis.selection.records import Records
from synthesis.words.terms import ScoreTerm

LEAST = "least-squares mean"
ANALYSIS = MeanAnalysis(
    id="scores",
    title="Scores",
    question="By how much?",
    outcome=ScoreTerm("SCORE", "change of the score"),
    statistic=LEAST,
    weeks=(12.0, 16.0),
    population="adults and adolescents",
    routes=("oral",),
    background=(ALONE,),
    reference="placebo",
    active_reference="ten",
    measure="MD",
    verification=("source",),
)


def mean_of(arm: str, row: int, **changed: object) -> MeanRecord:
    found = MeanRecord(
        arm, 12.0, None, 50, "source", True, row, mean=-5.0 - row, se=0.5, statistic=LEAST
    )
    return replace(found, **changed)  # type: ignore[arg-type]


def select(*rows: MeanRecord) -> MeanSelection:
    arms = tuple(make_arm_record(name) for name in ("five", "ten", "placebo"))
    records = Records(
        table="continuous",
        trials=(make_trial(),),
        arms={"one": arms},
        rows={"SCORE": {"one": rows}},
        regimens={"oral": frozenset({"five", "ten"})},
        labels=LABELS,
    )
    return select_mean_records(records, ANALYSIS)


def test_means_go_to_the_models_with_their_standard_errors() -> None:
    found = select(mean_of("five", 2), mean_of("ten", 3), mean_of("placebo", 4, se=0.7))
    assert not found.held_back
    assert found.frame().to_dict("list") == {
        "trial": ["One"] * 3,
        "treatment": ["five", "ten", "placebo"],
        "mean": [-7.0, -8.0, -9.0],
        "se": [0.5, 0.5, 0.7],
        "n": [50] * 3,
    }


@pytest.mark.parametrize(
    ("changed", "stage", "words"),
    [
        ({"se": None}, "counted", "read without a spread"),
        ({"n": None}, "counted", "read without the number of patients"),
        ({"n": 1}, "counted", "read without enough patients"),
        (
            {"se": None, "n": None},
            "counted",
            "read without a spread and without the number of patients",
        ),
        ({"statistic": "mean"}, "statistic", "a mean, kept apart from least-squares means"),
        ({"statistic": "not stated"}, "statistic", "no source says what kind of mean it is"),
        ({"verification": "unverified"}, "tier", "awaits verification"),
        ({"preferred": False}, "conflict", "readings conflict, none preferred"),
        ({"week": 4.0}, "reported", "no mean has been read"),
    ],
)
def test_what_cannot_be_used_is_held_back_with_the_reason(
    changed: dict[str, object], stage: str, words: str
) -> None:
    found = select(mean_of("five", 2, **changed), mean_of("ten", 3), mean_of("placebo", 4))
    assert [arm.treatment for arm in found.arms] == ["ten", "placebo"]
    (held,) = found.held_back
    assert (held.stage, held.regimen, held.reason) == (stage, "five", words)


@pytest.fixture(scope="module")
def selections(dataset: Dataset) -> list[MeanSelection]:
    records = read_mean_records(dataset)
    return [select_mean_records(records, analysis) for analysis in dataset.means]


def test_every_mean_of_the_book_keeps_to_what_was_declared(
    dataset: Dataset, selections: list[MeanSelection]
) -> None:
    rows = dataset.table("continuous").set_index("row")
    trials = dataset.table("trials").set_index("trial_id")
    assert selections
    for selection in selections:
        analysis = selection.analysis
        assert selection.arms, analysis.id
        assert all(held.stage in STAGES and held.reason for held in selection.held_back)
        for arm in selection.arms:
            (source,) = arm.sources
            row, trial = rows.loc[source.row], trials.loc[arm.trial_id]
            assert (row["outcome"], row["statistic"]) == (analysis.outcome, analysis.statistic)
            assert row["preferred"] == "yes"
            assert row["verification"] in analysis.verification
            assert row["week"] == trial["primary_week"] == arm.week
            assert (row["mean"], row["n"]) == (arm.mean, arm.n)
            printed = row[["sd", "se", "ci_low"]].notna()
            assert printed.any()
            if printed["se"]:
                assert arm.se == pytest.approx(row["se"], rel=1e-12)
