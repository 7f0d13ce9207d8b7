"""Which rows stand behind every estimate, and what each says: by this a move is explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from synthesis.analyses.doses import DoseAnalysisResult
from synthesis.analyses.estimates import comparison_id
from synthesis.analyses.run import Results, made_once
from synthesis.analyses.subgroups.age_groups import SUBGROUPS, run_age_groups
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.package.corrections import CORRECTIONS, SHAPES
from synthesis.package.dataset import ROW
from synthesis.selection.arms import ArmCount
from synthesis.selection.records import IMPUTED
from synthesis.words.times import one_time

TABLES = ("dichotomous", "adverse_events", "continuous", SUBGROUPS)
SUBGROUP = "subgroup"
NOT_PREFERRED = "not preferred"
UNREAD = "number missing"

# Table, trial, arm (with its subgroup), outcome or event, and week in its one spelling.
PlaceKey = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class RowWords:
    """What one row says: its numbers, and how far it may be used (“source”, “not preferred”)."""

    says: str
    state: str


@dataclass(frozen=True)
class Entering:
    """The rows of a version of the data, and which of them enter what.

    Parameters
    ----------
    rows
        By place, but for values at baseline; of several readings of one place the preferred one,
        else the first.
    units
        The places behind each pool, step and time of a course, by the id of its estimate; behind
        each network, curve, regression, comparison of settings and analysis of means, by its id.
    last_entry
        The number of the last entry in the table of corrections; 0 where it has none.
    """

    rows: Mapping[PlaceKey, RowWords]
    units: Mapping[str, frozenset[PlaceKey]]
    last_entry: int

    def unit_of(self, estimate: str) -> str:
        """The unit behind an estimate, by its id; empty where there is none."""
        analysis = estimate.partition(".")[0]
        return next((name for name in (estimate, analysis) if name in self.units), "")


@made_once
def collect_entering(results: Results) -> Entering:
    """The rows behind every estimate of :func:`synthesis.claims.estimates.collect_estimates`."""
    rows: dict[PlaceKey, RowWords] = {}
    places: dict[str, dict[int, PlaceKey]] = {table: {} for table in TABLES}
    for table in TABLES:
        records = results.dataset.table(table).to_dict("records")
        for row in sorted(records, key=lambda row: row["preferred"] != "yes"):
            if pd.isna(row[SHAPES[table].week]):
                continue
            key = place_of(table, row)
            places[table][row[ROW]] = key
            rows.setdefault(key, RowWords(_says(table, row), _state(table, row)))
    entries = results.dataset.table(CORRECTIONS)["entry"].dropna()
    units = {
        name: frozenset(places[table][number] for table, arm in arms for number in arm.rows)
        for name, arms in _units(results)
    }
    return Entering(rows, units, 0 if entries.empty else int(entries.max()))


def place_of(table: str, row: Mapping[Any, Any]) -> PlaceKey:
    """The place of a row, whichever of its readings it is."""
    shape = SHAPES[table]
    week = one_time(float(row[shape.week]))
    arm = f"{row['arm_id']} ({row[SUBGROUP]})" if table == SUBGROUPS else row["arm_id"]
    return table, row["trial_id"], arm, row[shape.outcome], week


def _units(results: Results) -> Iterator[tuple[str, list[tuple[str, ArmCount]]]]:
    """Each unit with its arms and the table of each."""
    for pooled in results.pools.values():
        yield from ((pool.id, _of("dichotomous", pool.arms)) for pool in pooled.selection.pools)
    for harm in results.harms.values():
        yield from ((pool.id, _of("adverse_events", pool.arms)) for pool in harm.selection.pools)
    networks = {n.analysis.id: n.selection.arms for n in results.formed_networks}
    for name, arms in networks.items():
        yield name, _of("dichotomous", arms)
    for dose in results.doses.values():
        yield dose.analysis.id, _of("dichotomous", dose.selection.arms)
        if step := dose.within:
            name = comparison_id(dose.analysis.id, step.treatment, step.control)
            yield name, _of("dichotomous", _step_arms(dose, step))
    for means in results.means.values():
        yield means.analysis.id, _of("continuous", means.selection.arms)
    for result in results.courses.values():
        for course, point in result.points:
            yield course.id_of(point), _of("dichotomous", point.pool.arms)
    for slope in results.dataset.plan.regressions:
        yield slope.id, _of("dichotomous", networks.get(slope.network, ()))
    for setting in results.dataset.plan.settings:
        both = (*networks.get(setting.first, ()), *networks.get(setting.second, ()))
        yield setting.id, _of("dichotomous", both)
    for group in run_age_groups(results):
        parts = group.subgroup_trials
        for each in group.pools:
            own = each.pool.arms
            tables = (SUBGROUPS if arm.trial_name in parts else "dichotomous" for arm in own)
            yield each.pool.id, list(zip(tables, own, strict=True))


def _step_arms(dose: DoseAnalysisResult, step: PairwiseResult) -> Iterator[ArmCount]:
    """The arms of the trials that randomised both doses of a step."""
    doses = [float(step.treatment), float(step.control)]
    given = {(arm.trial_id, arm.dose) for arm in dose.selection.arms}
    for arm in dose.selection.arms:
        if arm.dose in doses and all((arm.trial_id, each) in given for each in doses):
            yield arm


def _of(table: str, arms: Iterable[ArmCount]) -> list[tuple[str, ArmCount]]:
    return [(table, arm) for arm in arms]


def _says(table: str, row: Mapping[Any, Any]) -> str:
    """“46 of 281”, “27.3% (22.1 to 32.5) of 281 (imputed)”, “-82.1 (SE 1.2) of 95”.

    All that an analysis takes of a row, so that rows that say the same are the same to it.
    """
    n = UNREAD if pd.isna(row["n"]) else f"{int(row['n'])}"
    interval = ""
    if not pd.isna(row.get("ci_low")) and not pd.isna(row.get("ci_high")):
        interval = f" ({row['ci_low']:g} to {row['ci_high']:g})"
    if table == "continuous":
        spreads = [f"{k.upper()} {row[k]:g}" for k in ("sd", "se") if not pd.isna(row[k])]
        spread = f" ({', '.join(spreads)})" if spreads else interval
        mean = UNREAD if pd.isna(row["mean"]) else f"{row['mean']:g}"
        return f"{mean}{spread} of {n}"
    if not pd.isna(row.get("value")):
        return f"{row['value']:g}{interval} of {n}"
    count = row[SHAPES[table].count]
    if row["verification"] != IMPUTED and not pd.isna(count):
        return f"{int(count)} of {n}"
    percent = row["percent_reported"]
    imputed = " (imputed)" if row["verification"] == IMPUTED else ""
    return f"{UNREAD if pd.isna(percent) else f'{percent:g}%'}{interval} of {n}{imputed}"


def _state(table: str, row: Mapping[Any, Any]) -> str:
    parts = [str(row["verification"])]
    if table == "continuous":
        parts.append(str(row["statistic"]))
    if row["preferred"] != "yes":
        parts.append(NOT_PREFERRED)
    return ", ".join(parts)
