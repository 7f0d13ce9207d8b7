"""Readings of a later period of a trial, for which the package has no table, as records.

Such a period never stands beside the one it follows, so its readings enter no table of counts; they
stay in readings.csv with the label that their reader gave them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from synthesis.package.corrections import READINGS
from synthesis.package.dataset import ROW, Dataset
from synthesis.selection.records import ArmRecord, CountRecord, Records
from synthesis.words.terms import RegimenLabel

NOT_USED = "not used"


def with_later_period(records: Records, dataset: Dataset, label: str) -> Records:
    """The trials of some records with the arms and counts that readers put under a label.

    Parameters
    ----------
    records
        The tables of the same package; only their trials are kept.
    dataset
        A validated data package.
    label
        What stands as the table of the readings. An arm is called as its reader called it.
    """
    table = dataset.table(READINGS)
    chosen = table[(table["table"] == label) & (table["became"] == NOT_USED)].to_dict("records")
    arms: dict[str, dict[str, ArmRecord]] = {}
    rows: dict[str, dict[str, list[CountRecord]]] = {}
    for reading in chosen:
        trial, arm, code = (reading[name] for name in ("trial_id", "arm_id", "code"))
        arms.setdefault(trial, {}).setdefault(arm, ArmRecord(arm, arm, arm, None, "", "", ""))
        rows.setdefault(code, {}).setdefault(trial, []).append(_count(reading))
    return Records(
        table=READINGS,
        trials=records.trials,
        arms={trial: tuple(own.values()) for trial, own in arms.items()},
        rows={
            code: {trial: tuple(own) for trial, own in by_trial.items()}
            for code, by_trial in rows.items()
        },
        regimens={},
        labels={arm: RegimenLabel(arm) for own in arms.values() for arm in own},
    )


def _count(reading: Mapping[Any, Any]) -> CountRecord:
    limits = _numbers(reading[name] for name in ("ci_low", "ci_high"))
    count, n, percent, week = _numbers(reading[x] for x in ("responders", "n", "percent", "week"))
    return CountRecord(
        arm_id=reading["arm_id"],
        week=week or 0.0,
        count=None if count is None else int(count),
        n=None if n is None else int(n),
        verification=reading["tier"],
        preferred=True,
        row=int(reading[ROW]),
        percent=percent,
        interval=None if None in limits else (limits[0] or 0.0, limits[1] or 0.0),
    )


def _numbers(cells: Iterable[Any]) -> list[float | None]:
    return [None if pd.isna(cell) or cell == "" else float(cell) for cell in cells]
