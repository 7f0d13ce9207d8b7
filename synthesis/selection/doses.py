"""Choose the arms of a declared dose-response analysis, and say of every one left out why."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from synthesis.package.plan.doses import DoseAnalysis
from synthesis.selection.arms import (
    ArmCount,
    ArmGroup,
    add_effective_n,
    group_arms,
    trials_of,
)
from synthesis.selection.gate import Gate
from synthesis.selection.reasons import HeldBack, Reason
from synthesis.selection.records import ArmRecord, Records
from synthesis.words.labels import FREQUENCIES

UNITS = {"percent": "%", "relative": "×"}
FEWEST_DOSES = 2


@dataclass(frozen=True)
class DoseSelection:
    """The arms of a dose-response analysis, trial by trial, and everything held back.

    Every arm has its dose; arms of one trial with the same dose are one. `unit` is that of the
    doses, as readers see it; `inactive` is what dose 0 is called.
    """

    analysis: DoseAnalysis
    arms: tuple[ArmCount, ...]
    held_back: tuple[HeldBack, ...]
    unit: str
    inactive: str

    @property
    def trials(self) -> tuple[str, ...]:
        """Identifiers of the trials, each once, in order."""
        return trials_of(self.arms)

    @property
    def doses(self) -> tuple[float, ...]:
        """The doses above 0, each once, the lowest first."""
        return tuple(sorted({arm.dose for arm in self.arms if arm.dose}))

    @property
    def patients(self) -> int:
        """Patients of all arms."""
        return sum(arm.n for arm in self.arms)

    @property
    def weeks(self) -> tuple[float, ...]:
        """The weeks at which the trials are read, each once."""
        return tuple(sorted({arm.week for arm in self.arms}))

    def frame(self) -> pd.DataFrame:
        """The arms as the models take them: trial, dose, responders, n; the lowest dose first.

        With effective_n where an arm is imputed, as in `arms_frame`.
        """
        columns = ["trial", "dose", "responders", "n"]
        arms = sorted(self.arms, key=lambda arm: (arm.trial_name, arm.dose or 0.0))
        rows = [(arm.trial_name, arm.dose, arm.responders, arm.n) for arm in arms]
        return add_effective_n(pd.DataFrame(rows, columns=columns), arms)


def select_dose_records(
    records: Records, analysis: DoseAnalysis, tiers: tuple[str, ...] | None = None
) -> DoseSelection:
    """Choose the arms of a declared dose-response analysis.

    Every arm of the drug counts, and every arm of placebo or vehicle beside it, that belongs to
    a randomised, parallel trial of the declared population and background treatment, is given
    in one fixed dose at the declared frequency, and has a usable count at the trial's primary
    week, which must lie in the declared window. A trial needs two such doses, placebo being
    one.

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
        weeks=analysis.weeks,
    )
    counts: list[ArmCount] = []
    held: list[HeldBack] = []
    unit, inactive = "", "placebo"
    for trial in records.trials:
        arms = gate.arms(trial)
        own = [arm for arm in arms if arm.drug == analysis.drug]
        if not own:
            continue
        unit = unit or own[0].dose_unit
        if own[0].route == "topical":
            inactive = "vehicle"
        week = gate.admit(trial)
        if isinstance(week, Reason):
            held.append(gate.hold(trial, week))
            continue
        members = [*own, *(arm for arm in arms if arm.inactive)]
        places: dict[float | Reason, ArmGroup] = {}
        for group in group_arms(members, {arm.route for arm in own}):
            place = _dose_of(group.arms[0], analysis, records.labels[group.treatment])
            same = places.get(place, replace(group, arms=()))
            places[place] = replace(same, arms=(*same.arms, *group.arms))
        found: list[ArmCount] = []
        for dose, group in places.items():
            if isinstance(dose, Reason):
                held.append(gate.hold(trial, dose, group.treatment))
                continue
            counted = gate.count(trial, group, week)
            held += [gate.hold(trial, reason, group.treatment) for reason in counted.missing]
            found += [replace(counted.arm, dose=dose)] if counted.arm else []
        if len(found) >= FEWEST_DOSES:
            counts += found
        elif found:
            only = records.labels[found[0].treatment]
            words = f"only {only} has a usable count, and nothing to set it against"
            held.append(gate.hold(trial, Reason("comparator", words)))
    return DoseSelection(analysis, tuple(counts), tuple(held), UNITS.get(unit, unit), inactive)


def _dose_of(arm: ArmRecord, analysis: DoseAnalysis, label: str) -> float | Reason:
    """The place of an arm on the dose axis, or why it has none."""
    if arm.inactive:
        return 0.0
    if not arm.fixed_dose:
        return Reason("regimen", f"{label}: not one fixed dose from the start")
    if arm.dose is None:
        return Reason("regimen", f"{label}: the dose is not known")
    if arm.frequency != analysis.frequency:
        given = FREQUENCIES.get(arm.frequency, arm.frequency)
        wanted = FREQUENCIES.get(analysis.frequency, analysis.frequency)
        return Reason("regimen", f"{label}: {given}, and this curve is for {wanted}")
    return arm.dose
