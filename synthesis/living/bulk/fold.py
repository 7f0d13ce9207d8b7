"""All readings of a file against a package: which rows change, and what became of each line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from synthesis.living.bulk.gather import FIRST_VERSION, Unplaced
from synthesis.living.bulk.handed_in import TIERS, Reading
from synthesis.living.bulk.judge import (
    SEVERAL_TIMES,
    Became,
    Judgement,
    differing,
    judge,
    tier_of,
)
from synthesis.package.corrections import SHAPES, RowKey, row_key, split_domain
from synthesis.package.schema import Schema
from synthesis.package.tables import RawTable
from synthesis.words.times import one_time

VERSION = 5  # place of the version in a key


@dataclass(frozen=True)
class Fate:
    """What became of the lines of one reading."""

    lines: tuple[int, ...]
    became: Became
    reason: str = ""
    refused: bool = False
    # The row that it changed or made, and the old and new values that it led to.
    key: RowKey | None = None
    old: Mapping[str, str] = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)
    made: bool = False


@dataclass
class OpenTables:
    """The rows of a package as they are while readings are taken in, by table and by key."""

    tables: dict[str, list[dict[str, str]]]
    places: dict[RowKey, int]
    versions: dict[RowKey, list[RowKey]]

    def row(self, key: RowKey) -> dict[str, str]:
        """The row of a key as it is now."""
        return self.tables[key[0]][self.places[key]]

    def add(self, key: RowKey, row: dict[str, str]) -> None:
        """A new row at the end of its table."""
        self.places[key] = len(self.tables[key[0]])
        self.tables[key[0]].append(row)
        self.versions.setdefault(first_version(key), []).append(key)

    def change(
        self, key: RowKey, values: Mapping[str, str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Give a row new values; the old and the new ones of the fields that differ."""
        row = self.row(key)
        old = {name: row[name] for name, value in values.items() if row[name] != value}
        new = {name: values[name] for name in old}
        row.update(new)
        return old, new


def open_rows(tables: Mapping[str, RawTable]) -> OpenTables:
    """The rows that readings can be about, by their keys; ``tables`` stays as it is."""
    known = {name: [dict(row) for row in tables[name]] for name in SHAPES if name in tables}
    rows = OpenTables(known, {}, {})
    for table, found in known.items():
        for position, row in enumerate(found):
            key = plain_key(row_key(table, row))
            rows.places[key] = position
            rows.versions.setdefault(first_version(key), []).append(key)
    return rows


def plain_key(key: RowKey) -> RowKey:
    """A key with its week in one spelling."""
    week = one_time(float(key[4])) if key[4] else ""
    return (*key[:4], week, *key[5:])


def first_version(key: RowKey) -> RowKey:
    """The key of the first version of the same number."""
    version = FIRST_VERSION if key[VERSION] else ""
    return (*key[:VERSION], version, *key[VERSION + 1 :])


def fold(
    readings: Iterable[Reading],
    unplaced: Iterable[Unplaced],
    rows: OpenTables,
    schema: Schema,
    date: str,
) -> list[Fate]:
    """Take readings in, in the order of their trust; ``rows`` changes in place.

    Parameters
    ----------
    readings, unplaced
        What :func:`~synthesis.living.bulk.gather.gather` returns.
    rows
        The rows of the package.
    schema
        Of the package.
    date
        Today, such as 2026-11-21.

    Returns
    -------
    fates
        Of every line, in the order in which they were judged.
    """
    fates = [Fate(each.lines, "not used", each.reason, each.refused) for each in unplaced]
    # A posted number settles a row before an inferred one is set against it.
    for reading in sorted(readings, key=lambda each: TIERS.index(each.tier)):
        reading, unclear = _settle(reading, rows)
        if unclear:
            fates.append(Fate(reading.lines, "not used", unclear, refused=True))
            continue
        versions = rows.versions.get(reading.key, [])
        if not versions:
            fates.append(_make(reading, rows, schema))
            continue
        key = _choose(reading, versions, rows)
        judged = judge(rows.row(key), reading, date)
        if judged.beside:
            fates += _set_beside(reading, key, judged, rows, schema)
            continue
        reached = key if judged.became != "not used" else None
        changed = rows.change(key, judged.changes)
        fates.append(Fate(reading.lines, judged.became, judged.reason, False, reached, *changed))
        if reading.decision in ("prefer", "neither") and len(versions) > 1:
            # A decision between versions that are there already.
            for version in versions:
                chosen = version == key and reading.decision == "prefer"
                fates += _mark(version, "yes" if chosen else "no", reading.said["reason"], rows)
    return fates


