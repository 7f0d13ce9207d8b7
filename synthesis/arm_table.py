"""Arm-level tables: one row for each arm of each trial, checked once at the door.

A table has the columns ``trial``, ``treatment``, ``responders`` and ``n``; further columns are
carried along untouched. Every defect is told in one sentence that names the file, the row (the
header is row 1), the field, the value found and what was expected.
"""

from __future__ import annotations

import csv
import io
import numbers
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

COLUMNS = ("trial", "treatment", "responders", "n")

# Larger counts are typing errors, and beyond 2**63 they would overflow the integer columns.
LARGEST_COUNT = 10**9

_DIGITS = re.compile(r"[0-9]+")
_NEGATIVE = re.compile(r"-[0-9]+")


class ArmTableError(ValueError):
    """An arm-level table that cannot be used; the message is one sentence for the user."""


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
        ``n`` (int64), then any further columns as text.

    Raises
    ------
    ArmTableError
        If the file is missing, is not UTF-8, is empty, lacks a column, or holds a value
        :func:`check_arm_table` refuses.
    """
    where = str(path)
    header, rows = _split(_read_text(Path(path), where), where)
    _require_columns(header, where)
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
        A copy with a fresh index, text labels without surrounding blanks and int64 counts.

    Raises
    ------
    ArmTableError
        One sentence for the first defect: a missing column, no rows, a blank label, a count
        that is missing, not whole, negative or implausibly large, ``n`` of 0, more responders
        than participants, or a treatment that appears twice in a trial. Rows are counted as
        in a file whose header is row 1.
    """
    header = [str(column) for column in frame.columns]
    _require_columns(header, where)
    # .tolist() turns numpy integers into Python ones, much faster than row-wise access.
    columns = [frame.iloc[:, position].tolist() for position in range(len(header))]
    values = zip(*columns, strict=True)
    rows = [(row, dict(zip(header, v, strict=True))) for row, v in enumerate(values, 2)]
    return _checked_frame(header, rows, where)


def _read_text(path: Path, where: str) -> str:
    try:
        # utf-8-sig removes the byte-order mark that Excel writes.
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ArmTableError(
            f"{where}: no such file; expected a CSV file with the columns {list_names(COLUMNS)}."
        ) from None
    except UnicodeDecodeError as error:
        raise ArmTableError(
            f"{where}: byte {error.start} is not UTF-8; expected a CSV file saved as UTF-8."
        ) from None
    except OSError as error:
        raise ArmTableError(
            f"{where}: cannot be read ({error.strerror}); expected a CSV file."
        ) from None


def _split(text: str, where: str) -> tuple[list[str], list[tuple[int, dict[str, Any]]]]:
    """Split CSV text into its header and numbered rows, without interpreting a value."""
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise ArmTableError(f"{where}: is not a readable CSV file ({error}).") from None
    if not any(any(value.strip() for value in record) for record in records):
        raise ArmTableError(
            f"{where}: is empty; expected a header with the columns {list_names(COLUMNS)}."
        )
    header = [name.strip() for name in records[0]]
    rows = []
    for row, record in enumerate(records[1:], 2):
        if not record:
            continue
        if len(record) != len(header):
            raise ArmTableError(
                f"{where}, row {row}: has {len(record)} fields; expected {len(header)}, "
                "as in the header."
            )
        rows.append((row, dict(zip(header, record, strict=True))))
    return header, rows


def _require_columns(header: list[str], where: str) -> None:
    for column in COLUMNS:
        if column not in header:
            raise ArmTableError(
                f"{where}, row 1: the column {column} is missing (found {list_names(header)}); "
                f"expected {list_names(COLUMNS)}."
            )
    for column in header:
        if header.count(column) > 1:
            raise ArmTableError(
                f"{where}, row 1: the column {column!r} appears twice; expected it once."
            )


def _checked_frame(
    header: list[str], rows: Iterable[tuple[int, Mapping[str, Any]]], where: str
) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {column: [] for column in header}
    first_row: dict[tuple[str, str], int] = {}
    for row, values in rows:
        trial = parse_label(values, "trial", where, row)
        treatment = parse_label(values, "treatment", where, row)
        responders = parse_count(values, "responders", where, row)
        n = parse_count(values, "n", where, row)
        if n == 0:
            raise ArmTableError(f"{where}, row {row}, n: is 0; expected at least 1 participant.")
        if responders > n:
            raise ArmTableError(
                f"{where}, row {row}, responders: is {responders}; expected at most n = {n}."
            )
        earlier = first_row.setdefault((trial, treatment), row)
        if earlier != row:
            raise ArmTableError(
                f"{where}, row {row}, treatment: {treatment!r} of trial {trial!r} is already in "
                f"row {earlier}; expected one row for each treatment of a trial."
            )
        checked = {"trial": trial, "treatment": treatment, "responders": responders, "n": n}
        for column in header:
            columns[column].append(checked.get(column, values[column]))
    if not first_row:
        raise ArmTableError(f"{where}: has a header but no rows; expected one row for each arm.")
    return pd.DataFrame(columns)


def parse_label(values: Mapping[str, Any], field: str, where: str, row: int) -> str:
    value = values[field]
    text = "" if is_missing(value) else str(value).strip()
    # "nan" is what a missing label becomes when a column is turned into text.
    if not text or text.lower() == "nan":
        raise ArmTableError(f"{where}, row {row}, {field}: is {text or 'blank'}; expected a name.")
    return text


def parse_count(values: Mapping[str, Any], field: str, where: str, row: int) -> int:
    value = values[field]
    text = value.strip() if isinstance(value, str) else str(value)
    at = f"{where}, row {row}, {field}:"
    if is_missing(value) or not text:
        found = "missing" if text else "blank"
        raise ArmTableError(f"{at} is {found}; expected a whole number, 0 or more.")
    if isinstance(value, bool) or not (isinstance(value, str) or _is_integer(value)):
        raise ArmTableError(f"{at} is {text}; expected a whole number written as an integer.")
    if _NEGATIVE.fullmatch(text):
        raise ArmTableError(f"{at} is {text}, below zero; expected a whole number, 0 or more.")
    if not _DIGITS.fullmatch(text):
        raise ArmTableError(f"{at} is {text!r}; expected a whole number in plain digits.")
    # Compared by length first: Python refuses to convert strings of thousands of digits.
    if len(text) > 4000 or int(text) > LARGEST_COUNT:
        raise ArmTableError(f"{at} is {text[:30]}; expected at most {LARGEST_COUNT}.")
    return int(text)


def _is_integer(value: object) -> bool:
    return isinstance(value, numbers.Integral)


def is_missing(value: object) -> bool:
    # A NaN is the one value that differs from itself.
    return value is None or value is pd.NA or value != value


def list_names(names: Iterable[str]) -> str:
    return ", ".join(names)
