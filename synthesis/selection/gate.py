"""The gate: which arms of a trial are eligible for a declared analysis, and why not.

Pools, networks, dose-response analyses and comparisons of harms all pass it. A trial is known by
its identifier. Its arms that received one regimen are one arm: patients are added over those of
them with a usable count at the same time, and an arm without one is held back by itself. Placebo
and vehicle are one regimen: those given by the route of the drugs compared or, where a trial has
none of these, all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from synthesis.package.plan.pools import YOUNGEST_ADOLESCENT
from synthesis.selection.arms import ArmCount, ArmGroup
from synthesis.selection.reasons import ROLES, HeldBack, Reason
from synthesis.selection.records import ArmRecord, CountRecord, Records, TrialRecord
from synthesis.words.labels import label_period, label_week
from synthesis.words.terms import BackgroundTerm, CodeTerm


@dataclass(frozen=True)
class Counted:
    """What the arms of a group give at one time: their count, and each arm without, and why."""

    arm: ArmCount | None
    missing: tuple[Reason, ...]


@dataclass(frozen=True)
class Gate:
    """What one declared analysis asks of a trial and of its counts.

    Parameters
    ----------
    records
        The tables.
    code
        The outcome or event.
    population, backgrounds, tiers
        Of the trials, their other treatment, and the rows: what is admitted.
    week
        The week at which trials are read; None for the primary one of each.
    weeks
        Lowest and highest week admitted.
    roles
        Roles of trials admitted.
    """

    records: Records
    code: CodeTerm
    population: str
    backgrounds: tuple[BackgroundTerm, ...]
    tiers: tuple[str, ...]
    week: float | None = None
    weeks: tuple[float, float] = (-math.inf, math.inf)
    roles: tuple[str, ...] = ("parallel",)

    def admit(self, trial: TrialRecord, no_comparator: str = "") -> float | Reason:
        """The week at which a trial is read, or why the whole of it stands outside.

        `no_comparator` says why its arms have nothing to be compared with, if so.
        """
        if trial.role not in self.roles:
            return Reason("role", ROLES[trial.role])
        if no_comparator:
            return Reason("comparator", no_comparator)
        return self._setting(trial) or self._week(trial)

    def arms(self, trial: TrialRecord) -> tuple[ArmRecord, ...]:
        """All arms of a trial, in the order of the table."""
        return self.records.arms.get(trial.trial_id, ())

    def hold(self, trial: TrialRecord, reason: Reason, regimen: str | None = None) -> HeldBack:
        """What is held back of a trial, the whole of it or one regimen, and why."""
        label = self.records.labels[regimen] if regimen else ""
        return HeldBack(trial.trial_id, trial.trial_name, regimen, label, *reason)

    def count(self, trial: TrialRecord, group: ArmGroup, week: float) -> Counted:
        """Add up the arms of a group at one week, or over one period of a harm."""
        found, missing = [], []
        for arm in group.arms:
            rows = self.at(trial, arm, week)
            stage = self.why_unusable(rows)
            if stage:
                words = self._say(stage, rows, f"{self._what(week)} on {self.name(group, arm)}")
                missing.append(Reason(stage, words))
            else:
                found.append(_preferred(rows))
        if not found:
            return Counted(None, tuple(missing))
        own = (trial.trial_id, trial.trial_name, group.treatment, week)
        return Counted(ArmCount(*own, tuple(found)), tuple(missing))

    def rows(self, trial: TrialRecord, arm: ArmRecord) -> list[CountRecord]:
        """All rows of one arm, of every week."""
        rows = self.records.rows_of(self.code, trial.trial_id)
        return [row for row in rows if row.arm_id == arm.arm_id]

    def at(self, trial: TrialRecord, arm: ArmRecord, week: float) -> list[CountRecord]:
        """All readings of one arm at one week, or over one period of a harm."""
        return [row for row in self.rows(trial, arm) if row.week == week]

    def why_unusable(self, rows: Sequence[CountRecord]) -> str:
        """The stage at which the readings of one arm and week fail; empty when one is usable."""
        if not rows:
            return "reported"
        if not any(row.preferred for row in rows):
            return "conflict"
        row = _preferred(rows)
        if not row.complete:
            return "counted"
        return "" if row.verification in self.tiers else "tier"

    def name(self, group: ArmGroup, arm: ArmRecord | None = None) -> str:
        """What a group is called, or one of its arms: by its identifier where there are several."""
        label = self.records.labels[(arm or group.arms[0]).regimen]
        return f"{label} (arm {arm.arm_id})" if arm and len(group.arms) > 1 else label

    def _what(self, week: float) -> str:
        if self.records.table == "adverse_events":
            return f"{self.code.name} over {label_period(week)}"
        return f"{self.code.name} at {label_week(week)}"

    def _say(self, stage: str, rows: Sequence[CountRecord], what: str) -> str:
        if stage == "reported":
            return f"no count of {what} has been read"
        if stage == "conflict":
            return conflict_words(what)
        if stage == "counted":
            unread = _preferred(rows).verification == "unverified"
            return f"only a percentage was {'remembered' if unread else 'read'} for {what}"
        if _preferred(rows).imputed:
            return f"only an imputed percentage was read for {what}, which is not admitted here"
        return f"{what} awaits verification"

    def _setting(self, trial: TrialRecord) -> Reason | None:
        """Whether a trial is of another population or background."""
        youngest = trial.min_age_years
        if youngest is None and self.population != "all ages":
            return Reason("population", "the lowest age admitted is not known")
        admits_children = youngest is not None and youngest < YOUNGEST_ADOLESCENT
        if self.population == "adults and adolescents" and admits_children:
            return Reason("population", "admits children under 12 years")
        if self.population == "children" and not admits_children:
            return Reason("population", "admits nobody under 12 years")
        if trial.background not in self.backgrounds:
            words = f"{trial.background.subject} beside the drug: {trial.background}"
            return Reason("background", words)
        return None

    def _week(self, trial: TrialRecord) -> float | Reason:
        week = trial.primary_week if self.week is None else self.week
        if week is None:
            return Reason("reported", "the primary week is not known")
        low, high = self.weeks
        if not low <= week <= high:
            window = f"week {low:g}" if low == high else f"weeks {low:g} to {high:g}"
            return Reason("week", f"primary at {label_week(week)}, outside {window}")
        return week


def conflict_words(what: str) -> str:
    """The sentence for readings of which none was chosen."""
    return f"readings of {what} conflict, and none is marked as preferred"


def _preferred(rows: Iterable[CountRecord]) -> CountRecord:
    return next(row for row in rows if row.preferred)
