"""The tables that selections need, read once into typed records: trials, arms, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from synthesis.models.tables.imputed_arms import effective_n
from synthesis.package.corrections import SHAPES, RowShape
from synthesis.package.dataset import ROW, Dataset
from synthesis.package.vocabulary import Vocabulary
from synthesis.selection.trial_names import name_trials
from synthesis.words.terms import INACTIVE, BackgroundTerm, RegimenLabel
from synthesis.words.times import one_time

# The tier of percentages that their source imputed several times.
IMPUTED = "imputed"


@dataclass(frozen=True)
class TrialRecord:
    """One trial; `trial_name` is that of `name_trials`, None is what is not known."""

    trial_id: str
    trial_name: str
    registry_numbers: frozenset[str]
    role: str
    min_age_years: float | None
    background: BackgroundTerm
    primary_week: float | None


@dataclass(frozen=True)
class ArmRecord:
    """One arm as it was randomised, its dose in `dose_unit`; None is what is not known.

    `fixed_dose` unless the vocabulary says that the regimen is more than one dose.
    """

    arm_id: str
    regimen: str
    drug: str
    dose: float | None
    dose_unit: str
    frequency: str
    route: str
    fixed_dose: bool = True
    n_randomised: int | None = None

    @property
    def inactive(self) -> bool:
        """Whether it is placebo or vehicle."""
        return self.drug in INACTIVE


@dataclass(frozen=True)
class CountRecord:
    """One row of a table of counts.

    Parameters
    ----------
    week
        The week of an outcome, or the weeks over which a harm was counted.
    count, n
        Patients counted, and patients of the arm; None is what was not read.
    row
        The row of its file, as a spreadsheet counts it.
    percent, interval
        The share as posted with its 95% interval, both in percent; None is what was not read.
    """

    arm_id: str
    week: float
    count: int | None
    n: int | None
    verification: str
    preferred: bool
    row: int
    percent: float | None = None
    interval: tuple[float, float] | None = None

    @property
    def imputed(self) -> bool:
        """Whether its percentage was imputed several times, so that no count belongs to it."""
        return self.verification == IMPUTED

    @property
    def complete(self) -> bool:
        """Whether it has a number of patients, and a count or an imputed percentage of them."""
        known = self.percent if self.imputed else self.count
        return known is not None and self.n is not None

    @property
    def responders(self) -> float:
        """Patients counted; of an imputed percentage the share of n, seldom whole; 0 if unknown."""
        if self.imputed:
            return (self.percent or 0.0) / 100 * (self.n or 0)
        return self.count or 0

    @property
    def effective_n(self) -> float:
        """Patients that a count would need for the variance of this row; n of a count."""
        n = self.n or 0
        if not self.imputed or self.percent is None or not n:
            return n
        return effective_n(self.percent, n, self.interval)


@dataclass(frozen=True)
class Records:
    """The tables as records, read once for any number of selections.

    `arms` by trial; `rows` of one table of counts by what is counted and trial; `regimens` are
    the active ones of each route, `labels` the words for every regimen.
    """

    table: str
    trials: tuple[TrialRecord, ...]
    arms: Mapping[str, tuple[ArmRecord, ...]]
    rows: Mapping[str, Mapping[str, tuple[CountRecord, ...]]]
    regimens: Mapping[str, frozenset[str]]
    labels: Mapping[str, RegimenLabel]

    def rows_of(self, code: str, trial_id: str) -> tuple[CountRecord, ...]:
        """All rows of one outcome or event in one trial, in the order of the table."""
        return self.rows.get(code, {}).get(trial_id, ())


def read_records(
    dataset: Dataset,
    table: str = "dichotomous",
    make: Callable[[Mapping[Any, Any]], CountRecord] | None = None,
) -> Records:
    """Turn the tables that selections need into records.

    Parameters
    ----------
    dataset
        A validated data package.
    table
        The table of counts.
    make
        Makes a record of a row; one of counts by default.
    """
    place = SHAPES[table]
    arms = dataset.table("arms")
    active = arms[~arms["drug"].isin(INACTIVE)]
    names, words = name_trials(dataset.table("trials")), dataset.vocabulary
    trials = dataset.table("trials").to_dict("records")
    return Records(
        table=table,
        trials=tuple(_trial(each, names, words) for each in trials),
        arms={
            trial: tuple(_arm(each, words) for each in own)
            for trial, own in _by(arms, "trial_id").items()
        },
        rows=_rows(dataset.table(table), place.outcome, make or partial(_count, place=place)),
        regimens={
            str(route): frozenset(part["regimen"]) for route, part in active.groupby("route")
        },
        labels=dataset.labels,
    )


def read_harm_records(dataset: Dataset) -> Records:
    """Turn the tables that selections of harms need into records."""
    return read_records(dataset, "adverse_events")


def _trial(trial: Mapping[Any, Any], names: Mapping[str, str], words: Vocabulary) -> TrialRecord:
    return TrialRecord(
        trial_id=trial["trial_id"],
        trial_name=names[trial["trial_id"]],
        registry_numbers=frozenset(n for n in str(trial["nct_id"]).split("; ") if n),
        role=trial["role"],
        min_age_years=_number(trial["min_age_years"]),
        background=words.background_of(trial["background"]),
        primary_week=_number(trial["primary_week"]),
    )


def _arm(arm: Mapping[Any, Any], words: Vocabulary) -> ArmRecord:
    return ArmRecord(
        arm_id=arm["arm_id"],
        regimen=arm["regimen"],
        drug=arm["drug"],
        dose=_number(arm["dose"]),
        dose_unit=arm["dose_unit"],
        frequency=arm["frequency"],
        route=arm["route"],
        fixed_dose=words.is_fixed_dose(arm["regimen"]),
        n_randomised=_whole(arm["n_randomised"]),
    )


def _rows(
    frame: pd.DataFrame, code: str, make: Callable[[Mapping[Any, Any]], CountRecord]
) -> Mapping[str, Mapping[str, tuple[CountRecord, ...]]]:
    return {
        str(name): {
            trial: tuple(make(row) for row in own) for trial, own in _by(part, "trial_id").items()
        }
        for name, part in frame.groupby(code)
    }


def _count(row: Mapping[Any, Any], place: RowShape) -> CountRecord:
    return CountRecord(
        arm_id=row["arm_id"],
        week=float(one_time(float(row[place.week]))),
        count=_whole(row[place.count]),
        n=_whole(row["n"]),
        verification=row["verification"],
        preferred=row["preferred"] == "yes",
        row=int(row[ROW]),
        percent=_number(row["percent_reported"]),
        interval=_interval(row),
    )


def _by(frame: pd.DataFrame, field: str) -> Mapping[str, Iterable[Mapping[Any, Any]]]:
    # Plain records: filtering frames once per trial took ten times as long.
    groups: dict[str, list[Mapping[Any, Any]]] = {}
    for record in frame.to_dict("records"):
        groups.setdefault(record[field], []).append(record)
    return groups


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _interval(row: Mapping[Any, Any]) -> tuple[float, float] | None:
    low, high = (_number(row.get(name)) for name in ("ci_low", "ci_high"))
    return None if low is None or high is None else (low, high)


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
