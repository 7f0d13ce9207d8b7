"""What a sound data package should tell its owner: nothing is wrong, but somebody should look."""

from __future__ import annotations

from collections.abc import Iterator

from synthesis.package.dataset import ROW, Dataset
from synthesis.words.labels import label_week

COUNTED = {
    "dichotomous": ("outcome", "week"),
    "adverse_events": ("event", "period_weeks"),
    "continuous": ("outcome", "week"),
}


def package_notes(dataset: Dataset) -> Iterator[str]:
    """Trials of one name, and readings that conflict without one that is preferred.

    Each is one sentence; analyses keep the trials apart, and use none of the readings.
    """
    trials = dataset.table("trials")
    for name, same in trials.groupby(trials["trial_name"].map(_plain), sort=False):
        if name and len(same) > 1:
            ids = " and ".join(same["trial_id"])
            yield (
                f"{ids} have one name, {same['trial_name'].iloc[0]}: are they two trials? They "
                "are taken for two."
            )
    for table, (code, week) in COUNTED.items():
        rows = dataset.table(table)
        keys = ["trial_id", "arm_id", code, week]
        for key, readings in rows.groupby(keys, sort=False) if len(rows) else ():
            if not (readings["preferred"] == "yes").any():
                numbers = ", ".join(map(str, readings[ROW]))
                when = label_week(float(str(key[3])))
                yield (
                    f"{table}.csv, row {numbers}: readings of {key[2]} at {when} on {key[1]} "
                    f"of {key[0]} conflict, and none is marked as preferred; none is used."
                )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
