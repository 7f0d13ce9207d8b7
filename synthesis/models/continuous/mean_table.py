"""Tables of means: one row for each arm of each trial, checked once at the door."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from synthesis.models.tables.arm_columns import (
    ArmTableError,
    frame_rows,
    is_missing,
    parse_count,
    parse_label,
)

COLUMNS = ("trial", "treatment", "mean", "se", "n")
FEWEST_PATIENTS = 2  # of whom a standard deviation exists


def check_mean_table(frame: pd.DataFrame, where: str = "the table of means") -> pd.DataFrame:
    """Check a table of means that is in memory.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``trial``, ``treatment``, ``mean``, ``se`` (standard error of the mean) and ``n``.
    where : str, optional
        What to call the table in messages.

    Returns
    -------
    pandas.DataFrame
        These columns alone, with a fresh index: text, float64 and int64.

    Raises
    ------
    ArmTableError
        One sentence for the first defect: a missing column, no rows, a blank label, a mean that is
        no number, a standard error that is not above 0, fewer than 2 patients, or a treatment that
        appears twice in a trial. Rows are counted as in a file whose header is row 1.
    """
    _, rows = frame_rows(frame, where, COLUMNS)
    first_row: dict[tuple[str, str], int] = {}
    found: list[tuple[str, str, float, float, int]] = []
    for row, values in rows:
        trial = parse_label(values, "trial", where, row)
        treatment = parse_label(values, "treatment", where, row)
        earlier = first_row.setdefault((trial, treatment), row)
        if earlier != row:
            raise ArmTableError(
                f"{where}, row {row}, treatment: {treatment!r} of trial {trial!r} is already in "
                f"row {earlier}; expected one row for each treatment of a trial."
            )
        mean, se = (_number(values, field, where, row) for field in ("mean", "se"))
        if se <= 0:
            raise ArmTableError(f"{where}, row {row}, se: is {se:g}; expected a number above 0.")
        n = parse_count(values, "n", where, row)
        if n < FEWEST_PATIENTS:
            raise ArmTableError(f"{where}, row {row}, n: is {n}; expected at least 2 patients.")
        found.append((trial, treatment, mean, se, n))
    if not found:
        raise ArmTableError(f"{where}: has a header but no rows; expected one row for each arm.")
    return pd.DataFrame(found, columns=list(COLUMNS))


def _number(values: Mapping[str, Any], field: str, where: str, row: int) -> float:
    value = values[field]
    try:
        number = math.nan if is_missing(value) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ArmTableError(f"{where}, row {row}, {field}: is {value}; expected a number.")
    return number
