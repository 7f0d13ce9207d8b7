"""From one outcome measure of a registry record to readings: which code, week, arm and number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from synthesis.registry.numbers import (
    PostedCount,
    UnreadableError,
    check_percent,
    read_count,
    read_denominator,
    read_percents,
)
from synthesis.registry.patterns import Patterns, TitlePattern
from synthesis.registry.record import PostedMeasure, PostedValue
from synthesis.registry.text import make_plain, shorten
from synthesis.registry.weeks import is_only_time, read_weeks, remove_times

BINARY = ("COUNT_OF_PARTICIPANTS", "NUMBER")
SHARE = re.compile(
    r"\bpercentages?\b|\bproportions?\b|\brates?\b|%(?: of)? (?:participants|patients)"
)
# What is left of “… up to Week 16” or “… (Week 16)” once the week is taken out.
TRAILING = re.compile(
    r"(?:[ ,;(]+(?:from|baseline|up|to|at|through|until|by|over|during|for))+[ ,;)]*$| ?\( ?\)$"
)
NUMBER_OF = re.compile(r"\bnumber (?:of|and)\b|\bcount of\b")


@dataclass(frozen=True)
class Mapped:
    """One reading of an outcome (table “dichotomous”) or an event (“adverse_events”)."""

    table: str
    arm_id: str
    code: str
    week: float
    reading: PostedCount
    locator: str
    note: str


@dataclass(frozen=True)
class Unmapped:
    """A part of the record that gave no row: where, what it is called, and why."""

    place: str
    title: str
    reason: str


def map_measure(
    measure: PostedMeasure, matched: Mapping[str, str], patterns: Patterns
) -> Iterator[Mapped | Unmapped]:
    """Everything one outcome measure gives: a reading, or why there is none.

    Parameters
    ----------
    measure
    matched
        arm_id by group id of this measure.
    patterns
    """
    try:
        kind = _kind(measure, patterns)
        cells = list(_usable_cells(measure, patterns))
    except UnreadableError as error:
        yield Unmapped(measure.place, measure.title, str(error))
        return
    for group in measure.groups:
        if group.id not in matched:
            reason = f"group “{shorten(group.title)}” fits no arm of the record, or several"
            yield Unmapped(measure.place, measure.title, reason)
    for cell in cells:
        try:
            table, code = _code(measure, cell, patterns)
            week = _week(measure, cell, patterns)
        except UnreadableError as error:
            yield Unmapped(cell.place, _name(measure, cell), str(error))
            continue
        for group_id, found in _readings(cell, kind):
            if isinstance(found, str):
                yield Unmapped(cell.place, _name(measure, cell), f"group {group_id}: {found}")
            elif group_id in matched:
                locator = f"{cell.place}, {group_id}: “{shorten(_name(measure, cell))}”"
                note = f"{measure.kind.lower().replace('_', ' ')} outcome".strip()
                if measure.population:
                    note += f"; population: {shorten(measure.population, 200)}"
                yield Mapped(table, matched[group_id], code, week, found, locator, note)


def _name(measure: PostedMeasure, cell: PostedValue) -> str:
    return ", ".join(filter(None, (measure.title, cell.class_title, cell.category_title)))


def _kind(measure: PostedMeasure, patterns: Patterns) -> str:
    title = make_plain(measure.title)
    # The reason that says most comes first: a change in a score is out, whatever its unit.
    for reason in patterns.find("exclude", title):
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


def _code(measure: PostedMeasure, cell: PostedValue, patterns: Patterns) -> tuple[str, str]:
    title, description = make_plain(measure.title), make_plain(measure.description)
    of_title = _codes(title, description, patterns)
    of_label: set[tuple[str, str]] = set()
    for text in filter(None, (cell.class_title, cell.category_title)):
        label = make_plain(text)
        for reason in patterns.find("exclude", label):
            raise UnreadableError(f"“{shorten(text)}”: {reason}")
        found = _codes(label, f"{title}. {description}", patterns)
        of_label |= found
        meaning = patterns.is_whole("class", label)
        known = found or is_only_time(text, patterns) or meaning in (("responder",), ("everyone",))
        if not known:
            raise UnreadableError(f"“{shorten(text)}” is no week and no outcome that is known")
    codes = of_label or of_title
    if of_label and of_title and not of_label <= of_title:
        raise UnreadableError("title and class name different outcomes")
    if len(codes) > 1:
        shown = ", ".join(sorted(code for _, code in codes))
        raise UnreadableError(f"the title fits more than one outcome ({shown})")
    if not codes:
        raise UnreadableError(_why_none(title, patterns))
    return next(iter(codes))


def _codes(title: str, description: str, patterns: Patterns) -> set[tuple[str, str]]:
    text = f"{title}. {description}"
    timeless = TRAILING.sub("", remove_times(title, patterns))
    return {
        (table, pattern.code)
        for table, entries in _tables(patterns)
        for pattern in entries
        if pattern.fits_title(timeless) and pattern.is_described(text)
    }


def _why_none(title: str, patterns: Patterns) -> str:
    for _, entries in _tables(patterns):
        for pattern in entries:
            if pattern.otherwise and pattern.fits_title(remove_times(title, patterns)):
                return pattern.otherwise
    return "the title fits no pattern"


def _tables(patterns: Patterns) -> tuple[tuple[str, tuple[TitlePattern, ...]], ...]:
    return ("dichotomous", patterns.outcomes), ("adverse_events", patterns.reported)


def _week(measure: PostedMeasure, cell: PostedValue, patterns: Patterns) -> float:
    for reason in patterns.find("exclude", make_plain(measure.time_frame)):
        raise UnreadableError(f"time frame “{shorten(measure.time_frame)}”: {reason}")
    frame = read_weeks(measure.time_frame, patterns)
    own = _label_weeks(cell.class_title, patterns) + _label_weeks(cell.category_title, patterns)
    of_title = _title_weeks(measure.title, patterns)
    if frame is None:
        raise UnreadableError(f"time frame “{shorten(measure.time_frame)}” cannot be read")
    weeks = own or (of_title if len(of_title) == 1 else ()) or frame or of_title
    if len(set(weeks)) != 1:
        shown = shorten(measure.time_frame) or "not stated"
        raise UnreadableError(f"no single week can be read (time frame “{shown}”)")
    for named, where in ((frame, "time frame"), (of_title, "title")):
        if named and weeks[0] not in named:
            raise UnreadableError(f"the {where} names another week than week {weeks[0]:g}")
    return weeks[0]


def _label_weeks(label: str, patterns: Patterns) -> tuple[float, ...]:
    if not is_only_time(label, patterns):
        label = _times_alone(label, patterns)
    return read_weeks(label, patterns) or ()


def _title_weeks(title: str, patterns: Patterns) -> tuple[float, ...]:
    return read_weeks(_times_alone(title, patterns), patterns) or ()


def _times_alone(text: str, patterns: Patterns) -> str:
    # A title is full of numbers that are no times (75%, 0 or 1), so only its times are looked at.
    plain = make_plain(text)
    found: list[str] = []
    for word in patterns.words["time"]:
        found += [match.group() for match in word.pattern.finditer(plain)]
        plain = word.pattern.sub(" ", plain)
    return "; ".join(found)


def _readings(cell: PostedValue, kind: str) -> Iterator[tuple[str, PostedCount | str]]:
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
        yield from read_percents(values, cell.denominators).items()
        return
    for group, value in values.items():
        try:
            yield group, read_count(value, cell.denominators.get(group, ""))
        except UnreadableError as error:
            yield group, str(error)
