"""Made-up tables of trials, arms and counts, as the gate reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from made_up_terms import ALONE, label_drug, label_inactive

from synthesis.selection.records import ArmRecord, CountRecord, Records, TrialRecord
from synthesis.words.terms import BackgroundTerm

LABELS = {
    "five": label_drug("madeupinib", "5 mg"),
    "ten": label_drug("madeupinib", "10 mg"),
    "placebo": label_inactive("placebo"),
    "vehicle": label_inactive("vehicle"),
}
DOSES = {"five": 5.0, "ten": 10.0}


def make_trial(
    trial: str = "one",
    *,
    name: str = "",
    numbers: Iterable[str] = (),
    role: str = "parallel",
    min_age_years: float | None = 18.0,
    background: BackgroundTerm = ALONE,
    primary_week: float | None = 12.0,
) -> TrialRecord:
    """A parallel trial in adults without topical treatment, read at week 12."""
    return TrialRecord(
        trial,
        name or trial.title(),
        frozenset(numbers),
        role,
        min_age_years,
        background,
        primary_week,
    )


def make_arm_record(regimen: str, arm: str = "", route: str = "oral") -> ArmRecord:
    """An arm on one of `LABELS`, called like its regimen unless a name is given."""
    dose = DOSES.get(regimen)
    drug = "madeupinib" if dose else regimen
    return ArmRecord(arm or regimen, regimen, drug, dose, "mg" if dose else "", "QD", route)


def make_count(
    arm: str,
    count: int | None,
    row: int,
    *,
    week: float = 12.0,
    n: int | None = 50,
    tier: str = "source",
    preferred: bool = True,
) -> CountRecord:
    """A count of 50 patients at week 12, read at its source."""
    return CountRecord(arm, week, count, n, tier, preferred, row)


def make_records(
    arms: Mapping[str, Iterable[ArmRecord]],
    rows: Mapping[str, Iterable[CountRecord]],
    *,
    table: str,
    code: str,
    trials: Iterable[TrialRecord] = (),
) -> Records:
    """The tables of some trials, with counts of one outcome or event, by trial."""
    return Records(
        table=table,
        trials=tuple(trials) or tuple(make_trial(trial) for trial in arms),
        arms={trial: tuple(own) for trial, own in arms.items()},
        rows={code: {trial: tuple(own) for trial, own in rows.items()}},
        regimens={"oral": frozenset(DOSES), "topical": frozenset(DOSES)},
        labels=LABELS,
    )
