"""What the primary results owe to numbers that one person read once, or nobody: the evidence debt.

Every row that a declared analysis of counts uses or would use, and that has not been read again, is
ranked by how far it could move a primary result.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from synthesis.analyses.context import make_context
from synthesis.analyses.desk import SMALLEST, Desk, Move
from synthesis.analyses.row_effects import choose
from synthesis.analyses.unread_rows import OPEN_TIERS, CountedRow, OpenRow, counted_rows
from synthesis.selection.records import CountRecord

MISREAD = 0.1  # share of a count by which a reading is taken to be wrong
WHOLE_RESULT = 1.0  # what a result counts as that would come into being or disappear
Status = Literal["unread", "incomplete", "inferred", "once"]


@dataclass(frozen=True)
class Debt(CountedRow):
    """A row that has not been read again, and how far it could move a primary result.

    Parameters
    ----------
    status
        “unread”: remembered; “incomplete”: its count or its patients are missing; “inferred”: its
        patients are inferred; “once”: read once.
    judged
        Whether a risk of bias has been judged for this outcome in this trial.
    could_move
        The farthest that a primary result would move, in half-lengths of its 95% interval, if the
        count were a tenth lower (at least one patient; one higher where it is 0). A row in use
        without a count is left out instead, one that is held back let in; a result that would
        disappear or come into being counts as 1. None where that cannot be told.
    move, moved
        The result that would move farthest, and how many would move by a hundredth or more.
    """

    status: Status
    judged: bool
    could_move: float | None
    move: Move | None
    moved: int


def list_debt(desk: Desk, waiting: Sequence[OpenRow]) -> tuple[Debt, ...]:
    """Every row that has not been read again and that an analysis uses or would use.

    Parameters
    ----------
    waiting
        What `open_rows` found for the same desk.

    Returns
    -------
    tuple of Debt
        The row that could move a primary result farthest first; those of which that cannot be
        told last.
    """
    known = {(row.table, row.row): row for row in waiting}
    context = make_context(desk.dataset)
    found = []
    for own, row in counted_rows(desk):
        table, code, trial = own.table, own.code, own.trial["trial_id"]
        open_row = known.get((table, row.row))
        used = any(row.row in desk.base[a.id].rows for a in desk.by_code.get((table, code), ()))
        # One that waits is owed in any case; any other only while nobody has read it again.
        if open_row is None and not (used and own.record["second_reading"] == "none"):
            continue
        if used:
            moves = tuple(_misread(desk, table, code, trial, row))
        else:
            moves = open_row.moves if open_row else ()
        found.append(
            Debt(
                **vars(own),
                status=_status(row),
                judged=trial in context.bias(code),
                could_move=_farthest(moves) if used or row.complete else None,
                move=max(moves, key=_size, default=None),
                moved=sum(_size(move) >= SMALLEST for move in moves),
            )
        )
    return tuple(sorted(found, key=_order))


def _order(debt: Debt) -> tuple[float, int, str, int]:
    # Of rows that would move one result as far, that which moves more results comes first.
    moved = -1.0 if debt.could_move is None else debt.could_move
    return -moved, -debt.moved, debt.table, debt.row


def _status(row: CountRecord) -> Status:
    if row.verification == "unverified":
        return "unread"
    if not row.complete:
        return "incomplete"
    return "inferred" if row.verification in OPEN_TIERS else "once"


def misread_rows(rows: Sequence[CountRecord], row: CountRecord) -> tuple[CountRecord, ...]:
    """All rows of an outcome in a trial, as if one of them had been read wrongly.

    Its count is a tenth lower, by one patient at least, or 1 where it is 0. A row without a count
    of its own, such as one whose percentage was imputed, is left out instead.
    """
    if row.count is None:
        return tuple(other for other in rows if other != row)
    lower = row.count - max(1, round(MISREAD * row.count)) if row.count else 1
    return tuple(replace(other, count=lower) if other == row else other for other in rows)


def _misread(desk: Desk, table: str, code: str, trial: str, row: CountRecord) -> Iterator[Move]:
    """The primary results that rest on a row, before and after it is misread."""
    wrong = misread_rows(desk.tables.of(table).rows_of(code, trial), row)
    changed = desk.tables.with_rows(table, code, trial, wrong)
    for analysis in desk.by_code[table, code]:
        base = desk.base[analysis.id]
        if row.row in base.rows:
            before, after = base.effects(), choose(changed, analysis).effects()
            moves = (Move(found, after.get(name)) for name, found in before.items())
            yield from (move for move in moves if move.before != move.after)


def _size(move: Move) -> float:
    return move.shift if math.isfinite(move.shift) else WHOLE_RESULT


def _farthest(moves: Sequence[Move]) -> float:
    return max((_size(move) for move in moves), default=0.0)
