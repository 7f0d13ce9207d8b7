"""Slopes of regressions, and responders of a group by age, as published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from synthesis.analyses.subgroups.age_groups import AgeGroupResult
from synthesis.analyses.subgroups.regressions import RegressionResult
from synthesis.figures.absolute.absolute import (
    AbsoluteRow,
    draw_absolute,
    draw_absolute_slides,
    tabulate_absolute,
)
from synthesis.figures.alt_text import describe_absolute, describe_overview
from synthesis.figures.overview.overview import (
    OverviewRow,
    OverviewWords,
    draw_overview,
    draw_overview_slides,
    tabulate_overview,
)
from synthesis.figures.publication import Publication
from synthesis.prose.age_groups import outcome_sentence, setting_of
from synthesis.prose.caveats.subgroups import age_group_caveats, regression_caveats
from synthesis.prose.subgroups import fitted, slopes_sentence
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import MEASURE_NAMES, capitalise, split_label
from synthesis.words.slugs import slug_of
from synthesis.words.terms import OutcomeTerm, drugs_of

SLOPES = OverviewWords(
    filled="a trait of the trials",
    open="part of the outcome itself: no finding",
    rows="Network and trait",
    row="regression",
    name="{group}, {label}:",
    open_one="is on part of the outcome itself",
    open_many="are on part of the outcome itself",
    against="",
    columns=("network", "for_each", "trials"),
    patients="in the trials of the regression",
)
SLOPES_SLUG = "regression-slopes"


def publish_slopes(results: Sequence[RegressionResult]) -> Html:
    """Draw what each slope multiplies the effects by; nothing without a result."""
    shown = [each for each in results if each.result is not None]
    if not shown:
        return Html("")
    measure = shown[0].network.measure
    shown = [each for each in shown if each.network.measure == measure]
    rows = tuple(_row(each) for each in shown)
    name = MEASURE_NAMES[measure]
    words = replace(SLOPES, axis=f"{capitalise(name)} multiplied by")
    sides = ("smaller effects", "larger effects")
    reference = shown[0].reference
    return publish_figure(
        Publication(
            slug=SLOPES_SLUG,
            kind="network-forest",
            title="Do effects change with a trait of the trials?",
            caption=(
                f"What the {name}s against {reference} are multiplied by for a change of one trait "
                "of the trials, one at a time, with 95% interval; 1 is no change. Open dots: the "
                f"response on {reference}, which is part of the effect, so that no finding is made."
            ),
            finding=slopes_sentence(results),
            alt=describe_overview(
                rows, measure, f"Slopes, {len(fitted(results))} of them on traits of trials", words
            ),
            data=tabulate_overview(rows, measure, words),
            draw=lambda layout: draw_overview(rows, measure, *sides, layout, words),
            slides=lambda: draw_overview_slides(rows, measure, *sides, words),
            estimates=tuple(each.id for each in shown),
            outcomes=tuple(dict.fromkeys(each.network.outcome for each in shown)),
            caveats=regression_caveats(results),
        )
    )


def _row(each: RegressionResult) -> OverviewRow:
    step, result = each.step, each.result
    assert step is not None
    assert result is not None
    return OverviewRow(
        group=each.network.title,
        label=each.analysis.per,
        k=result.k,
        patients=result.patients,
        estimate=step.estimate,
        ci_low=step.ci_low,
        ci_high=step.ci_high,
        pi_low=None,
        pi_high=None,
        status="single" if each.analysis.caution else "pooled",
    )


def publish_age_group(found: AgeGroupResult, outcome: OutcomeTerm) -> Html:
    """Draw the responders of 100 on the comparator and on each drug and dose of one outcome."""
    pools = found.of(outcome)
    if not pools:
        return Html("")
    settings = {setting_of(each) for each in found.pools}
    rows = []
    for each in pools:
        control, treatment, low, high = each.responders_shown
        group, dose = split_label(each.pool.label)
        label = f"{dose}, {setting_of(each)}" if len(settings) > 1 else dose
        rows.append(AbsoluteRow(group, label, treatment, low, high, control, each.primary.k))
    shown = tuple(rows)
    name = f"{capitalise(outcome.meaning)}: patients of 100"
    comparator = pools[0].pool.comparator_label
    return publish_figure(
        Publication(
            slug=slug_of(found.analysis.id, outcome, "of-100"),
            kind="of-100",
            title=f"{found.analysis.title}: {outcome.name}, responders of 100 patients",
            caption=(
                f"{found.analysis.title}, {outcome.meaning}. Open dot: {comparator}, all patients "
                "of the same trials; filled dot: the drug, with 95% interval (comparator plus risk "
                "difference)."
            ),
            finding=outcome_sentence(found, outcome),
            alt=describe_absolute(shown, capitalise(outcome.meaning)),
            data=tabulate_absolute(shown),
            draw=lambda layout: draw_absolute(shown, name, layout),
            slides=lambda: draw_absolute_slides(shown),
            estimates=tuple(each.pool.id for each in pools),
            drugs=drugs_of([*(each.pool.label for each in pools), comparator]),
            outcomes=(outcome,),
            caveats=age_group_caveats(found),
        )
    )
