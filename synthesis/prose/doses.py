"""Dose-response results in words: every number and every “more” is computed here."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.analyses.doses import AIC_TIE, DoseAnalysisResult, DoseFit
from synthesis.models.dose.contrast import DoseContrast
from synthesis.models.dose.result import DoseModel
from synthesis.selection.arms import patients_once
from synthesis.selection.doses import DoseSelection
from synthesis.words.imputed import tiers_text
from synthesis.words.labels import FREQUENCIES, capitalise, label_week
from synthesis.words.numbers import (
    count_patients,
    count_trials,
    format_interval,
    format_p,
    format_three,
    list_words,
    with_interval,
    with_range,
)

CURVE_NAMES: dict[DoseModel, str] = {
    "emax": "Emax curve",
    "linear": "straight line",
    "log": "logarithmic curve",
}


def name_drug(selection: DoseSelection) -> str:
    """“madeupinib”; a drug put on the skin is a cream."""
    drug = selection.analysis.drug
    return f"{drug} cream" if selection.unit == "%" else drug


def format_dose(selection: DoseSelection, dose: float) -> str:
    """“200 mg”, “1.5%”."""
    return f"{dose:g}{'' if selection.unit in '%×' else ' '}{selection.unit}"


def describe_unit(selection: DoseSelection) -> str:
    """“mg once daily”."""
    often = FREQUENCIES.get(selection.analysis.frequency, selection.analysis.frequency)
    unit = "times the usual dose" if selection.unit == "×" else selection.unit
    return unit if often == "not stated" else f"{unit} {often}"


def format_contrast(contrast: DoseContrast) -> str:
    """“2.23 (95% CI 1.62 to 3.08)”, on the natural scale."""
    return with_interval(*_three(contrast))


def tight_contrast(contrast: DoseContrast) -> str:
    """“2.23 (1.62–3.08)”, for the cells of a table."""
    return with_range(*_three(contrast))


def _three(contrast: DoseContrast) -> tuple[str, str, str]:
    return format_three(contrast.log_odds_ratio, contrast.low, contrast.high, "OR")


def name_step(result: DoseAnalysisResult) -> str:
    """“madeupinib 30 mg against 15 mg”."""
    step = result.shown.step
    selection = result.selection
    return (
        f"{name_drug(selection)} {format_dose(selection, step.dose)} against "
        f"{format_dose(selection, step.reference)}"
    )


def verdict_within(result: DoseAnalysisResult) -> str:
    """“more”, “less” or “open”, by the trials that randomised both doses; “none” without any."""
    within = result.within
    if within is None:
        return "none"
    if within.ci_low > 0:
        return "more"
    return "less" if within.ci_high < 0 else "open"


def size_of(result: DoseAnalysisResult) -> str:
    """“2 trials, 771 patients, week 12”."""
    selection = result.selection
    weeks = list_words(label_week(week) for week in selection.weeks)
    trials = count_trials(len(selection.trials))
    return f"{trials}, {count_patients(selection.patients)}, {weeks}"


def step_sentence(result: DoseAnalysisResult) -> str:
    """The highest dose against the next lower one: on the curve, and where it was randomised."""
    shown = result.shown
    curve = CURVE_NAMES[shown.step.model]
    if shown.rejected:
        said = (
            f"the {curve} does not fit ({format_p(shown.result.deviance_p)}), so no step is read "
            "from it"
        )
    else:
        said = f"odds ratio {format_contrast(shown.step)} on the {curve}"
    return f"{capitalise(name_step(result))}: {said}. {within_sentence(result)}"


def within_sentence(result: DoseAnalysisResult) -> str:
    """What the trials say that randomised the two highest doses, without any curve."""
    within = result.within
    if within is None:
        none = "No trial with usable counts randomised both doses"
        if result.through is None:
            return f"{none}: the step rests on the shape of the curve."
        ratio = format_interval(result.through, "OR")
        return f"{none}; through other arms, without a curve, odds ratio {ratio}."
    where = "In the trial" if within.k == 1 else f"In the {within.k} trials"
    finding = {
        "more": "more patients respond on the higher one",
        "less": "fewer patients respond on the higher one",
        "open": "the higher one is not shown to do better",
    }[verdict_within(result)]
    ratio = format_interval(within, within.measure)
    return f"{where} that randomised both, {finding}: odds ratio {ratio}."


def steps_sentence(results: Iterable[DoseAnalysisResult], what: str) -> str:
    """One line for several drugs: whether the highest dose does better, and by how much."""
    found = [result for result in results if result.fits]
    if not found:
        return f"{what}: no curve can be drawn yet."
    words = {
        "more": "more patients respond on the highest dose than on the next lower one for",
        "less": "fewer patients respond on the highest dose than on the next lower one for",
        "open": "not shown either way for",
        "none": "no trial with usable counts randomised the two highest doses of",
    }
    parts = []
    for verdict, text in words.items():
        drugs = [r for r in found if verdict_within(r) == verdict]
        if drugs:
            parts.append(f"{text} {list_words(name_drug(r.selection) for r in drugs)}")
    steps = "; ".join(f"{name_step(r)} {_step_on_curve(r.shown)}" for r in found)
    return f"{what}: {'; '.join(parts)}. Odds ratios on the curves: {steps}."


def _step_on_curve(fit: DoseFit) -> str:
    return "none, as the curve does not fit" if fit.rejected else format_contrast(fit.step)


def models_sentence(result: DoseAnalysisResult) -> str:
    """Which curve fits best by AIC, and whether the data tell the curves apart."""
    best = CURVE_NAMES[result.best.result.model]
    near = [
        CURVE_NAMES[model]
        for model, difference in list(result.aic_differences.items())[1:]
        if difference <= AIC_TIE
    ]
    if not near:
        text = f"The {best} fits best: every other curve has an AIC more than {AIC_TIE:g} higher."
    else:
        text = (
            f"The {best} has the lowest AIC, but {list_words(f'the {name}' for name in near)} "
            f"{'is' if len(near) == 1 else 'are'} within {AIC_TIE:g} of it: the data do not tell "
            "them apart."
        )
    if result.saturated:
        names = list_words(CURVE_NAMES[model] for model in result.saturated)
        text += f" The {names} has as many coefficients as there are arms and would fit any counts."
    return text


def problem_sentence(result: DoseAnalysisResult) -> str:
    """Why a declared analysis cannot be run; a gap, not a finding."""
    return (
        f"No curve can be drawn: {result.problem}. That is a gap in what has been read, not "
        "evidence of no effect."
    )


def variation_sentence(result: DoseAnalysisResult) -> str:
    """How much the dose effect differs between trials, or that it cannot be said."""
    fit: DoseFit = result.best
    between, k = fit.result.between_trials, fit.result.k
    if between is None:
        return (
            "How much the effect of dose differs between trials cannot be estimated from "
            f"{count_trials(k)}; the curves take it to be the same in all."
        )
    return (
        f"Between trials the {between.coefficient} differs with a standard deviation of "
        f"{between.tau:.3g} around {between.estimate:.3g} (log odds scale)."
    )


def size_of_all(results: Iterable[DoseAnalysisResult]) -> str:
    """What all the curves rest on: outcomes, trials, patients."""
    results = tuple(results)
    fitted = [result for result in results if result.fits]
    arms = [arm for result in fitted for arm in result.selection.arms]
    patients = patients_once(arms)
    outcomes = dict.fromkeys(result.analysis.outcome.name for result in fitted)
    trials = count_trials(len({trial for trial, _ in patients}))
    return capitalise(
        f"{list_words(outcomes)}: {trials}, {count_patients(sum(patients.values()))} with usable "
        f"counts, each arm counted once; {tiers_text(any(arm.imputed for arm in arms))}"
    )


def unseen_sentence(results: Iterable[DoseAnalysisResult]) -> str:
    """How many declared analyses have no curve; a gap, not a finding."""
    results = tuple(results)
    missing = [result.analysis.title for result in results if not result.fits]
    if not missing:
        return f"All {len(results)} declared curves can be drawn."
    return (
        f"{len(missing)} of {len(results)} declared curves cannot be drawn yet "
        f"({'; '.join(missing)}): a gap in what has been read, not evidence of no effect."
    )
