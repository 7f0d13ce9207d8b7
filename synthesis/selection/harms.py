"""Choose the rows of a declared comparison of harms: the same event over the same period.

Reports count harms over periods of their own. Both arms of a trial must be counted over the
same one: the shortest at or after the trial's primary week over which both have a usable count.
A later period would add follow-up, and often patients who have changed treatment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from synthesis.package.plan.harms import HarmAnalysis
from synthesis.selection.arms import (
    ArmCount,
    ArmGroup,
    arms_frame,
    find_group,
    group_arms,
    trials_of,
)
from synthesis.selection.gate import Gate, conflict_words
from synthesis.selection.reasons import ROLES, STAGES, HeldBack, Reason
from synthesis.selection.records import Records, TrialRecord
from synthesis.words.labels import sort_key
from synthesis.words.terms import RegimenLabel, drug_of

COMBINED = "pooled-duplicate"
# Where the readings of each arm and period fail; empty where one is usable.
Stages = Mapping[tuple[str, float], str]
LABEL_DOSE = " (label dose)"  # one dose only is a comparator, so that its name says enough


@dataclass(frozen=True)
class HarmPool:
    """The arms that one comparison rests on: one regimen against the comparator.

    `arms` come in pairs: the treatment, then the comparator, of one trial after the other.
    """

    analysis: HarmAnalysis
    regimen: str
    label: RegimenLabel
    comparator: str
    comparator_label: RegimenLabel
    arms: tuple[ArmCount, ...]

    @property
    def id(self) -> str:
        """Permanent name of the comparison: analysis and regimen."""
        return f"{self.analysis.id}.{self.regimen}"

    @property
    def trials(self) -> tuple[str, ...]:
        """Identifiers of the trials, each once, in order."""
        return trials_of(self.arms)

    def frame(self) -> pd.DataFrame:
        """The arms as the models take them; see `arms_frame`."""
        return arms_frame(self.arms)

    def cells(self) -> NDArray[np.int64]:
        """Events and patients with the treatment and with the comparator, shape (k, 4)."""
        pairs = zip(self.arms[::2], self.arms[1::2], strict=True)
        cells = [(own.responders, own.n, other.responders, other.n) for own, other in pairs]
        return np.array(cells, dtype=np.int64)


@dataclass(frozen=True)
class HarmSelection:
    """What a declared comparison of harms found: its pools, and everything it held back."""

    analysis: HarmAnalysis
    pools: tuple[HarmPool, ...]
    held_back: tuple[HeldBack, ...]


def select_harm(
    records: Records, analysis: HarmAnalysis, tiers: tuple[str, ...] | None = None
) -> HarmSelection:
    """Form the pools of a declared comparison of harms.

    A trial is used that is randomised and parallel, of the declared population and background
    treatment, and has both arms. Two trials reported as one are used only where neither of
    them has a usable count of its own.

    Parameters
    ----------
    records
        See `read_harm_records`.
    analysis
        The declared comparison.
    tiers
        Tiers of verification admitted; those the analysis declares by default.
    """
    gate = Gate(
        records=records,
        code=analysis.event,
        population=analysis.population,
        backgrounds=analysis.background,
        tiers=analysis.verification if tiers is None else tiers,
        roles=("parallel", COMBINED),
    )
    comparator = analysis.comparator
    treatments = set(analysis.treatments) or (
        records.regimens.get(analysis.route, frozenset()) - {comparator}
    )
    counts: dict[str, list[ArmCount]] = {}
    counted: set[tuple[str, str]] = set()
    held: list[HeldBack] = []
    # Two trials reported as one come last: by then it is known whether each stands for itself.
    for trial in sorted(records.trials, key=lambda trial: trial.role == COMBINED):
        groups = group_arms(gate.arms(trial), (analysis.route,), comparator)
        treated = [group for group in groups if group.treatment in treatments]
        if not treated:
            continue
        control = find_group(groups, comparator)
        alone = "" if control.arms else f"no arm on {drug_of(records.labels[comparator])}"
        primary = gate.admit(trial, alone)
        if isinstance(primary, Reason):
            held.append(gate.hold(trial, primary))
            continue
        against = gate.name(control), _stages(gate, trial, control)
        missing: dict[Reason, None] = {}
        for group in treated:
            sides = (gate.name(group), _stages(gate, trial, group)), against
            period = common_period([_weeks(stages) for _, stages in sides], primary)
            if period is None:
                held.append(gate.hold(trial, _why_no_pair(gate, sides), group.treatment))
                continue
            own, other = (gate.count(trial, g, period) for g in (group, control))
            keys = {(number, group.treatment) for number in trial.registry_numbers}
            if trial.role == COMBINED and keys & counted:
                reason = Reason("role", ROLES[COMBINED])
                held.append(gate.hold(trial, reason, group.treatment))
                continue
            held += [gate.hold(trial, reason, group.treatment) for reason in own.missing]
            missing |= dict.fromkeys(other.missing)
            pair = (arm for arm in (own.arm, other.arm) if arm)
            counts.setdefault(group.treatment, []).extend(pair)
            counted |= keys
        held += [gate.hold(trial, reason, comparator) for reason in missing]
    pools = [
        HarmPool(
            analysis=analysis,
            regimen=regimen,
            label=records.labels[regimen],
            comparator=comparator,
            comparator_label=_comparator_label(records, analysis),
            arms=tuple(found),
        )
        for regimen, found in counts.items()
    ]
    pools.sort(key=lambda pool: sort_key(pool.label))
    return HarmSelection(analysis, tuple(pools), tuple(held))


def _comparator_label(records: Records, analysis: HarmAnalysis) -> RegimenLabel:
    if analysis.against_inactive and analysis.route == "topical":
        return RegimenLabel("vehicle", sign="inactive")
    label = records.labels[analysis.comparator]
    return RegimenLabel(
        label.removesuffix(LABEL_DOSE), label.drug, label.dose, label.kind, label.sign
    )


def common_period(sides: Iterable[Collection[float]], primary_week: float) -> float | None:
    """The shortest period of all sides at or after the primary week, in weeks; None without any."""
    common = set.intersection(*(set(weeks) for weeks in sides))
    return min((week for week in common if week >= primary_week), default=None)


def _stages(gate: Gate, trial: TrialRecord, group: ArmGroup) -> Stages:
    """Where the readings of each arm and period of a group fail; empty where one is usable."""
    return {
        (arm.arm_id, row.week): gate.why_unusable(gate.at(trial, arm, row.week))
        for arm in group.arms
        for row in gate.rows(trial, arm)
    }


def _weeks(stages: Stages) -> set[float]:
    return {week for (_, week), stage in stages.items() if not stage}


def _why_no_pair(gate: Gate, sides: Sequence[tuple[str, Stages]]) -> Reason:
    """Why two groups, each with its name and stages, have no period in common."""
    what = gate.code.name
    for name, stages in sides:
        if not stages:
            return Reason("reported", f"no count of {what} has been read for {name}")
    for name, stages in sides:
        if not all(stages.values()):
            continue
        latest = max(stages.values(), key=STAGES.index)
        if latest == "tier":
            return Reason(latest, f"{what} on {name} awaits verification")
        if latest == "conflict":
            return Reason(latest, conflict_words(f"{what} on {name}"))
        words = f"the count or the number of patients is missing: {what} on {name}"
        return Reason(latest, words)
    periods = [f"{_list_periods(stages)} on {name}" for name, stages in sides]
    return Reason("week", f"{what}: {', '.join(periods)}")


def _list_periods(stages: Stages) -> str:
    weeks = sorted({week for _, week in stages})
    return f"{' and '.join(f'{week:g}' for week in weeks)} weeks"
