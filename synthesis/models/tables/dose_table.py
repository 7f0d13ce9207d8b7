"""Dose tables: one row for each dose arm of each trial, checked once at the door.

A table has the columns ``trial``, ``dose``, ``responders`` and ``n``, and may have ``effective_n``
(see :mod:`synthesis.models.tables.imputed_arms`); dose 0 is placebo. Further columns are carried
along untouched. Every defect is told in one sentence, as in
:mod:`synthesis.models.tables.arm_table`, whose checks of labels and counts are used.
"""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.models.tables.arm_columns import (
    ArmTableError,
    frame_rows,
    is_missing,
    parse_label,
    read_rows,
)
from synthesis.models.tables.imputed_arms import EFFECTIVE_N, parse_arm, with_float_columns

COLUMNS = ("trial", "dose", "responders", "n")

# A larger dose is a typing error in any unit; a smaller one above 0 is lost in rounding.
LARGEST_DOSE = 1e9
SMALLEST_DOSE = 1e-9

_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
_NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")


def read_dose_table(path: str | Path) -> pd.DataFrame:
    """Read and check a CSV file of dose arms.

    Parameters
    ----------
    path : str or Path
        CSV file, UTF-8, comma separated, with a header row. Doses are plain decimal numbers
        in one unit, written with a point.

    Returns
    -------
    pandas.DataFrame
        One row per arm in file order: ``trial`` (str), ``dose`` (float64), ``responders`` and
        ``n`` (int64), then any further columns as text.

    Raises
    ------
    ArmTableError
        If the file is missing, is not UTF-8, is empty, lacks a column, or holds a value
        :func:`check_dose_table` refuses.
    """
    where = str(path)
    header, rows = read_rows(Path(path), COLUMNS)
    return _checked_frame(header, rows, where)


def check_dose_table(frame: pd.DataFrame, where: str = "the dose table") -> pd.DataFrame:
    """Check a dose table that is already in memory.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``trial``, ``dose``, ``responders``, ``n``; others are carried along. Doses may
        be numbers or decimal text, counts integers or text of digits.
    where : str, optional
        What to call the table in messages.

    Returns
    -------
    pandas.DataFrame
        A copy with a fresh index, float64 doses and int64 counts.

    Raises
    ------
    ArmTableError
        One sentence for the first defect: a missing column, no rows, a blank label, a dose
        that is no number, negative or implausible, a count that is missing, not whole,
        negative or too large, ``n`` of 0, more responders than participants, a dose that
        appears twice in a trial, or a trial with one arm.
    """
    header, rows = frame_rows(frame, where, COLUMNS)
    return _checked_frame(header, rows, where)


def _checked_frame(
    header: list[str], rows: Iterable[tuple[int, Mapping[str, Any]]], where: str
) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {column: [] for column in header}
    first_row: dict[tuple[str, float], int] = {}
    arms_of: dict[str, int] = {}
    for row, values in rows:
        trial = parse_label(values, "trial", where, row)
        dose = _dose(values["dose"], f"{where}, row {row}, dose:")
        responders, n, effective = parse_arm(values, where, row)
        earlier = first_row.setdefault((trial, dose), row)
        if earlier != row:
            raise ArmTableError(
                f"{where}, row {row}, dose: {dose:g} of trial {trial!r} is already in row "
                f"{earlier}; expected one row for each dose of a trial."
            )
        arms_of[trial] = arms_of.get(trial, 0) + 1
        checked: dict[str, Any] = {"trial": trial, "dose": dose, "responders": responders, "n": n}
        checked[EFFECTIVE_N] = effective
        for column in header:
            columns[column].append(checked.get(column, values[column]))
    if not arms_of:
        raise ArmTableError(f"{where}: has a header but no rows; expected one row for each arm.")
    for trial, arms in arms_of.items():
        if arms == 1:
            raise ArmTableError(
                f"{where}: trial {trial!r} has one arm; expected at least two doses in each trial."
            )
    return with_float_columns(pd.DataFrame(columns))


def _dose(value: Any, at: str) -> float:
    text = value.strip() if isinstance(value, str) else str(value)
    if is_missing(value) or not text:
        raise ArmTableError(f"{at} is {'missing' if text else 'blank'}; expected a number.")
    if isinstance(value, str):
        if _NEGATIVE.fullmatch(text):
            raise ArmTableError(f"{at} is {text}, below zero; expected 0 or more.")
        if not _DECIMAL.fullmatch(text):
            raise ArmTableError(f"{at} is {text[:30]!r}; expected a plain decimal number.")
    elif isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise ArmTableError(f"{at} is {text}; expected a number.")
    dose = float(text)
    if dose < 0:
        raise ArmTableError(f"{at} is {text}, below zero; expected 0 or more.")
    if not math.isfinite(dose) or dose > LARGEST_DOSE or 0 < dose < SMALLEST_DOSE:
        raise ArmTableError(
            f"{at} is {text[:30]}; expected 0, or {SMALLEST_DOSE:g} to {LARGEST_DOSE:g}."
        )
    return dose
