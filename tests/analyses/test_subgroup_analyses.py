"""Regressions, settings, earlier treatment and groups by age: from the files to the numbers."""

from __future__ import annotations

import csv
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from other_data import with_table

from synthesis.analyses.estimates import side_of
from synthesis.analyses.run import Results
from synthesis.analyses.subgroups.age_groups import (
    AgeGroupResult,
    run_age_group,
    run_age_groups,
    trials_within,
)
from synthesis.analyses.subgroups.regressions import (
    RegressionResult,
    baseline_of_trials,
    covariate_of,
    run_regressions,
)
from synthesis.analyses.subgroups.settings import read_prior_arms, run_settings
from synthesis.claims.estimates import collect_estimates
from synthesis.claims.records import collect_records
from synthesis.exports.tables.estimate_table import tabulate_estimates
from synthesis.files.project import DATA_FOLDER
from synthesis.models.network.regression import regress_network
from synthesis.package.dataset import Dataset

TIERS = ("source", "derived", "inferred")


def by_id(book: Results, identifier: str) -> RegressionResult:
    (found,) = (each for each in run_regressions(book) if each.analysis.id == identifier)
    return found


@pytest.fixture(scope="module")
def adolescents(book: Results) -> AgeGroupResult:
    (found,) = run_age_groups(book)
    return found


def test_the_mean_of_a_trial_weighs_its_arms_by_their_patients(dataset: Dataset) -> None:
    with (DATA_FOLDER / "baseline.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["trial_id"], row["variable"]) == ("solo-1", "AGE_MEAN")
        ]
    expected = np.average(
        [float(row["value"]) for row in rows], weights=[float(row["n"]) for row in rows]
    )
    assert baseline_of_trials(dataset, "AGE_MEAN", TIERS)["solo-1"] == pytest.approx(expected)
    assert baseline_of_trials(dataset, "AGE_MEAN", ()) == {}


def test_arms_without_a_number_of_patients_count_alike(dataset: Dataset) -> None:
    arms = dataset.table("arms")
    arms["n_randomised"] = pd.NA
    rows = dataset.table("baseline").query("trial_id == 'solo-1' and variable == 'AGE_MEAN'")
    rows["n"] = pd.NA
    found = with_table(with_table(dataset, "arms", arms), "baseline", rows)
    mean = float(rows["value"].astype(float).mean())
    assert baseline_of_trials(found, "AGE_MEAN", TIERS) == {"solo-1": pytest.approx(mean)}


def test_rows_that_nobody_read_or_that_are_not_preferred_tell_no_covariate(
    dataset: Dataset,
) -> None:
    rows = dataset.table("baseline").query("trial_id == 'solo-1' and variable == 'AGE_MEAN'")
    for column, value in (("verification", "unverified"), ("preferred", "no")):
        found = with_table(dataset, "baseline", rows.assign(**{column: value}))
        assert baseline_of_trials(found, "AGE_MEAN", TIERS) == {}


def test_each_covariate_is_that_of_the_selection(book: Results) -> None:
    network = book.network("network-easi75-monotherapy")
    assert hasattr(network, "selection")
    week = by_id(book, "regression-easi75-monotherapy-week").analysis
    found = covariate_of(book.dataset, network, week)
    assert found == {arm.trial_name: arm.week for arm in network.selection.arms}
    response = by_id(book, "regression-easi75-monotherapy-placebo-response").analysis
    found = covariate_of(book.dataset, network, response)
    arms = [arm for arm in network.selection.arms if arm.treatment == "placebo"]
    assert found == {a.trial_name: pytest.approx(100 * a.responders / a.n) for a in arms}


def test_a_regression_is_the_model_on_these_values(book: Results) -> None:
    found = by_id(book, "regression-easi75-monotherapy-age")
    network = book.network("network-easi75-monotherapy")
    assert hasattr(network, "contrasts")
    values = covariate_of(book.dataset, network, found.analysis)
    model = regress_network(network.contrasts, values, "placebo")
    assert found.result == model
    assert found.step is not None
    assert found.step.estimate == pytest.approx(10 * model.slope)
    assert (found.step.ci_low, found.step.ci_high) == pytest.approx(
        (10 * model.ci_low, 10 * model.ci_high)
    )
    assert found.known == len(values)
    assert found.trials == network.contrasts.k


def test_a_regression_without_enough_trials_says_how_many_there_are(book: Results) -> None:
    found = by_id(book, "regression-easi75-monotherapy-severity-easi")
    assert found.result is None
    assert found.step is None
    assert found.missing == (
        f"No result: the value is known of {found.known} of {found.trials} trials, fewer than the "
        f"{found.analysis.fewest_trials} that the plan asks for."
    )


def test_what_the_model_refuses_is_said_too(book: Results) -> None:
    found = by_id(book, "regression-itch4-monotherapy-week")
    assert found.result is None
    assert found.missing.startswith("No result: the covariate cannot be told apart from")


def test_two_settings_differ_by_the_difference_of_independent_estimates(book: Results) -> None:
    for found in run_settings(book):
        assert found.rows
        one, two = book.network(found.analysis.first), book.network(found.analysis.second)
        assert hasattr(one, "selection")
        assert hasattr(two, "selection")
        assert not set(one.selection.trials) & set(two.selection.trials)
        for row in found.rows:
            assert row.difference == pytest.approx(row.second.estimate - row.first.estimate)
            assert row.se == pytest.approx(math.sqrt(row.first.se**2 + row.second.se**2))
            assert side_of(row.ci_low, row.ci_high) == (
                "open" if row not in found.differing else "below" if row.difference < 0 else "above"
            )


