"""A pooled result as a published forest plot."""

from __future__ import annotations

from collections.abc import Collection

from synthesis.analyses.pools import PoolResult
from synthesis.figures.alt_text import describe_forest
from synthesis.figures.forest.forest import draw_forest, draw_forest_slides, tabulate_forest
from synthesis.figures.forest.forest_data import ForestPlot, ForestRow, ForestSummary
from synthesis.figures.publication import Publication
from synthesis.package.plan.pools import Analysis
from synthesis.prose.caveats.pools import pool_caveats
from synthesis.prose.pools import absolute_sentence, interval_note, weeks_of
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.slugs import slug_of
from synthesis.words.terms import drugs_of, name_setting


def forest_plot(result: PoolResult) -> ForestPlot:
    """A pooled result as the figure's input, on the model scale."""
    pool, primary = result.pool, result.primary
    summary = None
    if primary.k > 1:
        summary = ForestSummary(
            estimate=primary.estimate,
            ci_low=primary.ci_low,
            ci_high=primary.ci_high,
            label="Random effects (REML)",
            pi_low=primary.pi_low,
            pi_high=primary.pi_high,
            tau2=primary.tau2,
            i2=primary.i2,
            k=primary.k,
            patients=primary.patients,
            extra_lines=(interval_note(result),),
        )
    rows = tuple(
        ForestRow(
            label=trial.trial,
            responders_treatment=trial.treatment.responders,
            n_treatment=trial.treatment.n,
            responders_control=trial.control.responders,
            n_control=trial.control.n,
            estimate=trial.estimate,
            ci_low=trial.ci_low,
            ci_high=trial.ci_high,
            weight=trial.weight,
            imputed_treatment=trial.treatment.imputed,
            imputed_control=trial.control.imputed,
        )
        for trial in result.trials
    )
    return ForestPlot(
        measure=primary.measure,
        treatment=pool.label,
        control=pool.comparator_label,
        rows=rows,
        summary=summary,
        favours_low=f"favours {pool.comparator_label}",
        favours_high=f"favours {pool.label}",
        outcome=f"{capitalise(pool.analysis.outcome.meaning)}, {weeks_of([result])}",
        setting=_setting(pool.analysis),
    )


def _setting(analysis: Analysis) -> str:
    """What tells the trials of an analysis from those that give the same drug otherwise."""
    background = name_setting(analysis.background)
    children = "trials that admit children" if analysis.population == "children" else ""
    return ", ".join(filter(None, (background if analysis.route == "oral" else "", children)))


def publish_forest(result: PoolResult, disputed: Collection[str] = ()) -> Html:
    """Draw and publish the forest plot of one pool.

    `disputed` are the trials on whose counts sources disagree.
    """
    plot = forest_plot(result)
    pool = result.pool
    analysis = pool.analysis
    kind = "Each square is a trial" if result.primary.k > 1 else "The square is the trial"
    caption = (
        f"{capitalise(pool.label)} against {pool.comparator_label}, "
        f"{analysis.outcome.meaning}, {weeks_of([result])}. {kind} with its 95% "
        f"interval; {MEASURE_NAMES[result.primary.measure]}."
    )
    return publish_figure(
        Publication(
            slug=slug_of(pool.id) + "-forest",
            kind="forest",
            title=_forest_title(result),
            caption=caption,
            finding=absolute_sentence(result),
            alt=describe_forest(plot),
            data=tabulate_forest(plot),
            draw=lambda layout: draw_forest(plot, layout),
            slides=lambda: draw_forest_slides(plot),
            analyses=(analysis.id,),
            estimates=(pool.id,),
            drugs=drugs_of([pool.label, pool.comparator_label]),
            outcomes=(analysis.outcome,),
            caveats=pool_caveats(result, disputed),
        )
    )


def _forest_title(result: PoolResult) -> str:
    """The analysis, and of several comparisons in it, which one."""
    pool, analysis = result.pool, result.pool.analysis
    if len(analysis.treatments) == 1:
        return analysis.title
    against = f" against {pool.comparator_label}" if analysis.against_inactive else ""
    return f"{analysis.title}: {pool.label}{against}"
