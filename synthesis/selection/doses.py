"""Choose the arms of a declared dose-response analysis, and say of every one left out why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from synthesis.package.dataset import Dataset
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.selection.pools import (
    ROLES,
    ArmCount,
    HeldBack,
    Record,
    Records,
    count_arm,
    hold_back,
    read_records,
    setting_mismatch,
    week_mismatch,
    why_unusable,
)
from synthesis.words.labels import CIRCUMSTANCES, INACTIVE, SPECIAL_REGIMENS

FREQUENCIES = {"QD": "once daily", "BID": "twice daily"}
UNITS = {"percent": "%"}
FEWEST_DOSES = 2


@dataclass(frozen=True)
class DoseCount:
    """Responders of one arm and its dose, in the unit of arms.csv; placebo and vehicle have 0."""

    arm: ArmCount
    dose: float


@dataclass(frozen=True)
class DoseSelection:
    """The arms of a dose-response analysis, trial by trial, and everything held back.

    `unit` is that of the doses, as readers see it; `inactive` is what dose 0 is called.
    """

    analysis: DoseAnalysis
    arms: tuple[DoseCount, ...]
    held_back: tuple[HeldBack, ...]
    unit: str
    inactive: str

    @property
    def trials(self) -> tuple[str, ...]:
        """Identifiers of the trials, each once, in order."""
        return tuple(dict.fromkeys(item.arm.trial_id for item in self.arms))

    @property
    def doses(self) -> tuple[float, ...]:
        """The doses above 0, each once, the lowest first."""
        return tuple(sorted({item.dose for item in self.arms} - {0.0}))

    @property
    def patients(self) -> int:
        """Patients of all arms."""
        return sum(item.arm.n for item in self.arms)

    @property
    def weeks(self) -> tuple[float, ...]:
        """The weeks at which the trials are read, each once."""
        return tuple(sorted({item.arm.week for item in self.arms}))

    def frame(self) -> pd.DataFrame:
        """The arms as the models take them: trial, dose, responders, n.

        Arms of one trial with the same dose count as one arm.
        """
        columns = ["trial", "dose", "responders", "n"]
        rows = [
            (item.arm.trial_name, item.dose, item.arm.responders, item.arm.n) for item in self.arms
        ]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.groupby(["trial", "dose"], as_index=False).sum()


def select_dose(
    dataset: Dataset, analysis: DoseAnalysis, tiers: tuple[str, ...] | None = None
) -> DoseSelection:
    """Choose the arms of a declared dose-response analysis.

    Every arm of the drug counts, and every arm of placebo or vehicle beside it, that belongs to
    a randomised, parallel trial of the declared population and background treatment, is given
    in one fixed dose at the declared frequency, and has a usable count at the trial's primary
    week, which must lie in the declared window. A trial needs two such doses, placebo being
    one.

    Parameters
    ----------
    dataset
        A validated data package.
    analysis
        The declared analysis.
    tiers
        Tiers of verification admitted; those the analysis declares by default.
    """
    return select_dose_records(read_records(dataset), analysis, tiers)


def select_dose_records(
    records: Records, analysis: DoseAnalysis, tiers: tuple[str, ...] | None = None
) -> DoseSelection:
    """Choose the arms, as :func:`select_dose`, from tables that were read before."""
    admitted = analysis.verification if tiers is None else tiers
    rows_of = records.rows.get(analysis.outcome, {})
    counts: list[DoseCount] = []
    held: list[HeldBack] = []
    unit, inactive = "", "placebo"
    for trial in records.trials:
        arms = records.arms.get(trial["trial_id"], [])
        own = [arm for arm in arms if arm["drug"] == analysis.drug]
        if not own:
            continue
        unit = unit or str(own[0]["dose_unit"])
        if own[0]["route"] == "topical":
            inactive = "vehicle"
        members = [*own, *(arm for arm in arms if arm["drug"] in INACTIVE)]
        rows = rows_of.get(trial["trial_id"], [])
        for item in _from_trial(trial, members, rows, analysis, admitted, records.labels):
            if isinstance(item, HeldBack):
                held.append(item)
            else:
                counts.append(item)
    return DoseSelection(analysis, tuple(counts), tuple(held), UNITS.get(unit, unit), inactive)


def _from_trial(
    trial: Record,
    members: list[Record],
    rows: list[Record],
    analysis: DoseAnalysis,
    tiers: tuple[str, ...],
    labels: Mapping[str, str],
) -> Iterator[HeldBack | DoseCount]:
    hold = partial(hold_back, trial, labels)

    mismatch = _trial_mismatch(trial, analysis)
    if mismatch:
        yield hold(*mismatch)
        return
    week = float(trial["primary_week"])
    at_week = {row["arm_id"]: row for row in rows if row["week"] == week}
    found: list[DoseCount] = []
    for arm in members:
        regimen = arm["regimen"]
        reason = _why_no_dose(arm, analysis, labels[regimen])
        if reason:
            yield hold("regimen", reason, regimen)
            continue
        row = at_week.get(arm["arm_id"])
        stage, reason = why_unusable(row, analysis.outcome, week, tiers, labels[regimen])
        if row is None or stage:
            yield hold(stage, reason, regimen)
            continue
        dose = 0.0 if arm["drug"] in INACTIVE else float(arm["dose"])
        found.append(DoseCount(count_arm(trial, row, regimen), dose))
    if len({item.dose for item in found}) >= FEWEST_DOSES:
        yield from found
    elif found:
        only = labels[found[0].arm.treatment]
        yield hold("comparator", f"only {only} has a usable count, and nothing to set it against")


def _trial_mismatch(trial: Record, analysis: DoseAnalysis) -> tuple[str, str] | None:
    """Stage and reason why a whole trial stands outside; None when it does not."""
    if trial["role"] != "parallel":
        return "role", ROLES[trial["role"]]
    return setting_mismatch(
        trial, analysis.population, analysis.background_topical
    ) or week_mismatch(trial, analysis.weeks)


def _why_no_dose(arm: Record, analysis: DoseAnalysis, label: str) -> str:
    """Why an arm stands at no place on the dose axis; empty when it does."""
    if arm["drug"] in INACTIVE:
        return ""
    regimen = str(arm["regimen"])
    if regimen in SPECIAL_REGIMENS or regimen.endswith(tuple(CIRCUMSTANCES)):
        return f"{label}: not one fixed dose from the start"
    if pd.isna(arm["dose"]):
        return f"{label}: the dose is not known"
    if arm["frequency"] != analysis.frequency:
        given = FREQUENCIES.get(arm["frequency"], arm["frequency"])
        wanted = FREQUENCIES.get(analysis.frequency, analysis.frequency)
        return f"{label}: {given}, and this curve is for {wanted}"
    return ""
