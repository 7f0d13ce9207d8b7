"""From the adverse events module of a registry record to readings, exact or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from synthesis.registry.matching import Matches
from synthesis.registry.numbers import PostedCount, UnreadableError, read_count
from synthesis.registry.outcomes import Mapped, Unmapped
from synthesis.registry.patterns import Patterns
from synthesis.registry.record import Events, Term
from synthesis.registry.text import make_plain, shorten
from synthesis.registry.weeks import read_weeks
from synthesis.words.times import whole_day

MODULE = "resultsSection.adverseEventsModule"
TOTALS = {"SERIOUS_AE": "serious", "DEATH": "deaths"}
# A comma or an “and” before a number is a list of times: “weeks 12, 16 and 20”.
PARTS = re.compile(r"[;.] |[;.]$|, (?!\d)|\band\b(?! ?\d)")
BEYOND = re.compile(
    r"follow[ -]?up|\bafter\b|\bpost[ -]|\blast (?:dose|application|administration)"
)


def read_period(events: Events, title: str, patterns: Patterns) -> float:
    """Length in weeks of the period over which events of one group were collected.

    The time frame as a whole says it, or, for a group whose title names the randomised period,
    the one part of the time frame that names that period too.

    Raises
    ------
    UnreadableError
        The time frame names no week, several, or a follow-up after treatment.
    """
    plain = make_plain(events.time_frame)
    parts = [events.time_frame]
    if _names_period(title, patterns):
        own = [part for part in PARTS.split(plain) if _names_period(part, patterns)]
        parts += [patterns.strip("period", part) for part in own]
    found = {week for part in parts for week in _only_week(part, patterns)}
    if len(found) != 1 or BEYOND.search(plain):
        shown = f"time frame “{shorten(events.time_frame)}”" if plain else "no time frame"
        raise UnreadableError(
            f"the length of the period cannot be read ({shown}); give it with --period-weeks"
        )
    return found.pop()


def _names_period(text: str, patterns: Patterns) -> bool:
    plain = make_plain(text)
    return any(word.pattern.search(plain) for word in patterns.words["period"])


def _only_week(text: str, patterns: Patterns) -> tuple[float, ...]:
    weeks = read_weeks(text, patterns) or ()
    if any(whole_day(week) for week in weeks):
        return ()  # whether a study day ends or follows the last day of a period is not said
    return weeks if len(weeks) == 1 else ()


def map_events(
    events: Events, matches: Matches, patterns: Patterns, period_weeks: float | None
) -> Iterator[Mapped | Unmapped]:
    """Serious events, deaths and single terms of each arm, or why they cannot be read.

    A term is counted over serious and other events together only where one of the two tables says
    that nobody had it: a patient may stand in both, so they cannot be added.

    Parameters
    ----------
    events
    matches
        The arms of this module's groups.
    patterns
    period_weeks
        Length of the period where the user gives it; None to read it from the time frame.
    """
    weeks: dict[str, float] = {}
    for reason in matches.reasons.values():
        yield Unmapped(MODULE, "all adverse events", reason)
    for group in events.groups:
        if group.id not in matches.arms:
            continue
        try:
            given = period_weeks
            weeks[group.id] = read_period(events, group.title, patterns) if given is None else given
        except UnreadableError as error:
            name = f"all adverse events of “{shorten(group.title)}”"
            yield Unmapped(MODULE, name, str(error))
    matched = {group: arm for group, arm in matches.arms.items() if group in weeks}
    given_by = "" if period_weeks is None else "; length of the period given by the user"
    titles = {group.id: group.title for group in events.groups}
    for group_id, arm_id in matched.items():
        note = f"group “{shorten(titles[group_id])}”; time frame: {shorten(events.time_frame, 200)}"
        for code, name in TOTALS.items():
            place = f"{MODULE}.eventGroups, {group_id}: {name}NumAffected"
            total = events.totals[group_id]
            try:
                reading = read_count(total[f"{name}NumAffected"], total[f"{name}NumAtRisk"])
            except UnreadableError as error:
                yield Unmapped(place, code, str(error))
                continue
            yield Mapped(
                *("adverse_events", arm_id, code, weeks[group_id], reading, place),
                note + given_by,
            )
    if matched:
        yield from _map_terms(events, matched, patterns, weeks, given_by)


def _map_terms(
    events: Events,
    matched: Mapping[str, str],
    patterns: Patterns,
    weeks: Mapping[str, float],
    given: str,
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
            yield Mapped("adverse_events", arm_id, code, weeks[group], reading, locator, note)


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
