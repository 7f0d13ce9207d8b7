"""Results in words: every number and every “more often” on a page is computed here."""

from __future__ import annotations

import math
from collections.abc import Iterable

from synthesis.analyses.pools import PoolResult
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.words.labels import MEASURE_NAMES, capitalise, label_week, label_weeks
from synthesis.words.numbers import (
    about_100,
    count_patients,
    count_trials,
    format_effect,
    format_interval,
    format_ratio,
    format_three,
    list_words,
    of_100,
)
from synthesis.words.terms import drug_of

NO_COUNTS = "No trial has usable counts yet."


def verdict(result: PairwiseResult, comparator: str) -> str:
    """What the interval says: “more often than on placebo”, or that it leaves the matter open."""
    if result.ci_low > 0:
        return f"more often than on {comparator}"
    if result.ci_high < 0:
        return f"less often than on {comparator}"
    return (
        f"not shown to differ from {comparator}: the interval includes the possibility of no "
        "difference"
    )


def absolute_sentence(result: PoolResult) -> str:
    """Responders of 100 on the comparator and on the drug, with the drug's interval."""
    pool = result.pool
    control, treatment, low, high = result.responders_shown
    response = pool.analysis.outcome.response
    return (
        f"Of 100 patients, {about_100(control)} {response} on {pool.comparator_label} and "
        f"{about_100(treatment)} on {pool.label} (95% CI {of_100(low)} to {of_100(high)})."
    )


def pool_sentence(result: PoolResult) -> str:
    """The finding of one pool: absolute numbers, effect with interval, trials, patients."""
    primary = result.primary
    name = MEASURE_NAMES[primary.measure]
    effect = f"{capitalise(name)} {format_interval(primary, primary.measure)}"
    size = f"{count_trials(primary.k)}, {count_patients(primary.patients)}"
    return f"{absolute_sentence(result)} {effect}; {size}."


def short_sentence(result: PoolResult) -> str:
    """One line for the home page: how much more often, from how much evidence."""
    control, treatment, low, high = result.responders_shown
    ratio = result.risk_ratio
    stated = any(arm.week for arm in result.pool.arms)
    when = f", {weeks_of([result])}" if stated else ""
    times = (
        ""
        if ratio is None
        else f", {format_ratio(ratio.estimate)} times as often "
        f"({format_ratio(ratio.ci_low)} to {format_ratio(ratio.ci_high)})"
    )
    return (
        f"{capitalise(result.pool.label)}: {about_100(treatment)} of 100 "
        f"({of_100(low)} to {of_100(high)}) against {of_100(control)} on "
        f"{result.pool.comparator_label}{times}; "
        f"{count_trials(result.primary.k)}, {count_patients(result.primary.patients)}{when}."
    )


def interval_note(result: PoolResult) -> str:
    """Which interval is shown and why, with the Hartung-Knapp interval where k is 2."""
    primary, beside = result.primary, result.hartung_knapp
    if primary.k == 1:
        return "One trial: its own result with its own interval."
    if beside is not None:
        limits = beside.estimate, beside.ci_low, beside.ci_high
        _, low, high = format_three(*limits, beside.measure)
        return (
            "Two trials: normal (Wald) interval; how much trials differ cannot be estimated from "
            f"two. The Hartung-Knapp interval would be {low} to {high}"
            f"{_narrower(primary, beside)}."
        )
    return (
        "Hartung-Knapp interval, never narrower than the normal one. Prediction interval with "
        f"{primary.pi_df} degrees of freedom"
        + ("; with fewer than 5 trials it is a rough guide." if primary.k < 5 else ".")
    )


def heterogeneity_note(result: PairwiseResult) -> str:
    """tau with its Q-profile interval, I2 from tau2, prediction interval; empty for one trial."""
    if result.k < 2 or result.tau2 is None:
        return ""
    tau = f"τ = {math.sqrt(result.tau2):.2f}"
    if result.k == 2:
        tau += ", which two trials cannot pin down"
    else:
        tau += tau_limits(result.tau2_low, result.tau2_high)
    share = "" if result.i2 is None else f"; I² = {result.i2:.0f}% (from {_source(result)})"
    return f"{tau}{share}{_prediction(result)}"


