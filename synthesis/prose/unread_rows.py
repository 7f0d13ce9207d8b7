"""The verification desk in words: what a row says, what to read, what depends on it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from synthesis.analyses.desk import Desk, Move
from synthesis.analyses.row_effects import RowEffect
from synthesis.analyses.unread_rows import CountedRow, OpenRow
from synthesis.package.corrections import TABLES
from synthesis.words.labels import MEASURE_NAMES, capitalise, label_period, label_time
from synthesis.words.numbers import (
    count_noun,
    count_patients,
    format_three,
    signed,
    whole,
    with_range,
)
from synthesis.words.typed import command_line


def name_outcome(row: CountedRow) -> str:
    """The outcome or the event as readers know it."""
    return row.code.name


def name_time(row: CountedRow) -> str:
    """“week 16”, or “over 16 weeks” for a harm."""
    if row.table == "adverse_events":
        return f"over {label_period(row.week)}"
    return label_time(row.week, row.record["day"])


def row_says(row: CountedRow) -> str:
    """“96 of 154 (62.3%)”; a percentage alone says that the patients are missing."""
    count, n = _count(row), _patients(row)
    value = row.record["percent_reported"]
    printed: str = "" if pd.isna(value) else f"{value:g}%"
    if row.counted:
        return f"{count:,} of {n:,}" + (f" ({printed})" if printed else "")
    known: str = printed or ("nothing" if count is None else f"{count:,}")
    return f"{known}; the number of patients is missing" if n is None else f"{known} of {n:,}"


def _count(row: CountedRow) -> int | None:
    value = row.record[TABLES[row.table].count]
    return None if pd.isna(value) else int(value)


def _patients(row: CountedRow) -> int | None:
    return None if pd.isna(row.record["n"]) else int(row.record["n"])


def what_to_read(row: OpenRow) -> str:
    """What the reader of the source has to look for, as a sentence."""
    what = f"{name_outcome(row)}, {name_time(row)}, {row.label}"
    count, n = _count(row), _patients(row)
    if count is None or n is None:
        asked: str = "how many of how many patients?"
        if n is not None:
            asked = f"how many of {n:,} patients?"
        elif not pd.isna(row.record["percent_reported"]):
            asked = f"{row.record['percent_reported']:g}% of how many patients?"
        also = " Is the percentage right? It was remembered." if row.tier == "unverified" else ""
        return f"Read {what}: {asked}{also}"
    if row.tier == "inferred":
        return f"Read {what}: the percentage was read; does it stand for {count:,} of {n:,}?"
    return f"Read {what}: does the source say {count:,} of {count_patients(n)}?"


def command_for(row: OpenRow) -> str:
    """The command that records what was read, with the row's own arguments."""
    words = [
        *(str(row.record["trial_id"]), str(row.record["arm_id"]), row.code),
        f"{row.week:g}",
    ]
    numbers = " --responders COUNT" if _count(row) is None else ""
    numbers += " --n PATIENTS" if _patients(row) is None else ""
    return f'{command_line("row", "verify", *words)} --source ADDRESS --locator "TABLE"{numbers}'


def tell_effect(effect: RowEffect | None) -> str:
    """“5.79 (3.33–10.1)”, “12 more of 1,000 (−3 to 28)” for a difference, or “no result”."""
    if effect is None:
        return "no result"
    if effect.measure != "RD":
        return with_range(*format_three(effect.estimate, effect.low, effect.high, effect.measure))
    shares = effect.estimate, effect.low, effect.high
    value, low, high = (signed(whole(1000 * share)) for share in shares)
    return f"{value} of 1,000 ({low} to {high})"


def tell_move(move: Move) -> str:
    """“PAIN-50, oral drug alone, madeupinib 30 mg against placebo: odds ratio 5 → 6”."""
    effect = move.effect
    told = [
        tell_effect(move.before),
        tell_effect(move.after),
    ]
    first = 0 if move.before else 1
    told[first] = f"{MEASURE_NAMES[effect.measure]} {told[first]}"
    return f"{effect.title}, {effect.comparison}: {told[0]} → {told[1]}"


