"""Run declared groups by age: trials that admit nobody else, and subgroups of others.

A subgroup’s patients are among those of its trial, and the trial never stands beside it: trials
enter whole only where they admit nobody of another age, and of these no subgroup is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from synthesis.analyses.harms import HarmResult, harm_record, pool_harm
from synthesis.analyses.pools import PoolResult, as_record, run_pool
from synthesis.analyses.run import Results, made_once
from synthesis.analyses.sensitivity import contrasts_of
from synthesis.package.dataset import ROW, Dataset
from synthesis.package.plan.age_groups import AgeGroup
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.selection.harms import select_harm
from synthesis.selection.pools import Pool, select_records
from synthesis.selection.records import (
    IMPUTED,
    CountRecord,
    Records,
    read_harm_records,
    read_records,
)
from synthesis.words.labels import sort_key
from synthesis.words.slugs import slug_of
from synthesis.words.terms import BackgroundTerm, EventTerm, OutcomeTerm

PARALLEL = "parallel"
EVERY_AGE = "all ages"  # the trials are chosen by their ages before
SUBGROUPS = "subgroups"


@dataclass(frozen=True)
class AgeGroupResult:
    """What is known of one group.

    Parameters
    ----------
    analysis
        What was declared.
    trials
        Names of the trials that admit nobody of another age and are told of.
    subgroup_trials
        Names of the trials of which a subgroup is told.
    pools
        Each outcome on each regimen beside each other treatment, by outcome.
    harms
        Each event on each regimen likewise.
    from_subgroups
        Identifiers of pools whose counts are rows of subgroups.csv.
    """

    analysis: AgeGroup
    trials: tuple[str, ...]
    subgroup_trials: tuple[str, ...]
    pools: tuple[PoolResult, ...]
    harms: tuple[HarmResult, ...]
    from_subgroups: frozenset[str]

    def of(self, outcome: OutcomeTerm) -> tuple[PoolResult, ...]:
        """The pools of one outcome, by drug and dose."""
        return tuple(each for each in self.pools if each.pool.analysis.outcome == outcome)


@made_once
def run_age_groups(results: Results) -> tuple[AgeGroupResult, ...]:
    """Every declared group, in the order of the plan."""
    return tuple(run_age_group(results.dataset, each) for each in results.dataset.plan.age_groups)


def run_age_group(dataset: Dataset, group: AgeGroup) -> AgeGroupResult:
    """Everything that is told of one group."""
    whole = trials_within(dataset, group)
    records = _only(read_records(dataset), whole)
    others = _subgroup_records(dataset, group, whole)
    backgrounds = tuple(dict.fromkeys(t.background for t in (*records.trials, *others.trials)))
    pools: list[PoolResult] = []
    from_subgroups: set[str] = set()
    for outcome in group.outcomes:
        found: list[PoolResult] = []
        for background in backgrounds:
            for route in group.routes:
                analysis = _count_analysis(group, outcome, background, route)
                parts = [select_records(each, analysis).pools for each in (records, others)]
                from_subgroups |= {pool.id for pool in parts[1]}
                found += (run_pool(pool) for pool in _joined(parts) if contrasts_of(pool, "OR").k)
        pools += sorted(found, key=lambda each: sort_key(each.pool.label))
    arms = [arm for each in pools for arm in each.pool.arms]
    named = dict.fromkeys(arm.trial_name for arm in arms)
    parts_of = {trial.trial_name for trial in others.trials}
    return AgeGroupResult(
        analysis=group,
        trials=tuple(name for name in named if name not in parts_of),
        subgroup_trials=tuple(name for name in named if name in parts_of),
        pools=tuple(pools),
        harms=tuple(_harms(dataset, group, whole, backgrounds)),
        from_subgroups=frozenset(from_subgroups),
    )


def trials_within(dataset: Dataset, group: AgeGroup) -> frozenset[str]:
    """Identifiers of the randomised trials that admit nobody of another age."""
    trials = dataset.table("trials")
    low, high = group.ages
    inside = (trials["min_age_years"] >= low) & (trials["max_age_years"] <= high)
    inside &= trials["role"] == PARALLEL
    inside &= trials["primary_week"].between(*group.weeks)
    return frozenset(trials.loc[inside.fillna(value=False), "trial_id"])


def _only(records: Records, trials: Collection[str]) -> Records:
    return replace(
        records, trials=tuple(trial for trial in records.trials if trial.trial_id in trials)
    )


def _subgroup_records(dataset: Dataset, group: AgeGroup, whole: Collection[str]) -> Records:
    """The records of the subgroups as those of trials of their own."""
    records = read_records(dataset)
    rows = dataset.table(SUBGROUPS)
    rows = rows[
        rows["subgroup"].isin(group.subgroups)
        & ~rows["trial_id"].isin(list(whole))
        & rows["week"].notna()
        & rows["value"].isna()
    ]
    found: dict[str, dict[str, tuple[CountRecord, ...]]] = {}
    for row in rows.to_dict("records"):
        own = found.setdefault(row["outcome"], {})
        own[row["trial_id"]] = (*own.get(row["trial_id"], ()), _count(row))
    named = {row["trial_id"]: row["subgroup"] for row in rows.to_dict("records")}
    low, high = group.weeks
    trials = tuple(
        replace(trial, trial_name=f"{trial.trial_name} (subgroup)")
        for trial in records.trials
        if trial.trial_id in named and low <= (trial.primary_week or 0.0) <= high
    )
    return replace(records, table=SUBGROUPS, trials=trials, rows=found)


def _count(row: dict[Any, Any]) -> CountRecord:
    """A row of subgroups.csv; a percentage whose count was not read is taken with its interval."""
    responders, n, percent, low, high = (
        None if pd.isna(row[name]) else float(row[name])
        for name in ("responders", "n", "percent_reported", "ci_low", "ci_high")
    )
    without_count = responders is None and percent is not None and n is not None
    read = row["verification"] != "unverified"
    return CountRecord(
        arm_id=row["arm_id"],
        week=float(row["week"]),
        count=None if responders is None else int(responders),
        n=None if n is None else int(n),
        verification=IMPUTED if without_count and read else row["verification"],
        preferred=row["preferred"] == "yes",
        row=int(row[ROW]),
        percent=percent,
        interval=None if low is None or high is None else (low, high),
    )


def _joined(parts: Iterable[Sequence[Pool]]) -> list[Pool]:
    """Pools of one regimen from whole trials and from subgroups, as one."""
    found: dict[str, Pool] = {}
    for pool in (pool for part in parts for pool in part):
        earlier = found.get(pool.regimen)
        found[pool.regimen] = replace(earlier, arms=earlier.arms + pool.arms) if earlier else pool
    return list(found.values())


def _count_analysis(
    group: AgeGroup, outcome: OutcomeTerm, background: BackgroundTerm, route: str
) -> Analysis:
    return Analysis(
        id=slug_of(group.id, outcome, background, route),
        title=f"{outcome.name}, {group.title.lower()}",
        question=group.question,
        outcome=outcome,
        week=None,
        population=EVERY_AGE,
        route=route,
        background=(background,),
        comparator=group.comparator,
        treatments=(),
        measure="OR",
        verification=group.verification,
        unit="drug-dose",
    )


def _harms(
    dataset: Dataset,
    group: AgeGroup,
    whole: Collection[str],
    backgrounds: Iterable[BackgroundTerm],
) -> Iterator[HarmResult]:
    records = _only(read_harm_records(dataset), whole)
    settings = [(background, route) for background in backgrounds for route in group.routes]
    for event in group.events:
        for background, route in settings:
            analysis = _harm_analysis(group, event, background, route)
            yield from (pool_harm(pool) for pool in select_harm(records, analysis).pools)


def _harm_analysis(
    group: AgeGroup, event: EventTerm, background: BackgroundTerm, route: str
) -> HarmAnalysis:
    return HarmAnalysis(
        id=slug_of(group.id, event, background, route),
        title=f"{event.name}, {group.title.lower()}",
        question=group.question,
        event=event,
        population=EVERY_AGE,
        route=route,
        background=(background,),
        comparator=group.comparator,
        treatments=(),
        verification=group.verification,
    )


def as_age_group_record(found: AgeGroupResult) -> dict[str, Any]:
    """One group as plain values for results.json; rows of pools say of which table they are."""
    return {
        "id": found.analysis.id,
        "trials": list(found.trials),
        "subgroup_trials": list(found.subgroup_trials),
        "pools": [
            {**as_record(each), "from_subgroups": each.pool.id in found.from_subgroups}
            for each in found.pools
        ],
        "harms": [harm_record(each) for each in found.harms],
    }
