"""Find the row of counts that somebody means, or say which are nearest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from synthesis.living.reading import VerifyError
from synthesis.package.corrections import TABLES
from synthesis.package.defects import show_value
from synthesis.package.schema import Schema
from synthesis.package.tables import RawTable
from synthesis.words.labels import label_week
from synthesis.words.times import one_time


@dataclass(frozen=True)
class Address:
    """Which row is meant; `reading` None stands for the preferred version."""

    trial: str
    arm: str
    outcome: str
    week: float
    reading: int | None = None


def find_row(tables: Mapping[str, RawTable], schema: Schema, address: Address) -> tuple[str, int]:
    """Table and position (the first row is 0) of the row that an address means.

    Raises
    ------
    VerifyError
        There is no such row; the sentence names the nearest that exist.
    """
    table = _table_of(schema, address.outcome)
    place = TABLES[table]
    rows = list(enumerate(tables[table]))
    for what, field, wanted in (
        ("trial", "trial_id", address.trial),
        ("arm", "arm_id", address.arm),
        ("outcome", place.outcome, address.outcome),
    ):
        known = dict.fromkeys(row[field] for _, row in rows)
        rows = [(i, row) for i, row in rows if row[field] == wanted]
        if not rows:
            raise VerifyError(_no_such(what, wanted, known, f"{table}.csv"))
    weeks = sorted({float(row[place.week]) for _, row in rows})
    rows = [(i, row) for i, row in rows if same_week(row[place.week], address.week)]
    if not rows:
        listed = ", ".join(label_week(week).removeprefix("week ") for week in weeks)
        raise VerifyError(
            f"There is no such row at {label_week(address.week)}; this arm and outcome has: "
            f"{listed}."
        )
    if address.reading is not None:
        chosen = [(i, row) for i, row in rows if row["reading"] == str(address.reading)]
    else:
        chosen = [(i, row) for i, row in rows if row["preferred"] == "yes"] or rows
    if len(chosen) != 1:
        listed = ", ".join(row["reading"] for _, row in rows)
        raise VerifyError(f"Say which version is meant with --reading; there are: {listed}.")
    return table, chosen[0][0]


def same_week(text: str, value: float) -> bool:
    """Whether a cell holds a number, however it is written; days are rounded parts of a week."""
    return one_time(float(text)) == one_time(value)


def _table_of(schema: Schema, outcome: str) -> str:
    known: list[str] = []
    for table, place in TABLES.items():
        codes = schema.field(table, place.outcome)["constraints"]["enum"]
        if outcome in codes:
            return table
        known += codes
    if outcome in schema.field("continuous", "outcome").get("constraints", {}).get("enum", ()):
        raise VerifyError(
            f"“{outcome}” is a mean, and this command records counts of patients; "
            "change continuous.csv by hand as CONTRIBUTING.md says."
        )
    raise VerifyError(_no_such("outcome", outcome, known, "the data"))


def _no_such(what: str, wanted: str, known: Iterable[str], where: str) -> str:
    names = list(known)
    near = get_close_matches(wanted, names, n=3, cutoff=0.5)
    near = near or get_close_matches(wanted.upper(), names, n=3, cutoff=0.5)
    hint = f"nearest: {', '.join(near)}" if near else f"there are: {', '.join(names[:8])}"
    more = "" if near or len(names) <= 8 else f" and {len(names) - 8} more"
    return f"There is no {what} {show_value(wanted)} here in {where}; {hint}{more}."
