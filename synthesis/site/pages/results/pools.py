"""An analysis on a page: overview, one section for each drug and dose, what was held back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from synthesis.analyses.certainty.rate import rate_pool
from synthesis.analyses.context import Context
from synthesis.analyses.pools import AnalysisResult, PoolResult
from synthesis.models.pairwise.few_trials import FewTrialsResult
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.prose.certainty import rated_by
from synthesis.prose.pools import heterogeneity_note, interval_note
from synthesis.selection.arms import ArmCount
from synthesis.selection.records import CountRecord
from synthesis.site.drawings.forest_drawings import publish_forest
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.provenance import Source, reading_of, source_of_trial
from synthesis.site.machinery.tables import Row, show_table
from synthesis.site.pages.count_cells import count_caption, count_cell
from synthesis.site.pages.data.bias import show_bias_of_pool
from synthesis.words.labels import MEASURE_NAMES, capitalise, label_week
from synthesis.words.numbers import (
    count_patients,
    count_trials,
    format_interval,
    of_100,
    tight_interval,
)
from synthesis.words.slugs import slug_of

NO_RATIO = "nobody responded in either arm of any trial"


def show_analyses(results: Iterable[AnalysisResult], context: Context) -> Html:
    """Several analyses, each with its own heading."""
    return Html("\n".join(show_analysis(result, context).text for result in results))


def show_analysis(result: AnalysisResult, context: Context) -> Html:
    """An analysis with its own heading: summary, then one section for each drug and dose."""
    return render(
        "analysis.html",
        identifier=result.analysis.id,
        title=result.analysis.title,
        summary=show_summary(result) if len(result.pools) > 1 else "",
        pools=show_pools(result, context, level=4),
    )


def show_summaries(results: Iterable[AnalysisResult], page: str) -> Html:
    """The summaries of several analyses whose sections stand on another page."""
    return Html("\n".join(show_summary(result, page).text for result in results))


def show_summary(result: AnalysisResult, page: str = "") -> Html:
    """A table with one line for each drug and dose, linked to its section on `page`."""
    if not result.pools:
        return render("nothing.html", question=result.analysis.question)
    measure = MEASURE_NAMES[result.analysis.measure]
    comparator = result.pools[0].pool.comparator_label
    header = [
        "Drug and dose",
        "Trials",
        "Patients",
        f"Of 100 on {comparator}",
        "Of 100 on the drug (95% CI)",
        f"{capitalise(measure)} (95% CI)",
        "Risk ratio (95% CI)",
    ]
    return show_table(
        f"{result.analysis.title}: every drug and dose with usable counts",
        header,
        [_summary_row(pool, page) for pool in result.pools],
        identifier=f"summary-{result.analysis.id}",
        # The same on another page is another table: it leads elsewhere.
        slug=slug_of(result.analysis.id, "at-a-glance" if page else "summary"),
    )


def _summary_row(result: PoolResult, page: str) -> Row:
    control, treatment, low, high = result.responders_shown
    link = render(
        "link.html", address=f"{page}#{anchor_of(result)}", text=capitalise(result.pool.label)
    )
    return Row(
        [
            link,
            result.primary.k,
            f"{result.primary.patients:,}",
            of_100(control),
            f"{of_100(treatment)} ({of_100(low)}–{of_100(high)})",
            tight_interval(result.primary, result.primary.measure),
            tight_interval(result.risk_ratio, "RR") if result.risk_ratio else "–",
        ]
    )


def anchor_of(result: PoolResult) -> str:
    """The target of links to a pool's section."""
    return f"pool-{result.pool.id}"


def show_pools(result: AnalysisResult, context: Context, level: int = 3) -> Html:
    """One section for each drug and dose; pools of several trials stand open.

    `level` is the level of the sections' headings.
    """
    if not result.pools:
        return render("nothing.html", question=result.analysis.question)
    sections = [show_pool(pool, context, level) for pool in result.pools]
    return Html("\n".join(section.text for section in sections))


