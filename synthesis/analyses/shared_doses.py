"""One dose-response curve for several drugs, beside the network and the trials of two doses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from synthesis.analyses.doses import LACK_OF_FIT, DoseAnalysisResult
from synthesis.analyses.missing import Missing
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.run import Results, made_once
from synthesis.models.dose.across_agents import SharedCurve, fit_shared_curve
from synthesis.models.dose.arrays import DoseError
from synthesis.models.network.result import NetworkEstimate
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.package.plan.shared_doses import SharedDose
from synthesis.selection.arms import ArmCount, add_effective_n
from synthesis.selection.doses import DoseSelection

CurveLimits = tuple[float, float, float, float]  # estimate, standard error, lower and upper limit


@dataclass(frozen=True)
class SharedPoint:
    """One dose of one drug against dose 0, log odds scale.

    Parameters
    ----------
    drug, dose, regimen
        What it is; the dose in the unit of the drug.
    curve
        By the shared curve.
    network
        By the network, without any curve; None where that has no such arm.
    patients
        In the arms on this dose.
    """

    drug: str
    dose: float
    regimen: str
    curve: CurveLimits
    network: NetworkEstimate | None
    patients: int


@dataclass(frozen=True)
class SharedStep:
    """The highest dose of a drug against the next lower one, log odds scale.

    `within` is pooled over trials that randomised both, None where there are none; whether the
    higher dose does better is read from them alone.
    """

    selection: DoseSelection
    dose: float
    reference: float
    curve: CurveLimits
    network: NetworkEstimate | None
    within: PairwiseResult | None


@dataclass(frozen=True)
class SharedDoseResult:
    """A declared shared curve: fitted, with what it is set beside.

    Parameters
    ----------
    analysis
        What was declared.
    curve
        The fit; None where there is none, and `problem` says why.
    selections
        The arms of each drug, by its name.
    points, steps
        Every dose, and the highest step of each drug with two doses or more.
    """

    analysis: SharedDose
    curve: SharedCurve | None
    problem: str
    selections: Mapping[str, DoseSelection]
    points: tuple[SharedPoint, ...] = ()
    steps: tuple[SharedStep, ...] = ()

    @property
    def rejected(self) -> bool:
        """Whether the counts contradict one shared ED50, so that no step is read from it."""
        return bool(
            self.curve and self.curve.lack_p is not None and self.curve.lack_p < LACK_OF_FIT
        )


@made_once
def run_shared_doses(results: Results) -> tuple[SharedDoseResult, ...]:
    """Every declared shared curve, in the order of the plan."""
    return tuple(_run(results, analysis) for analysis in results.dataset.plan.shared_doses)


def _run(results: Results, analysis: SharedDose) -> SharedDoseResult:
    doses = [results.doses[name] for name in analysis.of]
    selections = {each.analysis.drug: each.selection for each in doses if each.selection.arms}
    network = results.network(analysis.network)
    known = None if isinstance(network, Missing) else network
    try:
        curve = fit_shared_curve(_frame(selections))
    except DoseError as error:
        return SharedDoseResult(analysis, None, str(error).removesuffix("."), selections)
    points = tuple(
        point
        for drug, selection in selections.items()
        if drug in curve.agents
        for point in _points(drug, selection, curve, known)
    )
    steps = tuple(
        _steps([each for each in doses if each.analysis.drug in curve.agents], points, curve, known)
    )
    return SharedDoseResult(analysis, curve, "", selections, points, steps)


def _frame(selections: Mapping[str, DoseSelection]) -> pd.DataFrame:
    """The arms of all drugs, each once; an arm on dose 0 stands beside more than one drug."""
    arms: dict[tuple[str, str, float], ArmCount] = {}
    for drug, selection in selections.items():
        for arm in selection.arms:
            dose = arm.dose or 0.0
            arms.setdefault((arm.trial_name, drug if dose else "", dose), arm)
    if not arms:
        raise DoseError("no trial has usable counts.")
    rows = [
        (trial, agent, dose, arm.responders, arm.n) for (trial, agent, dose), arm in arms.items()
    ]
    frame = pd.DataFrame(rows, columns=["trial", "agent", "dose", "responders", "n"])
    return add_effective_n(frame, arms.values())


def _points(
    drug: str, selection: DoseSelection, curve: SharedCurve, network: NetworkAnalysisResult | None
) -> Iterator[SharedPoint]:
    for dose in selection.doses:
        arms = [arm for arm in selection.arms if arm.dose == dose]
        regimen = arms[0].treatment
        yield SharedPoint(
            drug=drug,
            dose=dose,
            regimen=regimen,
            curve=curve.compare((drug, dose)),
            network=_compare(network, regimen, network.analysis.reference if network else ""),
            patients=sum(arm.n for arm in arms),
        )


def _steps(
    doses: list[DoseAnalysisResult],
    points: tuple[SharedPoint, ...],
    curve: SharedCurve,
    network: NetworkAnalysisResult | None,
) -> Iterator[SharedStep]:
    for each in doses:
        drug = each.analysis.drug
        own = [point for point in points if point.drug == drug]
        if len(own) > 1:
            lower, higher = own[-2:]
            yield SharedStep(
                selection=each.selection,
                dose=higher.dose,
                reference=lower.dose,
                curve=curve.compare((drug, higher.dose), (drug, lower.dose)),
                network=_compare(network, higher.regimen, lower.regimen),
                within=each.within,
            )


def _compare(
    network: NetworkAnalysisResult | None, treatment: str, comparator: str
) -> NetworkEstimate | None:
    if network is None or not {treatment, comparator} <= set(network.result.treatments):
        return None
    return network.compare(treatment, comparator)


def shared_dose_record(result: SharedDoseResult) -> dict[str, Any]:
    """One shared curve as plain values for results.json; log odds scale."""
    curve = result.curve
    return {
        "id": result.analysis.id,
        "of": list(result.analysis.of),
        "problem": result.problem,
        "agents": list(curve.agents) if curve else [],
        "relative_ed50": curve.ed50 if curve else None,
        "tau": curve.tau if curve else None,
        "lack_of_fit": curve.lack_of_fit if curve else None,
        "lack_df": curve.lack_df if curve else None,
        "lack_p": curve.lack_p if curve else None,
        "trials": list(curve.trials) if curve else [],
        "patients": curve.patients if curve else 0,
        "points": [
            {
                "treatment": point.regimen,
                **dict(zip(("estimate", "se", "ci_low", "ci_high"), point.curve, strict=True)),
            }
            for point in result.points
        ],
    }