def tau_limits(tau2_low: float | None, tau2_high: float | None) -> str:
    """“ (95% CI 0.10 to 2.00)”, from the Q-profile limits of τ², or that the set is empty."""
    if tau2_low is None or tau2_high is None:
        return " (its interval is empty: the trials agree more closely than chance would let them)"
    return f" (95% CI {math.sqrt(tau2_low):.2f} to {math.sqrt(tau2_high):.2f})"


def _prediction(result: PairwiseResult) -> str:
    if result.pi_low is None or result.pi_high is None:
        return ""
    low, high = (format_effect(v, result.measure) for v in (result.pi_low, result.pi_high))
    return f"; 95% prediction interval {low} to {high}"


def _narrower(primary: PairwiseResult, beside: PairwiseResult) -> str:
    narrower = beside.ci_high - beside.ci_low < primary.ci_high - primary.ci_low
    return ", narrower because the two trials happen to agree" if narrower else ""


def _source(result: PairwiseResult) -> str:
    return "τ²" if result.i2_source == "tau2" else "Q"


def weeks_of(results: Iterable[PoolResult]) -> str:
    """The weeks at which the trials of some pools were read: “week 12”, “weeks 12 and 16”."""
    return label_weeks(arm.week for result in results for arm in result.pool.arms)


def share_range(values: Iterable[float]) -> str:
    """“11 to 22”, or one number where both ends round to the same."""
    ordered = sorted(values)
    low, high = of_100(ordered[0]), of_100(ordered[-1])
    return low if low == high else f"{low} to {high}"


def weeks_sentence(results: Iterable[PoolResult]) -> str:
    """Which drug was read at which week, from the arms themselves."""
    by_week: dict[str, list[str]] = {}
    for result in results:
        drug = drug_of(result.pool.label)
        drugs = by_week.setdefault(weeks_of([result]), [])
        if drug not in drugs:
            drugs.append(drug)
    if not by_week:
        return NO_COUNTS
    if set(by_week) == {label_week(0)}:
        return "When the responses were counted, the tables do not say."
    parts = [f"{list_words(drugs)} at {weeks}" for weeks, drugs in by_week.items()]
    return f"Each trial is read at its own primary week: {'; '.join(parts)}."


def placebo_sentence(named: Iterable[tuple[str, Iterable[PoolResult]]]) -> str:
    """How many of 100 respond in the control groups of several analyses."""
    parts = []
    for name, results in named:
        shares = [result.responders_shown[0] for result in results]
        if shares:
            parts.append(f"{share_range(shares)} of 100 {name}")
    if not parts:
        return NO_COUNTS
    return f"Response in the comparison groups: {'; '.join(parts)}."


def missing_sentence(missing: Iterable[str], what: str) -> str:
    """Which drugs and doses have numbers that cannot be used yet; no evidence of no effect."""
    labels = list_words(missing)
    if not labels:
        return f"Every drug and dose with numbers for {what} is shown."
    return (
        f"Not shown, because their numbers for {what} have not been read in a form that can be "
        f"used: {labels}. That is a gap in the reading, not evidence of no effect."
    )


def unread_sentence(labels: Iterable[str], what: str) -> str:
    """Which drugs and doses have no number at all for an outcome; empty when there is none."""
    listed = list_words(labels)
    return f"No number for {what} has been read for {listed}." if listed else ""


def compare_sentence(result: PoolResult) -> str:
    """Whether one drug and dose does better than its comparator, with the effect."""
    pool = result.pool
    primary = result.primary
    finding = verdict(primary, pool.comparator_label)
    if primary.ci_low <= 0 <= primary.ci_high:
        answer = f"{capitalise(pool.label)} is {finding}"
    else:
        answer = f"On {pool.label}, patients {pool.analysis.outcome.response} {finding}"
    name = capitalise(MEASURE_NAMES[primary.measure])
    return (
        f"{answer}. {name} {format_interval(primary, primary.measure)}; "
        f"{count_trials(primary.k)}, {count_patients(primary.patients)}.{_doubt(result)}"
    )


def _doubt(result: PoolResult) -> str:
    # The two scales can fall on different sides of a limit; a reader of one should know.
    primary, ratio = result.primary, result.risk_ratio
    clear = not primary.ci_low <= 0 <= primary.ci_high
    if clear and ratio is not None and ratio.ci_low <= 0 <= ratio.ci_high:
        return f" The risk ratio, {format_interval(ratio, ratio.measure)}, leaves it open."
    return ""
