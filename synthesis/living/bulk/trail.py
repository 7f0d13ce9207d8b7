"""What a batch leaves behind: who read what when, with the old and new values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synthesis.living.bulk.fold import Fate, OpenTables
from synthesis.package.corrections import KEY, NEW_ROW, describe_state, row_key
from synthesis.package.tables import RawTable

KINDS = {"confirmed": "confirmation", "completed": "completion", "corrected": "correction"}
REASONS = {
    "confirmed": "another reading says the same",
    "completed": "the reading gives what was missing",
    "new": "the row was not there",
    "second version": "a further version of a number that sources disagree on",
}


def make_entries(
    known: RawTable,
    rows: OpenTables,
    fates: Sequence[Fate],
    said: Mapping[int, Mapping[str, str]],
    name: str,
    date: str,
) -> tuple[list[dict[str, str]], dict[int, str]]:
    """Lines for the table of corrections, and the entry that each line of the file led to."""
    number = max((int(line["entry"]) for line in known), default=0)
    found: list[dict[str, str]] = []
    entry_of: dict[int, str] = {}
    # A row may be made and changed by several readings: what it must say is what it says at last.
    source = _sources(fates, said)
    for fate in fates:
        if fate.key is None or not fate.new:
            continue
        number += 1
        entry_of |= dict.fromkeys(fate.lines, str(number))
        row, reader = rows.row(fate.key), source[fate.key]
        table = fate.key[0]
        common = {
            "entry": str(number),
            **dict(zip(KEY, row_key(table, row), strict=True)),
            "kind": "new row" if fate.made else KINDS.get(fate.became, "correction"),
            "reason": fate.reason or REASONS.get(fate.became, "the source says otherwise"),
            **{"date": date, "batch": name, "reader": reader["reader"]},
            **{place: reader[place] for place in ("source_url", "source_locator")},
            "expect": describe_state(table, row),
        }
        if fate.lines:
            own = said[fate.lines[0]]
            common |= {key: own[key] for key in ("reader", "source_url", "source_locator")}
        common["source_locator"] = common["source_locator"] or "not said"
        fields = {NEW_ROW: ("", "new")} if fate.made else _pairs(fate)
        for field, (old, new) in fields.items():
            found.append({**common, "field": field, "old": old, "new": new})
    return found, entry_of


def _pairs(fate: Fate) -> dict[str, tuple[str, str]]:
    return {field: (fate.old[field], new) for field, new in fate.new.items()}


def _sources(
    fates: Sequence[Fate], said: Mapping[int, Mapping[str, str]]
) -> dict[object, Mapping[str, str]]:
    """Who last read what a row is about; marks of its older version are laid to that reading."""
    found: dict[object, Mapping[str, str]] = {}
    last: Mapping[str, str] = {}
    for fate in fates:
        last = said[fate.lines[0]] if fate.lines else last
        if fate.key is not None:
            found[fate.key] = last
    return found


def keep_readings(
    fates: Sequence[Fate],
    said: Mapping[int, Mapping[str, str]],
    name: str,
    entry_of: Mapping[int, str],
) -> list[dict[str, str]]:
    became = {line: fate for fate in fates for line in fate.lines}
    return [
        {
            **said[line],
            **{"batch": name, "line": str(line), "became": became[line].became},
            **{"entry": entry_of.get(line, ""), "reason": became[line].reason},
        }
        for line in sorted(became)
    ]
