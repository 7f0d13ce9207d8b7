"""Which rows await verification, and how much the primary results rest on each of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from synthesis.analyses.desk import Desk, Move, analyses_of
from synthesis.analyses.row_effects import CountTables
from synthesis.package.corrections import TABLES
from synthesis.package.dataset import ROW
from synthesis.selection.records import CountRecord
from synthesis.words.sources import kind_of
from synthesis.words.terms import CodeTerm

OPEN_TIERS = ("unverified", "inferred")


@dataclass(frozen=True)
class CountedRow:
    """A row of counts: what it counts, of which trial and arm, and where it was read.

    Parameters
    ----------
    table, code, record, trial
        The row, the outcome or event that it counts, and its trial.
    label, kind
        Words for its drug and dose, and for the kind of place that it is known from.
    """

    table: str
    code: CodeTerm
    record: Mapping[Any, Any]
    trial: Mapping[Any, Any]
    label: str
    kind: str

    @property
    def row(self) -> int:
        """The row of its file, as a spreadsheet counts it."""
        return int(self.record[ROW])

    @property
    def tier(self) -> str:
        """Its tier of verification."""
        return str(self.record["verification"])

    @property
    def week(self) -> float:
        """Its week, or the weeks over which a harm was counted."""
        return float(self.record[TABLES[self.table].week])

    @property
    def counted(self) -> bool:
        """Whether it has a count and a number of patients."""
        return not (pd.isna(self.record[TABLES[self.table].count]) or pd.isna(self.record["n"]))


@dataclass(frozen=True)
class OpenRow(CountedRow):
    """A row that waits for somebody to read it, and what would come of it.

    Parameters
    ----------
    analyses
        Ids of the analyses that use it, or would once it is verified and complete.
    moves
        For a row in use, the results without it; for any other, the results with it. The
        most telling first.
    used
        Whether a primary result rests on it now.
    companions
        Other rows of the same trial, outcome and week that have to be verified with it before
        any result moves.
    """

    analyses: tuple[str, ...]
    moves: tuple[Move, ...]
    used: bool
    companions: int

    @property
    def conclusions(self) -> int:
        """Number of results that would appear, disappear or change sides."""
        return sum(move.changes_conclusion for move in self.moves)

    @property
    def largest_shift(self) -> float:
        """The largest finite shift of a result; 0 without any."""
        return max((m.shift for m in self.moves if math.isfinite(m.shift)), default=0.0)


def open_rows(desk: Desk) -> tuple[OpenRow, ...]:
    """Every row that awaits verification or its denominator and that an analysis would use.

    Returns
    -------
    tuple of OpenRow
        First the rows on which results depend most: by the number of results that would appear,
        disappear or change sides, then by the largest shift.
    """
    found = []
    for own, row in counted_rows(desk):
        analyses = analyses_of(desk, own.table, row.row)
        waits = row.verification in OPEN_TIERS or not row.complete
        if analyses and waits:
            moves, used, companions = _try(desk, own, row)
            found.append(
                OpenRow(
                    **vars(own),
                    analyses=analyses,
                    moves=moves,
                    used=used,
                    companions=companions,
                )
            )
    found.sort(key=lambda r: (-r.conclusions, -r.largest_shift, -len(r.analyses), r.table, r.row))
    return tuple(found)


def _try(desk: Desk, counted: CountedRow, row: CountRecord) -> tuple[tuple[Move, ...], bool, int]:
    """Moves without a row that is in use, with one that is not; companions it needs."""
    table, code, trial = counted.table, counted.code, counted.trial["trial_id"]
    own = desk.tables.of(table).rows_of(code, trial)

    def moves_with(rows: Iterable[CountRecord]) -> tuple[Move, ...]:
        changed = desk.tables.with_rows(table, code, trial, tuple(rows))
        return desk.moves(table, code, changed, trial)

    if any(row.row in desk.base[a.id].rows for a in desk.by_code[table, code]):
        return moves_with(other for other in own if other != row), True, 0
    if not row.complete:
        return (), False, 0
    beside = {
        other.row
        for other in own
        if other.preferred
        and other.week == row.week
        and other.verification == "unverified"
        and other.complete
    }
    for promoted in ({row.row}, {row.row} | beside):
        verified = (
            replace(other, verification="source") if other.row in promoted else other
            for other in own
        )
        moves = moves_with(verified)
        if moves:
            return moves, False, len(promoted) - 1
    return (), False, 0


def counted_rows(desk: Desk) -> Iterator[tuple[CountedRow, CountRecord]]:
    """Every preferred row of counts, table by table in the order of its file."""
    words, labels = desk.dataset.vocabulary, desk.tables.responders.labels
    trials = {t["trial_id"]: t for t in desk.dataset.table("trials").to_dict("records")}
    regimens = {
        (trial, arm.arm_id): labels[arm.regimen]
        for trial, arms in desk.tables.responders.arms.items()
        for arm in arms
    }
    for table in TABLES:
        records = {r[ROW]: r for r in desk.dataset.table(table).to_dict("records")}
        for code, trial, row in _preferred_rows(desk.tables, table):
            record = records[row.row]
            place = record["source_url"], record["source_locator"]
            own = CountedRow(
                table=table,
                code=words.term_of(table, code),
                record=record,
                trial=trials[trial],
                label=regimens[trial, row.arm_id],
                kind=kind_of(*place, words.source_kinds).name,
            )
            yield own, row


def _preferred_rows(tables: CountTables, table: str) -> list[tuple[str, str, CountRecord]]:
    """What is counted, the trial and the row, of every preferred row, in the order of the file."""
    rows = (
        (code, trial, row)
        for code, by_trial in tables.of(table).rows.items()
        for trial, own in by_trial.items()
        for row in own
        if row.preferred
    )
    return sorted(rows, key=lambda found: found[2].row)
