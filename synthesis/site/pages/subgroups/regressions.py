"""Who benefits more: slopes, two settings side by side, patients treated before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from synthesis.analyses.run import Results
from synthesis.analyses.subgroups.regressions import (
    RegressionResult,
    SlopePerStep,
    run_regressions,
)
from synthesis.analyses.subgroups.settings import (
    PriorArm,
    SettingResult,
    read_prior_arms,
    run_settings,
)
from synthesis.prose.subgroups import (
    BETWEEN_TRIALS,
    FEW_TRIALS,
    OTHER_TRIALS,
    PART_OF_OUTCOME,
    left_out_sentences,
    reference_sentence,
    settings_sentence,
    slope_sentence,
    subgroup_takeaways,
    subgroups_used,
)
from synthesis.site.drawings.subgroup_drawings import publish_slopes
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.provenance import reading_of, source_of_trial
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.words.imputed import percent_text
from synthesis.words.labels import MEASURE_NAMES, capitalise, label_week
from synthesis.words.numbers import format_three, tight_interval

NO_REGRESSION = "This data package declares no regression on a trait of its trials."
NO_SETTINGS = "This data package declares no two settings to set side by side."
NO_PRIOR = "This data package declares no patients who had another treatment before."
NOT_READ = "not read"
NO_COMPARISON = (
    "These patients knew what they took and had no comparison group: nothing here says how many "
    "would have responded without the change."
)


def regressions_used(book: Results) -> str:
    """What the chapter rests on."""
    return subgroups_used(run_regressions(book), run_settings(book))


def regression_takeaways(book: Results) -> list[str]:
    """Three sentences at most."""
    return subgroup_takeaways(run_regressions(book), run_settings(book)) or [NO_REGRESSION]


def show_regressions(book: Results) -> Html:
    """Figure, table and sentences of every slope, and why others have none."""
    results = run_regressions(book)
    if not results:
        return show_missing(NO_REGRESSION)
    cautious = [each for each in results if each.analysis.caution and each.result]
    notes = [FEW_TRIALS, BETWEEN_TRIALS]
    notes += [PART_OF_OUTCOME.format(reference=each.reference) for each in cautious[:1]]
    shown = [each for each in results if each.result]
    page = Html("") + publish_slopes(results)
    page += show_list(notes)
    page += show_list(slope_sentence(each) for each in shown if not each.analysis.caution)
    return page + _show_slopes(shown)


def _show_slopes(results: Sequence[RegressionResult]) -> Html:
    if not results:
        return Html("")
    name = MEASURE_NAMES[results[0].network.measure]
    header = [
        "Network",
        "For",
        "Trials",
        "Lowest and highest in trials",
        f"{capitalise(name)} multiplied by (95% CI)",
        "τ without and with it",
    ]
    rows = []
    for each in results:
        result, step = each.result, each.step
        assert result is not None
        assert step is not None
        cells: list[Any] = [
            each.network.title,
            each.analysis.per + (" (no finding)" if each.analysis.caution else ""),
            result.k,
            f"{min(result.values):.3g} to {max(result.values):.3g}",
            _spelled(step, each.network.measure),
            f"{_tau(result.tau2_without)}, {_tau(result.tau2)}",
        ]
        rows.append(Row(cells))
    caption = "Slopes of network meta-regressions: one trait of the trials at a time"
    return show_table(caption, header, rows, slug="regression-slopes-table")


def _spelled(step: SlopePerStep, measure: str) -> str:
    """“3.21 (below 0.01 to above 1,000)”: a limit may be words."""
    value, low, high = format_three(step.estimate, step.ci_low, step.ci_high, measure)
    return f"{value} ({low} to {high})"


def _tau(tau2: float | None) -> str:
    return "–" if tau2 is None else f"{math.sqrt(tau2):.2f}"


def show_no_regressions(book: Results) -> Html:
    """Why some regressions have no result, and which trials the others leave out."""
    results = run_regressions(book)
    rows = [
        Row([each.analysis.title, f"{each.known} of {each.trials}", words])
        for each in results
        for words in ([each.missing] if each.missing else left_out_sentences(each))
    ]
    if not rows:
        return Html("")
    caption = "Regressions without a result, and trials that the others leave out"
    header = ["Regression", "Trials with a value", "Why"]
    return show_table(caption, header, rows, slug="regressions-left-out")


def show_settings(book: Results) -> Html:
    """The same drug and dose in two networks, and whether the difference is shown."""
    found = run_settings(book)
    page = Html("")
    for each in found:
        page += _show_setting(each)
    return page if found else show_missing(NO_SETTINGS)


def _show_setting(found: SettingResult) -> Html:
    if not found.rows:
        return show_missing(settings_sentence(found))
    analysis, name = found.analysis, capitalise(MEASURE_NAMES[found.measure])
    header = [
        "Drug and dose",
        f"{name} {analysis.first_name} (95% CI)",
        f"{name} {analysis.second_name} (95% CI)",
        "Second divided by first (95% CI)",
        "Difference",
    ]
    rows = [
        Row(
            [
                capitalise(row.label),
                tight_interval(row.first, found.measure),
                tight_interval(row.second, found.measure),
                tight_interval(row, found.measure),
                _side(row.ci_low, row.ci_high),
            ]
        )
        for row in found.rows
    ]
    caption = f"{analysis.title}: each drug and dose against {found.reference}"
    table = show_table(caption, header, rows, slug=analysis.id)
    lines = [settings_sentence(found), reference_sentence(found), OTHER_TRIALS]
    return Html("") + show_list(lines) + table


def _side(low: float, high: float) -> str:
    if low > 0:
        return "larger with the second"
    return "smaller with the second" if high < 0 else "not shown"


def show_prior_treatments(book: Results) -> Html:
    """What was read of patients who had another treatment before."""
    declared = book.dataset.plan.prior_treatments
    page = Html("")
    for each in declared:
        arms = read_prior_arms(book.dataset, each)
        if not arms:
            page += show_missing(f"Nothing has been read of patients who had {each.name} before.")
            continue
        header = ["Trial", "Treatment", "Outcome", "Week", "Responders", "Patients"]
        rows = [_prior_row(book, arm) for arm in arms]
        caption = f"{each.title}: percentages as printed, without a comparison group"
        lines = [NO_COMPARISON]
        if all(arm.n is None for arm in arms):
            lines.append(
                "How many patients each percentage is of was not read, so that it has no interval."
            )
        page += show_list(lines)
        page += show_table(caption, header, rows, slug=each.id)
    return page if declared else show_missing(NO_PRIOR)


def _prior_row(book: Results, arm: PriorArm) -> Row:
    trials, kinds = book.context.trials, book.context.kinds
    link = render("link.html", address=f"trials.html#trial-{arm.trial_id}", text=arm.trial)
    return Row(
        [
            link,
            capitalise(arm.label),
            arm.outcome.name,
            label_week(arm.week).removeprefix("week "),
            percent_text(arm.percent),
            NOT_READ if arm.n is None else arm.n,
        ],
        source=source_of_trial(reading_of(arm.row, "dichotomous.csv", kinds), trials[arm.trial_id]),
    )
