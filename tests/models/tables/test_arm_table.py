"""read_arm_table and check_arm_table: each defect has its sentence."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthesis.models.tables.arm_table import ArmTableError, check_arm_table, read_arm_table

HEADER = "trial,treatment,responders,n\n"
GOOD = HEADER + "A,active,12,40\nA,control,5,41\n"


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "arms.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_reads_the_four_columns(tmp_path: Path) -> None:
    frame = read_arm_table(write(tmp_path, GOOD))
    assert frame.to_dict("list") == {
        "trial": ["A", "A"],
        "treatment": ["active", "control"],
        "responders": [12, 5],
        "n": [40, 41],
    }
    assert str(frame["n"].dtype) == "int64"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("A,", " A ,").encode(),
        (GOOD + "\n\n").encode(),
        GOOD.replace("12", "012").encode(),
    ],
    ids=["byte-order mark", "Windows line ends", "blanks", "empty lines", "leading zero"],
)
def test_harmless_differences_are_accepted(tmp_path: Path, content: bytes) -> None:
    plain = check_arm_table(read_arm_table(write(tmp_path, GOOD)))
    pd.testing.assert_frame_equal(read_arm_table(write(tmp_path, content)), plain)


def test_further_columns_are_kept_as_text(tmp_path: Path) -> None:
    frame = read_arm_table(write(tmp_path, "dose," + HEADER + "030,A,active,1,2\n"))
    assert frame["dose"].tolist() == ["030"]


COUNT = "a whole number"
DEFECTS = {
    "empty": ("", "is empty; expected a header with the columns trial, treatment"),
    "only blanks": (" \n\n", "is empty; expected"),
    "no rows": (HEADER, "has a header but no rows; expected one row for each arm."),
    "missing column": (
        "trial,treatment,responders\nA,b,1\n",
        "row 1: the column n is missing (found trial, treatment, responders); expected trial,",
    ),
    "column twice": ("n," + HEADER + "1,A,b,1,1\n", "row 1: the column 'n' appears twice"),
    "ragged": (GOOD + "B,active,1\n", "row 4: has 3 fields; expected 4, as in the header."),
    "word": (HEADER + "A,b,many,9\n", f"row 2, responders: is 'many'; expected {COUNT}"),
    "12.0": (HEADER + "A,b,12.0,40\n", f"row 2, responders: is '12.0'; expected {COUNT}"),
    "1e3": (HEADER + "A,b,1,1e3\n", f"row 2, n: is '1e3'; expected {COUNT}"),
    "thousands": (HEADER + 'A,b,1,"1,000"\n', f"row 2, n: is '1,000'; expected {COUNT}"),
    "not ASCII": (HEADER + "A,b,1,٣\n", f"row 2, n: is '٣'; expected {COUNT}"),
    "NaN": (HEADER + "A,b,NaN,9\n", f"row 2, responders: is 'NaN'; expected {COUNT}"),
    "blank count": (HEADER + "A,b, ,9\n", f"row 2, responders: is blank; expected {COUNT}"),
    "negative": (HEADER + "A,b,-1,9\n", "row 2, responders: is -1, below zero; expected"),
    "too many": (HEADER + "A,b,10,9\n", "row 2, responders: is 10; expected at most n = 9."),
    "n = 0": (HEADER + "A,b,0,0\n", "row 2, n: is 0; expected at least 1 participant."),
    "huge": (HEADER + f"A,b,0,{10**30}\n", "row 2, n: is 1000000000"),
    "digits": (HEADER + f"A,b,0,{'9' * 5000}\n", "; expected at most 1000000000."),
    "blank trial": (GOOD + " ,active,1,2\n", "row 4, trial: is blank; expected a name."),
    "blank treatment": (GOOD + "B,,1,2\n", "row 4, treatment: is blank; expected a name."),
    "twice": (
        GOOD + "\nA,active,3,9\n",
        "row 5, treatment: 'active' of trial 'A' is already in row 2; expected one row",
    ),
    "quote": (HEADER + '"A,b,1,2\n', "is not a readable CSV file ("),
    "Latin-1": ((GOOD + "Jürgen,b,1,2\n").encode("latin-1"), "is not UTF-8; expected"),
}


@pytest.mark.parametrize(("content", "sentence"), DEFECTS.values(), ids=DEFECTS.keys())
def test_each_defect_is_one_sentence(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(ArmTableError) as error:
        read_arm_table(path)
    message = str(error.value)
    assert message.startswith(str(path))
    assert sentence in message
    assert message.endswith(".")
    assert "\n" not in message


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ArmTableError, match="no such file; expected a CSV file"):
        read_arm_table(tmp_path / "nowhere.csv")
    with pytest.raises(ArmTableError, match="cannot be read"):
        read_arm_table(tmp_path)


def frame_with(**columns: object) -> pd.DataFrame:
    good = {"trial": ["A"], "treatment": ["b"], "responders": [1], "n": [2]}
    return pd.DataFrame(good | columns)


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("responders", np.nan, "row 2, responders: is missing"),
        ("responders", pd.NA, "row 2, responders: is missing"),
        ("responders", None, "row 2, responders: is missing"),
        ("responders", 1.0, "row 2, responders: is 1.0; expected"),
        ("responders", True, "row 2, responders: is True; expected"),
        ("trial", None, "row 2, trial: is blank"),
        ("trial", "nan", "row 2, trial: is nan"),
    ],
)
def test_frames_in_memory(column: str, value: object, sentence: str) -> None:
    with pytest.raises(ArmTableError, match="my table, " + sentence):
        check_arm_table(frame_with(**{column: [value]}), where="my table")


def test_frames_in_memory_are_copied_with_a_fresh_index() -> None:
    frame = frame_with(n=np.array([2], dtype=np.int32)).set_index(pd.Index([7]))
    checked = check_arm_table(frame)
    assert checked.index.tolist() == [0]
    assert frame.index.tolist() == [7]


def test_a_nullable_integer_column_is_accepted() -> None:
    assert check_arm_table(frame_with(n=pd.array([2], dtype="Int64")))["n"].tolist() == [2]
