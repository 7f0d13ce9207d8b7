"""From the adverse events module of a registry record to readings, exact or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from synthesis.registry.numbers import PostedCount, UnreadableError, read_count
from synthesis.registry.outcomes import Mapped, Unmapped
from synthesis.registry.patterns import Patterns
from synthesis.registry.record import Events, Term
from synthesis.registry.text import make_plain, shorten
from synthesis.registry.weeks import read_weeks

MODULE = "resultsSection.adverseEventsModule"
TOTALS = {"SERIOUS_AE": "serious", "DEATH": "deaths"}
BEYOND = re.compile(
    r"follow[ -]?up|\bafter\b|\bpost[ -]|\blast (?:dose|application|administration)"
)


def read_period(events: Events, patterns: Patterns) -> float:
    """Length in weeks of the period over which events were collected.

    Raises
    ------
    UnreadableError
        The time frame names no week, several, or a follow-up after treatment.
    """
    shown = f"time frame “{shorten(events.time_frame)}”" if events.time_frame else "no time frame"
    weeks = read_weeks(events.time_frame, patterns)
    if BEYOND.search(make_plain(events.time_frame)) or weeks is None or len(weeks) != 1:
        raise UnreadableError(
            f"the length of the period cannot be read ({shown}); give it with --period-weeks"
        )
    return weeks[0]


def map_events(
    events: Events, matched: Mapping[str, str], patterns: Patterns, period_weeks: float | None
) -> Iterator[Mapped | Unmapped]:
    """Serious events, deaths and single terms of each arm, or why they cannot be read.

    A term is counted over serious and other events together only where one of the two tables says
    that nobody had it: a patient may stand in both, so they cannot be added.

    Parameters
    ----------
    events
    matched
        arm_id by group id of this module.
    patterns
    period_weeks
        Length of the period where the user gives it; None to read it from the time frame.
    """
    try:
        weeks = read_period(events, patterns) if period_weeks is None else period_weeks
    except UnreadableError as error:
        yield Unmapped(MODULE, "all adverse events", str(error))
        return
    given = "" if period_weeks is None else "; length of the period given by the user"
    for group in events.groups:
        if group.id not in matched:
            reason = f"group “{shorten(group.title)}” fits no arm of the record, or several"
            yield Unmapped(MODULE, "all adverse events", reason)
            continue
        for code, name in TOTALS.items():
            place = f"{MODULE}.eventGroups, {group.id}: {name}NumAffected"
            total = events.totals[group.id]
            try:
                reading = read_count(total[f"{name}NumAffected"], total[f"{name}NumAtRisk"])
            except UnreadableError as error:
                yield Unmapped(place, code, str(error))
                continue
            note = f"time frame: {shorten(events.time_frame, 200)}{given}"
            yield Mapped("adverse_events", matched[group.id], code, weeks, reading, place, note)
    yield from _map_terms(events, matched, patterns, weeks, given)


def _map_terms(
    events: Events, matched: Mapping[str, str], patterns: Patterns, weeks: float, given: str
) -> Iterator[Mapped | Unmapped]:
    serious, other = (_by_code(terms, patterns) for terms in (events.serious, events.other))
    for term in (*events.serious, *events.other):
        if len(patterns.is_whole("event", make_plain(term.term))) != 1:
            yield Unmapped(term.place, term.term, "the term fits no pattern, or several")
    for code in dict.fromkeys((*serious, *other)):
        among_serious, among_other = serious.get(code, []), other.get(code, [])
        terms = [*among_serious, *among_other]
        if len(among_serious) > 1 or len(among_other) > 1:
            reason = f"several terms are {code}; their patients cannot be added up"
            yield from (Unmapped(term.place, term.term, reason) for term in terms)
            continue
        if not among_other:
            reason = "only among serious events; milder ones may be below the threshold"
            yield from (Unmapped(term.place, term.term, reason) for term in terms)
            continue
        for group, arm_id in matched.items():
            try:
                reading, locator = _term_reading(among_serious, among_other[0], group)
            except UnreadableError as error:
                term = among_other[0]
                yield Unmapped(term.place, f"{term.term}, group {group}", str(error))
                continue
            shown = shorten(events.threshold, 10) or "not stated"
            note = f"term “{shorten(terms[0].term)}”; reporting threshold {shown}%{given}"
            yield Mapped("adverse_events", arm_id, code, weeks, reading, locator, note)


def _term_reading(serious: list[Term], other: Term, group: str) -> tuple[PostedCount, str]:
    if group not in other.affected:
        raise UnreadableError("the table gives no number for this group")
    reading = read_count(other.affected[group], other.at_risk.get(group, ""))
    locator = f"{other.place}.stats, {group}"
    # Serious events are posted without a threshold: a term that is not there had none. One that
    # is there without a number for this group is another matter, and read_count refuses it.
    if not serious or serious[0].affected.get(group, "") == "0":
        return reading, locator
    grave = read_count(serious[0].affected.get(group, ""), serious[0].at_risk.get(group, ""))
    if reading.responders != "0":
        raise UnreadableError(
            f"{reading.responders} among other and {grave.responders} among serious events; "
            "a patient may stand in both"
        )
    if grave.n != reading.n:
        raise UnreadableError("different numbers at risk among serious and other events")
    return grave, f"{serious[0].place}.stats, {group}"


def _by_code(terms: tuple[Term, ...], patterns: Patterns) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for term in terms:
        codes = patterns.is_whole("event", make_plain(term.term))
        if len(codes) == 1:
            found.setdefault(codes[0], []).append(term)
    return found