def test_settings_that_share_trials_are_not_compared(book: Results) -> None:
    plan = book.dataset.plan
    same = replace(plan.settings[0], second=plan.settings[0].first)
    other = replace(plan.settings[0], second="network-itch4-with-topicals")
    changed = replace(book.dataset, plan=replace(plan, settings=(same, other)))
    shared, unlike = run_settings(Results(changed))
    assert not shared.rows
    assert "they share trials" in shared.missing
    assert not unlike.rows
    assert "outcome, measure or reference differ" in unlike.missing


def test_what_was_read_of_patients_treated_before_is_that_of_the_file(dataset: Dataset) -> None:
    (declared,) = dataset.plan.prior_treatments
    arms = read_prior_arms(dataset, declared)
    assert {arm.trial_id for arm in arms} == {"jade-extend", "level-up-period-2"}
    assert {str(arm.outcome) for arm in arms} == {"EASI75", "ITCH4"}
    raw = dataset.table("dichotomous").set_index("row")["percent_reported"]
    assert [arm.percent for arm in arms] == [float(raw[arm.row["row"]]) for arm in arms]


def test_trials_of_an_age_admit_nobody_else(dataset: Dataset) -> None:
    (group,) = dataset.plan.age_groups
    trials = dataset.table("trials").set_index("trial_id")
    found = trials_within(dataset, group)
    assert found == {"jade-teen", "liberty-ad-adol", "ecztra-6"}
    for trial in found:
        assert trials.loc[trial, "min_age_years"] >= 12
        assert trials.loc[trial, "max_age_years"] <= 17


def test_counts_of_a_group_are_those_of_the_files(adolescents: AgeGroupResult) -> None:
    (pool,) = (
        each for each in adolescents.pools
        if each.pool.id == "adolescents-easi75-required-oral.abrocitinib-200-qd"
    )  # fmt: skip
    own, other = pool.pool.arms
    assert (own.responders, own.n, other.responders, other.n) == (67, 93, 39, 94)
    difference = 67 / 93 - 39 / 94
    assert pool.risk_difference.estimate == pytest.approx(difference)
    assert not pool.pool.id.startswith(tuple(adolescents.from_subgroups))


def test_a_subgroup_enters_with_its_percentage_and_never_beside_its_trial(
    adolescents: AgeGroupResult, dataset: Dataset
) -> None:
    parts = [each for each in adolescents.pools if each.pool.id in adolescents.from_subgroups]
    assert parts
    raw = dataset.table("subgroups").set_index("row")
    for each in parts:
        assert len(set(each.pool.trials)) == len(each.pool.trials)
        for arm in each.pool.arms:
            (row,) = arm.rows
            assert raw.loc[row, "trial_id"] == arm.trial_id == "measure-up-1"
            assert raw.loc[row, "subgroup"] in adolescents.analysis.subgroups
            assert arm.responders / arm.n == pytest.approx(
                float(raw.loc[row, "percent_reported"]) / 100
            )
            assert arm.n == int(raw.loc[row, "n"])
            assert arm.trial_name.endswith("(subgroup)")
            assert arm.imputed


def test_two_trials_of_a_dose_are_pooled_and_a_subgroup_of_a_whole_trial_is_left_aside(
    dataset: Dataset,
) -> None:
    # As if the larger trial admitted adolescents alone: its subgroup must go, the trial come in.
    (group,) = dataset.plan.age_groups
    trials = dataset.table("trials")
    for trial in ("measure-up-1", "measure-up-2"):
        trials.loc[trials["trial_id"] == trial, "max_age_years"] = 17
    found = run_age_group(with_table(dataset, "trials", trials), group)
    assert not found.from_subgroups
    assert not found.subgroup_trials
    pooled = [each for each in found.pools if each.primary.k == 2]
    assert {each.pool.regimen for each in pooled} == {"upadacitinib-15-qd", "upadacitinib-30-qd"}
    for each in pooled:
        assert each.pool.trials == ("measure-up-1", "measure-up-2")


def test_harms_of_a_group_come_from_its_trials_alone(adolescents: AgeGroupResult) -> None:
    assert adolescents.harms
    trials = {trial for each in adolescents.harms for trial in each.pool.trials}
    assert trials <= {"jade-teen", "liberty-ad-adol", "ecztra-6"}
    events = {each.pool.analysis.event for each in adolescents.harms}
    assert events <= set(adolescents.analysis.events)


def test_every_new_estimate_stands_in_the_results_and_in_the_table(book: Results) -> None:
    estimates = collect_estimates(book).estimates
    kinds = ("regression", "setting", "age group")
    counted = {kind: sum(each.kind == kind for each in estimates.values()) for kind in kinds}
    regressions = [each for each in run_regressions(book) if each.result]
    assert counted == {
        "regression": len(regressions),
        "setting": sum(len(each.rows) for each in run_settings(book)),
        "age group": sum(len(each.pools) for each in run_age_groups(book)),
    }
    records = collect_records(book)
    assert [each["id"] for each in records["regressions"]] == [
        each.id for each in book.dataset.plan.regressions
    ]
    rows = tabulate_estimates(records)
    primary = [row for row in rows if row.kind == "regression"]
    for row, each in zip(primary, regressions, strict=True):
        assert each.step is not None
        assert row.estimate == pytest.approx(math.exp(each.step.estimate))
        assert row.model_se == pytest.approx(each.step.se)
    assert sum(row.kind == "setting" for row in rows) == counted["setting"]


def test_a_package_that_declares_nothing_of_it_has_nothing_of_it(dataset: Dataset) -> None:
    plan = replace(dataset.plan, regressions=(), settings=(), prior_treatments=(), age_groups=())
    bare = Results(replace(dataset, plan=plan))
    assert run_regressions(bare) == run_settings(bare) == run_age_groups(bare) == ()
