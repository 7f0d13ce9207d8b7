"""The arms of a trial that count as one, and their count: the one form of it up to the page."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from synthesis.models.tables.imputed_arms import EFFECTIVE_N
from synthesis.selection.records import IMPUTED, ArmRecord, CountRecord
from synthesis.words.terms import INACTIVE

# Tiers of verification, the surest first.
INFERRED, UNVERIFIED = "inferred", "unverified"
PRIMARY_TIERS = ("source", "derived", IMPUTED, INFERRED)
ALL_TIERS = (*PRIMARY_TIERS, UNVERIFIED)


@dataclass(frozen=True)
class ArmCount:
    """Patients counted on one treatment of one trial, from the gate to the model and the page.

    Parameters
    ----------
    treatment
        The regimen; for placebo and vehicle the comparator of the analysis.
    week
        The week of the outcome, or the weeks over which a harm was counted.
    sources
        The row of each arm on this treatment, all of the same week; each has its count.
    dose
        In the unit of arms.csv, 0 for placebo and vehicle; None where no dose is asked for.
    """

    trial_id: str
    trial_name: str
    treatment: str
    week: float
    sources: tuple[CountRecord, ...]
    dose: float | None = None

    @property
    def responders(self) -> float:
        """Patients with the outcome or the event, over all rows; whole unless `imputed`.

        It enters formulas. It is printed by `words.numbers.count_share`, which prints no count
        where there is none.
        """
        return sum(row.responders for row in self.sources)

    @property
    def n(self) -> int:
        """Patients, over all rows."""
        return sum(row.n or 0 for row in self.sources)

    @property
    def imputed(self) -> bool:
        """Whether a row has an imputed percentage, so that the arm has no count."""
        return any(row.imputed for row in self.sources)

    @property
    def effective_n(self) -> float:
        """Patients that a count would need for the variance of this arm; n of a count.

        Rows of several arms make one share, weighted by their patients, whose variance is
        that of the weighted sum: N^2 / sum(n_i^2 / m_i), which is N where every m_i is n_i.
        """
        if not self.imputed:
            return self.n
        if len(self.sources) == 1:
            return self.sources[0].effective_n
        parts = ((row.n or 0) ** 2 / row.effective_n for row in self.sources)
        return min(float(self.n), self.n**2 / math.fsum(parts))

    @property
    def effective_responders(self) -> float:
        """Responders as they enter formulas; those counted of a count."""
        return self.responders / self.n * self.effective_n if self.imputed else self.responders

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows of the table of counts, as a spreadsheet counts them."""
        return tuple(row.row for row in self.sources)

    @property
    def verification(self) -> str:
        """The least sure tier of its rows."""
        return max((row.verification for row in self.sources), key=ALL_TIERS.index)


@dataclass(frozen=True)
class ArmGroup:
    """The arms of one trial that count as one, because they received one treatment."""

    treatment: str
    arms: tuple[ArmRecord, ...]


def group_arms(
    arms: Iterable[ArmRecord], routes: Collection[str], comparator: str = ""
) -> tuple[ArmGroup, ...]:
    """The arms of one trial by what they received, in the order of their first arms.

    Parameters
    ----------
    arms
        Of one trial.
    routes
        Of the drugs compared: placebo and vehicle given by these come first.
    comparator
        The regimen that others are set against. Where it is inactive, every placebo and vehicle
        counts as it; else these count as the regimen of the first.
    """
    arms = tuple(arms)
    inactive = [arm for arm in arms if arm.inactive]
    inactive = [arm for arm in inactive if arm.route in routes] or inactive
    regimens = [arm.regimen for arm in inactive]
    as_one = comparator if comparator in (*INACTIVE, *regimens) else next(iter(regimens), "")
    groups: dict[str, list[ArmRecord]] = {}
    for arm in arms:
        if not arm.inactive or arm in inactive:
            groups.setdefault(as_one if arm.inactive else arm.regimen, []).append(arm)
    return tuple(ArmGroup(treatment, tuple(own)) for treatment, own in groups.items())


def find_group(groups: Iterable[ArmGroup], treatment: str) -> ArmGroup:
    """The group on one treatment; without arms where there is none."""
    found = (group for group in groups if group.treatment == treatment)
    return next(found, ArmGroup(treatment, ()))


def arms_frame(arms: Iterable[ArmCount]) -> pd.DataFrame:
    """Arms as the models take them: trial, treatment, responders, n.

    The trial is its name, one for one with its identifier (see `name_trials`). Where an arm is
    imputed there is a column effective_n as well, missing for the others.
    """
    arms = tuple(arms)
    columns = ["trial", "treatment", "responders", "n"]
    rows = [(arm.trial_name, arm.treatment, arm.responders, arm.n) for arm in arms]
    return add_effective_n(pd.DataFrame(rows, columns=columns), arms)


def add_effective_n(frame: pd.DataFrame, arms: Iterable[ArmCount]) -> pd.DataFrame:
    """The frame of some arms, one a row, with their effective numbers where one is imputed."""
    own = [arm.effective_n if arm.imputed else math.nan for arm in arms]
    return frame if all(map(math.isnan, own)) else frame.assign(**{EFFECTIVE_N: own})


def ids_by_name(arms: Iterable[ArmCount]) -> Mapping[str, str]:
    """Identifiers of the trials of some arms, by the names that `arms_frame` gives the models."""
    return {arm.trial_name: arm.trial_id for arm in arms}


def trials_of(arms: Iterable[ArmCount]) -> tuple[str, ...]:
    """Identifiers of the trials of some arms, each once, in order."""
    return tuple(dict.fromkeys(arm.trial_id for arm in arms))


def patients_once(arms: Iterable[ArmCount]) -> dict[tuple[str, str], int]:
    """Patients of each arm, by trial and arm, however many outcomes and weeks count it.

    Its denominator differs between them; the largest is its number of patients.
    """
    patients: dict[tuple[str, str], int] = {}
    for arm in arms:
        for row in arm.sources:
            key = arm.trial_id, row.arm_id
            patients[key] = max(row.n or 0, patients.get(key, 0))
    return patients


def imputed_rows(arms: Iterable[ArmCount]) -> tuple[int, ...]:
    """Rows of the table whose percentages were imputed several times, as a spreadsheet counts."""
    return tuple(row.row for arm in arms for row in arm.sources if row.imputed)
