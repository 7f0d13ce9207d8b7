"""Cells of downloads cannot run as formulas; numbers and text stay what they are."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.files.csv_export import neutralise, restore, write_csv


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]
)
def test_a_formula_becomes_text(cell: str) -> None:
    assert neutralise(cell) == "'" + cell


@given(st.text(alphabet="'=+-@ \t\r\n1a\u00a0＝", max_size=8))
def test_a_cell_is_restored_whatever_it_was(cell: str) -> None:
    assert restore(neutralise(cell)) == cell


@pytest.mark.parametrize("cell", ["-1.5", "+3", "-1e-05", "text", "a=b", "", "1-2", "’quoted’"])
def test_numbers_and_text_stay(cell: str) -> None:
    assert neutralise(cell) == cell


def test_values_are_written() -> None:
    text = write_csv(["name", "=x"], [["=HYPERLINK(1)", -1.5], [None, 3]])
    rows = list(csv.reader(io.StringIO(text)))
    assert rows == [["name", "'=x"], ["'=HYPERLINK(1)", "-1.5"], ["", "3"]]
