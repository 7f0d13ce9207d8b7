"""Which arms stand on a curve, and why the others do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from other_data import with_table
from selections import select_dose

from synthesis.package.dataset import Dataset
from synthesis.selection.arms import ALL_TIERS
from synthesis.selection.doses import DoseSelection
from synthesis.selection.reasons import HeldBack
from synthesis.words.terms import INACTIVE


@pytest.fixture(scope="module")
def selections(dataset: Dataset) -> dict[str, DoseSelection]:
    return {dose.id: select_dose(dataset, dose) for dose in dataset.doses}


def held(selection: DoseSelection, trial: str) -> list[HeldBack]:
    return [item for item in selection.held_back if item.trial_id == trial]


def test_counts_are_those_of_the_rows(dataset: Dataset, selections: Any) -> None:
    rows = {row["row"]: row for row in dataset.table("dichotomous").to_dict("records")}
    arms = {(a["trial_id"], a["arm_id"]): a for a in dataset.table("arms").to_dict("records")}
    trials = {t["trial_id"]: t for t in dataset.table("trials").to_dict("records")}
    seen = 0
    for selection in selections.values():
        analysis = selection.analysis
        for item in selection.arms:
            (source,) = item.sources
            row, arm = rows[source.row], arms[item.trial_id, source.arm_id]
            trial = trials[item.trial_id]
            assert (row["outcome"], row["preferred"]) == (analysis.outcome, "yes")
            assert row["week"] == trial["primary_week"]
            assert analysis.weeks[0] <= row["week"] <= analysis.weeks[1]
            assert item.n == row["n"]
            imputed = row["verification"] == "imputed"
            assert item.imputed is imputed
            assert imputed or item.responders == row["responders"]
            assert row["verification"] in analysis.verification
            assert trial["background"] in analysis.background
            assert trial["min_age_years"] >= 12
            assert trial["role"] == "parallel"
            if arm["drug"] in INACTIVE:
                assert item.dose == 0.0
            else:
                assert (arm["drug"], arm["frequency"]) == (analysis.drug, analysis.frequency)
                assert item.dose == arm["dose"] > 0
                assert dataset.vocabulary.is_fixed_dose(arm["regimen"])
            seen += 1
    assert seen > 50


def test_every_trial_on_a_curve_has_two_doses(selections: Any) -> None:
    for selection in selections.values():
        for trial in selection.trials:
            own = {item.dose for item in selection.arms if item.trial_id == trial}
            assert len(own) >= 2


def test_every_trial_of_the_drug_is_used_or_named_with_a_reason(
    dataset: Dataset, selections: Any
) -> None:
    arms = dataset.table("arms")
    for selection in selections.values():
        drug = selection.analysis.drug
        trials = set(arms["trial_id"][arms["drug"] == drug])
        named = {item.trial_id for item in selection.held_back}
        assert trials == set(selection.trials) | named
        assert all(item.reason for item in selection.held_back)


def test_arms_without_one_fixed_dose_are_left_out_with_a_reason(selections: Any) -> None:
    selection = selections["dose-upadacitinib-easi75-monotherapy"]
    (found,) = [item for item in held(selection, "level-up") if item.stage == "regimen"]
    assert "not one fixed dose from the start" in found.reason
    assert "level-up" not in selection.trials


def test_two_frequencies_are_not_mixed(dataset: Dataset) -> None:
    declared = dataset.dose("dose-ruxolitinib-cream-easi75-monotherapy")
    wide = replace(declared, weeks=(0.0, 52.0))
    stages = {item.label: item for item in select_dose(dataset, wide).held_back}
    once = [item for item in stages.values() if item.stage == "regimen"]
    assert once
    assert all("once daily, and this curve is for twice daily" in item.reason for item in once)


def test_a_week_outside_the_window_is_told(dataset: Dataset) -> None:
    declared = dataset.dose("dose-abrocitinib-easi75-monotherapy")
    moved = select_dose(dataset, replace(declared, weeks=(13.0, 16.0)))
    assert moved.arms == ()
    (found,) = held(moved, "jade-mono-1")
    assert (found.stage, found.reason) == ("week", "primary at week 12, outside weeks 13 to 16")
    one = select_dose(dataset, replace(declared, weeks=(13.0, 13.0)))
    assert held(one, "jade-mono-1")[0].reason == "primary at week 12, outside week 13"


def test_tiers_admit_more_or_fewer_rows(dataset: Dataset) -> None:
    declared = dataset.dose("dose-abrocitinib-easi75-monotherapy")
    frame = dataset.table("dichotomous")
    frame.loc[frame["trial_id"] == "jade-mono-2", "verification"] = "inferred"
    dataset = with_table(dataset, "dichotomous", frame)
    primary = select_dose(dataset, declared, declared.verification)
    assert len(select_dose(dataset, declared, ALL_TIERS).arms) > len(primary.arms)
    strict = select_dose(dataset, declared, ("source", "derived"))
    assert set(strict.trials) < set(primary.trials)
    assert all(item.verification in ("source", "derived") for item in strict.arms)


def test_frame_has_one_row_for_each_dose_of_a_trial(selections: Any) -> None:
    for selection in selections.values():
        if not selection.arms:
            continue
        frame = selection.frame()
        assert not frame.duplicated(["trial", "dose"]).any()
        assert frame["n"].sum() == selection.patients
        assert (frame["responders"] <= frame["n"]).all()


def test_unit_and_comparator_are_those_of_the_drug(selections: Any) -> None:
    cream = selections["dose-ruxolitinib-cream-easi75-monotherapy"]
    tablet = selections["dose-abrocitinib-easi75-monotherapy"]
    assert (cream.unit, cream.inactive) == ("%", "vehicle")
    assert (tablet.unit, tablet.inactive) == ("mg", "placebo")
