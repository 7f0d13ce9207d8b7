"""Percentages of which no denominator was read, as counts of those randomised: a guess."""

from __future__ import annotations

from dataclasses import replace

from synthesis.selection.records import CountRecord, Records
from synthesis.words.numbers import whole


def count_percentages(records: Records) -> Records:
    """The records, with percentages of which no denominator was read counted as of all randomised.

    Each becomes the nearest number of the patients randomised to its arm. That is a guess, for
    sensitivity analyses alone: patients who were not analysed would make the denominator smaller.
    """
    sizes = {
        (trial, arm.arm_id): arm.n_randomised for trial, own in records.arms.items() for arm in own
    }
    rows = {
        code: {
            trial: tuple(_of_randomised(row, sizes.get((trial, row.arm_id))) for row in own)
            for trial, own in by_trial.items()
        }
        for code, by_trial in records.rows.items()
    }
    return replace(records, rows=rows)


def _of_randomised(row: CountRecord, randomised: int | None) -> CountRecord:
    unread = row.count is None and row.n is None and not row.imputed
    if row.percent is None or not randomised or not unread:
        return row
    return replace(row, count=whole(row.percent / 100 * randomised), n=randomised)
