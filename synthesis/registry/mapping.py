"""A registry record as rows of the book's tables, with a list of all that was not mapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from synthesis.package.tables import TextRow
from synthesis.registry.arms import INACTIVE, Arm, match_groups, read_arms
from synthesis.registry.events import map_events
from synthesis.registry.json_walk import RegistryError
from synthesis.registry.outcomes import Mapped, Unmapped, map_measure
from synthesis.registry.patterns import Patterns
from synthesis.registry.record import RegistryRecord
from synthesis.registry.text import LONGEST_NAME, shorten
from synthesis.registry.trial import trial_row


@dataclass(frozen=True)
class Draft:
    """A trial as read: rows by table, what was not mapped, and what the user has to fill in."""

    tables: Mapping[str, tuple[TextRow, ...]]
    unmapped: tuple[Unmapped, ...]
    to_do: tuple[str, ...]
    to_check: tuple[str, ...]


def draft_trial(
    record: RegistryRecord, trial_id: str, patterns: Patterns, period_weeks: float | None = None
) -> Draft:
    """Map a record.

    Parameters
    ----------
    record
    trial_id
        Identifier that the trial is to have in the book.
    patterns
    period_weeks
        Length of the period of adverse events; None to read it from the record.

    Returns
    -------
    Draft
        Rows have the columns that were filled only; every row carries the address of the record,
        the place in it and the date of its version.

    Raises
    ------
    RegistryError
        The record names no arms.
    """
    arms = read_arms(record, patterns)
    if not arms:
        raise RegistryError("The record names no arms.")
    found: list[Mapped | Unmapped] = []
    for measure in record.measures:
        found += map_measure(measure, match_groups(measure.groups, arms, patterns), patterns)
    if record.events is not None:
        matched = match_groups(record.events.groups, arms, patterns)
        found += map_events(record.events, matched, patterns, period_weeks)
    unmapped = [item for item in found if isinstance(item, Unmapped)]
    readings, doubtful = _settle((item for item in found if isinstance(item, Mapped)), arms)
    unmapped += doubtful
    unmapped += _never_mapped(record)
    trial, trial_to_do = trial_row(record, trial_id, arms, patterns)
    shared = _provenance(record)
    tables: dict[str, tuple[TextRow, ...]] = {
        "trials": ({**shared, **trial, "verification": "source"},),
        "arms": tuple(_arm_row(arm, trial_id, shared) for arm in arms),
        "dichotomous": tuple(
            _outcome_row(item, trial_id, shared) for item in readings if item.table == "dichotomous"
        ),
        "adverse_events": tuple(
            _event_row(item, trial_id, shared)
            for item in readings
            if item.table == "adverse_events"
        ),
    }
    to_do = (*trial_to_do, *_arms_to_do(arms))
    return Draft(tables, tuple(unmapped), to_do, tuple(_to_check(record, arms)))


def _provenance(record: RegistryRecord) -> dict[str, str]:
    date = record.version or "date not stated"
    return {
        "source_url": f"https://clinicaltrials.gov/study/{record.nct_id}",
        "second_reading": "none",
        "conflict": "no",
        "preferred": "yes",
        "notes": f"registry record, version of {date}",
    }


def _arm_row(arm: Arm, trial_id: str, shared: Mapping[str, str]) -> dict[str, str]:
    regimen = arm.regimen
    size = "; n_randomised: who started the first period" if arm.n_randomised else ""
    return {
        **shared,
        "trial_id": trial_id,
        "arm_id": arm.arm_id,
        "arm_label": shorten(arm.label, LONGEST_NAME),
        "regimen": regimen.code,
        "drug": regimen.drug,
        "dose": regimen.dose,
        "dose_unit": regimen.dose_unit,
        "frequency": regimen.frequency,
        "route": regimen.route,
        "n_randomised": arm.n_randomised,
        "source_locator": arm.place,
        "verification": "source",
        "notes": shared["notes"] + size,
    }


def _outcome_row(item: Mapped, trial_id: str, shared: Mapping[str, str]) -> dict[str, str]:
    row = _reading_row(item, trial_id, shared)
    row |= {"outcome": item.code, "week": _number(item.week), "imputation": "not stated"}
    return {**row, "responders": item.reading.responders}


def _event_row(item: Mapped, trial_id: str, shared: Mapping[str, str]) -> dict[str, str]:
    row = _reading_row(item, trial_id, shared)
    row |= {"event": item.code, "period_weeks": _number(item.week)}
    return {**row, "patients": item.reading.responders}


def _reading_row(item: Mapped, trial_id: str, shared: Mapping[str, str]) -> dict[str, str]:
    reading = item.reading
    return {
        **shared,
        "trial_id": trial_id,
        "arm_id": item.arm_id,
        "reading": "1",
        "n": reading.n,
        "percent_reported": reading.percent,
        "source_locator": item.locator,
        "verification": reading.verification,
        "notes": "; ".join(filter(None, (shared["notes"], reading.note, item.note))),
    }


def _number(week: float) -> str:
    return f"{week:g}"


def _settle(readings: Iterable[Mapped], arms: Iterable[Arm]) -> tuple[list[Mapped], list[Unmapped]]:
    """Keep one reading for each arm, code and week; none where the record gives two numbers."""
    sizes = {arm.arm_id: arm.n_randomised for arm in arms}
    by_key: dict[tuple[str, str, str, float], list[Mapped]] = {}
    for item in readings:
        by_key.setdefault((item.table, item.arm_id, item.code, item.week), []).append(item)
    kept: list[Mapped] = []
    unmapped: list[Unmapped] = []
    for (_, arm_id, code, week), items in by_key.items():
        name = f"{code}, {arm_id}, week {week:g}"
        numbers = {(item.reading.responders, item.reading.n) for item in items}
        first = items[0]
        if len(numbers) > 1:
            reason = "the record gives different numbers for this arm, outcome and week"
            unmapped += [Unmapped(item.locator, name, reason) for item in items]
        elif sizes[arm_id] and int(first.reading.n) > int(sizes[arm_id]):
            reason = f"denominator {first.reading.n}, larger than the {sizes[arm_id]} randomised"
            unmapped += [Unmapped(item.locator, name, reason) for item in items]
        else:
            kept.append(first)
            reason = f"the same number as at {first.locator}"
            unmapped += [Unmapped(item.locator, name, reason) for item in items[1:]]
    return kept, unmapped


def _never_mapped(record: RegistryRecord) -> list[Unmapped]:
    items: list[Unmapped] = []
    for number, period in enumerate(record.periods):
        if period.withdrawals:
            place = f"resultsSection.participantFlowModule.periods[{number}].dropWithdraws"
            reason = "who left the trial is not who stopped treatment because of an adverse event"
            items.append(
                Unmapped(place, f"{period.title}: {', '.join(period.withdrawals)}", reason)
            )
    if record.has_results:
        reason = "baseline characteristics and continuous outcomes are not imported"
        items.append(Unmapped("resultsSection.baselineCharacteristicsModule", "", reason))
    else:
        items.append(Unmapped("resultsSection", "", "the record has no results yet"))
    return items


def _arms_to_do(arms: Iterable[Arm]) -> list[str]:
    lines: list[str] = []
    for arm in arms:
        regimen = arm.regimen
        fields = {"regimen": regimen.code, "drug": regimen.drug, "route": regimen.route}
        if regimen.drug not in INACTIVE:
            fields |= {"dose": regimen.dose, "dose_unit": regimen.dose_unit}
        fields |= {"frequency": regimen.frequency, "n_randomised": arm.n_randomised}
        missing = [name for name, value in fields.items() if not value]
        if missing:
            why = f" ({'; '.join(arm.doubts)})" if arm.doubts else ""
            label = arm.label or "without a title"
            lines.append(f"arms.csv, {arm.arm_id} (“{label}”): fill in {', '.join(missing)}{why}")
    return lines


def _to_check(record: RegistryRecord, arms: Iterable[Arm]) -> list[str]:
    lines = [
        f"{arm.arm_id}: “{arm.label}” was read as {arm.regimen.code}, {arm.regimen.route or '?'}"
        for arm in arms
        if arm.regimen.code
    ]
    if len(record.periods) > 1:
        title = shorten(record.periods[0].title)
        lines.append(
            f"arm sizes are those of “{title}”, the first of {len(record.periods)} periods"
        )
    return lines
