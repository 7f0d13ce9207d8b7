"""Workbooks: what a cell holds is read as it would stand in a CSV file, or refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from synthesis.living.workbook import read_workbook

COLUMNS = {"arms": ["arm_id", "dose"]}


def write(path: Path, value: object, number_format: str = "General") -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "arms"
    sheet.append(["arm_id", "dose"])
    sheet.append(["placebo", value])
    sheet["B2"].number_format = number_format
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (12, "General", "12"),
        (12.0, "General", "12"),
        (3.2, "General", "3.2"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (51.0, "0.0", "51.0"),
        (51.04, "0.0", "51.04"),
        ("007", "@", "007"),
        (None, "General", ""),
    ],
)
def test_a_cell_is_read_as_plain_text(
    tmp_path: Path, value: object, number_format: str, text: str
) -> None:
    sheets, _, defects = read_workbook(
        write(tmp_path / "trial.xlsx", value, number_format), COLUMNS
    )
    assert not defects
    assert sheets["arms"].rows == [{"arm_id": "placebo", "dose": text}]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        ("=1+1", "General", "a value, not a formula"),
        (dt.datetime(2021, 1, 16), "dd-mmm", "no date"),
        (0.325, "0.0%", "a plain number"),
        (True, "General", "not TRUE or FALSE"),
        ("#N/A", "General", "not an error of the spreadsheet"),
    ],
)
def test_a_cell_that_shows_something_else_is_refused(
    tmp_path: Path, value: object, number_format: str, expected: str
) -> None:
    _, _, defects = read_workbook(write(tmp_path / "trial.xlsx", value, number_format), COLUMNS)
    assert len(defects) == 1
    assert str(defects[0]).startswith("trial.xlsx, sheet arms, row 2, field dose: ")
    assert expected in str(defects[0])


def test_a_sheet_of_another_name_is_told_or_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "trial.xlsx", 1)
    tables, notes, defects = read_workbook(path, {"trials": ["trial_id"]})
    assert (tables, defects) == ({}, [])
    assert notes == ["trial.xlsx, sheet arms: not read, as no table has this name."]
    _, _, defects = read_workbook(path, {"doses": ["arm_id", "dose"]})
    assert [str(defect) for defect in defects] == [
        "trial.xlsx: found “arms”, expected sheets of these names: doses; "
        "rename or delete this one."
    ]


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trial.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    _, _, defects = read_workbook(path, COLUMNS)
    assert [defect.expected for defect in defects] == [
        "a workbook that can be opened; save it anew as .xlsx in a spreadsheet program"
    ]
