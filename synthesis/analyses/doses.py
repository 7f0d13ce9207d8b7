"""Run a declared dose-response analysis: arms in, the curves that fit with their checks out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

import pandas as pd

from synthesis.analyses.dose_steps import compare_through, compare_within
from synthesis.analyses.sensitivity import THE_SAME, other_rows
from synthesis.models.dose.arrays import DoseError
from synthesis.models.dose.contrast import DoseContrast, contrast_doses
from synthesis.models.dose.fit import fit_dose_response
from synthesis.models.dose.result import Coefficient, DoseModel, DoseResult
from synthesis.models.network.result import NetworkEstimate
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.package.dataset import Dataset
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.selection.arms import imputed_rows
from synthesis.selection.doses import DoseSelection, select_dose_records
from synthesis.selection.records import Records, read_records

FEWEST_DOSES_ABOVE_ZERO = 2
# Burnham and Anderson's rule of thumb: models so near each other are not told apart.
AIC_TIE = 2.0
LACK_OF_FIT = 0.05  # p of the deviance below which a curve does not fit its own counts


@dataclass(frozen=True)
class DoseFit:
    """One model's curve, and the highest dose against the next lower one on it."""

    result: DoseResult
    step: DoseContrast

    @property
    def rejected(self) -> bool:
        """Whether the counts contradict the curve, so that no step is read from it."""
        return self.result.deviance_p is not None and self.result.deviance_p < LACK_OF_FIT


@dataclass(frozen=True)
class DoseChoice:
    """A model under one other choice of rows; `fit` is None where there is none, and why."""

    name: str
    fit: DoseFit | None
    note: str


@dataclass(frozen=True)
class DoseAnalysisResult:
    """Everything the book reports of one declared dose-response analysis; log odds scale.

    Parameters
    ----------
    analysis, selection
        What was declared, and the arms it found.
    fits
        The models that can be fitted, lowest AIC first; empty where the analysis cannot be run.
    problem
        Why it cannot be run; empty where it can.
    refused
        For each model that cannot be fitted the sentence why.
    within
        The highest dose against the next lower one, pooled over the trials that randomised
        both, without any curve; None where no trial did. Whether a higher dose does better is
        read from this: the Emax curve cannot turn down, so that its interval of a step lies on
        one side of no difference whatever trials say of that step.
    through
        Where no trial randomised both: the same step through the other arms of their trials, as
        an indirect comparison without any curve; None where `within` is there.
    choices
        The model of `shown` under other choices, in a fixed order.
    """

    analysis: DoseAnalysis
    selection: DoseSelection
    fits: tuple[DoseFit, ...]
    problem: str
    refused: tuple[tuple[DoseModel, str], ...]
    within: PairwiseResult | None
    choices: tuple[DoseChoice, ...]
    through: NetworkEstimate | None = None

    @property
    def best(self) -> DoseFit:
        """The model with the lowest AIC; IndexError where the analysis cannot be run."""
        return self.fits[0]

    @property
    def shown(self) -> DoseFit:
        """The fit whose step from dose to dose the book tells: Emax where it can be fitted.

        The other two curves have one coefficient: their shape is given beforehand, and their
        narrow interval of a step is that of the assumption. IndexError where nothing is fitted.
        """
        return _most_flexible(self.fits)

    @property
    def aic_differences(self) -> Mapping[DoseModel, float]:
        """How much higher each model's AIC is than the lowest."""
        return {fit.result.model: fit.result.aic - self.best.result.aic for fit in self.fits}

    @property
    def models_told_apart(self) -> bool:
        """Whether the lowest AIC is clearly lower than every other."""
        others = list(self.aic_differences.values())[1:]
        return all(difference > AIC_TIE for difference in others)

    @property
    def ed50(self) -> Coefficient | None:
        """ED50 of the Emax model, in the unit of dose; None where that model is not fitted."""
        for fit in self.fits:
            if fit.result.model == "emax":
                return fit.result.coefficient("ed50")
        return None

    @property
    def saturated(self) -> tuple[DoseModel, ...]:
        """The models with as many coefficients as there are arms, which fit any counts."""
        return tuple(fit.result.model for fit in self.fits if fit.result.deviance_df == 0)


