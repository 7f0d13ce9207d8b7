"""Choose rows by a declared analysis: the pools it forms, and what it holds back and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import pandas as pd

from synthesis.package.plan.pools import Analysis
from synthesis.selection.arms import ArmCount, arms_frame, find_group, group_arms, trials_of
from synthesis.selection.gate import Gate
from synthesis.selection.reasons import HeldBack, Reason
from synthesis.selection.records import Records
from synthesis.words.labels import sort_key
from synthesis.words.terms import RegimenLabel, drug_of


@dataclass(frozen=True)
class Pool:
    """The arms that one pooled result rests on: one regimen against the comparator.

    `arms` come in pairs: the treatment, then the comparator, of one trial after the other.
    """

    analysis: Analysis
    regimen: str
    label: RegimenLabel
    comparator: str
    comparator_label: RegimenLabel
    arms: tuple[ArmCount, ...]

    @property
    def id(self) -> str:
        """Permanent name of the pooled result: analysis and regimen."""
        return f"{self.analysis.id}.{self.regimen}"

    @property
    def trials(self) -> tuple[str, ...]:
        """Identifiers of the trials, each once, in order."""
        return trials_of(self.arms)

    @property
    def pairs(self) -> tuple[tuple[ArmCount, ArmCount], ...]:
        """The two arms of each trial, the treatment first."""
        return tuple(zip(self.arms[::2], self.arms[1::2], strict=True))

    def without(self, trials: Collection[str]) -> Pool | None:
        """The pool without some trials, by their identifiers; None when nothing is left."""
        arms = tuple(arm for arm in self.arms if arm.trial_id not in trials)
        return replace(self, arms=arms) if arms else None

    def frame(self) -> pd.DataFrame:
        """The arms as the models take them; see `arms_frame`."""
        return arms_frame(self.arms)


@dataclass(frozen=True)
class Selection:
    """What a declared analysis found: its pools, and everything it held back."""

    analysis: Analysis
    pools: tuple[Pool, ...]
    held_back: tuple[HeldBack, ...]

    def pool(self, regimen: str) -> Pool:
        """The pool of one regimen; KeyError when there is none."""
        for pool in self.pools:
            if pool.regimen == regimen:
                return pool
        raise KeyError(f"{self.analysis.id} has no pool of {regimen}")


def select_records(
    records: Records, analysis: Analysis, tiers: tuple[str, ...] | None = None
) -> Selection:
    """Form the pools of an analysis.

    Parameters
    ----------
    records
        The tables of a validated data package.
    analysis
        The declared analysis.
    tiers
        Tiers of verification admitted; those the analysis declares by default.
    """
    gate = Gate(
        records=records,
        code=analysis.outcome,
        population=analysis.population,
        backgrounds=analysis.background,
        tiers=analysis.verification if tiers is None else tiers,
        week=analysis.week,
    )
    comparator = analysis.comparator
    treatments = set(analysis.treatments) or (
        records.regimens.get(analysis.route, frozenset()) - {comparator}
    )
    counts: dict[str, list[ArmCount]] = {}
    held: list[HeldBack] = []
    for trial in records.trials:
        groups = group_arms(gate.arms(trial), (analysis.route,), comparator)
        treated = [group for group in groups if group.treatment in treatments]
        if not treated:
            continue
        control = find_group(groups, comparator)
        alone = "" if control.arms else f"no arm on {drug_of(records.labels[comparator])}"
        week = gate.admit(trial, alone)
        if isinstance(week, Reason):
            held.append(gate.hold(trial, week))
            continue
        other, paired = gate.count(trial, control, week), False
        for group in treated:
            own = gate.count(trial, group, week)
            missing = own.missing if own.arm is None or other.arm else other.missing
            held += [gate.hold(trial, reason, group.treatment) for reason in missing]
            if own.arm and other.arm:
                paired = True
                counts.setdefault(group.treatment, []).extend((own.arm, other.arm))
        if paired:
            held += [gate.hold(trial, reason, comparator) for reason in other.missing]
    pools = [
        Pool(
            analysis=analysis,
            regimen=regimen,
            label=records.labels[regimen],
            comparator=comparator,
            comparator_label=records.labels[comparator],
            arms=tuple(found),
        )
        for regimen, found in counts.items()
    ]
    pools.sort(key=lambda pool: sort_key(pool.label))
    return Selection(analysis, tuple(pools), tuple(held))