def _settle(reading: Reading, rows: OpenTables) -> tuple[Reading, str]:
    """The reading with the key of the row that its words fit, and why it is none, if it is not."""
    table, key = reading.table, reading.key
    if not reading.words:
        return reading, ""
    if not SHAPES[table].domain:
        row = rows.row(key) if key in rows.places else {}
        for name, text in reading.words.items():
            if row and row[name] != text:
                said = f"its {name} is {row[name] or 'empty'}, not {text}"
                return reading, f"The row {key[1]} of {table} is another one: {said}."
        return reading, ""
    fitting = [
        place
        for place in rows.places
        if place[:-1] == key[:-1]
        and reading.words.items() <= split_domain(table, place[-1]).items()
    ]
    if key in fitting or not fitting:
        return reading, ""
    if len(fitting) > 1:
        return reading, f"{len(fitting)} rows of {table} fit it; say more words of the one meant."
    return replace(reading, key=fitting[0]), ""


def _mark(key: RowKey, preferred: str, reason: str, rows: OpenTables) -> Iterator[Fate]:
    """Mark a version as one of several; the change belongs to the reading before it."""
    old, new = rows.change(key, {"conflict": "yes", "preferred": preferred})
    if new:
        yield Fate((), "second version", reason, False, key, old, new)


def _choose(reading: Reading, versions: list[RowKey], rows: OpenTables) -> RowKey:
    """The version that a reading agrees with, else the preferred one, else the first."""
    ranked = sorted(versions, key=lambda key: (rows.row(key)["preferred"] != "yes", key))
    agreeing = [key for key in ranked if not differing(rows.row(key), reading)]
    return (agreeing or ranked)[0]


def _make(reading: Reading, rows: OpenTables, schema: Schema) -> Fate:
    table, key = reading.table, reading.key
    if table in ("arms", "trials"):
        reason = f"There is no such row in {table}; add the trial with `trial add` first."
        return Fate(reading.lines, "not used", reason, refused=True)
    if SHAPES[table].arm and ("arms", key[1], key[2], "", "", "", "") not in rows.places:
        reason = f"There is no arm {key[2]} of {key[1]}; add the trial with `trial add` first."
        return Fate(reading.lines, "not used", reason, refused=True)
    row = _new_row(reading, key, schema)
    rows.add(key, row)
    return Fate(reading.lines, "new", "", False, key, {}, row, made=True)


def _set_beside(
    reading: Reading, key: RowKey, judged: Judgement, rows: OpenTables, schema: Schema
) -> list[Fate]:
    """A further version of a row, and the marks of both."""
    own = rows.row(key)["preferred"] if judged.beside == "beside" else "no"
    number = 1 + max(int(each[VERSION]) for each in rows.versions[first_version(key)])
    new_key = (*key[:VERSION], str(number), *key[VERSION + 1 :])
    row = _new_row(reading, new_key, schema)
    row |= {"conflict": "yes", "preferred": "yes" if judged.beside == "prefer" else "no"}
    # Readers see why two stand there; what was noted of the reading is kept with it.
    row["notes"] = judged.reason
    rows.add(new_key, row)
    made = Fate(reading.lines, judged.became, judged.reason, False, new_key, {}, row, made=True)
    return [made, *_mark(key, own, judged.reason, rows)]


def _new_row(reading: Reading, key: RowKey, schema: Schema) -> dict[str, str]:
    table, shape, said = reading.table, SHAPES[reading.table], reading.said
    row = {each["name"]: "" for each in schema.fields(table)}
    row |= {shape.trial: key[1], **({"arm_id": key[2]} if shape.arm else {})}
    names = (shape.outcome, shape.week, shape.version)
    row |= {name: value for name, value in zip(names, key[3:6], strict=True) if name}
    row |= {**split_domain(table, key[6]), **reading.words, **reading.numbers}
    if "day" in row:
        row["day"] = reading.day
    if "imputation" in row:
        row["imputation"] = SEVERAL_TIMES if reading.tier == "imputed" else "not stated"
    return row | {
        **{name: said[name] for name in ("source_url", "source_locator", "notes")},
        "verification": tier_of(reading),
        **{"second_reading": "none", "conflict": "no", "preferred": "yes"},
    }
