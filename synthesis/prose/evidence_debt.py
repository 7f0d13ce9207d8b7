"""The evidence debt in words: the state of a row, what it could move, what to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from synthesis.analyses.evidence.debt import MISREAD, Debt, Status
from synthesis.living.columns import READING_COLUMNS
from synthesis.prose.unread_rows import name_outcome, name_time, row_says, tell_move
from synthesis.words.labels import TIERS, label_time
from synthesis.words.numbers import count_noun, list_words, whole

STATES: Mapping[Status, str] = {
    "unread": "remembered, read nowhere yet",
    "incomplete": "its count or its patients are missing",
    "inferred": TIERS["inferred"],
    "once": "read once",
}
IN_ALL: Mapping[Status, str] = {
    "unread": "were remembered and read nowhere yet",
    "incomplete": "lack their count or their patients",
    "inferred": "have a number of patients that was inferred",
    "once": "were read once",
}


def could_move_percent(debt: Debt) -> int | None:
    """How far a row could move a result, in percent of half of its interval; None if unknown."""
    return None if debt.could_move is None else whole(100 * debt.could_move)


def tell_state(debt: Debt) -> str:
    """“read once: the paper”; the place is left out where there is none."""
    words = STATES[debt.status]
    return f"{words}: {debt.kind}" if debt.record["source_url"] else words


def tell_most_moved(debt: Debt) -> str:
    """The result that a row could move farthest, before and after."""
    if debt.could_move is None:
        return "not known while a number is missing"
    return tell_move(debt.move) if debt.move else "none noticeably"


def could_move_rule() -> str:
    """What “could move” means, in one sentence with the limits that are used."""
    return (
        f"“Could move” is the farthest that any primary result would move if the count of the row "
        f"were {100 * MISREAD:.0f}% lower (at least one patient; one higher where it is 0), as a "
        "share of half the length of that result’s 95% interval. A row in use without a count is "
        "left out instead, one that is held back let in; a result that would disappear or come "
        "into being counts as 100%."
    )


def debt_sentence(debts: Sequence[Debt]) -> str:
    """How many rows are owed, by their state."""
    if not debts:
        return "Every number that a primary result uses or would use has been read again."
    counts = Counter(debt.status for debt in debts)
    parts = [f"{counts[state]} {words}" for state, words in IN_ALL.items() if counts[state]]
    return (
        f"{count_noun(len(debts), 'number')} that a primary result uses or would use "
        f"{'has' if len(debts) == 1 else 'have'} not been read again: {list_words(parts)}."
    )


def unjudged_sentence(debts: Sequence[Debt]) -> str:
    """For how many of the trials of these rows nobody has judged the risk of bias."""
    pairs = {(debt.trial["trial_id"], debt.code): debt.judged for debt in debts}
    open_pairs = sum(not judged for judged in pairs.values())
    return (
        f"For {open_pairs:,} of the {len(pairs):,} outcomes of trials that they belong to, no "
        "published judgement of the risk of bias has been read."
    )


def reading_list(debts: Sequence[Debt]) -> tuple[tuple[str, ...], ...]:
    """A line of `READING_COLUMNS` for each row, with the numbers left to the reader."""
    return tuple(_reading_line(debt) for debt in debts)


def _reading_line(debt: Debt) -> tuple[str, ...]:
    percent = could_move_percent(debt)
    day = debt.record.get("day")
    moves = "" if percent is None else f"; could move a result by {percent}%"
    known = {
        "table": debt.table,
        "trial_id": str(debt.record["trial_id"]),
        "arm_id": str(debt.record["arm_id"]),
        "code": str(debt.code),
        "week": label_time(debt.week, day) if isinstance(day, int) else f"{debt.week:g}",
        "notes": (
            f"To read: {name_outcome(debt)}, {name_time(debt)}, {debt.label}. "
            f"The book has {row_says(debt)}; {tell_state(debt)}{moves}."
        ),
    }
    return tuple(known.get(column, "") for column in READING_COLUMNS)
