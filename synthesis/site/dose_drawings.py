"""Dose-response results as figures: the curves of one drug, and several drugs side by side."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.dose_analysis import DoseAnalysisResult, DoseFit
from synthesis.dose_prose import (
    CURVE_NAMES,
    describe_unit,
    format_dose,
    name_drug,
    step_sentence,
)
from synthesis.figures.dose_alt_text import describe_dose_curves, describe_relative_dose
from synthesis.figures.dose_curves import Curve, DosePlot, TrialPoint, draw_dose_curves
from synthesis.figures.relative_dose import RelativeCurve, draw_relative_dose
from synthesis.labels import OUTCOME_MEANINGS, capitalise
from synthesis.prose import list_words
from synthesis.results import Z95
from synthesis.site.drawings import publish_drawing, slug_of
from synthesis.site.html import Html, render


def dose_plot(result: DoseAnalysisResult) -> DosePlot:
    """The figure's input: every fitted curve, lowest AIC first, and what each trial observed."""
    patients = {(i.arm.trial_name, i.dose): i.arm.n for i in result.selection.arms}
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
        outcome=capitalise(OUTCOME_MEANINGS[result.analysis.outcome]),
        unit=describe_unit(result.selection),
        inactive=result.selection.inactive,
        studied=result.selection.doses,
        curves=tuple(_curve(result, fit) for fit in result.fits),
        points=tuple(points),
    )


def _curve(result: DoseAnalysisResult, fit: DoseFit) -> Curve:
    difference = result.aic_differences[fit.result.model]
    points = fit.result.curve
    return Curve(
        name=capitalise(CURVE_NAMES[fit.result.model]),
        note="lowest AIC" if fit is result.best else f"AIC +{difference:.1f}",
        doses=tuple(point.dose for point in points),
        values=tuple(point.log_odds_ratio for point in points),
        low=tuple(point.low for point in points),
        high=tuple(point.high for point in points),
    )


def publish_curves(result: DoseAnalysisResult) -> Html:
    """Draw and publish the curves of one drug and outcome."""
    plot = dose_plot(result)
    solid = CURVE_NAMES[result.best.result.model]
    caption = (
        f"{result.analysis.title}. Solid: the {solid}, with the 95% band that holds at each dose "
        "if its shape is right; dashed: the other curves. Nothing is drawn outside the doses "
        "studied."
    )
    return publish_drawing(
        slug=f"{slug_of(result.analysis.id)}-curve",
        caption=caption,
        finding=step_sentence(result),
        alt=describe_dose_curves(plot),
        draw=lambda layout: draw_dose_curves(plot, layout),
    )


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


def publish_relative_dose(results: Iterable[DoseAnalysisResult], slug: str) -> Html:
    """Draw and publish several drugs by relative dose; analyses without a curve are passed over."""
    found = [result for result in results if result.fits]
    if not found:
        return render("plain.html", text="No curve can be drawn yet.")
    curves = tuple(relative_curve(result) for result in found)
    inactive = " or ".join(dict.fromkeys(result.selection.inactive for result in found))
    outcome = OUTCOME_MEANINGS[found[0].analysis.outcome]
    caption = (
        f"{capitalise(outcome)} against {inactive}: each drug’s Emax curve over its dose divided "
        "by its own highest dose studied. Order is not proof of a difference: each curve sets its "
        f"own drug against {inactive}."
    )
    tops = [
        f"{name_drug(result.selection)} {format_dose(result.selection, curve.most)}"
        for curve, result in zip(curves, found, strict=True)
    ]
    return publish_drawing(
        slug=slug,
        caption=caption,
        finding=f"Relative dose 1 is {list_words(tops)}: not the same amount of drug.",
        alt=describe_relative_dose(curves, inactive, outcome),
        draw=lambda layout: draw_relative_dose(curves, inactive, layout),
    )
