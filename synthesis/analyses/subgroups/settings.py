"""The same treatments in two networks of other trials, and patients treated before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from scipy.stats import norm

from synthesis.analyses.estimates import comparison_id
from synthesis.analyses.missing import Missing
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.run import Results, made_once
from synthesis.models.network.result import NetworkEstimate
from synthesis.package.dataset import ROW, Dataset
from synthesis.package.plan.settings import PriorTreatment, SettingComparison
from synthesis.selection.arms import patients_once
from synthesis.words.terms import OutcomeTerm, RegimenLabel

Z95 = float(norm.ppf(0.975))


@dataclass(frozen=True)
class InBothSettings:
    """One treatment against the reference in two networks; `difference` is second less first.

    Model scale: of ratios the difference is the logarithm of the ratio of the two.
    """

    treatment: str
    label: RegimenLabel
    first: NetworkEstimate
    second: NetworkEstimate
    difference: float
    se: float
    ci_low: float
    ci_high: float

    @property
    def estimate(self) -> float:
        """The difference, under the name that words for an interval look for."""
        return self.difference


@dataclass(frozen=True)
class SettingResult:
    """One declared comparison of settings.

    Parameters
    ----------
    analysis
        What was declared.
    measure
        Of both networks.
    rows
        Each treatment that both networks have; empty where `missing` says why.
    reference_shares
        Responders of 100 on the reference in each network, over all its trials.
    """

    analysis: SettingComparison
    measure: str
    reference: RegimenLabel
    outcome: OutcomeTerm
    rows: tuple[InBothSettings, ...]
    reference_shares: tuple[float, float]
    missing: str = ""
    trials: int = 0
    patients: int = 0

    def row_id(self, row: InBothSettings) -> str:
        """The permanent name of the estimate of a row."""
        return comparison_id(self.analysis.id, row.treatment, self.reference)

    @property
    def differing(self) -> tuple[InBothSettings, ...]:
        """The treatments of which the two are shown to differ."""
        return tuple(row for row in self.rows if row.ci_low > 0 or row.ci_high < 0)


@dataclass(frozen=True)
class PriorArm:
    """One percentage of patients who had another treatment before; n is None if not read."""

    trial: str
    trial_id: str
    label: str
    outcome: OutcomeTerm
    week: float
    percent: float
    responders: int | None
    n: int | None
    row: Mapping[Any, Any]


@made_once
def run_settings(results: Results) -> tuple[SettingResult, ...]:
    """Every declared comparison of settings, in the order of the plan."""
    return tuple(_run(results, each) for each in results.dataset.plan.settings)


def _run(results: Results, analysis: SettingComparison) -> SettingResult:
    declared = results.dataset.network(analysis.first)
    one, two = results.network(analysis.first), results.network(analysis.second)
    label, outcome = results.labels[declared.reference], declared.outcome
    for found in (one, two):
        if isinstance(found, Missing):
            empty = (math.nan, math.nan)
            return SettingResult(
                analysis, declared.measure, label, outcome, (), empty, found.sentence
            )
    assert not isinstance(one, Missing)
    assert not isinstance(two, Missing)
    missing = _why_not(one, two)
    both = one.selection.arms + two.selection.arms
    return SettingResult(
        analysis=analysis,
        measure=declared.measure,
        reference=label,
        outcome=outcome,
        rows=() if missing else tuple(_rows(one, two)),
        reference_shares=(_reference_share(one), _reference_share(two)),
        missing=missing,
        trials=len({arm.trial_id for arm in both}),
        patients=sum(patients_once(both).values()),
    )


def _why_not(one: NetworkAnalysisResult, two: NetworkAnalysisResult) -> str:
    first, second = one.analysis, two.analysis
    if (first.outcome, first.measure, first.reference) != (
        second.outcome,
        second.measure,
        second.reference,
    ):
        return (
            f"{first.title} and {second.title} are not set side by side: outcome, measure or "
            "reference differ."
        )
    shared = set(one.selection.trials) & set(two.selection.trials)
    if shared:
        return (
            f"{first.title} and {second.title} are not set side by side: they share trials, so "
            "that their estimates are not independent."
        )
    return ""


def _rows(one: NetworkAnalysisResult, two: NetworkAnalysisResult) -> Iterator[InBothSettings]:
    """The difference of two estimates from other patients: their variances add up."""
    other = {row.treatment: row for row in two.against(two.analysis.reference)}
    for row in one.against(one.analysis.reference):
        beside = other.get(row.treatment)
        if beside is None:
            continue
        difference = beside.estimate - row.estimate
        se = math.hypot(row.se, beside.se)
        yield InBothSettings(
            treatment=row.treatment,
            label=one.labels[row.treatment],
            first=row,
            second=beside,
            difference=difference,
            se=se,
            ci_low=difference - Z95 * se,
            ci_high=difference + Z95 * se,
        )


def _reference_share(network: NetworkAnalysisResult) -> float:
    arms = [a for a in network.selection.arms if a.treatment == network.analysis.reference]
    return 100.0 * sum(arm.responders for arm in arms) / sum(arm.n for arm in arms)


def read_prior_arms(dataset: Dataset, analysis: PriorTreatment) -> tuple[PriorArm, ...]:
    """The preferred percentages of the declared regimens that somebody has read."""
    rows = dataset.table("dichotomous")
    rows = rows[
        (rows["preferred"] == "yes")
        & (rows["verification"] != "unverified")
        & rows["outcome"].isin([str(outcome) for outcome in analysis.outcomes])
        & rows["percent_reported"].notna()
    ]
    keys = ["trial_id", "arm_id"]
    arms = dataset.table("arms")
    arms = arms[arms["regimen"].isin(analysis.regimens)][[*keys, "regimen"]]
    names = dict(
        zip(dataset.table("trials")["trial_id"], dataset.table("trials")["trial_name"], strict=True)
    )
    place = {regimen: number for number, regimen in enumerate(analysis.regimens)}
    terms = {str(outcome): outcome for outcome in analysis.outcomes}
    found = sorted(
        rows.merge(arms, on=keys).to_dict("records"),
        key=lambda row: (place[row["regimen"]], list(terms).index(row["outcome"]), row[ROW]),
    )
    return tuple(
        PriorArm(
            trial=names[row["trial_id"]],
            trial_id=row["trial_id"],
            label=dataset.labels[row["regimen"]],
            outcome=terms[row["outcome"]],
            week=float(row["week"]),
            percent=float(row["percent_reported"]),
            responders=_whole(row["responders"]),
            n=_whole(row["n"]),
            row=row,
        )
        for row in found
    )


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):  # pandas' NA is no number
        return None


def as_setting_record(found: SettingResult) -> dict[str, Any]:
    """One comparison of settings as plain values for results.json, on the model scale."""
    return {
        "id": found.analysis.id,
        "first": found.analysis.first,
        "second": found.analysis.second,
        "measure": found.measure,
        "reference": str(found.reference),
        "missing": found.missing,
        "trials": found.trials,
        "patients": found.patients,
        "rows": [
            {
                "treatment": row.treatment,
                "first": asdict(row.first),
                "second": asdict(row.second),
                "difference": row.difference,
                "se": row.se,
                "ci_low": row.ci_low,
                "ci_high": row.ci_high,
            }
            for row in found.rows
        ],
    }
