"""Choose rows by a declared analysis: the pools it forms, and what it holds back and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd

from synthesis.package.dataset import ROW, Dataset
from synthesis.package.plan.pools import YOUNGEST_ADOLESCENT, Analysis
from synthesis.words.labels import INACTIVE, OUTCOME_NAMES, label_regimens, label_week, sort_key

Record = Mapping[Any, Any]

PRIMARY_TIERS = ("source", "derived", "inferred")
ALL_TIERS = (*PRIMARY_TIERS, "unverified")

# Reasons in the order a trial meets them: the later, the closer it came to being used.
STAGES = ("role", "comparator", "population", "background", "week", "reported", "counted", "tier")
ROLES = {
    "randomised withdrawal": "randomised withdrawal: only responders were randomised",
    "extension": "extension: not randomised at the start of treatment",
    "pooled-duplicate": "the same patients as the trials it combines",
    "no-results-yet": "no results have been found yet",
}


@dataclass(frozen=True)
class ArmCount:
    """Responders of one arm, with the row of dichotomous.csv they come from."""

    trial_id: str
    trial_name: str
    arm_id: str
    treatment: str
    responders: int
    n: int
    week: float
    verification: str
    row: int


@dataclass(frozen=True)
class Pool:
    """The arms that one pooled result rests on: one regimen against the comparator."""

    analysis: Analysis
    regimen: str
    label: str
    comparator: str
    comparator_label: str
    arms: tuple[ArmCount, ...]

    @property
    def id(self) -> str:
        """Permanent name of the pooled result: analysis and regimen."""
        return f"{self.analysis.id}.{self.regimen}"

    @property
    def trials(self) -> tuple[str, ...]:
        """Identifiers of the trials, each once, in order."""
        return tuple(dict.fromkeys(arm.trial_id for arm in self.arms))

    def without(self, trials: Collection[str]) -> Pool | None:
        """The pool without some trials, by their identifiers; None when nothing is left."""
        arms = tuple(arm for arm in self.arms if arm.trial_id not in trials)
        return replace(self, arms=arms) if arms else None

    def frame(self) -> pd.DataFrame:
        """The arms as the models take them: trial, treatment, responders, n."""
        columns = ["trial", "treatment", "responders", "n"]
        rows = [(arm.trial_name, arm.treatment, arm.responders, arm.n) for arm in self.arms]
        return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class HeldBack:
    """A trial (and regimen, where one is meant) that an analysis does not use, and why."""

    trial_id: str
    trial_name: str
    regimen: str | None
    label: str
    stage: str
    reason: str


@dataclass(frozen=True)
class Selection:
    """What a declared analysis found: its pools, and everything it held back."""

    analysis: Analysis
    pools: tuple[Pool, ...]
    held_back: tuple[HeldBack, ...]

    def pool(self, regimen: str) -> Pool:
        """The pool of one regimen; KeyError when there is none."""
        for pool in self.pools:
            if pool.regimen == regimen:
                return pool
        raise KeyError(f"{self.analysis.id} has no pool of {regimen}")


@dataclass(frozen=True)
class Records:
    """The tables as plain records, read once for any number of selections.

    `arms` by trial, `rows` (the preferred ones of the table of counts) by what is counted and
    by trial; `regimens` are the active ones of each route, `labels` the words for every regimen.
    """

    trials: tuple[Record, ...]
    arms: Mapping[str, list[Record]]
    rows: Mapping[str, Mapping[str, list[Record]]]
    regimens: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]


def read_records(dataset: Dataset, table: str = "dichotomous", counted: str = "outcome") -> Records:
    """Turn the tables that selections need into plain records.

    Parameters
    ----------
    dataset
        A validated data package.
    table, counted
        The table of counts, and its field that says what they count.
    """
    arms, rows = dataset.table("arms"), dataset.table(table)
    rows = rows[rows["preferred"] == "yes"]
    active = arms[~arms["drug"].isin(INACTIVE)]
    return Records(
        trials=tuple(dataset.table("trials").to_dict("records")),
        arms=records_by_trial(arms),
        rows={str(name): records_by_trial(part) for name, part in rows.groupby(counted)},
        regimens={
            str(route): frozenset(part["regimen"]) for route, part in active.groupby("route")
        },
        labels=label_regimens(arms),
    )


def select(dataset: Dataset, analysis: Analysis, tiers: tuple[str, ...] | None = None) -> Selection:
    """Form the pools of an analysis.

    Parameters
    ----------
    dataset
        A validated data package.
    analysis
        The declared analysis.
    tiers
        Tiers of verification admitted; those the analysis declares by default.
    """
    return select_records(read_records(dataset), analysis, tiers)


def select_records(
    records: Records, analysis: Analysis, tiers: tuple[str, ...] | None = None
) -> Selection:
    """Form the pools of an analysis, as :func:`select`, from tables that were read before."""
    admitted = analysis.verification if tiers is None else tiers
    labels, rows_of = records.labels, records.rows.get(analysis.outcome, {})
    treatments = set(analysis.treatments) or (
        records.regimens.get(analysis.route, frozenset()) - {analysis.comparator}
    )
    counts: dict[str, list[ArmCount]] = {}
    held: list[HeldBack] = []
    for trial in records.trials:
        own = records.arms.get(trial["trial_id"], []), rows_of.get(trial["trial_id"], [])
        for item in _from_trial(trial, *own, analysis, treatments, admitted, labels):
            if isinstance(item, HeldBack):
                held.append(item)
            else:
                regimen, pair = item
                counts.setdefault(regimen, []).extend(pair)
    pools = [
        Pool(
            analysis=analysis,
            regimen=regimen,
            label=labels[regimen],
            comparator=analysis.comparator,
            comparator_label=labels[analysis.comparator],
            arms=tuple(found),
        )
        for regimen, found in counts.items()
    ]
    pools.sort(key=lambda pool: sort_key(pool.label))
    return Selection(analysis, tuple(pools), tuple(held))


def records_by_trial(frame: pd.DataFrame) -> dict[str, list[Record]]:
    """The rows of a table as plain records, by trial."""
    # Plain records: filtering frames once per trial took ten times as long.
    groups: dict[str, list[Record]] = {}
    for record in frame.to_dict("records"):
        groups.setdefault(record["trial_id"], []).append(record)
    return groups


def _from_trial(
    trial: Record,
    arms: list[Record],
    rows: list[Record],
    analysis: Analysis,
    treatments: Collection[str],
    tiers: tuple[str, ...],
    labels: Mapping[str, str],
) -> Iterator[HeldBack | tuple[str, tuple[ArmCount, ArmCount]]]:
    hold = partial(hold_back, trial, labels)

    treated = [arm for arm in arms if arm["regimen"] in treatments]
    if not treated:
        return
    if trial["role"] != "parallel":
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
    week = trial["primary_week"] if analysis.week is None else analysis.week
    if pd.isna(week):
        yield hold("reported", "the primary week is not known")
        return
    at_week = {row["arm_id"]: row for row in rows if row["week"] == week}
    for arm in treated:
        pair = []
        for arm_id, treatment in (
            (arm["arm_id"], arm["regimen"]),
            (control[0]["arm_id"], analysis.comparator),
        ):
            row = at_week.get(arm_id)
            whose = labels[control[0]["regimen"] if treatment != arm["regimen"] else treatment]
            stage, reason = why_unusable(row, analysis.outcome, float(week), tiers, whose)
            if row is None or stage:
                yield hold(stage, reason, arm["regimen"])
                break
            pair.append(count_arm(trial, row, treatment))
        else:
            yield arm["regimen"], (pair[0], pair[1])


def find_control(arms: list[Record], comparator: str) -> list[Record]:
    """The arms of a trial on a comparator; any inactive one stands for placebo and vehicle."""
    if comparator in INACTIVE:
        return [arm for arm in arms if arm["drug"] in INACTIVE]
    return [arm for arm in arms if arm["regimen"] == comparator]


def hold_back(
    trial: Record, labels: Mapping[str, str], stage: str, reason: str, regimen: str | None = None
) -> HeldBack:
    """What is held back of a trial, the whole of it or one regimen, and why."""
    label = labels[regimen] if regimen else ""
    return HeldBack(trial["trial_id"], trial["trial_name"], regimen, label, stage, reason)


def population_mismatch(trial: Record, population: str) -> str:
    """Why a trial is not of a declared population; empty when it is."""
    youngest = trial["min_age_years"]
    if pd.isna(youngest) and population != "all ages":
        return "the lowest age admitted is not known"
    admits_children: bool = not pd.isna(youngest) and youngest < YOUNGEST_ADOLESCENT
    if population == "adults and adolescents" and admits_children:
        return "admits children under 12 years"
    if population == "children" and not admits_children:
        return "admits nobody under 12 years"
    return ""


def setting_mismatch(
    trial: Record, population: str, backgrounds: Collection[str]
) -> tuple[str, str] | None:
    """Stage and reason why a trial is of another population or background; None when it fits."""
    mismatch = population_mismatch(trial, population)
    if mismatch:
        return "population", mismatch
    if trial["background_topical"] not in backgrounds:
        return "background", f"topical treatment beside the drug: {trial['background_topical']}"
    return None


def week_mismatch(trial: Record, weeks: tuple[float, float]) -> tuple[str, str] | None:
    """Stage and reason why a trial's primary week lies outside a window; None when it is inside."""
    week, (low, high) = trial["primary_week"], weeks
    if pd.isna(week):
        return "reported", "the primary week is not known"
    if not low <= week <= high:
        window = f"week {low:g}" if low == high else f"weeks {low:g} to {high:g}"
        return "week", f"primary at {label_week(float(week))}, outside {window}"
    return None


def why_unusable(
    row: Record | None, outcome: str, week: float, tiers: tuple[str, ...], whose: str
) -> tuple[str, str]:
    """Stage and reason why a row cannot be counted; both empty when it can."""
    what = f"{OUTCOME_NAMES.get(outcome, outcome)} at {label_week(week)} on {whose}"
    if row is None:
        return "reported", f"no count of {what} has been read"
    if pd.isna(row["responders"]) or pd.isna(row["n"]):
        known = "remembered" if row["verification"] == "unverified" else "read"
        return "counted", f"only a percentage was {known} for {what}"
    if row["verification"] not in tiers:
        return "tier", f"{what} awaits verification"
    return "", ""


def count_arm(trial: Record, row: Record, treatment: str) -> ArmCount:
    """The responders of one arm, from its row of dichotomous.csv."""
    return ArmCount(
        trial_id=trial["trial_id"],
        trial_name=trial["trial_name"],
        arm_id=row["arm_id"],
        treatment=treatment,
        responders=int(row["responders"]),
        n=int(row["n"]),
        week=float(row["week"]),
        verification=row["verification"],
        row=int(row[ROW]),
    )
