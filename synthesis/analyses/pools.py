"""Run declared analyses: pools of arms in, pooled results with their sensitivity out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from scipy.stats import norm

from synthesis.analyses.no_estimate import why_silent
from synthesis.analyses.responders import responders_of_100
from synthesis.analyses.sensitivity import (
    WITH_PERCENTAGES,
    PoolVersions,
    Sensitivity,
    contrasts_of,
    control_risk,
    few_trials,
    other_models,
    other_tiers,
    other_trials,
    pool_primary,
    select_versions,
    trial_sets,
)
from synthesis.models.pairwise.contrasts import Contrasts
from synthesis.models.pairwise.pool import pool_contrasts
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.package.dataset import Dataset
from synthesis.package.plan.few_trials import FewTrials
from synthesis.package.plan.pools import Analysis
from synthesis.selection.arms import ArmCount, imputed_rows
from synthesis.selection.pools import Pool, Selection
from synthesis.selection.reasons import HeldBack
from synthesis.selection.records import Records, read_records

Z95 = float(norm.ppf(0.975))
NO_TIERS = MappingProxyType(dict.fromkeys((*other_tiers(()), WITH_PERCENTAGES), None))


@dataclass(frozen=True)
class TrialEffect:
    """One trial of a pool: its arms, own effect with 95% interval (model scale), weight."""

    trial: str
    trial_id: str
    treatment: ArmCount
    control: ArmCount
    estimate: float
    ci_low: float
    ci_high: float
    weight: float


@dataclass(frozen=True)
class PoolResult:
    """Everything the book reports of one pool.

    Parameters
    ----------
    pool
        The arms.
    primary
        The declared measure; REML; interval by the rule for the number of trials.
    hartung_knapp
        For two trials, the Hartung-Knapp interval that is printed beside the primary one.
    risk_ratio, risk_difference
        The same pool in the other measures; no risk ratio where no trial tells of one.
    trials
        One entry for each trial that carries information.
    sensitivity
        The same pool under other choices, in a fixed order.
    """

    pool: Pool
    primary: PairwiseResult
    hartung_knapp: PairwiseResult | None
    risk_ratio: PairwiseResult | None
    risk_difference: PairwiseResult
    trials: tuple[TrialEffect, ...]
    sensitivity: tuple[Sensitivity, ...]

    def under(self, choice: str) -> Sensitivity:
        """The result under one other choice, by its name; KeyError when there is none."""
        for item in self.sensitivity:
            if item.name == choice:
                return item
        raise KeyError(choice)

    @property
    def control_risk(self) -> float:
        """Share of responders in the control arms, 0 to 1; of the trials of the risk difference.

        These are all of the pool: one that says nothing of a ratio is among them.
        """
        return control_risk(self.pool)

    @property
    def responders_shown(self) -> tuple[float, float, float, float]:
        """Responders of 100: control, treatment, and the treatment's 95% limits."""
        return responders_of_100(self.control_risk, self.risk_difference)


@dataclass(frozen=True)
class AnalysisResult:
    """A declared analysis with its selection and one result for each pool.

    `awaiting` holds the pools that only unverified rows would form: never a result of the
    book, shown as what verification would add.
    """

    analysis: Analysis
    selection: Selection
    pools: tuple[PoolResult, ...]
    awaiting: tuple[PoolResult, ...]

    def pool(self, regimen: str) -> PoolResult | None:
        """The result of one regimen, None when the data form no pool of it."""
        return next((result for result in self.pools if result.pool.regimen == regimen), None)


def run_analysis(dataset: Dataset, identifier: str) -> AnalysisResult:
    """Run one declared analysis; KeyError when none has this id."""
    analysis = dataset.analysis(identifier)
    return _run(dataset, read_records(dataset), analysis, trial_sets(dataset))


def run_all(dataset: Dataset) -> tuple[AnalysisResult, ...]:
    """Run every declared analysis, in the order of the plan."""
    records, without = read_records(dataset), trial_sets(dataset)
    return tuple(_run(dataset, records, analysis, without) for analysis in dataset.analyses)