def show_pool(result: PoolResult, context: Context, level: int = 3) -> Html:
    """Finding, forest plot, certainty, trials with their sources, sensitivity."""
    primary = result.primary
    disputed = context.disputed([result])
    bias = context.bias(result.pool.analysis.outcome)
    rating = rate_pool(result, context)
    return render(
        "pool.html",
        level=level,
        cautions=[
            f"Sources disagree on a count of {name}; the one marked as preferred is used. Note of "
            f"the extraction: {notes}."
            for name, notes in disputed.items()
        ],
        anchor=anchor_of(result),
        open=primary.k > 1,
        name=f"{capitalise(result.pool.label)} against {result.pool.comparator_label}",
        effect=f"{MEASURE_NAMES[primary.measure]} {format_interval(primary, primary.measure)}",
        size=f"{count_trials(primary.k)}, {count_patients(primary.patients)}",
        figure=publish_forest(result, disputed),
        note=interval_note(result),
        heterogeneity=heterogeneity_note(primary),
        bias=show_bias_of_pool(
            {arm.trial_id: arm.trial_name for arm in result.pool.arms},
            bias,
            result.pool.analysis.outcome.name,
        ),
        rating=rating,
        by=rated_by(rating),
        trials=_show_arms(result, context),
        sensitivity=_show_sensitivity(result),
    )


def _show_arms(result: PoolResult, context: Context) -> Html:
    rows = [
        Row(_cells(arm, row, result), source=source_of(arm, row, context))
        for arm in result.pool.arms
        for row in arm.sources
    ]
    caption = count_caption(f"{_title(result)}: the counts behind it", result.pool.arms)
    header = ["Trial", "Arm", "Week", "Responders", "Patients"]
    return show_table(caption, header, rows, slug=slug_of(result.pool.id, "counts"))


def _title(result: PoolResult) -> str:
    # A table that is cited stands without the headings of its page.
    pool = result.pool
    return f"{pool.analysis.title}, {pool.label} against {pool.comparator_label}"


def _cells(arm: ArmCount, row: CountRecord, result: PoolResult) -> list[Any]:
    treated = arm.treatment == result.pool.regimen
    return [
        render("link.html", address=f"trials.html#trial-{arm.trial_id}", text=arm.trial_name),
        result.pool.label if treated else result.pool.comparator_label,
        label_week(arm.week).removeprefix("week "),
        count_cell(row),
        row.n,
    ]


def source_of(arm: ArmCount, row: CountRecord, context: Context) -> Source:
    """Where one count of an arm was read, and the records of its trial."""
    reading = reading_of(context.rows[row.row], "dichotomous.csv", context.kinds)
    return source_of_trial(reading, context.trials[arm.trial_id])


def _show_sensitivity(result: PoolResult) -> Html:
    measure = MEASURE_NAMES[result.primary.measure]
    ratio, difference = result.risk_ratio, result.risk_difference
    points = f"in percentage points, {format_interval(difference, 'RD')}"
    rows = [
        Row([f"Primary analysis, {measure}", *_result_cells(result.primary), ""]),
        Row(["Risk ratio", *_result_cells(ratio), "of the same arms" if ratio else NO_RATIO]),
        Row(["Risk difference", "–", difference.k, _tau(difference), points]),
    ]
    for item in result.sensitivity:
        rows.append(Row([item.name, *_result_cells(item.result), item.note]))
    header = ["Choice", "Ratio (95% CI)", "Trials", "τ", "Note"]
    caption = f"{_title(result)}: what other choices would give"
    return show_table(caption, header, rows, slug=slug_of(result.pool.id, "choices"))


def _result_cells(result: PairwiseResult | FewTrialsResult | None) -> list[str]:
    if result is None:
        return ["–", "–", "–"]
    return [tight_interval(result, result.measure), str(result.k), _tau(result)]


def _tau(result: PairwiseResult | FewTrialsResult) -> str:
    return "–" if result.k < 2 or result.tau2 is None else f"{result.tau2**0.5:.2f}"
