"""Every estimate of every declared analysis as one row, on the natural scale."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any

import pytest

from synthesis.edition.edition import read_edition
from synthesis.exports.kits import estimates_csv, results_json
from synthesis.exports.tables.estimate_table import (
    EstimateRow,
    group_by_analysis,
    tabulate_estimates,
)
from synthesis.package.dataset import Dataset


@pytest.fixture(scope="module")
def rows(records: dict[str, list[dict[str, Any]]]) -> tuple[EstimateRow, ...]:
    return tabulate_estimates(records)


def test_every_analysis_with_a_result_has_its_rows(
    dataset: Dataset, records: dict[str, Any], rows: tuple[EstimateRow, ...]
) -> None:
    with_result = {pool["analysis"] for kind in ("results", "harms") for pool in records[kind]}
    with_result |= {network["id"] for network in records["networks"]}
    with_result |= {d["id"] for d in records["doses"] if d["fits"] or d["within"] is not None}
    with_result |= {each["id"] for each in records["shared_doses"] if each["points"]}
    with_result |= {means["id"] for means in records["means"] if means["estimates"]}
    with_result |= {course["id"] for course in records["courses"] if course["courses"]}
    groups = {each["id"] for each in records["age_groups"]}
    beside = {each["id"] for each in records["regressions"] if each["slope_per_step"]}
    beside |= {each["id"] for each in records["settings"] if each["rows"]}
    found = set(group_by_analysis(rows))
    of_groups = {name for name in found if any(name.startswith(f"{each}-") for each in groups)}
    assert of_groups
    assert found - of_groups == with_result | beside
    plan = dataset.plan
    every = (
        *plan.analyses,
        *plan.networks,
        *plan.doses,
        *plan.harms,
        *plan.means,
        *plan.shared_doses,
        *plan.courses,
    )
    assert with_result <= {declared.id for declared in every}


def test_a_pool_has_its_measures_and_its_choices(
    records: dict[str, Any], rows: tuple[EstimateRow, ...]
) -> None:
    pool = records["results"][0]
    mine = {
        row.choice: row
        for row in rows
        if row.analysis == pool["analysis"] and row.treatment == pool["treatment"]
    }
    made = {name for name, result in pool["sensitivity"].items() if result is not None}
    assert set(mine) == {"primary", "risk ratio", "risk difference"} | made
    primary = mine["primary"]
    assert primary.estimate == pytest.approx(math.exp(pool["primary"]["estimate"]), rel=1e-12)
    assert primary.model_estimate == pool["primary"]["estimate"]
    difference = mine["risk difference"]
    assert difference.estimate == pool["risk_difference"]["estimate"]


def test_a_network_has_every_comparison_both_ways(
    records: dict[str, Any], rows: tuple[EstimateRow, ...]
) -> None:
    for network in records["networks"]:
        mine = [row for row in rows if row.analysis == network["id"]]
        size = len(network["treatments"])
        assert len(mine) == size * (size - 1)
        pairs = {(row.treatment, row.comparator): row.estimate for row in mine}
        for (first, second), estimate in pairs.items():
            assert estimate == pytest.approx(1 / pairs[second, first], rel=1e-9)


def test_a_curve_has_one_row_for_each_dose_studied(
    records: dict[str, Any], rows: tuple[EstimateRow, ...]
) -> None:
    dose = next(dose for dose in records["doses"] if len(dose["fits"]) > 1)
    for fit in dose["fits"]:
        name = f"{fit['model']} curve"
        mine = [r for r in rows if r.analysis == dose["id"] and r.choice == name]
        assert [float(row.treatment) for row in mine] == sorted(
            {seen["dose"] for seen in fit["observed"]}
        )


def test_ratios_of_harms_are_ratios_and_differences_are_shares(
    rows: tuple[EstimateRow, ...],
) -> None:
    harms = [row for row in rows if row.kind == "harm"]
    assert {row.measure for row in harms} == {"RD", "OR", "RR"}
    for row in harms:
        if row.estimate is not None:
            assert -1 <= row.estimate <= 1 if row.measure == "RD" else row.estimate > 0


def test_limits_enclose_the_estimate(rows: tuple[EstimateRow, ...]) -> None:
    for row in rows:
        if None not in (row.estimate, row.ci_low, row.ci_high):
            assert row.ci_low - 1e-9 <= row.estimate <= row.ci_high + 1e-9, row


def test_the_csv_holds_them_all(rows: tuple[EstimateRow, ...]) -> None:
    read = list(csv.DictReader(io.StringIO(estimates_csv(rows))))
    assert len(read) == len(rows)
    for text, row in zip(read, rows, strict=True):
        assert (text["analysis"], text["treatment"]) == (row.analysis, row.treatment)
        if row.estimate is None:
            assert text["estimate"] == ""
        else:
            assert float(text["estimate"]) == pytest.approx(row.estimate, rel=1e-9)


def test_the_json_holds_every_estimate_by_analysis(
    records: dict[str, Any], rows: tuple[EstimateRow, ...]
) -> None:
    edition = read_edition("a" * 64)
    content = json.loads(results_json(records, rows, edition))
    assert content["digest"] == edition.digest
    assert content["version"] == edition.version
    assert sum(len(lines) for lines in content["estimates"].values()) == len(rows)
    assert {"results", "networks", "doses", "harms"} <= set(content)
