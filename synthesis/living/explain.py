"""Why estimates moved between two versions: the rows behind each, and their readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Any, Literal

import pandas as pd

from synthesis.analyses.evidence.entering import TABLES, Entering, PlaceKey, place_of
from synthesis.living.compare_results import EstimateChange
from synthesis.package.corrections import CORRECTIONS, NEW_ROW, READINGS, SHAPES, split_domain
from synthesis.package.dataset import Dataset
from synthesis.words.times import one_time

Kind = Literal["new trial", "new row", "corrected", "enters", "leaves", "gone"]
KINDS: tuple[Kind, ...] = ("new trial", "gone", "leaves", "corrected", "enters", "new row")
LONGEST = 90  # characters of a place within its source
# Of an entry, the fields that an analysis can tell.
TOLD = ("preferred", "verification", "statistic", "ci_low", "ci_high", NEW_ROW)


@dataclass(frozen=True)
class RowReason:
    """One row that is not what it was behind an estimate.

    Parameters
    ----------
    place
        Table, trial, arm, outcome or event, and week.
    kind
        “corrected”: it says something else. “new trial” and “new row”: it was not there. “enters”
        and “leaves”: it is there in both, and an analysis takes it in one alone. “gone”.
    old, new
        What it said and says, with how far it may be used where that decides; empty if not there.
    origin
        The reading that it came from; empty where no entry tells.
    """

    place: PlaceKey
    kind: Kind
    old: str
    new: str
    origin: str


@dataclass(frozen=True)
class Explanation:
    """The moved estimates of one analysis, and the rows that moved them.

    Parameters
    ----------
    analysis, title
        Its id and title.
    changes
        Its estimates that moved, the largest move first.
    reasons
        The rows of all of them, each once; those of one estimate are `of`.
    of
        By id of an estimate, the places of its rows.
    known
        Whether it is known of all of them which rows stand behind them, in both versions.
    """

    analysis: str
    title: str
    changes: tuple[EstimateChange, ...]
    reasons: tuple[RowReason, ...]
    of: Mapping[str, frozenset[PlaceKey]]
    known: bool = True

    def only(self, estimate: str) -> Explanation:
        """The same of one estimate alone."""
        places = self.of[estimate]
        return replace(
            self,
            changes=tuple(each for each in self.changes if each.new.id == estimate),
            reasons=tuple(each for each in self.reasons if each.place in places),
            of={estimate: places},
        )

    def count(self, kind: Kind) -> int:
        """How many rows are of one kind."""
        return sum(reason.kind == kind for reason in self.reasons)


def explain_moves(
    changes: Iterable[EstimateChange], old: Entering, new: Entering, dataset: Dataset
) -> tuple[Explanation, ...]:
    """The rows behind every estimate that moved, by analysis, in the order of the largest moves.

    Estimates that differ in their suggested certainty alone did not move.

    Parameters
    ----------
    changes
        Of a comparison, in its order.
    old, new
        The rows of both versions.
    dataset
        The new version, whose table of corrections tells where its rows came from.
    """
    by_analysis: dict[tuple[str, str], list[EstimateChange]] = {}
    for change in changes:
        if not change.of_certainty_alone:
            name = change.new.id.partition(".")[0], change.new.title
            by_analysis.setdefault(name, []).append(change)
    origins = read_origins(dataset, old.last_entry)
    found = []
    for (analysis, title), own in by_analysis.items():
        reasons: dict[PlaceKey, RowReason] = {}
        of: dict[str, frozenset[PlaceKey]] = {}
        for change in own:
            rows = list(_reasons(change.new.id, old, new, origins))
            of[change.new.id] = frozenset(reason.place for reason in rows)
            reasons |= {reason.place: reason for reason in rows}
        ordered = sorted(reasons.values(), key=lambda each: (KINDS.index(each.kind), each.place))
        known = all(side.unit_of(name) for side in (old, new) for name in of)
        found.append(Explanation(analysis, title, tuple(own), tuple(ordered), of, known))
    return tuple(found)


def _reasons(
    estimate: str, old: Entering, new: Entering, origins: Mapping[PlaceKey, str]
) -> Iterator[RowReason]:
    before = old.units.get(old.unit_of(estimate), frozenset())
    after = new.units.get(new.unit_of(estimate), frozenset())
    trials = {place[1] for place in old.rows}
    for place in sorted(before | after):
        then, now = old.rows.get(place), new.rows.get(place)
        origin = origins.get(place, "")
        if place in before and place in after and then and now:
            if then.says != now.says:
                yield RowReason(place, "corrected", then.says, now.says, origin)
        elif place in after and now:
            kind: Kind = "enters" if then else "new row" if place[1] in trials else "new trial"
            was = f"{then.says}, {then.state}" if then else ""
            yield RowReason(place, kind, was, now.says, origin)
        elif then:
            left = f"{now.says}, {now.state}" if now else ""
            yield RowReason(place, "leaves" if now else "gone", then.says, left, origin)


def read_origins(dataset: Dataset, last_entry: int) -> dict[PlaceKey, str]:
    """Where each row that was recorded after an entry came from, in words, by its place."""
    readings = dataset.table(READINGS)
    named = ("entry", "batch", "line")
    lines = {
        int(entry): f"reading {batch}, line {line}"
        for entry, batch, line in readings[list(named)].itertuples(index=False)
        if str(entry).isdigit()
    }
    found = dict(_locators(dataset))
    for row in dataset.table(CORRECTIONS).to_dict("records"):
        table, entry = row["table"], int(row["entry"])
        if entry <= last_entry or table not in TABLES or pd.isna(row["week"]):
            continue
        if row["field"] not in (*SHAPES[table].numbers, *TOLD):
            continue
        place = place_of(table, _as_row(row, table))
        read = lines.get(entry, "")
        found[place] = f"{read + ', ' if read else ''}entry {entry}: {row['reason']}"
    return found


def _locators(dataset: Dataset) -> Iterator[tuple[PlaceKey, str]]:
    """Where each row was read: what is known of one that was changed by hand."""
    for table in TABLES:
        rows = dataset.table(table).to_dict("records")
        for row in sorted(rows, key=lambda row: row["preferred"] == "yes"):
            if pd.isna(row[SHAPES[table].week]):
                continue  # a value at baseline
            where = shorten(str(row["source_locator"]), LONGEST, placeholder=" …")
            yield place_of(table, row), f"no entry; read at “{where}”" if where else ""


def _as_row(entry: Mapping[Any, Any], table: str) -> dict[str, object]:
    shape = SHAPES[table]
    week = one_time(float(str(entry["week"])))
    own = {shape.outcome: entry["outcome"], shape.week: week}
    named = {"trial_id": entry["trial_id"], "arm_id": entry["arm_id"]}
    return {**named, **split_domain(table, str(entry["domain"])), **own}
