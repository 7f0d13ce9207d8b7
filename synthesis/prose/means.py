"""What means show, in sentences: every number and verdict computed."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from synthesis.analyses.means.result import ODD, MeanAnalysisResult
from synthesis.models.network.result import NetworkEstimate
from synthesis.prose.networks import spread_text
from synthesis.selection.arms import patients_once
from synthesis.words.labels import capitalise, label_weeks
from synthesis.words.numbers import (
    count_noun,
    count_patients,
    count_trials,
    format_effect,
    format_three,
    list_words,
    with_interval,
)

KINDS = {"mean": "raw means", "least-squares mean": "least-squares means"}
STEP = {"percent": "percentage points", "points": "points"}


def unit_of(result: MeanAnalysisResult) -> str:
    """What a difference is counted in: “points”, “percentage points”, “standard deviations”."""
    unit = result.analysis.outcome.unit
    return "standard deviations" if result.analysis.measure == "SMD" else STEP.get(unit, unit)


def best_of(result: MeanAnalysisResult) -> NetworkEstimate:
    """The estimate against the reference that goes furthest in the better direction."""
    sign = -1 if result.analysis.outcome.better == "lower" else 1
    return max(result.estimates, key=lambda row: sign * row.estimate)


def mean_takeaway(result: MeanAnalysisResult) -> str:
    """The largest difference from the reference with its interval, in one short sentence."""
    name = capitalise(result.analysis.outcome.name)
    if not result.estimates:
        return f"{name}: {result.missing[0].lower()}{result.missing[1:]}"
    return f"{name}: {largest_text(result)} against {result.reference}."


def largest_text(result: MeanAnalysisResult) -> str:
    """“largest with madeupinib 4 mg, −4.2 points (95% CI −5.1 to −3.3)”."""
    best = best_of(result)
    return f"largest with {result.labels[best.treatment]}, {_with_unit(result, best)}"


def _with_unit(result: MeanAnalysisResult, row: NetworkEstimate) -> str:
    """“−4.2 points (95% CI −5.1 to −3.3)”."""
    limits = row.estimate, row.ci_low, row.ci_high
    value, low, high = format_three(*limits, result.analysis.measure)
    return with_interval(f"{value} {unit_of(result)}", low, high)


def means_used(results: Iterable[MeanAnalysisResult]) -> str:
    """What some analyses of means rest on: trials, patients, kinds of means."""
    results = tuple(results)
    arms = [arm for result in results for arm in result.selection.arms]
    patients = patients_once(arms)
    kinds = dict.fromkeys(KINDS.get(r.analysis.statistic, r.analysis.statistic) for r in results)
    trials = {trial for trial, _ in patients}
    return (
        f"{capitalise(list_words(kinds))} with their spread: {count_trials(len(trials))}, "
        f"{count_patients(sum(patients.values()))}, each arm counted once; rows read at a source, "
        "derived or inferred."
    )


def better_sentence(result: MeanAnalysisResult) -> str:
    """Which sign of a difference is good."""
    lower = result.analysis.outcome.better == "lower"
    return (
        f"{'Negative' if lower else 'Positive'} is better: the score "
        f"{'falls' if lower else 'rises'} further than on {result.reference}."
    )


def mean_finding(result: MeanAnalysisResult) -> str:
    """How many doses are shown to do better than the reference, and the largest difference."""
    rows = result.estimates
    clear = sum(result.favours(row) is True for row in rows)
    verb = "is" if clear == 1 else "are"
    return (
        f"{capitalise(result.analysis.outcome.name)}: {clear} of {count_noun(len(rows), 'dose')} "
        f"{verb} shown to do better than {result.reference}; {largest_text(result)}."
    )


def against_active_sentences(result: MeanAnalysisResult) -> list[str]:
    """Which doses are shown to do better or worse than the second comparator; none without it."""
    if not result.has_active_reference:
        return []
    active = result.labels[result.analysis.active_reference]
    rows = result.against(result.analysis.active_reference)
    named = {
        verdict: list_words(
            result.labels[r.treatment] for r in rows if result.favours(r) is verdict
        )
        for verdict in (True, False, None)
    }
    parts = [
        f"Better than {active}: {named[True]}." if named[True] else "",
        f"Worse than {active}: {named[False]}." if named[False] else "",
        f"Not shown to differ from {active}: {named[None]}." if named[None] else "",
    ]
    return [part for part in parts if part]


def reference_sentence(result: MeanAnalysisResult) -> str:
    """The lowest and the highest mean on the reference, and the weeks."""
    arms = result.arms_of(result.analysis.reference)
    means = sorted(arm.mean for arm in arms)
    measure = "MD"
    low, high = format_effect(means[0], measure), format_effect(means[-1], measure)
    ends = low if low == high else f"{low} to {high} over the trials"
    weeks = label_weeks(arm.week for arm in result.selection.arms)
    return f"On {result.reference} the {result.analysis.outcome.name} was {ends}, at {weeks}."


def mean_spread_sentence(result: MeanAnalysisResult) -> str:
    """How much the trials differ, in the unit of the score."""
    return spread_text(result.network) if result.network is not None else result.missing


def thinned_sentence(result: MeanAnalysisResult) -> str:
    """Which trials have means of few of the patients they randomised; empty without any."""
    named = [f"{trial} ({n} of {total})" for trial, (n, total) in result.thinned.items()]
    if not named:
        return ""
    return (
        f"Means rest on those still seen at that week, in {list_words(named)} on far fewer than "
        "were randomised."
    )


def odd_spread_sentence(result: MeanAnalysisResult) -> str:
    """Which printed spreads stand for unlikely standard deviations; empty without any."""
    named = [f"{trial} ({sd:.0f})" for trial, sd in result.odd_spreads.items()]
    if not named:
        return ""
    usual = median(arm.sd for arm in result.selection.arms)
    return (
        f"The spread printed by {list_words(named)} stands for a standard deviation {ODD:g} times "
        f"the median of {usual:.0f} or more; it is used as printed, so that it weighs less than "
        "its patients would."
    )
