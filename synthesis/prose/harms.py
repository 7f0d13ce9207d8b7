"""Harms in words: of 1,000 patients, how many on each; what the data exclude; what they do not.

No sentence reads an interval that includes “no difference” as evidence of safety: it gives the
largest excess that the data leave possible.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from synthesis.analyses.harms import HarmAnalysisResult, HarmDirection, HarmResult
from synthesis.models.risks.rare_events import RareEventsResult
from synthesis.words.labels import capitalise, label_period
from synthesis.words.numbers import (
    count_noun,
    count_patients,
    count_trials,
    format_interval,
    format_p,
    list_words,
    of_1000,
    tight_interval,
)

LOWER = "the lower dose"
IF_ALIKE = "if the effect is alike in all trials"
BEFORE: dict[HarmDirection, str] = {"more": "more often", "fewer": "less often", "open": ""}


def words_of_1000(result: HarmResult) -> tuple[str, str, str, str]:
    """Comparator, treatment and its limits of 1,000; “none” where nobody had the event."""
    comparator, treatment, low, high = (of_1000(value) for value in result.per_1000)
    if not result.comparator_risk.events:
        comparator = "none"
    if not result.treatment_risk.events:
        treatment = "none"
    return comparator, treatment, low, high


def at_most_1000(value: float) -> str:
    """An upper limit of patients of 1,000, rounded up so that it never flatters."""
    return f"{math.ceil(value - 1e-9):,}"


def tight_ratio(result: RareEventsResult | None) -> str:
    """“2.10 (1.04–4.23)” for a cell; a dash where the ratio does not exist."""
    if result is None:
        return "–"
    return tight_interval(result, "RR")


def name_comparator(results: Iterable[HarmResult]) -> str:
    """What some results are compared with: its name, or “the lower dose” where it changes."""
    labels = {result.pool.comparator_label for result in results}
    return labels.pop() if len(labels) == 1 else LOWER


def list_periods(results: Iterable[HarmResult]) -> str:
    """The periods of some results: “16 weeks”, “12 or 16 weeks”."""
    weeks = sorted({week for result in results for week in result.periods})
    if weeks == [0]:
        return label_period(0)
    return f"{list_words((f'{week:g}' for week in weeks), last='or')} weeks"


def harm_sentence(result: HarmResult) -> str:
    """The result of one harm: absolute numbers, ratio where it exists, size, what is excluded."""
    pool = result.pool
    comparator, treatment, low, high = words_of_1000(result)
    ratio = ""
    if result.risk_ratio is not None:
        ratio = f"; risk ratio {format_interval(result.risk_ratio, 'RR')}"
    size = f"{count_trials(result.k)}, {count_patients(result.patients)}"
    what = capitalise(pool.analysis.event.name)
    if not result.events:
        return (
            f"{what}: none on {pool.label} and none on {pool.comparator_label} over "
            f"{list_periods([result])}; {size}. {excluded_sentence(result)}"
        )
    return (
        f"{what}: of 1,000 patients, {comparator} on {pool.comparator_label} and {treatment} on "
        f"{pool.label} (95% CI {low} to {high}) over {list_periods([result])}{ratio}; {size}."
        f" {verdict_sentence(result)}"
    )


def verdict_sentence(result: HarmResult) -> str:
    """Whether the event is more or less frequent, or what the data exclude and leave open."""
    comparator = result.pool.comparator_label
    if result.borderline:
        return (
            "Too close to call: of the difference in risk and the risk ratio, one excludes no "
            "difference and the other does not."
        )
    if result.finding == "open":
        return excluded_sentence(result)
    seen = f"It was seen {BEFORE[result.finding]} than on {comparator}"
    other = result.random_effects
    if other is None or not result.common_effect_alone:
        return f"{seen}."
    return (
        f"{seen}, if the effect is the same in all trials; where it may differ between them, no "
        f"difference is not excluded: risk ratio {format_interval(other, 'RR')} (random effects; "
        f"Q {format_p(other.q_p)})."
    )


def excluded_sentence(result: HarmResult) -> str:
    """The largest excess that the data leave possible; never “no difference”."""
    high = result.difference.high
    confidence = f"{100 * result.difference.one_sided_level:.1f}% confidence"
    if high <= 0:
        return f"The data exclude any excess over {result.pool.comparator_label} ({confidence})."
    extra = at_most_1000(1000 * high)
    return (
        f"That does not show safety: the data exclude more than {extra} extra patients of 1,000, "
        f"but not fewer ({confidence})."
    )


def compared_sentence(
    results: Sequence[HarmAnalysisResult], finding: HarmDirection, opening: str
) -> str:
    """Which harms are clearly more, or less, frequent, on which dose, with numbers of 1,000.

    For each harm the doses are named that show it; the numbers, with their 95% limits, are
    those of the dose with the largest difference. Says so where there is none.
    """
    parts = []
    for result in results:
        clear = [pool for pool in result.pools if pool.finding == finding]
        if clear:
            parts.append(_compared_part(result, clear))
    if not parts:
        return f"{opening}: for no harm does the interval exclude no difference."
    return f"{opening}, in patients of 1,000 (95% CI): {'; '.join(parts)}."


def _compared_part(result: HarmAnalysisResult, clear: Sequence[HarmResult]) -> str:
    most = max(clear, key=lambda pool: abs(pool.difference.estimate))
    comparator, treatment, low, high = words_of_1000(most)
    # A finding that random effects leave open is told apart, after the doses that are clear.
    sure = [p.pool.label for p in clear if p is not most and not p.common_effect_alone]
    alike = [p.pool.label for p in clear if p is not most and p.common_effect_alone]
    also = f", also {list_words(sure)}" if sure else ""
    if alike:
        also += f", {'and' if sure else 'also'} {list_words(alike)} {IF_ALIKE}"
    return (
        f"{result.analysis.event.name}, {treatment} ({low} to {high}) on "
        f"{most.pool.label} and {comparator} on {most.pool.comparator_label} "
        f"({count_trials(most.k)}{f', {IF_ALIKE}' if most.common_effect_alone else ''}{also})"
    )


def rare_sentence(results: Sequence[HarmAnalysisResult], against: str) -> str:
    """What the trials say of rare harms: the smallest and the largest excess left possible.

    `against` ends “Too few events to judge …”, for example “against placebo”.
    """
    pools = [pool for result in results for pool in result.pools if pool.finding == "open"]
    if not pools:
        return f"Rare harms {against}: no usable count has been read."
    names = list_words(result.analysis.event.name for result in results if result.pools)
    best = min(pools, key=lambda pool: pool.difference.high)
    worst = max(pools, key=lambda pool: pool.difference.high)
    return (
        f"Too few events to judge {against}: {names}. The trials leave possible up to "
        f"{_excess(best)} at best, and up to {_excess(worst)} at worst (97.5% confidence). Few "
        "events in short trials are not evidence of safety."
    )


def undecided_sentence(result: HarmAnalysisResult, against: str) -> str:
    """What stays open of one harm: the smallest and the largest excess left possible."""
    pools = [pool for pool in result.pools if pool.finding == "open"]
    what = capitalise(result.analysis.event.name)
    if not pools:
        return f"{what} {against}: nothing stays open where a count has been read."
    best = min(pools, key=lambda pool: pool.difference.high)
    worst = max(pools, key=lambda pool: pool.difference.high)
    labels = {pool.pool.label for pool in pools}
    noun = "dose" if any(label.dose != label for label in labels) else "treatment"
    return (
        f"{what} {against}: no difference shown for {count_noun(len(pools), noun)}, and none "
        "excluded. The trials leave "
        f"possible up to {_excess(best)} at best, and up to {_excess(worst)} at worst (97.5% "
        "confidence)."
    )


def _excess(result: HarmResult) -> str:
    extra = at_most_1000(1000 * max(result.difference.high, 0.0))
    what = result.pool.analysis.event.name
    return f"{extra} extra patients of 1,000 ({what}, {result.pool.label})"


def gaps_sentence(results: Iterable[HarmAnalysisResult], comparison: str) -> str:
    """The declared questions that no trial has a usable count for; empty when all have one.

    `comparison` is the beginning of the sentence, for example “Against inventimab”.
    """
    names = [r.analysis.event.name for r in results if not r.pools]
    if not names:
        return ""
    # Every gap is named: a list that ends in “and 3 more” would hide what matters to somebody.
    listed = " or ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    return (
        f"{comparison}, no trial has a usable count yet of {listed}. That is a gap in what has "
        "been read, not evidence that it does not happen."
    )


def chance_sentence(results: Iterable[HarmAnalysisResult]) -> str:
    """How many intervals a page shows, and how many would mislead by chance alone."""
    pools = [pool for result in results for pool in result.pools]
    clear = sum(pool.finding != "open" for pool in pools)
    by_chance = math.floor(0.05 * len(pools) + 0.5)
    return (
        f"This page compares {len(pools)} pairs of groups; in {clear} the interval excludes no "
        f"difference. If no drug did anything, about {by_chance} would do so by chance: a single "
        "finding close to the edge deserves little weight, a large one seen with several drugs "
        "and doses more."
    )


def periods_sentence(results: Iterable[HarmAnalysisResult]) -> str:
    """The rule for the period, and the periods that it led to."""
    pools = [pool for result in results for pool in result.pools]
    if not pools:
        return "No trial has a usable count yet."
    if not any(week for pool in pools for week in pool.periods):
        return "Over which time patients were counted, the tables do not say."
    return (
        "Both groups of a trial are counted over the same time, the shortest one reported at or "
        f"after the week of its main result: {list_periods(pools)}, depending on the trial."
    )


def single_trials_sentence(results: Iterable[HarmAnalysisResult]) -> str:
    """How many comparisons rest on one trial only."""
    pools = [pool for result in results for pool in result.pools]
    alone = sum(pool.k == 1 for pool in pools)
    return f"{alone} of {len(pools)} comparisons rest on a single trial."