def tell_largest(row: OpenRow) -> str:
    """“2 results disappear”, “a result appears”, or a share of the result's uncertainty."""
    lost = sum(move.after is None for move in row.moves)
    new = sum(move.before is None for move in row.moves)
    parts = []
    if lost:
        parts.append("a result disappears" if lost == 1 else f"{lost} results disappear")
    if new:
        parts.append("a result appears" if new == 1 else f"{new} results appear")
    if parts:
        return ", ".join(parts)
    if not row.moves:
        return "none" if row.counted else "unknown"
    turned = ", and another conclusion" if row.conclusions else ""
    return f"{100 * row.largest_shift:.0f}%{turned}"


def what_depends(row: OpenRow) -> str:
    """What happens to the primary results without a row in use, or with one that is held back."""
    if not row.moves:
        if not row.counted:
            missing = "count" if _patients(row) else "number of patients"
            return f"Unknown as long as the {missing} is missing."
        if row.used:
            return "Without it no primary result moves noticeably."
        return "Nothing yet: another row of the trial is not usable either."
    opening = "Without it" if row.used else "With it"
    if row.companions:
        others = "other remembered row" if row.companions == 1 else "other remembered rows"
        count = "the" if row.companions == 1 else f"the {row.companions}"
        opening = f"Together with {count} {others} of the trial"
    more = len(row.moves) - 1
    rest = "" if not more else f"; {more} more {'result moves' if more == 1 else 'results move'}"
    return f"{opening}: {tell_move(row.moves[0])}{rest}."


def waiting_sentence(rows: Sequence[OpenRow]) -> str:
    """How many rows await what."""
    if not rows:
        return "No row that an analysis uses or would use waits for a reader."
    inferred = sum(row.tier == "inferred" and row.counted for row in rows)
    remembered = sum(row.tier == "unverified" and row.counted for row in rows)
    incomplete = len(rows) - inferred - remembered
    return (
        f"{_rows(len(rows))} that an analysis uses or would use wait for a reader: "
        f"{remembered} {_are(remembered)} remembered and held back, {inferred} {_are(inferred)} "
        f"in use with a number of patients that was inferred, and {incomplete} "
        f"{'lacks' if incomplete == 1 else 'lack'} the number of patients or the count."
    )


def moved_sentence(desk: Desk, rows: Sequence[OpenRow]) -> str:
    """How many primary results single readings would move, create or remove."""
    moves = [move for row in rows for move in row.moves]
    moved = {m.effect.id for m in moves if m.before is not None and m.after is not None}
    lost = {m.effect.id for m in moves if m.after is None}
    new = {m.effect.id for m in moves if m.before is None}
    held = [m for row in rows if not row.used for m in row.moves if m.before and m.after]
    turned = {m.effect.id for m in held if m.changes_conclusion}
    return (
        f"Of {len(desk.results)} primary results, {len(moved)} move noticeably when one of these "
        f"rows is let in or left out; {len(lost)} would be gone without a single one of them, and "
        f"{len(new)} more would come into being. Confirming the remembered rows would change the "
        f"conclusion of {len(turned) or 'no'} {'result' if len(turned) == 1 else 'results'}."
    )


def largest_sentence(rows: Sequence[OpenRow]) -> str:
    """The largest move of a result that exists before and after."""
    pairs = [(m, row) for row in rows for m in row.moves if math.isfinite(m.shift)]
    if not pairs:
        return "No result moves from one value to another."
    move, row = max(pairs, key=lambda pair: pair[0].shift)
    how = "without" if row.used else "with"
    where = f"{row.trial['trial_name']}, {row.label}, {name_outcome(row)}, {name_time(row)}"
    return f"The largest move, {how} the row of {where}: {tell_move(move)}."


def other_sentence(desk: Desk, rows: Sequence[OpenRow]) -> str:
    """How many rows await verification that no analysis of counts takes, by table."""
    listed = {(row.table, row.row) for row in rows}
    parts = []
    for table in desk.dataset.schema.tables:
        frame = desk.dataset.table(table)
        if "verification" not in frame:
            continue
        waiting = frame[frame["verification"].isin(("unverified", "inferred"))]["row"]
        count = sum((table, int(number)) not in listed for number in waiting)
        if count:
            parts.append(f"{count} in {desk.dataset.schema.resource(table)['path']}")
    if not parts:
        return "No other row of the data awaits verification."
    return f"{capitalise('other rows that await verification')}: {', '.join(parts)}."


def _rows(count: int) -> str:
    return count_noun(count, "row")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
