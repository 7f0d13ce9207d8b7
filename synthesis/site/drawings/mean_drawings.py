"""Analyses of means as figures: every dose against the reference, in the unit of the score."""

from __future__ import annotations

from dataclasses import replace

from synthesis.analyses.estimates import comparison_id
from synthesis.analyses.means.result import MeanAnalysisResult, patients_of
from synthesis.figures.alt_text import describe_overview
from synthesis.figures.overview.overview import (
    OverviewRow,
    OverviewWords,
    draw_overview,
    draw_overview_slides,
    tabulate_overview,
)
from synthesis.figures.publication import Publication
from synthesis.models.network.result import NetworkEstimate
from synthesis.prose.caveats.means import mean_caveats
from synthesis.prose.means import better_sentence, mean_finding, unit_of
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import MEASURE_NAMES, capitalise, split_label
from synthesis.words.terms import drugs_of

MEAN_DOTS = OverviewWords(
    filled="two trials or more",
    open="a single trial",
    against="",
    patients="on the dose, over all trials",
)


def publish_means(result: MeanAnalysisResult) -> Html:
    """Draw every dose against the reference, from all trials at once.

    Raises
    ------
    ValueError
        The analysis has no estimates.
    """
    analysis, measure = result.analysis, result.analysis.measure
    rows = tuple(_row(result, row) for row in result.estimates)
    reference, unit = result.reference, unit_of(result)
    name = analysis.outcome.name
    words = replace(MEAN_DOTS, axis=f"Difference in {name} ({unit})")
    worse, better = f"favours {reference}", "favours the row"
    sides = (better, worse) if analysis.outcome.better == "lower" else (worse, better)
    predicted = " and prediction interval" if any(row.prediction for row in rows) else ""
    return publish_figure(
        Publication(
            slug=f"{analysis.id}-against-{reference.drug}",
            kind="network-forest",
            title=f"{analysis.title}: every dose against {reference}",
            caption=(
                f"{analysis.title}: {MEASURE_NAMES[measure]} of every dose against {reference}, in "
                f"{unit}, from the {analysis.statistic}s of all trials at once, with 95% "
                f"interval{predicted}. {better_sentence(result)}"
            ),
            finding=mean_finding(result),
            alt=describe_overview(rows, measure, f"{capitalise(name)} against {reference}", words),
            data=tabulate_overview(rows, measure, words),
            draw=lambda layout: draw_overview(rows, measure, *sides, layout, words),
            slides=lambda: draw_overview_slides(rows, measure, *sides, words),
            analyses=(analysis.id,),
            estimates=tuple(
                comparison_id(analysis.id, row.treatment, row.comparator)
                for row in result.estimates
            ),
            drugs=drugs_of(result.labels[row.treatment] for row in result.estimates),
            outcomes=(analysis.outcome,),
            caveats=mean_caveats(result),
        )
    )


def _row(result: MeanAnalysisResult, row: NetworkEstimate) -> OverviewRow:
    group, dose = split_label(result.labels[row.treatment])
    pool = result.pool(row.treatment)
    trials = len(pool.trials) if pool else 0
    spread = bool(result.network and result.network.tau2)
    return OverviewRow(
        group=group,
        label=dose,
        k=trials,
        patients=patients_of(result.arms_of(row.treatment)),
        estimate=row.estimate,
        ci_low=row.ci_low,
        ci_high=row.ci_high,
        # Without spread between trials the two intervals nearly coincide; one line says it.
        pi_low=row.pi_low if spread else None,
        pi_high=row.pi_high if spread else None,
        status="pooled" if trials > 1 else "single",
    )
