"""Readings of a record as rows of the book's tables, one for each arm, code and week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from synthesis.registry.arms import Arm
from synthesis.registry.means import PostedMean
from synthesis.registry.numbers import PostedCount
from synthesis.registry.outcomes import Mapped, Unmapped
from synthesis.words.labels import label_week
from synthesis.words.times import fill_time, one_time

TABLES = ("dichotomous", "continuous", "adverse_events")


def outcome_row(item: Mapped, trial_id: str, shared: Mapping[str, str]) -> dict[str, str]:
    """A row of dichotomous.csv."""
    row = _count_row(item, trial_id, shared)
    row |= {"outcome": item.code, **_time(item.week)}
    if isinstance(item.reading, PostedCount):
        names = ("responders", "imputation", "ci_low", "ci_high")
        row |= {name: getattr(item.reading, name) for name in names}
    return row


def event_row(item: Mapped, trial_id: str, shared: Mapping[str, str]) -> dict[str, str]:
    """A row of adverse_events.csv."""
    row = _count_row(item, trial_id, shared)
    row |= {"event": item.code, "period_weeks": f"{item.week:g}"}
    if isinstance(item.reading, PostedCount):
        row["patients"] = item.reading.responders
    if row["verification"] == "imputed":
        row["verification"] = "source"  # no event is imputed: the percentage was read
    return row


def mean_row(item: Mapped, trial_id: str, shared: Mapping[str, str]) -> dict[str, str]:
    """A row of continuous.csv."""
    row = _reading_row(item, trial_id, shared)
    row |= {"outcome": item.code, **_time(item.week), "reading": "1"}
    row["statistic"] = "not stated"
    if isinstance(item.reading, PostedMean):
        names = ("mean", "n", "sd", "se", "ci_low", "ci_high")
        row |= dict(zip(names, item.reading.numbers, strict=True))
    return row


def _count_row(item: Mapped, trial_id: str, shared: Mapping[str, str]) -> dict[str, str]:
    row = _reading_row(item, trial_id, shared) | {"reading": "1"}
    if isinstance(item.reading, PostedCount):
        row["percent_reported"] = item.reading.percent
    return row


def _reading_row(item: Mapped, trial_id: str, shared: Mapping[str, str]) -> dict[str, str]:
    reading = item.reading
    return {
        **shared,
        "trial_id": trial_id,
        "arm_id": item.arm_id,
        "n": reading.n,
        "source_locator": item.locator,
        "verification": reading.verification,
        "notes": "; ".join(filter(None, (shared["notes"], reading.note, item.note))),
    }


def _time(week: float) -> dict[str, str]:
    return dict(zip(("week", "day"), fill_time(one_time(week), ""), strict=True))


def settle(
    readings: Iterable[Mapped], arms: Iterable[Arm]
) -> tuple[dict[str, list[Mapped]], list[Unmapped]]:
    """One reading for each arm, code and week by table, and those that are none.

    None is kept where the record gives two numbers, or more patients than were randomised. Where
    one arm of an outcome and week is no count of patients, none of its arms is.
    """
    sizes = {arm.arm_id: arm.n_randomised for arm in arms}
    by_key: dict[tuple[str, str, str, float], list[Mapped]] = {}
    for item in _uncounted(list(readings)):
        by_key.setdefault((item.table, item.arm_id, item.code, item.week), []).append(item)
    kept: dict[str, list[Mapped]] = {table: [] for table in TABLES}
    unmapped: list[Unmapped] = []
    for (table, arm_id, code, week), items in by_key.items():
        name = f"{code}, {arm_id}, {label_week(week)}"
        first = items[0]
        if len({item.reading.numbers for item in items}) > 1:
            reason = "the record gives different numbers for this arm, outcome and week"
            unmapped += [Unmapped(item.locator, name, reason) for item in items]
        elif sizes[arm_id] and int(first.reading.n) > int(sizes[arm_id]):
            reason = (
                f"{first.reading.numbers[0]} of {first.reading.n}, more than the {sizes[arm_id]} "
                "randomised; a row typed by hand needs the exception n_within_arm in "
                "exceptions.toml, with the reason"
            )
            unmapped += [Unmapped(item.locator, name, reason) for item in items]
        else:
            kept[table].append(first)
            reason = f"the same number as at {first.locator}"
            unmapped += [Unmapped(item.locator, name, reason) for item in items[1:]]
    return kept, unmapped


def _uncounted(readings: list[Mapped]) -> list[Mapped]:
    """The readings, without the counts worked out of percentages that others show to be none."""
    adjusted = {
        (item.table, item.code, item.week)
        for item in readings
        if isinstance(item.reading, PostedCount) and item.reading.adjusted
    }
    note = "no count: the percentage of another arm is none, so they were imputed or adjusted"
    return [
        replace(
            item, reading=replace(item.reading, responders="", verification="imputed", note=note)
        )
        if isinstance(item.reading, PostedCount)
        and item.reading.verification == "derived"
        and (item.table, item.code, item.week) in adjusted
        else item
        for item in readings
    ]
