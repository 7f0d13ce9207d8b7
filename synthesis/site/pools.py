"""An analysis on a page: overview, one section for each drug and dose, what was held back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.certainty import suggest_certainty
from synthesis.dataset import ROW, Dataset
from synthesis.labels import capitalise, label_week
from synthesis.prose import (
    MEASURE_NAMES,
    count_patients,
    count_trials,
    format_effect,
    format_interval,
    heterogeneity_note,
    interval_note,
    list_words,
    of_100,
    tight_interval,
)
from synthesis.results import AnalysisResult, PoolResult
from synthesis.selection import ArmCount, HeldBack
from synthesis.site.drawings import publish_forest
from synthesis.site.html import Html, render
from synthesis.site.provenance import reading_of, record_links
from synthesis.site.tables import Row, show_list, show_table

STAGES_WORTH_TELLING = ("reported", "counted", "tier")


@dataclass(frozen=True)
class Context:
    """What every pool of a page needs from the dataset, looked up once."""

    rows: Mapping[int, Mapping[Any, Any]]
    trials: Mapping[str, Mapping[Any, Any]]
    bias: Mapping[str, str]


def page_context(dataset: Dataset) -> Context:
    """Look up the rows, trials and published risk-of-bias judgements by their keys."""
    rows = {record[ROW]: record for record in dataset.table("dichotomous").to_dict("records")}
    trials = {t["trial_id"]: t for t in dataset.table("trials").to_dict("records")}
    judged = dataset.table("risk_of_bias")
    overall = judged[(judged["domain"] == "overall") & (judged["outcome"] != "VTE")]
    bias = dict(zip(overall["trial_id"], overall["judgement"], strict=True))
    return Context(rows, trials, bias)


def show_summary(result: AnalysisResult) -> Html:
    """A table with one line for each drug and dose, linked to its section."""
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
        [_summary_row(pool) for pool in result.pools],
        identifier=f"summary-{result.analysis.id}",
    )


def _summary_row(result: PoolResult) -> Row:
    control, treatment, low, high = result.responders_shown
    link = render("link.html", address=f"#{anchor_of(result)}", text=capitalise(result.pool.label))
    return Row(
        [
            link,
            result.primary.k,
            f"{result.primary.patients:,}",
            of_100(control),
            f"{of_100(treatment)} ({of_100(low)}–{of_100(high)})",
            tight_interval(result.primary),
            tight_interval(result.risk_ratio),
        ]
    )


def anchor_of(result: PoolResult) -> str:
    """The target of links to a pool's section."""
    return f"pool-{result.pool.id}"


def show_pools(result: AnalysisResult, context: Context) -> Html:
    """One section for each drug and dose; pools of several trials stand open."""
    if not result.pools:
        return render("nothing.html", question=result.analysis.question)
    sections = [show_pool(pool, context) for pool in result.pools]
    return Html("\n".join(section.text for section in sections))


def show_pool(result: PoolResult, context: Context) -> Html:
    """Finding, forest plot, certainty, trials with their sources, sensitivity."""
    primary = result.primary
    return render(
        "pool.html",
        anchor=anchor_of(result),
        open=primary.k > 1,
        name=f"{capitalise(result.pool.label)} against {result.pool.comparator_label}",
        effect=f"{MEASURE_NAMES[primary.measure]} {format_interval(primary)}",
        size=f"{count_trials(primary.k)}, {count_patients(primary.patients)}",
        figure=publish_forest(result),
        note="" if primary.k > 1 else interval_note(result),
        heterogeneity=heterogeneity_note(primary),
        certainty=suggest_certainty(result, context.bias),
        trials=_show_arms(result, context),
        sensitivity=_show_sensitivity(result),
    )


def _show_arms(result: PoolResult, context: Context) -> Html:
    rows = [Row(_arm_cells(arm, result, context)) for arm in result.pool.arms]
    caption = f"The counts behind it: {result.pool.label} against {result.pool.comparator_label}"
    header = ["Trial", "Arm", "Week", "Responders", "Patients", "How known, and where read"]
    return show_table(caption, header, rows)


def _arm_cells(arm: ArmCount, result: PoolResult, context: Context) -> list[Any]:
    treated = arm.treatment == result.pool.regimen
    record = context.rows[arm.row]
    links = record_links(context.trials[arm.trial_id])
    reading = reading_of(record, "dichotomous.csv")
    return [
        render("link.html", address=f"trials.html#trial-{arm.trial_id}", text=arm.trial_name),
        result.pool.label if treated else result.pool.comparator_label,
        label_week(arm.week).removeprefix("week "),
        arm.responders,
        arm.n,
        render("reading.html", reading=reading, links=links),
    ]


def _show_sensitivity(result: PoolResult) -> Html:
    measure = result.primary.measure
    rows = [Row(["Primary analysis", *_result_cells(result.primary), ""])]
    for item in result.sensitivity:
        cells = _result_cells(item.result) if item.result else ["–", "–", "–"]
        rows.append(Row([item.name, *cells, item.note]))
    header = ["Choice", f"{capitalise(MEASURE_NAMES[measure])} (95% CI)", "Trials", "τ", "Note"]
    return show_table("What other choices would give", header, rows)


def _result_cells(result: Any) -> list[str]:
    tau = "–" if result.k < 2 or result.tau2 is None else f"{result.tau2**0.5:.2f}"
    return [tight_interval(result), str(result.k), tau]


def show_unverified_effect(results: Iterable[AnalysisResult]) -> Html:
    """What the unverified rows would change: every pool that they would move or create."""
    rows = []
    for result in results:
        for pool in result.pools:
            wider = pool.sensitivity[-1]
            if wider.result is None or wider.result is pool.primary:
                continue
            moved = (
                f"{format_effect(pool.primary.estimate, 'OR')} → "
                f"{format_effect(wider.result.estimate, 'OR')}"
            )
            rows.append(
                Row(
                    [
                        capitalise(pool.pool.label),
                        result.analysis.title,
                        tight_interval(pool.primary),
                        tight_interval(wider.result),
                        moved,
                        wider.note,
                    ]
                )
            )
        for pool in result.awaiting:
            drug = capitalise(pool.pool.label)
            names = dict.fromkeys(arm.trial_name for arm in pool.pool.arms)
            note = f"adds {list_words(names)}"
            with_them = tight_interval(pool.primary)
            rows.append(Row([drug, result.analysis.title, "none", with_them, "new", note]))
    if not rows:
        return render("plain.html", text="No unverified row touches these analyses.")
    header = ["Drug and dose", "Analysis", "Without them (primary)", "With them", "Moves", "Rows"]
    return show_table("What the unverified rows would change (odds ratios)", header, rows)


def show_held_back(results: Iterable[AnalysisResult]) -> Html:
    """What the analyses would have used but could not, counted by reason."""
    reasons: Counter[tuple[str, str, str]] = Counter()
    for result in results:
        for held in result.selection.held_back:
            if held.stage in STAGES_WORTH_TELLING:
                reasons[(held.trial_name, held.reason, _drug_of(held))] += 1
    lines = sorted({f"{trial}: {reason}{drug}" for trial, reason, drug in reasons})
    return show_list(lines, kind="held-back")


def _drug_of(held: HeldBack) -> str:
    return f" ({held.label})" if held.label else ""
