"""The table of fixed columns: the same numbers as the pools' own sensitivity, nothing left out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from arm_counts import change_rows, make_arm

from synthesis.analyses.pools import NO_TIERS, AnalysisResult, PoolResult
from synthesis.analyses.sensitivity import (
    HIGHEST,
    LOWEST,
    NONE_LEFT,
    THE_SAME,
    WALD,
    WITH_UNVERIFIED,
    PoolVersions,
    contrasts_of,
    trial_sets,
)
from synthesis.analyses.sensitivity_table import (
    COLUMNS,
    ONE_TRIAL,
    RISK_DIFFERENCE,
    RISK_RATIO,
    TWO_TRIALS,
    UNINFORMATIVE,
    SensitivityRow,
    ShownEstimate,
    Task,
    _plan_row,
    run_tasks,
    sensitivity_table,
)
from synthesis.models.pairwise.pool import leave_one_out, pool_contrasts
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.package.dataset import Dataset
from synthesis.selection.pools import Pool


@pytest.fixture(scope="module")
def table(dataset: Dataset) -> tuple[SensitivityRow, ...]:
    return sensitivity_table(dataset, dataset.analyses)


@pytest.fixture(scope="module")
def pools(results: tuple[AnalysisResult, ...]) -> list[PoolResult]:
    return [pool for result in results for pool in result.pools]


def assert_same(found: ShownEstimate | None, expected: PairwiseResult) -> None:
    assert found is not None
    assert (found.measure, found.k, found.patients) == (
        expected.measure,
        expected.k,
        expected.patients,
    )
    for name in ("estimate", "ci_low", "ci_high"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), abs=1e-9)
    assert (found.tau2 is None) == (expected.tau2 is None)
    if expected.tau2 is not None:
        assert found.tau2 == pytest.approx(expected.tau2, abs=1e-9)


def test_every_pool_has_one_row_with_every_column(
    table: tuple[SensitivityRow, ...], pools: list[PoolResult]
) -> None:
    assert [row.pool for row in table] == [pool.pool for pool in pools]
    assert {tuple(cell.column for cell in row.cells) for row in table} == {COLUMNS}
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_numbers_and_notes_are_those_of_the_pools(
    table: tuple[SensitivityRow, ...], pools: list[PoolResult]
) -> None:
    compared = 0
    for row, pool in zip(table, pools, strict=True):
        assert_same(row.primary, pool.primary)
        assert_same(row.under(RISK_RATIO).result, pool.risk_ratio)
        assert_same(row.under(RISK_DIFFERENCE).result, pool.risk_difference)
        for item in pool.sensitivity:
            if item.name not in COLUMNS:
                assert item.name == "Mantel-Haenszel"
                continue
            cell = row.under(item.name)
            assert cell.note == item.note
            if item.result is None:
                assert cell.result is None
            else:
                assert_same(cell.result, item.result)
                compared += 1
    assert compared > 100


def test_what_is_undefined_has_a_reason(table: tuple[SensitivityRow, ...]) -> None:
    reasons = set()
    for row in table:
        assert row.primary is not None
        for cell in row.cells:
            if cell.result is None:
                reasons.add(cell.note)
                expected = {1: {ONE_TRIAL, NONE_LEFT}, 2: {TWO_TRIALS, NONE_LEFT}}
                assert cell.note in expected.get(row.primary.k, {NONE_LEFT}), cell.column
    assert reasons == {ONE_TRIAL, TWO_TRIALS, NONE_LEFT}


def test_the_range_without_one_trial_is_the_range(table: tuple[SensitivityRow, ...]) -> None:
    several = [row for row in table if row.primary and row.primary.k > 2]
    assert several
    for row in several:
        contrasts = contrasts_of(row.pool, "OR")
        ci = "hk-adhoc" if contrasts.k > 3 else "wald"
        found = leave_one_out(contrasts, ci=ci)  # type: ignore[arg-type]
        for column, pick in ((LOWEST, min), (HIGHEST, max)):
            name, expected = pick(found, key=lambda pair: pair[1].estimate)
            assert_same(row.under(column).result, expected)
            assert row.under(column).note == f"without {name}"


def test_wald_of_few_trials_is_the_primary_interval(table: tuple[SensitivityRow, ...]) -> None:
    few = [row for row in table if row.primary and row.primary.k < 3]
    assert few
    assert all(row.under(WALD).result == row.primary for row in few)


def test_without_responders_only_the_difference_is_left(
    dataset: Dataset, pools: list[PoolResult]
) -> None:
    pool = pools[0].pool
    arms = tuple(change_rows(arm, count=0) for arm in pool.arms[:2])
    empty = replace(pool, arms=arms)
    versions = PoolVersions(empty, {**NO_TIERS, WITH_UNVERIFIED: empty})
    plans = list(_plan_row(versions, trial_sets(dataset)))
    assert tuple(plan.column for plan in plans) == COLUMNS
    defined = [plan.column for plan in plans if plan.tasks]
    assert defined == [RISK_DIFFERENCE]
    assert {plan.note for plan in plans if not plan.tasks} <= {UNINFORMATIVE, NONE_LEFT}


def test_tasks_come_back_in_their_order(pools: list[PoolResult]) -> None:
    contrasts = [contrasts_of(pool.pool, "OR") for pool in pools[:6]]
    methods = ("REML", "DL", "common", "PM", "REML", "DL")
    found = run_tasks(Task(c, m, "wald") for c, m in zip(contrasts, methods, strict=True))  # type: ignore[arg-type]
    for result, c, method in zip(found, contrasts, methods, strict=True):
        assert_same(result, pool_contrasts(c, method, "wald"))  # type: ignore[arg-type]
    assert run_tasks([]) == []


def test_an_unknown_column_is_an_error(table: tuple[SensitivityRow, ...]) -> None:
    with pytest.raises(KeyError, match="Nonsense"):
        table[0].under("Nonsense")


def test_the_same_trials_are_called_so(table: tuple[SensitivityRow, ...]) -> None:
    same = [(row, cell) for row in table for cell in row.cells if cell.note == THE_SAME]
    assert same
    assert all(cell.result == row.primary for row, cell in same)


def test_other_versions_come_in_the_order_of_the_columns(dataset: Dataset) -> None:
    arm = make_arm("a", "t", 1, 2)
    pool = Pool(dataset.analyses[0], "t", "t", "placebo", "placebo", (arm,))
    names = [name for name, _ in PoolVersions(pool, NO_TIERS).others(trial_sets(dataset))]
    assert tuple(names) == COLUMNS[-6:]
