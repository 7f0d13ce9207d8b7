"""Dose tables: what is read, and the sentence for each defect."""

from pathlib import Path

import pandas as pd
import pytest

from synthesis.models.tables.arm_table import ArmTableError
from synthesis.models.tables.dose_table import check_dose_table, read_dose_table

HEADER = "trial,dose,responders,n\n"


def read(tmp_path: Path, text: str) -> pd.DataFrame:
    file = tmp_path / "doses.csv"
    file.write_text(text, encoding="utf-8")
    return read_dose_table(file)


def test_a_sound_table_is_read(tmp_path: Path) -> None:
    text = "\ufefftrial,dose,responders,n,note\r\nA,0,1,10,x\r\n\r\nA, 2.50 ,3,11,y\r\n"
    table = read(tmp_path, text)
    assert table.to_dict("list") == {
        "trial": ["A", "A"],
        "dose": [0.0, 2.5],
        "responders": [1, 3],
        "n": [10, 11],
        "note": ["x", "y"],
    }
    assert [str(kind) for kind in table.dtypes[["dose", "responders", "n"]]] == [
        "float64",
        "int64",
        "int64",
    ]
    assert check_dose_table(table).equals(table)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("A,-5,1,9\n", "row 2, dose: is -5, below zero; expected 0 or more."),
        ("A,high,1,9\n", "row 2, dose: is 'high'; expected a plain decimal number."),
        ("A,1e2,1,9\n", "row 2, dose: is '1e2'; expected a plain decimal number."),
        ('A,"1,5",1,9\n', "row 2, dose: is '1,5'; expected a plain decimal number."),
        ("A,nan,1,9\n", "row 2, dose: is 'nan'; expected a plain decimal number."),
        ("A,,1,9\n", "row 2, dose: is blank; expected a number."),
        ("A,9999999999999,1,9\n", "row 2, dose: is 9999999999999; expected 0, or 1e-09 to 1e+09."),
        (",0,1,9\n", "row 2, trial: is blank; expected a name."),
        ("A,0,1.0,9\n", "row 2, responders: is '1.0'; expected a whole number in plain digits."),
        ("A,0,10,9\n", "row 2, responders: is 10; expected at most n = 9."),
        ("A,0,0,0\n", "row 2, n: is 0; expected at least 1 participant."),
        ("A,0,1\n", "row 2: has 3 fields; expected 4, as in the header."),
        (
            "A,5,1,9\nA,5.0,2,9\n",
            "row 3, dose: 5 of trial 'A' is already in row 2; expected one row for each dose "
            "of a trial.",
        ),
        ("A,0,1,9\n", ": trial 'A' has one arm; expected at least two doses in each trial."),
        ("", ": has a header but no rows; expected one row for each arm."),
    ],
)
def test_each_defect_has_its_sentence(tmp_path: Path, rows: str, sentence: str) -> None:
    with pytest.raises(ArmTableError) as raised:
        read(tmp_path, HEADER + rows)
    assert str(raised.value).startswith(str(tmp_path / "doses.csv"))
    assert str(raised.value).endswith(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty; expected a header with the columns trial, dose, responders, n."),
        ("trial,responders,n\nA,1,9\n", "the column dose is missing (found trial, responders, n)"),
        ("trial,dose,dose,responders,n\n", "the column 'dose' appears twice"),
        (HEADER + 'A,"0,1,9\n', "is not a readable CSV file"),
    ],
)
def test_each_defective_file_has_its_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ArmTableError) as raised:
        read(tmp_path, text)
    assert sentence in str(raised.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ArmTableError, match="no such file; expected a CSV file with the columns"):
        read_dose_table(tmp_path / "nowhere.csv")
    with pytest.raises(ArmTableError, match="cannot be read"):
        read_dose_table(tmp_path)
    latin = tmp_path / "latin.csv"
    latin.write_bytes(b"trial,dose,responders,n\nM\xfcnchen,0,1,9\n")
    with pytest.raises(ArmTableError, match="byte 25 is not UTF-8"):
        read_dose_table(latin)


@pytest.mark.parametrize("dose", [float("nan"), float("inf"), None, True, -1, 1e-12])
def test_doses_in_memory_are_checked(dose: object) -> None:
    frame = pd.DataFrame(
        {"trial": ["A", "A"], "dose": [0, dose], "responders": [1, 2], "n": [9, 9]}, dtype=object
    )
    with pytest.raises(ArmTableError, match="the dose table, row 3, dose: is"):
        check_dose_table(frame)
