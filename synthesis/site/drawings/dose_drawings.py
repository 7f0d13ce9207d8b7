"""Dose-response results as figures: the curves of one drug, and several drugs side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synthesis.analyses.context import Context
from synthesis.analyses.doses import DoseAnalysisResult, DoseFit
from synthesis.analyses.estimates import comparison_id
from synthesis.analyses.pools import Z95
from synthesis.figures.dose.dose_alt_text import describe_dose_curves, describe_relative_dose
from synthesis.figures.dose.dose_curves import draw_dose_curve_slides, draw_dose_curves
from synthesis.figures.dose.dose_data import (
    LOWEST_AIC,
    DoseCurve,
    DosePlot,
    RelativeCurve,
    TrialPoint,
    tabulate_dose_curves,
    tabulate_relative_dose,
)
from synthesis.figures.dose.relative_dose import draw_relative_dose, draw_relative_dose_slides
from synthesis.figures.publication import Publication
from synthesis.prose.caveats.doses import dose_curve_caveats, relative_dose_caveats
from synthesis.prose.doses import (
    CURVE_NAMES,
    describe_unit,
    format_dose,
    name_drug,
    size_of,
    step_sentence,
)
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import capitalise
from synthesis.words.numbers import format_ratio, list_words
from synthesis.words.slugs import slug_of
from synthesis.words.terms import name_setting


def dose_plot(result: DoseAnalysisResult) -> DosePlot:
    """The figure's input: every fitted curve, lowest AIC first, and what each trial observed."""
    patients = {(arm.trial_name, arm.dose): arm.n for arm in result.selection.arms}
    points = [
        TrialPoint(
            trial=seen.trial,
            dose=seen.dose,
            estimate=seen.log_odds_ratio,
            ci_low=seen.log_odds_ratio - Z95 * seen.se,
            ci_high=seen.log_odds_ratio + Z95 * seen.se,
            patients=patients[seen.trial, seen.dose],
        )
        for seen in result.best.result.observed
    ]
    return DosePlot(
        drug=name_drug(result.selection),
        outcome=capitalise(result.analysis.outcome.meaning),
        unit=describe_unit(result.selection),
        inactive=result.selection.inactive,
        studied=result.selection.doses,
        curves=tuple(_curve(result, fit) for fit in result.fits),
        points=tuple(points),
    )


def _curve(result: DoseAnalysisResult, fit: DoseFit) -> DoseCurve:
    difference = result.aic_differences[fit.result.model]
    points = fit.result.curve
    return DoseCurve(
        name=capitalise(CURVE_NAMES[fit.result.model]),
        note=LOWEST_AIC if fit is result.best else f"AIC +{difference:.1f}",
        doses=tuple(point.dose for point in points),
        values=tuple(point.log_odds_ratio for point in points),
        low=tuple(point.low for point in points),
        high=tuple(point.high for point in points),
    )


def publish_curves(result: DoseAnalysisResult, context: Context) -> Html:
    """Draw and publish the curves of one drug and outcome."""
    plot = dose_plot(result)
    solid = CURVE_NAMES[result.best.result.model]
    caption = (
        f"{result.analysis.title} ({size_of(result)}). Solid: the {solid}, with the 95% band that "
        "holds at each dose if its shape is right; dashed: the other curves. Nothing is drawn "
        "outside the doses studied."
    )
    analysis = result.analysis
    disputed = context.disputed_among(result.selection.arms)
    return publish_figure(
        Publication(
            slug=f"{slug_of(analysis.id)}-curve",
            kind="dose-curve",
            title=f"{analysis.title}: dose and response",
            caption=caption,
            finding=step_sentence(result),
            alt=describe_dose_curves(plot),
            data=tabulate_dose_curves(plot),
            draw=lambda layout: draw_dose_curves(plot, layout),
            slides=lambda: draw_dose_curve_slides(plot),
            analyses=(analysis.id,),
            estimates=(*_step_estimate(result), _curve_estimate(result)),
            drugs=(analysis.drug,),
            outcomes=(analysis.outcome,),
            caveats=dose_curve_caveats(result, disputed),
        )
    )


