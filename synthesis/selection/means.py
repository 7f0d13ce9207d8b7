"""Choose the arms of a declared analysis of means, and say of everything left out why.

A mean passes the same gate as a count. It needs a spread and a number of patients, and must be of
the declared kind: a least-squares mean is adjusted by a model and is no mean of the patients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from synthesis.models.continuous.mean_table import FEWEST_PATIENTS
from synthesis.models.continuous.spread import combine_means, standard_deviation, standard_error
from synthesis.package.dataset import ROW, Dataset
from synthesis.package.plan.means import MeanAnalysis
from synthesis.selection.arms import ArmCount, trials_of
from synthesis.selection.gate import Gate
from synthesis.selection.networks import choose_arms
from synthesis.selection.reasons import HeldBack
from synthesis.selection.records import CountRecord, Records, read_records
from synthesis.words.terms import RegimenLabel
from synthesis.words.times import one_time

TABLE = "continuous"


@dataclass(frozen=True)
class MeanRecord(CountRecord):
    """One row of the table of means; it counts nobody.

    Parameters
    ----------
    mean, se
        In the unit of the score; `se` is None where no spread was read that gives one.
    statistic
        What kind of mean it is.
    """

    mean: float | None = None
    se: float | None = None
    statistic: str = ""

    @property
    def complete(self) -> bool:
        """Whether it has a mean, a spread and a number of patients."""
        enough = self.n is not None and self.n >= FEWEST_PATIENTS
        return enough and self.mean is not None and self.se is not None


@dataclass(frozen=True)
class ArmMean(ArmCount):
    """The mean of one treatment of one trial, from the gate to the model and the page."""

    @cached_property
    def _together(self) -> tuple[float, float, int]:
        rows = [row for row in self.sources if isinstance(row, MeanRecord)]
        return combine_means([(row.mean or 0.0, row.se or 0.0, row.n or 0) for row in rows])

    @property
    def mean(self) -> float:
        """In the unit of the score, over all patients of its rows."""
        return self._together[0]

    @property
    def se(self) -> float:
        """The standard error of the mean."""
        return self._together[1]

    @property
    def sd(self) -> float:
        """The standard deviation that the standard error stands for."""
        return standard_deviation(self.se, self.n)


@dataclass(frozen=True)
class MeanGate(Gate):
    """The gate for means, of which one kind is admitted."""

    statistic: str = ""

    def why_unusable(self, rows: Sequence[CountRecord]) -> str:
        """The stage at which the readings of one arm and week fail; empty when one is usable."""
        stage = super().why_unusable(rows)
        row = _chosen(rows)
        if stage in {"counted", "tier"} or row is None:
            return stage
        return stage or ("" if row.statistic == self.statistic else "statistic")

    def _say(self, stage: str, rows: Sequence[CountRecord], what: str) -> str:  # noqa: ARG002
        # One analysis has one score, and what is held back names its regimen.
        row = _chosen(rows)
        if row is None:
            return "readings conflict, none preferred" if rows else "no mean has been read"
        if stage == "tier":
            return "awaits verification"
        if stage == "statistic" and row.statistic == "not stated":
            return "no source says what kind of mean it is"
        if stage == "statistic":
            return f"a {row.statistic}, kept apart from {self.statistic}s"
        lacks = [
            *([] if row.mean is not None else ["the mean"]),
            *([] if row.se is not None else ["a spread"]),
            *([] if row.n else ["the number of patients"]),
        ]
        return f"read without {' and without '.join(lacks) or 'enough patients'}"


def _chosen(rows: Sequence[CountRecord]) -> MeanRecord | None:
    found = next((row for row in rows if row.preferred), None)
    return found if isinstance(found, MeanRecord) else None


@dataclass(frozen=True)
class MeanSelection:
    """The arms of an analysis of means, trial by trial, and everything held back.

    `labels` has the words for every regimen of the dataset.
    """

    analysis: MeanAnalysis
    arms: tuple[ArmMean, ...]
    held_back: tuple[HeldBack, ...]
    labels: Mapping[str, RegimenLabel]

    @property
    def trials(self) -> tuple[str, ...]:
        """Identifiers of the trials, each once, in order."""
        return trials_of(self.arms)

    def frame(self) -> pd.DataFrame:
        """The arms as the models take them: trial, treatment, mean, se, n."""
        columns = ["trial", "treatment", "mean", "se", "n"]
        rows = [(a.trial_name, a.treatment, a.mean, a.se, a.n) for a in self.arms]
        return pd.DataFrame(rows, columns=columns)


def read_mean_records(dataset: Dataset) -> Records:
    """Turn the tables that selections of means need into records."""
    return read_records(dataset, TABLE, _mean_record)


def select_mean_records(records: Records, analysis: MeanAnalysis) -> MeanSelection:
    """Choose the arms of a declared analysis of means.

    As for a network: every arm counts that belongs to a randomised, parallel trial of the declared
    population and background, has the declared route (or is placebo or vehicle), and has a usable
    mean at the trial's primary week, which must lie in the declared window. A trial needs two.
    """
    gate = MeanGate(
        records=records,
        code=analysis.outcome,
        population=analysis.population,
        backgrounds=analysis.background,
        tiers=analysis.verification,
        weeks=analysis.weeks,
        statistic=analysis.statistic,
    )
    arms, held = choose_arms(gate, analysis.routes, analysis.reference, "mean")
    own = tuple(
        ArmMean(arm.trial_id, arm.trial_name, arm.treatment, arm.week, arm.sources) for arm in arms
    )
    return MeanSelection(analysis, own, held, records.labels)


def _mean_record(row: Mapping[Any, Any]) -> MeanRecord:
    n = None if pd.isna(row["n"]) else int(row["n"])
    sd, se, low, high = (_number(row[name]) for name in ("sd", "se", "ci_low", "ci_high"))
    interval = None if low is None or high is None else (low, high)
    return MeanRecord(
        arm_id=row["arm_id"],
        week=float(one_time(float(row["week"]))),
        count=None,
        n=n,
        verification=row["verification"],
        preferred=row["preferred"] == "yes",
        row=int(row[ROW]),
        mean=_number(row["mean"]),
        # A printed standard error needs no number of patients.
        se=standard_error(n or 0, sd if n else None, se, interval if n else None),
        statistic=row["statistic"],
    )


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
