"""Arms chosen for a network: the right ones, once each, and a reason for the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selections import select_network

from synthesis.package.dataset import Dataset
from synthesis.selection.arms import ALL_TIERS, PRIMARY_TIERS
from synthesis.selection.networks import NetworkSelection
from synthesis.selection.reasons import STAGES
from synthesis.words.terms import INACTIVE


@pytest.fixture(scope="module")
def selections(dataset: Dataset) -> list[NetworkSelection]:
    return [select_network(dataset, network) for network in dataset.networks]


def test_every_arm_keeps_to_what_was_declared(
    dataset: Dataset, selections: list[NetworkSelection]
) -> None:
    rows = dataset.table("dichotomous").set_index("row")
    trials = dataset.table("trials").set_index("trial_id")
    arms = dataset.table("arms").set_index(["trial_id", "arm_id"])
    for selection in selections:
        network = selection.analysis
        assert selection.arms
        for arm in selection.arms:
            (source,) = arm.sources
            row, trial = rows.loc[source.row], trials.loc[arm.trial_id]
            own = arms.loc[(arm.trial_id, source.arm_id)]
            assert row["n"] == arm.n
            imputed = row["verification"] == "imputed"
            assert arm.imputed is imputed
            assert imputed or row["responders"] == arm.responders
            assert row["outcome"] == network.outcome
            assert row["preferred"] == "yes"
            assert row["verification"] in PRIMARY_TIERS
            assert row["week"] == trial["primary_week"] == arm.week
            assert network.weeks[0] <= arm.week <= network.weeks[1]
            assert trial["role"] == "parallel"
            assert trial["background"] in network.background
            if network.population == "adults and adolescents":
                assert trial["min_age_years"] >= 12
            if own["drug"] in INACTIVE:
                assert arm.treatment == network.reference
            else:
                assert own["route"] in network.routes
                assert arm.treatment == own["regimen"]


def test_a_trial_has_at_least_two_treatments_and_an_arm_counts_once(
    selections: list[NetworkSelection],
) -> None:
    for selection in selections:
        keys = [(a.trial_id, row.arm_id) for a in selection.arms for row in a.sources]
        assert len(keys) == len(set(keys))
        for trial in selection.trials:
            treatments = {arm.treatment for arm in selection.arms if arm.trial_id == trial}
            assert len(treatments) >= 2, trial


def test_no_trial_is_both_in_and_held_back_as_a_whole(
    selections: list[NetworkSelection],
) -> None:
    for selection in selections:
        whole = {held.trial_id for held in selection.held_back if held.regimen is None}
        assert not whole & set(selection.trials)
        assert all(held.stage in STAGES and held.reason for held in selection.held_back)


def test_head_to_head_trials_close_loops(dataset: Dataset) -> None:
    alone = select_network(dataset, dataset.network("network-easi75-monotherapy"))
    assert {a.treatment for a in alone.arms if a.trial_id == "heads-up"} == {
        "upadacitinib-30-qd",
        "dupilumab-300-q2w",
    }
    together = select_network(dataset, dataset.network("network-easi75-with-topicals"))
    assert len([a for a in together.arms if a.trial_id == "jade-compare"]) == 4


def test_a_primary_week_outside_the_window_is_held_back(dataset: Dataset) -> None:
    network = dataset.network("network-itch4-with-topicals")
    held = {h.trial_id: h for h in select_network(dataset, network).held_back}
    assert held["jade-dare"].reason == "primary at week 2, outside weeks 12 to 16"
    wide = replace(network, weeks=(2.0, 16.0))
    assert "jade-dare" in select_network(dataset, wide).trials


def test_wider_tiers_only_add(dataset: Dataset) -> None:
    for network in dataset.networks:
        narrow, wide = (
            {row for arm in select_network(dataset, network, tiers).arms for row in arm.rows}
            for tiers in (PRIMARY_TIERS, ALL_TIERS)
        )
        assert narrow <= wide


def test_without_drops_whole_trials(selections: list[NetworkSelection]) -> None:
    selection = selections[0]
    trial = selection.trials[0]
    assert selection.without({trial}).trials == selection.trials[1:]
