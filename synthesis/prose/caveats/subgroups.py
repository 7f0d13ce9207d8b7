"""Caveats of regressions on traits of trials, and of groups by age."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.analyses.subgroups.age_groups import AgeGroupResult
from synthesis.analyses.subgroups.regressions import RegressionResult
from synthesis.prose.age_groups import ONE_TRIAL_EACH, SUBGROUP_NOTE
from synthesis.prose.caveats.single_trials import SINGLE_TRIAL
from synthesis.prose.subgroups import BETWEEN_TRIALS, FEW_TRIALS, PART_OF_OUTCOME


def regression_caveats(results: Sequence[RegressionResult]) -> tuple[str, ...]:
    """What to say beside a figure of slopes."""
    cautious = [each for each in results if each.analysis.caution]
    lines = [
        FEW_TRIALS,
        BETWEEN_TRIALS,
        PART_OF_OUTCOME.format(reference=cautious[0].reference) if cautious else "",
        "One trait at a time: trials that differ in one differ in others too.",
        "All treatments are taken to share one slope, which the data cannot check.",
    ]
    return tuple(filter(None, lines))


def age_group_caveats(found: AgeGroupResult) -> tuple[str, ...]:
    """What to say beside a figure of one group."""
    alone = [each for each in found.pools if each.primary.k == 1]
    lines = [
        ONE_TRIAL_EACH if len(alone) == len(found.pools) else "",
        SINGLE_TRIAL if 0 < len(alone) < len(found.pools) else "",
        SUBGROUP_NOTE if found.subgroup_trials else "",
        "The doses were not compared with each other: trials differ in weeks, patients and in "
        "what else was used.",
    ]
    return tuple(filter(None, lines))
