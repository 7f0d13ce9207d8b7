"""Caveats of dose and response."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from synthesis.analyses.doses import DoseAnalysisResult
from synthesis.prose.caveats.counts import count_caveats
from synthesis.prose.caveats.single_trials import SINGLE_TRIAL, alone_caveats
from synthesis.prose.doses import models_sentence, name_drug
from synthesis.selection.arms import ArmCount


def dose_curve_caveats(
    result: DoseAnalysisResult, disputed: Collection[str] = ()
) -> tuple[str, ...]:
    """What a speaker says with the curves: how many trials, what the data do not tell apart.

    `disputed` are the trials on whose counts sources disagree.
    """
    sentences = []
    if len(result.selection.trials) == 1:
        sentences.append(SINGLE_TRIAL)
    if not result.models_told_apart or result.saturated:
        sentences.append(models_sentence(result))
    if result.shown.result.model == "emax":
        judged = (
            "whether the higher dose does better is read from the trials that randomised both"
            if result.within
            else "no trial here can show whether the higher dose does better"
        )
        sentences.append(
            "The interval of a step on the Emax curve rests on its shape, which cannot turn down: "
            f"{judged}."
        )
    sentences.append(
        "The curves compare groups of patients given different doses; they do not say what "
        "raising the dose does for a patient who has responded too little."
    )
    return (*sentences, *count_caveats(_arms([result]), disputed))


def relative_dose_caveats(
    results: Sequence[DoseAnalysisResult], inactive: str, disputed: Collection[str] = ()
) -> tuple[str, ...]:
    """What a speaker says with several drugs by relative dose, each against `inactive`."""
    single = [name_drug(r.selection) for r in results if len(r.selection.trials) == 1]
    return (
        f"No ranking: each curve sets its own drug against {inactive}, and order is no proof of a "
        "difference between drugs.",
        *alone_caveats(single),
        *count_caveats(_arms(results), disputed),
    )


def _arms(results: Iterable[DoseAnalysisResult]) -> list[ArmCount]:
    return [arm for result in results for arm in result.selection.arms]
