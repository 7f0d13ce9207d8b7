"""What is known of patients of one age, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.analyses.harms import HarmResult
from synthesis.analyses.pools import PoolResult
from synthesis.analyses.subgroups.age_groups import AgeGroupResult
from synthesis.words.labels import capitalise
from synthesis.words.numbers import (
    count_trials,
    list_words,
    signed,
    whole,
    with_interval,
)
from synthesis.words.terms import OutcomeTerm

SUBGROUP_NOTE = (
    "A subgroup is a part of a trial, often a small one; the whole trial is never counted beside "
    "it here."
)
ONE_TRIAL_EACH = "No dose was tried in two trials of this age: each number is that of one trial."


def difference_text(result: PoolResult) -> str:
    """“33 (95% CI 21 to 45)” more of 100 than on the comparator, whole."""
    difference = result.risk_difference
    return with_interval(
        *(
            signed(whole(100 * value))
            for value in (difference.estimate, difference.ci_low, difference.ci_high)
        )
    )


def setting_of(result: PoolResult) -> str:
    """“drug alone”, “with an ointment”: what the trials of a pool did about other treatment."""
    background = result.pool.analysis.background[0]
    return background.setting or background.beside


def group_used(found: AgeGroupResult) -> str:
    """The trials of a group, and which are subgroups of others."""
    parts = []
    if found.trials:
        parts.append(f"Trials of {found.analysis.name} alone: {list_words(found.trials)}.")
    if found.subgroup_trials:
        parts.append(f"Parts of trials: {list_words(found.subgroup_trials)}.")
    return " ".join(parts) or f"No trial of {found.analysis.name} has counts that can be used."


def group_takeaways(found: AgeGroupResult) -> list[str]:
    """Three sentences at most: what differs, the largest difference, and how much is known."""
    first = next((outcome for outcome in found.analysis.outcomes if found.of(outcome)), None)
    if first is None:
        return [group_used(found)]
    pools = found.of(first)
    better = [each for each in pools if each.risk_difference.ci_low > 0]
    most = max(pools, key=lambda each: each.risk_difference.estimate)
    alone = all(each.primary.k == 1 for each in found.pools)
    return [
        f"{capitalise(first.name)}: {len(better)} of {len(pools)} doses tried in "
        f"{found.analysis.name} are shown to beat {most.pool.comparator_label}.",
        f"Largest difference: {most.pool.label}, {difference_text(most)} more of 100 patients.",
        _harms_sentence(found.harms, alone),
    ]


def _harms_sentence(harms: Iterable[HarmResult], alone: bool) -> str:
    harms = tuple(harms)
    more = [
        f"{each.pool.analysis.event.name} on {each.pool.label}"
        for each in harms
        if each.finding == "more"
    ]
    trials = len({trial for each in harms for trial in each.pool.trials})
    rest = "one trial a dose" if alone else "few trials a dose"
    if not harms:
        return f"No harm has been read; {rest}."
    what = f"more {list_words(more)}" if more else "no harm shown to be more frequent"
    return f"Harms were read in {count_trials(trials)}: {what}; {rest}."


def outcome_sentence(found: AgeGroupResult, outcome: OutcomeTerm) -> str:
    """The largest and the smallest difference of one outcome, with their intervals."""
    pools = found.of(outcome)
    if not pools:
        return f"{capitalise(outcome.name)}: no usable count in {found.analysis.name}."
    ordered = sorted(pools, key=lambda each: -each.risk_difference.estimate)
    ends = ordered if len(ordered) == 1 else [ordered[0], ordered[-1]]
    told = [f"{each.pool.label} {difference_text(each)}" for each in ends]
    return (
        f"{capitalise(outcome.name)}, more of 100 than on {pools[0].pool.comparator_label}: from "
        f"{' down to '.join(told)}. The doses were not compared with each other."
        if len(told) > 1
        else f"{capitalise(outcome.name)}, more of 100 than on "
        f"{pools[0].pool.comparator_label}: {told[0]}."
    )
