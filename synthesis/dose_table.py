"""Dose tables: one row for each dose arm of each trial, checked once at the door.

A table has the columns ``trial``, ``dose``, ``responders`` and ``n``; dose 0 is placebo. Further
columns are carried along untouched. Every defect is told in one sentence, as in
:mod:`synthesis.arm_table`, whose checks of labels and counts are used.
"""

from __future__ import annotations

import csv
import io
import math
import numbers
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.arm_table import ArmTableError, is_missing, list_names, parse_count, parse_label

COLUMNS = ("trial", "dose", "responders", "n")

# A larger dose is a typing error in any unit; a smaller one above 0 is lost in rounding.
LARGEST_DOSE = 1e9
SMALLEST_DOSE = 1e-9

_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
_NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")


class DoseTableError(ArmTableError):
    """A dose table that cannot be used; the message is one sentence for the user."""


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
    header, rows = _split(_read_text(Path(path), where), where)
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
    header = [str(column) for column in frame.columns]
    columns = [frame.iloc[:, position].tolist() for position in range(len(header))]
    values = zip(*columns, strict=True)
    rows = [(row, dict(zip(header, v, strict=True))) for row, v in enumerate(values, 2)]
    return _checked_frame(header, rows, where)


def _read_text(path: Path, where: str) -> str:
    expected = f"expected a CSV file with the columns {list_names(COLUMNS)}."
    try:
        # utf-8-sig removes the byte-order mark that Excel writes.
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DoseTableError(f"{where}: no such file; {expected}") from None
    except UnicodeDecodeError as error:
        raise DoseTableError(
            f"{where}: byte {error.start} is not UTF-8; expected a CSV file saved as UTF-8."
        ) from None
    except OSError as error:
        raise DoseTableError(f"{where}: cannot be read ({error.strerror}); {expected}") from None


def _split(text: str, where: str) -> tuple[list[str], list[tuple[int, dict[str, Any]]]]:
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise DoseTableError(f"{where}: is not a readable CSV file ({error}).") from None
    if not any(any(value.strip() for value in record) for record in records):
        raise DoseTableError(
            f"{where}: is empty; expected a header with the columns {list_names(COLUMNS)}."
        )
    header = [name.strip() for name in records[0]]
    rows = []
    for row, record in enumerate(records[1:], 2):
        if not record:
            continue
        if len(record) != len(header):
            raise DoseTableError(
                f"{where}, row {row}: has {len(record)} fields; expected {len(header)}, "
                "as in the header."
            )
        rows.append((row, dict(zip(header, record, strict=True))))
    return header, rows


def _checked_frame(
    header: list[str], rows: Iterable[tuple[int, Mapping[str, Any]]], where: str
) -> pd.DataFrame:
    _require_columns(header, where)
    columns: dict[str, list[Any]] = {column: [] for column in header}
    first_row: dict[tuple[str, float], int] = {}
    arms_of: dict[str, int] = {}
    for row, values in rows:
        trial = parse_label(values, "trial", where, row)
        dose = _dose(values["dose"], f"{where}, row {row}, dose:")
        responders = parse_count(values, "responders", where, row)
        n = parse_count(values, "n", where, row)
        if n == 0:
            raise DoseTableError(f"{where}, row {row}, n: is 0; expected at least 1 participant.")
        if responders > n:
            raise DoseTableError(
                f"{where}, row {row}, responders: is {responders}; expected at most n = {n}."
            )
        earlier = first_row.setdefault((trial, dose), row)
        if earlier != row:
            raise DoseTableError(
                f"{where}, row {row}, dose: {dose:g} of trial {trial!r} is already in row "
                f"{earlier}; expected one row for each dose of a trial."
            )
        arms_of[trial] = arms_of.get(trial, 0) + 1
        checked = {"trial": trial, "dose": dose, "responders": responders, "n": n}
        for column in header:
            columns[column].append(checked.get(column, values[column]))
    if not arms_of:
        raise DoseTableError(f"{where}: has a header but no rows; expected one row for each arm.")
    for trial, arms in arms_of.items():
        if arms == 1:
            raise DoseTableError(
                f"{where}: trial {trial!r} has one arm; expected at least two doses in each trial."
            )
    return pd.DataFrame(columns)


def _require_columns(header: list[str], where: str) -> None:
    for column in COLUMNS:
        if column not in header:
            raise DoseTableError(
                f"{where}, row 1: the column {column} is missing (found {list_names(header)}); "
                f"expected {list_names(COLUMNS)}."
            )
    for column in header:
        if header.count(column) > 1:
            raise DoseTableError(
                f"{where}, row 1: the column {column!r} appears twice; expected it once."
            )


def _dose(value: Any, at: str) -> float:
    text = value.strip() if isinstance(value, str) else str(value)
    if is_missing(value) or not text:
        raise DoseTableError(f"{at} is {'missing' if text else 'blank'}; expected a number.")
    if isinstance(value, str):
        if _NEGATIVE.fullmatch(text):
            raise DoseTableError(f"{at} is {text}, below zero; expected 0 or more.")
        if not _DECIMAL.fullmatch(text):
            raise DoseTableError(f"{at} is {text[:30]!r}; expected a plain decimal number.")
    elif isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise DoseTableError(f"{at} is {text}; expected a number.")
    dose = float(text)
    if dose < 0:
        raise DoseTableError(f"{at} is {text}, below zero; expected 0 or more.")
    if not math.isfinite(dose) or dose > LARGEST_DOSE or 0 < dose < SMALLEST_DOSE:
        raise DoseTableError(
            f"{at} is {text[:30]}; expected 0, or {SMALLEST_DOSE:g} to {LARGEST_DOSE:g}."
        )
    return dose
