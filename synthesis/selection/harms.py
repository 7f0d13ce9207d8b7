"""Choose the rows of a declared comparison of harms: the same event over the same period.

Reports count harms over periods of their own. Both arms of a trial must be counted over the
same one: the shortest at or after the trial's primary week over which both have a usable count.
A later period would add follow-up, and often patients who have changed treatment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from synthesis.package.dataset import ROW, Dataset
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.selection.pools import (
    ROLES,
    HeldBack,
    Record,
    Records,
    find_control,
    hold_back,
    read_records,
    setting_mismatch,
)
from synthesis.words.labels import EVENT_NAMES, sort_key

COMBINED = "pooled-duplicate"
LABEL_DOSE = " (label dose)"  # one dose only is a comparator, so that its name says enough


@dataclass(frozen=True)
class EventCount:
    """Patients with the event in one arm, with the row of adverse_events.csv they come from."""

    trial_id: str
    trial_name: str
    arm_id: str
    treatment: str
    events: int
    n: int
    period_weeks: float
    verification: str
    row: int


@dataclass(frozen=True)
class HarmPool:
    """The arms that one comparison rests on: one regimen against the comparator.

    `arms` come in pairs: the treatment, then the comparator, of one trial after the other.
    """

    analysis: HarmAnalysis
    regimen: str
    label: str
    comparator: str
    comparator_label: str
    arms: tuple[EventCount, ...]

    @property
    def id(self) -> str:
        """Permanent name of the comparison: analysis and regimen."""
        return f"{self.analysis.id}.{self.regimen}"

    @property
    def trials(self) -> tuple[str, ...]:
        """Identifiers of the trials, each once, in order."""
        return tuple(dict.fromkeys(arm.trial_id for arm in self.arms))

    def frame(self) -> pd.DataFrame:
        """The arms as the models take them: trial, treatment, responders, n."""
        columns = ["trial", "treatment", "responders", "n"]
        rows = [(arm.trial_name, arm.treatment, arm.events, arm.n) for arm in self.arms]
        return pd.DataFrame(rows, columns=columns)

    def cells(self) -> NDArray[np.int64]:
        """Events and patients with the treatment and with the comparator, shape (k, 4)."""
        pairs = zip(self.arms[::2], self.arms[1::2], strict=True)
        return np.array([(t.events, t.n, c.events, c.n) for t, c in pairs], dtype=np.int64)


@dataclass(frozen=True)
class HarmSelection:
    """What a declared comparison of harms found: its pools, and everything it held back."""

    analysis: HarmAnalysis
    pools: tuple[HarmPool, ...]
    held_back: tuple[HeldBack, ...]


def read_harm_records(dataset: Dataset) -> Records:
    """Turn the tables that selections of harms need into plain records."""
    return read_records(dataset, "adverse_events", "event")


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
    admitted = analysis.verification if tiers is None else tiers
    treatments = set(analysis.treatments) or (
        records.regimens.get(analysis.route, frozenset()) - {analysis.comparator}
    )
    counts: dict[str, list[EventCount]] = {}
    counted: set[tuple[str, str]] = set()
    held: list[HeldBack] = []
    # Two trials reported as one come last: by then it is known whether each stands for itself.
    for trial in sorted(records.trials, key=lambda trial: trial["role"] == COMBINED):
        numbers = {number for number in str(trial["nct_id"]).split("; ") if number}
        for item in _from_trial(trial, records, analysis, treatments, admitted):
            if isinstance(item, HeldBack):
                held.append(item)
                continue
            regimen, pair = item
            if trial["role"] == COMBINED and any((n, regimen) in counted for n in numbers):
                reason = ROLES[COMBINED]
                held.append(hold_back(trial, records.labels, "role", reason, regimen))
                continue
            counts.setdefault(regimen, []).extend(pair)
            counted |= {(number, regimen) for number in numbers}
    pools = [
        HarmPool(
            analysis=analysis,
            regimen=regimen,
            label=records.labels[regimen],
            comparator=analysis.comparator,
            comparator_label=_comparator_label(records, analysis),
            arms=tuple(found),
        )
        for regimen, found in counts.items()
    ]
    pools.sort(key=lambda pool: sort_key(pool.label))
    return HarmSelection(analysis, tuple(pools), tuple(held))


def _comparator_label(records: Records, analysis: HarmAnalysis) -> str:
    if analysis.against_inactive and analysis.route == "topical":
        return "vehicle"
    return records.labels[analysis.comparator].removesuffix(LABEL_DOSE)


def _from_trial(
    trial: Record,
    records: Records,
    analysis: HarmAnalysis,
    treatments: Collection[str],
    tiers: tuple[str, ...],
) -> Iterator[HeldBack | tuple[str, tuple[EventCount, EventCount]]]:
    hold = partial(hold_back, trial, records.labels)
    arms = records.arms.get(trial["trial_id"], [])
    treated = [arm for arm in arms if arm["regimen"] in treatments]
    if not treated:
        return
    if trial["role"] not in ("parallel", COMBINED):
        yield hold("role", ROLES[trial["role"]])
        return
    control = find_control(arms, analysis.comparator)
    if not control:
        yield hold("comparator", f"no arm on {analysis.comparator.split('-')[0]}")
        return
    mismatch = setting_mismatch(trial, analysis.population, analysis.background_topical)
    if mismatch:
        yield hold(*mismatch)
        return
    if pd.isna(trial["primary_week"]):
        yield hold("reported", "the primary week is not known")
        return
    rows = records.rows.get(analysis.event, {}).get(trial["trial_id"], [])
    for arm in treated:
        names = (records.labels[arm["regimen"]], records.labels[control[0]["regimen"]])
        own = [row for row in rows if row["arm_id"] == arm["arm_id"]]
        other = [row for row in rows if row["arm_id"] == control[0]["arm_id"]]
        usable = [[row for row in part if not _why_unusable(row, tiers)] for part in (own, other)]
        pair = same_period(usable[0], usable[1], float(trial["primary_week"]))
        if pair is None:
            stage, reason = _why_no_pair(own, other, names, analysis.event, tiers)
            yield hold(stage, reason, arm["regimen"])
            continue
        first, second = pair
        treatment = _count_events(trial, first, arm["regimen"])
        yield arm["regimen"], (treatment, _count_events(trial, second, analysis.comparator))


def same_period(
    treated: list[Record], control: list[Record], primary_week: float
) -> tuple[Record, Record] | None:
    """The two rows of the shortest common period at or after the primary week, if any."""
    by_period = {float(row["period_weeks"]): row for row in control}
    pairs = {
        float(row["period_weeks"]): (row, by_period[float(row["period_weeks"])])
        for row in treated
        if float(row["period_weeks"]) in by_period and row["period_weeks"] >= primary_week
    }
    return pairs[min(pairs)] if pairs else None


def _why_unusable(row: Record, tiers: tuple[str, ...]) -> str:
    if pd.isna(row["patients"]) or pd.isna(row["n"]):
        return "counted"
    return "" if row["verification"] in tiers else "tier"


def _why_no_pair(
    own: list[Record],
    other: list[Record],
    names: tuple[str, str],
    event: str,
    tiers: tuple[str, ...],
) -> tuple[str, str]:
    what = EVENT_NAMES[event]
    for rows, name in zip((own, other), names, strict=True):
        if not rows:
            return "reported", f"no count of {what} has been read for {name}"
    for rows, name in zip((own, other), names, strict=True):
        stages = [_why_unusable(row, tiers) for row in rows]
        if all(stages):
            if "tier" in stages:
                return "tier", f"{what} on {name} awaits verification"
            return "counted", f"the count or the number of patients is missing: {what} on {name}"
    periods = [_list_periods(rows) for rows in (own, other)]
    return "week", f"{what}: {periods[0]} on {names[0]}, {periods[1]} on {names[1]}"


def _list_periods(rows: list[Record]) -> str:
    weeks = sorted({float(row["period_weeks"]) for row in rows})
    return f"{' and '.join(f'{week:g}' for week in weeks)} weeks"


def _count_events(trial: Record, row: Record, treatment: str) -> EventCount:
    return EventCount(
        trial_id=trial["trial_id"],
        trial_name=trial["trial_name"],
        arm_id=row["arm_id"],
        treatment=treatment,
        events=int(row["patients"]),
        n=int(row["n"]),
        period_weeks=float(row["period_weeks"]),
        verification=row["verification"],
        row=int(row[ROW]),
    )
