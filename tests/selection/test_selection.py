"""Rows chosen by a declared analysis: the right arms, once each, and a reason for the rest."""

from __future__ import annotations

import pytest
from selections import select

from synthesis.package.dataset import Dataset
from synthesis.selection.arms import ALL_TIERS, PRIMARY_TIERS
from synthesis.selection.pools import Selection
from synthesis.selection.reasons import STAGES


@pytest.fixture(scope="module")
def selections(dataset: Dataset) -> list[Selection]:
    return [select(dataset, analysis) for analysis in dataset.analyses]


def test_a_placebo_arm_is_counted_once_in_a_pool(selections: list[Selection]) -> None:
    for selection in selections:
        for pool in selection.pools:
            keys = [(arm.trial_id, row) for arm in pool.arms for row in arm.rows]
            assert len(keys) == len(set(keys)), pool.id
            assert len(keys) == 2 * len(pool.trials), pool.id


def test_two_doses_of_a_trial_never_share_a_pool(selections: list[Selection]) -> None:
    for selection in selections:
        for pool in selection.pools:
            assert {arm.treatment for arm in pool.arms} == {pool.regimen, pool.comparator}


def test_only_preferred_countable_rows_of_the_declared_tiers(
    dataset: Dataset, selections: list[Selection]
) -> None:
    rows = dataset.table("dichotomous").set_index("row")
    trials = dataset.table("trials").set_index("trial_id")
    for selection in selections:
        analysis = selection.analysis
        for pool in selection.pools:
            for arm in pool.arms:
                (number,) = arm.rows
                row = rows.loc[number]
                trial = trials.loc[arm.trial_id]
                assert row["verification"] in PRIMARY_TIERS
                assert row["preferred"] == "yes"
                assert row["n"] == arm.n
                imputed = row["verification"] == "imputed"
                assert arm.imputed is imputed
                assert imputed or row["responders"] == arm.responders
                assert row["outcome"] == analysis.outcome
                week = trial["primary_week"] if analysis.week is None else analysis.week
                assert row["week"] == week
                assert trial["role"] == "parallel"
                assert trial["background"] in analysis.background


def test_known_pools_of_the_book(dataset: Dataset) -> None:
    pool = select(dataset, dataset.analysis("easi75-monotherapy")).pool("upadacitinib-30-qd")
    assert pool.trials == ("measure-up-1", "measure-up-2", "upadacitinib-phase2b")
    assert pool.frame()["treatment"].tolist() == ["upadacitinib-30-qd", "placebo"] * 3
    doses = select(dataset, dataset.analysis("easi75-abrocitinib-200-against-100"))
    assert doses.pool("abrocitinib-200-qd").trials == (
        *("jade-mono-1", "jade-mono-2", "jade-compare", "jade-teen"),
    )
    with pytest.raises(KeyError, match="no pool of nonsense"):
        doses.pool("nonsense")


def test_escalation_by_response_is_not_a_fixed_dose(dataset: Dataset) -> None:
    arms = dataset.table("arms").set_index(["trial_id", "arm_id"])
    escalated = arms.loc[("level-up", "upadacitinib-15-to-30-qd"), "regimen"]
    assert escalated not in ("upadacitinib-15-qd", "upadacitinib-30-qd")


def test_every_reason_names_a_stage_and_says_something(selections: list[Selection]) -> None:
    held = [item for selection in selections for item in selection.held_back]
    assert held
    assert all(item.stage in STAGES and len(item.reason) > 10 for item in held)


def test_unverified_rows_enter_only_when_asked(dataset: Dataset) -> None:
    analysis = dataset.analysis("easi75-monotherapy")
    wide = select(dataset, analysis, ALL_TIERS)
    assert "abrocitinib-phase2b" in wide.pool("abrocitinib-200-qd").trials
    assert "abrocitinib-phase2b" not in select(dataset, analysis).pool("abrocitinib-200-qd").trials


def test_children_and_adults_stand_apart(dataset: Dataset) -> None:
    adults = select(dataset, dataset.analysis("easi75-with-topicals"))
    children = select(dataset, dataset.analysis("easi75-children"))
    in_adults = {trial for pool in adults.pools for trial in pool.trials}
    in_children = {trial for pool in children.pools for trial in pool.trials}
    assert in_children == {"breeze-ad-peds"}
    assert not in_adults & in_children