def _run(
    dataset: Dataset, records: Records, analysis: Analysis, without: Mapping[str, frozenset[str]]
) -> AnalysisResult:
    selection, versions, awaiting = select_versions(records, analysis)
    pools: list[PoolResult] = []
    silent: list[HeldBack] = []
    for each in versions:
        if contrasts_of(each.pool, analysis.measure).k:
            pools.append(run_pool(each.pool, each.tiers, without, dataset.plan.few_trials))
        else:
            silent += _silent(each.pool)
    waiting = tuple(run_pool(pool) for pool in awaiting if contrasts_of(pool, analysis.measure).k)
    if silent:
        selection = replace(selection, held_back=(*selection.held_back, *silent))
    return AnalysisResult(analysis, selection, tuple(pools), waiting)


def _silent(pool: Pool) -> Iterator[HeldBack]:
    """The trials of a pool that no trial tells anything about, each held back with the reason."""
    words = why_silent(pool)
    for arm, _ in pool.pairs:
        own = (arm.trial_id, arm.trial_name, pool.regimen, pool.label)
        yield HeldBack(*own, "informative", words)


def run_pool(
    pool: Pool,
    tiers: Mapping[str, Pool | None] | None = None,
    without: Mapping[str, frozenset[str]] = MappingProxyType({}),
    declared: FewTrials | None = None,
) -> PoolResult:
    """Pool one regimen against its comparator.

    Parameters
    ----------
    pool
        The primary pool.
    tiers
        The same pool on other rows, by the name of the sensitivity analysis (see
        `other_rows`); without any, no trial is left under these.
    without
        Sets of trials to leave out, by the name of the sensitivity analysis.
    declared
        How few trials are pooled once more, if the plan says so.
    """
    contrasts = contrasts_of(pool, pool.analysis.measure)
    primary = pool_primary(contrasts)
    ratios = contrasts_of(pool, "RR")
    beside = pool_contrasts(contrasts, ci="hk") if contrasts.k == 2 else None
    sensitivity = [
        *other_models(contrasts),
        *few_trials(contrasts, pool, declared),
        *(
            other_trials(name, pool, other, primary)
            for name, other in PoolVersions(pool, tiers or NO_TIERS).others(without)
        ),
    ]
    return PoolResult(
        pool=pool,
        primary=primary,
        hartung_knapp=beside,
        risk_ratio=pool_primary(ratios) if ratios.k else None,
        risk_difference=pool_primary(contrasts_of(pool, "RD")),
        trials=tuple(_trial_effects(pool, contrasts, primary)),
        sensitivity=tuple(sensitivity),
    )


def _trial_effects(
    pool: Pool, contrasts: Contrasts, primary: PairwiseResult
) -> Iterable[TrialEffect]:
    pairs = {own.trial_name: (own, other) for own, other in pool.pairs}
    for i, trial in enumerate(contrasts.trials):
        estimate = float(contrasts.estimate[i])
        half = Z95 * float(contrasts.variance[i]) ** 0.5
        own, other = pairs[trial]
        yield TrialEffect(
            trial=trial,
            trial_id=own.trial_id,
            treatment=own,
            control=other,
            estimate=estimate,
            ci_low=estimate - half,
            ci_high=estimate + half,
            weight=primary.weights[i],
        )


def as_record(result: PoolResult) -> dict[str, Any]:
    """One pooled result as plain values for results.json."""
    return {
        "id": result.pool.id,
        "analysis": result.pool.analysis.id,
        "treatment": result.pool.regimen,
        "comparator": result.pool.comparator,
        "trials": list(result.pool.trials),
        "rows": [row for arm in result.pool.arms for row in arm.rows],
        "imputed_rows": list(imputed_rows(result.pool.arms)),
        "primary": result.primary.to_json_dict(),
        "risk_ratio": result.risk_ratio.to_json_dict() if result.risk_ratio else None,
        "risk_difference": result.risk_difference.to_json_dict(),
        "sensitivity": {
            item.name: item.result.to_json_dict() if item.result else None
            for item in result.sensitivity
        },
    }
