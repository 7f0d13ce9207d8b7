"""Rows of a table of arms, from a file or a frame: what all such tables have in common.

Every defect is told in one sentence that names the file, the row (the header is row 1), the
field, the value found and what was expected.
"""

from __future__ import annotations

import csv
import io
import numbers
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.models.tables.names import has_unseen, one_spelling

# Larger counts are typing errors, and beyond 2**63 they would overflow the integer columns.
LARGEST_COUNT = 10**9

_DIGITS = re.compile(r"[0-9]+")
_NEGATIVE = re.compile(r"-[0-9]+")

Rows = list[tuple[int, dict[str, Any]]]


class ArmTableError(ValueError):
    """A table of arms that cannot be used; the message is one sentence for the user."""


def read_rows(path: Path, columns: Sequence[str]) -> tuple[list[str], Rows]:
    """Read a CSV file as its header and numbered rows of text, without interpreting a value.

    Raises
    ------
    ArmTableError
        If the file is missing, is not UTF-8, is empty, is ragged, or lacks one of `columns`.
    """
    where = str(path)
    header, rows = _split(_read_text(path, where, columns), where, columns)
    _require_columns(header, where, columns)
    return header, rows


def frame_rows(frame: pd.DataFrame, where: str, columns: Sequence[str]) -> tuple[list[str], Rows]:
    """The header and numbered rows of a frame; ArmTableError if it lacks one of `columns`."""
    header = [str(column) for column in frame.columns]
    _require_columns(header, where, columns)
    # .tolist() turns numpy integers into Python ones, much faster than row-wise access.
    values = zip(*(frame.iloc[:, i].tolist() for i in range(len(header))), strict=True)
    return header, [(row, dict(zip(header, v, strict=True))) for row, v in enumerate(values, 2)]


def _read_text(path: Path, where: str, columns: Sequence[str]) -> str:
    expected = f"expected a CSV file with the columns {list_names(columns)}."
    try:
        # utf-8-sig removes the byte-order mark that Excel writes.
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ArmTableError(f"{where}: no such file; {expected}") from None
    except UnicodeDecodeError as error:
        raise ArmTableError(
            f"{where}: byte {error.start} is not UTF-8; expected a CSV file saved as UTF-8."
        ) from None
    except OSError as error:
        raise ArmTableError(f"{where}: cannot be read ({error.strerror}); {expected}") from None


def _split(text: str, where: str, columns: Sequence[str]) -> tuple[list[str], Rows]:
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise ArmTableError(f"{where}: is not a readable CSV file ({error}).") from None
    if not any(any(value.strip() for value in record) for record in records):
        raise ArmTableError(
            f"{where}: is empty; expected a header with the columns {list_names(columns)}."
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


def _require_columns(header: list[str], where: str, columns: Sequence[str]) -> None:
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            raise ArmTableError(
                f"{where}, row 1: has {name} between its columns; expected commas, so save it "
                "anew as a CSV file with commas and with points before decimals."
            )
    for column in columns:
        if column not in header:
            raise ArmTableError(
                f"{where}, row 1: the column {column} is missing (found {list_names(header)}); "
                f"expected {list_names(columns)}."
            )
    for column in header:
        if header.count(column) > 1:
            raise ArmTableError(
                f"{where}, row 1: the column {column!r} appears twice; expected it once."
            )


def parse_responders(values: Mapping[str, Any], where: str, row: int) -> tuple[int, int]:
    """Responders and n of a row; ArmTableError unless 0 <= responders <= n and n >= 1."""
    responders = parse_count(values, "responders", where, row)
    n = parse_count(values, "n", where, row)
    if n == 0:
        raise ArmTableError(f"{where}, row {row}, n: is 0; expected at least 1 participant.")
    if responders > n:
        raise ArmTableError(
            f"{where}, row {row}, responders: is {responders}; expected at most n = {n}."
        )
    return responders, n


def parse_label(values: Mapping[str, Any], field: str, where: str, row: int) -> str:
    """A name in one spelling; ArmTableError if it is blank or has something unseen in it."""
    value = values[field]
    text = "" if is_missing(value) else one_spelling(str(value))
    # "nan" is what a missing label becomes when a column is turned into text.
    if not text or text.lower() == "nan":
        raise ArmTableError(f"{where}, row {row}, {field}: is {text or 'blank'}; expected a name.")
    if has_unseen(text):
        raise ArmTableError(
            f"{where}, row {row}, {field}: is {text[:60]!r}; expected a name without characters "
            "that cannot be seen."
        )
    return text


def parse_count(values: Mapping[str, Any], field: str, where: str, row: int) -> int:
    """A count written in plain digits; ArmTableError otherwise."""
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
    """Whether a value is None or not a number."""
    # A NaN is the one value that differs from itself.
    return value is None or value is pd.NA or value != value


def list_names(names: Iterable[str]) -> str:
    """Names, separated by commas."""
    return ", ".join(names)
