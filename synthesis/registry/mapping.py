"""A registry record as rows of the book's tables, with a list of all that was not mapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from synthesis.package.tables import TextRow
from synthesis.registry.arms import Arm, arm_matcher, read_arms
from synthesis.registry.events import map_events
from synthesis.registry.json_walk import RegistryError
from synthesis.registry.matching import Matcher
from synthesis.registry.numbers import PostedCount
from synthesis.registry.outcomes import Mapped, Unmapped, map_measure
from synthesis.registry.patterns import Patterns
from synthesis.registry.record import RegistryRecord
from synthesis.registry.rows import event_row, mean_row, outcome_row, settle
from synthesis.registry.text import LONGEST_NAME, shorten
from synthesis.registry.trial import trial_row
from synthesis.words.labels import label_week


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
        The record names no arms, or its groups are cohorts of an observational study.
    """
    if record.study_type == "OBSERVATIONAL":
        raise RegistryError(
            f"{record.nct_id} is an observational study: its groups are cohorts, not arms to which "
            "patients were assigned; only trials are imported."
        )
    arms = read_arms(record, patterns)
    if not arms:
        raise RegistryError("The record names no arms.")
    match = arm_matcher(arms, record, patterns)
    found: list[Mapped | Unmapped] = []
    for measure in record.measures:
        found += map_measure(measure, match(measure.groups), patterns)
    if record.events is not None:
        found += map_events(record.events, match(record.events.groups), patterns, period_weeks)
    unmapped = [item for item in found if isinstance(item, Unmapped)]
    readings, doubtful = settle((item for item in found if isinstance(item, Mapped)), arms)
    unmapped += doubtful
    unmapped += _never_mapped(record, match)
    trial, trial_to_do = trial_row(record, trial_id, arms, patterns)
    shared = _provenance(record)
    tables: dict[str, tuple[TextRow, ...]] = {
        "trials": ({**shared, **trial, "verification": "source"},),
        "arms": tuple(_arm_row(arm, trial_id, shared) for arm in arms),
        "dichotomous": tuple(
            outcome_row(item, trial_id, shared) for item in readings["dichotomous"]
        ),
        "continuous": tuple(mean_row(item, trial_id, shared) for item in readings["continuous"]),
        "adverse_events": tuple(
            event_row(item, trial_id, shared) for item in readings["adverse_events"]
        ),
    }
    to_do = (*trial_to_do, *_arms_to_do(arms))
    to_check = (*_to_check(record, arms), *_imputed(readings["dichotomous"]))
    return Draft(tables, tuple(unmapped), to_do, to_check)


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


def _never_mapped(record: RegistryRecord, match: Matcher) -> list[Unmapped]:
    module = "resultsSection.participantFlowModule"
    reasons = match(record.flow_groups).reasons.values()
    items = [Unmapped(f"{module}.groups", "participant flow", reason) for reason in reasons]
    for number, period in enumerate(record.periods):
        if period.withdrawals:
            place = f"{module}.periods[{number}].dropWithdraws"
            reason = "who left the trial is not who stopped treatment because of an adverse event"
            items.append(
                Unmapped(place, f"{period.title}: {', '.join(period.withdrawals)}", reason)
            )
    if record.has_results:
        reason = "baseline characteristics are not imported"
        items.append(Unmapped("resultsSection.baselineCharacteristicsModule", "", reason))
    else:
        items.append(Unmapped("resultsSection", "", "the record has no results yet"))
    return items


def _arms_to_do(arms: Iterable[Arm]) -> list[str]:
    lines: list[str] = []
    for arm in arms:
        regimen = arm.regimen
        fields = {"regimen": regimen.code, "drug": regimen.drug, "route": regimen.route}
        if not regimen.is_inactive:
            fields |= {"dose": regimen.dose, "dose_unit": regimen.dose_unit}
        fields |= {"frequency": regimen.frequency, "n_randomised": arm.n_randomised}
        missing = [name for name, value in fields.items() if not value]
        if missing:
            why = f" ({'; '.join(arm.doubts)})" if arm.doubts else ""
            label = arm.label or "without a title"
            lines.append(f"arms.csv, {arm.arm_id} (“{label}”): fill in {', '.join(missing)}{why}")
    return lines


def _imputed(outcomes: Iterable[Mapped]) -> list[str]:
    found = {
        f"{item.code} at {label_week(item.week)}": None
        for item in outcomes
        if isinstance(item.reading, PostedCount) and item.reading.adjusted
    }
    if not found:
        return []
    return [
        f"imputed or adjusted, so that no patients were counted: {', '.join(found)}; a count that "
        "fits such a percentage is none"
    ]


def _to_check(record: RegistryRecord, arms: Iterable[Arm]) -> list[str]:
    lines = [
        f"{arm.arm_id}: “{arm.label}” was read as {arm.regimen.code}, {arm.regimen.route or '?'}"
        for arm in arms
        if arm.regimen.code
    ]
    if not record.arms:
        lines += [
            f"{arm.arm_id}: “{arm.label}” is a group of the participant flow, as the record names "
            "no arms; an arm only if patients were randomised to it"
            for arm in arms
        ]
    lines += [
        f"{arm.arm_id}: “{arm.label}” is called a cohort; an arm only if patients were randomised "
        "to it"
        for arm in arms
        if "cohort" in arm.label.lower()
    ]
    if len(record.periods) > 1:
        title = shorten(record.periods[0].title)
        lines.append(
            f"arm sizes are those of “{title}”, the first of {len(record.periods)} periods"
        )
    return lines
