"""What a batch leaves behind: who read what when, with the old and new values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synthesis.living.bulk.fold import Fate, OpenTables
from synthesis.package.corrections import KEY, NEW_ROW, describe_state, row_key, state_digest
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
    own: Mapping[str, str] = {}
    for fate in fates:
        # What has no lines of its own, the marks of a version, comes of the reading before it.
        own = said[fate.lines[0]] if fate.lines else own
        if fate.key is None or not fate.new:
            continue
        number += 1
        entry_of |= dict.fromkeys(fate.lines, str(number))
        table, row = fate.key[0], rows.row(fate.key)
        common = {
            "entry": str(number),
            **dict(zip(KEY, row_key(table, row), strict=True)),
            "kind": "new row" if fate.made else KINDS.get(fate.became, "correction"),
            "reason": fate.reason or REASONS.get(fate.became, "the source says otherwise"),
            **{"date": date, "batch": name, "reader": own["reader"]},
            "source_url": own["source_url"],
            "source_locator": own["source_locator"] or "not said",
            # A row may be changed by several readings: it must say what it says at last.
            "expect": describe_state(table, row),
        }
        fields = {NEW_ROW: ("", state_digest(row))} if fate.made else _pairs(fate)
        for field, (old, new) in fields.items():
            found.append({**common, "field": field, "old": old, "new": new})
    return found, entry_of


def _pairs(fate: Fate) -> dict[str, tuple[str, str]]:
    return {field: (fate.old[field], new) for field, new in fate.new.items()}


def keep_readings(
    fates: Sequence[Fate],
    said: Mapping[int, Mapping[str, str]],
    name: str,
    entry_of: Mapping[int, str],
) -> list[dict[str, str]]:
    """Every line of the file as it was read, with what became of it, in the order of the file."""
    became = {line: fate for fate in fates for line in fate.lines}
    return [
        {
            **said[line],
            **{"batch": name, "line": str(line), "became": became[line].became},
            **{"entry": entry_of.get(line, ""), "reason": became[line].reason},
        }
        for line in sorted(became)
    ]
