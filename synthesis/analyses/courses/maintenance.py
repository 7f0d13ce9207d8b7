"""What comes after a response: trials that stop, lower, go on with or change a treatment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.analyses.courses.later_period import with_later_period
from synthesis.analyses.run import Results, made_once
from synthesis.analyses.sensitivity import pool_primary
from synthesis.models.pairwise.contrasts import make_contrasts
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.models.risks.shares import PooledShare, pool_shares
from synthesis.package.corrections import READINGS
from synthesis.package.plan.courses import Maintenance
from synthesis.selection.arms import ArmCount, arms_frame
from synthesis.selection.records import (
    ArmRecord,
    CountRecord,
    Records,
    TrialRecord,
    read_records,
)
from synthesis.words.terms import OutcomeTerm, RegimenLabel

RANDOMISED = "randomised withdrawal"


@dataclass(frozen=True)
class ArmAfter:
    """One arm, outcome and week of such a trial.

    Parameters
    ----------
    trial
        The trial; its role says whether chance formed its groups.
    label
        Words for what the arm received.
    count
        The arm; None where only a percentage was read.
    row
        The row that is used.
    share
        Its share, 0 to 1, with Wilson's interval; None without a count.
    difference
        Risk difference from the declared comparator in the same trial, as a proportion; None for
        the comparator itself, without counts on both, and where chance did not form the groups.
    """

    trial: TrialRecord
    outcome: OutcomeTerm
    week: float
    regimen: str
    label: RegimenLabel
    count: ArmCount | None
    row: CountRecord
    share: PooledShare | None
    difference: PairwiseResult | None

    @property
    def percent(self) -> float | None:
        """The percentage as read; of a count, computed."""
        if self.share is not None:
            return 100 * self.share.estimate
        return self.row.percent


@dataclass(frozen=True)
class MaintenanceResult:
    """A declared question of what comes after a response, with all arms of its trials."""

    declared: Maintenance
    arms: tuple[ArmAfter, ...]

    @property
    def trials(self) -> tuple[TrialRecord, ...]:
        """Its trials with a number, each once, in the declared order."""
        return tuple({arm.trial.trial_id: arm.trial for arm in self.arms}.values())

    @property
    def randomised(self) -> bool:
        """Whether chance formed the groups of every trial."""
        return all(_is_randomised(self.declared, trial) for trial in self.trials)

    @property
    def compared(self) -> tuple[ArmAfter, ...]:
        """The arms with a difference from the comparator, the first declared outcome first."""
        return tuple(arm for arm in self.arms if arm.difference is not None)


@made_once
def run_maintenance(results: Results) -> Mapping[str, MaintenanceResult]:
    """Every declared question of what comes after a response, by id."""
    dataset = results.dataset
    declared = dataset.plan.maintenance
    found: dict[str, MaintenanceResult] = {}
    if not declared:
        return found
    records = read_records(dataset)
    for each in declared:
        own = with_later_period(records, dataset, each.readings) if each.readings else records
        found[each.id] = follow_on(each, own)
    return found


def _is_randomised(declared: Maintenance, trial: TrialRecord) -> bool:
    return bool(declared.readings) or trial.role == RANDOMISED


def follow_on(declared: Maintenance, records: Records) -> MaintenanceResult:
    """Read the arms of the declared trials: by trial, outcome, week and arm.

    Parameters
    ----------
    declared
        The question.
    records
        The tables of a validated data package.
    """
    trials = {trial.trial_id: trial for trial in records.trials}
    arms = (
        arm
        for identifier in declared.trials
        for outcome in declared.outcomes
        for arm in _arms(declared, records, trials[identifier], outcome)
    )
    return MaintenanceResult(declared, tuple(arms))


def _arms(
    declared: Maintenance, records: Records, trial: TrialRecord, outcome: OutcomeTerm
) -> Iterator[ArmAfter]:
    rows = [row for row in records.rows_of(outcome, trial.trial_id) if _usable(row, declared)]
    own = records.arms.get(trial.trial_id, ())
    for week in sorted({row.week for row in rows}):
        found = {row.arm_id: row for row in rows if row.week == week}
        counts = {
            arm.regimen: _count(trial, arm, found[arm.arm_id], week)
            for arm in own
            if arm.arm_id in found
        }
        for arm in own:
            if arm.arm_id in found:
                count = counts[arm.regimen]
                yield ArmAfter(
                    trial=trial,
                    outcome=outcome,
                    week=week,
                    regimen=arm.regimen,
                    label=records.labels[arm.regimen],
                    count=count,
                    row=found[arm.arm_id],
                    share=_share(count),
                    difference=_difference(declared, trial, arm.regimen, counts),
                )


def _usable(row: CountRecord, declared: Maintenance) -> bool:
    known = row.complete or row.percent is not None
    return row.preferred and known and row.verification in declared.verification


def _count(trial: TrialRecord, arm: ArmRecord, row: CountRecord, week: float) -> ArmCount | None:
    if not row.complete:
        return None
    return ArmCount(trial.trial_id, trial.trial_name, arm.regimen, week, (row,))


def _share(count: ArmCount | None) -> PooledShare | None:
    if count is None:
        return None
    return pool_shares([count.effective_responders], [count.effective_n])


def _difference(
    declared: Maintenance,
    trial: TrialRecord,
    regimen: str,
    counts: Mapping[str, ArmCount | None],
) -> PairwiseResult | None:
    own, other = counts.get(regimen), counts.get(declared.comparator)
    if regimen == declared.comparator or own is None or other is None:
        return None
    if not _is_randomised(declared, trial):
        return None
    frame = arms_frame((own, other))
    return pool_primary(make_contrasts(frame, regimen, declared.comparator, "RD"))


def as_maintenance_record(result: MaintenanceResult) -> dict[str, Any]:
    """Such a question as plain values for results.json; shares and differences are proportions."""
    return {
        "id": result.declared.id,
        "randomised": result.randomised,
        "table": READINGS if result.declared.readings else "dichotomous",
        "comparator": result.declared.comparator or None,
        "arms": [
            {
                "trial": arm.trial.trial_id,
                "outcome": str(arm.outcome),
                "week": arm.week,
                "treatment": arm.regimen,
                "responders": arm.count.responders if arm.count else None,
                "n": arm.count.n if arm.count else None,
                "percent": arm.percent,
                "share": [arm.share.estimate, arm.share.low, arm.share.high] if arm.share else None,
                "difference": arm.difference.to_json_dict() if arm.difference else None,
                "row": arm.row.row,
            }
            for arm in result.arms
        ],
    }
