"""Run a declared analysis of means: a pool for each regimen, and one network of all trials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from synthesis.analyses.means.result import MeanAnalysisResult, MeanPool, patients_of
from synthesis.models.continuous.contrasts import make_mean_contrasts
from synthesis.models.continuous.network import make_mean_network
from synthesis.models.measure import Measure
from synthesis.models.network.contrasts import NetworkError
from synthesis.models.network.pool import pool_network
from synthesis.models.network.result import NetworkResult
from synthesis.models.pairwise.pool import pool_contrasts, primary_interval
from synthesis.package.dataset import Dataset
from synthesis.package.plan.means import MeanAnalysis
from synthesis.selection.means import (
    MeanSelection,
    read_mean_records,
    select_mean_records,
)
from synthesis.selection.records import Records
from synthesis.words.labels import sort_key

NO_MEANS = "No trial has means with a spread that can be used."


def run_all_means(dataset: Dataset) -> tuple[MeanAnalysisResult, ...]:
    """Run every declared analysis of means, in the order of the plan."""
    if not dataset.means:
        return ()
    records, randomised = read_mean_records(dataset), _randomised(dataset)
    return tuple(_run(records, analysis, randomised) for analysis in dataset.means)


def run_means(dataset: Dataset, identifier: str) -> MeanAnalysisResult:
    """Run one declared analysis of means; KeyError when none has this id."""
    return _run(read_mean_records(dataset), dataset.mean(identifier), _randomised(dataset))


def _randomised(dataset: Dataset) -> dict[tuple[str, str], int]:
    arms = dataset.table("arms").dropna(subset=["n_randomised"])
    columns = (arms[name] for name in ("trial_id", "arm_id", "n_randomised"))
    return {(trial, arm): int(n) for trial, arm, n in zip(*columns, strict=True)}


def _run(
    records: Records, analysis: MeanAnalysis, randomised: Mapping[tuple[str, str], int]
) -> MeanAnalysisResult:
    selection = select_mean_records(records, analysis)
    pools: tuple[MeanPool, ...] = ()
    network = standardised = None
    missing = "" if selection.arms else NO_MEANS
    if selection.arms:
        pools = tuple(_pools(selection))
        try:
            network = _network(selection, analysis.measure)
        except NetworkError as error:
            missing = f"No network: {error}"
    if network is not None:
        # Means too many standard deviations apart have no such network.
        with suppress(NetworkError):
            standardised = _network(selection, "SMD")
    return MeanAnalysisResult(
        analysis, selection, network, standardised, pools, missing, randomised
    )


def _network(selection: MeanSelection, measure: Measure) -> NetworkResult:
    contrasts = make_mean_network(selection.frame(), measure)
    if selection.analysis.reference not in contrasts.treatments:
        label = selection.labels[selection.analysis.reference]
        raise NetworkError(f"no trial that enters compares {label}, the reference.")
    return pool_network(contrasts)


def _pools(selection: MeanSelection) -> Iterator[MeanPool]:
    frame, reference = selection.frame(), selection.analysis.reference
    have = {arm.trial_id for arm in selection.arms if arm.treatment == reference}
    own: dict[str, list[str]] = {}
    for arm in selection.arms:
        if arm.treatment != reference and arm.trial_id in have:
            own.setdefault(arm.treatment, []).append(arm.trial_id)
    for regimen in sorted(own, key=lambda name: (sort_key(selection.labels[name]), name)):
        contrasts = make_mean_contrasts(frame, regimen, reference, selection.analysis.measure)
        primary = pool_contrasts(contrasts, ci=primary_interval(contrasts.k))
        beside = pool_contrasts(contrasts, ci="hk") if contrasts.k == 2 else None
        yield MeanPool(regimen, primary, beside, tuple(own[regimen]))


def as_mean_record(result: MeanAnalysisResult) -> dict[str, Any]:
    """One analysis of means as plain values for results.json, in the unit of its score."""
    analysis, network = result.analysis, result.network
    return {
        "id": analysis.id,
        "outcome": str(analysis.outcome),
        "statistic": analysis.statistic,
        "unit": analysis.outcome.unit,
        "better": analysis.outcome.better,
        "measure": analysis.measure,
        "reference": analysis.reference,
        "trials": list(result.selection.trials),
        "patients": patients_of(result.selection.arms),
        "rows": [row for arm in result.selection.arms for row in arm.rows],
        "arms": [
            {
                "trial": arm.trial_id,
                "treatment": arm.treatment,
                "week": arm.week,
                "mean": arm.mean,
                "se": arm.se,
                "n": arm.n,
            }
            for arm in result.selection.arms
        ],
        "tau2": network.tau2 if network else None,
        "q_total": asdict(network.q_total) if network else None,
        "estimates": [asdict(row) for row in result.estimates],
        "against_active": [
            asdict(row)
            for row in (
                result.against(analysis.active_reference) if result.has_active_reference else ()
            )
        ],
        "standardised": [asdict(row) for row in result.standardised_by_regimen.values()],
        "pools": [
            {
                "treatment": pool.regimen,
                "trials": list(pool.trials),
                **pool.primary.to_json_dict(),
                "hartung_knapp": pool.hartung_knapp.to_json_dict() if pool.hartung_knapp else None,
            }
            for pool in result.pools
        ],
        "missing": result.missing,
    }
