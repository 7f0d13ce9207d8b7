"""From one outcome measure of a registry record to readings: which code, week, arm and number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from synthesis.registry.imputation import Imputation, read_imputation
from synthesis.registry.matching import Matches
from synthesis.registry.means import (
    MEANS,
    PostedMean,
    check_mean,
    check_score,
    check_visit,
    posted_limits,
    read_means,
)
from synthesis.registry.numbers import (
    PostedCount,
    UnreadableError,
    check_percent,
    read_count,
    read_denominator,
    read_percents,
)
from synthesis.registry.patterns import Patterns
from synthesis.registry.record import PostedMeasure, PostedValue
from synthesis.registry.text import make_plain, shorten
from synthesis.registry.titles import counted_tables, find_code, score_tables
from synthesis.registry.weeks import week_of_value

BINARY = ("COUNT_OF_PARTICIPANTS", "NUMBER")
SHARE = re.compile(
    r"\bpercentages?\b|\bproportions?\b|\brates?\b|%(?: of)? (?:participants|patients)"
)
NUMBER_OF = re.compile(r"\bnumber (?:of|and)\b|\bcount of\b")


@dataclass(frozen=True)
class Mapped:
    """One reading of an outcome or a score (table “dichotomous”, “continuous”) or an event."""

    table: str
    arm_id: str
    code: str
    week: float
    reading: PostedCount | PostedMean
    locator: str
    note: str


@dataclass(frozen=True)
class Unmapped:
    """A part of the record that gave no row: where, what it is called, and why."""

    place: str
    title: str
    reason: str


def map_measure(
    measure: PostedMeasure, matches: Matches, patterns: Patterns
) -> Iterator[Mapped | Unmapped]:
    """Everything one outcome measure gives: a reading, or why there is none."""
    means = measure.statistic.upper() in MEANS
    try:
        kind = check_mean(measure) if means else _kind(measure, patterns)
        for reason in patterns.find("population", make_plain(measure.population)):
            raise UnreadableError(f"population “{shorten(measure.population)}”: {reason}")
        cells = list(_usable_cells(measure, patterns))
    except UnreadableError as error:
        yield Unmapped(measure.place, measure.title, str(error))
        return
    for reason in matches.reasons.values():
        yield Unmapped(measure.place, measure.title, reason)
    imputation = read_imputation(measure, patterns)
    tables = score_tables(patterns) if means else counted_tables(patterns)
    for cell in cells:
        name = _name(measure, cell)
        try:
            table, code = find_code(measure, cell, tables, patterns)
            labels = (cell.class_title, cell.category_title)
            week = week_of_value(measure.time_frame, measure.title, labels, patterns)
            if means:
                check_score(measure, code, patterns)
                check_visit(measure, cell)
        except UnreadableError as error:
            yield Unmapped(cell.place, name, str(error))
            continue
        readings = (
            read_means(measure, cell) if means else _readings(measure, cell, kind, imputation)
        )
        found = dict(readings)
        for group_id, arm_id in matches.arms.items():
            reading = found.get(group_id, "no value is posted for it")
            if isinstance(reading, str):
                yield Unmapped(cell.place, name, f"group {group_id}: {reading}")
                continue
            locator = f"{cell.place}, {group_id}: “{shorten(name)}”"
            note = f"{measure.kind.lower().replace('_', ' ')} outcome".strip()
            if measure.population:
                note += f"; population: {shorten(measure.population, 200)}"
            yield Mapped(table, arm_id, code, week, reading, locator, note)


def _name(measure: PostedMeasure, cell: PostedValue) -> str:
    return ", ".join(filter(None, (measure.title, cell.class_title, cell.category_title)))


def _kind(measure: PostedMeasure, patterns: Patterns) -> str:
    title = make_plain(measure.title)
    # The reason that says most comes first: a change in a score is out, whatever its unit.
    for reason in (*patterns.find("change", title), *patterns.find("exclude", title)):
        raise UnreadableError(reason)
    if not measure.groups:
        raise UnreadableError("no results are posted for it")
    if measure.statistic.upper() not in BINARY:
        shown = measure.statistic or "not stated"
        raise UnreadableError(f"its values are no counts or percentages ({shown})")
    if measure.units_analysed and make_plain(measure.units_analysed) != "participants":
        raise UnreadableError(f"it counts {shorten(measure.units_analysed)}, not participants")
    kinds = patterns.is_whole("unit", make_plain(measure.unit))
    if len(kinds) != 1:
        raise UnreadableError(f"unit “{shorten(measure.unit)}” is not known")
    kind = kinds[0]
    counted = measure.statistic.upper() == "COUNT_OF_PARTICIPANTS"
    if counted and kind == "percent":
        raise UnreadableError("a count of participants by its type, a percentage by its unit")
    if not counted and kind == "count" and SHARE.search(title):
        raise UnreadableError("a percentage by its title, a number of participants by its unit")
    # A loose “percentage” in the description is harmless only where the title says “number”.
    told = "" if NUMBER_OF.search(title) else make_plain(measure.description)
    if not counted and kind == "count" and SHARE.search(told):
        raise UnreadableError("a percentage by its description, a number by its unit")
    if kind == "percent" and NUMBER_OF.search(title) and not SHARE.search(title):
        raise UnreadableError("a number of participants by its title, a percentage by its unit")
    return kind


def _usable_cells(measure: PostedMeasure, patterns: Patterns) -> Iterator[PostedValue]:
    if not measure.cells:
        raise UnreadableError("no values are posted for it")
    for cell in measure.cells:
        meaning = patterns.is_whole("class", make_plain(cell.category_title))
        # Whoever did not respond is the rest of the denominator.
        if meaning != ("not responder",):
            yield cell


def _readings(
    measure: PostedMeasure, cell: PostedValue, kind: str, imputation: Imputation
) -> Iterator[tuple[str, PostedCount | str]]:
    values = dict(cell.values)
    if kind == "percent":
        # One group that cannot be read must not cost the others theirs.
        for group, value in cell.values.items():
            try:
                check_percent(value)
                read_denominator(cell.denominators.get(group, ""))
            except UnreadableError as error:
                del values[group]
                yield group, str(error)
        for group, reading in read_percents(values, cell.denominators, imputation).items():
            low, high = posted_limits(measure, cell, group)
            yield group, replace(reading, ci_low=low, ci_high=high)
        return
    for group, value in values.items():
        try:
            reading = read_count(value, cell.denominators.get(group, ""))
        except UnreadableError as error:
            yield group, str(error)
            continue
        # What was posted as a count stands, with what the record says about it.
        note = imputation.no_count and f"posted as a count, but {imputation.no_count}"
        yield (
            group,
            replace(reading, imputation=imputation.name, note=note, adjusted=bool(note)),
        )
