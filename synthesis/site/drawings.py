"""Results as figures: from a pooled result to a published drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from matplotlib.figure import Figure as Drawing

from synthesis.figures.absolute import AbsoluteRow, draw_absolute
from synthesis.figures.alt_text import describe_absolute, describe_forest, describe_overview
from synthesis.figures.forest import draw_forest
from synthesis.figures.forest_data import ForestPlot, ForestRow, ForestSummary
from synthesis.figures.overview import OverviewRow, draw_overview
from synthesis.figures.style import render_svg
from synthesis.labels import MEASURE_NAMES, OUTCOME_MEANINGS, capitalise, sort_key
from synthesis.prose import (
    absolute_sentence,
    count_trials,
    format_interval,
    interval_note,
    weeks_of,
)
from synthesis.results import AnalysisResult, PoolResult, unusable_regimens
from synthesis.site.html import Html, render
from synthesis.site.publish import Figure, publish_figure

Layout = Literal["wide", "narrow"]
SOURCE = "JAK inhibitors in atopic dermatitis: an open evidence synthesis"


def slug_of(identifier: str) -> str:
    """A pool or analysis id as the slug of its figure."""
    return identifier.replace(".", "-").replace("_", "-")


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
            responders_treatment=trial.responders_treatment,
            n_treatment=trial.n_treatment,
            responders_control=trial.responders_control,
            n_control=trial.n_control,
            estimate=trial.estimate,
            ci_low=trial.ci_low,
            ci_high=trial.ci_high,
            weight=trial.weight,
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
        outcome=f"{capitalise(OUTCOME_MEANINGS[pool.analysis.outcome])}, {weeks_of([result])}",
    )


def publish_forest(result: PoolResult) -> Html:
    """Draw and publish the forest plot of one pool."""
    plot = forest_plot(result)
    pool = result.pool
    kind = "Each square is a trial" if result.primary.k > 1 else "The square is the trial"
    caption = (
        f"{capitalise(pool.label)} against {pool.comparator_label}, "
        f"{OUTCOME_MEANINGS[pool.analysis.outcome]}, {weeks_of([result])}. {kind} with its 95% "
        f"interval; {MEASURE_NAMES[result.primary.measure]}."
    )
    return publish_drawing(
        slug=slug_of(pool.id) + "-forest",
        caption=caption,
        finding=absolute_sentence(result),
        alt=describe_forest(plot),
        draw=lambda layout: draw_forest(plot, layout),
    )


def overview_rows(result: AnalysisResult) -> tuple[OverviewRow, ...]:
    """One row for each regimen of an analysis, those without usable counts included."""
    labelled = [(pool.pool.label, _overview_row(pool)) for pool in result.pools]
    labelled += [(label, _empty_row(label)) for label in unusable_regimens(result)]
    return tuple(row for _, row in sorted(labelled, key=lambda pair: sort_key(pair[0])))


def _empty_row(label: str) -> OverviewRow:
    group, dose = split_label(label)
    return OverviewRow(group, dose, 0, 0, None, None, None, None, None, "none", "")


def _overview_row(result: PoolResult) -> OverviewRow:
    primary = result.primary
    group, dose = split_label(result.pool.label)
    return OverviewRow(
        group=group,
        label=dose,
        k=primary.k,
        patients=primary.patients,
        estimate=primary.estimate,
        ci_low=primary.ci_low,
        ci_high=primary.ci_high,
        # Without spread between trials the two intervals coincide; one line says it.
        pi_low=primary.pi_low if primary.tau2 else None,
        pi_high=primary.pi_high if primary.tau2 else None,
        status="pooled" if primary.k > 1 else "single",
        note="",
    )


def split_label(label: str) -> tuple[str, str]:
    """A regimen's label as drug and dose."""
    drug, _, dose = label.partition(" ")
    return capitalise(drug.rstrip(",")), dose.removeprefix("(").removesuffix(")") or label


def publish_overview(result: AnalysisResult) -> Html:
    """Draw and publish one line for each drug and dose of an analysis."""
    analysis = result.analysis
    if not result.pools:
        return render("nothing.html", question=analysis.question)
    rows = overview_rows(result)
    comparator = result.pools[0].pool.comparator_label
    strongest = max(result.pools, key=lambda pool: pool.primary.estimate)
    name = MEASURE_NAMES[analysis.measure]
    finding = (
        f"Largest {name}: {strongest.pool.label}, {format_interval(strongest.primary)}, "
        f"{count_trials(strongest.primary.k)}. "
        "Order is not proof of a difference: the drugs were not compared with each other here."
    )
    caption = (
        f"{analysis.title}: {name} against {comparator} for each drug and dose, with 95% "
        "interval. Filled: pooled from two or more trials; open: a single trial."
    )
    return publish_drawing(
        slug=f"{slug_of(analysis.id)}-overview",
        caption=caption,
        finding=finding,
        alt=describe_overview(rows, analysis.measure, OUTCOME_MEANINGS[analysis.outcome]),
        draw=lambda layout: draw_overview(
            rows,
            analysis.measure,
            f"favours {comparator}",
            "favours the drug",
            layout,
        ),
    )


def publish_absolute(result: AnalysisResult) -> Html:
    """Draw and publish the responders of 100 on the comparator and on each drug and dose."""
    pools = result.pools
    if not pools:
        return render("nothing.html", question=result.analysis.question)
    rows = tuple(_absolute_row(pool) for pool in pools)
    analysis = result.analysis
    outcome = f"{capitalise(OUTCOME_MEANINGS[analysis.outcome])}: patients of 100"
    most = max(pools, key=lambda pool: pool.responders_shown[1])
    caption = (
        f"{analysis.title}. Open dot: {most.pool.comparator_label}, all patients of the same "
        "trials; filled dot: the drug, with 95% interval (comparator plus pooled risk difference)."
    )
    return publish_drawing(
        slug=f"{slug_of(analysis.id)}-of-100",
        caption=caption,
        finding=absolute_sentence(most),
        alt=describe_absolute(rows, OUTCOME_MEANINGS[analysis.outcome]),
        draw=lambda layout: draw_absolute(rows, outcome, layout),
    )


def _absolute_row(result: PoolResult) -> AbsoluteRow:
    control, treatment, low, high = result.responders_shown
    group, dose = split_label(result.pool.label)
    return AbsoluteRow(
        group=group,
        label=dose,
        responders_per_100_treatment=treatment,
        low=low,
        high=high,
        responders_per_100_control=control,
        k=result.primary.k,
    )


def publish_drawing(
    slug: str, caption: str, finding: str, alt: str, draw: Callable[[Layout], Drawing]
) -> Html:
    """Draw a figure in both layouts and publish it.

    Parameters
    ----------
    slug
        Permanent name of the figure.
    caption, finding, alt
        What is drawn, what it shows with its number, and the same for those who do not see it.
    draw
        Draws one layout, "wide" or "narrow".
    """
    wide, narrow = (
        render_svg(
            draw(layout),
            title=caption,
            description=alt,
            source=SOURCE,
            identifier=f"{slug}-{layout}",
        )
        for layout in _layouts()
    )
    return publish_figure(Figure(slug, caption, finding, alt, wide, narrow))


def _layouts() -> Iterable[Layout]:
    yield "wide"
    yield "narrow"
