"""Results as figures: from a pooled result to a published drawing."""

from __future__ import annotations

from collections.abc import Collection

from synthesis.analyses.pools import AnalysisResult, PoolResult
from synthesis.analyses.regimens_without_pool import unusable_regimens
from synthesis.figures.absolute.absolute import (
    AbsoluteRow,
    draw_absolute,
    draw_absolute_slides,
    tabulate_absolute,
)
from synthesis.figures.alt_text import describe_absolute, describe_overview
from synthesis.figures.overview.overview import (
    OverviewRow,
    draw_overview,
    draw_overview_slides,
    tabulate_overview,
)
from synthesis.figures.publication import Publication
from synthesis.prose.caveats.pools import absolute_caveats, overview_caveats
from synthesis.prose.pools import absolute_sentence
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import MEASURE_NAMES, capitalise, sort_key, split_label
from synthesis.words.numbers import count_trials, format_interval
from synthesis.words.slugs import slug_of
from synthesis.words.terms import drugs_of


def overview_rows(result: AnalysisResult) -> tuple[OverviewRow, ...]:
    """One row for each regimen of an analysis, those without usable counts included."""
    labelled: list[tuple[str, OverviewRow]] = [
        (pool.pool.label, _overview_row(pool)) for pool in result.pools
    ]
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


def publish_overview(result: AnalysisResult, disputed: Collection[str] = ()) -> Html:
    """Draw and publish one line for each drug and dose of an analysis.

    `disputed` are the trials on whose counts sources disagree.
    """
    analysis = result.analysis
    if not result.pools:
        return render("nothing.html", question=analysis.question)
    rows = overview_rows(result)
    comparator = result.pools[0].pool.comparator_label
    outcome = capitalise(analysis.outcome.meaning)
    sides = (f"favours {comparator}", "favours the drug")
    strongest = max(result.pools, key=lambda pool: pool.primary.estimate)
    name = MEASURE_NAMES[analysis.measure]
    finding = (
        f"Largest {name}: {strongest.pool.label}, "
        f"{format_interval(strongest.primary, analysis.measure)}, "
        f"{count_trials(strongest.primary.k)}. "
        "Order is not proof of a difference: the drugs were not compared with each other here."
    )
    caption = (
        f"{analysis.title}: {name} against {comparator} for each drug and dose, with 95% "
        "interval. Filled: pooled from two or more trials; open: a single trial."
    )
    return publish_figure(
        Publication(
            slug=f"{slug_of(analysis.id)}-overview",
            kind="overview",
            title=f"{analysis.title}: every drug and dose against {comparator}",
            caption=caption,
            finding=finding,
            alt=describe_overview(rows, analysis.measure, outcome),
            data=tabulate_overview(rows, analysis.measure),
            draw=lambda layout: draw_overview(rows, analysis.measure, *sides, layout),
            slides=lambda: draw_overview_slides(rows, analysis.measure, *sides),
            analyses=(analysis.id,),
            estimates=tuple(pool.pool.id for pool in result.pools),
            drugs=_drugs(result),
            outcomes=(analysis.outcome,),
            caveats=overview_caveats(result, disputed),
        )
    )


def _drugs(result: AnalysisResult) -> tuple[str, ...]:
    pools = [pool.pool for pool in result.pools]
    return drugs_of([*(pool.label for pool in pools), pools[0].comparator_label])


def publish_absolute(result: AnalysisResult, disputed: Collection[str] = ()) -> Html:
    """Draw and publish the responders of 100 on the comparator and on each drug and dose.

    `disputed` are the trials on whose counts sources disagree.
    """
    pools = result.pools
    if not pools:
        return render("nothing.html", question=result.analysis.question)
    rows = tuple(_absolute_row(pool) for pool in pools)
    analysis = result.analysis
    outcome = f"{capitalise(analysis.outcome.meaning)}: patients of 100"
    most = max(pools, key=lambda pool: pool.responders_shown[1])
    caption = (
        f"{analysis.title}. Open dot: {most.pool.comparator_label}, all patients of the same "
        "trials; filled dot: the drug, with 95% interval (comparator plus pooled risk difference)."
    )
    return publish_figure(
        Publication(
            slug=f"{slug_of(analysis.id)}-of-100",
            kind="of-100",
            title=f"{analysis.title}: responders of 100 patients",
            caption=caption,
            finding=absolute_sentence(most),
            alt=describe_absolute(rows, capitalise(analysis.outcome.meaning)),
            data=tabulate_absolute(rows),
            draw=lambda layout: draw_absolute(rows, outcome, layout),
            slides=lambda: draw_absolute_slides(rows),
            analyses=(analysis.id,),
            estimates=tuple(pool.pool.id for pool in pools),
            drugs=_drugs(result),
            outcomes=(analysis.outcome,),
            caveats=absolute_caveats(result, disputed),
        )
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