def run_dose(dataset: Dataset, identifier: str) -> DoseAnalysisResult:
    """Run one declared dose-response analysis.

    It needs an arm on placebo or vehicle and two doses above 0; where the data have no such
    arms, the result says so in `problem`.

    Raises
    ------
    KeyError
        If none has this id.
    """
    return _run(read_records(dataset), dataset.dose(identifier))


def run_doses(dataset: Dataset) -> tuple[DoseAnalysisResult, ...]:
    """Run every declared dose-response analysis, in the order of the plan."""
    records = read_records(dataset)
    return tuple(_run(records, analysis) for analysis in dataset.doses)


def _run(records: Records, analysis: DoseAnalysis) -> DoseAnalysisResult:
    selection = select_dose_records(records, analysis)
    fits, refused = _fit_models(selection)
    problem = "" if fits else _why_none(selection, refused)
    choices: tuple[DoseChoice, ...] = ()
    if fits:
        model = _most_flexible(fits).result.model
        choices = tuple(
            _choice(name, selection, select_dose_records(rows, analysis, tiers), model)
            for name, rows, tiers in other_rows(records, analysis.verification)
        )
    within = compare_within(selection) if fits else None
    through = compare_through(selection) if fits and within is None else None
    return DoseAnalysisResult(analysis, selection, fits, problem, refused, within, choices, through)


def _fit_models(
    selection: DoseSelection,
) -> tuple[tuple[DoseFit, ...], tuple[tuple[DoseModel, str], ...]]:
    if len(selection.doses) < FEWEST_DOSES_ABOVE_ZERO:
        return (), ()
    frame = selection.frame()
    fits, refused = [], []
    for model in get_args(DoseModel):
        try:
            fits.append(_fit(frame, model))
        except DoseError as error:
            refused.append((model, str(error)))
    fits.sort(key=lambda fit: fit.result.aic)
    return tuple(fits), tuple(refused)


def _fit(frame: pd.DataFrame, model: DoseModel) -> DoseFit:
    doses = sorted(set(frame["dose"].tolist()))
    result = fit_dose_response(frame, model)
    return DoseFit(result, contrast_doses(frame, model, doses[-1], doses[-2]))


def _why_none(selection: DoseSelection, refused: tuple[tuple[DoseModel, str], ...]) -> str:
    if refused:
        return "; ".join(dict.fromkeys(sentence.removesuffix(".") for _, sentence in refused))
    doses = selection.doses
    if not doses:
        return "no trial has usable counts of two doses, placebo being one"
    listed = f"{doses[0]:g}{'' if selection.unit == '%' else ' '}{selection.unit}"
    return f"usable counts exist for one dose alone, {listed}; a curve needs two"


def _choice(
    name: str, selection: DoseSelection, other: DoseSelection, model: DoseModel
) -> DoseChoice:
    if other.arms == selection.arms:
        return DoseChoice(name, None, THE_SAME)
    names = {arm.trial_id: arm.trial_name for arm in (*selection.arms, *other.arms)}
    added = [names[t] for t in other.trials if t not in selection.trials]
    lost = [names[t] for t in selection.trials if t not in other.trials]
    words = [*(f"adds {n}" for n in added), *(f"drops {n}" for n in lost)]
    note = "; ".join(words) or "other arms of the same trials"
    if len(other.doses) < FEWEST_DOSES_ABOVE_ZERO:
        return DoseChoice(name, None, f"{note}: too few doses are left")
    try:
        return DoseChoice(name, _fit(other.frame(), model), note)
    except DoseError as error:
        return DoseChoice(name, None, f"{note}: {error}")


def _most_flexible(fits: tuple[DoseFit, ...]) -> DoseFit:
    return next((fit for fit in fits if fit.result.model == "emax"), fits[0])


def as_dose_record(dose: DoseAnalysisResult) -> dict[str, Any]:
    """One dose-response analysis as plain values for results.json; log odds scale."""
    return {
        "id": dose.analysis.id,
        "trials": list(dose.selection.trials),
        "rows": [row for arm in dose.selection.arms for row in arm.rows],
        "imputed_rows": list(imputed_rows(dose.selection.arms)),
        "problem": dose.problem,
        "fits": [fit.result.to_json_dict() for fit in dose.fits],
        "within": None if dose.within is None else dose.within.to_json_dict(),
        "through": None if dose.through is None else asdict(dose.through),
    }
