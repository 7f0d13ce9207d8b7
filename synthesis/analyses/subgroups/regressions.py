"""Run declared network meta-regressions: one covariate of the trials at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from synthesis.analyses.missing import Missing
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.run import Results, made_once
from synthesis.models.network.regression import (
    NetworkRegression,
    NetworkRegressionError,
    regress_network,
)
from synthesis.package.dataset import Dataset
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.regressions import (
    OUTCOME_WEEK,
    REFERENCE_RESPONSE,
    RegressionAnalysis,
)
from synthesis.words.numbers import count_trials
from synthesis.words.terms import RegimenLabel


@dataclass(frozen=True)
class SlopePerStep:
    """The slope for one declared step of the covariate, on the log scale of the network."""

    estimate: float
    se: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class RegressionResult:
    """One declared regression; `result` is None where `missing` says why.

    `known` is the number of trials with a value, of the `trials` of the network.
    """

    analysis: RegressionAnalysis
    network: NetworkAnalysis
    labels: Mapping[str, RegimenLabel]
    result: NetworkRegression | None
    missing: str
    known: int
    trials: int

    @property
    def step(self) -> SlopePerStep | None:
        """The slope for one step of the covariate; None without a result."""
        if self.result is None:
            return None
        one, step = self.result, self.analysis.step
        return SlopePerStep(one.slope * step, one.se * step, one.ci_low * step, one.ci_high * step)

    @property
    def reference(self) -> RegimenLabel:
        """What the effects are set against, in words."""
        return self.labels[self.network.reference]

    @property
    def id(self) -> str:
        """The permanent name of its estimate."""
        return f"{self.analysis.id}.slope"


@made_once
def run_regressions(results: Results) -> tuple[RegressionResult, ...]:
    """Every declared regression, in the order of the plan."""
    return tuple(_run(results, each) for each in results.dataset.plan.regressions)


def _run(results: Results, analysis: RegressionAnalysis) -> RegressionResult:
    declared = results.dataset.network(analysis.network)
    found = results.network(analysis.network)
    if isinstance(found, Missing):
        return RegressionResult(analysis, declared, results.labels, None, found.sentence, 0, 0)
    values = covariate_of(results.dataset, found, analysis)
    known, trials = len(values), len(found.contrasts.trials)
    result, missing = None, ""
    if known < analysis.fewest_trials:
        missing = (
            f"No result: the value is known of {known} of {count_trials(trials)}, fewer than the "
            f"{analysis.fewest_trials} that the plan asks for."
        )
    else:
        try:
            result = regress_network(found.contrasts, values, declared.reference)
        except NetworkRegressionError as error:
            missing = f"No result: {error}"
    return RegressionResult(analysis, declared, results.labels, result, missing, known, trials)


def covariate_of(
    dataset: Dataset, network: NetworkAnalysisResult, analysis: RegressionAnalysis
) -> dict[str, float]:
    """The covariate of each trial of a network that has one, by the name of the trial."""
    arms = network.selection.arms
    names = {arm.trial_name: arm.trial_id for arm in arms}
    inside = [trial for trial in network.contrasts.trials if trial in names]
    if analysis.covariate == OUTCOME_WEEK:
        found = {arm.trial_name: float(arm.week) for arm in arms}
    elif analysis.covariate == REFERENCE_RESPONSE:
        reference = network.analysis.reference
        found = {
            arm.trial_name: 100.0 * arm.responders / arm.n
            for arm in arms
            if arm.treatment == reference
        }
    else:
        by_id = baseline_of_trials(dataset, analysis.covariate, analysis.verification)
        found = {name: by_id[trial] for name, trial in names.items() if trial in by_id}
    return {trial: found[trial] for trial in inside if trial in found}


def baseline_of_trials(
    dataset: Dataset, variable: str, tiers: Collection[str]
) -> Mapping[str, float]:
    """The mean of a variable over the arms of each trial, by the identifier of the trial.

    Arms are weighted by their patients, those of the row or those randomised; where one of them
    has neither, all arms count alike. Arms without a row are passed over.
    """
    rows = dataset.table("baseline")
    rows = rows[
        (rows["variable"] == variable)
        & (rows["preferred"] == "yes")
        & rows["verification"].isin(list(tiers))
        & rows["value"].notna()
    ]
    keys = ["trial_id", "arm_id"]
    rows = rows.merge(dataset.table("arms")[[*keys, "n_randomised"]], on=keys, how="left")
    weight = rows["n"].fillna(rows["n_randomised"])
    found: dict[str, float] = {}
    for trial, own in rows.groupby("trial_id"):
        weights = weight[own.index]
        usable = weights.notna().all() and float(weights.sum()) > 0
        found[str(trial)] = float(
            np.average(_floats(own["value"]), weights=_floats(weights) if usable else None)
        )
    return found


def _floats(column: pd.Series[Any]) -> Any:
    return column.to_numpy(dtype=float)


def as_regression_record(found: RegressionResult) -> dict[str, Any]:
    """One regression as plain values for results.json; slopes on the log scale of the network."""
    result, step = found.result, found.step
    record: dict[str, Any] = {
        "id": found.analysis.id,
        "network": found.analysis.network,
        "covariate": found.analysis.covariate,
        "step": found.analysis.step,
        "measure": found.network.measure,
        "reference": found.network.reference,
        "missing": found.missing,
        "known": found.known,
        "slope_per_step": None,
    }
    if result is None or step is None:
        return record
    return record | {
        "trials": list(result.trials),
        "values": list(result.values),
        "left_out": [list(pair) for pair in result.left_out],
        "patients": result.patients,
        "slope": result.slope,
        "se": result.se,
        "ci_low": result.ci_low,
        "ci_high": result.ci_high,
        "interval_df": result.interval_df,
        "p": result.p,
        "slope_per_step": [step.estimate, step.ci_low, step.ci_high],
        "centre": result.centre,
        "tau2": result.tau2,
        "tau2_without": result.tau2_without,
    }
