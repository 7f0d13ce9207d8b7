"""Analyses of means on a page: figure, effects, the means behind them, what cannot be pooled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from synthesis.analyses.means.result import MeanAnalysisResult, patients_of
from synthesis.analyses.run import Results
from synthesis.models.continuous.spread import standard_deviation
from synthesis.models.network.result import NetworkEstimate
from synthesis.package.dataset import ROW
from synthesis.prose.means import (
    against_active_sentences,
    largest_text,
    mean_spread_sentence,
    odd_spread_sentence,
    reference_sentence,
    thinned_sentence,
)
from synthesis.selection.means import TABLE, ArmMean, MeanRecord
from synthesis.site.drawings.mean_drawings import publish_means
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.provenance import reading_of, source_of_trial
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.words.labels import capitalise, label_week
from synthesis.words.numbers import count_patients, count_trials, format_effect, tight_interval
from synthesis.words.slugs import slug_of


def show_means(results: Iterable[MeanAnalysisResult], book: Results) -> Html:
    """Analyses of means, each with its own heading; the first stands open.

    Of one without a result the reason is told.
    """
    shown = (_show(result, book, number == 0) for number, result in enumerate(results))
    return Html("\n".join(each.text for each in shown))


def _show(result: MeanAnalysisResult, book: Results, unfolded: bool) -> Html:
    if not result.estimates:
        return render("missing.html", sentence=f"{result.analysis.title}: {result.missing}")
    analysis = result.analysis
    return render(
        "means.html",
        identifier=analysis.id,
        open=unfolded,
        title=analysis.title,
        effect=largest_text(result),
        size=(
            f"{count_trials(len(result.selection.trials))}, "
            f"{count_patients(patients_of(result.selection.arms))}"
        ),
        figure=publish_means(result),
        sentences=show_list(
            filter(
                None,
                (
                    reference_sentence(result),
                    *against_active_sentences(result),
                    mean_spread_sentence(result),
                ),
            )
        ),
        caution=" ".join(filter(None, (thinned_sentence(result), odd_spread_sentence(result)))),
        effects=_show_effects(result),
        standardised=_show_other(result),
        means=_show_arms(result, book),
    )


def _show_effects(result: MeanAnalysisResult) -> Html:
    analysis = result.analysis
    header = [
        "Drug and dose",
        "Trials",
        "Patients",
        f"Against {result.reference} (95% CI)",
        "Its trials alone (95% CI)",
    ]
    active = {}
    if result.has_active_reference:
        header.append(f"Against {result.labels[analysis.active_reference].drug} (95% CI)")
        active = {row.treatment: row for row in result.against(analysis.active_reference)}
    rows = []
    for row in result.estimates:
        pool = result.pool(row.treatment)
        cells: list[Any] = [
            capitalise(result.labels[row.treatment]),
            len(pool.trials) if pool else 0,
            f"{patients_of(result.arms_of(row.treatment)):,}",
            tight_interval(row, analysis.measure),
            tight_interval(pool.primary, analysis.measure) if pool else "–",
        ]
        if active:
            other = active.get(row.treatment)
            cells.append(tight_interval(other, analysis.measure) if other else "–")
        rows.append(Row(cells))
    caption = f"{analysis.title}: difference of every dose from all trials at once"
    slug = slug_of(analysis.id, "effects")
    return show_table(caption, header, rows, kind="summary means", slug=slug)


def _show_other(result: MeanAnalysisResult) -> Html:
    found: Mapping[str, NetworkEstimate] = result.standardised_by_regimen
    rows = []
    for row in result.estimates:
        pool, other = result.pool(row.treatment), found.get(row.treatment)
        alone = pool.by_hartung_knapp if pool else None
        rows.append(
            Row(
                [
                    capitalise(result.labels[row.treatment]),
                    tight_interval(alone, result.analysis.measure) if alone else "–",
                    tight_interval(other, "SMD") if other else "–",
                ]
            )
        )
    header = [
        "Drug and dose",
        "Its trials alone, by Hartung-Knapp (95% CI)",
        f"Standard deviations from {result.reference} (95% CI)",
    ]
    caption = f"{result.analysis.title}: other intervals, and in standard deviations (Hedges’ g)"
    return show_table(caption, header, rows, slug=slug_of(result.analysis.id, "standardised"))


def _show_arms(result: MeanAnalysisResult, book: Results) -> Html:
    raw = {row[ROW]: row for row in book.dataset.table(TABLE).to_dict("records")}
    trials, kinds = book.context.trials, book.context.kinds
    rows = [
        Row(
            _arm_cells(result, arm, row),
            source=source_of_trial(
                reading_of(raw[row.row], f"{TABLE}.csv", kinds), trials[arm.trial_id]
            ),
        )
        for arm in result.selection.arms
        for row in arm.sources
        if isinstance(row, MeanRecord)
    ]
    caption = f"{result.analysis.title}: the {result.analysis.statistic}s behind it"
    header = ["Trial", "Arm", "Week", "Mean (standard error)", "Standard deviation", "Patients"]
    return show_table(caption, header, rows, slug=slug_of(result.analysis.id, "means"))


def _arm_cells(result: MeanAnalysisResult, arm: ArmMean, row: MeanRecord) -> list[Any]:
    mean, se = format_effect(row.mean or 0.0, "MD"), format_effect(row.se or 0.0, "SMD")
    return [
        render("link.html", address=f"trials.html#trial-{arm.trial_id}", text=arm.trial_name),
        capitalise(result.labels[arm.treatment]),
        label_week(arm.week).removeprefix("week "),
        f"{mean} ({se})",
        format_effect(standard_deviation(row.se or 0.0, row.n or 0), "MD"),
        row.n,
    ]