def _step_estimate(result: DoseAnalysisResult) -> tuple[str, ...]:
    """The id of the step within randomised trials, which the finding tells."""
    within = result.within
    if within is None:
        return ()
    return (comparison_id(result.analysis.id, within.treatment, within.control),)


def _curve_estimate(result: DoseAnalysisResult) -> str:
    return f"{result.analysis.id}.curve-at-{result.shown.result.curve[-1].dose:g}"


def relative_curve(result: DoseAnalysisResult) -> RelativeCurve:
    """One drug's Emax curve (or the best other) as the input of the relative-dose picture."""
    points = result.shown.result.curve
    return RelativeCurve(
        drug=capitalise(name_drug(result.selection)),
        unit=result.selection.unit,
        doses=tuple(point.dose for point in points),
        values=tuple(point.log_odds_ratio for point in points),
        studied=result.selection.doses,
        ci_low=points[-1].low,
        ci_high=points[-1].high,
    )


def publish_relative_dose(
    results: Iterable[DoseAnalysisResult], slug: str, context: Context
) -> Html:
    """Draw and publish several drugs by relative dose; analyses without a curve are passed over."""
    found = [result for result in results if result.fits]
    if not found:
        return render("plain.html", text="No curve can be drawn yet.")
    curves = tuple(relative_curve(result) for result in found)
    inactive = " or ".join(dict.fromkeys(result.selection.inactive for result in found))
    analysis = found[0].analysis
    outcome = analysis.outcome.meaning
    caption = (
        f"{capitalise(outcome)} against {inactive}: each drug’s Emax curve over its dose divided "
        f"by its own highest dose studied. Relative dose 1 is {list_words(map(_top_dose, found))}: "
        "not the same amount of drug. Order is not proof of a difference: each curve sets its "
        f"own drug against {inactive}."
    )
    backgrounds = dict.fromkeys(result.analysis.background for result in found)
    names = [name for name in map(name_setting, backgrounds) if name]
    title = ", ".join([capitalise(analysis.outcome.name), *names])
    arms = (arm for result in found for arm in result.selection.arms)
    disputed = context.disputed_among(arms)
    return publish_figure(
        Publication(
            slug=slug,
            kind="relative-dose",
            title=f"{title}: drugs by relative dose",
            caption=caption,
            finding=_tops_sentence(found, curves, inactive),
            alt=describe_relative_dose(curves, inactive, outcome),
            data=tabulate_relative_dose(curves, inactive),
            draw=lambda layout: draw_relative_dose(curves, inactive, layout),
            slides=lambda: draw_relative_dose_slides(curves, inactive),
            analyses=tuple(result.analysis.id for result in found),
            estimates=tuple(_curve_estimate(result) for result in found),
            drugs=tuple(dict.fromkeys(result.analysis.drug for result in found)),
            outcomes=tuple(dict.fromkeys(result.analysis.outcome for result in found)),
            caveats=relative_dose_caveats(found, inactive, disputed),
        )
    )


def _top_dose(result: DoseAnalysisResult) -> str:
    """“madeupinib 30 mg”: the highest dose studied."""
    return (
        f"{name_drug(result.selection)} {format_dose(result.selection, result.selection.doses[-1])}"
    )


def _tops_sentence(
    found: Sequence[DoseAnalysisResult], curves: Sequence[RelativeCurve], inactive: str
) -> str:
    """The odds ratio of every drug at its own highest dose, with its interval."""
    parts: list[str] = []
    for result, curve in zip(found, curves, strict=True):
        low, high = (
            "no limit" if end is None else format_ratio(end)
            for end in (curve.ci_low, curve.ci_high)
        )
        level = "" if parts else "95% CI "
        value = format_ratio(curve.value_at(curve.most))
        parts.append(f"{_top_dose(result)} {value} ({level}{low} to {high})")
    return f"Odds ratio against {inactive} at the highest dose studied: {', '.join(parts)}."
