"""Run a declared analysis of means: a pool for each regimen, and one network of all trials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from statistics import median
from typing import Any

from synthesis.models.continuous.contrasts import make_mean_contrasts
from synthesis.models.continuous.network import make_mean_network
from synthesis.models.measure import Measure
from synthesis.models.network.contrasts import NetworkError
from synthesis.models.network.pool import pool_network
from synthesis.models.network.result import NetworkEstimate, NetworkResult
from synthesis.models.pairwise.pool import pool_contrasts, primary_interval
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.package.dataset import Dataset
from synthesis.package.plan.means import MeanAnalysis
from synthesis.selection.means import (
    ArmMean,
    MeanSelection,
    read_mean_records,
    select_mean_records,
)
from synthesis.selection.records import Records
from synthesis.words.labels import sort_key
from synthesis.words.terms import RegimenLabel

FEW_LEFT, ODD = 0.75, 1.5
NO_MEANS = "No trial has means with a spread that can be used."


@dataclass(frozen=True)
class MeanPool:
    """The trials that compare one regimen with the reference, pooled alone.

    Parameters
    ----------
    regimen
        The treatment.
    primary
        The declared measure; REML; interval by the rule for the number of trials.
    hartung_knapp
        For two trials, the Hartung-Knapp interval that is printed beside the primary one.
    trials
        Identifiers of the trials.
    """

    regimen: str
    primary: PairwiseResult
    hartung_knapp: PairwiseResult | None
    trials: tuple[str, ...]


@dataclass(frozen=True)
class MeanAnalysisResult:
    """Everything the book reports of one declared analysis of means.

    Parameters
    ----------
    analysis, selection
        What was declared, and the arms it found.
    network
        All trials at once: REML, normal intervals, one tau2; None where they form no network.
    standardised
        The same in standard deviations, or the declared measure where that is it.
    pools
        Each regimen against the reference by the trials that compare the two.
    missing
        Why there is no network; empty where there is one.
    randomised
        Patients randomised to each arm, by trial and arm, as far as known.
    """

    analysis: MeanAnalysis
    selection: MeanSelection
    network: NetworkResult | None
    standardised: NetworkResult | None
    pools: tuple[MeanPool, ...]
    missing: str = ""
    randomised: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def labels(self) -> Mapping[str, RegimenLabel]:
        """Words for regimens."""
        return self.selection.labels

    @property
    def reference(self) -> RegimenLabel:
        """What the regimens are set against, in words."""
        return self.labels[self.analysis.reference]

    @cached_property
    def estimates(self) -> tuple[NetworkEstimate, ...]:
        """Each regimen against the reference from the network, by drug and dose."""
        return self.against(self.analysis.reference)

    @property
    def has_active_reference(self) -> bool:
        """Whether the second comparator is in the network."""
        network = self.network
        return network is not None and self.analysis.active_reference in network.treatments

    def against(self, comparator: str) -> tuple[NetworkEstimate, ...]:
        """Each active regimen against one comparator from the network, by drug and dose."""
        network = self.network
        if network is None:
            return ()
        return tuple(network.compare(t, comparator) for t in self._active if t != comparator)

    @cached_property
    def _active(self) -> list[str]:
        found = {arm.treatment for arm in self.selection.arms} - {self.analysis.reference}
        return sorted(found, key=lambda regimen: sort_key(self.labels[regimen]))

    @cached_property
    def standardised_by_regimen(self) -> Mapping[str, NetworkEstimate]:
        """The same in standard deviations, where that network exists."""
        network, reference = self.standardised, self.analysis.reference
        return {t: network.compare(t, reference) for t in self._active} if network else {}

    def pool(self, regimen: str) -> MeanPool | None:
        """The pool of one regimen; None where no trial compares it with the reference."""
        return next((pool for pool in self.pools if pool.regimen == regimen), None)

    def arms_of(self, regimen: str) -> tuple[ArmMean, ...]:
        """The arms on one regimen."""
        return tuple(arm for arm in self.selection.arms if arm.treatment == regimen)

    @cached_property
    def thinned(self) -> Mapping[str, tuple[int, int]]:
        """Trials whose means rest on few of their patients: those in them, and those randomised.

        By name of the trial, where fewer than `FEW_LEFT` of all randomised to its arms are left.
        """
        found: dict[str, tuple[int, int]] = {}
        for arm in self.selection.arms:
            known = [self.randomised.get((arm.trial_id, row.arm_id)) for row in arm.sources]
            n, total = found.get(arm.trial_name, (0, 0))
            found[arm.trial_name] = n + arm.n, total + sum(number or arm.n for number in known)
        return {name: each for name, each in found.items() if each[0] < FEW_LEFT * each[1]}

    @cached_property
    def odd_spreads(self) -> Mapping[str, float]:
        """Trials whose printed spread stands for an unlikely standard deviation, and which one.

        By name of the trial, where that of an arm is `ODD` times the median of all arms or more.
        """
        usual = median(arm.sd for arm in self.selection.arms) if self.selection.arms else 0.0
        found: dict[str, float] = {}
        for arm in self.selection.arms:
            if arm.sd > ODD * usual:
                found[arm.trial_name] = max(arm.sd, found.get(arm.trial_name, 0.0))
        return found

    def favours(self, row: NetworkEstimate) -> bool | None:
        """Whether a comparison is shown to favour its treatment; None where it is left open."""
        if row.ci_low <= 0 <= row.ci_high:
            return None
        return (row.estimate < 0) == (self.analysis.outcome.better == "lower")


def estimate_id(analysis: MeanAnalysis, regimen: str) -> str:
    """The permanent name of an estimate of the network."""
    return f"{analysis.id}.{regimen}-against-{analysis.reference}"


def run_all_means(dataset: Dataset) -> tuple[MeanAnalysisResult, ...]:
    """Run every declared analysis of means, in the order of the plan."""
    if not dataset.means:
        return ()
    records, randomised = read_mean_records(dataset), _randomised(dataset)
    found = (_run(records, analysis) for analysis in dataset.means)
    return tuple(replace(result, randomised=randomised) for result in found)


def run_means(dataset: Dataset, identifier: str) -> MeanAnalysisResult:
    """Run one declared analysis of means; KeyError when none has this id."""
    result = _run(read_mean_records(dataset), dataset.mean(identifier))
    return replace(result, randomised=_randomised(dataset))


def _randomised(dataset: Dataset) -> dict[tuple[str, str], int]:
    arms = dataset.table("arms").dropna(subset=["n_randomised"])
    columns = (arms[name] for name in ("trial_id", "arm_id", "n_randomised"))
    return {(trial, arm): int(n) for trial, arm, n in zip(*columns, strict=True)}


def _run(records: Records, analysis: MeanAnalysis) -> MeanAnalysisResult:
    selection = select_mean_records(records, analysis)
    if not selection.arms:
        return MeanAnalysisResult(analysis, selection, None, None, (), NO_MEANS)
    pools = tuple(_pools(selection))
    try:
        network = _network(selection, analysis.measure)
    except NetworkError as error:
        return MeanAnalysisResult(analysis, selection, None, None, pools, f"No network: {error}")
    try:
        standardised = _network(selection, "SMD")
    except NetworkError:
        standardised = None
    return MeanAnalysisResult(analysis, selection, network, standardised, pools)


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
    for regimen in sorted(own, key=lambda name: sort_key(selection.labels[name])):
        contrasts = make_mean_contrasts(frame, regimen, reference, selection.analysis.measure)
        primary = pool_contrasts(contrasts, ci=primary_interval(contrasts.k))
        beside = pool_contrasts(contrasts, ci="hk") if contrasts.k == 2 else None
        yield MeanPool(regimen, primary, beside, tuple(own[regimen]))


def patients_of(arms: Iterable[ArmMean]) -> int:
    """Patients in some arms."""
    return sum(arm.n for arm in arms)


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
            {"treatment": pool.regimen, "trials": list(pool.trials)} | pool.primary.to_json_dict()
            for pool in result.pools
        ],
        "missing": result.missing,
    }
