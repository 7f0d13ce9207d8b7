"""Dose-response analyses on a page: tables of models, steps from dose to dose, gaps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from synthesis.analyses.context import Context
from synthesis.analyses.doses import DoseAnalysisResult, DoseFit
from synthesis.analyses.pools import PoolResult
from synthesis.models.dose.result import DoseResult
from synthesis.prose.doses import (
    CURVE_NAMES,
    format_dose,
    models_sentence,
    name_drug,
    name_step,
    problem_sentence,
    size_of,
    tight_contrast,
    variation_sentence,
)
from synthesis.prose.ed50 import ed50_sentence, ed50_text
from synthesis.selection.arms import ArmCount
from synthesis.selection.records import CountRecord
from synthesis.site.drawings.dose_drawings import publish_curves
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.site.pages.count_cells import count_caption, count_cell
from synthesis.site.pages.results.pools import anchor_of, source_of
from synthesis.words.labels import capitalise, label_week
from synthesis.words.numbers import count_trials, format_p, list_words, p_cell, tight_interval
from synthesis.words.slugs import slug_of

TRIAL_STAGES = ("role", "population", "background", "week")


def show_doses(results: Iterable[DoseAnalysisResult], context: Context) -> Html:
    """Several analyses, each with its own heading."""
    return Html("\n".join(show_dose(result, context).text for result in results))


def show_dose(result: DoseAnalysisResult, context: Context) -> Html:
    """Curve, what it says, table of models, the counts behind it; or why there is none."""
    if not result.fits:
        body = render("plain.html", text=problem_sentence(result))
        figure = Html("")
    else:
        figure = publish_curves(result, context)
        sentences = [models_sentence(result), ed50_sentence(result), variation_sentence(result)]
        body = show_list(sentence for sentence in sentences if sentence) + show_models(result)
        counts = show_arms(result, context) + show_choices(result)
        body = body + render(
            "folded.html", summary="The counts behind it, and other choices", content=counts
        )
    return render(
        "analysis.html",
        identifier=result.analysis.id,
        title=result.analysis.title,
        summary=figure,
        pools=body,
    )


def show_models(result: DoseAnalysisResult) -> Html:
    """The fitted models: AIC, the step to the highest dose, lack of fit, ED50."""
    step = result.shown.step
    against = (
        f"{format_dose(result.selection, step.dose)} against "
        f"{format_dose(result.selection, step.reference)}, odds ratio (95% CI)"
    )
    rows = [
        Row(
            [
                capitalise(CURVE_NAMES[fit.result.model]),
                f"{result.aic_differences[fit.result.model]:.1f}",
                tight_contrast(fit.step),
                ed50_text(result) if fit.result.model == "emax" else "–",
                _lack_of_fit(fit.result),
            ]
        )
        for fit in result.fits
    ]
    rows += [
        Row([capitalise(CURVE_NAMES[model]), "–", "–", "–", sentence])
        for model, sentence in result.refused
    ]
    header = ["Curve", "AIC above the lowest", against, "ED50", "Lack of fit (p)"]
    caption = f"{result.analysis.title}: the curves that were fitted ({size_of(result)})"
    slug = slug_of(result.analysis.id, "models")
    return show_table(caption, header, rows, f"models-{result.analysis.id}", slug=slug)


def _lack_of_fit(result: DoseResult) -> str:
    if result.deviance_p is None:
        return "cannot be tested"
    return p_cell(result.deviance_p)


def show_arms(result: DoseAnalysisResult, context: Context) -> Html:
    """The counts behind a curve, each with the place where it was read."""
    rows = [
        Row(_cells(arm, row, result), source=source_of(arm, row, context))
        for arm in result.selection.arms
        for row in arm.sources
    ]
    header = ["Trial", "Dose", "Week", "Responders", "Patients"]
    caption = f"The counts behind the curves: {result.analysis.title}"
    caption = count_caption(caption, result.selection.arms)
    return show_table(caption, header, rows, slug=slug_of(result.analysis.id, "counts"))


def _cells(arm: ArmCount, row: CountRecord, result: DoseAnalysisResult) -> list[Any]:
    dose = format_dose(result.selection, arm.dose) if arm.dose else result.selection.inactive
    link = render("link.html", address=f"trials.html#trial-{arm.trial_id}", text=arm.trial_name)
    return [link, dose, label_week(arm.week).removeprefix("week "), count_cell(row), row.n]


def show_choices(result: DoseAnalysisResult) -> Html:
    """The step to the highest dose under other choices of rows."""
    shown = result.shown
    rows = [Row(["Primary analysis", _step_name(result, shown), tight_contrast(shown.step), ""])]
    for choice in result.choices:
        if choice.fit is None:
            rows.append(Row([choice.name, "–", "–", choice.note]))
        else:
            cells = [_step_name(result, choice.fit), tight_contrast(choice.fit.step)]
            rows.append(Row([choice.name, *cells, choice.note]))
    caption = f"{result.analysis.title}: the {CURVE_NAMES[shown.result.model]} under other choices"
    header = ["Choice", "Doses", "Odds ratio (95% CI)", "Note"]
    return show_table(caption, header, rows, slug=slug_of(result.analysis.id, "choices"))


def _step_name(result: DoseAnalysisResult, fit: DoseFit) -> str:
    doses = (format_dose(result.selection, dose) for dose in (fit.step.dose, fit.step.reference))
    return " against ".join(doses)


def show_steps(
    results: Iterable[DoseAnalysisResult], pools: Iterable[PoolResult], page: str, slug: str
) -> Html:
    """The highest against the next lower dose: on the curves, and within randomised trials.

    Parameters
    ----------
    results
        Analyses of one outcome; those without a curve are passed over.
    pools
        Pooled comparisons of two doses within trials, found by drug and doses.
    page
        The page on which those pools stand.
    slug
        Permanent name of the table.
    """
    results = tuple(results)
    by_name = {f"{p.pool.label} against {p.pool.comparator_label}": p for p in pools}
    rows = []
    for result in results:
        if not result.fits:
            continue
        step, selection = result.shown.step, result.selection
        drug = name_drug(selection)
        higher, lower = (format_dose(selection, d) for d in (step.dose, step.reference))
        pool = by_name.get(f"{drug} {higher} against {drug} {lower}")
        within: Any = "–"
        if pool:
            primary = pool.primary
            text = f"{tight_interval(primary, primary.measure)}, {count_trials(primary.k)}"
            within = render("link.html", address=f"{page}#{anchor_of(pool)}", text=text)
        rows.append(
            Row(
                [
                    render(
                        "link.html",
                        address=f"#analysis-{result.analysis.id}",
                        text=capitalise(name_step(result)),
                    ),
                    _background(result),
                    _on_curve(result),
                    _same_trials(result),
                    within,
                ]
            )
        )
    header = [
        "Doses",
        "Topical treatment",
        "On the Emax curve",
        "In the same trials, where both were randomised",
        "Pooled over trials with and without topical treatment",
    ]
    outcomes = list_words(dict.fromkeys(r.analysis.outcome.name for r in results))
    caption = (
        f"{capitalise(outcomes)}, the highest dose against the next lower one: odds ratios (95% CI)"
    )
    return show_table(caption, header, rows, slug=slug)


def _on_curve(result: DoseAnalysisResult) -> str:
    shown = result.shown
    if shown.rejected:
        return f"none: the curve does not fit ({format_p(shown.result.deviance_p)})"
    return f"{tight_contrast(shown.step)}, {count_trials(len(result.selection.trials))}"


def _same_trials(result: DoseAnalysisResult) -> str:
    if result.within is None:
        if result.through is None:
            return "no such trial"
        return f"no such trial; indirectly {tight_interval(result.through, 'OR')}"
    return (
        f"{tight_interval(result.within, result.within.measure)}, {count_trials(result.within.k)}"
    )


def _background(result: DoseAnalysisResult) -> str:
    words = {"none": "none beside it", "required": "everybody", "permitted": "allowed"}
    return list_words((words.get(v, v) for v in result.analysis.background), "or")


def show_dose_gaps(results: Iterable[DoseAnalysisResult]) -> Html:
    """Arms of the declared drugs that stand on no curve, and why, by trial.

    Trials that belong to another analysis (other background, other week) are left to it, except
    where no declared analysis takes them.
    """
    results = tuple(results)
    used = {trial for result in results for trial in result.selection.trials}
    reasons: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for result in results:
        for held in result.selection.held_back:
            if held.stage in TRIAL_STAGES and held.trial_id in used:
                continue
            found = reasons.setdefault((held.trial_id, held.trial_name), [])
            if (held.stage, held.reason) not in found:
                found.append((held.stage, held.reason))
    # What is read on one background is no gap because another analysis asks for the other one.
    rows = []
    for (identifier, name), found in reasons.items():
        specific = [reason for stage, reason in found if stage != "background"]
        told = specific or [reason for _, reason in found]
        link = render("link.html", address=f"trials.html#trial-{identifier}", text=name)
        rows.append(Row([link, capitalise("; ".join(told))]))
    if not rows:
        return render("plain.html", text="Nothing.")
    header = ["Trial", "Why it stands on no curve, or not with every arm"]
    caption = f"Dose-response curves, what is held back: {len(rows)} trials"
    return show_table(caption, header, rows, slug="dose-held-back")
