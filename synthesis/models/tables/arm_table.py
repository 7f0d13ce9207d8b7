"""Arm-level tables: one row for each arm of each trial, checked once at the door.

A table has the columns ``trial``, ``treatment``, ``responders`` and ``n``, and may have
``effective_n`` (see :mod:`synthesis.models.tables.imputed_arms`); further columns are carried along
untouched. Every defect is told in one sentence that names the file, the row (the
header is row 1), the field, the value found and what was expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.models.tables.arm_columns import (
    ArmTableError,
    frame_rows,
    parse_label,
    read_rows,
)
from synthesis.models.tables.imputed_arms import EFFECTIVE_N, parse_arm, with_float_columns

COLUMNS = ("trial", "treatment", "responders", "n")


def read_arm_table(path: str | Path) -> pd.DataFrame:
    """Read and check a CSV file of trial arms.

    A byte-order mark, Windows line ends and empty lines are accepted. Counts must be written
    as plain whole numbers: ``12.0`` and ``1e3`` are refused, because a count that went through
    a spreadsheet's number format may no longer be the count that was published.

    Parameters
    ----------
    path : str or Path
        CSV file, UTF-8, comma separated, with a header row.

    Returns
    -------
    pandas.DataFrame
        One row per arm in file order: ``trial`` and ``treatment`` (str), ``responders`` and
        ``n`` (int64), then any further columns as text. With a column ``effective_n``,
        ``responders`` and it are float64.

    Raises
    ------
    ArmTableError
        If the file is missing, is not UTF-8, is empty, lacks a column, or holds a value
        :func:`check_arm_table` refuses.
    """
    where = str(path)
    header, rows = read_rows(Path(path), COLUMNS)
    return _checked_frame(header, rows, where)


def check_arm_table(frame: pd.DataFrame, where: str = "the arm table") -> pd.DataFrame:
    """Check an arm-level table that is already in memory.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``trial``, ``treatment``, ``responders``, ``n``; others are carried along.
        Counts may be integers or text of digits; floating-point counts are refused, since
        they arise when a missing value has passed through the column.
    where : str, optional
        What to call the table in messages.

    Returns
    -------
    pandas.DataFrame
        A copy with a fresh index, text labels without surrounding blanks and int64 counts; with
        a column ``effective_n``, ``responders`` and it are float64, the latter missing for counts.

    Raises
    ------
    ArmTableError
        One sentence for the first defect: a missing column, no rows, a blank label, a count
        that is missing, not whole, negative or implausibly large, ``n`` of 0, more responders
        than participants, or a treatment that appears twice in a trial. Rows are counted as
        in a file whose header is row 1.
    """
    header, rows = frame_rows(frame, where, COLUMNS)
    return _checked_frame(header, rows, where)


def _checked_frame(
    header: list[str], rows: Iterable[tuple[int, Mapping[str, Any]]], where: str
) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {column: [] for column in header}
    first_row: dict[tuple[str, str], int] = {}
    for row, values in rows:
        trial = parse_label(values, "trial", where, row)
        treatment = parse_label(values, "treatment", where, row)
        responders, n, effective = parse_arm(values, where, row)
        earlier = first_row.setdefault((trial, treatment), row)
        if earlier != row:
            raise ArmTableError(
                f"{where}, row {row}, treatment: {treatment!r} of trial {trial!r} is already in "
                f"row {earlier}; expected one row for each treatment of a trial."
            )
        checked: dict[str, Any] = {
            "trial": trial,
            "treatment": treatment,
            "responders": responders,
            "n": n,
        }
        checked[EFFECTIVE_N] = effective
        for column in header:
            columns[column].append(checked.get(column, values[column]))
    if not first_row:
        raise ArmTableError(f"{where}: has a header but no rows; expected one row for each arm.")
    return with_float_columns(pd.DataFrame(columns))
