"""Made-up counts of arms, as the gate hands them on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from synthesis.selection.arms import ArmCount
from synthesis.selection.records import CountRecord


def make_arm(
    trial: str,
    treatment: str,
    responders: int,
    n: int,
    week: float = 16.0,
    *,
    name: str = "",
    tier: str = "source",
    row: int = 2,
) -> ArmCount:
    """The count of an arm that is called like its treatment; one row of a table."""
    source = CountRecord(treatment, week, responders, n, tier, preferred=True, row=row)
    return ArmCount(trial, name or trial, treatment, week, (source,))


def make_imputed_arm(
    trial: str,
    treatment: str,
    percent: float,
    n: int,
    interval: tuple[float, float] | None = None,
    *,
    row: int = 2,
) -> ArmCount:
    """An arm without a count: a percentage that its source imputed several times."""
    source = CountRecord(
        treatment, 16.0, None, n, "imputed", preferred=True, row=row, percent=percent,
        interval=interval,
    )  # fmt: skip
    return ArmCount(trial, trial, treatment, 16.0, (source,))


def change_rows(arm: ArmCount, **changes: Any) -> ArmCount:
    """The same arm with other values in each of its rows."""
    return replace(arm, sources=tuple(replace(row, **changes) for row in arm.sources))
